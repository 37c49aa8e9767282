//! What was typed: the options of the command line by the groups of `--help`, and the same options from the
//! environment. What they mean, which values are right and what is missing is for `settings` to say.
//!
//! clap does not read the environment here: it would take an empty variable for a value, let a variable
//! contradict the command line, and leave no way to test it. `SMTPCHECK_<OPTION>` becomes an argument instead.

pub mod active;
pub mod authentication;
mod class;
pub mod conflict;
mod effect;
mod fingers;
pub mod message;
pub mod other;
pub mod output;
pub mod parse;
pub mod policy;
pub mod scripting;
pub mod service;
pub mod target;
pub mod tls;
mod unknown;
pub mod variables;

use clap::{Arg, ArgAction, Command, CommandFactory, Parser};

use super::manual;

pub use active::ActiveOptions;
pub use authentication::AuthenticationOptions;
pub use message::{MessageOptions, QuitAfter};
pub use other::{Artefact, OtherOptions};
pub use output::{ColorChoice, OutputOptions};
pub use parse::{Sources, environment_name, parse};
pub use policy::PolicyOptions;
pub use scripting::{ScriptingOptions, Threshold};
pub use target::TargetOptions;
pub use tls::TlsOptions;

/// Says whether mail works through a server, and if not, where it stops and what to do.
///
/// It holds what was typed, passwords in URLs included: there is no Debug.
#[derive(Parser, Default)]
#[command(
    name = "smtpcheck",
    version,
    about = "Say whether mail works through a server, and if not, exactly where it stops and what to do.",
    long_about = None,
    max_term_width = 100,
    disable_help_flag = true,
    disable_version_flag = true,
    after_help = manual::after_help(),
    groups = class::groups(),
)]
pub struct Options {
    /// Which server.
    #[command(flatten)]
    pub target: TargetOptions,
    /// Encryption.
    #[command(flatten)]
    pub tls: TlsOptions,
    /// Logging in.
    #[command(flatten)]
    pub authentication: AuthenticationOptions,
    /// What a domain publishes.
    #[command(flatten)]
    pub policy: PolicyOptions,
    /// Mail.
    #[command(flatten)]
    pub message: MessageOptions,
    /// What no ordinary client does.
    #[command(flatten)]
    pub active: ActiveOptions,
    /// The result.
    #[command(flatten)]
    pub output: OutputOptions,
    /// Exit status.
    #[command(flatten)]
    pub scripting: ScriptingOptions,
    /// In place of a check.
    #[command(flatten)]
    pub other: OtherOptions,
}

/// Options that say who or what is checked. One that is given twice is a mistake: whichever counted, the answer would be about
/// something that was not meant. Of any other the last counts.
const ONCE: [&str; 6] = ["server", "port", "connect", "auth", "user", "from"];

/// The definition of all options, as clap has it.
#[must_use]
pub fn command() -> Command {
    Options::command().mut_args(|argument| {
        let id = argument.get_id().clone();
        let is_one = matches!(argument.get_action(), ArgAction::Set | ArgAction::SetTrue);
        match is_one && !ONCE.contains(&id.as_str()) && !argument.is_positional() {
            true => argument.overrides_with(id),
            false => argument,
        }
    })
}

/// The words of `--help`, which are made from a table.
const AS_IN_FULL: &str = "";

/// What `-h` shows, in words so few that each has one line of a narrow terminal; `--help` has all.
const FIRST: [(&str, &str); 15] = [
    (
        "target",
        "Domain, host, host:port, address, URL or user@domain",
    ),
    ("server", "Check this very host, without MX lookup"),
    ("port", "Port [default: 25, or 465 with --implicit-tls]"),
    ("all", "Check every mail exchanger at every address"),
    ("starttls", "Require STARTTLS to work"),
    ("verify", "Count an unverified certificate as an error"),
    (
        "scan_tls",
        "List the TLS versions, suites and groups accepted",
    ),
    ("auth", "Log in, and ask for what is missing"),
    ("to", "Recipient of the envelope; more with commas"),
    ("send", "Send a test message, not just the envelope"),
    ("format", AS_IN_FULL),
    ("verbose", "Print everything"),
    ("explain", "Explain a finding or a server's reply, offline"),
    ("demo", "Show a whole check against a built-in server"),
    ("help", "Print this page; --help prints all options"),
];

/// The same, whose help is one page: the options that are needed most, in one list.
fn with_help_of_one_page() -> Command {
    let shown = |argument: Arg| {
        let id = argument.get_id().as_str();
        match FIRST.iter().find(|(first, _)| *first == id) {
            Some((_, words)) => {
                let narrow = match id {
                    "auth" => argument.value_name("MECHANISM"),
                    _ => argument,
                };
                let narrow = narrow.help_heading(None);
                match *words {
                    AS_IN_FULL => narrow,
                    words => narrow.help(words),
                }
            }
            None => argument.hide_short_help(true),
        }
    };
    let command = command().after_help(manual::after_short_help());
    command.mut_args(shown).max_term_width(80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_first_fits_on_a_screen_and_names_the_rest() {
        let mut command = with_help_of_one_page();
        let help = command.render_help().to_string();
        assert!(help.lines().count() <= 40, "{help}");
        assert!(
            help.contains("--help") && help.contains("Examples:"),
            "{help}"
        );
        for (id, words) in FIRST {
            let argument = command
                .get_arguments()
                .find(|one| one.get_id() == id)
                .unwrap();
            assert!(help.contains(words), "{words} is broken\n{help}");
            let name = argument
                .get_long()
                .map_or("[TARGET]".to_owned(), |long| format!("--{long}"));
            assert!(help.contains(&name), "{name}\n{help}");
        }
    }
}
