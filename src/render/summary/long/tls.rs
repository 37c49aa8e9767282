//! The handshake, the three results of verification, and the stapled OCSP response, each on a line of its own.

use std::io;

use crate::render::summary::page::Page;
use crate::{
    report::server::Tls,
    tls::{
        Group, HandshakeSignature, Ocsp, Outcome, Reason, Verification,
        ocsp::{CertificateStatus, Freshness},
    },
};

pub(super) fn write(page: &mut Page<'_>, tls: &Tls) -> io::Result<()> {
    page.heading("TLS")?;
    if let Some(version) = tls.version {
        let suite = tls
            .cipher_suite
            .map_or(String::new(), |suite| format!(", {suite}"));
        let label = if tls.by_older_hello {
            "would speak"
        } else {
            "protocol"
        };
        page.row(label, &format!("{version}{suite}"))?;
    }
    if let Some(group) = tls.key_exchange_group {
        page.row("key exchange", &exchange(group, tls.forward_secrecy))?;
    }
    page.row(
        "server name",
        tls.server_name.as_deref().unwrap_or("none was sent"),
    )?;
    if tls.client_certificate_requested {
        let given = if tls.client_certificate_given {
            "given"
        } else {
            "none given"
        };
        page.row("client", &format!("a certificate was asked for, {given}"))?;
    }
    if let Some(error) = &tls.error {
        page.judged("failed", Some(false), &error.to_string())?;
    }
    if let Some(verification) = &tls.verification {
        trust(page, verification)?;
        name(page, verification)?;
        signature(page, verification)?;
    }
    match &tls.ocsp {
        Some(ocsp) => page.judged("OCSP", is_good(ocsp), &ocsp.to_string()),
        None => Ok(()),
    }
}

fn is_good(ocsp: &Ocsp) -> Option<bool> {
    match ocsp.verified_status()? {
        CertificateStatus::Good => (ocsp.freshness == Some(Freshness::Current)).then_some(true),
        CertificateStatus::Revoked => Some(false),
        CertificateStatus::Unknown => None,
    }
}

fn exchange(group: Group, forward_secrecy: Option<bool>) -> String {
    let quantum = if group.is_post_quantum() {
        ", hybrid with a post-quantum part"
    } else {
        ""
    };
    let forward = match forward_secrecy {
        Some(true) => ", forward secrecy",
        Some(false) => ", no forward secrecy",
        None => "",
    };
    format!("{group}{forward}{quantum}")
}

fn trust(page: &mut Page<'_>, verification: &Verification) -> io::Result<()> {
    match &verification.path {
        Outcome::Right if !verification.library_agrees => page.judged(
            "trust",
            Some(true),
            &format!(
                "yes, but {}",
                verification.disagreement().unwrap_or_default()
            ),
        ),
        Outcome::Right => page.judged(
            "trust",
            Some(true),
            "yes: a trusted root stands behind the certificate",
        ),
        Outcome::Unchecked(why) => page.judged("trust", None, &format!("unchecked: {why}")),
        Outcome::Wrong => {
            let about_path = |reason: Reason| !matches!(reason, Reason::NameMismatch);
            let mut reasons = verification
                .reasons
                .iter()
                .filter(|found| about_path(found.reason))
                .peekable();
            if reasons.peek().is_none() {
                return page.judged("trust", Some(false), "no");
            }
            let all: Vec<_> = reasons.map(|found| found.detail.as_str()).collect();
            page.judged("trust", Some(false), &format!("no: {}", all.join("; ")))
        }
    }
}

fn name(page: &mut Page<'_>, verification: &Verification) -> io::Result<()> {
    match (verification.name_matches, &verification.name) {
        (Some(true), Some(name)) => page.judged("name", Some(true), &format!("matches {name}")),
        (Some(false), name) => {
            let detail = verification
                .reasons
                .iter()
                .find(|found| found.reason == Reason::NameMismatch);
            let name = name.as_deref().unwrap_or_default();
            let text = detail.map_or_else(
                || format!("differs: it is not for {name}"),
                |found| format!("differs: {}", found.detail),
            );
            page.judged("name", Some(false), &text)
        }
        (None, Some(_)) => page.judged("name", None, "unchecked: the certificate cannot be read"),
        _ => page.judged(
            "name",
            None,
            "unchecked: an address has no name to compare with",
        ),
    }
}

fn signature(page: &mut Page<'_>, verification: &Verification) -> io::Result<()> {
    match verification.handshake_signature {
        HandshakeSignature::Valid => page.judged(
            "signature",
            Some(true),
            "valid: the server holds the key of the certificate",
        ),
        HandshakeSignature::Invalid if verification.has(Reason::ForbiddenScheme) => page.judged(
            "signature",
            Some(false),
            "invalid: made in a way that TLS 1.3 forbids",
        ),
        HandshakeSignature::Invalid => page.judged(
            "signature",
            Some(false),
            "invalid: the server does not hold the key of the certificate",
        ),
        HandshakeSignature::Unchecked => page.judged(
            "signature",
            None,
            &format!("unchecked: {}", unchecked(verification)),
        ),
    }
}

/// Why the handshake's signature was not checked.
fn unchecked(verification: &Verification) -> &str {
    let reasons = [Reason::WeakScheme, Reason::UncheckedScheme, Reason::WeakKey];
    let mut found = verification.reasons.iter();
    let found = found.find(|found| reasons.contains(&found.reason));
    found.map_or("it was not seen", |found| &found.detail)
}
