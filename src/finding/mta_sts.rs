//! Checks of what the domain asks of senders by MTA-STS: RFC 8461. A domain without a record does not take part, which
//! is no finding. Where the policy does not come through, senders deliver as though there were none (section 3.3), so
//! its protection is gone while its owner believes in it: an error.

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict, domain,
};
use crate::{
    record::mta_sts::{Mode, POLICY_PATH, in_words, policy_host, record_name},
    report::{MtaSts, MtaStsStatus as Status, Report},
};

/// Section 3.2 expects "weeks or greater"; less than one is short by any reading.
const SHORT: u32 = 7 * 86_400;

pub(super) const CHECKS: &[Check] = &[
    domain(
        "mta-sts-record-invalid",
        Error,
        "the TXT record of MTA-STS is invalid",
        "RFC 8461 section 3.1",
        "Publish exactly one TXT record of the form v=STSv1; id=20260601T120000; senders see no policy until then.",
        record_invalid,
    ),
    domain(
        "mta-sts-policy-unreachable",
        Error,
        "MTA-STS is announced, but its policy cannot be fetched",
        "RFC 8461 section 3.3",
        "Serve the policy at that address, or remove the TXT record; senders without a copy go on as though there were \
         no policy.",
        unreachable,
    ),
    domain(
        "mta-sts-certificate-untrusted",
        Error,
        "the certificate of the MTA-STS policy host does not verify",
        "RFC 8461 section 3.3",
        "Give the host mta-sts of the domain a certificate of a public CA with that name.",
        |report| match status(report) {
            Some(Status::UnverifiableCertificate) => Verdict::Unknown(evidence(report)),
            _ => when(report, Status::UntrustedCertificate),
        },
    ),
    domain(
        "mta-sts-redirect",
        Error,
        "the MTA-STS policy host answers with a redirect",
        "RFC 8461 section 3.3",
        "Serve the policy with status 200 at that very address: senders must not follow redirects.",
        |report| when(report, Status::Redirect),
    ),
    domain(
        "mta-sts-content-type",
        Error,
        "the MTA-STS policy is not served as plain text",
        "RFC 8461 section 3.2",
        "Serve it with Content-Type: text/plain; senders are told to ignore a policy of another type.",
        |report| when(report, Status::WrongContentType),
    ),
    domain(
        "mta-sts-policy-invalid",
        Error,
        "the MTA-STS policy is not well-formed",
        "RFC 8461 section 3.2",
        "Correct it: lines version: STSv1, mode: enforce, one mx: for each mail exchanger, max_age: 604800 or more; then \
         change the id in the TXT record.",
        |report| when(report, Status::InvalidPolicy),
    ),
    domain(
        "mta-sts-mx-mismatch",
        Error,
        "the MTA-STS policy does not allow a mail exchanger",
        "RFC 8461 section 4.1",
        "Add an mx: line for it to the policy, then change the id in the TXT record; or remove the MX record.",
        mismatch,
    ),
    domain(
        "mta-sts-testing",
        Notice,
        "the MTA-STS policy is only being tested",
        "RFC 8461 section 5",
        "When the TLS reports (RFC 8460) show no failures, set mode: enforce and change the id in the TXT record.",
        |report| {
            mode(
                report,
                Mode::Testing,
                "mode: testing; senders deliver whatever fails",
            )
        },
    ),
    domain(
        "mta-sts-mode-none",
        Notice,
        "the MTA-STS policy is switched off (mode: none)",
        "RFC 8461 section 8.3",
        "Nothing to do if MTA-STS is being removed; once max_age has passed, remove the TXT record and the policy.",
        |report| mode(report, Mode::None, "mode: none"),
    ),
    domain(
        "mta-sts-field-repeated",
        Notice,
        "a field of the MTA-STS policy is repeated",
        "RFC 8461 section 3.2",
        "Remove all but the first: only mx may be repeated, and of the others senders use the first.",
        |report| match policy(report) {
            None => Verdict::NotApplicable,
            Some((facts, _)) => Verdict::from_evidence(
                facts
                    .repeated
                    .iter()
                    .map(|name| Evidence::new(format!("{name}: the first counts")))
                    .collect(),
            ),
        },
    ),
    domain(
        "mta-sts-max-age-short",
        Notice,
        "senders may keep the MTA-STS policy for a short time only",
        "RFC 8461 section 3.2",
        "Set max_age to weeks, 604800 or more: whoever can block a fetch only has to wait until the cached copies expire.",
        short,
    ),
];

