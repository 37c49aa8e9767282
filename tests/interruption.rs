//! Ctrl-C and a reader that goes away, while the server keeps the program waiting at each stage of the conversation:
//! exit status 130 and 141, a report that is whole, the terminal as it was. How long it took is printed; asserted is
//! only that it was not the time limit of the check, for machines that run tests are busy.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "support/dns.rs"]
mod dns;
#[path = "support/server.rs"]
mod server;

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use server::{Server, serve};

/// Far more than it may take, and less than any time limit of the program.
const LONGEST: Duration = Duration::from_secs(4);

/// A stage: what the server does until it falls silent, and the line of the transcript that says that it is reached,
/// with its number among the same ones.
const STAGES: [(&str, &str, &str, usize); 11] = [
    ("greeting", "", "C: [Establishes TCP connection", 1),
    (
        "EHLO",
        "S: 220 mail.example.test ESMTP\nC: EHLO *",
        "C: EHLO",
        1,
    ),
    (
        "STARTTLS",
        "S: 250-mail.example.test\nS: 250 STARTTLS\nC: STARTTLS",
        "C: STARTTLS",
        1,
    ),
    ("handshake", "S: 220 2.0.0 Ready", "S: 220 2.0.0 Ready", 1),
    ("EHLO after TLS", "[TLS]\nC: EHLO *", "C: EHLO", 2),
    (
        "AUTH",
        "S: 250-mail.example.test\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *",
        "C: AUTH PLAIN",
        1,
    ),
    ("MAIL", "S: 235 2.7.0 Ok\nC: MAIL *", "C: MAIL", 1),
    ("RCPT", "S: 250 2.1.0 Ok\nC: RCPT *", "C: RCPT", 1),
    ("DATA", "S: 250 2.1.5 Ok\nC: DATA", "C: DATA", 1),
    ("final dot", "S: 354 go ahead\n[data]", "C: .", 1),
    (
        "QUIT",
        "S: 250 2.0.0 Ok: queued as 1\nC: QUIT",
        "C: QUIT",
        1,
    ),
];

fn zone() -> dns::Server {
    dns::serve(dns::Zone::parse(
        "mail.example.test A 127.0.0.1\nsilent.example.test TIMEOUT",
    ))
}

/// Plays the stages up to `number`, and is silent from there on.
fn silent_at(number: usize) -> Server {
    let script: Vec<_> = STAGES[..=number].iter().map(|stage| stage.1).collect();
    serve(&format!("{}\n[silence]", script.join("\n")))
}

fn program(resolver: &dns::Server, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smtpcheck"));
    command
        .env_clear()
        .env("SMTPCHECK_RESOLVER", resolver.address().to_string())
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A submission with a message to `server`.
fn submission(resolver: &dns::Server, server: &Server, more: &[&str]) -> Child {
    let (root, target) = (server.root(), server.target());
    let arguments = [
        target.as_str(),
        "--ca-file",
        root.to_str().unwrap(),
        "--auth=plain",
        "--user=ann",
        "--from=ann@example.test",
        "--to=bob@example.test",
        "--send",
    ];
    program(resolver, &[&arguments, more].concat())
        .env("SMTPCHECK_PASSWORD", "hunter2-secret")
        .spawn()
        .unwrap()
}

/// Reads the transcript until a line begins with `marker` for the `count`th time.
fn read_up_to(output: &mut BufReader<ChildStdout>, marker: &str, count: usize) -> String {
    let mut read = String::new();
    let mut seen = 0;
    while seen < count {
        let mut line = String::new();
        assert!(output.read_line(&mut line).unwrap() > 0, "{marker}\n{read}");
        seen += usize::from(match marker {
            "C: ." => line.trim_end() == marker,
            _ => line.starts_with(marker),
        });
        read += &line;
    }
    read
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

/// Waits for the end, and no longer than is allowed.
#[expect(clippy::print_stdout, reason = "how long it took is worth knowing")]
fn ended(child: &mut Child, what: &str, began: Instant) -> Option<i32> {
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            println!("{what}: {:.1} ms", began.elapsed().as_secs_f64() * 1e3);
            return status.code();
        }
        if began.elapsed() > LONGEST {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{what}: still there after {LONGEST:?}");
        }
        thread::sleep(Duration::from_micros(200));
    }
}

