//! One spelling that other tools have taught people's fingers, and what it is here.

use super::line::Line;

/// Spellings of one meaning.
pub(super) struct Row {
    pub(super) names: &'static [&'static str],
    pub(super) value: Value,
    /// The values with which it is another tool's, where the name is one of ours as well; empty: any.
    pub(super) only_with: &'static [&'static str],
    /// The same, of values that no list holds.
    pub(super) only_if: Option<fn(&str) -> bool>,
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
    /// Where the next word is one of these.
    OneOf(&'static [&'static str]),
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

/// With one of these values, or none.
pub(super) const fn one_of(
    names: &'static [&'static str],
    values: &'static [&'static str],
    becomes: Becomes,
) -> Row {
    row(names, Value::OneOf(values), becomes)
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
        only_if: None,
        becomes,
    }
}

impl Row {
    /// The same, with these values alone.
    pub(super) const fn only_with(self, only_with: &'static [&'static str]) -> Self {
        Self { only_with, ..self }
    }

    /// The same, with values of this form alone.
    pub(super) const fn only_if(self, fits: fn(&str) -> bool) -> Self {
        Self {
            only_if: Some(fits),
            ..self
        }
    }

    /// Whether the value tells that it is another tool's.
    pub(super) fn is_told_by_its_value(&self) -> bool {
        !self.only_with.is_empty() || self.only_if.is_some()
    }

    /// Whether it is meant by `name`, before `value`.
    pub(super) fn is(&self, name: &str, value: Option<&str>) -> bool {
        self.names.contains(&name)
            && (self.only_with.is_empty()
                || value.is_some_and(|value| is_in(self.only_with, value)))
            && self.only_if.is_none_or(|fits| value.is_some_and(fits))
    }

    /// Whether `value` is a word of a list that it has: such a word may be repeated.
    pub(super) fn lists(&self, value: &str) -> bool {
        let listed = match self.value {
            Value::OneOf(values) => values,
            _ => self.only_with,
        };
        is_in(listed, value)
    }

    /// What it is here, in few words.
    pub(super) fn meaning(&self) -> String {
        match self.becomes {
            Becomes::Ours(name) => name.to_owned(),
            Becomes::Words(words) => words.join(" "),
            Becomes::Nothing(why) => why.to_owned(),
            Becomes::Secret => "a password, which is never an argument".to_owned(),
            Becomes::By(what) => what("", &mut Line::default()),
        }
    }
}

/// Whether `value` is one of `list`, in any case.
pub(super) fn is_in(list: &[&str], value: &str) -> bool {
    list.iter().any(|one| one.eq_ignore_ascii_case(value))
}
