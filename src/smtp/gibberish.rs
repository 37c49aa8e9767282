//! What speaks where an SMTP greeting was expected, told from the first bytes that came. A web server, a shell or TLS
//! on the wrong port is the commonest reason of a greeting that is none.

use serde::Serialize;

use super::line::opening;

/// A protocol that is not SMTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Gibberish {
    /// `HTTP/1.1 400`: RFC 9112 section 4.
    Http,
    /// `SSH-2.0-`: RFC 4253 section 4.2.
    Ssh,
    /// `+OK` or `-ERR`: RFC 1939 section 3.
    Pop3,
    /// `* OK`, `* PREAUTH` or `* BYE`: RFC 3501 section 7.1.
    Imap,
    /// A TLS alert or handshake record: RFC 8446 section 5.1.
    Tls,
    /// None of these, and no SMTP either.
    Other,
}

const SIGNATURES: &[(&[u8], Gibberish)] = &[
    (b"HTTP/", Gibberish::Http),
    (b"SSH-", Gibberish::Ssh),
    (b"+OK", Gibberish::Pop3),
    (b"-ERR", Gibberish::Pop3),
    (b"* OK", Gibberish::Imap),
    (b"* PREAUTH", Gibberish::Imap),
    (b"* BYE", Gibberish::Imap),
    (b"\x15\x03", Gibberish::Tls),
    (b"\x16\x03", Gibberish::Tls),
];

impl Gibberish {
    /// The protocol's name as people write it.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Http => "HTTP",
            Self::Ssh => "SSH",
            Self::Pop3 => "POP3",
            Self::Imap => "IMAP",
            Self::Tls => "TLS",
            Self::Other => "something else",
        }
    }
}

/// Says what the first bytes of a server are, or nothing when they are or may become the start of an SMTP reply.
#[must_use]
pub fn recognise(first_bytes: &[u8]) -> Option<Gibberish> {
    let known = SIGNATURES
        .iter()
        .find(|(signature, _)| first_bytes.starts_with(signature));
    match known {
        Some((_, gibberish)) => Some(*gibberish),
        None if may_be_reply(first_bytes) => None,
        None => Some(Gibberish::Other),
    }
}

fn may_be_reply(first_bytes: &[u8]) -> bool {
    let line = first_bytes
        .split(|byte| matches!(byte, b'\r' | b'\n'))
        .next()
        .unwrap_or_default();
    let complete = line.len() < first_bytes.len();
    if complete || line.len() > 3 {
        opening(line).is_some()
    } else {
        line.iter().all(u8::is_ascii_digit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_and_their_beginnings_are_no_gibberish() {
        for bytes in [
            &b""[..],
            b"2",
            b"22",
            b"220",
            b"220 mx",
            b"220-mx",
            b"554\r\n",
            b"421 busy\r\nHTTP/1.1",
            b"650 what",
        ] {
            assert_eq!(recognise(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn protocols_on_the_wrong_port_are_named() {
        assert_eq!(
            recognise(b"HTTP/1.1 400 Bad Request\r\n"),
            Some(Gibberish::Http)
        );
        assert_eq!(recognise(b"SSH-2.0-OpenSSH_9.2\r\n"), Some(Gibberish::Ssh));
        assert_eq!(recognise(b"+OK ready\r\n"), Some(Gibberish::Pop3));
        assert_eq!(
            recognise(b"* OK [CAPABILITY IMAP4rev1]\r\n"),
            Some(Gibberish::Imap)
        );
        assert_eq!(
            recognise(b"\x15\x03\x01\x00\x02\x02\x46"),
            Some(Gibberish::Tls)
        );
        assert_eq!(recognise(b"\x16\x03\x03\x00\x7a"), Some(Gibberish::Tls));
    }

    #[test]
    fn anything_else_is_other() {
        for bytes in [
            &b"\r\n"[..],
            b"hello\r\n",
            b"22\r\n",
            b"2200",
            b"\0\0\0",
            b"* HELLO",
        ] {
            assert_eq!(recognise(bytes), Some(Gibberish::Other), "{bytes:?}");
        }
    }
}
