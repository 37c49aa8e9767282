//! Does a path lead from a server's certificate to a trust anchor? RFC 5280 section 6 as a pure function over DER: who can
//! check signatures, and who has the anchors, comes from outside. Every reason is a value that names its certificate.
//! Where the RFC leaves a choice, the answer is OpenSSL's: what other senders refuse is not called trusted here.
//! Left out: policies (section 6.1.3 (d) to (f)), which nobody asks for in mail, and revocation lists (section 6.3).

mod constraints;
mod fault;
mod general_name;
mod member;
mod name;
mod rules;
mod search;

use jiff::Timestamp;

pub use fault::{About, Against, Fault, Malformed, Unchecked};
pub use general_name::{GeneralName, general_names};
pub use member::Member;
pub use name::{Compare, Name};

use super::certificate::{Key, Signed};

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

impl Question<'_> {
    /// Looks for a path. Names are compared byte by byte first, as they nearly always are the same; only where that finds no
    /// valid path they are compared as RFC 5280 section 7.1 has it.
    #[must_use]
    pub fn judge(&self) -> Answer {
        let exact = search::best(self, Compare::Bytes);
        if exact.is_valid() {
            return exact;
        }
        search::best(self, Compare::Prepared)
    }
}

#[cfg(test)]
mod tests;
