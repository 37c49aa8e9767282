//! What a text stands for where it is Base64 (RFC 4648 sections 4 and 5). Nobody knows where a server began to encode, so it
//! is read at each of the four places of a group: a secret is found whatever stands around it, and by all of its bits, so
//! that four bytes of it are enough and hardly a word of a language is taken for one.

use super::reading::{Token, View};

/// The four readings of a text without its blanks.
pub(super) fn readings(dense: &View) -> Vec<View> {
    (0..4).map(|first| reading(dense, first)).collect()
}

/// One of them: what comes first is character number `first` of a group, and so it is behind each character that Base64
/// does not have, for which a zero byte stands.
fn reading(dense: &View, first: usize) -> View {
    let mut tokens = Vec::with_capacity(dense.tokens.len());
    let mut before = None;
    let mut place = first;
    for token in &dense.tokens {
        let Some(bits) = sextet(token.byte) else {
            tokens.push(Token { byte: 0, ..*token });
            (before, place) = (None, first);
            continue;
        };
        let octet = |bits_before: u8| match place % 4 {
            0 => None,
            1 => Some(bits_before << 2 | bits >> 4),
            2 => Some(bits_before << 4 | bits >> 2),
            _ => Some(bits_before << 6 | bits),
        };
        if let Some((bits_before, start)) = before
            && let Some(byte) = octet(bits_before)
        {
            tokens.push(Token {
                byte,
                start,
                end: token.end,
            });
        }
        before = Some((bits, token.start));
        place += 1;
    }
    View::of(tokens)
}

/// The six bits of a character, in the one alphabet or the other.
fn sextet(character: u8) -> Option<u8> {
    Some(match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}
