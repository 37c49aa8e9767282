//! Tests of secrets that a server repeats over many lines, and of words that it offers.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::*;

fn knowing(secret: &str) -> Session {
    let concealer = Concealer::default();
    concealer.add(vec![Zeroizing::new(secret.as_bytes().to_vec())]);
    let mut session = Session::new();
    session.conceal(Arc::new(concealer));
    session
}

/// The lines told, one after the other.
fn told(session: &mut Session) -> Vec<String> {
    std::iter::from_fn(|| session.next_event())
        .filter_map(|event| match event {
            Event::Line(line) => Some(line),
            _ => None,
        })
        .collect()
}

/// A reply to AUTH that has `secret`, `length` bytes a line.
fn repeated(secret: &str, length: usize) -> Vec<String> {
    let mut session = knowing(secret);
    let pieces = secret.as_bytes().chunks(length);
    let lines = pieces.map(|piece| format!("535-5.7.8 {}\r\n", String::from_utf8_lossy(piece)));
    let said = format!("{}535 5.7.8 no\r\n", lines.collect::<String>());
    session.receive(said.as_bytes());
    told(&mut session)
}

/// No two bytes of it are alike side by side, and no piece of it comes twice.
fn token(length: usize) -> String {
    let mut seed = 7_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        b"ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz23456789"[(seed >> 16) as usize % 52]
    };
    (0..length).map(|_| char::from(next())).collect()
}

#[test]
fn a_secret_over_more_lines_than_are_held_is_masked_to_its_end() {
    for (secret, length) in [
        (token(2100), 60),
        (token(40), 1),
        (token(100), 1),
        (token(64), 2),
        (token(66), 2),
    ] {
        let lines = repeated(&secret, length);
        let (last, others) = lines.split_last().unwrap();
        assert_eq!(others.len(), secret.len().div_ceil(length));
        for line in others {
            assert_eq!(line, "535-5.7.8 [concealed]", "{} {length}", secret.len());
        }
        assert_eq!(last, "535 5.7.8 no");
    }
}

/// A line with nothing but its code is as empty as one without.
#[test]
fn empty_lines_between_its_halves_hide_no_secret() {
    for empty in ["535-\r\n", "535-5.7.8\r\n", "535-5.7.8 \r\n", "535- \t\r\n"] {
        let mut session = knowing("hunter2-secret");
        let said = format!(
            "535-5.7.8 hun\r\n{}535 5.7.8 ter2-secret\r\n",
            empty.repeat(3)
        );
        session.receive(said.as_bytes());
        let lines = told(&mut session);
        assert_eq!(lines[0], "535-5.7.8 [concealed]", "{empty:?}");
        assert_eq!(lines[4], "535 5.7.8 [concealed]", "{empty:?}");
    }
}

/// Where so much of it came that it is not held any longer, one byte of it is enough to be masked.
#[test]
fn what_is_told_before_the_rest_came_is_masked_from_one_byte_on() {
    let mut session = knowing("hunter2-secret");
    let empty = "535-\r\n".repeat(31);
    session.receive(format!("535-h\r\n{empty}535-unter2-\r\n535 secret\r\n").as_bytes());
    let lines = told(&mut session);
    assert_eq!(lines[0], "535-[concealed]");
    assert_eq!(lines[32..], ["535-[concealed]", "535 [concealed]"]);
}

/// A server may say the beginning of a secret with as much beside it as it likes that counts for nothing.
#[test]
fn what_may_begin_a_secret_is_kept_up_to_a_limit() {
    let mut session = knowing("hunter2-secret");
    let filling = format!("535-{}\r\n", ":".repeat(1000)).repeat(96);
    session.receive(format!("535-68:75\r\n{filling}").as_bytes());
    told(&mut session);
    assert!(session.held.kept() <= 16 * 1024 + 32 * 1000);
}

/// RFC 5321 section 4.1.1.1: keywords are in the reply to EHLO.
#[test]
fn a_keyword_is_left_in_the_reply_to_ehlo_alone() {
    for (verb, shown) in [
        ("EHLO", "250 size"),
        ("HELO", "250 [concealed]"),
        ("RCPT", "250 [concealed]"),
        ("MAIL", "250 [concealed]"),
    ] {
        let mut session = knowing("size");
        session.receive(b"220 mx\r\n");
        told(&mut session);
        session.expect_reply(verb);
        session.receive(b"250-mx\r\n250 size\r\n");
        assert_eq!(told(&mut session)[1], shown, "{verb}");
    }
}

/// What came before EHLO was sent is no reply to it.
#[test]
fn a_reply_that_nobody_asked_for_offers_nothing() {
    let mut session = knowing("size");
    session.receive(b"220 mx\r\n250-mx\r\n250 size\r\n");
    session.expect_reply("EHLO");
    session.receive(b"250-mx\r\n250 size\r\n");
    let expected = ["220 mx", "250-mx", "250 [concealed]", "250-mx", "250 size"];
    assert_eq!(told(&mut session), expected);
}

/// What is kept of a reply is judged as all of it is, as far as it is kept.
#[test]
fn a_reply_that_is_kept_in_part_has_as_much_of_its_words() {
    let mut session = knowing("auth");
    let filling = "x".repeat(500);
    let lines = format!("250-{filling}\r\n").repeat(6);
    session.receive(format!("250-mx auth\r\n250-auth required\r\n{lines}250 end\r\n").as_bytes());
    let reply = std::iter::from_fn(|| session.next_event()).find_map(|event| match event {
        Event::Reply(reply) => Some(reply),
        _ => None,
    });
    let reply = reply.unwrap();
    assert!(reply.says_one_of(&["auth required"]));
    assert!(reply.kept().says_one_of(&["auth required"]));
    assert!(!reply.kept().text().contains("auth"));
    let first = reply.first_line();
    assert_eq!(
        (&*first.words(), &*first.text()),
        ("mx auth", "mx [concealed]")
    );
}

/// RFC 2034 section 4: a code is there whatever a mask hides, and so is one of another class.
#[test]
fn an_enhanced_status_code_that_is_the_password_is_judged_as_it_came() {
    let last_reply = |said: &str| {
        let mut session = knowing("5.7.8");
        session.receive(said.as_bytes());
        let replies = std::iter::from_fn(|| session.next_event());
        replies
            .filter_map(|event| match event {
                Event::Reply(reply) | Event::Unasked(reply) => Some(reply),
                _ => None,
            })
            .last()
            .unwrap()
    };
    for said in ["535 5.7.8 no\r\n", "535-5.7.8 no\r\n535 5.7.8 never\r\n"] {
        for reply in [
            last_reply(said),
            last_reply(said).first_line(),
            last_reply(said).kept(),
        ] {
            assert_eq!(reply.enhanced_status_code().unwrap().to_string(), "5.7.8");
            assert_eq!(reply.enhanced_code_violation(true), None, "{said}");
            assert!(reply.text().starts_with("[concealed]"), "{reply}");
        }
    }
    let reply = last_reply("250-2.0.0 yes\r\n250 5.7.8 no\r\n");
    let contradicts = reply.enhanced_code_violation(true);
    assert!(matches!(
        contradicts,
        Some(Violation::EnhancedCodeContradicts { .. })
    ));
    let reply = last_reply("535 sorry (#5.7.8)\r\n");
    assert_eq!(reply.status_in_words().unwrap().to_string(), "5.7.8");
}
