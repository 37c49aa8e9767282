//! The ways to write a secret, and how one of them is found.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::reading::{Token, View};
use super::view::{Kind, letter};

/// Secrets shorter than this are masked only as whole words: masking every `a` would leave nothing to read.
const SHORTEST_ANYWHERE: usize = 4;

/// Secrets of so many bytes are found with blanks or signs between their letters: a shorter one would be found across words.
const SHORTEST_BROKEN: usize = 8;

/// One way to write a secret.
pub(super) struct Needle {
    bytes: Zeroizing<Vec<u8>>,
    /// Where it is looked for.
    pub(super) kind: Kind,
    /// It is the secret as it is.
    pub(super) is_plain: bool,
    ignore_case: bool,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Anywhere,
    WholeWord,
    /// Every byte of it is escaped.
    Escaped,
}

pub(super) fn needles_of(secret: &[u8]) -> Vec<Needle> {
    let is_short = secret.len() < SHORTEST_ANYWHERE;
    let mut needles = encodings(secret, is_short);
    needles.extend(broken(secret));
    needles.extend(letters(secret));
    if !is_short && let Ok(text) = str::from_utf8(secret) {
        // Case beyond ASCII, the two forms of a letter with a mark (Unicode annex 15), and what a certificate makes of a text in
        // a BMPString.
        for changed in [
            text.to_lowercase(),
            text.to_uppercase(),
            text.nfc().collect(),
            text.nfd().collect(),
        ] {
            let changed = Zeroizing::new(changed.into_bytes());
            let is_known = |one: &Needle| one.bytes.eq_ignore_ascii_case(&changed);
            if !needles.iter().any(is_known) {
                needles.push(plain(&changed, is_short));
            }
        }
        // A text with NUL in it is a message of SASL, of which the secret has its needles itself: so written it would begin with
        // zeros, as round numbers end.
        let is_text = !text.contains('\0');
        for wide in [u16::to_be_bytes, u16::to_le_bytes]
            .iter()
            .filter(|_| is_text)
        {
            let wide = Zeroizing::new(text.encode_utf16().flat_map(wide).collect::<Vec<_>>());
            needles.extend(encodings(&wide, is_short));
        }
    }
    needles
}

fn plain(secret: &[u8], is_short: bool) -> Needle {
    Needle {
        bytes: Zeroizing::new(secret.to_vec()),
        kind: Kind::Text,
        is_plain: true,
        ignore_case: !is_short,
        place: match is_short {
            true => Place::WholeWord,
            false => Place::Anywhere,
        },
    }
}

/// Without blanks and control characters, as it is looked for where none are.
fn broken(secret: &[u8]) -> Option<Needle> {
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || byte.is_ascii_control();
    let dense = secret.iter().copied().filter(|byte| !is_blank(byte));
    let dense = Zeroizing::new(dense.collect::<Vec<_>>());
    (dense.len() >= SHORTEST_BROKEN).then(|| Needle {
        kind: Kind::Dense,
        ..plain(&dense, false)
    })
}

/// Its letters and digits, as they are looked for where nothing else is.
fn letters(secret: &[u8]) -> Option<Needle> {
    let text = str::from_utf8(secret).ok()?;
    let letters = Zeroizing::new(text.chars().filter_map(letter).collect::<Vec<_>>());
    (letters.len() >= SHORTEST_BROKEN).then(|| Needle {
        kind: Kind::Letters,
        ..plain(&letters, false)
    })
}

