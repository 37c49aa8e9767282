//! Distinguished names as text: RFC 4514, last component first, escaped so that no value can look like two.
//! Attribute keywords beyond RFC 4514's table are those that OpenSSL prints.

use std::fmt::Write;

use x509_parser::asn1_rs::{Any, Tag, ToDer};
use x509_parser::prelude::FromDer;
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

use crate::text::visible;

const COMMON_NAME: &str = "2.5.4.3";
const ORGANIZATION: &str = "2.5.4.10";

const KEYWORDS: [(&str, &str); 20] = [
    (COMMON_NAME, "CN"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    (ORGANIZATION, "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.6", "C"),
    ("2.5.4.9", "STREET"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.12", "title"),
    ("2.5.4.15", "businessCategory"),
    ("2.5.4.17", "postalCode"),
    ("2.5.4.42", "GN"),
    ("2.5.4.97", "organizationIdentifier"),
    ("1.3.6.1.4.1.311.60.2.1.1", "jurisdictionL"),
    ("1.3.6.1.4.1.311.60.2.1.2", "jurisdictionST"),
    ("1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC"),
];

/// The name as RFC 4514 writes it.
pub(super) fn rfc4514(name: &X509Name<'_>) -> String {
    let mut components: Vec<String> = name
        .iter_rdn()
        .map(|component| {
            component
                .iter()
                .map(attribute)
                .collect::<Vec<_>>()
                .join("+")
        })
        .collect();
    components.reverse();
    visible(components.join(",").as_bytes())
}

/// The same of a name's contents, without tag and length; what cannot be read is shown in hexadecimal.
pub(super) fn of_contents(contents: &[u8]) -> String {
    let der = super::element::sequence(contents);
    match X509Name::from_der(&der) {
        Ok((_, name)) => rfc4514(&name),
        Err(_) => format!("#{}", super::hexadecimal::hexadecimal(contents)),
    }
}

/// The last, most specific common name, unescaped.
pub(super) fn common_name(name: &X509Name<'_>) -> Option<String> {
    last_value(name, COMMON_NAME)
}

/// The last organization, unescaped.
pub(super) fn organization(name: &X509Name<'_>) -> Option<String> {
    last_value(name, ORGANIZATION)
}

fn last_value(name: &X509Name<'_>, oid: &str) -> Option<String> {
    name.iter_attributes()
        .filter(|attribute| attribute.attr_type().to_id_string() == oid)
        .last()
        .and_then(|attribute| string_value(attribute.attr_value()))
        .map(|value| visible(&value))
}

fn attribute(attribute: &AttributeTypeAndValue<'_>) -> String {
    let oid = attribute.attr_type().to_id_string();
    let keyword = KEYWORDS.iter().find(|row| row.0 == oid).map(|row| row.1);
    match (keyword, string_value(attribute.attr_value())) {
        (Some(keyword), Some(value)) => {
            format!("{keyword}={}", visible_escaped(&value))
        }
        (keyword, _) => {
            let der = attribute.attr_value().to_der_vec().unwrap_or_default();
            format!(
                "{}=#{}",
                keyword.unwrap_or(&oid),
                super::hexadecimal::hexadecimal(&der)
            )
        }
    }
}

/// The bytes of a string value as UTF-8 where its type says how to read them.
fn string_value(value: &Any<'_>) -> Option<Vec<u8>> {
    match value.tag() {
        Tag::Utf8String
        | Tag::PrintableString
        | Tag::Ia5String
        | Tag::NumericString
        | Tag::VisibleString => Some(value.data.to_vec()),
        Tag::T61String => Some(
            value
                .data
                .iter()
                .map(|byte| char::from(*byte))
                .collect::<String>()
                .into_bytes(),
        ),
        Tag::BmpString => {
            let units = value
                .data
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            let text: String = char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect();
            Some(text.into_bytes())
        }
        _ => None,
    }
}

/// RFC 4514 section 2.4, after which nothing in the value can end it.
fn visible_escaped(value: &[u8]) -> String {
    let shown: String = value
        .utf8_chunks()
        .map(|chunk| {
            let mut text = escaped(chunk.valid());
            for byte in chunk.invalid() {
                let _ = write!(text, "\\{byte:02X}");
            }
            text
        })
        .collect();
    let leading = if shown.starts_with([' ', '#']) {
        "\\"
    } else {
        ""
    };
    match shown.strip_suffix(' ') {
        Some("") => "\\ ".to_string(),
        Some(start) => format!("{leading}{start}\\ "),
        None => format!("{leading}{shown}"),
    }
}

fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => result.extend(['\\', character]),
            control if control.is_ascii_control() => {
                let _ = write!(result, "\\{:02X}", control as u32);
            }
            plain => result.push(plain),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_as_rfc_4514_section_4_shows() {
        assert_eq!(
            visible_escaped(b"James \"Jim\" Smith, III"),
            "James \\\"Jim\\\" Smith\\, III"
        );
        assert_eq!(visible_escaped(b"Before\rAfter"), "Before\\0DAfter");
        assert_eq!(visible_escaped(b" # "), "\\ #\\ ");
        assert_eq!(visible_escaped(b"#x"), "\\#x");
        assert_eq!(visible_escaped(b" "), "\\ ");
        assert_eq!(visible_escaped("Lučić".as_bytes()), "Lučić");
        assert_eq!(visible_escaped(b"a\xffb"), "a\\FFb");
    }
}
