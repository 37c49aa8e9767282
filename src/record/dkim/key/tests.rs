//! Records with one fault each, and the place that is to be named for it.

use proptest::prelude::*;

use super::{super::samples::*, *};
use crate::record::{
    dkim::{KeyStatus, tags::ListFault},
    tag_list::TagFaultKind,
};

/// The record without the mark, and where the mark was. `RSA`, `ED` and so on stand for keys.
fn marked(text: &str) -> (String, usize) {
    let mut text = text.to_owned();
    for (name, key) in [
        ("{768}", RSA_768),
        ("{1024}", RSA_1024),
        ("{PKCS1}", RSA_1024_PKCS1),
        ("{RSA}", RSA_2048),
        ("{4104}", RSA_4104),
        ("{WRAPPED}", ED25519_WRAPPED),
        ("{ED}", ED25519),
        ("{EC}", EC),
    ] {
        text = text.replace(name, key);
    }
    let at = text.find('¦').unwrap_or_default();
    (text.replace('¦', ""), at)
}

fn parse(text: &str) -> KeyRecord {
    KeyRecord::parse(&marked(text).0)
}

fn assert_fault(text: &str, kind: FaultKind) {
    let (record, position) = marked(text);
    let faults = KeyRecord::parse(&record).faults;
    assert_eq!(faults, [Fault { kind, position }], "{text}");
}

