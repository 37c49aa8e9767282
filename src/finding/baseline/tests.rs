use super::*;
use crate::{
    dns::Proof,
    event::{Cause, FailedStage},
    finding::{
        JudgeOptions, Judgement, Severity, judge,
        support::{ehlo, fail, in_clear, mta_sts, report},
    },
    record::{Dane, dane::DaneStatus, mta_sts::Mode},
    report::{Report, server::StartTlsStatus},
    tls::{Outcome, TlsVersion},
};

/// The document of a run, as the program writes it.
fn document(report: &Report) -> String {
    let judgement = judge(report, &JudgeOptions::default());
    let facts = fact::facts(report, &judgement);
    serde_json::json!({"target": report.target, "facts": facts}).to_string()
}

fn since(before: &Report, now: &Report) -> Judgement {
    let baseline = Baseline::read(document(before).as_bytes()).unwrap();
    let options = JudgeOptions {
        baseline: Some(baseline.into()),
        ..JudgeOptions::default()
    };
    judge(now, &options)
}

fn told(judgement: &Judgement) -> Vec<(&str, Severity)> {
    let found = judgement.findings.iter().filter(|one| one.id == "changed");
    found
        .map(|one| (one.evidence.as_str(), one.severity))
        .collect()
}

fn with(change: impl Fn(&mut Report)) -> Report {
    let mut report = report();
    change(&mut report);
    report
}

#[test]
fn what_is_as_it_was_is_told_of_nobody() {
    let later = with(|report| {
        report.duration_ms = 9000.0;
        report.servers[0].timings.tls_ms = Some(900.0);
        let leaf = &mut report.servers[0].tls.as_mut().unwrap().certificates[0];
        leaf.days_left = Some(30);
    });
    let judgement = since(&report(), &later);
    assert_eq!((told(&judgement), judgement.verdict.exit_code), (vec![], 0));
    assert_eq!(judgement.changes, []);
}

#[test]
fn what_differs_is_a_warning_and_lost_protection_an_error() {
    let renewed = with(|report| {
        let leaf = &mut report.servers[0].tls.as_mut().unwrap().certificates[0];
        leaf.issuer = "CN=Other CA".to_owned();
    });
    let judgement = since(&report(), &renewed);
    let expected = "certificate.issuer was CN=Example CA, and is CN=Other CA";
    assert_eq!(told(&judgement), [(expected, Warning)]);
    assert_eq!(judgement.verdict.exit_code, 0);
    assert!(!judgement.changes[0].protection_lost);

    let older = with(|report| {
        report.servers[0].tls.as_mut().unwrap().version = Some(TlsVersion::Tls12);
    });
    let expected = "tls.version was TLSv1.3, and is TLSv1.2";
    let judgement = since(&report(), &older);
    assert_eq!(told(&judgement), [(expected, Severity::Error)]);
    assert_eq!(judgement.verdict.exit_code, 1);
    // The other way round it is gained.
    assert!(!since(&older, &report()).changes[0].protection_lost);
}

#[test]
fn each_protection_that_is_gone_is_an_error() {
    let dane = |status| {
        with(|report| {
            report.servers[0].dane = Some(Dane {
                status,
                name: String::new(),
                records: Vec::new(),
                mx: Some(Proof::Secure),
                addresses: Proof::Secure,
                alias: None,
                tlsa: Proof::Secure,
                detail: None,
            });
        })
    };
    let sts = |mode| with(|report| report.mta_sts = Some(mta_sts(mode)));
    let untrusted = with(|report| {
        let tls = report.servers[0].tls.as_mut().unwrap();
        tls.verification.as_mut().unwrap().path = Outcome::Wrong;
    });
    for (before, now, fact) in [
        (dane(DaneStatus::Valid), dane(DaneStatus::None), "dane"),
        (sts(Mode::Enforce), sts(Mode::Testing), "mta-sts"),
        (report(), untrusted, "trusted"),
    ] {
        let judgement = since(&before, &now);
        let lost: Vec<_> = judgement
            .changes
            .iter()
            .filter(|one| one.protection_lost)
            .collect();
        assert_eq!(lost.len(), 1, "{fact}: {:?}", judgement.changes);
        assert_eq!(lost[0].fact, fact);
    }
}

/// STARTTLS that is gone is one change, not one for each thing that there is none of any more.
#[test]
fn what_follows_is_not_told() {
    let mut clear = in_clear();
    clear.servers[0].starttls.status = StartTlsStatus::NotOffered;
    clear.servers[0].starttls.offered = Some(false);
    let judgement = since(&report(), &clear);
    let facts: Vec<_> = judgement
        .changes
        .iter()
        .map(|one| one.fact.as_str())
        .collect();
    assert_eq!(facts, ["extensions", "starttls", "auth.mechanisms"]);
    assert_eq!(judgement.verdict.exit_code, 1);
}

#[test]
fn a_keyword_that_is_gone_or_new_is_told_with_the_list() {
    let more = with(|report| {
        report.servers[0].ehlo[1] = ehlo(true, &["SIZE 2000", "AUTH PLAIN", "DSN"]);
    });
    let judgement = since(&report(), &more);
    assert_eq!(
        told(&judgement),
        [
            ("extensions was AUTH SIZE, and is AUTH DSN SIZE", Warning),
            (
                "extension.SIZE was 1000 octets, and is 2000 octets",
                Warning
            ),
        ]
    );
}

