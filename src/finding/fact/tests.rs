use super::*;
use crate::{
    dns::Proof,
    event::{Cause, FailedStage},
    finding::{
        JudgeOptions, judge,
        support::{accepted, fail, in_clear, mta_sts, report},
    },
    record::{Dane, dane::DaneStatus, mta_sts::Mode},
    report::{MtaStsStatus, Report, server::StartTlsStatus},
    smtp::Reply,
    tls::TlsVersion,
};

fn seen(report: &Report, name: &str) -> Seen {
    let judgement = judge(report, &JudgeOptions::default());
    let context = Context {
        report,
        judgement: &judgement,
    };
    let (fact, parameter) = named(name).unwrap();
    let parameter = parameter.unwrap_or_default();
    match fact.of {
        Of::Run(of) => of(context),
        Of::Domain(of) => of(&report.policy[0], context),
        Of::DomainFamily(family) => (family.of)(&report.policy[0], &parameter, context),
        Of::Server(of) => of(&report.servers[0], context),
        Of::ServerFamily(family) => (family.of)(&report.servers[0], &parameter, context),
    }
}

fn text(value: &str) -> Seen {
    Seen::Known(Value::Text(value.to_owned()))
}

fn word(value: &str) -> Seen {
    Seen::Known(Value::Word(value.to_owned()))
}

fn is_open(seen: &Seen) -> bool {
    matches!(seen, Seen::Unknown(why) if !why.is_empty())
}

#[test]
fn there_are_as_many_facts_as_were_promised_and_each_has_a_name_of_its_own() {
    assert!(table().count() >= 40);
    let mut names: Vec<_> = table().map(Fact::listed).collect();
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all);
    for fact in table() {
        let is_name =
            |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || ".-".contains(one);
        assert!(
            fact.name == "extension.SIZE" || fact.name.chars().all(is_name),
            "{}",
            fact.name
        );
        assert!(!fact.sentence.ends_with('.') && fact.example.starts_with(fact.name));
        if let Kind::Word(words) = fact.kind {
            assert!(!words.contains(&"absent"), "{}", fact.name);
        }
    }
}

#[test]
fn the_names_that_scripts_rely_on_are_there() {
    for name in [
        "tls.version",
        "tls.cipher",
        "tls.group",
        "certificate.days",
        "certificate.issuer",
        "certificate.key",
        "certificate.sha256",
        "key.sha256",
        "trusted",
        "name-matches",
        "dane",
        "mta-sts",
        "starttls",
        "extension.SIZE",
        "extension.PIPELINING",
        "extension.pipelining",
        "auth.mechanisms",
        "auth",
        "recipient.bob@example.com",
        "greeting",
        "spf",
        "spf.192.0.2.1",
        "spf.2001:db8::1",
        "dkim.s1",
        "dkim.march.2026",
        "dmarc",
        "open-relay",
        "time.total",
        "time.tls",
        "exit",
    ] {
        assert!(named(name).is_ok(), "{name}");
    }
    assert_eq!(named("tls.versio").unwrap_err(), NotNamed::Unknown);
    assert_eq!(named("extension.").unwrap_err(), NotNamed::Unknown);
    assert_eq!(named("").unwrap_err(), NotNamed::Unknown);
    for wrong in [
        "spf.example.com",
        "time.coffee",
        "dkim.a..b",
        "recipient.bob",
    ] {
        assert!(
            matches!(named(wrong), Err(NotNamed::Parameter(_))),
            "{wrong}"
        );
    }
    // Upper and lower case are one.
    let (fact, parameter) = named("Extension.size").unwrap();
    assert_eq!((fact.name, parameter), ("extension.SIZE", None));
    let (_, parameter) = named("extension.pipelining").unwrap();
    assert_eq!(parameter.as_deref(), Some("PIPELINING"));
}

#[test]
fn a_good_server_has_them() {
    let report = report();
    for (name, expected) in [
        ("exit", Seen::Known(Value::Number(0))),
        ("verdict", word("pass")),
        ("resolution", word("ok")),
        ("connection", word("connected")),
        ("failed-stage", Seen::Absent),
        ("greeting", text("mx.example.com ESMTP")),
        ("greeting.name", text("mx.example.com")),
        ("greeting.code", Seen::Known(Value::Code(220))),
        ("starttls", word("established")),
        ("tls", word("starttls")),
        (
            "tls.version",
            Seen::Known(Value::Version(TlsVersion::Tls13)),
        ),
        ("tls.cipher", text("TLS_AES_256_GCM_SHA384")),
        ("tls.group", text("X25519MLKEM768")),
        ("tls.forward-secrecy", Seen::Known(Value::Boolean(true))),
        ("certificate.days", Seen::Known(Value::Days(60))),
        ("certificate.key", text("EC P-256")),
        ("certificate.bits", Seen::Known(Value::Number(256))),
        ("certificate.issuer", text("CN=Example CA")),
        ("certificate.expires", text("1970-04-01T00:00:00Z")),
        ("trusted", Seen::Known(Value::Boolean(true))),
        ("name-matches", Seen::Known(Value::Boolean(true))),
        ("verified", Seen::Known(Value::Boolean(true))),
        ("extension.SIZE", Seen::Known(Value::Size(1000))),
        (
            "extension.AUTH",
            Seen::Known(Value::List(vec!["PLAIN".to_owned()])),
        ),
        ("extension.CHUNKING", Seen::Absent),
        (
            "auth.mechanisms",
            Seen::Known(Value::List(vec!["PLAIN".to_owned()])),
        ),
        (
            "auth.mechanisms-in-clear",
            Seen::Known(Value::List(Vec::new())),
        ),
    ] {
        assert_eq!(seen(&report, name), expected, "{name}");
    }
    for name in [
        "auth",
        "open-relay",
        "tls.versions",
        "recipient.a@b",
        "mta-sts",
        "time.tls",
    ] {
        assert!(is_open(&seen(&report, name)), "{name}");
    }
}

