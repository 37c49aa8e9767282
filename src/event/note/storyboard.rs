//! The wording of the messages of a handshake, for those who want everything: who, what, how large, when, and what the
//! hellos offer and choose. RFC 8446 section 4.1.

use super::{Entry, Speaker, bracketed, counted};
use crate::tls::{
    Group,
    storyboard::{Choice, Content, Message, Offer, Sender},
};

/// What one TCP segment holds nearly everywhere: 1,500 bytes less the headers of IPv6 and TCP and what tunnels take.
/// A larger ClientHello comes in two, which some old servers and firewalls do not put together.
const ONE_SEGMENT: usize = 1400;

/// The line for one message.
#[must_use]
pub fn handshake_message(message: &Message) -> Entry {
    let speaker = match message.from {
        Sender::Client => Speaker::Client,
        Sender::Server => Speaker::Server,
    };
    let text = format!(
        "TLS {}, {} at {:.1} ms{}",
        message.name,
        bytes(message.bytes),
        message.at.as_secs_f64() * 1000.0,
        content(message)
    );
    bracketed(speaker, &text)
}

fn content(message: &Message) -> String {
    let size = match message.bytes > ONE_SEGMENT {
        true => ", more than one TCP segment",
        false => "",
    };
    match &message.content {
        Content::Offer(offer) => format!("{size}: {}", offered(offer)),
        Content::Choice(choice) => format!("{size}: {}", chosen(choice)),
        Content::Group(group) => format!(": {group}"),
        Content::Untold => String::new(),
    }
}

fn offered(offer: &Offer) -> String {
    let versions: Vec<_> = offer.versions.iter().map(ToString::to_string).collect();
    let name = match &offer.server_name {
        Some(name) => format!("server name {name}"),
        None => "no server name".to_owned(),
    };
    let shares = offer.key_shares.iter();
    let shares: Vec<_> = shares
        .map(|(group, size)| format!("{} of {}", group_in_words(*group), bytes(*size)))
        .collect();
    [
        versions.join(", "),
        name,
        listed("cipher suites", &offer.cipher_suites),
        listed("groups", &offer.groups),
        listed("key shares", &shares),
        counted(offer.signature_schemes, "signature scheme"),
        listed("application protocols", &offer.application_protocols),
    ]
    .join("; ")
}

fn chosen(choice: &Choice) -> String {
    let version = match choice.version {
        Some(version) => version.to_string(),
        None => "an unknown version".to_owned(),
    };
    let group = match &choice.group {
        Some(group) if choice.is_retry => {
            format!(", asks for a key share of {}", group_in_words(*group))
        }
        Some(group) => format!(", {}", group_in_words(*group)),
        None => String::new(),
    };
    format!("{version}, {}{group}", choice.cipher_suite)
}

/// `groups X25519, secp256r1`, `no groups`.
fn listed(what: &str, all: &[impl ToString]) -> String {
    let names: Vec<_> = all.iter().map(ToString::to_string).collect();
    match names.as_slice() {
        [] => format!("no {what}"),
        names => format!("{what} {}", names.join(", ")),
    }
}

/// The hybrid groups of draft-ietf-tls-ecdhe-mlkem have ML-KEM beside a curve.
fn group_in_words(group: Group) -> String {
    match group.is_post_quantum() {
        true => format!("{group} (post-quantum)"),
        false => group.to_string(),
    }
}

/// `1 byte`, `1,563 bytes`. No message is longer than 65,535 bytes.
fn bytes(count: usize) -> String {
    match count {
        0..1000 => counted(count, "byte"),
        _ => format!("{},{:03} bytes", count / 1000, count % 1000),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::tls::{CipherSuite, TlsVersion};

    fn note(from: Sender, name: &'static str, bytes: usize, content: Content) -> String {
        let message = Message {
            from,
            name,
            bytes,
            at: Duration::from_micros(1_260),
            content,
        };
        handshake_message(&message).text
    }

    #[test]
    fn a_hello_says_what_it_offers_and_that_it_is_large() {
        let offer = Offer {
            versions: vec![TlsVersion::Tls13, TlsVersion::Tls12],
            server_name: Some("mx1.example.com".to_owned()),
            cipher_suites: vec![
                CipherSuite::AES_256_GCM_SHA384,
                CipherSuite::AES_128_GCM_SHA256,
            ],
            groups: vec![Group(0x11EC), Group(29)],
            key_shares: vec![(Group(0x11EC), 1216), (Group(29), 32)],
            signature_schemes: 13,
            application_protocols: Vec::new(),
        };
        assert_eq!(
            note(Sender::Client, "ClientHello", 1563, Content::Offer(offer)),
            "[TLS ClientHello, 1,563 bytes at 1.3 ms, more than one TCP segment: TLS 1.3, TLS 1.2; server name \
             mx1.example.com; cipher suites TLS_AES_256_GCM_SHA384, TLS_AES_128_GCM_SHA256; groups X25519MLKEM768, \
             x25519; key shares X25519MLKEM768 (post-quantum) of 1,216 bytes, x25519 of 32 bytes; 13 signature \
             schemes; no application protocols]"
        );
    }

    #[test]
    fn a_choice_is_told_from_a_request_to_try_again() {
        let choice = |is_retry, group: u16| {
            Content::Choice(Choice {
                is_retry,
                version: Some(TlsVersion::Tls13),
                cipher_suite: CipherSuite::AES_256_GCM_SHA384,
                group: Some(Group(group)),
            })
        };
        assert_eq!(
            note(Sender::Server, "HelloRetryRequest", 88, choice(true, 24)),
            "[TLS HelloRetryRequest, 88 bytes at 1.3 ms: TLS 1.3, TLS_AES_256_GCM_SHA384, asks for a key share of \
             secp384r1]"
        );
        assert_eq!(
            note(Sender::Server, "ServerHello", 1210, choice(false, 0x11EC)),
            "[TLS ServerHello, 1,210 bytes at 1.3 ms: TLS 1.3, TLS_AES_256_GCM_SHA384, X25519MLKEM768 (post-quantum)]"
        );
    }

    #[test]
    fn other_messages_have_a_size_alone() {
        for (name, bytes, expected) in [
            (
                "ChangeCipherSpec",
                1,
                "[TLS ChangeCipherSpec, 1 byte at 1.3 ms]",
            ),
            (
                "Certificate",
                2045,
                "[TLS Certificate, 2,045 bytes at 1.3 ms]",
            ),
        ] {
            assert_eq!(note(Sender::Server, name, bytes, Content::Untold), expected);
        }
    }
}
