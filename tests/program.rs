//! The binary itself: exit status, output and secrets, against a name server and mail servers on loopback ports.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "support/dns.rs"]
mod dns;
#[path = "support/server.rs"]
mod server;

use std::{
    net::TcpListener,
    process::{Command, Output, Stdio},
};

use server::{NAME, Server, serve};

const PASSWORD: &str = "Tr0ub4dor & three=more";

/// Plain text, one recipient refused for good and one for now.
const RECIPIENTS: &str = "\
S: 220 mail.example.test ESMTP
C: EHLO *
S: 250-mail.example.test
S: 250 8BITMIME
C: MAIL FROM:<>
S: 250 2.1.0 Ok
C: RCPT TO:<*>
";

const LOGIN: &str = "\
[TLS]
S: 220 mail.example.test ESMTP
C: EHLO *
S: 250-mail.example.test
S: 250 AUTH PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256 SCRAM-SHA-256-PLUS
[auth ann Tr0ub4dor & three=more]
";

fn zone() -> dns::Server {
    dns::serve(dns::Zone::parse(
        "mail.example.test A 127.0.0.1\nnull.example.test MX 0 .\nbroken.example.test SERVFAIL",
    ))
}

fn program(resolver: &dns::Server) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smtpcheck"));
    command
        .env_clear()
        .env("SMTPCHECK_RESOLVER", resolver.address().to_string())
        .stdin(Stdio::null());
    command
}

fn code(output: &Output) -> i32 {
    output
        .status
        .code()
        .unwrap_or_else(|| panic!("killed: {}", text(output)))
}

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Runs the same in every format; each must have this exit status.
fn expect(resolver: &dns::Server, arguments: &[&str], expected: i32) {
    for format in [
        &[][..],
        &["-q"],
        &["-qq"],
        &["--format", "json"],
        &["--verbose", "--timing"],
        &["--color", "always"],
    ] {
        let output = program(resolver)
            .args(arguments)
            .args(format)
            .output()
            .unwrap();
        assert_eq!(
            code(&output),
            expected,
            "{arguments:?} {format:?}\n{}",
            text(&output)
        );
        if format.contains(&"json") {
            let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(document["verdict"]["exit_code"], expected);
        }
        let silent = format == ["-qq"] && expected == 0;
        assert_eq!(output.stdout.is_empty(), silent, "{arguments:?} {format:?}");
    }
}

/// 203.0.113.0/24 and 2001:db8::/32 are for documentation (RFC 5737 section 3, RFC 3849): no machine has them, and one may have
/// no IPv6 at all.
#[test]
fn a_source_that_this_machine_does_not_have_is_a_mistake_of_the_command_line() {
    for source in ["203.0.113.7", "2001:db8::7"] {
        let output = Command::new(env!("CARGO_BIN_EXE_smtpcheck"))
            .env_clear()
            .args(["mail.example.test", "--source", source])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        assert!(text(&output).contains(&format!("--source {source}: this machine")));
    }
}

#[test]
fn the_demonstration_is_the_textbooks_conversation() {
    let output = program(&zone()).arg("--demo").output().unwrap();
    assert_eq!(code(&output), 0, "{}", text(&output));
    let shown = text(&output);
    let mut rest = shown.lines();
    for line in [
        "C: [Establishes TCP connection to mail.example.com (127.0.0.1) port ",
        "S: 220 mail.example.com ESMTP Postfix",
        "C: EHLO client.example.org",
        "S: 250-SIZE 14680064",
        "C: STARTTLS",
        "C: [TLS certificate verified: trusted, name matches",
        "C: AUTH LOGIN",
        "S: 334 VXNlcm5hbWU6",
        "C: [Base64-encoded username]",
        "S: 334 UGFzc3dvcmQ6",
        "C: [Base64-encoded password]",
        "S: 235 2.7.0 Authentication successful",
        "C: MAIL FROM:<sender@example.com>",
        "C: RCPT TO:<recipient@example.net>",
        "C: DATA",
        "S: 354 End data with <CR><LF>.<CR><LF>",
        "C: This is a test email.",
        "C: .",
        "S: 250 2.0.0 Ok: queued as 12345",
        "C: QUIT",
        "S: 221 2.0.0 Bye",
        "PASS mail.example.com accepts the login and took the message as 12345",
    ] {
        assert!(rest.any(|one| one.starts_with(line)), "{line}\n{shown}");
    }
    assert!(!shown.contains("correct-horse-battery-staple"));
}

