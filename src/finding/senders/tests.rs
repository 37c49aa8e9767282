//! What becomes of mail at servers with one fault each.

use super::*;
use crate::{
    dns::Proof,
    finding::support,
    record::{
        dane::{Dane, DaneStatus},
        mta_sts::Mode,
    },
    report::{
        AllowedExchange,
        Delivery::{Bounced, Deferred, Encrypted, EncryptedAuthenticated, Plaintext, Unknown},
        MtaSts, MtaStsStatus,
        server::StartTlsStatus,
    },
    smtp::Reply,
    tls::{Outcome, Reason, ReasonDetail},
};

fn report(change: impl Fn(&mut Server)) -> Report {
    let mut report = support::report();
    report.servers[0].preference = Some(10);
    change(&mut report.servers[0]);
    report
}

fn outcomes(report: &Report) -> Vec<Delivery> {
    senders(&report.servers[0], report)
        .into_iter()
        .map(|view| view.outcome)
        .collect()
}

fn untrusted(server: &mut Server) {
    let verification = server
        .tls
        .as_mut()
        .and_then(|tls| tls.verification.as_mut())
        .unwrap();
    verification.path = Outcome::Wrong;
    verification.reasons = vec![ReasonDetail::new(Reason::UnknownIssuer, "in words")];
}

fn without_starttls(server: &mut Server) {
    server.starttls.status = StartTlsStatus::NotOffered;
    server.tls = None;
}

fn enforce(report: &mut Report, allowed: bool) {
    report.mta_sts = Some(MtaSts {
        status: MtaStsStatus::Ok,
        detail: None,
        mode: Some(Mode::Enforce),
        id: Some("1".to_owned()),
        mx: vec!["mx.example.com".to_owned()],
        max_age: Some(604_800),
        repeated: Vec::new(),
        exchanges: vec![AllowedExchange {
            exchange: "mx.example.com".to_owned(),
            allowed,
        }],
    });
}

fn with_dane(status: DaneStatus) -> impl Fn(&mut Server) {
    move |server| {
        server.dane = Some(Dane {
            status,
            name: "_25._tcp.mx.example.com".to_owned(),
            records: Vec::new(),
            mx: Some(Proof::Secure),
            addresses: Proof::Secure,
            alias: None,
            tlsa: Proof::Secure,
            detail: None,
        });
    }
}

#[test]
fn a_good_server_without_policy() {
    let expected = [
        Encrypted,
        Encrypted,
        EncryptedAuthenticated,
        Encrypted,
        Encrypted,
    ];
    assert_eq!(outcomes(&report(|_| {})), expected);
}

#[test]
fn without_starttls_only_the_careless_deliver() {
    let expected = [Plaintext, Deferred, Deferred, Plaintext, Plaintext];
    assert_eq!(outcomes(&report(without_starttls)), expected);
}

#[test]
fn an_untrusted_certificate_stops_those_who_look() {
    assert_eq!(
        outcomes(&report(untrusted)),
        [Encrypted, Encrypted, Deferred, Encrypted, Encrypted]
    );
    let mut enforced = report(untrusted);
    enforce(&mut enforced, true);
    assert_eq!(outcomes(&enforced)[3], Deferred);
}

/// Ed448, for one: OpenSSL, and with it Postfix, checks what this program cannot.
#[test]
fn a_signature_that_cannot_be_checked_stops_nobody_for_certain() {
    let report = report(support::signed_uncheckably);
    let expected = [Encrypted, Encrypted, Unknown, Encrypted, Encrypted];
    assert_eq!(outcomes(&report), expected);
}

#[test]
fn an_enforced_policy_needs_an_allowed_exchange() {
    let mut good = report(|_| {});
    enforce(&mut good, true);
    assert_eq!(outcomes(&good)[3], EncryptedAuthenticated);
    enforce(&mut good, false);
    assert_eq!(outcomes(&good)[3], Deferred);
    if let Some(facts) = &mut good.mta_sts {
        facts.mode = Some(Mode::Testing);
    }
    assert_eq!(outcomes(&good)[3], Encrypted);
}

/// RFC 7672 section 2.2.2: of addresses that are not signed nobody goes on to TLSA records, and whether there are any stays open.
#[test]
fn a_look_up_that_no_sender_makes_fails_for_nobody() {
    let mut report = report(with_dane(DaneStatus::LookupFailed));
    let facts = report.servers[0].dane.as_mut().unwrap();
    facts.addresses = Proof::Insecure;
    facts.tlsa = Proof::Indeterminate;
    assert_eq!(outcomes(&report)[4], Encrypted);
    let views = senders(&report.servers[0], &report);
    assert!(!views[4].because.contains("there are no TLSA"), "{views:?}");
}

#[test]
fn dane_decides_for_those_who_honour_it() {
    for (status, expected) in [
        (DaneStatus::Valid, EncryptedAuthenticated),
        (DaneStatus::Mismatch, Deferred),
        (DaneStatus::NameMismatch, Deferred),
        (DaneStatus::Expired, Deferred),
        (DaneStatus::Bogus, Deferred),
        (DaneStatus::LookupFailed, Deferred),
        (DaneStatus::Unusable, Encrypted),
        (DaneStatus::Insecure, Encrypted),
        (DaneStatus::None, Encrypted),
        (DaneStatus::Indeterminate, Unknown),
    ] {
        assert_eq!(
            outcomes(&report(with_dane(status)))[4],
            expected,
            "{status:?}"
        );
    }
    let mut unsigned = report(with_dane(DaneStatus::Valid));
    unsigned.servers[0].dane.as_mut().unwrap().mx = Some(Proof::Insecure);
    assert_eq!(outcomes(&unsigned)[4], Encrypted);
    // RFC 7672 section 2.2.1 leaves it to the sender.
    for status in [
        DaneStatus::Mismatch,
        DaneStatus::Expired,
        DaneStatus::Bogus,
        DaneStatus::LookupFailed,
    ] {
        let mut unsigned = report(with_dane(status));
        unsigned.servers[0].dane.as_mut().unwrap().mx = Some(Proof::Insecure);
        let view = &senders(&unsigned.servers[0], &unsigned)[4];
        assert_eq!(view.outcome, Unknown, "{status:?}");
        assert!(view.because.contains("Postfix defers"), "{view:?}");
    }
    let mut bogus = report(with_dane(DaneStatus::Valid));
    bogus.resolution.dnssec = Proof::Bogus;
    assert_eq!(outcomes(&bogus)[4], Deferred);
}

