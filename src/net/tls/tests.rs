//! Handshakes with servers that are right, and with servers that are wrong in one way each.

mod dane;
mod ocsp;
mod path;
mod shown;
mod storyboard;
mod support;

use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, SanType, date_time_ymd};
use rustls::SignatureScheme;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::version::{TLS12, TLS13};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::recorder::Recorded;
use super::scheme::Signature;
use super::*;
use crate::tls::cipher_suite::KeyExchange;
use crate::tls::{
    Alert, CipherSuite, Group, HandshakeSignature, Incompatible, Reason, Verification,
};
use support::*;

fn reasons(verification: &Verification) -> Vec<Reason> {
    verification
        .reasons
        .iter()
        .map(|found| found.reason)
        .collect()
}

fn names_of(steps: &[Step]) -> Vec<&'static str> {
    let name = |step: &Step| match step {
        Step::ClientHello { .. } => "ClientHello",
        Step::ServerHello { .. } => "ServerHello",
        Step::ClientCertificateRequested { .. } => "CertificateRequest",
        Step::Certificates(_) => "Certificate",
        Step::Stapled(_) => "CertificateStatus",
        Step::Verified { .. } => "Verified",
        Step::Finished => "Finished",
        Step::Message(message) => message.name,
    };
    steps.iter().map(name).collect()
}

fn expired(parameters: &mut CertificateParams) {
    parameters.not_before = date_time_ymd(2025, 1, 1);
    parameters.not_after = date_time_ymd(2026, 5, 1);
}

#[tokio::test]
async fn a_good_tls_1_3_server_is_verified_and_its_steps_are_in_order() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    let chain = vec![
        leaf.certificate.clone(),
        world.intermediate.certificate.clone(),
    ];
    let (established, steps) = connect(server(chain.clone(), &leaf.key), &world.parameters()).await;
    let facts = established.unwrap().facts;
    assert_eq!(
        names_of(&steps),
        [
            "ClientHello",
            "ServerHello",
            "Certificate",
            "Verified",
            "Finished"
        ]
    );
    assert_eq!(facts.version, Some(TlsVersion::Tls13));
    assert_eq!(facts.cipher_suite, Some(CipherSuite(0x1302)));
    assert_eq!(facts.key_exchange_group, Some(Group(0x11EC)));
    assert!(facts.forward_secrecy && !facts.client_certificate_requested && !facts.hello_retry);
    assert_eq!(
        facts.chain_der,
        chain.iter().map(|der| der.to_vec()).collect::<Vec<_>>()
    );
    let verification = facts.verification.unwrap();
    assert_eq!(verification.reasons, []);
    assert!(verification.permits_credentials());
    let versions = vec![TlsVersion::Tls13, TlsVersion::Tls12];
    let server_name = Some(NAME.to_string());
    assert_eq!(
        steps[0],
        Step::ClientHello {
            versions,
            server_name,
            bytes: facts.client_hello_bytes,
        }
    );
    assert!(facts.client_hello_bytes > 1400);
}

#[tokio::test]
async fn a_good_tls_1_2_server_is_verified() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    let chain = vec![
        leaf.certificate.clone(),
        world.intermediate.certificate.clone(),
    ];
    let (established, steps) =
        connect(server_of(&[&TLS12], chain, &leaf.key), &world.parameters()).await;
    let facts = established.unwrap().facts;
    assert_eq!(
        names_of(&steps),
        [
            "ClientHello",
            "ServerHello",
            "Certificate",
            "Verified",
            "Finished"
        ]
    );
    assert_eq!(facts.version, Some(TlsVersion::Tls12));
    let suite = facts.cipher_suite.unwrap();
    assert!(suite.exchanges_by(&[KeyExchange::Ecdhe]), "{suite}");
    assert!(facts.key_exchange_group.is_some());
    assert!(facts.verification.unwrap().permits_credentials());
}