/// Standard output is the message, whatever else the command line asks for, and nobody needs to be there for it.
#[test]
fn a_message_is_printed_signed_and_not_sent() {
    let resolver = zone();
    let envelope = [
        "--from",
        "ann@football.example.com",
        "--to",
        "bob@example.test",
    ];
    let key = [
        "--dkim-key",
        "tests/keys/rfc8463.pem",
        "--dkim-selector",
        "brisbane",
    ];
    for target in [
        &[][..],
        &["127.0.0.1:1", "--send", "--auth", "plain", "--user", "ann"],
    ] {
        let mut command = program(&resolver);
        command
            .arg("--dump-message")
            .args(envelope)
            .args(key)
            .args(target);
        let output = command.output().unwrap();
        assert_eq!((code(&output), output.stderr.as_slice()), (0, &b""[..]));
        let message = String::from_utf8(output.stdout).unwrap();
        let begin = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; s=brisbane;";
        assert!(message.starts_with(begin), "{message}");
        let end = "\r\n\r\nThis is a test message. smtpcheck ";
        assert!(message.contains(end) && message.ends_with("There is no need to answer.\r\n"));
        assert!(message.lines().count() > 10 && !message.replace("\r\n", "").contains('\n'));
    }
    let mut incomplete = program(&resolver);
    incomplete.args(["--dump-message", "--from", "ann@example.com"]);
    let output = incomplete.output().unwrap();
    assert_eq!((code(&output), output.stdout.as_slice()), (2, &b""[..]));
}

/// It says that nothing goes over the network: what its names publish is asked of nobody.
#[test]
fn the_demonstration_asks_nobody_outside() {
    let output = program(&zone())
        .args(["--demo", "--format", "json"])
        .output()
        .unwrap();
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["policy"], serde_json::json!([]));
    assert_eq!(document["mta_sts"], serde_json::Value::Null);
    for option in [
        "--policy-domain=example.com",
        "--spf-ip=192.0.2.1",
        "--dkim-selector=s1",
        "--dkim-key=tests/keys/rfc8463.pem",
        "--dump-message",
    ] {
        let output = program(&zone()).args(["--demo", option]).output().unwrap();
        assert_eq!(code(&output), 2, "{option}");
    }
}

#[test]
fn a_port_where_nothing_listens_is_11() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    expect(&zone(), &[&format!("127.0.0.1:{port}")], 11);
}

#[test]
fn a_name_that_does_not_exist_is_10_and_a_null_mx_12_and_a_broken_zone_75() {
    let resolver = zone();
    expect(&resolver, &["nowhere.example.test"], 10);
    expect(&resolver, &["null.example.test"], 12);
    expect(&resolver, &["broken.example.test"], 75);
}

#[test]
fn a_recipient_refused_for_now_is_75_and_for_good_24() {
    let resolver = zone();
    for (reply, expected) in [
        ("S: 450 4.2.0 later", 75),
        ("S: 550 5.1.1 no such user", 24),
    ] {
        let server = serve(&format!("{RECIPIENTS}{reply}\n"));
        expect(
            &resolver,
            &[&server.target(), "--to", "bob@example.test"],
            expected,
        );
    }
}

#[test]
fn a_good_server_is_0() {
    let server =
        serve("[TLS]\nS: 220 mail.example.test ESMTP\nC: EHLO *\nS: 250 mail.example.test\n");
    let root = server.root();
    expect(
        &zone(),
        &[
            &server.target(),
            "--implicit-tls",
            "--verify",
            "--ca-file",
            root.to_str().unwrap(),
        ],
        0,
    );
}

