//! The catalogue of checks as a table, for `--list-checks`.

use std::fmt::Write;

use serde::Serialize;

use super::style::Style;
use crate::finding::{Check, Severity};

/// One line for each check: severity, id, headline; broken where it is wider than `width`, unless that is the largest number.
#[must_use]
pub fn checks<'a>(checks: impl Iterator<Item = &'a Check> + Clone, width: usize) -> String {
    let style = Style {
        color: false,
        width,
        timing: false,
        verbose: false,
        screen: false,
    };
    let longest = checks
        .clone()
        .map(|check| check.id.len())
        .max()
        .unwrap_or_default();
    let mut table = String::new();
    for check in checks {
        let label = format!("{:7}  {:longest$}  ", check.severity.to_string(), check.id);
        let line = match width {
            usize::MAX => format!("{label}{}", check.title),
            _ => style.hanging(&label, check.title),
        };
        let _ = writeln!(table, "{line}");
    }
    table
}

/// A check for programs.
#[derive(Serialize)]
pub struct CheckRow {
    id: &'static str,
    severity: Severity,
    title: &'static str,
    remedy: &'static str,
    reference: &'static str,
}

impl CheckRow {
    /// What is said of a check.
    #[must_use]
    pub const fn of(check: &'static Check) -> Self {
        Self {
            id: check.id,
            severity: check.severity,
            title: check.title,
            remedy: check.remedy,
            reference: check.reference,
        }
    }
}

/// The same as an array.
///
/// # Errors
/// None that anything could be done about.
pub fn checks_as_json(checks: impl Iterator<Item = &'static Check>) -> serde_json::Result<String> {
    let rows: Vec<_> = checks.map(CheckRow::of).collect();
    Ok(serde_json::to_string_pretty(&rows)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_its_line() {
        let table = checks(crate::finding::catalogue(), 100);
        for check in crate::finding::catalogue() {
            assert!(
                table.lines().any(|line| line.contains(check.id)),
                "{}",
                check.id
            );
        }
        assert!(table.starts_with("error    no-such-domain"));
        let whole = checks(crate::finding::catalogue(), usize::MAX);
        assert_eq!(whole.lines().count(), crate::finding::catalogue().count());
    }
}
