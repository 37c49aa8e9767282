//! Options of the group "Target": which server, and how to get to it.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::class::{ACTS, ASKS, HOW, LOWERS_A_GUARD};

/// Which server, and how to get to it.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Target", next_display_order = 1)]
pub struct TargetOptions {
    /// Whom to check, in any of its forms.
    #[arg(help = "Domain, host, host:port, address, [host] (no MX lookup), smtp(s):// URL, or user@domain; or several", value_hint = ValueHint::Hostname, display_order = 0)]
    pub target: Vec<String>,

    // A forgotten variable must not have a whole list checked.
    /// Check the targets in this file too, one a line; - is standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, group = ACTS)]
    pub targets: Option<PathBuf>,

    /// Check so many targets at the same time
    #[arg(long, value_name = "NUMBER", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=10_000), group = HOW)]
    pub jobs: u16,

    /// Check this very host, without MX lookup
    #[arg(short, long, value_name = "HOST[:PORT]", value_hint = ValueHint::Hostname, group = HOW)]
    pub server: Option<String>,

    /// Port or service, such as submission [default: 25, or 465 with --implicit-tls]
    #[arg(short, long, value_parser = port, group = HOW)]
    pub port: Option<u16>,

    /// Look up MX records, whatever the port and form of the target
    #[arg(long, group = HOW)]
    pub mx: bool,

    /// Check the host itself, without MX lookup
    #[arg(long, group = HOW)]
    pub no_mx: bool,

    /// Check every exchanger at every address; the worst of them gives the exit status
    #[arg(long, group = ASKS)]
    pub all: bool,

    /// Connect to this host but keep the names of the target
    #[arg(long, value_name = "HOST[:PORT]", value_hint = ValueHint::Hostname, group = HOW)]
    pub connect: Option<String>,

    /// Use IPv4 only
    #[arg(short = '4', long, group = HOW)]
    pub ipv4: bool,

    /// Use IPv6 only
    #[arg(short = '6', long, group = HOW)]
    pub ipv6: bool,

    /// Connect from this local address
    #[arg(long, value_name = "ADDRESS", alias = "local-interface", group = HOW)]
    pub source: Option<String>,

    /// Ask this DNS server instead of the system's
    #[arg(long, value_name = "ADDRESS[:PORT]", group = HOW)]
    pub resolver: Option<String>,

    // Who has such a key forges what DNSSEC proves, and with it where a password goes.
    /// Trust the DNSSEC keys (DNSKEY records) in this file instead of the root's
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, group = LOWERS_A_GUARD)]
    pub trust_anchor: Option<PathBuf>,

    /// Name to send with EHLO [default: this machine's full name, or its address]
    #[arg(long, value_name = "NAME", alias = "helo", value_hint = ValueHint::Hostname, group = HOW)]
    pub ehlo: Option<String>,

    /// Time limit for the TCP handshake with one address
    #[arg(long, value_name = "TIME", default_value = "5s", group = HOW)]
    pub connect_timeout: String,

    /// Time limit for one server, such as 90s, 2m or 500ms
    #[arg(long, value_name = "TIME", default_value = "60s", group = HOW)]
    pub timeout: String,
}

fn port(text: &str) -> Result<u16, String> {
    super::service::port(text).ok_or_else(|| {
        "a port is a number from 1 to 65535 or one of smtp, submission, submissions and smtps"
            .to_owned()
    })
}
