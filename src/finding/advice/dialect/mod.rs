//! What certain providers and programs mean by their replies, beyond what the standard says. A row is recognised by
//! the provider's own wording; a code alone proves nothing, because everyone may use it. One file for each provider or
//! family; rows of providers come before those of the programs that many of them run.

mod amazon_ses;
mod barracuda;
mod cisco;
mod comcast;
mod common;
mod exchange;
mod exim;
mod fastmail;
mod free;
mod gmail;
mod gmx;
mod icewarp;
mod icloud;
mod improvmx;
mod mail_ru;
mod mailgun;
mod mimecast;
mod netease;
mod nodemailer;
mod opensmtpd;
mod oracle;
mod orange;
mod postfix;
mod proofpoint;
mod qmail;
mod qq;
mod rambler;
mod row;
#[cfg(test)]
mod samples;
mod sendgrid;
mod sendmail;
mod smtp2go;
mod spamhaus;
mod swisscom;
mod symantec;
mod t_online;
mod trend_micro;
mod yahoo;
mod yandex;
mod zoho;

use super::wording::plain;
use crate::smtp::EnhancedStatusCode;

pub use row::{About, Dialect};
use row::{FIELD_MANUAL, Mark, Row, before_login, by_login, for_token, row};

/// Providers, whose wording is their own; Spamhaus first, because many name it.
const PROVIDERS: &[&[Row]] = &[
    spamhaus::ROWS,
    gmail::ROWS,
    exchange::ROWS,
    yahoo::ROWS,
    icloud::ROWS,
    gmx::ROWS,
    t_online::ROWS,
    qq::ROWS,
    netease::ROWS,
    mail_ru::ROWS,
    yandex::ROWS,
    rambler::ROWS,
    orange::ROWS,
    free::ROWS,
    swisscom::ROWS,
    comcast::ROWS,
    zoho::ROWS,
    fastmail::ROWS,
    improvmx::ROWS,
    amazon_ses::ROWS,
    sendgrid::ROWS,
    mailgun::ROWS,
    smtp2go::ROWS,
    oracle::ROWS,
    mimecast::ROWS,
    proofpoint::ROWS,
    barracuda::ROWS,
    symantec::ROWS,
    cisco::ROWS,
    trend_micro::ROWS,
    icewarp::ROWS,
];

/// Programs, whose texts many providers keep or change a little.
const PROGRAMS: &[&[Row]] = &[
    qmail::ROWS,
    sendmail::ROWS,
    opensmtpd::ROWS,
    postfix::ROWS,
    exim::ROWS,
    nodemailer::ROWS,
];

/// What a provider leaves in every reply of its own.
const MARKS: &[(&str, &[&str])] = &[
    (gmail::PROVIDER, &["- gsmtp"]),
    (
        exchange::PROVIDER,
        &["prod.outlook.com", "protection.outlook.com"],
    ),
];

/// The dialect of a reply: recognised by its wording, or by the provider's mark where the provider has only one
/// meaning for the code.
pub(super) fn recognise(enhanced: Option<EnhancedStatusCode>, text: &str) -> Option<Dialect> {
    let words = plain(text);
    let by_wording = rows().find(|row| row.says(enhanced, &words));
    by_wording
        .map(|row| row.dialect)
        .or_else(|| by_mark(enhanced?, &words))
}

/// What the words mean in anybody's mouth, as far as it can be meant.
pub(super) fn common(text: &str, admits: impl Fn(&Dialect) -> bool) -> Option<Dialect> {
    let words = plain(text);
    let mut rows = common::ROWS.iter();
    let row = rows.find(|row| row.says(None, &words) && admits(&row.dialect));
    row.map(|row| row.dialect)
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
    PROVIDERS.iter().chain(PROGRAMS).copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> EnhancedStatusCode {
        EnhancedStatusCode::parse(text).unwrap()
    }

    /// Those of anybody too.
    fn all() -> impl Iterator<Item = &'static Row> {
        rows().chain(common::ROWS)
    }

    fn parts(mark: &Mark) -> Vec<&'static str> {
        match mark {
            Mark::Words(mark) | Mark::WithCode(mark) | Mark::Whole(mark) => vec![mark],
            Mark::InOrder(parts) => parts.to_vec(),
        }
    }

    #[test]
    fn every_row_has_its_texts() {
        for row in all() {
            let dialect = row.dialect;
            assert!(
                !dialect.meaning.ends_with('.') && dialect.remedy.ends_with('.'),
                "{dialect:?}"
            );
            assert!(dialect.reference.starts_with("https://"), "{dialect:?}");
            assert!(!row.marks.is_empty(), "{dialect:?}");
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
    fn a_mark_is_as_reply_texts_are_made_comparable_and_stands_once() {
        let mut marks: Vec<String> = rows()
            .flat_map(|row| row.marks)
            .map(|mark| parts(mark).join("*"))
            .collect();
        for part in all().flat_map(|row| row.marks).flat_map(parts) {
            assert_eq!(*plain(part), part);
        }
        let all = marks.len();
        marks.sort_unstable();
        marks.dedup();
        assert_eq!(marks.len(), all);
    }

    #[test]
    fn no_mark_is_hidden_by_a_row_before_it() {
        for row in rows() {
            for mark in row.marks {
                let code = row
                    .codes
                    .first()
                    .map(|first| code(first.split('-').next().unwrap()));
                let found = recognise(code, &parts(mark).join(" "));
                assert_eq!(found, Some(row.dialect), "{mark:?}");
            }
        }
    }

    #[test]
    fn no_mark_matches_within_another_providers_own() {
        for row in rows() {
            for mark in row.marks {
                let text = parts(mark).join(" ");
                for other in PROVIDERS.iter().copied().flatten() {
                    let same = other.dialect.provider == row.dialect.provider;
                    assert!(
                        same || !other.says(None, &text),
                        "{} says {text:?}, which {} takes for its own",
                        row.dialect.provider,
                        other.dialect.provider
                    );
                }
            }
        }
    }
}
