//! Where a certificate deviates from the profile of RFC 5280 in what is only odd: no path fails for it here, but other
//! software may refuse it.

use serde::Serialize;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{GeneralName, ParsedExtension};

/// One departure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Deviation {
    /// The serial number is negative (section 4.1.2.2).
    SerialNegative,
    /// The serial number is zero (section 4.1.2.2).
    SerialZero,
    /// The serial number has more than 20 octets (section 4.1.2.2).
    SerialTooLong,
    /// A name has control characters in it.
    ControlCharacters,
}

impl Deviation {
    /// In words, behind "its".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SerialNegative => "serial number is negative (RFC 5280 section 4.1.2.2)",
            Self::SerialZero => "serial number is zero (RFC 5280 section 4.1.2.2)",
            Self::SerialTooLong => {
                "serial number is longer than 20 octets (RFC 5280 section 4.1.2.2)"
            }
            Self::ControlCharacters => {
                "names have control characters in them, which are shown escaped (RFC 5280 section 4.1.2.4)"
            }
        }
    }
}

/// All of a certificate's.
pub(super) fn of(certificate: &X509Certificate<'_>) -> Vec<Deviation> {
    let mut found: Vec<_> = of_serial(certificate.raw_serial()).into_iter().collect();
    let names = [certificate.subject(), certificate.issuer()];
    let has_controls = |bytes: &[u8]| bytes.iter().any(u8::is_ascii_control);
    let in_name = names
        .iter()
        .flat_map(|name| name.iter_attributes())
        // BMPString and its like have zeros in every second place.
        .filter(|attribute| {
            attribute.attr_value().tag().0 != 30 && attribute.attr_value().tag().0 != 28
        })
        .any(|attribute| has_controls(attribute.attr_value().data));
    let in_alternative = certificate.extensions().iter().any(|extension| {
        let ParsedExtension::SubjectAlternativeName(names) = extension.parsed_extension() else {
            return false;
        };
        names.general_names.iter().any(|name| match name {
            GeneralName::DNSName(text) | GeneralName::RFC822Name(text) | GeneralName::URI(text) => {
                has_controls(text.as_bytes())
            }
            _ => false,
        })
    });
    if in_name || in_alternative {
        found.push(Deviation::ControlCharacters);
    }
    found
}

fn of_serial(contents: &[u8]) -> Option<Deviation> {
    let significant = contents.iter().position(|byte| *byte > 0);
    match (contents.first(), significant) {
        (Some(0x80..), _) => Some(Deviation::SerialNegative),
        (_, None) => Some(Deviation::SerialZero),
        (_, Some(start)) if contents.len() - start > 20 => Some(Deviation::SerialTooLong),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_is_positive_and_has_twenty_octets_at_most() {
        assert_eq!(of_serial(&[0x80]), Some(Deviation::SerialNegative));
        assert_eq!(of_serial(&[0]), Some(Deviation::SerialZero));
        assert_eq!(of_serial(&[1; 21]), Some(Deviation::SerialTooLong));
        assert_eq!(of_serial(&[1; 20]), None);
        let with_sign = [&[0][..], &[0xff; 20]].concat();
        assert_eq!(of_serial(&with_sign), None);
    }
}
