//! Tests of `session.rs`, each with the bytes of a server and the events they are.

use proptest::{collection::vec, prelude::*, sample::Index};
use zeroize::Zeroizing;

use super::*;

fn session_with(bytes: &[u8]) -> Session {
    let mut session = Session::new();
    session.receive(bytes);
    session
}

fn drain(session: &mut Session) -> Vec<Event> {
    std::iter::from_fn(|| session.next_event()).collect()
}

fn events(bytes: &[u8]) -> Vec<Event> {
    drain(&mut session_with(bytes))
}

fn ids(events: &[Event]) -> Vec<&'static str> {
    let id = |event: &Event| match event {
        Event::Violation(violation) => Some(violation.id()),
        Event::Line(_) | Event::Reply(_) | Event::Unasked(_) => None,
    };
    events.iter().filter_map(id).collect()
}

fn replies(events: &[Event]) -> Vec<String> {
    let shown = |event: &Event| match event {
        Event::Reply(reply) => Some(reply.to_string()),
        Event::Line(_) | Event::Violation(_) | Event::Unasked(_) => None,
    };
    events.iter().filter_map(shown).collect()
}

fn line(text: &str) -> Event {
    Event::Line(text.to_owned())
}

fn reply(code: u16, lines: &[&str]) -> Event {
    let lines = lines.iter().map(ToString::to_string).collect();
    Event::Reply(Reply::new(ReplyCode::new(code).unwrap(), lines))
}

#[test]
fn every_line_is_told_before_the_reply_that_it_ends() {
    let expected = [
        line("220-mx.example"),
        line("220 ESMTP"),
        reply(220, &["mx.example", "ESMTP"]),
    ];
    assert_eq!(events(b"220-mx.example\r\n220 ESMTP\r\n"), expected);
}

#[test]
fn a_reply_may_be_a_code_alone() {
    assert_eq!(events(b"220\r\n"), [line("220"), reply(220, &[""])]);
}

#[test]
fn an_incomplete_line_is_no_event_yet() {
    let mut session = session_with(b"220 mx");
    assert_eq!(session.next_event(), None);
    assert_eq!(session.unread(), 6);
    session.receive(b".example\r\n");
    assert_eq!(
        drain(&mut session),
        [line("220 mx.example"), reply(220, &["mx.example"])]
    );
    assert_eq!(session.unread(), 0);
}

#[test]
fn replies_outstanding_are_counted() {
    let mut session = session_with(b"220 ok\r\n");
    assert_eq!(session.awaiting(), 1);
    drain(&mut session);
    assert_eq!(session.awaiting(), 0);
    assert_eq!(session.send(&Outgoing::line("NOOP"), "NOOP"), b"NOOP\r\n");
    session.expect_reply("NOOP");
    assert_eq!(session.awaiting(), 2);
    session.receive(b"250 ok\r\n250 ok\r\n");
    assert_eq!(ids(&drain(&mut session)), [""; 0]);
    assert_eq!(session.awaiting(), 0);
}

fn unasked(events: &[Event]) -> Vec<String> {
    let shown = |event: &Event| match event {
        Event::Unasked(reply) => Some(reply.to_string()),
        Event::Line(_) | Event::Violation(_) | Event::Reply(_) => None,
    };
    events.iter().filter_map(shown).collect()
}

#[test]
fn a_reply_to_no_command_is_noted_and_no_answer() {
    let seen = events(b"220 ok\r\n250 hello\r\n");
    assert_eq!(ids(&seen), ["unexpected-reply"]);
    assert_eq!(replies(&seen), ["220 ok"]);
    assert_eq!(unasked(&seen), ["250 hello"]);
}

#[test]
fn a_server_may_say_421_without_being_asked() {
    let seen = events(b"220 ok\r\n421 4.4.2 idle too long\r\n");
    assert_eq!(ids(&seen), [""; 0]);
    assert_eq!(unasked(&seen), ["421 4.4.2 idle too long"]);
}

#[test]
fn bare_line_feed_is_noted_once_for_a_connection() {
    let seen = events(b"220-a\n220-b\n220 c\r\n");
    assert_eq!(ids(&seen), ["bare-line-feed"]);
    assert_eq!(replies(&seen), ["220 a b c"]);
}

