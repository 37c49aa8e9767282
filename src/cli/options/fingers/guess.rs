//! Whose words they are: the tool that is called, or the one that knows the most of them.

use super::{
    known::{Known, Word},
    row::Row,
    tools::{TOOLS, Tool, every_row},
};

/// The tool that is called by its name, and where its own words begin.
pub(super) fn called(words: &[String]) -> Option<(&'static Tool, usize)> {
    let at = usize::from(words.first().is_some_and(|word| word == "openssl"));
    let name = words.get(at)?.as_str();
    let tool = TOOLS.iter().find(|tool| tool.calls.contains(&name))?;
    Some((tool, at + 1))
}

/// Whether a server is named behind the name of a tool: that name is no server then.
pub(super) fn names_a_server(known: &Known<'_>, words: &[String]) -> bool {
    let mut words = words.iter().map(String::as_str).peekable();
    while let Some(text) = words.next() {
        let Some(word) = Word::of(text) else {
            return text != "--" || words.next().is_some();
        };
        match known.option(word.name).as_deref() {
            Some("--server") => return true,
            Some("--auth") => {
                _ = words.next_if(|next| !next.contains('.') && !next.starts_with('-'))
            }
            Some(name) if known.takes_value(name) && word.value.is_none() => _ = words.next(),
            _ => {}
        }
    }
    false
}

/// Whether the word is another tool's.
pub(super) fn is_foreign(known: &Known<'_>, words: &[String], at: usize) -> bool {
    let Some(word) = Word::of(&words[at]) else {
        return false;
    };
    let value = value(&word, words, at);
    let is_ours = known.option(word.name).is_some();
    let mut rows = every_row().filter(|row| !is_ours || row.is_told_by_its_value());
    rows.any(|row| row.is(word.name, value))
        || !is_ours
            && (known.with_one_hyphen(word.name).is_some()
                || header(word.name).is_some()
                || glued_secret(word.whole).is_some())
}

fn value<'a>(word: &Word<'a>, words: &'a [String], at: usize) -> Option<&'a str> {
    word.value.or(words.get(at + 1).map(String::as_str))
}

/// The tools that know the most of the words that are not ours.
pub(super) fn likeliest(known: &Known<'_>, words: &[String]) -> Vec<&'static Tool> {
    let count = |tool: &Tool| -> usize {
        let places = 0..words.len();
        places.map(|at| weight(known, tool, words, at)).sum()
    };
    let most = TOOLS.iter().map(count).max().filter(|most| *most > 0);
    TOOLS
        .iter()
        .filter(|tool| Some(count(tool)) == most)
        .collect()
}

/// A name counts; so does a value that no other tool has.
fn weight(known: &Known<'_>, tool: &Tool, words: &[String], at: usize) -> usize {
    let Some(word) = Word::of(&words[at]) else {
        return 0;
    };
    let value = value(&word, words, at);
    match tool.rows.iter().find(|row| row.is(word.name, value)) {
        Some(row) if row.is_told_by_its_value() => 2,
        Some(_) => usize::from(known.option(word.name).is_none()),
        None => 0,
    }
}

/// What each of `tools` means by letters on which they do not agree; empty where a word tells which of them it is.
pub(super) fn meanings(
    known: &Known<'_>,
    words: &[String],
    tools: &[&'static Tool],
) -> Vec<(String, &'static str, String)> {
    let places = (0..words.len()).take_while(|at| words[*at] != "--");
    let mut foreign: Vec<(Word<'_>, usize)> = Vec::new();
    for at in places.filter(|at| is_foreign(known, words, *at)) {
        foreign.extend(Word::of(&words[at]).map(|word| (word, at)));
    }
    let is_letter = |word: &Word<'_>| word.name.chars().count() == 2;
    // With anything else, it is a plug-in's server.
    let is_plug_in = foreign.len() > 1 && foreign.iter().any(|(word, _)| word.name == "-H");
    if tools.len() < 2 || is_plug_in || !foreign.iter().all(|(word, _)| is_letter(word)) {
        return Vec::new();
    }
    let row = |tool: &'static Tool, word: &Word<'_>, at: usize| -> Option<&'static Row> {
        let value = value(word, words, at);
        tool.rows.iter().find(|row| row.is(word.name, value))
    };
    let mut meanings = Vec::new();
    for (word, at) in &foreign {
        let of = tools.iter().filter_map(|tool| {
            let row = row(tool, word, *at)?;
            Some((word.name.to_owned(), tool.name, row.meaning()))
        });
        meanings.extend(of);
    }
    let differs = |one: &(String, &str, String)| {
        let mut others = meanings.iter();
        others.any(|other| other.0 == one.0 && other.2 != one.2)
    };
    match meanings.iter().any(differs) {
        true => meanings,
        false => Vec::new(),
    }
}

/// The field of `--h-Subject`.
pub(super) fn header(name: &str) -> Option<&str> {
    let field = name.strip_prefix("--h-")?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (!field.is_empty() && field.bytes().all(is_name)).then_some(field)
}

/// The part that may be shown of an option with a password glued to it.
pub(super) fn glued_secret(word: &str) -> Option<&'static str> {
    ["-P", "-ap"]
        .into_iter()
        .find(|spelling| word.len() > spelling.len() && word.starts_with(spelling))
}
