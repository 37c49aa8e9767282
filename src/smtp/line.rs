//! One line of a server: cut out of its bytes, stored up to a limit, and read as code, separator and text. RFC 5321
//! sections 2.3.8 and 4.2; the limits are RFC 5321 section 4.5.3.1.5 and, for challenges, RFC 4954 section 4.

use zeroize::Zeroizing;

use crate::text::{LONGEST_SHOWN, visible, visible_octets};

use super::{ReplyCode, conceal::masked};

/// What is stored of a line, in bytes; the rest is counted. Eight times what is allowed: enough to show what a server
/// that breaks the limit has to say, and nothing that fills the memory.
const LONGEST_STORED: usize = 4096;

/// What is stored of a line that carries a challenge: the longest allowed and a third more, for a server that adds a
/// little must not break the login here.
const LONGEST_CHALLENGE_STORED: usize = 16_384;

/// Octets of a reply line, CRLF included.
const LONGEST_ALLOWED: usize = 512;

/// Octets of a line that carries a challenge, CRLF included.
const LONGEST_CHALLENGE_ALLOWED: usize = 12_288;

/// How a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    CarriageReturnLineFeed,
    BareLineFeed,
    /// The connection closed in the middle of it.
    EndOfStream,
}

/// A line that is not complete yet.
#[derive(Default)]
pub(super) struct PartialLine {
    stored: Vec<u8>,
    length: usize,
    last: Option<u8>,
}

impl PartialLine {
    /// Octets received, stored or not.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    pub(super) fn extend(&mut self, bytes: &[u8]) {
        let is_challenge = self.stored.iter().chain(bytes).take(3).eq(b"334");
        let limit = if is_challenge {
            LONGEST_CHALLENGE_STORED
        } else {
            LONGEST_STORED
        };
        let room = limit.saturating_sub(self.stored.len()).min(bytes.len());
        self.stored.extend_from_slice(&bytes[..room]);
        self.length = self.length.saturating_add(bytes.len());
        self.last = bytes.last().copied().or(self.last);
    }

    /// The line, ended by the LF that was not given to [`Self::extend`], or by the end of the stream.
    pub(super) fn finish(self, line_feed: bool) -> RawLine {
        let mut bytes = self.stored;
        let carriage_return = self.last == Some(b'\r');
        if carriage_return && bytes.len() == self.length {
            bytes.pop();
        }
        let text_length = self.length - usize::from(carriage_return);
        let ending = match (line_feed, carriage_return) {
            (false, _) => Ending::EndOfStream,
            (true, true) => Ending::CarriageReturnLineFeed,
            (true, false) => Ending::BareLineFeed,
        };
        let octets = self.length.saturating_add(usize::from(line_feed));
        RawLine {
            octets,
            dropped: text_length - bytes.len(),
            bytes,
            ending,
        }
    }
}

/// A complete line, not yet safe to show.
pub(super) struct RawLine {
    bytes: Vec<u8>,
    /// Octets on the wire, line ending included.
    pub(super) octets: usize,
    dropped: usize,
    pub(super) ending: Ending,
}

/// What a line has past ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BeyondAscii {
    Nothing,
    Utf8,
    /// Octets past 127 that are not UTF-8.
    Unknown,
}

/// The code and separator that open a line of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) code: ReplyCode,
    /// No hyphen follows the code: this line is the reply's last.
    pub(super) is_last: bool,
}

/// Reads three digits and what follows them: a hyphen, a space or nothing.
pub(super) fn opening(line: &[u8]) -> Option<Opening> {
    let (digits, rest) = line.split_at_checked(3)?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits
        .iter()
        .fold(0, |value, digit| value * 10 + u16::from(digit - b'0'));
    let is_last = match rest.first() {
        None | Some(b' ') => true,
        Some(b'-') => false,
        Some(_) => return None,
    };
    ReplyCode::new(value).map(|code| Opening { code, is_last })
}

/// The code that opens a line of a reply.
#[must_use]
pub fn code_of_line(line: &str) -> Option<ReplyCode> {
    opening(line.as_bytes()).map(|opening| opening.code)
}

impl RawLine {
    pub(super) fn opening(&self) -> Option<Opening> {
        opening(&self.bytes)
    }

