//! Distinguished names compared: RFC 5280 section 7.1. Strings are the same whatever their type, case and blanks
//! (RFC 4518); values of other types are compared byte by byte.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::tls::der::{OBJECT_IDENTIFIER, Reader, SEQUENCE};

const SET: u8 = 0x31;

/// How names are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// Byte by byte.
    Bytes,
    /// As RFC 5280 section 7.1 has it.
    Prepared,
}

impl Compare {
    /// Whether both names are the same.
    #[must_use]
    pub fn same(self, one: &Name<'_>, other: &Name<'_>) -> bool {
        one.der == other.der
            || self == Self::Prepared
                && one.prepared().is_some()
                && one.prepared() == other.prepared()
    }
}

/// A name. What it is compared by is made when it is needed, and once: a name may be long, and be compared often.
#[derive(Clone, Debug)]
pub struct Name<'a> {
    /// The contents of its SEQUENCE.
    pub(super) der: &'a [u8],
    prepared: Arc<OnceLock<Option<Vec<Component>>>>,
}

impl<'a> Name<'a> {
    /// Takes the contents of its SEQUENCE.
    #[must_use]
    pub fn of(der: &'a [u8]) -> Self {
        Self {
            der,
            prepared: Arc::default(),
        }
    }

    /// Its components; none where it cannot be read.
    pub(super) fn prepared(&self) -> Option<&[Component]> {
        let prepared = self.prepared.get_or_init(|| components(self.der));
        prepared.as_deref()
    }
}

/// The values of an attribute, given by the contents of its object identifier.
pub(super) fn values<'a>(name: &'a [u8], wanted: &[u8]) -> Vec<&'a [u8]> {
    let mut values = Vec::new();
    let mut name = Reader::new(name);
    while let Some(component) = name.take(SET) {
        let mut component = Reader::new(component);
        while let Some(attribute) = component.take(SEQUENCE) {
            let mut attribute = Reader::new(attribute);
            if attribute.take(OBJECT_IDENTIFIER) == Some(wanted) {
                values.extend(attribute.element().map(|value| value.contents));
            }
        }
    }
    values
}

fn components(name: &[u8]) -> Option<Vec<Component>> {
    let mut name = Reader::new(name);
    let mut components = Vec::new();
    while !name.is_empty() {
        components.push(component(name.take(SET)?)?);
    }
    Some(components)
}

/// The attributes of a component in an order of their own: in DER it depends on what is to be ignored.
fn component(contents: &[u8]) -> Option<Component> {
    let mut reader = Reader::new(contents);
    let mut attributes = Vec::new();
    while !reader.is_empty() {
        attributes.push(attribute(reader.take(SEQUENCE)?)?);
    }
    attributes.sort();
    Some(attributes)
}

/// The attributes of a relative distinguished name.
type Component = Vec<Attribute>;
/// The contents of the object identifier, and the value.
type Attribute = (Vec<u8>, Value);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Text(String),
    Bytes(Vec<u8>),
}

fn attribute(contents: &[u8]) -> Option<Attribute> {
    let mut reader = Reader::new(contents);
    let id = reader.take(OBJECT_IDENTIFIER)?;
    let value = reader.element()?;
    let prepared = text(value.tag, value.contents).and_then(|text| prepare(&text));
    let value = prepared.map_or_else(|| Value::Bytes(value.whole.to_vec()), Value::Text);
    Some((id.to_vec(), value))
}

/// What a string type holds.
pub(super) fn text(tag: u8, contents: &[u8]) -> Option<Cow<'_, str>> {
    let wide = |width: usize| {
        let (units, rest) = (contents.chunks_exact(width), contents.len() % width);
        (rest == 0).then_some(units)
    };
    Some(match tag {
        // UTF8String, NumericString, PrintableString, IA5String, VisibleString
        0x0c | 0x12 | 0x13 | 0x16 | 0x1a => std::str::from_utf8(contents).ok()?.into(),
        // TeletexString, which everybody fills with Latin-1
        0x14 => contents.iter().copied().map(char::from).collect(),
        // BMPString
        0x1e => char::decode_utf16(wide(2)?.map(|pair| u16::from_be_bytes([pair[0], pair[1]])))
            .collect::<Result<String, _>>()
            .ok()?
            .into(),
        // UniversalString
        0x1c => wide(4)?
            .map(|unit| char::from_u32(u32::from_be_bytes(unit.try_into().ok()?)))
            .collect::<Option<String>>()?
            .into(),
        _ => return None,
    })
}

