//! What is known about the moment in which a reply came: advice must be possible there.

use super::{About, Dialect};
use crate::{
    event::{AuthenticationStatus, FailedStage},
    report::{
        Server,
        server::{StartTlsStatus, TlsMode},
    },
    sasl::{self, Mechanism, SecretKind},
    smtp::{Demand, Reply},
};

/// The moment. Without a server (`--explain`) no more than the stage is known, if that.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Situation<'a> {
    /// What was answered.
    pub(super) stage: Option<FailedStage>,
    /// The connection on which it was.
    pub(super) connection: Option<Connection<'a>>,
    /// What was offered to the server at AUTH.
    pub(super) secret: Option<SecretKind>,
    /// By which mechanism.
    pub(super) mechanism: Option<&'a str>,
}

/// The connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Connection<'a> {
    /// Under TLS.
    pub(super) encrypted: bool,
    /// STARTTLS, where it is not.
    pub(super) starttls: StartTlsStatus,
    /// STARTTLS is on offer.
    pub(super) offers_starttls: bool,
    /// The mechanisms of the last EHLO reply.
    pub(super) mechanisms: &'a [String],
    /// A login was accepted.
    pub(super) logged_in: bool,
    /// The port.
    pub(super) port: u16,
}

impl<'a> Situation<'a> {
    /// Nothing is known but the stage, if that.
    pub(super) fn unknown(stage: Option<FailedStage>) -> Self {
        Self {
            stage,
            ..Self::default()
        }
    }

    /// A reply of this server at this stage.
    pub(crate) fn at(server: &'a Server, stage: FailedStage) -> Self {
        let encrypted = match server.tls_mode {
            TlsMode::Implicit => true,
            TlsMode::Starttls => stage > FailedStage::Tls,
            TlsMode::None => false,
        };
        let attempted = &server.authentication.attempted;
        Self {
            stage: Some(stage),
            connection: Some(Connection {
                encrypted,
                starttls: server.starttls.status,
                offers_starttls: server
                    .ehlo_in_clear()
                    .is_some_and(|ehlo| ehlo.extensions.iter().any(|one| one.is("STARTTLS"))),
                mechanisms: &server.authentication.offered,
                logged_in: attempted
                    .iter()
                    .any(|attempt| attempt.status == AuthenticationStatus::Accepted),
                port: server.port,
            }),
            secret: None,
            mechanism: None,
        }
        .of_last_login(server)
    }

    fn of_last_login(self, server: &'a Server) -> Self {
        let last = server.authentication.attempted.last();
        match last.filter(|_| self.stage == Some(FailedStage::Auth)) {
            Some(attempt) => self.with(&attempt.mechanism),
            None => self,
        }
    }

    /// The same, at a login with this mechanism.
    pub(crate) fn with(self, mechanism: &'a str) -> Self {
        Self {
            secret: sasl::find(mechanism).map(|known| known.secret),
            mechanism: Some(mechanism),
            ..self
        }
    }

    /// What the reply wants first. At AUTH a login is nothing to want; and before that nobody can log in or name a sender.
    pub(super) fn demand(&self, reply: &Reply) -> Option<Demand> {
        reply
            .demand()
            .or_else(|| self.by_code_alone(reply))
            .filter(|demand| match (demand, self.stage) {
                (Demand::Login | Demand::Sender, Some(stage)) => stage >= FailedStage::Mail,
                (Demand::Tls, Some(stage)) => stage >= FailedStage::Ehlo,
                _ => true,
            })
    }

    /// Whether a refusal can mean this here: who has not come to AUTH has named nobody, sent nothing and cannot log in, and
    /// whoever is about to log in wants no login first, and has named nobody else.
    pub(super) fn admits(&self, dialect: &Dialect) -> bool {
        if self.stage == Some(FailedStage::Auth) {
            return dialect.beside_login.is_none()
                && !matches!(dialect.about, About::Recipient | About::Message);
        }
        !self.is_before_login()
            || dialect.beside_login.is_some()
            || !matches!(
                dialect.about,
                About::Login | About::Recipient | About::Message
            )
    }

    /// The reply is to the greeting, EHLO or STARTTLS.
    pub(super) fn is_before_login(&self) -> bool {
        self.stage.is_some_and(|stage| stage < FailedStage::Auth)
    }

    /// A 530 without words stands for TLS or a login (RFC 3207 section 4, RFC 4954 section 6): for the one that there can be.
    fn by_code_alone(&self, reply: &Reply) -> Option<Demand> {
        let connection = self.connection?;
        let says_no_more = reply
            .enhanced_status_code()
            .is_none_or(|code| (code.subject, code.detail) == (7, 0));
        if reply.code.value() != 530 || !says_no_more {
            return None;
        }
        let could_encrypt = !connection.encrypted && connection.offers_starttls;
        match (could_encrypt, connection.mechanisms.is_empty()) {
            (true, true) => Some(Demand::Tls),
            (true, false) => None,
            (false, _) => Some(Demand::Login),
        }
    }

    /// Whether an enhanced status code means here what its row says. In replies to the greeting, EHLO and STARTTLS, where
    /// RFC 2034 has none, it is of little use.
    pub(super) fn speaks_for_itself(&self) -> bool {
        self.stage.is_none_or(|stage| stage >= FailedStage::Auth)
    }
}

impl Connection<'_> {
    /// The mechanisms on offer that this program knows and that take a password or a token.
    pub(super) fn usable(&self) -> impl Iterator<Item = &'static Mechanism> {
        self.mechanisms
            .iter()
            .filter_map(|name| sasl::find(name))
            .filter(|mechanism| mechanism.secret != SecretKind::None)
    }
}
