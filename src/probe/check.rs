//! What the parts of a conversation share: whose it is, what is known so far, and how it ends.

use std::{
    cell::{Cell, RefCell},
    net::IpAddr,
    time::Duration,
};

use tokio::time::Instant;

use super::{
    aim::{Aim, Host},
    dane_records::LookUp,
    mail_exchanger::Candidate,
    protocol::WayToTls,
    task::{Stage, Task},
};
use crate::{
    event::{Cause, FailedStage, Failure},
    net::{
        Network,
        link::{Link, Lost, Watch, seconds},
        tls::{Parameters, Roots, is_server_name},
    },
    smtp::{Extensions, Reply},
    tls::{CipherSuite, Facts, Group, Reason, TlsVersion, Verification},
};

/// Why a conversation does not go on.
pub(super) enum Stop {
    /// It failed.
    Failed(Failure),
    /// It came as far as was asked.
    AsAsked(Stage),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// The check of one address of one server.
pub(super) struct Check<'a, N> {
    pub(super) aim: &'a Aim,
    pub(super) task: &'a Task,
    pub(super) roots: &'a dyn Fn() -> Roots,
    pub(super) network: &'a N,
    pub(super) watch: Watch<'a>,
    pub(super) candidate: &'a Candidate,
    pub(super) address: IpAddr,
    /// An earlier server rejected the login; another try could lock the account.
    pub(super) skip_login: bool,
    /// Whether the user gave the server's name, or DNSSEC proves the way from what he typed to it.
    pub(super) name_is_trusted: bool,
    /// The TLSA base domain, where it is the server name to send (RFC 7672 section 8.1).
    pub(super) tlsa_base: Option<&'a str>,
    /// The TLSA records, where they are asked for.
    pub(super) dane: Option<&'a LookUp<'a>>,
    /// When the time of this server is over (`--timeout`), whatever is still to be asked of it.
    pub(super) deadline: Cell<Instant>,
    /// Our address, once it is connected.
    pub(super) own_address: &'a Cell<Option<IpAddr>>,
    /// A large ClientHello got no answer here, and a smaller one did.
    pub(super) small_hello: Cell<bool>,
    /// What the conversation showed of it, for what is judged beside it.
    pub(super) seen: &'a RefCell<Seen>,
}

/// What a conversation showed.
#[derive(Clone, Default)]
pub(super) struct Seen {
    /// TCP was established.
    pub(super) connected: bool,
    /// Whether TLS can be had: STARTTLS is offered, or TLS comes first. None before that is known.
    pub(super) offered: Option<bool>,
    /// The server's certificates in DER.
    pub(super) chain_der: Vec<Vec<u8>>,
    /// What was agreed on in the handshake.
    pub(super) spoken: Option<Spoken>,
    /// The server name that was sent in the handshake.
    pub(super) server_name: Option<String>,
    /// The certificate of the issuer was not sent along.
    pub(super) lacks_issuer: bool,
    /// The server said no to user name or password.
    pub(super) login_rejected: bool,
    /// The chains that a scan found.
    pub(super) scanned: Vec<Vec<Vec<u8>>>,
}

/// What a complete handshake agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spoken {
    pub(super) version: TlsVersion,
    pub(super) cipher_suite: Option<CipherSuite>,
    pub(super) group: Option<Group>,
}

/// What is known about the server at this point of the conversation.
#[derive(Default)]
pub(super) struct Known {
    pub(super) extensions: Extensions,
    pub(super) verification: Option<Verification>,
    /// The certificate that was verified, in DER.
    pub(super) leaf_der: Option<Vec<u8>>,
    /// Whether EHLO or HELO was accepted.
    pub(super) greeted: bool,
}

impl Seen {
    /// Keeps what a complete handshake showed.
    pub(super) fn established(&mut self, facts: &Facts) {
        self.handshake(facts);
        self.spoken = facts.version.map(|version| Spoken {
            version,
            cipher_suite: facts.cipher_suite,
            group: facts.key_exchange_group,
        });
    }

    /// Keeps what a handshake showed, complete or not.
    pub(super) fn handshake(&mut self, facts: &Facts) {
        self.chain_der.clone_from(&facts.chain_der);
        self.server_name.clone_from(&facts.server_name);
        self.lacks_issuer = facts
            .verification
            .as_ref()
            .is_some_and(|verification| verification.has(Reason::MissingIntermediate));
    }
}

