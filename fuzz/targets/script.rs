//! Scripts of the built-in server: every text is read or refused; a refusal names the first line that is wrong, alone as in
//! company, in words that are safe to show.

#![no_main]

use libfuzzer_sys::fuzz_target;
use smtpcheck::facade::playback::{Script, ScriptError};
use smtpcheck_fuzz::assert_harmless;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    match Script::parse(&text) {
        Ok(script) => understood(&text, &script),
        Err(error) => refused(&text, &error),
    }
});

fn understood(text: &str, script: &Script) {
    let commented = format!("# a comment\n{text}\n\n# another");
    assert_eq!(Script::parse(&commented).as_ref(), Ok(script));
    if !text.contains('\r') {
        let crlf = text.replace('\n', "\r\n");
        assert_eq!(Script::parse(&crlf).as_ref(), Ok(script));
    }
    for said in text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("S:"))
    {
        let said = said.strip_prefix(' ').unwrap_or(said);
        assert!(said.starts_with('[') || escapes_are_whole(said), "{said}");
    }
}

/// Each backslash stands before one of the letters, or before x and two digits.
fn escapes_are_whole(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once('\\') {
        let digits = behind.as_bytes().get(1..3);
        let length = match behind.chars().next() {
            Some('r' | 'n' | 't' | '0' | '"' | '\\') => 1,
            Some('x') if digits.is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit)) => 3,
            _ => return false,
        };
        rest = &behind[length..];
    }
    true
}

fn refused(text: &str, error: &ScriptError) {
    assert_harmless(&error.to_string());
    assert!(
        error
            .to_string()
            .starts_with(&format!("line {}: ", error.line))
    );
    assert!((1..=text.lines().count()).contains(&error.line));
    let before: Vec<_> = text.lines().take(error.line - 1).collect();
    assert!(
        Script::parse(&before.join("\n")).is_ok(),
        "an earlier line is wrong"
    );
    let line = text.lines().nth(error.line - 1).unwrap_or_default();
    let alone = Script::parse(line).expect_err("the line is wrong by itself");
    assert_eq!((alone.line, &alone.message), (1, &error.message));
}