#[test]
fn what_was_not_reached_is_not_absent_and_what_is_not_offered_is() {
    let unreached = fail(FailedStage::Connect, Cause::NotConnected, |server| {
        *server = crate::report::Server {
            host: server.host.clone(),
            port: 25,
            decisive: true,
            failed_stage: server.failed_stage,
            failure: server.failure.clone(),
            ..Default::default()
        };
        server.connection.status = crate::event::ConnectionStatus::Refused;
    });
    for fact in table().filter(|fact| fact.scope() == Scope::Server) {
        let name = fact.listed().replace("NAME", "X").replace("STAGE", "tls");
        let name = name.replace("SENDER", "dane").replace("ADDRESS", "a@b");
        let known = [
            "host",
            "address",
            "port",
            "preference",
            "connection",
            "failed-stage",
            "violations",
        ];
        assert_eq!(
            is_open(&seen(&unreached, &name)),
            !known.contains(&fact.name),
            "{name}"
        );
    }
    let mut clear = in_clear();
    clear.servers[0].starttls.status = StartTlsStatus::NotOffered;
    for name in ["tls.version", "certificate.days", "trusted", "verified"] {
        assert_eq!(seen(&clear, name), Seen::Absent, "{name}");
    }
    assert_eq!(seen(&clear, "starttls"), word("not_offered"));
    assert_eq!(seen(&clear, "tls"), word("none"));
    clear.servers[0].starttls.status = StartTlsStatus::NotTried;
    assert!(is_open(&seen(&clear, "tls.version")) && is_open(&seen(&clear, "tls")));
}

/// RFC 1870 section 3: neither `SIZE` alone nor `SIZE 0` says anything of a limit.
#[test]
fn a_size_without_a_limit_is_not_known() {
    for (line, expected) in [
        ("SIZE 52428800", Some(Seen::Known(Value::Size(52_428_800)))),
        ("SIZE 0", None),
        ("SIZE", None),
        ("DSN", Some(Seen::Absent)),
    ] {
        let mut report = report();
        report.servers[0].ehlo = vec![crate::finding::support::ehlo(true, &[line])];
        let seen = seen(&report, "extension.SIZE");
        match expected {
            Some(expected) => assert_eq!(seen, expected, "{line}"),
            None => assert!(is_open(&seen), "{line}"),
        }
    }
}

#[test]
fn a_reply_that_another_contradicts_is_not_known() {
    let mut report = report();
    report.servers[0].transaction = Some(accepted(&["bob@example.net"]));
    let code = |report: &Report| seen(report, "recipient.Bob@Example.net");
    assert_eq!(code(&report), Seen::Known(Value::Code(250)));
    let rcpt = &mut report.servers[0].transaction.as_mut().unwrap().rcpt[0];
    rcpt.reply = Reply::of(550, "5.1.1 no such user");
    assert_eq!(code(&report), Seen::Known(Value::Code(550)));
    report.servers[0].transaction.as_mut().unwrap().rcpt[0].uncertain = true;
    assert!(is_open(&code(&report)));
}

/// RFC 7672 section 2.2.1.
#[test]
fn a_tlsa_record_behind_an_unproven_mx_record_is_no_protection() {
    let with = |status, mx| {
        let mut report = report();
        report.servers[0].dane = Some(Dane {
            status,
            name: "_25._tcp.mx.example.com".to_owned(),
            records: Vec::new(),
            mx,
            addresses: Proof::Secure,
            alias: None,
            tlsa: Proof::Secure,
            detail: None,
        });
        seen(&report, "dane")
    };
    assert_eq!(with(DaneStatus::Valid, Some(Proof::Secure)), word("valid"));
    assert_eq!(with(DaneStatus::Valid, None), word("valid"));
    assert_eq!(
        with(DaneStatus::Valid, Some(Proof::Insecure)),
        word("insecure")
    );
    assert!(is_open(&with(
        DaneStatus::Valid,
        Some(Proof::Indeterminate)
    )));
    assert!(is_open(&with(
        DaneStatus::LookupFailed,
        Some(Proof::Secure)
    )));
    assert_eq!(with(DaneStatus::None, Some(Proof::Secure)), Seen::Absent);
    assert_eq!(
        with(DaneStatus::Mismatch, Some(Proof::Secure)),
        word("mismatch")
    );
}

