//! TCP: reaching a server.

use std::{net::IpAddr, time::Duration};

use serde::Serialize;

use crate::smtp::Gibberish;

/// TCP: reaching a server.
#[derive(Debug, Clone)]
pub enum Connection {
    /// The server is next. Always the first event about a server.
    Started {
        /// The host by the name that DNS or the user gave it; an address as text when there is no name.
        host: String,
        /// Where it is connected to.
        address: IpAddr,
        /// The port.
        port: u16,
        /// The preference of its MX record.
        preference: Option<u16>,
        /// Whether TLS comes first.
        implicit_tls: bool,
    },
    /// The conversation was had for another target of the run that leads to the same server, and is told again.
    HadFor {
        /// As it was typed.
        target: String,
    },
    /// The server was not needed: one before it answered. The only event about it.
    NotTried {
        /// The host by the name that DNS gave it.
        host: String,
        /// Its address.
        address: IpAddr,
        /// The port.
        port: u16,
        /// The preference of its MX record.
        preference: Option<u16>,
    },
    /// TCP is established.
    Connected {
        /// How long it took.
        elapsed: Duration,
        /// Our end.
        local: Option<IpAddr>,
    },
    /// TCP was not established.
    Failed {
        /// In what way.
        status: ConnectionStatus,
        /// The operating system's words.
        detail: String,
        /// How long it took to find out.
        elapsed: Duration,
    },
    /// What was sent in place of a greeting is another protocol.
    Speaks(Gibberish),
    /// Nothing came: the connection is closed, and a second one asks whether the server waits for TLS.
    AskedForTls,
    /// It does not, or not at once: a third one waits for the greeting.
    ConnectedAgain {
        /// How long that took since the first one stood.
        elapsed: Duration,
    },
    /// It does.
    AnsweredTls,
    /// The server closed the connection or it broke.
    Lost {
        /// In words: `the server closed the connection`.
        how: String,
    },
    /// The check of this server is over; nothing more follows about it.
    Finished,
}

/// How far TCP came (`connection.status` in JSON).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConnectionStatus {
    /// Established.
    Connected,
    /// Nothing listens there, or a firewall says so.
    Refused,
    /// No answer in time.
    Timeout,
    /// No route from this machine.
    Unreachable,
    /// Broken off while being established.
    Reset,
    /// Not tried: another server answered first.
    #[default]
    NotTried,
}
