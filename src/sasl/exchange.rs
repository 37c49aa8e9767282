//! A login on its way: what it starts from, what a mechanism does in it, and the lines that all of them write.

use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::{Error, Secret};
use crate::smtp::Outgoing;

/// Whose login it is.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// The user.
    pub username: &'a str,
    /// As whom to act, where that is somebody else.
    pub authorization_identity: Option<&'a str>,
    /// The password or token.
    pub secret: &'a Secret,
    /// The server by name, for mechanisms that tell it.
    pub host: &'a str,
    /// Its port.
    pub port: u16,
    /// Whether nobody in between hears what is said: the connection is encrypted and the server verified.
    pub protected: bool,
}

/// Something of the TLS connection that both ends know and nobody in between does.
#[derive(Clone)]
pub struct ChannelBinding {
    /// Which.
    pub kind: ChannelBindingKind,
    /// The bytes.
    pub data: Vec<u8>,
}

/// The kinds of channel binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelBindingKind {
    /// RFC 9266.
    TlsExporter,
    /// RFC 5929 section 4.
    TlsServerEndPoint,
}

impl ChannelBindingKind {
    /// The name in SCRAM's first message.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TlsExporter => "tls-exporter",
            Self::TlsServerEndPoint => "tls-server-end-point",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::TlsExporter, Self::TlsServerEndPoint]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

/// What a mechanism starts from.
pub(super) struct Beginning<'a> {
    pub(super) mechanism: &'static str,
    pub(super) credentials: Credentials<'a>,
    pub(super) binding: Option<&'a ChannelBinding>,
    /// The server offers the mechanism with channel binding too.
    pub(super) binding_offered: bool,
    pub(super) random: &'a [u8; 24],
}

/// A login on its way.
pub trait Exchange: Send {
    /// The AUTH command, with what the mechanism says first where the line stays within 512 octets.
    ///
    /// # Errors
    /// The name or password cannot be used.
    fn command(&mut self) -> Result<Outgoing, Error>;

    /// The answer to a challenge: the text behind 334.
    ///
    /// # Errors
    /// The server does not keep to the mechanism, or is not the one that knows the password.
    fn respond(&mut self, challenge: &str) -> Result<Outgoing, Error>;

    /// Looks at the reply 235, whose text this is.
    ///
    /// # Errors
    /// The server has not proved that it knows the password, where the mechanism asks for that, or accepted before it
    /// had what it would have to look at.
    fn accepted(&mut self, text: Option<&str>) -> Result<(), Error>;

    /// What the server said about a failure beyond its reply, safe to show.
    fn failure_detail(&self) -> Option<String> {
        None
    }

    /// Everything sent so far, not encoded, that must not be shown should the server repeat it in whatever encoding.
    fn needles(&self) -> Vec<Zeroizing<Vec<u8>>> {
        Vec::new()
    }

    /// How often the server has the password hashed, where it says so.
    fn iterations(&self) -> Option<u32> {
        None
    }

    /// What was odd about the server's side, safe to show.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}

/// What 235 is worth where the client alone proves something: only what went out can have been looked at (RFC 4954 section
/// 4: an initial response may be all of it).
pub(super) fn once(sent: bool) -> Result<(), Error> {
    if sent { Ok(()) } else { Err(Error::Premature) }
}

/// Octets of a command line, CRLF included: RFC 5321 section 4.5.3.1.4.
const LONGEST_COMMAND: usize = 512;

/// Base64 that is zeroed when dropped.
pub(super) fn encoded(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(STANDARD.encode(bytes).into_bytes())
}

/// The AUTH command with an initial response in Base64, or without where the line would become too long.
pub(super) fn command_with(mechanism: &str, response: &[u8], note: &str) -> (Outgoing, bool) {
    let start = format!("AUTH {mechanism}");
    let encoded = if response.is_empty() {
        Zeroizing::new(b"=".to_vec())
    } else {
        encoded(response)
    };
    match start.len() + 1 + encoded.len() + 2 {
        ..=LONGEST_COMMAND => (Outgoing::partly(&start, &encoded, note), true),
        _ => (Outgoing::line(&start), false),
    }
}

/// The bytes of a challenge.
pub(super) fn decoded(challenge: &str) -> Result<Vec<u8>, Error> {
    STANDARD
        .decode(challenge.trim())
        .map_err(|_| Error::MalformedChallenge("it is not Base64".to_owned()))
}
