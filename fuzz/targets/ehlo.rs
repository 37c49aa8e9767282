//! Replies to EHLO: whatever a server announces, every word about it is harmless and bounded, an extension is what it is
//! written as, and two replies differ in what one has and the other has not. Two replies are two texts with an empty line
//! between them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use smtpcheck::facade::smtp::{Event, Extension, Extensions, MOST_EXTENSIONS, Session, explain, known};
use smtpcheck_fuzz::{assert_harmless, stretched};

fuzz_target!(|data: &[u8]| {
    let bytes = stretched(data);
    let at = bytes.windows(2).position(|pair| pair == b"\n\n");
    let (before, after) = bytes.split_at(at.unwrap_or(bytes.len()));
    let (before, after) = (announced(before), announced(after));
    check(&before);
    check(&after);
    compare(&before, &after);
});

/// As a reply whose lines these are.
fn announced(text: &[u8]) -> Extensions {
    let mut session = Session::new();
    for line in text.split(|byte| *byte == b'\n') {
        session.receive(&[b"250-", line, b"\r\n"].concat());
    }
    session.receive(b"250 HELP\r\n");
    let reply = std::iter::from_fn(|| session.next_event()).find_map(|event| match event {
        Event::Reply(reply) => Some(reply),
        _ => None,
    });
    Extensions::from_lines(&reply.map(|reply| reply.lines).unwrap_or_default())
}

fn check(extensions: &Extensions) {
    // What is known is kept beyond them, as far as a reply goes.
    let unknown = extensions.0.iter().filter(|one| known(&one.keyword).is_none());
    assert!(unknown.count() <= MOST_EXTENSIONS);
    for extension in &extensions.0 {
        let text = extension.to_string();
        assert_harmless(&text);
        assert_eq!(&Extension::parse(&text), extension, "{text:?}");
        assert!(extensions.has(&extension.keyword));
        let explanation = explain(extension);
        assert_eq!(
            explanation.reference,
            known(&extension.keyword).map(|row| row.reference)
        );
        for words in [Some(explanation.sentence), explanation.value]
            .into_iter()
            .flatten()
        {
            assert_harmless(&words);
            assert!(words.chars().count() < 4000, "{words}");
        }
    }
    assert_ne!(extensions.size_limit(), Some(0));
    let mechanisms = extensions.auth_mechanisms();
    for (at, mechanism) in mechanisms.iter().enumerate() {
        assert!(!mechanism.is_empty() && !mechanisms[..at].contains(mechanism));
        assert_eq!(*mechanism, mechanism.to_ascii_uppercase());
    }
    for keyword in extensions.duplicates() {
        let announced = extensions.0.iter().filter(|one| one.is(&keyword));
        assert!(announced.count() > 1, "{keyword}");
    }
}

fn compare(before: &Extensions, after: &Extensions) {
    assert!(Extensions::compare(before, before).is_empty());
    let there = Extensions::compare(before, after);
    let back = Extensions::compare(after, before);
    assert_eq!((&there.added, &there.removed), (&back.removed, &back.added));
    assert_eq!(there.changed.len(), back.changed.len());
    assert!(there.added.iter().all(|one| after.has(&one.keyword)));
}
