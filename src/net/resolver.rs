//! Asks the DNS, and the hosts file: the only room that knows the DNS crate. What is asked is validated here, and the records
//! handed out are those that were proven. Where nothing can be validated, because the DNS server does not pass signatures on
//! or does not answer such questions even for the trust anchor's zone, a plain question is asked, and of its answer nothing is
//! proven; behind that zone a proof that cannot be had is a failed look-up (RFC 4035 section 4.3). Names are asked for as
//! they are, without search list; only addresses of single-label names go through the system's list, as they do for every
//! other program. Neither that list nor the hosts file is anything that DNSSEC speaks of.
//!
//! `localhost` (RFC 6761 section 6.3), `.invalid` and `.onion` (RFC 7686) are answered without the network.

mod exchange;
mod extended_error;
mod given_anchors;
mod hosts;
mod limits;
mod name;
mod options;
mod plain;
mod proof;
mod questions;
mod records;
pub mod validation;
mod wire;

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use hickory_resolver::Hosts;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use tokio::time::Instant;

use crate::dns::addresses::{arranged, merged};
use crate::dns::{Answer, Family, Lookup, Proof, Proven, Reason};
pub use given_anchors::GivenAnchors;
use name::{absolute, is_local};
pub use options::ResolverOptions;
use plain::Client;
use proof::{Time, Unproven, Validator};
use records::{not_a_name, select};

/// The most records of one lookup that are kept, TXT aside. Large providers have a dozen; the rest is counted.
pub const MOST_RECORDS: usize = 64;

/// A stub resolver with a cache. It reads the system's configuration at the first question, and must be
/// asked within one tokio runtime only.
pub struct Resolver {
    options: ResolverOptions,
    client: OnceLock<Result<Client, String>>,
    validator: OnceLock<Result<Validator, String>>,
    /// Whether a DNS server that answers had no proof of the trust anchor's zone the second time either.
    asked_again_in_vain: AtomicBool,
    hosts: OnceLock<Hosts>,
}

impl Resolver {
    /// Makes a resolver without reading or asking anything yet.
    ///
    /// # Errors
    /// A sentence when no server can be reached at the address of `options`.
    pub fn new(options: &ResolverOptions) -> Result<Self, String> {
        match options.server {
            Some(server) if server.port() == 0 => {
                Err("the DNS server's port must not be 0".to_owned())
            }
            Some(server) if server.ip().is_unspecified() => Err(format!(
                "{} is not the address of a DNS server",
                server.ip()
            )),
            _ => Ok(Self {
                options: options.clone(),
                client: OnceLock::new(),
                validator: OnceLock::new(),
                asked_again_in_vain: AtomicBool::new(false),
                hosts: OnceLock::new(),
            }),
        }
    }

    /// The addresses of the host `name`: first IPv6, then IPv4 (RFC 6724 section 2.1's default), each in ascending order so
    /// that runs can be compared. A name that is written like an address is asked for like any other.
    pub async fn addresses(&self, name: &str, family: Family) -> Proven<IpAddr> {
        let Ok(full) = absolute(name) else {
            return Proven::indeterminate(Lookup::of(not_a_name()), Reason::NotAName);
        };
        if let Some(lookup) = self.addresses_in_hosts_file(&full, family) {
            return Proven::indeterminate(lookup, "the hosts file has the address");
        }
        match self.client() {
            Ok(client) if client.completes(&full) => {
                let lookup = self.completed(client, &full, family).await;
                return Proven::indeterminate(lookup, "a name of one label may be any domain's");
            }
            Ok(_) => {}
            Err(why) => {
                return Proven::indeterminate(Lookup::of(Answer::NotReached(why.clone())), why);
            }
        }
        let ask = |kind| self.proven(name, kind, RData::ip_addr);
        match family {
            Family::V4 => ask(RecordType::A).await.arranged(),
            Family::V6 => ask(RecordType::AAAA).await.arranged(),
            Family::Any => {
                let (v6, v4) = tokio::join!(ask(RecordType::AAAA), ask(RecordType::A));
                merged(v6, v4)
            }
        }
    }

    /// Asks for a name of a single label as getaddrinfo does.
    async fn completed(&self, client: &Client, name: &Name, family: Family) -> Lookup<IpAddr> {
        let deadline = self.deadline();
        let mut failed: Option<Lookup<IpAddr>> = None;
        for candidate in client.candidates(name) {
            let lookup = client.addresses(&candidate, family, deadline).await;
            match lookup.answer {
                Answer::Found(_) | Answer::TimedOut => return lookup,
                _ if failed
                    .as_ref()
                    .is_some_and(|before| before.answer.outweighs(&lookup.answer)) => {}
                _ => failed = Some(lookup),
            }
        }
        failed.unwrap_or_else(|| Lookup::of(not_a_name()))
    }

