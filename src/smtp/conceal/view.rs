//! A text as somebody reads it who looks for a secret in it: without the line breaks, without blanks, with nothing but the
//! letters, with nothing but the digits of hexadecimal numbers, with escapes as what they stand for.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::reading::{Token, View};
use super::sextets;

/// What is left out, or read as something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Line breaks, or they are spaces.
    Text,
    /// All white space and control characters: Base64 is broken wherever it suits (RFC 2045 section 6.8).
    Dense,
    /// Everything but letters and digits: an eye reads over what stands between them, seen or not.
    Letters,
    /// Everything but digits; what is no separator either becomes a zero byte.
    Hexadecimal,
    /// Escapes.
    Decoded,
    /// Base64.
    Base64,
}

/// All readings.
pub(super) struct Views {
    text: Vec<View>,
    dense: Vec<View>,
    letters: Vec<View>,
    hexadecimal: Vec<View>,
    decoded: Vec<View>,
    base64: Vec<View>,
}

impl Views {
    pub(super) fn of(text: &[u8]) -> Self {
        let mut readings = vec![unbroken(text, None)];
        if text.contains(&b'\n') {
            readings.push(unbroken(text, Some(b' ')));
        }
        let has_escapes = text.iter().any(|byte| {
            matches!(
                byte,
                b'%' | b'=' | b'\\' | b'&' | b'+' | b'\'' | b'"' | b'`'
            )
        });
        let has_escapes = has_escapes || text.windows(2).any(|pair| pair == b"-\n");
        let dense = dense(text);
        Self {
            text: readings,
            base64: base64(text, &dense),
            dense: vec![dense],
            letters: vec![letters(text)],
            hexadecimal: vec![hexadecimal(text, b"0x"), hexadecimal(text, b"x")],
            decoded: match has_escapes {
                true => decodings(text),
                false => Vec::new(),
            },
        }
    }

