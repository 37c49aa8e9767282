//! Path, name and handshake signature of a server put together into one [`Verification`], each judged by itself, so
//! that an expired certificate with the wrong name is reported as both. A revoked certificate has no valid path, whatever
//! its chain (RFC 5280 section 6.1.3 (a) (3)). RFC 9525 section 6, RFC 8446 section 4.4.3.

use rustls::SignatureScheme;
use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::server::ParsedCertificate;

use super::Parameters;
use super::path::{Judged, Names, Path};
use super::recorder::Recorded;
use super::scheme::Signature;
use super::shown;
use crate::tls::names::{self, NameMatch};
use crate::tls::{
    Certificate, HandshakeSignature, Ocsp, Outcome, Reason, ReasonDetail, Verification,
    signature_scheme,
};

/// Judges what was recorded of the server; `certificates` are the facts of the recorded chain, `ocsp` those of the
/// stapled response.
pub(super) fn judge(
    recorded: &Recorded,
    certificates: &[Certificate],
    ocsp: Option<&Ocsp>,
    parameters: &Parameters,
) -> Verification {
    let (Some(der), Some(leaf)) = (recorded.chain.first(), certificates.first()) else {
        return no_certificate(parameters);
    };
    let shown = shown::certificates(certificates, &parameters.concealer);
    let path = Path {
        chain: &recorded.chain,
        certificates,
        names: Names {
            sent: &shown,
            concealer: &parameters.concealer,
            now: parameters.now,
        },
        incomplete: recorded.dropped > 0,
        roots: &parameters.roots,
        now: parameters.now,
    };
    let Judged {
        outcome: mut path,
        mut reasons,
        library_agrees,
    } = path.judge();
    if let Some(revoked) = ocsp.filter(|ocsp| ocsp.revokes()) {
        let detail = format!("the certificate was {revoked} by its issuer");
        reasons.insert(0, ReasonDetail::new(Reason::Revoked, detail));
        // A path that could not be checked stays unchecked.
        if path == Outcome::Right {
            path = Outcome::Wrong;
        }
    }
    let name = parameters.verify_name.clone();
    let readable_for = name.as_deref().filter(|_| !leaf.is_unread());
    let name_matches = readable_for.map(|name| is_for(name, der, leaf));
    if let (Some(name), Some(false)) = (&name, name_matches) {
        reasons.push(ReasonDetail::new(
            Reason::NameMismatch,
            names::mismatch(name, &shown[0]),
        ));
    }
    let handshake_signature = signature_result(recorded.signature);
    let by_signature = signature_reason(recorded.signature, leaf);
    reasons.extend(by_signature.filter(|found| {
        found.reason != Reason::WeakKey || !reasons.iter().any(|one| one.reason == Reason::WeakKey)
    }));
    Verification {
        name,
        path,
        library_agrees,
        name_matches,
        handshake_signature,
        reasons,
    }
}

/// Judges a chain that came without a handshake: everything but the handshake's signature.
#[must_use]
pub fn judge_chain(
    chain_der: &[Vec<u8>],
    certificates: &[Certificate],
    parameters: &Parameters,
) -> Verification {
    let recorded = Recorded::without_signature(chain_der);
    judge(&recorded, certificates, None, parameters)
}

/// Whether a certificate is for a name, whatever else may be wrong with it.
#[must_use]
pub fn certificate_is_for(name: &str, der: &[u8], now: jiff::Timestamp) -> bool {
    let leaf = Certificate::from_der(der, now);
    is_for(name, &CertificateDer::from(der.to_vec()), &leaf)
}

fn no_certificate(parameters: &Parameters) -> Verification {
    Verification {
        name: parameters.verify_name.clone(),
        path: Outcome::Wrong,
        library_agrees: false,
        name_matches: parameters.verify_name.is_some().then_some(false),
        handshake_signature: HandshakeSignature::Unchecked,
        reasons: vec![ReasonDetail::new(
            Reason::NoCertificate,
            "the server sent no certificate",
        )],
    }
}

/// Both our own comparison and the library's have to agree; certificates that the library cannot parse have only ours.
fn is_for(name: &str, der: &CertificateDer<'_>, leaf: &Certificate) -> bool {
    let ours = matches!(names::match_name_in(name, leaf, der), NameMatch::Matched(_));
    let theirs = match (ParsedCertificate::try_from(der), ServerName::try_from(name)) {
        (Ok(parsed), Ok(name)) => verify_server_name(&parsed, &name).is_ok(),
        (Ok(_), Err(_)) => is_plain(name),
        (Err(_), _) => true,
    };
    ours && theirs
}

/// The library takes no label that begins or ends in a hyphen for a host's. DNS has hosts of such names, and certificates can be
/// for them.
fn is_plain(name: &str) -> bool {
    name.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

fn signature_result(signature: Signature) -> HandshakeSignature {
    match signature {
        Signature::Valid => HandshakeSignature::Valid,
        Signature::Invalid | Signature::Forbidden(_) => HandshakeSignature::Invalid,
        Signature::NotSeen | Signature::Uncheckable(_) => HandshakeSignature::Unchecked,
    }
}

fn signature_reason(signature: Signature, leaf: &Certificate) -> Option<ReasonDetail> {
    let key = &leaf.public_key;
    let (reason, detail) = match signature {
        _ if key.is_weak() => (
            Reason::WeakKey,
            format!("the certificate's key, {key}, {}", key.weakness()),
        ),
        Signature::NotSeen | Signature::Valid => return None,
        Signature::Invalid => (
            Reason::BadSignature,
            "the handshake is not signed by the certificate's key: the server does not hold it"
                .to_owned(),
        ),
        Signature::Forbidden(scheme) => (
            Reason::ForbiddenScheme,
            format!(
                "the handshake is signed with {} by a key of {key}, which TLS 1.3 forbids",
                name_of(scheme)
            ),
        ),
        Signature::Uncheckable(
            SignatureScheme::RSA_PKCS1_SHA1 | SignatureScheme::ECDSA_SHA1_Legacy,
        ) => (
            Reason::WeakScheme,
            "the server signed the handshake with SHA-1, which proves nothing any more".to_owned(),
        ),
        Signature::Uncheckable(scheme) if leaf.is_unread() => (
            Reason::UncheckedScheme,
            format!(
                "the handshake is signed with {} by a key that could not be read in the certificate",
                name_of(scheme)
            ),
        ),
        Signature::Uncheckable(scheme) => (
            Reason::UncheckedScheme,
            format!(
                "the handshake is signed with {} by a key of {key}, which this program cannot check",
                name_of(scheme)
            ),
        ),
    };
    Some(ReasonDetail::new(reason, detail))
}

fn name_of(scheme: SignatureScheme) -> String {
    signature_scheme::name_of(scheme.into())
}
