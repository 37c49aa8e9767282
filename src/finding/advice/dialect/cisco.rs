//! Cisco Secure Email (ESA, formerly IronPort).

use super::{About::Client, Mark::Words, Row, row};

const PROVIDER: &str = "Cisco";
const TALOS: &str = "https://talosintelligence.com/reputation_center";

pub(super) const ROWS: &[Row] = &[row(
    PROVIDER,
    Client,
    &[],
    &[Words(
        "your access to this mail system has been rejected due to the sending mta's poor reputation",
    )],
    TALOS,
    "the sending address has a bad reputation at Talos (SenderBase), which the recipient's gateway asks",
    "Look the address up in the Talos Reputation Center, remove the cause, and ask for a review there; the recipient's administrator can admit it.",
)];
