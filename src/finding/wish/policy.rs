//! What can be asked for about domains rather than servers.

use super::super::{dnsbl, publish::proposals};
use crate::{
    dns::is_public,
    record::{
        bimi::{Bimi, Meaning, NotFetched},
        dkim::{Origin, Outcome},
        spf::Checked,
    },
    report::{Report, Server},
};

/// An option, and why it was not done.
pub(super) struct Wish {
    pub(super) option: &'static str,
    pub(super) missing: fn(&Report) -> Option<String>,
}

pub(super) const WISHES: &[Wish] = &[
    Wish {
        option: "quit-after",
        missing: |report| {
            let nothing = report.target.domain.is_none()
                && report.policy.is_empty()
                && report.signatures.is_none()
                && report.servers.iter().all(|server| server.dnsbl.is_none());
            (report.asked.look_ups_alone && nothing).then(|| {
                "nothing is looked up about an address without --dnsbl: name its domain, or one with --policy-domain".to_owned()
            })
        },
    },
    Wish {
        option: "policy-domain",
        missing: |report| {
            let is_there = |name: &String| report.policy.iter().any(|one| one.domain == *name);
            let mut asked = report.asked.policy_domains.iter();
            let lacking = asked.find(|name| !is_there(name))?;
            Some(format!(
                "{lacking} was not looked at: the run was interrupted"
            ))
        },
    },
    Wish {
        option: "dkim-selector",
        missing: |report| {
            let keys = report
                .policy
                .iter()
                .flat_map(|policy| &policy.dkim)
                .flatten();
            let mut given = keys.filter(|key| key.origin == Origin::Given).peekable();
            // Where a message is signed, it says with which key.
            let only_signs = report.asked.has("dkim-key") && report.asked.has("no-policy");
            match given.peek() {
                None if only_signs => None,
                None => Some(none_was_looked_at(report)),
                Some(_) => given.find_map(|key| key.failure.clone()),
            }
        },
    },
    Wish {
        option: "dnsbl",
        missing: |report| {
            let mut servers = report
                .servers
                .iter()
                .filter(|one| is_looked_at(one, report));
            let Some(first) = servers.next() else {
                return Some(no_address(report).to_owned());
            };
            std::iter::once(first).chain(servers).find_map(not_listed)
        },
    },
    Wish {
        option: "print-dns",
        missing: |report| {
            let all = proposals(report);
            match all.iter().find(|one| one.is_unknown) {
                Some(unknown) => Some(format!("{}: {}", unknown.name, unknown.why)),
                None if all.is_empty() => Some(nothing_to_publish(report).to_owned()),
                None => None,
            }
        },
    },
    Wish {
        option: "verify-message",
        missing: |report| match &report.signatures {
            None => Some("the run was interrupted".to_owned()),
            Some(verdicts) => verdicts
                .iter()
                .filter(|verdict| verdict.result == Outcome::Temperror)
                .find_map(|verdict| verdict.reason.as_ref())
                .map(ToString::to_string),
        },
    },
    Wish {
        option: "fetch-bimi",
        missing: |report| {
            let mut logos = report
                .policy
                .iter()
                .filter_map(|policy| policy.bimi.as_ref())
                .peekable();
            match logos.peek() {
                None => Some(none_was_looked_at(report)),
                Some(_) => logos.find_map(bimi_not_known),
            }
        },
    },
    Wish {
        option: "spf-ip",
        missing: |report| {
            let results = report
                .policy
                .iter()
                .filter_map(|policy| policy.spf.as_ref());
            let mut results = results.flat_map(|spf| &spf.results).peekable();
            match results.peek() {
                None => Some(none_was_looked_at(report)),
                Some(_) => results.find_map(not_known),
            }
        },
    },
];

fn nothing_to_publish(report: &Report) -> &'static str {
    match report.interrupted {
        true => "the run was interrupted",
        false => {
            "nothing is published for an address: name its domain, or one with --policy-domain"
        }
    }
}

/// Whether block lists were to be asked for its address.
fn is_looked_at(server: &Server, report: &Report) -> bool {
    server.tried() || report.asked.look_ups_alone
}

fn no_address(report: &Report) -> &'static str {
    match report.interrupted {
        true => "the run was interrupted",
        false => "no server has an address of the public Internet that is known",
    }
}

/// Why it is not known of all lists whether they have the address.
fn not_listed(server: &Server) -> Option<String> {
    let address = server.address?;
    let Some(lists) = &server.dnsbl else {
        return Some(match is_public(address) {
            true => format!(
                "{address} was not looked at: no more than ten addresses are without a connection, and none after an interruption"
            ),
            false => format!("{address} is none of the public Internet, of which alone lists know"),
        });
    };
    let own = server.own_dnsbl.as_ref().map(|own| &own.lists);
    dnsbl::unknown(lists).or_else(|| dnsbl::unknown(own?))
}

/// Why it is not known whether logo and certificate are as they must be.
fn bimi_not_known(bimi: &Bimi) -> Option<String> {
    let logo = bimi.logo.as_ref()?;
    let certificate = bimi.certificate.as_ref();
    let errors = [
        logo.error.as_ref(),
        certificate.and_then(|one| one.error.as_ref()),
    ];
    let is_unknown = |error: &&NotFetched| error.meaning == Meaning::Unknown;
    if let Some(error) = errors.into_iter().flatten().find(is_unknown) {
        return Some(error.text.clone());
    }
    let is_open = logo.faults.is_none() && logo.error.is_none();
    is_open.then(|| "the run ended before logo and certificate were fetched".to_owned())
}

fn not_known(checked: &Checked) -> Option<String> {
    let reason = checked.reason.as_ref();
    reason
        .filter(|reason| reason.is_temporary())
        .map(ToString::to_string)
}

/// What keeps the target from being a domain whose MX records are looked up.
fn why_none(report: &Report) -> String {
    let asked = &report.asked;
    match &report.target.domain {
        None => "an address has none".to_owned(),
        _ if asked.has("no-policy") => "--no-policy leaves it out".to_owned(),
        Some(name) if !name.contains('.') => format!("{name} has a single label"),
        Some(_) if asked.host_itself => "the host itself was named".to_owned(),
        Some(_) if asked.elsewhere => "--connect says where to go".to_owned(),
        Some(name) => format!("the MX records of {name} are not asked for"),
    }
}

pub(in crate::finding) fn none_was_looked_at(report: &Report) -> String {
    match report.interrupted {
        true => "the run was interrupted".to_owned(),
        false => {
            let why = why_none(report);
            format!("no domain's policy was looked at, for {why}: --policy-domain names one")
        }
    }
}
