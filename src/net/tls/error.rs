//! The library's and the system's errors in terms of what the peer did. RFC 8446 section 6.2 names the alerts.

use std::io;

use rustls::{Error, InvalidMessage, PeerIncompatible, PeerMisbehaved};

use super::HandshakeError;
use crate::{
    text::visible,
    tls::{Alert, Incompatible, TlsVersion},
};

/// How many of the peer's first bytes are shown when they are not TLS.
pub(super) const FIRST_BYTES: usize = 128;

/// What the library found wrong; `first` are the first bytes that the peer sent in the handshake.
pub(super) fn from_library(error: &Error, first: &[u8]) -> HandshakeError {
    match error {
        Error::AlertReceived(alert) => HandshakeError::Alert(Alert(u8::from(*alert))),
        Error::InvalidMessage(_) if !first.is_empty() && !looks_like_tls(first) => not_tls(first),
        Error::InvalidMessage(InvalidMessage::UnknownProtocolVersion) => {
            HandshakeError::Incompatible(Incompatible::UnknownVersion)
        }
        // Which scheme it is, and whether it goes with the suite after all, is not said.
        Error::PeerMisbehaved(PeerMisbehaved::SignedKxWithWrongAlgorithm) => {
            HandshakeError::Incompatible(Incompatible::SignatureScheme)
        }
        Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13)
            if !names_old_version(first) =>
        {
            HandshakeError::Misbehaved(
                "its ServerHello names a version that was not offered".to_owned(),
            )
        }
        Error::PeerIncompatible(why) => HandshakeError::Incompatible(incompatibility(why)),
        Error::InvalidMessage(
            InvalidMessage::HandshakePayloadTooLarge | InvalidMessage::CertificatePayloadTooLarge,
        ) => HandshakeError::TooLarge,
        Error::General(_)
        | Error::EncryptError
        | Error::FailedToGetCurrentTime
        | Error::FailedToGetRandomBytes
        | Error::HandshakeNotComplete
        | Error::UnsupportedNameType
        | Error::PeerMisbehaved(PeerMisbehaved::TooManyRenegotiationRequests)
        | Error::Other(_) => HandshakeError::Ours(visible(error.to_string().as_bytes())),
        Error::NoCertificatesPresented => HandshakeError::Incompatible(Incompatible::NoCertificate),
        other => HandshakeError::Misbehaved(visible(other.to_string().as_bytes())),
    }
}

/// What the system said while reading or writing; an end of stream is [`HandshakeError::ClosedByPeer`].
pub(super) fn from_system(error: &io::Error) -> HandshakeError {
    match error.kind() {
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::ConnectionAborted => HandshakeError::Reset,
        io::ErrorKind::UnexpectedEof => HandshakeError::ClosedByPeer,
        _ => HandshakeError::Io(error.to_string()),
    }
}

/// What went wrong while the library read: the system's error, or its own.
pub(super) fn from_reading(error: &io::Error) -> HandshakeError {
    let of_library = HandshakeError::in_io_error(error).cloned();
    of_library.unwrap_or_else(|| from_system(error))
}

/// A TLS record begins with a content type from 20 to 23 and major version 3 (RFC 8446 section 5.1).
fn looks_like_tls(first: &[u8]) -> bool {
    let has_type = first.first().is_none_or(|byte| (20..=23).contains(byte));
    has_type && first.get(1).is_none_or(|byte| *byte == 3)
}

/// Whether a ServerHello is one of SSL 3.0 to TLS 1.1: by the version in it, but for those that choose a suite of TLS 1.3, whose
/// version stands elsewhere and which have to have 0x0303 there (RFC 8446 section 4.1.3). It comes behind a record header of
/// five bytes and four of its own, and before 32 random ones and the session id.
fn names_old_version(first: &[u8]) -> bool {
    const SERVER_HELLO: u8 = 2;
    let byte = |at: usize| first.get(at).copied();
    let version = byte(9).zip(byte(10));
    let suite = byte(43).and_then(|session_id| byte(44 + usize::from(session_id)));
    let is_old = version
        .and_then(|(high, low)| TlsVersion::from_code(u16::from_be_bytes([high, low])))
        .is_some_and(TlsVersion::is_deprecated);
    byte(5) == Some(SERVER_HELLO) && is_old && suite != Some(0x13)
}

fn not_tls(first: &[u8]) -> HandshakeError {
    let line = first.split(|byte| *byte == b'\n').next().unwrap_or(first);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let first_bytes = visible(line);
    match line
        .iter()
        .all(|byte| matches!(byte, b' '..=b'~' | b'\t' | 0x80..))
    {
        true => HandshakeError::PlaintextPeer { first_bytes },
        false => HandshakeError::NotTls { first_bytes },
    }
}

