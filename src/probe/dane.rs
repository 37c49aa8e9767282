//! DANE beside the conversation: the TLSA records of a server with their proof are asked for while it is spoken to, and compared
//! with its certificates at the end. No round trip of the conversation waits for it. RFC 7672 sections 2.2 and 3.

use std::{net::IpAddr, time::Duration};

use tokio::sync::OnceCell;

use super::{check::Check, mail_exchanger::Candidate, plan::Plan};
use crate::{
    dns::{Answer, Family, Proof, Proven, Tlsa, tlsa_name},
    event::{Event, Resolution, Tls},
    net::{
        Network,
        link::{Watch, seconds},
        tls::{Shown, judge_dane},
    },
    record::dane::{Dane, DaneRecord, DaneStatus, RecordStatus},
    tls::scan::LeafDane,
};

/// What is known about the domain, asked for once however many servers it has.
#[derive(Default)]
pub(super) struct DomainProof(OnceCell<Proven<()>>);

impl DomainProof {
    /// What is proven about the MX records, or about the addresses of a host that was named itself.
    async fn of<N: Network>(
        &self,
        network: &N,
        domain: Option<&str>,
        host: &str,
        family: Family,
    ) -> &Proven<()> {
        let ask = async || match domain {
            Some(domain) => network.proof_of_mx(domain).await,
            None => network.proof_of_addresses(host, family).await,
        };
        self.0.get_or_init(ask).await
    }

    /// Tells it, where it was asked for.
    pub(super) fn tell(&self, watch: Watch<'_>) {
        if let Some(proven) = self.0.get() {
            watch.tell(Event::Resolution(Resolution::Proven {
                proof: proven.proof,
                why: proven.why.as_ref().map(ToString::to_string),
            }));
        }
    }
}

/// What DNS says about one server.
pub(super) struct Records {
    name: String,
    /// The TLSA base domain (RFC 7672 section 2.2.3), and the other names that a certificate may be for.
    names: Vec<String>,
    mx: Option<Proof>,
    addresses: Proof,
    tlsa: Proven<Tlsa>,
}

/// Whether there is a name under which TLSA records can stand, and anybody to ask.
pub(super) fn applies<N: Network>(plan: &Plan, candidate: &Candidate, network: &N) -> bool {
    let name = candidate.name.as_deref();
    plan.dane && name.is_some_and(|name| name.contains('.') && !network.in_hosts_file(name))
}

/// Asks one after the other, while the server is spoken to: each answer is validated with keys that the one before had to ask
/// for. An alias has its records at the end of the chain, or at its own name where there are none (RFC 7672 section 2.2.3).
pub(super) async fn look_up<N: Network>(
    check: &Check<'_, N>,
    by_mx: Option<&str>,
    domain: &DomainProof,
) -> Records {
    let network = check.network;
    let (host, port) = (check.host(), check.port());
    let family = match check.address {
        IpAddr::V4(_) => Family::V4,
        IpAddr::V6(_) => Family::V6,
    };
    let own_name = tlsa_name(host, port);
    let of_domain = domain.of(network, by_mx, host, family).await;
    let addresses = network.proof_of_addresses(host, family).await;
    let own = network.tlsa(&own_name).await;
    let mut names = vec![host.to_owned()];
    names.extend(by_mx.map(str::to_owned));
    let mut records = Records {
        name: own_name,
        names,
        mx: by_mx.map(|_| of_domain.proof),
        addresses: addresses.proof,
        tlsa: own,
    };
    let end = addresses
        .lookup
        .canonical_name
        .filter(|_| addresses.proof == Proof::Secure);
    if let Some(end) = end {
        let name = tlsa_name(&end, port);
        let tlsa = network.tlsa(&name).await;
        if matches!(tlsa.lookup.answer, Answer::Found(_)) || tlsa.lookup.answer.is_temporary() {
            records.names.insert(0, end);
            records.name = name;
            records.tlsa = tlsa;
        }
    }
    records
}

