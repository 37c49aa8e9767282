//! Every option at every stage at which a conversation can end.

use super::*;
use crate::{
    event::{ActiveResult, AuthenticationStatus, Cause, ConnectionStatus},
    finding::{
        JudgeOptions, Judgement, judge,
        support::{fail, in_clear, report},
    },
    record::{
        bimi::{Bimi, BimiStatus},
        dkim::{self, Origin, Selector},
        look_up::testing::Zone,
        spf,
    },
    report::server::Data,
    smtp::Reply,
};

/// Asks for one thing alone.
fn ask(report: &mut Report, option: &str) {
    let asked = &mut report.asked;
    asked.given.set(option, true);
    match option {
        "starttls" => asked.starttls = true,
        "expires-within" => asked.expires_within = Some(30),
        "from" => asked.transaction = true,
        "to" => (asked.transaction, asked.recipients) = (true, 1),
        _ => {
            let mut checks = ActiveCheck::ALL.into_iter();
            asked
                .active
                .extend(checks.find(|one| one.option() == option));
        }
    }
}

/// Keys that were asked for and are there.
fn given_keys() -> Vec<dkim::Key> {
    let zone = Zone("s1._domainkey.example.net TXT v=DKIM1; p=");
    let selector = Selector::parse("s1", Origin::Given).unwrap();
    let selectors = [selector];
    zone.drive(|asking| dkim::survey::keys(asking, "example.net", &selectors))
        .0
}

/// What SPF says of one.
fn spf_of_an_address() -> spf::Spf {
    let sender = spf::Sender {
        address: [192, 0, 2, 1].into(),
        mail_from: String::new(),
        helo: String::new(),
        at: jiff::Timestamp::UNIX_EPOCH,
    };
    let senders = [sender];
    Zone("example.net TXT v=spf1 -all")
        .drive(|asking| spf::survey(asking, "example.net", &senders))
        .0
}

fn judged(report: &Report) -> Judgement {
    judge(report, &JudgeOptions::default())
}

/// Options that ask something of each server.
fn of_servers() -> impl Iterator<Item = &'static str> {
    let of_domains = |option: &str| policy::WISHES.iter().any(|wish| wish.option == option);
    options().into_iter().filter(move |option| {
        !["all", "expect", "baseline"].contains(option) && !of_domains(option)
    })
}

/// A server whose conversation ended in `stage`, with nothing of what lies behind it.
fn ended_at(stage: FailedStage, cause: Cause) -> Report {
    fail(stage, cause, |server| {
        if stage <= FailedStage::Tls {
            server.tls = None;
            server.ehlo.truncate(usize::from(stage > FailedStage::Ehlo));
            server.starttls.status = StartTlsStatus::NotTried;
        }
        if stage == FailedStage::Connect {
            server.greeting = None;
            server.connection.status = ConnectionStatus::Refused;
        }
    })
}

#[test]
fn whatever_is_asked_for_is_missing_when_the_conversation_ends_before_it() {
    for stage in [
        FailedStage::Connect,
        FailedStage::Greeting,
        FailedStage::Ehlo,
    ] {
        for cause in [
            Cause::TemporaryReply,
            Cause::PermanentReply,
            Cause::Lost,
            Cause::TimedOut,
        ] {
            for option in of_servers() {
                let mut report = ended_at(stage, cause);
                ask(&mut report, option);
                let judgement = judged(&report);
                let missing = judgement.not_checked.iter().find(|one| one.id == option);
                let missing = missing.unwrap_or_else(|| panic!("{option} {stage:?} {cause:?}"));
                assert!(
                    missing.reason.contains("what happened"),
                    "{option}: {}",
                    missing.reason
                );
                assert!(
                    judgement.verdict.exit_code > 3,
                    "{option} {stage:?} {cause:?}"
                );
            }
        }
    }
}

#[test]
fn whatever_is_asked_for_is_missing_where_there_is_no_server() {
    for status in [
        ResolutionStatus::NoSuchDomain,
        ResolutionStatus::NullMx,
        ResolutionStatus::ServerFailure,
    ] {
        for option in of_servers() {
            let mut report = report();
            report.servers.clear();
            report.resolution.status = status;
            ask(&mut report, option);
            let ids: Vec<_> = judged(&report)
                .not_checked
                .iter()
                .map(|one| one.id)
                .collect();
            assert!(ids.contains(&option), "{option} {status:?}: {ids:?}");
        }
    }
}

