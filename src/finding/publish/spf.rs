//! SPF without its fault, or a first one made of the exchangers. RFC 7208.

use super::{
    exchangers::exchangers,
    proposal::{IS_THERE, Proposal, ProposalKind::Txt},
};
use crate::{
    record::{
        dmarc::Disposition,
        spf::{Mended, Spf, Status, TermStatus, mended, merged},
    },
    report::{Policy, Report, ResolutionStatus},
};

/// The most mail exchangers that `mx` may lead to (RFC 7208 section 4.6.4), and the most look-ups.
const MOST: usize = 10;

pub(super) fn proposal(report: &Report, policy: &Policy) -> Option<Proposal> {
    let spf = policy.spf.as_ref()?;
    if !spf.exists {
        return None;
    }
    let name = policy.domain.clone();
    let temporary = spf.errors.iter().find(|error| error.kind.is_temporary());
    if let Some(error) = temporary.filter(|_| spf.status == Status::TempError) {
        return Some(Proposal::unknown(name, Txt, error.kind.to_string()));
    }
    Some(match spf.status {
        Status::None => first(name, report, policy),
        _ if spf.records.len() > 1 => of_several(name, policy, spf),
        _ => without_fault(name, policy, spf),
    })
}

fn first(name: String, report: &Report, policy: &Policy) -> Proposal {
    let none = |why: &str| Proposal::none(policy.domain.clone(), Txt, why);
    match exchangers(report, policy) {
        None => none("v=spf1 with the networks that send for the domain, which are not known here"),
        Some(all) if all.is_empty() => none(
            "the domain takes no mail; v=spf1 -all where nobody sends as it, which is not known here",
        ),
        Some(all) if all.len() > MOST => none(
            "v=spf1 with the networks that send for the domain; mx would be more look-ups than ten",
        ),
        // Of a domain without MX records mx names nobody (RFC 7208 section 5.4).
        Some(_) => Proposal::txt(
            name,
            match report.resolution.status {
                ResolutionStatus::ImplicitMx => "v=spf1 a ~all".to_owned(),
                _ => "v=spf1 mx ~all".to_owned(),
            },
            "a first one: the exchangers may send; add whoever else sends for the domain, and end it in -all when all are named",
        ),
    }
}

fn of_several(name: String, policy: &Policy, spf: &Spf) -> Proposal {
    match merged(&spf.records) {
        Some(mended) if mended.lookups > MOST => Proposal::none(
            name,
            Txt,
            format!(
                "as one they would have {} terms that need a look-up, and there may be ten; which of them still send is for you to know",
                mended.lookups
            ),
        ),
        Some(mended) => published(
            name,
            policy,
            mended,
            "all of them as one, in place of the several; how many look-ups they come to is known when it stands there",
        ),
        None => Proposal::none(
            name,
            Txt,
            "the several records cannot be made into one without knowing what they lead to",
        ),
    }
}

fn without_fault(name: String, policy: &Policy, spf: &Spf) -> Proposal {
    let none = |why: String| Proposal::none(policy.domain.clone(), Txt, why);
    let useless = |status| {
        matches!(
            status,
            TermStatus::Void | TermStatus::NoRecord | TermStatus::Loop | TermStatus::Unreached
        )
    };
    let dropped: Vec<_> = spf
        .terms
        .iter()
        .filter(|term| useless(term.status))
        .collect();
    let positions: Vec<_> = dropped.iter().map(|term| term.position).collect();
    let text = spf.record.as_deref().unwrap_or_default();
    let Some(mended) = mended(text, &positions) else {
        return none("the present record has what this program cannot copy".to_owned());
    };
    let is_elsewhere = |domain: &str| domain != policy.domain;
    let elsewhere = spf.errors.iter().find(|error| is_elsewhere(&error.domain));
    let lookups = spf.lookups
        - dropped
            .iter()
            .map(|term| term.lookups)
            .sum::<usize>()
            .min(spf.lookups);
    if mended.record.eq_ignore_ascii_case(text) {
        return match (spf.errors.first(), elsewhere) {
            (None, _) => none(IS_THERE.to_owned()),
            (Some(_), Some(error)) => {
                none(format!("{}, in the record of {}", error.kind, error.domain))
            }
            (Some(error), None) => none(format!(
                "{}; what may be left out is for you to know",
                error.kind
            )),
        };
    }
    if lookups > MOST {
        return none(format!(
            "{lookups} terms need a look-up also without its faults; which of them still send is for you to know"
        ));
    }
    if let Some(error) = elsewhere {
        return none(format!("{}, in the record of {}", error.kind, error.domain));
    }
    published(name, policy, mended, "in place of the present one")
}

fn published(name: String, policy: &Policy, mended: Mended, why: &str) -> Proposal {
    let dmarc = policy.dmarc.as_ref().and_then(|dmarc| dmarc.enforced());
    if mended.closed && dmarc.is_some_and(|policy| policy != Disposition::None) {
        let why = "it lets everybody pass, and who sends for the domain is not known: with the DMARC policy, mail of those who are not \
                   named would be stopped";
        return Proposal::none(name, Txt, why);
    }
    let why = match mended.lost.as_slice() {
        [] => why.to_owned(),
        lost => format!(
            "{why}; add again what was meant by {}, and only then end it in -all",
            lost.join(" and ")
        ),
    };
    Proposal::txt(name, mended.record, why)
}
