//! QQ and Tencent's mail for companies (exmail).

use super::{
    About::{Client, Login, Message, Recipient, Sender},
    Mark::{InOrder, Words},
    Row, row,
};

const PROVIDER: &str = "QQ";
const HELP: &str = "https://service.mail.qq.com/";
const CODES: &str = "https://service.exmail.qq.com/";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Login,
        &[],
        &[Words("please enter your authorization code")],
        HELP,
        "QQ wants an authorization code (授权码) in place of the account's password",
        "Switch on POP3/IMAP/SMTP in the settings of the mailbox on the web, let it make an authorization code, and log in with that.",
    ),
    row(
        PROVIDER,
        Login,
        &[],
        &[
            Words("service.mail.qq.com/cgi-bin/help?subtype=1&&id=28"),
            Words("service.mail.qq.com/detail/0/53"),
        ],
        HELP,
        "the login was refused: QQ wants an authorization code (授权码), and the SMTP service switched on",
        "Switch on POP3/IMAP/SMTP in the settings of the mailbox on the web, let it make an authorization code, and log in with that.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words(
            "mail from address must be same as authorization user",
        )],
        HELP,
        "MAIL FROM is not the address that logged in",
        "Log in, and use the login's own address as sender, in MAIL FROM and in From.",
    ),
    row(
        PROVIDER,
        Login,
        &[],
        &[Words("need ehlo and auth first")],
        CODES,
        "nobody has logged in",
        "Log in before MAIL, with the full address.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("sender frequency limited")],
        CODES,
        "the sender sends more than QQ takes in this time",
        "Send more slowly; it passes by itself.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("suspected spam sender")],
        CODES,
        "the sender or the sending address has a bad reputation with QQ",
        "Look what was sent; check SPF, DKIM and DMARC, and use the form for senders of QQ.",
    ),
    row(
        PROVIDER,
        Message,
        &[],
        &[Words("mail content denied")],
        CODES,
        "QQ takes the content for spam",
        "Check text, links and attachments.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[InOrder(&["dmarc check failed", "qq.com"])],
        CODES,
        "the message fails DMARC",
        "Make SPF or DKIM pass for the domain of the From header.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[InOrder(&["mailbox not found", "exmail.qq.com"])],
        CODES,
        "there is no such mailbox",
        "Check the address.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[InOrder(&["bad address syntax", "qq.com"])],
        CODES,
        "the address is not well-formed",
        "Check the address for typing errors and stray characters.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("mail is rejected by recipients")],
        CODES,
        "the recipient has blocked the sender",
        "Ask the recipient to take the sender off the mailbox's list of blocked senders.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[Words("mailbox unavailable or access denied")],
        CODES,
        "the mailbox does not exist, is closed, or does not take mail from outside",
        "Check the address; ask the recipient by other means.",
    ),
];
