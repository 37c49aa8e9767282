//! What is parsed, what is refused, and what no refusal repeats.

use super::*;
use crate::cli::options::{QuitAfter, Threshold};

type Variables<'a> = &'a [(&'a str, &'a str)];

fn parsed(arguments: &[&str], variables: Variables<'_>) -> Result<(Options, Sources), String> {
    let environment = variables.iter().copied().collect();
    let arguments = std::iter::once("smtpcheck").chain(arguments.iter().copied());
    parse(arguments, &environment).map_err(|error| error.to_string())
}

fn error(arguments: &[&str], variables: Variables<'_>) -> String {
    parsed(arguments, variables).err().expect("an error")
}

#[test]
fn the_definition_of_the_options_is_sound() {
    command().debug_assert();
}

#[test]
fn a_password_in_the_wrong_place_is_not_repeated() {
    let variables = &[("SMTPCHECK_PASSWORD", "hunter2")][..];
    for (arguments, variables) in [
        (&["-p", "hunter2"][..], &[][..]),
        (&["-phunter2"], &[]),
        (&["-p=hunter2"], &[]),
        (&["-vphunter2"], &[]),
        (&["-vp", "hunter2"], &[]),
        (&["--port", "hunter2"], variables),
        (&["--port=ann:hunter2@example.com"], &[]),
        (&["--format", "hunter2"], variables),
        (&["--hunter2"], variables),
    ] {
        let said = error(arguments, variables);
        assert!(!said.contains("hunter2"), "{said}");
    }
    let both = &[("SMTPCHECK_PORT", "hunter2"), variables[0]];
    assert!(!error(&[], both).contains("hunter2"));
    let said = error(&["-p", "hunter2"], &[]);
    assert!(said.contains("a password is never an argument"), "{said}");
    assert!(error(&["-p", "70000"], &[]).contains("70000"));
    let said = error(&["--format", "\x1b[5m"], &[]);
    assert!(said.contains("\\x1b[5m"), "{said}");
}

/// The long name and the variable are a port and nothing else: a slip is shown.
#[test]
fn a_port_that_is_none_is_shown_where_no_password_is_meant() {
    for (arguments, variables) in [
        (&["--port", "465x"][..], &[][..]),
        (&["--port=465x"], &[]),
        (&[], &[("SMTPCHECK_PORT", "465x")]),
        (
            &[],
            &[("SMTPCHECK_PORT", "465x"), ("SMTPCHECK_PASSWORD", "s3")],
        ),
    ] {
        let said = error(arguments, variables);
        assert!(said.contains("'465x'"), "{said}");
        assert!(!said.contains("password"), "{said}");
    }
}

#[test]
fn an_option_comes_from_its_variable() {
    let (options, sources) = parsed(
        &["example.com"],
        &[
            ("SMTPCHECK_PORT", "587"),
            ("SMTPCHECK_TO", "a@example.com,b@example.com"),
        ],
    )
    .unwrap();
    assert_eq!(options.target.port, Some(587));
    assert_eq!(options.message.to, ["a@example.com,b@example.com"]);
    assert!(sources.is_from_environment("port") && !sources.is_typed("port"));
    assert_eq!(sources.label("port"), "SMTPCHECK_PORT");
}

#[test]
fn the_command_line_beats_the_environment() {
    let variables = &[
        ("SMTPCHECK_PORT", "587"),
        ("SMTPCHECK_TO", "a@example.com"),
        ("SMTPCHECK_FORMAT", "json"),
    ];
    let (options, sources) = parsed(&["-p", "25", "--to", "b@example.com"], variables).unwrap();
    assert_eq!(options.target.port, Some(25));
    assert_eq!(options.message.to, ["b@example.com"]);
    assert_eq!(options.output.format.name, "json");
    assert!(sources.is_typed("port") && sources.is_from_environment("format"));
}

#[test]
fn a_variable_that_contradicts_the_command_line_is_dropped() {
    let (options, sources) = parsed(
        &["--no-tls"],
        &[("SMTPCHECK_STARTTLS", "1"), ("SMTPCHECK_VERIFY", "yes")],
    )
    .unwrap();
    assert!(options.tls.no_tls && !options.tls.starttls && !options.tls.verify);
    assert_eq!(sources.contradiction(), None);
}

