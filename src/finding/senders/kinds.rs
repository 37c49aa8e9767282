//! What becomes of the mail of each kind of sender but those who ask for DANE.

use super::basis::Basis;
use crate::{
    record::mta_sts::Mode,
    report::{
        AllowedExchange,
        Delivery::{self, Deferred, Encrypted, EncryptedAuthenticated, Plaintext, Unknown},
        MtaStsStatus, Report, Server,
    },
};

pub(super) fn opportunistic(basis: &Basis) -> (Delivery, String) {
    match basis {
        Basis::Unreachable(outcome, why) => (*outcome, why.clone()),
        Basis::Refused(why) => (
            Unknown,
            format!(
                "senders differ: Postfix tries the next exchange and defers, Exim returns the mail where no other is left; {why}"
            ),
        ),
        Basis::NoTls(why) => (Plaintext, why.clone()),
        Basis::Broken(why) => (
            Plaintext,
            format!(
                "{why}; such senders go on in clear: Postfix at its next attempt, Exchange Online at once"
            ),
        ),
        Basis::Encrypted(_) => (Encrypted, "the certificate is not looked at".to_owned()),
        Basis::Beyond(why) => (Encrypted, why.clone()),
        Basis::NotKnown(why) => (Unknown, why.clone()),
    }
}

pub(super) fn require_tls(basis: &Basis) -> (Delivery, String) {
    match basis {
        Basis::Unreachable(outcome, why) => (*outcome, why.clone()),
        Basis::Refused(why) => next_exchange(why),
        Basis::NoTls(why) | Basis::Broken(why) => (Deferred, why.clone()),
        Basis::Encrypted(_) => (Encrypted, "STARTTLS works".to_owned()),
        Basis::Beyond(why) => (Encrypted, why.clone()),
        Basis::NotKnown(why) => (Unknown, why.clone()),
    }
}

/// What Postfix does after a 5yz greeting.
pub(super) fn next_exchange(why: &str) -> (Delivery, String) {
    (
        Deferred,
        format!("{why}; Postfix tries the next exchange, or later"),
    )
}

pub(super) fn verify_tls(basis: &Basis) -> (Delivery, String) {
    match basis {
        Basis::Unreachable(outcome, why) => (*outcome, why.clone()),
        Basis::Refused(why) => next_exchange(why),
        Basis::NoTls(why) | Basis::Broken(why) => (Deferred, why.clone()),
        Basis::Encrypted(Ok(())) => (
            EncryptedAuthenticated,
            "the certificate verifies".to_owned(),
        ),
        Basis::Beyond(why) => (Unknown, format!("{why}: its certificate was not verified")),
        Basis::NotKnown(why) => (Unknown, why.clone()),
        Basis::Encrypted(Err(doubt)) if doubt.unchecked => (Unknown, doubt.why.clone()),
        Basis::Encrypted(Err(doubt)) => (Deferred, doubt.why.clone()),
    }
}

/// RFC 8461 section 5: only the mode enforce changes what is delivered.
pub(super) fn mta_sts(basis: &Basis, server: &Server, report: &Report) -> (Delivery, String) {
    if let Basis::Refused(why) = basis {
        let unknown = "what these senders make of a refusal at the greeting is not known";
        return (Unknown, format!("{unknown}; {why}"));
    }
    let as_without = |why: &str| {
        let (outcome, because) = opportunistic(basis);
        (outcome, format!("{why}: {because}"))
    };
    let Some(facts) = &report.mta_sts else {
        if report.asked.has("no-policy") {
            return (Unknown, "no policy was looked for (--no-policy)".to_owned());
        }
        return as_without("no policy was looked for");
    };
    match (facts.status, facts.mode) {
        (MtaStsStatus::None, _) => as_without("the domain has no policy"),
        (
            MtaStsStatus::LookupFailed
            | MtaStsStatus::NoRoute
            | MtaStsStatus::TlsBeyondThisProgram
            | MtaStsStatus::UnverifiableCertificate,
            _,
        ) => (
            Unknown,
            facts
                .detail
                .clone()
                .unwrap_or_else(|| "the policy could not be looked at".to_owned()),
        ),
        (MtaStsStatus::Ok, Some(Mode::Enforce)) => {
            let allowed = |one: &AllowedExchange| {
                one.exchange.eq_ignore_ascii_case(&server.host) && one.allowed
            };
            if facts.exchanges.iter().any(allowed) {
                let (outcome, because) = verify_tls(basis);
                (outcome, format!("the policy enforces it: {because}"))
            } else {
                (
                    Deferred,
                    "the policy does not allow this exchange".to_owned(),
                )
            }
        }
        (MtaStsStatus::Ok, Some(Mode::Testing)) => as_without("the policy is in testing"),
        (MtaStsStatus::Ok, _) => as_without("the policy asks for nothing"),
        (..) => as_without("the policy cannot be used"),
    }
}