#[test]
fn a_nul_or_an_escape_within_a_line_is_a_control_character() {
    for bytes in [&b"220 a\0b\r\n"[..], b"220 \x1b[2J\r\n", b"220 a\x7fb\r\n"] {
        assert_eq!(ids(&events(bytes)), ["control-characters"], "{bytes:?}");
    }
}

#[test]
fn a_carriage_return_within_a_line_is_a_bare_one() {
    for bytes in [&b"220 a\rb\r\n"[..], b"220 ab\r\r\n", b"\r220 ab\r\n"] {
        assert_eq!(
            ids(&events(bytes)).first(),
            Some(&"bare-carriage-return"),
            "{bytes:?}"
        );
    }
    assert_eq!(replies(&events(b"220 a\rb\r\n")), ["220 a\\rb"]);
}

#[test]
fn three_digits_that_are_no_code_make_a_reply_that_is_noted() {
    for code in ["000", "150", "271", "599", "650", "999"] {
        let seen = events(format!("{code} hello\r\n").as_bytes());
        assert_eq!(ids(&seen), ["invalid-reply-code"], "{code}");
        assert_eq!(replies(&seen), [format!("{code} hello")]);
    }
}

#[test]
fn what_is_no_three_digits_is_no_reply() {
    for line in [
        "25 ok", "25x ok", "abc ok", "2500 ok", "250_ok", "-250 ok", "",
    ] {
        let seen = events(format!("220 hi\r\n{line}\r\n").as_bytes());
        assert_eq!(ids(&seen), ["malformed-reply"], "{line}");
        assert_eq!(replies(&seen), ["220 hi"]);
    }
}

#[test]
fn octets_that_are_no_utf8_are_noted() {
    assert_eq!(ids(&events(b"220 gr\xfcezi\r\n")), ["eight-bit-reply"]);
}

#[test]
fn utf8_in_a_reply_is_noted_until_smtputf8_was_asked_for() {
    let mut session = session_with("220 grüezi\r\n".as_bytes());
    assert_eq!(ids(&drain(&mut session)), ["non-ascii-reply"]);
    session.allow_utf8();
    session.expect_reply("NOOP");
    session.receive("551 geh zu grün@example.com\r\n".as_bytes());
    assert_eq!(ids(&drain(&mut session)), [""; 0]);
}

#[test]
fn a_line_past_512_octets_is_noted_unless_it_is_a_challenge() {
    let long = |code: &str, length: usize| format!("{code} {}\r\n", "A".repeat(length - 6));
    assert_eq!(ids(&events(long("220", 512).as_bytes())), [""; 0]);
    assert_eq!(
        ids(&events(long("220", 513).as_bytes())),
        ["reply-line-too-long"]
    );
    assert_eq!(ids(&events(long("334", 12_288).as_bytes())), [""; 0]);
    assert_eq!(
        ids(&events(long("334", 12_289).as_bytes())),
        ["reply-line-too-long"]
    );
}

#[test]
fn a_line_without_a_code_is_kept_in_the_open_reply() {
    let seen = events(b"220-a\r\nwelcome\r\n220 b\r\n");
    assert_eq!(ids(&seen), ["malformed-reply"]);
    assert_eq!(seen.last(), Some(&reply(220, &["a", "welcome", "b"])));
}

#[test]
fn a_line_without_a_code_outside_a_reply_is_shown_and_forms_none() {
    let seen = events(b"220 ok\r\nhello\r\n");
    let malformed = Violation::MalformedReply {
        line: "hello".to_owned(),
    };
    assert_eq!(seen[2..], [line("hello"), Event::Violation(malformed)]);
}

#[test]
fn text_ahead_of_the_greeting_is_noted_once() {
    let prelude = Violation::TextBeforeGreeting {
        line: "hello".to_owned(),
    };
    let expected = [
        line("hello"),
        Event::Violation(prelude),
        line("you"),
        line("220 ok"),
        reply(220, &["ok"]),
    ];
    assert_eq!(events(b"hello\r\nyou\r\n220 ok\r\n"), expected);
}

#[test]
fn of_codes_that_differ_the_last_counts() {
    let seen = events(b"250-a\r\n550-b\r\n450 c\r\n");
    assert_eq!(ids(&seen), ["inconsistent-reply-codes"]);
    assert_eq!(replies(&seen), ["450 a b c"]);
}

