//! Reads a record to its end, past any fault: RFC 7208 sections 4.6.1 and 12.

mod argument;
mod macro_string;
mod name;
mod network;
mod piece;

use super::{
    fault::{FaultKind, Faults},
    record::{Kind, Qualifier, Record, Term, VERSION},
};
use crate::text::visible_octets;

pub use macro_string::explanation;
use piece::Piece;

/// Reads a record that begins with its version.
#[must_use]
pub fn parse(record: &[u8]) -> Record {
    let mut faults = Faults::default();
    let mut terms = Vec::new();
    let mut at = VERSION.len().min(record.len());
    for octets in record[at..].split(|octet| *octet == b' ') {
        if !octets.is_empty() {
            terms.push(term(octets, at, &mut faults));
        }
        at += octets.len() + 1;
    }
    twice(&terms, &mut faults);
    let faults = faults.in_order();
    Record { terms, faults }
}

fn term(octets: &[u8], position: usize, faults: &mut Faults) -> Term {
    let before = faults.len();
    let kind = kind(octets, position, faults);
    Term {
        position,
        text: visible_octets(octets),
        kind: kind
            .filter(|_| faults.len() == before)
            .unwrap_or(Kind::Faulty),
    }
}

fn kind(octets: &[u8], at: usize, faults: &mut Faults) -> Option<Kind> {
    let is_wrong = |octet: &u8| !octet.is_ascii_graphic();
    if let Some(wrong) = octets.iter().position(is_wrong) {
        faults.push(at + wrong, FaultKind::Octet(octets[wrong]));
        return None;
    }
    let text = str::from_utf8(octets).ok()?;
    let piece = Piece { text, at };
    // What is a modifier has an equals sign before any colon or slash.
    let end = text.find(['=', ':', '/']);
    match end.filter(|end| text[*end..].starts_with('=')) {
        Some(equals) => modifier(piece, equals, faults),
        None => directive(piece, faults),
    }
}

fn modifier(piece: Piece<'_>, equals: usize, faults: &mut Faults) -> Option<Kind> {
    let (name, value) = (piece.before(equals), piece.behind(equals + 1));
    if !is_modifier_name(name.text) {
        let first = name.text.bytes().next();
        let unqualified = name.text.get(1..).unwrap_or_default();
        let fault = match first.and_then(Qualifier::of) {
            Some(_) if is_modifier_name(unqualified) => {
                FaultKind::QualifierOfModifier(unqualified.to_owned())
            }
            _ => FaultKind::ModifierName(name.text.to_owned()),
        };
        faults.push(piece.at, fault);
        return None;
    }
    match name.text.to_ascii_lowercase().as_str() {
        "redirect" => argument::domain("redirect", value, faults).map(Kind::Redirect),
        "exp" => argument::domain("exp", value, faults).map(Kind::Explanation),
        name => macro_string::any(value, faults).map(|_| Kind::Unknown(name.to_owned())),
    }
}

fn is_modifier_name(name: &str) -> bool {
    let may_stand = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.bytes().all(may_stand)
}

fn directive(piece: Piece<'_>, faults: &mut Faults) -> Option<Kind> {
    let written = piece.text.bytes().next().and_then(Qualifier::of);
    let mechanism = piece.behind(usize::from(written.is_some()));
    let end = mechanism.text.find([':', '/']);
    let (name, behind) = mechanism.split(end.unwrap_or(mechanism.text.len()));
    let Some(known) = name::known(name.text) else {
        let (at, fault) = name::unknown(mechanism, name.text);
        faults.push(at, fault);
        return None;
    };
    let mechanism = argument::mechanism(known, behind, faults)?;
    Some(Kind::Directive(
        written.unwrap_or(Qualifier::Pass),
        mechanism,
    ))
}

/// Neither `redirect` nor `exp` may be there more than once (RFC 7208 section 6).
fn twice(terms: &[Term], faults: &mut Faults) {
    let redirects = |term: &&Term| matches!(term.kind, Kind::Redirect(_));
    let explanations = |term: &&Term| matches!(term.kind, Kind::Explanation(_));
    for term in terms.iter().filter(redirects).skip(1) {
        faults.push(term.position, FaultKind::Twice("redirect"));
    }
    for term in terms.iter().filter(explanations).skip(1) {
        faults.push(term.position, FaultKind::Twice("exp"));
    }
}

#[cfg(test)]
mod tests;
