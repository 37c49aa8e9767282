//! QQ and Tencent's mail for companies (exmail).

use super::{
    About::{Client, Login, Message, Recipient, Sender},
    FIELD_MANUAL,
    Mark::{InOrder, Words},
    Row, by_login, row,
};

const PROVIDER: &str = "QQ";
const HELP: &str = "https://service.mail.qq.com/detail/0/53";
const SENDER: &str = "https://github.com/nodeSolidServer/node-solid-server/issues/1281";
const LOGIN: &str = "https://github.com/ltb-project/self-service-password/issues/436";

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
        "QQ wants an authorization code (授权码), and the SMTP service switched on",
        "Switch on POP3/IMAP/SMTP in the settings of the mailbox on the web, let it make an authorization code, and log in with that.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words(
            "mail from address must be same as authorization user",
        )],
        SENDER,
        "MAIL FROM is not the address that logged in",
        "Log in, and use the login's own address as sender, in MAIL FROM and in From.",
    ),
    by_login(
        "The login name is the full address.",
        row(
            PROVIDER,
            Login,
            &[],
            &[Words("need ehlo and auth first")],
            LOGIN,
            "nobody has logged in",
            "Log in before MAIL, with the full address.",
        ),
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("sender frequency limited")],
        FIELD_MANUAL,
        "the sender sends more than QQ takes in this time",
        "Send more slowly; it passes by itself.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("suspected spam sender")],
        FIELD_MANUAL,
        "much spam came from the sender's domain or server",
        "Look what was sent; check SPF, DKIM and DMARC, and see https://openmail.qq.com, QQ's site for senders.",
    ),
    row(
        PROVIDER,
        Message,
        &[],
        &[Words("mail content denied")],
        FIELD_MANUAL,
        "QQ takes the content for spam that many of its users have reported",
        "Check text, links and attachments.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[InOrder(&["dmarc check failed", "qq.com"])],
        FIELD_MANUAL,
        "the message fails DMARC",
        "Make SPF or DKIM pass for the domain of the From header.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[InOrder(&["mailbox not found", "exmail.qq.com"])],
        FIELD_MANUAL,
        "there is no such mailbox",
        "Check the address.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[InOrder(&["bad address syntax", "qq.com"])],
        FIELD_MANUAL,
        "the address is not well-formed",
        "Check the address for typing errors and stray characters.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("mail is rejected by recipients")],
        FIELD_MANUAL,
        "the recipient has blocked the sender, or a filter of the mailbox refuses the message",
        "Ask the recipient to look at the mailbox's list of blocked senders and its filters.",
    ),
    row(
        PROVIDER,
        Recipient,
        &[],
        &[Words("mailbox unavailable or access denied")],
        FIELD_MANUAL,
        "the recipient got so many messages in a short time that QQ takes no more for the moment",
        "Stop sending to this recipient, and try again later.",
    ),
];
