//! Two judges of a path, and signatures of handshakes that TLS 1.3 forbids: a secret needs the yes of all.

use rcgen::{KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize};
use rustls::SignatureScheme;

use super::*;
use crate::tls::Outcome;

fn verified(chain: &[CertificateDer<'static>], roots: Roots) -> Verification {
    let parameters = Parameters {
        roots,
        ..world().parameters()
    };
    let recorded = Recorded {
        dropped: 0,
        chain: chain.to_vec(),
        ocsp_response: Vec::new(),
        signature: Signature::Valid,
    };
    let facts = |der: &CertificateDer<'_>| crate::tls::Certificate::from_der(der, parameters.now);
    let certificates: Vec<_> = chain.iter().map(facts).collect();
    judgement::judge(&recorded, &certificates, None, &parameters)
}

/// The same bytes with another object identifier wherever this one stands.
fn patched(certificate: &CertificateDer<'_>, from: &[u8], to: &[u8]) -> CertificateDer<'static> {
    let mut der = certificate.to_vec();
    for at in 0..=der.len() - from.len() {
        if der[at..].starts_with(from) {
            der[at..at + to.len()].copy_from_slice(to);
        }
    }
    CertificateDer::from(der)
}

#[test]
fn where_the_library_looks_no_further_the_path_is_trusted_and_gets_no_password() {
    let world = world();
    let mut chain = vec![world.intermediate.intermediate(|_| {})];
    for _ in 0..8 {
        let above = &chain[chain.len() - 1];
        let next = above.intermediate(|it| it.distinguished_name = named("Step"));
        chain.push(next);
    }
    let leaf = chain[chain.len() - 1].leaf(|_| {});
    let mut certificates: Vec<_> = chain.iter().map(|one| one.certificate.clone()).collect();
    certificates.push(leaf.certificate);
    certificates.reverse();
    certificates.push(world.intermediate.certificate.clone());
    let verification = verified(&certificates, world.parameters().roots);
    assert_eq!(verification.reasons, []);
    assert_eq!(verification.trusted(), Some(true));
    assert!(verification.is_verified() && !verification.permits_credentials());
    assert!(verification.disagreement().is_some());
}

fn named(name: &str) -> rcgen::DistinguishedName {
    let mut distinguished = rcgen::DistinguishedName::new();
    distinguished.push(rcgen::DnType::CommonName, name);
    distinguished
}

#[test]
fn where_the_library_looks_less_closely_its_yes_is_not_enough() {
    let world = world();
    let lax = world.root.intermediate(|it| {
        it.key_usages = vec![KeyUsagePurpose::CrlSign];
    });
    let leaf = lax.leaf(|_| {});
    let verification = verified(
        &[leaf.certificate, lax.certificate.clone()],
        world.parameters().roots,
    );
    assert_eq!(reasons(&verification), [Reason::KeyUsage]);
    assert!(!verification.permits_credentials());
}

#[test]
fn an_expired_root_of_a_file_is_not_trusted() {
    let key = KeyPair::generate().unwrap();
    let mut parameters = CertificateParams::new(Vec::new()).unwrap();
    parameters.distinguished_name = named("Old Root");
    parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    expired(&mut parameters);
    let root = parameters.self_signed(&key).unwrap().der().clone();
    let old = Authority {
        certificate: root.clone(),
        issuer: rcgen::Issuer::new(parameters, key),
    };
    let leaf = old.leaf(|_| {});
    let verification = verified(&[leaf.certificate], roots(&[&root]));
    assert_eq!(reasons(&verification), [Reason::ExpiredRoot]);
    assert_eq!(
        verification.reasons[0].detail,
        "the root Old Root expired on 2026-05-01, 31 days ago"
    );
    assert!(!verification.permits_credentials());
}

#[test]
fn a_signature_that_nobody_here_can_check_is_unchecked() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    // ecdsa-with-SHA256 becomes ecdsa-with-SHA224.
    let ecdsa = |last: u8| [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, last];
    let chain = [
        patched(&leaf.certificate, &ecdsa(2), &ecdsa(1)),
        world.intermediate.certificate.clone(),
    ];
    let verification = verified(&chain, world.parameters().roots);
    assert_eq!(reasons(&verification), [Reason::UncheckedSignature]);
    assert!(matches!(verification.path, Outcome::Unchecked(_)));
    assert!(!verification.permits_credentials());
}

#[test]
fn md5_is_weak_and_not_unchecked() {
    let world = world();
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let mut parameters = CertificateParams::new(Vec::new()).unwrap();
    parameters.distinguished_name = named("RSA Root");
    parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let root = parameters.self_signed(&key).unwrap().der().clone();
    let authority = Authority {
        certificate: root.clone(),
        issuer: rcgen::Issuer::new(parameters, key),
    };
    let leaf = authority.leaf(|_| {});
    // sha256WithRSAEncryption becomes md5WithRSAEncryption.
    let rsa = |last: u8| [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, last];
    let chain = [patched(&leaf.certificate, &rsa(11), &rsa(4))];
    let verification = verified(&chain, roots(&[&root]));
    assert_eq!(reasons(&verification), [Reason::WeakSignature]);
    assert!(
        verification.reasons[0]
            .detail
            .contains("md5WithRSAEncryption"),
        "{verification:?}"
    );
    assert_eq!(verification.trusted(), Some(false));
    drop(world);
}

#[test]
fn a_short_elliptic_curve_is_weak() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    // P-256 becomes P-192.
    let curve = |last: u8| [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, last];
    let chain = [
        patched(&leaf.certificate, &curve(7), &curve(1)),
        world.intermediate.certificate.clone(),
    ];
    let verification = verified(&chain, world.parameters().roots);
    assert!(verification.has(Reason::WeakKey), "{verification:?}");
    assert_eq!(verification.trusted(), Some(false));
}

