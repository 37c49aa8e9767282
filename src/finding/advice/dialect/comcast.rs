//! Comcast (Xfinity). Source: the pages of codes of its postmaster site, to which the replies link. Each digit of a code that begins
//! with BL stands for one list, and several can be set.

use super::{
    About::{Client, Recipient, Sender},
    Mark::{InOrder, Whole, Words},
    Row, row,
};

const PROVIDER: &str = "Comcast";
const CODES: &str = "https://postmaster.comcast.net/smtp-error-codes.php";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Client,
        &[],
        &[Words(
            "comcast requires that all mail servers must have a ptr record",
        )],
        CODES,
        "the sending address has no PTR record",
        "Have the owner of the address set a PTR record to the server's own name, and give that name a matching A or AAAA record.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("smtp-error-codes.php#bl000001")],
        CODES,
        "the sending address is listed by Spamhaus",
        "Look the address up at https://check.spamhaus.org, remove the cause, and ask for its removal there.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("smtp-error-codes.php#bl000010")],
        CODES,
        "the sending address has a bad reputation with Cloudmark (CSI)",
        "Ask for a reset at https://csi.cloudmark.com/reset-request/ once the cause is gone.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("smtp-error-codes.php#bl000100")],
        CODES,
        "the sending address has a bad reputation at Sender Score",
        "Look at https://senderscore.org what counts against it.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[
            Words("smtp-error-codes.php#bl000011"),
            Words("smtp-error-codes.php#bl000101"),
            Words("smtp-error-codes.php#bl000110"),
            Words("smtp-error-codes.php#bl000111"),
        ],
        CODES,
        "the sending address is on several lists: the digits of the code stand for Sender Score, Cloudmark (CSI) and Spamhaus",
        "Look the address up at https://check.spamhaus.org, https://csi.cloudmark.com/reset-request/ and https://senderscore.org, remove the cause, and ask there for its removal.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[
            Words("smtp-error-codes.php#bl000000"),
            Words("comcast block for spam"),
        ],
        CODES,
        "spam came from the sending address, says Comcast",
        "Find out what was sent, then ask for the removal of the block with the form of Comcast's postmaster site.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[
            Words("smtp-error-codes.php#es000001"),
            Words("smtp-error-codes.php#es000010"),
        ],
        CODES,
        "the sending address is one of a range of dynamic addresses",
        "Send through the provider's mail server (smtp.comcast.net from Comcast's own addresses); if the address is static, have its owner give it a PTR name that says so.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[
            Words("smtp-error-codes.php#dm000001"),
            InOrder(&["message rejected due to dmarc", "comcast"]),
        ],
        CODES,
        "the message fails DMARC",
        "Make SPF or DKIM pass for the domain of the From header.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[InOrder(&["too many sessions opened", "comcast"])],
        CODES,
        "the sending address has too many connections open (25 are allowed)",
        "Use fewer connections at a time.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.1.1"],
        &[Whole("not our customer")],
        CODES,
        "there is no such mailbox",
        "Check the address.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.1.1"],
        &[Words("recipient mailbox unallocated")],
        CODES,
        "there is no such mailbox",
        "Check the address.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.1.1"],
        &[Words("recipient rejected - extended quota violation")],
        CODES,
        "the recipient's mailbox is beyond its quota",
        "The recipient must delete mail.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["4.1.1"],
        &[Words("too many recent messages")],
        CODES,
        "the recipient gets more mail at the moment than Comcast allows",
        "Let the server retry; send less to this mailbox.",
    ),
];