/// `--ignore` takes findings out of the count, and by its whole name what an option asked for in vain; it does not undo a stage
/// that failed.
#[test]
fn what_is_ignored_is_so_in_every_format() {
    let resolver = zone();
    let plain = serve("S: 220 mail.example.test ESMTP\nC: EHLO *\nS: 250 mail.example.test\n");
    for (more, expected) in [
        (&["--fail-on", "warning"][..], 1),
        (
            &["--fail-on", "warning", "--ignore", "starttls-not-offered"],
            0,
        ),
        (&["--scan-tls"], 3),
        (&["--scan-tls", "--ignore", "starttls-*"], 3),
    ] {
        expect(&resolver, &[&[&*plain.target()], more].concat(), expected);
    }
    let refusing = serve(&format!("{RECIPIENTS}S: 550 5.1.1 no such user\n"));
    let ignored = ["--to", "bob@example.test", "--ignore", "recipient-refused"];
    expect(
        &resolver,
        &[&[&*refusing.target()], &ignored[..]].concat(),
        24,
    );
}

#[test]
fn the_system_roots_do_not_know_a_private_authority() {
    let server =
        serve("[TLS]\nS: 220 mail.example.test ESMTP\nC: EHLO *\nS: 250 mail.example.test\n");
    let resolver = zone();
    let run = |variable: Option<&std::path::Path>| {
        let mut command = program(&resolver);
        command.args([
            &server.target(),
            "--implicit-tls",
            "--verify",
            "--format",
            "json",
        ]);
        if let Some(path) = variable {
            command.env("SSL_CERT_FILE", path);
        }
        code(&command.output().unwrap())
    };
    assert_eq!(
        run(Some(&server.root())),
        0,
        "SSL_CERT_FILE names the roots to trust"
    );
    // Where a machine has no roots at all, it could not be checked.
    assert!([1, 3].contains(&run(None)));
}

#[test]
fn usage_errors_are_one_sentence_on_standard_error() {
    let resolver = zone();
    for arguments in [
        &["--starttls"][..],
        &["example.test", "--starttls", "--no-tls"],
        &["example.test", "--auth", "mail.example.test"],
        &[
            "example.test",
            "--subject",
            "a\nBcc: b@example.test",
            "--to",
            "b@example.test",
        ],
        &["example.test", "--to", "b@example.test>\r\nDATA"],
        &["example.test", "--ca-file", "/does/not/exist"],
        &["example.test", "--port", "0"],
        &["example.test", "--wobble"],
        &["--explain", "wobble"],
        &["example.test", "--ignore", "wobble"],
    ] {
        let output = program(&resolver).args(arguments).output().unwrap();
        assert_eq!(code(&output), 2, "{arguments:?}\n{}", text(&output));
        assert!(output.stdout.is_empty(), "{arguments:?}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(
            errors.starts_with("error: ") && errors.matches("error: ").count() == 1,
            "{errors}"
        );
    }
}

#[test]
fn what_needs_no_server_prints_and_ends() {
    let resolver = zone();
    for (arguments, contains) in [
        (&["--version"][..], "smtpcheck "),
        (&["--help"], "Scripting:"),
        (&["-h"], "Usage:"),
        (&["--list-checks"], "starttls-not-offered"),
        (&["--explain", "null-mx"], "RFC 7505"),
        (&["--explain", "550 5.7.26"], "Gmail"),
        (&["--explain", "starttls"], "RFC 3207"),
        (&["--generate", "man"], ".TH SMTPCHECK"),
        (&["--generate", "json-schema"], "\"$schema\""),
        (&["--generate", "complete-bash"], "complete -F"),
    ] {
        let output = program(&resolver).args(arguments).output().unwrap();
        assert_eq!(code(&output), 0, "{arguments:?}\n{}", text(&output));
        assert!(
            String::from_utf8_lossy(&output.stdout).contains(contains),
            "{arguments:?}\n{}",
            text(&output)
        );
    }
}

