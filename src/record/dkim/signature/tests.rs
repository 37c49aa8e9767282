//! Signatures with one fault each, and the place that is to be named for it.

use proptest::prelude::*;

use super::*;
use crate::record::{dkim::tags::ListFault, tag_list::TagFaultKind};

const REST: &str = "bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b=AAAA";

/// The text without the mark, and where the mark was; `{..}` stands for the hashes.
fn marked(text: &str) -> (String, usize) {
    let text = text.replace("{..}", REST);
    let at = text.find('¦').unwrap_or_default();
    (text.replace('¦', ""), at)
}

#[test]
fn each_fault_is_told_where_it_is() {
    let list = |kind| FaultKind::Tag(ListFault::List(kind));
    let no_semicolon = |name: &str| FaultKind::Tag(ListFault::NoSemicolon(name.to_owned()));
    let text = str::to_owned;
    for (signature, kind) in [
        (
            "a=rsa-sha256; d=d.example; s=s; h=From; {..}¦",
            FaultKind::Missing("v"),
        ),
        (
            "v=1; d=d.example; s=s; h=From; {..}¦",
            FaultKind::Missing("a"),
        ),
        (
            "v=1; a=rsa-sha256; s=s; h=From; {..}¦",
            FaultKind::Missing("d"),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; h=From; {..}¦",
            FaultKind::Missing("s"),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; s=s; {..}¦",
            FaultKind::Missing("h"),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; s=s; h=From; b=AAAA¦",
            FaultKind::Missing("bh"),
        ),
        (
            "v=¦2; a=rsa-sha256; d=d.example; s=s; h=From; {..}",
            FaultKind::Version(text("2")),
        ),
        (
            "v=¦DKIM1; a=rsa-sha256; d=d.example; s=s; h=From; {..}",
            FaultKind::Version(text("DKIM1")),
        ),
        (
            "v=1; a=¦rsa-sha512; d=d.example; s=s; h=From; {..}",
            FaultKind::Algorithm(text("rsa-sha512")),
        ),
        (
            "v=1; a=¦; d=d.example; s=s; h=From; {..}",
            FaultKind::Algorithm(String::new()),
        ),
        (
            "v=1; a=¦rsa; d=d.example; s=s; h=From; {..}",
            FaultKind::Algorithm(text("rsa")),
        ),
        (
            "v=1; a=rsa-sha256; c=¦strict; d=d.example; s=s; h=From; {..}",
            FaultKind::Canonical(text("strict")),
        ),
        (
            "v=1; a=rsa-sha256; c=relaxed/¦none; d=d.example; s=s; h=From; {..}",
            FaultKind::Canonical(text("none")),
        ),
        (
            "v=1; a=rsa-sha256; d=¦d..example; s=s; h=From; {..}",
            FaultKind::Domain(text("d..example")),
        ),
        (
            "v=1; a=rsa-sha256; d=¦d.example.; s=s; h=From; {..}",
            FaultKind::Domain(text("d.example.")),
        ),
        (
            "v=1; a=rsa-sha256; d=¦legitimate.example(.attacker.example; s=s; h=From; {..}",
            FaultKind::Domain(text("legitimate.example(.attacker.example")),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; s=¦a b; h=From; {..}",
            FaultKind::Selector(text("a b")),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; s=¦; h=From; {..}",
            FaultKind::Selector(String::new()),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; i=¦@other.example; s=s; h=From; {..}",
            FaultKind::Identity(text("@other.example")),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; i=¦@xd.example; s=s; h=From; {..}",
            FaultKind::Identity(text("@xd.example")),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; i=¦ann; s=s; h=From; {..}",
            FaultKind::Identity(text("ann")),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; s=s; h=¦To:Subject; {..}",
            FaultKind::FromNotSigned,
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; s=s; h=From:¦:To; {..}",
            FaultKind::HeaderName(String::new()),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; s=s; h=From:¦To Cc; {..}",
            FaultKind::HeaderName(text("To Cc")),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; s=s; h=From; l=¦-1; {..}",
            FaultKind::Number("l"),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; s=s; h=From; t=¦now; {..}",
            FaultKind::Number("t"),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; s=s; h=From; x=¦1.5; {..}",
            FaultKind::Number("x"),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; s=s; h=From; t=7; x=¦7; {..}",
            FaultKind::ExpiresBefore,
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; s=s; h=From; q=¦dns/cert; {..}",
            FaultKind::Query(text("dns/cert")),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; s=s; h=From; bh=¦AAAA; b=AAAA",
            FaultKind::HashLength(3),
        ),
        (
            "v=1; a=rsa-sha1; d=d.example; s=s; h=From; bh=¦2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b=AAAA",
            FaultKind::HashLength(32),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; s=s; h=From; bh=2jU¦*; b=AAAA",
            FaultKind::NotBase64("bh", b'*'),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; s=s; h=From; {..}¦A",
            FaultKind::CutBase64("b"),
        ),
        (
            "v=1; ¦rsa-sha256; a=rsa-sha256; d=d.example; s=s; h=From; {..}",
            list(TagFaultKind::NoEqualsSign(text("rsa-sha256"))),
        ),
        (
            "v=1; a=rsa-sha256; d=d.example; ¦d=d.example; s=s; h=From; {..}",
            list(TagFaultKind::Twice(text("d"))),
        ),
        (
            "v=1; a=rsa-sha256 ¦d=d.example; s=s; h=From; {..}",
            no_semicolon("d"),
        ),
        (
            "v=1;¦; a=rsa-sha256; d=d.example; s=s; h=From; {..}",
            list(TagFaultKind::Empty),
        ),
    ] {
        let (signature, mut position) = marked(signature);
        // What is cut off ends behind its last character.
        if matches!(kind, FaultKind::CutBase64(_)) {
            position += 1;
        }
        let faults = Signature::parse(&signature).faults;
        assert_eq!(faults, [Fault { kind, position }], "{signature}");
    }
}

