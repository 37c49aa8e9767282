//! ImprovMX, which forwards mail.

use super::{
    About::{Recipient, Sender, Server},
    Mark::{InOrder, Words},
    Row, row,
};

const PROVIDER: &str = "ImprovMX";
const GUIDES: &str = "https://improvmx.com/guides/";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Sender,
        &["5.7.1"],
        &[Words(
            "due to the very low reputation of the sending domain, this message has been blocked",
        )],
        GUIDES,
        "the sender's domain has a very low reputation",
        "Find out what is sent with the domain; check SPF, DKIM and DMARC, and look it up at Spamhaus DBL.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[Words(
            "loop detected: email is sent and forwarded from/to improvmx.com",
        )],
        GUIDES,
        "the alias forwards to a domain that forwards back",
        "Let the alias lead to a mailbox that is not with ImprovMX.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[InOrder(&["domain not found", "#id-5.9.2"])],
        GUIDES,
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
        GUIDES,
        "what ImprovMX has stored about the alias or domain is not proper",
        "Correct the address to which the alias forwards, or write to ImprovMX.",
    ),
    row(
        PROVIDER,
        Server,
        &["4.2.1"],
        &[InOrder(&["please try again later", "#id-5.9.4"])],
        GUIDES,
        "ImprovMX could not forward the message now",
        "Let the server retry.",
    ),
];
