//! Cisco Secure Email (ESA, formerly IronPort).

use super::{About::Client, Mark::Words, Row, row};

const PROVIDER: &str = "Cisco";
const REPUTATION: &str = "https://www.cisco.com/c/en/us/support/docs/security/email-security-appliance/200436-Identify-and-allow-poor-SenderBase-Reput.html";

pub(super) const ROWS: &[Row] = &[row(
    PROVIDER,
    Client,
    &[],
    &[Words(
        "your access to this mail system has been rejected due to the sending mta's poor reputation",
    )],
    REPUTATION,
    "the sending address has a bad reputation with Cisco (SenderBase, Talos), which the recipient's gateway asks",
    "Look the address up at https://talosintelligence.com, remove the cause, and ask for a review there; the recipient's administrator can admit it.",
)];
