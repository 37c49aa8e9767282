//! A line of the transcript.

use crate::smtp;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// `C:`
    Client,
    /// `S:`
    Server,
}

/// What a line says of how it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tidings {
    /// Nothing bad.
    None,
    /// Later, perhaps: 4yz.
    Deferred,
    /// No: 5yz, or something failed.
    Failed,
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
    /// For the colour.
    pub tidings: Tidings,
}

impl Entry {
    /// The same of something that failed.
    pub(super) fn failed(self) -> Self {
        Self {
            tidings: Tidings::Failed,
            ..self
        }
    }
}

/// The first digit of the code that opens a line; a line without a code says neither.
pub(super) fn tidings_of(line: &str) -> Tidings {
    match smtp::code_of_line(line).map(|code| code.value() / 100) {
        Some(4) => Tidings::Deferred,
        Some(5) => Tidings::Failed,
        _ => Tidings::None,
    }
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
        tidings: Tidings::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_by_its_code() {
        for (line, expected) in [
            ("250 ok", Tidings::None),
            ("450 4.7.1 later", Tidings::Deferred),
            ("421", Tidings::Deferred),
            ("550-no", Tidings::Failed),
            ("5501 no code", Tidings::None),
            ("no 550", Tidings::None),
        ] {
            assert_eq!(tidings_of(line), expected, "{line}");
        }
    }
}
