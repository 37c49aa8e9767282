//! The last gate before anything is shown: what is printed goes through the [`Concealer`] of the run, whatever it was made
//! of and on whatever connection it came. The words of this program itself are left: a mask on them would tell the
//! password.

use std::{collections::BTreeSet, fmt::Write, sync::OnceLock};

use super::options;
use crate::{
    finding::{self, Judgement},
    render,
    sasl::MECHANISMS,
    smtp::{Concealer, known},
};

/// Words of this program in an output, beside those that every output may have.
#[derive(Default)]
pub struct Said(BTreeSet<String>);

impl Said {
    /// The prose of these findings: headline and advice. What a server said is evidence, but for the path that it tells with 251
    /// or 551: no word with an `@` is counted (RFC 5321 section 3.4).
    #[must_use]
    pub fn of<'a>(judgements: impl Iterator<Item = &'a Judgement>) -> Self {
        let prose = judgements.flat_map(|judgement| &judgement.findings);
        Self::in_prose(prose.flat_map(|found| [found.title.as_ref(), &found.remedy]))
    }

    fn in_prose<'a>(prose: impl Iterator<Item = &'a str>) -> Self {
        let own = prose.flat_map(str::split_whitespace);
        let own = own.filter(|word| !word.contains('@'));
        let own = own.flat_map(|word| words(&word.to_ascii_lowercase()).collect::<Vec<_>>());
        Self(own.collect())
    }

    fn has(&self, word: &str) -> bool {
        self.0.contains(word) || is_own(word)
    }
}

/// A text for people, masked.
#[must_use]
pub fn text(concealer: &Concealer, said: &Said, shown: Vec<u8>) -> Vec<u8> {
    if concealer.is_empty() {
        return shown;
    }
    let shown = String::from_utf8_lossy(&shown);
    let masked = concealer.masked(&shown, &|word, _| said.has(word));
    masked.into_owned().into_bytes()
}

/// A few words, masked.
pub(super) fn line(concealer: &Concealer, words: &str) -> String {
    concealer
        .masked(words, &|word, _| is_own(word))
        .into_owned()
}

/// A JSON document, each of its strings masked.
#[must_use]
pub fn json(concealer: &Concealer, said: &Said, document: Vec<u8>) -> Vec<u8> {
    if concealer.is_empty() {
        return document;
    }
    let document = String::from_utf8_lossy(&document);
    let mut shown = String::with_capacity(document.len());
    let mut rest = &*document;
    while let Some(quote) = rest.find('"') {
        let (before, literal) = rest.split_at(quote);
        let end = end_of_literal(literal);
        shown.push_str(before);
        shown.push_str(&masked_literal(concealer, said, &literal[..end]));
        rest = &literal[end..];
    }
    shown.push_str(rest);
    shown.into_bytes()
}

/// Behind its closing quotation mark.
fn end_of_literal(literal: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in literal.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    literal.len()
}

fn masked_literal(concealer: &Concealer, said: &Said, literal: &str) -> String {
    let Ok(text) = serde_json::from_str::<String>(literal) else {
        return literal.to_owned();
    };
    let masked = concealer.masked(&text, &|word, _| said.has(word));
    match masked == text {
        true => literal.to_owned(),
        false => serde_json::to_string(&masked).unwrap_or_default(),
    }
}

/// Whether a word, in small letters, is one of those that every output may have.
fn is_own(word: &str) -> bool {
    static WORDS: OnceLock<BTreeSet<String>> = OnceLock::new();
    known(word).is_some() || WORDS.get_or_init(own_words).contains(word)
}

/// Those of the schema, of the checks and of the help.
fn own_words() -> BTreeSet<String> {
    let mut said = render::SCHEMA.to_owned();
    for check in finding::catalogue() {
        let _ = write!(
            said,
            " {} {} {} {}",
            check.id, check.title, check.remedy, check.reference
        );
    }
    for mechanism in MECHANISMS {
        let _ = write!(said, " {}", mechanism.name);
    }
    let _ = write!(said, " {}", options::command().render_long_help());
    words(&said.to_ascii_lowercase()).collect()
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let is_between =
        |character: char| !character.is_ascii_alphanumeric() && !"-_.@".contains(character);
    text.split(is_between)
        .map(|word| word.trim_matches('.').to_owned())
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    fn concealer(secret: &str) -> Concealer {
        let concealer = Concealer::default();
        concealer.add(vec![Zeroizing::new(secret.as_bytes().to_vec())]);
        concealer
    }

    #[test]
    fn each_string_of_a_document_is_masked_and_it_stays_one() {
        let secret = "say \"hi\" \\ now";
        let document = serde_json::json!({"a": [format!("x{secret}y"), 7, "ok\\"], "b": secret});
        let shown = json(
            &concealer(secret),
            &Said::default(),
            document.to_string().into_bytes(),
        );
        let shown: serde_json::Value = serde_json::from_slice(&shown).unwrap();
        let expected = serde_json::json!({"a": ["x[concealed]y", 7, "ok\\"], "b": "[concealed]"});
        assert_eq!(shown, expected);
    }

    #[test]
    fn ids_and_mechanisms_stay_whatever_escapes_stand_beside_them() {
        for (word, line) in [
            (
                "auth",
                "FAIL smtpd_tls_auth_only = yes [auth-rejected, exit status 28]",
            ),
            ("rejected", "a=b [auth-rejected, exit status 28]"),
            ("SCRAM", "a\\x1b=20 SCRAM-SHA-256"),
        ] {
            let shown = text(&concealer(word), &Said::default(), line.as_bytes().to_vec());
            let kept = line.split_once(' ').unwrap().1.rsplit_once('[');
            let kept = kept.map_or("SCRAM-SHA-256", |(_, id)| id);
            let shown = String::from_utf8(shown).unwrap();
            assert!(shown.ends_with(kept), "{shown}");
        }
        let shown = text(
            &concealer("auth"),
            &Said::default(),
            b"a=b =61uth %61uth xauthx".to_vec(),
        );
        let expected = "a=b [concealed] [concealed] x[concealed]x";
        assert_eq!(String::from_utf8(shown).unwrap(), expected);
    }

    #[test]
    fn a_password_that_is_a_word_of_ours_breaks_no_document() {
        for word in ["pass", "error", "servers", "starttls", "password"] {
            let document = format!("{{\"{word}\": \"{word}\", \"said\": \"x{word}x\"}}");
            let shown = json(&concealer(word), &Said::default(), document.into_bytes());
            let expected = format!("{{\"{word}\": \"{word}\", \"said\": \"x[concealed]x\"}}");
            assert_eq!(String::from_utf8(shown).unwrap(), expected);
        }
    }

    /// RFC 5321 section 3.4: the path in a reply with 251 is the server's.
    #[test]
    fn a_path_in_an_advice_is_none_of_our_words() {
        let remedy = "From now on write to xylo,phon@new.example, once its owner confirms.";
        let said = Said::in_prose([remedy].into_iter());
        assert!(said.has("confirms") && said.has("owner"));
        for word in ["xylo", "phon@new.example", "new.example"] {
            assert!(!said.has(word), "{word}");
        }
    }
}
