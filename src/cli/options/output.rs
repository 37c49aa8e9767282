//! Options of the group "Output": how the result is shown.

use std::path::PathBuf;

use clap::{
    Args, ValueEnum, ValueHint,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use super::class::{ACTS, HOW};
use crate::render::{FORMATS, Format};

/// How the result is shown.
#[derive(Args, Default)]
#[command(next_help_heading = "Output")]
pub struct OutputOptions {
    /// Form of the result
    #[arg(
        long,
        help = help_of_format(),
        value_parser = format_by_name(),
        hide_possible_values = true,
        default_value = <&Format>::default().name,
        group = HOW
    )]
    pub format: &'static Format,

    /// Keep the transcript in --format ndjson, which leaves it out
    #[arg(long, group = HOW)]
    pub transcript: bool,

    // It writes a file.
    /// Skip the targets that this file has from an earlier --format ndjson, and append the others to it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, group = ACTS)]
    pub resume: Option<PathBuf>,

    /// Write the result in another form to a file as well, whole or not at all; may be given several times
    #[arg(long, value_name = "F=FILE", group = ACTS)]
    pub report: Vec<String>,

    /// Print the verdict only; twice: print nothing on success
    #[arg(short, long, action = clap::ArgAction::Count, group = HOW)]
    pub quiet: u8,

    /// Print everything: the report at length, look-ups, TLS handshake messages, the test message
    #[arg(short, long, group = HOW)]
    pub verbose: bool,

    /// When to use colour
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "WHEN",
        alias = "colour",
        group = HOW
    )]
    pub color: ColorChoice,

    /// Print the time before each line, and at the end where the time went
    #[arg(long, group = HOW)]
    pub timing: bool,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
#[allow(
    clippy::missing_docs_in_private_items,
    reason = "a doc comment would become a list of its own in --help"
)]
pub enum ColorChoice {
    #[default]
    Auto,
    Always,
    Never,
}

/// The names of the forms, with what each is for those who complete.
fn format_by_name() -> impl TypedValueParser<Value = &'static Format> {
    let named = |format: &&'static Format| PossibleValue::new(format.name).help(format.sentence);
    PossibleValuesParser::new(FORMATS.iter().map(named))
        .map(|name| Format::named(&name).unwrap_or_default())
}

fn help_of_format() -> String {
    let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
    let (last, others) = names.split_last().unwrap_or((&"", &[]));
    format!("Form: {} or {last}", others.join(", "))
}
