//! Options of the group "TLS": when encryption starts and what is asked of it.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::class::{ASKS, HOW, LOWERS_A_GUARD};

/// When encryption starts and what is asked of it.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "TLS")]
pub struct TlsOptions {
    /// Require STARTTLS to work [default: use it when it is offered]
    #[arg(long, group = ASKS)]
    pub starttls: bool,

    /// Speak TLS from the first byte, as port 465 does
    #[arg(long, alias = "tls-on-connect", group = HOW)]
    pub implicit_tls: bool,

    /// Do not use TLS, even when it is offered
    #[arg(long, group = HOW)]
    pub no_tls: bool,

    /// Count a certificate that does not verify as an error, on every port
    #[arg(long, alias = "tls-verify", group = ASKS)]
    pub verify: bool,

    // Whoever has a certificate from an authority that was put in place of the system's may get the password.
    /// Trust the certificates in this PEM file instead of the system's
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, group = LOWERS_A_GUARD)]
    pub ca_file: Option<PathBuf>,

    /// Server name to send in the TLS handshake [default: the name that is verified]
    #[arg(long, value_name = "NAME", aliases = ["tls-sni", "servername"], value_hint = ValueHint::Hostname, group = HOW)]
    pub sni: Option<String>,

    // Likewise whoever has one for this name.
    /// Name to verify the certificate against [default: the host connected to]
    #[arg(long, value_name = "NAME", alias = "tls-verify-target", value_hint = ValueHint::Hostname, group = LOWERS_A_GUARD)]
    pub verify_name: Option<String>,

    /// Client certificate with its chain, in PEM
    #[arg(long, value_name = "FILE", alias = "tls-cert", value_hint = ValueHint::FilePath, group = ASKS)]
    pub cert: Option<PathBuf>,

    /// Private key of the client certificate, in PEM [default: in the file of --cert]
    #[arg(long, value_name = "FILE", alias = "tls-key", value_hint = ValueHint::FilePath, group = HOW)]
    pub key: Option<PathBuf>,

    /// Oldest TLS version to accept: 1.2 or 1.3
    #[arg(long, value_name = "VERSION", group = ASKS)]
    pub min_tls: Option<String>,

    /// Print the certificates of the server in PEM
    #[arg(long, alias = "showcerts", group = ASKS)]
    pub show_certs: bool,

    // Who has the keys reads the password in what was recorded.
    /// Append the session keys to this file, for Wireshark
    #[arg(long, value_name = "FILE", alias = "keylogfile", value_hint = ValueHint::FilePath, group = LOWERS_A_GUARD)]
    pub keylog: Option<PathBuf>,

    /// Print the TLSA records to publish for the server's current key
    #[arg(long, group = ASKS)]
    pub print_tlsa: bool,

    /// Find out which TLS versions, cipher suites and groups the server accepts
    #[arg(long, group = ASKS)]
    pub scan_tls: bool,

    /// Limit the connections of --scan-tls; 0 for a complete list [default: 25]
    #[arg(long, value_name = "N", group = HOW)]
    pub scan_connections: Option<usize>,

    /// Connections of --scan-tls at a time [default: 1]
    #[arg(long, value_name = "N", group = HOW)]
    pub scan_jobs: Option<usize>,

    /// Compare with a second handshake that sends no server name
    #[arg(long, group = ASKS)]
    pub compare_sni: bool,

    /// Fetch a missing issuer certificate and verify again
    #[arg(long, group = ASKS)]
    pub fetch_issuers: bool,

    /// Warn when a certificate expires within this many days [default: 14, less for short-lived ones]
    #[arg(long, value_name = "DAYS", group = ASKS)]
    pub expires_within: Option<u32>,
}
