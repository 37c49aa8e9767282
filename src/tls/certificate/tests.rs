//! Certificates made on the spot, read back.

use rcgen::{
    CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, KeyPair, SanType,
};

use super::{extension::MOST_NAMES, *};

fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn parameters() -> CertificateParams {
    let mut parameters =
        CertificateParams::new(vec!["mx.example.com".into(), "*.example.net".into()]).unwrap();
    parameters
        .subject_alt_names
        .push(SanType::IpAddress("2001:db8::1".parse().unwrap()));
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    parameters
        .distinguished_name
        .push(DnType::CountryName, "DE");
    parameters
        .distinguished_name
        .push(DnType::OrganizationName, "Ac, me \"x\"");
    parameters
        .distinguished_name
        .push(DnType::CommonName, "mx\u{202e}\x1b[31m");
    parameters.not_before = rcgen::date_time_ymd(2026, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(2026, 3, 31);
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    parameters
}

fn der(parameters: &CertificateParams) -> Vec<u8> {
    let key = KeyPair::generate().unwrap();
    parameters.self_signed(&key).unwrap().der().to_vec()
}

#[test]
fn names_dates_and_key_are_read() {
    let certificate = Certificate::from_der(&der(&parameters()), now());
    assert_eq!(certificate.error, None);
    assert_eq!(certificate.dns_names, ["mx.example.com", "*.example.net"]);
    assert_eq!(certificate.ip_addresses, ["2001:db8::1"]);
    assert_eq!(
        certificate.not_before.unwrap().to_string(),
        "2026-01-01T00:00:00Z"
    );
    assert_eq!(certificate.days_left, Some(29));
    assert_eq!(certificate.public_key.to_string(), "EC P-256");
    assert_eq!(certificate.public_key.bits, Some(256));
    assert_eq!(certificate.signature_algorithm, "ecdsa-with-SHA256");
    assert_eq!(certificate.server_auth, Some(false));
    assert!(certificate.self_signed);
}

#[test]
fn names_are_reversed_escaped_and_harmless() {
    let certificate = Certificate::from_der(&der(&parameters()), now());
    assert_eq!(
        certificate.subject,
        "CN=mx\\u{202e}\\1B[31m,O=Ac\\, me \\\"x\\\",C=DE"
    );
    assert_eq!(
        certificate.common_name.as_deref(),
        Some("mx\\u{202e}\\x1b[31m")
    );
}

#[test]
fn days_left_round_towards_the_past() {
    let certificate = Certificate::from_der(&der(&parameters()), now());
    let at = |text: &str| certificate.days_left(text.parse().unwrap());
    assert_eq!(at("2026-03-30T00:00:01Z"), Some(0));
    assert_eq!(at("2026-03-31T00:00:01Z"), Some(-1));
    assert_eq!(at("2026-04-01T00:00:01Z"), Some(-2));
}

#[test]
fn what_is_no_certificate_still_has_its_digest() {
    let certificate = Certificate::from_der(b"abc", now());
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(certificate.sha256, abc);
    assert!(certificate.error.is_some());
    assert_eq!(certificate.not_after, None);
    assert_eq!(certificate.display_name(), "a certificate without a name");
}

#[test]
fn bytes_after_the_certificate_are_an_error() {
    let mut bytes = der(&parameters());
    bytes.extend(b"xyz");
    let certificate = Certificate::from_der(&bytes, now());
    assert_eq!(
        certificate.error.as_deref(),
        Some("3 bytes follow the certificate")
    );
    assert_eq!(certificate.dns_names.len(), 2);
}

#[test]
fn no_cut_or_changed_byte_is_a_panic() {
    let whole = der(&parameters());
    for at in 0..whole.len() {
        let _ = Certificate::from_der(&whole[..at], now());
        let mut changed = whole.clone();
        changed[at] ^= 0xff;
        let _ = Certificate::from_der(&changed, now());
        let _ = end_point_binding(&changed);
    }
}

#[test]
fn must_staple_and_the_issuers_address_are_read() {
    let mut with = parameters();
    let feature =
        CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 24], vec![0x30, 3, 2, 1, 5]);
    let url = b"http://ca.example/ca.der";
    let mut access = vec![
        0x30, 38, 0x30, 36, 0x06, 8, 0x2b, 6, 1, 5, 5, 7, 0x30, 2, 0x86, 24,
    ];
    access.extend(url);
    let access = CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], access);
    with.custom_extensions = vec![feature, access];
    let certificate = Certificate::from_der(&der(&with), now());
    assert!(certificate.must_staple);
    assert_eq!(
        certificate.issuer_url.as_deref(),
        Some("http://ca.example/ca.der")
    );
    assert!(!Certificate::from_der(&der(&parameters()), now()).must_staple);
}

/// One timestamp of version 1 as RFC 6962 sections 3.2 and 3.3 write it: version, log, time, extensions, signature.
fn sct() -> Vec<u8> {
    let signature = [4, 3, 0, 2, 0xaa, 0xbb];
    let sct = [&[0][..], &[9; 32], &[0; 8], &[0, 0], &signature].concat();
    [&[0, sct.len() as u8][..], &sct].concat()
}

