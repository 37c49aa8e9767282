//! Zoho Mail.

use super::{
    About::{Message, Recipient, Sender},
    FIELD_MANUAL,
    Mark::{InOrder, Words},
    Row, row,
};

const PROVIDER: &str = "Zoho";
const SMTP: &str = "https://www.zoho.com/mail/help/zoho-smtp.html";
const SPAM: &str = "https://www.zoho.com/mail/help/spam-reason.html";
const UNBLOCK: &str = "https://mail.zoho.com/UnblockMe";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("relaying disallowed as")],
        SMTP,
        "the account that logged in may not send with this sender",
        "Use the account's own address (or an alias that it owns) in MAIL FROM and in From, and the right host: smtp.zoho.eu, .in and others for accounts of other regions.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[InOrder(&["relaying disallowed", "mx.zoho.com"])],
        FIELD_MANUAL,
        "the recipient's domain is not set up at Zoho",
        "Check the MX records of the domain; its owner must add and verify it at Zoho.",
    ),
    row(
        PROVIDER,
        Sender,
        &["5.4.6"],
        &[Words("unusual sending activity detected")],
        UNBLOCK,
        "Zoho has blocked this account from sending, because it sent unusually much",
        "Log in on the web and unblock the account at https://mail.zoho.com/UnblockMe; change its password if it was not you.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.4.1"],
        &[Words("mail rejected by destination domain")],
        FIELD_MANUAL,
        "the recipient's domain refuses the message by a rule of its own",
        "Ask the recipient's administrator to admit the sender.",
    ),
    row(
        PROVIDER,
        Sender,
        &["5.7.1"],
        &[Words("email rejected per dmarc policy for zoho")],
        FIELD_MANUAL,
        "the message has an address of zoho.com in From, and did not come from Zoho",
        "Send it by way of Zoho's own SMTP server, or with an address of another domain.",
    ),
    row(
        PROVIDER,
        Message,
        &["5.7.1"],
        &[Words("detected by zoho mail")],
        FIELD_MANUAL,
        "the content was taken for malware",
        "Check the attachments and the machine that sent them.",
    ),
    row(
        PROVIDER,
        Message,
        &["5.7.1"],
        &[Words(
            "email cannot be delivered. reason: email flagged as spam",
        )],
        SPAM,
        "the content was taken for spam",
        "Check text, links and attachments, SPF, DKIM and DMARC.",
    ),
    row(
        PROVIDER,
        Message,
        &["5.2.3"],
        &[Words("mailpolicy violation error delivering to mailboxes")],
        FIELD_MANUAL,
        "a rule of the recipient's organization refuses the message",
        "Ask the recipient's administrator what the rule is.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[
            Words("mailbox delivery restricted by policy error"),
            Words("mailbox delivery failure policy error"),
        ],
        FIELD_MANUAL,
        "a rule of the recipient's organization refuses the message",
        "Ask the recipient's administrator to admit the sender.",
    ),
];