    /// Validated where that is possible, plain where it is not: some networks drop what has to do with DNSSEC. Once it is known
    /// that a proof can be had, none is a failure.
    async fn proven<T>(
        &self,
        name: &str,
        kind: RecordType,
        value: impl Fn(&RData) -> Option<T>,
    ) -> Proven<T> {
        let Ok(name) = absolute(name) else {
            return Proven::indeterminate(Lookup::of(not_a_name()), Reason::NotAName);
        };
        let deadline = self.deadline();
        let time = Time {
            half: deadline - self.options.timeout / 2,
            end: deadline,
        };
        let first = match self.validator() {
            _ if is_local(&name) => Err(Unproven::at(
                &name,
                "the name is kept out of the DNS (RFC 6761)",
            )),
            Err(why) => Err(Unproven::at(&name, why.as_str())),
            Ok(validator) => validator.ask(&name, kind, time, &value).await,
        };
        let first = match first {
            Ok(proven) => proven,
            Err(unproven) => {
                let lookup = self.plain(&unproven.end, kind, &value, deadline).await;
                unproven.with(lookup)
            }
        };
        match first.proof {
            Proof::Indeterminate => {
                let second = self.proven_after_all(&name, kind, deadline, &value).await;
                second.unwrap_or(first)
            }
            _ => first,
        }
    }

    /// The keys of the trust anchor's zone may have been lost on the way: of the time that the plain question left they are asked for
    /// again, until that was in vain once.
    async fn proven_after_all<T>(
        &self,
        name: &Name,
        kind: RecordType,
        deadline: Instant,
        value: impl Fn(&RData) -> Option<T>,
    ) -> Option<Proven<T>> {
        let validator = self.validator().ok()?;
        let is_worth_it = !self.asked_again_in_vain.load(Ordering::Relaxed)
            && Instant::now() < deadline
            && !is_local(name)
            && validator.is_to_be_proven(name);
        if !is_worth_it {
            return None;
        }
        let time = Time {
            half: deadline,
            end: deadline,
        };
        let proven = validator.ask(name, kind, time, value).await;
        let is_in_vain = validator.is_to_be_proven(name);
        self.asked_again_in_vain
            .fetch_or(is_in_vain, Ordering::Relaxed);
        proven.ok().filter(|_| !is_in_vain)
    }

    /// A question without validation.
    async fn plain<T>(
        &self,
        name: &Name,
        kind: RecordType,
        value: impl Fn(&RData) -> Option<T>,
        deadline: Instant,
    ) -> Lookup<T> {
        match self.client() {
            Ok(client) => select(client.records(name, kind, deadline).await, value),
            Err(why) => Lookup::of(Answer::NotReached(why)),
        }
    }

    fn deadline(&self) -> Instant {
        Instant::now() + self.options.timeout
    }

    /// Whether the system's hosts file has `name`; never when another DNS server is asked.
    pub fn in_hosts_file(&self, name: &str) -> bool {
        absolute(name).is_ok_and(|name| self.addresses_in_hosts_file(&name, Family::Any).is_some())
    }

    fn addresses_in_hosts_file(&self, name: &Name, family: Family) -> Option<Lookup<IpAddr>> {
        let hosts = self.hosts.get_or_init(|| match self.options.server {
            Some(_) => Hosts::default(),
            None => hosts::of_system(),
        });
        let addresses = hosts::addresses(hosts, name, record_types(family));
        (!addresses.is_empty()).then(|| arranged(Lookup::of(Answer::Found(addresses))))
    }

    fn validator(&self) -> Result<&Validator, &String> {
        self.validator
            .get_or_init(|| {
                let servers = Arc::clone(&self.client()?.servers);
                Ok(Validator::new(&self.options, servers))
            })
            .as_ref()
    }

    fn client(&self) -> Result<&Client, String> {
        self.client
            .get_or_init(|| Client::build(&self.options))
            .as_ref()
            .map_err(Clone::clone)
    }
}

fn record_types(family: Family) -> &'static [RecordType] {
    match family {
        Family::Any => &[RecordType::AAAA, RecordType::A],
        Family::V4 => &[RecordType::A],
        Family::V6 => &[RecordType::AAAA],
    }
}

#[cfg(test)]
mod proven_tests;
#[cfg(test)]
mod tests;
