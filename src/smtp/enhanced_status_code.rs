//! Enhanced status codes, `5.7.1`: RFC 3463 section 2, in replies by RFC 2034. What each one means is not
//! here.

use std::fmt;

#[cfg(test)]
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

/// An enhanced status code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnhancedStatusCode {
    /// 2 success, 4 persistent transient failure, 5 permanent failure.
    pub class: u8,
    /// What the code is about: 1 addressing, 2 mailbox, 3 mail system, 4 network, 5 protocol, 6 content, 7 security.
    pub subject: u16,
    /// The detail within the subject.
    pub detail: u16,
}

impl EnhancedStatusCode {
    /// Reads a word that is a status code and nothing else.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let mut numbers = word.split('.');
        let class = match numbers.next()? {
            "2" => 2,
            "4" => 4,
            "5" => 5,
            _ => return None,
        };
        let (subject, detail) = (number(numbers.next()?)?, number(numbers.next()?)?);
        numbers.next().is_none().then_some(Self {
            class,
            subject,
            detail,
        })
    }
}

/// One to three digits without leading zeros.
fn number(digits: &str) -> Option<u16> {
    let well_formed = (1..=3).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    if well_formed {
        digits.parse().ok()
    } else {
        None
    }
}

impl fmt::Display for EnhancedStatusCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl Serialize for EnhancedStatusCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
impl JsonSchema for EnhancedStatusCode {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "EnhancedStatusCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[245]\\.[0-9]{1,3}\\.[0-9]{1,3}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_and_shown_as_it_was() {
        for code in ["2.0.0", "4.7.1", "5.7.26", "5.999.999"] {
            assert_eq!(EnhancedStatusCode::parse(code).unwrap().to_string(), code);
        }
    }

    #[test]
    fn what_rfc_3463_does_not_allow_is_no_code() {
        for word in [
            "", "5", "5.7", "5.7.1.", "5.7.1.1", "3.0.0", "05.7.1", "5.07.1", "5.7.1000", "5.7.+1",
            "5.7.x", "#5.7.1",
        ] {
            assert_eq!(EnhancedStatusCode::parse(word), None, "{word}");
        }
    }
}
