//! Secrets that a server repeats are masked before its bytes become text: as they are, in Base64 wherever they stand in
//! what was encoded (RFC 4648 sections 4 and 5), in hexadecimal (section 8), percent-encoded (RFC 3986 section 2.1),
//! quoted-printable (RFC 2045 section 6.7) or with the `\x` of our own visible escapes. What the secrets are is decided
//! above; what a server made of a secret by other means is not found.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use zeroize::Zeroizing;

/// What stands in place of a secret.
const MASK: &[u8] = b"[concealed]";

/// Secrets shorter than this are masked only as whole words: masking every `a` would leave nothing to read.
const SHORTEST_ANYWHERE: usize = 4;

/// Characters of Base64 that are enough to know a secret by in the middle of something else: six of its bytes.
const SHORTEST_CORE: usize = 8;

/// Byte strings that must not be shown.
#[derive(Default)]
pub(super) struct Needles {
    secrets: Vec<Zeroizing<Vec<u8>>>,
    forms: Vec<Form>,
}

/// One way to write a secret.
struct Form {
    bytes: Zeroizing<Vec<u8>>,
    ignore_case: bool,
    anywhere: bool,
}

impl Needles {
    pub(super) fn add(&mut self, secrets: Vec<Zeroizing<Vec<u8>>>) {
        for secret in secrets {
            if !secret.is_empty() && !self.secrets.contains(&secret) {
                self.forms.extend(forms(&secret));
                self.secrets.push(secret);
            }
        }
    }

    /// Which bytes of `line` belong to a secret. `cut`: the line went on, so that a secret may be cut off at its end.
    /// Short needles leave the first `code_length` bytes alone, a reply code being no secret.
    pub(super) fn cover(&self, line: &[u8], cut: bool, code_length: usize) -> Vec<bool> {
        let mut covered = vec![false; line.len()];
        for form in &self.forms {
            form.cover(&mut covered, line, code_length);
            if cut {
                form.cover_cut_off(&mut covered, line);
            }
        }
        if line.iter().any(|byte| matches!(byte, b'%' | b'=' | b'\\')) {
            let tokens = tokens(line);
            for secret in &self.secrets {
                cover_escaped(&mut covered, &tokens, secret, cut);
            }
        }
        covered
    }
}

fn forms(secret: &[u8]) -> Vec<Form> {
    let anywhere = secret.len() >= SHORTEST_ANYWHERE;
    let form = |bytes: Vec<u8>, ignore_case, anywhere| Form {
        bytes: Zeroizing::new(bytes),
        ignore_case,
        anywhere,
    };
    let mut forms = vec![
        form(secret.to_vec(), false, anywhere),
        form(STANDARD.encode(secret).into_bytes(), false, true),
        form(STANDARD_NO_PAD.encode(secret).into_bytes(), false, anywhere),
        form(URL_SAFE_NO_PAD.encode(secret).into_bytes(), false, anywhere),
        form(hexadecimal(secret), true, anywhere),
    ];
    let cores = (0..3).flat_map(|offset| {
        [STANDARD_NO_PAD, URL_SAFE_NO_PAD].map(|engine| core(secret, offset, &engine))
    });
    forms.extend(
        cores
            .filter(|core| core.len() >= SHORTEST_CORE)
            .map(|core| form(core, false, true)),
    );
    forms
}

fn hexadecimal(secret: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    secret
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]))
        .collect()
}

/// The characters of Base64 that `secret` alone makes, where `offset` bytes of a group of three stand before it.
fn core(secret: &[u8], offset: usize, engine: &impl Engine) -> Vec<u8> {
    let before = Zeroizing::new([&[0; 2][..offset], secret].concat());
    let encoded = Zeroizing::new(engine.encode(&*before).into_bytes());
    let first = (offset * 8).div_ceil(6);
    let end = before.len() * 8 / 6;
    encoded.get(first..end).unwrap_or_default().to_vec()
}

impl Form {
    /// The first byte alone tells most windows apart, without a call.
    fn is(&self, window: &[u8]) -> bool {
        let first = |bytes: &[u8]| bytes.first().map(u8::to_ascii_lowercase);
        if first(&self.bytes) != first(window) {
            false
        } else if self.ignore_case {
            self.bytes.eq_ignore_ascii_case(window)
        } else {
            *self.bytes == window
        }
    }

