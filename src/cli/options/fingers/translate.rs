//! From the words of another tool to a line of ours.

use super::{
    anyone,
    guess::{called, glued_secret, header, is_foreign, likeliest, meanings, names_a_server},
    known::{Known, Word},
    line::Line,
    row::{Becomes, Row, Value, is_in},
    said::PASSWORD,
    tools::{TOOLS, Tool},
};
use crate::cli::options::service;

/// What is said of a line.
pub(super) enum Answer {
    /// It can be said in our words.
    Translation(Translation),
    /// Letters on which tools do not agree: each with the tool, and what it means by it.
    Ambiguous(Vec<(String, &'static str, String)>),
}

/// What a line came to.
pub(super) struct Translation {
    /// Whose line it is, if that is known.
    pub(super) tool: Option<&'static Tool>,
    /// Each word that is not ours, and what it is here.
    pub(super) said: Vec<(String, String)>,
    /// The line as it should be.
    pub(super) words: Vec<String>,
    /// Whether the line names a server, or something to do that needs none.
    pub(super) is_whole: bool,
}

/// The line as it should be, if a word of it is another tool's. No text of it holds `password`.
pub(super) fn translate(
    known: &Known<'_>,
    words: &[String],
    password: Option<&str>,
) -> Option<Answer> {
    let mut foreign = (0..words.len()).take_while(|at| words[*at] != "--");
    let called = called(words);
    let is_foreign = foreign.any(|at| is_foreign(known, words, at))
        || called.is_some_and(|(_, first)| names_a_server(known, &words[first..]));
    if !is_foreign {
        return None;
    }
    let tool = match called {
        Some((tool, _)) => Some(tool),
        None => {
            let likeliest = likeliest(known, words);
            let meanings = meanings(known, words, &likeliest);
            if !meanings.is_empty() {
                return Some(Answer::Ambiguous(meanings));
            }
            likeliest.first().copied()
        }
    };
    let mut translator = Translator {
        known,
        tool,
        words,
        at: called.map_or(0, |(_, first)| first),
        line: Line::new(password),
        said: Vec::new(),
    };
    translator.run();
    Some(Answer::Translation(translator.finish()))
}

/// What is done in place of a check.
const NEED_NO_SERVER: &[&str] = &[
    "--explain",
    "--list-checks",
    "--demo",
    "--generate",
    "--help",
    "--version",
];

struct Translator<'a> {
    known: &'a Known<'a>,
    tool: Option<&'static Tool>,
    words: &'a [String],
    at: usize,
    line: Line,
    said: Vec<(String, String)>,
}

impl<'a> Translator<'a> {
    fn finish(mut self) -> Translation {
        let has_host = self.line.has_host();
        if !has_host && self.words.iter().any(|word| word == "smtp") {
            self.say("smtp", "a host of this name stands before the options");
        }
        let words = self.line.finish();
        let needs_none = |word: &String| NEED_NO_SERVER.contains(&word.as_str());
        Translation {
            tool: self.tool,
            said: self.said,
            is_whole: has_host || words.iter().any(needs_none),
            words,
        }
    }

    fn run(&mut self) {
        let mut only_hosts = false;
        while let Some(text) = self.words.get(self.at) {
            self.at += 1;
            match Word::of(text) {
                Some(word) if !only_hosts => self.option(&word),
                None if text == "--" => only_hosts = true,
                _ => self.host(text),
            }
        }
    }

    fn host(&mut self, text: &str) {
        if self.line.has_host() {
            let why = "of another tool's line the first server is taken; what stands behind it is left out";
            return self.say("…", why);
        }
        let said = match self.tool {
            Some(tool) if tool.very_host && !text.contains("://") => self.line.server(text),
            _ => self.line.target(text),
        };
        if said.contains(PASSWORD) {
            self.say("…@…", &said);
        }
    }

    fn option(&mut self, word: &Word<'a>) {
        let value = word.value.or(self.next());
        let rows = self.tool.map_or(&[][..], |tool| tool.rows);
        // A port is one, whosever line it is.
        let is_port =
            word.name == "-p" && value.is_some_and(|value| service::port(value).is_some());
        let row = rows.iter().find(|row| row.is(word.name, value) && !is_port);
        match row.or_else(|| self.row_of_others(word.name, value)) {
            Some(row) => self.row(row, word),
            None => self.without_row(word),
        }
    }

