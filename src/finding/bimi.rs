//! Checks of the logo that a domain wants to be shown: draft-brand-indicators-for-message-identification. A domain without a record
//! wants none, which is no finding.

use super::{
    Check,
    Severity::{Error, Notice, Warning},
    Verdict,
    check::policy,
};
use crate::{
    record::{
        bimi::BimiStatus as Status,
        fault::{Effect, told},
    },
    report::{Policy, Report},
};

pub(super) const CHECKS: &[Check] = &[
    policy(
        "bimi-invalid",
        Error,
        "the BIMI record does not count",
        "draft-brand-indicators-for-message-identification section 4.3",
        "Correct the record: v=BIMI1; l=https://HOST/LOGO.svg; a=https://HOST/CERTIFICATE.pem; no logo is shown until then.",
        invalid,
    ),
    policy(
        "bimi-multiple",
        Error,
        "the domain has several BIMI records, so that none counts",
        "draft-brand-indicators-for-message-identification section 7.2",
        "Leave exactly one of them.",
        |policy, _| match policy.bimi.as_ref().and_then(|bimi| bimi.records) {
            Some(count) => Verdict::found(format!("{count} records")),
            None => Verdict::NotApplicable,
        },
    ),
    policy(
        "bimi-dmarc-insufficient",
        Warning,
        "no logo is shown, for the DMARC policy is not strict enough",
        "draft-brand-indicators-for-message-identification section 7.1",
        "Make p of the DMARC record quarantine or reject, without sp=none, pct and t; or remove the BIMI record.",
        insufficient,
    ),
    policy(
        "bimi-syntax",
        Notice,
        "a part of the BIMI record is ignored",
        "draft-brand-indicators-for-message-identification section 4.3",
        "Correct or remove it.",
        syntax,
    ),
    policy(
        "bimi-without-certificate",
        Notice,
        "the BIMI record names no certificate",
        "draft-brand-indicators-for-message-identification section 4.3",
        "Add a=https://HOST/CERTIFICATE.pem with a mark certificate (VMC or CMC): large receivers show no logo without one.",
        without_certificate,
    ),
];

fn invalid(policy: &Policy, _: &Report) -> Verdict {
    let Some(bimi) = &policy.bimi else {
        return Verdict::NotApplicable;
    };
    match bimi.status {
        Status::Invalid => Verdict::found(told(&bimi.errors, &[Effect::Void])),
        Status::LookupFailed => Verdict::Unknown(bimi.failure.clone().unwrap_or_default()),
        Status::None => Verdict::NotApplicable,
        _ => Verdict::Pass,
    }
}

fn insufficient(policy: &Policy, _: &Report) -> Verdict {
    match &policy.bimi {
        Some(bimi) if bimi.status == Status::DmarcInsufficient => {
            Verdict::found(bimi.insufficient.clone().unwrap_or_default())
        }
        Some(bimi) if bimi.status == Status::Ok => Verdict::Pass,
        _ => Verdict::NotApplicable,
    }
}

fn syntax(policy: &Policy, _: &Report) -> Verdict {
    match &policy.bimi {
        Some(bimi) if bimi.status != Status::Invalid && !bimi.errors.is_empty() => {
            Verdict::found(told(&bimi.errors, &[Effect::Ignored]))
        }
        _ => Verdict::NotApplicable,
    }
}

fn without_certificate(policy: &Policy, _: &Report) -> Verdict {
    match &policy.bimi {
        Some(bimi) if bimi.status == Status::Ok && bimi.certificate.is_none() => {
            Verdict::found("there is no a=")
        }
        Some(bimi) if bimi.status == Status::Ok => Verdict::Pass,
        _ => Verdict::NotApplicable,
    }
}
