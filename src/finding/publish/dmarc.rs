//! DMARC, one step stricter: reports first, then quarantine, then reject. RFC 9989 section 4.7.

use super::{
    exchangers::takes_no_mail,
    proposal::{Proposal, ProposalKind::Txt},
};
use crate::{
    record::{
        dkim::KeyStatus,
        dmarc::{Disposition, Dmarc, DmarcStatus as Status, with_policy},
        spf,
    },
    report::{Policy, Report},
};

pub(super) fn proposal(report: &Report, policy: &Policy) -> Option<Proposal> {
    let dmarc = policy.dmarc.as_ref()?;
    if !dmarc.exists && dmarc.status == Status::None {
        return None;
    }
    let name = format!("_dmarc.{}", policy.domain);
    let none = |why: &str| Some(Proposal::none(name.clone(), Txt, why));
    match dmarc.status {
        Status::LookupFailed => {
            let why = dmarc.failure.clone().unwrap_or_default();
            Some(Proposal::unknown(name, Txt, why))
        }
        Status::Ok if dmarc.found_at.as_ref() != Some(&policy.domain) => {
            let above = dmarc.found_at.as_deref().unwrap_or_default();
            none(&format!("the record of {above} counts for this domain too"))
        }
        Status::Ok => Some(stricter(name, policy, dmarc)),
        _ if takes_no_mail(report, policy) => none(
            "reports need an address, and the domain takes no mail; v=DMARC1; p=reject where nobody sends as it",
        ),
        Status::None => Some(first(
            name,
            policy,
            "the first step: reports tell who sends as the domain",
        )),
        Status::Multiple => Some(first(
            name,
            policy,
            "in place of the several that are there, of which none counts",
        )),
        Status::Invalid => Some(without_fault(name, policy, dmarc)),
    }
}

/// The policy that asks for reports alone.
fn first(name: String, policy: &Policy, why: &str) -> Proposal {
    let text = format!("v=DMARC1; p=none; rua={}", address(policy));
    Proposal::txt(name, text, format!("{why}; the address must exist"))
}

fn address(policy: &Policy) -> String {
    format!("mailto:dmarc-reports@{}", policy.domain)
}

/// What receivers take it for today, without what is wrong with it.
fn without_fault(name: String, policy: &Policy, dmarc: &Dmarc) -> Proposal {
    let why = "in place of the one that receivers do not read as it is meant";
    let own = dmarc.found_at.as_ref() == Some(&policy.domain);
    let text = dmarc
        .record
        .as_deref()
        .filter(|_| own && dmarc.parsed.is_some());
    let text = text.and_then(|text| with_policy(text, dmarc.policy.unwrap_or(Disposition::None)));
    match text {
        Some(text) if text.contains("rua=") => Proposal::txt(name, text, why),
        _ => first(name, policy, why),
    }
}

fn stricter(name: String, policy: &Policy, dmarc: &Dmarc) -> Proposal {
    let Some((text, present)) = dmarc.record.as_deref().zip(dmarc.policy) else {
        return Proposal::unknown(name, Txt, "the record is not known");
    };
    let is_held_back = dmarc.testing && dmarc.enforced() != dmarc.policy;
    let next = match is_held_back {
        true => Some(present),
        false => present.stricter(),
    };
    let Some(next) = next else {
        return Proposal::none(
            name,
            Txt,
            "it stands there already, and there is nothing stricter",
        );
    };
    if dmarc.rua.is_empty() {
        let with_reports = format!(
            "{}; rua={}",
            text.trim_end().trim_end_matches(';'),
            address(policy)
        );
        let why = "reports come first: without them nobody knows whose mail a stricter policy stops; the address must exist";
        return match with_policy(&with_reports, present) {
            Some(text) if !dmarc.testing => Proposal::txt(name, text, why),
            _ => Proposal::none(name, Txt, why),
        };
    }
    if !passes(policy) {
        let why = "neither an SPF record that works nor a DKIM key is known, and with a stricter policy mail without both is stopped";
        return Proposal::none(name, Txt, why);
    }
    match with_policy(text, next) {
        Some(text) => Proposal::txt(
            name,
            text,
            "one step stricter, in place of the present one, once the reports show that all your own mail passes",
        ),
        None => Proposal::none(
            name,
            Txt,
            "the present record has what this program cannot copy",
        ),
    }
}

/// Whether there is anything by which the domain's own mail may pass.
fn passes(policy: &Policy) -> bool {
    let spf = policy.spf.as_ref();
    let by_spf = spf.is_some_and(|spf| spf.status == spf::Status::Ok && spf.names_somebody());
    let mut keys = policy.dkim.iter().flatten();
    by_spf || keys.any(|key| matches!(key.status, KeyStatus::Ok | KeyStatus::Weak))
}
