//! What becomes of the mail of senders that ask for TLSA records: RFC 7672.

use super::{
    basis::Basis,
    kinds::{next_exchange, opportunistic, require_tls},
};
use crate::{
    dns::Proof,
    record::dane::{Dane, DaneStatus},
    report::{
        Delivery::{self, Deferred, Encrypted, EncryptedAuthenticated, Unknown},
        Report, Server,
    },
};

/// Where the MX records are not proven a sender need not ask for TLSA records: RFC 7672 section 2.2.1 lets him go on without DANE, or
/// go by them all the same, as Postfix does (smtp_tls_dane_insecure_mx_policy).
pub(super) fn dane(basis: &Basis, server: &Server, report: &Report) -> (Delivery, String) {
    if report.resolution.dnssec == Proof::Bogus {
        return (Deferred, "the MX records fail DNSSEC validation".to_owned());
    }
    if let Basis::Unreachable(outcome, why) = basis {
        return (*outcome, why.clone());
    }
    if let Basis::Refused(why) = basis {
        return next_exchange(why);
    }
    let Some(facts) = &server.dane else {
        return as_without(basis, "no TLSA records were looked for");
    };
    let is_proven = facts.mx.is_none_or(|mx| mx == Proof::Secure);
    match by_records(basis, facts) {
        (Deferred, because) if !is_proven && opportunistic(basis).0 != Deferred => (
            Unknown,
            format!(
                "the MX records are not proven by DNSSEC, and senders differ: Postfix defers ({because}), Exchange Online goes on \
                 without DANE"
            ),
        ),
        other => other,
    }
}

fn as_without(basis: &Basis, why: &str) -> (Delivery, String) {
    let (outcome, because) = opportunistic(basis);
    (outcome, format!("{why}: {because}"))
}

/// RFC 7672 section 2.2: usable records bind the sender, records that cannot be used still ask for encryption, and a look-up that
/// fails defers the mail.
fn by_records(basis: &Basis, facts: &Dane) -> (Delivery, String) {
    let records = format!("TLSA records at {}", facts.name);
    match facts.status {
        DaneStatus::Valid | DaneStatus::NotCompared if !matches!(basis, Basis::Encrypted(_)) => {
            unestablished(basis, facts.status, &records)
        }
        // Whoever forges the MX records leads the mail elsewhere, so that nothing is authenticated (RFC 7672 section 2.2.1).
        DaneStatus::Valid if facts.mx.is_some_and(|mx| mx != Proof::Secure) => (
            Encrypted,
            "the MX records are not proven by DNSSEC; Postfix compares the certificate with the TLSA records all the same, and \
             one matches"
                .to_owned(),
        ),
        DaneStatus::Valid => (EncryptedAuthenticated, "a TLSA record matches".to_owned()),
        DaneStatus::Unchecked => (
            Unknown,
            facts.detail.clone().unwrap_or_else(|| {
                "whether a TLSA record matches is beyond this program".to_owned()
            }),
        ),
        DaneStatus::Mismatch => deferred("no TLSA record matches the certificate"),
        DaneStatus::NameMismatch => {
            deferred("the certificate is for another name than the TLSA record's")
        }
        DaneStatus::Expired => {
            deferred("the certificate is not valid now, and the TLSA record asks for that")
        }
        DaneStatus::NoStarttls => (Deferred, format!("{records}, and no STARTTLS")),
        DaneStatus::NotCompared => (
            Deferred,
            format!("{records}, and no certificate to compare"),
        ),
        DaneStatus::Bogus => deferred("the TLSA records fail DNSSEC validation"),
        DaneStatus::LookupFailed if facts.is_asked_for() => {
            deferred("the look-up of TLSA records failed")
        }
        DaneStatus::LookupFailed if facts.is_asked_for_by_nobody() => as_without(
            basis,
            "the server's addresses are not signed, and nobody asks for TLSA records",
        ),
        DaneStatus::LookupFailed | DaneStatus::Indeterminate => (
            Unknown,
            facts
                .detail
                .clone()
                .unwrap_or_else(|| "DNSSEC proves nothing here".to_owned()),
        ),
        DaneStatus::Unusable => {
            let (outcome, because) = require_tls(basis);
            (
                outcome,
                format!("the TLSA records are unusable and still ask for encryption: {because}"),
            )
        }
        DaneStatus::Insecure => as_without(basis, "the TLSA records are not signed"),
        DaneStatus::None => as_without(basis, "there are no TLSA records"),
    }
}

fn deferred(why: &str) -> (Delivery, String) {
    (Deferred, why.to_owned())
}

/// Usable records bind the sender to a handshake that we did not come through.
fn unestablished(basis: &Basis, status: DaneStatus, records: &str) -> (Delivery, String) {
    match (basis, status) {
        (Basis::Beyond(why), DaneStatus::Valid) => (
            EncryptedAuthenticated,
            format!("a TLSA record matches; {why}"),
        ),
        (Basis::Beyond(why), _) => (
            Unknown,
            format!("{why}, and whose certificate was not compared with the {records}"),
        ),
        (Basis::NotKnown(why), _) => (Unknown, why.clone()),
        (
            Basis::NoTls(why)
            | Basis::Broken(why)
            | Basis::Unreachable(_, why)
            | Basis::Refused(why),
            _,
        ) => (Deferred, format!("{records}, and {why}")),
        (Basis::Encrypted(_), _) => (
            Deferred,
            format!("{records}, and no certificate to compare"),
        ),
    }
}
