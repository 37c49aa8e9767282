//! Options of the group "Scripting": what decides the exit status, and whether anything is asked.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::class::{ASKS, HOW};

/// What decides the exit status, and whether anything is asked.
#[derive(Args, Default)]
#[command(next_help_heading = "Scripting")]
pub struct ScriptingOptions {
    /// Fail on findings of this severity or a higher one
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY", group = HOW)]
    pub fail_on: Threshold,

    /// Do not count findings with this id (wildcards: * and ?)
    #[arg(long, value_name = "ID", group = HOW)]
    pub ignore: Vec<String>,

    /// Fail unless this is so, as in tls.version>=1.2 (--list-facts; repeatable)
    #[arg(long, value_name = "FACT OP VALUE", group = ASKS)]
    pub expect: Vec<String>,

    /// Tell what differs from an earlier run: a file of --format json or ndjson
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, group = ASKS)]
    pub baseline: Option<PathBuf>,

    /// Never ask for what is missing [default off a terminal and where CI is set]
    #[arg(long, group = HOW)]
    pub no_input: bool,
}

/// The least severity that makes a check fail, the highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
#[allow(
    clippy::missing_docs_in_private_items,
    reason = "a doc comment would become a list of its own in --help"
)]
pub enum Threshold {
    #[default]
    Error,
    Warning,
    Notice,
}
