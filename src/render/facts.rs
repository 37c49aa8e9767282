//! The table of named facts, for `--list-facts`.

use std::fmt::Write;

use serde::Serialize;

use super::style::Style;
use crate::finding::fact::{Fact, Kind};

/// One line for each fact: name, type, whom it is about, and what it says with an expectation of it; broken where it is wider than
/// `width`, unless that is the largest number.
#[must_use]
pub fn facts(facts: impl Iterator<Item = &'static Fact> + Clone, width: usize) -> String {
    let style = Style {
        color: false,
        width,
        timing: false,
        verbose: false,
        screen: false,
    };
    let names = facts.clone().map(|fact| fact.listed().len());
    let longest = names.max().unwrap_or_default();
    let mut table = String::new();
    for fact in facts {
        let kind = fact.kind.name();
        let scope = fact.scope().name();
        let label = format!("{:longest$}  {kind:11}  {scope:6}  ", fact.listed());
        let text = format!("{}; {}", in_words(fact), fact.example);
        let line = match width {
            usize::MAX => format!("{label}{text}"),
            _ => style.hanging(&label, &text),
        };
        let _ = writeln!(table, "{line}");
    }
    table
}

fn in_words(fact: &Fact) -> String {
    match fact.kind {
        Kind::Word(words) => format!("{}: {}", fact.sentence, words.join(", ")),
        _ => fact.sentence.to_owned(),
    }
}

/// A fact for programs.
#[derive(Serialize)]
struct Row {
    name: String,
    /// What stands behind the dot of a family.
    parameter: Option<&'static str>,
    r#type: &'static str,
    unit: Option<&'static str>,
    words: Option<&'static [&'static str]>,
    scope: &'static str,
    volatile: bool,
    sentence: &'static str,
    example: &'static str,
}

/// The same as an array.
///
/// # Errors
/// None that anything could be done about.
pub fn facts_as_json(facts: impl Iterator<Item = &'static Fact>) -> serde_json::Result<String> {
    let row = |fact: &'static Fact| Row {
        name: fact.listed(),
        parameter: fact.parameter(),
        r#type: fact.kind.name(),
        unit: fact.kind.unit(),
        words: match fact.kind {
            Kind::Word(words) => Some(words),
            _ => None,
        },
        scope: fact.scope().name(),
        volatile: fact.is_volatile(),
        sentence: fact.sentence,
        example: fact.example,
    };
    let rows: Vec<_> = facts.map(row).collect();
    Ok(serde_json::to_string_pretty(&rows)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::fact::table;

    #[test]
    fn every_fact_has_its_line() {
        let whole = facts(table(), usize::MAX);
        assert_eq!(whole.lines().count(), table().count());
        assert!(whole.starts_with("exit  "), "{whole}");
        assert!(whole.contains("\nextension.NAME"), "{whole}");
        let broken = facts(table(), 80);
        for line in broken.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }

    #[test]
    fn for_programs_a_fact_has_all_that_the_table_knows() {
        let rows: serde_json::Value =
            serde_json::from_str(&facts_as_json(table()).unwrap()).unwrap();
        let size = rows.as_array().unwrap().iter();
        let mut size = size.filter(|row| row["name"] == "extension.SIZE");
        let size = size.next().unwrap();
        assert_eq!(size["unit"], "octets");
        assert_eq!(size["type"], "size");
        assert_eq!(size["scope"], "server");
        assert_eq!(size["volatile"], false);
    }
}
