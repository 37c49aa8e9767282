//! Why a file was not fetched, and what that says of whether others get it.

use serde::Serialize;

use crate::record::mta_sts::FetchError;

/// Why a file was not fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NotFetched {
    /// In words, safe to show.
    pub text: String,
    /// What it says: that receivers do not get it either, that some may not, or nothing.
    pub meaning: Meaning,
}

/// What it says that a file was not fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// Nobody gets it.
    Nobody,
    /// It is somewhere else, and not everybody goes there.
    Elsewhere,
    /// It could not be found out.
    Unknown,
}

impl NotFetched {
    /// Of what happened.
    #[must_use]
    pub fn of(error: &FetchError) -> Self {
        let meaning = match error {
            FetchError::LookUpFailed(_)
            | FetchError::NoRoute(..)
            | FetchError::BeyondThisProgram(_)
            | FetchError::Unverifiable(_)
            | FetchError::TimedOut { .. }
            | FetchError::NotConnected(..) => Meaning::Unknown,
            // It is this program that is refused, or has read enough: that says nothing of receivers.
            FetchError::Status(401 | 403 | 408 | 429 | 500..) | FetchError::TooLarge => {
                Meaning::Unknown
            }
            FetchError::Redirect { .. } => Meaning::Elsewhere,
            _ => Meaning::Nobody,
        };
        let text = error.to_string();
        Self { text, meaning }
    }
}