/// The example of RFC 6376 section 3.5.
#[test]
fn the_example_of_the_standard_is_read() {
    let signature = Signature::parse(
        "v=1; a=rsa-sha256; d=example.net; s=brisbane;\r\n   c=simple; q=dns/txt; i=@eng.example.net;\r\n   \
         t=1117574938; x=1118006938;\r\n   h=from:to:subject:date;\r\n   z=From:foo@eng.example.net|To:joe@example.com|\r\n    \
         Subject:demo=20run|Date:July=205,=202005=203:44:08=20PM=20-0700;\r\n   \
         bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n   b=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZVoG4ZHRNiYzR",
    );
    assert_eq!(signature.faults, []);
    assert_eq!(
        (signature.header, signature.body),
        (Canonical::Simple, Canonical::Simple)
    );
    assert_eq!(signature.identity_domain(), Some("eng.example.net"));
    assert_eq!(signature.headers, ["from", "to", "subject", "date"]);
    assert_eq!(
        (signature.made, signature.expires),
        (Some(1_117_574_938), Some(1_118_006_938))
    );
    let copies: Vec<_> = signature
        .copied
        .iter()
        .map(|(name, value)| (name.as_str(), str::from_utf8(value).unwrap()))
        .collect();
    let wanted = [
        ("From", "foo@eng.example.net"),
        ("To", "joe@example.com"),
        ("Subject", "demo run"),
        ("Date", "July 5, 2005 3:44:08 PM -0700"),
    ];
    assert_eq!(copies, wanted);
}

proptest! {
    #[test]
    fn any_text_is_read_and_its_faults_are_within_it(text in "\\PC{0,80}|([vabchdilqstxz]{1,2}=[A-Za-z0-9:=@./ |]{0,12}; ?){0,9}") {
        for fault in Signature::parse(&text).faults {
            prop_assert!(fault.position <= text.len());
            prop_assert!(!fault.kind.to_string().contains(char::is_control));
        }
    }
}
