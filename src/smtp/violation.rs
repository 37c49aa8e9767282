//! What a server does against RFC 5321 in its replies: data for a report, not an error that stops anything. Whether it
//! matters is decided elsewhere. Every text in here was made safe to show, secrets masked, before it got in.

use super::{EnhancedStatusCode, Reply, ReplyCode};

/// What [`Violation::UnexpectedReply`] came after, where that was a message.
pub const THE_MESSAGE: &str = "the message";

/// What replies more than commands come to (RFC 5321 section 4.2: one reply a command), wherever it is said.
pub const OUT_OF_STEP: &str =
    "a reply more came than was asked for: which of them answers which command is not known";

/// Where a reply stood that no command asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// Behind the answers.
    Behind,
    /// In the place of the answer to this command, which came behind it: the replies are one too many.
    AheadOf(&'static str),
    /// In the place of the answer to this command, and nothing came behind it: a late answer to what was sent before, or this
    /// one's own, which nobody gives it.
    InPlaceOf(&'static str),
}

/// One thing a server did wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// A line that opens with no reply code, or with one that neither hyphen nor space follows.
    MalformedReply {
        /// The line.
        line: String,
    },
    /// Lines of one reply that differ in their code. Noted once for a reply.
    InconsistentReplyCodes {
        /// The code so far.
        first: ReplyCode,
        /// The code that differs.
        then: ReplyCode,
    },
    /// A line that ends in LF without CR. Noted once for a connection.
    BareLineFeed {
        /// The first such line.
        line: String,
    },
    /// A line of more octets than allowed.
    ReplyLineTooLong {
        /// Its octets, line ending included.
        octets: usize,
        /// The octets allowed.
        limit: usize,
        /// The line, cut.
        line: String,
    },
    /// A reply, or text outside any reply, that does not end.
    EndlessReply {
        /// The lines after which reading it was given up.
        lines: usize,
    },
    /// A line with a CR that does not end it.
    BareCarriageReturn {
        /// The line.
        line: String,
    },
    /// A line with control characters other than HTAB and CR.
    ControlCharacters {
        /// The line.
        line: String,
    },
    /// A line with octets past 127 that are not UTF-8.
    EightBitReply {
        /// The line.
        line: String,
    },
    /// A line in UTF-8 before SMTPUTF8 was asked for.
    NonAsciiReply {
        /// The line.
        line: String,
    },
    /// A reply code of three digits that the grammar does not have: 000, 150, 299, 650.
    InvalidReplyCode {
        /// The code.
        code: ReplyCode,
        /// The line.
        line: String,
    },
    /// Text ahead of the greeting. Noted once.
    TextBeforeGreeting {
        /// The first such line.
        line: String,
    },
    /// A reply that no command asked for, or that came before the command that it could answer.
    UnexpectedReply {
        /// The reply.
        reply: Reply,
        /// What was sent last when it came; nothing where nothing was.
        after: Option<&'static str>,
        /// Where it stood.
        position: Position,
    },
    /// A reply or its last line that has no end: the connection closed, or nothing more came.
    UnterminatedReply {
        /// The last line that came.
        line: String,
    },
    /// An enhanced status code of another class than the reply code.
    EnhancedCodeContradicts {
        /// The reply code.
        code: ReplyCode,
        /// The enhanced status code.
        enhanced: EnhancedStatusCode,
    },
    /// A reply without an enhanced status code from a server that offers ENHANCEDSTATUSCODES.
    EnhancedCodeMissing {
        /// The reply.
        reply: Reply,
    },
    /// More extensions than are kept.
    TooManyExtensions {
        /// The lines of the reply to EHLO after the first.
        count: usize,
        /// Those that are kept.
        limit: usize,
    },
    /// QUIT was not answered with 221.
    QuitNotConfirmed {
        /// What came in its place; nothing where the connection just ended.
        reply: Option<Reply>,
    },
    /// QUIT was not answered, and the connection stayed open.
    NoAnswerToQuit {
        /// The seconds waited.
        seconds: u64,
    },
}