#[tokio::test]
async fn bytes_pass_both_ways_and_the_end_is_seen() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    for versions in [[&TLS12], [&TLS13]] {
        let server = server_of(&versions, vec![leaf.certificate.clone()], &leaf.key);
        let mut stream = connect(server, &world.parameters()).await.0.unwrap().stream;
        let sent: Vec<u8> = (0..100_000_u32).map(|number| number as u8).collect();
        let mut received = Vec::new();
        for part in sent.chunks(10_000) {
            stream.write_all(part).await.unwrap();
            stream.flush().await.unwrap();
            let mut echoed = vec![0; part.len()];
            stream.read_exact(&mut echoed).await.unwrap();
            received.extend(echoed);
        }
        assert_eq!(received, sent);
        stream.shutdown().await.unwrap();
        assert_eq!(stream.read(&mut [0; 8]).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn an_expired_certificate_for_another_name_is_reported_as_both() {
    let world = world();
    let leaf = world.intermediate.leaf(|leaf| {
        expired(leaf);
        leaf.subject_alt_names = vec![SanType::DnsName("mx2.example.com".try_into().unwrap())];
    });
    let verification = world.verify(leaf).await;
    assert_eq!(
        reasons(&verification),
        [Reason::Expired, Reason::NameMismatch]
    );
    assert_eq!(
        verification.reasons[0].detail,
        "the certificate expired on 2026-05-01, 31 days ago"
    );
    assert_eq!(
        verification.reasons[1].detail,
        "the certificate is for mx2.example.com, not for mx.example.com"
    );
    assert_eq!(
        (verification.trusted(), verification.name_matches),
        (Some(false), Some(false))
    );
    assert_eq!(verification.handshake_signature, HandshakeSignature::Valid);
    assert!(!verification.permits_credentials());
}

#[tokio::test]
async fn a_certificate_of_the_future_is_not_yet_valid() {
    let world = world();
    let leaf = world
        .intermediate
        .leaf(|leaf| leaf.not_before = date_time_ymd(2026, 7, 1));
    assert_eq!(reasons(&world.verify(leaf).await), [Reason::NotYetValid]);
}

#[tokio::test]
async fn a_certificate_for_another_name_is_trusted_but_does_not_match() {
    let world = world();
    let leaf = world.intermediate.leaf(|leaf| {
        leaf.subject_alt_names = vec![SanType::DnsName("*.example.org".try_into().unwrap())];
    });
    let verification = world.verify(leaf).await;
    assert_eq!(
        (verification.trusted(), verification.name_matches),
        (Some(true), Some(false))
    );
    assert_eq!(reasons(&verification), [Reason::NameMismatch]);
    assert!(!verification.permits_credentials());
}

/// RFC 2181 section 11: a name of DNS is of whatever octets. The library takes no hyphen at the end of a label.
#[tokio::test]
async fn a_host_that_no_server_name_can_be_sent_for_is_asked_without_one() {
    let world = world();
    let leaf = world.intermediate.leaf(|leaf| {
        leaf.subject_alt_names = vec![SanType::DnsName("mx-.example.com".try_into().unwrap())];
    });
    let mut parameters = world.parameters();
    for (name, matches) in [("mx-.example.com", true), ("mx-.example.net", false)] {
        parameters.server_name = Some(name.to_owned());
        parameters.verify_name = Some(name.to_owned());
        let chain = vec![
            leaf.certificate.clone(),
            world.intermediate.certificate.clone(),
        ];
        let established = connect(server(chain, &leaf.key), &parameters).await.0;
        let facts = established.unwrap().facts;
        assert_eq!(facts.server_name, None, "{name}");
        assert_eq!(
            facts.verification.unwrap().name_matches,
            Some(matches),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_self_signed_certificate_is_told_from_an_unknown_issuer() {
    let world = world();
    for change in [
        |_: &mut CertificateParams| {},
        |leaf: &mut CertificateParams| {
            leaf.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        },
    ] {
        let leaf = self_signed(change);
        let server = server(vec![leaf.certificate.clone()], &leaf.key);
        let verification = connect(server, &world.parameters())
            .await
            .0
            .unwrap()
            .facts
            .verification
            .unwrap();
        assert_eq!(reasons(&verification), [Reason::SelfSigned]);
        assert_eq!(verification.trusted(), Some(false));
    }
}

#[tokio::test]
async fn a_self_signed_certificate_that_is_itself_a_root_is_trusted() {
    for change in [
        |_: &mut CertificateParams| {},
        |leaf: &mut CertificateParams| {
            leaf.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        },
    ] {
        let leaf = self_signed(change);
        let parameters = Parameters {
            roots: roots(&[&leaf.certificate]),
            ..world().parameters()
        };
        let server = server(vec![leaf.certificate.clone()], &leaf.key);
        let verification = connect(server, &parameters)
            .await
            .0
            .unwrap()
            .facts
            .verification
            .unwrap();
        assert_eq!(verification.reasons, []);
        assert!(verification.permits_credentials());
    }
}

#[tokio::test]
async fn an_expired_certificate_that_is_itself_a_root_is_not_trusted() {
    let leaf = self_signed(expired);
    let parameters = Parameters {
        roots: roots(&[&leaf.certificate]),
        ..world().parameters()
    };
    let server = server(vec![leaf.certificate.clone()], &leaf.key);
    let verification = connect(server, &parameters)
        .await
        .0
        .unwrap()
        .facts
        .verification
        .unwrap();
    assert_eq!(reasons(&verification), [Reason::Expired]);
    assert_eq!(verification.trusted(), Some(false));
}

#[tokio::test]
async fn an_untrusted_root_sent_along_is_an_unknown_issuer() {
    let world = world();
    let stranger = root("Stranger Root");
    let leaf = stranger.leaf(|_| {});
    let server = server(
        vec![leaf.certificate.clone(), stranger.certificate.clone()],
        &leaf.key,
    );
    let verification = connect(server, &world.parameters())
        .await
        .0
        .unwrap()
        .facts
        .verification
        .unwrap();
    assert_eq!(reasons(&verification), [Reason::UnknownIssuer]);
    assert!(
        verification.reasons[0]
            .detail
            .contains("Stranger Root, a root sent along"),
        "{verification:?}"
    );
}

#[tokio::test]
async fn a_chain_that_ends_at_a_stranger_is_an_unknown_issuer() {
    let world = world();
    let intermediate = root("Stranger Root").intermediate(|_| {});
    let leaf = intermediate.leaf(|_| {});
    let server = server(
        vec![leaf.certificate.clone(), intermediate.certificate.clone()],
        &leaf.key,
    );
    let verification = connect(server, &world.parameters())
        .await
        .0
        .unwrap()
        .facts
        .verification
        .unwrap();
    assert_eq!(reasons(&verification), [Reason::UnknownIssuer]);
}

#[tokio::test]
async fn an_impostor_of_a_root_is_not_trusted() {
    let world = world();
    let leaf = root("Example Root").leaf(|_| {});
    let server = server(vec![leaf.certificate.clone()], &leaf.key);
    let verification = connect(server, &world.parameters())
        .await
        .0
        .unwrap()
        .facts
        .verification
        .unwrap();
    assert_eq!(verification.trusted(), Some(false));
    assert!(
        !verification.has(Reason::MissingIntermediate),
        "{verification:?}"
    );
}

#[tokio::test]
async fn a_missing_intermediate_is_told_from_an_unknown_issuer() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    let server = server(vec![leaf.certificate.clone()], &leaf.key);
    let verification = connect(server, &world.parameters())
        .await
        .0
        .unwrap()
        .facts
        .verification
        .unwrap();
    assert_eq!(reasons(&verification), [Reason::MissingIntermediate]);
    assert!(
        verification.reasons[0].detail.contains("Example CA R3"),
        "{verification:?}"
    );
}

#[tokio::test]
async fn an_expired_certificate_without_its_intermediate_is_reported_as_both() {
    let world = world();
    let leaf = world.intermediate.leaf(expired);
    let server = server(vec![leaf.certificate.clone()], &leaf.key);
    let verification = connect(server, &world.parameters())
        .await
        .0
        .unwrap()
        .facts
        .verification
        .unwrap();
    assert_eq!(
        reasons(&verification),
        [Reason::Expired, Reason::MissingIntermediate]
    );
}

#[tokio::test]
async fn a_client_certificate_is_of_the_wrong_purpose() {
    let world = world();
    let leaf = world
        .intermediate
        .leaf(|leaf| leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]);
    assert_eq!(reasons(&world.verify(leaf).await), [Reason::WrongPurpose]);
}

#[tokio::test]
async fn an_expired_intermediate_is_told_from_an_expired_certificate() {
    let mut world = world();
    world.intermediate = world.root.intermediate(expired);
    let leaf = world.intermediate.leaf(|_| {});
    let verification = world.verify(leaf).await;
    assert_eq!(reasons(&verification), [Reason::ExpiredIntermediate]);
    assert!(
        verification.reasons[0].detail.contains("Example CA R3"),
        "{verification:?}"
    );
}

#[tokio::test]
async fn a_trusted_chain_with_another_key_permits_no_credentials() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    let other_key = rcgen::KeyPair::generate().unwrap();
    for versions in [[&TLS12], [&TLS13]] {
        let chain = vec![
            leaf.certificate.clone(),
            world.intermediate.certificate.clone(),
        ];
        let (established, _) =
            connect(server_of(&versions, chain, &other_key), &world.parameters()).await;
        let verification = established.unwrap().facts.verification.unwrap();
        assert_eq!(
            (verification.trusted(), verification.name_matches),
            (Some(true), Some(true))
        );
        assert_eq!(
            verification.handshake_signature,
            HandshakeSignature::Invalid
        );
        assert_eq!(reasons(&verification), [Reason::BadSignature]);
        assert!(!verification.permits_credentials());
    }
}

#[tokio::test]
async fn a_client_certificate_demanded_and_not_given_fails_with_the_facts() {
    let world = world();
    let (result, steps) = connect(
        server_demanding_client(&[&TLS12], &world),
        &world.parameters(),
    )
    .await;
    let failed = result.unwrap_err();
    assert!(
        matches!(failed.error, HandshakeError::Alert(_)),
        "{:?}",
        failed.error
    );
    assert!(failed.facts.client_certificate_requested && !failed.facts.client_certificate_given);
    assert_eq!(failed.facts.certificates.len(), 2);
    assert_eq!(
        names_of(&steps),
        [
            "ClientHello",
            "ServerHello",
            "Certificate",
            "Verified",
            "CertificateRequest"
        ]
    );
}

#[tokio::test]
async fn in_tls_1_3_the_demand_for_a_client_certificate_comes_with_the_first_read() {
    let world = world();
    let (result, steps) = connect(
        server_demanding_client(&[&TLS13], &world),
        &world.parameters(),
    )
    .await;
    let mut established = result.unwrap();
    assert!(established.facts.client_certificate_requested);
    assert_eq!(names_of(&steps)[2], "CertificateRequest");
    let error = established.stream.read(&mut [0; 8]).await.unwrap_err();
    let error = HandshakeError::in_io_error(&error).unwrap();
    assert_eq!(
        error.to_string(),
        "the server ended TLS with the alert \"certificate required\""
    );
    assert!(error.demands_client_certificate());
}

#[tokio::test]
async fn a_client_certificate_is_given_when_asked_for() {
    let world = world();
    let parameters = Parameters {
        client_certificate: Some(client_certificate(&world)),
        ..world.parameters()
    };
    for versions in [[&TLS12], [&TLS13]] {
        let (result, steps) =
            connect(server_demanding_client(&versions, &world), &parameters).await;
        let mut established = result.unwrap();
        assert!(established.facts.client_certificate_given);
        assert!(steps.contains(&Step::ClientCertificateRequested { given: true }));
        established.stream.write_all(b"EHLO").await.unwrap();
        established.stream.flush().await.unwrap();
        let mut echoed = [0; 4];
        established.stream.read_exact(&mut echoed).await.unwrap();
        assert_eq!(&echoed, b"EHLO");
    }
}

#[tokio::test]
async fn a_server_that_answers_in_clear_is_quoted() {
    let answer = b"220 mx.example.com ESMTP\r\n";
    let (failed, steps) = connect_to_bytes(answer, &world().parameters()).await;
    let first_bytes = "220 mx.example.com ESMTP".to_string();
    assert_eq!(failed.error, HandshakeError::PlaintextPeer { first_bytes });
    assert_eq!(names_of(&steps), ["ClientHello"]);
}

#[tokio::test]
async fn a_server_that_hangs_up_is_told_as_that() {
    let (failed, _) = connect_to_bytes(b"", &world().parameters()).await;
    assert_eq!(failed.error, HandshakeError::ClosedByPeer);
    assert_eq!(failed.facts.server_name.as_deref(), Some(NAME));
}

#[tokio::test]
async fn alerts_are_named_in_words() {
    let (failed, _) = connect_to_bytes(&[21, 3, 1, 0, 2, 2, 70], &world().parameters()).await;
    assert_eq!(failed.error, HandshakeError::Alert(Alert::PROTOCOL_VERSION));
}

#[tokio::test]
async fn a_server_of_tls_1_0_has_no_version_in_common() {
    let mut hello = vec![22, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1];
    hello.extend([7; 32]);
    hello.extend([0, 0xc0, 0x13, 0]);
    let (failed, _) = connect_to_bytes(hello.leak(), &world().parameters()).await;
    let why = Incompatible::OnlyOldVersions;
    assert_eq!(failed.error, HandshakeError::Incompatible(why));
}

#[tokio::test]
async fn a_minimum_version_is_kept() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    let parameters = Parameters {
        minimum_version: TlsVersion::Tls13,
        ..world.parameters()
    };
    let server = server_of(&[&TLS12], vec![leaf.certificate.clone()], &leaf.key);
    let failed = connect(server, &parameters).await.0.unwrap_err();
    assert_eq!(failed.error, HandshakeError::Alert(Alert::PROTOCOL_VERSION));
}

#[tokio::test]
async fn an_address_as_target_has_no_name_to_verify() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    let parameters = Parameters {
        server_name: None,
        verify_name: None,
        ..world.parameters()
    };
    let chain = vec![
        leaf.certificate.clone(),
        world.intermediate.certificate.clone(),
    ];
    let (established, steps) = connect(server(chain, &leaf.key), &parameters).await;
    let verification = established.unwrap().facts.verification.unwrap();
    assert_eq!(
        (verification.trusted(), verification.name_matches),
        (Some(true), None)
    );
    assert!(!verification.permits_credentials());
    assert!(matches!(
        &steps[0],
        Step::ClientHello {
            server_name: None,
            ..
        }
    ));
}

