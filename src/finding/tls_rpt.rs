//! Checks of where a domain wants reports about TLS: RFC 8460. A domain without a record wants none, which is no finding.

use super::{
    Check,
    Severity::{Error, Warning},
    Verdict,
    check::policy,
};
use crate::{
    record::{
        fault::{Effect, told},
        tls_rpt::TlsRptStatus as Status,
    },
    report::{Policy, Report},
};

pub(super) const CHECKS: &[Check] = &[
    policy(
        "tls-rpt-invalid",
        Error,
        "the TLS-RPT record does not count",
        "RFC 8460 section 3",
        "Publish exactly one TXT record at the name _smtp._tls below the domain, of the form v=TLSRPTv1; \
         rua=mailto:ADDRESS; senders send no reports until then.",
        invalid,
    ),
    policy(
        "tls-rpt-multiple",
        Error,
        "the domain has several TLS-RPT records, so that none counts",
        "RFC 8460 section 3",
        "Leave exactly one of them.",
        multiple,
    ),
    policy(
        "tls-rpt-syntax",
        Warning,
        "a part of the TLS-RPT record is ignored",
        "RFC 8460 section 3",
        "Correct or remove it: addresses are written mailto:ADDRESS or https://HOST/PATH.",
        syntax,
    ),
];

fn invalid(policy: &Policy, _: &Report) -> Verdict {
    let Some(found) = &policy.tls_rpt else {
        return Verdict::NotApplicable;
    };
    match found.status {
        Status::Invalid => Verdict::found(told(&found.errors, &[Effect::Void])),
        Status::LookupFailed => Verdict::Unknown(found.failure.clone().unwrap_or_default()),
        Status::None => Verdict::NotApplicable,
        Status::Ok | Status::Multiple => Verdict::Pass,
    }
}

fn multiple(policy: &Policy, _: &Report) -> Verdict {
    let found = policy.tls_rpt.as_ref();
    match found.and_then(|found| found.records) {
        Some(count) => Verdict::found(format!("{count} records")),
        None => Verdict::NotApplicable,
    }
}

fn syntax(policy: &Policy, _: &Report) -> Verdict {
    let Some(found) = policy.tls_rpt.as_ref() else {
        return Verdict::NotApplicable;
    };
    match found.status {
        Status::Ok if !found.errors.is_empty() => {
            Verdict::found(told(&found.errors, &[Effect::Ignored]))
        }
        Status::Ok => Verdict::Pass,
        _ => Verdict::NotApplicable,
    }
}
