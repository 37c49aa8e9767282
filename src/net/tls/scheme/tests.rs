//! Signatures that OpenSSL made, judged under each scheme.

use base64::{Engine, prelude::BASE64_STANDARD};
use rustls::internal::msgs::codec::{Codec, Reader};

use super::*;

/// One line of what was made.
fn made(name: &str) -> Vec<u8> {
    let lines = include_str!("made.txt").lines();
    let mut pairs = lines.filter_map(|line| line.split_once(' '));
    let (_, value) = pairs.find(|(own, _)| *own == name).unwrap();
    BASE64_STANDARD.decode(value).unwrap()
}

fn judged(is_tls13: bool, certificate: &str, scheme: u16, signature: &str) -> Signature {
    let signature = made(signature);
    let length = u16::try_from(signature.len()).unwrap().to_be_bytes();
    let bytes = [&scheme.to_be_bytes()[..], &length, &signature].concat();
    let signed = DigitallySignedStruct::read(&mut Reader::init(&bytes)).unwrap();
    judge(
        is_tls13,
        b"handshake",
        &CertificateDer::from(made(certificate)),
        &signed,
    )
}

#[test]
fn only_what_tls_1_3_has_for_handshakes_is_allowed_in_them() {
    for code in [
        0x0101, 0x0201, 0x0202, 0x0203, 0x0303, 0x0401, 0x0501, 0x0601,
    ] {
        assert!(is_forbidden_in_tls13(code.into()), "{code:#06x}");
    }
    for code in [
        0x0403, 0x0503, 0x0603, 0x0804, 0x0807, 0x0808, 0x080b, 0x081a, 0x0904,
    ] {
        assert!(!is_forbidden_in_tls13(code.into()), "{code:#06x}");
    }
}

/// The library knows no scheme of theirs, and OpenSSL, GnuTLS and Postfix check them.
#[test]
fn a_key_for_rsassa_pss_alone_is_checked() {
    for (certificate, scheme, signature) in [
        ("pss", 0x0809, "pss-sha256"),
        ("pss", 0x080A, "pss-sha384"),
        ("pss256", 0x0809, "pss256-sha256"),
    ] {
        let judged = judged(true, certificate, scheme, signature);
        assert_eq!(judged, Signature::Valid, "{signature}");
    }
    let by_another = judged(true, "pss", 0x0809, "pss256-sha256");
    assert_eq!(by_another, Signature::Invalid);
}

/// RFC 8446 section 4.2.3: rsa_pss_rsae_* is for keys with the OID rsaEncryption, rsa_pss_pss_* for those with RSASSA-PSS, and
/// ecdsa_secp256r1_sha256 for that curve. OpenSSL: "wrong signature type", "wrong curve".
#[test]
fn a_key_of_another_kind_than_the_scheme_is_for_is_forbidden_in_tls_1_3() {
    for (certificate, scheme, signature) in [
        ("pss", 0x0804, "pss-sha256"),
        ("rsa", 0x0809, "rsa-pss-sha256"),
        ("p384", 0x0403, "p384-sha256"),
    ] {
        let forbidden = Signature::Forbidden(scheme.into());
        assert_eq!(judged(true, certificate, scheme, signature), forbidden);
    }
    for (certificate, scheme, signature) in [
        ("rsa", 0x0804, "rsa-pss-sha256"),
        ("p384", 0x0503, "p384-sha384"),
    ] {
        let valid = judged(true, certificate, scheme, signature);
        assert_eq!(valid, Signature::Valid, "{signature}");
    }
}

/// RFC 5246 section 7.4.1.4.1: there the scheme names a hash and no curve.
#[test]
fn in_tls_1_2_a_hash_goes_with_every_curve() {
    for (scheme, signature) in [(0x0403, "p384-sha256"), (0x0503, "p384-sha384")] {
        let valid = judged(false, "p384", scheme, signature);
        assert_eq!(valid, Signature::Valid, "{signature}");
    }
}

#[test]
fn what_is_offered_without_being_checked_is_never_valid() {
    let ed448 = judged(true, "ed448", 0x0808, "ed448-signed");
    assert_eq!(ed448, Signature::Uncheckable(SignatureScheme::ED448));
    let offered = offered();
    for scheme in UNVERIFIABLE {
        assert!(offered.contains(&scheme) && candidates(scheme).is_none());
    }
}