#[test]
fn a_failed_handshake_makes_the_careless_go_on_in_clear() {
    let broken = report(|server| server.starttls.status = StartTlsStatus::HandshakeFailed);
    assert_eq!(outcomes(&broken)[..3], [Plaintext, Deferred, Deferred]);
}

#[test]
fn what_is_no_certificate_is_a_failed_handshake_for_senders() {
    let unreadable = report(|server| {
        let tls = server.tls.get_or_insert_default();
        tls.certificates[0].ends_handshakes = true;
    });
    assert_eq!(outcomes(&unreadable)[..3], [Plaintext, Deferred, Deferred]);
}

/// What was refused here is no mail that arrives: it is said beside every outcome.
#[test]
fn a_refusal_here_stands_beside_what_would_become_of_the_mail() {
    for stage in FailedStage::ALL {
        for (cause, by_server) in [
            (Cause::PermanentReply, true),
            (Cause::TimedOut, true),
            (Cause::Withheld, false),
            (Cause::NotOffered, false),
        ] {
            let mut refused = support::fail(stage, cause, |_| {});
            refused.servers[0].preference = Some(10);
            let views = senders(&refused.servers[0], &refused);
            let expected = (by_server && stage >= FailedStage::Mail).then_some(stage);
            assert!(
                views.iter().all(|view| view.refused_at == expected),
                "{stage:?} {cause:?}"
            );
        }
    }
    assert!(
        senders(&report(|_| {}).servers[0], &report(|_| {}))
            .iter()
            .all(|view| view.refused_at.is_none())
    );
}

/// Postfix goes on with HELO unless the reply is a 421; what HELO comes to is what its reply says.
#[test]
fn what_becomes_of_mail_where_ehlo_is_refused() {
    for (stage, cause, code, helo, expected) in [
        (
            FailedStage::EhloAfterTls,
            Cause::PermanentReply,
            550,
            false,
            Unknown,
        ),
        (
            FailedStage::EhloAfterTls,
            Cause::TemporaryReply,
            450,
            false,
            Unknown,
        ),
        (
            FailedStage::EhloAfterTls,
            Cause::TemporaryReply,
            421,
            false,
            Deferred,
        ),
        (FailedStage::EhloAfterTls, Cause::Lost, 250, false, Deferred),
        (
            FailedStage::Ehlo,
            Cause::TemporaryReply,
            450,
            false,
            Unknown,
        ),
        (
            FailedStage::Ehlo,
            Cause::TemporaryReply,
            450,
            true,
            Deferred,
        ),
        (FailedStage::Ehlo, Cause::PermanentReply, 550, true, Bounced),
        // Senders wait five minutes.
        (
            FailedStage::EhloAfterTls,
            Cause::TimedOut,
            250,
            false,
            Unknown,
        ),
    ] {
        let mut refused = support::fail(stage, cause, |server| {
            if let Some(last) = server.ehlo.last_mut() {
                last.reply = Reply::of(code, "no");
                last.helo = helo;
            }
        });
        refused.servers[0].preference = Some(10);
        assert_eq!(
            outcomes(&refused),
            [expected; 5],
            "{stage:?} {cause:?} {code}"
        );
    }
}

/// smtp_skip_5xx_greeting: Postfix logs status=deferred. Exim fails the addresses where no host is left.
#[test]
fn a_refusal_at_the_greeting_returns_no_mail_of_postfix() {
    for (code, cause, expected) in [
        (
            554,
            Cause::PermanentReply,
            [Unknown, Deferred, Deferred, Unknown, Deferred],
        ),
        (421, Cause::TemporaryReply, [Deferred; 5]),
        (250, Cause::PermanentReply, [Unknown; 5]),
    ] {
        let mut refused = support::fail(FailedStage::Greeting, cause, |server| {
            server.greeting = Some(Reply::of(code, "no"));
        });
        refused.servers[0].preference = Some(10);
        assert_eq!(outcomes(&refused), expected, "{code}");
        enforce(&mut refused, true);
        assert_eq!(outcomes(&refused)[3], expected[3], "{code}");
    }
}

/// Not to have waited long enough shows nothing, whenever that was.
#[test]
fn a_server_that_was_too_slow_for_this_check_may_answer_others() {
    for stage in [FailedStage::Greeting, FailedStage::Ehlo] {
        for (cause, expected) in [(Cause::TimedOut, Unknown), (Cause::Lost, Deferred)] {
            let mut slow = support::fail(stage, cause, |server| {
                server.starttls.status = StartTlsStatus::NotTried;
            });
            slow.servers[0].preference = Some(10);
            assert_eq!(outcomes(&slow), [expected; 5], "{stage:?} {cause:?}");
        }
    }
}

#[test]
fn nothing_is_said_of_servers_that_no_mx_record_led_to() {
    let mut submission = support::report();
    submission.servers[0].port = 587;
    assert_eq!(outcomes(&submission), []);
}
