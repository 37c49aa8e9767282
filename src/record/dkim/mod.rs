//! DKIM (RFC 6376, RFC 8301, RFC 8463): a domain publishes keys, each below a selector, and signs its messages with them. Keys are
//! looked up by a passive machine; what stands in a record is told with the position of each fault.

mod base64;
pub mod canonical;
mod explain;
mod fault;
pub mod key;
pub mod message;
mod rsa;
#[cfg(test)]
mod samples;
pub mod selector;
pub mod sign;
pub mod signature;
pub mod survey;
mod tags;
pub mod verify;

pub use explain::explain;

/// The octets of a text in Base64, white space passed over; `None` where there is none.
#[must_use]
pub fn base64_octets(text: &[u8]) -> Option<Vec<u8>> {
    base64::decode(text).0
}

pub use key::KeyRecord;
pub use selector::{Origin, Selector};
pub use survey::{Key, KeyStatus};
pub use verify::{Outcome, Reason, Verdict};
