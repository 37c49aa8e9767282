//! The two ways to write a message before it is hashed, each for header and body: RFC 6376 section 3.4.

use serde::Serialize;

use super::message::{Field, first_line};

/// What is let through on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Canonical {
    /// Nothing but empty lines at the end of the body: sections 3.4.1 and 3.4.3.
    Simple,
    /// Other white space, other folds, other letters in the names of fields: sections 3.4.2 and 3.4.4.
    Relaxed,
}

impl Canonical {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Relaxed => "relaxed",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Simple => Self::Relaxed,
            Self::Relaxed => Self::Simple,
        }
    }

    /// A field of the header without its last line end.
    #[must_use]
    pub fn field(self, field: &Field<'_>) -> Vec<u8> {
        match self {
            Self::Simple => with_crlf(field.whole),
            Self::Relaxed => {
                let mut text = field.name().to_ascii_lowercase();
                text.push(b':');
                let value = field.value();
                let unfolded: Vec<u8> = value
                    .iter()
                    .copied()
                    .filter(|octet| !is_end(*octet))
                    .collect();
                let begins = unfolded.iter().position(|octet| !is_space(*octet));
                push_reduced(&mut text, &unfolded[begins.unwrap_or(unfolded.len())..]);
                text
            }
        }
    }

    /// Gives the lines of the body to `line`, each with its end, as long as it wants more. Empty lines at the end are left out, and
    /// an empty body is one line end in the one way and nothing in the other.
    pub fn body<'b>(self, mut body: &'b [u8], mut line: impl FnMut(&[u8]) -> bool) {
        let mut empty_lines = 0_usize;
        let mut text = Vec::new();
        let mut is_empty = true;
        while !body.is_empty() {
            let (read, rest): (&'b [u8], _) = first_line(body);
            body = rest;
            text.clear();
            match self {
                Self::Simple => text.extend_from_slice(read),
                Self::Relaxed => push_reduced(&mut text, read),
            }
            if text.is_empty() {
                empty_lines += 1;
                continue;
            }
            is_empty = false;
            for _ in 0..std::mem::take(&mut empty_lines) {
                if !line(b"\r\n") {
                    return;
                }
            }
            text.extend_from_slice(b"\r\n");
            if !line(&text) {
                return;
            }
        }
        if is_empty && self == Self::Simple {
            line(b"\r\n");
        }
    }
}

const fn is_space(octet: u8) -> bool {
    matches!(octet, b' ' | b'\t')
}

const fn is_end(octet: u8) -> bool {
    matches!(octet, b'\r' | b'\n')
}

/// One space for each run of white space, none at the end.
fn push_reduced(text: &mut Vec<u8>, line: &[u8]) {
    let begins = text.len();
    for octet in line {
        if !is_space(*octet) {
            text.push(*octet);
        } else if text.len() == begins || text.last() != Some(&b' ') {
            text.push(b' ');
        }
    }
    while text.len() > begins && text.last() == Some(&b' ') {
        text.pop();
    }
}

fn with_crlf(text: &[u8]) -> Vec<u8> {
    let mut written = Vec::with_capacity(text.len());
    for octet in text {
        if *octet == b'\n' && written.last() != Some(&b'\r') {
            written.push(b'\r');
        }
        written.push(*octet);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(canonical: Canonical, text: &[u8]) -> String {
        let field = Field::parse(text).unwrap();
        String::from_utf8(canonical.field(&field)).unwrap()
    }

    fn body(canonical: Canonical, text: &str) -> String {
        let mut written = Vec::new();
        canonical.body(text.as_bytes(), |line| {
            written.extend_from_slice(line);
            true
        });
        String::from_utf8(written).unwrap()
    }

    /// The examples of RFC 6376 section 3.4.5.
    #[test]
    fn the_examples_of_the_standard() {
        use Canonical::{Relaxed, Simple};
        assert_eq!(header(Relaxed, b"A: X"), "a:X");
        assert_eq!(header(Relaxed, b"B : Y\t\r\n\tZ  "), "b:Y Z");
        assert_eq!(header(Simple, b"B : Y\t\r\n\tZ  "), "B : Y\t\r\n\tZ  ");
        let text = " C \r\nD \t E\r\n\r\n\r\n";
        assert_eq!(body(Relaxed, text), " C\r\nD E\r\n");
        assert_eq!(body(Simple, text), " C \r\nD \t E\r\n");
    }

    /// RFC 6376 sections 3.4.3 and 3.4.4.
    #[test]
    fn an_empty_body_is_a_line_end_or_nothing() {
        for text in ["", "\r\n", "\r\n\r\n"] {
            assert_eq!(body(Canonical::Simple, text), "\r\n");
            assert_eq!(body(Canonical::Relaxed, text), "");
        }
        assert_eq!(body(Canonical::Relaxed, " \r\n"), "");
        assert_eq!(body(Canonical::Simple, " \r\n"), " \r\n");
    }

    #[test]
    fn a_last_line_without_end_gets_one_and_lines_of_a_file_too() {
        assert_eq!(body(Canonical::Simple, "a\n\nb"), "a\r\n\r\nb\r\n");
        assert_eq!(header(Canonical::Simple, b"A: b\n c"), "A: b\r\n c");
    }
}
