//! Oracle Cloud (Email Delivery).

use super::{About::Sender, Mark::InOrder, Row, row};

const PROVIDER: &str = "Oracle Cloud";
const SENDERS: &str = "https://docs.oracle.com/en-us/iaas/Content/Email/Reference/managingapprovedsenders_topic-create_an_approved_sender.htm";

pub(super) const ROWS: &[Row] = &[row(
    PROVIDER,
    Sender,
    &[],
    &[InOrder(&[
        "authorization failed: envelope from address",
        "not authorized",
    ])],
    SENDERS,
    "MAIL FROM is no approved sender of this account and region",
    "Add the address as an approved sender in the region of the server; the address in From must be one as well.",
)];
