//! Options of the group "Domain policy": what a domain publishes for its mail.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::class::{ASKS, HOW};

/// The block lists that are known and answer everybody.
pub const KNOWN: &str = "known";

/// What a domain publishes for its mail.
#[derive(Args, Default)]
#[command(next_help_heading = "Domain policy", next_display_order = 1)]
pub struct PolicyOptions {
    /// Leave out what the domain publishes: SPF, DKIM, DMARC, MTA-STS, TLS-RPT, BIMI, reverse names
    #[arg(long, group = HOW)]
    pub no_policy: bool,

    /// Look at what this domain publishes too; may be repeated
    #[arg(long, value_name = "DOMAIN", value_delimiter = ',', value_hint = ValueHint::Hostname, group = ASKS)]
    pub policy_domain: Vec<String>,

    /// Say what SPF comes to for mail from this address, with --from and --ehlo; may be repeated
    #[arg(long, value_name = "ADDRESS", value_delimiter = ',', group = ASKS)]
    pub spf_ip: Vec<String>,

    /// Look for the DKIM key with this selector; may be repeated [default: those that providers use]
    #[arg(long, value_name = "NAME", value_delimiter = ',', group = ASKS)]
    pub dkim_selector: Vec<String>,

    /// Ask block lists for each server's address, and with --send or --source for this machine's
    #[arg(long, value_name = "known|ZONE,…", num_args = 0..=1, require_equals = true, default_missing_value = KNOWN, value_delimiter = ',', group = ASKS)]
    pub dnsbl: Vec<String>,

    /// Print the DNS records to publish: TLSA, MTA-STS, TLS-RPT, SPF, DMARC
    #[arg(long, group = ASKS)]
    pub print_dns: bool,

    /// Private key or certificate in PEM that the server has next, for --print-dns; may be repeated
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, group = HOW)]
    pub next_key: Vec<PathBuf>,

    /// Fetch logo and certificate of BIMI, and say whether receivers can show the logo
    #[arg(long, group = ASKS)]
    pub fetch_bimi: bool,

    /// Verify the DKIM signatures of --message FILE, sent or not
    #[arg(long, group = ASKS)]
    pub verify_message: bool,
}
