//! The certificate association data of a TLSA record, made from a certificate. RFC 6698 sections 2.1.2 and 2.1.3.

use aws_lc_rs::digest::{SHA256, SHA512, digest};

use super::signed::Signed;
use crate::tls::der::{Reader, SEQUENCE, context};

/// What a TLSA record with this selector and matching type would have for the certificate; `None` for numbers that are
/// not assigned and for certificates that cannot be read.
#[must_use]
pub fn association(der: &[u8], selector: u8, matching_type: u8) -> Option<Vec<u8>> {
    let selected = match selector {
        0 => der.to_vec(),
        1 => key_info(der)?.to_vec(),
        _ => return None,
    };
    match matching_type {
        0 => Some(selected),
        1 => Some(digest(&SHA256, &selected).as_ref().to_vec()),
        2 => Some(digest(&SHA512, &selected).as_ref().to_vec()),
        _ => None,
    }
}

/// The subject public key info, whatever the rest of the certificate is: usage 3 looks at nothing else (RFC 7672 section 3.1.1).
fn key_info(der: &[u8]) -> Option<&[u8]> {
    let signed = Signed::of_certificate(der)?;
    let mut body = Reader::new(Reader::only(signed.message, SEQUENCE)?);
    // The version, where it is told; serial number, algorithm, issuer, validity and subject.
    body.take_if(context(0));
    for _ in 0..5 {
        body.element()?;
    }
    let key = body.element()?;
    (key.tag == SEQUENCE).then_some(key.whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_counts_whatever_the_dates_are() {
        let key = rcgen::KeyPair::generate().unwrap();
        let parameters = rcgen::CertificateParams::new(vec!["mx.example.com".to_owned()]).unwrap();
        let right = parameters.self_signed(&key).unwrap().der().to_vec();
        let of = |date: &[u8]| right.windows(date.len()).position(|window| window == date);
        let month = of(b"750101000000Z").unwrap() + 2;
        let mut wrong = right.clone();
        wrong[month..month + 2].copy_from_slice(b"13");
        assert_eq!(association(&wrong, 1, 1), association(&right, 1, 1));
        assert!(association(&wrong, 1, 1).is_some());
    }

    #[test]
    fn selectors_and_matching_types_are_those_of_the_rfc() {
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = rcgen::CertificateParams::new(vec!["mx.example.com".to_owned()])
            .unwrap()
            .self_signed(&key)
            .unwrap();
        let der = certificate.der();
        let spki = rcgen::PublicKeyData::subject_public_key_info(&key);
        assert_eq!(association(der, 0, 0).as_deref(), Some(der.as_ref()));
        assert_eq!(association(der, 1, 0), Some(spki.clone()));
        assert_eq!(
            association(der, 1, 1),
            Some(digest(&SHA256, &spki).as_ref().to_vec())
        );
        assert_eq!(
            association(der, 0, 2),
            Some(digest(&SHA512, der).as_ref().to_vec())
        );
        assert_eq!(association(der, 2, 1), None);
        assert_eq!(association(der, 1, 3), None);
        assert_eq!(association(b"no certificate", 1, 1), None);
    }
}
