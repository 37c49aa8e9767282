//! Why a record gives nobody a result: the errors of RFC 7208 section 2.6.6 (temporary) and 2.6.7 (permanent).

use std::fmt;

use super::fault::FaultKind;
use crate::text::visible;

/// The most terms of a check that need a look-up (RFC 7208 section 4.6.4).
pub const MOST_LOOK_UPS: usize = 10;
/// The most look-ups without an answer (the same section).
pub const MOST_VOID_LOOK_UPS: usize = 2;
/// The most mail exchangers of an `mx`, and the names of an address that are looked at (the same section).
pub const MOST_NAMES: usize = 10;

/// Why there is no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The words of a record are wrong.
    Syntax(FaultKind),
    /// A domain has so many records.
    SeveralRecords(usize),
    /// A domain that is included or redirected to has no record.
    NoRecord(String),
    /// What is to be included or redirected to is no domain.
    NoDomain(String),
    /// A record leads back to itself.
    Loop(String),
    /// A domain of an `mx` has so many mail exchangers.
    Exchangers(String, usize),
    /// More than ten terms need a look-up; in all so many, as far as that is known.
    LookUps(usize),
    /// More than two look-ups are without an answer; so many.
    VoidLookUps(usize),
    /// The name could not be looked up, for this reason.
    LookUpFailed(String, String),
    /// This program asks no more questions for one domain.
    TooMuchToAsk,
}

impl Cause {
    /// Whether asking again may help.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::LookUpFailed(..) | Self::TooMuchToAsk)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |name: &str| visible(name.as_bytes());
        match self {
            Self::Syntax(fault) => fault.fmt(to),
            Self::SeveralRecords(count) => {
                write!(to, "{count} SPF records; a domain has one")
            }
            Self::NoRecord(domain) => write!(to, "{} has no SPF record", name(domain)),
            Self::NoDomain(text) => write!(to, "\"{}\" is no domain name", name(text)),
            Self::Loop(domain) => write!(to, "leads back to the record of {}", name(domain)),
            Self::Exchangers(domain, count) => write!(
                to,
                "{} has {count} mail exchangers, more than {MOST_NAMES}",
                name(domain)
            ),
            Self::LookUps(count) => write!(
                to,
                "{count} terms need a DNS look-up, more than {MOST_LOOK_UPS}"
            ),
            Self::VoidLookUps(count) => write!(
                to,
                "{count} look-ups find nothing, more than {MOST_VOID_LOOK_UPS}"
            ),
            Self::LookUpFailed(of, why) => {
                write!(to, "{} could not be looked up: {}", name(of), name(why))
            }
            Self::TooMuchToAsk => {
                to.write_str("it leads to more than this program looks into for one domain")
            }
        }
    }
}
