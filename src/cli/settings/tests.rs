//! From arguments, variables and answers to settings, as a user would give them.

use std::{fs, path::Path, time::Duration};

use super::*;
use crate::{
    cli::{
        options,
        prompt::{Scripted, Unanswered},
    },
    dns::Family,
    finding::Severity,
    probe::{
        aim::{Host, MailExchangers, TlsMode},
        task::{Envelope, MessagePlan, Stage},
    },
    smtp::{Mailbox, ReversePath},
    tls::TlsVersion,
};

const KNOWN_IDS: [&str; 3] = ["certificate-expired", "certificate-self-signed", "null-mx"];

/// The settings of a check of one target, and where.
#[allow(dead_code, reason = "as the settings have them")]
struct Understood {
    aim: Aim,
    task: Task,
    roots: RootsChoice,
    resolver: Option<SocketAddr>,
    output: Output,
    files: Vec<ResultFile>,
    judging: JudgeOptions,
    asked: Asked,
    notices: Vec<String>,
}

/// A run of the front part of the program.
struct Run<'a> {
    arguments: &'a [&'a str],
    variables: &'a [(&'a str, &'a str)],
    terminal: Scripted,
}

impl<'a> Run<'a> {
    fn of(arguments: &'a [&'a str]) -> Self {
        Self {
            arguments,
            variables: &[],
            terminal: Scripted::unattended(),
        }
    }

    fn with(self, variables: &'a [(&'a str, &'a str)]) -> Self {
        Self { variables, ..self }
    }

    fn at(self, terminal: Scripted) -> Self {
        Self { terminal, ..self }
    }

    fn action(&mut self) -> Result<Action, Error> {
        let environment = self.variables.iter().copied().collect();
        let arguments = std::iter::once("smtpcheck").chain(self.arguments.iter().copied());
        let (options, sources) = options::parse(arguments, &environment)
            .map_err(|error| Error::Usage(error.to_string()))?;
        understand(
            options,
            &sources,
            &environment,
            &KNOWN_IDS,
            &mut self.terminal,
        )
    }

    fn settings(&mut self) -> Understood {
        match self.action() {
            Ok(Action::Check(settings, aim)) => Understood {
                asked: settings.asked(&aim),
                aim,
                task: settings.task,
                roots: settings.roots,
                resolver: settings.resolver,
                output: settings.output,
                files: settings.files,
                judging: settings.judging,
                notices: settings.notices,
            },
            Ok(_) => panic!("not a check: {:?}", self.arguments),
            Err(error) => panic!("{:?}: {error}", self.arguments),
        }
    }

    fn error(&mut self) -> Error {
        match self.action() {
            Ok(_) => panic!("understood: {:?}", self.arguments),
            Err(error) => error,
        }
    }
}

fn settings(arguments: &[&str]) -> Understood {
    Run::of(arguments).settings()
}

fn error(arguments: &[&str]) -> String {
    Run::of(arguments).error().to_string()
}

fn secret_of(settings: &Understood) -> Vec<u8> {
    let task = settings.task.authentication.as_ref().expect("a login");
    task.secret.needles().first().expect("a needle").to_vec()
}

