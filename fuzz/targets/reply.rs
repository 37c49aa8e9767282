//! Replies: the same events however the bytes are cut up, every text of them harmless and bounded, and for lines that
//! keep to the grammar and the limits the replies that a second, simple reading finds.

#![no_main]

use libfuzzer_sys::fuzz_target;
use smtpcheck::facade::smtp::{Event, Reply, Session, queue_id};
use smtpcheck_fuzz::{Cut, assert_harmless, pieces, stretched};

fuzz_target!(|data: &[u8]| {
    let bytes = stretched(data);
    let whole = events(&bytes, Cut::Whole);
    for cut in [Cut::Every(1), Cut::Every(7), Cut::Anywhere] {
        assert_eq!(events(&bytes, cut), whole, "{cut:?}");
    }
    for event in &whole {
        check(event);
    }
    if let Some(expected) = simply_read(&bytes) {
        let replies = whole.iter().filter_map(|event| match event {
            Event::Reply(reply) | Event::Unasked(reply) => Some(reply.clone()),
            _ => None,
        });
        assert_eq!(replies.collect::<Vec<_>>(), expected);
    }
});

fn events(bytes: &[u8], cut: Cut) -> Vec<Event> {
    let mut session = Session::new();
    let mut events = Vec::new();
    for piece in pieces(bytes, cut) {
        session.receive(piece);
        events.extend(std::iter::from_fn(|| session.next_event()));
    }
    session.end_of_stream();
    events.extend(std::iter::from_fn(|| session.next_event()));
    assert_eq!(session.unread(), 0, "at the end everything has been told");
    events
}

fn check(event: &Event) {
    match event {
        Event::Line(line) => {
            assert_harmless(line);
            assert!(line.len() < 20_000, "{} bytes", line.len());
        }
        Event::Reply(reply) | Event::Unasked(reply) => {
            reply.lines.iter().for_each(|line| assert_harmless(line));
            // What is kept, and the last line, which decides.
            assert!(reply.lines.len() <= 512 + 1 && reply.text().len() < 100_000);
            assert!(reply.code.value() <= 999);
            assert_harmless(&reply.to_string());
            let code = reply.enhanced_status_code();
            let text = code.map(|code| code.to_string());
            assert!(text.is_none_or(|text| reply.lines[0].starts_with(&text)));
            let _ = reply.enhanced_code_violation(true);
            assert!(reply.quoted().len() < 2100, "{} bytes", reply.quoted().len());
            let refuses = (400..600).contains(&reply.code.value());
            assert!(refuses || reply.demand().is_none());
            queue_id(reply).iter().for_each(|id| assert_harmless(id));
        }
        Event::Violation(violation) => assert_harmless(&format!("{violation:?}")),
    }
}

/// The replies when every line is `NNN-text` or `NNN text` in printable ASCII, ended by CRLF and within the limits, every
/// reply has one code and its end; `None` otherwise.
fn simply_read(bytes: &[u8]) -> Option<Vec<Reply>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut lines: Vec<&str> = text.split("\r\n").collect();
    if lines.pop() != Some("") || lines.len() > 500 || bytes.len() > 60_000 {
        return None;
    }
    let mut replies = Vec::new();
    let mut open: Option<Reply> = None;
    for line in lines {
        if line.len() > 2000 || !line.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return None;
        }
        let code = line.get(..3)?;
        if !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let code = smtpcheck::facade::smtp::ReplyCode::new(code.parse().ok()?)?;
        let reply = open.get_or_insert_with(|| Reply::new(code, Vec::new()));
        if reply.code != code {
            return None;
        }
        reply
            .lines
            .push(line.get(4..).unwrap_or_default().to_owned());
        match line.as_bytes().get(3) {
            Some(b'-') => {}
            Some(b' ') | None => replies.extend(open.take()),
            Some(_) => return None,
        }
    }
    open.is_none().then_some(replies)
}
