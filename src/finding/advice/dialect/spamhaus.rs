//! Spamhaus.

use super::{
    About::{Client, Sender},
    Mark::{InOrder, Words},
    Row, row,
};

const PROVIDER: &str = "Spamhaus";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Sender,
        &["5.7.1"],
        &[
            Words("check.spamhaus.org/returnc"),
            InOrder(&["spamhaus", "error: open resolver"]),
        ],
        "https://www.spamhaus.org/faqs/dnsbl-usage/",
        "the receiving server asks Spamhaus by way of a public resolver, is not answered, and refuses everyone; the sender is on no list",
        "Tell that server's administrator to use a resolver of its own or a Spamhaus key.",
    ),
    row(
        PROVIDER,
        Client,
        &["5.7.1"],
        &[
            Words("zen.spamhaus.org"),
            Words("sbl.spamhaus.org"),
            Words("xbl.spamhaus.org"),
            Words("pbl.spamhaus.org"),
            Words("dbl.spamhaus.org"),
            Words("www.spamhaus.org"),
            Words("check.spamhaus.org"),
        ],
        "https://check.spamhaus.org",
        "the sending address or domain is on a block list of Spamhaus",
        "Look it up there: PBL means that mail should leave through the provider's server, XBL and CSS an infected or abused host, SBL and DBL spam.",
    ),
    row(
        PROVIDER,
        Client,
        &["5.7.1"],
        &[
            Words("is listed in spamhaus"),
            Words("blocked using spamhaus"),
        ],
        "https://check.spamhaus.org",
        "the sending address or domain is on a block list of Spamhaus",
        "Look it up there: PBL means that mail should leave through the provider's server, XBL and CSS an infected or abused host, SBL and DBL spam.",
    ),
];
