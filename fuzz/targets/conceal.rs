//! A server that repeats a secret, in pieces and in disguise. The first byte chooses the secret; some bytes that UTF-8 never
//! has stand for it in one of its forms. Nothing that is shown holds it, nor anything that decodes to it.

#![no_main]

use std::{collections::BTreeSet, sync::Arc};

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use libfuzzer_sys::fuzz_target;
use smtpcheck::facade::smtp::{Concealer, Event, Session};
use smtpcheck_fuzz::{Cut, assert_harmless, pieces, stretched};
use zeroize::Zeroizing;

/// None is part of `[concealed]` or `[12 more bytes]`, none holds a character that is shown escaped.
const SECRETS: [&str; 8] = [
    "Tr0ub4dour&3",
    "zqxjkvbz",
    "pässwörd-Ω-日本",
    "k9%2Fq+w=z",
    "QqQqQqQqQq",
    "Zürich~?>>",
    "Zq7!",
    "qx4Kz",
];
const RAW: u8 = 0xF5;
const LAST_FORM: u8 = 0xFC;

fuzz_target!(|data: &[u8]| {
    let Some((which, template)) = data.split_first() else {
        return;
    };
    let secret = SECRETS[usize::from(*which) % SECRETS.len()];
    // Repeating comes first: its markers are bytes that a form may not have, too.
    let stretched = stretched(template);
    let bytes = disguised(&stretched, secret);
    let whole = shown(&bytes, secret, Cut::Whole);
    for cut in [Cut::Every(1), Cut::Anywhere] {
        assert_eq!(shown(&bytes, secret, cut), whole, "{cut:?}");
    }
    let different: BTreeSet<_> = whole.iter().collect();
    different.into_iter().for_each(|text| check(text, secret));
});

fn disguised(template: &[u8], secret: &str) -> Vec<u8> {
    // What is stored of a line, and a little more.
    const MOST: usize = 5 * 1024;
    let mut bytes = Vec::new();
    for byte in template {
        match byte {
            RAW..=LAST_FORM => bytes.extend(form(*byte, secret)),
            byte => bytes.push(*byte),
        }
        if bytes.len() > MOST {
            break;
        }
    }
    bytes
}

fn form(kind: u8, secret: &str) -> Vec<u8> {
    let each = |written: fn(u8) -> String| secret.bytes().map(written).collect::<String>();
    let text = match kind - RAW {
        0 => secret.to_owned(),
        1 => STANDARD.encode(secret),
        2 => STANDARD.encode(format!("\0ann\0{secret}")),
        3 => each(|byte| format!("{byte:02x}")),
        4 => each(|byte| format!("{byte:02X}")),
        5 => each(|byte| format!("%{byte:02X}")),
        6 => each(|byte| format!("={byte:02X}")),
        _ => URL_SAFE.encode(format!("x{secret}y")),
    };
    text.into_bytes()
}

fn shown(bytes: &[u8], secret: &str, cut: Cut) -> Vec<String> {
    let mut session = Session::new();
    let concealer = Arc::new(Concealer::default());
    concealer.add(vec![Zeroizing::new(secret.as_bytes().to_vec())]);
    session.conceal(concealer.clone());
    let mut texts: Vec<String> = Vec::new();
    let mut tell = |session: &mut Session| {
        while let Some(event) = session.next_event() {
            match event {
                Event::Line(line) => {
                    let masked = concealer.masked(&line, &|_, _| false).into_owned();
                    texts.extend((masked != line).then_some(masked));
                    texts.push(line);
                }
                Event::Reply(reply) | Event::Unasked(reply) => texts.extend(reply.lines),
                Event::Violation(violation) => texts.push(format!("{violation:?}")),
            }
        }
    };
    for piece in pieces(bytes, cut) {
        session.receive(piece);
        tell(&mut session);
    }
    session.end_of_stream();
    tell(&mut session);
    texts
}

fn check(text: &str, secret: &str) {
    assert_harmless(text);
    if text.len() < secret.len() {
        return;
    }
    assert!(!holds(text.as_bytes(), secret), "{text}");
    assert!(
        !holds(&unescaped(text, "%", true), secret),
        "percent-encoded: {text}"
    );
    assert!(
        !holds(&unescaped(text, "=", false), secret),
        "quoted-printable: {text}"
    );
    assert!(
        !holds(&unescaped(text, "\\x", false), secret),
        "visible escapes: {text}"
    );
    for run in text.split(|character: char| !character.is_ascii_hexdigit()) {
        for start in 0..run.len().min(2) {
            assert!(
                !holds(&octets(&run.as_bytes()[start..]), secret),
                "hexadecimal: {text}"
            );
        }
    }
    base64(text, secret, &LENIENT, b"+/");
    base64(text, secret, &URL_SAFE, b"-_");
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    bytes
        .windows(secret.len())
        .any(|window| window == secret.as_bytes())
}

fn octets(digits: &[u8]) -> Vec<u8> {
    let pairs = digits.as_chunks::<2>().0.iter();
    pairs
        .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// What stands there once `introducer` and two digits are one byte.
fn unescaped(text: &str, introducer: &str, plus_is_space: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digits = rest
            .strip_prefix(introducer.as_bytes())
            .and_then(|rest| rest.get(..2))
            .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        match digits {
            Some(digits) => {
                bytes.extend(octets(digits));
                rest = &rest[introducer.len() + 2..];
            }
            None => {
                bytes.push(if plus_is_space && *first == b'+' {
                    b' '
                } else {
                    *first
                });
                rest = behind;
            }
        }
    }
    bytes
}

fn base64(text: &str, secret: &str, engine: &GeneralPurpose, symbols: &[u8]) {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || symbols.contains(&byte);
    for run in text.as_bytes().split(|byte| !is_digit(*byte)) {
        for start in 0..run.len().min(4) {
            let run = &run[start..];
            // A single character behind the last group of four holds nothing.
            let length = run.len() - usize::from(run.len() % 4 == 1);
            let decoded = engine
                .decode(&run[..length])
                .expect("Base64 and nothing else");
            assert!(!holds(&decoded, secret), "Base64: {text}");
        }
    }
}

const INDIFFERENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_encode_padding(false)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const LENIENT: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, INDIFFERENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, INDIFFERENT);
