//! A text as somebody reads it who looks for a secret in it: without the line breaks, without blanks, with nothing but the
//! digits of hexadecimal numbers, with escapes as what they stand for.

/// A byte and where it stands in the text, escaped or not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) byte: u8,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What is left out, or read as something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Line breaks, or they are spaces.
    Text,
    /// All white space: Base64 is broken wherever it suits (RFC 2045 section 6.8).
    Dense,
    /// Everything but digits; what is no separator either becomes a zero byte.
    Hexadecimal,
    /// Escapes.
    Decoded,
}

/// One reading of a text.
pub(super) struct View {
    pub(super) tokens: Vec<Token>,
    /// The last token that is this byte, counted from 1, and for each token the one before it that is the same byte: a
    /// needle is looked for where its first byte stands.
    last: [u32; 256],
    before: Vec<u32>,
}

impl View {
    fn of(tokens: Vec<Token>) -> Self {
        let mut last = [0; 256];
        let mut before = Vec::with_capacity(tokens.len());
        for (number, token) in (1..).zip(&tokens) {
            before.push(std::mem::replace(
                &mut last[usize::from(token.byte)],
                number,
            ));
        }
        Self {
            tokens,
            last,
            before,
        }
    }

    /// The tokens that are `byte`.
    pub(super) fn places_of(&self, byte: u8) -> impl Iterator<Item = usize> {
        let index = |number: u32| (number as usize).checked_sub(1);
        let last = index(self.last[usize::from(byte)]);
        std::iter::successors(last, move |at| index(self.before[*at]))
    }
}

/// All readings.
pub(super) struct Views {
    text: Vec<View>,
    dense: Vec<View>,
    hexadecimal: Vec<View>,
    decoded: Vec<View>,
}

impl Views {
    pub(super) fn of(text: &[u8]) -> Self {
        let mut readings = vec![unbroken(text, None)];
        if text.contains(&b'\n') {
            readings.push(unbroken(text, Some(b' ')));
        }
        let has_escapes = text
            .iter()
            .any(|byte| matches!(byte, b'%' | b'=' | b'\\' | b'&' | b'+'));
        Self {
            text: readings,
            dense: vec![dense(text)],
            hexadecimal: vec![hexadecimal(text)],
            decoded: has_escapes.then(|| decoded(text)).into_iter().collect(),
        }
    }

    pub(super) fn of_kind(&self, kind: Kind) -> &[View] {
        match kind {
            Kind::Text => &self.text,
            Kind::Dense => &self.dense,
            Kind::Hexadecimal => &self.hexadecimal,
            Kind::Decoded => &self.decoded,
        }
    }
}

/// What a step of a reader takes. Each takes all that it looked at, or no more than a few bytes were looked at: a long text is
/// read in a time that grows with its length.
enum Piece {
    /// So many bytes stand for nothing.
    Nothing(usize),
    /// So many bytes stand for one.
    One(usize, u8),
    /// So many bytes stand for themselves.
    AsIs(usize),
}

fn read(text: &[u8], step: impl Fn(&[u8]) -> Piece) -> View {
    let mut tokens = Vec::with_capacity(text.len());
    let mut start = 0;
    while start < text.len() {
        let piece = step(&text[start..]);
        let (Piece::Nothing(length) | Piece::One(length, _) | Piece::AsIs(length)) = piece;
        let end = (start + length.max(1)).min(text.len());
        match piece {
            Piece::Nothing(_) => {}
            Piece::One(_, byte) => tokens.push(Token { byte, start, end }),
            Piece::AsIs(_) => tokens.extend((start..end).map(|at| Token {
                byte: text[at],
                start: at,
                end: at + 1,
            })),
        }
        start = end;
    }
    View::of(tokens)
}

/// The sequence that colours our own output: what a server sends of it is escaped.
fn colour(rest: &[u8]) -> Option<usize> {
    const LONGEST_COLOUR: usize = 32;
    let parameters = rest.strip_prefix(b"\x1b[")?;
    let length = parameters
        .iter()
        .take(LONGEST_COLOUR)
        .position(|byte| (0x40..=0x7e).contains(byte))?;
    Some(2 + length + 1)
}