fn login(server: &Server, mechanism: &str, password: &str, more: &[&str]) -> Output {
    let root = server.root();
    let resolver = zone();
    let mut command = program(&resolver);
    command
        .args([
            &server.target(),
            "--implicit-tls",
            "--auth",
            mechanism,
            "--user",
            "ann",
            "--ca-file",
            root.to_str().unwrap(),
        ])
        .args(more)
        .env("SMTPCHECK_PASSWORD", password);
    command.output().unwrap()
}

#[test]
fn no_output_holds_a_password_accepted_or_not() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let server = serve(LOGIN);
    for (password, expected) in [(PASSWORD, 0), ("another secret", 28)] {
        let plain = STANDARD.encode(format!("\0ann\0{password}"));
        for mechanism in [
            "auto",
            "plain",
            "login",
            "cram-md5",
            "scram-sha-256",
            "scram-sha-256-plus",
        ] {
            for more in [
                &[][..],
                &["--verbose", "--timing"],
                &["--format", "json"],
                &["-q"],
            ] {
                let output = login(&server, mechanism, password, more);
                let shown = text(&output);
                assert_eq!(code(&output), expected, "{mechanism}\n{shown}");
                for secret in [password, &STANDARD.encode(password), &plain] {
                    assert!(!shown.contains(secret), "{mechanism} {more:?}\n{shown}");
                }
            }
        }
    }
}

#[test]
fn a_password_in_an_argument_is_refused_and_not_repeated() {
    for arguments in [
        &["example.test", "--auth-password", "hunter2-secret"][..],
        &["example.test", "--auth-password=hunter2-secret"],
        &["example.test", "-ap", "hunter2-secret"],
        &["example.test", "--password", "hunter2-secret"],
        &["smtp://ann:hunter2-secret@mail.example.test"],
    ] {
        let output = program(&zone()).args(arguments).output().unwrap();
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(!text(&output).contains("hunter2"), "{}", text(&output));
    }
}

#[test]
fn output_that_nobody_reads_ends_the_check_with_141() {
    let server = serve(
        "[wait 1s]\nS: 220 mail.example.test ESMTP\nC: EHLO *\nS: 250 mail.example.test\n[silence]\n",
    );
    let resolver = zone();
    let mut child = program(&resolver)
        .arg(server.target())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(141));
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_check_with_130_and_a_report() {
    use std::io::{BufRead, BufReader, Read};
    let server = serve("S: 220 mail.example.test ESMTP\n[silence]\n");
    let resolver = zone();
    let mut child = program(&resolver)
        .arg(server.target())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("EHLO") {
        line.clear();
        assert!(output.read_line(&mut line).unwrap() > 0);
    }
    Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(rest.contains("interrupted"), "{rest}");
}

fn log_in_with(resolver: &dns::Server, server: &Server, more: &[&str]) -> Output {
    let root = server.root();
    program(resolver)
        .args([
            &server.target(),
            "--implicit-tls",
            "--auth",
            "plain",
            "--user",
            "ann",
        ])
        .args(["--ca-file", root.to_str().unwrap()])
        .args(more)
        .output()
        .unwrap()
}

