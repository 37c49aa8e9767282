//! What a fact can be, and whether it is known. "Could not be found out" is not "there is none", and neither is a value.

use std::fmt;

use serde::Serialize;

use super::kind::Kind;

use crate::{
    text::{LONGEST_SHOWN, shortened, visible},
    tls::TlsVersion,
};

/// The value of a fact. In JSON it is what it is: a number is a number.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Value {
    /// A version of TLS: `TLSv1.3`.
    Version(TlsVersion),
    /// A text, safe to show.
    Text(String),
    /// A word out of few.
    Word(String),
    /// A number.
    Number(i64),
    /// A size in octets.
    Size(u64),
    /// A duration in milliseconds.
    Duration(f64),
    /// A number of days.
    Days(i64),
    /// The code of a reply.
    Code(u16),
    /// Yes or no.
    Boolean(bool),
    /// Several texts.
    List(Vec<String>),
}

impl Value {
    /// A value of that type out of JSON, safe to show.
    #[must_use]
    pub fn read(kind: Kind, json: &serde_json::Value) -> Option<Self> {
        let text = || json.as_str().map(|text| visible(text.as_bytes()));
        Some(match kind {
            Kind::Version => {
                let name = json.as_str()?;
                let mut all = TlsVersion::ALL.into_iter();
                Self::Version(all.find(|version| version.json_name() == name)?)
            }
            Kind::Text | Kind::Hexadecimal => Self::Text(text()?),
            Kind::Word(_) => Self::Word(text()?),
            Kind::Number => Self::Number(json.as_i64()?),
            Kind::Size => Self::Size(json.as_u64()?),
            Kind::Duration => Self::Duration(json.as_f64()?),
            Kind::Days => Self::Days(json.as_i64()?),
            Kind::Code => Self::Code(u16::try_from(json.as_u64()?).ok()?),
            Kind::Boolean => Self::Boolean(json.as_bool()?),
            Kind::List => {
                let parts = json.as_array()?.iter();
                let parts = parts.map(|one| one.as_str().map(|text| visible(text.as_bytes())));
                Self::List(parts.collect::<Option<_>>()?)
            }
        })
    }

    /// A text of whatever length.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(shortened(text.into(), LONGEST_SHOWN))
    }

    /// The word that JSON has for a status.
    pub(super) fn word(status: &impl Serialize) -> Self {
        match serde_json::to_value(status) {
            Ok(serde_json::Value::String(word)) => Self::Word(word),
            _ => Self::Word(String::new()),
        }
    }

    /// A count.
    pub(super) fn count(count: usize) -> Self {
        Self::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => formatter.write_str(version.json_name()),
            Self::Text(text) | Self::Word(text) => formatter.write_str(text),
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Size(octets) => write!(formatter, "{octets} octets"),
            Self::Duration(milliseconds) => write!(formatter, "{milliseconds:.0}ms"),
            Self::Days(1) => formatter.write_str("1 day"),
            Self::Days(days) => write!(formatter, "{days} days"),
            Self::Code(code) => write!(formatter, "{code:03}"),
            Self::Boolean(true) => formatter.write_str("yes"),
            Self::Boolean(false) => formatter.write_str("no"),
            Self::List(list) if list.is_empty() => formatter.write_str("none"),
            Self::List(list) => formatter.write_str(&shortened(list.join(" "), LONGEST_SHOWN)),
        }
    }
}

/// What a run says of a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen {
    /// It was seen.
    Known(Value),
    /// There is none, which was seen too.
    Absent,
    /// It could not be found out, because of this.
    Unknown(String),
}

impl Seen {
    /// The value, where there is one.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Known(value) => Some(value),
            Self::Absent | Self::Unknown(_) => None,
        }
    }

    /// It could not be found out.
    pub(super) fn unknown(why: impl Into<String>) -> Self {
        Self::Unknown(why.into())
    }

    /// A value that is there or not.
    pub(super) fn or_absent(value: Option<Value>) -> Self {
        value.map_or(Self::Absent, Self::Known)
    }

    /// A word.
    pub(super) fn word(status: &impl Serialize) -> Self {
        Self::Known(Value::word(status))
    }

    /// Yes or no, or why that could not be found out.
    pub(super) fn boolean(answer: Option<bool>, why: impl FnOnce() -> String) -> Self {
        match answer {
            Some(answer) => Self::Known(Value::Boolean(answer)),
            None => Self::Unknown(why()),
        }
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(value) => value.fmt(formatter),
            Self::Absent => formatter.write_str("absent"),
            Self::Unknown(why) => write!(formatter, "not found out: {why}"),
        }
    }
}
