//! What is signed verifies, and nothing that was changed does.

use proptest::prelude::*;

use super::{
    super::{
        canonical::Canonical,
        verify::{Outcome, verify},
    },
    *,
};
use crate::record::look_up::testing::Zone;

/// The seed of RFC 8463 appendix A.2.
const SEED: &str = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
const NOW: u64 = 1_700_000_000;

fn zone(key: &SigningKey) -> String {
    format!("s._domainkey.d.example TXT {}", key.record().unwrap())
}

fn passes(message: &[u8], zone: &str) -> bool {
    let message = Message::parse(message);
    let (verdicts, _) = Zone(zone).drive(|asking| verify(asking, &message, NOW));
    verdicts
        .iter()
        .any(|verdict| verdict.result == Outcome::Pass)
}

fn signed(message: &[u8], key: &SigningKey, header: Canonical, body: Canonical) -> Vec<u8> {
    let signer = Signer {
        header,
        body,
        ..Signer::relaxed("d.example", "s")
    };
    let field = sign(&Message::parse(message), key, &signer, NOW).unwrap();
    [field.as_bytes(), message].concat()
}

/// A key of the machine that runs the tests, in both forms.
fn rsa() -> [SigningKey; 2] {
    use aws_lc_rs::{
        encoding::{AsDer, Pkcs8V1Der},
        rsa::KeySize,
        signature::RsaKeyPair,
    };
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    let der = der.as_ref();
    // PKCS#8 of RSA has its PKCS#1 in the last octet string, behind 26 octets: RFC 5958 section 2.
    let pem = |label: &str, der: &[u8]| {
        format!(
            "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
            STANDARD.encode(der)
        )
    };
    [pem("PRIVATE KEY", der), pem("RSA PRIVATE KEY", &der[26..])]
        .map(|pem| SigningKey::parse(&pem).unwrap())
}

const BOTH: [Canonical; 2] = [Canonical::Simple, Canonical::Relaxed];

#[test]
fn what_is_signed_verifies_in_every_canonicalization() {
    let [pkcs8, pkcs1] = rsa();
    let ed25519 = SigningKey::parse(SEED).unwrap();
    let message = b"From: A <a@d.example>\r\nTo: b@e.example,\r\n\tc@e.example\r\nSubject:  x \r\n\r\n one  two \r\n\r\n.\r\n\r\n";
    for key in [&pkcs8, &pkcs1, &ed25519] {
        for (header, body) in BOTH.iter().flat_map(|one| BOTH.map(|other| (*one, other))) {
            assert!(
                passes(&signed(message, key, header, body), &zone(key)),
                "{header:?} {body:?}"
            );
        }
    }
    assert!(!passes(
        &signed(message, &pkcs8, BOTH[0], BOTH[0]),
        &zone(&ed25519)
    ));
}

/// Every octet of what is signed, changed to another one, in the strictest way.
#[test]
fn whatever_octet_is_changed_nothing_verifies() {
    let key = SigningKey::parse(SEED).unwrap();
    let zone = zone(&key);
    let message = b"From: a@d.example\r\nTo: b@e.example\r\nSubject: x\r\n\r\none\r\ntwo\r\n";
    let signed = signed(message, &key, Canonical::Simple, Canonical::Simple);
    assert!(passes(&signed, &zone));
    for at in 0..signed.len() {
        let mut changed = signed.clone();
        changed[at] ^= 1;
        assert!(
            !passes(&changed, &zone),
            "{at}: {:?}",
            char::from(signed[at])
        );
    }
}

#[test]
fn the_field_has_short_lines_and_an_end() {
    let key = SigningKey::parse(SEED).unwrap();
    let message = b"From: a@d.example\r\nFrom: c@d.example\r\nSubject: x\r\nX-Other: y\r\n\r\n";
    let field = sign(
        &Message::parse(message),
        &key,
        &Signer::relaxed("d.example", "s"),
        NOW,
    )
    .unwrap();
    assert!(
        field.ends_with("\r\n") && field.lines().all(|line| line.len() <= 78),
        "{field}"
    );
    assert!(field.contains("h=From: From: From: Reply-To:"), "{field}");
}

#[test]
fn what_is_no_key_is_told() {
    let error = |text: &str| SigningKey::parse(text).unwrap_err();
    let pem = |label: &str, text: &str| {
        format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
    };
    assert_eq!(error(""), KeyError::NoKey);
    assert_eq!(error("AAAA"), KeyError::NoKey);
    assert_eq!(error(&pem("PRIVATE KEY", "!")), KeyError::Damaged);
    assert_eq!(error(&pem("PRIVATE KEY", "AAAA")), KeyError::Damaged);
    assert_eq!(
        error(&pem("EC PRIVATE KEY", "AAAA")),
        KeyError::OtherAlgorithm
    );
    assert_eq!(
        error(&pem("OPENSSH PRIVATE KEY", "AAAA")),
        KeyError::OpenSsh
    );
    assert_eq!(error(&pem("CERTIFICATE", "AAAA")), KeyError::NotPrivate);
    assert_eq!(error(&pem("MESSAGE", "AAAA")), KeyError::NoKey);
    assert_eq!(
        error(&pem("ENCRYPTED PRIVATE KEY", "AAAA")),
        KeyError::Encrypted
    );
    let headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA";
    assert_eq!(error(&pem("RSA PRIVATE KEY", headers)), KeyError::Encrypted);
    assert_eq!(error(&pem("PUBLIC KEY", "AAAA")), KeyError::NotPrivate);
    assert!(!format!("{:?}", SigningKey::parse(SEED)).contains("nWGx"));
}

proptest! {
    /// Whatever the message is.
    #[test]
    fn any_message_that_is_signed_verifies(
        fields in "([A-Za-z-]{1,8}: [ -~\\t]{0,20}(\r\n[ \\t][!-~]{0,9})?\r\n){0,4}",
        body in "([ -~\\t\u{e9}]{0,12}\r?\n){0,6}[ -~]{0,3}",
        header in any::<bool>(), text in any::<bool>(),
    ) {
        let key = SigningKey::parse(SEED).unwrap();
        let message = format!("From: a@d.example\r\n{fields}\r\n{body}");
        let canonical = |simple: bool| if simple { Canonical::Simple } else { Canonical::Relaxed };
        let signed = signed(message.as_bytes(), &key, canonical(header), canonical(text));
        prop_assert!(passes(&signed, &zone(&key)));
    }

    #[test]
    fn any_octets_are_verified_to_an_end(message: Vec<u8>, field in "[vabchdilqstxz=; :a-f0-9/@.\r\n]{0,80}") {
        let message = [b"DKIM-Signature: v=1; a=ed25519-sha256; ", field.as_bytes(), b"\r\n", &message].concat();
        let key = SigningKey::parse(SEED).unwrap();
        prop_assert!(!passes(&message, &zone(&key)));
    }
}
