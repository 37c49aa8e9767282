//! The library's certificate verifier that lets every handshake pass and records what it saw: the chain, the
//! stapled OCSP response, and whether the handshake signature is by the certificate's key. It asserts validity to
//! the library and to nobody else: what may be trusted is decided from the three recorded results.
//! RFC 8446 section 4.4.3, RFC 5246 section 7.4.3.

use std::sync::{Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};

use super::scheme::{self, Signature};
use crate::tls::MOST_CERTIFICATES;

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
        Ok(self.note(scheme::judge(false, message, certificate, signed)))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(self.note(scheme::judge(true, message, certificate, signed)))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        scheme::offered()
    }
}
