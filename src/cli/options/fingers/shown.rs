//! A translation as it is printed, and words as a shell takes them.

use super::translate::Translation;
use crate::text::visible;

/// Columns of a terminal that is not known to be narrower.
const WIDEST: usize = 100;

/// What is wrong, word by word, and the line to write.
pub(super) fn shown(translation: &Translation, fault: Option<String>) -> String {
    let mut text = match translation.tool {
        Some(tool) if translation.said.is_empty() => {
            format!(
                "smtpcheck would take the name of {} for a server.\n",
                tool.name
            )
        }
        Some(tool) => format!(
            "smtpcheck spells these options of {} differently:\n",
            tool.name
        ),
        None => "smtpcheck spells these options differently:\n".to_owned(),
    };
    let width = translation
        .said
        .iter()
        .map(|(spelling, _)| spelling.chars().count())
        .max()
        .unwrap_or_default();
    for (spelling, said) in &translation.said {
        text += &hanging(&format!("  {spelling:width$}  "), said);
    }
    if let Some(fault) = &fault {
        text += &hanging("  ", fault);
    }
    let is_sent = |word: &str| translation.words.iter().any(|one| one == word);
    if translation.tool.is_some_and(|tool| tool.sends)
        && is_sent("--to")
        && !is_sent("--send")
        && !is_sent("--quit-after")
    {
        text += &hanging(
            "  ",
            "No message is sent without --send: recipients are asked about.",
        );
    }
    if !translation.is_whole {
        text += &hanging("  ", NO_SERVER);
    } else if fault.is_none() {
        let words: Vec<_> = translation.words.iter().map(|word| quoted(word)).collect();
        text += &format!("\nWrite:\n  smtpcheck {}", words.join(" "));
    }
    text
}

/// The words behind the options were taken for their values.
const NO_SERVER: &str = "No server is named, so no line can be written.";

/// What other tools mean by letters that are not ours.
pub(super) fn ambiguous(meanings: &[(String, &str, String)]) -> String {
    let mut names: Vec<_> = meanings.iter().map(|(name, ..)| name.as_str()).collect();
    names.dedup();
    let mut text = format!(
        "smtpcheck does not know {}, and other tools mean different things by it, which are here:\n",
        names.join(" "),
    );
    let label = |(name, tool, _): &(String, &str, String)| match names.len() {
        1 => (*tool).to_owned(),
        _ => format!("{name} of {tool}"),
    };
    let width = meanings.iter().map(|one| label(one).chars().count()).max();
    let width = width.unwrap_or_default();
    for one in meanings {
        text += &hanging(&format!("  {:width$}  ", label(one)), &one.2);
    }
    text
}

fn hanging(label: &str, text: &str) -> String {
    let indent = " ".repeat(label.chars().count().min(30));
    let options = textwrap::Options::new(textwrap::termwidth().clamp(60, WIDEST))
        .initial_indent(label)
        .subsequent_indent(&indent)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(text, options) + "\n"
}

/// As a shell takes it, and harmless to a terminal.
fn quoted(word: &str) -> String {
    let word = visible(word.as_bytes());
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.,:/@%+=".contains(&byte);
    match !word.is_empty() && word.bytes().all(is_plain) {
        true => word,
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}
