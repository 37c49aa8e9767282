//! The handshake's signature: which schemes are offered, and whether one is by the certificate's key.
//! RFC 8446 sections 4.2.3 and 4.4.3, RFC 5246 section 7.4.3, RFC 8734 (Brainpool).

use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{CertificateDer, SignatureVerificationAlgorithm};
use rustls::{DigitallySignedStruct, SignatureScheme};

use super::provider::provider;
use super::signature;
use crate::tls::certificate::{DerParts, Key};

/// Signature schemes offered only so that the handshake is completed with servers that have no other; never accepted as proof.
/// SHA-1 is for old ones in TLS 1.2; Ed448 and the curves of Brainpool are what the library cannot verify.
const UNVERIFIABLE: [SignatureScheme; 6] = [
    SignatureScheme::RSA_PKCS1_SHA1,
    SignatureScheme::ECDSA_SHA1_Legacy,
    SignatureScheme::ED448,
    SignatureScheme::Unknown(0x081A),
    SignatureScheme::Unknown(0x081B),
    SignatureScheme::Unknown(0x081C),
];

/// Schemes for keys of RSASSA-PSS's own type, each beside the one that makes the same signature with a key for all of RSA. The
/// library knows the latter only.
const OF_PSS_KEYS: [(SignatureScheme, SignatureScheme); 3] = [
    (
        SignatureScheme::Unknown(0x0809),
        SignatureScheme::RSA_PSS_SHA256,
    ),
    (
        SignatureScheme::Unknown(0x080A),
        SignatureScheme::RSA_PSS_SHA384,
    ),
    (
        SignatureScheme::Unknown(0x080B),
        SignatureScheme::RSA_PSS_SHA512,
    ),
];

/// The AlgorithmIdentifier of a key that is for all of RSA, without its parameters (RFC 8017 section A.1).
const RSA_ENCRYPTION: [u8; 11] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
/// The same of one that is for RSASSA-PSS alone (RFC 8017 section A.2.3).
const RSASSA_PSS: [u8; 11] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];

/// The handshake signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signature {
    /// The handshake ended before it was seen.
    NotSeen,
    /// By the certificate's key.
    Valid,
    /// Not by the certificate's key, or not a signature at all.
    Invalid,
    /// Made with a scheme that TLS 1.3 forbids (RFC 8446 section 4.4.3), at all or with such a key, whoever made it.
    Forbidden(SignatureScheme),
    /// Made with a scheme, or by a key, that cannot be checked here.
    Uncheckable(SignatureScheme),
}

/// What is offered, the best first.
pub(super) fn offered() -> Vec<SignatureScheme> {
    let mut schemes = algorithms().supported_schemes();
    schemes.extend(OF_PSS_KEYS.map(|(scheme, _)| scheme));
    schemes.extend(UNVERIFIABLE);
    schemes
}

pub(super) fn algorithms() -> &'static WebPkiSupportedAlgorithms {
    &provider().signature_verification_algorithms
}

/// Whether the key of the certificate made this. The library refuses certificates that it cannot parse (X.509 version 1, unknown
/// critical extensions) and RSA keys of other than 2048 to 8192 bits with the same error as a wrong signature. So the signature
/// is checked with the bare key.
pub(super) fn judge(
    is_tls13: bool,
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
) -> Signature {
    let scheme = signed.scheme;
    if is_tls13 && is_forbidden_in_tls13(scheme) {
        return Signature::Forbidden(scheme);
    }
    let uncheckable = Signature::Uncheckable(scheme);
    let (Some(candidates), Some(parts)) = (candidates(scheme), DerParts::of(certificate)) else {
        return uncheckable;
    };
    let Some(key) = Key::of_info(&parts.subject_public_key_info) else {
        return uncheckable;
    };
    let by = candidates.iter().find(|algorithm| {
        let verified = algorithm.verify_signature(key.bits, message, signed.signature());
        verified.is_ok()
    });
    match by {
        // TLS 1.2 has no curve in the scheme.
        Some(_) if !is_tls13 => Signature::Valid,
        Some(algorithm) if goes_with(scheme, *algorithm, &key) => Signature::Valid,
        Some(_) => Signature::Forbidden(scheme),
        None if signature::is_within_library(&key) => Signature::Invalid,
        None => uncheckable,
    }
}

fn candidates(scheme: SignatureScheme) -> Option<&'static [Algorithm]> {
    let of_pss = OF_PSS_KEYS.iter().find(|(own, _)| *own == scheme);
    let scheme = of_pss.map_or(scheme, |(_, same)| *same);
    let mut known = algorithms().mapping.iter();
    known.find(|(own, _)| *own == scheme).map(|row| row.1)
}

type Algorithm = &'static dyn SignatureVerificationAlgorithm;

/// Whether TLS 1.3 has the scheme for such a key: a curve with its hash, and for RSA what the certificate says that the key is
/// for. The first of the library's algorithms for a scheme is the one of TLS 1.3.
fn goes_with(scheme: SignatureScheme, algorithm: Algorithm, key: &Key<'_>) -> bool {
    if OF_PSS_KEYS.iter().any(|(own, _)| *own == scheme) {
        // Parameters in the key bind its signatures to themselves (RFC 4055 section 3.3).
        return key.algorithm == RSASSA_PSS
            || key.algorithm == algorithm.signature_alg_id().as_ref();
    }
    let by_rsa = algorithm
        .public_key_alg_id()
        .as_ref()
        .starts_with(&RSA_ENCRYPTION);
    if by_rsa {
        return key.algorithm.starts_with(&RSA_ENCRYPTION);
    }
    let of_tls13 = candidates(scheme).and_then(<[_]>::first);
    of_tls13.is_some_and(|first| first.public_key_alg_id().as_ref() == key.algorithm)
}

/// PKCS #1, SHA-1 and MD5 are for certificates alone, SHA-224 and DSA for nothing (RFC 8446 section 4.2.3). Of ECDSA, TLS 1.3
/// takes a curve with its hash; a wrong pair is found where the signature is verified.
fn is_forbidden_in_tls13(scheme: SignatureScheme) -> bool {
    let [hash, algorithm] = u16::from(scheme).to_be_bytes();
    match (hash, algorithm) {
        // rsa_pkcs1_* and dsa_*
        (1..=6, 1 | 2) => true,
        // ecdsa_sha1, ecdsa_sha224
        (1..=3, 3) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
