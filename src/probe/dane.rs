//! DANE beside the conversation: the TLSA records of a server with their proof are asked for while it is spoken to, and compared
//! with its certificates at the end. No round trip of the conversation waits for it but two: where the host's name is an alias,
//! the records decide which server name is sent, and before a password or a message it must be known that DNS is not forged.
//! RFC 7672 sections 2.1.2, 2.2, 3 and 8.1.

use std::time::Duration;

use tokio::time::timeout;

use super::{
    check::{Check, Seen},
    dane_records::{LookUp, Records, base, first_alias, status_by_dns},
    look_ups::OUTLAST,
    mail_exchanger::Candidate,
    task::Task,
};
use crate::{
    dns::{Lookup, Proof, Tlsa, tlsa_name},
    event::{Event, Tls, Withholding},
    net::{
        Network,
        link::{Watch, seconds},
        tls::{Shown, judge_dane},
    },
    record::dane::{Dane, DaneRecord, DaneStatus, RecordStatus},
    tls::scan::LeafDane,
};

/// Why nothing may be sent to this server, neither a password nor a message: its TLSA records fail validation, or in a signed zone
/// it cannot be found out whether there are any, and a sender then takes the server for unreachable (RFC 7672 section 2.1.2). Where
/// its addresses are not signed nobody asks for the records, and where nothing is known of that they are waited for a little while.
pub(super) async fn forbids<N: Network>(check: &Check<'_, N>) -> Option<Withholding> {
    let look_up = check.dane?;
    let proven = check.candidate.proven_addresses();
    if proven.is_some_and(|proven| base(proven.proof, first_alias(proven)) == Proof::Insecure) {
        return None;
    }
    let is_asked_for =
        proven.is_some_and(|proven| base(proven.proof, first_alias(proven)) == Proof::Secure);
    let limit = match is_asked_for {
        true => check.remaining(),
        // What may go out without them needs some of the time itself.
        false => look_up.patience(OUTLAST.min(check.remaining() / 2)),
    };
    let records = look_up.records(check.network, check.candidate);
    let Ok(records) = timeout(limit, records).await else {
        return is_asked_for.then(|| {
            look_up.in_vain.set(Some(limit));
            Withholding::RecordsNotFoundOut {
                why: Some(no_answer(limit)),
            }
        });
    };
    let status = status_by_dns(records)?;
    match status {
        DaneStatus::Bogus => Some(Withholding::BogusRecords {
            why: detail(records, status),
        }),
        DaneStatus::LookupFailed if is_asked_for => Some(Withholding::RecordsNotFoundOut {
            why: detail(records, status),
        }),
        _ => None,
    }
}

fn no_answer(limit: Duration) -> String {
    format!("no DNS server answered within {}", seconds(limit))
}

/// Whether there is a name under which TLSA records can stand, and anybody to ask.
pub(super) fn applies<N: Network>(task: &Task, candidate: &Candidate, network: &N) -> bool {
    let name = candidate.name.as_deref();
    task.dane && name.is_some_and(|name| name.contains('.') && !network.in_hosts_file(name))
}

/// Whether the host's name is an alias, so that the server name to send is known only when the TLSA records are.
pub(super) fn decides_the_server_name(candidate: &Candidate) -> bool {
    let addresses = candidate.proven_addresses();
    addresses.is_some_and(|proven| proven.lookup.canonical_name.is_some())
}

/// Compares and tells.
pub(super) fn judge<N: Network>(check: &Check<'_, N>, records: &Records) {
    let seen = check.seen.borrow();
    compare(check.task, check.network, check.watch, &seen, records);
}

