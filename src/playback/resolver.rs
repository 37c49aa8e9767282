//! Which certificate a client gets: by the server name that it sends, and by the kinds of keys that it can use.
//! RFC 6066 section 3, RFC 5246 section 7.4.2.

use std::sync::Arc;

use rustls::{
    CipherSuite,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};

/// What those get who send no server name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unnamed<T> {
    /// The same as the others.
    Same,
    /// Something else.
    Other(T),
    /// Nothing: the handshake fails.
    Refused,
}

#[derive(Debug)]
pub(super) struct Resolver {
    pub(super) usual: Arc<CertifiedKey>,
    pub(super) unnamed: Unnamed<Arc<CertifiedKey>>,
    /// For clients that cannot use a key on a curve.
    pub(super) rsa: Option<Arc<CertifiedKey>>,
}

impl ResolvesServerCert for Resolver {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        match &self.unnamed {
            Unnamed::Other(other) if hello.server_name().is_none() => return Some(other.clone()),
            Unnamed::Refused if hello.server_name().is_none() => return None,
            _ => {}
        }
        let takes_curves = hello.cipher_suites().iter().any(has_signature_on_a_curve);
        let rsa = self.rsa.as_ref().filter(|_| !takes_curves);
        Some(rsa.unwrap_or(&self.usual).clone())
    }
}

/// The suites of TLS 1.3 say nothing of the certificate: they go with any.
fn has_signature_on_a_curve(suite: &CipherSuite) -> bool {
    let name = suite.as_str().unwrap_or_default();
    name.contains("_ECDSA_") || name.starts_with("TLS13_")
}
