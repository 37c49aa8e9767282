//! The variables that this program reads, copied once, so that everything above can be given others in a test.
//! A value may be a password: there is no Debug, and only names are listed.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
};

use crate::render::FORMATS;

/// What stands in front of the name of an option.
pub const PREFIX: &str = "SMTPCHECK_";
/// The password or token to log in with; read by `settings` alone, no option has it.
pub const PASSWORD: &str = "SMTPCHECK_PASSWORD";
/// Set by systems of continuous integration, where nobody answers a question.
const CONTINUOUS_INTEGRATION: &str = "CI";

/// Variables by name. An empty one counts as unset.
#[derive(Default)]
pub struct Environment(BTreeMap<String, OsString>);

impl Environment {
    /// The variables of this process that concern the command line.
    #[must_use]
    pub fn of_this_process() -> Self {
        let names_a_file = |name: &str| {
            let mut appended = FORMATS.iter().filter_map(|format| format.appended);
            appended.any(|one| one.variable == name)
        };
        let known = |name: &str| {
            name.starts_with(PREFIX) || name == CONTINUOUS_INTEGRATION || names_a_file(name)
        };
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .filter(|(name, _)| known(name))
            .collect()
    }

    /// The value of `name`, unless it is empty.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&OsStr> {
        self.0
            .get(name)
            .map(OsString::as_os_str)
            .filter(|value| !value.is_empty())
    }

    /// The names of the variables that are set.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let set = self.0.iter().filter(|(_, value)| !value.is_empty());
        set.map(|(name, _)| name.as_str())
    }

    /// Whether `CI` says that nobody is there to answer; `0` and `false` say the opposite.
    #[must_use]
    pub fn is_continuous_integration(&self) -> bool {
        self.value(CONTINUOUS_INTEGRATION)
            .is_some_and(|value| value != "0" && !value.eq_ignore_ascii_case("false"))
    }
}

impl<Name: Into<String>, Value: Into<OsString>> FromIterator<(Name, Value)> for Environment {
    fn from_iter<Pairs: IntoIterator<Item = (Name, Value)>>(pairs: Pairs) -> Self {
        let own = |(name, value): (Name, Value)| (name.into(), value.into());
        Self(pairs.into_iter().map(own).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_is_unset() {
        let environment =
            Environment::from_iter([("SMTPCHECK_PORT", ""), ("SMTPCHECK_USER", "ann")]);
        assert_eq!(environment.value("SMTPCHECK_PORT"), None);
        assert_eq!(environment.value("SMTPCHECK_USER"), Some(OsStr::new("ann")));
        assert_eq!(environment.value("SMTPCHECK_FROM"), None);
    }

    #[test]
    fn ci_counts_unless_it_says_no() {
        for (value, expected) in [
            ("true", true),
            ("1", true),
            ("woodpecker", true),
            ("", false),
            ("0", false),
            ("False", false),
        ] {
            let environment = Environment::from_iter([("CI", value)]);
            assert_eq!(
                environment.is_continuous_integration(),
                expected,
                "{value:?}"
            );
        }
    }
}
