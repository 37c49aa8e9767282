//! SASL mechanisms as RFC 4954 uses them: one a file, the table here. A mechanism is a dialogue of lines; it sees the
//! text behind 334 and 235 and gives back what goes out, with what may be shown of it. Secrets are opened here only.

mod cram_md5;
mod error;
mod exchange;
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

use exchange::Beginning;

pub use error::Error;
pub use exchange::{ChannelBinding, ChannelBindingKind, Credentials, Exchange};
pub use scram::LEAST_ITERATIONS;
pub use secret::Secret;

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