    /// The octets allowed in this line, when it has more.
    pub(super) fn exceeded_limit(&self) -> Option<usize> {
        let limit = if self.is_challenge() {
            LONGEST_CHALLENGE_ALLOWED
        } else {
            LONGEST_ALLOWED
        };
        (self.octets > limit).then_some(limit)
    }

    /// RFC 5321 section 4.2 allows HTAB, SP and visible characters in a reply's text. CR is told by itself.
    pub(super) fn has_control_characters(&self) -> bool {
        self.bytes
            .iter()
            .any(|byte| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\r'))
    }

    /// A CR that no LF follows: RFC 5321 section 2.3.8 has none outside a line ending.
    pub(super) fn has_bare_carriage_return(&self) -> bool {
        self.bytes.contains(&b'\r')
    }

    /// What there is past ASCII. A character that the limit of storage cut is not held against it.
    pub(super) fn beyond_ascii(&self) -> BeyondAscii {
        match str::from_utf8(&self.bytes) {
            Ok(text) if text.is_ascii() => BeyondAscii::Nothing,
            Ok(_) => BeyondAscii::Utf8,
            Err(error) if error.error_len().is_none() && self.dropped > 0 => BeyondAscii::Utf8,
            Err(_) => BeyondAscii::Unknown,
        }
    }

    /// What is stored of it.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether not all of it is.
    pub(super) fn is_cut(&self) -> bool {
        self.dropped > 0
    }

    /// Code and separator.
    pub(super) fn code_length(&self) -> usize {
        match self.opening() {
            Some(_) => self.bytes.len().min(4),
            None => 0,
        }
    }

    /// The whole line and the text after its code, both safe to show, masked where a secret covers it.
    pub(super) fn shown(&self, covered: &[bool]) -> ShownLine {
        let line = self.show(&masked(&self.bytes, covered, 0));
        let text = masked(&self.bytes, covered, self.code_length());
        let text = if self.is_challenge() {
            self.show_whole(text)
        } else {
            self.show(&text)
        };
        let heard = covered.contains(&true).then(|| {
            let text = &self.bytes[self.code_length()..];
            Zeroizing::new(self.show(text))
        });
        ShownLine { line, text, heard }
    }

    fn is_challenge(&self) -> bool {
        self.bytes.starts_with(b"334")
    }

    fn show(&self, bytes: &[u8]) -> String {
        let cut = shown_length(bytes);
        let hidden = (bytes.len() - cut).saturating_add(self.dropped);
        let mut shown = match self.beyond_ascii() {
            BeyondAscii::Unknown => visible_octets(&bytes[..cut]),
            BeyondAscii::Nothing | BeyondAscii::Utf8 => visible(&bytes[..cut]),
        };
        if hidden > 0 {
            shown.push_str(&more_bytes(hidden));
        }
        shown
    }

    /// A challenge in printable ASCII is safe at any length, and a mechanism needs all of it.
    fn show_whole(&self, bytes: Vec<u8>) -> String {
        match String::from_utf8(bytes) {
            Ok(text) if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) => {
                match self.dropped {
                    0 => text,
                    dropped => text + &more_bytes(dropped),
                }
            }
            Ok(text) => self.show(text.as_bytes()),
            Err(error) => self.show(error.as_bytes()),
        }
    }
}

fn more_bytes(count: usize) -> String {
    format!(" [{count} more bytes]")
}

/// How many of `bytes` are shown, cut at a character.
fn shown_length(bytes: &[u8]) -> usize {
    if bytes.len() <= LONGEST_SHOWN {
        return bytes.len();
    }
    let starts_character = |at: &usize| bytes[*at] & 0xC0 != 0x80;
    (LONGEST_SHOWN - 3..=LONGEST_SHOWN)
        .rev()
        .find(starts_character)
        .unwrap_or(LONGEST_SHOWN)
}

/// A line that is safe to show.
pub(super) struct ShownLine {
    /// All of it.
    pub(super) line: String,
    /// What follows code and separator; all of it when there is no code.
    pub(super) text: String,
    /// The same with nothing masked, where something is.
    pub(super) heard: Option<Zeroizing<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(bytes: &[u8]) -> RawLine {
        let mut partial = PartialLine::default();
        partial.extend(bytes);
        partial.finish(true)
    }

