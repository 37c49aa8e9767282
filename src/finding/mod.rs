//! What to think of the facts: a catalogue of checks, each a pure function of the report, what they found, and the
//! exit status that follows. Nothing here does I/O, and nothing but this decides the exit status.

mod active;
pub mod advice;
mod advised;
mod alignment;
mod authentication;
pub mod baseline;
mod bimi;
mod certificate;
mod check;
mod connection;
mod dane;
mod dkim;
mod dmarc;
mod dnsbl;
mod excuse;
pub mod expectation;
mod expected;
pub mod fact;
mod follows;
mod found;
mod guide;
mod issuer;
mod judgement;
mod judging;
mod level;
mod lifetime;
mod mta_sts;
mod named_domain;
mod ocsp;
mod options;
mod outcome;
mod pipelining;
mod pool;
mod publish;
#[cfg(test)]
mod published_tests;
mod reach;
mod reason;
mod reply;
mod resolution;
mod reverse;
mod scan;
mod senders;
mod server_name;
mod signature;
mod spf;
mod starttls;
mod state;
mod step;
#[cfg(test)]
mod support;
mod tls;
mod tls_rpt;
mod together;
mod transaction;
mod trust;
mod unverified;
mod verdict;
mod violation;
mod wish;
mod works;

pub use active::ids_of;
pub use check::{Check, Evidence, Judge, Severity, Telling, Verdict};
pub use found::{Finding, NotChecked, Subject};
pub use guide::{Guide, guide};
pub use judgement::{CameOf, Judgement};
pub use judging::{judge, not_a_target, passed};
pub use level::Level;
pub use options::JudgeOptions;
pub use outcome::{EXIT_STATUSES, Outcome, worse};
pub use publish::{Proposal, ProposalKind};
pub use state::State;
pub use verdict::{Status, VerdictLine};
pub use wish::options as wishes;
pub use works::{came_to, headline};

use crate::smtp::service::is_submission;
use check::{domain, server};

/// Every check there is, by topic.
pub const CHECKS: &[&[Check]] = &[
    resolution::CHECKS,
    mta_sts::CHECKS,
    named_domain::CHECKS,
    spf::CHECKS,
    dkim::CHECKS,
    dmarc::CHECKS,
    tls_rpt::CHECKS,
    bimi::CHECKS,
    signature::CHECKS,
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
    alignment::CHECKS,
    active::CHECKS,
    reverse::CHECKS,
    dnsbl::CHECKS,
    expected::CHECKS,
    baseline::CHECKS,
    pool::CHECKS,
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
