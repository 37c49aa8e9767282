//! smtp-server of Nodemailer, on which test servers are built.

use super::{About::Login, Mark::Words, Row, by_login, row};

const PROVIDER: &str = "Nodemailer";
const ISSUE: &str = "https://github.com/gessnerfl/fake-smtp-server/issues/9";

pub(super) const ROWS: &[Row] = &[by_login(
    "The server's own option is maxAllowedUnauthenticatedCommands.",
    row(
        PROVIDER,
        Login,
        &[],
        &[Words("too many unauthenticated commands")],
        ISSUE,
        "ten commands came without a login, which is the limit",
        "Log in before MAIL, or open a new connection; the server's own option is maxAllowedUnauthenticatedCommands.",
    ),
)];