    fn cover(&self, covered: &mut [bool], line: &[u8], code_length: usize) {
        let length = self.bytes.len();
        let first = if length < SHORTEST_ANYWHERE {
            code_length
        } else {
            0
        };
        let mut covered_to = 0;
        for (at, window) in line.windows(length).enumerate().skip(first) {
            let end = at + length;
            if self.is(window) && (self.anywhere || is_whole_word(line, at, end)) {
                covered[at.max(covered_to)..end].fill(true);
                covered_to = end;
            }
        }
    }

    fn cover_cut_off(&self, covered: &mut [bool], line: &[u8]) {
        let longest = line.len().min(self.bytes.len() - 1);
        let is_end = |length: &usize| {
            let (start, end) = (&self.bytes[..*length], &line[line.len() - length..]);
            start == end || self.ignore_case && start.eq_ignore_ascii_case(end)
        };
        if let Some(length) = (1..=longest).rev().find(is_end) {
            covered[line.len() - length..].fill(true);
        }
    }
}

fn is_whole_word(line: &[u8], start: usize, end: usize) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let before = start.checked_sub(1).and_then(|at| line.get(at));
    !before.is_some_and(is_word) && !line.get(end).is_some_and(is_word)
}

/// A byte and where it stands in the line, escaped or not.
struct Token {
    byte: u8,
    start: usize,
    end: usize,
}

/// The line with `%41`, `=41` and `\x41` as what they stand for.
fn tokens(line: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(line.len());
    let mut start = 0;
    while let Some(byte) = line.get(start) {
        let introducer = match line[start..] {
            [b'%' | b'=', ..] => 1,
            [b'\\', b'x', ..] => 2,
            _ => 0,
        };
        let digits = line.get(start + introducer..start + introducer + 2);
        let escaped = digits.filter(|_| introducer > 0).and_then(octet);
        let end = start + escaped.map_or(1, |_| introducer + 2);
        tokens.push(Token {
            byte: escaped.unwrap_or(*byte),
            start,
            end,
        });
        start = end;
    }
    tokens
}

fn octet(digits: &[u8]) -> Option<u8> {
    let value = |digit: &u8| char::from(*digit).to_digit(16);
    let [high, low] = digits else { return None };
    u8::try_from(value(high)? * 16 + value(low)?).ok()
}

/// In a form (`application/x-www-form-urlencoded`) a plus stands for a space.
fn is_token(token: &Token, byte: u8) -> bool {
    token.byte == byte || token.byte == b'+' && byte == b' '
}

/// Of short secrets only what is escaped as a whole is masked; as a word they are a [`Form`].
fn cover_escaped(covered: &mut [bool], tokens: &[Token], secret: &[u8], cut: bool) {
    let matches = |window: &[Token], secret: &[u8]| {
        let same = window.iter().zip(secret);
        same.clone().all(|(token, byte)| is_token(token, *byte))
            && (secret.len() >= SHORTEST_ANYWHERE
                || window.iter().all(|token| token.end - token.start > 1))
    };
    let mut cover = |window: &[Token]| {
        if let (Some(first), Some(last)) = (window.first(), window.last()) {
            covered[first.start..last.end].fill(true);
        }
    };
    for window in tokens.windows(secret.len()) {
        if matches(window, secret) {
            cover(window);
        }
    }
    let longest = tokens.len().min(secret.len() - 1);
    let end = |length: usize| &tokens[tokens.len() - length..];
    if let Some(length) = (1..=longest)
        .rev()
        .find(|length| cut && matches(end(*length), &secret[..*length]))
    {
        cover(end(length));
    }
}

