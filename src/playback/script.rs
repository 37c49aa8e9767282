//! The language of scripts: a transcript, so that one pasted from a bug report is already half a test. One item a line:
//!
//! ```text
//! S: 220 mx.example.com ESMTP     a line to send; \r \n \t \0 \xNN \\ are escapes
//! C: EHLO *                       the client's next line must be this; case does not count, * stands for anything
//! C: [Base64-encoded password]    a note in place of a line: any line of the client will do
//! [TLS expired max=1.2]           a handshake: a certificate profile (good when none is named) and options:
//!                                 max=1.2, min=1.3, ask, demand (a client certificate),
//!                                 staple=good (an OCSP response; or appointed, revoked, stale, forged, another, try-later),
//!                                 keep (what came in clear before the handshake is executed after it),
//!                                 small (a hello with a post-quantum key share ends the connection),
//!                                 sni=wrong-name (what those see who send no server name: a profile, or refused),
//!                                 also=rsa (another certificate for those who cannot use the first one's key),
//!                                 issuer=http://… (where the certificate says that its issuer's is)
//! [plain "HTTP/1.1 400"]          the client's handshake is answered with these bytes
//! [auth ann hunter2]              the AUTH command comes next; answered for this user and password
//! [mirror ann hunter2]            the same, but refused in the end with all that the client said, in every encoding
//! [data]                          reads a message up to the final dot
//! [data "\n.\n"]                  likewise, or up to these bytes, whichever come first
//! [always RCPT *: 550 no]         from here on a line that is not what is expected next, but this, is answered so
//! [send "220 a\n"]                bytes as they are, with the same escapes
//! [repeat 600 "250-X\\r\\n"]       the same many times over
//! [drip 1s "x"]                   the same over and over, after a pause each time, until the client gives up
//! [fragment 1]                    from here on at most so many bytes are sent at once, those of a handshake as well
//! [wait 5s]                       nothing happens for a while
//! [silence]                       nothing happens until the client gives up
//! [half-close]                    nothing more is sent, and the connection says so; the client is read until it gives up
//! [close]  [reset]                the connection ends, politely or not
//! # a comment
//! ```
//!
//! Notes of a transcript that are neither of these, such as `C: [Establishes TCP connection …]` and `C: [TLS …]`, are
//! passed over. QUIT where the script does not have it, and after its end, is answered with 221.

use std::{fmt, time::Duration};

use super::{Profile, resolver::Unnamed, staple::Staple};
use crate::text::visible;

/// What to do, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    pub(super) items: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    Send(Vec<u8>),
    Expect(String),
    Any,
    Tls(Handshake),
    Plain(Vec<u8>),
    Auth {
        username: String,
        password: String,
        mirror: bool,
    },
    Repeat {
        count: usize,
        bytes: Vec<u8>,
    },
    Drip {
        pause: Duration,
        bytes: Vec<u8>,
    },
    /// The final dot ends it, and so does what stands here.
    Data(Option<Vec<u8>>),
    Always(Answer),
    Fragment(usize),
    Wait(Duration),
    Silence,
    HalfClose,
    Close,
    Reset,
}

/// What is said to a line wherever it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) pattern: String,
    pub(super) wire: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Handshake {
    pub(super) profile: Profile,
    pub(super) oldest: Version,
    pub(super) newest: Version,
    pub(super) client: ClientCertificate,
    pub(super) staple: Staple,
    /// CVE-2011-0411: what came in clear is not forgotten.
    pub(super) keep: bool,
    /// A hello with a post-quantum key share, larger than a segment, ends the connection.
    pub(super) small: bool,
    pub(super) unnamed: Unnamed<Profile>,
    /// A second certificate, with an RSA key.
    pub(super) also_rsa: bool,
    /// RFC 5280 section 4.2.2.1.
    pub(super) issuer_url: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    Tls12,
    Tls13,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClientCertificate {
    NotAsked,
    Asked,
    Demanded,
}

/// A line that is no item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptError {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = visible(self.message.as_bytes());
        write!(formatter, "line {}: {message}", self.line)
    }
}

impl std::error::Error for ScriptError {}

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    /// The first line that is no item.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        let mut items = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let wrong = |message: String| ScriptError {
                line: at + 1,
                message,
            };
            items.extend(item(line.trim()).map_err(wrong)?);
        }
        Ok(Self { items })
    }

    /// Whether the connection is to end with a reset. Whoever holds the socket has to see to it: a stream has no other
    /// way to end than the polite one, or none.
    #[must_use]
    pub fn resets(&self) -> bool {
        self.items.contains(&Item::Reset)
    }
}

