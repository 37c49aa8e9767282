//! Where: one target, understood. What is asked for there is the [`Task`](super::task::Task), the same for all targets of a run.

use std::net::IpAddr;

use crate::smtp::Mailbox;

/// One target, understood and complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aim {
    /// As it was typed, safe to show.
    pub input: String,
    /// The name or address understood from it.
    pub host: Host,
    /// The port asked for, or the one that the other options imply (25, 465 with implicit TLS).
    pub port: u16,
    /// When encryption starts.
    pub tls_mode: TlsMode,
    /// Whether MX records decide which servers are checked.
    pub mail_exchangers: MailExchangers,
    /// The recipient that the target names, where no option does.
    pub recipient: Option<Mailbox>,
}

/// A name or an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// A domain name, as A-labels without the final dot, lower case.
    Name(String),
    /// An address; there is no name to verify.
    Address(IpAddr),
}

/// Whether MX records are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailExchangers {
    /// By the rules: not on 465 and 587, not for single labels, names in /etc/hosts, URLs and `[host]`.
    Automatic,
    /// `--mx`.
    Always,
    /// `--no-mx`, `[host]`, `--server`, a URL.
    Never,
}

/// How a connection becomes encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TlsMode {
    /// STARTTLS when it is offered.
    Opportunistic,
    /// `--starttls`: STARTTLS must work.
    Required,
    /// TLS from the first byte (port 465, `--implicit-tls`).
    Implicit,
    /// `--no-tls`.
    None,
}