fn file(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_domain_alone_has_the_defaults() {
    let settings = settings(&["example.com"]);
    let (aim, task) = (&settings.aim, &settings.task);
    assert_eq!(aim.host, Host::Name("example.com".to_owned()));
    assert_eq!(
        (aim.port, aim.tls_mode, aim.mail_exchangers),
        (25, TlsMode::Opportunistic, MailExchangers::Automatic)
    );
    assert_eq!(
        (task.connect_timeout, task.timeout),
        (Duration::from_secs(5), Duration::from_secs(60))
    );
    assert!(
        task.authentication.is_none() && task.envelope(aim).is_none() && task.quit_after.is_none()
    );
    assert_eq!(settings.roots, RootsChoice::System);
    assert_eq!(
        (
            settings.judging.fail_on,
            settings.output.format.name,
            settings.output.quiet
        ),
        (Severity::Error, "text", 0)
    );
    assert_eq!(settings.asked, Asked::default());
    assert!(settings.notices.is_empty());
}

#[test]
fn port_and_encryption_follow_from_each_other() {
    for (arguments, port, mode) in [
        (&["h.example"][..], 25, TlsMode::Opportunistic),
        (&["h.example:465"], 465, TlsMode::Implicit),
        (&["h.example", "-p", "465"], 465, TlsMode::Implicit),
        (
            &["h.example", "-p", "465", "--starttls"],
            465,
            TlsMode::Required,
        ),
        (&["h.example", "-p", "465", "--no-tls"], 465, TlsMode::None),
        (&["h.example", "--implicit-tls"], 465, TlsMode::Implicit),
        (&["h.example:587", "--implicit-tls"], 587, TlsMode::Implicit),
        (
            &["h.example", "--tls-on-connect", "-p", "25"],
            25,
            TlsMode::Implicit,
        ),
        (&["h.example:587"], 587, TlsMode::Opportunistic),
        (&["h.example", "--starttls"], 25, TlsMode::Required),
        (&["h.example", "--no-tls"], 25, TlsMode::None),
        (&["smtps://h.example"], 465, TlsMode::Implicit),
        (&["smtps://h.example:2465"], 2465, TlsMode::Implicit),
        (
            &["smtps://h.example", "-p", "2465"],
            2465,
            TlsMode::Implicit,
        ),
        (&["smtp://h.example"], 25, TlsMode::Opportunistic),
        (&["smtp://h.example:465"], 465, TlsMode::Implicit),
        (&["submission://h.example"], 587, TlsMode::Opportunistic),
        (&["h.example:25", "-p", "25"], 25, TlsMode::Opportunistic),
    ] {
        let aim = settings(arguments).aim;
        assert_eq!((aim.port, aim.tls_mode), (port, mode), "{arguments:?}");
    }
}

#[test]
fn mail_exchangers_are_looked_up_unless_the_host_itself_is_named() {
    use MailExchangers::{Always, Automatic, Never};
    for (arguments, expected) in [
        (&["example.com"][..], Automatic),
        (&["[example.com]"], Never),
        (&["--server", "example.com"], Never),
        (&["smtp://example.com"], Never),
        (&["example.com", "--no-mx"], Never),
        (&["example.com:587", "--mx"], Always),
        (&["[example.com]", "--mx"], Always),
        (&["ann@example.com"], Automatic),
        (&["ann@example.com", "-s", "mx1.example.com"], Never),
    ] {
        assert_eq!(
            settings(arguments).aim.mail_exchangers,
            expected,
            "{arguments:?}"
        );
    }
}

#[test]
fn a_mailbox_and_a_server_go_together() {
    let Understood { aim, task, .. } =
        settings(&["ann@example.com", "--server", "mx1.example.com:2525"]);
    assert_eq!(aim.host, Host::Name("mx1.example.com".to_owned()));
    assert_eq!(aim.port, 2525);
    assert_eq!(
        task.envelope(&aim).unwrap().recipients,
        [Mailbox::parse("ann@example.com").unwrap()]
    );
    assert!(error(&["example.com", "--server", "mx1.example.com"]).contains("--connect"));
    assert!(error(&["--server", "ann@example.com"]).contains("--to"));
}

#[test]
fn contradictions_are_reported_with_both_names() {
    for (arguments, one, other) in [
        (
            &["--starttls", "--implicit-tls"][..],
            "--starttls",
            "--implicit-tls",
        ),
        (&["--starttls", "--no-tls"], "--starttls", "--no-tls"),
        (
            &["--implicit-tls", "--no-tls"],
            "--implicit-tls",
            "--no-tls",
        ),
        (&["--no-tls", "--verify"], "--no-tls", "--verify"),
        (&["--no-tls", "--cert", "c.pem"], "--no-tls", "--cert"),
        (&["-4", "-6"], "--ipv4", "--ipv6"),
        (&["--mx", "--no-mx"], "--mx", "--no-mx"),
        (
            &["--password-file", "f", "--password-stdin"],
            "--password-file",
            "--password-stdin",
        ),
        (
            &["--password-file", "f", "--password-command", "c"],
            "--password-file",
            "--password-command",
        ),
        (
            &["--password-stdin", "--password-command", "c"],
            "--password-stdin",
            "--password-command",
        ),
        (&["--send", "--all"], "--send", "--all"),
        (
            &["--send", "--quit-after", "MAIL"],
            "--send",
            "--quit-after",
        ),
        (
            &["--message", "m", "--subject", "s"],
            "--message",
            "--subject",
        ),
        (&["--message", "m", "--body", "b"], "--message", "--body"),
        (
            &["--message", "m", "--attach", "a"],
            "--message",
            "--attach",
        ),
        (
            &["--message", "m", "--header", "X: y"],
            "--message",
            "--header",
        ),
        (&["-q", "-v"], "--quiet", "--verbose"),
        (
            &["--message", "-", "--password-stdin", "--auth"],
            "--message",
            "--password-stdin",
        ),
        (&["-p", "587", "h.example:25"], "--port", "the target"),
        (
            &["smtps://h.example", "--starttls"],
            "--starttls",
            "smtps://",
        ),
        (&["smtps://h.example", "--no-tls"], "--no-tls", "smtps://"),
        (&["192.0.2.1", "-6"], "--ipv6", "192.0.2.1"),
        (
            &["192.0.2.1", "--source", "2001:db8::1"],
            "--source",
            "192.0.2.1",
        ),
        (
            &["h.example", "--source", "192.0.2.7", "-6"],
            "--ipv6",
            "192.0.2.7",
        ),
    ] {
        let is_target =
            |argument: &&str| argument.contains("h.example") || argument.starts_with("192.0.2.1");
        let arguments: Vec<&str> = match arguments.iter().any(is_target) {
            true => arguments.to_vec(),
            false => [&["example.com"], arguments].concat(),
        };
        let message = error(&arguments);
        assert!(
            message.contains(one) && message.contains(other),
            "{arguments:?}: {message}"
        );
    }
    assert!(error(&["--server", "h.example", "--mx"]).contains("--mx and --server"));
    assert!(error(&["192.0.2.1", "--mx"]).contains("--mx"));
    assert!(error(&["--demo", "example.com"]).contains("--demo and a target"));
    assert!(
        error(&["--explain", "null-mx", "--list-checks"]).contains("--explain and --list-checks")
    );
}

#[test]
fn the_command_line_beats_the_environment_in_contradictions_too() {
    let aim = Run::of(&["h.example:25"])
        .with(&[("SMTPCHECK_PORT", "587")])
        .settings()
        .aim;
    assert_eq!(aim.port, 25);
    let aim = Run::of(&["-p", "25"])
        .with(&[("SMTPCHECK_SERVER", "h.example:587")])
        .settings()
        .aim;
    assert_eq!(aim.port, 25);
    let aim = Run::of(&["smtps://h.example"])
        .with(&[("SMTPCHECK_STARTTLS", "1")])
        .settings()
        .aim;
    assert_eq!((aim.port, aim.tls_mode), (465, TlsMode::Implicit));
    let aim = Run::of(&["--starttls"])
        .with(&[("SMTPCHECK_SERVER", "smtps://h.example")])
        .settings()
        .aim;
    assert_eq!((aim.port, aim.tls_mode), (25, TlsMode::Required));
    let aim = Run::of(&["example.com"])
        .with(&[("SMTPCHECK_SERVER", "h.example")])
        .settings()
        .aim;
    assert_eq!(aim.host, Host::Name("example.com".to_owned()));
    let task = Run::of(&["-6", "h.example"])
        .with(&[("SMTPCHECK_IPV4", "1")])
        .settings()
        .task;
    assert_eq!(task.family, Family::V6);
    let aim = Run::of(&["[h.example]"])
        .with(&[("SMTPCHECK_MX", "1")])
        .settings()
        .aim;
    assert_eq!(aim.mail_exchangers, MailExchangers::Never);
    let message = Run::of(&["h.example"])
        .with(&[("SMTPCHECK_STARTTLS", "1"), ("SMTPCHECK_NO_TLS", "1")])
        .error()
        .to_string();
    assert!(
        message.contains("SMTPCHECK_STARTTLS and SMTPCHECK_NO_TLS"),
        "{message}"
    );
}

#[test]
fn addresses_and_names_of_the_network_are_understood() {
    let settings = settings(&[
        "example.com",
        "--connect",
        "[2001:db8::1]:2525",
        "--resolver",
        "192.0.2.53",
        "--ehlo",
        "client.example.org",
        "--connect-timeout",
        "500ms",
        "--timeout",
        "2m",
    ]);
    let connect = settings.task.connect.unwrap();
    assert_eq!(
        (connect.host, connect.port),
        (Host::Address("2001:db8::1".parse().unwrap()), Some(2525))
    );
    assert_eq!(settings.resolver, Some("192.0.2.53:53".parse().unwrap()));
    assert_eq!(settings.task.timeout, Duration::from_secs(120));
    for (text, expected) in [
        ("192.0.2.53:5353", "192.0.2.53:5353"),
        ("2001:db8::53", "[2001:db8::53]:53"),
        ("[2001:db8::53]:5353", "[2001:db8::53]:5353"),
    ] {
        assert_eq!(
            self::settings(&["example.com", "--resolver", text]).resolver,
            Some(expected.parse().unwrap())
        );
    }
    for arguments in [
        ["--resolver", "dns.example"],
        ["--resolver", "192.0.2.53:0"],
        ["--source", "eth0"],
        ["--connect", "ann@example.com"],
        ["--connect", "smtp://example.com"],
        ["--connect", "two words"],
        ["--timeout", "soon"],
        ["--connect-timeout", "0"],
        ["--ehlo", "two words"],
        ["--ehlo", "a\r\nRSET"],
        ["--ehlo", ""],
    ] {
        let message = error(&["example.com", arguments[0], arguments[1]]);
        assert!(message.contains(arguments[0]), "{arguments:?}: {message}");
    }
}

#[test]
fn what_tls_is_asked_for_is_understood() {
    let settings = settings(&[
        "example.com",
        "--verify",
        "--sni",
        "Mail.Example.com.",
        "--verify-name",
        "bücher.example",
        "--min-tls",
        "1.3",
        "--ca-file",
        "roots.pem",
        "--show-certs",
        "--expires-within",
        "30",
    ]);
    let tls = &settings.task.tls;
    assert!(tls.verify);
    assert_eq!(tls.server_name.as_deref(), Some("mail.example.com"));
    assert_eq!(tls.verify_name.as_deref(), Some("xn--bcher-kva.example"));
    assert_eq!(tls.minimum_version, Some(TlsVersion::Tls13));
    assert_eq!(settings.roots, RootsChoice::File("roots.pem".into()));
    assert_eq!(settings.asked.expires_within, Some(30));
    assert!(
        settings.asked.has("verify")
            && settings.asked.has("min-tls")
            && settings.asked.has("show-certs")
    );
    for arguments in [
        ["--sni", "192.0.2.1"],
        ["--min-tls", "1.0"],
        ["--min-tls", "4"],
        ["--key", "k.pem"],
        ["--cert", "/does/not/exist"],
        ["--keylog", "/does/not/exist/k"],
        ["--report", "json=/does/not/exist/r"],
        ["--report", "json=/"],
        ["--report", "junitt=result.xml"],
        ["--report", "result.xml"],
        ["--report", "json="],
    ] {
        let message = error(&["example.com", arguments[0], arguments[1]]);
        assert!(message.contains(arguments[0]), "{arguments:?}: {message}");
    }
}

#[test]
fn a_host_after_auth_says_what_was_probably_meant() {
    let message = error(&["--port", "465", "--auth", "mail.example.com"]);
    assert!(
        message.contains("`smtpcheck HOST --auth auto`"),
        "{message}"
    );
    assert!(error(&["example.com", "--auth", "localhost"]).contains("looks like a host"));
    let message = error(&["example.com", "--auth", "plian"]);
    assert!(
        message.contains("PLAIN") && message.contains("SCRAM-SHA-256"),
        "{message}"
    );
    assert!(error(&["example.com", "--auth", "plain,auto"]).contains("by itself"));
    assert!(error(&["example.com", "--auth", "plain,xoauth2"]).contains("one kind"));
    assert!(error(&["example.com", "--auth="]).contains("--auth"));
}

#[test]
fn mechanisms_are_named_in_any_case_and_in_order() {
    let run = |auth| {
        let task = Run::of(&["example.com", auth, "-u", "ann"])
            .with(&[("SMTPCHECK_PASSWORD", "hunter2")])
            .settings()
            .task;
        task.authentication.unwrap().mechanisms
    };
    assert_eq!(run("--auth=login,Plain"), ["LOGIN", "PLAIN"]);
    assert!(run("--auth=AUTO").is_empty() && run("--auth").is_empty());
}

#[test]
fn options_of_a_login_need_auth_when_they_were_typed() {
    assert!(error(&["example.com", "--user", "ann"]).contains("--auth auto"));
    assert!(error(&["example.com", "--insecure-auth"]).contains("--auth auto"));
    let task = Run::of(&["example.com"])
        .with(&[("SMTPCHECK_USER", "ann"), ("SMTPCHECK_PASSWORD", "hunter2")])
        .settings()
        .task;
    assert!(task.authentication.is_none());
}

#[test]
fn external_needs_neither_user_nor_password() {
    let task = settings(&["example.com", "--auth", "external"]).task;
    let login = task.authentication.unwrap();
    assert_eq!(
        (login.mechanisms, login.username),
        (vec!["EXTERNAL"], String::new())
    );
}

#[test]
fn the_password_comes_from_one_of_its_sources() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "secret", "hunter2\n");
    let base = ["example.com", "--auth", "-u", "ann"];
    let with = |more: &[&str], variables: &[(&str, &str)], input: &[u8]| {
        let arguments = [&base[..], more].concat();
        secret_of(
            &Run::of(&arguments)
                .with(variables)
                .at(Scripted::unattended().with_input(input))
                .settings(),
        )
    };
    assert_eq!(with(&["--password-file", &path], &[], b""), b"hunter2");
    assert_eq!(with(&["--password-stdin"], &[], b"hunter2\r\n"), b"hunter2");
    assert_eq!(with(&["--password-stdin"], &[], b" hunter2 "), b" hunter2 ");
    assert_eq!(
        with(&[], &[("SMTPCHECK_PASSWORD", "hunter2")], b""),
        b"hunter2"
    );
    assert_eq!(
        with(&[], &[("SMTPCHECK_PASSWORD_FILE", &path)], b""),
        b"hunter2"
    );
    assert_eq!(
        with(
            &["--password-file", &path],
            &[("SMTPCHECK_PASSWORD", "other")],
            b""
        ),
        b"hunter2"
    );
    let mut asked = Run::of(&base).at(Scripted::answering(&["hunter2"]));
    assert_eq!(secret_of(&asked.settings()), b"hunter2");
    assert_eq!(asked.terminal.shown, ["password of ann:  (hidden)"]);
}

