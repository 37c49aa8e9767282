//! What DNSSEC proves about an answer, validated here: from the root's keys, or those of `--trust-anchor`, down to the record.
//! The DNS server only has to pass the signatures on. One that strips them is recognised, and so is one that disagrees with us:
//! neither is called bogus. RFC 4033 section 5, RFC 4035 section 5, RFC 8914 (why a server failed).

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::lookup::Lookup as Found;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::udp::UdpClientStream;
use hickory_resolver::net::xfer::{DnsHandle, FirstAnswer};
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::dnssec::{self, TrustAnchors};
use hickory_resolver::proto::op::{
    DnsRequest, DnsRequestOptions, Edns, Message, Query, ResponseCode,
};
use hickory_resolver::proto::rr::rdata::opt::{EdnsCode, EdnsOption};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::time::timeout;

use super::ResolverOptions;
use super::{configuration, failure, mnemonic, relevant, select, shown};
use crate::dns::{Answer, Lookup, Proof, Proven};
use crate::text::visible;

/// RFC 8914: the extended DNS error.
const EXTENDED_ERROR: u16 = 15;
/// DNS flag day 2020: no fragments.
const PAYLOAD: u16 = 1232;

/// Reads trust anchors: DNSKEY records as in a zone file.
///
/// # Errors
/// A fragment that says what is wrong with the file.
fn trust_anchors(path: &Path) -> Result<TrustAnchors, String> {
    let text =
        std::fs::read_to_string(path).map_err(|error| visible(error.to_string().as_bytes()))?;
    let has_key = text.lines().any(|line| {
        let line = line.split(';').next().unwrap_or_default();
        line.split_whitespace()
            .any(|word| word.eq_ignore_ascii_case("DNSKEY"))
    });
    if !has_key {
        return Err(
            "it has no DNSKEY record (one a line, as in a zone file; DS records do not do)"
                .to_owned(),
        );
    }
    text.parse().map_err(
        |error: hickory_resolver::proto::serialize::txt::ParseError| {
            visible(error.to_string().as_bytes())
        },
    )
}

/// Asks with validation.
pub(super) struct Validator {
    resolver: TokioResolver,
    server: Option<SocketAddr>,
    /// A name whose keys the trust anchors have.
    anchored: Name,
    timeout: Duration,
}

impl Validator {
    pub(super) fn build(options: &ResolverOptions) -> Result<Self, String> {
        let (config, resolver_options) = configuration(options)?;
        let server = options.server.or_else(|| {
            let first = config.name_servers().first()?;
            Some(SocketAddr::new(first.ip, first.connections.first()?.port))
        });
        let mut builder =
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
        *builder.options_mut() = resolver_options;
        let (anchors, anchored) = match &options.trust_anchors {
            Some(given) => (Arc::new(given.keys.clone()), given.first_owner.clone()),
            None => (Arc::new(TrustAnchors::default()), Name::root()),
        };
        let resolver = builder.with_trust_anchor(anchors).build();
        Ok(Self {
            resolver: resolver.map_err(|error| visible(error.to_string().as_bytes()))?,
            server,
            anchored,
            timeout: options.timeout,
        })
    }

    /// The records of `kind` at `name`, or that there are none, with what is proven.
    pub(super) async fn ask<T>(
        &self,
        name: &Name,
        kind: RecordType,
        value: impl Fn(&RData) -> Option<T>,
    ) -> Proven<T> {
        match timeout(self.timeout, self.resolver.lookup(name.clone(), kind)).await {
            Err(_) => Proven::indeterminate(
                Lookup::of(Answer::TimedOut),
                "no DNS server answered in time",
            ),
            Ok(Ok(found)) => {
                let proof = proof_of(found.answers());
                let lookup = select(Ok(in_order(name, kind, &found)), value);
                self.explained(name, kind, lookup, proof).await
            }
            Ok(Err(error)) => {
                let proof = proof_of_denial(&error);
                let lookup = super::without_records(denial(name, &error));
                self.explained(name, kind, lookup, proof).await
            }
        }
    }

    async fn explained<T>(
        &self,
        name: &Name,
        kind: RecordType,
        lookup: Lookup<T>,
        proof: Proof,
    ) -> Proven<T> {
        if proof != Proof::Bogus
            && !(proof == Proof::Indeterminate && !lookup.answer.is_temporary())
        {
            return Proven {
                lookup,
                proof,
                why: None,
            };
        }
        match self.second_opinion(name, kind).await {
            Opinion::Wrong(why) => Proven {
                lookup: Lookup::of(Answer::Bogus(why.clone())),
                proof: Proof::Bogus,
                why: Some(why),
            },
            Opinion::Stripped(why) | Opinion::Contradicts(why) => {
                Proven::indeterminate(lookup, why)
            }
        }
    }