fn item(line: &str) -> Result<Option<Item>, String> {
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    if let Some(said) = line.strip_prefix("S:") {
        let said = said.strip_prefix(' ').unwrap_or(said);
        return match said.starts_with('[') {
            true => Ok(None),
            false => Ok(Some(Item::Send(
                [unescaped(said)?, b"\r\n".to_vec()].concat(),
            ))),
        };
    }
    if let Some(said) = line.strip_prefix("C:") {
        let said = said.strip_prefix(' ').unwrap_or(said);
        return Ok(expected(said));
    }
    match line
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(note) => action(note).map(Some),
        None => Err(format!(
            "\"{line}\" is neither S:, C: nor a note in brackets"
        )),
    }
}

/// `AUTH PLAIN [Base64-encoded credentials]` is `AUTH PLAIN *`.
fn expected(said: &str) -> Option<Item> {
    match said.split_once('[') {
        Some(("", note)) if note.starts_with("Base64") => Some(Item::Any),
        Some(("", _)) => None,
        Some((start, _)) => Some(Item::Expect(format!("{start}*"))),
        None => Some(Item::Expect(said.to_owned())),
    }
}

fn action(note: &str) -> Result<Item, String> {
    let (verb, rest) = note.split_once(' ').unwrap_or((note, ""));
    match verb {
        "any" => Ok(Item::Any),
        "data" if rest.is_empty() => Ok(Item::Data(None)),
        "data" => quoted(rest).map(|end| Item::Data(Some(end))),
        "always" => match rest.split_once(": ") {
            Some((pattern, said)) => Ok(Item::Always(Answer {
                pattern: pattern.to_owned(),
                wire: [unescaped(said)?, b"\r\n".to_vec()].concat(),
            })),
            None => Err("[always PATTERN: REPLY] takes both".to_owned()),
        },
        "silence" => Ok(Item::Silence),
        "half-close" => Ok(Item::HalfClose),
        "close" => Ok(Item::Close),
        "reset" => Ok(Item::Reset),
        "TLS" => handshake(rest).map(Item::Tls),
        "send" => quoted(rest).map(Item::Send),
        "plain" => quoted(rest).map(Item::Plain),
        "fragment" => match rest.parse() {
            Ok(bytes) if bytes > 0 => Ok(Item::Fragment(bytes)),
            _ => Err("[fragment N] takes a number of bytes".to_owned()),
        },
        "repeat" => match rest
            .split_once(' ')
            .map(|(count, text)| (count.parse(), text))
        {
            Some((Ok(count), text)) => quoted(text).map(|bytes| Item::Repeat { count, bytes }),
            _ => Err("[repeat N \"bytes\"] takes a number and bytes".to_owned()),
        },
        "drip" => match rest.split_once(' ') {
            Some((pause, text)) => Ok(Item::Drip {
                pause: seconds(pause)?,
                bytes: quoted(text)?,
            }),
            None => Err("[drip 1s \"bytes\"] takes seconds and bytes".to_owned()),
        },
        "wait" => seconds(rest).map(Item::Wait),
        "auth" | "mirror" => match rest.split_once(' ') {
            Some((username, password)) => Ok(Item::Auth {
                username: username.to_owned(),
                password: password.to_owned(),
                mirror: verb == "mirror",
            }),
            None => Err(format!("[{verb} USER PASSWORD] takes both")),
        },
        _ => Err(format!("[{note}] is nothing that can be done")),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text
        .strip_suffix('s')
        .and_then(|number| number.parse().ok());
    seconds
        .map(Duration::from_secs)
        .ok_or(format!("\"{text}\" is no time such as 5s"))
}

fn handshake(options: &str) -> Result<Handshake, String> {
    let mut handshake = Handshake {
        profile: Profile::Good,
        oldest: Version::Tls12,
        newest: Version::Tls13,
        client: ClientCertificate::NotAsked,
        staple: Staple::Nothing,
        keep: false,
        small: false,
        unnamed: Unnamed::Same,
        also_rsa: false,
        issuer_url: None,
    };
    for option in options.split_ascii_whitespace() {
        match option {
            "max=1.2" => handshake.newest = Version::Tls12,
            "min=1.3" => handshake.oldest = Version::Tls13,
            "ask" => handshake.client = ClientCertificate::Asked,
            "keep" => handshake.keep = true,
            "small" => handshake.small = true,
            "demand" => handshake.client = ClientCertificate::Demanded,
            "also=rsa" => handshake.also_rsa = true,
            "sni=refused" => handshake.unnamed = Unnamed::Refused,
            name => match name.split_once('=') {
                Some(("staple", staple)) => handshake.staple = staple.parse()?,
                Some(("sni", profile)) => handshake.unnamed = Unnamed::Other(profile.parse()?),
                Some(("issuer", url)) => handshake.issuer_url = Some(url.to_owned()),
                _ => handshake.profile = name.parse()?,
            },
        }
    }
    Ok(handshake)
}

fn quoted(text: &str) -> Result<Vec<u8>, String> {
    match text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(inner) => unescaped(inner),
        None => Err("the bytes stand in double quotes".to_owned()),
    }
}

