//! What certain providers and programs mean by their replies, beyond what the standard says. A row is recognised by
//! the provider's own wording; a code alone proves nothing, because everyone may use it. One file for each provider
//! with many rows.

mod exchange;
mod exim;
mod gmail;
mod others;
mod postfix;

use super::wording::plain;
use crate::smtp::EnhancedStatusCode;

/// What a provider or program means by a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// The provider or program.
    pub provider: &'static str,
    /// What it means by the reply: a sentence.
    pub meaning: &'static str,
    /// What to do: one or more sentences.
    pub remedy: &'static str,
    /// Where the provider documents it, or the document nearest to it.
    pub reference: &'static str,
}

/// One row: how a reply is recognised, and what it means.
#[derive(Debug)]
struct Row {
    /// The enhanced status codes it comes with; `5.7.606-649` is a range of details.
    codes: &'static [&'static str],
    /// Wordings in lower case, without codes, any of which is enough; `*` stands for any text in between. What others
    /// say as well begins with `=`: then the code must be one of the row's.
    wordings: &'static [&'static str],
    dialect: Dialect,
}

/// Rows of more particular wording first.
const TABLES: &[&[Row]] = &[
    gmail::ROWS,
    exchange::ROWS,
    others::ROWS,
    postfix::ROWS,
    exim::ROWS,
];

/// What a provider leaves in every reply of its own.
const MARKS: &[(&str, &[&str])] = &[
    (gmail::PROVIDER, &["- gsmtp"]),
    (
        exchange::PROVIDER,
        &[".prod.outlook.com", ".protection.outlook.com"],
    ),
];

/// The dialect of a reply: recognised by its wording, or by the provider's mark where the provider has only one
/// meaning for the code.
pub(super) fn recognise(enhanced: Option<EnhancedStatusCode>, text: &str) -> Option<Dialect> {
    let words = plain(text);
    let by_wording = rows().find(|row| {
        row.wordings
            .iter()
            .any(|wording| row.says(wording, enhanced, &words))
    });
    by_wording
        .map(|row| row.dialect)
        .or_else(|| by_mark(enhanced?, &words))
}

/// What the providers that are known to use the code mean by it.
pub(super) fn users_of(code: EnhancedStatusCode) -> Vec<Dialect> {
    rows()
        .filter(|row| row.uses(code))
        .map(|row| row.dialect)
        .collect()
}

fn by_mark(code: EnhancedStatusCode, words: &str) -> Option<Dialect> {
    let marked = |(_, marks): &&(&str, &[&str])| marks.iter().any(|mark| words.contains(mark));
    let (provider, _) = MARKS.iter().find(marked)?;
    let candidates: Vec<Dialect> = users_of(code)
        .into_iter()
        .filter(|row| row.provider == *provider)
        .collect();
    match candidates[..] {
        [only] => Some(only),
        _ => None,
    }
}

fn rows() -> impl Iterator<Item = &'static Row> {
    TABLES.iter().copied().flatten()
}

/// Whether the parts of the wording between the asterisks follow each other in the text.
fn matches(words: &str, wording: &str) -> bool {
    let mut rest = words;
    wording.split('*').all(|part| match rest.split_once(part) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

impl Row {
    fn says(&self, wording: &str, code: Option<EnhancedStatusCode>, words: &str) -> bool {
        match wording.strip_prefix('=') {
            Some(wording) => code.is_some_and(|code| self.uses(code)) && matches(words, wording),
            None => matches(words, wording),
        }
    }

    fn uses(&self, code: EnhancedStatusCode) -> bool {
        self.codes.iter().any(|pattern| covers(pattern, code))
    }
}

/// Whether `5.7.26` or `5.7.606-649` covers the code.
fn covers(pattern: &str, code: EnhancedStatusCode) -> bool {
    let (first, last) = pattern.split_once('-').unwrap_or((pattern, ""));
    let Some(first) = EnhancedStatusCode::parse(first) else {
        return false;
    };
    let last = last.parse().unwrap_or(first.detail);
    (first.class, first.subject) == (code.class, code.subject)
        && (first.detail..=last).contains(&code.detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> EnhancedStatusCode {
        EnhancedStatusCode::parse(text).unwrap()
    }

    #[test]
    fn every_row_has_its_texts() {
        for row in rows() {
            let dialect = row.dialect;
            assert!(
                dialect.meaning.ends_with('.') && dialect.remedy.ends_with('.'),
                "{dialect:?}"
            );
            assert!(dialect.reference.starts_with("https://"), "{dialect:?}");
            assert!(!row.wordings.is_empty(), "{dialect:?}");
        }
    }

    #[test]
    fn every_code_pattern_can_be_read() {
        for pattern in rows().flat_map(|row| row.codes) {
            let (first, last) = pattern.split_once('-').unwrap_or((pattern, "1"));
            assert!(EnhancedStatusCode::parse(first).is_some(), "{pattern}");
            assert!(last.parse::<u16>().is_ok(), "{pattern}");
        }
    }

    #[test]
    fn a_wording_is_as_reply_texts_are_made_comparable_and_stands_once() {
        let mut wordings: Vec<&str> = rows().flat_map(|row| row.wordings).copied().collect();
        for wording in &wordings {
            assert!(wording.len() >= 8, "{wording}");
            let parts: Vec<String> = wording.split('*').map(plain).collect();
            assert_eq!(
                parts.join("*"),
                wording
                    .split('*')
                    .map(str::trim)
                    .collect::<Vec<_>>()
                    .join("*")
            );
        }
        let all = wordings.len();
        wordings.sort_unstable();
        wordings.dedup();
        assert_eq!(wordings.len(), all);
    }

    #[test]
    fn no_wording_is_hidden_by_a_row_before_it() {
        for row in rows() {
            for wording in row.wordings {
                let code = row
                    .codes
                    .first()
                    .map(|first| code(first.split('-').next().unwrap()));
                let found = recognise(code, wording.replace('*', " ").trim_start_matches('='));
                assert_eq!(found, Some(row.dialect), "{wording}");
            }
        }
    }

    #[test]
    fn a_range_of_details_covers_its_ends() {
        assert!(covers("5.7.606-649", code("5.7.606")) && covers("5.7.606-649", code("5.7.649")));
        assert!(!covers("5.7.606-649", code("5.7.650")) && !covers("5.7.606-649", code("4.7.606")));
        assert!(covers("5.7.26", code("5.7.26")) && !covers("5.7.26", code("5.7.2")));
    }

    #[test]
    fn the_parts_of_a_wording_come_in_order() {
        assert!(matches("the user ann is over quota", "user*over quota"));
        assert!(!matches("over quota says the user", "user*over quota"));
    }
}
