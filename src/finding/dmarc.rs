//! Checks of what a domain asks receivers to do with messages that fail: RFC 9989 and 9990. A record that receivers pass by, or take
//! for less than it says, is an error: its owner believes in it.

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict,
    check::policy,
};
use crate::{
    record::{
        dmarc::{Destination, Disposition, Dmarc, DmarcStatus as Status},
        fault::{Effect, Fault, told},
    },
    report::{Policy, Report},
};

pub(super) const CHECKS: &[Check] = &[
    policy(
        "dmarc-missing",
        Warning,
        "the domain has no DMARC record",
        "RFC 9989 section 4.10.1",
        "Publish a TXT record at the name _dmarc below the domain, first of the form v=DMARC1; p=none; \
         rua=mailto:ADDRESS, and make p stricter when the reports show that all your own mail passes.",
        missing,
    ),
    policy(
        "dmarc-multiple",
        Error,
        "the domain has several DMARC records, so that none counts",
        "RFC 9989 section 4.10",
        "Leave exactly one of the TXT records that begin with v=DMARC1.",
        multiple,
    ),
    policy(
        "dmarc-invalid",
        Error,
        "the DMARC record does not count as it is meant",
        "RFC 9989 sections 4.8 and 4.10.1",
        "Correct the record: it begins with v=DMARC1; and p, sp and np are none, quarantine or reject.",
        invalid,
    ),
    policy(
        "dmarc-record-ignored",
        Error,
        "a DMARC record is none to receivers, which go by another one",
        "RFC 9989 section 4.7",
        "Correct the record, or remove it: it begins with v=DMARC1; to the letter.",
        record_ignored,
    ),
    policy(
        "dmarc-syntax",
        Warning,
        "a part of the DMARC record is ignored",
        "RFC 9989 section 4.8",
        "Correct or remove it: receivers go on as though it were not there.",
        |policy, _| faults(policy, &[Effect::Ignored]),
    ),
    policy(
        "dmarc-obsolete",
        Notice,
        "the DMARC record has what receivers of the older standard read otherwise",
        "RFC 9989 appendix C",
        "Remove it, or change the order: some receivers still go by RFC 7489.",
        |policy, _| faults(policy, &[Effect::Obsolete, Effect::Discouraged]),
    ),
    policy(
        "dmarc-policy-none",
        Notice,
        "the DMARC policy asks receivers for nothing",
        "RFC 9989 section 4.7",
        "When the reports show that all your own mail passes, go on to p=quarantine and then to p=reject.",
        policy_none,
    ),
    policy(
        "dmarc-testing",
        Notice,
        "the DMARC policy is on trial",
        "RFC 9989 section 4.7",
        "Remove t=y when the reports show that all your own mail passes.",
        testing,
    ),
    policy(
        "dmarc-subdomains-weaker",
        Notice,
        "the DMARC policy is weaker for names below the domain",
        "RFC 9989 section 4.7",
        "Remove sp and np, or make them as strict as p: whoever forges mail takes a subdomain.",
        subdomains_weaker,
    ),
    policy(
        "dmarc-report-unauthorised",
        Warning,
        "an address for DMARC reports does not get them",
        "RFC 9990 section 4",
        "Have whoever runs that domain publish the TXT record named, with v=DMARC1, or take an address of your own.",
        reports,
    ),
];

fn missing(policy: &Policy, _: &Report) -> Verdict {
    let Some(dmarc) = &policy.dmarc else {
        return Verdict::NotApplicable;
    };
    match dmarc.status {
        // Nothing can be published for a domain that does not exist, and that is told elsewhere.
        Status::None if !dmarc.exists => Verdict::NotApplicable,
        Status::None => Verdict::found(asked(dmarc)),
        Status::LookupFailed => Verdict::Unknown(dmarc.failure.clone().unwrap_or_default()),
        Status::Ok | Status::Multiple | Status::Invalid => Verdict::Pass,
    }
}

fn asked(dmarc: &Dmarc) -> String {
    let names: Vec<_> = dmarc.walk.iter().map(|step| step.name.as_str()).collect();
    match names.as_slice() {
        [] => String::new(),
        [name] => format!("no record at {name}"),
        [name, .., last] => format!("no record at {name} or above, up to {last}"),
    }
}

fn multiple(policy: &Policy, _: &Report) -> Verdict {
    when(policy, Status::Multiple, |dmarc| {
        let several = dmarc.walk.iter().find(|step| step.records.is_some());
        let evidence = several.map(|step| {
            let count = step.records.unwrap_or_default();
            format!("{count} records at {}{}", step.name, instead(dmarc))
        });
        evidence.unwrap_or_default()
    })
}

