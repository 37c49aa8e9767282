//! Secrets that a server repeats are masked before its bytes become text. What the needles are (the secret itself,
//! its Base64) is decided above; what a server made of a secret by other means is not found.

use zeroize::Zeroizing;

/// What stands in place of a secret.
const MASK: &[u8] = b"[concealed]";

/// Needles shorter than this are masked only as whole words: masking every `a` would leave nothing to read.
const SHORTEST_ANYWHERE: usize = 4;

/// Byte strings that must not be shown.
#[derive(Default)]
pub(super) struct Needles(Vec<Zeroizing<Vec<u8>>>);

impl Needles {
    pub(super) fn add(&mut self, needles: Vec<Zeroizing<Vec<u8>>>) {
        self.0
            .extend(needles.into_iter().filter(|needle| !needle.is_empty()));
    }

    /// Which bytes of `line` belong to a secret. `cut`: the line went on, so that a secret may be cut off at its end.
    /// Short needles leave the first `code_length` bytes alone, a reply code being no secret.
    pub(super) fn cover(&self, line: &[u8], cut: bool, code_length: usize) -> Vec<bool> {
        let mut covered = vec![false; line.len()];
        for needle in &self.0 {
            let first = if needle.len() < SHORTEST_ANYWHERE {
                code_length
            } else {
                0
            };
            cover_needle(&mut covered, line, needle, first);
            if cut {
                cover_cut_off(&mut covered, line, needle);
            }
        }
        covered
    }
}

fn cover_needle(covered: &mut [bool], line: &[u8], needle: &[u8], first: usize) {
    let mut covered_to = 0;
    for (at, window) in line.windows(needle.len()).enumerate().skip(first) {
        let end = at + needle.len();
        if window == needle && (needle.len() >= SHORTEST_ANYWHERE || is_whole_word(line, at, end)) {
            covered[at.max(covered_to)..end].fill(true);
            covered_to = end;
        }
    }
}

fn is_whole_word(line: &[u8], start: usize, end: usize) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let before = start.checked_sub(1).and_then(|at| line.get(at));
    !before.is_some_and(is_word) && !line.get(end).is_some_and(is_word)
}

fn cover_cut_off(covered: &mut [bool], line: &[u8], needle: &[u8]) {
    let longest = line.len().min(needle.len() - 1);
    if let Some(length) = (1..=longest)
        .rev()
        .find(|length| line.ends_with(&needle[..*length]))
    {
        covered[line.len() - length..].fill(true);
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
        assert_eq!(
            conceal(&["hunter2"], "535 is hunt", true),
            "535 is [concealed]"
        );
        assert_eq!(conceal(&["hunter2"], "535 is hunt", false), "535 is hunt");
    }
}
