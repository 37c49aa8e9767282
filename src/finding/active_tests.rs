//! Active checks, judged from what they came to.

use super::*;
use crate::{
    finding::{
        JudgeOptions, Severity, judge,
        support::{found, report, severities, unknown},
    },
    report::Report,
};

const VERBS: [&str; 5] = ["AUTH", "MAIL", "RCPT", "VRFY", "EXPN"];

fn attempt(what: &str, verdict: AttemptVerdict, reply: &str) -> ActiveAttempt {
    ActiveAttempt {
        reply: Reply::of_line(reply),
        verb: VERBS
            .iter()
            .find(|verb| what.starts_with(*verb))
            .unwrap_or(&""),
        ..ActiveAttempt::silent(what, verdict)
    }
}

fn invented(attempt: ActiveAttempt) -> ActiveAttempt {
    ActiveAttempt {
        invented: true,
        ..attempt
    }
}

fn with(check: ActiveCheck, attempts: Vec<ActiveAttempt>, hindrance: Option<&str>) -> Report {
    let mut report = report();
    let hindrance = hindrance.map(str::to_owned);
    report.asked.active = vec![check];
    report.servers[0].active = vec![ActiveResult::new(check, attempts, hindrance)];
    report
}

#[test]
fn an_injected_command_that_is_answered_is_an_error() {
    let of = |verdict| {
        let attempts = vec![attempt("STARTTLS and NOOP", verdict, "250 Ok")];
        severities(&with(ActiveCheck::StarttlsInjection, attempts, None))
    };
    assert_eq!(
        of(AttemptVerdict::Executed),
        [("starttls-command-injection", Error)]
    );
    for good in [
        AttemptVerdict::Discarded,
        AttemptVerdict::Refused,
        AttemptVerdict::AnsweredInClear,
    ] {
        assert_eq!(of(good), []);
    }
}

#[test]
fn auth_in_clear_is_an_error_and_mail_in_clear_a_warning_on_submission_ports() {
    let attempts = vec![
        attempt("AUTH PLAIN", AttemptVerdict::Accepted, "334 "),
        attempt("MAIL FROM:<>", AttemptVerdict::Accepted, "250 Ok"),
    ];
    let mut report = with(ActiveCheck::TlsEnforcement, attempts, None);
    assert_eq!(severities(&report), [("tls-not-enforced", Error)]);
    report.servers[0].port = 587;
    assert_eq!(
        severities(&report),
        [("tls-not-enforced", Error), ("tls-not-enforced", Warning)]
    );
}

#[test]
fn mail_refused_for_want_of_tls_is_a_finding_on_port_25_only() {
    let attempts = vec![
        attempt("AUTH PLAIN", AttemptVerdict::Refused, "502 5.5.1 no"),
        attempt(
            "MAIL FROM:<>",
            AttemptVerdict::Refused,
            "530 5.7.0 Must issue a STARTTLS command first",
        ),
    ];
    let mut report = with(ActiveCheck::TlsEnforcement, attempts, None);
    assert_eq!(found(&report), ["starttls-required"]);
    report.servers[0].port = 587;
    assert_eq!(found(&report), [""; 0]);
}

#[test]
fn an_accepted_stranger_is_an_open_relay_and_a_catch_all_is_none() {
    let relay = |verdicts: &[AttemptVerdict]| {
        let attempts = verdicts
            .iter()
            .map(|verdict| attempt("MAIL FROM:<>, RCPT TO:<a@b>", *verdict, "250 Ok"))
            .collect();
        with(ActiveCheck::Relay, attempts, None)
    };
    use AttemptVerdict::{Accepted, AcceptedAsLocal, Refused, Undetermined};
    assert_eq!(found(&relay(&[Refused, AcceptedAsLocal])), [""; 0]);
    assert_eq!(
        found(&relay(&[Refused, Undetermined, Accepted])),
        ["open-relay"]
    );
    let undetermined = relay(&[Refused, Undetermined]);
    assert_eq!(found(&undetermined), [""; 0]);
    assert_eq!(unknown(&undetermined), ["open-relay", "check-relay"]);
}

