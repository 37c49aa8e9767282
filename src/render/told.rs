//! What the forms for machines and for pages say of a finding, in the same words.

use super::format::Shown;
use crate::{
    finding::{Finding, Severity, Status, Subject, Telling, VerdictLine},
    report::Server,
};

/// What was found, in one line.
pub(super) fn headline(finding: &Finding) -> &str {
    match finding.telling {
        Telling::BehindTitle => &finding.title,
        Telling::InPlaceOfTitle | Telling::NamingTarget => &finding.evidence,
    }
}

/// What was seen, where the headline does not say it.
pub(super) fn evidence(finding: &Finding) -> Option<&str> {
    let is_said = finding.telling != Telling::BehindTitle || finding.evidence.is_empty();
    (!is_said).then_some(finding.evidence.as_str())
}

/// Both, in one line.
pub(super) fn all_of_it(finding: &Finding) -> String {
    match evidence(finding) {
        None => headline(finding).to_owned(),
        Some(evidence) => format!("{}: {evidence}", headline(finding)),
    }
}

/// What to do, and the rule.
pub(super) fn remedy(finding: &Finding) -> String {
    format!("{} [{}]", finding.remedy, finding.reference)
}

/// Whom something is about: `mx1.example.com (192.0.2.1)`.
pub(super) fn subject(subject: &Subject) -> String {
    match subject.address {
        Some(address) if address.to_string() != subject.host => {
            format!("{} ({address})", subject.host)
        }
        _ => subject.host.clone(),
    }
}

/// A server by name, address and port.
pub(super) fn server(server: &Server) -> String {
    match server.address {
        Some(address) if address.to_string() != server.host => {
            format!("{} ({address}) port {}", server.host, server.port)
        }
        _ => format!("{} port {}", server.host, server.port),
    }
}

/// The target as it was typed.
pub(super) fn target<'a>(shown: &Shown<'a>) -> &'a str {
    &shown.report.target.input
}

/// How a finding counts, in one word.
pub(super) fn severity(finding: &Finding) -> &'static str {
    match (finding.ignored, finding.severity) {
        (true, _) if finding.expected => "expected",
        (true, _) => "ignored",
        (_, Severity::Error) => "error",
        (_, Severity::Warning) => "warning",
        (_, Severity::Notice) => "notice",
    }
}

/// The verdict in one word.
pub(super) const fn word(status: Status) -> &'static str {
    match status {
        Status::Pass => "PASS",
        Status::Fail => "FAIL",
        Status::Unknown => "UNKNOWN",
    }
}

/// What gave the exit status, and its number: `auth-rejected, exit status 28`.
pub(super) fn because(verdict: &VerdictLine) -> String {
    match verdict.because {
        Some(id) => format!("{id}, exit status {}", verdict.exit_code),
        None => format!("exit status {}", verdict.exit_code),
    }
}

/// Seconds, of milliseconds.
pub(super) fn seconds(milliseconds: f64) -> String {
    format!("{:.3}", milliseconds / 1000.0)
}
