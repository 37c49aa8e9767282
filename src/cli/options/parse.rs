//! From arguments and variables to [`Options`], and where each option came from. Every option but those that
//! act or lower a guard can be a variable; arguments beat variables, contradictions included.

use std::{
    collections::BTreeSet,
    ffi::{OsStr, OsString},
};

use clap::{
    Arg, ArgAction, ArgMatches, Command, FromArgMatches,
    error::{ContextKind, ContextValue, ErrorKind},
    parser::ValueSource,
};

use super::{Options, command, conflict, effect, fingers, unknown, with_help_of_one_page};
use crate::{
    cli::environment::{Environment, PASSWORD, PREFIX},
    event::Given,
};

/// Where the options came from. An option that is in neither set has its default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    command_line: BTreeSet<String>,
    environment: BTreeSet<String>,
}

impl Sources {
    /// Whether the option was given at all. `id` is its long name with underscores, or `target`.
    #[must_use]
    pub fn is_given(&self, id: &str) -> bool {
        self.is_typed(id) || self.is_from_environment(id)
    }

    /// Whether the option stood on the command line.
    #[must_use]
    pub fn is_typed(&self, id: &str) -> bool {
        self.command_line.contains(id)
    }

    /// Whether the option came from its variable.
    #[must_use]
    pub fn is_from_environment(&self, id: &str) -> bool {
        self.environment.contains(id)
    }

    /// All that were given.
    #[must_use]
    pub fn given(&self) -> Given {
        let options = self.command_line.union(&self.environment);
        let options = options.filter(|id| *id != "target");
        options.map(|id| id.replace('_', "-")).collect()
    }

    /// The option as the user knows it: `--no-tls`, or `SMTPCHECK_NO_TLS` when it came from there.
    #[must_use]
    pub fn label(&self, id: &str) -> String {
        match id {
            "target" => "a target".to_owned(),
            _ if self.is_from_environment(id) => variable(id),
            _ => format!("--{}", id.replace('_', "-")),
        }
    }

    /// The sentence that reports the first contradiction.
    #[must_use]
    pub fn contradiction(&self) -> Option<String> {
        let (one, other, because) = conflict::first(|id| self.is_given(id))?;
        Some(format!(
            "{} and {} exclude each other: {because}",
            self.label(&one),
            self.label(&other)
        ))
    }
}

/// The variable in which `argument` can be given, if it can.
#[must_use]
pub fn environment_name(argument: &Arg) -> Option<String> {
    let long = argument.get_long()?;
    effect::may_be_a_variable(long).then(|| variable(long))
}

fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.replace('-', "_").to_ascii_uppercase())
}

/// Parses the arguments, the name of the program first, and the variables of the options.
///
/// # Errors
/// What clap says about the arguments, `--help` and `--version` included; a variable that cannot be the value of
/// its option; an argument that belongs to another tool. No error repeats a password.
pub fn parse(
    arguments: impl IntoIterator<Item = impl Into<OsString>>,
    environment: &Environment,
) -> Result<(Options, Sources), clap::Error> {
    let arguments = arguments.into_iter().map(Into::into);
    let arguments = fingers::with_format(arguments.collect());
    let mut command = match arguments.iter().any(|argument| argument == "--help") {
        true => command(),
        false => with_help_of_one_page(),
    };
    let password = environment.value(PASSWORD).map(OsStr::to_string_lossy);
    let password = password.as_deref();
    let fault = |words: &[String]| {
        let words: Vec<_> = words.iter().map(OsString::from).collect();
        alone(&command, &words).err()
    };
    if let Some(refusal) = fingers::refusal(&command, &arguments, password, fault) {
        return Err(command.error(ErrorKind::UnknownArgument, refusal));
    }
    let matches = matches(&command, &arguments, password)?;
    let mut sources = typed(&command, &matches);
    let additional = from_environment(&command, environment, &mut sources)?;
    let matches = match additional.is_empty() {
        true => matches,
        false => self::matches(&command, &with(arguments, additional), password)?,
    };
    Ok((Options::from_arg_matches(&matches)?, sources))
}

fn matches(
    command: &Command,
    arguments: &[OsString],
    password: Option<&str>,
) -> Result<ArgMatches, clap::Error> {
    let concealed = |error| {
        let error = without_password(unknown::without_bad_tips(error), password);
        harmless(without_secrets(error, &fingers::secrets(arguments)))
    };
    command
        .clone()
        .try_get_matches_from(arguments)
        .map_err(|error| unknown::all(command, arguments, error, concealed))
}

fn typed(command: &Command, matches: &ArgMatches) -> Sources {
    let is_typed = |id: &&str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let ids = command
        .get_arguments()
        .map(|argument| argument.get_id().as_str());
    let listed = ids.filter(|id| matches.try_contains_id(id).is_ok());
    Sources {
        command_line: listed.filter(is_typed).map(str::to_owned).collect(),
        environment: BTreeSet::new(),
    }
}