fn unescaped(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        bytes.push(match rest.next() {
            Some('r') => b'\r',
            Some('n') => b'\n',
            Some('t') => b'\t',
            Some('0') => 0,
            Some('"') => b'"',
            Some('\\') => b'\\',
            Some('x') => {
                let digits: String = rest.by_ref().take(2).collect();
                // A sign, which `from_str_radix` would take, is none.
                let is_byte =
                    digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
                u8::from_str_radix(&digits, 16)
                    .ok()
                    .filter(|_| is_byte)
                    .ok_or_else(|| format!("\\x{digits} is no byte"))?
            }
            other => {
                return Err(format!(
                    "\\{} is no escape",
                    other.map(String::from).unwrap_or_default()
                ));
            }
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<Item> {
        Script::parse(text).unwrap().items
    }

    #[test]
    fn a_pasted_transcript_is_a_script() {
        let pasted = "C: [Establishes TCP connection to mx.example.com (192.0.2.1) port 25]\n\
                      S: 220 mx.example.com\n\
                      C: EHLO client.example.org\n\
                      C: [TLS certificate verified: trusted]\n\
                      S: [TLS Certificate: mx.example.com]\n\
                      C: AUTH PLAIN [Base64-encoded credentials]\n\
                      C: [Base64-encoded password]\n";
        let expected = [
            Item::Send(b"220 mx.example.com\r\n".to_vec()),
            Item::Expect("EHLO client.example.org".to_owned()),
            Item::Expect("AUTH PLAIN *".to_owned()),
            Item::Any,
        ];
        assert_eq!(items(pasted), expected);
    }

    #[test]
    fn notes_say_what_to_do() {
        assert_eq!(
            items("[send \"a\\r\\n\\x00\\\\\"]"),
            [Item::Send(b"a\r\n\0\\".to_vec())]
        );
        assert_eq!(items("[wait 90s]"), [Item::Wait(Duration::from_secs(90))]);
        assert_eq!(
            items("[auth ann a b]"),
            [Item::Auth {
                username: "ann".to_owned(),
                password: "a b".to_owned(),
                mirror: false
            }]
        );
        assert_eq!(
            items("[repeat 3 \"250-x\\r\\n\"]\n[drip 2s \"x\"]"),
            [
                Item::Repeat {
                    count: 3,
                    bytes: b"250-x\r\n".to_vec()
                },
                Item::Drip {
                    pause: Duration::from_secs(2),
                    bytes: b"x".to_vec()
                }
            ]
        );
        let tls = Handshake {
            profile: Profile::Expired,
            oldest: Version::Tls12,
            newest: Version::Tls12,
            client: ClientCertificate::Asked,
            staple: Staple::Revoked,
            keep: false,
            small: false,
            unnamed: Unnamed::Other(Profile::WrongName),
            also_rsa: true,
            issuer_url: Some("http://ca.example.com/ca.der".to_owned()),
        };
        assert_eq!(
            items(
                "[TLS expired max=1.2 ask staple=revoked sni=wrong-name also=rsa issuer=http://ca.example.com/ca.der]"
            ),
            [Item::Tls(tls)]
        );
        assert_eq!(items("[data]"), [Item::Data(None)]);
        assert_eq!(
            items("[data \"\\n.\\n\"]"),
            [Item::Data(Some(b"\n.\n".to_vec()))]
        );
        let answer = Answer {
            pattern: "RCPT TO:<*>".to_owned(),
            wire: b"550 no\r\n".to_vec(),
        };
        assert_eq!(
            items("[always RCPT TO:<*>: 550 no]"),
            [Item::Always(answer)]
        );
        assert_eq!(items("[half-close]"), [Item::HalfClose]);
        assert_eq!(items("# nothing\n\n"), []);
    }

    #[test]
    fn a_reset_is_known_beforehand() {
        assert!(Script::parse("S: 220 a\n[reset]").unwrap().resets());
        assert!(!Script::parse("S: 220 a\n[close]").unwrap().resets());
    }

    #[test]
    fn errors_name_the_line() {
        for (text, line) in [
            ("S: a\nX: b", 2),
            ("[dance]", 1),
            ("\n\n[wait long]", 3),
            ("S: \\q", 1),
            ("S: \\x+1", 1),
            ("S: \\x4", 1),
            ("[TLS wobbly]", 1),
            ("[TLS staple=wobbly]", 1),
            ("[TLS sni=wobbly]", 1),
            ("[send x]", 1),
            ("[repeat x \"a\"]", 1),
            ("[drip \"a\"]", 1),
            ("[always x]", 1),
        ] {
            assert_eq!(Script::parse(text).unwrap_err().line, line, "{text:?}");
        }
    }

    #[test]
    fn an_escape_sequence_in_a_wrong_line_is_shown_and_not_sent_to_the_terminal() {
        let error = Script::parse("X\x1b[2J").unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 1: \"X\\x1b[2J\" is neither S:, C: nor a note in brackets"
        );
    }
}
