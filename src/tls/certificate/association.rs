//! The certificate association data of a TLSA record, made from a certificate. RFC 6698 sections 2.1.2 and 2.1.3.

use aws_lc_rs::digest::{SHA256, SHA512, digest};

/// What a TLSA record with this selector and matching type would have for the certificate; `None` for numbers that are
/// not assigned and for certificates that cannot be read.
#[must_use]
pub fn association(der: &[u8], selector: u8, matching_type: u8) -> Option<Vec<u8>> {
    let selected = match selector {
        0 => der.to_vec(),
        1 => x509_parser::parse_x509_certificate(der)
            .ok()?
            .1
            .public_key()
            .raw
            .to_vec(),
        _ => return None,
    };
    match matching_type {
        0 => Some(selected),
        1 => Some(digest(&SHA256, &selected).as_ref().to_vec()),
        2 => Some(digest(&SHA512, &selected).as_ref().to_vec()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
