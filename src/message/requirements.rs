//! What a message needs of the server that shall take it: 8BITMIME (RFC 6152), SMTPUTF8 (RFC 6531), and line
//! lengths and line ends as RFC 5321 sections 2.3.8 and 4.5.3.1.6 and RFC 5322 section 2.1.1 have them.

use super::{header_length, lines, without_line_end};

/// Facts about the bytes of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Requirements {
    /// The body has bytes above 127.
    pub eight_bit: bool,
    /// The header section has bytes above 127 (RFC 6532).
    pub utf8_headers: bool,
    /// Bytes of the longest line, without its line end.
    pub longest_line: usize,
    /// Line feeds without a carriage return before them.
    pub bare_line_feeds: usize,
    /// Carriage returns without a line feed behind them.
    pub bare_carriage_returns: usize,
    /// The message has a NUL, which no mail may contain (RFC 5322 section 3.5).
    pub nul: bool,
}

/// Finds out what `message` needs.
#[must_use]
pub fn requirements(message: &[u8]) -> Requirements {
    let (headers, body) = message.split_at(header_length(message));
    let (bare_line_feeds, bare_carriage_returns) = bare_line_ends(message);
    Requirements {
        eight_bit: !body.is_ascii(),
        utf8_headers: !headers.is_ascii(),
        longest_line: lines(message)
            .map(|line| without_line_end(line).len())
            .max()
            .unwrap_or(0),
        bare_line_feeds,
        bare_carriage_returns,
        nul: message.contains(&0),
    }
}

/// How many line feeds and how many carriage returns stand alone.
pub(super) fn bare_line_ends(message: &[u8]) -> (usize, usize) {
    let count = |wanted| message.iter().filter(|byte| **byte == wanted).count();
    let pairs = message.windows(2).filter(|pair| *pair == b"\r\n").count();
    (count(b'\n') - pairs, count(b'\r') - pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_message_needs_nothing() {
        let found = requirements(b"Subject: x\r\n\r\nHello\r\n");
        assert_eq!(
            found,
            Requirements {
                longest_line: 10,
                ..Requirements::default()
            }
        );
    }

    #[test]
    fn eight_bit_text_in_the_body_and_in_the_headers_are_two_things() {
        let body = requirements("Subject: x\r\n\r\né\r\n".as_bytes());
        assert!(body.eight_bit && !body.utf8_headers);
        let headers = requirements("Subject: é\r\n\r\nx\r\n".as_bytes());
        assert!(!headers.eight_bit && headers.utf8_headers);
        let only_headers = requirements("Subject: é".as_bytes());
        assert!(!only_headers.eight_bit && only_headers.utf8_headers);
    }

    #[test]
    fn bare_line_ends_are_counted_and_the_longest_line_is_measured_without_its_end() {
        let found = requirements(b"a\n\nbc\rd\r\nxyz\r\r\n\n");
        assert_eq!((found.bare_line_feeds, found.bare_carriage_returns), (3, 2));
        assert_eq!(found.longest_line, 4);
        assert_eq!(requirements(b""), Requirements::default());
    }

    #[test]
    fn a_nul_is_found() {
        assert!(requirements(b"a\r\n\r\n\0").nul);
    }
}