#[cfg(unix)]
#[test]
fn a_command_gives_the_first_line_of_what_it_prints() {
    let with = |command| {
        let arguments = [
            "example.com",
            "--auth",
            "-u",
            "ann",
            "--password-command",
            command,
        ];
        secret_of(&Run::of(&arguments).settings())
    };
    assert_eq!(with("printf 'hunter2\\nuser: ann\\n'"), b"hunter2");
    assert_eq!(with("printf hunter2"), b"hunter2");
    let message = error(&[
        "example.com",
        "--auth",
        "-u",
        "ann",
        "--password-command",
        "echo hunter2; exit 3",
    ]);
    assert!(
        message.contains("--password-command")
            && message.contains('3')
            && !message.contains("hunter2"),
        "{message}"
    );
}

#[cfg(unix)]
#[test]
fn a_command_that_does_not_end_is_not_waited_for() {
    for command in ["sleep 60", "exec >&-; sleep 60"] {
        let began = std::time::Instant::now();
        let message = error(&[
            "example.com",
            "--timeout",
            "1s",
            "--auth",
            "-u",
            "ann",
            "--password-command",
            command,
        ]);
        assert!(message.contains("did not end within 1 s"), "{message}");
        assert!(began.elapsed().as_secs() < 30, "{command}");
    }
}

