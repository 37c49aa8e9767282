//! Storyboards of handshakes with servers of our TLS library. The order of the messages is that of RFC 8446 section 2
//! and RFC 5246 section 7.3.

use rustls::crypto::aws_lc_rs::{cipher_suite, kx_group};
use rustls::{ServerConfig, SupportedProtocolVersion};

use super::*;
use crate::tls::storyboard::{Content, Message, SEALED, Sender};

async fn told(server: ServerConfig, parameters: Parameters) -> (Facts, Vec<Message>) {
    let (result, steps) = story(server, parameters).await;
    let messages = steps.into_iter().filter_map(|step| match step {
        Step::Message(message) => Some(message),
        _ => None,
    });
    (result.unwrap().facts, messages.collect())
}

async fn story(
    server: ServerConfig,
    parameters: Parameters,
) -> (
    Result<Established<tokio::io::DuplexStream>, Failed>,
    Vec<Step>,
) {
    let parameters = Parameters {
        storyboard: true,
        ..parameters
    };
    connect(server, &parameters).await
}

fn good_server(world: &World, versions: &[&'static SupportedProtocolVersion]) -> ServerConfig {
    let leaf = world.intermediate.leaf(|_| {});
    let chain = vec![
        leaf.certificate.clone(),
        world.intermediate.certificate.clone(),
    ];
    server_of(versions, chain, &leaf.key)
}

/// `C ClientHello`.
fn lines(messages: &[Message]) -> Vec<String> {
    let line = |message: &Message| match message.from {
        Sender::Client => format!("C {}", message.name),
        Sender::Server => format!("S {}", message.name),
    };
    messages.iter().map(line).collect()
}

#[tokio::test]
async fn tls_1_3_is_told_whole() {
    let world = world();
    let (facts, messages) = told(good_server(&world, &[&TLS13]), world.parameters()).await;
    assert_eq!(
        lines(&messages),
        [
            "C ClientHello",
            "S ServerHello",
            "S EncryptedExtensions",
            "S Certificate",
            "S CertificateVerify",
            "S Finished",
            "C Finished",
        ]
    );
    assert!(messages.is_sorted_by_key(|message| message.at));
    // RFC 8446 section 4.4.2: type and length, the request's context, the list's length, and for each certificate its
    // length and that of its extensions.
    let chain: usize = facts.chain_der.iter().map(|der| 3 + der.len() + 2).sum();
    assert_eq!(messages[3].bytes, 4 + 1 + 3 + chain);
    // Section 4.4.4: as long as the hash, which is SHA-384.
    assert_eq!((messages[5].bytes, messages[6].bytes), (52, 52));
}

#[tokio::test]
async fn the_hellos_say_what_was_offered_and_chosen() {
    let world = world();
    let (facts, messages) = told(good_server(&world, &[&TLS13]), world.parameters()).await;
    let Content::Offer(offer) = &messages[0].content else {
        panic!("{:?}", messages[0]);
    };
    assert_eq!(offer.versions, [TlsVersion::Tls13, TlsVersion::Tls12]);
    assert_eq!(offer.server_name.as_deref(), Some(NAME));
    assert_eq!(offer.cipher_suites[0], CipherSuite::AES_256_GCM_SHA384);
    assert_eq!(
        offer.groups,
        [Group(0x11EC), Group(29), Group(23), Group(24)]
    );
    // ML-KEM-768's encapsulation key is 1,184 bytes, that of X25519 is 32.
    let shares = [(Group(0x11EC), 1216), (Group(29), 32)];
    assert_eq!(offer.key_shares, shares);
    assert!(messages[0].bytes > 1400 && offer.signature_schemes > 8);
    assert_eq!(offer.application_protocols, [""; 0]);
    let Content::Choice(choice) = &messages[1].content else {
        panic!("{:?}", messages[1]);
    };
    assert_eq!((choice.version, choice.is_retry), (facts.version, false));
    assert_eq!(Some(choice.cipher_suite), facts.cipher_suite);
    assert_eq!(choice.group, facts.key_exchange_group);
}

#[tokio::test]
async fn tls_1_2_is_told_up_to_where_it_is_encrypted() {
    let world = world();
    let (facts, messages) = told(good_server(&world, &[&TLS12]), world.parameters()).await;
    let expected = [
        "C ClientHello",
        "S ServerHello",
        "S Certificate",
        "S ServerKeyExchange",
        "S ServerHelloDone",
        "C ClientKeyExchange",
        "C ChangeCipherSpec",
        &format!("C {SEALED}"),
        "S ChangeCipherSpec",
        &format!("S {SEALED}"),
    ];
    assert_eq!(lines(&messages), expected);
    let group = facts.key_exchange_group.unwrap();
    assert_eq!(messages[3].content, Content::Group(group));
    // RFC 5246 section 7.4.2: type and length, the list's length, and for each certificate its length.
    let chain: usize = facts.chain_der.iter().map(|der| 3 + der.len()).sum();
    assert_eq!(messages[2].bytes, 4 + 3 + chain);
    // Finished with 12 bytes (section 7.4.9), explicit nonce and tag of AES-GCM (RFC 5288 section 3).
    assert_eq!(messages[7].bytes, 8 + 4 + 12 + 16);
}

#[tokio::test]
async fn a_client_certificate_is_in_the_story_of_both_versions() {
    let world = world();
    let parameters = || Parameters {
        client_certificate: Some(client_certificate(&world)),
        ..world.parameters()
    };
    let (_, messages) = told(server_demanding_client(&[&TLS13], &world), parameters()).await;
    let expected = [
        "S EncryptedExtensions",
        "S CertificateRequest",
        "S Certificate",
        "S CertificateVerify",
        "S Finished",
        "C Certificate",
        "C CertificateVerify",
        "C Finished",
    ];
    assert_eq!(lines(&messages)[2..], expected);
    let (_, messages) = told(server_demanding_client(&[&TLS12], &world), parameters()).await;
    let expected = [
        "S Certificate",
        "S ServerKeyExchange",
        "S CertificateRequest",
        "S ServerHelloDone",
        "C Certificate",
        "C ClientKeyExchange",
        "C CertificateVerify",
        "C ChangeCipherSpec",
    ];
    assert_eq!(lines(&messages)[2..10], expected);
}

#[tokio::test]
async fn a_server_without_our_groups_asks_for_another_hello() {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    let server = server_with(&leaf, |provider| {
        provider.kx_groups = vec![kx_group::SECP384R1];
    });
    let (facts, messages) = told(server, world.parameters()).await;
    assert!(facts.hello_retry);
    assert_eq!(
        lines(&messages)[..5],
        [
            "C ClientHello",
            "S HelloRetryRequest",
            "C ClientHello",
            "S ServerHello",
            "S EncryptedExtensions",
        ]
    );
    let Content::Choice(request) = &messages[1].content else {
        panic!("{:?}", messages[1]);
    };
    assert_eq!(request.group, Some(Group(24)));
    let Content::Offer(second) = &messages[2].content else {
        panic!("{:?}", messages[2]);
    };
    // An uncompressed point: RFC 8446 section 4.2.8.2.
    assert_eq!(second.key_shares, [(Group(24), 97)]);
}

#[tokio::test]
async fn every_cipher_suite_of_tls_1_3_is_opened() {
    let world = world();
    for suite in [
        cipher_suite::TLS13_AES_128_GCM_SHA256,
        cipher_suite::TLS13_AES_256_GCM_SHA384,
        cipher_suite::TLS13_CHACHA20_POLY1305_SHA256,
    ] {
        let leaf = world.intermediate.leaf(|_| {});
        let server = server_with(&leaf, |provider| provider.cipher_suites = vec![suite]);
        let (facts, messages) = told(server, world.parameters()).await;
        assert_eq!(facts.cipher_suite, Some(CipherSuite(suite.suite().into())));
        let last = lines(&messages).split_off(5);
        assert_eq!(last, ["S Finished", "C Finished"], "{suite:?}");
    }
}

#[tokio::test]
async fn each_step_follows_the_message_it_is_known_from() {
    let world = world();
    let (_, steps) = story(good_server(&world, &[&TLS13]), world.parameters()).await;
    let at = |wanted: fn(&Step) -> bool| steps.iter().position(wanted).unwrap();
    let before = |at: usize| match &steps[at - 1] {
        Step::Message(message) => message.name,
        other => panic!("{other:?}"),
    };
    let certificates = at(|step| matches!(step, Step::Certificates(_)));
    assert_eq!(before(certificates), "Certificate");
    let hello = at(|step| matches!(step, Step::ServerHello { .. }));
    assert_eq!(before(hello), "ServerHello");
    let verified = at(|step| matches!(step, Step::Verified { .. }));
    assert_eq!(before(verified), "CertificateVerify");
    let finished = at(|step| matches!(step, Step::Finished));
    assert_eq!(before(finished), "Finished");
}

#[tokio::test]
async fn no_message_is_told_unasked() {
    let world = world();
    let (_, steps) = connect(good_server(&world, &[&TLS13]), &world.parameters()).await;
    assert!(!steps.iter().any(|step| matches!(step, Step::Message(_))));
}

#[tokio::test]
async fn the_key_log_file_gets_its_secrets_all_the_same() {
    let world = world();
    let file = tempfile::NamedTempFile::new().unwrap();
    let parameters = Parameters {
        key_log: Some(Arc::new(KeyLogWriter::create(file.path()).unwrap())),
        ..world.parameters()
    };
    told(good_server(&world, &[&TLS13]), parameters).await;
    let text = std::fs::read_to_string(file.path()).unwrap();
    for label in ["SERVER_HANDSHAKE_TRAFFIC_SECRET", "EXPORTER_SECRET"] {
        assert!(text.contains(label), "{text}");
    }
}

#[tokio::test]
async fn a_handshake_that_fails_is_told_as_far_as_it_came() {
    let world = world();
    for answer in [
        &b"\x15\x03\x03\x00\x02\x02\x28"[..],
        b"500 what is this\r\n",
    ] {
        let parameters = Parameters {
            storyboard: true,
            ..world.parameters()
        };
        let (_, steps) = connect_to_bytes(answer, &parameters).await;
        assert_eq!(names_of(&steps), ["ClientHello", "ClientHello"]);
    }
}