/// Children inherit the limit, so that the command sees it; before, it is as high as it may be. Where that is 0 nobody has core
/// dumps and nothing can be seen, which is said past the harness.
#[cfg(unix)]
#[test]
fn there_is_no_core_dump_of_a_run_that_logs_in() {
    use std::io::Write;
    let highest = Command::new("sh").args(["-c", "ulimit -H -c"]).output();
    if highest.unwrap().stdout.trim_ascii() == b"0" {
        let said = "not tested: core dumps, for the hard limit of this machine forbids them\n";
        std::io::stderr().write_all(said.as_bytes()).unwrap();
        return;
    }
    let (resolver, server) = (zone(), serve(LOGIN));
    let root = server.root();
    let command = format!("test \"$(ulimit -c)\" = 0 && echo '{PASSWORD}'");
    let output = Command::new("sh")
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("SMTPCHECK_RESOLVER", resolver.address().to_string())
        .stdin(Stdio::null())
        .args([
            "-c",
            "ulimit -S -c \"$(ulimit -H -c)\"; exec \"$0\" \"$@\"",
            env!("CARGO_BIN_EXE_smtpcheck"),
            &server.target(),
            "--implicit-tls",
            "--auth",
            "plain",
            "--user",
            "ann",
        ])
        .args(["--ca-file", root.to_str().unwrap()])
        .args(["--password-command", &command])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

/// A password that is missing may stand in a variable of another name.
#[test]
fn what_is_missing_is_said_with_the_variable_that_is_not_read() {
    let resolver = zone();
    let output = program(&resolver)
        .env("SMTPCHECK_PASSWROD", PASSWORD)
        .args(["127.0.0.1:9", "--auth", "--user", "ann"])
        .output()
        .unwrap();
    assert_eq!(code(&output), 2, "{}", text(&output));
    let said = text(&output);
    assert!(said.contains("SMTPCHECK_PASSWORD is meant"), "{said}");
    assert!(!said.contains(PASSWORD), "{said}");
    let output = program(&resolver)
        .env("SMTPCHECK_PASSWORD", PASSWORD)
        .args(["127.0.0.1:9", "--auth", "--user", "ann"])
        .output()
        .unwrap();
    let said = text(&output);
    assert!(!said.contains("variable of no option"), "{said}");
}

/// It would have the password of another login in its environment, and its children too.
#[cfg(unix)]
#[test]
fn a_command_for_the_password_does_not_inherit_the_variable() {
    let (resolver, server) = (zone(), serve(LOGIN));
    let command = format!("test -z \"$SMTPCHECK_PASSWORD\" && echo '{PASSWORD}'");
    let root = server.root();
    let output = program(&resolver)
        .env("SMTPCHECK_PASSWORD", "another")
        .env("PATH", "/usr/bin:/bin")
        .args([
            &server.target(),
            "--implicit-tls",
            "--auth",
            "plain",
            "--user",
            "ann",
        ])
        .args([
            "--ca-file",
            root.to_str().unwrap(),
            "--password-command",
            &command,
        ])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[cfg(unix)]
#[test]
fn a_password_file_that_others_can_read_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let (resolver, server) = (zone(), serve(LOGIN));
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), PASSWORD).unwrap();
    for (mode, said) in [(0o640, true), (0o604, true), (0o600, false), (0o400, false)] {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(file.path(), permissions).unwrap();
        let path = file.path().to_str().unwrap();
        let output = log_in_with(&resolver, &server, &["--password-file", path]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let notices = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            notices.contains("can be read by others"),
            said,
            "{mode:o} {notices}"
        );
    }
}

#[test]
fn certificates_in_pem_are_in_json_only_when_asked_for() {
    let (resolver, server) = (zone(), serve(LOGIN));
    let root = server.root();
    for (more, expected) in [(&[][..], false), (&["--show-certs"], true)] {
        let output = program(&resolver)
            .args([&server.target(), "--implicit-tls", "--format", "json"])
            .args(["--ca-file", root.to_str().unwrap()])
            .args(more)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("\"certificates\""), "{text}");
        assert_eq!(text.contains("BEGIN CERTIFICATE"), expected, "{text}");
    }
}

/// What cannot be written was not done: `--help > /dev/full` is no success.
#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_an_error() {
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["--list-checks"],
        &["--explain", "550 5.7.1"],
        &["--generate", "man"],
        &["--generate", "json-schema"],
        &["--generate", "complete-bash"],
    ] {
        let exit = |stdout: Stdio| {
            let mut program = Command::new(env!("CARGO_BIN_EXE_smtpcheck"));
            let program = program.args(arguments).stdin(Stdio::null());
            let status = program.stdout(stdout).stderr(Stdio::null()).status();
            status.unwrap().code()
        };
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
        assert_eq!(exit(full.unwrap().into()), Some(70), "{arguments:?}");
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        assert_eq!(exit(writer.into()), Some(141), "{arguments:?}");
    }
}

