//! The TLS handshake on a connection (RFC 3207 section 4, RFC 8314 section 3.3), and what a failed one showed.

use tokio::time::timeout_at;

use super::{Link, seconds, transport::Transport};
use crate::{
    event::{Conversation, Event, Tls},
    net::tls,
    tls::{Facts, HandshakeError, Step},
};

/// What became of a handshake.
pub enum Secured {
    /// The connection is encrypted.
    Established(Facts),
    /// It is not, and the connection is of no more use.
    Failed {
        /// What was seen until then.
        facts: Facts,
        /// In words.
        detail: String,
        /// No answer in time.
        timed_out: bool,
        /// The connection ended without a word in TLS.
        lost: bool,
        /// The server answered without TLS.
        plain_text: bool,
        /// The server wants a client certificate and got none.
        certificate_demanded: bool,
        /// Whether another hello may have more success.
        worth_another_hello: bool,
    },
}

impl Link<'_> {
    /// Turns the connection into an encrypted one. Plain text that came too early is dropped and reported.
    pub async fn secure(&mut self, parameters: &tls::Parameters) -> Secured {
        let discarded = self.session.start_tls();
        if discarded > 0 {
            self.watch
                .tell(Event::Tls(Tls::Injected { bytes: discarded }));
        }
        let Transport::Plain(stream) = std::mem::replace(&mut self.transport, Transport::Gone)
        else {
            return failed(
                Facts::default(),
                "the connection is encrypted already".to_owned(),
                false,
            );
        };
        self.watch.tell(Event::Conversation(Conversation::Waiting {
            what: "the TLS handshake",
        }));
        let watch = self.watch;
        let mut seen = Facts::default();
        let mut on_step = |step: Step| {
            learn(&mut seen, &step);
            watch.tell(Event::Tls(Tls::Step(step)));
        };
        let handshake = tls::handshake(stream, parameters, &mut on_step);
        match timeout_at(self.deadline, handshake).await {
            Ok(Ok(established)) => {
                self.transport = Transport::Encrypted(Box::new(established.stream));
                Secured::Established(established.facts)
            }
            Ok(Err(failure)) => Secured::Failed {
                detail: failure.error.to_string(),
                timed_out: false,
                lost: matches!(
                    failure.error,
                    HandshakeError::ClosedByPeer | HandshakeError::Reset
                ),
                plain_text: matches!(failure.error, HandshakeError::PlaintextPeer { .. }),
                certificate_demanded: demands_certificate(&failure),
                worth_another_hello: is_worth_another_hello(&failure),
                facts: failure.facts,
            },
            Err(_) => failed(
                seen,
                format!("no answer to the handshake within {}", seconds(self.budget)),
                true,
            ),
        }
    }
}

fn failed(facts: Facts, detail: String, timed_out: bool) -> Secured {
    Secured::Failed {
        facts,
        detail,
        timed_out,
        lost: false,
        plain_text: false,
        certificate_demanded: false,
        worth_another_hello: false,
    }
}

/// Nothing in common, or a server so old that it hangs up on what it does not know.
fn is_worth_another_hello(failure: &tls::Failed) -> bool {
    let no_common_ground = matches!(
        failure.error,
        HandshakeError::Alert(_)
            | HandshakeError::ClosedByPeer
            | HandshakeError::Reset
            | HandshakeError::Incompatible(_)
    );
    no_common_ground && failure.facts.certificates.is_empty() && !demands_certificate(failure)
}

/// TLS 1.2 has no alert of its own for a missing client certificate; a server that asked for one, got none and then
/// ended the handshake is taken at its word.
fn demands_certificate(failure: &tls::Failed) -> bool {
    let refused_after_request = failure.facts.client_certificate_requested
        && matches!(failure.error, HandshakeError::Alert(_));
    failure.error.demands_client_certificate() || refused_after_request
}

/// Keeps what the steps of a handshake show, for the case that time runs out in the middle of it.
fn learn(facts: &mut Facts, step: &Step) {
    match step {
        Step::ClientHello { server_name, .. } => facts.server_name.clone_from(server_name),
        Step::ServerHello {
            version,
            cipher_suite,
            key_exchange_group,
        } => {
            facts.version = Some(*version);
            facts.cipher_suite.clone_from(cipher_suite);
            facts.key_exchange_group.clone_from(key_exchange_group);
        }
        Step::ClientCertificateRequested { given } => {
            facts.client_certificate_requested = true;
            facts.client_certificate_given = *given;
        }
        Step::Certificates(certificates) => facts.certificates.clone_from(certificates),
        Step::Stapled(ocsp) => facts.ocsp = Some(Box::new(ocsp.clone())),
        Step::Verified { verification, .. } => facts.verification = Some(verification.clone()),
        Step::Finished | Step::Message(_) => {}
    }
}
