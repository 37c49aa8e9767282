//! smtp-server of Nodemailer, on which test servers are built.

use super::{About::Login, Mark::Words, Row, row};

const PROVIDER: &str = "Nodemailer";
const ISSUE: &str = "https://github.com/gessnerfl/fake-smtp-server/issues/9";

pub(super) const ROWS: &[Row] = &[row(
    PROVIDER,
    Login,
    &[],
    &[Words("too many unauthenticated commands")],
    ISSUE,
    "ten commands came without a login, which is the limit",
    "Log in before MAIL, or open a new connection; the server's own option is maxAllowedUnauthenticatedCommands.",
)];
