//! Mimecast.

use super::{
    About::{Client, Message, Recipient, Sender, Server},
    Mark::{InOrder, Words},
    Row, row,
};

const PROVIDER: &str = "Mimecast";
const MIMECAST: &str = "https://mimecastsupport.zendesk.com/hc/en-us/articles/34000709564691-Policies-Mimecast-SMTP-Error-Codes";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Server,
        &[],
        &[Words(
            "internal resources are temporarily unavailable - https://community.mimecast.com",
        )],
        MIMECAST,
        "greylisting, or an address with a poor reputation",
        "Nothing needs to be done at first; the server retries. If it stays, ask the recipient to permit the sender.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("spf sender invalid - envelope rejected")],
        MIMECAST,
        "the SPF record of the sender's domain does not list the sending address",
        "Correct the SPF record.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("dmarc sender invalid - envelope rejected")],
        MIMECAST,
        "the message fails DMARC",
        "Make SPF or DKIM pass for the domain of the From header.",
    ),
    row(
        PROVIDER,
        Server,
        &[],
        &[InOrder(&[
            "internal resource temporarily unavailable",
            "mimecast.com",
        ])],
        MIMECAST,
        "greylisting, or an address with a poor reputation",
        "Nothing needs to be done at first; the server retries. If it stays, ask the recipient to permit the sender.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[
            InOrder(&[
                "administrative prohibition - envelope blocked",
                "mimecast.com",
            ]),
            InOrder(&["envelope blocked - user entry", "mimecast.com"]),
            InOrder(&["manually blocked senders", "mimecast.com"]),
        ],
        MIMECAST,
        "the recipient or its organization blocks this sender",
        "Ask the recipient's administrator to take the sender off the block list.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("header based anti-spoofing policy")],
        MIMECAST,
        "the From header has the recipient's own domain, and the message came from outside",
        "Send mail of that domain through its own server, or have the recipient's administrator admit this client for it.",
    ),
    row(
        PROVIDER,
        Message,
        &[],
        &[InOrder(&[
            "email rejected due to security policies",
            "mimecast.com",
        ])],
        MIMECAST,
        "the message looks like malware, or its spam score is above what the recipient's organization takes",
        "Check links and attachments; the recipient's administrator sees the reason and can admit the sender.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[InOrder(&["open relay not allowed", "mimecast.com"])],
        MIMECAST,
        "neither the sender's nor the recipient's domain belongs to Mimecast's customers, or the client may not send out through it",
        "Check the MX records of the recipient's domain; as a customer, have Mimecast add this client as an authorized outbound address.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[InOrder(&["invalid recipient", "mimecast.com"])],
        MIMECAST,
        "the filter found no such user in the recipient's organization",
        "Check the address; the recipient's administrator should look how the filter learns its users.",
    ),
];