/// All the white space at the beginning: what stands for it where there is a line break in it, else itself.
fn blanks(rest: &[u8], in_place: Option<u8>) -> Option<Piece> {
    let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
    let length = blanks.count();
    match (rest[..length].contains(&b'\n'), in_place) {
        _ if length == 0 => None,
        (false, _) => Some(Piece::AsIs(length)),
        (true, Some(byte)) => Some(Piece::One(length, byte)),
        (true, None) => Some(Piece::Nothing(length)),
    }
}

/// A colour is left out; the byte that begins anything else is `other`.
fn colourless(rest: &[u8], other: u8) -> Piece {
    colour(rest).map_or(Piece::One(1, other), Piece::Nothing)
}

fn unbroken(text: &[u8], in_place: Option<u8>) -> View {
    read(text, |rest| {
        blanks(rest, in_place).unwrap_or_else(|| colourless(rest, rest[0]))
    })
}

fn dense(text: &[u8]) -> View {
    read(text, |rest| match rest {
        [b'\\', b'r' | b'n' | b't', ..] => Piece::Nothing(2),
        [byte, ..] if byte.is_ascii_whitespace() => Piece::Nothing(1),
        _ => colourless(rest, rest[0]),
    })
}

fn hexadecimal(text: &[u8]) -> View {
    read(text, |rest| match rest {
        [b'0', b'x' | b'X', ..] | [b'\\', b'x', ..] => Piece::Nothing(2),
        [b'&', b'#', b'x', ..] => Piece::Nothing(3),
        [digit, ..] if digit.is_ascii_hexdigit() => Piece::One(1, digit.to_ascii_lowercase()),
        [byte, ..] if byte.is_ascii_whitespace() || b":-,._;%=".contains(byte) => Piece::Nothing(1),
        _ => colourless(rest, 0),
    })
}

fn decoded(text: &[u8]) -> View {
    read(text, |rest| match rest {
        [b'=', b'\r', b'\n', ..] => Piece::Nothing(3),
        [b'=', b'\n', ..] => Piece::Nothing(2),
        [b'\\', b't', ..] => Piece::One(2, b'\t'),
        [b'\\', quoted @ (b'"' | b'\\' | b'/'), ..] => Piece::One(2, *quoted),
        _ => match escape(rest) {
            Some((length, byte)) => Piece::One(length, byte),
            None => blanks(rest, None).unwrap_or_else(|| colourless(rest, rest[0])),
        },
    })
}

/// `%41`, `=41`, `\x41`, `\u0041`, `&#65;` and `&#x41;`: its length and what it stands for.
fn escape(rest: &[u8]) -> Option<(usize, u8)> {
    let octet = |from: usize| number(rest.get(from..from + 2)?, 16);
    match rest {
        [b'%' | b'=', ..] => Some((3, octet(1)?)),
        [b'\\', b'x', ..] => Some((4, octet(2)?)),
        [b'\\', b'u', b'0', b'0', ..] => Some((6, octet(4)?)),
        [b'&', b'#', b'x' | b'X', ..] => entity(rest, 3, 16),
        [b'&', b'#', ..] => entity(rest, 2, 10),
        _ => None,
    }
}

fn entity(rest: &[u8], first: usize, radix: u32) -> Option<(usize, u8)> {
    const LONGEST: usize = 8;
    let end = rest
        .iter()
        .take(first + LONGEST)
        .position(|byte| *byte == b';')?;
    Some((end + 1, number(rest.get(first..end)?, radix)?))
}

fn number(digits: &[u8], radix: u32) -> Option<u8> {
    if !digits.iter().all(u8::is_ascii_alphanumeric) {
        return None;
    }
    u8::from_str_radix(str::from_utf8(digits).ok()?, radix).ok()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    /// A server's line of blanks is read again and again while its next one may belong to it.
    #[test]
    fn a_long_line_of_blanks_is_read_once() {
        let text = [&b"334 "[..], &[b' '; 1 << 20], b"x"].concat();
        let began = Instant::now();
        let view = unbroken(&text, None);
        assert_eq!(view.tokens.len(), text.len());
        decoded(&text);
        assert!(began.elapsed() < Duration::from_secs(5));
    }
}