/// Each makes the key useless.
#[test]
fn each_fault_that_takes_the_key_away_is_told_where_it_is() {
    let list = |kind| FaultKind::Tag(ListFault::List(kind));
    let no_semicolon = |name: &str| FaultKind::Tag(ListFault::NoSemicolon(name.to_owned()));
    let text = str::to_owned;
    for (record, kind) in [
        ("k=rsa; ¦v=DKIM1; p={RSA}", FaultKind::VersionNotFirst),
        ("p={RSA}; ¦v=DKIM1", FaultKind::VersionNotFirst),
        ("v=¦DKIM2; p={RSA}", FaultKind::Version(text("DKIM2"))),
        ("v=¦dkim1; p={RSA}", FaultKind::Version(text("dkim1"))),
        ("v=¦; p={RSA}", FaultKind::Version(text(""))),
        ("v=¦DKIM1\\; p={RSA}", FaultKind::Version(text("DKIM1\\"))),
        (
            "v=¦\"DKIM1\"; p={RSA}",
            FaultKind::Version(text("\"DKIM1\"")),
        ),
        ("v=¦DKIM 1; p={RSA}", FaultKind::Version(text("DKIM 1"))),
        ("v=DKIM1; k=rsa;¦", FaultKind::NoKey),
        ("v=DKIM1¦", FaultKind::NoKey),
        ("v=DKIM1 ¦k=rsa; p={RSA}", no_semicolon("k")),
        ("v=DKIM1; k=rsa ¦p={RSA}", no_semicolon("p")),
        ("v=DKIM1; p={RSA} ¦t=s", no_semicolon("t")),
        (
            "v=DKIM1; ¦rsa; p={RSA}",
            list(TagFaultKind::NoEqualsSign(text("rsa"))),
        ),
        (
            "v=DKIM1; p={RSA}; ¦\"",
            list(TagFaultKind::NoEqualsSign(text("\""))),
        ),
        (
            "v=DKIM1; ¦=rsa; p={RSA}",
            list(TagFaultKind::Name(String::new())),
        ),
        (
            "v=DKIM1; ¦k-t=rsa; p={RSA}",
            list(TagFaultKind::Name(text("k-t"))),
        ),
        (
            "v=DKIM1; k=rsa; ¦k=rsa; p={RSA}",
            list(TagFaultKind::Twice(text("k"))),
        ),
        (
            "v=DKIM1; p={RSA}; ¦p=",
            list(TagFaultKind::Twice(text("p"))),
        ),
        (
            "v=DKIM1; n=caf¦é; p={RSA}",
            list(TagFaultKind::Character('é')),
        ),
        (
            "v=DKIM1; n=a¦\u{7}; p={RSA}",
            list(TagFaultKind::Character('\u{7}')),
        ),
        ("v=DKIM1; k=¦dsa; p={RSA}", FaultKind::KeyType(text("dsa"))),
        ("v=DKIM1; k=¦RSA; p={RSA}", FaultKind::KeyType(text("RSA"))),
        ("v=DKIM1; k=¦; p={RSA}", FaultKind::KeyType(text(""))),
        (
            "v=DKIM1; k=¦rsa-sha256; p={RSA}",
            FaultKind::KeyType(text("rsa-sha256")),
        ),
        (
            "v=DKIM1; k=¦ed25519-sha256; p={ED}",
            FaultKind::KeyType(text("ed25519-sha256")),
        ),
        ("v=DKIM1; p=MIIB¦\" \"IjAN", FaultKind::NotBase64(b'"')),
        (
            "v=DKIM1; p=¦-----BEGIN PUBLIC KEY----- MIIB",
            FaultKind::NotBase64(b'-'),
        ),
        ("v=DKIM1; p=MIIB¦_jANBg", FaultKind::NotBase64(b'_')),
        ("v=DKIM1; p=MIIB¦%3D", FaultKind::NotBase64(b'%')),
        ("v=DKIM1; p=¦<key>", FaultKind::NotBase64(b'<')),
        ("v=DKIM1; p=TWFuT¦", FaultKind::CutBase64),
        ("v=DKIM1; p=¦TWFu", FaultKind::NotAKey("RSA")),
        ("v=DKIM1; p=¦{EC}", FaultKind::OtherAlgorithm),
        ("v=DKIM1; p=¦{ED}", FaultKind::Ed25519NotSaid),
        ("v=DKIM1; k=rsa; p=¦{WRAPPED}", FaultKind::OtherAlgorithm),
        ("v=DKIM1; k=ed25519; p=¦{RSA}", FaultKind::RsaNotSaid),
        ("v=DKIM1; k=ed25519; p=¦{PKCS1}", FaultKind::RsaNotSaid),
        ("v=DKIM1; k=ed25519; p=¦{EC}", FaultKind::OtherAlgorithm),
        (
            "v=DKIM1; k=ed25519; p=¦{WRAPPED}",
            FaultKind::WrappedEd25519,
        ),
        ("v=DKIM1; k=ed25519; p=¦TWFu", FaultKind::Ed25519Length(3)),
        ("v=DKIM1; h=¦md5; p={RSA}", FaultKind::NoHash),
    ] {
        assert_fault(record, kind);
        assert_eq!(parse(record).status(), KeyStatus::Invalid, "{record}");
    }
}

/// A record that is cut where a string of 255 octets ends has a key that is not whole, whichever the number of characters.
#[test]
fn a_key_that_is_cut_off_is_no_key() {
    for length in (8..RSA_2048.len()).step_by(7) {
        let record = format!("v=DKIM1; p={}", &RSA_2048[..length]);
        let record = KeyRecord::parse(&record);
        assert_eq!(record.status(), KeyStatus::Invalid, "{length}");
    }
}

/// These are told, and verifiers use the key all the same.
#[test]
fn each_fault_that_does_no_harm_is_told_where_it_is() {
    for (record, kind) in [
        (
            "v=DKIM1;¦; p={RSA}",
            FaultKind::Tag(ListFault::List(TagFaultKind::Empty)),
        ),
        ("v=DKIM1; ¦K=rsa; p={RSA}", FaultKind::Case("K".to_owned())),
        ("v=DKIM1; ¦g=*; p={RSA}", FaultKind::Granularity),
        ("v=DKIM1; t=¦; p={RSA}", FaultKind::Word("t")),
        ("v=DKIM1; t=y:¦; p={RSA}", FaultKind::Word("t")),
        ("v=DKIM1; t=¦y,s; p={RSA}", FaultKind::Word("t")),
        ("v=DKIM1; s=email:¦?; p={RSA}", FaultKind::Word("s")),
        ("v=DKIM1; h=sha256:¦-; p={RSA}", FaultKind::Word("h")),
        ("v=DKIM1; p=¦{4104}", FaultKind::Large(4104)),
    ] {
        assert_fault(record, kind);
        assert!(parse(record).is_valid(), "{record}");
    }
    let (record, _) = marked("v=DKIM1; p={PKCS1}");
    let unpadded = record.trim_end_matches('=').to_owned();
    assert_ne!(record, unpadded);
    assert_fault(&format!("{unpadded}¦"), FaultKind::Padding);
    assert_eq!(KeyRecord::parse(&unpadded).status(), KeyStatus::Weak);
}