    /// What it is to other tools, if those that have a letter mean the same by it.
    fn row_of_others(&self, name: &str, value: Option<&str>) -> Option<&'static Row> {
        let is_ours = self.known.option(name).is_some();
        let is_it = |row: &&Row| row.is(name, value) && (!is_ours || row.is_told_by_its_value());
        let common = anyone::ROWS.iter().find(is_it);
        let mut rows = TOOLS.iter().flat_map(|tool| tool.rows).filter(is_it);
        let first = common.or_else(|| rows.next())?;
        let is_agreed = common.is_some()
            || name.chars().count() > 2
            || first.is_told_by_its_value()
            || rows.all(|row| row.value == first.value && row.meaning() == first.meaning());
        is_agreed.then_some(first)
    }

    fn without_row(&mut self, word: &Word<'a>) {
        if let Some(name) = self.known.option(word.name) {
            return self.ours(&name, word);
        }
        if let Some(name) = self.known.with_one_hyphen(word.name) {
            self.say(word.name, &format!("{name}, with two hyphens"));
            return self.ours(&name, word);
        }
        let clusters = self.tool.is_some_and(|tool| tool.clusters) && word.short().is_some();
        if clusters && self.letters(word) {
            return;
        }
        if let Some(spelling) = glued_secret(word.whole) {
            return self.say(spelling, PASSWORD);
        }
        if let Some(field) = header(word.name) {
            let content = word.value.or_else(|| self.take()).unwrap_or_default();
            self.line
                .option_with("--header", &format!("{field}: {content}"));
            return self.say(word.name, &format!("--header \"{field}: …\""));
        }
        let Some((name, rest)) = word.short() else {
            return self.unknown(word);
        };
        let rows = self.tool.map_or(&[][..], |tool| tool.rows);
        let takes = |row: &&Row| row.is(name, Some(rest)) && row.value == Value::Yes;
        match rows.iter().find(takes) {
            Some(row) => self.become_of(row, name, name, rest),
            None => self.cluster(word, name, rest),
        }
    }

    /// `-sSu ann`, as the tool has it: each letter by itself, if it has them all.
    fn letters(&mut self, word: &Word<'a>) -> bool {
        let mut pieces = Vec::new();
        let mut rest = word.whole.strip_prefix('-').unwrap_or_default();
        while let Some(letter) = rest.chars().next() {
            rest = &rest[letter.len_utf8()..];
            let name = format!("-{letter}");
            let rows = self.tool.map_or(&[][..], |tool| tool.rows);
            let value = Some(rest).filter(|rest| !rest.is_empty());
            let row = rows.iter().find(|row| row.is(&name, value));
            let takes_value = match (row, self.known.option(&name)) {
                (Some(row), _) => row.value != Value::No,
                (None, Some(ours)) => self.known.takes_value(&ours),
                (None, None) => return false,
            };
            pieces.push((name, row, value.filter(|_| takes_value)));
            if takes_value {
                break;
            }
        }
        for (name, row, value) in pieces {
            let piece = Word {
                whole: &name,
                name: &name,
                value,
            };
            match (row, self.known.option(&name)) {
                (Some(row), _) => self.row(row, &piece),
                (None, Some(ours)) => self.ours(&ours, &piece),
                (None, None) => {}
            }
        }
        true
    }

    /// `-p587`, `-vv`.
    fn cluster(&mut self, word: &Word<'a>, name: &'a str, rest: &'a str) {
        let is_port = || service::port(rest).is_some();
        match self.known.option(name) {
            Some(option) if option == "--port" && !is_port() => self.unknown(word),
            Some(option) if self.known.takes_value(&option) => self.with_value(&option, name, rest),
            Some(option) => {
                self.line.option(&option);
                for letter in rest.chars() {
                    match self.known.option(&format!("-{letter}")) {
                        Some(option) if !self.known.takes_value(&option) => {
                            self.line.option(&option);
                        }
                        _ => return self.unknown(word),
                    }
                }
            }
            None => self.unknown(word),
        }
    }

    /// What follows may be anything, a password too.
    fn unknown(&mut self, word: &Word<'_>) {
        let behind = self.take().is_some();
        let shown = self.line.harmless(word.name);
        self.say(
            &shown,
            match behind {
                true => "not known here, and left out with the word behind it",
                false => "not known here, and left out",
            },
        );
    }

