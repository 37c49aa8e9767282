//! Proofpoint.

use super::{About::Client, Mark::Words, Row, row};

const PROVIDER: &str = "Proofpoint";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Client,
        &["5.7.0", "5.7.1"],
        &[
            Words("blocked - see https://support.proofpoint.com/dnsbl-lookup"),
            Words("blocked - see https://ipcheck.proofpoint.com"),
        ],
        "https://ipcheck.proofpoint.com",
        "the sending address has a bad reputation with Proofpoint",
        "Look the address up at the link in the text and ask there for its release.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("blocked using prs.proofpoint.com")],
        "https://ipcheck.proofpoint.com",
        "the sending address has a bad reputation with Proofpoint",
        "Look the address up at https://ipcheck.proofpoint.com and ask there for its release.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[Words("blocked using cloudmark sender intelligence")],
        "https://csi.cloudmark.com/reset-request/",
        "the sending address has a bad reputation with Cloudmark (CSI)",
        "Ask for a reset at https://csi.cloudmark.com/reset-request/ once the cause is gone.",
    ),
];
