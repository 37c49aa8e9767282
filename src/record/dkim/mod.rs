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
pub use key::KeyRecord;
pub use selector::{Origin, Selector};
pub use survey::{Key, KeyStatus};
pub use verify::{Outcome, Reason, Verdict};
