//! Addresses and the lengths of prefixes: `ip4-network`, `ip6-network`, `dual-cidr-length` of RFC 7208 section 5.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{
    super::{
        fault::{FaultKind, Faults},
        record::Prefixes,
    },
    piece::Piece,
};

/// `:192.0.2.0/24`
pub(super) fn ip4(behind: Piece<'_>, faults: &mut Faults) -> Option<(Ipv4Addr, u8)> {
    let (address, prefix) = parted("ip4", behind, faults)?;
    let bits = single_prefix("ip4", prefix, 32, faults);
    let address = match ip4_address(address) {
        Ok(address) => address,
        Err((at, fault)) => {
            faults.push(at, fault);
            return None;
        }
    };
    Some((address, bits?))
}

/// `:2001:db8::/32`
pub(super) fn ip6(behind: Piece<'_>, faults: &mut Faults) -> Option<(Ipv6Addr, u8)> {
    let (address, prefix) = parted("ip6", behind, faults)?;
    let bits = single_prefix("ip6", prefix, 128, faults);
    let Ok(parsed) = address.text.parse() else {
        let (at, fault) = no_ip6_address(address);
        faults.push(at, fault);
        return None;
    };
    Some((parsed, bits?))
}

/// The address, and what stands behind it from the slash on.
fn parted<'r>(
    name: &'static str,
    behind: Piece<'r>,
    faults: &mut Faults,
) -> Option<(Piece<'r>, Piece<'r>)> {
    let is_there = behind.text.starts_with(':') && !behind.text[1..].starts_with('/');
    if !is_there || behind.text.len() == 1 {
        let at = behind.at + usize::from(behind.text.starts_with(':'));
        faults.push(at, FaultKind::AddressMissing(name));
        return None;
    }
    let address = behind.behind(1);
    let slash = address.text.find('/').unwrap_or(address.text.len());
    Some(address.split(slash))
}

fn ip4_address(address: Piece<'_>) -> Result<Ipv4Addr, (usize, FaultKind)> {
    if address.text.parse::<Ipv6Addr>().is_ok() {
        return Err((address.at, FaultKind::WrongFamily("ip6")));
    }
    let is_wrong = |character: char| !character.is_ascii_digit() && character != '.';
    if let Some((wrong, character)) = address.text.char_indices().find(|(_, one)| is_wrong(*one)) {
        return Err((address.at + wrong, wrong_character(character)));
    }
    let mut numbers = Vec::new();
    let mut at = address.at;
    for text in address.text.split('.') {
        if numbers.len() == 4 {
            let parts = address.text.split('.').count();
            return Err((at, FaultKind::Ip4Parts(parts)));
        }
        numbers.push(number(text, at, address)?);
        at += text.len() + 1;
    }
    match numbers[..] {
        [a, b, c, d] => Ok(Ipv4Addr::new(a, b, c, d)),
        _ => Err((address.end(), FaultKind::Ip4Parts(numbers.len()))),
    }
}

fn wrong_character(character: char) -> FaultKind {
    match character {
        ',' | ';' => FaultKind::Separator(character),
        _ => FaultKind::Ip4Character(character),
    }
}

fn number(text: &str, at: usize, address: Piece<'_>) -> Result<u8, (usize, FaultKind)> {
    if text.is_empty() {
        let parts = address.text.split('.').filter(|part| !part.is_empty());
        return Err((at, FaultKind::Ip4Parts(parts.count())));
    }
    if text.len() > 1 && text.starts_with('0') {
        return Err((at, FaultKind::Ip4LeadingZero(text.to_owned())));
    }
    let too_large = |_| (at, FaultKind::Ip4Number(text.to_owned()));
    text.parse().map_err(too_large)
}

fn no_ip6_address(address: Piece<'_>) -> (usize, FaultKind) {
    if address.text.parse::<Ipv4Addr>().is_ok() {
        return (address.at, FaultKind::WrongFamily("ip4"));
    }
    let of_address =
        |character: char| character.is_ascii_hexdigit() || matches!(character, ':' | '.');
    match address
        .text
        .char_indices()
        .find(|(_, one)| !of_address(*one))
    {
        Some((at, separator @ (',' | ';'))) => (address.at + at, FaultKind::Separator(separator)),
        Some((at, _)) => (address.at + at, no_address(address)),
        None => (address.at + long_group(address.text), no_address(address)),
    }
}

fn no_address(address: Piece<'_>) -> FaultKind {
    FaultKind::Ip6Address(address.text.to_owned())
}

/// Where a group of more than four digits begins, if any does.
fn long_group(text: &str) -> usize {
    let mut at = 0;
    for group in text.split(':') {
        if group.len() > 4 && !group.contains('.') {
            return at;
        }
        at += group.len() + 1;
    }
    0
}

/// `/24`, or nothing.
fn single_prefix(
    name: &'static str,
    prefix: Piece<'_>,
    most: u8,
    faults: &mut Faults,
) -> Option<u8> {
    if prefix.text.is_empty() {
        return Some(most);
    }
    if prefix.text.starts_with("//") {
        faults.push(prefix.at + 1, FaultKind::DoubleSlash(name));
        return None;
    }
    length(prefix.behind(1), most, faults)
}

/// `/24`, `//64`, `/24//64`, or nothing.
pub(super) fn dual_prefix(prefix: Piece<'_>, faults: &mut Faults) -> Option<Prefixes> {
    let whole = Prefixes::default();
    if prefix.text.is_empty() {
        return Some(whole);
    }
    if prefix.text.starts_with("//") {
        let v6 = length(prefix.behind(2), whole.v6, faults)?;
        return Some(Prefixes { v6, ..whole });
    }
    let first = prefix.behind(1);
    let end = first.text.find('/').unwrap_or(first.text.len());
    let (first, second) = first.split(end);
    let v4 = length(first, whole.v4, faults);
    let v6 = match second.text {
        "" => Some(whole.v6),
        text if text.starts_with("//") => length(second.behind(2), whole.v6, faults),
        _ => {
            faults.push(second.at, FaultKind::SecondPrefix);
            None
        }
    };
    Some(Prefixes { v4: v4?, v6: v6? })
}

/// `ip4-cidr-length` and `ip6-cidr-length` without their slash.
fn length(number: Piece<'_>, most: u8, faults: &mut Faults) -> Option<u8> {
    let text = number.text;
    if text.is_empty() {
        faults.push(number.at, FaultKind::PrefixMissing);
        return None;
    }
    if let Some(wrong) = text.find(|character: char| !character.is_ascii_digit()) {
        let fault = match text[wrong..].chars().next() {
            Some(separator @ (',' | ';')) => FaultKind::Separator(separator),
            _ => FaultKind::PrefixNotANumber,
        };
        faults.push(number.at + wrong, fault);
        return None;
    }
    if text.len() > 1 && text.starts_with('0') {
        faults.push(number.at, FaultKind::PrefixLeadingZero);
        return None;
    }
    let bits = text.parse().ok().filter(|bits| *bits <= most);
    if bits.is_none() {
        faults.push(number.at, FaultKind::PrefixTooLong(most));
    }
    bits
}
