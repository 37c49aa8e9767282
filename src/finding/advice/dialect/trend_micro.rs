//! Trend Micro Email Security.

use super::{
    About::{Recipient, Sender},
    FIELD_MANUAL,
    Mark::Words,
    Row, row,
};

const PROVIDER: &str = "Trend Micro";
const NO_DOMAIN: &str = "https://success.trendmicro.com/en-US/solution/KA-0013252";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Sender,
        &["5.7.1"],
        &[Words("recipient address rejected: ers-customized-block")],
        FIELD_MANUAL,
        "the recipient's organization blocks this sender by a filter of its own in Trend Micro's Email Reputation",
        "Ask the recipient's administrator to take it off.",
    ),
    row(
        PROVIDER,
        Sender,
        &["5.7.1"],
        &[Words("recipient address rejected: block-send-er")],
        FIELD_MANUAL,
        "the recipient's organization blocks this sender, by its domain or address",
        "Ask the recipient's administrator to take it off.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[Words("recipient address rejected: block-rcpt")],
        FIELD_MANUAL,
        "mail to this recipient is blocked",
        "Ask the recipient's administrator.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[Words("recipient address rejected: invalid-recipient")],
        FIELD_MANUAL,
        "there is no such recipient",
        "Check the address.",
    ),
    row(
        PROVIDER,
        Recipient,
        &["5.7.1"],
        &[Words("recipient address rejected: no-domain")],
        NO_DOMAIN,
        "neither the recipient's domain nor the sender's is registered with this filter, so it does not relay",
        "Check the MX records of the recipient's domain; a customer must register the sender's domain, also for mail that is forwarded.",
    ),
];