#[cfg(unix)]
#[test]
fn a_password_file_that_others_can_read_is_noticed() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "secret", "hunter2\n");
    let notices = |mode| {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        settings(&[
            "example.com",
            "--auth",
            "-u",
            "ann",
            "--password-file",
            &path,
        ])
        .notices
    };
    assert_eq!(notices(0o600), Vec::<String>::new());
    let noticed = notices(0o644);
    assert!(
        noticed[0].contains("0644") && !noticed[0].contains("hunter2"),
        "{noticed:?}"
    );
}

#[test]
fn a_wrong_password_source_is_an_error_that_repeats_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let two_lines = file(folder.path(), "two", "hunter2\nhunter2\n");
    let empty = file(folder.path(), "empty", "\n");
    for more in [
        &["--password-file", &two_lines][..],
        &["--password-file", &empty],
        &["--password-file", "hunter2"],
        &["--password-stdin"],
    ] {
        let message = error(&[&["example.com", "--auth", "-u", "ann"], more].concat());
        assert!(
            message.contains("--password-") && !message.contains("hunter2"),
            "{message}"
        );
    }
    let variables = [
        ("SMTPCHECK_PASSWORD", "hunter2"),
        ("SMTPCHECK_PASSWORD_FILE", "f"),
    ];
    let message = Run::of(&["example.com", "--auth", "-u", "ann"])
        .with(&variables)
        .error()
        .to_string();
    assert!(
        message.contains("SMTPCHECK_PASSWORD_FILE") && !message.contains("hunter2"),
        "{message}"
    );
    let at_terminal = Scripted::answering(&[]);
    let message = Run::of(&["example.com", "--auth", "-u", "ann", "--password-stdin"])
        .at(at_terminal)
        .error()
        .to_string();
    assert!(message.contains("--password-stdin"), "{message}");
}

