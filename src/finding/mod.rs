//! What to think of the facts: a catalogue of checks, each a pure function of the report, what they found, and the
//! exit status that follows. Nothing here does I/O, and nothing but this decides the exit status.

mod active;
pub mod advice;
mod advised;
mod authentication;
mod certificate;
mod connection;
mod dane;
mod found;
mod issuer;
mod judgement;
mod level;
mod lifetime;
mod mta_sts;
mod ocsp;
mod outcome;
mod pipelining;
mod reach;
mod reason;
mod reply;
mod resolution;
mod scan;
mod senders;
mod server_name;
mod starttls;
mod step;
#[cfg(test)]
mod support;
mod tls;
mod transaction;
mod trust;
mod unverified;
mod verdict;
mod violation;
mod wish;

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::{Report, Server};

pub use active::ids_of;
pub use found::{Finding, NotChecked, Subject};
pub use judgement::{CameOf, JudgeOptions, Judgement, Status, VerdictLine, judge};
pub use level::Level;
pub use outcome::{EXIT_STATUSES, Outcome};
pub use wish::options as wishes;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Notice,
    /// Will break soon, or a standard discourages it.
    Warning,
    /// Breaks mail or its protection now.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One thing that is looked for.
#[derive(Debug)]
pub struct Check {
    /// Its stable name: `starttls-not-offered`. Public, never used again for something else.
    pub id: &'static str,
    /// How bad it is where the evidence does not say otherwise.
    pub severity: Severity,
    /// What was found, as a headline.
    pub title: &'static str,
    /// The RFC and section that has the rule.
    pub reference: &'static str,
    /// What to do about it, one sentence.
    pub remedy: &'static str,
    /// The predicate.
    pub judge: Judge,
}

/// What a check looks at.
#[derive(Debug)]
pub enum Judge {
    /// The run as a whole.
    Domain(fn(&Report) -> Verdict),
    /// Each server.
    Server(fn(&Server, &Report) -> Verdict),
}

/// What a check came to. "Could not be checked" is not "passed", and neither is "does not apply".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Looked for and not there.
    Pass,
    /// There is nothing to look at.
    NotApplicable,
    /// It could not be checked, because of this.
    Unknown(String),
    /// It is there, once or more.
    Found(Vec<Evidence>),
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// In words, with the server's own where there are some.
    pub text: String,
    /// In place of the check's severity.
    pub severity: Option<Severity>,
    /// In place of the check's title.
    pub title: Option<String>,
    /// In place of the check's remedy.
    pub remedy: Option<String>,
}

impl Evidence {
    /// Evidence of the check's own severity.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            severity: None,
            title: None,
            remedy: None,
        }
    }

    /// The same with another severity.
    #[must_use]
    pub fn of(self, severity: Severity) -> Self {
        Self {
            severity: Some(severity),
            ..self
        }
    }

    /// The same with another remedy.
    #[must_use]
    pub fn remedied_by(self, remedy: impl Into<String>) -> Self {
        Self {
            remedy: Some(remedy.into()),
            ..self
        }
    }
}

impl Verdict {
    /// Found once.
    fn found(text: impl Into<String>) -> Self {
        Self::Found(vec![Evidence::new(text)])
    }

    /// The same with another remedy wherever something was found.
    #[must_use]
    fn remedied_by(self, remedy: &str) -> Self {
        match self {
            Self::Found(evidence) => {
                let remedied = |one: Evidence| one.remedied_by(remedy);
                Self::Found(evidence.into_iter().map(remedied).collect())
            }
            verdict => verdict,
        }
    }

    /// Found when there is evidence, else passed.
    fn from_evidence(evidence: Vec<Evidence>) -> Self {
        if evidence.is_empty() {
            Self::Pass
        } else {
            Self::Found(evidence)
        }
    }
}

/// Every check there is, by topic.
pub const CHECKS: &[&[Check]] = &[
    resolution::CHECKS,
    mta_sts::CHECKS,
    connection::CHECKS,
    reply::CHECKS,
    violation::CHECKS,
    starttls::CHECKS,
    reach::CHECKS,
    tls::CHECKS,
    server_name::CHECKS,
    scan::CHECKS,
    certificate::CHECKS,
    lifetime::CHECKS,
    ocsp::CHECKS,
    dane::CHECKS,
    authentication::CHECKS,
    transaction::CHECKS,
    pipelining::CHECKS,
    active::CHECKS,
];

/// Every check in the order of the catalogue.
pub fn catalogue() -> impl Iterator<Item = &'static Check> + Clone {
    CHECKS.iter().copied().flatten()
}

