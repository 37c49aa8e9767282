//! Oracle Cloud (Email Delivery).

use super::{About::Sender, Mark::InOrder, Row, row};

const PROVIDER: &str = "Oracle Cloud";
const SENDERS: &str =
    "https://docs.oracle.com/en-us/iaas/Content/Email/Tasks/managingapprovedsenders.htm";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Sender,
        &[],
        &[InOrder(&[
            "authorization failed: envelope from address",
            "not authorized",
        ])],
        SENDERS,
        "MAIL FROM is no approved sender of this account and region",
        "Add the address as an approved sender in the region of the server; the policy of the SMTP user's group must allow it to use approved senders.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[InOrder(&[
            "authorization failed: header from address",
            "not authorized",
        ])],
        SENDERS,
        "the address in From is no approved sender of this account and region",
        "Add the address as an approved sender in the region of the server.",
    ),
];
