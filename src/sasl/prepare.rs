//! SASLprep, RFC 4013: one spelling for names and passwords that look the same. What RFC 3454 does not know, for it is
//! newer than Unicode 3.2 (an emoji), stays as it is: who logs in asks a query (RFC 3454 section 7).

use std::borrow::Cow;

use stringprep::tables;
use unicode_normalization::UnicodeNormalization;

use super::Error;

/// Prepares `text`; `what` names it in an error.
pub(super) fn prepared<'a>(text: &'a str, what: &'static str) -> Result<Cow<'a, str>, Error> {
    let forbidden = |_| Error::Forbidden { what };
    if !has_unassigned(text) {
        return stringprep::saslprep(text).map_err(forbidden);
    }
    let is_known = |character: &char| !tables::unassigned_code_point(*character);
    let known: String = text.chars().filter(is_known).collect();
    stringprep::saslprep(&known).map_err(forbidden)?;
    let runs = text.split_inclusive(tables::unassigned_code_point);
    Ok(Cow::Owned(runs.flat_map(normalized).collect()))
}

/// Whether a part of it is newer than Unicode 3.2.
pub(super) fn has_unassigned(text: &str) -> bool {
    text.contains(tables::unassigned_code_point)
}

/// Characters that are known, and perhaps one behind them that is not (RFC 4013 sections 2.1 and 2.2).
fn normalized(run: &str) -> impl Iterator<Item = char> {
    let end = run.chars().next_back();
    let unassigned = end.filter(|end| tables::unassigned_code_point(*end));
    let known = &run[..run.len() - unassigned.map_or(0, char::len_utf8)];
    let mapped = known
        .chars()
        .filter(|one| !tables::commonly_mapped_to_nothing(*one))
        .map(|one| match tables::non_ascii_space_character(one) {
            true => ' ',
            false => one,
        });
    mapped.nfkc().chain(unassigned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<String, Error> {
        prepared(text, "password").map(Cow::into_owned)
    }

    /// RFC 4013 section 3.
    #[test]
    fn the_examples_of_the_rfc() {
        assert_eq!(of("I\u{AD}X").as_deref(), Ok("IX"));
        assert_eq!(of("user").as_deref(), Ok("user"));
        assert_eq!(of("USER").as_deref(), Ok("USER"));
        assert_eq!(of("\u{AA}").as_deref(), Ok("a"));
        assert_eq!(of("\u{2168}").as_deref(), Ok("IX"));
        assert!(of("\u{7}").is_err());
        assert!(of("\u{627}1").is_err());
    }

    /// RFC 3454 section 7: in a query they are allowed, and nothing else that is forbidden is.
    #[test]
    fn what_is_newer_than_unicode_3_2_stays() {
        assert_eq!(of("p😀\u{2168}").as_deref(), Ok("p😀IX"));
        assert_eq!(of("😀").as_deref(), Ok("😀"));
        assert_eq!(of("\u{5d0}😀\u{5d0}").as_deref(), Ok("\u{5d0}😀\u{5d0}"));
        assert_eq!(of("a\u{a0}😀\u{ad}b").as_deref(), Ok("a 😀b"));
        assert!(of("😀\u{7}").is_err());
        assert!(of("\u{627}😀1").is_err());
    }
}
