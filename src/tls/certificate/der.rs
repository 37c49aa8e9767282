//! What is taken from a certificate's bytes as bytes: digests, raw names and keys for comparing, the channel
//! binding of RFC 5929 section 4.1.

use super::hexadecimal::hexadecimal;
use aws_lc_rs::digest;
use x509_parser::certificate::X509Certificate;
use x509_parser::error::X509Error;

use super::algorithm::{self, Hash};
use super::element::contents;
use super::extension::Extensions;
use crate::tls::der::{INTEGER, Reader, SEQUENCE, context};

/// The parts of a certificate that are compared byte by byte when a path is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerParts {
    /// The contents of the subject's SEQUENCE, without tag and length.
    pub subject: Vec<u8>,
    /// The contents of the issuer's SEQUENCE, without tag and length.
    pub issuer: Vec<u8>,
    /// The issuer with tag and length.
    pub issuer_name: Vec<u8>,
    /// The contents of the serial number's INTEGER.
    pub serial: Vec<u8>,
    /// The contents of the subject public key info's SEQUENCE, without tag and length.
    pub subject_public_key_info: Vec<u8>,
    /// The bits of the subject public key.
    pub subject_public_key: Vec<u8>,
}

impl DerParts {
    /// Takes the parts out of a certificate; `None` when it cannot be read.
    #[must_use]
    pub fn of(der: &[u8]) -> Option<Self> {
        let (_, parsed) = x509_parser::parse_x509_certificate(der).ok()?;
        Some(Self {
            subject: contents(parsed.subject().as_raw())?.to_vec(),
            issuer: contents(parsed.issuer().as_raw())?.to_vec(),
            issuer_name: parsed.issuer().as_raw().to_vec(),
            serial: parsed.raw_serial().to_vec(),
            subject_public_key_info: contents(parsed.public_key().raw)?.to_vec(),
            subject_public_key: parsed.public_key().subject_public_key.data.to_vec(),
        })
    }
}

/// Whether a client with OpenSSL ends the handshake at this entry of a certificate message, wherever in it: it is no SEQUENCE
/// that begins with another one and fills the entry to its end. What else is wrong in a certificate is looked at later, or
/// never. Lengths count in BER, which OpenSSL takes; of one that is not given nothing is said (X.690 section 8.1.3).
#[must_use]
pub(super) fn ends_handshakes(der: &[u8]) -> bool {
    let (length, contents) = match der {
        [0x30, 0x80, ..] => return false,
        [0x30, short @ 0..=0x7f, contents @ ..] => (usize::from(*short), contents),
        [0x30, long @ 0x81..=0x84, rest @ ..] => {
            let Some((octets, contents)) = rest.split_at_checked(usize::from(long & 0x7f)) else {
                return true;
            };
            let length = octets
                .iter()
                .fold(0, |length, octet| length << 8 | usize::from(*octet));
            (length, contents)
        }
        _ => return true,
    };
    length != contents.len() || contents.first() != Some(&SEQUENCE)
}

/// Issuer and subject of a certificate, the contents of their SEQUENCEs, by reading no further; `None` when it cannot be
/// read so far. Version, serial number and signature come before them, the validity between: RFC 5280 section 4.1.
#[must_use]
pub fn issuer_and_subject(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let certificate = Reader::only(der, SEQUENCE)?;
    let mut to_be_signed = Reader::new(Reader::new(certificate).take(SEQUENCE)?);
    to_be_signed.take_if(context(0));
    to_be_signed.take(INTEGER)?;
    to_be_signed.take(SEQUENCE)?;
    let issuer = to_be_signed.take(SEQUENCE)?;
    to_be_signed.take(SEQUENCE)?;
    Some((issuer, to_be_signed.take(SEQUENCE)?))
}

