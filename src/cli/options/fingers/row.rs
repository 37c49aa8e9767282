//! One spelling that other tools have taught people's fingers, and what it is here.

use super::line::Line;

/// Spellings of one meaning.
pub(super) struct Row {
    pub(super) names: &'static [&'static str],
    pub(super) value: Value,
    /// The values with which it is another tool's, where the name is one of ours as well; empty: any.
    pub(super) only_with: &'static [&'static str],
    pub(super) becomes: Becomes,
}

/// Whether a value belongs to it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    No,
    Yes,
    /// Where the next word is no option.
    Perhaps,
    /// Where the next word is a number.
    Number,
}

/// What it is here.
pub(super) enum Becomes {
    /// This option, with the value if there is one.
    Ours(&'static str),
    /// These words, without the value.
    Words(&'static [&'static str]),
    /// Nothing, for this reason.
    Nothing(&'static str),
    /// A secret: it goes, and is not repeated.
    Secret,
    /// What depends on the value; the answer is what to say of it.
    By(fn(&str, &mut Line) -> String),
}

/// Without a value.
pub(super) const fn flag(names: &'static [&'static str], becomes: Becomes) -> Row {
    row(names, Value::No, becomes)
}

/// With a value.
pub(super) const fn value(names: &'static [&'static str], becomes: Becomes) -> Row {
    row(names, Value::Yes, becomes)
}

/// With a number that may be left out.
pub(super) const fn number(names: &'static [&'static str], becomes: Becomes) -> Row {
    row(names, Value::Number, becomes)
}

/// With a value that may be left out.
pub(super) const fn perhaps(names: &'static [&'static str], becomes: Becomes) -> Row {
    row(names, Value::Perhaps, becomes)
}

const fn row(names: &'static [&'static str], value: Value, becomes: Becomes) -> Row {
    Row {
        names,
        value,
        only_with: &[],
        becomes,
    }
}

impl Row {
    /// The same, with these values alone.
    pub(super) const fn only_with(self, only_with: &'static [&'static str]) -> Self {
        Self { only_with, ..self }
    }

    /// Whether it is meant by `name`, before `value`.
    pub(super) fn is(&self, name: &str, value: Option<&str>) -> bool {
        let fits = |value: &str| {
            let mut all = self.only_with.iter();
            all.any(|one| one.eq_ignore_ascii_case(value))
        };
        self.names.contains(&name) && (self.only_with.is_empty() || value.is_some_and(fits))
    }
}
