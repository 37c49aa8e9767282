//! The `mx` patterns of a policy, `mail.example.com` and `*.example.net`, and which hosts they allow: RFC 8461
//! sections 3.2 and 4.1.

use std::fmt;

use super::quote;
use crate::dns::{DomainName, NameError};

/// A name, or an asterisk in place of its first label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MxPattern {
    wildcard: bool,
    name: DomainName,
}

/// Why a text is no pattern. Texts are safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternError {
    /// There is nothing.
    Empty,
    /// An asterisk that is not the whole first label.
    Wildcard(String),
    /// A name that is not written as A-labels.
    NotALabels(String),
    /// A name with a final dot, which the grammar does not know.
    FinalDot(String),
    /// Not a domain name.
    Name(NameError),
}

impl PatternError {
    /// The stranger's text in it.
    pub(super) fn text_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Wildcard(text) | Self::NotALabels(text) | Self::FinalDot(text) => Some(text),
            Self::Name(error) => error.text_mut(),
            Self::Empty => None,
        }
    }
}

impl MxPattern {
    /// Reads a pattern: `["*."] Domain`.
    ///
    /// # Errors
    /// No sender would find a host that it allows.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let shown = || quote(text.as_bytes());
        if text.is_empty() {
            return Err(PatternError::Empty);
        }
        let (wildcard, name) = text
            .strip_prefix("*.")
            .map_or((false, text), |name| (true, name));
        if name.contains('*') {
            return Err(PatternError::Wildcard(shown()));
        }
        if !name.is_ascii() {
            return Err(PatternError::NotALabels(shown()));
        }
        if name.ends_with('.') {
            return Err(PatternError::FinalDot(shown()));
        }
        let name = DomainName::parse(name).map_err(PatternError::Name)?;
        Ok(Self { wildcard, name })
    }

    /// Whether it allows `host`: case does not count, and an asterisk stands for exactly one label.
    #[must_use]
    pub fn matches(&self, host: &str) -> bool {
        let host = host.strip_suffix('.').unwrap_or(host);
        let host = if self.wildcard {
            match host.split_once('.') {
                Some((first, rest)) if !first.is_empty() => rest,
                _ => return false,
            }
        } else {
            host
        };
        host.eq_ignore_ascii_case(self.name.as_str())
    }
}

impl fmt::Display for MxPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wildcard = if self.wildcard { "*." } else { "" };
        write!(formatter, "{wildcard}{}", self.name)
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("it is empty"),
            Self::Wildcard(text) => write!(
                formatter,
                "in \"{text}\" the asterisk is not the whole first label"
            ),
            Self::NotALabels(text) => {
                write!(formatter, "\"{text}\" is not written as A-labels (xn--…)")
            }
            Self::FinalDot(text) => write!(formatter, "\"{text}\" ends with a dot"),
            Self::Name(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for PatternError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(pattern: &str, host: &str) -> bool {
        MxPattern::parse(pattern).unwrap().matches(host)
    }

    /// The examples of RFC 8461 section 4.1.
    #[test]
    fn an_asterisk_stands_for_exactly_one_label() {
        assert!(allows("*.example.com", "mail.example.com"));
        assert!(!allows("*.example.com", "example.com"));
        assert!(!allows("*.example.com", "foo.bar.example.com"));
        assert!(!allows("*.example.com", ".example.com"));
        assert!(!allows("*.example.com", "mail.badexample.com"));
    }

    #[test]
    fn a_name_allows_itself_in_any_case_and_nothing_else() {
        assert!(allows("Mail.example.com", "mail.EXAMPLE.com"));
        assert!(allows("mail.example.com", "mail.example.com."));
        assert!(!allows("mail.example.com", "mx.mail.example.com"));
        assert!(!allows("mail.example.com", "example.com"));
        assert!(!allows("mail.example.com", ""));
    }

    #[test]
    fn every_way_to_be_wrong_has_its_name() {
        let error = |text: &str| MxPattern::parse(text).unwrap_err();
        assert_eq!(error(""), PatternError::Empty);
        for text in [
            "*",
            "mx*.example.com",
            "mx.*.example.com",
            "*.*.example.com",
        ] {
            assert_eq!(error(text), PatternError::Wildcard(text.to_owned()));
        }
        assert_eq!(
            error("mx.bücher.example"),
            PatternError::NotALabels("mx.bücher.example".to_owned())
        );
        assert_eq!(
            error("mx.example.com."),
            PatternError::FinalDot("mx.example.com.".to_owned())
        );
        for text in [
            "*.",
            ".example.com",
            "192.0.2.1",
            "mx example.com",
            "-x.example",
        ] {
            let error = error(text);
            assert!(
                matches!(error, PatternError::Name(_) | PatternError::FinalDot(_)),
                "{text}: {error:?}"
            );
        }
    }
}
