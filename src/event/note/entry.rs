//! A line of the transcript.

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// `C:`
    Client,
    /// `S:`
    Server,
}

/// One line of the transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who.
    pub speaker: Speaker,
    /// A note in brackets rather than a line that crossed the wire. The text includes the brackets.
    pub note: bool,
    /// Safe to show.
    pub text: String,
    /// The line crossed the wire under TLS.
    pub encrypted: bool,
}

pub(super) fn client_note(text: impl AsRef<str>) -> Entry {
    bracketed(Speaker::Client, text.as_ref())
}

pub(super) fn server_note(text: impl AsRef<str>) -> Entry {
    bracketed(Speaker::Server, text.as_ref())
}

pub(super) fn bracketed(speaker: Speaker, text: &str) -> Entry {
    Entry {
        speaker,
        note: true,
        text: format!("[{text}]"),
        encrypted: false,
    }
}
