//! Orange and Wanadoo (codes OFR), and La Poste (codes LPN), whose last three digits mean the same. Their digits before these differ
//! from server to server; here are those that were seen. Source: p5-sisimai, issues 240, 241 and 243.

use super::{
    About::{Client, Message, Recipient, Sender},
    FIELD_MANUAL,
    Mark::Words,
    Row, row,
};

const PROVIDER: &str = "Orange";
const OFR: &str = "https://github.com/sisimai/p5-sisimai/issues/240";
const LPN: &str = "https://github.com/sisimai/p5-sisimai/issues/241";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Client,
        &[],
        &[
            Words("ofr004_104"),
            Words("ofr005_104"),
            Words("ofr102_104"),
            Words("lpn105_104"),
        ],
        OFR,
        "the sending address has too many connections open",
        "Use fewer connections at a time (Postfix: smtp_destination_concurrency_limit) and send more slowly.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("ofr006_102")],
        FIELD_MANUAL,
        "the sending address is listed by Cloudmark (CSI) for spam",
        "Find out what was sent, then ask for a reset at https://csi.cloudmark.com/reset-request/ with the address.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("lpn007_102")],
        LPN,
        "the sending address is blocked for spam",
        "Find out what was sent, then follow the link in the text.",
    ),
    row(
        PROVIDER,
        Message,
        &[],
        &[Words("ofr_506")],
        OFR,
        "the message was taken for spam",
        "Check content and links, SPF, DKIM and DMARC; then write to Orange's postmaster.",
    ),
    row(
        PROVIDER,
        Message,
        &[],
        &[
            Words("ofr_513"),
            Words("lpn004_510"),
            Words("lpn005_510"),
            Words("lpn007_510"),
            Words("lpn105_510"),
        ],
        LPN,
        "the message or the sending address is blocked; the code does not say why",
        "Look the address up at Spamhaus, Abusix and Cloudmark, and check SPF, DKIM and DMARC; then write to the provider's postmaster.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[
            Words("ofr_415"),
            Words("ofr_405"),
            Words("ofr004_405"),
            Words("lpn105_405"),
        ],
        OFR,
        "the address in MAIL FROM is not accepted as sender",
        "Use a sender whose domain exists, takes mail, and lists the sending address in its SPF record.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[Words("ofr_416"), Words("lpn416")],
        OFR,
        "there is no such mailbox",
        "Check the address.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[Words("ofr_417")],
        OFR,
        "the recipient's mailbox is full",
        "The recipient must delete mail or get a larger quota.",
    ),
];
