//! Options of the group "Output": how the result is shown.

use clap::{Args, ValueEnum};

use super::effects::Effects;

/// What they do.
pub(super) const EFFECTS: Effects = Effects {
    describe: &["format", "quiet", "verbose", "color", "timing"],
    act: &[],
    lower_a_guard: &[],
};

/// How the result is shown.
#[derive(Args, Default)]
#[command(next_help_heading = "Output")]
pub struct OutputOptions {
    /// Form of the result
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,

    /// Print the verdict only; twice: print nothing on success
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub quiet: u8,

    /// Print everything: look-ups, each message of the TLS handshake, the whole test message
    #[arg(short, long)]
    pub verbose: bool,

    /// When to use colour
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "WHEN",
        alias = "colour"
    )]
    pub color: ColorChoice,

    /// Print the time before each line, and where it went at the end
    #[arg(long)]
    pub timing: bool,
}

/// Forms of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
#[expect(
    missing_docs,
    reason = "a doc comment would become a list of its own in --help"
)]
pub enum Format {
    #[default]
    Text,
    Json,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
#[expect(
    missing_docs,
    reason = "a doc comment would become a list of its own in --help"
)]
pub enum ColorChoice {
    #[default]
    Auto,
    Always,
    Never,
}