#[test]
fn contradictions_of_equal_rank_are_named_as_they_were_given() {
    let (_, sources) = parsed(&["--starttls", "--no-tls"], &[]).unwrap();
    assert!(
        sources
            .contradiction()
            .unwrap()
            .starts_with("--starttls and --no-tls exclude each other")
    );
    let (_, sources) = parsed(&[], &[("SMTPCHECK_IPV4", "1"), ("SMTPCHECK_IPV6", "1")]).unwrap();
    assert!(
        sources
            .contradiction()
            .unwrap()
            .starts_with("SMTPCHECK_IPV4 and SMTPCHECK_IPV6 ")
    );
}

#[test]
fn booleans_take_words_and_empty_is_unset() {
    for (value, expected) in [
        ("1", true),
        ("true", true),
        ("YES", true),
        ("0", false),
        ("false", false),
        ("no", false),
        ("", false),
    ] {
        let (options, sources) = parsed(&[], &[("SMTPCHECK_STARTTLS", value)]).unwrap();
        assert_eq!(options.tls.starttls, expected, "{value:?}");
        assert_eq!(sources.is_given("starttls"), expected, "{value:?}");
    }
    assert!(error(&[], &[("SMTPCHECK_STARTTLS", "maybe")]).contains("SMTPCHECK_STARTTLS"));
}

#[test]
fn an_empty_variable_of_an_option_with_value_is_unset() {
    let (options, sources) =
        parsed(&[], &[("SMTPCHECK_FROM", ""), ("SMTPCHECK_PORT", "")]).unwrap();
    assert!(options.message.from.is_none() && options.target.port.is_none());
    assert_eq!(sources, Sources::default());
}

#[test]
fn quiet_counts_from_the_environment_too() {
    for (value, expected) in [("2", 2), ("yes", 1), ("0", 0)] {
        assert_eq!(
            parsed(&[], &[("SMTPCHECK_QUIET", value)])
                .unwrap()
                .0
                .output
                .quiet,
            expected
        );
    }
    assert_eq!(parsed(&["-qq"], &[]).unwrap().0.output.quiet, 2);
}

#[test]
fn a_wrong_variable_is_named() {
    let message = error(&[], &[("SMTPCHECK_PORT", "imap")]);
    assert!(
        message.contains("SMTPCHECK_PORT") && message.contains("smtp"),
        "{message}"
    );
    let message = error(&[], &[("SMTPCHECK_FORMAT", "xml")]);
    assert!(
        message.contains("SMTPCHECK_FORMAT") && message.contains("json"),
        "{message}"
    );
}

#[test]
fn port_zero_is_refused() {
    assert!(error(&["--port", "0"], &[]).contains("--port"));
    assert!(error(&["--port", "65536"], &[]).contains("--port"));
}

#[test]
fn the_last_of_a_repeated_option_counts() {
    let again = [
        "--timeout",
        "10",
        "--timeout",
        "20",
        "--starttls",
        "--starttls",
        "--json",
        "--format",
        "text",
    ];
    let (options, _) = parsed(&again, &[]).unwrap();
    assert_eq!(options.target.timeout, "20");
    assert_eq!(options.output.format.name, "text");
}

#[test]
fn who_is_checked_is_said_once() {
    for again in [
        &["-p", "25", "-p", "587"][..],
        &["-s", "a.example", "--server", "b.example"],
        &["--connect", "a.example", "--connect", "b.example"],
        &["--auth", "plain", "--auth", "login"],
        &["--from", "a@example.com", "--from", "b@example.com"],
        &["-u", "ann", "-u", "bob"],
    ] {
        let said = error(again, &[]);
        assert!(said.contains("cannot be used multiple times"), "{said}");
    }
    let (options, _) = parsed(&["--to", "a@b.example", "--to", "c@d.example"], &[]).unwrap();
    assert_eq!(options.message.to.len(), 2);
}

#[test]
fn auth_without_value_is_auto() {
    assert_eq!(
        parsed(&["--auth"], &[])
            .unwrap()
            .0
            .authentication
            .auth
            .as_deref(),
        Some("auto")
    );
    assert_eq!(
        parsed(&["--auth", "--user", "ann"], &[])
            .unwrap()
            .0
            .authentication
            .auth
            .as_deref(),
        Some("auto")
    );
}

