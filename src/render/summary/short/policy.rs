//! What domains publish for their mail: a line for each that says anything.

use super::line::{Facts, Line};
use crate::{
    event::Role,
    record::{
        bimi::{Bimi, BimiStatus},
        dmarc::{Dmarc, DmarcStatus},
        tls_rpt::{TlsRpt, TlsRptStatus},
    },
    report::Policy,
};

pub(super) fn dmarc(facts: &Facts<'_>) -> Vec<Line> {
    of_each_domain(facts, |policy| {
        let found = policy.dmarc.as_ref();
        let is_there = |it: &&Dmarc| it.exists || it.status != DmarcStatus::None;
        found.filter(is_there).map(of_dmarc)
    })
}

pub(super) fn tls_rpt(facts: &Facts<'_>) -> Vec<Line> {
    of_each_domain(facts, |policy| policy.tls_rpt.as_ref().and_then(of_tls_rpt))
}

pub(super) fn bimi(facts: &Facts<'_>) -> Vec<Line> {
    of_each_domain(facts, |policy| policy.bimi.as_ref().and_then(of_bimi))
}

/// A line for each domain that has one. Only the target's has no name before it, whoever else has a line.
pub(super) fn of_each_domain(facts: &Facts<'_>, of: impl Fn(&Policy) -> Option<Line>) -> Vec<Line> {
    let policies = facts.report.policy.iter();
    let line = |policy: &Policy| {
        let line = of(policy)?;
        Some(match policy.role {
            Role::Target => line,
            Role::From | Role::Sender | Role::Signer | Role::Asked => line.of(&policy.domain),
        })
    };
    policies.filter_map(line).collect()
}

fn of_dmarc(dmarc: &Dmarc) -> Line {
    let policy = match (dmarc.status, dmarc.policy) {
        (DmarcStatus::Ok, Some(policy)) => policy,
        (DmarcStatus::LookupFailed, _) => return Line::judged(None, "not known"),
        (DmarcStatus::None, _) => return Line::judged(Some(false), "no record"),
        (DmarcStatus::Multiple, _) => return Line::judged(Some(false), "several records"),
        (DmarcStatus::Ok | DmarcStatus::Invalid, _) => {
            return Line::judged(Some(false), "published, but not usable");
        }
    };
    let mut words = vec![policy.word().to_owned()];
    if dmarc.enforced() != Some(policy) {
        words.push("on trial".to_owned());
    }
    if let Some(below) = dmarc.subdomain_policy.filter(|below| *below != policy) {
        words.push(format!("{} for subdomains", below.word()));
    }
    if let Some(below) = dmarc
        .nonexistent_policy
        .filter(|below| Some(*below) != dmarc.subdomain_policy)
    {
        words.push(format!("{} for names that do not exist", below.word()));
    }
    words.push(addresses(dmarc.rua.len()));
    Line::plain(words.join(", "))
}

fn addresses(count: usize) -> String {
    match count {
        0 => "no reports".to_owned(),
        1 => "reports to 1 address".to_owned(),
        count => format!("reports to {count} addresses"),
    }
}

fn of_tls_rpt(found: &TlsRpt) -> Option<Line> {
    Some(match found.status {
        TlsRptStatus::None => return None,
        TlsRptStatus::Ok => Line::plain(addresses(found.rua.len())),
        TlsRptStatus::LookupFailed => Line::judged(None, "not known"),
        TlsRptStatus::Multiple => Line::judged(Some(false), "several records"),
        TlsRptStatus::Invalid => Line::judged(Some(false), "published, but not usable"),
    })
}

fn of_bimi(bimi: &Bimi) -> Option<Line> {
    Some(match bimi.status {
        BimiStatus::None => return None,
        BimiStatus::Ok if bimi.is_fetched() => {
            Line::judged(Some(true), "logo and certificate as they must be")
        }
        BimiStatus::Ok if bimi.certificate.is_some() => Line::plain("logo, with a certificate"),
        BimiStatus::Ok => Line::plain("logo, without a certificate"),
        BimiStatus::Declined => Line::plain("declined"),
        BimiStatus::LookupFailed => Line::judged(None, "not known"),
        BimiStatus::Multiple => Line::judged(Some(false), "several records"),
        BimiStatus::Invalid => Line::judged(Some(false), "published, but not usable"),
        BimiStatus::DmarcInsufficient => Line::judged(Some(false), "published, but not shown"),
        BimiStatus::FetchFailed if !bimi.is_at_fault() => {
            Line::judged(None, "published; whether it can be fetched is not known")
        }
        BimiStatus::FetchFailed => {
            Line::judged(Some(false), "published, but not fetched as it must be")
        }
    })
}
