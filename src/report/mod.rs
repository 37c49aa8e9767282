//! What was seen, and what was asked for: facts without opinions. The types are the contract of `--format json`
//! (its schema is generated from them); `recorder` folds events into them. Durations are milliseconds, times RFC 3339.

mod answer;
pub mod mta_sts;
pub mod policy;
pub mod recorder;
pub mod sender;
pub mod server;
mod time;

use std::{fmt, net::IpAddr};

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    dns::Reason,
    event::{ConnectionStatus, Given, Role},
    record::dkim::Verdict,
};
pub use mta_sts::{AllowedExchange, MtaSts, MtaStsStatus};
pub use policy::Policy;
pub use sender::{Delivery, SenderKind, SenderView};
pub use server::Server;

pub use crate::{
    dns::{Family, Proof},
    event::{ActiveCheck, ResolutionStatus},
};

/// The facts of one run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Report {
    /// When the run began, UTC.
    pub started_at: Timestamp,
    /// How long it took.
    pub duration_ms: f64,
    /// What was to be checked.
    pub target: Target,
    /// Which servers there are.
    pub resolution: Resolution,
    /// The servers in the order in which they were tried.
    pub servers: Vec<Server>,
    /// What the domain asks of senders (RFC 8461); null when it was not looked at.
    pub mta_sts: Option<MtaSts>,
    /// What domains publish for their mail.
    pub policy: Vec<Policy>,
    /// The DKIM signatures of the message, with `--verify-message`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signatures: Option<Vec<Verdict>>,
    /// The run was stopped by a signal before it was complete.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub interrupted: bool,
    /// What was asked for. Not part of the document: findings and the exit status are.
    #[serde(skip)]
    pub asked: Asked,
}

/// What was to be checked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Target {
    /// As typed.
    pub input: String,
    /// The domain or host, as A-labels; null for an address.
    pub domain: Option<String>,
    /// The same for a person, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unicode_domain: Option<String>,
    /// The port.
    pub port: u16,
}

/// Which servers there are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Resolution {
    /// What it came to.
    pub status: ResolutionStatus,
    /// Why, where the status alone does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Whether DNSSEC proves the answers.
    pub dnssec: Proof,
    /// Why it is bogus or could not be found out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dnssec_detail: Option<String>,
    /// The same as a value.
    #[serde(skip)]
    pub dnssec_reason: Option<Reason>,
    /// No DNS server could be asked: nobody listens where this machine asks, or no way leads there.
    #[serde(skip)]
    pub unreached: bool,
    /// The mail exchangers, most preferred first.
    pub mx: Vec<Exchange>,
    /// The SRV records of a submission service.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub srv: Vec<Service>,
    /// Which server is checked and why, when that is not what was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// Answers that are not the whole truth.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub incomplete: Vec<Incomplete>,
    /// Why servers were left untried although none before them answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
}

/// An answer of which a part failed or was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Incomplete {
    /// The name asked for.
    pub name: String,
    /// What failed while the rest was found: `AAAA: SERVFAIL`, or `SRV: SERVFAIL` beside the name's own address; null when nothing
    /// did.
    pub failed: Option<String>,
    /// How many records were left out because there were too many.
    pub left_out: usize,
}

/// One mail exchanger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Exchange {
    /// Lower is preferred.
    pub preference: u16,
    /// The name in the MX record; `.` for a null MX.
    pub exchange: String,
    /// What became of its addresses.
    pub status: NameStatus,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// Where a CNAME led, which an exchange must not have (RFC 5321 section 5.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical_name: Option<String>,
}

/// One SRV record (RFC 6186).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Service {
    /// The name asked for.
    pub name: String,
    /// Lower is preferred.
    pub priority: u16,
    /// The share among equals.
    pub weight: u16,
    /// The port.
    pub port: u16,
    /// The host; `.` when the service is not offered.
    pub target: String,
}

/// What became of looking up a name's addresses. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NameStatus {
    /// It has addresses.
    Ok,
    /// It exists without an address.
    NoAddress,
    /// It does not exist.
    NoSuchName,
    /// The look-up failed.
    ServerFailure,
    /// No DNS server answered.
    Timeout,
    /// DNSSEC validation failed.
    Bogus,
    /// Not looked up.
    #[default]
    NotTried,
    /// Nothing to look up: an address literal, or the root (null MX).
    NotApplicable,
}

