//! The page that the parts of the report are written on: headings, rows of label and text.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::render::style::{Paint, Style};

/// Columns of the labels, their indentation included.
const LABEL: usize = 16;

/// Columns of the labels of the short form, the indentation not included.
const FACT: usize = 13;

/// Where everything is written, and how.
pub(super) struct Page<'a> {
    pub(super) output: &'a mut dyn Write,
    pub(super) style: Style,
    begun: bool,
}

/// On how many lines a fact of this text stands.
pub(super) fn lines_of_fact(style: Style, text: &str) -> usize {
    let label = " ".repeat(2 + FACT);
    style.hanging(&label, text).lines().count()
}

impl<'a> Page<'a> {
    /// `begun` says whether something stands above it.
    pub(super) fn new(output: &'a mut dyn Write, style: Style, begun: bool) -> Self {
        Self {
            output,
            style,
            begun,
        }
    }

    /// An empty line between two parts.
    pub(super) fn gap(&mut self) -> io::Result<()> {
        if self.begun {
            writeln!(self.output)?;
        }
        self.begun = true;
        Ok(())
    }

    pub(super) fn heading(&mut self, text: &str) -> io::Result<()> {
        self.gap()?;
        let painted = self.style.hanging("", text);
        writeln!(
            self.output,
            "{}",
            self.style.paint(Paint::Heading, &painted)
        )
    }

    /// The headline of all, with something short at the right edge.
    pub(super) fn headline(&mut self, text: &str, right: &str) -> io::Result<()> {
        self.gap()?;
        let width = UnicodeWidthStr::width(text) + UnicodeWidthStr::width(right);
        let between = self.style.columns().saturating_sub(width).max(2);
        let painted = self.style.paint(Paint::Heading, text);
        writeln!(self.output, "{painted}{}{right}", " ".repeat(between))
    }

    /// A label, a judgement in colour and what follows it; each may be empty.
    pub(super) fn fact(
        &mut self,
        label: &str,
        good: Option<Option<bool>>,
        phrase: &str,
        rest: &str,
    ) -> io::Result<()> {
        let label = format!("  {label:FACT$}");
        let filled = self.style.hanging(&label, &format!("{phrase}{rest}"));
        let body = filled.get(label.len()..).unwrap_or_default();
        let end = body.find('\n').unwrap_or(body.len());
        let (first, rest) = body.split_at(phrase.len().min(end));
        let paint = match good {
            None => Paint::Server,
            Some(Some(true)) => Paint::Good,
            Some(Some(false)) => Paint::Bad,
            Some(None) => Paint::Doubtful,
        };
        writeln!(
            self.output,
            "{}{}{rest}",
            self.style.paint(Paint::Faint, &label),
            self.style.paint(paint, first)
        )
    }

    /// A line of a table: cells, a word in colour, and a text that hangs below where there is no room beside them.
    pub(super) fn cells(
        &mut self,
        cells: &str,
        paint: Paint,
        word: &str,
        text: &str,
    ) -> io::Result<()> {
        let width = UnicodeWidthStr::width(cells) + UnicodeWidthStr::width(word);
        let painted = self.style.paint(paint, word.trim_end());
        let whole = width + 2 + UnicodeWidthStr::width(text);
        let label = format!("{cells}{word}  ");
        if whole > self.style.columns() && width * 2 > self.style.columns() {
            writeln!(self.output, "{cells}{painted}")?;
            let below = " ".repeat(8);
            return writeln!(self.output, "{}", self.style.hanging(&below, text));
        }
        let filled = self.style.hanging(&label, text);
        let body = filled.get(cells.len() + word.trim_end().len()..);
        writeln!(self.output, "{cells}{painted}{}", body.unwrap_or_default())
    }

    /// A label and what belongs to it.
    pub(super) fn row(&mut self, label: &str, text: &str) -> io::Result<()> {
        self.row_at(LABEL, label, text)
    }

    /// The same with labels of other widths.
    pub(super) fn row_at(&mut self, columns: usize, label: &str, text: &str) -> io::Result<()> {
        let width = columns.saturating_sub(3);
        let label = if label.chars().count() > width + 2 {
            writeln!(self.output, "  {label}")?;
            ""
        } else {
            label
        };
        let label = format!("  {label:width$} ");
        writeln!(self.output, "{}", self.style.hanging(&label, text))
    }

    /// A row whose text is a judgement of the facts: good, bad, or neither. Up to its first mark it is in colour.
    pub(super) fn judged(&mut self, label: &str, good: Option<bool>, text: &str) -> io::Result<()> {
        let label = format!("  {label:width$} ", width = LABEL - 3);
        let filled = self.style.hanging(&label, text);
        let body = filled.get(label.len()..).unwrap_or_default();
        let (first, rest) = body.split_at(body.find(['\n', ':', ',', ';']).unwrap_or(body.len()));
        let paint = match good {
            Some(true) => Paint::Good,
            Some(false) => Paint::Bad,
            None => Paint::Doubtful,
        };
        writeln!(
            self.output,
            "{label}{}{rest}",
            self.style.paint(paint, first)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_verdict_is_in_colour() {
        let style = Style {
            color: true,
            width: 80,
            timing: false,
            verbose: false,
            screen: false,
        };
        for (text, phrase, rest) in [
            ("in plain text; no TLS", "in plain text", "; no TLS"),
            ("look-up failed: SERVFAIL", "look-up failed", ": SERVFAIL"),
            ("not known", "not known", ""),
        ] {
            let mut output = Vec::new();
            let mut page = Page::new(&mut output, style, false);
            page.judged("row", Some(false), text).unwrap();
            let painted = style.paint(Paint::Bad, phrase);
            let expected = format!("  row{}{painted}{rest}\n", " ".repeat(LABEL - 5));
            assert_eq!(String::from_utf8(output).unwrap(), expected);
        }
    }
}