/// The check with this id.
#[must_use]
pub fn check(id: &str) -> Option<&'static Check> {
    catalogue().find(|check| check.id == id)
}

/// The ids of all checks.
#[must_use]
pub fn ids() -> Vec<&'static str> {
    catalogue().map(|check| check.id).collect()
}

const fn domain(
    id: &'static str,
    severity: Severity,
    title: &'static str,
    reference: &'static str,
    remedy: &'static str,
    judge: fn(&Report) -> Verdict,
) -> Check {
    Check {
        id,
        severity,
        title,
        reference,
        remedy,
        judge: Judge::Domain(judge),
    }
}

const fn server(
    id: &'static str,
    severity: Severity,
    title: &'static str,
    reference: &'static str,
    remedy: &'static str,
    judge: fn(&Server, &Report) -> Verdict,
) -> Check {
    Check {
        id,
        severity,
        title,
        reference,
        remedy,
        judge: Judge::Server(judge),
    }
}

/// Whether a port is for mail programs rather than for servers (RFC 6409, RFC 8314).
fn is_submission(port: u16) -> bool {
    matches!(port, 465 | 587)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_in_kebab_case() {
        let ids = ids();
        for (at, id) in ids.iter().enumerate() {
            assert!(!ids[..at].contains(id), "{id}");
            assert!(
                id.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
                "{id}"
            );
        }
    }

    #[test]
    fn every_check_says_what_to_do_and_where_the_rule_stands() {
        for check in catalogue() {
            assert!(
                check.remedy.ends_with('.') && check.remedy.len() > 20,
                "{}",
                check.id
            );
            assert!(
                !check.title.ends_with('.') && !check.title.is_empty(),
                "{}",
                check.id
            );
            assert!(!check.reference.is_empty(), "{}", check.id);
        }
    }

    #[test]
    fn the_ids_that_scripts_rely_on_are_there() {
        for id in [
            "no-such-domain",
            "no-address",
            "null-mx",
            "null-mx-with-others",
            "mx-is-cname",
            "mx-is-address",
            "mx-no-address",
            "mx-is-localhost",
            "dns-server-failure",
            "dnssec-bogus",
            "connection-refused",
            "connection-timeout",
            "connection-reset",
            "connection-unreachable",
            "implicit-tls-expected",
            "plaintext-on-implicit-port",
            "not-smtp",
            "slow-greeting",
            "closed-early",
            "greeting-refused",
            "greeting-name-mismatch",
            "ehlo-refused",
            "malformed-reply",
            "inconsistent-reply-codes",
            "bare-line-feed",
            "reply-line-too-long",
            "endless-reply",
            "control-characters",
            "duplicate-keyword",
            "slow-reply",
            "temporary-failure",
            "starttls-not-offered",
            "starttls-refused",
            "starttls-stripped",
            "starttls-required",
            "starttls-response-injection",
            "tls-handshake-failed",
            "tls-beyond-this-program",
            "ehlo-refused-after-tls",
            "ehlo-differs-after-tls",
            "legacy-tls",
            "no-forward-secrecy",
            "weak-cipher",
            "weak-key-exchange",
            "anonymous-cipher",
            "client-certificate-required",
            "client-certificate-requested",
            "certificate-expired",
            "certificate-not-yet-valid",
            "certificate-expires-soon",
            "certificate-self-signed",
            "certificate-unknown-issuer",
            "certificate-name-mismatch",
            "certificate-missing-intermediate",
            "certificate-chain-order",
            "certificate-root-included",
            "certificate-unrelated-in-chain",
            "certificate-weak-key",
            "certificate-weak-signature",
            "certificate-wrong-purpose",
            "certificate-without-san",
            "certificate-revoked",
            "ocsp-response-stale",
            "login-required",
            "auth-in-clear",
            "auth-old-form",
            "auth-rejected",
            "auth-not-offered",
            "credentials-withheld",
            "sender-refused",
            "recipient-refused",
            "recipient-forwarded",
            "greylisted",
            "data-refused",
            "message-refused",
            "size-exceeded",
            "mta-sts-record-invalid",
            "mta-sts-policy-unreachable",
            "mta-sts-certificate-untrusted",
            "mta-sts-redirect",
            "mta-sts-content-type",
            "mta-sts-policy-invalid",
            "mta-sts-mx-mismatch",
            "mta-sts-testing",
            "mta-sts-mode-none",
            "mta-sts-max-age-short",
            "starttls-command-injection",
            "tls-not-enforced",
            "open-relay",
            "smtp-smuggling",
            "user-enumeration",
            "catch-all",
        ] {
            assert!(check(id).is_some(), "{id}");
        }
    }
}
