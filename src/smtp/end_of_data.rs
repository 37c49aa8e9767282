//! Sequences that some servers take for the end of a message and that are none: only `<CRLF>.<CRLF>` is, and CR and LF
//! stand together or not at all. RFC 5321 sections 2.3.8 and 4.1.1.4; CVE-2023-51764, CVE-2023-51765, CVE-2023-51766.

/// Bytes that a message may not be ended by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FalseEnd {
    /// For a person: `<LF>.<LF>`.
    pub name: &'static str,
    /// The bytes, after the last character of a line.
    pub bytes: &'static [u8],
}

impl FalseEnd {
    /// Whether its dot opens a line by every standard: then a sender that goes by RFC 5321 section 4.5.2 doubles it, and
    /// the sequence does not get past it.
    #[must_use]
    pub fn is_doubled_by_senders(&self) -> bool {
        self.bytes.windows(3).any(|window| window == b"\r\n.")
    }
}

/// The real one.
pub const END_OF_DATA: &[u8] = b"\r\n.\r\n";

/// Every sequence that was seen to end a message somewhere, or is like one that was.
pub const FALSE_ENDS: &[FalseEnd] = &[
    end("<LF>.<LF>", b"\n.\n"),
    end("<LF>.<CR><LF>", b"\n.\r\n"),
    end("<CR><LF>.<LF>", b"\r\n.\n"),
    end("<CR>.<CR>", b"\r.\r"),
    end("<CR>.<CR><LF>", b"\r.\r\n"),
    end("<CR><LF>.<CR>", b"\r\n.\r"),
    end("<LF>.<CR>", b"\n.\r"),
    end("<CR>.<LF>", b"\r.\n"),
    end("<CR><LF><NUL>.<CR><LF>", b"\r\n\0.\r\n"),
    end("<CR><LF>.<NUL><CR><LF>", b"\r\n.\0\r\n"),
    end("<CR><LF>.<CR><CR><LF>", b"\r\n.\r\r\n"),
    end("<CR><CR><LF>.<CR><CR><LF>", b"\r\r\n.\r\r\n"),
    end("<CR><LF>.<CR>.<CR><LF>", b"\r\n.\r.\r\n"),
];

/// What ends no message anywhere: whoever answers it like one of the others does not tell them apart.
pub const LINE_END: FalseEnd = end("a line end", b"\r\n");

const fn end(name: &'static str, bytes: &'static [u8]) -> FalseEnd {
    FalseEnd { name, bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_of_them_is_the_end_of_data() {
        for one in FALSE_ENDS {
            let followed = [b"text", one.bytes, b"text"].concat();
            let found = followed
                .windows(END_OF_DATA.len())
                .any(|window| window == END_OF_DATA);
            assert!(!found, "{}", one.name);
        }
    }

    #[test]
    fn senders_double_a_dot_that_opens_a_line() {
        let doubled = |name| {
            let found = FALSE_ENDS.iter().find(|one| one.name == name);
            found.unwrap().is_doubled_by_senders()
        };
        assert!(doubled("<CR><LF>.<LF>") && doubled("<CR><LF>.<CR><CR><LF>"));
        assert!(!doubled("<LF>.<CR><LF>") && !doubled("<CR><LF><NUL>.<CR><LF>"));
    }

    #[test]
    fn names_say_the_bytes() {
        for one in FALSE_ENDS {
            let bytes = one
                .name
                .replace("<CR>", "\r")
                .replace("<LF>", "\n")
                .replace("<NUL>", "\0");
            assert_eq!(bytes.as_bytes(), one.bytes, "{}", one.name);
        }
    }
}
