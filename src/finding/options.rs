//! What decides the exit status beside what was found.

use super::{Severity, expectation::Expectation};

/// What decides whether findings fail a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgeOptions {
    /// Findings of this severity or a higher one fail it.
    pub fail_on: Severity,
    /// Ids that do not count.
    pub ignore: Vec<String>,
    /// What is expected of the facts.
    pub expectations: Vec<Expectation>,
}

impl Default for JudgeOptions {
    fn default() -> Self {
        Self {
            fail_on: Severity::Error,
            ignore: Vec::new(),
            expectations: Vec::new(),
        }
    }
}

impl JudgeOptions {
    pub(super) fn ignores(&self, id: &str) -> bool {
        self.ignore.iter().any(|ignored| ignored == id)
    }
}
