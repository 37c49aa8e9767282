//! Which options were given. Where no more than that has to be known of one, both towers ask here.

use std::collections::BTreeSet;

/// Options by their long names, which are also the ids of what could not be checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given(BTreeSet<String>);

impl Given {
    /// Whether the option is among them.
    #[must_use]
    pub fn has(&self, option: &str) -> bool {
        self.0.contains(option)
    }

    /// Adds the option, or takes it away.
    pub fn set(&mut self, option: &str, is_given: bool) {
        match is_given {
            true => drop(self.0.insert(option.to_owned())),
            false => drop(self.0.remove(option)),
        }
    }
}

impl FromIterator<String> for Given {
    fn from_iter<Options: IntoIterator<Item = String>>(options: Options) -> Self {
        Self(options.into_iter().collect())
    }
}
