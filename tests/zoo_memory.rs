//! Memory does not grow with what a hostile server sends, and no run outlasts its budget by much: the binary against
//! servers that never stop. The peak of its resident memory is read from `/proc`, so this is for Linux. What each
//! scenario of the zoo needs is measured in `zoo.rs`.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "support/dns.rs"]
mod dns;
#[path = "support/hostile.rs"]
mod hostile;
#[path = "support/resident.rs"]
mod resident;
#[path = "support/server.rs"]
mod server;

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use hostile::{Behaviour, drip, endless, line, serve, up_to_ehlo};

/// Far more than the budget of two seconds, the five seconds of QUIT and a busy machine together.
const LONGEST: Duration = Duration::from_secs(30);
/// Output of a run; what is shown is bounded as well.
const MOST_OUTPUT: usize = 8 * 1024 * 1024;

/// Name, behaviour, exit status, and a finding that must be there.
const HOSTILE: &[(&str, Behaviour, i32, &str)] = &[
    (
        "endless lines in place of a greeting",
        |stream| endless(stream, b"welcome\r\n"),
        21,
        "endless-reply",
    ),
    (
        "an endless line",
        |stream| endless(stream, &[b'x'; 8192]),
        21,
        "not-smtp",
    ),
    (
        "an endless line of a greeting",
        |stream| {
            stream.write_all(b"220 ")?;
            endless(stream, &[b'x'; 8192])
        },
        21,
        "slow-reply",
    ),
    (
        "an endless greeting",
        |stream| endless(stream, b"220-welcome\r\n"),
        21,
        "endless-reply",
    ),
    (
        "replies that nobody asked for",
        |stream| endless(stream, b"220 welcome\r\n"),
        0,
        "unexpected-reply",
    ),
    (
        "100,000 lines in reply to EHLO",
        |stream| {
            up_to_ehlo(stream)?;
            (0..100_000).try_for_each(|number| {
                stream.write_all(format!("250-X-{number} a b c d e f g\r\n").as_bytes())
            })?;
            stream.write_all(b"250 HELP\r\n")?;
            line(stream)?;
            stream.write_all(b"221 bye\r\n")
        },
        1,
        "too-many-extensions",
    ),
    (
        "an endless reply to EHLO of long lines",
        |stream| {
            up_to_ehlo(stream)?;
            endless(stream, format!("250-{}\r\n", "a ".repeat(1000)).as_bytes())
        },
        22,
        "endless-reply",
    ),
    (
        "an endless reply of control characters",
        |stream| {
            up_to_ehlo(stream)?;
            endless(
                stream,
                format!("250-{}\r\n", "\u{1}".repeat(2000)).as_bytes(),
            )
        },
        22,
        "control-characters",
    ),
    (
        "NUL for ever",
        |stream| endless(stream, &[0; 8192]),
        21,
        "not-smtp",
    ),
    (
        "a slow drip",
        |stream| {
            stream.write_all(b"220 ")?;
            drip(stream, b'x')
        },
        21,
        "slow-reply",
    ),
    (
        "a drip within TLS",
        |stream| {
            up_to_ehlo(stream)?;
            stream.write_all(b"250-mail.example.test\r\n250 STARTTLS\r\n")?;
            line(stream)?;
            stream.write_all(b"220 go\r\n\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")?;
            drip(stream, 3)
        },
        29,
        "tls-handshake-failed",
    ),
    (
        "endless TLS records",
        |stream| {
            up_to_ehlo(stream)?;
            stream.write_all(b"250-mail.example.test\r\n250 STARTTLS\r\n")?;
            line(stream)?;
            stream.write_all(b"220 go\r\n")?;
            stream.read_exact(&mut [0; 100])?;
            let record = [
                &[22, 3, 3, 0x40, 0, 11, 0xff, 0xff, 0xff][..],
                &[0; 0x4000 - 4],
            ]
            .concat();
            endless(stream, &record)
        },
        3,
        "tls-beyond-this-program",
    ),
];

/// A run and what came of it.
struct Ran {
    exit: Option<i32>,
    output: Vec<u8>,
    /// In KiB; nothing where the run was over before it could be read.
    peak: u64,
    took: Duration,
}

