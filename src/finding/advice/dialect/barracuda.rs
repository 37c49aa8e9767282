//! Barracuda Email Security Gateway.

use super::{
    About::{Client, Message, Recipient, Sender, Server},
    Mark::{InOrder, Whole, Words},
    Row, row,
};

const PROVIDER: &str = "Barracuda";
const HELP: &str = "https://campus.barracuda.com/product/emailsecuritygateway";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Server,
        &[],
        &[Whole("license expired")],
        HELP,
        "the licence of the recipient's spam filter has run out; nothing is wrong with the sender",
        "Tell the recipient's administrator by other means; let the server retry meanwhile.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[InOrder(&["cuda_nsu", "policy rejection"])],
        HELP,
        "a policy of the recipient's filter refuses this client: abuse or rate",
        "Look the address up at https://www.barracudacentral.org/lookups, send less, and ask the recipient's administrator.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[InOrder(&["cuda_nsu", "user unknown"])],
        HELP,
        "there is no such mailbox",
        "Check the address.",
    ),
    row(
        PROVIDER,
        Server,
        &[],
        &[InOrder(&["cuda_nsu", "temporary server error"])],
        HELP,
        "the recipient's filter cannot ask the server behind it now",
        "Let the server retry; tell the recipient's administrator if it stays.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[InOrder(&[
            "permanent failure for one or more recipients",
            ":blocked",
        ])],
        HELP,
        "the recipient's filter blocks the message for this recipient",
        "Ask the recipient's administrator; look the address up at https://www.barracudacentral.org/lookups.",
    ),
    row(
        PROVIDER,
        Message,
        &[],
        &[
            Words("rejecting banned content"),
            Words("rejected due to spam url in content"),
        ],
        HELP,
        "the recipient's filter refuses words, links or attachments of the message",
        "Check links and attachments; ask the recipient's administrator what is banned.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("rejecting spoofed message")],
        HELP,
        "the sender's domain is the recipient's own, and the message came from outside",
        "Send mail of that domain through its own server, or have the recipient's administrator admit this client.",
    ),
];
