//! Mailgun.

use super::{About::Sender, Mark::Words, Row, row};

const PROVIDER: &str = "Mailgun";
const SANDBOX: &str = "https://help.mailgun.com/hc/en-us/articles/217531258-Authorized-Recipients";

pub(super) const ROWS: &[Row] = &[row(
    PROVIDER,
    Sender,
    &[],
    &[Words("sandbox subdomains are for test purposes only")],
    SANDBOX,
    "the sandbox domain sends to authorized recipients only",
    "Add and verify a domain of your own, or add the recipient under Authorized Recipients.",
)];
