//! Free (free.fr).

use super::{About::Recipient, Mark::Words, Row, row};

const PROVIDER: &str = "Free";
const HELP: &str = "https://postmaster.free.fr/index_en.html";

pub(super) const ROWS: &[Row] = &[row(
    PROVIDER,
    Recipient,
    &["5.2.1"],
    &[Words("this mailbox has been blocked due to inactivity")],
    HELP,
    "the recipient's mailbox has not been used for long and is switched off",
    "Ask the recipient by other means; who uses the mailbox again gets mail again.",
)];
