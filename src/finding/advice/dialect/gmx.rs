//! GMX, web.de, 1&1 and mail.com, which share their servers. The last line of a reply decides, says the operator; the first is the
//! same for many reasons. Source: "Error messages when sending emails to GMX".

use super::{
    About::{Client, Message, Recipient, Sender},
    Mark::{InOrder, Words},
    Row, row,
};

const PROVIDER: &str = "GMX and web.de";
const ERRORS: &str = "https://postmaster.gmx.net/en/error-messages";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("bad dns ptr resource record")],
        ERRORS,
        "the sending address has no PTR record, or one that looks like a dial-up line's",
        "Have the owner of the address set a PTR record to the server's own name, and give that name a matching A or AAAA record. A generic name of the provider is not enough.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[
            Words("ip address is block listed"),
            Words("ip address is black listed"),
        ],
        ERRORS,
        "the sending address is on a block list, their own or a public one",
        "Look the address up at the link in the text; stop what sends unwanted mail, then ask for its removal with the form there.",
    ),
    row(
        PROVIDER,
        Message,
        &[],
        &[Words("reject due to policy restrictions (header based)")],
        ERRORS,
        "a header of the message is wrong or missing",
        "Check From (one address, with a domain), To (not empty), Date and Message-ID; each may stand once (RFC 5322 section 3.6).",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("reject due to policy restrictions (domain based)")],
        ERRORS,
        "the sender's domain is known there for spam",
        "Look at the case behind the link in the text; check the domain at Spamhaus DBL and SURBL, then use the form there.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("reject due to policy restrictions (ip based)")],
        ERRORS,
        "much of what comes from the sending address is taken for spam there, so it is refused for a time",
        "Look at the case behind the link in the text, and ask for the removal there once the cause is gone.",
    ),
    row(
        PROVIDER,
        Message,
        &[],
        &[Words("reject due to policy restrictions")],
        ERRORS,
        "a policy refuses the message: mostly a fault in its headers, an empty To or several addresses in From",
        "Open the link in the text for the reason; check that From has one address and To is not empty, and that no header stands twice.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("reject due to spf policy")],
        ERRORS,
        "the SPF record of the sender's domain does not list the sending address",
        "Add the sending address to the SPF record, or send through a server that it lists; forwarders need SRS.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[
            Words("invalid dns mx or a/aaaa resource record"),
            Words("bad dns mx resource record"),
        ],
        ERRORS,
        "the sender's domain has neither a usable MX record nor an address",
        "Give the domain of MAIL FROM an MX or A record that leads to a host, or use another sender.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("sender address is not allowed")],
        ERRORS,
        "the account that logged in may not use this sender",
        "Use the account's own address in MAIL FROM and From, or add the address to the account.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[InOrder(&[
            "requested mail action aborted: exceeded storage allocation",
            "quota exceeded",
        ])],
        ERRORS,
        "the recipient's mailbox is full",
        "The recipient must delete mail or get a larger quota.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[InOrder(&[
            "nemesis esmtp service not available",
            "no smtp service",
        ])],
        ERRORS,
        "this client is not served; the last line of the reply has the reason",
        "Read the last line and open its link: the address is listed, or has no proper PTR record.",
    ),
];
