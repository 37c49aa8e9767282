//! Options of the group "Authentication". The secret itself is never an argument: other users of a machine can
//! read the arguments of every process.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::class::{ACTS, ASKS, HOW, LOWERS_A_GUARD};

/// Whether and how to log in.
#[derive(Args, Default)]
#[command(next_help_heading = "Authentication")]
pub struct AuthenticationOptions {
    // A login counts, and may lock an account or tell a password to a server that nobody thought of.
    /// Log in with these mechanisms, or with the strongest one offered (auto)
    #[arg(long, value_name = "auto|MECHANISM,…", num_args = 0..=1, default_missing_value = "auto", groups = [ACTS, ASKS])]
    pub auth: Option<String>,

    /// User to log in as
    #[arg(short, long, value_name = "NAME", alias = "auth-user", value_hint = ValueHint::Username, group = HOW)]
    pub user: Option<String>,

    /// Read the password or token from this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, group = HOW)]
    pub password_file: Option<PathBuf>,

    /// Read the password or token from standard input
    #[arg(long, group = HOW)]
    pub password_stdin: bool,

    // The command runs only where --auth was typed, and says no more than where the password is, as SMTPCHECK_PASSWORD does.
    /// Take the password or token from the first line that this command prints
    #[arg(long, value_name = "COMMAND", value_hint = ValueHint::CommandString, group = HOW)]
    pub password_command: Option<String>,

    /// Log in even over a connection that is not encrypted and verified
    #[arg(long, group = LOWERS_A_GUARD)]
    pub insecure_auth: bool,
}
