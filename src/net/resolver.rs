//! Asks the DNS, and the hosts file: the only file that knows the DNS crate. Every outcome of RFC 1035
//! section 4.1.1 and RFC 2308 keeps its own name. Ordinary questions are not validated: a validating DNS server's
//! refusal shows as SERVFAIL; `proof` has those that are. Names are asked for as they are, without search list; only
//! addresses of single-label names go through the system's list, as they do for every other program.
//!
//! `localhost` (RFC 6761 section 6.3), `.invalid` and `.onion` (RFC 7686) are answered without the network.

#[expect(dead_code, reason = "the proof is to use it")]
mod exchange;
mod proof;

use std::net::{IpAddr, SocketAddr};
use std::sync::OnceLock;
use std::time::Duration;

use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError, NoRecords};
use hickory_resolver::proto::op::{Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use hickory_resolver::{Hosts, TokioResolver};
use tokio::time::{Instant, timeout_at};

use crate::dns::addresses::{arranged, merged};
use crate::dns::{Answer, Family, Lookup, Mx, Proven, Srv, Tlsa, mx_order, srv_order};
use crate::text::visible;
pub use proof::GivenAnchors;
use proof::Validator;

/// The most records of one MX, SRV, TXT or TLSA lookup that are kept. Large providers have a dozen; the rest is counted.
pub const MOST_RECORDS: usize = 64;
/// RFC 1034 section 3.6.2 wants chains followed and loops noticed; no honest chain is longer.
const LONGEST_CHAIN: usize = 16;

/// Whom to ask and for how long.
#[derive(Clone, Debug)]
pub struct ResolverOptions {
    /// The DNS server; `None` for the system's configuration with its hosts file.
    pub server: Option<SocketAddr>,
    /// The longest that one lookup takes, both attempts together.
    pub timeout: Duration,
    /// `--trust-anchor`; `None` for the root's keys.
    pub trust_anchors: Option<GivenAnchors>,
}

/// A stub resolver with a cache. It reads the system's configuration at the first question, and must be
/// asked within one tokio runtime only.
pub struct Resolver {
    options: ResolverOptions,
    client: OnceLock<Result<Client, String>>,
    validator: OnceLock<Result<Validator, String>>,
    hosts: OnceLock<Hosts>,
}

struct Client {
    resolver: TokioResolver,
    search: Vec<Name>,
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
                hosts: OnceLock::new(),
            }),
        }
    }

    /// Asks for the mail exchangers of `name`, in the order a sender tries them.
    pub async fn mx(&self, name: &str) -> Lookup<Mx> {
        let records = self.records(name, RecordType::MX).await;
        let mut lookup = select(records, |data| match data {
            RData::MX(mx) => Some(Mx {
                preference: mx.preference,
                exchange: shown(&mx.exchange),
            }),
            _ => None,
        });
        bound(&mut lookup, MOST_RECORDS, mx_order);
        lookup
    }

    /// Asks for the services at `name`, such as `_submission._tcp.example.com`, in the order to try them.
    pub async fn srv(&self, name: &str) -> Lookup<Srv> {
        let records = self.records(name, RecordType::SRV).await;
        let mut lookup = select(records, |data| match data {
            RData::SRV(srv) => Some(Srv {
                priority: srv.priority,
                weight: srv.weight,
                port: srv.port,
                target: shown(&srv.target),
            }),
            _ => None,
        });
        bound(&mut lookup, MOST_RECORDS, srv_order);
        lookup
    }

    /// Asks for the texts at `name`, in alphabetical order so that runs can be compared. Bytes that are no UTF-8 are
    /// replaced.
    pub async fn txt(&self, name: &str) -> Lookup<String> {
        let records = self.records(name, RecordType::TXT).await;
        let mut lookup = select(records, |data| match data {
            RData::TXT(txt) => Some(String::from_utf8_lossy(&txt.txt_data.concat()).into_owned()),
            _ => None,
        });
        bound(&mut lookup, MOST_RECORDS, <[String]>::sort);
        lookup
    }

    /// Asks for the addresses of the host `name`: first IPv6, then IPv4 (RFC 6724 section 2.1's default),
    /// each in ascending order so that runs can be compared. A name that is written like an address is
    /// asked for like any other.
    pub async fn addresses(&self, name: &str, family: Family) -> Lookup<IpAddr> {
        let Ok(name) = absolute(name) else {
            return Lookup::of(not_a_name());
        };
        if let Some(lookup) = self.addresses_in_hosts_file(&name, family) {
            return lookup;
        }
        let client = match self.client() {
            Ok(client) => client,
            Err(why) => return Lookup::of(Answer::ServerFailure(why)),
        };
        let deadline = Instant::now() + self.options.timeout;
        let mut failed: Option<Lookup<IpAddr>> = None;
        for candidate in client.candidates(&name) {
            let lookup = client.addresses(&candidate, family, deadline).await;
            match lookup.answer {
                Answer::Found(_) | Answer::TimedOut => return lookup,
                _ if failed
                    .as_ref()
                    .is_some_and(|before| before.answer.outweighs(&lookup.answer)) => {}
                _ => failed = Some(lookup),
            }
        }
        let failed = failed.unwrap_or_else(|| Lookup::of(not_a_name()));
        self.with_reason(&name, RecordType::A, failed).await
    }

    /// What DNSSEC proves about the MX records of `name`.
    pub async fn proof_of_mx(&self, name: &str) -> Proven<()> {
        self.proven(name, RecordType::MX, |data| {
            matches!(data, RData::MX(_)).then_some(())
        })
        .await
    }

    /// What it proves about the addresses of `name`; an answer without records is proven as well. One after the other:
    /// the second finds the keys that the first had to ask for.
    pub async fn proof_of_addresses(&self, name: &str, family: Family) -> Proven<()> {
        let mut all: Option<Proven<()>> = None;
        for kind in record_types(family) {
            let is_address = |data: &RData| data.ip_addr().map(|_| ());
            let one = self.proven(name, *kind, is_address).await;
            all = Some(match all {
                Some(before) if matches!(before.lookup.answer, Answer::Found(_)) => Proven {
                    proof: before.proof.min(one.proof),
                    why: before.why.or(one.why),
                    lookup: before.lookup,
                    aliases: before.aliases,
                },
                Some(before) => Proven {
                    proof: before.proof.min(one.proof),
                    why: one.why.or(before.why),
                    lookup: one.lookup,
                    aliases: one.aliases,
                },
                None => one,
            });
        }
        all.unwrap_or_else(|| Proven::indeterminate(Lookup::of(not_a_name()), "nothing was asked"))
    }

    /// The TLSA records at `name`, such as `_25._tcp.mx1.example.com`, with what is proven about them.
    pub async fn tlsa(&self, name: &str) -> Proven<Tlsa> {
        let mut proven = self
            .proven(name, RecordType::TLSA, |data| match data {
                RData::TLSA(tlsa) => Some(Tlsa {
                    usage: tlsa.cert_usage.into(),
                    selector: tlsa.selector.into(),
                    matching_type: tlsa.matching.into(),
                    data: tlsa.cert_data.clone(),
                }),
                _ => None,
            })
            .await;
        bound(&mut proven.lookup, MOST_RECORDS, <[Tlsa]>::sort);
        proven
    }

    async fn proven<T>(
        &self,
        name: &str,
        kind: RecordType,
        value: impl Fn(&RData) -> Option<T>,
    ) -> Proven<T> {
        let Ok(name) = absolute(name) else {
            return Proven::indeterminate(Lookup::of(not_a_name()), "it is not a name");
        };
        match self.validator() {
            Ok(validator) => validator.ask(&name, kind, value).await,
            Err(why) => {
                Proven::indeterminate(Lookup::of(Answer::ServerFailure(why.clone())), why.clone())
            }
        }
    }

    /// Whether the system's hosts file has `name`; never when another DNS server is asked.
    pub fn in_hosts_file(&self, name: &str) -> bool {
        absolute(name).is_ok_and(|name| self.addresses_in_hosts_file(&name, Family::Any).is_some())
    }

    fn addresses_in_hosts_file(&self, name: &Name, family: Family) -> Option<Lookup<IpAddr>> {
        let hosts = self.hosts.get_or_init(|| match self.options.server {
            Some(_) => Hosts::default(),
            None => system_hosts(),
        });
        let addresses: Vec<IpAddr> = record_types(family)
            .iter()
            .filter_map(|kind| hosts.lookup_static_host(&Query::query(name.to_lowercase(), *kind)))
            .flat_map(|lookup| {
                lookup
                    .answers()
                    .iter()
                    .filter_map(|record| record.data.ip_addr())
                    .collect::<Vec<_>>()
            })
            .collect();
        (!addresses.is_empty()).then(|| arranged(Lookup::of(Answer::Found(addresses))))
    }

    async fn records(&self, name: &str, kind: RecordType) -> Result<Vec<Record>, Lookup<()>> {
        let name = absolute(name).map_err(|()| Lookup::of(not_a_name()))?;
        let client = self
            .client()
            .map_err(|why| Lookup::of(Answer::ServerFailure(why)))?;
        let deadline = Instant::now() + self.options.timeout;
        match client.records(&name, kind, deadline).await {
            Err(lookup) => Err(self.with_reason(&name, kind, lookup).await),
            found => found,
        }
    }

    /// A DNS server that validates says SERVFAIL when DNSSEC fails, and most say so (RFC 8914).
    async fn with_reason<T>(&self, name: &Name, kind: RecordType, lookup: Lookup<T>) -> Lookup<T> {
        let has_failed =
            matches!(&lookup.answer, Answer::ServerFailure(code) if code.ends_with("SERVFAIL"));
        let reason = match self.validator() {
            Ok(validator) if has_failed => validator.dnssec_failure(name, kind).await,
            _ => None,
        };
        reason.map_or(lookup, |reason| Lookup::of(Answer::Bogus(reason)))
    }

    fn validator(&self) -> Result<&Validator, &String> {
        self.validator
            .get_or_init(|| Validator::build(&self.options))
            .as_ref()
    }

    fn client(&self) -> Result<&Client, String> {
        self.client
            .get_or_init(|| Client::build(&self.options))
            .as_ref()
            .map_err(Clone::clone)
    }
}