fn run(arguments: &[&str]) -> Ran {
    let began = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_smtpcheck"))
        .env_clear()
        .args(arguments)
        .args(["--timeout", "2s", "--format", "json"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let reader = thread::spawn(move || {
        let mut output = Vec::new();
        stdout.read_to_end(&mut output).unwrap();
        output
    });
    let (exit, peak) = watched(&mut child, began);
    Ran {
        exit,
        peak,
        output: reader.join().unwrap(),
        took: began.elapsed(),
    }
}

/// Reads the peak again and again until the process is over: afterwards nobody knows it any more.
fn watched(child: &mut Child, began: Instant) -> (Option<i32>, u64) {
    let process = child.id().to_string();
    let mut peak = 0;
    loop {
        peak = peak.max(resident::peak(&process).unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code(), peak);
        }
        if began.elapsed() > LONGEST {
            child.kill().unwrap();
            return (None, peak);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

#[expect(clippy::print_stdout, reason = "how much it was is worth knowing")]
fn check(name: &str, ran: &Ran, exit: i32, finding: &str) {
    println!(
        "{name}: {:.1} MiB, {:.1} s, {} bytes of output",
        ran.peak as f64 / 1024.0,
        ran.took.as_secs_f64(),
        ran.output.len()
    );
    let shown = String::from_utf8_lossy(&ran.output);
    // Where lines come without end it is chance whether one of them answers EHLO in time.
    let is_right = ran.exit == Some(exit) || (exit, ran.exit) == (0, Some(22));
    assert!(is_right, "{name}: {:?}\n{shown:.4000}", ran.exit);
    let document: serde_json::Value = serde_json::from_slice(&ran.output).unwrap();
    let findings = document["findings"].as_array().unwrap();
    assert!(
        findings.iter().any(|one| one["id"] == finding),
        "{name}: {findings:#?}"
    );
    assert!(
        ran.peak > 0 && ran.peak < resident::MOST,
        "{name}: {} KiB",
        ran.peak
    );
    assert!(
        ran.output.len() < MOST_OUTPUT,
        "{name}: {} bytes",
        ran.output.len()
    );
}

#[test]
fn memory_does_not_grow_with_what_a_hostile_server_sends() {
    for (name, behaviour, exit, finding) in HOSTILE {
        let target = serve(*behaviour).to_string();
        check(name, &run(&[&target]), *exit, finding);
    }
}

#[test]
fn memory_does_not_grow_with_a_chain_of_certificates() {
    for (profile, more, exit, finding) in [
        (
            "long-chain",
            "--show-certs",
            0,
            "certificate-chain-too-long",
        ),
        ("long-chain", "--scan-tls", 0, "certificate-chain-too-long"),
        ("huge-chain", "--show-certs", 29, "tls-beyond-this-program"),
    ] {
        let script = format!(
            "[TLS {profile}]\nS: 220 mail.example.test\nC: EHLO *\nS: 250 mail.example.test\n"
        );
        let server = server::serve(&script);
        let (root, address) = (server.root(), server.address.to_string());
        let arguments = [
            &server.target(),
            "--connect",
            &address,
            "--implicit-tls",
            "--ca-file",
            root.to_str().unwrap(),
            more,
        ];
        check(
            &format!("{profile} {more}"),
            &run(&arguments),
            exit,
            finding,
        );
    }
}

/// A message that a server never reads is not kept twice.
#[test]
fn a_server_that_stops_reading_ends_the_run() {
    fn deaf(stream: &mut TcpStream) -> std::io::Result<()> {
        up_to_ehlo(stream)?;
        stream.write_all(b"250 mail.example.test\r\n")?;
        thread::sleep(LONGEST);
        Ok(())
    }
    let target = serve(deaf).to_string();
    let ran = run(&[&target, "--to", "bob@example.test"]);
    check("a server that stops reading", &ran, 23, "slow-reply");
}

/// As much as a reply may have.
fn flood(stream: &mut TcpStream, code: &str) -> std::io::Result<()> {
    let line = "x".repeat(1000);
    (0..80).try_for_each(|_| stream.write_all(format!("{code}-{line}\r\n").as_bytes()))?;
    stream.write_all(format!("{code} end\r\n").as_bytes())
}

/// One that says much to everything.
fn verbose(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.write_all(b"220 mail.example.test\r\n")?;
    loop {
        line(stream)?;
        flood(stream, "250")?;
    }
}

/// Names and behaviours of servers that a domain has 64 of, further options, exit status, and a finding.
const MANY: &[(&str, Behaviour, &[&str], i32, &str)] = &[
    (
        "64 exchanges that refuse with a flood",
        |stream| flood(stream, "421"),
        &[],
        75,
        "temporary-failure",
    ),
    (
        "64 exchanges that refuse EHLO with a flood",
        |stream| {
            stream.write_all(b"220 mail.example.test\r\n")?;
            line(stream)?;
            flood(stream, "554")?;
            line(stream)?;
            flood(stream, "554")
        },
        &[],
        22,
        "ehlo-refused",
    ),
    (
        "64 exchanges with long replies, all asked for",
        verbose,
        &["--all"],
        1,
        "endless-reply",
    ),
];

#[test]
fn memory_does_not_grow_with_the_number_of_servers() {
    let mut zone = String::from("mail.example.test A 127.0.0.1\n");
    for number in 0..64 {
        zone += &format!(
            "example.test MX 10 mx{number}.example.test\nmx{number}.example.test A 127.0.0.1\n"
        );
    }
    let resolver = dns::serve(dns::Zone::parse(&zone));
    let resolver = resolver.address().to_string();
    for (name, behaviour, more, exit, finding) in MANY {
        let target = format!("example.test:{}", serve(*behaviour).port());
        let arguments = [&[target.as_str(), "--resolver", &resolver], *more].concat();
        check(name, &run(&arguments), *exit, finding);
    }
}

#[test]
fn memory_does_not_grow_with_what_each_recipient_is_refused_with() {
    fn wordy(stream: &mut TcpStream) -> std::io::Result<()> {
        up_to_ehlo(stream)?;
        stream.write_all(b"250 mail.example.test\r\n")?;
        line(stream)?;
        stream.write_all(b"250 2.1.0 Ok\r\n")?;
        loop {
            line(stream)?;
            flood(stream, "550")?;
        }
    }
    let target = serve(wordy).to_string();
    let recipients: Vec<String> = (0..100).map(|at| format!("u{at}@example.test")).collect();
    let ran = run(&[&target, "--to", &recipients.join(",")]);
    check(
        "100 recipients, each refused with a flood",
        &ran,
        24,
        "recipient-refused",
    );
}
