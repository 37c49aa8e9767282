//! SASLprep, RFC 4013: one spelling for names and passwords that look the same.

use std::borrow::Cow;

use super::Error;

/// Prepares `text`; `what` names it in an error.
pub(super) fn prepared<'a>(text: &'a str, what: &'static str) -> Result<Cow<'a, str>, Error> {
    stringprep::saslprep(text).map_err(|_| Error::Forbidden { what })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4013 section 3.
    #[test]
    fn the_examples_of_the_rfc() {
        let of = |text: &str| prepared(text, "password").map(Cow::into_owned);
        assert_eq!(of("I\u{AD}X").as_deref(), Ok("IX"));
        assert_eq!(of("user").as_deref(), Ok("user"));
        assert_eq!(of("USER").as_deref(), Ok("USER"));
        assert_eq!(of("\u{AA}").as_deref(), Ok("a"));
        assert_eq!(of("\u{2168}").as_deref(), Ok("IX"));
        assert!(of("\u{7}").is_err());
        assert!(of("\u{627}1").is_err());
    }
}