impl<N: Network> Check<'_, N> {
    /// What is asked of a handshake.
    pub(super) fn parameters(&self) -> Parameters {
        let tls = &self.task.tls;
        let verify_name = tls
            .verify_name
            .clone()
            .or_else(|| self.candidate.name.clone());
        Parameters {
            server_name: tls
                .server_name
                .clone()
                .or_else(|| self.tlsa_base.map(str::to_owned))
                .or_else(|| verify_name.clone())
                .filter(|name| is_server_name(name)),
            verify_name,
            minimum_version: tls.minimum_version.unwrap_or(TlsVersion::Tls12),
            post_quantum: !self.small_hello.get(),
            client_certificate: tls.client_certificate.clone(),
            key_log: tls.key_log.clone(),
            storyboard: tls.storyboard,
            roots: (self.roots)(),
            now: self.network.timestamp(),
            concealer: self.task.concealer.clone(),
        }
    }

    /// Masks the secrets of the run: a server may know them before it is told, and repeats them on whatever connection.
    pub(super) fn conceal(&self, link: &mut Link<'_>) {
        link.conceal(self.task.concealer.clone());
    }

    /// How its connections get to TLS.
    pub(super) fn way_to_tls(&self) -> WayToTls {
        WayToTls::of(self.aim.tls_mode)
    }

    /// Whether TLS comes before the greeting.
    pub(super) fn has_tls_first(&self) -> bool {
        self.way_to_tls() == WayToTls::AtOnce
    }

    /// The time that is left for this server.
    pub(super) fn remaining(&self) -> Duration {
        self.deadline
            .get()
            .saturating_duration_since(Instant::now())
    }

    /// Why there is none: no fault of the server's.
    pub(super) fn no_time_left(&self) -> String {
        format!(
            "no time was left of the {} that --timeout gives a server",
            seconds(self.task.timeout)
        )
    }

    pub(super) fn stop_after(&self, stage: Stage) -> Result<(), Stop> {
        if self.task.quit_after == Some(stage) {
            Err(Stop::AsAsked(stage))
        } else {
            Ok(())
        }
    }

    /// The host by its name, or its address as text.
    pub(super) fn host(&self) -> &str {
        &self.candidate.host
    }

    /// The port.
    pub(super) fn port(&self) -> u16 {
        self.candidate.port
    }

    /// Whether the user named a loopback address himself: nobody can listen in between.
    pub(super) fn loopback_target(&self) -> bool {
        let named = matches!(&self.aim.host, Host::Address(address) if address.is_loopback());
        named && self.task.connect.is_none()
    }
}

/// The failure of a stage whose reply was not the one that goes on.
pub(super) fn refused(stage: FailedStage, reply: &Reply) -> Failure {
    let cause = if reply.code.is_temporary() {
        Cause::TemporaryReply
    } else {
        Cause::PermanentReply
    };
    Failure {
        stage,
        cause,
        detail: reply.to_string(),
    }
}

/// The failure of a stage in which the connection was lost.
pub(super) fn lost_at(stage: FailedStage, lost: &Lost) -> Failure {
    let cause = match lost {
        Lost::TimedOut(_) => Cause::TimedOut,
        Lost::NotSmtp(_) => Cause::NotSmtp,
        Lost::Closed | Lost::Dismissed(_) | Lost::Reset | Lost::Broken(_) => Cause::Lost,
        // In TLS 1.3 that is where a server says what it thinks of our part of the handshake.
        Lost::Tls(error) if error.demands_client_certificate() => Cause::Handshake,
        Lost::Tls(_) => Cause::TlsBroken,
    };
    let stage = if cause == Cause::Handshake {
        FailedStage::Tls
    } else {
        stage
    };
    Failure {
        stage,
        cause,
        detail: lost.fragment(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{smtp::Gibberish, tls::HandshakeError};

    fn reply(line: &str) -> Reply {
        Reply::of_line(line).unwrap()
    }

    #[test]
    fn a_refusal_is_as_lasting_as_its_code() {
        for (line, cause) in [
            ("450 4.2.0 later", Cause::TemporaryReply),
            ("421 4.3.2 bye", Cause::TemporaryReply),
            ("550 5.1.1 no", Cause::PermanentReply),
            // In place of a greeting it makes no sense, and will make none later.
            ("250 ok", Cause::PermanentReply),
        ] {
            let failure = refused(FailedStage::Greeting, &reply(line));
            let expected = Failure {
                stage: FailedStage::Greeting,
                cause,
                detail: line.to_owned(),
            };
            assert_eq!(failure, expected);
        }
    }

    #[test]
    fn each_way_to_lose_a_connection_has_its_cause() {
        for (lost, cause) in [
            (Lost::Closed, Cause::Lost),
            (Lost::Reset, Cause::Lost),
            (Lost::Dismissed("221 bye".to_owned()), Cause::Lost),
            (Lost::Broken("no route".to_owned()), Cause::Lost),
            (Lost::TimedOut(Duration::from_secs(60)), Cause::TimedOut),
            (Lost::NotSmtp(Gibberish::Tls), Cause::NotSmtp),
            (Lost::Tls(HandshakeError::TooLarge), Cause::TlsBroken),
        ] {
            let failure = lost_at(FailedStage::Mail, &lost);
            assert_eq!((failure.stage, failure.cause), (FailedStage::Mail, cause));
            assert_eq!(failure.detail, lost.fragment());
        }
    }

    /// In TLS 1.3 a server that misses our certificate says so when we believe the handshake to be over: RFC 8446 section 4.4.2.4.
    #[test]
    fn a_certificate_that_is_demanded_late_fails_the_handshake() {
        let demanded = Lost::Tls(HandshakeError::Alert(crate::tls::Alert(116)));
        let failure = lost_at(FailedStage::EhloAfterTls, &demanded);
        assert_eq!(failure.stage, FailedStage::Tls);
        assert_eq!(failure.cause, Cause::Handshake);
    }
}
