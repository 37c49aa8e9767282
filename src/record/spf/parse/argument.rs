//! What stands behind the name of a mechanism or modifier.

use super::{
    super::{
        fault::{FaultKind, Faults},
        record::{MacroString, Mechanism, Prefixes},
    },
    macro_string,
    network::{self, dual_prefix},
    piece::Piece,
};

/// Reads a mechanism; `behind` begins with a colon, with a slash or not at all.
pub(super) fn mechanism(
    name: &'static str,
    behind: Piece<'_>,
    faults: &mut Faults,
) -> Option<Mechanism> {
    match name {
        "all" if behind.text.is_empty() => Some(Mechanism::All),
        "all" => {
            faults.push(behind.at, FaultKind::NothingBehindAll);
            None
        }
        "include" => required(name, behind, faults).map(Mechanism::Include),
        "exists" => required(name, behind, faults).map(Mechanism::Exists),
        "ptr" => without_prefix(name, behind, faults).map(Mechanism::Ptr),
        "a" => with_prefixes(name, behind, faults).map(|(name, bits)| Mechanism::A(name, bits)),
        "mx" => with_prefixes(name, behind, faults).map(|(name, bits)| Mechanism::Mx(name, bits)),
        "ip4" => network::ip4(behind, faults).map(|(network, bits)| Mechanism::Ip4(network, bits)),
        _ => network::ip6(behind, faults).map(|(network, bits)| Mechanism::Ip6(network, bits)),
    }
}

/// `include` and `exists` need a domain.
fn required(name: &'static str, behind: Piece<'_>, faults: &mut Faults) -> Option<MacroString> {
    match behind.text.strip_prefix(':') {
        Some(_) => domain(name, behind.behind(1), faults),
        None => {
            faults.push(behind.at, FaultKind::DomainMissing(name));
            None
        }
    }
}

fn without_prefix(
    name: &'static str,
    behind: Piece<'_>,
    faults: &mut Faults,
) -> Option<Option<MacroString>> {
    match behind.text.as_bytes().first() {
        None => Some(None),
        Some(b':') => domain(name, behind.behind(1), faults).map(Some),
        Some(_) => {
            faults.push(behind.at, FaultKind::PrefixNotAllowed(name));
            None
        }
    }
}

fn with_prefixes(
    name: &'static str,
    behind: Piece<'_>,
    faults: &mut Faults,
) -> Option<(Option<MacroString>, Prefixes)> {
    if !behind.text.starts_with(':') {
        return Some((None, dual_prefix(behind, faults)?));
    }
    let (written, prefix) = behind.split(start_of_prefix(behind.text));
    let prefixes = dual_prefix(prefix, faults);
    let name = domain(name, written.behind(1), faults)?;
    Some((Some(name), prefixes?))
}

/// A slash may stand in a name, but not in its last label and in no macro at its end: what is left of the end are
/// slashes and digits.
fn start_of_prefix(text: &str) -> usize {
    let digits =
        text.trim_end_matches(|character: char| character == '/' || character.is_ascii_digit());
    let end = digits.len();
    text[end..]
        .find('/')
        .map_or(text.len(), |slash| end + slash)
}

/// A domain; `name` is whose.
pub(super) fn domain(
    name: &'static str,
    piece: Piece<'_>,
    faults: &mut Faults,
) -> Option<MacroString> {
    if piece.text.is_empty() {
        faults.push(piece.at, FaultKind::DomainMissing(name));
        return None;
    }
    macro_string::domain(name, piece, faults)
}
