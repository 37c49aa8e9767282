//! NetEase: 163.com, 126.com, yeah.net. Source: its list of codes for returned mail (退信代码说明), to which the replies link.

use super::{
    About::{Client, Login, Message, Sender},
    Mark::{Whole, Words},
    Row, row,
};

const PROVIDER: &str = "NetEase";
const PERMISSION: &str = "https://github.com/testerSunshine/12306/issues/62";
const SENDER: &str = "https://github.com/xuxueli/xxl-job/issues/3858";
const CODES: &str = "https://mail.163.com/help/help_spam_16.htm";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Login,
        &[],
        &[Whole("user has no permission")],
        PERMISSION,
        "the SMTP service is not switched on for this account",
        "Switch on POP3/SMTP/IMAP in the settings of the mailbox on the web, and log in with the authorization code (授权码) that it shows.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("mail from must equal authorized user")],
        SENDER,
        "MAIL FROM is not the address that logged in",
        "Use the login's own address as sender, in MAIL FROM and in From.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("hl:rep")],
        CODES,
        "the sending address has a bad reputation, mostly from mail to many users that do not exist",
        "Remove addresses that bounce, send less, and wait.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("hl:icc")],
        CODES,
        "the sending address has too many connections open",
        "Use fewer connections at a time.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("hl:ifc")],
        CODES,
        "the sending address sent too many messages in a short time",
        "Send more slowly.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("hl:mep")],
        CODES,
        "mail with forged sender domains came from the sending address",
        "Send only with domains that are yours; check SPF for them, and look for compromised accounts.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("mi:cel")],
        CODES,
        "the client made too many errors",
        "Look above for the replies that were errors; remove addresses that do not exist.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("mi:dmc")],
        CODES,
        "too many messages came over one connection",
        "Open a new connection after some messages.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("mi:sfq")],
        CODES,
        "one sender sent too many messages in 15 minutes",
        "Send more slowly.",
    ),
    row(
        PROVIDER,
        Message,
        &[],
        &[Words("dt:spm")],
        CODES,
        "NetEase takes the message for spam",
        "Check text, links and attachments; SPF and DKIM should pass. The link in the text leads to the form for appeals.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("dt:sum")],
        CODES,
        "MAIL FROM and the From header have different addresses",
        "Use the same address in both.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("mi:spf")],
        CODES,
        "the SPF record of the sender's domain does not list the sending address",
        "Add the sending address to the SPF record.",
    ),
];