#[test]
fn a_client_that_the_server_may_trust_proves_no_open_relay() {
    for (own, server, expected) in [
        ("127.0.0.1", "127.0.0.1", Warning),
        ("192.168.1.7", "192.168.1.2", Warning),
        ("fd00::7", "fd00::2", Warning),
        ("203.0.113.9", "203.0.113.9", Warning),
        ("203.0.113.9", "192.0.2.1", Error),
        // Behind a translator of addresses the server sees another one.
        ("192.168.1.7", "192.0.2.1", Error),
    ] {
        let attempts = vec![attempt("MAIL, RCPT", AttemptVerdict::Accepted, "250 Ok")];
        let mut report = with(ActiveCheck::Relay, attempts, None);
        report.servers[0].address = server.parse().ok();
        report.servers[0].connection.local = own.parse().ok();
        assert_eq!(severities(&report), [("open-relay", expected)], "{own}");
    }
}

#[test]
fn evidence_quotes_the_first_and_counts_the_rest() {
    let one = attempt("<LF>.<LF>", AttemptVerdict::EndedMessage, "250 Ok");
    let report = with(ActiveCheck::Smuggling, vec![one; 5], None);
    let judgement = judge(&report, &JudgeOptions::default());
    assert_eq!(
        judgement.findings[0].evidence,
        "the message ended at: <LF>.<LF>: 250 Ok; <LF>.<LF>: 250 Ok; <LF>.<LF>: 250 Ok; and 2 more"
    );
    assert_eq!(judgement.verdict.exit_code, 1);
}

#[test]
fn what_every_sender_makes_harmless_is_a_warning() {
    let ended = |what| attempt(what, AttemptVerdict::EndedMessage, "250 Ok");
    let of = |attempts| severities(&with(ActiveCheck::Smuggling, attempts, None));
    assert_eq!(
        of(vec![ended("<CR><LF>.<CR><CR><LF>")]),
        [("smtp-smuggling", Warning)]
    );
    assert_eq!(
        of(vec![ended("<LF>.<CR><LF>"), ended("<CR><LF>.<LF>")]),
        [("smtp-smuggling", Error), ("smtp-smuggling", Warning)]
    );
}

#[test]
fn what_ends_a_message_and_lets_no_other_begin_is_a_warning() {
    let alone = |what| attempt(what, AttemptVerdict::EndedMessageAlone, "250 Ok");
    let attempts = vec![alone("<LF>.<LF>"), alone("<CR><LF>.<LF>")];
    let report = with(ActiveCheck::Smuggling, attempts, None);
    assert_eq!(severities(&report), [("smtp-smuggling", Warning)]);
}

#[test]
fn a_check_cut_short_is_not_passed() {
    let one = attempt("<LF>.<LF>", AttemptVerdict::TakenAsData, "250 Ok");
    let report = with(ActiveCheck::Smuggling, vec![one], Some("421 4.7.0 enough"));
    assert_eq!(unknown(&report), ["smtp-smuggling", "check-smuggling"]);
    let judgement = judge(&report, &JudgeOptions::default());
    assert_eq!(judgement.verdict.exit_code, 3);
    assert_eq!(
        judgement.verdict.text,
        "example.com: --check-smuggling could not be checked: 421 4.7.0 enough"
    );
}

#[test]
fn a_check_that_was_never_reached_is_not_passed() {
    let mut report = with(ActiveCheck::Relay, Vec::new(), None);
    report.servers[0].active.clear();
    assert_eq!(unknown(&report), ["check-relay"]);
}

fn vrfy(given: (AttemptVerdict, &str), made_up: (AttemptVerdict, &str)) -> Report {
    let attempts = vec![
        attempt("VRFY ann", given.0, given.1),
        invented(attempt("VRFY smtpcheck-1", made_up.0, made_up.1)),
    ];
    with(ActiveCheck::Enumeration, attempts, None)
}