#[test]
fn a_policy_that_cannot_be_seen_from_here_is_not_absent() {
    let with = |status, mode| {
        let mut report = report();
        let mut found = mta_sts(Mode::Enforce);
        (found.status, found.mode) = (status, mode);
        found.detail = Some("so it is".to_owned());
        report.mta_sts = Some(found);
        seen(&report, "mta-sts")
    };
    assert_eq!(with(MtaStsStatus::Ok, Some(Mode::Enforce)), word("enforce"));
    assert_eq!(with(MtaStsStatus::Ok, Some(Mode::None)), word("none"));
    assert_eq!(with(MtaStsStatus::None, None), Seen::Absent);
    assert_eq!(with(MtaStsStatus::Redirect, None), word("redirect"));
    for open in [MtaStsStatus::LookupFailed, MtaStsStatus::NoRoute] {
        assert!(is_open(&with(open, None)), "{open:?}");
    }
}

/// A word that a status can be is one that the row knows, or it is no value.
#[test]
fn the_rows_know_the_words_of_json() {
    use schemars::{JsonSchema, schema_for};
    fn words<T: JsonSchema>() -> Vec<String> {
        let schema = schema_for!(T).to_value();
        let alternatives = schema["oneOf"].as_array().cloned().unwrap_or_default();
        let constant = |one: &serde_json::Value| one["const"].as_str().map(str::to_owned);
        alternatives.iter().filter_map(constant).collect()
    }
    let open: &[&str] = &[
        "lookup_failed",
        "not_tried",
        "unknown",
        "uncertain",
        "incomplete",
    ];
    for (name, all, others) in [
        (
            "resolution",
            words::<crate::report::ResolutionStatus>(),
            &[][..],
        ),
        ("dnssec", words::<Proof>(), &["indeterminate"]),
        ("connection", words::<crate::event::ConnectionStatus>(), &[]),
        ("failed-stage", words::<FailedStage>(), &[]),
        ("starttls", words::<StartTlsStatus>(), &[]),
        ("tls", words::<crate::report::server::TlsMode>(), &[]),
        ("auth", words::<crate::event::AuthenticationStatus>(), &[]),
        (
            "dane",
            words::<DaneStatus>(),
            &["none", "indeterminate", "not_compared", "unchecked"],
        ),
        ("delivery.dane", words::<crate::report::Delivery>(), &[]),
        (
            "dkim.s1",
            words::<crate::record::dkim::KeyStatus>(),
            &["missing"],
        ),
        (
            "spf",
            words::<crate::record::spf::Status>(),
            &["none", "temperror"],
        ),
        (
            "spf.192.0.2.1",
            words::<crate::record::spf::Verdict>(),
            &["temperror"],
        ),
        (
            "tls-rpt",
            words::<crate::record::tls_rpt::TlsRptStatus>(),
            &["none"],
        ),
        (
            "bimi",
            words::<crate::record::bimi::BimiStatus>(),
            &["none"],
        ),
        (
            "mta-sts",
            words::<MtaStsStatus>(),
            &[
                "ok",
                "host_lookup_failed",
                "no_route",
                "tls_beyond_this_program",
                "unverifiable_certificate",
            ],
        ),
        ("verdict", words::<crate::finding::Status>(), &[]),
    ] {
        let Kind::Word(known) = named(name).unwrap().0.kind else {
            panic!("{name}");
        };
        assert!(!all.is_empty(), "{name}");
        for word in all {
            let is_value = known.contains(&word.as_str());
            let is_none = open.contains(&word.as_str()) || others.contains(&word.as_str());
            assert!(is_value || is_none, "{name}: {word}");
        }
    }
}

#[test]
fn in_json_what_could_not_be_found_out_is_left_out() {
    let report = report();
    let facts = facts(&report, &judge(&report, &JudgeOptions::default()));
    let json = serde_json::to_value(&facts).unwrap();
    let server = &json["servers"][0];
    assert_eq!(server["tls.version"], "TLSv1.3");
    assert_eq!(server["certificate.days"], 60);
    assert_eq!(server["trusted"], true);
    assert_eq!(server["extension.SIZE"], 1000);
    assert_eq!(server["extension.AUTH"], serde_json::json!(["PLAIN"]));
    assert!(
        server
            .get("failed-stage")
            .is_some_and(serde_json::Value::is_null)
    );
    assert!(server.get("auth").is_none());
    assert_eq!(json["run"]["exit"], 0);
    assert_eq!(json["domains"], serde_json::json!([]));
}
