//! SMTP2GO.

use super::{About::Client, Mark::Words, Row, row};

const PROVIDER: &str = "SMTP2GO";
const ALLOWED: &str = "https://support.smtp2go.com/";

pub(super) const ROWS: &[Row] = &[row(
    PROVIDER,
    Client,
    &[],
    &[Words("that ip address is not allowed to send")],
    ALLOWED,
    "the account admits certain client addresses only, and this one is not among them",
    "Add this client's address to the allowed addresses of the account or of the SMTP user, or take the restriction off.",
)];
