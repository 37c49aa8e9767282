//! Trend Micro Email Security.

use super::{
    About::{Client, Recipient, Sender},
    Mark::Words,
    Row, row,
};

const PROVIDER: &str = "Trend Micro";
const HELP: &str = "https://docs.trendmicro.com/en-us/documentation/email-security/";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Client,
        &["5.7.1"],
        &[Words("recipient address rejected: ers-customized-block")],
        HELP,
        "the recipient's organization has put the sending address on its own block list",
        "Ask the recipient's administrator to remove it.",
    ),
    row(
        PROVIDER,
        Sender,
        &["5.7.1"],
        &[Words("recipient address rejected: block-send-er")],
        HELP,
        "the recipient's organization blocks this sender",
        "Ask the recipient's administrator to remove it.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[Words("recipient address rejected: block-rcpt")],
        HELP,
        "mail to this recipient is blocked by its organization",
        "Ask the recipient's administrator.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[Words("recipient address rejected: invalid-recipient")],
        HELP,
        "there is no such recipient",
        "Check the address; the recipient's administrator should look at the synchronized list of users.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[Words("recipient address rejected: no-domain")],
        HELP,
        "the recipient's domain is not set up at this filter",
        "Check the MX records of the recipient's domain.",
    ),
];
