//! What DNSSEC proves about an answer, validated here: from the root's keys, or those of `--trust-anchor`, down to the record.
//! The DNS server only has to pass the signatures on. One that strips them is recognised, and so is one that disagrees with us:
//! neither is called bogus. RFC 4033 section 5, RFC 4035 section 5, RFC 8914 (why a server failed).

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hickory_resolver::TokioResolver;
use hickory_resolver::lookup::Lookup as Found;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::udp::UdpClientStream;
use hickory_resolver::net::xfer::{DnsHandle, FirstAnswer};
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::dnssec::{self, PublicKeyBuf, TrustAnchors};
use hickory_resolver::proto::op::{
    DnsRequest, DnsRequestOptions, Edns, Message, Query, ResponseCode,
};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::sync::OnceCell;
use tokio::time::timeout;

use super::ResolverOptions;
use super::extended_error::extended_error;
use super::{LONGEST_CHAIN, configuration, failure, mnemonic, relevant, select, shown};
use crate::dns::{Answer, Lookup, Proof, Proven};
use crate::net::file::{self, MOST_PEM};
use crate::text::visible;

/// DNS flag day 2020: no fragments.
const PAYLOAD: u16 = 1232;

/// Asks with validation.
pub(super) struct Validator {
    resolver: TokioResolver,
    server: Option<SocketAddr>,
    /// A name whose keys the trust anchors have.
    anchored: Name,
    timeout: Duration,
    /// Why nothing can be validated here, once that was asked.
    stripped: OnceCell<Option<String>>,
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
            stripped: OnceCell::new(),
        })
    }

    /// The records of `kind` at `name`, or that there are none, with what is proven. The library proves denials at the end of
    /// an alias only when it is asked for that end itself.
    pub(super) async fn ask<T>(
        &self,
        name: &Name,
        kind: RecordType,
        value: impl Fn(&RData) -> Option<T>,
    ) -> Proven<T> {
        if let Some(why) = self.stripping().await {
            return Proven::indeterminate(Lookup::of(Answer::Bogus(why.clone())), why.as_str());
        }
        let mut weakest = Proof::Secure;
        let mut at = name.clone();
        for _ in 0..LONGEST_CHAIN {
            let (mut lookup, proof) = self.once(&at, kind, &value).await;
            if at != *name && lookup.canonical_name.is_none() {
                lookup.canonical_name = Some(shown(&at));
            }
            if !is_doubtful(proof, &lookup) {
                return Proven {
                    lookup,
                    proof: proof.min(weakest),
                    why: None,
                    aliases: Vec::new(),
                };
            }
            match self.alias(&at).await {
                Some((target, proof)) => {
                    weakest = weakest.min(proof);
                    at = target;
                }
                None => return self.explained(&at, kind, lookup, proof).await,
            }
        }
        Proven::indeterminate(
            Lookup::of(Answer::ServerFailure("a loop of aliases".to_owned())),
            "a loop of aliases",
        )
    }

    async fn once<T>(
        &self,
        name: &Name,
        kind: RecordType,
        value: impl Fn(&RData) -> Option<T>,
    ) -> (Lookup<T>, Proof) {
        match timeout(self.timeout, self.resolver.lookup(name.clone(), kind)).await {
            Err(_) => (Lookup::of(Answer::TimedOut), Proof::Indeterminate),
            Ok(Ok(found)) => {
                let proof = proof_of(found.answers());
                (select(Ok(in_order(name, kind, &found)), value), proof)
            }
            Ok(Err(error)) => (
                super::without_records(denial(name, &error)),
                proof_of_denial(&error),
            ),
        }
    }

    /// Where a CNAME record of exactly this name leads.
    async fn alias(&self, name: &Name) -> Option<(Name, Proof)> {
        let found = timeout(
            self.timeout,
            self.resolver.lookup(name.clone(), RecordType::CNAME),
        )
        .await
        .ok()?
        .ok()?;
        found
            .answers()
            .iter()
            .find_map(|record| match &record.data {
                RData::CNAME(target) if record.name == *name => {
                    Some((target.0.clone(), of_library(record.proof)))
                }
                _ => None,
            })
    }

    async fn explained<T>(
        &self,
        name: &Name,
        kind: RecordType,
        lookup: Lookup<T>,
        proof: Proof,
    ) -> Proven<T> {
        if lookup.answer.is_temporary() {
            let why = lookup.answer.outcome();
            return Proven {
                lookup,
                proof,
                why: Some(why.into()),
                aliases: Vec::new(),
            };
        }
        match self.second_opinion(name, kind).await {
            Opinion::Wrong(why) => Proven {
                lookup: Lookup::of(Answer::Bogus(why.clone())),
                proof: Proof::Bogus,
                why: Some(why.into()),
                aliases: Vec::new(),
            },
            Opinion::Contradicts(why) => Proven::indeterminate(lookup, why),
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
                let reason = extended_error(message)
                    .map_or(String::new(), |(_, reason)| format!(" ({reason})"));
                return Opinion::Wrong(format!("the DNS server refuses it too{reason}"));
            }
            if message.metadata.authentic_data {
                return Opinion::Contradicts(format!(
                    "{server} calls it valid, and the validation of this program does not"
                ));
            }
        }
        Opinion::Wrong("the signatures do not verify".to_owned())
    }

    /// Why nothing can be validated here: the DNS server hands the keys of the trust anchor out without their signatures.
    /// Asked before anything else, for behind such a server every answer would look alike.
    async fn stripping(&self) -> Option<&String> {
        let ask = async || {
            let server = self.server?;
            match self.raw(server, &self.anchored, RecordType::DNSKEY).await {
                None => Some(format!(
                    "the DNS server {server} does not answer questions for DNSSEC keys"
                )),
                // What did not fit says nothing about what is in it.
                Some(keys) if keys.metadata.truncation || has_signatures(&keys) => None,
                Some(_) => Some(format!("the DNS server {server} does not pass DNSSEC on")),
            }
        };
        self.stripped.get_or_init(ask).await.as_ref()
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

/// Whether another look is worth it: what is said to be wrong, or to be nothing, may be an alias.
fn is_doubtful<T>(proof: Proof, lookup: &Lookup<T>) -> bool {
    match proof {
        Proof::Secure | Proof::Insecure => false,
        Proof::Bogus => true,
        Proof::Indeterminate => !matches!(lookup.answer, Answer::TimedOut),
    }
}

/// Trust anchors that the user gave.
#[derive(Clone)]
pub struct GivenAnchors {
    keys: TrustAnchors,
    /// Whose key the file has first.
    first_owner: Name,
}

impl GivenAnchors {
    /// Reads them from a file of DNSKEY records as dig, keymgr and zone files write them.
    ///
    /// # Errors
    /// A fragment that says what is wrong with the file.
    pub fn from_file(path: &Path) -> Result<Self, String> {
        let bytes =
            file::read(path, MOST_PEM).map_err(|error| visible(error.to_string().as_bytes()))?;
        let text = str::from_utf8(&bytes).map_err(|_| "it is not text".to_owned())?;
        Self::parse(text)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut keys = TrustAnchors::empty();
        let mut first_owner = None;
        for record in records(text) {
            let words: Vec<&str> = record.split_whitespace().collect();
            let Some(at) = words
                .iter()
                .position(|word| word.eq_ignore_ascii_case("DNSKEY"))
            else {
                continue;
            };
            let wrong = || {
                format!(
                    "this is no DNSKEY record: {}",
                    visible(record.trim().as_bytes())
                )
            };
            let owner = words
                .first()
                .and_then(|owner| super::absolute(owner).ok())
                .ok_or_else(wrong)?;
            keys.insert_with_name(
                &public_key(&words[at + 1..]).ok_or_else(wrong)?,
                (&owner).into(),
            );
            first_owner.get_or_insert(owner);
        }
        let nothing = "it has no DNSKEY record (DS records do not do; dig DNSKEY shows the keys)";
        let first_owner = first_owner.ok_or(nothing)?;
        Ok(Self { keys, first_owner })
    }
}

/// Lines without their comments; parentheses join lines (RFC 1035 section 5.1).
fn records(text: &str) -> Vec<String> {
    let mut records = vec![String::new()];
    let mut depth = 0_i32;
    for line in text.lines() {
        for character in line.split(';').next().unwrap_or_default().chars() {
            match character {
                '(' => depth += 1,
                ')' => depth -= 1,
                other => records
                    .last_mut()
                    .map(|record| record.push(other))
                    .unwrap_or_default(),
            }
        }
        match depth {
            0 => records.push(String::new()),
            _ => records
                .last_mut()
                .map(|record| record.push(' '))
                .unwrap_or_default(),
        }
    }
    records
}

/// Flags, protocol 3, algorithm, key (RFC 4034 section 2.2).
fn public_key(words: &[&str]) -> Option<PublicKeyBuf> {
    let [flags, "3", algorithm, key @ ..] = words else {
        return None;
    };
    flags.parse::<u16>().ok()?;
    let key = STANDARD
        .decode(key.concat())
        .ok()
        .filter(|key| !key.is_empty())?;
    Some(PublicKeyBuf::new(
        key,
        dnssec::Algorithm::from_u8(algorithm.parse().ok()?),
    ))
}

impl std::fmt::Debug for GivenAnchors {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "GivenAnchors({})", shown(&self.first_owner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A root key as keymgr writes it, and the same as dig +multiline does.
    const KEY: &str =
        "gpNsSOWZ2gDc1Scii15p+nqk3Jr+z8w3ZVNbKc6Cwl/0GrG2U5/wxkRedi2dDv7tYT230eLPEXI50+h3xE3TWw==";

    fn error(text: &str) -> String {
        GivenAnchors::parse(text).map(|_| ()).unwrap_err()
    }

    #[test]
    fn keys_are_read_as_tools_write_them() {
        for text in [
            format!(". DNSKEY 257 3 13 {KEY}\n"),
            format!("; the root\n.\t172800\tIN\tDNSKEY\t257 3 13 {KEY} ; key id = 1\n"),
            format!(
                ".  60 IN DNSKEY 257 3 13 (\n   {}\n   {} ) ; KSK\n",
                &KEY[..40],
                &KEY[40..]
            ),
        ] {
            let anchors = GivenAnchors::parse(&text).unwrap();
            assert_eq!(anchors.keys.len(), 1, "{text}");
            assert!(anchors.first_owner.is_root());
        }
        let other = GivenAnchors::parse(&format!("example.test. DNSKEY 257 3 13 {KEY}")).unwrap();
        assert_eq!(shown(&other.first_owner), "example.test");
    }

    #[test]
    fn what_is_no_key_is_told() {
        assert!(error("").contains("no DNSKEY record"));
        assert!(error(". IN DS 20326 8 2 E06D44B8").contains("no DNSKEY record"));
        assert!(error(". DNSKEY 257 3 13 ???").contains(". DNSKEY 257 3 13 ???"));
        assert!(error(". DNSKEY 257 3").contains("this is no DNSKEY record"));
    }
}