impl Client {
    fn build(options: &ResolverOptions) -> Result<Self, String> {
        let (config, opts) = configuration(options)?;
        let mut search = config.search().to_vec();
        if search.is_empty() {
            search.extend(config.domain().cloned());
        }
        let mut builder =
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
        *builder.options_mut() = opts;
        let resolver = builder
            .build()
            .map_err(|error| visible(error.to_string().as_bytes()))?;
        Ok(Self { resolver, search })
    }

    /// The names to ask for in turn, as getaddrinfo does: a single label is completed first.
    fn candidates(&self, name: &Name) -> Vec<Name> {
        let mut candidates = Vec::new();
        if name.num_labels() == 1 && !name.is_localhost() {
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

    async fn addresses(&self, name: &Name, family: Family, deadline: Instant) -> Lookup<IpAddr> {
        let ask = async |kind| {
            let records = self.records(name, kind, deadline).await;
            select(records, RData::ip_addr)
        };
        match family {
            Family::V4 => arranged(ask(RecordType::A).await),
            Family::V6 => arranged(ask(RecordType::AAAA).await),
            Family::Any => {
                let (v6, v4) = tokio::join!(ask(RecordType::AAAA), ask(RecordType::A));
                merged(v6, v4)
            }
        }
    }

    async fn records(
        &self,
        name: &Name,
        kind: RecordType,
        deadline: Instant,
    ) -> Result<Vec<Record>, Lookup<()>> {
        match timeout_at(deadline, self.resolver.lookup(name.clone(), kind)).await {
            // The crate takes records for an answer whatever the code is; senders (res_search) go by the code.
            Ok(Ok(lookup)) if lookup.message().response_code == ResponseCode::NXDomain => {
                Err(Lookup::of(Answer::NoSuchName))
            }
            Ok(Ok(lookup)) => Ok(relevant(name, kind, lookup.answers())),
            Ok(Err(error)) => Err(failure(name, &error)),
            Err(_) => Err(Lookup::of(Answer::TimedOut)),
        }
    }
}

fn configuration(options: &ResolverOptions) -> Result<(ResolverConfig, ResolverOpts), String> {
    let (config, mut opts) = match options.server {
        Some(server) => (asking(server), ResolverOpts::default()),
        None => hickory_resolver::system_conf::read_system_conf().map_err(|error| {
            let why = visible(error.to_string().as_bytes());
            format!("failed to read the system's DNS configuration: {why}")
        })?,
    };
    opts.timeout = options.timeout / 2;
    // The crate counts repetitions, not attempts.
    opts.attempts = 1;
    // Its own use of the hosts file forgets names that the search list completes.
    opts.use_hosts_file = ResolveHosts::Never;
    Ok((config, opts))
}

fn asking(server: SocketAddr) -> ResolverConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = server.port();
        connection
    });
    let server = NameServerConfig::new(server.ip(), true, connections.into());
    ResolverConfig::from_name_servers(vec![server])
}

