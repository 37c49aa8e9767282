//! SASL mechanisms as RFC 4954 uses them: one a file, the table here. A mechanism is a dialogue of lines; it sees the
//! text behind 334 and 235 and gives back what goes out, with what may be shown of it. Secrets are opened here only.

mod cram_md5;
mod error;
mod external;
mod login;
mod oauth;
mod plain;
mod prepare;
mod scram;
mod secret;
pub mod server;
#[cfg(test)]
mod tests;

use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use crate::smtp::Outgoing;

pub use error::Error;
pub use scram::LEAST_ITERATIONS;
pub use secret::Secret;

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

/// What a mechanism needs beside the user's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKind {
    /// A password.
    Password,
    /// An OAuth 2.0 access token.
    Token,
    /// Nothing: TLS told who we are.
    None,
}

/// A way to log in.
#[derive(Debug)]
pub struct Mechanism {
    /// Its name in AUTH.
    pub name: &'static str,
    /// Where it is defined.
    pub reference: &'static str,
    /// What it needs.
    pub secret: SecretKind,
    /// Whether the secret itself is sent, rather than a proof that it is known.
    pub sends_secret: bool,
    /// Whether it binds the login to the TLS connection.
    pub channel_binding: bool,
    start: Start,
}

type Start = fn(&Beginning<'_>) -> Result<Box<dyn Exchange>, Error>;

/// What a mechanism starts from.
struct Beginning<'a> {
    mechanism: &'static str,
    credentials: Credentials<'a>,
    binding: Option<&'a ChannelBinding>,
    /// The server offers the mechanism with channel binding too.
    binding_offered: bool,
    random: &'a [u8; 24],
}

/// All mechanisms, strongest first. CRAM-MD5 comes after the mechanisms that send the password itself: over a verified
/// TLS connection nobody can read those, and servers must keep the password in clear for CRAM-MD5 (RFC 6331 has the
/// same verdict on its sibling).
pub const MECHANISMS: &[Mechanism] = &[
    mechanism(
        "SCRAM-SHA-256-PLUS",
        "RFC 7677",
        SecretKind::Password,
        false,
        true,
        scram::start,
    ),
    mechanism(
        "SCRAM-SHA-1-PLUS",
        "RFC 5802",
        SecretKind::Password,
        false,
        true,
        scram::start,
    ),
    mechanism(
        "SCRAM-SHA-256",
        "RFC 7677",
        SecretKind::Password,
        false,
        false,
        scram::start,
    ),
    mechanism(
        "SCRAM-SHA-1",
        "RFC 5802",
        SecretKind::Password,
        false,
        false,
        scram::start,
    ),
    mechanism(
        "PLAIN",
        "RFC 4616",
        SecretKind::Password,
        true,
        false,
        plain::start,
    ),
    mechanism(
        "LOGIN",
        "draft-murchison-sasl-login",
        SecretKind::Password,
        true,
        false,
        login::start,
    ),
    mechanism(
        "CRAM-MD5",
        "RFC 2195",
        SecretKind::Password,
        false,
        false,
        cram_md5::start,
    ),
    mechanism(
        "OAUTHBEARER",
        "RFC 7628",
        SecretKind::Token,
        true,
        false,
        oauth::start_bearer,
    ),
    mechanism(
        "XOAUTH2",
        "Google and Microsoft",
        SecretKind::Token,
        true,
        false,
        oauth::start_xoauth2,
    ),
    mechanism(
        "EXTERNAL",
        "RFC 4422 appendix A",
        SecretKind::None,
        false,
        false,
        external::start,
    ),
];

const fn mechanism(
    name: &'static str,
    reference: &'static str,
    secret: SecretKind,
    sends_secret: bool,
    channel_binding: bool,
    start: Start,
) -> Mechanism {
    Mechanism {
        name,
        reference,
        secret,
        sends_secret,
        channel_binding,
        start,
    }
}

/// The mechanism with this name, in whatever case.
#[must_use]
pub fn find(name: &str) -> Option<&'static Mechanism> {
    MECHANISMS
        .iter()
        .find(|mechanism| mechanism.name.eq_ignore_ascii_case(name))
}

/// The strongest mechanism offered that works with a password.
#[must_use]
pub fn strongest(offered: &[String], binding_available: bool) -> Option<&'static Mechanism> {
    MECHANISMS.iter().find(|mechanism| {
        mechanism.secret == SecretKind::Password
            && (binding_available || !mechanism.channel_binding)
            && is_offered(offered, mechanism.name)
    })
}

fn is_offered(offered: &[String], name: &str) -> bool {
    offered.iter().any(|one| one.eq_ignore_ascii_case(name))
}

impl Mechanism {
    /// Begins a login. `binding` is the best that the connection has, `offered` what the server offers, `random` has
    /// not been used before.
    ///
    /// # Errors
    /// The name or password cannot be used with this mechanism, or the connection has nothing to bind to.
    pub fn start(
        &self,
        credentials: &Credentials<'_>,
        binding: Option<&ChannelBinding>,
        offered: &[String],
        random: &[u8; 24],
    ) -> Result<Box<dyn Exchange>, Error> {
        let binding_offered = is_offered(offered, &format!("{}-PLUS", self.name));
        let beginning = Beginning {
            mechanism: self.name,
            credentials: *credentials,
            binding,
            binding_offered,
            random,
        };
        if self.channel_binding && binding.is_none() {
            return Err(Error::NothingToBind);
        }
        (self.start)(&beginning)
    }
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
fn once(sent: bool) -> Result<(), Error> {
    if sent { Ok(()) } else { Err(Error::Premature) }
}

/// Octets of a command line, CRLF included: RFC 5321 section 4.5.3.1.4.
const LONGEST_COMMAND: usize = 512;

/// Base64 that is zeroed when dropped.
fn encoded(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(STANDARD.encode(bytes).into_bytes())
}

/// The AUTH command with an initial response in Base64, or without where the line would become too long.
fn command_with(mechanism: &str, response: &[u8], note: &str) -> (Outgoing, bool) {
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
fn decoded(challenge: &str) -> Result<Vec<u8>, Error> {
    STANDARD
        .decode(challenge.trim())
        .map_err(|_| Error::MalformedChallenge("it is not Base64".to_owned()))
}