/// A session to which one reply to `command` is still to come.
fn awaiting(command: &'static str) -> Session {
    let mut session = session_with(b"220 x\r\n");
    drain(&mut session);
    session.expect_reply(command);
    session
}

#[test]
fn of_an_endless_reply_the_last_line_decides() {
    for (command, first, last) in [
        ("AUTH", "250", "550 5.7.1 no"),
        ("AUTH", "550", "250 ok"),
        ("AUTH", "235", "235 ok"),
        ("EHLO", "250", "550 5.7.1 no"),
        ("HELO", "250", "554 no"),
        ("", "220", "554 5.7.1 blocked"),
        ("", "220", "220 end"),
    ] {
        let mut session = match command {
            "" => Session::new(),
            _ => awaiting(command),
        };
        session.expect_reply("MAIL");
        let lines = format!("{first}-x\r\n").repeat(600);
        session.receive(lines.as_bytes());
        let seen = drain(&mut session);
        assert!(replies(&seen).is_empty(), "{first}");
        assert_eq!(ids(&seen), ["endless-reply"]);
        session.receive(format!("what\r\n{last}\r\n250 next\r\n").as_bytes());
        let seen = drain(&mut session);
        assert_eq!(seen[0], line(last));
        let replies = replies(&seen);
        assert!(replies[0].starts_with(&last[..3]), "{}", replies[0]);
        assert!(replies[0].ends_with(&last[4..]), "{}", replies[0]);
        assert_eq!(replies[1..], ["250 next"]);
    }
}

#[test]
fn an_endless_reply_without_a_last_line_ends_with_the_connection() {
    let mut session = awaiting("RCPT");
    session.receive("250-x\r\n".repeat(600).as_bytes());
    assert_eq!(ids(&drain(&mut session)), ["endless-reply"]);
    session.end_of_stream();
    assert_eq!(ids(&drain(&mut session)), ["unterminated-reply"]);
}

#[test]
fn a_reply_of_512_lines_is_not_endless() {
    let bytes = ["220-x\r\n".repeat(511), "220 end\r\n".to_owned()].concat();
    assert_eq!(ids(&events(bytes.as_bytes())), [""; 0]);
}

#[test]
fn a_reply_of_long_lines_is_bounded_in_bytes() {
    let bytes = format!("334-{}\r\n", "A".repeat(12_000)).repeat(600);
    let seen = events(bytes.as_bytes());
    let stored: usize = replies(&seen).iter().map(String::len).sum();
    assert_eq!(ids(&seen), ["endless-reply"]);
    assert!(stored < 80_000, "{stored}");
}

#[test]
fn text_outside_any_reply_is_bounded_and_a_reply_after_it_is_read() {
    let mut session = session_with("x\r\n".repeat(2000).as_bytes());
    let lines = |seen: &[Event]| {
        let is_line = |event: &&Event| matches!(event, Event::Line(_));
        seen.iter().filter(is_line).count()
    };
    let seen = drain(&mut session);
    assert_eq!(lines(&seen), 512);
    assert_eq!(ids(&seen), ["text-before-greeting", "endless-reply"]);
    session.receive(b"220 ok\r\n");
    assert_eq!(replies(&drain(&mut session)), ["220 ok"]);
    session.receive("x\r\n".repeat(2000).as_bytes());
    assert_eq!(lines(&drain(&mut session)), 0, "replies win no new room");
}

#[test]
fn text_outside_any_reply_is_bounded_in_bytes() {
    let line = format!("{}\r\n", "x".repeat(1000));
    let seen = events(line.repeat(600).as_bytes());
    let stored: usize = seen
        .iter()
        .map(|event| match event {
            Event::Line(line) => line.len(),
            Event::Reply(_) | Event::Unasked(_) | Event::Violation(_) => 0,
        })
        .sum();
    assert!((60_000..70_000).contains(&stored), "{stored}");
    assert!(ids(&seen).contains(&"endless-reply"));
}

#[test]
fn a_connection_that_closes_within_a_line_ends_the_line_and_the_reply() {
    let mut session = session_with(b"554 blocked");
    assert_eq!(session.next_event(), None);
    session.end_of_stream();
    let unterminated = Violation::UnterminatedReply {
        line: "554 blocked".to_owned(),
    };
    let expected = [
        line("554 blocked"),
        Event::Violation(unterminated),
        reply(554, &["blocked"]),
    ];
    assert_eq!(drain(&mut session), expected);
}

