//! What happened, in order. The hinge between the tower that finds out (`probe`, `net`) and the one that judges and
//! shows (`report`, `finding`, `render`): they know each other only through these types. An event is a fact that was
//! observed; nothing in here is an opinion, a secret, or a byte that could act on a terminal.

mod active;
mod address;
mod authentication;
mod connection;
mod conversation;
mod failure;
mod given;
pub mod note;
mod policy;
mod resolution;
mod tls;
mod transaction;
mod withholding;

use std::time::Duration;

use crate::record::{Dane, mta_sts::Discovery};

pub use active::{Active, ActiveAttempt, ActiveCheck, ActiveResult, ActiveStatus, AttemptVerdict};
pub use address::Address;
pub use authentication::{Authentication, AuthenticationStatus};
pub use connection::{Connection, ConnectionStatus};
pub use conversation::Conversation;
pub use failure::{Cause, FailedStage, Failure};
pub use given::Given;
pub use policy::{Policy, Published, Role};
pub use resolution::{Resolution, ResolutionStatus};
pub use tls::Tls;
pub use transaction::{Signed, Transaction};
pub use withholding::Withholding;

/// One event with its time and its subject.
#[derive(Debug, Clone)]
pub struct Observed {
    /// Time since the check began.
    pub at: Duration,
    /// Whom it is about.
    pub about: About,
    /// What happened.
    pub event: Event,
}

/// Whom an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The domain or the run as a whole.
    Domain,
    /// The server with this number, counted from 0 in the order in which they were tried.
    Server(usize),
}

/// Takes note of events. Implementations use interior mutability: look-ups run beside a conversation.
pub trait Observer {
    /// Takes note of one event.
    fn observe(&self, observed: &Observed);
}

/// One variant per subject area.
#[derive(Debug, Clone)]
pub enum Event {
    /// DNS: which servers there are.
    Resolution(Resolution),
    /// TCP: reaching a server.
    Connection(Connection),
    /// SMTP: lines and replies.
    Conversation(Conversation),
    /// STARTTLS and the handshake.
    Tls(Tls),
    /// What DANE says about a server.
    Dane(Box<Dane>),
    /// AUTH.
    Authentication(Authentication),
    /// MAIL, RCPT, DATA.
    Transaction(Transaction),
    /// What the domain asks of senders.
    MtaSts(MtaSts),
    /// What domains publish for their mail.
    Policy(Policy),
    /// What the DNS says of a server's address and of ours.
    Address(Box<Address>),
    /// What `--check-*` asks for beyond a conversation.
    Active(Active),
}

/// MTA-STS (RFC 8461): what the domain asks of senders.
#[derive(Debug, Clone)]
pub enum MtaSts {
    /// Everything else is over, and its policy still has to come; for a person who waits.
    Awaited {
        /// The domain.
        domain: String,
    },
    /// What was found.
    Discovered(Box<Discovery>),
}
