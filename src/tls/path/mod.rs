//! Does a path lead from a server's certificate to a trust anchor? RFC 5280 section 6 as a pure function over DER: who can
//! check signatures, and who has the anchors, comes from outside. Every reason is a value that names its certificate.
//! Where the RFC leaves a choice, the answer is OpenSSL's: what other senders refuse is not called trusted here.
//! Left out: policies (section 6.1.3 (d) to (f)), which nobody asks for in mail, and revocation lists (section 6.3).

mod constraints;
mod fault;
mod general_name;
mod member;
mod name;
mod question;
mod rules;
mod search;

#[cfg(test)]
use fault::Malformed;
pub use fault::{About, Against, Fault, Unchecked};
pub use general_name::{GeneralName, general_names};
pub use member::Member;
pub use name::{Compare, Name};
pub use question::{Anchor, Answer, Question, SignatureCheck};

#[cfg(test)]
mod tests;