/// What applies where the domain's own records do not count.
fn instead(dmarc: &Dmarc) -> String {
    match (&dmarc.found_at, dmarc.policy) {
        (Some(above), Some(policy)) => {
            format!("; receivers go by that of {above}: {}", policy.word())
        }
        _ => String::new(),
    }
}

fn invalid(policy: &Policy, _: &Report) -> Verdict {
    when(policy, Status::Invalid, |dmarc| {
        let told = |effect| {
            let mut faults = dmarc.errors.iter().filter(|fault| fault.effect == effect);
            faults.next().map(Fault::to_string)
        };
        let fault = told(Effect::Void).or_else(|| told(Effect::Ignored));
        let fault = fault.unwrap_or_else(|| "there is no p".to_owned());
        let comes_to = match dmarc.policy {
            Some(_) => "receivers take it for p=none",
            None => "receivers do not apply DMARC",
        };
        format!("{fault}; {comes_to}")
    })
}

fn record_ignored(policy: &Policy, _: &Report) -> Verdict {
    let Some(dmarc) = &policy.dmarc else {
        return Verdict::NotApplicable;
    };
    let own = format!("_dmarc.{}", policy.domain);
    let ignored = dmarc.ignored.iter().filter(|record| record.name == own);
    let is_beside = dmarc.found_at.as_ref() == Some(&policy.domain);
    let evidence = ignored.map(|record| {
        let evidence = Evidence::new(format!("{}: {}", record.name, record.error));
        if is_beside {
            evidence.of(Warning)
        } else {
            evidence
        }
    });
    Verdict::from_evidence(evidence.collect())
}

/// What is wrong in a record that counts.
fn faults(policy: &Policy, effects: &[Effect]) -> Verdict {
    when_ok(policy, |dmarc| {
        let told = told(&dmarc.errors, effects);
        (!told.is_empty()).then_some(told)
    })
}

fn policy_none(policy: &Policy, _: &Report) -> Verdict {
    when_ok(policy, |dmarc| {
        let is_none = dmarc.policy == Some(Disposition::None);
        let evidence = match dmarc.rua.is_empty() {
            true => "and no reports are asked for (rua)",
            false => "p=none",
        };
        is_none.then(|| evidence.to_owned())
    })
}

fn testing(policy: &Policy, _: &Report) -> Verdict {
    when_ok(policy, |dmarc| {
        let is_less = dmarc.testing && dmarc.enforced() != dmarc.policy;
        let words = dmarc.policy.zip(dmarc.enforced()).filter(|_| is_less);
        words.map(|(policy, enforced)| {
            let (policy, enforced) = (policy.word(), enforced.word());
            format!("t=y makes {enforced} of {policy}")
        })
    })
}

fn subdomains_weaker(policy: &Policy, _: &Report) -> Verdict {
    when_ok(policy, |dmarc| {
        let of_domain = dmarc.policy?;
        let below = [
            ("subdomains", dmarc.subdomain_policy),
            ("names that do not exist", dmarc.nonexistent_policy),
        ];
        let weaker = below
            .into_iter()
            .find_map(|(what, below)| Some((what, below.filter(|below| *below < of_domain)?)));
        weaker.map(|(what, below)| {
            let (below, of_domain) = (below.word(), of_domain.word());
            format!("{below} for {what}, {of_domain} for the domain")
        })
    })
}

fn reports(policy: &Policy, _: &Report) -> Verdict {
    let Some(dmarc) = &policy.dmarc else {
        return Verdict::NotApplicable;
    };
    let all = || dmarc.rua.iter().chain(&dmarc.ruf);
    let told = |one: &Destination| format!("{}: {}", one.uri, one.error.as_deref().unwrap_or(""));
    let refused = all().filter(|one| one.authorised == Some(false));
    let evidence: Vec<_> = refused.map(|one| Evidence::new(told(one))).collect();
    match all().find(|one| one.failed) {
        Some(failed) if evidence.is_empty() => Verdict::Unknown(told(failed)),
        Some(failed) => Verdict::InPart(evidence, told(failed)),
        None => Verdict::from_evidence(evidence),
    }
}

fn when(policy: &Policy, status: Status, evidence: impl FnOnce(&Dmarc) -> String) -> Verdict {
    match &policy.dmarc {
        Some(dmarc) if dmarc.status == status => Verdict::found(evidence(dmarc)),
        Some(dmarc) if dmarc.status != Status::LookupFailed => Verdict::Pass,
        _ => Verdict::NotApplicable,
    }
}

fn when_ok(policy: &Policy, evidence: impl FnOnce(&Dmarc) -> Option<String>) -> Verdict {
    match &policy.dmarc {
        Some(dmarc) if dmarc.status == Status::Ok => {
            evidence(dmarc).map_or(Verdict::Pass, Verdict::found)
        }
        _ => Verdict::NotApplicable,
    }
}
