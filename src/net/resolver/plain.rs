//! Questions without validation, and the search list for names of a single label. RFC 1034 section 5.3.3.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::time::{Instant, timeout_at};

use super::exchange::{Failure, Servers, Wanted};
use super::extended_error::dnssec_failure;
use super::limits::{LONGEST_CHAIN, REFERRAL};
use super::name::{is_local, shown};
use super::options::ResolverOptions;
use super::records::{canonical, mnemonic, relevant, select};
use crate::dns::addresses::{arranged, merged_lookups};
use crate::dns::{Answer, Family, Lookup};
use crate::text::visible;

/// Asks the DNS servers of the machine, or the one that was named.
pub(super) struct Client {
    pub(super) servers: Arc<Servers>,
    pub(super) search: Vec<Name>,
}

impl Client {
    pub(super) fn build(options: &ResolverOptions) -> Result<Self, String> {
        let (servers, search) = configuration(options)?;
        Ok(Self {
            servers: Arc::new(Servers::new(servers)),
            search,
        })
    }

    /// Whether the search list has a say in what `name` means.
    pub(super) fn completes(&self, name: &Name) -> bool {
        name.num_labels() == 1 && !name.is_localhost()
    }

    /// The names to ask for in turn, as getaddrinfo does: a single label is completed first.
    pub(super) fn candidates(&self, name: &Name) -> Vec<Name> {
        let mut candidates = Vec::new();
        if self.completes(name) {
            let mut relative = name.clone();
            relative.set_fqdn(false);
            let completed = self
                .search
                .iter()
                .filter_map(|domain| relative.clone().append_domain(domain).ok());
            candidates.extend(completed.map(|mut name| {
                name.set_fqdn(true);
                name
            }));
        }
        candidates.push(name.clone());
        candidates
    }

    pub(super) async fn addresses(
        &self,
        name: &Name,
        family: Family,
        deadline: Instant,
    ) -> Lookup<IpAddr> {
        let ask = async |kind| {
            let records = self.records(name, kind, deadline).await;
            select(records, RData::ip_addr)
        };
        match family {
            Family::V4 => arranged(ask(RecordType::A).await),
            Family::V6 => arranged(ask(RecordType::AAAA).await),
            Family::Any => {
                let (v6, v4) = tokio::join!(ask(RecordType::AAAA), ask(RecordType::A));
                merged_lookups(v6, v4)
            }
        }
    }

    /// The chain of aliases from `name` and the records at its end. A server that knows no more than a part of the chain is
    /// asked for the rest.
    pub(super) async fn records(
        &self,
        name: &Name,
        kind: RecordType,
        deadline: Instant,
    ) -> Result<Vec<Record>, Lookup<()>> {
        if is_local(name) {
            return local(name, kind).ok_or(Lookup::of(Answer::NoSuchName));
        }
        let mut chain = Vec::new();
        let mut at = name.clone();
        for _ in 0..LONGEST_CHAIN {
            let message = self
                .message(&at, kind, deadline)
                .await
                .map_err(Lookup::of)?;
            let Some(end) = canonical(&at, &message.answers) else {
                break;
            };
            let records = relevant(&end, kind, &message.answers);
            let is_at_end = message.metadata.response_code != ResponseCode::NoError
                || end == at
                || records.iter().any(|record| record.record_type() == kind)
                || has_start(&message);
            chain.extend(records);
            at = end;
            if is_at_end {
                return conclude(name, kind, &at, chain, &message);
            }
        }
        Err(Lookup::of(Answer::ServerFailure(
            "a loop of aliases".to_owned(),
        )))
    }

    async fn message(
        &self,
        name: &Name,
        kind: RecordType,
        deadline: Instant,
    ) -> Result<Message, Answer<()>> {
        let wanted = Wanted::default();
        let asking = self.servers.ask(name, kind, wanted, deadline);
        match timeout_at(deadline, asking).await {
            Ok(Ok(message)) => Ok(message),
            Err(_) | Ok(Err(Failure::TimedOut)) => Err(Answer::TimedOut),
            Ok(Err(Failure::Unreachable(error))) => Err(Answer::NotReached(format!(
                "no DNS server could be reached: {}",
                visible(error.to_string().as_bytes())
            ))),
            Ok(Err(Failure::Malformed)) => Err(Answer::ServerFailure(
                "an answer that is no DNS message".to_owned(),
            )),
            Ok(Err(Failure::Cut)) => Err(Answer::ServerFailure(
                "an answer that is cut, over TCP too".to_owned(),
            )),
        }
    }
}

/// What the last message comes to. Senders (res_search) go by its code, whatever records it has.
fn conclude(
    name: &Name,
    kind: RecordType,
    end: &Name,
    chain: Vec<Record>,
    message: &Message,
) -> Result<Vec<Record>, Lookup<()>> {
    let answer = match message.metadata.response_code {
        ResponseCode::NoError if chain.iter().any(|record| record.record_type() == kind) => {
            return Ok(chain);
        }
        // A referral (RFC 2308 section 2.2.1) is what a server gives that does not look further itself.
        ResponseCode::NoError if !has_start(message) && refers(message) => {
            Answer::ServerFailure(REFERRAL.to_owned())
        }
        ResponseCode::NoError => Answer::NoData,
        ResponseCode::NXDomain => Answer::NoSuchName,
        code => match dnssec_failure(message) {
            Some(reason) => Answer::Bogus(reason),
            None => Answer::ServerFailure(mnemonic(code)),
        },
    };
    Err(Lookup {
        canonical_name: (end != name).then(|| shown(end)),
        ..Lookup::of(answer)
    })
}

fn has_start(message: &Message) -> bool {
    let mut authorities = message.authorities.iter();
    authorities.any(|record| record.record_type() == RecordType::SOA)
}

fn refers(message: &Message) -> bool {
    let mut authorities = message.authorities.iter();
    authorities.any(|record| record.record_type() == RecordType::NS)
}

/// `localhost` and the names below it are this machine (RFC 6761 section 6.3).
fn local(name: &Name, kind: RecordType) -> Option<Vec<Record>> {
    let is_localhost = name.iter().next_back()?.eq_ignore_ascii_case(b"localhost");
    let record = |data| Record::from_rdata(name.clone(), 0, data);
    let records = match kind {
        RecordType::A => vec![record(RData::A(A(Ipv4Addr::LOCALHOST)))],
        RecordType::AAAA => vec![record(RData::AAAA(AAAA(Ipv6Addr::LOCALHOST)))],
        _ => Vec::new(),
    };
    is_localhost.then_some(records)
}

/// The DNS servers to ask, and the names by which a single label is completed.
fn configuration(options: &ResolverOptions) -> Result<(Vec<SocketAddr>, Vec<Name>), String> {
    if let Some(server) = options.server {
        return Ok((vec![server], Vec::new()));
    }
    let (config, _) = hickory_resolver::system_conf::read_system_conf().map_err(|error| {
        let why = visible(error.to_string().as_bytes());
        format!("failed to read the system's DNS configuration: {why}")
    })?;
    let mut search = config.search().to_vec();
    if search.is_empty() {
        search.extend(config.domain().cloned());
    }
    let mut servers: Vec<SocketAddr> = Vec::new();
    for server in config.name_servers() {
        let port = server.connections.first().map(|connection| connection.port);
        let address = port.map(|port| SocketAddr::new(server.ip, port));
        servers.extend(address.filter(|address| !servers.contains(address)));
    }
    Ok((servers, search))
}