/// Compares and tells.
pub(super) fn judge<N: Network>(check: &Check<'_, N>, records: &Records) {
    let seen = check.seen.borrow();
    let found = records.tlsa.lookup.records();
    let shown = |chain_der| Shown {
        chain_der,
        names: &records.names,
        now: check.network.timestamp(),
    };
    let (status, compared) = match status_by_dns(records) {
        Some(status) => (status, not_compared(found)),
        None if found.iter().all(|record| record.unusable().is_some()) => {
            (DaneStatus::Unusable, not_compared(found))
        }
        None if seen.offered == Some(false) => (DaneStatus::NoStarttls, not_compared(found)),
        None if seen.chain_der.is_empty() => (DaneStatus::NotCompared, not_compared(found)),
        None => judge_dane(found, shown(&seen.chain_der)),
    };
    let scanned = match status_by_dns(records) {
        Some(_) => Vec::new(),
        None => seen
            .scanned
            .iter()
            .map(|chain| compared_leaf(judge_dane(found, shown(chain)).0))
            .collect(),
    };
    check.watch.tell(Event::Dane(Box::new(Dane {
        status,
        name: records.name.clone(),
        records: compared,
        mx: records.mx,
        addresses: records.addresses,
        tlsa: records.tlsa.proof,
        detail: detail(records, status),
    })));
    if !scanned.is_empty() {
        check.watch.tell(Event::Tls(Tls::LeavesCompared(scanned)));
    }
}

/// What it comes to for one of several certificates, whichever way it fails to match.
fn compared_leaf(status: DaneStatus) -> Option<LeafDane> {
    match status {
        DaneStatus::Valid => Some(LeafDane::Match),
        DaneStatus::Mismatch | DaneStatus::NameMismatch | DaneStatus::Expired => {
            Some(LeafDane::Mismatch)
        }
        _ => None,
    }
}

/// DNS did not answer in time. Some networks drop questions for records that they do not know.
pub(super) fn give_up<N: Network>(check: &Check<'_, N>, waited: Duration) {
    check.watch.tell(Event::Dane(Box::new(Dane {
        status: DaneStatus::LookupFailed,
        name: tlsa_name(check.host(), check.port()),
        records: Vec::new(),
        mx: None,
        addresses: Proof::Indeterminate,
        tlsa: Proof::Indeterminate,
        detail: Some(format!(
            "no DNS server answered until {} after the conversation",
            seconds(waited)
        )),
    })));
}

/// What DNS alone decides. A look-up that failed is not taken for absence where the zone is signed (RFC 7672 section 2.1.3).
fn status_by_dns(records: &Records) -> Option<DaneStatus> {
    let tlsa = &records.tlsa;
    match (&tlsa.lookup.answer, tlsa.proof) {
        (_, Proof::Bogus) => Some(DaneStatus::Bogus),
        // In a signed zone an absence that is not proven is a failure (RFC 7672 section 2.1.3).
        (Answer::NoData | Answer::NoSuchName, Proof::Indeterminate)
            if records.addresses == Proof::Secure =>
        {
            Some(DaneStatus::LookupFailed)
        }
        (Answer::NoData | Answer::NoSuchName, _) => Some(DaneStatus::None),
        (Answer::Found(_), Proof::Secure) if records.addresses == Proof::Secure => None,
        (Answer::Found(_) | Answer::Bogus(_), Proof::Indeterminate) => {
            Some(DaneStatus::Indeterminate)
        }
        (Answer::Found(_), _) if records.addresses == Proof::Indeterminate => {
            Some(DaneStatus::Indeterminate)
        }
        (Answer::Found(_), _) => Some(DaneStatus::Insecure),
        // Where the addresses are not signed, no sender asks for TLSA records.
        (_, _) if records.addresses == Proof::Insecure => Some(DaneStatus::None),
        (_, _) => Some(DaneStatus::LookupFailed),
    }
}

fn detail(records: &Records, status: DaneStatus) -> Option<String> {
    match status {
        DaneStatus::LookupFailed => Some(records.tlsa.lookup.answer.outcome()),
        DaneStatus::Insecure if records.tlsa.proof == Proof::Secure => {
            Some("the addresses of the server are not signed".to_owned())
        }
        DaneStatus::Insecure => Some("the zone of the TLSA records is not signed".to_owned()),
        DaneStatus::Bogus | DaneStatus::Indeterminate => {
            records.tlsa.why.as_ref().map(ToString::to_string)
        }
        _ => None,
    }
}

fn not_compared(records: &[Tlsa]) -> Vec<DaneRecord> {
    let judged = |record: &Tlsa| match record.unusable() {
        Some(why) => DaneRecord::new(record, RecordStatus::Unusable, Some(why)),
        None => DaneRecord::new(record, RecordStatus::NotCompared, None),
    };
    records.iter().map(judged).collect()
}