    #[test]
    fn a_code_is_followed_by_a_hyphen_a_space_or_nothing() {
        let last =
            |line: &[u8]| opening(line).map(|opening| (opening.code.value(), opening.is_last));
        assert_eq!(last(b"250-SIZE"), Some((250, false)));
        assert_eq!(last(b"250 SIZE"), Some((250, true)));
        assert_eq!(last(b"250"), Some((250, true)));
        for line in [
            &b""[..],
            b"25",
            b"25x ok",
            b"250_ok",
            b"2500",
            b" 250 ok",
            b"+25 ok",
        ] {
            assert_eq!(last(line), None, "{line:?}");
        }
    }

    #[test]
    fn digits_that_are_no_code_of_smtp_open_a_line_all_the_same() {
        for line in [&b"000 hi"[..], b"150-hi", b"299", b"650 hi", b"999 hi"] {
            let code = opening(line).unwrap().code;
            assert!(!code.is_valid(), "{code}");
        }
    }

    #[test]
    fn memory_is_bounded_and_the_rest_counted() {
        let mut partial = PartialLine::default();
        for _ in 0..1000 {
            partial.extend(&[b'x'; 1000]);
        }
        assert_eq!(partial.stored.len(), 4096);
        assert_eq!(partial.length(), 1_000_000);
        let shown = partial.finish(true).shown(&[]);
        assert!(
            shown.line.ends_with("x [997952 more bytes]"),
            "{}",
            &shown.line[2040..]
        );
    }

    #[test]
    fn a_long_challenge_is_kept_whole_for_the_mechanism() {
        let challenge = [&b"334 "[..], &[b'A'; 12_000], b"\r"].concat();
        let line = raw(&challenge);
        assert_eq!(line.exceeded_limit(), None);
        let shown = line.shown(&[]);
        assert_eq!(shown.text.len(), 12_000);
        assert!(
            shown.line.ends_with("[9956 more bytes]"),
            "{}",
            &shown.line[2040..]
        );
    }

    #[test]
    fn limits_count_the_line_ending() {
        assert_eq!(
            raw(&[&[b'x'; 510][..], b"\r"].concat()).exceeded_limit(),
            None
        );
        assert_eq!(
            raw(&[&[b'x'; 511][..], b"\r"].concat()).exceeded_limit(),
            Some(512)
        );
        assert_eq!(
            raw(&[&b"334 "[..], &[b'x'; 12_283], b"\r"].concat()).exceeded_limit(),
            Some(12_288)
        );
    }

    #[test]
    fn only_one_carriage_return_belongs_to_the_line_ending() {
        assert!(!raw(b"250 ok\r").has_bare_carriage_return());
        assert!(raw(b"250 ok\r\r").has_bare_carriage_return());
        assert!(raw(b"250 o\rk\r").has_bare_carriage_return());
    }

    #[test]
    fn controls_other_than_tabs_and_carriage_returns_are_control_characters() {
        assert!(raw(b"250 o\0k\r").has_control_characters());
        assert!(raw(b"250 o\x7fk\r").has_control_characters());
        assert!(!raw(b"250 o\tk\r").has_control_characters());
        assert!(!raw(b"250 o\rk\r").has_control_characters());
    }

    #[test]
    fn a_character_cut_by_the_limit_of_storage_is_not_invalid() {
        assert_eq!(raw(b"250 \xff").beyond_ascii(), BeyondAscii::Unknown);
        assert_eq!(raw(b"250 \xc3").beyond_ascii(), BeyondAscii::Unknown);
        assert_eq!(
            raw("250 grüße".as_bytes()).beyond_ascii(),
            BeyondAscii::Utf8
        );
        assert_eq!(raw(b"250 ok").beyond_ascii(), BeyondAscii::Nothing);
        let mut cut = vec![b'x'; LONGEST_STORED - 1];
        cut.extend("é".as_bytes());
        assert_eq!(raw(&cut).beyond_ascii(), BeyondAscii::Utf8);
    }
}
