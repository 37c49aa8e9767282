//! Rambler.

use super::{
    About::{Message, Recipient},
    Mark::{WithCode, Words},
    Row, row,
};

const PROVIDER: &str = "Rambler";
const HELP: &str = "https://help.rambler.ru/mail/";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[WithCode("recipient address rejected: inactive")],
        HELP,
        "the recipient's mailbox has not been used for long and is switched off",
        "Ask the recipient by other means.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[WithCode("recipient address rejected: blocked")],
        HELP,
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
        HELP,
        "Rambler takes the message for spam",
        "Check content, links, SPF and DKIM, then write to its abuse team.",
    ),
];
