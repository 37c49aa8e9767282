//! The conversation as it was shown.

use serde::Serialize;

/// One line of the transcript.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TranscriptEntry {
    /// Time since the run began.
    pub at_ms: f64,
    /// Who.
    pub from: From,
    /// A line that crossed the wire, or a note.
    pub kind: Kind,
    /// Safe to show.
    pub text: String,
    /// Under TLS.
    pub encrypted: bool,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum From {
    /// Us.
    Client,
    /// The server.
    Server,
}

/// What a transcript entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A line as it crossed the wire.
    Line,
    /// A note in square brackets.
    Note,
}
