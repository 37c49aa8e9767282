//! Mail.ru.

use super::{
    About::{Login, Message, Recipient},
    Mark::{InOrder, Words},
    Row, row,
};

const PROVIDER: &str = "Mail.ru";
const APP: &str = "https://help.mail.ru/mail/security/protection/external/";
const SPAM: &str = "https://help.mail.ru/notspam-support/errors";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Login,
        &["5.7.0"],
        &[
            Words("neobhodim parol prilozheniya"),
            Words("application password is required"),
        ],
        APP,
        "the account's own password does not work here: Mail.ru wants an app password for other programs",
        "Make an app password in the account's security settings and log in with that.",
    ),
    row(
        PROVIDER,
        Message,
        &[],
        &[Words("help.mail.ru/notspam-support")],
        SPAM,
        "Mail.ru takes the message for spam",
        "Check content, links and reputation (postmaster.mail.ru), then write by way of the link in the text.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[InOrder(&[
            "message was not accepted -- invalid mailbox",
            "account is disabled",
        ])],
        SPAM,
        "the recipient's account is disabled",
        "Ask the recipient by other means.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[Words("message was not accepted -- invalid mailbox")],
        SPAM,
        "there is no such mailbox, or it is closed",
        "Check the address.",
    ),
];
