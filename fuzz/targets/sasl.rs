//! Logins against a server that says anything. The first byte is the mechanism, the second what else is known; challenges
//! are lines. `b` stands before what is to be encoded in Base64, `s` before what continues our SCRAM nonce, `+` before the
//! text of the final reply; everything else is a challenge as it is. What goes out is one line, what is shown of it holds no
//! secret, words about the server are harmless, nobody has proved to know the password without knowing it, and nobody has
//! accepted what was not sent.

#![no_main]

use base64::{Engine, engine::general_purpose::STANDARD};
use libfuzzer_sys::fuzz_target;
use smtpcheck::facade::{
    sasl::{ChannelBinding, ChannelBindingKind, Credentials, Error, Exchange, MECHANISMS, Secret},
    smtp::{Outgoing, Shown},
};
use smtpcheck_fuzz::assert_harmless;

const PASSWORD: &str = "Tr0ub4dour&3 zqxj";
const RANDOM: [u8; 24] = *b"not so random for a test";
/// More would only cost time: the limit has a test of its own.
const MOST_ITERATIONS: u32 = 64;

fuzz_target!(|data: &[u8]| {
    let [which, known, challenges @ ..] = data else {
        return;
    };
    let mechanism = &MECHANISMS[usize::from(*which) % MECHANISMS.len()];
    let secret = Secret::new(PASSWORD.to_owned());
    let credentials = Credentials {
        username: if known & 8 == 0 {
            "ann"
        } else {
            "änn=,\u{1d}"
        },
        authorization_identity: (known & 1 != 0).then_some("bob,=x"),
        secret: &secret,
        host: "mail.example.com",
        port: 587,
        protected: true,
    };
    let binding = ChannelBinding {
        kind: ChannelBindingKind::TlsExporter,
        data: vec![7; 32],
    };
    let offered = match known & 4 {
        0 => vec![mechanism.name.to_owned()],
        _ => vec![
            mechanism.name.to_owned(),
            format!("{}-PLUS", mechanism.name),
        ],
    };
    let binding = (known & 2 != 0).then_some(&binding);
    let started = mechanism.start(&credentials, binding, &offered, &RANDOM);
    assert!(started.is_ok() || binding.is_none() && mechanism.channel_binding || known & 8 != 0);
    if let Ok(mut exchange) = started {
        talk(mechanism.name, exchange.as_mut(), challenges);
    }
});

fn talk(name: &str, exchange: &mut dyn Exchange, challenges: &[u8]) {
    let proves = name.starts_with("SCRAM-");
    let mut sent = false;
    match exchange.command() {
        Ok(command) => {
            sent = command.wire.split(|byte| *byte == b' ').count() > 2;
            assert!(command.wire.len() <= 512, "a command line");
            assert!(command.wire.starts_with(b"AUTH "));
            outgoing(&command);
        }
        Err(error) => complaint(&error),
    }
    for line in challenges.split(|byte| *byte == b'\n').take(8) {
        let text = String::from_utf8_lossy(line);
        if let Some(text) = text.strip_prefix('+') {
            match exchange.accepted(Some(&made(text))) {
                Ok(()) => assert!(sent && !proves, "{name} believes a server that knows nothing"),
                Err(error) => complaint(&error),
            }
            continue;
        }
        match exchange.respond(&made(&text)) {
            Ok(line) => {
                sent = true;
                outgoing(&line);
            }
            Err(error) => complaint(&error),
        }
        exchange
            .notes()
            .iter()
            .for_each(|note| assert_harmless(note));
        exchange
            .failure_detail()
            .iter()
            .for_each(|why| assert_harmless(why));
        assert!(exchange.needles().iter().all(|needle| !needle.is_empty()));
    }
    let accepted = exchange.accepted(None).is_ok();
    assert!(!accepted || sent && !proves, "{name} before it had anything");
}

fn made(text: &str) -> String {
    match text.split_at_checked(1) {
        Some(("b", rest)) => STANDARD.encode(rest),
        Some(("s", rest)) => STANDARD.encode(continued(rest)),
        _ => bounded(text),
    }
}

/// `r=<our nonce>` and the rest, with fewer iterations.
fn continued(rest: &str) -> String {
    let (nonce, salt_and_more) = rest.split_once(',').unwrap_or((rest, "s=QUJD,i=4096"));
    let few = |part: &str| match part.strip_prefix("i=").map(str::parse::<u32>) {
        Some(Ok(count)) => format!("i={}", count % MOST_ITERATIONS),
        _ => part.to_owned(),
    };
    let parts: Vec<_> = salt_and_more.split(',').map(few).collect();
    format!("r={}{nonce},{}", STANDARD.encode(RANDOM), parts.join(","))
}

/// A challenge that is Base64 already, with as few.
fn bounded(text: &str) -> String {
    match STANDARD.decode(text.trim()).map(String::from_utf8) {
        Ok(Ok(message)) if message.contains("i=") => STANDARD.encode("r=x,s=QUJD,i=1"),
        _ => text.to_owned(),
    }
}

fn outgoing(outgoing: &Outgoing) {
    let line = outgoing.wire.strip_suffix(b"\r\n").expect("a line ends");
    assert!(
        line.iter().all(|byte| matches!(byte, b' '..=b'~')),
        "{line:?}"
    );
    let shown = match &outgoing.shown {
        Shown::Line(line) => line.clone(),
        Shown::Concealed(note) => note.clone(),
        Shown::Partly { line, concealed } => format!("{line} {concealed}"),
    };
    assert_harmless(&shown);
    assert_hidden(&shown);
    for word in shown.split(' ') {
        if let Ok(bytes) = STANDARD.decode(word) {
            assert_hidden(&String::from_utf8_lossy(&bytes));
        }
    }
}

fn assert_hidden(shown: &str) {
    assert!(!shown.contains(PASSWORD), "{shown}");
}

fn complaint(error: &Error) {
    assert_harmless(&error.to_string());
    assert_harmless(&format!("{error:?}"));
}
