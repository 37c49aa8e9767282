//! Orange and Wanadoo (codes OFR), and La Poste (codes LPN), which filter alike. Source: the postmaster page of Orange.

use super::{
    About::{Client, Message, Recipient, Sender},
    Mark::Words,
    Row, row,
};

const PROVIDER: &str = "Orange";
const GUIDE: &str = "https://postmaster.orange.fr";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Client,
        &[],
        &[
            Words("ofr004_104"),
            Words("lpn004_104"),
            Words("ofr_104"),
            Words("lpn_104"),
        ],
        GUIDE,
        "the sending address has too many connections open",
        "Use fewer connections at a time (Postfix: smtp_destination_concurrency_limit) and send more slowly.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("ofr004_105"), Words("ofr_105"), Words("lpn004_105")],
        GUIDE,
        "the server takes nothing from this address for the moment: rate or reputation",
        "Send more slowly; it passes by itself.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[
            Words("ofr006_102"),
            Words("ofr_102"),
            Words("lpn006_102"),
            Words("lpn_102"),
        ],
        GUIDE,
        "the sending address is listed by Cloudmark (CSI) for spam",
        "Find out what was sent, then ask for a reset at https://csi.cloudmark.com/reset-request/ with the address.",
    ),
    row(
        PROVIDER,
        Message,
        &[],
        &[
            Words("ofr_506"),
            Words("ofr004_506"),
            Words("ofr006_506"),
            Words("lpn_506"),
            Words("lpn007_510"),
            Words("ofr_510"),
        ],
        GUIDE,
        "the content or the sender was taken for spam",
        "Check content and links, SPF, DKIM and DMARC; then use the contact form of the postmaster page.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("ofr_513"), Words("ofr004_513"), Words("lpn_513")],
        GUIDE,
        "the sending address or the message is blocked",
        "Look the address up at Spamhaus, Abusix and Cloudmark; then use the contact form of the postmaster page.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[
            Words("ofr_415"),
            Words("ofr_405"),
            Words("ofr004_405"),
            Words("lpn_405"),
            Words("lpn_415"),
        ],
        GUIDE,
        "the sender is not valid: its domain does not exist or takes no mail",
        "Use a sender whose domain has an MX or A record.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[
            Words("ofr_416"),
            Words("ofr004_416"),
            Words("lpn_416"),
            Words("lpn007_416"),
        ],
        GUIDE,
        "there is no such mailbox",
        "Check the address.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[
            Words("ofr_417"),
            Words("ofr004_417"),
            Words("lpn_417"),
            Words("lpn007_417"),
        ],
        GUIDE,
        "the recipient's mailbox is full",
        "The recipient must delete mail or get a larger quota.",
    ),
];
