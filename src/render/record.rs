//! A record of the DNS, explained: a line for each of its terms or tags, then what is wrong and where.

use super::{Style, style::Paint};
use crate::record::{
    explained::{Explained, Part},
    fault::{Effect, Fault},
};

/// What is longer stands on a line of its own.
const WIDEST_LABEL: usize = 28;

/// The most faults that are shown.
const MOST_FAULTS: usize = 50;

/// The whole explanation, several lines.
#[must_use]
pub fn record(explained: &Explained, style: Style) -> String {
    let mut shown = style.paint(Paint::Heading, &style.hanging("", explained.title)) + "\n";
    let widths = explained.parts.iter().map(|part| width(&part.written));
    let column = widths.filter(|it| *it <= WIDEST_LABEL).max().unwrap_or(0);
    for part in &explained.parts {
        shown += &of_part(part, column, style);
    }
    if explained.more > 0 {
        shown += &format!("  and {} more, which are not explained\n", explained.more);
    }
    for sentence in &explained.whole {
        shown += &(style.hanging("in all: ", sentence) + "\n");
    }
    for fault in explained.faults.iter().take(MOST_FAULTS) {
        shown += &of_fault(explained, fault, style);
    }
    if let Some(more) = explained.faults.len().checked_sub(MOST_FAULTS + 1) {
        shown += &format!("and {} faults more\n", more + 1);
    }
    for (position, note) in &explained.notes {
        let label = position.map_or_else(
            || "note: ".to_owned(),
            |at| format!("note, at octet {at}: "),
        );
        shown += &(style.hanging(&label, note) + "\n");
        shown += &position.map_or_else(String::new, |at| place(explained, at, style));
    }
    if explained.faults.is_empty() && explained.is_field {
        shown += "no fault in the text; the DNS was not asked, and no message looked at\n";
    } else if explained.faults.is_empty() {
        shown += "no fault in the text; the DNS was not asked\n";
    }
    shown
}

fn of_part(part: &Part, column: usize, style: Style) -> String {
    let gap = " ".repeat(column.saturating_sub(width(&part.written)));
    if width(&part.written) <= WIDEST_LABEL {
        let label = format!("  {}{gap}  ", part.written);
        return style.hanging(&label, &part.meaning) + "\n";
    }
    let indent = " ".repeat(column + 4);
    format!(
        "  {}\n{}\n",
        part.written,
        style.hanging(&indent, &part.meaning)
    )
}

fn of_fault(explained: &Explained, fault: &Fault, style: Style) -> String {
    let paint = match fault.effect {
        Effect::Void => Paint::Bad,
        _ => Paint::Doubtful,
    };
    let effect = match fault.effect {
        Effect::Void if explained.is_field => "the field does not count",
        other => effect(other),
    };
    let what = format!("{} ({effect})", fault.text);
    let label = format!("fault, at octet {}: ", fault.position);
    let sentence = style.hanging(&label, &what);
    style.paint(paint, &sentence) + "\n" + &place(explained, fault.position, style)
}

const fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Obsolete => "obsolete",
        Effect::Discouraged => "some may stumble over it",
        Effect::Ignored => "this part is ignored",
        Effect::Void => "the record does not count",
    }
}

/// The record around the place, and a caret below it.
fn place(explained: &Explained, position: usize, style: Style) -> String {
    let (text, column) = explained.around(position);
    let caret = format!("{}^", " ".repeat(column));
    format!("    {text}\n    {}\n", style.paint(Paint::Faint, &caret))
}

fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}
