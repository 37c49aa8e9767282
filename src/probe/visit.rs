//! One connection more beside the conversation: TCP, TLS where it belongs, greeting and EHLO, or in the server's words or
//! the network's why not. What is said later is for whoever made the visit.

use std::net::SocketAddr;

use tokio::time::timeout;

use super::{
    aim::TlsMode,
    check::{Check, Known},
    protocol::{greeted, heard, introduced, start_tls},
};
use crate::{
    event::{Active, Event},
    net::{
        BoxedStream, Network, dial,
        link::{self, Link, Secured, Watch},
    },
    smtp::{ClientName, Command, OUT_OF_STEP, Reply},
    tls::HandshakeError,
};

/// How a visit is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    /// As the conversation was.
    AsUsual,
    /// Not at all.
    None,
}

/// A connection on which EHLO was accepted.
pub(super) struct Visit<'a> {
    pub(super) link: Link<'a>,
    pub(super) known: Known,
}

impl<'a> Visit<'a> {
    /// Connects, and tells lines and notes to `watch`.
    pub(super) async fn enter<N: Network>(
        check: &Check<'_, N>,
        watch: Watch<'a>,
        name: &ClientName,
        encryption: Encryption,
    ) -> Result<Self, String> {
        if check.remaining().is_zero() {
            return Err(check.no_time_left());
        }
        let stream = connect(check, watch).await?;
        let mut visit = Self {
            link: Link::new(stream, watch, check.deadline.get(), check.task.timeout),
            known: Known::default(),
        };
        check.conceal(&mut visit.link);
        let mode = match encryption {
            Encryption::AsUsual => check.aim.tls_mode,
            Encryption::None => TlsMode::None,
        };
        if mode == TlsMode::Implicit {
            visit.encrypt(check, watch).await.map_err(unencrypted)?;
        }
        visit.known.extensions = greeted(&mut visit.link, name).await?;
        let upgrades = matches!(mode, TlsMode::Opportunistic | TlsMode::Required);
        if upgrades && visit.known.extensions.has("STARTTLS") {
            start_tls(&mut visit.link).await?;
            visit.encrypt(check, watch).await.map_err(unencrypted)?;
            visit.known.extensions = introduced(&mut visit.link, name).await?;
        }
        Ok(visit)
    }

    /// A TLS handshake; the certificate is looked at only where credentials depend on it.
    pub(super) async fn encrypt<N: Network>(
        &mut self,
        check: &Check<'_, N>,
        watch: Watch<'_>,
    ) -> Result<(), HandshakeError> {
        match self.link.secure(&check.parameters()).await {
            Secured::Established(facts) => {
                self.known.leaf_der = facts.chain_der.first().cloned();
                self.known.verification = facts.verification;
                watch.tell(Event::Active(Active::Encrypted));
                Ok(())
            }
            Secured::Failed(failed) => Err(failed.error),
        }
    }

    /// Sends a command. After 421 the server closes: there is nothing to be learnt from it.
    pub(super) async fn say(&mut self, command: &Command) -> Result<Reply, String> {
        heard(self.link.exchange(command).await)
    }

    /// Says good-bye, where there is somebody to say it to and time for it, and closes.
    ///
    /// # Errors
    /// Why nothing is known of what was heard here: a reply came that answers nothing.
    pub(super) async fn leave(mut self) -> Result<(), String> {
        if !self.link.is_over() && !self.link.remaining().is_zero() {
            let _ = self.link.finish(&Command::Quit).await;
        }
        let in_step = self.in_step();
        self.link.close().await;
        in_step
    }

    /// The same without going.
    pub(super) fn in_step(&self) -> Result<(), String> {
        match self.link.surplus() {
            None => Ok(()),
            Some(reply) => Err(format!("{OUT_OF_STEP} ({reply})")),
        }
    }
}

/// Why nothing is encrypted, in words.
pub(super) fn unencrypted(error: HandshakeError) -> String {
    format!("the TLS handshake failed: {error}")
}

async fn connect<N: Network>(
    check: &Check<'_, N>,
    watch: Watch<'_>,
) -> Result<BoxedStream, String> {
    watch.tell(Event::Active(Active::Connecting {
        host: check.host().to_owned(),
        address: check.address,
        port: check.port(),
    }));
    let address = SocketAddr::new(check.address, check.port());
    let limit = check.task.connect_timeout.min(check.remaining());
    match timeout(limit, check.network.dial(address, check.task.source)).await {
        Ok(Ok(dialled)) => Ok(dialled.stream),
        Ok(Err(error)) => Err(dial::in_words(&error)),
        Err(_) => Err(format!("no answer within {}", link::seconds(limit))),
    }
}
