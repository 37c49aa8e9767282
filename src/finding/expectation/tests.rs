use super::*;
use crate::{finding::fact::table, tls::TlsVersion};

fn expectation(text: &str) -> Expectation {
    match Expectation::parse(text) {
        Ok(expectation) => expectation,
        Err(wrong) => panic!("{text}: {wrong}"),
    }
}

fn met(text: &str, value: Value) -> bool {
    expectation(text).is_met_by(&Seen::Known(value)).unwrap()
}

fn list(of: &[&str]) -> Value {
    Value::List(of.iter().map(|one| (*one).to_owned()).collect())
}

#[test]
fn the_example_of_every_fact_is_an_expectation_of_it() {
    for fact in table() {
        assert_eq!(expectation(fact.example).fact, fact, "{}", fact.example);
    }
}

#[test]
fn values_compare_as_what_they_are() {
    let version = |version| Value::Version(version);
    assert!(met("tls.version>=1.2", version(TlsVersion::Tls13)));
    assert!(!met("tls.version>=1.2", version(TlsVersion::Tls11)));
    assert!(met("tls.version = TLSv1.2", version(TlsVersion::Tls12)));
    assert!(met("extension.SIZE>=50MiB", Value::Size(52_428_800)));
    assert!(!met("extension.SIZE>=50MiB", Value::Size(52_428_799)));
    assert!(met("certificate.days>=9", Value::Days(14)));
    assert!(!met("certificate.days>=9", Value::Days(-14)));
    assert!(met("time.total<1.5s", Value::Duration(900.0)));
    assert!(met("exit!=0", Value::Number(11)));
    assert!(met("recipient.bob@example.com~^5", Value::Code(550)));
    assert!(met("recipient.bob@example.com>=500", Value::Code(550)));
    assert!(met("trusted=yes", Value::Boolean(true)));
    assert!(met("trusted!=yes", Value::Boolean(false)));
    let word = |word: &str| Value::Word(word.to_owned());
    assert!(met("starttls=not-offered", word("not_offered")));
    assert!(met("dmarc!=none", word("reject")));
    assert!(met(
        "certificate.sha256=43:DF:57",
        Value::Text("43df57".to_owned())
    ));
    assert!(met(
        "greeting~(?i)postfix",
        Value::Text("mx ESMTP Postfix".to_owned())
    ));
    assert!(!met(
        "greeting~postfix",
        Value::Text("mx ESMTP Postfix".to_owned())
    ));
    assert!(met(
        "greeting has postfix",
        Value::Text("mx ESMTP Postfix".to_owned())
    ));
    assert!(met(
        "greeting lacks exim",
        Value::Text("mx ESMTP Postfix".to_owned())
    ));
    let mechanisms = || list(&["LOGIN", "PLAIN"]);
    assert!(met("auth.mechanisms has plain", mechanisms()));
    assert!(!met("auth.mechanisms lacks plain", mechanisms()));
    assert!(met("auth.mechanisms=PLAIN LOGIN", mechanisms()));
    assert!(!met("auth.mechanisms=PLAIN", mechanisms()));
    assert!(!met("auth.mechanisms=PLAIN LOGIN XOAUTH2", mechanisms()));
    assert!(met("auth.mechanisms~^PL", mechanisms()));
    assert!(met("auth.mechanisms lacks LOGIN", list(&[])));
}

#[test]
fn what_is_absent_meets_only_what_asks_for_that() {
    for (text, expected) in [
        ("tls.version>=1.2", false),
        ("tls.version!=1.2", false),
        ("extension.LIMITS lacks RCPTMAX", false),
        ("tls.version=absent", true),
        ("tls.version!=absent", false),
        ("spf=none", true),
        ("dane!=none", false),
        // There it is a value: p=none.
        ("dmarc=none", false),
        ("mta-sts=none", false),
    ] {
        let expectation = expectation(text);
        assert_eq!(
            expectation.is_met_by(&Seen::Absent),
            Some(expected),
            "{text}"
        );
        assert_eq!(expectation.is_met_by(&Seen::Unknown(String::new())), None);
    }
    assert!(met("extension.PIPELINING!=absent", list(&[])));
    assert!(!met("extension.PIPELINING=absent", list(&[])));
}

#[test]
fn an_address_may_hold_the_signs_of_operators() {
    for (text, parameter) in [
        ("recipient.bob=tag@example.com=550", "bob=tag@example.com"),
        ("recipient.bob@example.com=550", "bob@example.com"),
        ("recipient.b!ob~x@example.com != 250", "b!ob~x@example.com"),
        ("Recipient.bob@example.com == 550", "bob@example.com"),
        ("recipient.postmaster=250", "postmaster"),
    ] {
        assert_eq!(
            expectation(text).parameter.as_deref(),
            Some(parameter),
            "{text}"
        );
    }
    let with_sign = expectation("certificate.issuer=CN=Example CA,O=a=b");
    let issuer = Value::Text("CN=Example CA,O=a=b".to_owned());
    assert_eq!(with_sign.is_met_by(&Seen::Known(issuer)), Some(true));
}

#[test]
fn what_is_no_expectation_says_why() {
    for (text, words) in [
        ("", "there is no operator"),
        ("tls.version", "there is no operator"),
        ("tls.version!1.2", "there is no operator"),
        ("tls.version>=", "nothing stands behind"),
        ("tls.versoin>=1.2", "there is no fact tls.versoin"),
        (">=1.2", "there is no fact"),
        (
            "tls.version~1.2",
            "tls.version is a version, which ~ does not compare: use =, !=, <, <=, > or >=",
        ),
        (
            "trusted>no",
            "trusted is a boolean, which > does not compare: use = or !=",
        ),
        (
            "tls.version>=new",
            "tls.version is a version: it takes a version of TLS such as 1.2",
        ),
        ("auth=rejeted", "it takes one of accepted, rejected"),
        ("spf.example.com=pass", "example.com is no IP address"),
        ("time.coffee<2s", "there is connect, greeting"),
        ("greeting~(", "is no regular expression"),
        ("tls.version>absent", "it takes a version of TLS"),
        ("tls.version has 1", "which has does not compare"),
    ] {
        let wrong = Expectation::parse(text).unwrap_err().to_string();
        assert!(wrong.contains(words), "{text}: {wrong}");
    }
}

/// A list of nothing is nothing; a keyword without anything behind it is there.
#[test]
fn a_list_of_nothing_is_none() {
    let nothing = Seen::Known(Value::List(Vec::new()));
    for (text, expected) in [
        ("reverse.names!=none", false),
        ("dane.records!=absent", false),
        ("auth.mechanisms-in-clear=none", true),
        ("extension.PIPELINING!=absent", true),
    ] {
        let expectation = Expectation::parse(text).unwrap();
        assert_eq!(expectation.is_met_by(&nothing), Some(expected), "{text}");
    }
}

/// What no list can have would be lacking for ever.
#[test]
fn a_slip_behind_lacks_is_told() {
    for wrong in [
        "auth.mechanisms-in-clear lacks PLAIN LOGIN",
        "extensions lacks DSN,SIZE",
        "tls.versions lacks old",
    ] {
        assert!(
            matches!(Expectation::parse(wrong), Err(Wrong::Value(..))),
            "{wrong}"
        );
    }
    let old = Seen::Known(Value::List(vec![
        "TLSv1.0".to_owned(),
        "TLSv1.2".to_owned(),
    ]));
    for text in ["tls.versions lacks 1.0", "tls.versions lacks TLSv1"] {
        let expectation = Expectation::parse(text).unwrap();
        assert_eq!(expectation.is_met_by(&old), Some(false), "{text}");
    }
}
