//! The names of the mechanisms, and what was probably meant by what is none of them.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{
    super::{fault::FaultKind, record::Qualifier},
    piece::Piece,
};

/// RFC 7208 section 5.
const MECHANISMS: [&str; 8] = ["all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"];

/// What is often written for a mechanism and is none.
const MEANT: [(&str, &str); 14] = [
    ("ip", "ip4"),
    ("ipv4", "ip4"),
    ("ip4v", "ip4"),
    ("ipv6", "ip6"),
    ("ip6v", "ip6"),
    ("includes", "include"),
    ("includ", "include"),
    ("inc", "include"),
    ("spf", "include"),
    ("domain", "include"),
    ("host", "a"),
    ("aaaa", "a"),
    ("exist", "exists"),
    ("none", "all"),
];

/// The mechanism of this name, whatever its case.
pub(super) fn known(name: &str) -> Option<&'static str> {
    let is_it = |known: &&&str| known.eq_ignore_ascii_case(name);
    MECHANISMS.iter().find(is_it).copied()
}

/// Why there is no mechanism of this `name`, and where that is seen; `term` is all of it but its qualifier.
pub(super) fn unknown(term: Piece<'_>, name: &str) -> (usize, FaultKind) {
    let first = name.bytes().next();
    let fault = match first {
        None if term.text.is_empty() => FaultKind::QualifierAlone,
        Some(first) if Qualifier::of(first).is_some() => FaultKind::TwoQualifiers,
        _ => return what_it_is(term, name),
    };
    (term.at, fault)
}

fn what_it_is(term: Piece<'_>, name: &str) -> (usize, FaultKind) {
    let modifiers = ["redirect", "exp"];
    let is_it = |modifier: &&str| modifier.eq_ignore_ascii_case(name);
    if let Some(modifier) = modifiers.into_iter().find(|modifier| is_it(modifier)) {
        return match term.text.as_bytes().get(name.len()) {
            Some(b':') => (term.at + name.len(), FaultKind::ColonInModifier(modifier)),
            _ => (term.at + name.len(), FaultKind::ModifierAlone(modifier)),
        };
    }
    let address = term.text.split('/').next().unwrap_or_default();
    if address.parse::<Ipv4Addr>().is_ok() {
        return (term.at, FaultKind::AddressAlone("ip4"));
    }
    if address.parse::<Ipv6Addr>().is_ok() {
        return (term.at, FaultKind::AddressAlone("ip6"));
    }
    if term.text == name && is_domain(name) && !begins_as_one(name) {
        return (term.at, FaultKind::NameAlone(name.to_owned()));
    }
    glued(term, name).unwrap_or_else(|| {
        let meant = meant(name);
        (term.at, FaultKind::UnknownMechanism(name.to_owned(), meant))
    })
}

/// Whether it begins with the name of a mechanism that no host has: `include_spf.example.com`.
fn begins_as_one(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["include", "exists", "redirect"]
        .iter()
        .any(|known| name.starts_with(known))
}

/// A mechanism and a character that is not of a name right behind it: `all;`.
fn glued(term: Piece<'_>, name: &str) -> Option<(usize, FaultKind)> {
    let end = name.find(|character: char| !character.is_ascii_alphanumeric())?;
    let mechanism = known(&name[..end])?;
    let character = name[end..].chars().next()?;
    let fault = match character {
        ',' | ';' => FaultKind::Separator(character),
        _ => FaultKind::Behind(mechanism, character),
    };
    Some((term.at + end, fault))
}

/// Whether it looks like a name of a host: labels with letters in the last of them.
fn is_domain(name: &str) -> bool {
    let may_stand = |label: &str| {
        let of_label = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        !label.is_empty() && label.bytes().all(of_label)
    };
    let top = name.rsplit('.').next().unwrap_or_default();
    name.contains('.')
        && name.split('.').all(may_stand)
        && top.len() > 1
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn meant(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let listed = MEANT.iter().find(|(wrong, _)| *wrong == name);
    let near = || {
        MECHANISMS
            .into_iter()
            .find(|known| known.len() > 2 && is_near(known, &name))
    };
    listed.map(|(_, right)| *right).or_else(near)
}

/// Whether one letter too many, too few or wrong, or two letters that changed places, make one of the other.
fn is_near(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[same..], &other[same..]);
    match (one, other) {
        ([a, b, rest @ ..], [c, d, tail @ ..]) if a == d && b == c && rest == tail => true,
        ([_, rest @ ..], [_, tail @ ..]) if rest == tail => true,
        ([_, rest @ ..], _) if rest == other => true,
        (_, [_, tail @ ..]) => tail == one,
        _ => false,
    }
}
