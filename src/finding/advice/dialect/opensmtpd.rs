//! OpenSMTPD.

use super::{
    About::{Client, Login, Server},
    Mark::{WithCode, Words},
    Row, by_login, row,
};

const PROVIDER: &str = "OpenSMTPD";
const ISSUE: &str = "https://github.com/OpenSMTPD/OpenSMTPD/issues/451";
const MANUAL: &str = "https://man.openbsd.org/smtpd.conf";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Client,
        &["5.0.0"],
        &[WithCode("pipelining not supported")],
        ISSUE,
        "the client sent a command before the reply to the one before",
        "Wait for each reply before the next command (here without --pipeline).",
    ),
    row(
        PROVIDER,
        Server,
        &["5.5.1"],
        &[Words(
            "invalid command: must issue a starttls command first",
        )],
        MANUAL,
        "the listener takes nothing before TLS (tls-require)",
        "Send STARTTLS after EHLO.",
    ),
    by_login(
        "",
        row(
            PROVIDER,
            Login,
            &["5.5.1"],
            &[Words("invalid command: must issue an auth command first")],
            MANUAL,
            "the listener takes mail only after a login (auth)",
            "Log in before MAIL.",
        ),
    ),
];
