//! Checks of the logo that a domain wants to be shown: draft-brand-indicators-for-message-identification. A domain without a record
//! wants none, which is no finding.

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict,
    check::policy,
};
use crate::{
    record::{
        bimi::{BimiStatus as Status, Meaning},
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
        "bimi-not-fetched",
        Error,
        "the logo of BIMI or its certificate cannot be fetched",
        "draft-brand-indicators-for-message-identification section 4.3",
        "Publish the file at that place over HTTPS, with a certificate that verifies, without a redirect; or correct the record.",
        not_fetched,
    ),
    policy(
        "bimi-logo-invalid",
        Error,
        "the logo is not the SVG that receivers show",
        "draft-svg-tiny-ps-abrotman section 2",
        "Make the logo an SVG of the profile tiny-ps: version=\"1.2\", baseProfile=\"tiny-ps\", a title, nothing that moves, runs or is fetched.",
        |policy, _| logo(policy, false),
    ),
    policy(
        "bimi-logo-advice",
        Notice,
        "some receivers may not show the logo",
        "draft-svg-tiny-ps-abrotman section 2",
        "Follow it where the logo is not shown.",
        |policy, _| logo(policy, true),
    ),
    policy(
        "bimi-certificate-invalid",
        Error,
        "the mark certificate does not count",
        "draft-fetch-validation-vmc-wchuang section 5",
        "Publish a mark certificate (VMC or CMC) for this domain that is valid, followed by those of its issuers, all in PEM.",
        certificate,
    ),
    policy(
        "bimi-logo-differs",
        Warning,
        "the logo is another one than that in the mark certificate",
        "draft-fetch-validation-vmc-wchuang section 4.1",
        "Publish the very file that is in the certificate, or have one issued for the new logo: receivers show that in the certificate, or none.",
        |policy, _| match policy
            .bimi
            .as_ref()
            .and_then(|bimi| bimi.certificate.as_ref()?.read.as_ref()?.has_logo)
        {
            None => Verdict::NotApplicable,
            Some(true) => Verdict::Pass,
            Some(false) => Verdict::found("l= and the image in a= differ"),
        },
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

fn not_fetched(policy: &Policy, _: &Report) -> Verdict {
    let Some(bimi) = &policy.bimi else {
        return Verdict::NotApplicable;
    };
    let logo = bimi
        .logo
        .as_ref()
        .map(|logo| (&logo.uri, &logo.error, logo.faults.is_some()));
    let certificate = bimi.certificate.as_ref();
    let certificate = certificate.map(|one| (&one.uri, &one.error, one.read.is_some()));
    let files: Vec<_> = logo.into_iter().chain(certificate).collect();
    let failed = files
        .iter()
        .filter_map(|(uri, error, _)| Some((uri, error.as_ref()?)));
    let evidence = failed.filter_map(|(uri, error)| {
        let evidence = Evidence::new(format!("{uri}: {}", error.text));
        match error.meaning {
            Meaning::Nobody => Some(evidence),
            Meaning::Elsewhere => Some(evidence.of(Warning)),
            Meaning::Unknown => None,
        }
    });
    let evidence: Vec<_> = evidence.collect();
    let unknown: Vec<_> = files
        .iter()
        .filter_map(|(uri, error, _)| Some((uri, error.as_ref()?)))
        .filter(|(_, error)| error.meaning == Meaning::Unknown)
        .map(|(uri, error)| format!("{uri}: {}", error.text))
        .collect();
    let is_there = files.iter().any(|(_, _, is_there)| *is_there);
    match (evidence.is_empty(), unknown.is_empty()) {
        (true, true) if !is_there => Verdict::NotApplicable,
        (_, true) => Verdict::from_evidence(evidence),
        (true, false) => Verdict::Unknown(unknown.join("; ")),
        (false, false) => Verdict::InPart(evidence, unknown.join("; ")),
    }
}

fn logo(policy: &Policy, advice: bool) -> Verdict {
    let logo = policy.bimi.as_ref().and_then(|bimi| bimi.logo.as_ref());
    let Some(faults) = logo.and_then(|logo| logo.faults.as_ref()) else {
        return Verdict::NotApplicable;
    };
    let of_kind = faults.iter().filter(|fault| fault.advice == advice);
    let told: Vec<_> = of_kind.map(|fault| fault.text.as_str()).collect();
    match told.is_empty() {
        true => Verdict::Pass,
        false => Verdict::found(told.join("; ")),
    }
}

fn certificate(policy: &Policy, _: &Report) -> Verdict {
    let certificate = policy
        .bimi
        .as_ref()
        .and_then(|bimi| bimi.certificate.as_ref());
    let Some(read) = certificate.and_then(|certificate| certificate.read.as_ref()) else {
        return Verdict::NotApplicable;
    };
    let told: Vec<_> = read.faults.iter().map(|fault| fault.words()).collect();
    match told.is_empty() {
        true => Verdict::Pass,
        false => Verdict::found(told.join("; ")),
    }
}

fn insufficient(policy: &Policy, _: &Report) -> Verdict {
    match &policy.bimi {
        Some(bimi) if bimi.status == Status::DmarcInsufficient => {
            Verdict::found(bimi.insufficient.clone().unwrap_or_default())
        }
        Some(bimi) if counts(bimi.status) => Verdict::Pass,
        _ => Verdict::NotApplicable,
    }
}

/// The record is one, and DMARC is as it must be.
const fn counts(status: Status) -> bool {
    matches!(status, Status::Ok | Status::FetchFailed)
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
        Some(bimi) if counts(bimi.status) && bimi.certificate.is_none() => {
            Verdict::found("there is no a=")
        }
        Some(bimi) if counts(bimi.status) => Verdict::Pass,
        _ => Verdict::NotApplicable,
    }
}
