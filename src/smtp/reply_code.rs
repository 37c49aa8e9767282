//! The code of a reply: RFC 5321 sections 4.2.1 to 4.2.3.

use std::fmt;

#[cfg(test)]
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

/// The three digits that open every line of a reply. Whether they are a code that RFC 5321 knows is another question:
/// a server that says 650 said something, and not to know what is a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ReplyCode(u16);

impl ReplyCode {
    /// The code, when it has no more than three digits.
    #[must_use]
    pub fn new(value: u16) -> Option<Self> {
        (value <= 999).then_some(Self(value))
    }

    /// Whether RFC 5321 section 4.2 allows it: first digit 2 to 5, second digit 0 to 5.
    #[must_use]
    pub fn is_valid(self) -> bool {
        (2..=5).contains(&(self.0 / 100)) && (0..=5).contains(&(self.0 / 10 % 10))
    }

    /// The code as a number.
    #[must_use]
    pub fn value(self) -> u16 {
        self.0
    }

    /// 2yz: done.
    #[must_use]
    pub fn is_positive_completion(self) -> bool {
        self.0 / 100 == 2
    }

    /// 50z: the command is not known, or not like this (RFC 5321 section 4.2.1).
    #[must_use]
    pub fn is_about_syntax(self) -> bool {
        self.0 / 10 == 50
    }

    /// 3yz: accepted so far, more is expected of the client.
    #[must_use]
    pub fn is_positive_intermediate(self) -> bool {
        self.0 / 100 == 3
    }

    /// 4yz: refused for now.
    #[must_use]
    pub fn is_temporary(self) -> bool {
        self.0 / 100 == 4
    }

    /// 5yz: refused for good.
    #[must_use]
    pub fn is_permanent(self) -> bool {
        self.0 / 100 == 5
    }
}

impl fmt::Display for ReplyCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:03}", self.0)
    }
}

#[cfg(test)]
impl JsonSchema for ReplyCode {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ReplyCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": 999 })
    }
}