#[test]
fn embedded_timestamps_of_logs_are_counted() {
    let with = |count: usize| {
        let list = sct().repeat(count);
        let length = list.len() as u8;
        // OCTET STRING, and the length of the list.
        let value = [&[4, length + 2, 0, length][..], &list].concat();
        let id = [1, 3, 6, 1, 4, 1, 11129, 2, 4, 2];
        let mut parameters = parameters();
        parameters.custom_extensions = vec![CustomExtension::from_oid_content(&id, value)];
        Certificate::from_der(&der(&parameters), now()).embedded_scts
    };
    assert_eq!((with(0), with(1), with(2)), (0, 1, 2));
    assert_eq!(
        Certificate::from_der(&der(&parameters()), now()).embedded_scts,
        0
    );
}

#[test]
fn an_end_without_end_is_shown_as_it_is() {
    let mut endless = parameters();
    endless.not_after = rcgen::date_time_ymd(9999, 12, 31);
    let certificate = Certificate::from_der(&der(&endless), now());
    let end = certificate.not_after.unwrap();
    assert_eq!(end.to_string(), "9999-12-31T00:00:00Z");
}

#[test]
fn names_past_those_that_are_kept_are_counted() {
    let mut many = parameters();
    let name = |number: usize| SanType::DnsName(format!("n{number}.example").try_into().unwrap());
    many.subject_alt_names = (0..MOST_NAMES + 7).map(name).collect();
    let certificate = Certificate::from_der(&der(&many), now());
    assert_eq!(certificate.dns_names.len(), MOST_NAMES);
    assert_eq!(certificate.names_dropped, 7);
}

#[test]
fn control_characters_in_a_name_are_a_deviation() {
    let certificate = Certificate::from_der(&der(&parameters()), now());
    assert_eq!(certificate.deviations, [Deviation::ControlCharacters]);
}

#[test]
fn rsa_keys_are_measured_by_their_modulus() {
    let key = KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA512, rcgen::RsaKeySize::_2048).unwrap();
    let der = parameters().self_signed(&key).unwrap().der().to_vec();
    let certificate = Certificate::from_der(&der, now());
    assert_eq!(certificate.public_key.to_string(), "RSA 2048");
    assert!(!certificate.public_key.is_weak());
    assert_eq!(certificate.signature_algorithm, "sha512WithRSAEncryption");
    assert_eq!(end_point_binding(&der).map(|hash| hash.len()), Some(64));
}

#[test]
fn ed25519_has_no_end_point_binding() {
    let key = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let der = parameters().self_signed(&key).unwrap().der().to_vec();
    assert_eq!(
        Certificate::from_der(&der, now()).public_key.algorithm,
        "Ed25519"
    );
    assert_eq!(end_point_binding(&der), None);
}

#[test]
fn a_name_that_breaks_off_at_a_malformed_part_is_said_to() {
    let whole = der(&parameters());
    let country = [0x31, 0x0b, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x06];
    let found: Vec<_> = whole
        .windows(country.len())
        .enumerate()
        .filter_map(|(at, window)| (window == country).then_some(at))
        .collect();
    for (at, which) in found.into_iter().zip(["issuer", "subject"]) {
        let mut broken = whole.clone();
        // The SET now holds more than it has room for.
        broken[at + 3] = 0x0c;
        let certificate = Certificate::from_der(&broken, now());
        let expected = format!("the {which} is malformed, and shown as far as it can be read");
        assert_eq!(certificate.error, Some(expected));
        assert_eq!(certificate.dns_names, ["mx.example.com", "*.example.net"]);
    }
}

#[test]
fn bytes_behind_the_key_are_said_to_be_there() {
    let mut der = der(&parameters());
    let curve_and_bits = [0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04];
    let at = der
        .windows(curve_and_bits.len())
        .position(|window| window == curve_and_bits)
        .unwrap();
    // The BIT STRING ends after one byte of the key.
    der[at + 5] = 2;
    let certificate = Certificate::from_der(&der, now());
    assert_eq!(
        certificate.error.as_deref(),
        Some("the subject public key info is malformed: bytes follow the key")
    );
}

#[test]
fn keys_are_weak_below_what_is_accepted_today() {
    let key = |algorithm: &str, bits| PublicKey {
        algorithm: algorithm.to_owned(),
        bits: Some(bits),
    };
    for weak in [
        key("RSA", 2047),
        key("RSA-PSS", 1024),
        key("EC P-192", 192),
        key("DSA", 3072),
    ] {
        assert!(weak.is_weak(), "{weak}");
    }
    for strong in [
        key("RSA", 2048),
        key("RSA-PSS", 2048),
        key("EC P-224", 224),
        key("Ed25519", 256),
    ] {
        assert!(!strong.is_weak(), "{strong}");
    }
}