fn facts(report: &Report) -> Option<&MtaSts> {
    report.mta_sts.as_ref()
}

fn status(report: &Report) -> Option<Status> {
    facts(report).map(|facts| facts.status)
}

fn policy_domain(report: &Report) -> &str {
    report.target.domain.as_deref().unwrap_or_default()
}

/// What was seen at the address of the policy.
fn evidence(report: &Report) -> String {
    let host = policy_host(policy_domain(report));
    let detail = facts(report).and_then(|facts| facts.detail.as_deref());
    format!(
        "https://{host}{POLICY_PATH}: {}",
        detail.unwrap_or_default()
    )
}

/// Found with this status; passed with one that comes only after it was looked at.
fn when(report: &Report, wanted: Status) -> Verdict {
    match status(report) {
        Some(status) if status == wanted => Verdict::found(evidence(report)),
        Some(Status::Ok) => Verdict::Pass,
        _ => Verdict::NotApplicable,
    }
}

fn record_invalid(report: &Report) -> Verdict {
    let Some(facts) = facts(report) else {
        return Verdict::NotApplicable;
    };
    let name = record_name(policy_domain(report));
    let seen = format!("{name}: {}", facts.detail.as_deref().unwrap_or_default());
    match facts.status {
        Status::InvalidRecord => Verdict::found(seen),
        Status::LookupFailed => Verdict::Unknown(seen),
        Status::None => Verdict::NotApplicable,
        _ => Verdict::Pass,
    }
}

/// What may be the fault of this machine, or of a patience shorter than a sender's, is no error of the domain's.
fn unreachable(report: &Report) -> Verdict {
    let seen = || Evidence::new(evidence(report));
    match status(report) {
        Some(Status::NoRoute | Status::TlsBeyondThisProgram) => Verdict::Unknown(evidence(report)),
        Some(Status::Timeout | Status::HostLookupFailed) => {
            Verdict::Found(vec![seen().of(Warning)])
        }
        Some(
            Status::NoPolicyHost
            | Status::ConnectionFailed
            | Status::TlsFailed
            | Status::NoPolicy
            | Status::HttpError
            | Status::InvalidResponse,
        ) => Verdict::Found(vec![seen()]),
        Some(Status::Ok | Status::InvalidPolicy | Status::WrongContentType) => Verdict::Pass,
        _ => Verdict::NotApplicable,
    }
}

/// The policy that senders use.
fn policy(report: &Report) -> Option<(&MtaSts, Mode)> {
    let facts = facts(report).filter(|facts| facts.status == Status::Ok)?;
    Some((facts, facts.mode?))
}

fn mismatch(report: &Report) -> Verdict {
    let (facts, severity) = match policy(report) {
        Some((facts, Mode::Enforce)) => (facts, Error),
        Some((facts, Mode::Testing)) => (facts, Warning),
        _ => return Verdict::NotApplicable,
    };
    let outcome = match severity {
        Error => "senders that honour the policy do not deliver to it",
        _ => "in mode enforce senders would not deliver to it",
    };
    let forbidden = facts.exchanges.iter().filter(|one| !one.allowed);
    Verdict::from_evidence(
        forbidden
            .map(|one| Evidence::new(format!("{}: {outcome}", one.exchange)).of(severity))
            .collect(),
    )
}

fn mode(report: &Report, wanted: Mode, seen: &str) -> Verdict {
    match policy(report) {
        Some((_, mode)) if mode == wanted => Verdict::found(seen),
        Some(_) => Verdict::Pass,
        None => Verdict::NotApplicable,
    }
}

