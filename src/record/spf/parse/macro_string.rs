//! Texts with macros, and the domains made of them: RFC 7208 section 7.1 (`macro-string`, `domain-spec`, `explain-string`).

use std::net::Ipv4Addr;

use super::{
    super::{
        fault::{Fault, FaultKind, Faults},
        record::{Macro, MacroString, Part},
    },
    piece::Piece,
};

/// What a macro may be split at.
const DELIMITERS: &str = ".-+,/_=";

/// The text of a modifier that is not known: any macro-string.
pub(super) fn any(piece: Piece<'_>, faults: &mut Faults) -> Option<MacroString> {
    read(piece, true, faults).map(|(text, _)| text)
}

/// The explanation that a TXT record has.
///
/// # Errors
/// The first fault of it, for which it is passed over (RFC 7208 section 6.2).
pub fn explanation(octets: &[u8]) -> Result<MacroString, Fault> {
    let is_wrong = |octet: &u8| !octet.is_ascii_graphic() && *octet != b' ';
    let wrong = octets.iter().position(is_wrong);
    let text = str::from_utf8(octets).ok().filter(|_| wrong.is_none());
    let Some(text) = text else {
        let position = wrong.unwrap_or_default();
        let kind = FaultKind::Octet(octets.get(position).copied().unwrap_or_default());
        return Err(Fault { kind, position });
    };
    let mut faults = Faults::default();
    let read = any(Piece { text, at: 0 }, &mut faults);
    match faults.in_order().into_iter().next() {
        Some(fault) => Err(fault),
        None => Ok(read.unwrap_or_default()),
    }
}

/// `domain-spec`, which ends in a macro or in a dot and a label that no number is; `name` is whose.
pub(super) fn domain(
    name: &'static str,
    piece: Piece<'_>,
    faults: &mut Faults,
) -> Option<MacroString> {
    let (text, tail) = read(piece, false, faults)?;
    if let Some((at, fault)) = wrong_end(name, piece, tail) {
        faults.push(at, fault);
        return None;
    }
    Some(text)
}

/// The text, and how many of its octets are up to the end of its last macro.
fn read(piece: Piece<'_>, explains: bool, faults: &mut Faults) -> Option<(MacroString, usize)> {
    let before = faults.len();
    let mut parts = Vec::new();
    let mut literal = String::new();
    let (mut at, mut tail) = (0, 0);
    while let Some(percent) = piece.text[at..].find('%') {
        let start = at + percent;
        literal.push_str(&piece.text[at..start]);
        let expand = piece.behind(start);
        let second = expand.text.as_bytes().get(1);
        at = start + 2;
        match second {
            Some(b'%') => literal.push('%'),
            Some(b'_') => literal.push(' '),
            Some(b'-') => literal.push_str("%20"),
            Some(b'{') => {
                let length = expand.text.find('}');
                if let Some(one) = expanded(expand, length, explains, faults) {
                    flush(&mut parts, &mut literal);
                    parts.push(Part::Macro(one));
                }
                at = start + length.map_or(expand.text.len(), |length| length + 1);
            }
            _ => {
                faults.push(expand.at, FaultKind::Percent);
                at = start + 1;
            }
        }
        tail = at;
    }
    literal.push_str(&piece.text[at..]);
    flush(&mut parts, &mut literal);
    (faults.len() == before).then_some((MacroString { parts }, tail))
}

fn flush(parts: &mut Vec<Part>, literal: &mut String) {
    if !literal.is_empty() {
        parts.push(Part::Literal(std::mem::take(literal)));
    }
}

/// `%{…}`, whose brace is closed at `length`.
fn expanded(
    piece: Piece<'_>,
    length: Option<usize>,
    explains: bool,
    faults: &mut Faults,
) -> Option<Macro> {
    let Some(length) = length else {
        faults.push(piece.at, FaultKind::MacroNotClosed);
        return None;
    };
    match transformed(piece.before(length).behind(2), explains) {
        Ok(one) => Some(one),
        Err((at, fault)) => {
            faults.push(at, fault);
            None
        }
    }
}

