//! What DNSSEC proves about an answer: the four states of RFC 4033 section 5. An answer that cannot be judged is not an
//! insecure one.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use super::Lookup;

/// Whether an answer is proven. Ordered from the least that it says to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// It could not be found out.
    #[default]
    Indeterminate,
    /// It ought to be signed and the signatures are wrong or missing.
    Bogus,
    /// It is proven that the zone is not signed.
    Insecure,
    /// Signed, up to a trust anchor.
    Secure,
}

impl fmt::Display for Proof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Indeterminate => "indeterminate",
            Self::Bogus => "bogus",
            Self::Insecure => "insecure",
            Self::Secure => "secure",
        })
    }
}

/// A lookup with what is proven about it, denials included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven<T> {
    /// The lookup.
    pub lookup: Lookup<T>,
    /// What is proven.
    pub proof: Proof,
    /// Why it is bogus or indeterminate, where that is known.
    pub why: Option<String>,
}

impl<T> Proven<T> {
    /// A lookup about which nothing can be said, because of this.
    pub fn indeterminate(lookup: Lookup<T>, why: impl Into<String>) -> Self {
        Self {
            lookup,
            proof: Proof::Indeterminate,
            why: Some(why.into()),
        }
    }
}
