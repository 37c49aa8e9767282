//! A connection: what a server says in any fragmentation, between what we do. Bytes that UTF-8 never has are our doings.
//! The events, what is unread and what is outstanding are the same; what is kept and told is bounded.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use smtpcheck::facade::smtp::{Concealer, Event, Gibberish, Outgoing, Session};
use smtpcheck_fuzz::{Cut, assert_harmless, pieces, stretched};
use zeroize::Zeroizing;

const SEND: u8 = 0xF8;
const ALLOW_UTF8: u8 = 0xF9;
const START_TLS: u8 = 0xFA;
const CONCEAL: u8 = 0xFB;

enum Step<'a> {
    Receive(Vec<u8>),
    Send,
    AllowUtf8,
    StartTls,
    Conceal(&'a [u8]),
}

/// What can be seen of a session after a step.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    events: Vec<Event>,
    unread: usize,
    awaiting: usize,
    gibberish: Option<Gibberish>,
}

fuzz_target!(|data: &[u8]| {
    let steps = steps(data);
    let whole = run(&steps, Cut::Whole, true);
    for (cut, at_once) in [
        (Cut::Every(1), true),
        (Cut::Anywhere, true),
        (Cut::Anywhere, false),
    ] {
        assert_eq!(run(&steps, cut, at_once), whole, "{cut:?} {at_once}");
    }
    check(&whole);
});

fn steps(data: &[u8]) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut rest = data;
    while !rest.is_empty() {
        let end = rest
            .iter()
            .position(|byte| (SEND..=CONCEAL).contains(byte))
            .unwrap_or(rest.len());
        if end > 0 {
            steps.push(Step::Receive(stretched(&rest[..end])));
        }
        let Some((doing, behind)) = rest[end..].split_first() else {
            break;
        };
        rest = behind;
        steps.push(match *doing {
            SEND => Step::Send,
            ALLOW_UTF8 => Step::AllowUtf8,
            START_TLS => Step::StartTls,
            _ => {
                let (secret, behind) = rest.split_at(rest.len().min(6));
                rest = behind;
                Step::Conceal(secret)
            }
        });
    }
    // Together they stay below what one reply may have four times over.
    let mut room = 160 * 1024_usize;
    steps.retain(|step| match step {
        Step::Receive(bytes) => {
            room = room.saturating_sub(bytes.len());
            room > 0
        }
        _ => true,
    });
    steps
}

/// `at_once`: events are asked for after every piece, and not only when all of them came.
fn run(steps: &[Step<'_>], cut: Cut, at_once: bool) -> Vec<Seen> {
    let mut session = Session::new();
    let concealer = Arc::new(Concealer::default());
    session.conceal(concealer.clone());
    let mut seen = Vec::new();
    for step in steps {
        let mut events = Vec::new();
        match step {
            Step::Receive(bytes) => {
                for piece in pieces(bytes, cut) {
                    session.receive(piece);
                    if at_once {
                        events.extend(std::iter::from_fn(|| session.next_event()));
                    }
                }
                events.extend(std::iter::from_fn(|| session.next_event()));
            }
            Step::Send => {
                let noop = Outgoing::line("NOOP");
                assert_eq!(session.send(&noop, "NOOP"), b"NOOP\r\n");
            }
            Step::AllowUtf8 => session.allow_utf8(),
            Step::StartTls => {
                let unread = session.unread();
                assert_eq!(session.start_tls(), unread);
                assert_eq!(session.unread(), 0);
            }
            Step::Conceal(secret) => concealer.add(vec![Zeroizing::new(secret.to_vec())]),
        }
        seen.push(look(&session, events));
    }
    session.end_of_stream();
    let events = std::iter::from_fn(|| session.next_event()).collect();
    seen.push(look(&session, events));
    assert_eq!(session.unread(), 0);
    seen
}

fn look(session: &Session, events: Vec<Event>) -> Seen {
    Seen {
        events,
        unread: session.unread(),
        awaiting: session.awaiting(),
        gibberish: session.gibberish(),
    }
}

/// Nothing is longer than the limits make it, and text outside replies stops being told.
fn check(seen: &[Seen]) {
    let mut in_replies = 0;
    let mut lines = 0;
    for event in seen.iter().flat_map(|seen| &seen.events) {
        match event {
            Event::Line(line) => {
                assert_harmless(line);
                assert!(line.len() < 20_000);
                lines += 1;
            }
            Event::Reply(reply) | Event::Unasked(reply) => {
                // What is kept, and the last line, which decides.
                assert!(reply.lines.len() <= 512 + 1);
                let bytes: usize = reply.lines.iter().map(String::len).sum();
                assert!(bytes < 64 * 1024 + 20_000, "{bytes}");
                in_replies += reply.lines.len();
            }
            Event::Violation(_) => {}
        }
    }
    // 512 lines of text that belongs to no reply, and for every handshake a reply that it cut off.
    assert!(lines <= in_replies + 512 * (1 + seen.len()));
}
