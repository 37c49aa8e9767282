//! What decides the exit status beside what was found.

use std::sync::Arc;

use super::{Severity, baseline::Baseline, expectation::Expectation};

/// What decides whether findings fail a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgeOptions {
    /// Findings of this severity or a higher one fail it.
    pub fail_on: Severity,
    /// Ids that do not count.
    pub ignore: Vec<String>,
    /// What is expected of the facts.
    pub expectations: Vec<Expectation>,
    /// What an earlier run saw.
    pub baseline: Option<Arc<Baseline>>,
}

impl Default for JudgeOptions {
    fn default() -> Self {
        Self {
            fail_on: Severity::Error,
            ignore: Vec::new(),
            expectations: Vec::new(),
            baseline: None,
        }
    }
}

impl JudgeOptions {
    pub(super) fn ignores(&self, id: &str) -> bool {
        self.ignore.iter().any(|ignored| ignored == id)
    }
}
