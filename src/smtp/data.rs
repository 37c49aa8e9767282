//! Message data on its way out: transparency and the end of data, RFC 5321 section 4.5.2. What a message says, and
//! which line endings it has, is the work of `message`.

/// The message as it follows DATA: dots doubled at the start of lines, a missing last CRLF added, `.` and CRLF at the
/// end. For an empty message that is the end alone, RFC 5321 section 4.1.1.4.
///
/// A dot after a bare LF is doubled too: a server that takes bare LF for the end of a line would otherwise see the
/// end of the data there and take what follows for commands.
#[must_use]
pub fn dot_stuff(message: &[u8]) -> Vec<u8> {
    let mut stuffed = Vec::with_capacity(message.len() + message.len() / 64 + 8);
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            stuffed.push(b'.');
        }
        stuffed.extend_from_slice(line);
    }
    if !stuffed.is_empty() && !stuffed.ends_with(b"\r\n") {
        stuffed.extend_from_slice(b"\r\n");
    }
    stuffed.extend_from_slice(b".\r\n");
    stuffed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The receiver's half of RFC 5321 section 4.5.2.
    fn received(stuffed: &[u8]) -> Vec<u8> {
        let body = stuffed.strip_suffix(b".\r\n").unwrap();
        body.split_inclusive(|byte| *byte == b'\n')
            .flat_map(|line| line.strip_prefix(b".").unwrap_or(line))
            .copied()
            .collect()
    }

    #[test]
    fn dots_at_the_start_of_lines_are_doubled() {
        assert_eq!(
            dot_stuff(b".a\r\n.\r\nb.c\r\n..\r\n"),
            b"..a\r\n..\r\nb.c\r\n...\r\n.\r\n"
        );
    }

    #[test]
    fn the_last_line_ending_is_added_when_it_is_missing() {
        assert_eq!(dot_stuff(b"a\r\n"), b"a\r\n.\r\n");
        assert_eq!(dot_stuff(b"a"), b"a\r\n.\r\n");
        assert_eq!(dot_stuff(b"a\n"), b"a\n\r\n.\r\n");
    }

    #[test]
    fn no_data_is_ended_by_a_dot_alone() {
        assert_eq!(dot_stuff(b""), b".\r\n");
    }

    #[test]
    fn a_dot_after_a_bare_line_feed_ends_nothing() {
        assert_eq!(dot_stuff(b"a\n.\nMAIL"), b"a\n..\nMAIL\r\n.\r\n");
    }

    proptest! {
        #[test]
        fn a_receiver_gets_back_what_was_sent(lines in proptest::collection::vec("[.a]{0,3}", 0..12)) {
            let message = lines.join("\r\n").into_bytes();
            let stuffed = dot_stuff(&message);
            let back = received(&stuffed);
            prop_assert_eq!(back.strip_suffix(b"\r\n").unwrap_or(&back), message.strip_suffix(b"\r\n").unwrap_or(&message));
            let end = stuffed.windows(5).position(|window| window == b"\r\n.\r\n");
            prop_assert!(end.is_none_or(|at| at + 5 == stuffed.len()));
        }
    }
}
