//! The TLSA records of a server with their proof: asked for once, whoever needs them first. RFC 7672 sections 2.1.2, 2.2 and 8.1.

use std::{cell::Cell, net::IpAddr, time::Duration};

use tokio::{sync::OnceCell, time::Instant};

use super::mail_exchanger::Candidate;
use crate::{
    dns::{Answer, Proof, Proven, Reason, Tlsa, tlsa_name},
    net::Network,
    record::dane::DaneStatus,
};

/// What DNS says about one server.
#[derive(Clone)]
pub(super) struct Records {
    pub(super) name: String,
    /// The TLSA base domain (RFC 7672 section 2.2.3), and the other names that a certificate may be for.
    pub(super) names: Vec<String>,
    pub(super) mx: Option<Proof>,
    pub(super) addresses: Proof,
    /// Of the first alias, where the host's name is one.
    pub(super) alias: Option<Proof>,
    pub(super) tlsa: Proven<Tlsa>,
}

/// The look-up of one server's records: whoever needs them first has it made.
pub(super) struct LookUp<'a> {
    pub(super) by_mx: Option<(&'a str, Proof)>,
    pub(super) records: OnceCell<Records>,
    /// How long something that must not go out without the records was held back for them, in vain.
    pub(super) in_vain: Cell<Option<Duration>>,
    /// The comparison was given up: the certificates that were shown say nothing of the records.
    pub(super) given_up: Cell<bool>,
    /// How long what may go out without the records waits for them, all of it together.
    pub(super) patience: Cell<Option<Instant>>,
}

impl<'a> LookUp<'a> {
    /// `by_mx`: the domain whose MX records led to the server.
    pub(super) fn new(by_mx: Option<(&'a str, Proof)>) -> Self {
        Self {
            by_mx,
            records: OnceCell::new(),
            in_vain: Cell::default(),
            given_up: Cell::default(),
            patience: Cell::default(),
        }
    }

    /// The records that were compared; none where that was given up.
    pub(super) fn into_compared(self) -> Option<Records> {
        let given_up = self.given_up.get();
        self.records.into_inner().filter(|_| !given_up)
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
    pub(super) fn patience(&self, at_most: Duration) -> Duration {
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

pub(super) fn first_alias(addresses: &Proven<IpAddr>) -> Option<Proof> {
    Some(addresses.aliases.first()?.proof)
}

pub(super) const fn base(addresses: Proof, alias: Option<Proof>) -> Proof {
    match alias {
        Some(Proof::Secure) => Proof::Secure,
        _ => addresses,
    }
}

impl Records {
    /// The same where the MX records of another domain led to the host.
    pub(super) fn of(&self, host: &str, by_mx: Option<(&str, Proof)>) -> Self {
        let at = self.names.iter().position(|name| name == host);
        let own = at.map_or(self.names.len(), |at| at + 1);
        let domain = by_mx.map(|(domain, _)| domain.to_owned());
        Self {
            names: self.names[..own].iter().cloned().chain(domain).collect(),
            mx: by_mx.map(|(_, proof)| proof),
            ..self.clone()
        }
    }

    /// What is proven about the name that the records are asked for under.
    pub(super) fn base(&self) -> Proof {
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

/// What DNS alone decides. A look-up that failed is not taken for absence where the zone is signed (RFC 7672 section 2.1.2).
pub(super) fn status_by_dns(records: &Records) -> Option<DaneStatus> {
    let tlsa = &records.tlsa;
    // No records can stand at a name that is too long for DNS with the labels of the port before it (RFC 1035 section 2.3.4).
    if matches!(&tlsa.why, Some(why) if why.reason == Reason::NotAName) {
        return Some(DaneStatus::None);
    }
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
        // Where the addresses are not signed no sender asks; that there are no records is not known for that.
        (
            Answer::ServerFailure(_)
            | Answer::NotReached(_)
            | Answer::NotAsked(_)
            | Answer::TimedOut,
            ..,
        ) => Some(DaneStatus::LookupFailed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns::Lookup;

    fn records(addresses: Proof, answer: Answer<Tlsa>) -> Records {
        Records {
            name: "_25._tcp.mx.example.com".to_owned(),
            names: vec!["mx.example.com".to_owned()],
            mx: None,
            addresses,
            alias: None,
            tlsa: Proven::indeterminate(Lookup::of(answer), "it failed"),
        }
    }

    #[test]
    fn at_a_name_that_is_too_long_there_is_nothing() {
        let mut records = records(Proof::Secure, Answer::NoSuchName);
        records.tlsa = Proven::indeterminate(Lookup::of(Answer::NoSuchName), Reason::NotAName);
        assert_eq!(status_by_dns(&records), Some(DaneStatus::None));
    }

    /// Another domain's servers have other reference names (RFC 7672 section 3.2.2), and another proof.
    #[test]
    fn the_records_of_a_host_are_for_each_domain_with_its_own_name() {
        let names = |first: &[&str]| {
            first
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let mut found = records(Proof::Secure, Answer::NoData);
        for (before, after) in [
            (
                &["mx.example.com", "a.example"][..],
                &["mx.example.com", "b.example"][..],
            ),
            (
                &["end.example", "mx.example.com", "a.example"],
                &["end.example", "mx.example.com", "b.example"],
            ),
            (&["mx.example.com"], &["mx.example.com", "b.example"]),
        ] {
            found.names = names(before);
            let other = found.of("mx.example.com", Some(("b.example", Proof::Insecure)));
            assert_eq!(other.names, names(after));
            assert_eq!(other.mx, Some(Proof::Insecure));
        }
        let alone = found.of("mx.example.com", None);
        assert_eq!((alone.names, alone.mx), (names(&["mx.example.com"]), None));
    }

    #[test]
    fn a_failed_look_up_is_no_absence_in_any_zone() {
        let failed = [
            Answer::ServerFailure("SERVFAIL".to_owned()),
            Answer::NotReached("connection refused".to_owned()),
            Answer::TimedOut,
        ];
        for answer in failed {
            for addresses in [Proof::Secure, Proof::Insecure, Proof::Indeterminate] {
                let status = status_by_dns(&records(addresses, answer.clone()));
                assert_eq!(status, Some(DaneStatus::LookupFailed), "{addresses}");
            }
        }
        let status = status_by_dns(&records(Proof::Insecure, Answer::NoSuchName));
        assert_eq!(status, Some(DaneStatus::None));
    }
}