    /// Our validation failed: what does the DNS server itself make of it, and does it pass signatures on at all?
    async fn second_opinion(&self, name: &Name, kind: RecordType) -> Opinion {
        let Some(server) = self.server else {
            return Opinion::Wrong("the signatures do not verify".to_owned());
        };
        let answer = self.raw(server, name, kind).await;
        if let Some(message) = &answer {
            if message.response_code == ResponseCode::ServFail {
                let reason =
                    extended_error(message).map_or(String::new(), |reason| format!(" ({reason})"));
                return Opinion::Wrong(format!("the DNS server refuses it too{reason}"));
            }
            if message.metadata.authentic_data {
                return Opinion::Contradicts(format!(
                    "{server} calls it valid, and the validation of this program does not"
                ));
            }
        }
        let keys = self.raw(server, &self.anchored, RecordType::DNSKEY).await;
        match keys {
            Some(message) if !has_signatures(&message) => {
                Opinion::Stripped(format!("the DNS server {server} does not pass DNSSEC on"))
            }
            None => Opinion::Stripped(format!(
                "the DNS server {server} does not answer questions for DNSSEC keys"
            )),
            Some(_) => Opinion::Wrong("the signatures do not verify".to_owned()),
        }
    }

    async fn raw(&self, server: SocketAddr, name: &Name, kind: RecordType) -> Option<Message> {
        let exchange = UdpClientStream::builder(server, TokioRuntimeProvider::default())
            .with_timeout(Some(self.timeout))
            .exchange();
        let mut message = Message::query();
        message.add_query(Query::query(name.clone(), kind));
        message.metadata.recursion_desired = true;
        let mut edns = Edns::new();
        edns.set_dnssec_ok(true);
        edns.set_max_payload(PAYLOAD);
        message.edns = Some(edns);
        let request = DnsRequest::new(message, DnsRequestOptions::default());
        let response = timeout(self.timeout, exchange.send(request).first_answer())
            .await
            .ok()?
            .ok()?;
        Some(response.into_message())
    }
}

enum Opinion {
    Wrong(String),
    Stripped(String),
    Contradicts(String),
}

/// The answer's records: the chain of aliases first. Validation returns them in any order.
fn in_order(name: &Name, kind: RecordType, found: &Found) -> Vec<Record> {
    let mut records = relevant(name, kind, found.answers());
    records.sort_by_key(|record| record.record_type() != RecordType::CNAME);
    records
}

/// A chain is as strong as its weakest link.
fn proof_of(records: &[Record]) -> Proof {
    let judged = records
        .iter()
        .filter(|record| record.record_type() != RecordType::RRSIG);
    judged
        .map(|record| of_library(record.proof))
        .min()
        .unwrap_or_default()
}

fn of_library(proof: dnssec::Proof) -> Proof {
    match proof {
        dnssec::Proof::Secure => Proof::Secure,
        dnssec::Proof::Insecure => Proof::Insecure,
        dnssec::Proof::Bogus => Proof::Bogus,
        dnssec::Proof::Indeterminate => Proof::Indeterminate,
    }
}

/// Of there being no such record, or name.
fn proof_of_denial(error: &NetError) -> Proof {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(denial)) => {
            proof_of(denial.authorities.as_deref().unwrap_or_default())
        }
        NetError::Dns(DnsError::Nsec { proof, .. }) => of_library(*proof),
        NetError::Dns(DnsError::DnssecBogus) => Proof::Bogus,
        _ => Proof::Indeterminate,
    }
}

fn denial(name: &Name, error: &NetError) -> Lookup<()> {
    match error {
        NetError::Dns(DnsError::Nsec { response, .. }) => {
            Lookup::of(match response.response_code {
                ResponseCode::NXDomain => Answer::NoSuchName,
                ResponseCode::NoError => Answer::NoData,
                other => Answer::ServerFailure(mnemonic(other)),
            })
        }
        other => failure(name, other),
    }
}

fn has_signatures(message: &Message) -> bool {
    let sections = [&message.answers, &message.authorities];
    sections
        .into_iter()
        .flatten()
        .any(|record| record.record_type() == RecordType::RRSIG)
}

/// RFC 8914 section 2: two bytes of code, then a text.
fn extended_error(message: &Message) -> Option<String> {
    let EdnsOption::Unknown(_, bytes) = message
        .edns
        .as_ref()?
        .option(EdnsCode::Unknown(EXTENDED_ERROR))?
    else {
        return None;
    };
    let (code, text) = bytes.split_first_chunk::<2>()?;
    let code = u16::from_be_bytes(*code);
    Some(match text {
        [] => format!("extended error {code}"),
        text => visible(text),
    })
}

/// Trust anchors that the user gave.
#[derive(Clone)]
pub struct GivenAnchors {
    keys: TrustAnchors,
    /// Whose key the file has first.
    first_owner: Name,
}

impl GivenAnchors {
    /// Reads them from a file of DNSKEY records.
    ///
    /// # Errors
    /// A fragment that says what is wrong with the file.
    pub fn from_file(path: &Path) -> Result<Self, String> {
        let keys = trust_anchors(path)?;
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let owner = text
            .lines()
            .filter(|line| line.contains("DNSKEY"))
            .find_map(|line| line.split_whitespace().next());
        let first_owner = owner
            .and_then(|owner| super::absolute(owner).ok())
            .unwrap_or_else(Name::root);
        Ok(Self { keys, first_owner })
    }
}

impl std::fmt::Debug for GivenAnchors {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "GivenAnchors({})", shown(&self.first_owner))
    }
}
