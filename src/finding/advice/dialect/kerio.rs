//! Kerio Connect.

use super::{About::Client, Mark::Words, Row, row};

const PROVIDER: &str = "Kerio";
const LIMITS: &str = "https://manuals.gfi.com/en/kerio/connect/";

pub(super) const ROWS: &[Row] = &[row(
    PROVIDER,
    Client,
    &["4.7.1"],
    &[Words("intrusion prevention active")],
    LIMITS,
    "the server has shut this client out for a while, after too many connections or recipients that do not exist",
    "Wait an hour, and stop what sends to addresses that do not exist; on the server, see the SMTP server's security options.",
)];
