//! TLSA records of the present keys and of those of `--next-key`: 3 1 1, as RFC 7672 section 3.1 recommends.

use std::net::IpAddr;

use super::proposal::{IS_THERE, Proposal, ProposalKind::Tlsa};
use crate::{
    dns::{Proof, tlsa_name},
    report::{Report, Server, server::StartTlsStatus},
};

pub(super) fn proposals(report: &Report) -> Vec<Proposal> {
    let mut names: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for server in &report.servers {
        let name = tlsa_name(&server.host, server.port);
        if server.host.parse::<IpAddr>().is_ok() || names.contains(&name) {
            continue;
        }
        let is_same = |one: &&Server| (&one.host, one.port) == (&server.host, server.port);
        let addresses: Vec<_> = report.servers.iter().filter(is_same).collect();
        all.extend(of_host(&name, &addresses, report));
        names.push(name);
    }
    all
}

/// Of one host at all of its addresses.
fn of_host(name: &str, servers: &[&Server], report: &Report) -> Vec<Proposal> {
    let proofs = servers.iter().filter_map(|server| server.dane.as_ref());
    let proofs: Vec<Proof> = proofs
        .flat_map(|dane| [dane.addresses, dane.tlsa])
        .collect();
    let none = |why: &str| vec![Proposal::none(name.to_owned(), Tlsa, why)];
    if proofs.contains(&Proof::Insecure) {
        return none("its zone is not signed, and without DNSSEC a TLSA record means nothing");
    }
    if proofs.contains(&Proof::Bogus) {
        return none(
            "DNSSEC validation fails: senders that honour DANE defer mail until that is mended",
        );
    }
    if servers.iter().any(|server| lacks_tls(server)) {
        return none(
            "the server offers no TLS, and senders that honour DANE would no longer deliver to it",
        );
    }
    let is_proven = !proofs.is_empty() && proofs.iter().all(|proof| *proof == Proof::Secure);
    let caveat = match is_proven {
        true => "",
        false => "; it counts only where its zone is signed, which is not known here",
    };
    let mut keys: Vec<String> = servers.iter().flat_map(|one| one.present_keys()).collect();
    keys.sort();
    keys.dedup();
    let caveat = match servers.iter().any(|one| one.present_keys().is_empty()) {
        true => format!(
            "{caveat}; of another address of this host the key is not known (--all asks it): if it is another one, mail stops there until its record stands here too"
        ),
        false => caveat.to_owned(),
    };
    let mut all: Vec<Proposal> = keys
        .iter()
        .map(|key| {
            let data = format!("3 1 1 {key}");
            let why = match is_published(servers, key) {
                true => IS_THERE,
                false => "the present key",
            };
            Proposal::tlsa(name.to_owned(), data, format!("{why}{caveat}"))
        })
        .collect();
    if keys.is_empty() {
        all.push(without_key(name, servers, report));
    }
    let beside = match keys.is_empty() {
        true => {
            "the next key; only beside the record of the present one, for alone it would stop mail"
        }
        false => {
            "the next key; publish it beside the present one, and change the key when two TTLs have gone by"
        }
    };
    let next = report.asked.next_keys.iter();
    let next = next.filter(|key| !keys.contains(key)).map(|key| {
        let data = format!("3 1 1 {key}");
        Proposal::tlsa(name.to_owned(), data, format!("{beside}{caveat}"))
    });
    all.extend(next);
    all
}

fn lacks_tls(server: &Server) -> bool {
    let status = server.starttls.status;
    matches!(status, StartTlsStatus::NotOffered | StartTlsStatus::Refused)
}

fn is_published(servers: &[&Server], key: &str) -> bool {
    let daned = servers.iter().filter_map(|server| server.dane.as_ref());
    let mut records = daned.flat_map(|dane| &dane.records);
    records.any(|one| (one.usage, one.selector, one.matching_type) == (3, 1, 1) && one.data == key)
}

fn without_key(name: &str, servers: &[&Server], report: &Report) -> Proposal {
    let tried = servers.iter().any(|server| server.tried());
    let name = name.to_owned();
    if servers.iter().any(|server| server.holds_no_key()) {
        let why =
            "the handshake is not signed by the certificate's key, which no record may vouch for";
        return Proposal::none(name, Tlsa, why);
    }
    if !tried {
        let why = match report.asked.look_ups_alone {
            true => "the present key is not known, for nothing was connected to",
            false => {
                "the present key is not known, for another server answered first; --all asks this one too"
            }
        };
        return Proposal::none(name, Tlsa, why);
    }
    let answered = servers.iter().any(|server| server.answered());
    match answered {
        true => Proposal::none(name, Tlsa, "the server showed no certificate"),
        false => Proposal::unknown(
            name,
            Tlsa,
            "the present key is not known, for the server was not reached",
        ),
    }
}
