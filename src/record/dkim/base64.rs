//! Base64 with white space anywhere, as the tags `p`, `b` and `bh` have it: RFC 6376 section 2.10 and RFC 4648 section 4. What is
//! wrong is told with its place.

/// Why a text is not Base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// This octet is not of its alphabet, or it follows the padding.
    Octet(u8),
    /// One character is over: whatever was pasted is not whole.
    Length,
    /// Its padding is missing or too long; what it stands for is clear.
    Padding,
}

/// What a text stands for, as far as that is clear, and the first fault with its place.
#[must_use]
pub fn decode(text: &[u8]) -> (Option<Vec<u8>>, Option<(Fault, usize)>) {
    let mut octets = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut bits, mut characters, mut padding) = (0_u32, 0_usize, 0_usize);
    for (at, octet) in text.iter().enumerate() {
        if octet.is_ascii_whitespace() {
            continue;
        }
        if *octet == b'=' {
            padding += 1;
            continue;
        }
        let Some(value) = value(*octet).filter(|_| padding == 0) else {
            return (None, Some((Fault::Octet(*octet), at)));
        };
        bits = bits << 6 | u32::from(value);
        characters += 1;
        if characters.is_multiple_of(4) {
            octets.extend_from_slice(&bits.to_be_bytes()[1..]);
            bits = 0;
        }
    }
    let (wanted, rest) = match characters % 4 {
        0 => (0, 0),
        2 => (2, 1),
        3 => (1, 2),
        _ => return (None, Some((Fault::Length, text.len()))),
    };
    octets.extend_from_slice(&(bits << (8 + 6 * wanted)).to_be_bytes()[..rest]);
    let fault = (padding != wanted).then_some((Fault::Padding, text.len()));
    (Some(octets), fault)
}

const fn value(octet: u8) -> Option<u8> {
    match octet {
        b'A'..=b'Z' => Some(octet - b'A'),
        b'a'..=b'z' => Some(octet - b'a' + 26),
        b'0'..=b'9' => Some(octet - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::base64::{Engine, engine::general_purpose::STANDARD};
    use proptest::prelude::*;

    #[test]
    fn white_space_is_skipped_and_each_fault_has_its_place() {
        let whole = |octets: &[u8]| (Some(octets.to_vec()), None);
        assert_eq!(decode(b"TWF\r\n\tu TQ= ="), whole(b"ManM"));
        assert_eq!(decode(b""), whole(b""));
        let padding = (Some(b"ManM".to_vec()), Some((Fault::Padding, 6)));
        assert_eq!(decode(b"TWFuTQ"), padding);
        assert_eq!(decode(b"TWFuT"), (None, Some((Fault::Length, 5))));
        assert_eq!(decode(b"TW-u"), (None, Some((Fault::Octet(b'-'), 2))));
        assert_eq!(decode(b"TQ==TQ=="), (None, Some((Fault::Octet(b'T'), 4))));
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_read(octets: Vec<u8>) {
            prop_assert_eq!(decode(STANDARD.encode(&octets).as_bytes()), (Some(octets), None));
        }
    }
}