/// Reads the hosts file. Bytes that are not UTF-8, which may stand in comments, do not spoil the rest.
#[cfg(unix)]
fn system_hosts() -> Hosts {
    let text = std::fs::read("/etc/hosts").unwrap_or_default();
    hosts_of(&String::from_utf8_lossy(&text))
}

#[cfg(not(unix))]
fn system_hosts() -> Hosts {
    Hosts::from_system().unwrap_or_default()
}

#[cfg(any(unix, test))]
fn hosts_of(text: &str) -> Hosts {
    let mut hosts = Hosts::default();
    match hosts.read_hosts_conf(text.as_bytes()) {
        Ok(()) => hosts,
        Err(_) => Hosts::default(),
    }
}

/// Reads a name as [`shown`] writes it; a final dot changes nothing. The crate's own reader knows neither
/// decimal escapes nor labels that are no host names, and both stand in DNS answers (RFC 2181 section 11).
fn absolute(name: &str) -> Result<Name, ()> {
    if name == "." {
        return Ok(Name::root());
    }
    let mut labels = vec![Vec::new()];
    let mut rest = name.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'.' => labels.push(Vec::new()),
            b'\\' => labels
                .last_mut()
                .ok_or(())?
                .push(unescaped(&mut rest).ok_or(())?),
            plain if plain.is_ascii_graphic() => labels.last_mut().ok_or(())?.push(plain),
            _ => return Err(()),
        }
    }
    labels.pop_if(|last| last.is_empty());
    if labels.is_empty() || labels.iter().any(Vec::is_empty) {
        return Err(());
    }
    let mut name = Name::from_labels(labels.iter().map(Vec::as_slice)).map_err(|_| ())?;
    name.set_fqdn(true);
    Ok(name)
}

