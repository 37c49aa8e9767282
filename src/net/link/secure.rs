//! The TLS handshake on a connection (RFC 3207 section 4, RFC 8314 section 3.3), and what a failed one showed.

use std::{cell::Cell, pin::pin, time::Duration};

use tokio::time::{Instant, timeout_at};

use super::{Link, transport::Transport};
use crate::{
    event::{Event, Tls},
    net::tls,
    tls::{Facts, HandshakeError, Step},
};

/// How long the answer to a hello that is larger than a TCP segment may take; then a smaller one has its turn.
const ANSWER: Duration = Duration::from_secs(20);

/// What became of a handshake.
pub enum Secured {
    /// The connection is encrypted.
    Established(Facts),
    /// It is not, and the connection is of no more use.
    Failed(tls::Failed),
}

impl Link<'_> {
    /// Turns the connection into an encrypted one. Plain text that came too early is dropped and reported.
    pub async fn secure(&mut self, parameters: &tls::Parameters) -> Secured {
        if self.replied {
            // Before STARTTLS nothing is in clear that comes between its reply and our hello. Where TLS comes first,
            // the handshake itself tells what answers in its place.
            self.gather().await;
        }
        let discarded = self.session.start_tls();
        if discarded > 0 {
            self.watch
                .tell(Event::Tls(Tls::Injected { bytes: discarded }));
        }
        if self.gone.is_some() {
            return Secured::Failed(tls::Failed {
                facts: Facts::default(),
                error: HandshakeError::ClosedByPeer,
            });
        }
        let Transport::Plain(stream) = std::mem::replace(&mut self.transport, Transport::Gone)
        else {
            return Secured::Failed(tls::Failed {
                facts: Facts::default(),
                error: HandshakeError::Io("it is encrypted already".to_owned()),
            });
        };
        self.waits_for("the TLS handshake", self.remaining());
        let watch = self.watch;
        let (mut seen, answered) = (Facts::default(), Cell::new(false));
        let mut on_step = |step: Step| {
            learn(&mut seen, &step);
            answered.set(answered.get() || matches!(step, Step::ServerHello { .. }));
            watch.tell(Event::Tls(Tls::Step(step)));
        };
        let mut limit = self.budget;
        let outcome = {
            let mut handshake = pin!(tls::handshake(stream, parameters, &mut on_step));
            let first = self.deadline.min(Instant::now() + ANSWER);
            match timeout_at(first, &mut handshake).await {
                Err(_) if parameters.post_quantum && !answered.get() && first < self.deadline => {
                    limit = ANSWER;
                    None
                }
                Err(_) => timeout_at(self.deadline, handshake).await.ok(),
                Ok(outcome) => Some(outcome),
            }
        };
        match outcome {
            Some(Ok(established)) => {
                self.transport = Transport::Encrypted(Box::new(established.stream));
                Secured::Established(established.facts)
            }
            Some(Err(failed)) => Secured::Failed(failed),
            None => Secured::Failed(tls::Failed {
                facts: seen,
                error: HandshakeError::TimedOut(limit),
            }),
        }
    }
}

/// Keeps what the steps of a handshake show, for the case that time runs out in the middle of it.
fn learn(facts: &mut Facts, step: &Step) {
    match step {
        Step::ClientHello {
            server_name, bytes, ..
        } => {
            facts.server_name.clone_from(server_name);
            facts.client_hello_bytes = *bytes;
        }
        Step::ServerHello {
            version,
            cipher_suite,
            key_exchange_group,
        } => {
            facts.version = Some(*version);
            facts.cipher_suite = Some(*cipher_suite);
            facts.key_exchange_group = *key_exchange_group;
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
