//! iCloud.

use super::{
    About::{Client, Sender},
    Mark::{InOrder, Words},
    Row, row,
};

const PROVIDER: &str = "iCloud";
const ICLOUD: &str = "https://support.apple.com/en-us/102322";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Sender,
        &["5.7.1"],
        &[Words("message was blocked for failing both spf and dkim")],
        ICLOUD,
        "the message passed neither SPF nor DKIM",
        "Make SPF or DKIM pass for the sender's domain.",
    ),
    row(
        PROVIDER,
        Sender,
        &["5.7.1"],
        &[Words("[cs01] message rejected due to local policy")],
        ICLOUD,
        "Apple takes the content or the sender for spam",
        "Check content and links, SPF, DKIM and DMARC; then write to Apple's postmaster team.",
    ),
    row(
        PROVIDER,
        Client,
        &["4.7.1"],
        &[InOrder(&[
            "deferred due to excessive volume",
            "support.apple.com",
        ])],
        ICLOUD,
        "more mail came for this recipient than iCloud takes in this time",
        "Let the server retry, and send less at a time.",
    ),
    row(
        PROVIDER,
        Sender,
        &["5.7.1"],
        &[InOrder(&["dmarc policy", "support.apple.com"])],
        ICLOUD,
        "the message fails DMARC",
        "Make SPF or DKIM pass for the domain of the From header.",
    ),
];