#[tokio::test]
async fn an_address_can_be_verified_when_asked_for() {
    let world = world();
    for (address, right) in [("192.0.2.1", true), ("192.0.2.2", false)] {
        let leaf = world.intermediate.leaf(|leaf| {
            leaf.subject_alt_names = vec![SanType::IpAddress("192.0.2.1".parse().unwrap())];
        });
        let parameters = Parameters {
            server_name: Some(address.into()),
            verify_name: Some(address.into()),
            ..world.parameters()
        };
        let chain = vec![
            leaf.certificate.clone(),
            world.intermediate.certificate.clone(),
        ];
        let facts = connect(server(chain, &leaf.key), &parameters)
            .await
            .0
            .unwrap()
            .facts;
        assert_eq!(facts.server_name, None);
        assert_eq!(facts.verification.unwrap().permits_credentials(), right);
    }
}

#[tokio::test]
async fn without_roots_nothing_is_said_about_the_issuer() {
    let world = world();
    let parameters = Parameters {
        roots: Roots::none(),
        ..world.parameters()
    };
    let leaf = world.intermediate.leaf(|_| {});
    let chain = vec![
        leaf.certificate.clone(),
        world.intermediate.certificate.clone(),
    ];
    let verification = connect(server(chain, &leaf.key), &parameters)
        .await
        .0
        .unwrap()
        .facts
        .verification
        .unwrap();
    assert_eq!(verification.trusted(), None);
    assert_eq!(verification.name_matches, Some(true));
    assert_eq!(reasons(&verification), [Reason::NoTrustRoots]);
    assert!(!verification.permits_credentials());
}