#[test]
fn a_handshake_signed_as_tls_1_3_forbids_is_not_valid() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    let chain = [leaf.certificate, world.intermediate.certificate.clone()];
    let recorded = |signature| Recorded {
        dropped: 0,
        chain: chain.to_vec(),
        ocsp_response: Vec::new(),
        signature,
    };
    let parameters = world.parameters();
    let certificates: Vec<_> = chain
        .iter()
        .map(|der| crate::tls::Certificate::from_der(der, parameters.now))
        .collect();
    let forbidden = Signature::Forbidden(SignatureScheme::RSA_PKCS1_SHA256);
    let verification = judgement::judge(&recorded(forbidden), &certificates, None, &parameters);
    assert_eq!(reasons(&verification), [Reason::ForbiddenScheme]);
    assert_eq!(
        verification.handshake_signature,
        HandshakeSignature::Invalid
    );
    assert!(
        verification.reasons[0].detail.contains("rsa_pkcs1_sha256"),
        "{verification:?}"
    );
    assert!(!verification.permits_credentials());
}

/// RFC 8446 section 4.4.3: whoever made it, a signature with PKCS #1 proves nothing in TLS 1.3; in TLS 1.2 it is one like any other.
#[test]
fn a_forbidden_scheme_is_recorded_as_such_whatever_it_signs() {
    use rustls::client::danger::ServerCertVerifier;
    use rustls::internal::msgs::codec::{Codec, Reader};
    let world = world();
    let leaf = world.intermediate.leaf(|_| {}).certificate;
    let bytes = [0x04, 0x01, 0, 2, 7, 7];
    let signed = rustls::DigitallySignedStruct::read(&mut Reader::init(&bytes)).unwrap();
    let recorder = recorder::Recorder::default();
    let name = "mx.example.com".try_into().unwrap();
    let now = rustls::pki_types::UnixTime::since_unix_epoch(std::time::Duration::ZERO);
    let seen = |signature: &dyn Fn()| {
        let begun = recorder.verify_server_cert(&leaf, &[], &name, &[], now);
        begun.unwrap();
        signature();
        recorder.recorded().unwrap().signature
    };
    let scheme = SignatureScheme::RSA_PKCS1_SHA256;
    let in_tls13 = seen(&|| {
        let verified = recorder.verify_tls13_signature(b"handshake", &leaf, &signed);
        verified.unwrap();
    });
    assert_eq!(in_tls13, Signature::Forbidden(scheme));
    let in_tls12 = seen(&|| {
        let verified = recorder.verify_tls12_signature(b"handshake", &leaf, &signed);
        verified.unwrap();
    });
    assert_eq!(in_tls12, Signature::Invalid);
}

#[test]
fn a_name_past_those_that_are_kept_is_found_all_the_same() {
    let world = world();
    let leaf = world.intermediate.leaf(|leaf| {
        let name =
            |number: usize| SanType::DnsName(format!("n{number}.example").try_into().unwrap());
        leaf.subject_alt_names = (0..500).map(name).collect();
        leaf.subject_alt_names
            .push(SanType::DnsName(NAME.try_into().unwrap()));
    });
    let chain = [leaf.certificate, world.intermediate.certificate.clone()];
    let verification = verified(&chain, world.parameters().roots);
    assert!(verification.permits_credentials(), "{verification:?}");
}

#[test]
fn an_issuer_among_what_was_not_kept_is_not_called_missing() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    let parameters = world.parameters();
    let recorded = Recorded {
        dropped: 1,
        chain: vec![leaf.certificate],
        ocsp_response: Vec::new(),
        signature: Signature::Valid,
    };
    let facts = |der: &CertificateDer<'_>| crate::tls::Certificate::from_der(der, parameters.now);
    let certificates: Vec<_> = recorded.chain.iter().map(facts).collect();
    let verification = judgement::judge(&recorded, &certificates, None, &parameters);
    assert_eq!(reasons(&verification), [Reason::TooManyWays]);
    assert_eq!(verification.trusted(), None);
}

#[test]
fn an_issuer_that_was_sent_and_cannot_be_read_is_malformed_and_not_missing() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    let version_2 = patched(
        &world.intermediate.certificate,
        &[0xa0, 3, 2, 1, 2],
        &[0xa0, 3, 2, 1, 1],
    );
    let chain = [leaf.certificate.clone(), version_2];
    let verification = verified(&chain, world.parameters().roots);
    assert_eq!(reasons(&verification), [Reason::Malformed]);
    let garbage = CertificateDer::from(b"\x30\x03\x02\x01\x05".to_vec());
    let verification = verified(&[leaf.certificate, garbage], world.parameters().roots);
    assert_eq!(
        verification.reasons[0].detail,
        "number 2 of the certificates sent is malformed: its encoding is not DER as RFC 5280 section 4.1 has it"
    );
}
