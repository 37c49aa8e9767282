//! Lines and replies.

use std::time::Duration;

use super::Failure;
use crate::smtp::{Extensions, Reply, Shown, Violation};

/// SMTP: lines and replies.
#[derive(Debug, Clone)]
pub enum Conversation {
    /// Waiting for the server begins; for a person who waits.
    Waiting {
        /// What for: `greeting`, `EHLO`.
        what: &'static str,
        /// The longest that it is waited for.
        limit: Duration,
    },
    /// We sent this.
    ClientLine {
        /// The line, or what stands for a secret.
        shown: Shown,
        /// Under TLS.
        encrypted: bool,
    },
    /// The server sent this.
    ServerLine {
        /// Safe to show.
        line: String,
        /// Under TLS.
        encrypted: bool,
    },
    /// What servers send from here on is left out of the transcript: it has become too much.
    LeftOut {
        /// After so many bytes.
        bytes: usize,
    },
    /// QUIT got 221, which is its answer alone, and nothing was left over: each command got its own answer.
    InStep,
    /// The server broke a rule.
    Violation(Violation),
    /// A reply came in time, but late.
    SlowReply {
        /// The command that it answers.
        to: &'static str,
        /// Time waited for it.
        elapsed: Duration,
    },
    /// The reply with which the server opens.
    Greeting {
        /// The reply.
        reply: Reply,
        /// Time waited for it.
        elapsed: Duration,
    },
    /// The reply to EHLO or HELO.
    Ehlo {
        /// Under TLS.
        encrypted: bool,
        /// Whether it was HELO that was answered.
        helo: bool,
        /// The reply.
        reply: Reply,
        /// What it offers; empty for HELO.
        extensions: Extensions,
        /// Time waited for it.
        elapsed: Duration,
    },
    /// The attempt at this server ended before it was complete.
    Failed(Failure),
    /// `--quit-after`, or something that stops the story without being a failure of the server.
    Stopped {
        /// Why.
        because: String,
    },
}