fn encodings(secret: &[u8], is_short: bool) -> Vec<Needle> {
    let needle = |bytes: Vec<u8>, kind, place| Needle {
        bytes: Zeroizing::new(bytes),
        kind,
        is_plain: false,
        ignore_case: matches!(kind, Kind::Hexadecimal | Kind::Decoded) && !is_short,
        place,
    };
    let (place, escaped) = match is_short {
        true => (Place::WholeWord, Place::Escaped),
        false => (Place::Anywhere, Place::Anywhere),
    };
    let hexadecimal_kind = match is_short {
        true => Kind::Text,
        false => Kind::Hexadecimal,
    };
    let mut needles = vec![
        plain(secret, is_short),
        needle(
            STANDARD.encode(secret).into_bytes(),
            Kind::Dense,
            Place::Anywhere,
        ),
        needle(
            STANDARD_NO_PAD.encode(secret).into_bytes(),
            Kind::Dense,
            place,
        ),
        needle(
            URL_SAFE_NO_PAD.encode(secret).into_bytes(),
            Kind::Dense,
            place,
        ),
        needle(hexadecimal(secret), hexadecimal_kind, place),
        needle(secret.to_vec(), Kind::Decoded, escaped),
    ];
    if !is_short {
        needles.push(needle(secret.to_vec(), Kind::Base64, Place::Anywhere));
    }
    needles
}

fn hexadecimal(secret: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    secret
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]))
        .collect()
}

impl Needle {
    /// Where it stands in `text`, of which `view` is a view: start and end of each occurrence.
    pub(super) fn matches<'a>(
        &'a self,
        view: &'a View,
        text: &'a [u8],
    ) -> impl Iterator<Item = (usize, usize)> + 'a {
        let length = self.bytes.len();
        self.beginnings()
            .flat_map(|byte| view.places_of(byte))
            .filter_map(move |at| view.tokens.get(at..at + length))
            .filter(|window| self.begins_as(window))
            .filter_map(|window| Some((window.first()?.start, window.last()?.end)))
            .filter(|(start, end)| {
                self.place != Place::WholeWord || is_whole_word(text, *start, *end)
            })
    }

    /// Where its beginning stands, at least `least` bytes and not all of it, with nothing behind it before `end`.
    pub(super) fn begun_at(&self, view: &View, end: usize, least: usize) -> Option<(usize, usize)> {
        let count = view.tokens.partition_point(|token| token.end <= end);
        let before = &view.tokens[..count];
        let longest = before.len().min(self.bytes.len() - 1);
        let is_end = |length: &usize| {
            let found = &before[before.len() - length..];
            let is_first = |token: &Token| self.is_byte(token, self.bytes[0]);
            found.first().is_some_and(is_first) && self.begins_as(found)
        };
        let length = (least..=longest).rev().find(is_end)?;
        let found = &before[before.len() - length..];
        // Half of a further byte of Base64 is a part of it, too.
        let behind = match self.kind {
            Kind::Base64 => end,
            _ => found.last()?.end,
        };
        Some((found.first()?.start, behind))
    }

    /// A text with fewer bytes does not have it.
    pub(super) fn length(&self) -> usize {
        self.bytes.len()
    }

    /// What its first byte may be in a view.
    fn beginnings(&self) -> impl Iterator<Item = u8> + use<> {
        let first = self.bytes.first().copied();
        let other = first.and_then(|byte| match byte {
            b' ' if self.kind == Kind::Decoded => Some(b'+'),
            _ if !self.ignore_case => None,
            lower @ b'a'..=b'z' => Some(lower.to_ascii_uppercase()),
            upper @ b'A'..=b'Z' => Some(upper.to_ascii_lowercase()),
            _ => None,
        });
        first.into_iter().chain(other)
    }

    fn begins_as(&self, tokens: &[Token]) -> bool {
        tokens
            .iter()
            .zip(self.bytes.iter())
            .all(|(token, byte)| self.is_byte(token, *byte))
    }

    /// In a form (`application/x-www-form-urlencoded`) a plus stands for a space.
    fn is_byte(&self, token: &Token, byte: u8) -> bool {
        let same = token.byte == byte
            || self.ignore_case && token.byte.eq_ignore_ascii_case(&byte)
            || self.kind == Kind::Decoded && token.byte == b'+' && byte == b' ';
        same && (self.place != Place::Escaped || token.end - token.start > 1)
    }
}

fn is_whole_word(line: &[u8], start: usize, end: usize) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let before = start.checked_sub(1).and_then(|at| line.get(at));
    !before.is_some_and(is_word) && !line.get(end).is_some_and(is_word)
}