#[tokio::test]
async fn both_ends_agree_on_the_exported_channel_binding() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    let config = Arc::new(server(vec![leaf.certificate.clone()], &leaf.key));
    let (ours, theirs) = tokio::io::duplex(1024);
    let server = tokio::spawn(async move {
        let stream = tokio_rustls::TlsAcceptor::from(config)
            .accept(theirs)
            .await
            .unwrap();
        stream
            .get_ref()
            .1
            .export_keying_material([0; 32], b"EXPORTER-Channel-Binding", None)
            .unwrap()
    });
    let established = handshake(ours, &world.parameters(), &mut |_| {})
        .await
        .unwrap();
    let theirs: [u8; 32] = server.await.unwrap();
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &leaf.certificate);
    let expected = [
        ("tls-exporter", theirs.to_vec()),
        ("tls-server-end-point", digest.as_ref().to_vec()),
    ];
    assert_eq!(established.stream.channel_bindings(), expected);
}

#[tokio::test]
async fn tls_1_2_has_only_the_end_point_binding() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    let server = server_of(&[&TLS12], vec![leaf.certificate.clone()], &leaf.key);
    let bindings = connect(server, &world.parameters())
        .await
        .0
        .unwrap()
        .stream
        .channel_bindings();
    let kinds: Vec<&str> = bindings.iter().map(|binding| binding.0).collect();
    assert_eq!(kinds, ["tls-server-end-point"]);
}

