//! Checks of the DKIM signatures of a message that was given to be verified: RFC 6376 section 6.1. One whose key could not be asked
//! for is among what was not checked.

use super::{
    Check, Evidence,
    Severity::{Error, Warning},
    Verdict,
    check::domain,
};
use crate::{
    record::dkim::{Outcome, Reason, Verdict as Signature},
    report::Report,
};

pub(super) const CHECKS: &[Check] = &[
    domain(
        "dkim-signature-fails",
        Error,
        "a DKIM signature of the message does not count",
        "RFC 6376 section 6.1",
        "Sign the message with the key that is published, after everything else that changes it.",
        fails,
    ),
    domain(
        "dkim-signature-missing",
        Warning,
        "the message has no DKIM signature",
        "RFC 6376 section 5",
        "Let the server that sends it sign it for the domain of its From field.",
        |report| match report.signatures.as_deref() {
            None => Verdict::NotApplicable,
            Some([]) => Verdict::found("there is no field DKIM-Signature in its header"),
            Some(_) => Verdict::Pass,
        },
    ),
];

fn fails(report: &Report) -> Verdict {
    let signatures = match report.signatures.as_deref() {
        None | Some([]) => return Verdict::NotApplicable,
        Some(signatures) => signatures,
    };
    let failing = signatures.iter().filter(|one| fails_itself(one));
    let evidence: Vec<_> = failing.map(|one| evidence(one, signatures)).collect();
    let is_open = |one: &Signature| one.result == Outcome::Temperror;
    match evidence.is_empty() && signatures.iter().any(is_open) {
        true => Verdict::NotApplicable,
        false => Verdict::from_evidence(evidence),
    }
}

const fn fails_itself(signature: &Signature) -> bool {
    !matches!(signature.result, Outcome::Pass | Outcome::Temperror)
}

/// One that passes is enough for its domain (RFC 6376 section 6.1): another one of that domain is a warning.
fn evidence(signature: &Signature, all: &[Signature]) -> Evidence {
    let domain = signature.domain.as_deref();
    let reason = signature.reason.as_ref();
    let because = reason.map_or_else(|| "it does not verify".to_owned(), ToString::to_string);
    let evidence = Evidence::new(format!("{}: {because}", name(signature)));
    let evidence = match reason.and_then(remedy) {
        Some(remedy) => evidence.remedied_by(remedy),
        None => evidence,
    };
    let passes = |other: &Signature| {
        other.result == Outcome::Pass && domain.is_some() && other.domain.as_deref() == domain
    };
    match all.iter().any(passes) {
        true => evidence.of(Warning),
        false => evidence,
    }
}

/// `s1._domainkey.example.com`, as far as it is known.
fn name(signature: &Signature) -> String {
    match (&signature.selector, &signature.domain) {
        (Some(selector), Some(domain)) => format!("{selector}._domainkey.{domain}"),
        (None, Some(domain)) => format!("one of {domain}"),
        (_, None) => "one without domain".to_owned(),
    }
}

/// What to do where it is not the message or the key alone.
const fn remedy(reason: &Reason) -> Option<&'static str> {
    match reason {
        Reason::NoKey { .. }
        | Reason::KeyInvalid { .. }
        | Reason::KeyRevoked
        | Reason::KeyNotForMail
        | Reason::KeyType { .. }
        | Reason::KeyHash
        | Reason::KeyStrict => Some(
            "Publish the key that the signer has at that name, or let it sign with one that is published and may be used so.",
        ),
        Reason::KeyTooShort { .. } => {
            Some("Make an RSA key of 2048 bits, publish it at a new selector and sign with it.")
        }
        Reason::Sha1 => Some("Let the signer use rsa-sha256."),
        Reason::Expired { .. } => {
            Some("Sign the message anew, or give it a later x= where messages wait that long.")
        }
        Reason::Syntax { .. } => Some("Correct what the signer writes."),
        Reason::Body { .. } | Reason::BodyTooShort { .. } | Reason::Header { .. } => Some(
            "Let the signer come after everything that changes the message: footers, subjects, line breaks, encodings.",
        ),
        Reason::KeyLookup { .. } | Reason::LeftOut { .. } | Reason::KeyTooLong { .. } => None,
    }
}
