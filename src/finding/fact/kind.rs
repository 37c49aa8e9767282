//! The types of facts.

/// The type of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A version of TLS.
    Version,
    /// A text.
    Text,
    /// A number in hexadecimal, as a text.
    Hexadecimal,
    /// A number.
    Number,
    /// A size in octets.
    Size,
    /// A duration in milliseconds.
    Duration,
    /// A number of days.
    Days,
    /// Yes or no.
    Boolean,
    /// Several texts.
    List,
    /// The code of a reply.
    Code,
    /// One of these words.
    Word(&'static [&'static str]),
}

impl Kind {
    /// For people and programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Text => "text",
            Self::Hexadecimal => "hexadecimal",
            Self::Number => "number",
            Self::Size => "size",
            Self::Duration => "duration",
            Self::Days => "days",
            Self::Boolean => "boolean",
            Self::List => "list",
            Self::Code => "reply code",
            Self::Word(_) => "word",
        }
    }

    /// What its number counts.
    #[must_use]
    pub const fn unit(self) -> Option<&'static str> {
        match self {
            Self::Size => Some("octets"),
            Self::Duration => Some("milliseconds"),
            Self::Days => Some("days"),
            _ => None,
        }
    }
}
