//! Reply texts made comparable: one line, lower case, without the codes that multi-line replies repeat.

use crate::smtp::EnhancedStatusCode;

/// The words looked at; no sentence that is recognised begins later.
const MOST_WORDS: usize = 400;

/// The text in lower case, single spaces between the words, status codes and repeated reply codes left out.
pub(super) fn plain(text: &str) -> String {
    let words = text
        .split_whitespace()
        .take(MOST_WORDS)
        .filter(|word| !is_code(word));
    words.collect::<Vec<_>>().join(" ").to_lowercase()
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
            plain("5.7.26 This mail has been\r\n550-5.7.26  BLOCKED 192.0.2.1"),
            "this mail has been blocked 192.0.2.1"
        );
    }

    #[test]
    fn a_reply_code_is_three_digits() {
        assert_eq!(reply_code("550"), Some(550));
        for word in ["", "55", "5500", "199", "600", "+50", "5.0"] {
            assert_eq!(reply_code(word), None, "{word}");
        }
    }
}