#[test]
fn what_a_key_is_worth() {
    for (record, status) in [
        ("v=DKIM1; k=rsa; p={RSA}", KeyStatus::Ok),
        ("p={RSA};", KeyStatus::Ok),
        ("v=DKIM1; k=ed25519; p={ED}", KeyStatus::Ok),
        (
            "v=DKIM1; h=sha1:sha256; s=*; t=s; n=for you=20and me; p={RSA}",
            KeyStatus::Ok,
        ),
        ("v=DKIM1; x=unknown; p={RSA}", KeyStatus::Ok),
        ("v=DKIM1; p={4104}", KeyStatus::Ok),
        ("v=DKIM1; p={1024}", KeyStatus::Weak),
        ("v=DKIM1; p={PKCS1}", KeyStatus::Weak),
        ("v=DKIM1; p={768}", KeyStatus::TooShort),
        ("v=DKIM1; t=y; p={768}", KeyStatus::TooShort),
        ("v=DKIM1; t=s : y; p={RSA}", KeyStatus::Testing),
        ("v=DKIM1; p=", KeyStatus::Revoked),
        ("v=DKIM1; k=ed25519; p= ;", KeyStatus::Revoked),
        ("v=DKIM1; s=tlsrpt; p={RSA}", KeyStatus::NotForMail),
        ("v=DKIM1; h=sha1; p={RSA}", KeyStatus::Sha1Only),
    ] {
        let record = parse(record);
        assert_eq!(record.status(), status, "{record:?}");
        assert_eq!(
            record
                .faults
                .iter()
                .filter(|fault| fault.invalidates())
                .count(),
            0
        );
    }
}

#[test]
fn both_forms_of_an_rsa_key_are_the_same_key() {
    let bits_and_der = |text| match parse(text).key {
        Some(PublishedKey::Key(Material::Rsa { bits, der })) => (bits, der),
        other => panic!("{other:?}"),
    };
    assert_eq!(bits_and_der("p={1024}"), bits_and_der("p={PKCS1}"));
    assert_eq!(bits_and_der("p={768}").0, 768);
}

/// A record of another kind below the name of a selector, as a wildcard makes them, was not meant as a key.
#[test]
fn what_was_meant_as_a_key() {
    for text in ["v=DKIM1", "p=", "k=rsa; p=x", "v=DKIM1 p=x", "v=DKIM2"] {
        assert!(KeyRecord::is_meant(text), "{text}");
    }
    for text in ["v=spf1 -all", "", "hello", "google-site-verification=x"] {
        assert!(!KeyRecord::is_meant(text), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_and_its_faults_are_within_it(text in "\\PC{0,80}|([vkphst]=[A-Za-z0-9:=; ]{0,9};? ?){0,6}") {
        let record = KeyRecord::parse(&text);
        for fault in &record.faults {
            prop_assert!(fault.position <= text.len());
            prop_assert!(!fault.kind.to_string().contains(char::is_control));
        }
        let is_usable = matches!(record.key, Some(PublishedKey::Key(_)));
        prop_assert!(!record.is_valid() || record.key.is_some());
        prop_assert!(is_usable || record.status() != KeyStatus::Ok);
    }
}
