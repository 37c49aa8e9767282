//! What a server chose to call itself, as it may be shown: a name in its certificates may be a secret of the run. Masked by
//! itself, before it is put into a sentence: there a mask would be in the way of this program's own words, or tell that a
//! secret is one of them.

use std::borrow::Cow;

use crate::{
    smtp::Concealer,
    tls::{Certificate, HandshakeError},
};

/// The same text with a mask for each secret. There is no word of this program in it.
#[must_use]
pub fn masked_value<'t>(text: &'t str, concealer: &Concealer) -> Cow<'t, str> {
    concealer.masked(text, &|_, _| false)
}

/// Masks what the issuer of a certificate wrote into it.
pub fn mask_certificate(certificate: &mut Certificate, concealer: &Concealer) {
    for text in certificate.texts_mut() {
        mask(text, concealer);
    }
}

/// Masks what a server said in place of TLS.
pub fn mask_error(error: &mut HandshakeError, concealer: &Concealer) {
    match error {
        HandshakeError::PlaintextPeer { first_bytes } | HandshakeError::NotTls { first_bytes } => {
            mask(first_bytes, concealer);
        }
        HandshakeError::Alert(_)
        | HandshakeError::ClosedByPeer
        | HandshakeError::Reset
        | HandshakeError::TimedOut(_)
        | HandshakeError::Io(_)
        | HandshakeError::Incompatible(_)
        | HandshakeError::Misbehaved(_)
        | HandshakeError::TooLarge
        | HandshakeError::Ours(_) => {}
    }
}

/// Masks a text of the server.
pub fn mask(text: &mut String, concealer: &Concealer) {
    if let Cow::Owned(masked) = masked_value(text, concealer) {
        *text = masked;
    }
}

/// Certificates as they may be named in a sentence.
pub(super) fn certificates<'a>(
    certificates: &'a [Certificate],
    concealer: &Concealer,
) -> Cow<'a, [Certificate]> {
    let mut certificates = Cow::Borrowed(certificates);
    if !concealer.is_empty() {
        for certificate in certificates.to_mut() {
            mask_certificate(certificate, concealer);
        }
    }
    certificates
}
