//! A message from a file, sent as it is but for what files do to messages: line ends of the system (RFC 5321
//! section 2.3.8 wants CRLF), the "From " line of a mailbox (RFC 4155) and a byte order mark. Nothing is
//! added; what RFC 5322 section 3.6 would have is said. Bare carriage returns stay, for they may be the test.

use super::requirements::bare_line_ends;
use super::{header_length, lines};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What was changed in a message and what it lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// Bare line feeds that became CRLF.
    pub line_feeds_completed: usize,
    /// Carriage returns left alone.
    pub bare_carriage_returns: usize,
    /// A "From " line in front was left out.
    pub mailbox_line_removed: bool,
    /// A byte order mark in front was left out.
    pub byte_order_mark_removed: bool,
    /// Header fields that RFC 5322 section 3.6 requires or wants and the message does not have.
    pub missing: Vec<&'static str>,
}

impl Notes {
    /// The notes as fragments to show, none when there is nothing to say.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        if self.byte_order_mark_removed {
            sentences.push("left out the byte order mark in front of the message".to_owned());
        }
        if self.mailbox_line_removed {
            sentences
                .push("left out the mailbox's \"From \" line in front of the message".to_owned());
        }
        if self.line_feeds_completed > 0 {
            sentences.push(format!(
                "completed {} bare line feeds to CRLF",
                self.line_feeds_completed
            ));
        }
        if self.bare_carriage_returns > 0 {
            sentences.push(format!(
                "the message has {} bare carriage returns",
                self.bare_carriage_returns
            ));
        }
        if !self.missing.is_empty() {
            sentences.push(format!(
                "the message has no {} field",
                self.missing.join(", no ")
            ));
        }
        sentences
    }
}

/// Makes the bytes of a file ready to be sent.
#[must_use]
pub fn prepare_raw(file: &[u8]) -> (Vec<u8>, Notes) {
    let mut notes = Notes::default();
    let mut rest = file;
    if let Some(behind) = rest.strip_prefix(BYTE_ORDER_MARK) {
        notes.byte_order_mark_removed = true;
        rest = behind;
    }
    if rest.starts_with(b"From ") {
        notes.mailbox_line_removed = true;
        rest = &rest[lines(rest).next().map_or(0, <[u8]>::len)..];
    }
    (notes.line_feeds_completed, notes.bare_carriage_returns) = bare_line_ends(rest);
    let message = with_line_ends(rest, notes.line_feeds_completed);
    notes.missing = missing(&message);
    (message, notes)
}

fn with_line_ends(text: &[u8], bare: usize) -> Vec<u8> {
    let mut message = Vec::with_capacity(text.len() + bare);
    for line in lines(text) {
        match line.strip_suffix(b"\n") {
            Some(rest) if !rest.ends_with(b"\r") => {
                message.extend(rest);
                message.extend(b"\r\n");
            }
            _ => message.extend(line),
        }
    }
    message
}

fn missing(message: &[u8]) -> Vec<&'static str> {
    let headers = &message[..header_length(message)];
    let has = |wanted: &str| lines(headers).any(|line| is_field(line, wanted));
    ["From", "Date", "Message-ID"]
        .into_iter()
        .filter(|name| !has(name))
        .collect()
}

/// Obsolete syntax has white space before the colon (RFC 5322 section 4.5).
fn is_field(line: &[u8], name: &str) -> bool {
    line.split_at_checked(name.len())
        .is_some_and(|(start, rest)| {
            start.eq_ignore_ascii_case(name.as_bytes()) && rest.trim_ascii_start().starts_with(b":")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_in_order_is_left_as_it_is() {
        let text = b"From: a@b\r\ndate : x\r\nMESSAGE-ID: <x@y>\r\n\r\nFrom here\r\n";
        assert_eq!(prepare_raw(text), (text.to_vec(), Notes::default()));
        assert!(Notes::default().sentences().is_empty());
    }

    #[test]
    fn bare_line_feeds_become_crlf_and_are_counted() {
        let (message, notes) = prepare_raw(b"A: b\n\nc\r\nd");
        assert_eq!(message, b"A: b\r\n\r\nc\r\nd");
        assert_eq!(notes.line_feeds_completed, 2);
    }

    #[test]
    fn the_mailbox_line_goes_and_only_in_front() {
        let (message, notes) = prepare_raw(b"From a@b Sat Nov 21 2026\nA: b\r\n\r\nFrom c\r\n");
        assert_eq!(message, b"A: b\r\n\r\nFrom c\r\n");
        assert!(notes.mailbox_line_removed);
        assert_eq!(notes.line_feeds_completed, 0);
        let (message, _) = prepare_raw(b"From a@b");
        assert!(message.is_empty());
    }

    #[test]
    fn the_byte_order_mark_goes() {
        let (message, notes) = prepare_raw(b"\xef\xbb\xbfA: b\r\n");
        assert_eq!(message, b"A: b\r\n");
        assert!(notes.byte_order_mark_removed);
    }

    #[test]
    fn fields_in_the_body_do_not_count() {
        let (_, notes) = prepare_raw(b"From: a@b\r\nDated: x\r\n\r\nDate: x\r\n");
        assert_eq!(notes.missing, ["Date", "Message-ID"]);
        assert_eq!(
            notes.sentences(),
            ["the message has no Date, no Message-ID field"]
        );
    }

    #[test]
    fn bare_carriage_returns_stay_and_are_counted() {
        let (message, notes) = prepare_raw(b"A: b\r\n\r\nc\rd\r\n");
        assert_eq!(message, b"A: b\r\n\r\nc\rd\r\n");
        assert_eq!(notes.bare_carriage_returns, 1);
    }
}