fn incompatibility(why: &PeerIncompatible) -> Incompatible {
    match why {
        PeerIncompatible::ServerDoesNotSupportTls12Or13 => Incompatible::OnlyOldVersions,
        PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig => Incompatible::OlderThanMinimum,
        PeerIncompatible::NoCipherSuitesInCommon => Incompatible::SuiteNotOffered,
        PeerIncompatible::NoKxGroupsInCommon => Incompatible::NoGroup,
        PeerIncompatible::NoSignatureSchemesInCommon
        | PeerIncompatible::NoCertificateRequestSignatureSchemesInCommon => {
            Incompatible::NoSignatureScheme
        }
        other => Incompatible::Other(words(&format!("{other:?}"))),
    }
}

/// The library has no words for these; their names read well enough apart: `ec points extension required`.
fn words(camel_case: &str) -> String {
    let mut words = String::with_capacity(camel_case.len() + 4);
    for character in camel_case.chars() {
        if character.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(character.to_ascii_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_place_of_tls_is_told_from_rubbish() {
        let error = Error::InvalidMessage(InvalidMessage::InvalidContentType);
        let text = from_library(&error, b"220 mx ESMTP \x80\r\n250 more");
        let first_bytes = "220 mx ESMTP \\x80".to_string();
        assert_eq!(text, HandshakeError::PlaintextPeer { first_bytes });
        let rubbish = from_library(&error, &[0, 1, 2]);
        assert!(
            matches!(rubbish, HandshakeError::NotTls { .. }),
            "{rubbish:?}"
        );
        let broken_tls = from_library(&error, &[22, 3, 3, 0, 1]);
        assert!(
            matches!(broken_tls, HandshakeError::Misbehaved(_)),
            "{broken_tls:?}"
        );
    }

    /// The library keeps 64 KiB of a message, where the protocol has 16 MiB (RFC 8446 section 4).
    #[test]
    fn what_the_library_does_not_take_is_no_fault_of_the_server() {
        let of = |error: Error| from_library(&error, &[22, 3, 3, 0, 1]);
        for large in [
            InvalidMessage::HandshakePayloadTooLarge,
            InvalidMessage::CertificatePayloadTooLarge,
        ] {
            assert_eq!(of(large.into()), HandshakeError::TooLarge);
        }
        for ours in [
            Error::General("x".to_owned()),
            Error::FailedToGetRandomBytes,
            Error::EncryptError,
            PeerMisbehaved::TooManyRenegotiationRequests.into(),
        ] {
            let said = of(ours);
            assert!(matches!(said, HandshakeError::Ours(_)), "{said:?}");
            assert!(!said.to_string().contains("server broke"), "{said}");
        }
        let theirs = of(PeerMisbehaved::InvalidKeyShare.into());
        assert!(matches!(theirs, HandshakeError::Misbehaved(_)));
        // A record has a limit of its own (RFC 8446 section 5.2).
        let record = of(InvalidMessage::MessageTooLarge.into());
        assert!(matches!(record, HandshakeError::Misbehaved(_)));
    }

    /// Ed448 and RSASSA-PSS keys in TLS 1.2: the library knows no suite that goes with them, others do (RFC 8422 section 5.10).
    #[test]
    fn a_scheme_that_the_library_does_not_have_is_nothing_in_common() {
        let error = PeerMisbehaved::SignedKxWithWrongAlgorithm.into();
        let said = from_library(&error, &[22, 3, 3, 0, 1]);
        let nothing = HandshakeError::Incompatible(Incompatible::SignatureScheme);
        assert_eq!(said, nothing);
    }

    /// A ServerHello without session id, of this version and with this suite.
    fn server_hello(version: [u8; 2], suite: [u8; 2]) -> Vec<u8> {
        let mut bytes = vec![22, 3, 3, 0, 44, 2, 0, 0, 40];
        bytes.extend(version);
        bytes.extend([7; 32]);
        bytes.push(0);
        bytes.extend(suite);
        bytes.extend([0, 0, 0]);
        bytes
    }

    /// RFC 8446 section 4.1.3: what is neither old nor offered is not old.
    #[test]
    fn a_version_that_nobody_offered_is_not_an_old_one() {
        let of = |version, suite| {
            let error = PeerIncompatible::ServerDoesNotSupportTls12Or13.into();
            from_library(&error, &server_hello(version, suite))
        };
        let old = HandshakeError::Incompatible(Incompatible::OnlyOldVersions);
        for version in [[3, 0], [3, 1], [3, 2]] {
            assert_eq!(of(version, [0, 0x2f]), old, "{version:?}");
        }
        for (version, suite) in [
            ([3, 5], [0xc0, 0x2f]),
            ([0xfe, 0xff], [0xc0, 0x2f]),
            ([0, 2], [0xc0, 0x2f]),
            ([3, 3], [0x13, 1]),
            ([3, 1], [0x13, 1]),
        ] {
            let said = of(version, suite);
            assert!(
                matches!(said, HandshakeError::Misbehaved(_)),
                "{version:?}: {said:?}"
            );
        }
    }

    #[test]
    fn a_reset_is_not_a_close() {
        let reset = io::Error::from(io::ErrorKind::ConnectionReset);
        assert_eq!(from_system(&reset), HandshakeError::Reset);
        let closed = io::Error::from(io::ErrorKind::UnexpectedEof);
        assert_eq!(from_system(&closed), HandshakeError::ClosedByPeer);
    }
}
