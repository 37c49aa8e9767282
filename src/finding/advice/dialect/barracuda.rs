//! Barracuda Email Security Gateway.

use super::{
    About::{Client, Message, Recipient, Sender, Server},
    FIELD_MANUAL,
    Mark::{InOrder, Whole, Words},
    Row, row,
};

const PROVIDER: &str = "Barracuda";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Server,
        &[],
        &[Whole("license expired")],
        FIELD_MANUAL,
        "the licence of the recipient's spam filter has run out; nothing is wrong with the sender",
        "Tell the recipient's administrator by other means; let the server retry meanwhile.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[InOrder(&["cuda_nsu", "policy rejection"])],
        FIELD_MANUAL,
        "a policy of the recipient's filter refuses this client as abuse",
        "Ask the recipient's administrator, with the whole reply; nobody else can admit the client.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[InOrder(&["cuda_nsu", "user unknown"])],
        FIELD_MANUAL,
        "there is no such mailbox",
        "Check the address.",
    ),
    row(
        PROVIDER,
        Server,
        &[],
        &[InOrder(&["cuda_nsu", "temporary server error"])],
        FIELD_MANUAL,
        "the recipient's filter cannot take the message now",
        "Let the server retry; tell the recipient's administrator if it stays.",
    ),
    row(
        PROVIDER,
        Message,
        &[],
        &[InOrder(&[
            "permanent failure for one or more recipients",
            ":blocked",
        ])],
        FIELD_MANUAL,
        "the recipient's filter blocks this message, for its content, its domain or a rule of the recipient's organization",
        "Check content and links, SPF, DKIM and DMARC; the recipient's administrator sees the reason in the filter's log.",
    ),
    row(
        PROVIDER,
        Message,
        &[],
        &[
            Words("rejecting banned content"),
            Words("rejected due to spam url in content"),
        ],
        FIELD_MANUAL,
        "the recipient's filter refuses words or links of the message",
        "Check the text, and all domains and links in it against block lists; ask the recipient's administrator what is banned.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("rejecting spoofed message")],
        FIELD_MANUAL,
        "the recipient's filter takes the message for one that pretends to come from somebody else",
        "Check the sender's domain, the From header and the links for what could be taken for another's name; the recipient's administrator can admit the sender.",
    ),
];
