//! What can go wrong in a login. None of it holds a secret.

use std::fmt;

/// Why a login does not go on. Reads after a colon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// A character in the user's name or password that RFC 4013 forbids.
    Forbidden {
        /// `user name`, `password`.
        what: &'static str,
    },
    /// A NUL in it.
    Nul {
        /// `user name`, `password`.
        what: &'static str,
    },
    /// The connection is not encrypted, or its TLS has nothing to bind to.
    NothingToBind,
    /// A challenge that is none of this mechanism.
    MalformedChallenge(String),
    /// The server's nonce does not begin with ours.
    WrongNonce,
    /// So few iterations that the proof gives the password away, or so many that they would keep us busy for long.
    Iterations(u64),
    /// So few that the proof would give the password away to whoever listens, and nothing keeps him out.
    FewIterations(u32),
    /// The server says in its last message why it refuses.
    Refused(String),
    /// The server's signature is wrong: it does not know the password.
    WrongSignature,
    /// The server accepted without its signature.
    NoSignature,
    /// The server accepted after it had said why it refuses.
    AcceptedAfterError(String),
    /// The server accepted before it had what the mechanism proves.
    Premature,
    /// More challenges than the mechanism has.
    TooManyChallenges,
}

impl Error {
    /// Whether the server failed to prove that it knows the password.
    #[must_use]
    pub fn is_unproven(&self) -> bool {
        matches!(
            self,
            Self::WrongSignature | Self::NoSignature | Self::WrongNonce
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Forbidden { what } => write!(
                formatter,
                "the {what} has a character that this mechanism has no form for (RFC 4013 section 2.3); PLAIN and LOGIN send it as \
                 it was typed"
            ),
            Self::Nul { what } => write!(formatter, "the {what} has a NUL (RFC 4616 section 2)"),
            Self::NothingToBind => {
                formatter.write_str("the connection has nothing to bind the login to")
            }
            Self::MalformedChallenge(why) => write!(
                formatter,
                "the server's challenge cannot be understood: {why}"
            ),
            Self::AcceptedAfterError(said) => write!(
                formatter,
                "the server accepted a login that it had refused before (RFC 7628 section 3.2.3): {said}"
            ),
            Self::WrongNonce => formatter.write_str("the server's nonce does not continue ours"),
            Self::Iterations(count) => write!(
                formatter,
                "the server asks for {count} iterations, which is out of bounds"
            ),
            Self::FewIterations(count) => write!(
                formatter,
                "the server asks for {count} iterations only, and the connection is not verified: whoever listens could \
                 find the password by trying"
            ),
            Self::Refused(why) => write!(formatter, "the server refuses: {why}"),
            Self::WrongSignature => formatter
                .write_str("the server's signature is wrong: it does not know the password"),
            Self::NoSignature => formatter
                .write_str("the server accepted without proving that it knows the password"),
            Self::Premature => formatter.write_str(
                "the server accepted before the credentials were sent: that proves nothing",
            ),
            Self::TooManyChallenges => formatter.write_str("the server goes on asking"),
        }
    }
}

impl std::error::Error for Error {}
