//! DANE beside the conversation: the TLSA records of a server with their proof are asked for while it is spoken to, and compared
//! with its certificates at the end. No round trip of the conversation waits for it but two: where the host's name is an alias,
//! the records decide which server name is sent, and before a password or a message it must be known that DNS is not forged.
//! RFC 7672 sections 2.1.2, 2.2, 3 and 8.1.

use std::{cell::Cell, net::IpAddr, time::Duration};

use tokio::{
    sync::OnceCell,
    time::{Instant, timeout},
};

use super::{LOOKUPS_OUTLAST, check::Check, mail_exchanger::Candidate, plan::Plan};
use crate::{
    dns::{Answer, Proof, Proven, Tlsa, tlsa_name},
    event::{Event, Tls},
    net::{
        Network,
        link::seconds,
        tls::{Shown, judge_dane},
    },
    record::dane::{Dane, DaneRecord, DaneStatus, RecordStatus},
    tls::scan::LeafDane,
};

/// What DNS says about one server.
pub(super) struct Records {
    name: String,
    /// The TLSA base domain (RFC 7672 section 2.2.3), and the other names that a certificate may be for.
    names: Vec<String>,
    mx: Option<Proof>,
    addresses: Proof,
    /// Of the first alias, where the host's name is one.
    alias: Option<Proof>,
    tlsa: Proven<Tlsa>,
}

/// The look-up of one server's records: whoever needs them first has it made.
pub(super) struct LookUp<'a> {
    by_mx: Option<(&'a str, Proof)>,
    records: OnceCell<Records>,
    /// How long something that must not go out without the records was held back for them, in vain.
    in_vain: Cell<Option<Duration>>,
    /// How long what may go out without the records waits for them, all of it together.
    patience: Cell<Option<Instant>>,
}

impl<'a> LookUp<'a> {
    /// `by_mx`: the domain whose MX records led to the server.
    pub(super) fn new(by_mx: Option<(&'a str, Proof)>) -> Self {
        Self {
            by_mx,
            records: OnceCell::new(),
            in_vain: Cell::default(),
            patience: Cell::default(),
        }
    }

    /// Whether they were waited for as long as they may be.
    pub(super) fn was_in_vain(&self) -> bool {
        self.in_vain.get().is_some()
    }

    /// They were waited for already as long as something may wait that may go out without them.
    pub(super) fn was_waited_for(&self) {
        self.patience.set(Some(Instant::now()));
    }

    /// How long something waits for them that may go out without them: it is waited once.
    fn patience(&self, at_most: Duration) -> Duration {
        let now = Instant::now();
        let end = self.patience.get().unwrap_or(now + at_most);
        self.patience.set(Some(end));
        end.saturating_duration_since(now)
    }

    /// The records; whoever asks while they are on their way waits for the same answer.
    pub(super) async fn records<N: Network>(&self, network: &N, candidate: &Candidate) -> &Records {
        let look_up = || Box::pin(look_up(network, candidate, self.by_mx));
        self.records.get_or_init(look_up).await
    }
}

/// Why nothing may be sent to this server, neither a password nor a message: its TLSA records fail validation, or in a signed zone
/// it cannot be found out whether there are any, and a sender then takes the server for unreachable (RFC 7672 section 2.1.2). Where
/// its addresses are not signed nobody asks for the records, and where nothing is known of that they are waited for a little while.
pub(super) async fn forbids<N: Network>(check: &Check<'_, N>) -> Option<String> {
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
        false => look_up.patience(LOOKUPS_OUTLAST.min(check.remaining() / 2)),
    };
    let records = look_up.records(check.network, check.candidate);
    let Ok(records) = timeout(limit, records).await else {
        return is_asked_for.then(|| {
            look_up.in_vain.set(Some(limit));
            withheld(CANNOT_BE_FOUND_OUT, Some(no_answer(limit)))
        });
    };
    let status = status_by_dns(records)?;
    match status {
        DaneStatus::Bogus => Some(withheld(
            "the TLSA records fail DNSSEC validation",
            detail(records, status),
        )),
        DaneStatus::LookupFailed if is_asked_for => {
            Some(withheld(CANNOT_BE_FOUND_OUT, detail(records, status)))
        }
        _ => None,
    }
}

const CANNOT_BE_FOUND_OUT: &str = "whether there are TLSA records cannot be found out";

fn withheld(what: &str, why: Option<String>) -> String {
    match why {
        Some(why) => format!("{what}: {why}"),
        None => what.to_owned(),
    }
}

fn no_answer(limit: Duration) -> String {
    format!("no DNS server answered within {}", seconds(limit))
}

/// Whether there is a name under which TLSA records can stand, and anybody to ask.
pub(super) fn applies<N: Network>(plan: &Plan, candidate: &Candidate, network: &N) -> bool {
    let name = candidate.name.as_deref();
    plan.dane && name.is_some_and(|name| name.contains('.') && !network.in_hosts_file(name))
}

