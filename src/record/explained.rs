//! A record that somebody has written down, explained piece by piece. All texts are safe to show.

use super::fault::{Effect, Fault};
use crate::text::{shortened, visible};

/// The most pieces that are explained.
const MOST_PARTS: usize = 200;
/// The most bytes of a piece that are shown.
const LONGEST_PART: usize = 160;
/// So many characters stand before and behind the place of a fault where it is shown.
const BEFORE: usize = 24;
const BEHIND: usize = 40;

/// A record and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// What it is, and the standard that has it.
    pub title: &'static str,
    /// It is a field of a message, not a record of the DNS.
    pub is_field: bool,
    /// The record, as it would stand in the DNS; not fit to be shown.
    text: String,
    /// Its terms or tags, in order.
    pub parts: Vec<Part>,
    /// How many more there are.
    pub more: usize,
    /// What it comes to as a whole.
    pub whole: Vec<String>,
    /// What is wrong, in order of the places.
    pub faults: Vec<Fault>,
    /// What is right by the grammar and hardly meant, and where.
    pub notes: Vec<(Option<usize>, String)>,
}

/// A term or tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// As it is written.
    pub written: String,
    /// What it means.
    pub meaning: String,
}

impl Explained {
    /// Of this text; nothing is explained yet.
    #[must_use]
    pub fn new(title: &'static str, text: &str) -> Self {
        Self {
            title,
            is_field: false,
            text: text.to_owned(),
            parts: Vec::new(),
            more: 0,
            whole: Vec::new(),
            faults: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The same of a header field.
    #[must_use]
    pub fn of_field(mut self) -> Self {
        self.is_field = true;
        self
    }

    /// Adds a piece as it is written, and its meaning.
    pub fn part(&mut self, written: &str, meaning: impl Into<String>) {
        if self.parts.len() == MOST_PARTS {
            self.more += 1;
            return;
        }
        self.parts.push(Part {
            written: shortened(visible(written.as_bytes()), LONGEST_PART),
            meaning: meaning.into(),
        });
    }

    /// Adds a fault.
    pub fn fault(&mut self, position: usize, effect: Effect, text: impl Into<String>) {
        self.faults.push(Fault::new(position, effect, text));
    }

    /// Whether it does not count as a record.
    #[must_use]
    pub fn is_void(&self) -> bool {
        self.faults.iter().any(|fault| fault.effect == Effect::Void)
    }

    /// The record around a place, safe to show, and before how many columns of it the place is.
    #[must_use]
    pub fn around(&self, position: usize) -> (String, usize) {
        let at = self.text.floor_char_boundary(position.min(self.text.len()));
        let (before, behind) = self.text.split_at(at);
        let start = before.char_indices().rev().nth(BEFORE - 1);
        let start = start.map_or(0, |(start, _)| start);
        let end = behind.char_indices().nth(BEHIND);
        let end = end.map_or(behind.len(), |(end, _)| end);
        let cut = |is_cut| if is_cut { "…" } else { "" };
        let before = format!("{}{}", cut(start > 0), visible(&before.as_bytes()[start..]));
        let column = unicode_width::UnicodeWidthStr::width(before.as_str());
        let behind_shown = visible(&behind.as_bytes()[..end]);
        let shown = format!("{before}{behind_shown}{}", cut(end < behind.len()));
        (shown, column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_with_what_is_around_it() {
        let short = Explained::new("", "v=spf1 mxx -all");
        assert_eq!(short.around(7), ("v=spf1 mxx -all".to_owned(), 7));
        assert_eq!(short.around(15), ("v=spf1 mxx -all".to_owned(), 15));
        let long = Explained::new("", &format!("{}\u{1b}X{}", "a".repeat(30), "b".repeat(60)));
        let expected = format!("…{}\\x1bX{}…", "a".repeat(23), "b".repeat(39));
        assert_eq!(long.around(31), (expected, 28));
    }

    #[test]
    fn a_record_without_end_has_an_end() {
        let mut explained = Explained::new("", "");
        for _ in 0..1000 {
            explained.part(&"x".repeat(5000), "");
        }
        assert_eq!((explained.parts.len(), explained.more), (200, 800));
        assert!(explained.parts[0].written.len() < 200);
    }
}
