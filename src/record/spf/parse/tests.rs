//! The places of faults, and what is none.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{
    super::{
        fault::Fault,
        record::{Macro, MacroString, Mechanism, Part, Prefixes},
    },
    *,
};

/// Every record of the table with where its faults are, and how their kinds begin.
fn table() -> Vec<(&'static str, Vec<(usize, &'static str)>)> {
    let mut table: Vec<(&str, Vec<_>)> = Vec::new();
    for line in include_str!("faults.txt").lines() {
        if line.starts_with(VERSION) {
            table.push((line, Vec::new()));
        } else if let Some((before, kind)) = line.split_once("^ ")
            && before.trim().is_empty()
            && let Some((_, faults)) = table.last_mut()
        {
            faults.push((before.len(), kind));
        }
    }
    table
}

#[test]
fn every_fault_is_found_where_it_is() {
    let table = table();
    assert!(table.len() >= 150, "{} records", table.len());
    let mut wrong = String::new();
    for (record, expected) in table {
        let Record { faults, .. } = parse(record.as_bytes());
        let fits = |(fault, (position, kind)): (&Fault, &(usize, &str))| {
            fault.position == *position && format!("{:?}", fault.kind).starts_with(kind)
        };
        let all = faults.len() == expected.len() && !expected.is_empty();
        if !all || !faults.iter().zip(&expected).all(fits) {
            wrong += &format!("{record}\n{faults:?}\n{expected:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What a fault says is one line of words that names nothing of Rust.
#[test]
fn every_fault_has_words() {
    for (record, _) in table() {
        for fault in parse(record.as_bytes()).faults {
            let words = fault.kind.to_string();
            assert!(
                words.len() > 10 && !words.contains(['\n', '\u{1b}']),
                "{words}"
            );
        }
    }
}

/// Octets that no line of a table can have.
#[test]
fn octets_that_are_not_visible_are_found_where_they_are() {
    let cases: [(&[u8], usize, u8); 8] = [
        (b"v=spf1 mx\t-all", 9, b'\t'),
        (b"v=spf1 mx\r\n-all", 9, b'\r'),
        (b"v=spf1 mx -all\n", 14, b'\n'),
        (b"v=spf1 a:mail.example.com\0 -all", 25, 0),
        ("v=spf1 mx \u{2013}all".as_bytes(), 10, 0xe2),
        ("v=spf1 mx\u{a0}-all".as_bytes(), 9, 0xc2),
        (b"v=spf1 include:caf\xe9.example -all", 18, 0xe9),
        (
            "v=spf1 include:_spf.example.com\u{200b} -all".as_bytes(),
            31,
            0xe2,
        ),
    ];
    for (record, position, octet) in cases {
        let kind = FaultKind::Octet(octet);
        assert_eq!(parse(record).faults, [Fault { kind, position }]);
    }
}

fn kinds(record: &str) -> Vec<Kind> {
    let record = parse(record.as_bytes());
    assert_eq!(record.faults, [], "{record:?}");
    record.terms.into_iter().map(|term| term.kind).collect()
}

fn literal(text: &str) -> MacroString {
    MacroString {
        parts: vec![Part::Literal(text.to_owned())],
    }
}

#[test]
fn mechanisms_have_their_arguments() {
    use Mechanism::{A, All, Ip4, Ip6, Mx, Ptr};
    let read = kinds(
        "v=spf1 A/24//64 mx:foo:bar/baz.example/28 ?PTR ~ip4:192.0.2.0/24 ip6:2001:db8::/32 -ALL",
    );
    let expected = [
        (Qualifier::Pass, A(None, Prefixes { v4: 24, v6: 64 })),
        (
            Qualifier::Pass,
            Mx(
                Some(literal("foo:bar/baz.example")),
                Prefixes { v4: 28, v6: 128 },
            ),
        ),
        (Qualifier::Neutral, Ptr(None)),
        (Qualifier::SoftFail, Ip4(Ipv4Addr::new(192, 0, 2, 0), 24)),
        (
            Qualifier::Pass,
            Ip6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
        ),
        (Qualifier::Fail, All),
    ];
    assert_eq!(
        read,
        expected.map(|(qualifier, mechanism)| Kind::Directive(qualifier, mechanism))
    );
}

#[test]
fn terms_stand_where_they_stand_whatever_spaces_are_between_them() {
    let record = parse(b"V=SPF1   a  -all ");
    let places: Vec<_> = record
        .terms
        .iter()
        .map(|term| (term.position, term.text.as_str()))
        .collect();
    assert_eq!(places, [(9, "a"), (12, "-all")]);
}

#[test]
fn macros_are_read_with_what_transforms_them() {
    let read = kinds("v=spf1 exists:%{L2r+-}.%%%_%-x.%{ir}");
    let Kind::Directive(_, Mechanism::Exists(text)) = &read[0] else {
        panic!("{read:?}");
    };
    let whole = Macro {
        letter: 'l',
        escaped: true,
        keep: Some(2),
        reverse: true,
        delimiters: "+-".to_owned(),
    };
    let address = Macro {
        letter: 'i',
        escaped: false,
        keep: None,
        reverse: true,
        delimiters: String::new(),
    };
    let expected = [
        Part::Macro(whole),
        Part::Literal(".% %20x.".to_owned()),
        Part::Macro(address),
    ];
    assert_eq!(text.parts, expected);
}

/// RFC 7208 section 12: what looks wrong, and is right.
#[test]
fn what_the_grammar_allows_is_no_fault() {
    for record in [
        "v=spf1",
        "v=spf1 moo.cow-far_out=man:dog/cat -all",
        "v=spf1 default=+ note=%%%_%-%{c}%{r}%{t}",
        "v=spf1 exists:%{i}._spf.%{d2}",
        "v=spf1 a:%{d}",
        "v=spf1 a:x.%{d}.example.com.",
        "v=spf1 a:foo%-",
        "v=spf1 a:.example",
        "v=spf1 a:b..example",
        "v=spf1 mx:example.xn--p1ai",
        "v=spf1 a:x.1-2",
        "v=spf1 exists:%{s300}.example.com",
        "v=spf1 exists:%{d/}.example.com a:%{d/}/24//64",
        "v=spf1 ip6:::ffff:192.0.2.1/96 ip6:::/0",
        "v=spf1 redirect=%{d}.d.spf.example.com.",
        "v=spf1 exp=%{i}.example.com a:100/86400.rate.example.com",
        "v=spf1 all all include=x v=spf1",
    ] {
        assert_eq!(parse(record.as_bytes()).faults, [], "{record}");
    }
}
