//! ImprovMX, which forwards mail.

use super::{
    About::{Recipient, Sender, Server},
    FIELD_MANUAL,
    Mark::{InOrder, Words},
    Row, row,
};

const PROVIDER: &str = "ImprovMX";
const CODES: &str = "https://improvmx.com/guides/improvmx-error-codes/";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Sender,
        &["5.7.1"],
        &[Words(
            "due to the very low reputation of the sending domain, this message has been blocked",
        )],
        FIELD_MANUAL,
        "the sender's domain has a very low reputation: it is on a block list such as Spamhaus DBL",
        "Look the domain up at Spamhaus, find out what is sent with it, and have it taken off the list.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[Words(
            "loop detected: email is sent and forwarded from/to improvmx.com",
        )],
        CODES,
        "the mailbox to which the alias leads comes back to ImprovMX",
        "Let the alias lead to a mailbox that is not with ImprovMX.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[InOrder(&["domain not found", "#id-5.9.2"])],
        CODES,
        "the recipient's domain is not set up at ImprovMX",
        "Add the domain there, or correct its MX records.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[
            Words("unable to correctly read the forwarding recipient"),
            Words(
                "our database returned invalid pieces of information about the requested recipient",
            ),
        ],
        CODES,
        "what ImprovMX has stored about the alias or domain is not proper",
        "Correct the address to which the alias forwards, or write to ImprovMX.",
    ),
    row(
        PROVIDER,
        Server,
        &["4.2.1"],
        &[InOrder(&["please try again later", "#id-5.9.4"])],
        CODES,
        "the spam check of ImprovMX failed for now",
        "Let the server retry.",
    ),
];