#[tokio::test]
async fn secrets_are_logged_when_asked_for() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    let file = tempfile::NamedTempFile::new().unwrap();
    let parameters = Parameters {
        key_log: Some(Arc::new(KeyLogWriter::create(file.path()).unwrap())),
        ..world.parameters()
    };
    let server = server(vec![leaf.certificate.clone()], &leaf.key);
    connect(server, &parameters).await.0.unwrap();
    let text = std::fs::read_to_string(file.path()).unwrap();
    assert!(text.contains("CLIENT_TRAFFIC_SECRET_0 "), "{text}");
}

/// Certificates that no server of ours can be made to use: RSA 1024, X.509 version 1, signed with SHA-1, and the
/// authority of the last.
fn old_certificates() -> Vec<CertificateDer<'static>> {
    let pem = include_bytes!("tests/old.pem");
    CertificateDer::pem_slice_iter(pem)
        .map(Result::unwrap)
        .collect()
}

fn judge(
    chain: &[CertificateDer<'static>],
    roots: Roots,
    name: &str,
    signature: Signature,
) -> Verification {
    let parameters = Parameters {
        verify_name: Some(name.into()),
        roots,
        now: "2030-01-01T00:00:00Z".parse().unwrap(),
        ..world().parameters()
    };
    let recorded = Recorded {
        dropped: 0,
        chain: chain.to_vec(),
        ocsp_response: Vec::new(),
        signature,
    };
    let facts = |der: &CertificateDer<'_>| crate::tls::Certificate::from_der(der, parameters.now);
    let certificates: Vec<_> = chain.iter().map(facts).collect();
    judgement::judge(&recorded, &certificates, None, &parameters)
}

#[test]
fn a_short_key_is_weak_and_not_a_bad_signature() {
    let old = old_certificates();
    let signature = Signature::Uncheckable(SignatureScheme::RSA_PSS_SHA256);
    let verification = judge(
        &old[..1],
        world().parameters().roots,
        "weak.example",
        signature,
    );
    assert_eq!(
        reasons(&verification),
        [Reason::SelfSigned, Reason::WeakKey]
    );
    assert_eq!(
        verification.handshake_signature,
        HandshakeSignature::Unchecked
    );
    assert!(
        verification.reasons[1].detail.contains("RSA 1024"),
        "{verification:?}"
    );
}

#[test]
fn a_certificate_of_version_1_is_judged_without_the_library() {
    let old = old_certificates();
    let verification = judge(
        &old[1..2],
        world().parameters().roots,
        "old.example",
        Signature::Valid,
    );
    assert_eq!(
        reasons(&verification),
        [Reason::SelfSigned, Reason::NameMismatch]
    );
    assert_eq!(verification.trusted(), Some(false));
}

#[test]
fn a_certificate_signed_with_sha_1_has_a_weak_signature() {
    let old = old_certificates();
    let verification = judge(
        &old[2..3],
        roots(&[&old[3]]),
        "sha1.example",
        Signature::Valid,
    );
    assert_eq!(reasons(&verification), [Reason::WeakSignature]);
    assert_eq!(verification.name_matches, Some(true));
    assert!(!verification.permits_credentials());
}

#[test]
fn a_handshake_signed_with_sha_1_is_unchecked() {
    let world = world();
    let leaf = world
        .intermediate
        .leaf(|leaf| leaf.not_after = date_time_ymd(2031, 1, 1));
    let chain = [
        leaf.certificate.clone(),
        world.intermediate.certificate.clone(),
    ];
    let signature = Signature::Uncheckable(SignatureScheme::ECDSA_SHA1_Legacy);
    let verification = judge(&chain, world.parameters().roots, NAME, signature);
    assert_eq!(reasons(&verification), [Reason::WeakScheme]);
    assert_eq!(
        (verification.trusted(), verification.name_matches),
        (Some(true), Some(true))
    );
    assert!(!verification.permits_credentials());
}

#[test]
fn rubbish_in_place_of_certificates_is_judged_without_panic() {
    let rubbish = CertificateDer::from(b"\x30\x03\x02\x01\x05".to_vec());
    let verification = judge(
        &[rubbish.clone(), rubbish],
        world().parameters().roots,
        NAME,
        Signature::NotSeen,
    );
    assert_eq!(reasons(&verification), [Reason::Malformed]);
    // What could not be read is not known to be for another name.
    assert_eq!(verification.name_matches, None);
    assert!(!verification.permits_credentials());
    let nothing = judge(&[], world().parameters().roots, NAME, Signature::NotSeen);
    assert_eq!(reasons(&nothing), [Reason::NoCertificate]);
}