/// A policy that is on its way out has a short life on purpose (RFC 8461 section 8.3).
fn short(report: &Report) -> Verdict {
    match policy(report) {
        Some((facts, Mode::Enforce | Mode::Testing)) => match facts.max_age {
            Some(max_age) if max_age < SHORT => {
                Verdict::found(format!("max_age: {max_age}, {}", in_words(max_age)))
            }
            _ => Verdict::Pass,
        },
        _ => Verdict::NotApplicable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{
        JudgeOptions, judge,
        support::{found, mta_sts, report, severities, unknown},
    };

    fn with(change: impl FnOnce(&mut MtaSts)) -> Report {
        let mut report = report();
        let mut facts = mta_sts(Mode::Enforce);
        change(&mut facts);
        report.mta_sts = Some(facts);
        report
    }

    fn without_policy(status: Status) -> Report {
        with(|facts| {
            *facts = MtaSts {
                status,
                detail: Some("because".to_owned()),
                mode: None,
                id: None,
                mx: Vec::new(),
                max_age: None,
                repeated: Vec::new(),
                exchanges: Vec::new(),
            };
        })
    }

    #[test]
    fn a_good_policy_and_a_domain_without_one_have_no_finding() {
        assert_eq!(found(&with(|_| {})), [""; 0]);
        let none = without_policy(Status::None);
        assert_eq!((found(&none), unknown(&none)), (vec![], vec![]));
        assert_eq!(unknown(&report()), [""; 0]);
    }

    #[test]
    fn each_status_has_one_finding_and_no_other() {
        let unreachable = "mta-sts-policy-unreachable";
        for (status, id, severity) in [
            (Status::InvalidRecord, "mta-sts-record-invalid", Error),
            (Status::NoPolicyHost, unreachable, Error),
            (Status::HostLookupFailed, unreachable, Warning),
            (Status::ConnectionFailed, unreachable, Error),
            (Status::Timeout, unreachable, Warning),
            (Status::TlsFailed, unreachable, Error),
            (Status::NoPolicy, unreachable, Error),
            (Status::HttpError, unreachable, Error),
            (Status::InvalidResponse, unreachable, Error),
            (
                Status::UntrustedCertificate,
                "mta-sts-certificate-untrusted",
                Error,
            ),
            (Status::Redirect, "mta-sts-redirect", Error),
            (Status::WrongContentType, "mta-sts-content-type", Error),
            (Status::InvalidPolicy, "mta-sts-policy-invalid", Error),
        ] {
            let report = without_policy(status);
            assert_eq!(severities(&report), [(id, severity)], "{status:?}");
            assert_eq!(unknown(&report), [""; 0], "{status:?}");
        }
    }

    #[test]
    fn what_this_machine_cannot_see_is_not_checked() {
        for (status, id) in [
            (Status::LookupFailed, "mta-sts-record-invalid"),
            (Status::NoRoute, "mta-sts-policy-unreachable"),
            (Status::TlsBeyondThisProgram, "mta-sts-policy-unreachable"),
            (
                Status::UnverifiableCertificate,
                "mta-sts-certificate-untrusted",
            ),
        ] {
            let report = without_policy(status);
            assert_eq!(found(&report), [""; 0], "{status:?}");
            assert_eq!(unknown(&report), [id], "{status:?}");
        }
    }

    #[test]
    fn evidence_names_the_address() {
        let judgement = judge(&without_policy(Status::NoPolicy), &JudgeOptions::default());
        assert_eq!(
            judgement.findings[0].evidence,
            "https://mta-sts.example.com/.well-known/mta-sts.txt: because"
        );
    }

    #[test]
    fn an_exchange_that_is_not_allowed_is_an_error_where_senders_obey() {
        let id = "mta-sts-mx-mismatch";
        let forbid = |mode: Mode| {
            severities(&with(|facts| {
                facts.mode = Some(mode);
                facts.exchanges[0].allowed = false;
            }))
        };
        assert_eq!(forbid(Mode::Enforce), [(id, Error)]);
        assert_eq!(
            forbid(Mode::Testing),
            [(id, Warning), ("mta-sts-testing", Notice)]
        );
        assert_eq!(forbid(Mode::None), [("mta-sts-mode-none", Notice)]);
    }

    #[test]
    fn a_field_that_stands_there_twice_is_good_to_know() {
        let report = with(|facts| facts.repeated = vec!["mode".to_owned()]);
        assert_eq!(severities(&report), [("mta-sts-field-repeated", Notice)]);
    }

    #[test]
    fn less_than_a_week_is_short_unless_the_policy_is_on_its_way_out() {
        let aged = |max_age: u32, mode: Mode| {
            found(&with(|facts| {
                facts.max_age = Some(max_age);
                facts.mode = Some(mode);
            }))
        };
        assert_eq!(aged(604_799, Mode::Enforce), ["mta-sts-max-age-short"]);
        assert_eq!(aged(604_800, Mode::Enforce), [""; 0]);
        assert_eq!(aged(86_400, Mode::None), ["mta-sts-mode-none"]);
    }

    #[test]
    fn the_advice_names_the_age_that_the_check_asks_for() {
        let wanted = format!("{SHORT} or more");
        let advice: Vec<_> = ["mta-sts-policy-invalid", "mta-sts-max-age-short"]
            .map(|id| CHECKS.iter().find(|check| check.id == id).unwrap().remedy)
            .into();
        assert!(advice.iter().all(|one| one.contains(&wanted)), "{advice:?}");
    }
}
