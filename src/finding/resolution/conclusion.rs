//! What the resolution came to as a whole.

use super::exchange::{excluded, loopback, name, record, without_address};
use crate::{
    dns::Reason,
    finding::{Evidence, Telling, Verdict},
    report::{Exchange, Report, ResolutionStatus},
};

pub(super) fn concluded(report: &Report, status: ResolutionStatus, what: &str) -> Verdict {
    if report.resolution.status != status {
        return Verdict::Pass;
    }
    let detail = report.resolution.detail.clone();
    let text = detail.unwrap_or_else(|| format!("{} {what}", name(report)));
    let telling = telling(report, status);
    let evidence = |text| Evidence {
        telling,
        ..Evidence::new(text)
    };
    if is_said_in_ignorance(report) {
        let evidence = evidence(format!("{text}; {IGNORANCE}"));
        return Verdict::Found(vec![evidence.remedied_by(ANOTHER_SERVER)]);
    }
    let evidence = evidence(text);
    let without_address = status == ResolutionStatus::NoAddress;
    Verdict::Found(vec![match report.resolution.srv.as_slice() {
        _ if report.asked.elsewhere && without_address => evidence.remedied_by(ELSEWHERE),
        [] if report.asked.host_itself && without_address => {
            let remedy = format!(
                "Give the host an A or AAAA record. {}",
                or_its_exchanges(report)
            );
            evidence.remedied_by(remedy)
        }
        [] => evidence,
        _ => evidence.remedied_by(SERVICE),
    }])
}

/// Whether it is the target that is said to have no server, or a host that its records or an option name.
fn telling(report: &Report, status: ResolutionStatus) -> Telling {
    let resolution = &report.resolution;
    let names_another =
        report.asked.elsewhere || !resolution.mx.is_empty() || !resolution.srv.is_empty();
    match status {
        ResolutionStatus::NoSuchDomain | ResolutionStatus::NullMx => Telling::NamingTarget,
        ResolutionStatus::NoAddress if names_another => Telling::InPlaceOfTitle,
        ResolutionStatus::NoAddress => Telling::NamingTarget,
        _ => Telling::BehindTitle,
    }
}

/// What was named as a host may be a domain whose mail goes elsewhere.
pub(in crate::finding) fn or_its_exchanges(report: &Report) -> String {
    format!(
        "If {} is a mail domain, leave out what names it as the host itself (--server, --no-mx, brackets or a URL): then its \
         MX hosts are checked.",
        name(report)
    )
}

/// Whether something is denied by a DNS server that denies what exists for certain.
fn is_said_in_ignorance(report: &Report) -> bool {
    matches!(
        report.resolution.status,
        ResolutionStatus::NoSuchDomain | ResolutionStatus::NoAddress
    ) && report.resolution.dnssec_reason == Some(Reason::AnchorDenied)
}

const IGNORANCE: &str = "the DNS server that says so denies the keys of the trust anchor as well";

const ANOTHER_SERVER: &str = "Ask another DNS server (--resolver), for this one denies even keys that exist; where that one says the same, check the name.";

/// With one address family asked for, what is missing may only be missing in that one. Of exchanges that lead nowhere another
/// check says it.
pub(super) fn no_usable_address(report: &Report) -> Verdict {
    if report.resolution.status != ResolutionStatus::NoAddress {
        return Verdict::Pass;
    }
    if let Some(because) = excluded(report) {
        return Verdict::Unknown(because);
    }
    let said_of =
        |mx: &Exchange| without_address(mx) || loopback(mx).is_some() || record(mx).is_localhost();
    if report.resolution.mx.iter().any(said_of) {
        return Verdict::NotApplicable;
    }
    concluded(
        report,
        ResolutionStatus::NoAddress,
        "has neither a usable MX record nor an address",
    )
}

/// The name is the user's own.
const ELSEWHERE: &str = "Correct the name that --connect was given.";

/// SRV records said where to go (RFC 6186 section 3.1).
const SERVICE: &str = "Correct the SRV record, or name the host with --server.";
