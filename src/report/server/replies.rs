//! What was wrong with the replies.

use serde::Serialize;

use crate::smtp::{self, ReplyCode};

/// Something the server did against the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Violation {
    /// The id of the finding it leads to.
    pub id: String,
    /// What was seen.
    pub evidence: String,
    /// The rule.
    pub reference: String,
}

/// A reply that nothing asked for. There are no more of them than codes and commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unasked {
    /// Its code.
    pub code: ReplyCode,
    /// What was sent last when it came.
    pub after: Option<&'static str>,
    /// Where it stood.
    pub position: smtp::Position,
}

impl Unasked {
    /// Whether it refuses something.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        self.code.is_temporary() || self.code.is_permanent()
    }

    /// Whether it is the answer to RSET or QUIT that nobody gives them, or a late one to what was sent before.
    #[must_use]
    pub fn may_be_late(&self) -> bool {
        matches!(self.position, smtp::Position::InPlaceOf(_))
    }

    /// What of it is kept; none for other violations.
    #[must_use]
    pub fn of(violation: &smtp::Violation) -> Option<Self> {
        match violation {
            smtp::Violation::UnexpectedReply {
                reply,
                after,
                position,
            } => Some(Self {
                code: reply.code,
                after: *after,
                position: *position,
            }),
            _ => None,
        }
    }
}

/// A reply that came in time, but late.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SlowReply {
    /// The command that it answers.
    pub to: String,
    /// The milliseconds waited for it.
    pub ms: f64,
}
