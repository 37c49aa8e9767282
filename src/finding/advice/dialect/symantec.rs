//! Symantec Email Security.cloud (Broadcom, MessageLabs).

use super::{
    About::{Client, Message, Recipient},
    FIELD_MANUAL,
    Mark::{InOrder, Words},
    Row, row,
};

const PROVIDER: &str = "Symantec";
const CODES: &str = "https://knowledge.broadcom.com/external/article?legacyId=TECH246726";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Message,
        &[],
        &[Words(
            "message filtered. refer to the troubleshooting page at http://www.symanteccloud.com/troubleshooting",
        )],
        FIELD_MANUAL,
        "the recipient's filter refused the message: spam, or a rule of the recipient's organization",
        "Check content, links and reputation; then ask the recipient's administrator to admit the sender.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[InOrder(&[
            "you are trying to use me",
            "messagelabs.com",
            "as a relay",
        ])],
        FIELD_MANUAL,
        "the recipient's domain is not set up at this filter, or the client may not send out through it",
        "Check the MX records of the recipient's domain; as a customer, register this client's address for outbound mail.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[InOrder(&[
            "requested action aborted",
            "knowledge.broadcom.com",
        ])],
        CODES,
        "the filter puts this client off; the number in the text says why",
        "Let the server retry; if it stays, look the number up at the link in the text.",
    ),
];
