//! What is asked about a path, and the answer.

use jiff::Timestamp;

use super::{Compare, Fault, Name, Unchecked};
use crate::tls::certificate::{Key, Signed};

/// What checking one signature came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureCheck {
    /// It is by this key.
    Valid,
    /// It is not by this key.
    Invalid,
    /// Nobody here can tell: the algorithm, its parameters, or the size of the key.
    Unsupported,
}

/// A trust anchor (RFC 5280 section 6.1.1 (d)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor<'a> {
    /// A certificate, whose time and constraints count as OpenSSL has it.
    Certificate(&'a [u8]),
    /// A bare key: the contents of the subject public key info's SEQUENCE.
    Key(&'a [u8]),
}

/// What a path is looked for in.
pub struct Question<'a> {
    /// What the server sent, its own certificate first.
    pub chain: &'a [&'a [u8]],
    /// Whether the server sent more than that.
    pub incomplete: bool,
    /// The anchors of a name.
    pub anchors: &'a dyn Fn(&Name<'_>, Compare) -> Vec<Anchor<'a>>,
    /// Checks a signature.
    pub check: &'a dyn Fn(&Signed<'_>, &Key<'_>) -> SignatureCheck,
    /// The time at which the path must be valid.
    pub now: Timestamp,
}

/// What the best path there is came to. Valid where both lists are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// What could not be checked.
    pub unchecked: Vec<Unchecked>,
}

impl Answer {
    /// Whether a path was found that is right in everything.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.faults.is_empty() && self.unchecked.is_empty()
    }
}
