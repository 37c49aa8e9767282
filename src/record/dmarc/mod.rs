//! DMARC (RFC 9989, 9990, 9991): what a domain asks receivers to do with messages that neither SPF nor DKIM connects with it, found by
//! a passive machine ([`survey()`]); and whether the domains of a message are aligned ([`alignment()`]). Leaves out the reports themselves.

mod alignment;
mod destination;
mod disposition;
mod facts;
mod record;
mod step;
mod survey;
#[cfg(test)]
mod tests;
mod walk;

pub use alignment::{Aligned, Alignment, Identifier, IdentifierKind, Outlook, alignment};
pub use destination::Destination;
pub use disposition::Disposition;
pub use facts::{Dmarc, DmarcStatus, WalkStep};
pub use record::{Beginning, Given, PublicSuffix, Record, Standing, beginning};
pub use step::with_policy;
pub use survey::{policy, survey};
