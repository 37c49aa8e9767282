//! Bytes of strangers made safe to show. Covers what product terms call "visible escapes": control
//! characters, escape sequences, invalid UTF-8, invisible and bidirectional characters. Below everything else.

use std::fmt::Write;

/// The longest text that [`visible`] returns from one piece of input, in bytes of input; the rest is counted.
pub const LONGEST_SHOWN: usize = 2048;

/// Shows `bytes` as text in which nothing can act on a terminal, a log or a reader's eye.
///
/// Printable UTF-8 stays as it is; everything else becomes `\xNN` or `\u{N}`. Bytes that are not UTF-8 as a whole are of
/// another encoding, in which what looks like a character is none: then all that are not ASCII are escaped. Input past
/// [`LONGEST_SHOWN`] bytes is cut at a character and the rest counted.
#[must_use]
pub fn visible(bytes: &[u8]) -> String {
    shown(bytes, is_utf8(bytes))
}

/// The same for bytes of an encoding that is not known: whatever is not ASCII is escaped.
#[must_use]
pub fn visible_octets(bytes: &[u8]) -> String {
    shown(bytes, false)
}

fn shown(bytes: &[u8], utf8: bool) -> String {
    let cut = cut_at(bytes);
    let mut shown = String::with_capacity(cut);
    if let Some(text) = str::from_utf8(&bytes[..cut]).ok().filter(|_| utf8) {
        text.chars()
            .for_each(|character| push_visible(&mut shown, character));
    } else {
        for byte in &bytes[..cut] {
            if byte.is_ascii() {
                push_visible(&mut shown, char::from(*byte));
            } else {
                let _ = write!(shown, "\\x{byte:02x}");
            }
        }
    }
    if cut < bytes.len() {
        let _ = write!(shown, " [{} more bytes]", bytes.len() - cut);
    }
    shown
}

/// Whether they are UTF-8; where they are long, the last character may be cut.
fn is_utf8(bytes: &[u8]) -> bool {
    match str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && bytes.len() > LONGEST_SHOWN,
    }
}

/// `text`, cut at `most` bytes and the rest counted.
#[must_use]
pub fn shortened(mut text: String, most: usize) -> String {
    let cut = text.floor_char_boundary(most);
    let hidden = text.len() - cut;
    if hidden > 0 {
        text.truncate(cut);
        let _ = write!(text, " [{hidden} more bytes]");
        text.shrink_to_fit();
    }
    text
}

fn cut_at(bytes: &[u8]) -> usize {
    if bytes.len() <= LONGEST_SHOWN {
        return bytes.len();
    }
    let is_continuation = |at: usize| bytes[at] & 0xC0 == 0x80;
    (LONGEST_SHOWN - 3..=LONGEST_SHOWN)
        .rev()
        .find(|at| !is_continuation(*at))
        .unwrap_or(LONGEST_SHOWN)
}

fn push_visible(shown: &mut String, character: char) {
    match character {
        '\t' => shown.push_str("\\t"),
        '\r' => shown.push_str("\\r"),
        '\n' => shown.push_str("\\n"),
        control if control.is_control() => {
            let _ = write!(shown, "\\x{:02x}", control as u32);
        }
        hidden if is_invisible(hidden) => {
            let _ = write!(shown, "\\u{{{:x}}}", hidden as u32);
        }
        plain => shown.push(plain),
    }
}

/// Zero-width, bidirectional, separator and tag characters: they show as nothing and change what is around them.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printable_text_stays_as_it_is() {
        assert_eq!(
            visible("250 grüße \\ 日本 😀".as_bytes()),
            "250 grüße \\ 日本 😀"
        );
    }

    #[test]
    fn escape_sequences_and_controls_are_shown() {
        assert_eq!(
            visible(b"\x1b[31mred\x07\x00\x7f\t"),
            "\\x1b[31mred\\x07\\x00\\x7f\\t"
        );
        assert_eq!(visible("\u{9b}31m".as_bytes()), "\\x9b31m");
    }

    #[test]
    fn invalid_utf8_is_shown_byte_by_byte() {
        assert_eq!(visible(b"a\xff\xc3"), "a\\xff\\xc3");
        // GBK, in which two bytes of a character may happen to be one of UTF-8.
        assert_eq!(
            visible(b"\xca\xb9\xd3\xc3: grun"),
            "\\xca\\xb9\\xd3\\xc3: grun"
        );
        assert_eq!(visible_octets("é\n".as_bytes()), "\\xc3\\xa9\\n");
    }

    #[test]
    fn bidirectional_override_is_shown() {
        assert_eq!(visible("a\u{202e}b".as_bytes()), "a\\u{202e}b");
    }

    #[test]
    fn long_input_is_cut_at_a_character_and_counted() {
        let mut long = vec![b'x'; LONGEST_SHOWN - 1];
        long.extend("é tail".as_bytes());
        let shown = visible(&long);
        assert!(
            shown.ends_with("x [7 more bytes]"),
            "{}",
            &shown[LONGEST_SHOWN - 8..]
        );
    }

    #[test]
    fn a_text_that_was_cut_needs_no_more_room_than_it_shows() {
        let cut = shortened("é".repeat(10_000), 101);
        assert_eq!(cut, format!("{} [19900 more bytes]", "é".repeat(50)));
        assert!(cut.capacity() < 1000, "{}", cut.capacity());
        assert_eq!(shortened("short".to_owned(), 5), "short");
    }
}