/// The same of what a conversation showed.
pub(super) fn compare<N: Network>(
    task: &Task,
    network: &N,
    watch: Watch<'_>,
    seen: &Seen,
    records: &Records,
) {
    let found = records.tlsa.lookup.records();
    let shown = |chain_der| Shown {
        chain_der,
        names: &records.names,
        now: network.timestamp(),
        concealer: &task.concealer,
    };
    let (status, compared) = match status_by_dns(records) {
        Some(status) => (status, not_compared(found)),
        None if records.tlsa.lookup.dropped > 0 => (DaneStatus::Unchecked, not_compared(found)),
        None if found.iter().all(|record| record.unusable().is_some()) => {
            (DaneStatus::Unusable, not_compared(found))
        }
        None if seen.offered == Some(false) => (DaneStatus::NoStarttls, not_compared(found)),
        None if seen.chain_der.is_empty() => (DaneStatus::NotCompared, not_compared(found)),
        None => judge_dane(found, shown(&seen.chain_der)),
    };
    let scanned = match status_by_dns(records) {
        Some(_) => Vec::new(),
        None if records.tlsa.lookup.dropped > 0 => Vec::new(),
        None => seen
            .scanned
            .iter()
            .map(|chain| compared_leaf(judge_dane(found, shown(chain)).0))
            .collect(),
    };
    watch.tell(Event::Dane(Box::new(Dane {
        status,
        name: records.name.clone(),
        records: compared,
        mx: records.mx,
        addresses: records.addresses,
        alias: records.alias,
        tlsa: records.tlsa.proof,
        detail: detail(records, status),
    })));
    if !scanned.is_empty() {
        watch.tell(Event::Tls(Tls::LeavesCompared(scanned)));
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

/// DNS did not answer in time. Some networks drop questions for records that they do not know; that it was only this long was our
/// choice, and counts for senders only where something was held back for as long as it may be.
pub(super) fn give_up<N: Network>(check: &Check<'_, N>, look_up: &LookUp<'_>, in_time: String) {
    look_up.given_up.set(true);
    let waited = look_up.in_vain.get();
    let proven = check
        .candidate
        .proven_addresses()
        .filter(|_| waited.is_some());
    check.watch.tell(Event::Dane(Box::new(Dane {
        status: DaneStatus::LookupFailed,
        name: tlsa_name(check.host(), check.port()),
        records: Vec::new(),
        mx: waited.and(look_up.by_mx).map(|(_, proof)| proof),
        addresses: proven.map_or(Proof::Indeterminate, |proven| proven.proof),
        alias: proven.and_then(first_alias),
        tlsa: Proof::Indeterminate,
        detail: Some(match waited {
            Some(waited) => no_answer(waited),
            None => format!("no DNS server answered {in_time}"),
        }),
    })));
}

fn detail(records: &Records, status: DaneStatus) -> Option<String> {
    let why = || records.tlsa.why.as_ref().map(ToString::to_string);
    match status {
        DaneStatus::LookupFailed if records.tlsa.lookup.answer.is_denial() => why(),
        DaneStatus::LookupFailed => Some(records.tlsa.lookup.answer.outcome()),
        DaneStatus::Insecure if records.tlsa.proof == Proof::Secure => {
            Some("the addresses of the server are not signed".to_owned())
        }
        DaneStatus::Insecure => Some("the zone of the TLSA records is not signed".to_owned()),
        DaneStatus::Bogus | DaneStatus::Indeterminate => why(),
        DaneStatus::Unchecked => too_many(&records.tlsa.lookup),
        _ => None,
    }
}

/// Which record decides is known only of all of them (RFC 7671 section 9).
fn too_many(lookup: &Lookup<Tlsa>) -> Option<String> {
    let kept = lookup.records().len();
    let all = kept + lookup.dropped;
    (lookup.dropped > 0).then(|| {
        format!("there are {all} TLSA records, and this program looks at no more than {kept}")
    })
}

fn not_compared(records: &[Tlsa]) -> Vec<DaneRecord> {
    let judged = |record: &Tlsa| match record.unusable() {
        Some(why) => DaneRecord::new(record, RecordStatus::Unusable, Some(why)),
        None => DaneRecord::new(record, RecordStatus::NotCompared, None),
    };
    records.iter().map(judged).collect()
}
