//! T-Online (Deutsche Telekom). Source: postmaster.t-online.de, sections 4.1 and 4.13.

use super::{
    About::Client,
    Mark::{InOrder, Words},
    Row, row,
};

const PROVIDER: &str = "T-Online";
const RULES: &str = "https://postmaster.t-online.de/index.en.html";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Client,
        &[],
        &[
            Words("tosa@rx.t-online.de"),
            Words("a problem occurred. (ask your postmaster for help"),
        ],
        RULES,
        "the sending address is unknown to T-Online, or has a bad reputation there",
        "Write to tosa@rx.t-online.de (or the address in the text) with the server's address; they want a PTR name of your own whose domain shows who runs it (an imprint).",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[
            Words("toda@rx.t-online.de"),
            Words("dialup/transient ip not allowed"),
        ],
        RULES,
        "the sending address looks like a dial-up line's",
        "Send through a provider's mail server; if the address is static, give it a PTR name of your own whose domain has an imprint, and write to toda@rx.t-online.de.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[InOrder(&["none/bad reputation", "rx.t-online.de"])],
        RULES,
        "the sending address is unknown to T-Online, or has a bad reputation there",
        "Write to the address in the text with the server's address; they want a PTR name of your own whose domain shows who runs it (an imprint).",
    ),
];
