//! Yandex.

use super::{
    About::{Login, Message, Recipient, Server},
    Mark::Words,
    Row, row,
};

const PROVIDER: &str = "Yandex";
const HELP: &str = "https://yandex.com/support/mail/";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Server,
        &["5.7.7"],
        &[Words(
            "email sending without ssl/tls encryption is not allowed",
        )],
        HELP,
        "this server takes nothing before TLS",
        "Start TLS: STARTTLS on port 587, or implicit TLS on port 465.",
    ),
    row(
        PROVIDER,
        Message,
        &["5.7.1"],
        &[Words("message rejected under suspicion of spam")],
        HELP,
        "Yandex takes the message for spam",
        "Check content and links, SPF, DKIM and DMARC; the link in the text leads to the form for appeals.",
    ),
    row(
        PROVIDER,
        Login,
        &["5.7.8"],
        &[
            Words("invalid user or password"),
            Words("authentication failed: this user does not have access rights to this service"),
        ],
        HELP,
        "the login was refused: wrong password, or mail programs are not allowed for this account",
        "Allow mail programs in the settings of the mailbox, and log in with an app password.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["4.2.1"],
        &[Words("the recipient has exceeded message rate limit")],
        HELP,
        "the recipient gets more mail at the moment than Yandex allows",
        "Let the server retry; look for a mail loop if it is your mail.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[Words("policy rejection on the target address")],
        HELP,
        "the recipient's address does not take this mail",
        "Ask the recipient; a rule of that mailbox or organization refuses it.",
    ),
];