#[test]
fn vrfy_that_answers_alike_tells_nothing() {
    use AttemptVerdict::{Confirmed, Denied, Refused, Undisclosed};
    let denied = (Denied, "550 5.1.1 no such user");
    for (given, made_up, expected) in [
        ((Confirmed, "250 ann"), denied, true),
        ((Undisclosed, "252 ann"), denied, true),
        ((Confirmed, "250 ann"), (Undisclosed, "252 perhaps"), true),
        (denied, denied, true),
        ((Denied, "550 no"), (Denied, "550 no"), false),
        ((Undisclosed, "252 x"), (Undisclosed, "252 y"), false),
        ((Confirmed, "250 x"), (Confirmed, "250 y"), false),
        ((Refused, "502 no"), (Refused, "502 no"), false),
    ] {
        let ids = severities(&vrfy(given, made_up));
        let notice: &[(&str, Severity)] = &[("user-enumeration", Notice)];
        assert_eq!(ids, if expected { notice } else { &[] }, "{given:?}");
    }
}

#[test]
fn lists_that_are_read_out_and_any_user_accepted_are_found() {
    let attempts = vec![
        attempt("EXPN staff", AttemptVerdict::Confirmed, "250 ann"),
        invented(attempt("EXPN x", AttemptVerdict::Denied, "550 5.1.1 no")),
        invented(attempt(
            "RCPT TO:<x@example.com>",
            AttemptVerdict::Accepted,
            "250 Ok",
        )),
    ];
    let report = with(ActiveCheck::Enumeration, attempts, None);
    assert_eq!(
        severities(&report),
        [("user-enumeration", Warning), ("catch-all", Notice)]
    );
}

#[test]
fn lists_that_are_read_out_for_any_name_tell_nothing() {
    let attempts = vec![
        attempt("EXPN staff", AttemptVerdict::Confirmed, "250 staff"),
        invented(attempt("EXPN x", AttemptVerdict::Confirmed, "250 x")),
    ];
    let report = with(ActiveCheck::Enumeration, attempts, None);
    assert_eq!(found(&report), [""; 0]);
}

#[test]
fn a_recipient_put_off_leaves_the_rest_decided() {
    let attempts = vec![
        attempt("VRFY ann", AttemptVerdict::Undisclosed, "252 x"),
        invented(attempt("VRFY x", AttemptVerdict::Undisclosed, "252 x")),
        invented(attempt(
            "RCPT TO:<x@y>",
            AttemptVerdict::Undetermined,
            "450 later",
        )),
    ];
    let report = with(ActiveCheck::Enumeration, attempts, None);
    assert_eq!(unknown(&report), ["catch-all", "check-enumeration"]);
}

/// A user made up who is confirmed, and two who are denied in the same words, are facts; what they come to is one value.
#[test]
fn what_a_check_came_to_is_what_was_found() {
    use AttemptVerdict::{Accepted, Confirmed, Denied, Undetermined};
    let came_of = |report: &Report| {
        let judgement = judge(report, &JudgeOptions::default());
        let came_of = judgement.came_of(ActiveCheck::Enumeration, &report.servers[0]);
        (came_of.found, came_of.open)
    };
    let rcpt = |verdict| invented(attempt("RCPT TO:<x@y>", verdict, "250 2.1.5 Ok"));
    let both = (Confirmed, "250 x");
    assert_eq!(came_of(&vrfy(both, both)), (vec![], vec![]));
    let told = (Denied, "550 5.1.1 no such user");
    assert_eq!(came_of(&vrfy(told, told)).0, ["user-enumeration"]);
    let report = with(ActiveCheck::Enumeration, vec![rcpt(Accepted)], None);
    assert_eq!(came_of(&report), (vec!["catch-all"], vec![]));
    let report = with(ActiveCheck::Enumeration, vec![rcpt(Undetermined)], None);
    assert_eq!(came_of(&report), (vec![], vec!["catch-all"]));
}

#[test]
fn every_id_of_an_active_check_is_in_its_table_once() {
    let ids: Vec<_> = ActiveCheck::ALL.into_iter().flat_map(ids_of).collect();
    assert_eq!(ids.len(), CHECKS.len());
    for check in CHECKS {
        assert!(ids.contains(&&check.id), "{}", check.id);
    }
}
