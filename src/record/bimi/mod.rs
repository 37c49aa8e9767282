//! BIMI (draft-brand-indicators-for-message-identification): the logo that mail programs show beside a domain's messages, where DMARC
//! is at enforcement. Leaves out the selectors that a message names and those of local parts.

mod facts;
mod record;
mod survey;
#[cfg(test)]
mod tests;

pub use facts::{Bimi, BimiStatus};
pub use record::{Avatar, Beginning, Record, beginning};
pub use survey::survey;