#[test]
fn names_of_other_tools_are_understood() {
    let (options, _) = parsed(
        &[
            "--tls-on-connect",
            "--tls-verify",
            "--helo",
            "me.example",
            "--auth-user",
            "ann",
            "--add-header",
            "X: y",
            "--data",
            "-",
        ],
        &[],
    )
    .unwrap();
    assert!(options.tls.implicit_tls && options.tls.verify);
    assert_eq!(options.target.ehlo.as_deref(), Some("me.example"));
    assert_eq!(options.authentication.user.as_deref(), Some("ann"));
    assert_eq!(options.message.header, ["X: y"]);
    assert!(options.message.message.is_some());
}

#[test]
fn stages_are_taken_as_swaks_names_them_in_any_case() {
    for (text, expected) in [
        ("connect", QuitAfter::Connect),
        ("Banner", QuitAfter::Banner),
        ("FIRST-EHLO", QuitAfter::FirstEhlo),
        ("HELO", QuitAfter::Ehlo),
        ("tls", QuitAfter::StartTls),
        ("STARTTLS", QuitAfter::StartTls),
        ("auth", QuitAfter::Auth),
        ("FROM", QuitAfter::Mail),
        ("to", QuitAfter::Rcpt),
    ] {
        assert_eq!(
            parsed(&["--quit-after", text], &[])
                .unwrap()
                .0
                .message
                .quit_after,
            Some(expected)
        );
    }
}

#[test]
fn no_error_of_the_parser_repeats_a_password() {
    for arguments in [
        &["example.com", "--password-stdin=hunter2"][..],
        &["example.com", "--auth-password=hunter2"],
        &["example.com", "--passwort=hunter2"],
        &["example.com", "--passwort", "hunter2"],
        &["--starttls=smtp://ann:hunter2@two.example"],
        &["--format=smtp://ann:hunter2@two.example"],
    ] {
        let message = error(arguments, &[]);
        assert!(!message.contains("hunter2"), "{message}");
    }
}

#[test]
fn help_shows_no_values_of_the_environment() {
    let message = error(
        &["--help"],
        &[
            ("SMTPCHECK_USER", "hunter2"),
            ("SMTPCHECK_PASSWORD_FILE", "hunter2"),
        ],
    );
    assert!(message.contains("--user") && !message.contains("hunter2"));
}

#[test]
fn every_option_has_one_sentence_of_help_and_a_group() {
    for argument in command().get_arguments() {
        let help = argument
            .get_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        assert!(
            !help.is_empty() && !help.ends_with('.') && help.len() <= 100,
            "{}: {help}",
            argument.get_id()
        );
        assert!(argument.get_long_help().is_none(), "{}", argument.get_id());
        assert!(
            argument.get_help_heading().is_some(),
            "{}",
            argument.get_id()
        );
    }
}

#[test]
fn the_groups_of_the_help_stand_in_order() {
    let help = command().render_help().to_string();
    let headings = [
        "Target",
        "TLS",
        "Authentication",
        "Message",
        "Active checks",
        "Output",
        "Scripting",
        "Other",
        "Examples",
        "Exit status",
    ];
    let places: Vec<_> = headings
        .iter()
        .map(|heading| help.find(&format!("\n{heading}:")).expect(heading))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_default_threshold_is_error() {
    assert_eq!(
        parsed(&[], &[]).unwrap().0.scripting.fail_on,
        Threshold::Error
    );
}

/// `--dnsbl example.com` has a target and no value.
#[test]
fn a_value_of_dnsbl_stands_behind_an_equals_sign() {
    let none = Environment::default();
    let parsed = |arguments: &[&str]| {
        let arguments = std::iter::once("smtpcheck").chain(arguments.iter().copied());
        let (options, _) = parse(arguments, &none)
            .map_err(|error| error.to_string())
            .unwrap();
        (options.target.target, options.policy.dnsbl)
    };
    let target = vec!["example.com".to_owned()];
    let all = vec!["known".to_owned()];
    assert_eq!(parsed(&["--dnsbl", "example.com"]), (target.clone(), all));
    let two = vec!["a.example".to_owned(), "b.example".to_owned()];
    assert_eq!(
        parsed(&["example.com", "--dnsbl=a.example,b.example"]),
        (target, two)
    );
}
