//! What the server offers.

use super::line::{Facts, Line};
use crate::{render::summary::page, smtp::in_brief, text::shortened};

/// Lines of the page: those of the busiest servers, who offer 20 extensions, fit.
const MOST_LINES: usize = 3;

/// Of one extension, in bytes: those with long lists of mechanisms are shorter.
const LONGEST: usize = 120;

pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    let Some(extensions) = facts.server.and_then(|server| server.extensions()) else {
        return Vec::new();
    };
    if extensions.0.is_empty() {
        return vec![Line::plain("no extensions")];
    }
    let brief = |one| shortened(in_brief(one), LONGEST);
    let all: Vec<_> = extensions.0.iter().map(brief).collect();
    let fits = |text: &String| page::lines_of_fact(facts.style, text) <= MOST_LINES;
    let fewer = (1..all.len()).rev().map(|count| first(&all, count));
    let mut texts = std::iter::once(all.join(", ")).chain(fewer);
    let text = texts.find(fits).unwrap_or_else(|| first(&all, 1));
    vec![Line::plain(text)]
}

/// The first `count`, and how many there are beside them.
fn first(all: &[String], count: usize) -> String {
    let more = all.len() - count;
    format!("{} and {more} more (--verbose)", all[..count].join(", "))
}