/// Whether the host's name is an alias, so that the server name to send is known only when the TLSA records are.
pub(super) fn decides_the_server_name(candidate: &Candidate) -> bool {
    let addresses = candidate.proven_addresses();
    addresses.is_some_and(|proven| proven.lookup.canonical_name.is_some())
}

/// Asks for the TLSA records of a host whose addresses are known. Those of an alias stand at the end of the chain when all of it
/// is secure, or at its own name where there are none; where its beginning alone is secure, at its own name (RFC 7672 section
/// 2.2.2).
async fn look_up<N: Network>(
    network: &N,
    candidate: &Candidate,
    by_mx: Option<(&str, Proof)>,
) -> Records {
    let (host, port) = (&candidate.host, candidate.port);
    let proven = candidate.proven_addresses();
    let addresses = proven.map_or(Proof::Indeterminate, |proven| proven.proof);
    let end = proven.and_then(|proven| proven.lookup.canonical_name.clone());
    let mut names = vec![host.clone()];
    names.extend(by_mx.map(|(domain, _)| domain.to_owned()));
    let records = |name, names, tlsa| Records {
        name,
        names,
        mx: by_mx.map(|(_, proof)| proof),
        addresses,
        alias: proven.and_then(first_alias),
        tlsa,
    };
    if let Some(end) = end.filter(|_| addresses == Proof::Secure) {
        let name = tlsa_name(&end, port);
        let tlsa = network.tlsa(&name).await;
        if !tlsa.lookup.answer.is_denial() {
            names.insert(0, end);
            return records(name, names, tlsa);
        }
    }
    let name = tlsa_name(host, port);
    let tlsa = network.tlsa(&name).await;
    records(name, names, tlsa)
}

fn first_alias(addresses: &Proven<IpAddr>) -> Option<Proof> {
    Some(addresses.aliases.first()?.proof)
}

const fn base(addresses: Proof, alias: Option<Proof>) -> Proof {
    match alias {
        Some(Proof::Secure) => Proof::Secure,
        _ => addresses,
    }
}

impl Records {
    /// What is proven about the name that the records are asked for under.
    fn base(&self) -> Proof {
        base(self.addresses, self.alias)
    }

    /// The server name to send, where senders go by the records (RFC 7672 section 8.1).
    pub(super) fn server_name(&self) -> Option<&str> {
        let usable = self
            .tlsa
            .lookup
            .records()
            .iter()
            .any(|record| record.unusable().is_none());
        let binding = usable && status_by_dns(self).is_none();
        self.names.first().filter(|_| binding).map(String::as_str)
    }
}

/// Compares and tells.
pub(super) fn judge<N: Network>(check: &Check<'_, N>, records: &Records) {
    let seen = check.seen.borrow();
    let found = records.tlsa.lookup.records();
    let shown = |chain_der| Shown {
        chain_der,
        names: &records.names,
        now: check.network.timestamp(),
        concealer: &check.plan.concealer,
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
        alias: records.alias,
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

/// DNS did not answer in time. Some networks drop questions for records that they do not know; that it was only this long was our
/// choice, and counts for senders only where something was held back for as long as it may be.
pub(super) fn give_up<N: Network>(check: &Check<'_, N>, look_up: &LookUp<'_>, in_time: String) {
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

/// What DNS alone decides. A look-up that failed is not taken for absence where the zone is signed (RFC 7672 section 2.1.2).
fn status_by_dns(records: &Records) -> Option<DaneStatus> {
    let tlsa = &records.tlsa;
    match (&tlsa.lookup.answer, tlsa.proof, records.base()) {
        (Answer::Bogus(_), ..) | (_, Proof::Bogus, _) => Some(DaneStatus::Bogus),
        // In a signed zone an absence that is not proven is a failure (RFC 7672 section 2.1.2).
        // Where no more is known of the addresses, whether there are records is not known either (section 2.1.1).
        (
            Answer::NoData | Answer::NoSuchName,
            Proof::Indeterminate,
            Proof::Secure | Proof::Indeterminate,
        ) => Some(DaneStatus::LookupFailed),
        (Answer::NoData | Answer::NoSuchName, ..) => Some(DaneStatus::None),
        (Answer::Found(_), Proof::Secure, Proof::Secure) => None,
        (Answer::Found(_), Proof::Indeterminate, _)
        | (Answer::Found(_), _, Proof::Indeterminate) => Some(DaneStatus::Indeterminate),
        (Answer::Found(_), ..) => Some(DaneStatus::Insecure),
        // Where the addresses are not signed, no sender asks for TLSA records.
        (
            Answer::ServerFailure(_) | Answer::NotReached(_) | Answer::TimedOut,
            _,
            Proof::Insecure,
        ) => Some(DaneStatus::None),
        (Answer::ServerFailure(_) | Answer::NotReached(_) | Answer::TimedOut, ..) => {
            Some(DaneStatus::LookupFailed)
        }
    }
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