impl Violation {
    /// The stable name.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::MalformedReply { .. } => "malformed-reply",
            Self::InconsistentReplyCodes { .. } => "inconsistent-reply-codes",
            Self::BareLineFeed { .. } => "bare-line-feed",
            Self::ReplyLineTooLong { .. } => "reply-line-too-long",
            Self::EndlessReply { .. } => "endless-reply",
            Self::BareCarriageReturn { .. } => "bare-carriage-return",
            Self::ControlCharacters { .. } => "control-characters",
            Self::EightBitReply { .. } => "eight-bit-reply",
            Self::NonAsciiReply { .. } => "non-ascii-reply",
            Self::InvalidReplyCode { .. } => "invalid-reply-code",
            Self::TextBeforeGreeting { .. } => "text-before-greeting",
            Self::UnexpectedReply { .. } => "unexpected-reply",
            Self::UnterminatedReply { .. } => "unterminated-reply",
            Self::EnhancedCodeContradicts { .. } => "enhanced-code-contradicts",
            Self::EnhancedCodeMissing { .. } => "enhanced-code-missing",
            Self::TooManyExtensions { .. } => "too-many-extensions",
            Self::QuitNotConfirmed { .. } => "quit-not-confirmed",
            Self::NoAnswerToQuit { .. } => "no-answer-to-quit",
        }
    }

    /// What was seen, in a few words.
    #[must_use]
    pub fn evidence(&self) -> String {
        match self {
            Self::MalformedReply { line } => {
                format!("a line without a reply code: \"{}\"", excerpt(line))
            }
            Self::InconsistentReplyCodes { first, then } => {
                format!("one reply with the codes {first} and {then}")
            }
            Self::BareLineFeed { line } => {
                format!("a line that ends in LF without CR: \"{}\"", excerpt(line))
            }
            Self::ReplyLineTooLong {
                octets,
                limit,
                line,
            } => {
                format!(
                    "a line of {octets} octets where {limit} are allowed: \"{}\"",
                    excerpt(line)
                )
            }
            Self::EndlessReply { lines } => format!("longer than {lines} lines"),
            Self::BareCarriageReturn { line } => {
                format!("a line with CR in the middle: \"{}\"", excerpt(line))
            }
            Self::ControlCharacters { line } => {
                format!("a line with control characters: \"{}\"", excerpt(line))
            }
            Self::EightBitReply { line } => {
                format!("a line that is not UTF-8: \"{}\"", excerpt(line))
            }
            Self::NonAsciiReply { line } => {
                format!("a line beyond ASCII: \"{}\"", excerpt(line))
            }
            Self::InvalidReplyCode { code, line } => {
                format!("{code} is no reply code: \"{}\"", excerpt(line))
            }
            Self::TextBeforeGreeting { line } => {
                format!("before the greeting: \"{}\"", excerpt(line))
            }
            Self::UnexpectedReply {
                reply,
                after,
                position,
            } => {
                let when = match (position, after) {
                    (Position::InPlaceOf(command), _) => {
                        format!("{command}, which nobody refuses, was answered otherwise")
                    }
                    (_, Some(after)) => format!("a reply too many after {after}"),
                    (_, None) => "a reply before anything was sent".to_owned(),
                };
                format!("{when}: \"{}\"", excerpt(&reply.to_string()))
            }
            Self::UnterminatedReply { line } => {
                format!("no end of the reply came after \"{}\"", excerpt(line))
            }
            Self::EnhancedCodeContradicts { code, enhanced } => {
                format!("one reply with the codes {code} and {enhanced}")
            }
            Self::EnhancedCodeMissing { reply } => {
                format!("\"{}\"", excerpt(&reply.to_string()))
            }
            Self::TooManyExtensions { count, limit } => {
                format!(
                    "{count} extensions in one reply; past the first {limit} the known ones alone are kept"
                )
            }
            Self::QuitNotConfirmed { reply: Some(reply) } => {
                format!("QUIT was answered with \"{}\"", excerpt(&reply.to_string()))
            }
            Self::QuitNotConfirmed { reply: None } => {
                "the server closed the connection after QUIT without a word".to_owned()
            }
            Self::NoAnswerToQuit { seconds } => format!("nothing within {seconds} s"),
        }
    }

    /// The section of the RFC that is not kept.
    #[must_use]
    pub fn reference(&self) -> &'static str {
        match self {
            Self::MalformedReply { .. }
            | Self::ControlCharacters { .. }
            | Self::InvalidReplyCode { .. }
            | Self::UnexpectedReply { .. } => "RFC 5321 section 4.2",
            Self::TextBeforeGreeting { .. } => "RFC 5321 section 3.1",
            Self::InconsistentReplyCodes { .. } | Self::EndlessReply { .. } => {
                "RFC 5321 section 4.2.1"
            }
            Self::BareLineFeed { .. }
            | Self::BareCarriageReturn { .. }
            | Self::UnterminatedReply { .. } => "RFC 5321 section 2.3.8",
            Self::ReplyLineTooLong { limit: ..=512, .. } => "RFC 5321 section 4.5.3.1.5",
            Self::ReplyLineTooLong { .. } => "RFC 4954 section 4",
            Self::EightBitReply { .. } => "RFC 5321 section 2.4",
            Self::NonAsciiReply { .. } => "RFC 6531 section 3.7.4",
            Self::EnhancedCodeContradicts { .. } | Self::EnhancedCodeMissing { .. } => {
                "RFC 2034 section 4"
            }
            Self::TooManyExtensions { .. } => "RFC 5321 section 4.1.1.1",
            Self::QuitNotConfirmed { .. } | Self::NoAnswerToQuit { .. } => {
                "RFC 5321 section 4.1.1.10"
            }
        }
    }
}

/// The characters of a line that evidence quotes.
const LONGEST_EXCERPT: usize = 120;

fn excerpt(line: &str) -> String {
    match line.char_indices().nth(LONGEST_EXCERPT) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_quotes_the_start_of_a_long_line() {
        let violation = Violation::ReplyLineTooLong {
            octets: 900,
            limit: 512,
            line: "é".repeat(890),
        };
        let evidence = violation.evidence();
        assert!(
            evidence.starts_with("a line of 900 octets where 512 are allowed: \"éé"),
            "{evidence}"
        );
        assert_eq!(evidence.matches('é').count(), 120);
        assert!(evidence.ends_with("…\""), "{evidence}");
    }

    #[test]
    fn the_limit_of_a_challenge_has_another_reference_than_that_of_a_reply() {
        let too_long = |limit| Violation::ReplyLineTooLong {
            octets: 20_000,
            limit,
            line: String::new(),
        };
        assert_eq!(too_long(512).reference(), "RFC 5321 section 4.5.3.1.5");
        assert_eq!(too_long(12_288).reference(), "RFC 4954 section 4");
    }
}
