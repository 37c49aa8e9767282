//! What a receiver found out of a message: RFC 8601; and the same of a forwarder, with the number of its seal (RFC 8617 section 4.1.1).

use super::{
    pieces::{Kind, Piece, groups},
    words,
};
use crate::{
    record::{explained::Explained, fault::Effect},
    text::visible,
};

const TITLE: &str = "Authentication-Results: what a receiver found out of the message (RFC 8601)";
const OF_FORWARDER: &str =
    "ARC-Authentication-Results: what a forwarder found out of the message (RFC 8617)";

/// Of the field as it is written, its value beginning at the place.
pub(super) fn explain(text: &str, value_at: usize) -> Explained {
    read(TITLE, text, &groups(text, value_at))
}

/// The same of a forwarder.
pub(super) fn of_forwarder(text: &str, value_at: usize) -> Explained {
    let groups = groups(text, value_at);
    let Some((Kind::Pair("i", number), piece)) = groups[0].first().map(|piece| (piece.kind, piece))
    else {
        let mut explained = read(OF_FORWARDER, text, &groups);
        explained.fault(
            value_at,
            Effect::Void,
            "it does not begin with i=, the number of its seal",
        );
        return explained;
    };
    let mut explained = Explained::new(OF_FORWARDER, text);
    explained.part(piece.written, super::signature::instance(number));
    add(&mut explained, text, groups.get(1..).unwrap_or_default());
    explained
}

fn read(title: &'static str, text: &str, groups: &[Vec<Piece<'_>>]) -> Explained {
    let mut explained = Explained::new(title, text);
    add(&mut explained, text, groups);
    explained
}

fn add(explained: &mut Explained, text: &str, groups: &[Vec<Piece<'_>>]) {
    let is_result = |group: &Vec<Piece<'_>>| {
        let first = group
            .iter()
            .find(|piece| !matches!(piece.kind, Kind::Comment(_)));
        matches!(
            first,
            Some(Piece {
                kind: Kind::Pair(..),
                ..
            })
        )
    };
    let (server, results) = match groups {
        [first, rest @ ..] if !is_result(first) => (Some(first), rest),
        all => (None, all),
    };
    match server.filter(|pieces| !pieces.is_empty()) {
        Some(pieces) => of_server(explained, pieces),
        None => {
            let missing = "the name of the server that checked is missing: nobody can tell whose results these are";
            explained.fault(
                text.find(':').map_or(0, |colon| colon + 1),
                Effect::Discouraged,
                missing,
            );
        }
    }
    let mut count = 0;
    for group in results.iter().filter(|group| !group.is_empty()) {
        count += 1;
        of_result(explained, group);
    }
    if count == 0 {
        let text_end = text.len();
        explained.fault(
            text_end,
            Effect::Discouraged,
            "there is no result in it, and no \"none\" either",
        );
    }
    for piece in groups.iter().flatten() {
        if let Some(text) = piece.open() {
            explained.fault(piece.at, Effect::Void, text);
        }
    }
    let trust = "it is worth as much as the server that wrote it: anybody can write such a field, and receivers remove those that name \
                 their own servers";
    explained.whole.push(trust.to_owned());
}

/// `mx.example.com 1`.
fn of_server(explained: &mut Explained, pieces: &[Piece<'_>]) {
    let mut words = 0;
    for piece in pieces {
        let meaning = match piece.kind {
            Kind::Comment(_) => "a remark".to_owned(),
            _ if words == 0 => "the server that checked".to_owned(),
            Kind::Word("1") if words == 1 => "the version of the field".to_owned(),
            _ => "not known".to_owned(),
        };
        words += usize::from(!matches!(piece.kind, Kind::Comment(_)));
        explained.part(piece.written, meaning);
    }
}

/// `dkim=pass (2048-bit key) reason="…" header.d=example.com`.
fn of_result(explained: &mut Explained, pieces: &[Piece<'_>]) {
    let mut is_first = true;
    for piece in pieces {
        let meaning = match piece.kind {
            Kind::Comment(_) => "a remark for people".to_owned(),
            Kind::Pair(method, result) if is_first => of_method(explained, piece, method, result),
            Kind::Word(word) if is_first && word.eq_ignore_ascii_case("none") => {
                "nothing was checked".to_owned()
            }
            Kind::Pair(name, _) if name.eq_ignore_ascii_case("reason") => "why".to_owned(),
            Kind::Pair(name, _) => words::property(name).to_owned(),
            Kind::Word(_) => {
                let text = "this is neither a result nor a property";
                explained.fault(piece.at, Effect::Ignored, text);
                "not known, passed over".to_owned()
            }
        };
        is_first &= matches!(piece.kind, Kind::Comment(_));
        explained.part(piece.written, meaning);
    }
}

fn of_method(explained: &mut Explained, piece: &Piece<'_>, method: &str, result: &str) -> String {
    // `dkim/1`: a method may have a version.
    let name = method.split('/').next().unwrap_or(method).trim();
    let Some(known) = words::method(name) else {
        return "a method of the receiver's own".to_owned();
    };
    match known.meaning(result) {
        Some(meaning) => format!("{}: {meaning}", known.what),
        None => {
            let shown = visible(result.as_bytes());
            let text = format!("\"{shown}\" is no result of {}", known.name);
            explained.fault(piece.at, Effect::Ignored, crate::text::shortened(text, 200));
            known.what.to_owned()
        }
    }
}
