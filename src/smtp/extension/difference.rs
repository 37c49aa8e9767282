//! What differs between two replies to EHLO, such as the one before and the one after STARTTLS
//! (RFC 3207 section 4.2: the client must ask again). Which differences are expected is not decided here.

use serde::Serialize;

use super::{Extension, Extensions};

/// The differences between two replies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Differences {
    /// Announced afterwards only.
    pub added: Vec<Extension>,
    /// Announced before only.
    pub removed: Vec<Extension>,
    /// Announced both times with other parameters: before, after.
    pub changed: Vec<(Extension, Extension)>,
}

impl Differences {
    /// Whether both replies announced the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

impl Extensions {
    /// Compares two replies by keyword; neither order nor case of a keyword matters. Of a keyword announced twice
    /// in one reply the first line counts.
    #[must_use]
    pub fn compare(before: &Self, after: &Self) -> Differences {
        let mut differences = Differences {
            added: before.missing(after),
            removed: after.missing(before),
            changed: Vec::new(),
        };
        for earlier in before.first_lines() {
            if let Some(later) = after.same_line(earlier)
                && !later.has_parameters_of(earlier)
            {
                differences.changed.push((earlier.clone(), later.clone()));
            }
        }
        differences
    }

    /// The lines of `other` that have no counterpart here.
    fn missing(&self, other: &Self) -> Vec<Extension> {
        let absent = |line: &&Extension| self.same_line(line).is_none();
        other.first_lines().filter(absent).cloned().collect()
    }

    fn first_lines(&self) -> impl Iterator<Item = &Extension> {
        let is_first = |(at, line): &(usize, &Extension)| {
            !self.0[..*at]
                .iter()
                .any(|earlier| earlier.is_same_line_as(line))
        };
        self.0
            .iter()
            .enumerate()
            .filter(is_first)
            .map(|(_, line)| line)
    }

    fn same_line(&self, line: &Extension) -> Option<&Extension> {
        self.0
            .iter()
            .find(|candidate| candidate.is_same_line_as(line))
    }
}

impl Extension {
    /// Whether both announce one thing in one form; `AUTH` and `AUTH=` are two lines of one extension.
    pub(super) fn is_same_line_as(&self, other: &Self) -> bool {
        self.is(&other.keyword) && self.old_form == other.old_form
    }

    fn has_parameters_of(&self, other: &Self) -> bool {
        self.parameters.len() == other.parameters.len()
            && self
                .parameters
                .iter()
                .zip(&other.parameters)
                .all(|(ours, theirs)| ours.eq_ignore_ascii_case(theirs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(lines: &[&str]) -> Extensions {
        Extensions(lines.iter().map(|line| Extension::parse(line)).collect())
    }

    #[test]
    fn auth_appears_and_starttls_goes_when_tls_starts() {
        let before = announced(&["SIZE 1000", "STARTTLS", "8BITMIME"]);
        let after = announced(&["8bitmime", "SIZE 1000", "AUTH PLAIN"]);
        let differences = Extensions::compare(&before, &after);
        assert_eq!(differences.added, [Extension::parse("AUTH PLAIN")]);
        assert_eq!(differences.removed, [Extension::parse("STARTTLS")]);
        assert!(differences.changed.is_empty());
    }

    #[test]
    fn another_parameter_is_a_change() {
        let (before, after) = (announced(&["SIZE 1000"]), announced(&["SIZE 2000"]));
        let changed = Extensions::compare(&before, &after).changed;
        assert_eq!(
            changed,
            [(Extension::parse("SIZE 1000"), Extension::parse("SIZE 2000"))]
        );
    }

    #[test]
    fn the_two_forms_of_auth_are_compared_each_with_its_own() {
        let before = announced(&["AUTH=LOGIN", "AUTH PLAIN"]);
        let after = announced(&["AUTH PLAIN", "AUTH=LOGIN"]);
        assert!(Extensions::compare(&before, &after).is_empty());
    }

    #[test]
    fn a_line_sent_twice_is_added_once() {
        let differences = Extensions::compare(&announced(&[]), &announced(&["HELP", "help"]));
        assert_eq!(differences.added, [Extension::parse("HELP")]);
    }
}
