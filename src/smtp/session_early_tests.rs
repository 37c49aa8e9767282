//! What came before a command went out is no answer to it: RFC 5321 section 4.3.1 has one reply to each command.

use proptest::{collection::vec, prelude::*, sample::Index};

use super::*;

fn drain(session: &mut Session) -> Vec<Event> {
    std::iter::from_fn(|| session.next_event()).collect()
}

fn answers(events: &[Event]) -> Vec<String> {
    let shown = |event: &Event| match event {
        Event::Reply(reply) => Some(reply.to_string()),
        _ => None,
    };
    events.iter().filter_map(shown).collect()
}

fn violations(events: &[Event]) -> Vec<String> {
    let shown = |event: &Event| match event {
        Event::Violation(violation) => Some(violation.evidence()),
        _ => None,
    };
    events.iter().filter_map(shown).collect()
}

fn greeted() -> Session {
    let mut session = Session::new();
    session.receive(b"220 hi\r\n");
    drain(&mut session);
    session
}

#[test]
fn a_reply_that_came_before_the_command_does_not_answer_it() {
    let mut session = greeted();
    session.receive(b"354 go\r\n250 2.0.0 queued\r\n");
    session.send(&Outgoing::line("DATA"), "DATA");
    let seen = drain(&mut session);
    assert_eq!(answers(&seen), [""; 0]);
    assert_eq!(
        violations(&seen),
        [
            "a reply before anything was sent: \"354 go\"",
            "a reply before anything was sent: \"250 2.0.0 queued\""
        ]
    );
    session.receive(b"451 later\r\n");
    assert_eq!(answers(&drain(&mut session)), ["451 later"]);
}

#[test]
fn a_reply_that_began_before_the_command_does_not_answer_it() {
    let whole = "250-first\r\n250 last\r\n";
    for begun in 1..whole.len() {
        let (early, rest) = whole.split_at(begun);
        let mut session = greeted();
        session.receive(early.as_bytes());
        drain(&mut session);
        session.send(&Outgoing::line("NOOP"), "NOOP");
        session.receive(rest.as_bytes());
        session.receive(b"451 later\r\n");
        assert_eq!(answers(&drain(&mut session)), ["451 later"], "{begun}");
    }
}

#[test]
fn the_answers_to_a_group_come_after_all_of_it() {
    let mut session = greeted();
    for verb in ["MAIL", "RCPT", "DATA"] {
        session.send(&Outgoing::line(verb), verb);
    }
    session.receive(b"250 a\r\n250 b\r\n354 c\r\n250 too many\r\n");
    let seen = drain(&mut session);
    assert_eq!(answers(&seen), ["250 a", "250 b", "354 c"]);
    assert_eq!(
        violations(&seen),
        ["a reply too many after DATA: \"250 too many\""]
    );
}

#[test]
fn an_answer_may_be_disowned_for_the_one_behind_it() {
    let mut session = greeted();
    session.send(&Outgoing::line("EHLO me"), "EHLO");
    session.receive(b"500 what?\r\n250 mx.example\r\n");
    let Some(Event::Line(_)) = session.next_event() else {
        panic!("the line comes first");
    };
    assert!(matches!(session.next_event(), Some(Event::Reply(_))));
    session.expect_again();
    assert_eq!(answers(&drain(&mut session)), ["250 mx.example"]);
}

#[test]
fn a_421_is_allowed_at_any_time_and_still_answers_nothing_later() {
    let mut session = greeted();
    session.receive(b"421 bye\r\n");
    session.send(&Outgoing::line("NOOP"), "NOOP");
    let seen = drain(&mut session);
    assert_eq!(answers(&seen), [""; 0]);
    assert_eq!(violations(&seen), [""; 0]);
    assert_eq!(session.awaiting(), 1);
}

#[test]
fn a_greeting_under_tls_is_awaited_after_what_was_dropped() {
    let mut session = Session::new();
    session.receive(b"22");
    assert_eq!(session.start_tls(), 2);
    session.receive(b"220 hi\r\n");
    assert_eq!(answers(&drain(&mut session)), ["220 hi"]);
    session.send(&Outgoing::line("NOOP"), "NOOP");
    session.receive(b"250 ok\r\n");
    assert_eq!(answers(&drain(&mut session)), ["250 ok"]);
}

#[test]
fn what_was_sent_is_remembered_no_longer_than_it_can_be_told() {
    let mut session = greeted();
    for _ in 0..1000 {
        session.send(&Outgoing::line("NOOP"), "NOOP");
        session.receive(b"250 ok\r\n");
        drain(&mut session);
    }
    assert!(session.sent.len() <= 2);
}

/// Lines of replies, whole and not.
fn server_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "250 ok\r\n",
        "250-more\r\n",
        "354 go\r\n",
        "235 in\r\n",
        "500 no\r\n",
        "421 bye\r\n",
        "what\r\n",
        "25",
        "0 x\r\n",
        "\r\n",
    ]);
    vec(piece, 0..12).prop_map(|pieces| pieces.concat().into_bytes())
}

/// What is told where `early` comes before a command and `late` after it, in pieces that end at `cuts`.
fn told(early: &[u8], late: &[u8], cuts: &[Index], at_once: bool) -> (Vec<Event>, Vec<Event>) {
    let mut session = greeted();
    let give = |session: &mut Session, bytes: &[u8]| {
        let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        ends.extend([0, bytes.len()]);
        ends.sort_unstable();
        let mut seen = Vec::new();
        for pair in ends.windows(2) {
            session.receive(&bytes[pair[0]..pair[1]]);
            if at_once {
                seen.extend(drain(session));
            }
        }
        seen.extend(drain(session));
        seen
    };
    let before = give(&mut session, early);
    session.send(&Outgoing::line("NOOP"), "NOOP");
    let after = give(&mut session, late);
    (before, after)
}

/// What was sent in clear has no answer under TLS.
#[test]
fn nothing_is_awaited_from_before_the_handshake() {
    let mut session = greeted();
    session.send(&Outgoing::line("STARTTLS"), "STARTTLS");
    session.send(&Outgoing::line("NOOP"), "NOOP");
    session.receive(b"220 go\r\n");
    assert_eq!(answers(&drain(&mut session)), ["220 go"]);
    assert_eq!(session.awaiting(), 1);
    session.start_tls();
    assert_eq!(session.awaiting(), 0);
    session.receive(b"250 OK\r\n");
    assert_eq!(answers(&drain(&mut session)), [""; 0]);
}

proptest! {
    #[test]
    fn early_bytes_never_answer(early in server_bytes(), late in server_bytes(), cuts in vec(any::<Index>(), 0..8)) {
        let (before, after) = told(&early, &late, &cuts, true);
        prop_assert_eq!(answers(&before), [""; 0]);
        prop_assert!(answers(&after).len() <= 1);
    }

    #[test]
    fn any_fragmentation_around_a_command_tells_the_same(
        early in server_bytes(), late in server_bytes(), cuts in vec(any::<Index>(), 0..8), at_once: bool
    ) {
        prop_assert_eq!(told(&early, &late, &cuts, at_once), told(&early, &late, &[], true));
    }
}