#[test]
fn what_quit_after_stops_before_is_missing_and_3() {
    for option in of_servers() {
        let mut report = in_clear();
        report.servers[0].ehlo.clear();
        report.servers[0].stopped = Some("stops here, as --quit-after BANNER asks".to_owned());
        report.asked.given.set("quit-after", true);
        ask(&mut report, option);
        let judgement = judged(&report);
        let ids: Vec<_> = judgement.not_checked.iter().map(|one| one.id).collect();
        if matches!(option, "from" | "to") {
            // An envelope is no question of its own.
            assert_eq!((ids, judgement.verdict.exit_code), (vec![], 0));
        } else {
            assert_eq!(
                (ids, judgement.verdict.exit_code),
                (vec![option], 3),
                "{option}"
            );
        }
    }
}

#[test]
fn an_interrupted_run_says_what_it_did_not_come_to() {
    for option in of_servers() {
        let mut report = in_clear();
        report.interrupted = true;
        ask(&mut report, option);
        let judgement = judged(&report);
        assert!(
            judgement.not_checked.iter().any(|one| one.id == option),
            "{option}"
        );
        assert_eq!(judgement.verdict.exit_code, 130);
    }
}

#[test]
fn without_tls_there_is_nothing_to_say_about_it() {
    for option in [
        "verify",
        "expires-within",
        "show-certs",
        "min-tls",
        "scan-tls",
        "print-tlsa",
        "compare-sni",
        "fetch-issuers",
        "cert",
    ] {
        let mut report = in_clear();
        report.servers[0].starttls.status = StartTlsStatus::NotOffered;
        ask(&mut report, option);
        let judgement = judged(&report);
        assert_eq!(judgement.verdict.exit_code, 3, "{option}");
        assert_eq!(judgement.verdict.because, Some(option));
        let reasons: Vec<_> = judgement
            .not_checked
            .iter()
            .map(|one| (one.id, one.reason.as_str()))
            .collect();
        assert_eq!(reasons, [(option, "the server offers no TLS")]);
    }
}

/// What a login that was rejected says about what lies before it, and behind it.
#[test]
fn a_rejected_login_leaves_the_message_unsent() {
    for (option, missing) in [
        ("verify", false),
        ("expires-within", false),
        ("auth", false),
        ("starttls", false),
        ("to", true),
        ("send", true),
        ("check-relay", true),
        ("scan-tls", true),
    ] {
        let mut report = fail(FailedStage::Auth, Cause::PermanentReply, |_| {});
        ask(&mut report, option);
        let judgement = judged(&report);
        let is_missing = judgement.not_checked.iter().any(|one| one.id == option);
        assert_eq!(is_missing, missing, "{option}");
        assert_eq!(judgement.verdict.exit_code, 28);
    }
}

#[test]
fn what_was_done_is_not_missing() {
    let mut report = report();
    let server = &mut report.servers[0];
    let tls = server.tls.as_mut().unwrap();
    tls.client_certificate_requested = true;
    tls.without_server_name = Some(tls::WithoutServerName::default());
    server.tlsa_to_publish.push("a record".to_owned());
    server.tls_scan = Some(tls::scan::TlsScan::default());
    server.dnsbl = Some(Vec::new());
    server
        .authentication
        .attempted
        .push(crate::report::server::Attempt {
            mechanism: "PLAIN".to_owned(),
            status: AuthenticationStatus::Accepted,
            reply: Some(Reply::of(235, "")),
            detail: None,
        });
    server.transaction = Some(Transaction {
        mail: Some(crate::report::server::Mail {
            address: String::new(),
            reply: Reply::of(250, ""),
            accepted: true,
            uncertain: false,
        }),
        rcpt: vec![crate::report::server::Rcpt {
            address: "bob@example.net".to_owned(),
            reply: Reply::of(250, ""),
            accepted: true,
            uncertain: false,
        }],
        data: Some(Data {
            accepted: true,
            ..Data::default()
        }),
        ..Transaction::default()
    });
    server
        .active
        .extend(ActiveCheck::ALL.map(|check| ActiveResult::new(check, Vec::new(), None)));
    let asked = crate::event::Role::Asked;
    let policy = crate::report::Policy::of("example.net".to_owned(), asked);
    let policy = crate::report::Policy {
        dkim: Some(given_keys()),
        spf: Some(spf_of_an_address()),
        bimi: Some(Bimi::of(BimiStatus::None)),
        ..policy
    };
    report.policy.push(policy);
    report.signatures = Some(Vec::new());
    for option in options() {
        ask(&mut report, option);
    }
    let ids: Vec<_> = unmet(&report).iter().map(|one| one.id).collect();
    assert_eq!(ids, [""; 0]);
}

