//! What the lines of the short report are made of.

use crate::{
    finding::Judgement,
    render::style::Style,
    report::{Report, SenderView, Server},
};

use super::overview;

/// Servers of which there are lines where none was tried.
const MOST_SERVERS: usize = 5;

/// What a line can tell of: the run, and the server that it is about where one was tried.
pub(super) struct Facts<'a> {
    pub(super) report: &'a Report,
    pub(super) judgement: &'a Judgement,
    pub(super) server: Option<&'a Server>,
    pub(super) senders: &'a [SenderView],
    /// How wide a line is.
    pub(super) style: Style,
}

/// A line: a judgement in colour where it is one, and the rest.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Good, bad, or neither; none where it is no judgement.
    pub(super) good: Option<Option<bool>>,
    /// The judgement in words.
    pub(super) phrase: String,
    /// What follows it.
    pub(super) rest: String,
}

impl Line {
    /// A fact.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self {
            good: None,
            phrase: String::new(),
            rest: text.into(),
        }
    }

    /// A judgement.
    pub(super) fn judged(good: Option<bool>, phrase: impl Into<String>) -> Self {
        Self {
            good: Some(good),
            phrase: phrase.into(),
            rest: String::new(),
        }
    }

    /// The same with the name before it of whom it is about.
    pub(super) fn of(self, name: &str) -> Self {
        if self.phrase.is_empty() {
            return Self::plain(format!("{name}: {}", self.rest));
        }
        Self {
            phrase: format!("{name}: {}", self.phrase),
            ..self
        }
    }

    /// And what follows it.
    pub(super) fn and(self, rest: impl Into<String>) -> Self {
        Self {
            rest: rest.into(),
            ..self
        }
    }
}

/// The lines about the server; where none was tried, those about each, with its name before them.
pub(super) fn of_servers(facts: &Facts<'_>, of: impl Fn(&Server) -> Vec<Line>) -> Vec<Line> {
    if let Some(server) = facts.server {
        return of(server);
    }
    let servers = facts.report.servers.iter();
    let named = |server: &Server| {
        let lines = of(server).into_iter();
        let lines = lines.map(|line| line.of(&overview::name(server)));
        lines.collect::<Vec<_>>()
    };
    let all: Vec<_> = servers
        .map(named)
        .filter(|lines| !lines.is_empty())
        .collect();
    let more = all.len().saturating_sub(MOST_SERVERS);
    let more = (more > 0).then(|| Line::plain(format!("and {more} more (--verbose)")));
    let shown = all.into_iter().take(MOST_SERVERS).flatten();
    shown.chain(more).collect()
}

/// `one`, `two`; figures from ten on.
pub(super) fn in_letters(count: usize) -> String {
    const WORDS: [&str; 10] = [
        "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    WORDS
        .get(count)
        .map_or_else(|| count.to_string(), |word| (*word).to_owned())
}
