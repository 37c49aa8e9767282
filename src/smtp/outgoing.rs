//! What goes out to a server, and what of it may be shown: a secret is on the wire and never in [`Shown`].

use std::fmt;

use zeroize::Zeroizing;

/// Bytes for the wire beside what the transcript says of them.
pub struct Outgoing {
    /// The bytes, CRLF included. May hold a secret.
    pub wire: Zeroizing<Vec<u8>>,
    /// What may be shown of them.
    pub shown: Shown,
}

/// What may be shown of a line that goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The line exactly as on the wire, without CRLF.
    Line(String),
    /// Nothing of it; this note's text stands for it, without the square brackets: `Base64-encoded username`.
    Concealed(String),
    /// The start of the line, and a note's text in place of the rest.
    Partly {
        /// What may be shown: `AUTH PLAIN`.
        line: String,
        /// The note's text, without the square brackets: `Base64-encoded credentials`.
        concealed: String,
    },
}

impl Outgoing {
    /// A line without secrets, CRLF added. `line` holds neither CR nor LF: see [`super::Command`].
    #[must_use]
    pub fn line(line: &str) -> Self {
        Self {
            wire: terminated(&[line.as_bytes()]),
            shown: Shown::Line(crate::text::visible(line.as_bytes())),
        }
    }

    /// A line of which only `note` is shown, CRLF added.
    #[must_use]
    pub fn concealed(line: &[u8], note: &str) -> Self {
        Self {
            wire: terminated(&[line]),
            shown: Shown::Concealed(note.to_owned()),
        }
    }

    /// `start`, a space and `secret`, CRLF added; `note` is shown in place of the secret.
    #[must_use]
    pub fn partly(start: &str, secret: &[u8], note: &str) -> Self {
        Self {
            wire: terminated(&[start.as_bytes(), b" ", secret]),
            shown: Shown::Partly {
                line: start.to_owned(),
                concealed: note.to_owned(),
            },
        }
    }
}

/// The parts in one buffer that never grows, for a buffer that grows leaves copies behind.
fn terminated(parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let length = parts.iter().map(|part| part.len()).sum::<usize>() + 2;
    let mut wire = Zeroizing::new(Vec::with_capacity(length));
    for part in parts {
        wire.extend_from_slice(part);
    }
    wire.extend_from_slice(b"\r\n");
    wire
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Outgoing")
            .field("shown", &self.shown)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_line_is_shown_as_it_is_sent() {
        let outgoing = Outgoing::line("EHLO client.example");
        assert_eq!(*outgoing.wire, b"EHLO client.example\r\n");
        assert_eq!(
            outgoing.shown,
            Shown::Line("EHLO client.example".to_owned())
        );
    }

    #[test]
    fn a_secret_is_on_the_wire_only() {
        let whole = Outgoing::concealed(b"c2VjcmV0", "Base64-encoded password");
        let partly = Outgoing::partly("AUTH PLAIN", b"c2VjcmV0", "Base64-encoded credentials");
        assert_eq!(*whole.wire, b"c2VjcmV0\r\n");
        assert_eq!(*partly.wire, b"AUTH PLAIN c2VjcmV0\r\n");
        for shown in [format!("{whole:?}"), format!("{partly:?}")] {
            assert!(
                !shown.contains("c2VjcmV0") && shown.contains("Base64-encoded"),
                "{shown}"
            );
            assert!(!shown.contains("99, 50, 86"), "{shown}");
        }
    }
}