#[test]
fn a_connection_that_closes_within_a_reply_ends_the_reply() {
    for bytes in [
        &b"554-blocked\r\n554-bye\r\n"[..],
        b"554-blocked\r\n554-bye",
        b"554-blocked\r\n554-bye\r",
    ] {
        let mut session = session_with(bytes);
        session.end_of_stream();
        let seen = drain(&mut session);
        assert_eq!(ids(&seen), ["unterminated-reply"], "{bytes:?}");
        assert_eq!(replies(&seen), ["554 blocked bye"], "{bytes:?}");
    }
}

#[test]
fn a_connection_that_closes_between_replies_tells_nothing() {
    let mut session = session_with(b"220 ok\r\n");
    session.end_of_stream();
    assert_eq!(drain(&mut session).len(), 2);
}

#[test]
fn starting_tls_forgets_what_was_injected_before_it() {
    let mut session = session_with(b"220 ready\r\n250 injected\r\n250 par");
    while !matches!(session.next_event(), Some(Event::Reply(_))) {}
    assert_eq!(session.unread(), 21);
    assert_eq!(session.start_tls(), 21);
    assert_eq!((session.unread(), session.awaiting()), (0, 0));
    session.expect_reply("NOOP");
    session.receive(b"250 mx.example\r\n");
    assert_eq!(
        drain(&mut session),
        [line("250 mx.example"), reply(250, &["mx.example"])]
    );
}

#[test]
fn a_secret_that_a_server_repeats_is_nowhere_in_its_events() {
    let mut session = Session::new();
    session.conceal(concealer(&["hunter2"]));
    session.receive(b"535-no hunter2\r\nhunter2\r\n535 \x07aHVudGVyMg==\r\n250 hunter2");
    session.end_of_stream();
    let seen = drain(&mut session);
    let shown = format!("{seen:?}");
    assert!(
        !shown.contains("hunter2") && !shown.contains("aHVudGVyMg"),
        "{shown}"
    );
    assert_eq!(
        replies(&seen)[0],
        "535 no [concealed] [concealed] \\x07[concealed]"
    );
    for event in &seen {
        if let Event::Violation(violation) = event {
            assert!(!violation.evidence().contains("hunter2"));
        }
    }
}

fn concealer(secrets: &[&str]) -> Arc<Concealer> {
    let concealer = Concealer::default();
    for secret in secrets {
        concealer.add(vec![Zeroizing::new(secret.as_bytes().to_vec())]);
    }
    Arc::new(concealer)
}

fn said_to_one_who_knows(secret: &str, bytes: &[u8]) -> Vec<String> {
    let mut session = Session::new();
    session.conceal(concealer(&[secret]));
    session.receive(bytes);
    session.end_of_stream();
    let lines = drain(&mut session)
        .into_iter()
        .filter_map(|event| match event {
            Event::Line(line) => Some(line),
            _ => None,
        });
    lines.collect()
}

/// Whatever stands for the break, and wherever an escape is cut.
#[test]
fn a_secret_is_masked_whatever_stands_at_the_end_of_the_line() {
    let secret = "Zq7!secretPW-xyz";
    for (first, second) in [
        ("Zq7!secr ", "etPW-xyz"),
        ("Zq7!secr \t ", "  etPW-xyz"),
        ("Zq7!secr\r", "etPW-xyz"),
        ("Zq7!secr=", "etPW-xyz"),
        ("Zq7!secr\\", "etPW-xyz"),
        ("Zq7!secr-", "etPW-xyz"),
        ("Zq7!se%", "63retPW-xyz"),
        ("Zq7!se%6", "3retPW-xyz"),
        ("Zq7!se=", "63retPW-xyz"),
        ("Zq7!se\\x6", "3retPW-xyz"),
        ("Zq7!se&#9", "9;retPW-xyz"),
    ] {
        for whole in [
            format!("535-5.7.8 no {first}\r\n535 5.7.8 {second} no\r\n"),
            format!("535 5.7.8 no {first}\r\n250 {second} no\r\n"),
        ] {
            let said = said_to_one_who_knows(secret, whole.as_bytes());
            let [one, other] = said.as_slice() else {
                panic!("{said:?}");
            };
            assert!(one.contains("no [concealed]"), "{first:?}: {said:?}");
            assert!(other.contains("[concealed] no"), "{first:?}: {said:?}");
        }
    }
}

