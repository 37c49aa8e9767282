//! The handshake, driven by hand over any stream so that each fact is told as soon as it is known and none is lost
//! when it fails. RFC 8446 section 2, RFC 5246 section 7.3. Time limits are the caller's: dropping the future is fine.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::task::Poll;

use rustls::{ClientConnection, HandshakeKind, KeyLog};
use tokio::io::{AsyncRead, AsyncWrite};

use super::client_certificate::Resolver;
use super::recorder::{Recorded, Recorder};
use super::scheme::Signature;
use super::session_id;
use super::shown::mask_error;
use super::storyboard::Tee;
use super::stream::{Synchronous, TlsStream, poll_read_tls, poll_write_tls};
use super::{
    Established, Facts, Failed, HandshakeError, Parameters, Step, config, error, judgement, ocsp,
};
use crate::tls::{Certificate, CipherSuite, Group, TlsVersion};

/// Runs a handshake as the client. It completes even when the certificate does not verify: the verdict is in the
/// facts, and whoever wants to send a secret asks [`crate::tls::Verification::permits_credentials`].
///
/// # Errors
/// When the handshake could not be completed, with the facts that were known by then.
pub async fn handshake<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    parameters: &Parameters,
    on_step: &mut dyn FnMut(Step),
) -> Result<Established<S>, Failed> {
    let recorder = Arc::new(Recorder::default());
    let resolver = Arc::new(Resolver::new(parameters.client_certificate.clone()));
    let facts = Facts {
        server_name: config::sent_server_name(parameters),
        ..Facts::default()
    };
    let tee = parameters
        .storyboard
        .then(|| Tee::new(parameters.key_log.clone()));
    let key_log = key_log(tee.as_ref(), parameters);
    let made = config::connection(parameters, recorder.clone(), resolver.clone(), key_log);
    let connection = match made {
        Ok(connection) => connection,
        Err(error) => return Err(Failed { facts, error }),
    };
    let mut handshake = Handshake {
        stream,
        connection,
        parameters,
        on_step,
        recorder,
        resolver,
        facts,
        first_bytes: Vec::new(),
        first_sent: Vec::new(),
        sent: 0,
        tee,
    };
    match handshake.run().await {
        Ok(()) => Ok(Established {
            stream: TlsStream::new(
                handshake.stream,
                handshake.connection,
                handshake.facts.chain_der.first(),
            ),
            facts: handshake.facts,
        }),
        Err(error) => {
            handshake.learn(true);
            Err(Failed {
                facts: handshake.facts,
                error,
            })
        }
    }
}

/// The storyboard passes on to the file what it takes for itself.
fn key_log(tee: Option<&Tee>, parameters: &Parameters) -> Option<Arc<dyn KeyLog>> {
    match (tee, &parameters.key_log) {
        (Some(tee), _) => Some(tee.key_log()),
        (None, Some(file)) => Some(file.clone()),
        (None, None) => None,
    }
}

struct Handshake<'a, S> {
    stream: S,
    connection: ClientConnection,
    parameters: &'a Parameters,
    on_step: &'a mut dyn FnMut(Step),
    recorder: Arc<Recorder>,
    resolver: Arc<Resolver>,
    facts: Facts,
    first_bytes: Vec<u8>,
    first_sent: Vec<u8>,
    /// Bytes written so far.
    sent: usize,
    tee: Option<Tee>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Handshake<'_, S> {
    async fn run(&mut self) -> Result<(), HandshakeError> {
        self.write_all()
            .await
            .map_err(|error| error::from_system(&error))?;
        self.facts.client_hello_bytes = self.sent;
        self.tell(Step::ClientHello {
            versions: config::offered_versions(self.parameters.minimum_version),
            server_name: self.facts.server_name.clone(),
            bytes: self.sent,
        });
        while self.connection.is_handshaking() {
            self.read_and_process().await?;
            self.write_all()
                .await
                .map_err(|error| error::from_system(&error))?;
        }
        self.tell(Step::Finished);
        Ok(())
    }

    async fn read_and_process(&mut self) -> Result<(), HandshakeError> {
        match self.read().await {
            Ok(0) => return Err(HandshakeError::ClosedByPeer),
            Ok(_) => {}
            Err(error) => return Err(error::from_reading(&error)),
        }
        let processed = self.connection.process_new_packets();
        if let Some(tee) = &mut self.tee {
            tee.read_received();
        }
        self.learn(false);
        self.tell_messages();
        if self.session_id_is_another() {
            return Err(HandshakeError::Misbehaved(
                "its ServerHello does not repeat the client's session id".to_owned(),
            ));
        }
        match processed {
            Ok(_) => Ok(()),
            Err(error) => {
                self.try_to_send_alert().await;
                let mut error = error::from_library(&error, &self.first_bytes);
                mask_error(&mut error, &self.parameters.concealer);
                Err(error)
            }
        }
    }

    fn session_id_is_another(&self) -> bool {
        self.facts.version == Some(TlsVersion::Tls13)
            && session_id::is_another(&self.first_sent, &self.first_bytes)
    }

    async fn read(&mut self) -> io::Result<usize> {
        let read = poll_fn(|context| {
            let mut stream = Synchronous::new(&mut self.stream, context)
                .keeping(&mut self.first_bytes)
                .copying(self.tee.as_mut().map(|tee| &mut tee.received));
            poll_read_tls(&mut stream, &mut self.connection)
        })
        .await;
        if let Some(tee) = &mut self.tee {
            tee.has_received();
        }
        read
    }

    async fn write_all(&mut self) -> io::Result<()> {
        while self.connection.wants_write() {
            self.sent += poll_fn(|context| {
                let stream = Synchronous::new(&mut self.stream, context)
                    .keeping(&mut self.first_sent)
                    .copying(self.tee.as_mut().map(|tee| &mut tee.sent));
                poll_write_tls(stream, &mut self.connection)
            })
            .await?;
        }
        tokio::io::AsyncWriteExt::flush(&mut self.stream).await?;
        if let Some(tee) = &mut self.tee {
            tee.read_sent();
        }
        self.tell_messages();
        Ok(())
    }

    /// Tells the peer what we did not like, if that can be done without waiting.
    async fn try_to_send_alert(&mut self) {
        poll_fn(|context| {
            while self.connection.wants_write() {
                let stream = Synchronous::new(&mut self.stream, context);
                match poll_write_tls(stream, &mut self.connection) {
                    Poll::Ready(Ok(_)) => {}
                    _ => return Poll::Ready(()),
                }
            }
            let _ = std::pin::Pin::new(&mut self.stream).poll_flush(context);
            Poll::Ready(())
        })
        .await;
    }
}