/// The arguments that the variables stand for. Those that the command line has, or contradicts, are left out.
fn from_environment(
    command: &Command,
    environment: &Environment,
    sources: &mut Sources,
) -> Result<Vec<OsString>, clap::Error> {
    let mut additional = Vec::new();
    for argument in command.get_arguments() {
        let id = argument.get_id().as_str();
        let Some(long) = argument.get_long() else {
            continue;
        };
        let name = variable(long);
        // The classes are read only where there is a variable.
        let Some(value) = environment.value(&name) else {
            continue;
        };
        if !effect::may_be_a_variable(long) {
            continue;
        }
        if sources.is_typed(id) || conflict::contradicts(id, |id| sources.is_typed(id)) {
            continue;
        }
        let wrong = |what| {
            command.clone().error(
                ErrorKind::ValueValidation,
                format!("{name} in the environment: {what}"),
            )
        };
        let made = as_arguments(argument, value).map_err(wrong)?;
        alone(command, &made).map_err(wrong)?;
        if !made.is_empty() {
            sources.environment.insert(id.to_owned());
        }
        additional.extend(made);
    }
    Ok(additional)
}

fn as_arguments(argument: &Arg, value: &OsStr) -> Result<Vec<OsString>, String> {
    let long = format!("--{}", argument.get_long().unwrap_or_default());
    let times = match argument.get_action() {
        ArgAction::SetTrue => boolean(value)?.into(),
        ArgAction::Count => count(value)?,
        _ => {
            let mut option = OsString::from(long + "=");
            option.push(value);
            return Ok(vec![option]);
        }
    };
    Ok(vec![OsString::from(long); times])
}

fn boolean(value: &OsStr) -> Result<bool, String> {
    match value.to_string_lossy().to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" => Ok(true),
        "0" | "false" | "no" => Ok(false),
        _ => Err("it takes 1, true, yes, 0, false or no".to_owned()),
    }
}

fn count(value: &OsStr) -> Result<usize, String> {
    let text = value.to_string_lossy();
    match text.parse() {
        Ok(times @ 0..=9) => Ok(times),
        _ => boolean(value)
            .map(usize::from)
            .map_err(|_| "it takes 0, 1 or 2".to_owned()),
    }
}

/// Tries what a variable stands for by itself, so that its error can name the variable.
fn alone(command: &Command, made: &[OsString]) -> Result<(), String> {
    let arguments = std::iter::once(OsString::from(command.get_name())).chain(made.iter().cloned());
    let Err(error) = command.clone().try_get_matches_from(arguments) else {
        return Ok(());
    };
    let text = harmless(without_password(error, None)).to_string();
    let sentence: Vec<&str> = text
        .lines()
        .take_while(|line| !line.is_empty())
        .map(str::trim)
        .collect();
    let sentence = sentence.join(" ");
    Err(sentence
        .strip_prefix("error: ")
        .unwrap_or(&sentence)
        .to_owned())
}

fn with(mut arguments: Vec<OsString>, additional: Vec<OsString>) -> Vec<OsString> {
    let behind_the_name = arguments.len().min(1);
    arguments.splice(behind_the_name..behind_the_name, additional);
    arguments
}

fn without_secrets(mut error: clap::Error, secrets: &[String]) -> clap::Error {
    for kind in [ContextKind::InvalidArg, ContextKind::InvalidValue] {
        let shows_secret = matches!(error.get(kind), Some(ContextValue::String(text)) if secrets.iter().any(|secret| text.contains(secret)));
        if shows_secret {
            error.insert(kind, ContextValue::String("[concealed]".to_owned()));
        }
    }
    error
}

/// Neither the password of the environment nor what stands where the number of a port belongs.
fn without_password(mut error: clap::Error, password: Option<&str>) -> clap::Error {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.as_str(),
        _ => "",
    };
    let (argument, value) = (
        text(ContextKind::InvalidArg),
        text(ContextKind::InvalidValue),
    );
    let is_port =
        argument.starts_with("--port") && value.bytes().any(|byte| !byte.is_ascii_digit());
    let is_in_value = password.is_some_and(|password| value.contains(password));
    let is_argument = password.is_some_and(|password| {
        argument == password || argument.trim_start_matches('-') == password.trim_start_matches('-')
    });
    let concealed = || ContextValue::String("[concealed]".to_owned());
    if is_port || is_in_value {
        error.insert(ContextKind::InvalidValue, concealed());
    }
    if is_argument {
        error.insert(ContextKind::InvalidArg, concealed());
    }
    error
}

/// What was typed, without anything that acts on a terminal.
fn harmless(mut error: clap::Error) -> clap::Error {
    for kind in [ContextKind::InvalidArg, ContextKind::InvalidValue] {
        if let Some(ContextValue::String(text)) = error.get(kind) {
            let shown = crate::text::visible(text.as_bytes());
            error.insert(kind, ContextValue::String(shown));
        }
    }
    error
}

#[cfg(test)]
mod tests {
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
            (&["--port=hunter2"], &[]),
            (&[], &[("SMTPCHECK_PORT", "hunter2")]),
            (&["--format", "hunter2"], variables),
            (&["example.com", "hunter2"], variables),
            (&["--hunter2"], variables),
        ] {
            let said = error(arguments, variables);
            assert!(!said.contains("hunter2"), "{said}");
        }
        assert!(error(&["-p", "70000"], &[]).contains("70000"));
        let said = error(&["--format", "\x1b[5m"], &[]);
        assert!(said.contains("\\x1b[5m"), "{said}");
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
        let (_, sources) =
            parsed(&[], &[("SMTPCHECK_IPV4", "1"), ("SMTPCHECK_IPV6", "1")]).unwrap();
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
            &["one.example", "smtp://ann:hunter2@two.example"][..],
            &["one.example", "ann:hunter2@two.example"],
            &["example.com", "--password-stdin=hunter2"],
            &["example.com", "--password-stdin", "hunter2"],
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
}
