//! Many targets for people: a line each, below them what is wrong with the bad ones, and at the end how many there were of which
//! kind.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{
    Shown,
    style::{Paint, Style},
    summary, verdict,
};
use crate::{
    event::note::counted,
    finding::{Judgement, Status},
};

/// Columns of the verdict.
const WORD: usize = 7;

/// How many targets came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// The exit status is 0.
    pub pass: usize,
    /// Something is wrong.
    pub fail: usize,
    /// It could not be found out.
    pub unknown: usize,
    /// What was given is no target.
    pub not_a_target: usize,
}

impl Totals {
    /// One more that came to this.
    pub const fn count(&mut self, status: Status) {
        match status {
            Status::Pass => self.pass += 1,
            Status::Fail => self.fail += 1,
            Status::Unknown => self.unknown += 1,
        }
    }

    /// All of them.
    #[must_use]
    pub const fn all(&self) -> usize {
        self.pass + self.fail + self.unknown + self.not_a_target
    }
}

/// Writes one line of the table, cut on a screen where it is too long: what is left out stands below or in another form.
pub(super) fn line(output: &mut dyn Write, judgement: &Judgement, style: Style) -> io::Result<()> {
    let (word, paint) = verdict::word(judgement);
    let said = verdict::said(judgement, style.screen);
    let said = match style.screen {
        true => fitting(&said, style.width.saturating_sub(WORD + 1)),
        false => said,
    };
    let room = " ".repeat(WORD.saturating_sub(word.len()));
    writeln!(output, "{}{room} {said}", style.paint(paint, word))
}

/// Writes whose report follows.
pub(super) fn heading(output: &mut dyn Write, target: &str, style: Style) -> io::Result<()> {
    writeln!(output, "{}\n", style.paint(Paint::Heading, target))
}

/// Writes what is wrong with a target that did not pass: its findings, with what to do.
///
/// # Errors
/// What the writer says.
pub fn findings_of_one(output: &mut dyn Write, shown: &Shown<'_>) -> io::Result<()> {
    summary::findings_alone(output, shown.report, shown.judgement, shown.style)
}

/// Writes how many there were.
///
/// # Errors
/// What the writer says.
pub fn totals(output: &mut dyn Write, totals: &Totals) -> io::Result<()> {
    let of_each = [
        (totals.pass, "pass"),
        (totals.fail, "fail"),
        (totals.unknown, "unknown"),
        (totals.not_a_target, "no target"),
    ];
    let parts: Vec<_> = of_each
        .iter()
        .filter(|(count, word)| *count > 0 || *word == "pass")
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    writeln!(
        output,
        "{}: {}",
        counted(totals.all(), "target"),
        parts.join(", ")
    )
}

/// What there is room for.
fn fitting(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let fits = |one: &char| {
        let width = one.width().unwrap_or(0);
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{kept}…")
}