impl<S> Handshake<'_, S> {
    /// Tells a step, behind the messages from which it is known.
    fn tell(&mut self, step: Step) {
        let messages = self.tee.as_mut().map(|tee| tee.tell_up_to(&step));
        for message in messages.into_iter().flatten() {
            (self.on_step)(Step::Message(message));
        }
        (self.on_step)(step);
    }

    fn tell_messages(&mut self) {
        let messages = self.tee.as_mut().map(Tee::tell_all);
        for message in messages.into_iter().flatten() {
            (self.on_step)(Step::Message(message));
        }
    }

    /// Takes what the library knows now and did not know before into the facts, and tells it in the protocol's order.
    /// `is_over` after a failure: nothing more will become known.
    fn learn(&mut self, is_over: bool) {
        self.learn_server_hello(is_over);
        let is_tls13 = self.facts.version == Some(TlsVersion::Tls13);
        if is_tls13 {
            self.learn_certificate_request();
        }
        self.learn_certificates(is_over);
        if !is_tls13 {
            self.learn_certificate_request();
        }
    }

    /// TLS 1.2 tells the group after the certificate, and the library both at once; waiting for it makes the step the
    /// same however the server's flight was cut into segments.
    fn learn_server_hello(&mut self, is_over: bool) {
        self.facts.hello_retry =
            self.connection.handshake_kind() == Some(HandshakeKind::FullWithHelloRetryRequest);
        let version = self
            .connection
            .protocol_version()
            .and_then(|version| TlsVersion::from_code(version.into()));
        let suite = self.connection.negotiated_cipher_suite();
        let (None, Some(version), Some(suite)) = (self.facts.version, version, suite) else {
            return;
        };
        let group = self
            .connection
            .negotiated_key_exchange_group()
            .map(|group| Group(group.name().into()));
        if group.is_none() && !is_over {
            return;
        }
        let cipher_suite = CipherSuite(suite.suite().into());
        self.facts.version = Some(version);
        self.facts.cipher_suite = Some(cipher_suite);
        self.facts.key_exchange_group = group;
        self.facts.forward_secrecy = cipher_suite.has_forward_secrecy();
        self.tell(Step::ServerHello {
            version,
            cipher_suite,
            key_exchange_group: group,
        });
    }

    fn learn_certificate_request(&mut self) {
        if self.facts.client_certificate_requested || !self.resolver.was_asked() {
            return;
        }
        let given = self.resolver.has_certificate();
        self.facts.client_certificate_requested = true;
        self.facts.client_certificate_given = given;
        self.tell(Step::ClientCertificateRequested { given });
    }

    fn learn_certificates(&mut self, is_over: bool) {
        if self.facts.verification.is_some() {
            return;
        }
        let Some(recorded) = self.recorder.recorded() else {
            return;
        };
        if self.facts.certificates.is_empty() {
            let now = self.parameters.now;
            self.facts.certificates = recorded
                .chain
                .iter()
                .map(|der| Certificate::from_der(der, now))
                .collect();
            self.facts.certificates_dropped = recorded.dropped;
            self.facts.chain_der = recorded.chain.iter().map(|der| der.to_vec()).collect();
            self.tell(Step::Certificates(self.facts.certificates.clone()));
            self.learn_staple(&recorded);
        }
        let is_signed = recorded.signature != Signature::NotSeen;
        if !is_signed && !is_over {
            return;
        }
        let verification = judgement::judge(
            &recorded,
            &self.facts.certificates,
            self.facts.ocsp.as_deref(),
            self.parameters,
        );
        self.facts.verification = Some(verification.clone());
        if is_signed {
            let days_left = self
                .facts
                .certificates
                .first()
                .and_then(|leaf| leaf.days_left);
            self.tell(Step::Verified {
                verification,
                days_left,
            });
        }
    }

    fn learn_staple(&mut self, recorded: &Recorded) {
        let ocsp = ocsp::judge(recorded, &self.parameters.roots, self.parameters.now);
        if let Some(ocsp) = ocsp {
            self.facts.ocsp = Some(Box::new(ocsp.clone()));
            self.tell(Step::Stapled(ocsp));
        }
    }
}