/// The octet behind a backslash: three decimal digits, or the character itself (RFC 1035 section 5.1).
fn unescaped(rest: &mut std::str::Bytes<'_>) -> Option<u8> {
    let first = rest.next()?;
    if !first.is_ascii_digit() {
        return Some(first);
    }
    let digits = [first, rest.next()?, rest.next()?];
    std::str::from_utf8(&digits).ok()?.parse().ok()
}

/// A text that no DNS message can carry as a name.
const fn not_a_name<T>() -> Answer<T> {
    Answer::NoSuchName
}

/// Writes a name without its final dot; what is no plain character is escaped as RFC 4343 section 2.1 says.
fn shown(name: &Name) -> String {
    if name.is_root() {
        return ".".to_owned();
    }
    let labels: Vec<String> = name.iter().map(shown_label).collect();
    visible(labels.join(".").as_bytes())
}

fn shown_label(label: &[u8]) -> String {
    let mut shown = String::with_capacity(label.len());
    for byte in label {
        match byte {
            b'.' | b'\\' => shown.extend(['\\', char::from(*byte)]),
            plain if plain.is_ascii_graphic() => shown.push(char::from(*plain)),
            other => shown.push_str(&format!("\\{other:03}")),
        }
    }
    shown
}

/// Where the CNAME records among `records` lead from `name`.
fn canonical(name: &Name, records: &[Record]) -> Name {
    let mut name = name.clone();
    for _ in 0..LONGEST_CHAIN {
        let next = records.iter().find_map(|record| match &record.data {
            RData::CNAME(alias) if record.name == name => Some(alias.0.clone()),
            _ => None,
        });
        match next {
            Some(next) => name = next,
            None => break,
        }
    }
    name
}

/// The records of `kind` at the end of the chain that begins at `name`, after the chain itself. Records of
/// other names, which nobody asked for, are left out.
fn relevant(name: &Name, kind: RecordType, records: &[Record]) -> Vec<Record> {
    let owner = canonical(name, records);
    let wanted = |record: &&Record| match record.record_type() {
        RecordType::CNAME => true,
        other => other == kind && record.name == owner,
    };
    records.iter().filter(wanted).cloned().collect()
}

