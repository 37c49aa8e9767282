//! What a domain asks receivers to do with messages that fail: RFC 9989 section 4.7, tag `p`.

use serde::Serialize;

/// What is to be done with a message that fails, mildest first. New values may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Nothing is asked for.
    None,
    /// It is suspicious.
    Quarantine,
    /// It is to be refused.
    Reject,
}

impl Disposition {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::None, Self::Quarantine, Self::Reject];

    /// The word that stands for it in a record.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Quarantine => "quarantine",
            Self::Reject => "reject",
        }
    }

    /// What is done while the policy is on trial: one step less (RFC 9989 section 4.7, tag `t`).
    #[must_use]
    pub const fn on_trial(self) -> Self {
        match self {
            Self::None | Self::Quarantine => Self::None,
            Self::Reject => Self::Quarantine,
        }
    }
}