#[test]
fn a_secret_broken_over_the_lines_of_a_reply_is_masked() {
    for (said, shown) in [
        (
            "535-wrong: hunter2-\r\n535 secret, no\r\n",
            &["535-wrong: [concealed]", "535 [concealed], no"][..],
        ),
        (
            "535-5.7.8 h\r\n535-5.7.8 unter2-secre\r\n535 5.7.8 t\r\n",
            &[
                "535-5.7.8 [concealed]",
                "535-5.7.8 [concealed]",
                "535 5.7.8 [concealed]",
            ],
        ),
        (
            "535-aHVudGVyMi1z\r\n535 ZWNyZXQ= no\r\n",
            &["535-[concealed]", "535 [concealed] no"],
        ),
        (
            "535-68:75:6e:74:65:72:32:\r\n535 2d:73:65:63:72:65:74\r\n",
            &["535-[concealed]", "535 [concealed]"],
        ),
        // The end of it may be the beginning of another.
        (
            "535-hunter2-secret hunter2-se\r\n535-cret h\r\n535 no\r\n",
            &["535-[concealed] [concealed]", "535-[concealed] h", "535 no"],
        ),
        // Half of it, and nothing more comes.
        ("535-hunter2-\r\n", &["535-[concealed]"]),
        // What begins alike and goes on differently is left.
        ("250-hunt\r\n250 ing\r\n", &["250-hunt", "250 ing"]),
        (
            "250-h\r\n250-SIZE\r\n250 OK\r\n",
            &["250-h", "250-SIZE", "250 OK"],
        ),
    ] {
        assert_eq!(
            said_to_one_who_knows("hunter2-secret", said.as_bytes()),
            shown
        );
    }
}

#[test]
fn a_secret_that_looks_like_a_code_leaves_the_code() {
    assert_eq!(
        said_to_one_who_knows("535", b"535 code 535\r\n"),
        ["535 code [concealed]"]
    );
}

#[test]
fn gibberish_instead_of_greeting() {
    let mut session = session_with(b"SSH-2.0-Open");
    assert_eq!(session.gibberish(), Some(Gibberish::Ssh));
    session.receive(b"SSH_9.2\r\n220 ok\r\n");
    drain(&mut session);
    assert_eq!(session.gibberish(), Some(Gibberish::Ssh));
    assert_eq!(
        session_with(b"\x15\x03\x01\x00\x02\x02\x46").gibberish(),
        Some(Gibberish::Tls)
    );
    assert_eq!(Session::new().gibberish(), None);
}

#[test]
fn text_before_a_greeting_is_smtp_badly_spoken() {
    let mut session = session_with(b"welcome\r\n");
    drain(&mut session);
    assert_eq!(session.gibberish(), Some(Gibberish::Other));
    session.receive(b"220 mx.example\r\n");
    drain(&mut session);
    assert_eq!(session.gibberish(), None);
}

/// Pieces of what servers send, well and badly put together, and anything else.
fn server_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        32 => prop::sample::select(vec!["220-", "250 ", "250", "334 ", "421-", "\r\n", "\r\n", "\n", "\r", "hunter2", "é", "\0"])
            .prop_map(|text| text.as_bytes().to_vec()),
        16 => vec(any::<u8>(), 0..12),
        7 => (1_usize..600).prop_map(|length| vec![b'x'; length]),
        1 => (4000_usize..9000).prop_map(|length| vec![b'x'; length]),
        7 => (1_usize..20).prop_map(|count| b"250-y\r\n".repeat(count)),
        1 => (480_usize..600).prop_map(|count| b"250-y\r\n".repeat(count)),
    ];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn told(fragments: &[&[u8]]) -> (Vec<Event>, Option<Gibberish>, usize) {
    let mut session = Session::new();
    session.conceal(concealer(&["hunter2", "x"]));
    let mut seen = Vec::new();
    for fragment in fragments {
        session.receive(fragment);
        seen.extend(drain(&mut session));
    }
    session.end_of_stream();
    seen.extend(drain(&mut session));
    assert_eq!(session.unread(), 0);
    (seen, session.gibberish(), session.awaiting())
}

