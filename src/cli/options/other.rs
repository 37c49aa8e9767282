//! Options of the group "Other": what is done in place of a check.

use clap::{ArgAction, Args, ValueEnum};

use super::class::ACTS;

/// What is done in place of a check.
#[derive(Args, Default)]
#[command(next_help_heading = "Other")]
pub struct OtherOptions {
    /// Explain an id, reply ("550 5.7.26"), keyword, exit status, record or header; - reads standard input
    #[arg(long, value_name = "TEXT", group = ACTS)]
    pub explain: Option<String>,

    /// List all checks and their severities
    #[arg(long, group = ACTS)]
    pub list_checks: bool,

    /// List all named facts with their types: what --expect can ask for
    #[arg(long, group = ACTS)]
    pub list_facts: bool,

    /// Run a complete check against a built-in server, without network
    #[arg(long, group = ACTS)]
    pub demo: bool,

    /// Print the manual page, the schema of the JSON output or a completion script
    #[arg(long, value_enum, value_name = "WHAT", group = ACTS)]
    pub generate: Option<Artefact>,

    /// Print this help, or with -h the options that are needed most
    #[arg(short, long, action = ArgAction::Help, group = ACTS)]
    help: Option<bool>,

    /// Print the version
    #[arg(short = 'V', long, action = ArgAction::Version, group = ACTS)]
    version: Option<bool>,
}

/// What can be generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[expect(
    missing_docs,
    reason = "a doc comment would become a list of its own in --help"
)]
pub enum Artefact {
    Man,
    JsonSchema,
    CompleteBash,
    CompleteZsh,
    CompleteFish,
    #[value(name = "complete-powershell")]
    CompletePowerShell,
    CompleteElvish,
}
