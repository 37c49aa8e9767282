//! `--explain`: a check by its id, a reply of a server, an EHLO keyword, or a record of the DNS. Works offline.

use serde::Serialize;

use crate::{
    cli::similar::nearest,
    finding::{self, Check, EXIT_STATUSES, Guide, advice},
    record,
    render::{self, CheckRow, Style},
    smtp::{self, Extension},
};

/// The explanation, several lines, as wide as `style` has it; `None` when `text` is nothing that is known.
#[must_use]
pub fn explain(text: &str, style: Style) -> Option<String> {
    let text = text.trim();
    let ehlo_line = text.strip_prefix("250");
    finding::check(&text.to_ascii_lowercase())
        .map(|one| check(one, style))
        .or_else(|| fields(text, style))
        .or_else(|| Some(render::record(&record::explain::explain(text)?, style)))
        .or_else(|| keyword_of_line(ehlo_line?, style))
        .or_else(|| Some(style.paragraphs(&advice::explain_reply(text)?) + "\n"))
        .or_else(|| keyword(text, style))
        .or_else(|| asked(text, style))
        .or_else(|| exit_status(text, style))
        .or_else(|| beginning(text, style))
}

/// The same for programs, with the check where it is one.
#[must_use]
pub fn as_json(text: &str) -> Option<serde_json::Result<String>> {
    #[derive(Serialize)]
    struct Explanation<'a> {
        asked: &'a str,
        check: Option<CheckRow>,
        text: String,
    }
    let style = Style {
        color: false,
        width: usize::from(u16::MAX),
        timing: false,
        verbose: false,
        screen: false,
    };
    let check = finding::check(&text.trim().to_ascii_lowercase());
    let explanation = Explanation {
        asked: text,
        check: check.map(CheckRow::of),
        text: explain(text, style)?,
    };
    Some(serde_json::to_string_pretty(&explanation).map(|json| json + "\n"))
}

/// Header fields of a message, one below the other.
fn fields(text: &str, style: Style) -> Option<String> {
    let fields = record::explain::fields(text);
    let shown: Vec<_> = fields
        .iter()
        .map(|field| render::record(field, style))
        .collect();
    (!shown.is_empty()).then(|| shown.join("\n"))
}

/// What is nearest to a text that is not known, for the sentence that says so.
#[must_use]
pub fn similar(text: &str) -> Option<&'static str> {
    let text = text.trim();
    nearest(text, finding::ids().into_iter().chain(finding::wishes()))
}

/// `29`, and what it is found in.
fn exit_status(text: &str, style: Style) -> Option<String> {
    let number: u8 = text.parse().ok()?;
    let (_, meaning) = EXIT_STATUSES.iter().find(|(known, _)| *known == number)?;
    Some(filled(style, &format!("exit status {number}: "), meaning))
}

/// All checks whose ids begin so, whole words first: `dane` has those of DANE.
fn beginning(text: &str, style: Style) -> Option<String> {
    let text = text.trim_end_matches(['*', '-']).to_ascii_lowercase();
    let begins = |check: &&Check| {
        let rest = check.id.strip_prefix(text.as_str());
        rest.is_some_and(|rest| rest.starts_with('-'))
    };
    let found: Vec<_> = finding::catalogue().filter(begins).collect();
    (!text.is_empty() && !found.is_empty()).then(|| {
        let listed = render::checks(found.into_iter(), style.width);
        listed
            + &filled(
                style,
                "",
                "--explain with one of these ids says what to do.",
            )
    })
}

/// An option that asks for something, which is the id under which it could not be checked.
fn asked(text: &str, style: Style) -> Option<String> {
    let option = text.trim_start_matches('-').to_ascii_lowercase();
    finding::wishes().contains(&option.as_str()).then(|| {
        let title = format!("{option}: what --{option} asks for could not be checked");
        filled(style, "", &title)
            + &filled(
                style,
                "  severity   ",
                "none: exit status 3 where nothing worse was found",
            )
            + &filled(
                style,
                "  what to do ",
                &format!("look at the reason beside it; without --{option} it is not asked for"),
            )
    })
}

fn check(check: &Check, style: Style) -> String {
    let severity = format!(
        "{}, where the facts of a case do not say otherwise",
        check.severity
    );
    filled(style, "", &format!("{}: {}", check.id, check.title))
        + &filled(style, "  severity   ", &severity)
        + &filled(style, "  what to do ", check.remedy)
        + &filled(style, "  reference  ", check.reference)
        + &finding::guide(check.id).map_or_else(String::new, |guide| guided(guide, style))
}

