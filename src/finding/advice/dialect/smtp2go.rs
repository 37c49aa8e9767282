//! SMTP2GO.

use super::{About::Client, Mark::InOrder, Row, row};

const PROVIDER: &str = "SMTP2GO";
const ALLOWED: &str = "https://support.smtp2go.com/hc/en-gb/articles/20032331851417-IP-Allowlist";

pub(super) const ROWS: &[Row] = &[row(
    PROVIDER,
    Client,
    &[],
    &[InOrder(&["that ip address", "is not allowed to send"])],
    ALLOWED,
    "the account admits certain client addresses only, and this one is not among them",
    "Add this client's address to the account's IP allowlist (Settings, Sending Options), or switch the list off.",
)];