/// Case folded and normalized; blanks at both ends do not count, and several are one.
fn prepare(text: &str) -> Option<String> {
    // What can be typed on any keyboard needs no tables.
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let prepared = match is_plain {
        true => Cow::Owned(text.to_ascii_lowercase()),
        false => stringprep::x520prep(text, true).ok()?,
    };
    Some(prepared.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(parts: &[(u8, &[u8])]) -> Vec<u8> {
        let wrapped = |tag: u8, contents: &[u8]| {
            let length = u8::try_from(contents.len()).unwrap();
            [&[tag, length], contents].concat()
        };
        parts
            .iter()
            .flat_map(|(tag, text)| {
                let value = [&[6, 3, 0x55, 4, 3][..], &wrapped(*tag, text)].concat();
                wrapped(SET, &wrapped(SEQUENCE, &value))
            })
            .collect()
    }

    fn same(compare: Compare, one: &[u8], other: &[u8]) -> bool {
        compare.same(&Name::of(one), &Name::of(other))
    }

    fn is_within(name: &[u8], base: &[u8]) -> Option<bool> {
        let (name, base) = (Name::of(name), Name::of(base));
        Some(name.prepared()?.starts_with(base.prepared()?))
    }

    #[test]
    fn strings_are_the_same_whatever_their_type_case_and_blanks() {
        let one = name(&[(0x0c, "Größe  GmbH ".as_bytes())]);
        for other in [
            name(&[(0x0c, "größe gmbh".as_bytes())]),
            name(&[(0x14, b"GR\xd6\xdfE GMBH")]),
            name(&[(0x1e, b"\0g\0r\0\xf6\0\xdf\0e\0 \0g\0m\0b\0h")]),
        ] {
            assert!(same(Compare::Prepared, &one, &other));
            assert!(!same(Compare::Bytes, &one, &other));
        }
        let other = name(&[(0x0c, b"Groesse GmbH")]);
        assert!(!same(Compare::Prepared, &one, &other));
    }

    #[test]
    fn what_is_no_string_is_compared_as_it_is() {
        let bits = name(&[(0x03, &[0, 1])]);
        assert!(same(Compare::Prepared, &bits, &bits.clone()));
        let other = name(&[(0x04, &[0, 1])]);
        assert!(!same(Compare::Prepared, &bits, &other));
    }

    #[test]
    fn a_name_is_within_its_first_components() {
        let base = name(&[(0x13, b"cases")]);
        let below = name(&[(0x0c, b"Cases"), (0x0c, b"a.example")]);
        assert_eq!(is_within(&below, &base), Some(true));
        assert_eq!(is_within(&base, &base), Some(true));
        assert_eq!(is_within(&base, &below), Some(false));
        assert_eq!(is_within(&name(&[(0x0c, b"Other")]), &base), Some(false));
        assert_eq!(is_within(b"\x31\x05", &base), None);
        assert_eq!(is_within(&base, &[]), Some(true));
    }

    #[test]
    fn attributes_of_one_component_have_no_order_and_what_cannot_be_read_is_like_nothing_else() {
        let attribute = |kind: u8, text: &[u8]| {
            let length = u8::try_from(text.len()).unwrap();
            let value = [&[6, 3, 0x55, 4, kind, 0x0c, length], text].concat();
            [&[SEQUENCE, length + 7][..], &value].concat()
        };
        let set = |parts: [Vec<u8>; 2]| {
            let parts = parts.concat();
            [&[SET, u8::try_from(parts.len()).unwrap()][..], &parts].concat()
        };
        let (unit, common) = (attribute(11, b"Mail"), attribute(3, b"mx"));
        let one = set([unit.clone(), common.clone()]);
        let other = set([common, unit]);
        assert!(same(Compare::Prepared, &one, &other));
        assert!(!same(Compare::Bytes, &one, &other));
        assert!(!same(Compare::Prepared, b"\x31\x05", b"\x31\x06"));
    }
}
