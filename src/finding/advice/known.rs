//! What a source of advice has of a reply.

use super::About;

/// What one of the sources has.
pub(super) struct Known {
    pub(super) cause: Option<String>,
    pub(super) about: About,
    pub(super) remedy: String,
}

impl Known {
    pub(super) fn new(cause: Option<&str>, about: About, remedy: impl Into<String>) -> Self {
        Self {
            cause: cause.map(str::to_owned),
            about,
            remedy: remedy.into(),
        }
    }
}
