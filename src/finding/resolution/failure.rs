//! Look-ups that failed, whose answers fail validation, or that were not made.

use super::{
    conclusion::concluded,
    exchange::{demoted, name},
};
use crate::{
    dns::Reason,
    event::note::counted,
    finding::{
        Evidence,
        Severity::{Error, Warning},
        Verdict,
    },
    report::{NameStatus, Report, ResolutionStatus},
};

/// The answer that everything hung on, or the addresses of exchanges.
pub(super) fn bogus(report: &Report) -> Verdict {
    let resolution = &report.resolution;
    if resolution.status == ResolutionStatus::Bogus {
        return concluded(
            report,
            ResolutionStatus::Bogus,
            "cannot be looked up safely",
        );
    }
    let exchanges = resolution
        .mx
        .iter()
        .filter(|mx| mx.status == NameStatus::Bogus);
    let evidence = exchanges.map(|mx| demoted(report, format!("the address of {}", mx.exchange)));
    Verdict::from_evidence(evidence.collect())
}

/// By whose server, or limit, it was; none where it may have been the domain's.
fn remedy_of_failure(report: &Report) -> Option<&'static str> {
    match &report.resolution.dnssec_reason {
        _ if report.resolution.unreached => Some(
            "Look at this machine's network and at the DNS server that it asks; --resolver names another one.",
        ),
        Some(Reason::BeyondThisProgram(_)) => Some(
            "Nothing says that the domain is at fault: this program cannot check its signatures. Another \
             validator may (delv).",
        ),
        _ => None,
    }
}

pub(super) fn server_failure(report: &Report) -> Verdict {
    let verdict = failed_look_ups(report);
    match remedy_of_failure(report) {
        Some(remedy) => verdict.remedied_by(remedy),
        None => verdict,
    }
}

fn failed_look_ups(report: &Report) -> Verdict {
    let whole = match report.resolution.status {
        ResolutionStatus::ServerFailure | ResolutionStatus::Timeout => {
            let detail = report.resolution.detail.clone();
            Some(Evidence::new(detail.unwrap_or_else(|| {
                format!("{} could not be looked up", name(report))
            })))
        }
        _ => None,
    };
    let exchanges = report
        .resolution
        .mx
        .iter()
        .filter_map(|mx| match mx.status {
            NameStatus::ServerFailure => Some(format!(
                "the address of {}: the look-up failed",
                mx.exchange
            )),
            NameStatus::Timeout => Some(format!(
                "the address of {}: no DNS server answered",
                mx.exchange
            )),
            _ => None,
        });
    let parts = report.resolution.incomplete.iter().filter_map(|one| {
        let failed = one.failed.as_ref()?;
        Some(format!("{}: the look-up of {failed}", one.name))
    });
    let missing = exchanges
        .map(|text| demoted(report, text))
        .chain(parts.map(|text| Evidence::new(text).of(Warning)));
    match whole {
        Some(whole) => Verdict::Found(vec![whole]),
        None if report.asked.has("all") => {
            Verdict::from_evidence(missing.map(|evidence| evidence.of(Error)).collect())
        }
        None => Verdict::from_evidence(missing.collect()),
    }
}

pub(super) fn too_many_servers(report: &Report) -> Verdict {
    if let Some(because) = &report.resolution.stopped {
        // `--all` was asked for in vain, which is said in its own name.
        return match report.asked.has("all") {
            true => Verdict::NotApplicable,
            false => Verdict::Unknown(because.clone()),
        };
    }
    let left_out = report.resolution.incomplete.iter();
    let left_out = left_out.filter(|one| one.left_out > 0).map(|one| {
        Evidence::new(format!(
            "{}: {} more than are looked at",
            one.name,
            counted(one.left_out, "record")
        ))
    });
    Verdict::from_evidence(left_out.collect())
}