#[test]
fn ctrl_c_at_every_stage_ends_with_130_and_a_report() {
    let resolver = zone();
    for (number, (name, _, marker, count)) in STAGES.iter().enumerate() {
        let server = silent_at(number);
        let mut child = submission(&resolver, &server, &[]);
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut text = read_up_to(&mut output, marker, *count);
        signal(&child, "-INT");
        let began = Instant::now();
        let what = format!("SIGINT at {name}");
        assert_eq!(ended(&mut child, &what, began), Some(130), "{what}\n{text}");
        output.read_to_string(&mut text).unwrap();
        assert!(text.contains("interrupted"), "{what}\n{text}");
        if ["EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA"].contains(name) {
            let awaited =
                format!(" s at {name} of mail.example.test, before the check was complete");
            assert!(text.contains(&awaited), "{what}\n{text}");
        }
        // The final dot was sent: whoever tries again may send the message a second time.
        let words: Vec<_> = text.split_whitespace().collect();
        let uncertain = words.join(" ").contains("may have been delivered");
        assert_eq!(uncertain, *name == "final dot", "{what}\n{text}");
    }
}

#[test]
fn a_reader_that_goes_away_at_every_stage_ends_it_with_141() {
    let resolver = zone();
    for (number, (name, _, marker, count)) in STAGES.iter().enumerate() {
        let server = silent_at(number);
        let mut child = submission(&resolver, &server, &[]);
        let mut output = BufReader::new(child.stdout.take().unwrap());
        read_up_to(&mut output, marker, *count);
        drop(output);
        let began = Instant::now();
        let what = format!("closed pipe at {name}");
        assert_eq!(ended(&mut child, &what, began), Some(141), "{what}");
        let mut complaint = String::new();
        child
            .stderr
            .unwrap()
            .read_to_string(&mut complaint)
            .unwrap();
        assert_eq!(complaint, "", "{what}");
    }
}

/// A JSON document shows nothing before the end; it is whole and says the same.
#[test]
fn an_interrupted_document_is_whole() {
    let resolver = zone();
    for (number, (name, ..)) in STAGES.iter().enumerate() {
        let server = silent_at(number);
        let mut child = submission(&resolver, &server, &["--format", "json"]);
        // Which stage this hits is up to the machine; the document says it.
        thread::sleep(Duration::from_millis(200));
        signal(&child, "-TERM");
        let what = format!("SIGTERM, JSON, at {name}");
        assert_eq!(
            ended(&mut child, &what, Instant::now()),
            Some(130),
            "{what}"
        );
        let document: serde_json::Value =
            serde_json::from_reader(child.stdout.take().unwrap()).unwrap();
        assert_eq!(document["verdict"]["exit_code"], 130);
        assert_eq!(document["verdict"]["status"], "unknown");
        let server = &document["servers"][0];
        let lines = server["transcript"].as_array().cloned().unwrap_or_default();
        let last_said = lines
            .iter()
            .rfind(|line| line["kind"] == "line" && line["from"] == "client");
        let dot_is_last = last_said.is_some_and(|line| line["text"] == ".");
        let uncertain = server["transaction"]["data"]["uncertain"] == true;
        assert_eq!(uncertain, dot_is_last, "{what}\n{document:#}");
    }
}

/// Without output there is nothing to be read: the check goes on for its exit status.
#[test]
fn a_closed_pipe_is_no_matter_where_nothing_is_written() {
    let server =
        serve("[wait 1s]\nS: 220 mail.example.test\nC: EHLO *\nS: 250 mail.example.test\n");
    let resolver = zone();
    let mut child = program(&resolver, &[&server.target(), "-qq"])
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn ctrl_c_and_a_closed_pipe_while_a_name_is_looked_up() {
    for closed in [false, true] {
        let resolver = zone();
        let mut child = program(&resolver, &["silent.example.test"])
            .spawn()
            .unwrap();
        while resolver.questions().is_empty() {
            thread::sleep(Duration::from_millis(2));
        }
        let expected = match closed {
            true => {
                drop(child.stdout.take());
                141
            }
            false => {
                signal(&child, "-INT");
                130
            }
        };
        let what = format!("resolution, closed pipe: {closed}");
        assert_eq!(ended(&mut child, &what, Instant::now()), Some(expected));
    }
}

/// A listener that accepts nobody, its queue full: on Linux nobody answers a further SYN.
#[cfg(target_os = "linux")]
fn unanswered() -> (impl Sized, SocketAddr) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (listener, address) = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        let listener = socket.listen(1).unwrap();
        let address = listener.local_addr().unwrap();
        (listener, address)
    });
    let patience = Duration::from_millis(100);
    let queue: Vec<_> = (0..8)
        .map_while(|_| std::net::TcpStream::connect_timeout(&address, patience).ok())
        .collect();
    assert!(queue.len() < 8, "the queue never fills");
    ((runtime, listener, queue), address)
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_and_a_closed_pipe_while_connecting() {
    let resolver = zone();
    let (_keep, address) = unanswered();
    for closed in [false, true] {
        let mut child = program(&resolver, &[&address.to_string()]).spawn().unwrap();
        thread::sleep(Duration::from_millis(300));
        let expected = match closed {
            true => {
                drop(child.stdout.take());
                141
            }
            false => {
                signal(&child, "-INT");
                130
            }
        };
        let what = format!("connecting, closed pipe: {closed}");
        assert_eq!(ended(&mut child, &what, Instant::now()), Some(expected));
    }
}