/// Whatever it is looked at for: one may be the target itself. Another one that was come to does not stand in for it.
#[test]
fn a_domain_that_was_asked_for_is_looked_at_or_told() {
    let mut report = report();
    report.asked.given.set("policy-domain", true);
    report.asked.policy_domains = vec!["example.com".to_owned(), "example.net".to_owned()];
    let add = |name: &str, role, report: &mut Report| {
        let policy = crate::report::Policy::of(name.to_owned(), role);
        report.policy.push(policy);
    };
    add("example.com", crate::event::Role::Target, &mut report);
    report.interrupted = true;
    let open = unmet(&report);
    assert_eq!(open[0].id, "policy-domain");
    assert!(open[0].reason.starts_with("example.net "));
    add("example.net", crate::event::Role::Asked, &mut report);
    assert_eq!(unmet(&report), []);
}

#[test]
fn a_version_that_could_not_be_asked_for_leaves_a_scan_open() {
    let scanned = |status| {
        let mut report = report();
        report.asked.given.set("scan-tls", true);
        report.servers[0].tls_scan = Some(tls::scan::TlsScan {
            versions: vec![tls::scan::ScannedVersion {
                version: tls::TlsVersion::Tls10,
                status,
            }],
            hindrance: Some("421 4.7.0 too many connections".to_owned()),
            ..tls::scan::TlsScan::default()
        });
        unmet(&report).pop().map(|one| one.reason)
    };
    assert_eq!(scanned(ScanStatus::NotOffered), None);
    assert_eq!(scanned(ScanStatus::Offered), None);
    assert_eq!(
        scanned(ScanStatus::NotTested).as_deref(),
        Some("TLS 1.0 not tested: 421 4.7.0 too many connections")
    );
}

#[test]
fn with_all_every_server_is_asked() {
    let mut report = report();
    report.asked.given.set("all", true);
    report.asked.given.set("verify", true);
    report.servers.push(in_clear().servers.remove(0));
    report.servers[1].host = "mx2.example.com".to_owned();
    report.servers[1].starttls.status = StartTlsStatus::NotOffered;
    let unmet = unmet(&report);
    let about: Vec<_> = unmet
        .iter()
        .map(|one| (one.id, one.subject.host.as_str()))
        .collect();
    assert_eq!(about, [("verify", "mx2.example.com")]);
}

#[test]
fn a_login_that_was_skipped_says_why() {
    let mut report = report();
    report.asked.given.set("auth", true);
    let skipped = "another server rejected the login";
    report.servers[0].authentication.skipped = Some(skipped.to_owned());
    let unmet = unmet(&report);
    assert_eq!(unmet.len(), 1);
    assert_eq!(unmet[0].reason, skipped);
}

/// The handshake's signature is something else than a certificate's.
#[test]
fn a_signature_that_cannot_be_checked_is_named() {
    let detail =
        "the handshake is signed with ed448 by a key of Ed448, which this program cannot check";
    let mut report = report();
    report.asked.given.set("verify", true);
    let tls = report.servers[0].tls.as_mut().unwrap();
    let verification = tls.verification.as_mut().unwrap();
    verification.handshake_signature = tls::HandshakeSignature::Unchecked;
    verification.reasons = vec![tls::ReasonDetail::new(Reason::UncheckedScheme, detail)];
    let judged = judged(&report);
    let mut unmet = judged.not_checked.iter();
    let verify = unmet.find(|one| one.id == "verify").unwrap();
    assert!(verify.reason.contains(detail), "{verify:?}");
}

#[test]
fn a_host_without_a_policy_says_why_it_has_none() {
    for (domain, why) in [
        (None, "an address has none"),
        (Some("printer"), "printer has a single label"),
    ] {
        let mut report = report();
        report.target.domain = domain.map(str::to_owned);
        report.asked.given.set("spf-ip", true);
        let reason = unmet(&report).pop().unwrap().reason;
        let expected =
            format!("no domain's policy was looked at, for {why}: --policy-domain names one");
        assert_eq!(reason, expected);
    }
}
