//! The library's certificate verifier that lets every handshake pass and records what it saw: the chain, the
//! stapled OCSP response, and whether the handshake signature is by the certificate's key. It asserts validity to
//! the library and to nobody else: what may be trusted is decided from the three recorded results.
//! RFC 8446 section 4.4.3, RFC 5246 section 7.4.3.

use std::sync::{Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};

use super::provider::provider;
use super::signature;
use crate::tls::{
    MOST_CERTIFICATES,
    certificate::{DerParts, Key},
};

/// Signature schemes offered only so that old servers complete the handshake; never accepted as proof.
const UNVERIFIABLE: [SignatureScheme; 2] = [
    SignatureScheme::RSA_PKCS1_SHA1,
    SignatureScheme::ECDSA_SHA1_Legacy,
];

/// What was seen of the server's certificate.
#[derive(Clone, Debug)]
pub(super) struct Recorded {
    pub(super) chain: Vec<CertificateDer<'static>>,
    /// Certificates past [`MOST_CERTIFICATES`].
    pub(super) dropped: usize,
    /// As it was stapled; empty when none was.
    pub(super) ocsp_response: Vec<u8>,
    pub(super) signature: Signature,
}

impl Recorded {
    /// A chain that was seen without a handshake's signature.
    pub(super) fn without_signature(chain_der: &[Vec<u8>]) -> Self {
        Self {
            chain: chain_der
                .iter()
                .map(|der| CertificateDer::from(der.clone()))
                .collect(),
            dropped: 0,
            ocsp_response: Vec::new(),
            signature: Signature::NotSeen,
        }
    }
}

/// The handshake signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signature {
    /// The handshake ended before it was seen.
    NotSeen,
    /// By the certificate's key.
    Valid,
    /// Not by the certificate's key, or not a signature at all.
    Invalid,
    /// Made with a scheme that TLS 1.3 forbids (RFC 8446 section 4.4.3), whoever made it.
    Forbidden(SignatureScheme),
    /// Made with a scheme, or by a key, that cannot be checked here.
    Uncheckable(SignatureScheme),
}

#[derive(Debug, Default)]
pub(super) struct Recorder(Mutex<Option<Recorded>>);

impl Recorder {
    /// What has been seen so far.
    pub(super) fn recorded(&self) -> Option<Recorded> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn note(&self, signature: Signature) -> HandshakeSignatureValid {
        if let Some(recorded) = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_mut()
        {
            recorded.signature = signature;
        }
        HandshakeSignatureValid::assertion()
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = std::iter::once(end_entity).chain(intermediates);
        let recorded = Recorded {
            dropped: (intermediates.len() + 1).saturating_sub(MOST_CERTIFICATES),
            chain: chain
                .take(MOST_CERTIFICATES)
                .map(|certificate| certificate.clone().into_owned())
                .collect(),
            ocsp_response: ocsp_response.to_vec(),
            signature: Signature::NotSeen,
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(recorded);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let verified = verify_tls12_signature(message, certificate, signed, algorithms());
        Ok(self.note(judge_signature(
            verified.is_ok(),
            message,
            certificate,
            signed,
        )))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if is_forbidden_in_tls13(signed.scheme) {
            return Ok(self.note(Signature::Forbidden(signed.scheme)));
        }
        let verified = verify_tls13_signature(message, certificate, signed, algorithms());
        Ok(self.note(judge_signature(
            verified.is_ok(),
            message,
            certificate,
            signed,
        )))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let mut schemes = algorithms().supported_schemes();
        schemes.extend(UNVERIFIABLE);
        schemes
    }
}

fn algorithms() -> &'static WebPkiSupportedAlgorithms {
    &provider().signature_verification_algorithms
}

/// The library refuses certificates that it cannot parse (X.509 version 1, unknown critical extensions) and RSA keys
/// of other than 2048 to 8192 bits with the same error as a wrong signature. So the signature is checked again with the bare key.
fn judge_signature(
    verified: bool,
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
) -> Signature {
    if verified {
        return Signature::Valid;
    }
    let uncheckable = Signature::Uncheckable(signed.scheme);
    let known = algorithms()
        .mapping
        .iter()
        .find(|(scheme, _)| *scheme == signed.scheme);
    let (Some((_, candidates)), Some(parts)) = (known, DerParts::of(certificate)) else {
        return uncheckable;
    };
    let key = &parts.subject_public_key;
    let by_bare_key = candidates.iter().any(|algorithm| {
        algorithm
            .verify_signature(key, message, signed.signature())
            .is_ok()
    });
    match by_bare_key {
        true => Signature::Valid,
        false if !is_within_library(&parts.subject_public_key_info) => uncheckable,
        false => Signature::Invalid,
    }
}

/// PKCS #1, SHA-1 and MD5 are for certificates alone, SHA-224 and DSA for nothing (RFC 8446 section 4.2.3). Of ECDSA, TLS 1.3
/// takes a curve with its hash; a wrong pair is found where the signature is verified.
pub(super) fn is_forbidden_in_tls13(scheme: SignatureScheme) -> bool {
    let [hash, algorithm] = u16::from(scheme).to_be_bytes();
    match (hash, algorithm) {
        // rsa_pkcs1_* and dsa_*
        (1..=6, 1 | 2) => true,
        // ecdsa_sha1, ecdsa_sha224
        (1..=3, 3) => true,
        _ => false,
    }
}

fn is_within_library(key_info: &[u8]) -> bool {
    Key::of_info(key_info).is_some_and(|key| signature::is_within_library(&key))
}
