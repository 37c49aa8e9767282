//! The result of a check, with what decided: RFC 7208 section 2.6.

use std::net::IpAddr;

use serde::{Serialize, Serializer};

use super::super::{
    cause::Cause,
    record::{Qualifier, Term},
};
use crate::text::{shortened, visible};

/// RFC 7208 section 2.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The sender may use the domain.
    Pass,
    /// The sender may not.
    Fail,
    /// The sender probably may not.
    SoftFail,
    /// Nothing is said of this sender.
    Neutral,
    /// There is no record, or no domain.
    None,
    /// The record counts for nothing.
    PermError,
    /// It could not be found out now.
    TempError,
}

impl Verdict {
    /// As the RFC writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::SoftFail => "softfail",
            Self::Neutral => "neutral",
            Self::None => "none",
            Self::PermError => "permerror",
            Self::TempError => "temperror",
        }
    }

    pub(super) const fn of(cause: &Cause) -> Self {
        match cause.is_temporary() {
            true => Self::TempError,
            false => Self::PermError,
        }
    }
}

impl From<Qualifier> for Verdict {
    fn from(qualifier: Qualifier) -> Self {
        match qualifier {
            Qualifier::Pass => Self::Pass,
            Qualifier::Fail => Self::Fail,
            Qualifier::SoftFail => Self::SoftFail,
            Qualifier::Neutral => Self::Neutral,
        }
    }
}

/// A term on the way to the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Step {
    /// In whose record.
    pub domain: String,
    /// As it is written there, safe to show.
    pub term: String,
}

impl Step {
    pub(super) fn new(domain: &str, term: &Term) -> Self {
        Self {
            domain: visible(domain.as_bytes()),
            term: term.text.clone(),
        }
    }
}

/// The result for one sender.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Checked {
    /// The sender's address.
    pub address: IpAddr,
    /// What the record says of it.
    pub result: Verdict,
    /// The term of the domain's own record that decided; none where none matched.
    pub term: Option<String>,
    /// The explanation that the domain gives, safe to show.
    pub explanation: Option<String>,
    /// The terms that led to the one that decided, which is the last.
    pub path: Vec<Step>,
    /// Why there is an error.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub reason: Option<Cause>,
}

/// The longest explanation, in octets; RFC 5321 section 4.5.3.1.5 has lines of a reply end at 512.
const LONGEST_EXPLANATION: usize = 2048;

impl Checked {
    pub(super) fn new(
        address: IpAddr,
        result: Verdict,
        path: Vec<Step>,
        explanation: Option<String>,
        reason: Option<Cause>,
    ) -> Self {
        let shown = |text: String| shortened(visible(text.as_bytes()), LONGEST_EXPLANATION);
        Self {
            address,
            result,
            term: path.first().map(|step| step.term.clone()),
            explanation: explanation.map(shown),
            path,
            reason,
        }
    }
}

fn as_text<S: Serializer>(reason: &Option<Cause>, to: S) -> Result<S::Ok, S::Error> {
    match reason {
        Some(cause) => to.collect_str(cause),
        None => to.serialize_none(),
    }
}
