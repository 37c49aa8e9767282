//! Certificates and stapled OCSP responses: any bytes are read to an end, every text is harmless, and what is read in two
//! ways is read the same.

#![no_main]

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use smtpcheck::facade::tls::{
    Certificate,
    certificate::{DerParts, Key, Signed, association, contents, end_point_binding, pem},
    names::{NameMatch, match_name, mismatch},
    ocsp::{Response, response::Responder},
};
use smtpcheck_fuzz::assert_harmless;

const LEAF: &[u8] = include_bytes!("../../src/tls/ocsp/vectors/leaf.der");

fuzz_target!(|data: &[u8]| {
    let now = Timestamp::from_second(1_780_000_000).expect("a moment of 2026");
    certificate(data, now);
    parts(data, now);
    staple(data, now);
});

fn certificate(der: &[u8], now: Timestamp) {
    let read = Certificate::from_der(der, now);
    for text in [&read.subject, &read.issuer, &read.serial, &read.sha256]
        .into_iter()
        .chain([&read.spki_sha256, &read.signature_algorithm])
        .chain(
            [&read.common_name, &read.issuer_common_name]
                .into_iter()
                .flatten(),
        )
        .chain([&read.issuer_url, &read.error].into_iter().flatten())
        .chain(read.dns_names.iter().chain(&read.ip_addresses))
        .chain(&read.key_usage)
    {
        assert_harmless(text);
    }
    assert_harmless(&read.public_key.to_string());
    assert_harmless(read.display_name());
    assert_harmless(read.issuer_name());
    assert_eq!(read.days_left, read.days_left(now));
    assert_eq!(read.sha256.len(), 64);
    for reference in ["mx.example.com", "192.0.2.1", "", "*.example.com"] {
        assert_harmless(&mismatch(reference, &read));
        if let NameMatch::Matched(name) = match_name(reference, &read) {
            assert!(read.dns_names.contains(&name) || read.ip_addresses.contains(&name));
        }
    }
    if read.error.is_none() {
        // A stricter reader finds it, or none.
        let key = association(der, 1, 1).map(|hash| hexadecimal(&hash));
        assert!(key.is_none_or(|key| key == read.spki_sha256));
        assert!(read.not_before.is_some(), "it has a time");
        assert!(DerParts::of(der).is_some(), "it has parts");
    }
    let certificate = association(der, 0, 1).map(|hash| hexadecimal(&hash));
    assert_eq!(certificate, Some(read.sha256));
    let base64: String = pem(der)
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    assert_eq!(STANDARD.decode(base64).as_deref(), Ok(der));
}

fn parts(der: &[u8], now: Timestamp) {
    if let Some(parts) = DerParts::of(der) {
        let issuer = contents(&parts.issuer_name);
        assert_eq!(issuer, Some(parts.issuer.as_slice()));
        if let Some(key) = Key::of_info(&parts.subject_public_key_info) {
            assert_eq!(key.bits, parts.subject_public_key);
        }
    }
    let binding = end_point_binding(der);
    assert!(binding.is_none_or(|hash| [28, 32, 48, 64].contains(&hash.len())));
    if let Some(signed) = Signed::of_certificate(der) {
        let bytes = signed.message.len() + signed.algorithm.len() + signed.signature.len();
        assert!(bytes <= der.len());
    }
    if let Some(responder) = Responder::of(der, now) {
        let another = responder.may_answer_for(b"another issuer");
        assert!(!another || responder.parts.issuer == b"another issuer");
    }
    for selector in 0..4 {
        for matching_type in 0..4 {
            let length = association(der, selector, matching_type).map(|data| data.len());
            let expected = match (selector, matching_type) {
                (2.., _) | (_, 3..) => None,
                (_, 1) => Some(32),
                (_, 2) => Some(64),
                (0, _) => Some(der.len()),
                _ => length,
            };
            assert!(length == expected || selector == 1 && length.is_none());
        }
    }
}

fn staple(der: &[u8], now: Timestamp) {
    let Some(basic) = Response::parse(der).and_then(|response| response.basic) else {
        return;
    };
    assert!(basic.statuses.len() <= 64 && basic.certificates.len() <= 4);
    for status in &basic.statuses {
        let facts = status.facts(now);
        assert_harmless(&facts.to_string());
        assert!(!facts.is_verified() && !facts.revokes(), "nobody checked");
    }
    for certificate in &basic.certificates {
        let _ = Responder::of(certificate, now);
    }
    if let Some(leaf) = DerParts::of(LEAF) {
        let (for_leaf, status) = basic.about(&leaf, &leaf.subject_public_key);
        assert_eq!(status.is_some(), !basic.statuses.is_empty());
        assert!(for_leaf != Some(true) || status.is_some());
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
