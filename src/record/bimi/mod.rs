//! BIMI (draft-brand-indicators-for-message-identification): the logo that mail programs show beside a domain's messages, where DMARC
//! is at enforcement. Leaves out the selectors that a message names and those of local parts.

mod certificate;
mod facts;
mod fetched;
mod gzip;
mod logo;
mod not_fetched;
mod record;
mod survey;
#[cfg(test)]
mod tests;

pub use certificate::MarkCertificate;
pub use facts::{Bimi, BimiStatus};
pub use fetched::{Fetched, Location};
pub use not_fetched::{Meaning, NotFetched};
pub use record::{Avatar, Beginning, Record, beginning};
pub use survey::survey;