#[test]
fn protection_that_cannot_be_found_out_any_more_is_not_checked() {
    let silent = fail(FailedStage::Greeting, Cause::TimedOut, |server| {
        server.greeting = None;
        server.ehlo.clear();
        server.tls = None;
        server.starttls.status = StartTlsStatus::NotTried;
        server.starttls.offered = None;
    });
    let judgement = since(&report(), &silent);
    assert_eq!(
        told(&judgement),
        [("failed-stage was absent, and is greeting", Warning)]
    );
    let open: Vec<_> = judgement
        .not_checked
        .iter()
        .filter(|one| one.id == "baseline")
        .collect();
    assert_eq!(open.len(), 1);
    assert!(
        open[0]
            .reason
            .starts_with("starttls, starttls.offered, tls"),
        "{}",
        open[0].reason
    );
    assert_eq!(judgement.verdict.exit_code, 21);
    // What was not known then is not compared.
    assert!(
        since(&silent, &report())
            .changes
            .iter()
            .all(|one| one.fact == "failed-stage")
    );
}

#[test]
fn another_server_has_to_protect_as_the_one_before_did() {
    let moved = |version| {
        with(|report| {
            let server = &mut report.servers[0];
            server.host = "mx.example.net".to_owned();
            server.tls.as_mut().unwrap().version = Some(version);
            server.tls.as_mut().unwrap().certificates[0].issuer = "CN=Other CA".to_owned();
        })
    };
    assert_eq!(told(&since(&report(), &moved(TlsVersion::Tls13))), []);
    let judgement = since(&report(), &moved(TlsVersion::Tls12));
    let expected = "tls.version was TLSv1.3, and is TLSv1.2";
    assert_eq!(told(&judgement), [(expected, Severity::Error)]);
}

#[test]
fn a_target_that_it_does_not_have_is_not_checked() {
    let other = with(|report| report.target.domain = Some("other.example".to_owned()));
    let judgement = since(&other, &report());
    let open = judgement
        .not_checked
        .iter()
        .find(|one| one.id == "baseline");
    assert_eq!(open.unwrap().reason, "it has no document of this target");
    assert_eq!(judgement.verdict.exit_code, 3);
}

/// Whoever wrote the file: nothing of it acts on a terminal.
#[test]
fn what_stands_in_the_file_is_safe_to_show() {
    let text = r#"{"target":{"input":"example.com","domain":"example.com","port":25},"facts":{"run":{},"domains":[],
        "servers":[{"host":"mx.example.com","address":"192.0.2.1","port":25,"certificate.issuer":"\u001b[5mCA",
        "extension.X\u001b[5m":["\u0007"]}]}}"#;
    let options = JudgeOptions {
        baseline: Some(Baseline::read(text.as_bytes()).unwrap().into()),
        ..JudgeOptions::default()
    };
    let judgement = judge(&report(), &options);
    assert_eq!(judgement.changes.len(), 2);
    for (evidence, _) in told(&judgement) {
        assert!(evidence.contains("\\x1b[5m"), "{evidence}");
        assert!(!evidence.contains(char::is_control), "{evidence:?}");
    }
}

/// A document of a later version, or one that somebody edited: what cannot be read is not compared, which
/// is no pass; a fact that nobody knows is passed over.
#[test]
fn values_of_another_type_are_not_checked_and_unknown_facts_are_passed_over() {
    let text = r#"{"target":{"input":"example.com","domain":"example.com","port":25},"facts":{"run":{"new-fact":1},
        "domains":[],"servers":[{"host":"mx.example.com","address":"192.0.2.1","port":25,"tls.version":"TLSv9",
        "trusted":"perhaps","certificate.days":"x","extension.":[],"recipient.":1}]}}"#;
    let options = JudgeOptions {
        baseline: Some(Baseline::read(text.as_bytes()).unwrap().into()),
        ..JudgeOptions::default()
    };
    let judgement = judge(&report(), &options);
    assert_eq!(
        (judgement.changes.len(), judgement.verdict.exit_code),
        (0, 3)
    );
}

/// What was found out to be no relay may be one by now; what the file says in words that nobody knows is not what it was.
#[test]
fn what_nobody_looked_at_and_what_nobody_understands_is_not_checked() {
    let before: serde_json::Value = serde_json::from_str(&document(&report())).unwrap();
    for (name, value) in [
        ("open-relay", serde_json::json!(false)),
        ("tls.version", serde_json::json!("TLSv1.4")),
    ] {
        let mut one = before.clone();
        one["facts"]["servers"][0][name] = value;
        let baseline = Baseline::read(one.to_string().as_bytes()).unwrap();
        let options = JudgeOptions {
            baseline: Some(baseline.into()),
            ..JudgeOptions::default()
        };
        let judgement = judge(&report(), &options);
        let open: Vec<_> = judgement.not_checked.iter().map(|one| one.id).collect();
        assert_eq!(open, ["baseline"], "{name}");
        assert_eq!(judgement.verdict.exit_code, 3, "{name}");
    }
}
