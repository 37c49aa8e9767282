//! From the words of another tool to a line of ours.

use super::{
    anyone, curl,
    known::{Known, Word},
    line::Line,
    nagios, openssl, posttls_finger,
    row::{Becomes, Row, Value},
    said::PASSWORD,
    swaks, testssl,
};

/// A tool whose lines are known.
pub(super) struct Tool {
    pub(super) name: &'static str,
    /// The words by which it is called.
    calls: &'static [&'static str],
    rows: &'static [Row],
    /// A host without an option: this very host, not a domain to look up.
    very_host: bool,
    /// Whether it hands over a message without being told to.
    pub(super) sends: bool,
}

const fn tool(name: &'static str, calls: &'static [&'static str], rows: &'static [Row]) -> Tool {
    Tool {
        name,
        calls,
        rows,
        very_host: true,
        sends: false,
    }
}

/// In the order in which they are thought of.
const TOOLS: &[Tool] = &[
    Tool {
        very_host: false,
        sends: true,
        ..tool("swaks", &["swaks"], swaks::ROWS)
    },
    tool("openssl s_client", &["s_client"], openssl::ROWS),
    tool(
        "monitoring plug-ins",
        &["check_smtp", "check_ssl_cert"],
        nagios::ROWS,
    ),
    tool("testssl", &["testssl", "testssl.sh"], testssl::ROWS),
    Tool {
        very_host: false,
        ..tool("posttls-finger", &["posttls-finger"], posttls_finger::ROWS)
    },
    Tool {
        very_host: false,
        ..tool("curl", &["curl"], curl::ROWS)
    },
];

/// Every spelling that is known.
#[cfg(test)]
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    let rows = TOOLS.iter().flat_map(|tool| tool.rows);
    rows.chain(anyone::ROWS)
}

/// What a line came to.
pub(super) struct Translation {
    /// Whose line it is, if that is known.
    pub(super) tool: Option<&'static Tool>,
    /// Each word that is not ours, and what it is here.
    pub(super) said: Vec<(String, String)>,
    /// The line as it should be.
    pub(super) words: Vec<String>,
}

/// The line as it should be, if a word of it is another tool's. No text of it holds `password`.
pub(super) fn translate(
    known: &Known<'_>,
    words: &[String],
    password: Option<&str>,
) -> Option<Translation> {
    let mut foreign = (0..words.len()).take_while(|at| words[*at] != "--");
    let called = called(words);
    let is_foreign = foreign.any(|at| is_foreign(known, words, at))
        || called.is_some_and(|(_, first)| is_host(words.get(first)));
    if !is_foreign {
        return None;
    }
    let tool = called
        .map(|(tool, _)| tool)
        .or_else(|| likeliest(known, words));
    let mut translator = Translator {
        known,
        tool,
        words,
        at: called.map_or(0, |(_, first)| first),
        line: Line::new(password),
        said: Vec::new(),
    };
    translator.run();
    if !translator.line.has_host() && words.iter().any(|word| word == "smtp") {
        translator.say("smtp", "a host of this name stands before the options");
    }
    Some(Translation {
        tool,
        said: translator.said,
        words: translator.line.finish(),
    })
}

/// The tool that is called by its name, and where its own words begin.
fn called(words: &[String]) -> Option<(&'static Tool, usize)> {
    let at = usize::from(words.first().is_some_and(|word| word == "openssl"));
    let name = words.get(at)?.as_str();
    let tool = TOOLS.iter().find(|tool| tool.calls.contains(&name))?;
    Some((tool, at + 1))
}

fn is_host(word: Option<&String>) -> bool {
    word.is_some_and(|word| !word.starts_with('-'))
}

fn is_foreign(known: &Known<'_>, words: &[String], at: usize) -> bool {
    let Some(word) = Word::of(&words[at]) else {
        return false;
    };
    let value = word.value.or(words.get(at + 1).map(String::as_str));
    let is_ours = known.option(word.name).is_some();
    let mut rows = TOOLS
        .iter()
        .flat_map(|tool| tool.rows)
        .chain(anyone::ROWS)
        .filter(|row| !is_ours || !row.only_with.is_empty());
    rows.any(|row| row.is(word.name, value))
        || !is_ours
            && (known.with_one_hyphen(word.name).is_some()
                || header(word.name).is_some()
                || glued_secret(word.whole).is_some())
}

