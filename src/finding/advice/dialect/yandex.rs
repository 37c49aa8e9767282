//! Yandex.

use super::{
    About::{Login, Message, Recipient, Server},
    FIELD_MANUAL,
    Mark::{WithCode, Words},
    Row, row,
};

const PROVIDER: &str = "Yandex";
const BOUNCES: &str = "https://yandex.com/support/mail/bounces/yandex.html";
const PASSWORDS: &str = "https://yandex.com/support/passport/authorization/app-passwords.html";
const TLS: &str = "https://github.com/PHPMailer/PHPMailer/issues/283";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Server,
        &["5.7.7"],
        &[Words(
            "email sending without ssl/tls encryption is not allowed",
        )],
        TLS,
        "this server takes nothing before TLS",
        "Start TLS: STARTTLS on port 587, or implicit TLS on port 465.",
    ),
    row(
        PROVIDER,
        Message,
        &["5.7.1"],
        &[Words("message rejected under suspicion of spam")],
        BOUNCES,
        "Yandex takes the message for spam",
        "Check content and links, SPF, DKIM and DMARC; stop what sends spam: Yandex takes no mail from an address that sends nothing else for 24 hours.",
    ),
    row(
        PROVIDER,
        Login,
        &["5.7.8"],
        &[
            WithCode("error: authentication failed: invalid user or password"),
            Words("authentication failed: this user does not have access rights to this service"),
        ],
        PASSWORDS,
        "wrong password, or mail programs are not allowed for this account",
        "Allow mail programs in the settings of the mailbox, and log in with an app password.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["4.2.1"],
        &[Words("the recipient has exceeded message rate limit")],
        FIELD_MANUAL,
        "the recipient gets more mail at the moment than Yandex allows",
        "Let the server retry; look for a mail loop if it is your mail.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[Words("policy rejection on the target address")],
        BOUNCES,
        "the recipient's account is blocked, because it broke the user agreement",
        "Ask the recipient by other means; only its owner can have the account unblocked.",
    ),
];
