//! What the user got wrong, as one sentence that says what to write in its place. Never holds a password.

use std::fmt;

use crate::cli::prompt::Unanswered;

/// Why the settings could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The command line or the environment is wrong, or something is missing and nobody could be asked.
    Usage(String),
    /// Ctrl-C at a question.
    Interrupted,
}

impl Error {
    pub(super) fn usage(sentence: impl Into<String>) -> Self {
        Self::Usage(sentence.into())
    }

    pub(super) fn unanswered(what: &str, remedy: &str, why: Unanswered) -> Self {
        match why {
            Unanswered::Interrupted => Self::Interrupted,
            Unanswered::EndOfInput => Self::Usage(format!("no {what} was entered: {remedy}")),
            Unanswered::Failed(reason) => {
                Self::Usage(format!("cannot ask for the {what} ({reason}): {remedy}"))
            }
        }
    }

    /// 2 for usage, 130 for an interruption.
    #[must_use]
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Interrupted => 130,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(sentence) => formatter.write_str(sentence),
            Self::Interrupted => formatter.write_str("interrupted"),
        }
    }
}

impl std::error::Error for Error {}
