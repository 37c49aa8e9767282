//! `--explain`: a check by its id, a reply of a server, or an EHLO keyword. Works offline.

use crate::{
    finding::{self, Check, advice},
    smtp::{self, Extension},
};

/// The explanation, several lines; `None` when `text` is nothing that is known.
#[must_use]
pub fn explain(text: &str) -> Option<String> {
    let text = text.trim();
    let ehlo_line = text.strip_prefix("250").and_then(keyword_of_line);
    finding::check(&text.to_ascii_lowercase())
        .map(check)
        .or(ehlo_line)
        .or_else(|| Some(advice::explain_reply(text)? + "\n"))
        .or_else(|| keyword(text))
        .or_else(|| asked(text))
}

/// An option that asks for something, which is the id under which it could not be checked.
fn asked(text: &str) -> Option<String> {
    let option = text.trim_start_matches('-').to_ascii_lowercase();
    finding::wishes().contains(&option.as_str()).then(|| {
        let title = format!("{option}: what --{option} asks for could not be checked");
        filled("", &title)
            + &filled(
                "  severity   ",
                "none: exit status 3 where nothing worse was found",
            )
            + &filled(
                "  what to do ",
                &format!("look at the reason beside it; without --{option} it is not asked for"),
            )
    })
}

fn check(check: &Check) -> String {
    let severity = format!(
        "{}, where the facts of a case do not say otherwise",
        check.severity
    );
    filled("", &format!("{}: {}", check.id, check.title))
        + &filled("  severity   ", &severity)
        + &filled("  what to do ", check.remedy)
        + &filled("  reference  ", check.reference)
}

/// `text` in lines as wide as those about a reply, the first behind `label`, the others under its first word.
fn filled(label: &str, text: &str) -> String {
    let indent = " ".repeat(label.len());
    let options = textwrap::Options::new(advice::WIDTH)
        .initial_indent(label)
        .subsequent_indent(&indent)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, options) + "\n"
}

/// `250 ok` answers any command.
fn keyword_of_line(text: &str) -> Option<String> {
    let keyword_of = Extension::parse(text.trim_start_matches(['-', ' ']));
    if smtp::known(&keyword_of.keyword).is_some_and(smtp::Known::is_no_extension) {
        return None;
    }
    keyword(text)
}

/// A whole line of an EHLO reply will do: `250-SIZE 14680064`.
fn keyword(text: &str) -> Option<String> {
    let extension = Extension::parse(text.trim_start_matches(['-', ' ']));
    smtp::known(&extension.keyword)?;
    let explanation = smtp::explain(&extension);
    let keyword = extension.keyword.to_ascii_uppercase();
    let mut shown = filled("", &format!("{keyword}: {}", explanation.sentence));
    if let Some(value) = explanation
        .value
        .filter(|_| !extension.parameters.is_empty())
    {
        shown += &filled("  value      ", &value);
    }
    if let Some(reference) = explanation.reference {
        shown += &filled("  reference  ", reference);
    }
    Some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever stands as an id in a finding, among what could not be checked, or in the verdict.
    #[test]
    fn every_id_that_is_printed_is_explained() {
        for id in finding::ids().into_iter().chain(finding::wishes()) {
            assert!(explain(id).is_some(), "{id}");
        }
    }

    /// An address to look up, which is not broken, may be longer.
    #[test]
    fn an_explanation_fits_into_80_columns() {
        let keywords = ["SIZE", "BINARYMIME", "250-AUTH PLAIN LOGIN", "LIMITS"];
        let ids = finding::ids().into_iter().chain(finding::wishes());
        for text in ids.chain(keywords) {
            for line in explain(text).unwrap().lines() {
                assert!(line.len() <= 80 || line.contains("://"), "{line}");
            }
        }
    }

    #[test]
    fn checks_replies_and_keywords_are_explained() {
        assert!(explain("null-mx").unwrap().starts_with("null-mx: "));
        assert!(explain("Null-MX").is_some());
        assert!(explain("550 5.7.1").unwrap().contains("5.7.1"));
        assert!(explain("starttls").unwrap().contains("RFC 3207"));
        assert!(explain("250-SIZE 14680064").unwrap().contains("14.0 MiB"));
        assert!(explain("250 ok").unwrap().starts_with("250: "));
        assert_eq!(explain("no such thing"), None);
        assert_eq!(explain(""), None);
    }
}
