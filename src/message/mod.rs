//! The test message (RFC 5322, MIME): composed from options or taken from a file, what it needs of a server,
//! and how a transcript shows it. Dot-stuffing and the end of data belong to SMTP, not to the message.

pub mod attachment;
pub mod author;
pub mod composition;
pub mod error;
pub mod header;
pub mod preview;
pub mod raw;
pub mod requirements;

pub use attachment::Attachment;
pub use author::author_domain;
pub use composition::{Composition, compose, header_name, message_id};
pub use preview::preview;
pub use raw::prepare_raw;
pub use requirements::requirements;

/// The line's bytes without its CRLF or LF.
fn without_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Lines with their line ends; the last one may lack it.
fn lines(message: &[u8]) -> impl Iterator<Item = &[u8]> {
    message.split_inclusive(|byte| *byte == b'\n')
}

/// How many bytes the header section has, up to the empty line (RFC 5322 section 2.1).
fn header_length(message: &[u8]) -> usize {
    lines(message)
        .take_while(|line| !without_line_end(line).is_empty())
        .map(<[u8]>::len)
        .sum()
}
