//! Fastmail.

use super::{
    About::{Message, Sender},
    Mark::Words,
    Row, row,
};

const PROVIDER: &str = "Fastmail";
const ISSUE: &str = "https://github.com/mealie-recipes/mealie/issues/1887";
const ADDRESSES: &str = "https://www.fastmail.help/hc/en-us/articles/1500000280401-Identities";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Message,
        &["5.7.1"],
        &[Words("multiple addresses in a from header is not allowed")],
        ISSUE,
        "the From header has more than one address",
        "Write one address in From; a program that puts an unquoted name with @ or a comma there makes two.",
    ),
    row(
        PROVIDER,
        Sender,
        &["5.7.1"],
        &[Words("not authorised to send from this header address")],
        ADDRESSES,
        "the From header has an address that the account does not own",
        "Use the account's own address in From, or add the address under My email addresses.",
    ),
];