/// A pager that shows its first page reads no further: nothing can be written, and Ctrl-C works all the same.
#[test]
fn ctrl_c_while_the_pipe_is_full() {
    let line = format!("250-{}\\r\\n", "x".repeat(500));
    let server = serve(&format!(
        "S: 220 mail.example.test\nC: EHLO *\n[repeat 400 \"{line}\"]\nS: 250 HELP\n"
    ));
    let resolver = zone();
    let mut child = program(&resolver, &[&server.target(), "--verbose"])
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_millis(500));
    assert!(child.try_wait().unwrap().is_none(), "the pipe was not full");
    signal(&child, "-INT");
    assert_eq!(ended(&mut child, "full pipe", Instant::now()), Some(130));
}

mod terminal {
    use expectrl::{Eof, Expect, Session, process::Termios};

    use super::*;

    /// Runs the check in a terminal, interrupts it once the spinner says `waiting`, and gives all that was shown.
    fn interrupted(target: &str, resolver: &dns::Server, waiting: &str) -> String {
        // The pseudo-terminal begins without echo, which would prove nothing.
        let mut command = Command::new("sh");
        command
            .env_clear()
            .args(["-c", "stty echo && exec \"$0\" \"$@\""])
            .args([env!("CARGO_BIN_EXE_smtpcheck"), target])
            .env("SMTPCHECK_RESOLVER", resolver.address().to_string())
            .env("TERM", "xterm")
            .env("PATH", "/usr/bin:/bin");
        let mut session = Session::spawn(command).unwrap();
        session.set_expect_timeout(Some(Duration::from_secs(20)));
        let found = session.expect(waiting).unwrap();
        let mut seen = String::from_utf8_lossy(found.before()).into_owned();
        session.send("\u{3}").unwrap();
        let rest = session.expect(Eof).unwrap();
        seen += &String::from_utf8_lossy(rest.as_bytes());
        assert!(session.get_process().is_echo().unwrap(), "{seen}");
        let status = format!("{:?}", session.get_process().wait().unwrap());
        assert!(status.contains("130"), "{status}\n{seen}");
        seen
    }

    /// Nothing is left hidden, and the spinner is gone from its line.
    fn is_clean(seen: &str) {
        let (hidden, shown) = (seen.rfind("\u{1b}[?25l"), seen.rfind("\u{1b}[?25h"));
        assert!(hidden <= shown, "the cursor is gone: {seen:?}");
        let (spinner, cleared) = (seen.rfind("waiting for"), seen.rfind("\u{1b}[2K"));
        assert!(spinner < cleared, "the spinner is still there: {seen:?}");
        assert!(!seen.contains("   ^C"), "it filled its line: {seen:?}");
        assert!(seen.contains("interrupted"), "{seen:?}");
        assert!(seen.ends_with('\n'), "{seen:?}");
    }

    #[test]
    fn the_terminal_is_as_it_was() {
        let resolver = zone();
        for (number, waiting) in [
            (0, "waiting for the greeting"),
            (1, "waiting for EHLO"),
            (3, "handshake"),
        ] {
            let server = silent_at(number);
            is_clean(&interrupted(&server.target(), &resolver, waiting));
        }
        is_clean(&interrupted(
            "silent.example.test",
            &resolver,
            "waiting for MX",
        ));
    }
}

#[test]
fn the_stages_are_those_of_one_conversation() {
    let whole = STAGES.map(|stage| stage.1).join("\n");
    let server = serve(&format!("{whole}\nS: 221 2.0.0 Bye\n[close]"));
    let resolver = zone();
    let mut child = submission(&resolver, &server, &[]);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
