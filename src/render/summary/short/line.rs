//! What the lines of the short report are made of.

use crate::{
    finding::Judgement,
    render::style::Style,
    report::{Report, SenderView, Server},
};

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

    /// And what follows it.
    pub(super) fn and(self, rest: impl Into<String>) -> Self {
        Self {
            rest: rest.into(),
            ..self
        }
    }
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