#[cfg(unix)]
mod terminal {
    use std::time::Duration;

    use expectrl::{Eof, Expect, Session, process::Termios};

    use super::*;

    fn session(
        resolver: &dns::Server,
        server: &Server,
        more: &[&str],
    ) -> expectrl::session::OsSession {
        let root = server.root();
        let mut command = program(resolver);
        command.env("TERM", "xterm").args([
            "--implicit-tls",
            "--port",
            &server.address.port().to_string(),
            "--no-mx",
        ]);
        command
            .args(["--auth", "login", "--ca-file", root.to_str().unwrap()])
            .args(more);
        // The pseudo-terminal begins without echo, which would prove nothing about the password.
        started_by("stty echo && exec \"$0\" \"$@\"", &command)
    }

    /// A shell in a terminal runs `script`, whose arguments are the `command`.
    fn started_by(script: &str, command: &Command) -> expectrl::session::OsSession {
        let mut fresh = Command::new("sh");
        fresh
            .env_clear()
            .args(["-c", script])
            .arg(command.get_program());
        fresh.args(command.get_args()).env("PATH", "/usr/bin:/bin");
        for (name, value) in command.get_envs() {
            fresh.env(name, value.unwrap_or_default());
        }
        let mut session = Session::spawn(fresh).unwrap();
        session.set_expect_timeout(Some(Duration::from_secs(20)));
        session
    }

    fn read<E: AsRef<[u8]>>(found: &E) -> String {
        String::from_utf8_lossy(found.as_ref()).into_owned()
    }

    #[test]
    fn what_is_missing_is_asked_for_and_the_password_is_not_echoed() {
        let (resolver, server) = (zone(), serve(LOGIN));
        let mut session = session(&resolver, &server, &[]);
        let mut seen = String::new();
        for (question, answer) in [("server", NAME), ("user", "ann"), ("password", PASSWORD)] {
            let found = session.expect(question).unwrap();
            seen.push_str(&read(&found.before()));
            session.expect(": ").unwrap();
            session.send_line(answer).unwrap();
        }
        let found = session.expect("PASS").unwrap();
        seen.push_str(&read(&found.before()));
        assert!(seen.contains("C: [Base64-encoded password]"), "{seen}");
        let rest = session.expect(Eof).unwrap();
        seen.push_str(&read(&rest.as_bytes()));
        assert!(!seen.contains(PASSWORD), "{seen}");
    }

    #[test]
    fn ctrl_c_at_the_hidden_prompt_gives_the_terminal_back() {
        let (resolver, server) = (zone(), serve(LOGIN));
        let mut session = session(
            &resolver,
            &server,
            &[&format!("--server={NAME}"), "--user", "ann"],
        );
        session.expect("password").unwrap();
        session.expect(": ").unwrap();
        assert!(
            !session.get_process().is_echo().unwrap(),
            "the password would show"
        );
        session.send("\u{3}").unwrap();
        session.expect(Eof).unwrap();
        assert!(
            session.get_process().is_echo().unwrap(),
            "the terminal has no echo any more"
        );
        let status = session.get_process().wait().unwrap();
        assert!(format!("{status:?}").contains("130"), "{status:?}");
    }

    /// SIGHUP, but not where these tests were started by `nohup`: then it ends nothing here either, and must not.
    fn hang_up() -> Option<rustix::process::Signal> {
        let shell = Command::new("sh")
            .args(["-c", "kill -HUP $$; echo alive"])
            .output();
        let lives = shell.unwrap().stdout.starts_with(b"alive");
        (!lives).then_some(rustix::process::Signal::HUP)
    }