/// Sent as it is, or without what does not fit, it would be another password.
#[cfg(unix)]
#[test]
fn a_password_that_cannot_be_sent_is_refused_wherever_it_comes_from() {
    let folder = tempfile::tempdir().unwrap();
    let base = ["example.com", "--auth", "-u", "ann"];
    let long = vec![b'x'; 70_000];
    for (password, octal, sentence) in [
        (&b"hun\0ter2"[..], r"hun\000ter2", "zero byte"),
        (b"hunt\xe9r2", r"hunt\351r2", "not UTF-8"),
        (&long, "%70000s", "64 KiB"),
    ] {
        let path = folder.path().join("secret");
        fs::write(&path, password).unwrap();
        let path = path.to_string_lossy().into_owned();
        let printed = format!("printf '{octal}'");
        let refusals = [
            Run::of(&[&base[..], &["--password-file", &path]].concat()).error(),
            Run::of(&[&base[..], &["--password-command", &printed]].concat()).error(),
            Run::of(&[&base[..], &["--password-stdin"]].concat())
                .at(Scripted::unattended().with_input(password))
                .error(),
        ];
        for refusal in refusals {
            let refusal = refusal.to_string();
            assert!(refusal.contains(sentence), "{refusal}");
            assert!(
                !refusal.contains("ter2") && !refusal.contains("r2"),
                "{refusal}"
            );
        }
    }
}

#[test]
fn a_password_with_a_control_character_is_asked_for_again() {
    let typed = ["hunter\u{1b}[D2", "hunter2"];
    let mut run = Run::of(&["example.com", "--auth", "-u", "ann"]).at(Scripted::answering(&typed));
    assert_eq!(secret_of(&run.settings()), b"hunter2");
    let said = &run.terminal.shown[1];
    assert!(
        said.contains("control character") && said.contains("--password-file"),
        "{said}"
    );
    assert!(!said.contains("hunter"), "{said}");
}

#[test]
fn an_empty_answer_is_told_what_to_type() {
    let mut run = Run::of(&["example.com", "--to", "bob@example.net", "--send"])
        .at(Scripted::answering(&["", "ann@example.com"]));
    run.settings();
    let said = &run.terminal.shown[1];
    assert_eq!(
        said,
        "nothing was typed: type the sender for the message, or end with Ctrl-C"
    );
}

