//! DNS: which servers there are.

use std::net::IpAddr;

use serde::Serialize;

use crate::dns::{Lookup, Mx, Proof, Srv, Why};

/// DNS: which servers there are.
#[derive(Debug, Clone)]
pub enum Resolution {
    /// A look-up is about to be made: `MX of example.com`.
    Asking {
        /// What is asked, for a person who waits.
        question: String,
    },
    /// No MX look-up was made, and why.
    Skipped {
        /// `the host was named`, `port 587 is for submission`.
        because: String,
    },
    /// The MX records of a domain.
    MailExchangers {
        /// The domain asked for, as A-labels.
        domain: String,
        /// What DNS said.
        lookup: Lookup<Mx>,
    },
    /// The SRV records of a submission service.
    Services {
        /// `_submission._tcp.example.com`.
        name: String,
        /// What DNS said.
        lookup: Lookup<Srv>,
    },
    /// The addresses of a host.
    Addresses {
        /// The host asked for.
        host: String,
        /// What DNS said.
        lookup: Lookup<IpAddr>,
    },
    /// What DNSSEC proves about the answers that led to the servers.
    Proven {
        /// The proof.
        proof: Proof,
        /// Why it is bogus or indeterminate.
        why: Option<Why>,
    },
    /// Servers are left untried that no other one made unnecessary.
    Stopped {
        /// Why, and how many.
        because: String,
    },
    /// What the answers come to.
    Concluded {
        /// For the report.
        status: ResolutionStatus,
        /// Why, where that is not plain.
        detail: Option<String>,
    },
    /// Which server is checked on behalf of what was typed: `checking mx1.example.net, an MX of example.com; …`.
    Chosen {
        /// The sentence.
        explanation: String,
    },
}

/// What resolution came to (`resolution.status` in JSON).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResolutionStatus {
    /// MX or SRV records led to servers, or the host itself has addresses.
    Ok,
    /// No MX records; the domain's own address is the implicit MX (RFC 5321 section 5.1).
    ImplicitMx,
    /// The domain takes no mail (RFC 7505).
    NullMx,
    /// The name does not exist.
    NoSuchDomain,
    /// The name exists, but nothing that could be connected to.
    NoAddress,
    /// A look-up failed: SERVFAIL, REFUSED, or for want of a proof.
    ServerFailure,
    /// No DNS server answered.
    Timeout,
    /// DNSSEC validation failed.
    Bogus,
    /// Nothing had to be looked up: an address, or `--connect` with one.
    #[default]
    Skipped,
}