    #[test]
    fn every_signal_that_ends_the_program_gives_the_terminal_back() {
        use rustix::process::{Pid, Signal, kill_process};
        for signal in [
            Signal::QUIT,
            Signal::TERM,
            Signal::USR1,
            Signal::USR2,
            Signal::ALARM,
            Signal::XCPU,
            Signal::VTALARM,
            Signal::PROF,
        ]
        .into_iter()
        .chain(hang_up())
        {
            let (resolver, server) = (zone(), serve(LOGIN));
            let mut session = session(
                &resolver,
                &server,
                &[&format!("--server={NAME}"), "--user", "ann"],
            );
            session.expect("password").unwrap();
            session.expect(": ").unwrap();
            assert!(!session.get_process().is_echo().unwrap());
            let process = Pid::from_raw(session.get_process().pid().as_raw()).unwrap();
            kill_process(process, signal).unwrap();
            session.expect(Eof).unwrap();
            assert!(
                session.get_process().is_echo().unwrap(),
                "no echo after {signal:?}"
            );
        }
    }

    /// Whoever has the terminal while the program is stopped sees what is typed, and nobody does at the question.
    #[test]
    fn a_stop_at_the_hidden_prompt_gives_the_terminal_back_and_hides_again_afterwards() {
        use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
        let (resolver, server) = (zone(), serve(LOGIN));
        let mut session = session(
            &resolver,
            &server,
            &[&format!("--server={NAME}"), "--user", "ann"],
        );
        session.expect("password").unwrap();
        session.expect(": ").unwrap();
        let process = Pid::from_raw(session.get_process().pid().as_raw()).unwrap();
        // As a shell does: a SIGCONT before the process stands still would be lost.
        let stands_still = || {
            let seen = waitpid(Some(process), WaitOptions::UNTRACED | WaitOptions::NOHANG);
            seen.unwrap().is_some_and(|(_, status)| status.stopped())
        };
        for (signal, echo) in [
            (Signal::TSTP, true),
            (Signal::CONT, false),
            (Signal::TSTP, true),
            (Signal::CONT, false),
        ] {
            // Half of an answer that nobody finishes.
            session.send(PASSWORD.split_at(3).0).unwrap();
            kill_process(process, signal).unwrap();
            let began = std::time::Instant::now();
            while session.get_process().is_echo().unwrap() != echo {
                assert!(began.elapsed().as_secs() < 10, "echo after {signal:?}");
                std::thread::sleep(Duration::from_millis(5));
            }
            while signal == Signal::TSTP && !stands_still() {
                assert!(began.elapsed().as_secs() < 10, "no stop");
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        session.expect("password of ann: ").unwrap();
        session.send_line(PASSWORD).unwrap();
        let seen = session.expect(Eof).unwrap();
        let seen = read(&seen.as_bytes());
        assert!(seen.contains("PASS") && !seen.contains(PASSWORD), "{seen}");
    }

    /// What a server would be sent in its place is another password, and may lock the account.
    #[test]
    fn a_password_that_cannot_be_typed_is_refused_and_asked_for_again() {
        let (resolver, server) = (zone(), serve(LOGIN));
        let ask = || {
            let user = ["--user", "ann", &format!("--server={NAME}")];
            let mut session = session(&resolver, &server, &user);
            session.expect("password of ann: ").unwrap();
            session
        };
        let half = PASSWORD.as_bytes();
        for (typed, sentence) in [
            (&b"\xe9\n"[..], "is not UTF-8"),
            (b"\x1b[D\n", "control character"),
            (b"\0\n", "control character"),
        ] {
            let mut session = ask();
            session.send([half, typed].concat()).unwrap();
            session.expect(sentence).unwrap();
            session.expect("password of ann: ").unwrap();
            session.send_line(PASSWORD).unwrap();
            let seen = read(&session.expect(Eof).unwrap().as_bytes());
            assert!(seen.contains("PASS") && !seen.contains(PASSWORD), "{seen}");
        }
        // The terminal cuts it without a word, and what it leaves is no password.
        let mut session = ask();
        session.send_line("x".repeat(5000)).unwrap();
        let seen = read(&session.expect(Eof).unwrap().as_bytes());
        assert!(
            seen.contains("leaves out the rest") && seen.contains("use --password-file"),
            "{seen}"
        );
        assert!(!seen.contains("xxxx"), "{seen}");
    }

    #[test]
    fn a_command_that_asks_and_is_ended_gives_the_terminal_back() {
        let (resolver, server) = (zone(), serve(LOGIN));
        let command = "--password-command=stty -echo; printf asking >&2; exec sleep 60";
        let server_option = format!("--server={NAME}");
        let more = ["--user", "ann", &server_option, "--timeout", "2s", command];
        let mut session = session(&resolver, &server, &more);
        session.expect("asking").unwrap();
        assert!(!session.get_process().is_echo().unwrap());
        session.expect("did not end within 2 s").unwrap();
        assert!(session.get_process().is_echo().unwrap());
        session.expect(Eof).unwrap();
    }

    /// In the background whoever sets the terminal is stopped by the system, and a script would wait for ever.
    #[test]
    fn in_the_background_the_terminal_is_left_alone() {
        const SHELL: &str = r#"set -m; "$0" "$@" & wait $!; echo "exit $?.""#;
        let mut command = program(&zone());
        command
            .args([
                "--auth",
                "--user",
                "ann",
                "--server=127.0.0.1",
                "--timeout=1s",
            ])
            .arg("--password-command=exec sleep 60");
        let mut session = started_by(SHELL, &command);
        session.expect("did not end within 1 s").unwrap();
        session.expect("exit 2.").unwrap();
        session.expect(Eof).unwrap();
    }

    /// A shell reads from the same terminal next, shows what it reads and remembers it.
    #[test]
    fn what_was_typed_of_a_password_is_not_left_to_the_shell() {
        use rustix::process::{Pid, Signal, kill_process};
        const SHELL: &str = r#"stty echo; sh -c 'echo "process $$."; exec "$0" "$@"' "$0" "$@"
            echo "exit $?."; read -r line; echo "the shell has <$line>""#;
        let mut command = program(&zone());
        command.args(["--auth", "login", "--user", "ann", "--server=127.0.0.1"]);
        let signals = [Signal::INT, Signal::TERM, Signal::QUIT];
        for signal in signals.into_iter().chain(hang_up()) {
            let mut session = started_by(SHELL, &command);
            session.expect("process ").unwrap();
            let number = session.expect(".").unwrap();
            let process = read(&number.before()).parse().unwrap();
            session.expect("password of ann: ").unwrap();
            session.send("half of a pass").unwrap();
            std::thread::sleep(Duration::from_millis(50));
            kill_process(Pid::from_raw(process).unwrap(), signal).unwrap();
            session.expect("exit 130.").unwrap();
            session.send_line("word").unwrap();
            session.expect("the shell has ").unwrap();
            let rest = session.expect(Eof).unwrap();
            assert_eq!(read(&rest.as_bytes()).trim(), "<word>", "{signal:?}");
        }
    }

    /// A shell that took over would have a terminal without echo, and back in the foreground the password would show.
    #[test]
    fn the_hidden_prompt_cannot_be_left_alone() {
        for key in ["\u{1a}", "\u{1c}"] {
            let (resolver, server) = (zone(), serve(LOGIN));
            let mut session = session(
                &resolver,
                &server,
                &[&format!("--server={NAME}"), "--user", "ann"],
            );
            session.expect("password").unwrap();
            session.expect(": ").unwrap();
            let (begin, end) = PASSWORD.split_at(3);
            session.send_line(format!("{begin}{key}{end}")).unwrap();
            session.expect("control character").unwrap();
            session.expect("password of ann: ").unwrap();
            session.send_line(PASSWORD).unwrap();
            let rest = session.expect(Eof).unwrap();
            let seen = read(&rest.as_bytes());
            assert!(seen.contains("PASS"), "{key:?} {seen}");
            assert!(!seen.contains(end), "{seen}");
            assert!(session.get_process().is_echo().unwrap(), "{key:?}");
        }
    }
}
