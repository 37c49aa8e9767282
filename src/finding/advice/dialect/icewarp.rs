//! IceWarp. Its reply ends in the letter of the reason, as `[192.0.2.1][R]`.

use super::{About::Client, Mark::Words, Row, row};

const PROVIDER: &str = "IceWarp";
const PREVENTION: &str = "https://support.icewarp.com/hc/en-us/articles/25804993865745-Intrusion-Prevention-System-and-Password-Policy";

pub(super) const ROWS: &[Row] = &[row(
    PROVIDER,
    Client,
    &["4.7.1"],
    &[Words("intrusion prevention active for")],
    PREVENTION,
    "the server has shut this client out for a while; the letter at the end says why (I: too many connections in one minute, R: too much RSET, P: recipients that do not exist, L: failed logins, D: a block list, S: spam, Y: relaying, U: by hand)",
    "Stop what the letter stands for and wait; the server's administrator can take the address off the blocked ones and put it on the list of trusted ones.",
)];
