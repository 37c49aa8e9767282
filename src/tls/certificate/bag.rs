//! The certificates in what a certification authority publishes: one in DER, or a "certs-only" message of PKCS #7.
//! RFC 5280 section 4.2.2.1, RFC 5652 sections 3 and 5.1, RFC 8551 section 3.9.

use crate::tls::{
    MOST_CERTIFICATES,
    der::{INTEGER, OBJECT_IDENTIFIER, Reader, SEQUENCE, context},
};

const SET: u8 = 0x31;
/// 1.2.840.113549.1.7.2.
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];

/// The certificates in `bytes`, [`MOST_CERTIFICATES`] at most; none where they are neither of both.
#[must_use]
pub fn certificates_in(bytes: &[u8]) -> Vec<Vec<u8>> {
    if is_certificate(bytes) {
        return vec![bytes.to_vec()];
    }
    certificates_of_bag(bytes).unwrap_or_default()
}

fn is_certificate(bytes: &[u8]) -> bool {
    matches!(x509_parser::parse_x509_certificate(bytes), Ok(([], _)))
}

fn certificates_of_bag(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut content_info = Reader::new(Reader::only(bytes, SEQUENCE)?);
    if content_info.take(OBJECT_IDENTIFIER)? != SIGNED_DATA {
        return None;
    }
    let signed_data = Reader::only(content_info.take(context(0))?, SEQUENCE)?;
    let mut signed_data = Reader::new(signed_data);
    signed_data.take(INTEGER)?;
    signed_data.take(SET)?;
    signed_data.take(SEQUENCE)?;
    let mut certificates = Reader::new(signed_data.take_if(context(0))?);
    let mut found = Vec::new();
    while let Some(element) = certificates.element() {
        if is_certificate(element.whole) && found.len() < MOST_CERTIFICATES {
            found.push(element.whole.to_vec());
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn certificate(name: &str) -> Vec<u8> {
        let key = rcgen::KeyPair::generate().unwrap();
        let parameters = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
        parameters.self_signed(&key).unwrap().der().to_vec()
    }

    fn element(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
        let contents = contents.concat();
        let [high, low] = u16::try_from(contents.len()).unwrap().to_be_bytes();
        let length = match (high, low) {
            (0, 0..=0x7f) => vec![low],
            (0, _) => vec![0x81, low],
            _ => vec![0x82, high, low],
        };
        [&[tag][..], &length, &contents].concat()
    }

    /// As `openssl crl2pkcs7 -nocrl -certfile` makes it.
    fn bag(certificates: &[&[u8]]) -> Vec<u8> {
        const DATA: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
        let signed = element(
            SEQUENCE,
            &[
                &[INTEGER, 1, 1],
                &element(SET, &[]),
                &element(SEQUENCE, &[DATA]),
                &element(context(0), certificates),
                &element(SET, &[]),
            ],
        );
        let kind = element(OBJECT_IDENTIFIER, &[SIGNED_DATA]);
        element(SEQUENCE, &[&kind, &element(context(0), &[&signed])])
    }

    #[test]
    fn a_certificate_is_taken_as_it_is() {
        let one = certificate("a.example");
        assert_eq!(certificates_in(&one), std::slice::from_ref(&one));
        assert!(certificates_in(&[&one[..], b"and more"].concat()).is_empty());
    }

    #[test]
    fn a_bag_has_all_that_are_in_it() {
        let (one, other) = (certificate("a.example"), certificate("b.example"));
        let no_certificate = element(SEQUENCE, &[b"something else"]);
        let bytes = bag(&[&one, &no_certificate, &other]);
        assert_eq!(certificates_in(&bytes), [one, other]);
        assert!(certificates_in(&bag(&[])).is_empty());
    }

    #[test]
    fn text_and_nothing_are_no_certificates() {
        let pem = crate::tls::certificate::pem(&certificate("a.example"));
        for bytes in [&b""[..], b"<html>404</html>", pem.as_bytes()] {
            assert!(certificates_in(bytes).is_empty());
        }
    }

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(cut in 0_usize..400, bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = certificates_in(&bytes);
            let mut spoiled = bag(&[&bytes]);
            spoiled.truncate(cut);
            let _ = certificates_in(&spoiled);
        }
    }
}
