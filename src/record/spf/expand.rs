//! What macros stand for: RFC 7208 sections 7.2 and 7.3.

use std::{fmt::Write, net::IpAddr};

use super::{
    record::{Macro, MacroString, Part},
    sender::Identity,
};

/// What is known where a text is expanded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values<'v> {
    pub(super) sender: &'v Identity,
    /// Whose record it is in.
    pub(super) domain: &'v str,
    /// The validated name of the sender's address, which is looked up where it is needed alone.
    pub(super) validated: &'v str,
}

/// What stands for the name of who checks, and for that of an address that has none.
pub(super) const UNKNOWN: &str = "unknown";

impl Values<'_> {
    /// The text with its macros expanded.
    pub(super) fn expand(&self, text: &MacroString) -> String {
        let parts = text.parts.iter().map(|part| match part {
            Part::Literal(literal) => literal.clone(),
            Part::Macro(one) => one.transform(&self.value(one.letter)),
        });
        parts.collect()
    }

    fn value(&self, letter: char) -> String {
        let sender = self.sender;
        match letter {
            's' => format!("{}@{}", sender.local_part, sender.domain),
            'l' => sender.local_part.clone(),
            'o' => sender.domain.clone(),
            'd' => self.domain.to_owned(),
            'i' => dotted(sender.address),
            'p' => self.validated.to_owned(),
            'v' => family(sender.address).to_owned(),
            'h' => sender.helo.clone(),
            'c' => sender.address.to_string(),
            't' => sender.at.as_second().to_string(),
            // That of who checks is not known: nobody receives.
            _ => UNKNOWN.to_owned(),
        }
    }
}

const fn family(address: IpAddr) -> &'static str {
    match address {
        IpAddr::V4(_) => "in-addr",
        IpAddr::V6(_) => "ip6",
    }
}

/// `192.0.2.1`, or nibbles with dots.
fn dotted(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let nibbles = address.octets().into_iter();
            let nibbles = nibbles.flat_map(|octet| [octet >> 4, octet & 15]);
            let labels: Vec<_> = nibbles.map(|nibble| format!("{nibble:X}")).collect();
            labels.join(".")
        }
    }
}

impl Macro {
    fn transform(&self, value: &str) -> String {
        let mut value = match self.keep.is_some() || self.reverse || !self.delimiters.is_empty() {
            true => self.parted(value),
            false => value.to_owned(),
        };
        if self.escaped {
            value = escaped(&value);
        }
        value
    }

    fn parted(&self, value: &str) -> String {
        let delimiters = match self.delimiters.as_str() {
            "" => ".",
            delimiters => delimiters,
        };
        let mut parts: Vec<_> = value.split(|one| delimiters.contains(one)).collect();
        if self.reverse {
            parts.reverse();
        }
        let left_out = parts.len().saturating_sub(self.keep.unwrap_or(usize::MAX));
        parts[left_out..].join(".")
    }
}

/// All but `unreserved` of RFC 3986 section 2.3.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            true => text.push(char::from(byte)),
            false => {
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}
