//! "Did you mean": the known word that is nearest to one that is not.

/// The nearest of `known`, if it differs from `word` in so few letters that it may be meant.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let most = (word.len() / 4).clamp(1, 3);
    known
        .filter(|one| one.len().abs_diff(word.len()) <= most)
        .map(|one| (distance(&word, &one.to_ascii_lowercase()), one))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, one)| one)
}

/// How many bytes have to be put in, left out, replaced or exchanged with their neighbour. Words of more than 64 bytes are too
/// far from everything.
fn distance(one: &str, other: &str) -> usize {
    const LONGEST: usize = 64;
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len().max(other.len()) > LONGEST {
        return LONGEST;
    }
    let mut before_last = vec![0; other.len() + 1];
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for row in 1..=one.len() {
        let mut next = vec![row];
        for column in 1..=other.len() {
            let same = one[row - 1] == other[column - 1];
            let replaced = last[column - 1] + usize::from(!same);
            let mut least = replaced.min(last[column] + 1).min(next[column - 1] + 1);
            let is_exchanged = row > 1
                && column > 1
                && one[row - 1] == other[column - 2]
                && one[row - 2] == other[column - 1];
            if is_exchanged {
                least = least.min(before_last[column - 2] + 1);
            }
            next.push(least);
        }
        before_last = std::mem::replace(&mut last, next);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_nearly_known_is_recognised() {
        let known = ["greylisted", "null-mx", "open-relay", "dane-bogus"];
        for (word, expected) in [
            ("greylsted", Some("greylisted")),
            ("Grelyisted", Some("greylisted")),
            ("nul-mx", Some("null-mx")),
            ("open-realy", Some("open-relay")),
            ("wobble", None),
            ("", None),
            ("mx", None),
        ] {
            assert_eq!(nearest(word, known.into_iter()), expected, "{word}");
        }
        assert_eq!(nearest(&"x".repeat(1_000_000), known.into_iter()), None);
    }
}