/// What was asked for on the command line, as far as judging depends on it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// The options as such.
    pub given: Given,
    /// `-4`, `-6`, or the family of `--source`.
    pub family: Family,
    /// The family is that of `--source`.
    pub source: bool,
    /// `--server`, `--no-mx`, brackets or a URL: a name by itself, without its MX records, and no `--connect` to go elsewhere.
    pub host_itself: bool,
    /// `--connect`: the addresses are those of another name, or were given.
    pub elsewhere: bool,
    /// `--quit-after LOOKUP`: nothing is connected to.
    pub look_ups_alone: bool,
    /// `--starttls`: it must work.
    pub starttls: bool,
    /// `--implicit-tls`, or port 465.
    pub implicit_tls: bool,
    /// `--no-tls`.
    pub no_tls: bool,
    /// `--expires-within`, in days.
    pub expires_within: Option<i64>,
    /// A transaction, by `--to`, `--from` or a stage that is part of one.
    pub transaction: bool,
    /// How many recipients it has.
    pub recipients: usize,
    /// `--policy-domain`, as A-labels.
    pub policy_domains: Vec<String>,
    /// `--next-key`: the SHA-256 of the public keys, in hexadecimal.
    pub next_keys: Vec<String>,
    /// `--check-*`.
    pub active: Vec<ActiveCheck>,
}

/// Addresses that an option leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut {
    /// `-4`, `-6` or `--source`.
    pub option: &'static str,
    /// The other family.
    pub family: &'static str,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { option, family } = self;
        write!(
            formatter,
            "because of {option}, {family} addresses were not asked for"
        )
    }
}

impl Asked {
    /// Whether the option of this long name was given.
    #[must_use]
    pub fn has(&self, option: &str) -> bool {
        self.given.has(option)
    }

    /// Which addresses are not known because they were not asked for.
    #[must_use]
    pub fn left_out(&self) -> Option<LeftOut> {
        let (option, family) = match self.family {
            Family::Any => return None,
            Family::V4 => ("-4", "IPv6"),
            Family::V6 => ("-6", "IPv4"),
        };
        let option = if self.source { "--source" } else { option };
        Some(LeftOut { option, family })
    }
}

impl Report {
    /// An empty report about `target`.
    #[must_use]
    pub fn new(started_at: Timestamp, target: Target, asked: Asked) -> Self {
        Self {
            started_at,
            duration_ms: 0.0,
            target,
            resolution: Resolution::default(),
            servers: Vec::new(),
            mta_sts: None,
            policy: Vec::new(),
            signatures: None,
            interrupted: false,
            asked,
        }
    }

    /// Whether the domain has senders deliver only to servers that encrypt with a certificate that verifies (RFC 8461
    /// section 5).
    #[must_use]
    pub fn enforces_mta_sts(&self) -> bool {
        self.mta_sts.as_ref().is_some_and(MtaSts::enforces)
    }

    /// Whether this machine has no way to the server's address family, which says nothing about the server: no address
    /// of that family was reached, and one of the other was.
    #[must_use]
    pub fn has_no_way_to(&self, server: &Server) -> bool {
        let unreachable =
            |server: &Server| server.connection.status == ConnectionStatus::Unreachable;
        let Some(address) = server.address.filter(|_| unreachable(server)) else {
            return false;
        };
        let mut tried = self.servers.iter().filter(|other| other.tried());
        let same_family = |other: &Server| {
            other
                .address
                .is_some_and(|one| one.is_ipv6() == address.is_ipv6())
        };
        let none_connected = tried
            .clone()
            .filter(|other| same_family(other))
            .all(unreachable);
        none_connected
            && tried.any(|other| {
                !same_family(other) && other.connection.status == ConnectionStatus::Connected
            })
    }

    /// A target that does not exist publishes nothing, which is told of it once.
    fn leave_out_policies_of_nobody(&mut self) {
        if self.resolution.status == ResolutionStatus::NoSuchDomain {
            self.policy.retain(|policy| policy.role != Role::Target);
        }
    }

    /// Whether nothing was to be connected to, and the names led somewhere.
    #[must_use]
    pub fn came_as_far_as_asked(&self) -> bool {
        use ResolutionStatus::{ImplicitMx, Ok, Skipped};
        self.asked.look_ups_alone && matches!(self.resolution.status, Ok | ImplicitMx | Skipped)
    }

    /// The server whose conversation counted: the last one tried.
    #[must_use]
    pub fn decisive(&self) -> Option<&Server> {
        self.servers.iter().rfind(|server| server.decisive)
    }
}
