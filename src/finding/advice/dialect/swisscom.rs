//! Bluewin (Swisscom).

use super::{About::Client, Mark::Words, Row, row};

const PROVIDER: &str = "Bluewin";
const ISSUE: &str = "https://github.com/hitobito/hitobito/issues/953";

pub(super) const ROWS: &[Row] = &[row(
    PROVIDER,
    Client,
    &["5.2.0"],
    &[
        Words("sc969: ip reputation ratelimit"),
        Words("ip reputation ratelimit"),
    ],
    ISSUE,
    "the sending address has sent more than its reputation allows in this time",
    "Send more slowly, and look what gives the address a bad reputation.",
)];
