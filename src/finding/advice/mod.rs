//! What a reply means and what to do about it: reply codes, enhanced status codes, and the words of well-known
//! providers and servers. Works on plain values, so that `--explain` needs no report.

mod dialect;
mod enhanced;
mod reply_code;

use std::fmt::Write;

pub use dialect::{DIALECTS, Dialect};

/// What a reply means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What the reply code means.
    pub title: &'static str,
    /// What the enhanced status code means.
    pub enhanced: Option<&'static str>,
    /// What this provider or server means by these words.
    pub dialect: Option<&'static Dialect>,
    /// What to do, from the most specific of the three.
    pub remedy: &'static str,
}

/// Says what a reply means. `enhanced` is looked at only when it is an enhanced status code; `text` is the reply's.
#[must_use]
pub fn advise(code: u16, enhanced: Option<&str>, text: &str) -> Advice {
    let basic = reply_code::known(code);
    let detail = enhanced.and_then(enhanced::known);
    let dialect = dialect::recognise(text);
    let remedy = dialect.map(|dialect| dialect.remedy);
    Advice {
        title: basic.meaning,
        enhanced: detail.map(|detail| detail.meaning),
        dialect,
        remedy: remedy
            .or(detail.map(|detail| detail.remedy))
            .unwrap_or(basic.remedy),
    }
}

/// Explains a reply line, a code alone (`550`) or an enhanced status code alone (`5.7.1`), in several lines. `None`
/// when `text` begins with neither.
#[must_use]
pub fn explain_reply(text: &str) -> Option<String> {
    let text = text.trim();
    let (first, rest) = text.split_at(text.find([' ', '-']).unwrap_or(text.len()));
    let rest = rest.trim_start_matches([' ', '-']);
    let code = first
        .parse::<u16>()
        .ok()
        .filter(|code| first.len() == 3 && (200..600).contains(code));
    let word = if code.is_some() {
        rest.split(' ').next().unwrap_or_default()
    } else {
        first
    };
    let detail = enhanced::known(word);
    if code.is_none() && detail.is_none() {
        return None;
    }
    let mut shown = String::new();
    if let Some(code) = code {
        let _ = writeln!(shown, "{code}: {}", reply_code::known(code).meaning);
    }
    if let Some(detail) = detail {
        let _ = writeln!(shown, "{word}: {}", detail.meaning);
    }
    let remedy = detail.map_or_else(
        || reply_code::known(code.unwrap_or(550)).remedy,
        |detail| detail.remedy,
    );
    let _ = writeln!(shown, "  what to do  {remedy}");
    let words = if code.is_some() { rest } else { text };
    for dialect in dialects(word, words) {
        let _ = writeln!(shown, "{}: {}", dialect.provider, dialect.meaning);
        let _ = writeln!(shown, "  what to do  {}", dialect.remedy);
        let _ = writeln!(shown, "  reference   {}", dialect.reference);
    }
    Some(shown)
}

/// The dialect of a whole reply; for codes without words, every one that uses them.
fn dialects<'a>(word: &'a str, words: &'a str) -> Vec<&'static Dialect> {
    match dialect::recognise(words) {
        Some(dialect) => vec![dialect],
        None if words.trim() == word => DIALECTS
            .iter()
            .filter(|dialect| dialect.code == word && !word.is_empty())
            .collect(),
        None => Vec::new(),
    }
}

/// What servers say when they put an unknown sender off: Postgrey, Postfix' policy servers, Exim, milter-greylist,
/// rspamd, SQLgrey.
const GREYLISTING: &[&str] = &[
    "greylist",
    "graylist",
    "grey list",
    "grey-list",
    "gray-list",
    "postgrey",
];

/// Whether a reply is greylisting, RFC 6647. Other temporary refusals are not.
#[must_use]
pub fn is_greylisting(code: u16, text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    (400..500).contains(&code) && GREYLISTING.iter().any(|words| text.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_of_real_servers_are_recognised() {
        for (code, enhanced, text, provider) in [
            (
                554,
                "5.7.1",
                "5.7.1 <bob@example.net>: Relay access denied",
                "Postfix",
            ),
            (
                530,
                "5.7.0",
                "5.7.0 Must issue a STARTTLS command first",
                "Postfix",
            ),
            (
                535,
                "5.7.8",
                "5.7.8 Error: authentication failed: UGFzc3dvcmQ6",
                "Postfix",
            ),
            (550, "", "relay not permitted", "Exim"),
            (
                550,
                "5.7.26",
                "5.7.26 Your email has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate",
                "Gmail",
            ),
            (
                535,
                "5.7.139",
                "5.7.139 Authentication unsuccessful, basic authentication is disabled.",
                "Exchange Online",
            ),
            (
                550,
                "5.7.606",
                "5.7.606 Access denied, banned sending IP [192.0.2.1]",
                "Exchange Online",
            ),
        ] {
            let advice = advise(code, Some(enhanced), text);
            assert_eq!(
                advice.dialect.map(|dialect| dialect.provider),
                Some(provider),
                "{text}"
            );
        }
    }

    #[test]
    fn words_of_nobody_in_particular_are_not_put_into_a_providers_mouth() {
        for text in ["5.7.1 no", "5.7.26 no", "5.1.1 unknown", ""] {
            assert_eq!(
                advise(550, text.split(' ').next(), text).dialect,
                None,
                "{text}"
            );
        }
    }

    #[test]
    fn a_code_is_explained_with_or_without_words() {
        let text = explain_reply("550 5.7.26").unwrap();
        assert!(
            text.contains("550: ") && text.contains("5.7.26: ") && text.contains("Gmail: "),
            "{text}"
        );
        assert!(explain_reply("421").unwrap().starts_with("421: "));
        assert!(explain_reply("5.7.1").unwrap().starts_with("5.7.1: "));
        assert!(
            explain_reply("554-5.7.1 <bob@x>: Relay access denied")
                .unwrap()
                .contains("Postfix: ")
        );
        for text in ["", "STARTTLS", "8BITMIME", "600", "99", "1.2.3.4", "250x"] {
            assert_eq!(explain_reply(text), None, "{text}");
        }
    }

    #[test]
    fn greylisting_is_told_from_other_temporary_refusals() {
        assert!(is_greylisting(
            450,
            "4.2.0 <bob@x>: Recipient address rejected: Greylisted, see http://postgrey.example"
        ));
        assert!(is_greylisting(
            451,
            "4.7.1 Greylisting in action, please come back in 00:05:00"
        ));
        assert!(!is_greylisting(450, "4.2.2 mailbox full"));
        assert!(!is_greylisting(550, "greylisted for good"));
    }
}
