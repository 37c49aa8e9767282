//! Reply texts made comparable: one line, lower case, without the codes that multi-line replies repeat.

use zeroize::Zeroizing;

use crate::smtp::EnhancedStatusCode;

/// The words looked at; no sentence that is recognised begins later.
const MOST_WORDS: usize = 400;

/// The text in lower case, single spaces between the words, status codes and repeated reply codes left out. Zeroed when
/// dropped, for a secret may be among them.
pub(super) fn plain(text: &str) -> Zeroizing<String> {
    let words = text
        .split_whitespace()
        .take(MOST_WORDS)
        .filter(|word| !is_code(word));
    let joined = Zeroizing::new(words.collect::<Vec<_>>().join(" "));
    Zeroizing::new(joined.to_lowercase())
}

/// Whether the parts follow each other in `words`, each of whole words: `full` is not in `fully`.
pub(super) fn says(words: &str, parts: &[&str]) -> bool {
    let mut rest = words;
    let mut before = None;
    parts.iter().all(|part| match find(rest, before, part) {
        Some(at) => {
            let end = at + part.len();
            before = rest[..end].chars().next_back();
            rest = &rest[end..];
            true
        }
        None => false,
    })
}

/// Where `part` begins in `text`, which comes after the character `before`.
fn find(text: &str, before: Option<char>, part: &str) -> Option<usize> {
    let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    text.match_indices(part).map(|(at, _)| at).find(|at| {
        let left = text[..*at].chars().next_back().or(before);
        let right = text[at + part.len()..].chars().next();
        let cut_left = is_word(left) && is_word(part.chars().next());
        let cut_right = is_word(part.chars().next_back()) && is_word(right);
        !cut_left && !cut_right
    })
}

/// A headline as it stands within a sentence: `Mailbox full` begins small, `SPF validation failed` does not.
pub(super) fn fragment(headline: &str) -> String {
    let mut characters = headline.chars();
    match (characters.next(), characters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() && second != '-' => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => headline.to_owned(),
    }
}

/// The reverse: as it begins a sentence.
pub(super) fn sentence(fragment: &str) -> String {
    let mut characters = fragment.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// `5.7.26` and what some clients leave in front of it: `550-5.7.26`.
fn is_code(word: &str) -> bool {
    let code = word
        .split_once('-')
        .filter(|(reply, _)| reply_code(reply).is_some())
        .map_or(word, |(_, code)| code);
    EnhancedStatusCode::parse(code).is_some()
}

/// Three digits from 200 to 599.
pub(super) fn reply_code(word: &str) -> Option<u16> {
    let digits = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .then(|| word.parse().ok())
        .flatten()
        .filter(|code| (200..600).contains(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_within_a_joined_reply_are_left_out() {
        assert_eq!(
            *plain("5.7.26 This mail has been\r\n550-5.7.26  BLOCKED 192.0.2.1"),
            "this mail has been blocked 192.0.2.1"
        );
    }

    #[test]
    fn the_parts_of_a_mark_come_in_order_and_are_whole_words() {
        assert!(says("the user ann is over quota", &["user", "over quota"]));
        assert!(!says("over quota says the user", &["user", "over quota"]));
        assert!(says("exception:quotaexceeded.", &["quotaexceeded"]));
        assert!(!says("submissionquotaexceeded", &["quotaexceeded"]));
        assert!(!says("quotaexceededexception", &["quotaexceeded"]));
        assert!(!says("mailbox", &["mail", "box"]));
        assert!(says(
            "see https://example.com/errors?c=1",
            &["example.com/errors"]
        ));
        assert!(says("[bl21] no", &["[bl21]"]) && says("x[bl21]", &["[bl21]"]));
    }

    #[test]
    fn a_reply_code_is_three_digits() {
        assert_eq!(reply_code("550"), Some(550));
        for word in ["", "55", "5500", "199", "600", "+50", "5.0"] {
            assert_eq!(reply_code(word), None, "{word}");
        }
    }
}
