//! What an expectation came to.

use serde::Serialize;

use crate::finding::{fact::Value, found::Subject};

/// What an expectation came to for one subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Expected {
    /// The expectation as it was written.
    pub expression: String,
    /// Whom it was judged for.
    pub subject: Subject,
    /// What it came to.
    pub status: ExpectedStatus,
    /// The value that was seen; null where there is none, and where it could not be found out.
    pub seen: Option<Value>,
    /// Why it could not be found out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What an expectation came to. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExpectedStatus {
    /// It is so.
    Met,
    /// It is not.
    Failed,
    /// It could not be found out.
    NotChecked,
}

impl Expected {
    /// What was seen, in words.
    #[must_use]
    pub fn seen_in_words(&self) -> String {
        match (&self.reason, &self.seen) {
            (Some(reason), _) => reason.clone(),
            (None, Some(value)) => value.to_string(),
            (None, None) => "absent".to_owned(),
        }
    }
}