fn guided(guide: &Guide, style: Style) -> String {
    let mut shown =
        filled(style, "  why        ", guide.why) + &filled(style, "  example    ", guide.example);
    for (server, what) in guide.servers {
        shown += &filled(style, &format!("  {server:9}  "), what);
    }
    shown
}

/// `250 ok` answers any command.
fn keyword_of_line(text: &str, style: Style) -> Option<String> {
    let keyword_of = Extension::parse(text.trim_start_matches(['-', ' ']));
    if smtp::known(&keyword_of.keyword).is_some_and(smtp::Known::is_no_extension) {
        return None;
    }
    keyword(text, style)
}

/// A whole line of an EHLO reply will do: `250-SIZE 14680064`.
fn keyword(text: &str, style: Style) -> Option<String> {
    let extension = Extension::parse(text.trim_start_matches(['-', ' ']));
    smtp::known(&extension.keyword)?;
    let explanation = smtp::explain(&extension);
    let keyword = extension.keyword.to_ascii_uppercase();
    let mut shown = filled(style, "", &format!("{keyword}: {}", explanation.sentence));
    if let Some(value) = explanation
        .value
        .filter(|_| !extension.parameters.is_empty())
    {
        shown += &filled(style, "  value      ", &value);
    }
    if let Some(reference) = explanation.reference {
        shown += &filled(style, "  reference  ", reference);
    }
    Some(shown)
}

fn filled(style: Style, label: &str, text: &str) -> String {
    style.hanging(label, text) + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explain(text: &str) -> Option<String> {
        super::explain(text, in_columns(80))
    }

    fn in_columns(width: usize) -> Style {
        Style {
            color: false,
            width,
            timing: false,
            verbose: false,
            screen: false,
        }
    }

    /// Whatever stands as an id in a finding, among what could not be checked, or in the verdict.
    #[test]
    fn every_id_that_is_printed_is_explained() {
        for id in finding::ids().into_iter().chain(finding::wishes()) {
            assert!(explain(id).is_some(), "{id}");
        }
    }

    /// An address to look up, which is not broken, may be longer.
    #[test]
    fn an_explanation_fits_into_the_terminal() {
        let others = [
            "SIZE",
            "BINARYMIME",
            "250-AUTH PLAIN LOGIN",
            "LIMITS",
            "550 5.7.1",
            "421 4.7.0",
            "5.7.139",
            "250",
            "550 5.7.26",
        ];
        for width in [60, 80, 100] {
            let ids = finding::ids().into_iter().chain(finding::wishes());
            for text in ids.chain(others) {
                let explained = super::explain(text, in_columns(width)).unwrap();
                for line in explained.lines() {
                    let is_address = |line: &str| line.contains("://") || line.contains(" draft-");
                    let is_one_word = line.split_whitespace().count() <= 1;
                    assert!(
                        line.chars().count() <= width || is_address(line) || is_one_word,
                        "{line}"
                    );
                }
            }
        }
        let lines = |width| {
            let explained = super::explain("550 5.7.1", in_columns(width)).unwrap();
            explained.lines().count()
        };
        assert!(lines(60) > lines(80) && lines(80) > lines(100));
    }

    #[test]
    fn checks_replies_and_keywords_are_explained() {
        assert!(explain("null-mx").unwrap().starts_with("null-mx: "));
        assert!(explain("Null-MX").is_some());
        assert!(explain("550 5.7.1").unwrap().contains("5.7.1"));
        assert!(explain("starttls").unwrap().contains("RFC 3207"));
        assert!(explain("250-SIZE 14680064").unwrap().contains("14.0 MiB"));
        assert!(explain("250 ok").unwrap().starts_with("250: "));
        let listed = explain("dane").unwrap();
        assert!(listed.contains("dane-mismatch") && listed.contains("dane-bogus"));
        assert!(!listed.contains("mta-sts") && explain("DANE-*").is_some());
        assert!(
            explain("29")
                .unwrap()
                .starts_with("exit status 29: TLS failed")
        );
        assert!(explain("250").unwrap().starts_with("250: "));
        assert_eq!(explain("99"), None);
        assert_eq!(similar("starttls-refussed"), Some("starttls-refused"));
        assert_eq!(explain("no such thing"), None);
        assert_eq!(explain(""), None);
    }
}
