//! Symantec Email Security.cloud (Broadcom, MessageLabs).

use super::{
    About::{Client, Message, Recipient},
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
        CODES,
        "the recipient's filter refused the message: spam, malware or a policy",
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
        CODES,
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
        "the filter slows down this client: connections, rate or reputation",
        "Let the server retry, with fewer connections at a time.",
    ),
];
