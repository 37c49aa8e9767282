//! Why a message cannot be composed: always a value that the user gave, named by its option.

use std::fmt;

/// Why a message cannot be composed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The option's value has a line break, which would start another header field.
    LineBreak {
        /// The option, with its dashes.
        option: &'static str,
    },
    /// The option's value has another control character.
    ControlCharacter {
        /// The option, with its dashes.
        option: &'static str,
    },
    /// The mailbox's local part is not ASCII (RFC 6531).
    NeedsSmtpUtf8 {
        /// The option, with its dashes.
        option: &'static str,
    },
    /// The text cannot be the name of a header field.
    HeaderName(String),
    /// A Content-Transfer-Encoding was given.
    TransferEncoding,
    /// The year has no four digits.
    Date,
    /// The message does not fit in memory.
    TooLarge,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineBreak { option } => write!(
                formatter,
                "the value of {option} cannot contain a line break"
            ),
            Self::ControlCharacter { option } => {
                write!(
                    formatter,
                    "the value of {option} cannot contain a control character"
                )
            }
            Self::NeedsSmtpUtf8 { option } => {
                write!(
                    formatter,
                    "the mailbox of {option} needs a server that offers SMTPUTF8"
                )
            }
            Self::HeaderName(name) => {
                write!(formatter, "\"{name}\" cannot be the name of a header field")
            }
            Self::TransferEncoding => {
                write!(
                    formatter,
                    "Content-Transfer-Encoding cannot be given; --message FILE sends a message as it is"
                )
            }
            Self::Date => write!(formatter, "the date cannot be written in a message"),
            Self::TooLarge => write!(formatter, "the message is too large"),
        }
    }
}

impl std::error::Error for Error {}