    fn ours(&mut self, name: &str, word: &Word<'_>) {
        if !self.known.takes_value(name) {
            return self.line.option(name);
        }
        let next = match name {
            "--auth" => self.next().filter(|next| !next.contains('.')),
            _ => self.next(),
        };
        match word.value.or(next) {
            Some(value) => {
                self.at += usize::from(word.value.is_none());
                self.with_value(name, word.name, value);
            }
            None if name == "--auth" => self.line.login(),
            None => self.say(word.name, "takes a value"),
        }
    }

    fn with_value(&mut self, name: &str, typed: &str, value: &str) {
        if let Some((user, _)) = value.split_once(':').filter(|_| name == "--user") {
            self.say(typed, PASSWORD);
            return self.line.option_with(name, user);
        }
        if name == "--port" && service::port(value).is_none() {
            let never = match typed {
                "-p" => ", never a password",
                _ => "",
            };
            let why = "takes a number from 1 to 65535 or a service such as submission";
            return self.say(typed, &format!("{why}{never}"));
        }
        self.line.option_with(name, value);
    }

    fn row(&mut self, row: &Row, word: &Word<'_>) {
        let is_secret = matches!(row.becomes, Becomes::Secret);
        let is_number = |next: &str| next.bytes().all(|byte| byte.is_ascii_digit());
        let value = match row.value {
            Value::No => "",
            _ if word.value.is_some() => word.value.unwrap_or_default(),
            Value::Number => self.take_if(is_number),
            Value::OneOf(values) => self.take_if(|next| is_in(values, next)),
            Value::Yes | Value::Perhaps if is_secret => self.take_secret(),
            Value::Yes | Value::Perhaps => self.take().unwrap_or_default(),
        };
        // A word of a list is no secret, and tells what is meant.
        match (row.lists(value), word.value) {
            (true, None) => {
                self.become_of(row, word.name, &format!("{} {value}", word.name), value)
            }
            (true, Some(_)) => self.become_of(row, word.name, word.whole, value),
            (false, _) => self.become_of(row, word.name, word.name, value),
        }
    }

    fn become_of(&mut self, row: &Row, name: &str, spelling: &str, value: &str) {
        let said = match row.becomes {
            Becomes::Ours(ours) => {
                match row.value {
                    Value::No | Value::Number => self.line.option(ours),
                    _ if value.is_empty() => {}
                    _ => self.with_value(ours, name, value),
                }
                ours.to_owned()
            }
            Becomes::Words(words) => {
                self.line.words(words);
                words.join(" ")
            }
            Becomes::Nothing(why) => why.to_owned(),
            Becomes::Secret => {
                self.line.login();
                PASSWORD.to_owned()
            }
            Becomes::By(what) => what(value, &mut self.line),
        };
        self.say(spelling, &said);
    }

    fn say(&mut self, spelling: &str, said: &str) {
        let pair = (spelling.to_owned(), said.to_owned());
        if !self.said.contains(&pair) {
            self.said.push(pair);
        }
    }

    /// The next word, if it is no option.
    fn next(&self) -> Option<&'a str> {
        let next = self.words.get(self.at).map(String::as_str);
        next.filter(|next| Word::of(next).is_none() && *next != "--")
    }

    fn take(&mut self) -> Option<&'a str> {
        let next = self.next()?;
        self.at += 1;
        Some(next)
    }

    fn take_if(&mut self, fits: impl Fn(&str) -> bool) -> &'a str {
        let fitting = self.next().filter(|next| fits(next));
        self.at += usize::from(fitting.is_some());
        fitting.unwrap_or_default()
    }

    /// A password may begin like an option.
    fn take_secret(&mut self) -> &'a str {
        let next = self.words.get(self.at).map(String::as_str);
        let is_option = next.is_none_or(|next| {
            let mut rows = TOOLS.iter().flat_map(|tool| tool.rows);
            Word::of(next).is_some_and(|word| {
                self.known.option(word.name).is_some()
                    || self.known.with_one_hyphen(word.name).is_some()
                    || rows.any(|row| row.names.contains(&word.name))
            })
        });
        self.at += usize::from(!is_option);
        next.filter(|_| !is_option).unwrap_or_default()
    }
}