/// The tool that knows the most of the words that are not ours.
fn likeliest(known: &Known<'_>, words: &[String]) -> Option<&'static Tool> {
    let count = |tool: &Tool| {
        let places = 0..words.len();
        let knows = |at: &usize| {
            Word::of(&words[*at]).is_some_and(|word| {
                let value = word.value.or(words.get(at + 1).map(String::as_str));
                let row = tool.rows.iter().find(|row| row.is(word.name, value));
                row.is_some_and(|row| {
                    !row.only_with.is_empty() || known.option(word.name).is_none()
                })
            })
        };
        places.filter(knows).count()
    };
    let most = TOOLS.iter().map(count).max().filter(|most| *most > 0)?;
    TOOLS.iter().find(|tool| count(tool) == most)
}

struct Translator<'a> {
    known: &'a Known<'a>,
    tool: Option<&'static Tool>,
    words: &'a [String],
    at: usize,
    line: Line,
    said: Vec<(String, String)>,
}

impl<'a> Translator<'a> {
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
            let why = "one server is checked a run; what stands behind the first is left out";
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
        let row = rows.iter().find(|row| row.is(word.name, value));
        let others = || {
            let others = anyone::ROWS
                .iter()
                .chain(TOOLS.iter().flat_map(|tool| tool.rows));
            let is_ours = self.known.option(word.name).is_some();
            others
                .filter(|row| !is_ours || !row.only_with.is_empty())
                .find(|row| row.is(word.name, value))
        };
        match row.or_else(others) {
            Some(row) => self.row(row, word),
            None => self.without_row(word),
        }
    }

    fn without_row(&mut self, word: &Word<'a>) {
        if let Some(name) = self.known.option(word.name) {
            return self.ours(&name, word);
        }
        if let Some(name) = self.known.with_one_hyphen(word.name) {
            self.say(word.name, &format!("{name}, with two hyphens"));
            return self.ours(&name, word);
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
            Some(row) => self.become_of(row, name, rest),
            None => self.cluster(word, name, rest),
        }
    }

    /// `-p587`, `-vv`.
    fn cluster(&mut self, word: &Word<'a>, name: &'a str, rest: &'a str) {
        let is_port = || super::super::service::port(rest).is_some();
        match self.known.option(name) {
            Some(option) if option == "--port" && !is_port() => self.unknown(word),
            Some(option) if self.known.takes_value(&option) => self.with_value(&option, rest),
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

    fn ours(&mut self, name: &str, word: &Word<'a>) {
        if !self.known.takes_value(name) {
            return self.line.option(name);
        }
        let value = match (word.value, name) {
            (Some(value), _) => Some(value),
            (None, "--auth") => self.next().filter(|next| !next.contains('.')),
            (None, _) => self.next(),
        };
        match value {
            Some(value) => {
                self.at += usize::from(word.value.is_none());
                self.with_value(name, value);
            }
            None if name == "--auth" => self.line.login(),
            None => self.say(name, "takes a value"),
        }
    }

    fn with_value(&mut self, name: &str, value: &str) {
        if name == "--port" && super::super::service::port(value).is_none() {
            return self.say(
                name,
                "takes a number from 1 to 65535 or a service such as submission, never a password",
            );
        }
        self.line.option_with(name, value);
    }

    fn row(&mut self, row: &Row, word: &Word<'a>) {
        let is_secret = matches!(row.becomes, Becomes::Secret);
        let value = match row.value {
            Value::No => "",
            _ if word.value.is_some() => word.value.unwrap_or_default(),
            Value::Number => self
                .next()
                .filter(|next| next.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|_| self.take())
                .unwrap_or_default(),
            Value::Yes | Value::Perhaps if is_secret => self.take_secret(),
            Value::Yes | Value::Perhaps => self.take().unwrap_or_default(),
        };
        self.become_of(row, word.name, value);
    }

    fn become_of(&mut self, row: &Row, spelling: &str, value: &str) {
        let said = match row.becomes {
            Becomes::Ours(name) => {
                match row.value {
                    Value::No | Value::Number => self.line.option(name),
                    _ if value.is_empty() => {}
                    _ => self.with_value(name, value),
                }
                name.to_owned()
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

/// The field of `--h-Subject`.
fn header(name: &str) -> Option<&str> {
    let field = name.strip_prefix("--h-")?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (!field.is_empty() && field.bytes().all(is_name)).then_some(field)
}

/// The part that may be shown of an option with a password glued to it.
fn glued_secret(word: &str) -> Option<&'static str> {
    ["-P", "-ap"]
        .into_iter()
        .find(|spelling| word.len() > spelling.len() && word.starts_with(spelling))
}
