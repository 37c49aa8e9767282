//! A message as a transcript shows it: its headers and the beginning of its body, each line made safe to
//! show; the rest is counted.

use super::{header_length, lines, without_line_end};
use crate::text::visible;

const BODY_LINES: usize = 20;
/// A header section of more lines is no less worth cutting than a body.
const HEADER_LINES: usize = 200;

/// What is shown of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// The lines shown, each safe to show.
    pub lines: Vec<String>,
    /// What is not shown, in words: `5 more lines, 390 bytes`.
    pub rest: Option<String>,
}

/// The lines to show: unless `whole`, the header section up to 200 lines and 20 lines of the body.
#[must_use]
pub fn preview(message: &[u8], whole: bool) -> Preview {
    let header_lines = lines(&message[..header_length(message)]).count();
    let kept = match whole {
        true => usize::MAX,
        false if header_lines > HEADER_LINES => HEADER_LINES,
        // One more for the empty line between the two.
        false => header_lines + 1 + BODY_LINES,
    };
    let shown = lines(message)
        .take(kept)
        .map(|line| visible(without_line_end(line)))
        .collect();
    let (more, bytes) = lines(message)
        .skip(kept)
        .fold((0, 0), |(count, bytes), line| {
            (count + 1, bytes + line.len())
        });
    let rest = match more {
        0 => None,
        1 => Some(format!("1 more line, {bytes} bytes")),
        _ => Some(format!("{more} more lines, {bytes} bytes")),
    };
    Preview { lines: shown, rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(body_lines: usize) -> Vec<u8> {
        let mut message = b"From: a@b\r\nSubject: x\r\n\r\n".to_vec();
        message.extend(b"line\r\n".repeat(body_lines));
        message
    }

    #[test]
    fn headers_and_twenty_lines_are_shown_and_the_rest_is_counted() {
        let shown = preview(&message(20), false);
        assert_eq!((shown.lines.len(), shown.rest), (23, None));
        assert_eq!(shown.lines[..4], ["From: a@b", "Subject: x", "", "line"]);
        let shown = preview(&message(22), false);
        assert_eq!(shown.lines.len(), 23);
        assert_eq!(shown.rest.as_deref(), Some("2 more lines, 12 bytes"));
        assert_eq!(
            preview(&message(21), false).rest.as_deref(),
            Some("1 more line, 6 bytes")
        );
    }

    #[test]
    fn all_of_it_is_shown_on_request() {
        assert_eq!(preview(&message(500), true).lines.len(), 503);
    }

    #[test]
    fn no_line_can_act_on_a_terminal() {
        let shown = preview(b"A: \x1b[31m\r\n\r\n\xff\rx\n.", false);
        assert_eq!(shown.lines, ["A: \\x1b[31m", "", "\\xff\\rx", "."]);
    }

    #[test]
    fn endless_headers_are_cut_too() {
        let shown = preview(&b"A: b\r\n".repeat(1000), false);
        assert_eq!(shown.lines.len(), 200);
        assert_eq!(shown.rest.as_deref(), Some("800 more lines, 4800 bytes"));
    }
}
