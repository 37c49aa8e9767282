//! Whole surveys: a zone and what a domain's logo comes to.

use super::{BimiStatus::*, *};
use crate::record::look_up::testing::Zone;

const REJECT: &str = "_dmarc.a.example TXT v=DMARC1; p=reject";
const LOGO: &str = "v=BIMI1; l=https://a.example/logo.svg; a=https://a.example/vmc.pem";

fn of(domain: &str, zone: &str) -> Bimi {
    Zone(zone).drive(|asking| survey(asking, domain)).0
}

fn record(text: &str) -> Bimi {
    of(
        "a.example",
        &format!("{REJECT}\ndefault._bimi.a.example TXT {text}"),
    )
}

#[test]
fn an_ordinary_record() {
    let bimi = record(LOGO);
    assert_eq!((bimi.status, bimi.errors.len()), (Ok, 0));
    assert_eq!(
        bimi.logo.map(|it| it.uri).as_deref(),
        Some("https://a.example/logo.svg")
    );
    assert_eq!(
        bimi.certificate.map(|it| it.uri).as_deref(),
        Some("https://a.example/vmc.pem")
    );
}

#[test]
fn a_domain_may_decline() {
    for text in [
        "v=BIMI1; l=; a=;",
        "v=BIMI1; l=",
        "v=BIMI1; l=; a=; lps=brand-indicators-;",
    ] {
        assert_eq!(record(text).status, Declined, "{text}");
    }
}

#[test]
fn without_enforcement_no_logo_is_shown() {
    for (dmarc, status) in [
        ("v=DMARC1; p=quarantine", Ok),
        ("v=DMARC1; p=quarantine; pct=100", Ok),
        ("v=DMARC1; p=reject; pct=50", Ok),
        ("v=DMARC1; p=reject; t=y", Ok),
        ("v=DMARC1; p=quarantine; pct=50", DmarcInsufficient),
        ("v=DMARC1; p=quarantine; t=y", DmarcInsufficient),
        ("v=DMARC1; p=none", DmarcInsufficient),
        ("v=DMARC1; p=reject; sp=none", DmarcInsufficient),
        ("v=spf1 -all", DmarcInsufficient),
        ("!SERVFAIL", LookupFailed),
    ] {
        let zone = format!("_dmarc.a.example TXT {dmarc}\ndefault._bimi.a.example TXT {LOGO}");
        let bimi = of("a.example", &zone);
        assert_eq!(bimi.status, status, "{dmarc}");
        assert_eq!(bimi.insufficient.is_some(), status == DmarcInsufficient);
    }
}

#[test]
fn a_subdomain_has_the_logo_of_its_organization() {
    let zone = format!("{REJECT}\nx.a.example A 192.0.2.1\ndefault._bimi.a.example TXT {LOGO}");
    let bimi = of("x.a.example", &zone);
    assert_eq!(
        (bimi.status, bimi.name.as_deref()),
        (Ok, Some("default._bimi.a.example"))
    );
    let declined = format!("{zone}\ndefault._bimi.x.a.example TXT v=BIMI1; l=; a=;");
    assert_eq!(of("x.a.example", &declined).status, Declined);
}

#[test]
fn which_of_several_counts() {
    let zone = |records: &[&str]| {
        let lines: Vec<_> = records
            .iter()
            .map(|it| format!("default._bimi.a.example TXT {it}"))
            .collect();
        of("a.example", &format!("{REJECT}\n{}", lines.join("\n"))).status
    };
    assert_eq!(zone(&[LOGO, "v=spf1 -all"]), Ok);
    assert_eq!(zone(&[LOGO, LOGO]), Multiple);
    assert_eq!(zone(&["v=spf1 -all"]), None);
    assert_eq!(zone(&["!TIMEOUT"]), LookupFailed);
    assert_eq!(zone(&[]), None);
}

#[test]
fn what_makes_a_record_void_has_its_place() {
    for (text, position) in [
        ("v=BIMI1", 7),
        ("v=BIMI1; a=https://a.example/vmc.pem", 7),
        ("v=BIMI1; l=http://a.example/logo.svg", 11),
        ("v=BIMI1; l=a.example/logo.svg", 11),
        ("v=BIMI1; l=https://a.example/logo.png", 33),
        (
            "v=BIMI1; l=https://a.example/a.svg,https://b.example/b.svg",
            34,
        ),
        ("v=BIMI1; l=https://a.example/my logo.svg", 31),
        ("v=BIMI1; l=; a=https://a.example/vmc.pem", 11),
        ("v=BIMI1; l=https://a.example/a.svg; l=", 36),
        ("v=BIMI1; l=https:///a.svg", 19),
        ("v=BIMI1 l=https://a.example/a.svg", 8),
        ("v=bimi1; l=https://a.example/a.svg", 2),
        ("v=BIMI2; l=https://a.example/a.svg", 2),
        ("\"v=BIMI1; l=https://a.example/a.svg\"", 0),
        ("l=https://a.example/a.svg; v=BIMI1", 0),
        ("v=BIMI1; l=https://a.example/a.svg; lps=a_b", 40),
    ] {
        let bimi = record(text);
        assert_eq!(bimi.status, Invalid, "{text}");
        let places: Vec<_> = bimi.errors.iter().map(|it| it.position).collect();
        assert_eq!(places, [position], "{text}: {:?}", bimi.errors);
    }
}

#[test]
fn what_is_ignored_does_no_harm() {
    let bimi = record("v=BIMI1; l=https://a.example/a.svg; avp=Personal; x=y");
    assert_eq!(
        (bimi.status, bimi.avatar, bimi.errors.len()),
        (Ok, Some(Avatar::Brand), 2)
    );
    assert_eq!(
        record("v=BIMI1; l=https://a.example/a.svg; avp=personal").avatar,
        Some(Avatar::Personal)
    );
}