/// What stands between the braces.
fn transformed(body: Piece<'_>, explains: bool) -> Result<Macro, (usize, FaultKind)> {
    let first = body.text.chars().next();
    let letter = first.map(|letter| letter.to_ascii_lowercase());
    let letter = match letter {
        Some('c' | 'r' | 't') if !explains => {
            return Err((
                body.at,
                FaultKind::MacroOfExplanation(letter.unwrap_or('c')),
            ));
        }
        Some(letter) if "slodiphcrtv".contains(letter) => letter,
        _ => return Err((body.at, FaultKind::MacroLetter(first))),
    };
    let behind = body.behind(1);
    let digits = behind.text.len()
        - behind
            .text
            .trim_start_matches(|one: char| one.is_ascii_digit())
            .len();
    let (digits, rest) = behind.split(digits);
    // More than there are parts is all of them, however many digits say it.
    let keep = (!digits.text.is_empty()).then(|| digits.text.parse().unwrap_or(usize::MAX));
    if keep == Some(0) {
        return Err((digits.at, FaultKind::MacroZero));
    }
    let reverse = rest.text.starts_with(['r', 'R']);
    let delimiters = rest.behind(usize::from(reverse));
    if let Some((at, wrong)) = delimiters
        .text
        .char_indices()
        .find(|(_, one)| !DELIMITERS.contains(*one))
    {
        return Err((delimiters.at + at, FaultKind::MacroDelimiter(wrong)));
    }
    Ok(Macro {
        letter,
        escaped: first.is_some_and(|letter| letter.is_ascii_uppercase()),
        keep,
        reverse,
        delimiters: delimiters.text.to_owned(),
    })
}

/// What is wrong with how a domain ends; behind `tail` there is no macro.
fn wrong_end(name: &'static str, piece: Piece<'_>, tail: usize) -> Option<(usize, FaultKind)> {
    let end = piece.behind(tail);
    if end.text.is_empty() {
        return None;
    }
    let text = end.text.strip_suffix('.').unwrap_or(end.text);
    let Some(dot) = text.rfind('.') else {
        return Some(no_dot(name, piece, end, tail));
    };
    let label = end.before(text.len()).behind(dot + 1);
    if is_top_label(label.text) {
        return None;
    }
    if tail == 0 && piece.text.parse::<Ipv4Addr>().is_ok() {
        return Some((piece.at, FaultKind::AddressForName(name)));
    }
    Some(wrong_label(name, label))
}

/// The last label has none before it.
fn no_dot(name: &'static str, piece: Piece<'_>, end: Piece<'_>, tail: usize) -> (usize, FaultKind) {
    let (at, fault) = wrong_label(name, end);
    match fault {
        FaultKind::TopLabel(_) if tail == 0 => (at, FaultKind::SingleLabel(piece.text.to_owned())),
        fault => (at, fault),
    }
}

/// `toplabel`: letters, digits and hyphens, and no number.
fn is_top_label(label: &str) -> bool {
    let of_label = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    label.bytes().all(of_label)
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().any(|byte| !byte.is_ascii_digit())
}

fn wrong_label(name: &'static str, label: Piece<'_>) -> (usize, FaultKind) {
    let takes_prefix = matches!(name, "a" | "mx");
    let whole = || FaultKind::TopLabel(label.text.to_owned());
    match label
        .text
        .char_indices()
        .find(|(_, one)| matches!(one, ':' | '/' | ',' | ';'))
    {
        Some((at, separator @ (',' | ';'))) => (label.at + at, FaultKind::Separator(separator)),
        Some((at, '/')) if takes_prefix => (label.at + at + 1, FaultKind::PrefixNotANumber),
        Some((at, '/')) => (label.at + at, FaultKind::PrefixNotAllowed(name)),
        Some((at, _)) if is_port(&label.text[at + 1..]) => (label.at + at, FaultKind::Port),
        _ => (label.at, whole()),
    }
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