/// The `tls-server-end-point` channel binding: the certificate's hash by the hash of its signature, SHA-256 in place
/// of MD5 and SHA-1. `None` where that is undefined (Ed25519, ML-DSA) or the certificate cannot be read.
#[must_use]
pub fn end_point_binding(der: &[u8]) -> Option<Vec<u8>> {
    let (_, parsed) = x509_parser::parse_x509_certificate(der).ok()?;
    let hash = match algorithm::signature_hash(&parsed.signature_algorithm)? {
        Hash::Sha224 => &digest::SHA224,
        Hash::Sha256 => &digest::SHA256,
        Hash::Sha384 => &digest::SHA384,
        Hash::Sha512 => &digest::SHA512,
    };
    Some(digest::digest(hash, der).as_ref().to_vec())
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// The serial number without the zero byte that only keeps it positive; a negative one with its sign.
pub(super) fn serial(bytes: &[u8]) -> String {
    match bytes {
        [0, rest @ ..] if !rest.is_empty() => hexadecimal(rest),
        [first, ..] if *first >= 0x80 => format!("-{}", hexadecimal(&negated(bytes))),
        _ => hexadecimal(bytes),
    }
}

/// The amount of a negative number in two's complement.
fn negated(bytes: &[u8]) -> Vec<u8> {
    let mut amount: Vec<u8> = bytes.iter().map(|byte| !byte).collect();
    for byte in amount.iter_mut().rev() {
        let (sum, carried) = byte.overflowing_add(1);
        *byte = sum;
        if !carried {
            break;
        }
    }
    amount
}

/// The parser stops at the first part of a name that is malformed and behind the bits of a key, and says nothing; what it
/// took for the whole then ends before its length does.
pub(super) fn malformed_part(certificate: &X509Certificate<'_>) -> Option<&'static str> {
    [
        (
            certificate.subject().as_raw(),
            "the subject is malformed, and shown as far as it can be read",
        ),
        (
            certificate.issuer().as_raw(),
            "the issuer is malformed, and shown as far as it can be read",
        ),
        (
            certificate.public_key().raw,
            "the subject public key info is malformed: bytes follow the key",
        ),
    ]
    .into_iter()
    .find_map(|(part, why)| contents(part).is_none().then_some(why))
}

/// Same subject and issuer, and signed by its own key. Where the signature cannot be checked the key identifiers
/// decide; without them the names have to do.
pub(super) fn is_self_signed(certificate: &X509Certificate<'_>, extensions: &Extensions) -> bool {
    if certificate.subject().as_raw() != certificate.issuer().as_raw() {
        return false;
    }
    match (
        &extensions.authority_key_identifier,
        &extensions.subject_key_identifier,
    ) {
        (Some(authority), Some(subject)) => authority == subject,
        _ => match certificate.verify_signature(None) {
            Ok(()) | Err(X509Error::SignatureUnsupportedAlgorithm) => true,
            // The verifier refuses RSA keys under 2048 bits and some RSASSA-PSS without looking.
            Err(_) => {
                let key = algorithm::public_key(certificate.public_key());
                key.is_weak() || key.algorithm == "RSA-PSS"
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seen with OpenSSL 3.0: d2i_X509 fails, or tls_process_server_certificate says "cert length mismatch".
    #[test]
    fn what_has_not_the_form_of_a_certificate_ends_handshakes() {
        for ends in [
            &b""[..],
            b"hello",
            &[0x30],
            &[0x30, 0],
            &[0x30, 2, 0x30, 0, 0],
            &[0x30, 3, 0x30, 0],
            &[0x30, 3, 2, 1, 0],
            &[0x30, 0x82, 0],
            &[0x31, 2, 0x30, 0],
        ] {
            assert!(ends_handshakes(ends), "{ends:?}");
        }
        for goes_on in [
            &[0x30, 2, 0x30, 0][..],
            &[0x30, 0x81, 2, 0x30, 0],
            &[0x30, 0x80, 0x30, 0, 0, 0],
        ] {
            assert!(!ends_handshakes(goes_on), "{goes_on:?}");
        }
    }

    #[test]
    fn a_serial_number_keeps_no_sign_byte() {
        assert_eq!(serial(&[0, 0xab, 1]), "ab01");
        assert_eq!(serial(&[0]), "00");
        assert_eq!(serial(&[0x7f]), "7f");
        assert_eq!(serial(&[0xff]), "-01");
        assert_eq!(serial(&[0x80, 0]), "-8000");
    }
}
