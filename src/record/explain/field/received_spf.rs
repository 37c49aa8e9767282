//! What a receiver found out of the sender's address: RFC 7208 section 9.1.

use super::{
    pieces::{Kind, groups},
    words::{SPF, of},
};
use crate::record::{explained::Explained, fault::Effect};

const TITLE: &str = "Received-SPF: whether the address may send for the domain (RFC 7208)";

const KEYS: &[(&str, &str)] = &[
    ("client-ip", "the address that sent it"),
    ("envelope-from", "the sender of the envelope (MAIL)"),
    (
        "helo",
        "the name that the sender's server gave itself (EHLO)",
    ),
    ("receiver", "the server that checked"),
    (
        "identity",
        "of which name the domain was asked: mailfrom or helo",
    ),
    ("mechanism", "the term of the record that decided"),
    ("problem", "what went wrong"),
];

/// Of the field as it is written, its value beginning at the place.
pub(super) fn explain(text: &str, value_at: usize) -> Explained {
    let mut explained = Explained::new(TITLE, text);
    let groups = groups(text, value_at);
    let mut result = None;
    for piece in groups.iter().flatten() {
        let meaning = match piece.kind {
            Kind::Comment(_) => "a remark for people",
            Kind::Word(word) if result.is_none() => {
                let meaning = of(SPF, word).filter(|_| !word.eq_ignore_ascii_case("policy"));
                result = Some(meaning);
                meaning.unwrap_or("not known")
            }
            Kind::Pair(name, _) => of(KEYS, name).unwrap_or("a word of the receiver's own"),
            Kind::Word(_) => {
                explained.fault(piece.at, Effect::Ignored, "this is no name with a value");
                "not known, passed over"
            }
        };
        if result == Some(None)
            && matches!(piece.kind, Kind::Word(_))
            && explained.faults.is_empty()
        {
            explained.fault(piece.at, Effect::Void, "this is no result of SPF");
        }
        explained.part(piece.written, meaning);
        if let Some(text) = piece.open() {
            explained.fault(piece.at, Effect::Void, text);
        }
    }
    if result.is_none() {
        explained.fault(value_at, Effect::Void, "the result is missing");
    }
    let trust = "it is worth as much as the server that wrote it: anybody can write such a field";
    explained.whole.push(trust.to_owned());
    explained
}
