//! Rambler.

use super::{
    About::{Message, Recipient},
    FIELD_MANUAL,
    Mark::{WithCode, Words},
    Row, row,
};

const PROVIDER: &str = "Rambler";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[WithCode("recipient address rejected: inactive")],
        FIELD_MANUAL,
        "the recipient's mailbox is inactive",
        "Ask the recipient by other means.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[WithCode("recipient address rejected: blocked")],
        FIELD_MANUAL,
        "the recipient's mailbox is blocked",
        "Ask the recipient by other means.",
    ),
    row(
        PROVIDER,
        Message,
        &["5.7.1"],
        &[Words(
            "spam message rejected; if this is not spam contact abuse",
        )],
        FIELD_MANUAL,
        "Rambler takes the message for spam",
        "Check content, links, SPF and DKIM, then write to its support.",
    ),
];
