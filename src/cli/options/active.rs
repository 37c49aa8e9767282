//! Options of the group "Active checks": what no ordinary client does. None of them comes from the environment.

use clap::{Args, ValueHint};

use super::class::{ACTS, ASKS};

/// What no ordinary client does.
#[derive(Args, Default)]
#[command(next_help_heading = "Active checks")]
pub struct ActiveOptions {
    /// Send NOOP together with STARTTLS, to see whether it is executed under TLS
    #[arg(long, groups = [ACTS, ASKS])]
    pub check_starttls_injection: bool,

    /// Try AUTH, without credentials, and MAIL before TLS
    #[arg(long, groups = [ACTS, ASKS])]
    pub check_tls_enforcement: bool,

    /// Ask in every classic form whether mail to this foreign address is relayed, without sending any
    #[arg(long, value_name = "ADDRESS", value_hint = ValueHint::EmailAddress, groups = [ACTS, ASKS])]
    pub check_relay: Vec<String>,

    /// Send messages to --to with false ends inside, to see which of them end a message
    #[arg(long, groups = [ACTS, ASKS])]
    pub check_smuggling: bool,

    /// Ask VRFY, EXPN and RCPT about this address and an invented one, and send nothing
    #[arg(long, value_name = "ADDRESS", value_hint = ValueHint::EmailAddress, groups = [ACTS, ASKS])]
    pub check_enumeration: Vec<String>,
}
