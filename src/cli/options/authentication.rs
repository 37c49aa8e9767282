//! Options of the group "Authentication". The secret itself is never an argument: other users of a machine can
//! read the arguments of every process.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::effects::Effects;

/// A login is an act: it counts, and may lock an account or tell a password to a server that nobody thought of. A command of
/// `--password-command` runs only where `--auth` was typed, and says no more than where the password is, as
/// `SMTPCHECK_PASSWORD` does.
pub(super) const EFFECTS: Effects = Effects {
    describe: &[
        "user",
        "password-file",
        "password-stdin",
        "password-command",
    ],
    act: &["auth"],
    lower_a_guard: &["insecure-auth"],
};

/// Whether and how to log in.
#[derive(Args, Default)]
#[command(next_help_heading = "Authentication")]
pub struct AuthenticationOptions {
    /// Log in with these mechanisms, or with the strongest one offered (auto)
    #[arg(long, value_name = "auto|MECHANISM,…", num_args = 0..=1, default_missing_value = "auto")]
    pub auth: Option<String>,

    /// User to log in as
    #[arg(short, long, value_name = "NAME", alias = "auth-user", value_hint = ValueHint::Username)]
    pub user: Option<String>,

    /// Read the password or token from this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub password_file: Option<PathBuf>,

    /// Read the password or token from standard input
    #[arg(long)]
    pub password_stdin: bool,

    /// Take the password or token from the first line that this command prints
    #[arg(long, value_name = "COMMAND", value_hint = ValueHint::CommandString)]
    pub password_command: Option<String>,

    /// Log in even over a connection that is not encrypted and verified
    #[arg(long)]
    pub insecure_auth: bool,
}
