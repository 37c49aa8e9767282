//! The step of a conversation to TLS: STARTTLS, the handshake, and EHLO again. RFC 3207 section 4, RFC 8314 section 3.

use std::time::Duration;

use tokio::time::Instant;

use super::{
    aim::TlsMode,
    check::{Check, Known, Stop, lost_at, refused},
    legacy, protocol, smaller,
    task::Stage,
};
use crate::{
    event::{Cause, Event, FailedStage, Failure, Tls},
    net::{
        Network, hello,
        link::{Link, Secured},
    },
    smtp::{ClientName, Command},
    tls::HandshakeError,
};

impl<'a, N: Network> Check<'a, N> {
    pub(super) async fn starttls(
        &self,
        link: &mut Link<'a>,
        name: &ClientName,
        known: &mut Known,
    ) -> Result<(), Stop> {
        let required = self.aim.tls_mode == TlsMode::Required;
        let offered = known.extensions.has("STARTTLS");
        self.seen.borrow_mut().offered = Some(offered);
        self.watch.tell(Event::Tls(Tls::Offered(offered)));
        if !offered {
            return if required {
                Err(not_offered().into())
            } else {
                Ok(())
            };
        }
        let stage = FailedStage::Starttls;
        let (reply, elapsed) = link
            .exchange(&Command::StartTls)
            .await
            .map_err(|lost| lost_at(stage, &lost))?;
        if !protocol::is_ready_for_tls(&reply) {
            self.watch.tell(Event::Tls(Tls::Refused(reply.clone())));
            return if required || reply.code.value() == 421 {
                Err(refused(stage, &reply).into())
            } else {
                Ok(())
            };
        }
        self.secure(link, name, known, Some(elapsed)).await?;
        self.stop_after(Stage::StartTls)?;
        Ok(self.ehlo(link, name, known).await?)
    }

    pub(super) async fn secure(
        &self,
        link: &mut Link<'a>,
        name: &ClientName,
        known: &mut Known,
        starttls_elapsed: Option<Duration>,
    ) -> Result<(), Failure> {
        let began = Instant::now();
        let mut secured = link.secure(&self.parameters()).await;
        if let Secured::Failed(failed) = &secured
            && let Some(large) = smaller::unanswered(failed)
        {
            let again = smaller::try_again(self, link, name, large).await;
            secured = again.unwrap_or(secured);
        }
        match secured {
            Secured::Established(facts) => {
                known.verification.clone_from(&facts.verification);
                known.leaf_der = facts.chain_der.first().cloned();
                self.seen.borrow_mut().established(&facts);
                let elapsed = began.elapsed();
                self.watch.tell(Event::Tls(Tls::Established {
                    facts,
                    starttls_elapsed,
                    elapsed,
                }));
                Ok(())
            }
            Secured::Failed(failed) => {
                self.seen.borrow_mut().handshake(&failed.facts);
                self.watch.tell(Event::Tls(Tls::Failed {
                    facts: failed.facts.clone(),
                    error: failed.error.clone(),
                }));
                if hello::may_have_more_success(&failed) {
                    legacy::look(self, name, link.remaining()).await;
                }
                let cause = match &failed.error {
                    HandshakeError::TimedOut(_) => Cause::TimedOut,
                    error if error.is_lost() => Cause::Lost,
                    _ => Cause::Handshake,
                };
                Err(Failure {
                    stage: FailedStage::Tls,
                    cause,
                    detail: failed.error.to_string(),
                })
            }
        }
    }
}

fn not_offered() -> Failure {
    Failure {
        stage: FailedStage::Starttls,
        cause: Cause::NotOffered,
        detail: "STARTTLS is required and not offered".to_owned(),
    }
}
