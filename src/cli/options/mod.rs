//! What was typed: the options of the command line by the groups of `--help`, and the same options from the
//! environment. What they mean, which values are right and what is missing is for `settings` to say.
//!
//! clap does not read the environment here: it would take an empty variable for a value, let a variable
//! contradict the command line, and leave no way to test it. `SMTPCHECK_<OPTION>` becomes an argument instead.

pub mod active;
pub mod authentication;
pub mod conflict;
mod effect;
mod effects;
pub mod fingers;
pub mod message;
pub mod other;
pub mod output;
pub mod parse;
pub mod scripting;
pub mod target;
pub mod tls;

use clap::{Command, CommandFactory, Parser};

use super::manual;

pub use active::ActiveOptions;
pub use authentication::AuthenticationOptions;
pub use message::{MessageOptions, QuitAfter};
pub use other::{Artefact, OtherOptions};
pub use output::{ColorChoice, Format, OutputOptions};
pub use parse::{Sources, environment_name, parse};
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
    args_override_self = true,
    disable_help_flag = true,
    disable_version_flag = true,
    after_help = manual::after_help(),
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

/// The definition of all options, as clap has it.
#[must_use]
pub fn command() -> Command {
    Options::command()
}
