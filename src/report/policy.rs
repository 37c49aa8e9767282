//! What domains publish for their mail.

use serde::Serialize;

use crate::event::{Published, Role};

/// What one domain publishes. What is null was not looked at, or did not come before the run was interrupted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Policy {
    /// The domain, as A-labels.
    pub domain: String,
    /// Why it is looked at.
    pub role: Role,
}

impl Policy {
    /// A domain of which nothing is known yet.
    #[must_use]
    pub const fn of(domain: String, role: Role) -> Self {
        Self { domain, role }
    }

    /// Keeps one policy.
    pub fn keep(&mut self, published: &Published) {
        match *published {}
    }
}
