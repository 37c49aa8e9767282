//! SPF (RFC 7208): who may send mail as a domain. A record is parsed with the place of every term and every fault; `check_host()`
//! says what it makes of one sender, and stops where the RFC does; the survey says what it comes to whoever sends, as a tree,
//! and goes on past every limit. Both are passive: what they have to ask, [`super::look_up`] asks. Leaves out type SPF (99),
//! which section 3.1 has done away with, and the header Received-SPF.

mod cause;
mod check;
mod expand;
mod explain;
mod facts;
mod fault;
mod lint;
mod lookups;
mod mend;
mod name;
mod parse;
#[cfg(test)]
mod property;
mod record;
mod select;
mod sender;
mod survey;
mod warning;

pub use cause::Cause;
pub use check::{Checked, Step, Verdict, check};
pub use explain::explain;
pub use facts::{All, Noted, Problem, Spf, Status, TermFacts, TermStatus, Warning};
pub use mend::{Mended, mended, merged};
pub use record::Qualifier;
pub use sender::Sender;
pub use survey::survey;
pub use warning::WarningKind;
