//! Sendmail.

use super::{
    About::{Client, Sender},
    Mark::{InOrder, Words},
    Row, by_login, row,
};

const PROVIDER: &str = "Sendmail";
const SENDMAIL: &str =
    "https://www.proofpoint.com/us/products/email-protection/open-source-email-solution";

pub(super) const ROWS: &[Row] = &[
    by_login(
        "If mail for that domain belongs here, the server's local-host-names or access map lacks it.",
        row(
            PROVIDER,
            Client,
            &["5.7.1"],
            &[Words("... relaying denied")],
            SENDMAIL,
            "the recipient's domain is none of this server's, and the client may not relay",
            "Log in before MAIL if this is your own outgoing server; else its local-host-names or access map lacks the domain.",
        ),
    ),
    row(
        PROVIDER,
        Sender,
        &["4.1.8", "5.1.8"],
        &[
            InOrder(&["domain of sender address", "does not exist"]),
            InOrder(&["domain of sender address", "does not resolve"]),
        ],
        SENDMAIL,
        "the domain of MAIL FROM has neither MX nor address record, or DNS did not answer",
        "Use a sender whose domain exists; check that domain's name servers.",
    ),
];