#[test]
fn a_second_word_that_is_no_target_goes_nowhere_and_is_not_repeated() {
    for arguments in [
        &["example.com", "hunter2"][..],
        &["example.com", "hunter2", "hunter2x"],
        &[
            "example.com",
            "--password-stdin",
            "hunter2",
            "--auth",
            "auto",
        ],
        &["example.com", "two.example", "--auth=auto", "hunter2"],
        &["one.example", "smtp://ann:hunter2@two.example"],
        &["one.example", "ann:hunter2@two.example"],
    ] {
        let said = error(arguments);
        assert!(said.contains("it may be a password"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
    assert!(error(&["example.com", "587"]).contains("example.com:25, or is given with --port"));
}

#[test]
fn many_targets_are_several_words_or_a_list() {
    let many = |arguments: &[&str]| match Run::of(arguments).action() {
        Ok(Action::Many(settings, targets)) => (*settings, *targets),
        Ok(_) => panic!("one"),
        Err(error) => panic!("{error}"),
    };
    let (settings, targets) = many(&[
        "a.example",
        "ann@b.example:587",
        "--jobs",
        "3",
        "--starttls",
    ]);
    assert_eq!((targets.typed.len(), targets.jobs), (2, 3));
    let aim = targets.understand(&targets.typed[1], &settings).unwrap();
    assert_eq!((aim.port, aim.tls_mode), (587, TlsMode::Required));
    let asked = settings.asked(&aim);
    assert!(asked.starttls && asked.transaction && asked.recipients == 1);
    let aim = targets.understand("c.example", &settings).unwrap();
    assert!(!settings.asked(&aim).transaction);
    assert!(targets.understand("two words", &settings).is_err());
    let (_, listed) = many(&["--targets", "list"]);
    assert_eq!((listed.typed.len(), listed.jobs), (0, 32));

    let (settings, targets) = many(&[
        "a@b.example",
        "--targets",
        "-",
        "--send",
        "--from",
        "c@d.example",
    ]);
    let error = targets.understand("b.example", &settings).err().unwrap();
    assert!(error.to_string().contains("--to"), "{error}");
    let (settings, targets) = many(&["-4", "192.0.2.1", "192.0.2.2"]);
    assert!(targets.understand("[2001:db8::1]", &settings).is_err());
    assert!(
        targets
            .understand("ann:hunter2@b.example", &settings)
            .is_err_and(|error| !error.to_string().contains("hunter2"))
    );
    assert_eq!(
        Targets::shown("ann:hunter2@b.example"),
        "one with a password in it"
    );
}

#[test]
fn what_is_for_many_is_for_many_and_what_names_one_is_for_one() {
    for (arguments, said) in [
        (&["a.example", "--jobs", "3"][..], "--targets"),
        (
            &["a.example", "b.example", "--server", "c.example"],
            "--server",
        ),
        (&["a.example", "--resume", "f"], "--targets"),
        (&["a.example", "b.example", "--resume", "f"], "ndjson"),
        (
            &["--targets", "-", "--password-stdin", "--auth", "plain"],
            "standard input",
        ),
    ] {
        let error = error(arguments);
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn no_error_repeats_the_password_of_the_environment() {
    for arguments in [
        &["--auth=x.example"][..],
        &["http://x"],
        &["a", "b"],
        &["a", "b", "--starttls", "hunter2"],
        &["x", "--timeout", "q"],
        &["x", "--from", "y z", "--to", "q"],
    ] {
        let message = Run::of(arguments)
            .with(&[("SMTPCHECK_PASSWORD", "hunter2")])
            .error()
            .to_string();
        assert!(!message.contains("hunter2"), "{message}");
    }
}

#[test]
fn what_is_missing_is_asked_for_in_order() {
    let mut run = Run::of(&["--port", "465", "--auth", "login"]).at(Scripted::answering(&[
        "mail.example.com",
        "ann",
        "hunter2",
    ]));
    let settings = run.settings();
    assert_eq!(settings.aim.host, Host::Name("mail.example.com".to_owned()));
    assert_eq!(
        settings.task.authentication.as_ref().unwrap().username,
        "ann"
    );
    assert_eq!(secret_of(&settings), b"hunter2");
    assert_eq!(
        run.terminal.shown,
        [
            "smtpcheck -h shows what can be asked for, smtpcheck --demo a whole check without network.",
            "server (name or address): ",
            "server: mail.example.com, port 465, TLS from the first byte",
            "user at mail.example.com: ",
            "password of ann:  (hidden)",
        ]
    );
}

#[test]
fn sender_and_recipient_of_a_message_are_asked_for() {
    let mut run = Run::of(&["example.com", "--send"]).at(Scripted::answering(&[
        "not an address",
        "ann@example.com",
        "bob@example.com",
    ]));
    let settings = run.settings();
    let transaction = settings.task.envelope(&settings.aim).unwrap();
    assert_eq!(
        *transaction.reverse_path,
        ReversePath::Mailbox(Mailbox::parse("ann@example.com").unwrap())
    );
    assert_eq!(
        transaction.recipients,
        [Mailbox::parse("bob@example.com").unwrap()]
    );
    assert!(
        run.terminal.shown[1].contains("takes a mail address"),
        "{:?}",
        run.terminal.shown
    );
}

#[test]
fn nobody_is_asked_off_a_terminal_with_no_input_or_in_ci() {
    let somebody = || Scripted::answering(&["mail.example.com"]);
    for (mut run, why) in [
        (Run::of(&[]), "not a terminal"),
        (Run::of(&["--no-input"]).at(somebody()), "--no-input"),
        (Run::of(&[]).with(&[("CI", "true")]).at(somebody()), "CI"),
        (
            Run::of(&[])
                .with(&[("SMTPCHECK_NO_INPUT", "1")])
                .at(somebody()),
            "--no-input",
        ),
    ] {
        let error = run.error();
        let message = error.to_string();
        assert!(
            message.contains("first argument")
                && message.contains("--server")
                && message.contains(why),
            "{message}"
        );
        assert_eq!(error.exit_status(), 2);
        assert!(run.terminal.shown.is_empty());
    }
    assert!(error(&["example.com", "--auth"]).contains("--user"));
    assert!(error(&["example.com", "--auth", "-u", "ann"]).contains("--password-file"));
    assert!(error(&["example.com", "--send", "--to", "b@example.com"]).contains("--from"));
    assert!(error(&["example.com", "--send", "--from", "a@example.com"]).contains("--to"));
    assert!(error(&["example.com", "--quit-after", "RCPT"]).contains("--to"));
}

#[test]
fn an_interrupted_question_is_130_and_an_ended_one_is_usage() {
    let mut run = Run::of(&[]).at(Scripted::replying(vec![Err(Unanswered::Interrupted)]));
    let error = run.error();
    assert_eq!((error.exit_status(), error), (130, Error::Interrupted));
    let message = Run::of(&[])
        .at(Scripted::answering(&[]))
        .error()
        .to_string();
    assert!(
        message.contains("no server to check was entered"),
        "{message}"
    );
    let wrong = Scripted::answering(&["two words", "http://x", "a..b", "mail.example.com"]);
    assert!(Run::of(&[]).at(wrong).error().to_string().contains("label"));
}

#[test]
fn wrong_options_are_reported_before_anything_is_asked() {
    for more in [
        ["--timeout", "soon"],
        ["--from", "no address"],
        ["--ignore", "nothing"],
        ["--header", "no colon"],
        ["--resolver", "x"],
    ] {
        let arguments = [&["--auth"], &more[..]].concat();
        let mut run =
            Run::of(&arguments).at(Scripted::answering(&["mail.example.com", "ann", "hunter2"]));
        run.error();
        assert!(run.terminal.shown.is_empty(), "{more:?}");
    }
}

#[test]
fn a_transaction_happens_when_it_is_asked_for() {
    fn transaction<Seen>(arguments: &[&str], see: fn(Option<Envelope<'_>>) -> Seen) -> Seen {
        let settings = settings(arguments);
        see(settings.task.envelope(&settings.aim))
    }
    let is_none = |arguments: &[&str]| transaction(arguments, |envelope| envelope.is_none());
    assert!(is_none(&["example.com"]));
    assert!(is_none(&[
        "example.com",
        "--subject",
        "x",
        "--quit-after",
        "AUTH"
    ]));
    let several = [
        "example.com",
        "--to",
        "a@example.com,b@example.com",
        "--to",
        "<c@example.com>",
    ];
    transaction(&several, |envelope| {
        let envelope = envelope.unwrap();
        assert_eq!(*envelope.reverse_path, ReversePath::Null);
        assert_eq!(envelope.recipients.len(), 3);
        assert!(envelope.message.is_none());
    });
    let recipients = |arguments: &[&str]| {
        transaction(arguments, |envelope| {
            let recipients = envelope.unwrap().recipients.iter();
            recipients.map(ToString::to_string).collect::<Vec<_>>()
        })
    };
    let nobody: [&str; 0] = [];
    assert_eq!(
        recipients(&["example.com", "--from", "a@example.com"]),
        nobody
    );
    assert_eq!(recipients(&["example.com", "--quit-after", "MAIL"]), nobody);
    assert_eq!(recipients(&["ann@example.com"]), ["ann@example.com"]);
    let both = ["ann@example.com", "--to", "bob@example.com"];
    assert_eq!(recipients(&both), ["bob@example.com"]);
    let sender = |arguments: &[&str]| {
        transaction(arguments, |envelope| envelope.unwrap().reverse_path.clone())
    };
    assert_eq!(
        sender(&["ann@example.com", "--from", "<>"]),
        ReversePath::Null
    );
    assert_eq!(
        settings(&["ann@example.com"]).asked,
        Asked {
            transaction: true,
            recipients: 1,
            ..Asked::default()
        }
    );
}

#[test]
fn values_of_the_transaction_cannot_smuggle_lines() {
    for arguments in [
        ["--from", "a@example.com\r\nRCPT TO:<x@y>"],
        ["--to", "a@example.com\nDATA"],
        ["--subject", "a\r\nBcc: x@y"],
        ["--header", "X: a\nBcc: x@y"],
        ["--to", "no-at-sign"],
        ["--from", ""],
        ["--to", "a@example.com,"],
    ] {
        let message = error(&["example.com", arguments[0], arguments[1]]);
        assert!(
            message.contains(arguments[0]) && !message.contains(['\r', '\n']),
            "{message:?}"
        );
    }
}

#[test]
fn parts_of_a_message_that_is_not_sent_are_told() {
    let notices = |arguments: &[&str]| Run::of(arguments).settings().notices;
    let to = ["example.com", "--to", "a@example.com", "--subject", "x"];
    assert_eq!(
        notices(&[&to[..], &["--body", "y"]].concat()),
        ["without --send no message is sent: --subject and --body change nothing"]
    );
    let sent = [&to[..], &["--send", "--from", "<>"]].concat();
    assert_eq!(notices(&sent), [""; 0]);
}

#[test]
fn a_message_is_composed_or_taken_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let attachment = file(folder.path(), "report.pdf", "%PDF");
    let send = [
        "example.com",
        "--send",
        "--from",
        "<>",
        "--to",
        "a@example.com",
    ];
    let message = |more: &[&str], input: &[u8]| {
        let arguments = [&send[..], more].concat();
        let task = Run::of(&arguments)
            .at(Scripted::unattended().with_input(input))
            .settings()
            .task;
        task.transaction.message.unwrap()
    };
    let MessagePlan::Composed {
        subject,
        body,
        headers,
        attachments,
    } = message(
        &[
            "--subject",
            "hello",
            "--body",
            "two\nlines",
            "--header",
            "X-Test: yes",
            "--attach",
            &attachment,
        ],
        b"",
    )
    else {
        panic!("not composed");
    };
    assert_eq!(
        (subject.as_deref(), body.as_deref()),
        (Some("hello"), Some("two\nlines"))
    );
    assert_eq!(headers, [("X-Test".to_owned(), "yes".to_owned())]);
    assert_eq!(
        (
            attachments[0].file_name.as_str(),
            attachments[0].content.as_slice()
        ),
        ("report.pdf", &b"%PDF"[..])
    );
    let raw = file(folder.path(), "message.eml", "Subject: x\n\nbody\n");
    for (more, input) in [
        (["--message", raw.as_str()], &b""[..]),
        (["--data", &format!("@{raw}")], b""),
        (["--message", "-"], b"Subject: x\n\nbody\n"),
    ] {
        let MessagePlan::Raw(bytes) = message(&more, input) else {
            panic!("composed")
        };
        assert_eq!(bytes, b"Subject: x\r\n\r\nbody\r\n");
    }
    assert!(error(&["example.com", "--message", "/does/not/exist"]).contains("/does/not/exist"));
    assert!(error(&["example.com", "--attach", "/does/not/exist"]).contains("--attach"));
}

#[test]
fn active_checks_are_asked_for_by_name() {
    let settings = settings(&[
        "example.com",
        "--check-starttls-injection",
        "--check-tls-enforcement",
        "--check-relay",
        "bob@example.net,eve@example.org",
        "--check-relay",
        "joe@example.net",
        "--check-enumeration",
        "ann@example.com",
        "--check-smuggling",
        "--from",
        "ann@example.net",
        "--to",
        "bob@example.com",
    ]);
    let active = &settings.task.active;
    assert!(active.starttls_injection && active.tls_enforcement);
    assert_eq!((active.relay.len(), active.enumeration.len()), (3, 1));
    assert!(active.smuggling);
    assert_eq!(settings.asked.active.len(), 5);
}

#[test]
fn active_checks_that_cannot_be_made_are_refused_beforehand() {
    for (arguments, sentence) in [
        (
            &["example.com", "--check-relay", "bob"][..],
            "--check-relay takes a mail address, which \"bob\" is not",
        ),
        (
            &["example.com", "--check-relay", "bob@EXAMPLE.com"],
            "--check-relay takes an address for which the server is not responsible",
        ),
        (
            &["example.com", "--check-enumeration", "jürgen@example.com"],
            "--check-enumeration takes addresses in ASCII",
        ),
        (
            &["example.com", "--check-smuggling"],
            "--check-smuggling sends messages",
        ),
        (
            &[
                "example.com",
                "--check-smuggling",
                "--to",
                "bob@example.com",
            ],
            "--check-smuggling sends messages",
        ),
        (
            &["smtps://mail.example.com", "--check-tls-enforcement"],
            "--check-tls-enforcement needs STARTTLS, and port 465",
        ),
        (
            &["example.com", "--implicit-tls", "--check-tls-enforcement"],
            "--check-tls-enforcement and --implicit-tls exclude each other",
        ),
        (
            &["example.com", "--no-tls", "--check-starttls-injection"],
            "--check-starttls-injection and --no-tls exclude each other",
        ),
        (
            &[
                "example.com",
                "--quit-after",
                "mail",
                "--check-relay",
                "a@b.example",
            ],
            "--check-relay and --quit-after exclude each other",
        ),
        (
            &["--demo", "--check-tls-enforcement"],
            "--check-tls-enforcement and --demo exclude each other",
        ),
    ] {
        let message = error(arguments);
        assert!(message.starts_with(sentence), "{message}");
    }
}

#[test]
fn no_active_check_comes_from_the_environment() {
    let variables = [
        ("SMTPCHECK_CHECK_SMUGGLING", "1"),
        ("SMTPCHECK_CHECK_RELAY", "bob@example.net"),
        ("SMTPCHECK_CHECK_TLS_ENFORCEMENT", "1"),
    ];
    let settings = Run::of(&["example.com"]).with(&variables).settings();
    assert!(settings.task.active.checks().is_empty());
}

#[test]
fn stages_keep_their_order() {
    for (text, expected) in [
        ("connect", Stage::Connect),
        ("TLS", Stage::StartTls),
        ("HELO", Stage::Ehlo),
        ("from", Stage::Mail),
    ] {
        assert_eq!(
            settings(&["example.com", "--quit-after", text])
                .task
                .quit_after,
            Some(expected)
        );
    }
}

#[test]
fn judging_and_output_are_understood() {
    let settings = settings(&[
        "example.com",
        "--fail-on",
        "notice",
        "--ignore",
        "certificate-*",
        "--format",
        "json",
        "-qqq",
        "--timing",
    ]);
    assert_eq!(settings.judging.fail_on, Severity::Notice);
    assert_eq!(
        settings.judging.ignore,
        ["certificate-expired", "certificate-self-signed"]
    );
    assert_eq!(
        (
            settings.output.format.name,
            settings.output.quiet,
            settings.output.timing
        ),
        ("json", 2, true)
    );
    assert!(error(&["example.com", "--ignore", "nothing-like-it"]).contains("--list-checks"));
}

#[test]
fn other_actions_need_no_target() {
    assert!(
        matches!(Run::of(&["--explain", "550 5.7.26"]).action(), Ok(Action::Explain(text, Form::Text)) if text == "550 5.7.26")
    );
    assert!(matches!(
        Run::of(&["--list-checks"]).action(),
        Ok(Action::ListChecks(Form::Text))
    ));
    assert!(matches!(
        Run::of(&["--generate", "man"]).action(),
        Ok(Action::Generate(Artefact::Man))
    ));
    let variables = [
        ("SMTPCHECK_SERVER", "h.example"),
        ("SMTPCHECK_USER", "ann"),
        ("SMTPCHECK_FORMAT", "json"),
    ];
    let Ok(Action::Demo(settings, _)) = Run::of(&["--demo"]).with(&variables).action() else {
        panic!("no demonstration")
    };
    assert!(settings.task.authentication.is_none() && !settings.task.transaction.everywhere);
    assert_eq!(settings.output.format.name, "json");
}

#[test]
fn a_host_may_be_called_demo() {
    assert_eq!(settings(&["demo"]).aim.host, Host::Name("demo".to_owned()));
}

#[test]
fn what_is_typed_is_asked_for() {
    let of = |arguments: &[&str]| {
        let arguments = [&["example.com", "--no-mx"], arguments].concat();
        Run::of(&arguments).settings().asked
    };
    for arguments in [
        &["--verify"][..],
        &["--expires-within", "30"],
        &["--show-certs"],
        &["--min-tls", "1.2"],
        &["--scan-tls"],
        &["--print-tlsa"],
        &["--compare-sni"],
        &["--fetch-issuers"],
        &["--all"],
    ] {
        assert_ne!(of(arguments), of(&[]), "{arguments:?}");
    }
}

/// No file is written twice, and the environment names no file but that of a form that has one.
#[test]
fn each_file_gets_one_result() {
    let directory = tempfile::tempdir().unwrap();
    let at = |form: &str, name: &str| format!("{form}={}", directory.path().join(name).display());
    let (one, other) = (at("json", "r"), at("junit", "./r"));
    let error = Run::of(&["mail.example.com", "--report", &one, "--report", &other]).error();
    assert!(error.to_string().contains("twice"), "{error}");
    let beside = at("junit", "s");
    let both = settings(&["mail.example.com", "--report", &one, "--report", &beside]);
    let forms: Vec<_> = both.files.iter().map(|file| file.format.name).collect();
    assert_eq!(forms, ["json", "junit"]);
    let summary = [("GITHUB_STEP_SUMMARY", "summary.md")];
    for (form, count) in [("github", 1), ("json", 0)] {
        let arguments = ["mail.example.com", "--format", form];
        let files = Run::of(&arguments).with(&summary).settings().files;
        assert_eq!(files.len(), count, "{form}");
    }
}