    pub(super) fn of_kind(&self, kind: Kind) -> &[View] {
        match kind {
            Kind::Text => &self.text,
            Kind::Dense => &self.dense,
            Kind::Letters => &self.letters,
            Kind::Hexadecimal => &self.hexadecimal,
            Kind::Decoded => &self.decoded,
            Kind::Base64 => &self.base64,
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
    /// So many bytes stand for a character.
    Character(usize, char),
    /// So many bytes stand for themselves.
    AsIs(usize),
}

fn read(text: &[u8], step: impl Fn(&[u8]) -> Piece) -> View {
    let mut tokens = Vec::with_capacity(text.len());
    let mut start = 0;
    while start < text.len() {
        let piece = step(&text[start..]);
        let (Piece::Nothing(length)
        | Piece::One(length, _)
        | Piece::Character(length, _)
        | Piece::AsIs(length)) = piece;
        let end = (start + length.max(1)).min(text.len());
        match piece {
            Piece::Nothing(_) => {}
            Piece::One(_, byte) => tokens.push(Token { byte, start, end }),
            Piece::Character(_, character) => {
                let mut utf8 = [0; 4];
                let bytes = character.encode_utf8(&mut utf8).bytes();
                tokens.extend(bytes.map(|byte| Token { byte, start, end }));
            }
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

/// A sequence that colours our own output: at most two numbers of two digits, so that none hides a secret of a server.
fn colour(rest: &[u8]) -> Option<usize> {
    const LONGEST: usize = 5;
    let parameters = rest.strip_prefix(b"\x1b[")?;
    let length = parameters
        .iter()
        .take(LONGEST + 1)
        .position(|byte| *byte == b'm')?;
    let is_number = |digits: &[u8]| digits.len() <= 2 && digits.iter().all(u8::is_ascii_digit);
    let are_numbers = parameters[..length]
        .split(|byte| *byte == b';')
        .all(is_number);
    are_numbers.then_some(2 + length + 1)
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
        [byte, ..] if byte.is_ascii_control() && *byte != b'\x1b' => Piece::Nothing(1),
        _ => colourless(rest, rest[0]),
    })
}

fn letters(text: &[u8]) -> View {
    read(text, |rest| match rest {
        [byte, ..] if byte.is_ascii_alphanumeric() => Piece::AsIs(1),
        [byte, ..] if byte.is_ascii() => Piece::Nothing(colour(rest).unwrap_or(1)),
        _ => match first_character(rest) {
            None => Piece::Nothing(1),
            Some(character) => match letter(character) {
                None => Piece::Nothing(character.len_utf8()),
                Some(letter) => Piece::One(character.len_utf8(), letter),
            },
        },
    })
}

/// The letter or digit of ASCII that a character reads as: itself, one that is wide, bold or circled, one with a mark (the
/// compatibility decomposition of Unicode annex 15).
pub(super) fn letter(character: char) -> Option<u8> {
    let mut parts = std::iter::once(character).nfkd();
    let letter = parts.find(char::is_ascii_alphanumeric)?;
    u8::try_from(letter).ok()
}

fn first_character(rest: &[u8]) -> Option<char> {
    let longest = &rest[..rest.len().min(4)];
    longest.utf8_chunks().next()?.valid().chars().next()
}

/// Who decodes ignores what Base64 does not have (RFC 2045 section 6.8), or begins anew behind it.
fn base64(text: &[u8], dense: &View) -> Vec<View> {
    let mut readings = sextets::readings(dense);
    let is_sign = |byte: &u8| byte.is_ascii_punctuation() && !b"+-/_=".contains(byte);
    if text.iter().any(is_sign) {
        let without_signs = read(text, |rest| match rest {
            [byte, ..] if byte.is_ascii_alphanumeric() || b"+-/_=".contains(byte) => Piece::AsIs(1),
            _ => Piece::Nothing(colour(rest).unwrap_or(1)),
        });
        readings.extend(sextets::readings(&without_signs));
    }
    readings
}

/// `0x5a` and `x5a`: a zero before an `x` belongs to the number before it, or to what says that a number follows.
fn hexadecimal(text: &[u8], prefix: &[u8]) -> View {
    let is_prefix = |rest: &[u8]| {
        let begin = rest.get(..prefix.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(prefix))
    };
    read(text, |rest| match rest {
        _ if is_prefix(rest) => Piece::Nothing(prefix.len()),
        [digit, ..] if digit.is_ascii_hexdigit() => Piece::One(1, digit.to_ascii_lowercase()),
        [byte, ..] if byte.is_ascii_whitespace() || byte.is_ascii_punctuation() => {
            Piece::Nothing(1)
        }
        _ => colourless(rest, 0),
    })
}

/// What the number of an escape above 127 is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// An octet of UTF-8: `\xc3\xa4`, `%C3%A4`.
    Octet,
    /// A character of Latin 1: `\xe4`.
    Character,
}

impl Unit {
    fn piece(self, length: usize, number: u8) -> Piece {
        match self {
            Self::Octet => Piece::One(length, number),
            Self::Character => Piece::Character(length, char::from(number)),
        }
    }
}

fn decoded(text: &[u8], unit: Unit) -> View {
    read(text, |rest| match rest {
        [b'=', b'\r', b'\n', ..] => Piece::Nothing(3),
        // A soft break (RFC 2045 section 6.7), a shell's, a printer's.
        [b'=' | b'\\' | b'-', b'\n', ..] => Piece::Nothing(2),
        _ => match escape(rest, unit) {
            Some(piece) => piece,
            None => blanks(rest, None).unwrap_or_else(|| colourless(rest, rest[0])),
        },
    })
}

type Reading = fn(&[u8]) -> View;

/// The readings that differ. Somebody who escapes for one language leaves alone what another would take for an escape.
fn decodings(text: &[u8]) -> Vec<View> {
    let octets = decoded(text, Unit::Octet);
    let has_more = octets.tokens.iter().any(|token| !token.byte.is_ascii());
    let has = |what: &[u8]| text.windows(what.len()).any(|window| window == what);
    let is_doubled = |pair: &[u8]| {
        let (quotes, first) = (b"'\"`", pair[0]);
        quotes.contains(&first) && (pair[1] == first || b"\"\\".contains(&pair[1]))
    };
    let more: [(bool, Reading); 5] = [
        (has_more, |text| decoded(text, Unit::Character)),
        (text.windows(2).any(is_doubled), undoubled),
        (text.contains(&b'&'), entities),
        (text.contains(&b'+'), xtext),
        (has(b"\n"), rejoined),
    ];
    let more = more.into_iter().filter(|(differs, _)| *differs);
    std::iter::once(octets)
        .chain(more.map(|(_, reading)| reading(text)))
        .collect()
}

/// Quotation marks as SQL and its like double them, and as shells write them within others.
fn undoubled(text: &[u8]) -> View {
    read(text, |rest| match rest {
        [b'\'', b'"', b'\'', b'"', b'\'', ..] => Piece::One(5, b'\''),
        [b'\'', b'\\', b'\'', b'\'', ..] => Piece::One(4, b'\''),
        [first @ (b'\'' | b'"' | b'`'), second, ..] if first == second => Piece::One(2, *first),
        _ => blanks(rest, None).unwrap_or_else(|| colourless(rest, rest[0])),
    })
}

/// HTML's escapes alone.
fn entities(text: &[u8]) -> View {
    read(text, |rest| {
        let piece = escape(rest, Unit::Octet).filter(|_| rest[0] == b'&');
        piece.unwrap_or_else(|| blanks(rest, None).unwrap_or_else(|| colourless(rest, rest[0])))
    })
}

/// `+2B`: SMTP's own escapes (RFC 3461 section 4).
fn xtext(text: &[u8]) -> View {
    read(text, |rest| {
        let octet = match rest {
            [b'+', high, low, ..] => number(&[*high, *low], 16),
            _ => None,
        };
        match octet.and_then(|octet| u8::try_from(octet).ok()) {
            Some(octet) => Piece::One(3, octet),
            None => blanks(rest, None).unwrap_or_else(|| colourless(rest, rest[0])),
        }
    })
}

/// Escapes that a line break parts: what stands there without the breaks is read once more.
fn rejoined(text: &[u8]) -> View {
    let whole = unbroken(text, None);
    let bytes = whole.tokens.iter().map(|token| token.byte);
    let bytes = Zeroizing::new(bytes.collect::<Vec<u8>>());
    let mut read = decoded(&bytes, Unit::Octet);
    for token in &mut read.tokens {
        token.start = whole.tokens[token.start].start;
        token.end = whole.tokens[token.end - 1].end;
    }
    read
}

/// Escapes of URLs and quoted-printable (`%41`, `=41`), JavaScript (`%u0041`), C, Python and shells (`\x41`, `\101`, `\t`,
/// `\-`), JSON (`\u0041`, a pair of surrogates too), our own (`\u{41}`) and HTML (`&#65;`, `&#x41;`, `&amp;`).
fn escape(rest: &[u8], unit: Unit) -> Option<Piece> {
    let octet = |from: usize| u8::try_from(number(rest.get(from..from + 2)?, 16)?).ok();
    match rest {
        [b'%', b'u' | b'U', ..] => utf16(rest, 2),
        [b'%' | b'=', ..] => Some(unit.piece(3, octet(1)?)),
        [b'\\', b'x', ..] => Some(unit.piece(4, octet(2)?)),
        [b'\\', b'u', b'{', ..] => numbered(rest, 3, 16, b"}"),
        [b'\\', b'u', ..] => utf16(rest, 2),
        [b'\\', b'U', ..] => {
            let number = number(rest.get(2..10)?, 16)?;
            Some(Piece::Character(10, char::from_u32(number)?))
        }
        [b'\\', b'0'..=b'7', ..] => {
            let digits = rest[1..].iter().take(3);
            let count = digits
                .take_while(|byte| (b'0'..=b'7').contains(byte))
                .count();
            let octal = number(&rest[1..=count], 8)?;
            Some(unit.piece(1 + count, u8::try_from(octal).ok()?))
        }
        [b'\\', b't', ..] => Some(Piece::One(2, b'\t')),
        [b'\\', quoted, ..] if quoted.is_ascii_punctuation() || *quoted == b' ' => {
            Some(Piece::One(2, *quoted))
        }
        [b'&', b'#', b'x' | b'X', ..] => numbered(rest, 3, 16, b";"),
        [b'&', b'#', ..] => numbered(rest, 2, 10, b";"),
        [b'&', ..] => ENTITIES
            .iter()
            .find(|(name, _)| rest.starts_with(name))
            .map(|(name, byte)| Piece::One(name.len(), *byte)),
        _ => None,
    }
}

/// The entities without which no text can be written in HTML. Those of letters are left out: there are two thousand.
const ENTITIES: [(&[u8], u8); 5] = [
    (b"&amp;", b'&'),
    (b"&lt;", b'<'),
    (b"&gt;", b'>'),
    (b"&quot;", b'"'),
    (b"&apos;", b'\''),
];

/// Four digits, or twice four for a character beyond them (RFC 8259 section 7).
fn utf16(rest: &[u8], first: usize) -> Option<Piece> {
    let unit = |from: usize| u16::try_from(number(rest.get(from..from + 4)?, 16)?).ok();
    let one = unit(first)?;
    if let Some(character) = char::from_u32(u32::from(one)) {
        return Some(Piece::Character(first + 4, character));
    }
    let second = first + 4;
    let prefix = rest.get(second..second + first)?;
    if prefix != &rest[..first] {
        return None;
    }
    let pair = [one, unit(second + first)?];
    let character = char::decode_utf16(pair).next()?.ok()?;
    Some(Piece::Character(second + first + 4, character))
}

/// Digits, and `end` where it stands behind them: a browser does without.
fn numbered(rest: &[u8], first: usize, radix: u32, end: &[u8]) -> Option<Piece> {
    const LONGEST: usize = 8;
    let digits = rest.get(first..)?.iter().take(LONGEST);
    let is_digit = |byte: &&u8| char::from(**byte).is_digit(radix);
    let behind = first + digits.take_while(is_digit).count();
    let character = char::from_u32(number(&rest[first..behind], radix)?)?;
    let length = behind + usize::from(rest[behind..].starts_with(end));
    Some(Piece::Character(length, character))
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_alphanumeric) {
        return None;
    }
    u32::from_str_radix(str::from_utf8(digits).ok()?, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server's line of blanks is read again and again while its next one may belong to it: read from each place anew, this
    /// would take 2^40 steps.
    #[test]
    fn a_long_line_of_blanks_is_read_once() {
        let text = [&b"334 "[..], &[b' '; 1 << 20], b"x"].concat();
        let view = unbroken(&text, None);
        assert_eq!(view.tokens.len(), text.len());
        decoded(&text, Unit::Octet);
        undoubled(&text);
    }
}
