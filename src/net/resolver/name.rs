//! Names between text and the DNS crate: as the DNS writes them, with every octet that a label may have (RFC 1035 section
//! 5.1, RFC 4343 section 2.1, RFC 2181 section 11).

use hickory_resolver::proto::rr::Name;

use crate::text::visible;

/// Reads a name as [`shown`] writes it; a final dot changes nothing. The crate's own reader knows neither
/// decimal escapes nor labels that are no host names, and both stand in DNS answers (RFC 2181 section 11).
pub(super) fn absolute(name: &str) -> Result<Name, ()> {
    if name == "." {
        return Ok(Name::root());
    }
    let mut labels = vec![Vec::new()];
    let mut rest = name.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'.' => labels.push(Vec::new()),
            b'\\' => labels
                .last_mut()
                .ok_or(())?
                .push(unescaped(&mut rest).ok_or(())?),
            plain if plain.is_ascii_graphic() => labels.last_mut().ok_or(())?.push(plain),
            _ => return Err(()),
        }
    }
    labels.pop_if(|last| last.is_empty());
    if labels.is_empty() || labels.iter().any(Vec::is_empty) {
        return Err(());
    }
    let mut name = Name::from_labels(labels.iter().map(Vec::as_slice)).map_err(|_| ())?;
    name.set_fqdn(true);
    Ok(name)
}

/// The octet behind a backslash: three decimal digits, or the character itself (RFC 1035 section 5.1).
pub(super) fn unescaped(rest: &mut std::str::Bytes<'_>) -> Option<u8> {
    let first = rest.next()?;
    if !first.is_ascii_digit() {
        return Some(first);
    }
    let digits = [first, rest.next()?, rest.next()?];
    std::str::from_utf8(&digits).ok()?.parse().ok()
}

/// Writes a name without its final dot; what is no plain character is escaped as RFC 4343 section 2.1 says.
pub(super) fn shown(name: &Name) -> String {
    if name.is_root() {
        return ".".to_owned();
    }
    let labels: Vec<String> = name.iter().map(shown_label).collect();
    visible(labels.join(".").as_bytes())
}

pub(super) fn shown_label(label: &[u8]) -> String {
    let mut shown = String::with_capacity(label.len());
    for byte in label {
        match byte {
            b'.' | b'\\' => shown.extend(['\\', char::from(*byte)]),
            plain if plain.is_ascii_graphic() => shown.push(char::from(*plain)),
            other => shown.push_str(&format!("\\{other:03}")),
        }
    }
    shown
}

/// Names that the DNS does not have (RFC 6761 sections 6.3 and 6.4, RFC 7686).
pub(super) fn is_local(name: &Name) -> bool {
    let last = name.iter().next_back().unwrap_or_default();
    let local: [&[u8]; 3] = [b"localhost", b"invalid", b"onion"];
    local.iter().any(|label| last.eq_ignore_ascii_case(label))
}
