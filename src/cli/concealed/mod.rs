//! The last gate before anything is shown: what is printed goes through the [`Concealer`] of the run, whatever it was made
//! of and on whatever connection it came. The words of this program itself are left: a mask on them would tell the
//! password.

mod pieces;

use std::{borrow::Cow, collections::BTreeSet, fmt::Write, sync::OnceLock};

use super::options;
use crate::{
    finding::{self, Judgement},
    render::{self, Texts},
    sasl::MECHANISMS,
    smtp::{Concealer, known},
};
use pieces::{Piece, Writing, pieces};

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

/// A document of a form in which texts stand so, each of them masked.
#[must_use]
pub fn document(texts: Texts, concealer: &Concealer, said: &Said, document: Vec<u8>) -> Vec<u8> {
    if concealer.is_empty() {
        return document;
    }
    let document = String::from_utf8_lossy(&document);
    let mut shown = String::with_capacity(document.len());
    for piece in pieces(&document, texts) {
        shown.push_str(&masked(concealer, said, piece));
    }
    shown.into_bytes()
}

fn masked<'a>(concealer: &Concealer, said: &Said, piece: Piece<'a>) -> Cow<'a, str> {
    let written = Cow::Borrowed(piece.written);
    let Some(writing) = piece.as_text.filter(|_| !piece.written.is_empty()) else {
        return written;
    };
    // What cannot be read as it should stand there is masked as it stands.
    let (text, writing) = match writing.read(piece.written) {
        Some(text) => (text, writing),
        None => (piece.written.to_owned(), Writing::Plain),
    };
    match concealer.masked(&text, &|word, _| said.has(word)) {
        masked if masked == text => written,
        masked => Cow::Owned(writing.written(&masked)),
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
    for fact in finding::fact::table() {
        let _ = write!(said, " {} {}", fact.name, fact.sentence);
    }
    for mechanism in MECHANISMS {
        let _ = write!(said, " {}", mechanism.name);
    }
    let _ = write!(said, " {}", options::command().render_long_help());
    let _ = write!(said, " {}", render::WORDS);
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
        let whole = serde_json::json!({"a": [format!("x{secret}y"), 7, "ok\\"], "b": secret});
        let shown = document(
            Texts::Json,
            &concealer(secret),
            &Said::default(),
            whole.to_string().into_bytes(),
        );
        let shown: serde_json::Value = serde_json::from_slice(&shown).unwrap();
        let expected = serde_json::json!({"a": ["x[concealed]y", 7, "ok\\"], "b": "[concealed]"});
        assert_eq!(shown, expected);
    }

    /// In each form, whatever characters it escapes; and what makes up the form stays.
    #[test]
    fn an_escape_hides_no_secret_and_no_mask_breaks_a_document() {
        for secret in ["a<b", "p&q\"r'", "50%:x,y", "<d/>", "testcase", "title"] {
            let quoted = serde_json::to_string(secret).unwrap();
            let [markup, percent] = [render::with_markup(secret), render::with_percent(secret)];
            for (texts, whole, expected) in [
                (
                    Texts::Markup,
                    format!("<testcase title=\"x {markup} y\">{markup}</testcase>"),
                    "<testcase title=\"x [concealed] y\">[concealed]</testcase>",
                ),
                (
                    Texts::Command,
                    format!("::error title={percent}::x {percent} y\n"),
                    "::error title=[concealed]::x [concealed] y\n",
                ),
                (
                    Texts::Quoted,
                    format!("  - a: {quoted}\n  - b: {quoted}\n"),
                    "  - a: \"[concealed]\"\n  - b: \"[concealed]\"\n",
                ),
            ] {
                let shown = document(
                    texts,
                    &concealer(secret),
                    &Said::default(),
                    whole.into_bytes(),
                );
                let own = matches!(secret, "title");
                let shown = String::from_utf8(shown).unwrap();
                assert!(shown == expected || own, "{secret}: {shown}");
            }
        }
    }

    /// A mask on a word of the form itself would tell the password, and may break the form.
    #[test]
    fn the_words_of_every_form_are_ours() {
        let (report, judgement) = render::harmless();
        let said = Said::of(std::iter::once(&judgement));
        let is_word = |word: &String| {
            let of_words = |byte: u8| byte.is_ascii_lowercase() || b"-_".contains(&byte);
            word.bytes().all(of_words) && word.bytes().filter(u8::is_ascii_lowercase).count() > 1
        };
        let mut strange = BTreeSet::new();
        for format in render::FORMATS {
            let shown = render::written_of(format, &report, &judgement);
            let texts = pieces(&shown, format.texts).into_iter();
            let texts = texts.filter_map(|piece| piece.as_text?.read(piece.written));
            let words =
                texts.flat_map(|text| words(&text.to_ascii_lowercase()).collect::<Vec<_>>());
            strange.extend(words.filter(is_word).filter(|word| !said.has(word)));
        }
        assert_eq!(strange, BTreeSet::new());
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
            let whole = format!("{{\"{word}\": \"{word}\", \"said\": \"x{word}x\"}}");
            let shown = document(
                Texts::Json,
                &concealer(word),
                &Said::default(),
                whole.into_bytes(),
            );
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
