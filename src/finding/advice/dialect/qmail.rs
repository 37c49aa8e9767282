//! qmail.

use super::{
    About::{Client, Recipient},
    Mark::Words,
    Row, by_login, row,
};

const PROVIDER: &str = "qmail";

pub(super) const ROWS: &[Row] = &[
    by_login(
        "If mail for that domain belongs here, rcpthosts lacks it.",
        row(
            PROVIDER,
            Client,
            &["5.7.1"],
            &[Words("that domain isn't in my list of allowed rcpthosts")],
            "https://cr.yp.to/qmail.html",
            "the recipient's domain is none of this server's, and the client may not relay",
            "Log in before MAIL if this is your own outgoing server; else rcpthosts lacks the domain.",
        ),
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.1.1"],
        &[Words("sorry, no mailbox here by that name")],
        "https://cr.yp.to/qmail.html",
        "there is no such mailbox",
        "Check the address.",
    ),
];