/// `line` from `start` on, with one mask for every run of covered bytes.
pub(super) fn masked(line: &[u8], covered: &[bool], start: usize) -> Vec<u8> {
    let mut shown = Vec::with_capacity(line.len());
    let mut in_secret = false;
    for (byte, is_covered) in line.iter().zip(covered).skip(start) {
        match (is_covered, in_secret) {
            (false, _) => shown.push(*byte),
            (true, false) => shown.extend_from_slice(MASK),
            (true, true) => {}
        }
        in_secret = *is_covered;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conceal(needles: &[&str], line: &str, cut: bool) -> String {
        let mut all = Needles::default();
        all.add(
            needles
                .iter()
                .map(|needle| Zeroizing::new(needle.as_bytes().to_vec()))
                .collect(),
        );
        let covered = all.cover(line.as_bytes(), cut, 4);
        String::from_utf8(masked(line.as_bytes(), &covered, 0)).unwrap()
    }

    #[test]
    fn a_secret_is_masked_wherever_it_stands() {
        assert_eq!(
            conceal(&["hunter2"], "535 hunter2xhunter2", false),
            "535 [concealed]x[concealed]"
        );
    }

    #[test]
    fn a_secret_is_masked_in_every_usual_encoding() {
        for encoded in [
            "aHVudGVyMg==",
            "aHVudGVyMg",
            "68756e74657232",
            "68756E74657232",
            "%68%75%6e%74%65%72%32",
            "%68unter2",
            "hunter%32",
            "=68=75=6E=74=65=72=32",
            "\\x68\\x75\\x6e\\x74\\x65\\x72\\x32",
        ] {
            assert_eq!(
                conceal(&["hunter2"], &format!("535 ({encoded})"), false),
                "535 ([concealed])",
                "{encoded}"
            );
        }
    }

    #[test]
    fn a_space_in_a_form_is_a_plus() {
        assert_eq!(
            conceal(&["correct horse="], "535 correct+horse%3D", false),
            "535 [concealed]"
        );
    }

    #[test]
    fn base64_of_a_text_around_the_secret_is_masked_at_every_offset() {
        for before in ["", "a", "ab", "abc", "\0ann\0"] {
            let told = STANDARD.encode(format!("{before}hunter2-secret and more"));
            let shown = conceal(&["hunter2-secret"], &format!("535 {told}"), false);
            let left = shown.replace("[concealed]", " ");
            for piece in left.split(' ').filter(|piece| piece.len() > 3) {
                for skipped in 0..4 {
                    let decoded = STANDARD_NO_PAD
                        .decode(&piece[skipped.min(piece.len())..])
                        .unwrap_or_default();
                    let decoded = String::from_utf8_lossy(&decoded).into_owned();
                    assert!(!decoded.contains("unter"), "{before:?} {shown} {decoded}");
                }
            }
            assert!(shown.contains("[concealed]"), "{before:?} {shown}");
        }
    }

    #[test]
    fn the_alphabet_for_file_names_is_known_too() {
        let secret = "\u{3ff}\u{3ff}???>>>";
        let encoded = URL_SAFE_NO_PAD.encode(secret);
        assert!(encoded.contains('_'));
        assert_eq!(conceal(&[secret], &encoded, false), "[concealed]");
    }

    #[test]
    fn overlapping_and_adjacent_secrets_leave_nothing() {
        assert_eq!(
            conceal(&["abcd", "cdef"], "535 abcdef.", false),
            "535 [concealed]."
        );
        assert_eq!(conceal(&["aaaa"], "535 aaaaa.", false), "535 [concealed].");
    }

    #[test]
    fn empty_needles_mask_nothing() {
        assert_eq!(conceal(&[""], "535 text", true), "535 text");
    }

    #[test]
    fn short_secrets_are_masked_as_whole_words_only() {
        assert_eq!(
            conceal(&["a"], "535 a bad a, plan", false),
            "535 [concealed] bad [concealed], plan"
        );
        assert_eq!(conceal(&["é"], "535 é née", false), "535 [concealed] née");
        assert_eq!(conceal(&["a"], "535 100% sure", false), "535 100% sure");
        assert_eq!(conceal(&["a"], "535 %61", false), "535 [concealed]");
    }

    #[test]
    fn a_short_secret_that_looks_like_a_code_leaves_the_code() {
        assert_eq!(
            conceal(&["535"], "535 code 535", false),
            "535 code [concealed]"
        );
    }

    #[test]
    fn a_secret_cut_off_at_the_end_is_masked_too() {
        for end in ["hunt", "68756E74", "aHVud", "%68%75%6e"] {
            assert_eq!(
                conceal(&["hunter2"], &format!("535 is {end}"), true),
                "535 is [concealed]",
                "{end}"
            );
        }
        assert_eq!(conceal(&["hunter2"], "535 is hunt", false), "535 is hunt");
    }
}