proptest! {
    #[test]
    fn any_fragmentation_tells_the_same(bytes in server_bytes(), cuts in vec(any::<Index>(), 0..12)) {
        let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).chain([0, bytes.len()]).collect();
        ends.sort_unstable();
        let fragments: Vec<&[u8]> = ends.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        prop_assert_eq!(told(&fragments), told(&[&bytes]));
    }

    #[test]
    fn byte_by_byte_tells_the_same(bytes in vec(any::<u8>(), 0..300)) {
        let fragments: Vec<&[u8]> = bytes.chunks(1).collect();
        prop_assert_eq!(told(&fragments), told(&[&bytes]));
    }

    #[test]
    fn nothing_told_can_act_on_a_terminal(bytes in server_bytes()) {
        for event in told(&[&bytes]).0 {
            let shown = match event {
                Event::Line(line) => line,
                Event::Reply(reply) | Event::Unasked(reply) => reply.to_string(),
                Event::Violation(violation) => violation.evidence(),
            };
            prop_assert!(!shown.chars().any(char::is_control), "{shown:?}");
            prop_assert!(!shown.contains("hunter2"), "{shown:?}");
        }
    }
}

/// Nothing can be held back where a reply is complete: what may be the beginning of a secret is masked when it tells something,
/// and the rest in the reply that follows.
#[test]
fn a_secret_broken_over_two_replies_is_masked() {
    for (first, second, expected) in [
        (
            "250 hunt",
            "535 er2-secret, no",
            ["250 [concealed]", "535 [concealed], no"],
        ),
        ("250 hu", "535 nter2-secret", ["250 hu", "535 [concealed]"]),
        (
            "535 aHVudGVy",
            "535 Mi1zZWNyZXQ= no",
            ["535 [concealed]", "535 [concealed] no"],
        ),
        ("250 ok", "535 no", ["250 ok", "535 no"]),
    ] {
        let mut session = Session::new();
        session.conceal(concealer(&["hunter2-secret"]));
        session.expect_reply("AUTH");
        session.receive(format!("{first}\r\n{second}\r\n").as_bytes());
        let told = std::iter::from_fn(|| session.next_event());
        let lines: Vec<_> = told
            .filter_map(|event| match event {
                Event::Line(line) => Some(line),
                _ => None,
            })
            .collect();
        assert_eq!(lines, expected);
    }
}

/// A password may be a word of SMTP: where a server offers it, it is left, and nowhere else.
#[test]
fn a_keyword_is_left_where_it_is_offered_alone() {
    let concealer = concealer(&["auth", "plain"]);
    concealer.leave_offered("PLAIN");
    let mut session = Session::new();
    session.conceal(concealer);
    session.expect_reply("EHLO");
    session.receive(b"220 auth\r\n250-mx auth\r\n250 AUTH PLAIN\r\n535 auth plain\r\n");
    let told = std::iter::from_fn(|| session.next_event());
    let lines: Vec<_> = told
        .filter_map(|event| match event {
            Event::Line(line) => Some(line),
            _ => None,
        })
        .collect();
    let masked = "[concealed]";
    assert_eq!(
        lines,
        [
            format!("220 {masked}"),
            format!("250-mx {masked}"),
            "250 AUTH PLAIN".to_owned(),
            format!("535 {masked} {masked}"),
        ]
    );
}

/// What is shown is masked, and what is judged is what was said.
#[test]
fn a_masked_reply_keeps_its_words_for_judging() {
    let mut session = Session::new();
    session.conceal(concealer(&["auth"]));
    session.receive(b"535-5.7.8 Error:\r\n535 5.7.8 authentication failed\r\n");
    let replies = std::iter::from_fn(|| session.next_event());
    let reply = replies.filter_map(|event| match event {
        Event::Reply(reply) => Some(reply),
        _ => None,
    });
    let reply = reply.last().unwrap();
    assert_eq!(
        reply.text(),
        "5.7.8 Error: 5.7.8 [concealed]entication failed"
    );
    assert_eq!(reply.words(), "5.7.8 Error: 5.7.8 authentication failed");
    assert!(reply.says_one_of(&["authentication failed"]));
    assert!(!format!("{reply} {reply:?}").contains("auth"));
    assert!(!serde_json::to_string(&reply).unwrap().contains("auth"));
}