/// Turns records into values; the chain's end, when there is a chain, is the owner of the others.
fn select<T>(
    records: Result<Vec<Record>, Lookup<()>>,
    value: impl Fn(&RData) -> Option<T>,
) -> Lookup<T> {
    let records = match records {
        Ok(records) => records,
        Err(lookup) => return without_records(lookup),
    };
    let found: Vec<T> = records
        .iter()
        .filter_map(|record| value(&record.data))
        .collect();
    let aliased = records
        .iter()
        .any(|record| record.record_type() == RecordType::CNAME);
    let owner = records
        .iter()
        .rfind(|record| record.record_type() != RecordType::CNAME);
    let answer = if found.is_empty() {
        Answer::NoData
    } else {
        Answer::Found(found)
    };
    Lookup {
        canonical_name: owner.filter(|_| aliased).map(|record| shown(&record.name)),
        ..Lookup::of(answer)
    }
}

fn without_records<T>(lookup: Lookup<()>) -> Lookup<T> {
    let answer = match lookup.answer {
        Answer::Found(_) | Answer::NoData => Answer::NoData,
        Answer::NoSuchName => Answer::NoSuchName,
        Answer::ServerFailure(what) => Answer::ServerFailure(what),
        Answer::TimedOut => Answer::TimedOut,
        Answer::Bogus(why) => Answer::Bogus(why),
    };
    Lookup {
        canonical_name: lookup.canonical_name,
        ..Lookup::of(answer)
    }
}

fn bound<T>(lookup: &mut Lookup<T>, most: usize, order: impl Fn(&mut [T])) {
    if let Answer::Found(records) = &mut lookup.answer {
        order(records);
        lookup.dropped = records.len().saturating_sub(most);
        records.truncate(most);
    }
}

fn record_types(family: Family) -> &'static [RecordType] {
    match family {
        Family::Any => &[RecordType::AAAA, RecordType::A],
        Family::V4 => &[RecordType::A],
        Family::V6 => &[RecordType::AAAA],
    }
}

fn failure(name: &Name, error: &NetError) -> Lookup<()> {
    let NetError::Dns(DnsError::NoRecordsFound(denial)) = error else {
        return Lookup::of(answer_of(error));
    };
    let owner = denial.query.name();
    Lookup {
        canonical_name: (owner != name).then(|| shown(owner)),
        ..Lookup::of(denied(denial))
    }
}

fn denied(denial: &NoRecords) -> Answer<()> {
    match denial.response_code {
        ResponseCode::NXDomain => Answer::NoSuchName,
        // A referral (RFC 2308 section 2.2.1) is what a server gives that does not look further itself.
        ResponseCode::NoError if denial.ns.is_some() && denial.soa.is_none() => {
            Answer::ServerFailure("a referral to other DNS servers, no answer".to_owned())
        }
        ResponseCode::NoError => Answer::NoData,
        other => Answer::ServerFailure(mnemonic(other)),
    }
}

fn answer_of(error: &NetError) -> Answer<()> {
    match error {
        NetError::Timeout => Answer::TimedOut,
        NetError::Dns(DnsError::ResponseCode(code)) => Answer::ServerFailure(mnemonic(*code)),
        NetError::Dns(DnsError::DnssecBogus) => Answer::Bogus(String::new()),
        NetError::NoConnections => {
            Answer::ServerFailure("no DNS server could be reached".to_owned())
        }
        NetError::Io(error) => Answer::ServerFailure(format!(
            "no DNS server could be reached: {}",
            visible(error.to_string().as_bytes())
        )),
        other => Answer::ServerFailure(format!(
            "an answer that cannot be used: {}",
            visible(other.to_string().as_bytes())
        )),
    }
}

/// The names of IANA's registry "DNS RCODEs".
fn mnemonic(code: ResponseCode) -> String {
    match code {
        ResponseCode::FormErr => "FORMERR".to_owned(),
        ResponseCode::ServFail => "SERVFAIL".to_owned(),
        ResponseCode::NotImp => "NOTIMP".to_owned(),
        ResponseCode::Refused => "REFUSED".to_owned(),
        ResponseCode::NotAuth => "NOTAUTH".to_owned(),
        ResponseCode::BADVERS => "BADVERS".to_owned(),
        other => format!("response code {}", u16::from(other)),
    }
}

#[cfg(test)]
mod tests;
