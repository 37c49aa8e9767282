//! Options of the group "Message": the mail transaction, the test message, and where to stop.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::class::{ACTS, ASKS, HOW};

/// The mail transaction, the test message, and where to stop.
#[derive(Args, Default)]
#[command(next_help_heading = "Message")]
pub struct MessageOptions {
    /// Sender of the envelope, <> for the null sender [default without --send: <>]
    #[arg(short, long, value_name = "ADDRESS", value_hint = ValueHint::EmailAddress, group = ASKS)]
    pub from: Option<String>,

    /// Recipient of the envelope; repeat it or use commas for more
    #[arg(short, long, value_name = "ADDRESS", value_hint = ValueHint::EmailAddress, group = ASKS)]
    pub to: Vec<String>,

    /// Subject of the test message
    #[arg(long, value_name = "TEXT", group = HOW)]
    pub subject: Option<String>,

    /// Text of the test message
    #[arg(long, value_name = "TEXT", group = HOW)]
    pub body: Option<String>,

    /// Header field to add to the test message; may be repeated
    #[arg(long, value_name = "NAME: VALUE", alias = "add-header", group = HOW)]
    pub header: Vec<String>,

    /// File to attach to the test message; may be repeated
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, group = HOW)]
    pub attach: Vec<PathBuf>,

    /// Message to send as it is, header included; - reads standard input
    #[arg(long, value_name = "FILE", alias = "data", value_hint = ValueHint::FilePath, group = HOW)]
    pub message: Option<PathBuf>,

    /// Private key to sign the message with DKIM, in PEM (RSA, Ed25519); needs --dkim-selector
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, group = HOW)]
    pub dkim_key: Option<PathBuf>,

    /// Domain to sign for [default: that of the From field]
    #[arg(long, value_name = "DOMAIN", value_hint = ValueHint::Hostname, group = HOW)]
    pub dkim_domain: Option<String>,

    /// Print the message as --send would send it, signed or not, and connect to nothing
    #[arg(long, group = ACTS)]
    pub dump_message: bool,

    /// Send the message; without it the transaction is reset after RCPT
    #[arg(long, groups = [ACTS, ASKS])]
    pub send: bool,

    /// Send MAIL, RCPT and DATA together where the server offers PIPELINING
    #[arg(long, group = HOW)]
    pub pipeline: bool,

    /// Stop after this stage of the conversation
    #[arg(long, value_name = "STAGE", ignore_case = true, group = HOW)]
    pub quit_after: Option<QuitAfter>,
}

/// Stages as swaks names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "UPPER")]
#[allow(
    clippy::missing_docs_in_private_items,
    reason = "a doc comment would become a list of its own in --help"
)]
pub enum QuitAfter {
    Lookup,
    Connect,
    Banner,
    #[value(name = "FIRST-EHLO", alias = "FIRST-HELO")]
    FirstEhlo,
    #[value(name = "STARTTLS", alias = "TLS")]
    StartTls,
    #[value(alias = "HELO")]
    Ehlo,
    Auth,
    #[value(alias = "FROM")]
    Mail,
    #[value(alias = "TO")]
    Rcpt,
}
