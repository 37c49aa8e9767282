//! The conversation with one server: TCP, greeting, EHLO, TLS, EHLO again, login, transaction, QUIT.
//! Covers RFC 5321 sections 3 and 4.1; the step to TLS is in `encryption`.

use std::net::{IpAddr, SocketAddr};

use tokio::time::{Instant, timeout};

use super::{
    active, afterwards,
    aim::TlsMode,
    authentication,
    check::{Check, Known, Stop, lost_at, refused},
    protocol, silence, submission,
    task::{Stage, Task},
};
use crate::{
    event::{Cause, Connection, ConnectionStatus, Conversation, Event, FailedStage, Failure},
    net::{
        Dialled, Network, dial,
        link::{self, Finish, Link, Lost, limits},
    },
    smtp::{ClientName, Command, Extensions, MOST_EXTENSIONS, Reply, Violation},
};

/// How far the check of one server came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// It was not reached or did not accept EHLO: a sender would try the next one.
    NotReached,
    /// This is the server whose conversation counts.
    Reached,
    /// Likewise, and it refused the login.
    LoginRejected,
}

impl<'a, N: Network> Check<'a, N> {
    pub(super) async fn run(&self) -> Progress {
        self.watch.tell(Event::Connection(Connection::Started {
            host: self.candidate.host.clone(),
            address: self.address,
            port: self.candidate.port,
            preference: self.candidate.preference,
            implicit_tls: self.has_tls_first(),
        }));
        let dialled = match self.connect().await {
            Ok(dialled) => dialled,
            Err(failure) => {
                self.watch
                    .tell(Event::Conversation(Conversation::Failed(failure)));
                return Progress::NotReached;
            }
        };
        if self.task.quit_after == Some(Stage::Connect) {
            self.watch.tell(Event::Conversation(Conversation::Stopped {
                because: stopped(Stage::Connect),
            }));
            return Progress::Reached;
        }
        let deadline = Instant::now() + self.task.timeout;
        self.deadline.set(deadline);
        let name = self.client_name(dialled.local);
        let mut link = Link::new(dialled.stream, self.watch, deadline, self.task.timeout);
        self.conceal(&mut link);
        // By itself it is most of what a run holds while it waits.
        Box::pin(self.converse(link, name)).await
    }

    async fn connect(&self) -> Result<Dialled, Failure> {
        let began = Instant::now();
        let limit = self.task.connect_timeout.min(self.task.timeout);
        let address = SocketAddr::new(self.address, self.candidate.port);
        let (status, detail) =
            match timeout(limit, self.network.dial(address, self.task.source)).await {
                Ok(Ok(dialled)) => {
                    self.seen.borrow_mut().connected = true;
                    self.own_address.set(dialled.local);
                    self.watch.tell(Event::Connection(Connection::Connected {
                        elapsed: began.elapsed(),
                        local: dialled.local,
                    }));
                    return Ok(dialled);
                }
                Ok(Err(error)) => (dial::status(&error), dial::in_words(&error)),
                Err(_) => (
                    ConnectionStatus::Timeout,
                    format!("no answer within {}", link::seconds(limit)),
                ),
            };
        let elapsed = began.elapsed();
        self.watch.tell(Event::Connection(Connection::Failed {
            status,
            detail: detail.clone(),
            elapsed,
        }));
        Err(Failure {
            stage: FailedStage::Connect,
            cause: Cause::NotConnected,
            detail,
        })
    }

    fn client_name(&self, local: Option<IpAddr>) -> ClientName {
        client_name(self.task, self.network, local)
    }

    async fn converse(&self, mut link: Link<'a>, name: ClientName) -> Progress {
        let mut known = Known::default();
        let end = self.story(&mut link, &name, &mut known).await;
        let complete = end.is_ok();
        let mut progress = if known.greeted {
            Progress::Reached
        } else {
            Progress::NotReached
        };
        match end {
            Ok(()) => self.quit(link).await,
            Err(Stop::AsAsked(stage)) => {
                progress = Progress::Reached;
                self.watch.tell(Event::Conversation(Conversation::Stopped {
                    because: stopped(stage),
                }));
                self.quit(link).await;
            }
            Err(Stop::Failed(failure)) => {
                if failure.stage == FailedStage::Auth && self.seen.borrow().login_rejected {
                    progress = Progress::LoginRejected;
                }
                let talking = still_talking(&failure);
                self.watch
                    .tell(Event::Conversation(Conversation::Failed(failure)));
                if talking {
                    self.quit(link).await;
                } else {
                    // What follows makes connections of its own, one at a time.
                    drop(link);
                }
            }
        }
        afterwards::look_further(self, &name).await;
        if known.greeted {
            Box::pin(active::run(self, &name, complete)).await;
        }
        progress
    }

    async fn story(
        &self,
        link: &mut Link<'a>,
        name: &ClientName,
        known: &mut Known,
    ) -> Result<(), Stop> {
        if self.has_tls_first() {
            self.seen.borrow_mut().offered = Some(true);
            self.secure(link, name, known, None).await?;
        }
        self.greeting(link).await?;
        self.stop_after(Stage::Banner)?;
        // Where TLS comes first the greeting follows it, and QUIT may not go out before that (RFC 5321 section 4.3.1).
        if self.has_tls_first() {
            self.stop_after(Stage::StartTls)?;
        }
        self.ehlo(link, name, known).await?;
        self.stop_after(Stage::FirstEhlo)?;
        if matches!(
            self.aim.tls_mode,
            TlsMode::Opportunistic | TlsMode::Required
        ) {
            self.starttls(link, name, known).await?;
        }
        // Where there is no STARTTLS, the stage that it would have been is over.
        self.stop_after(Stage::StartTls)?;
        self.stop_after(Stage::Ehlo)?;
        match &self.task.authentication {
            Some(_) if self.skip_login => authentication::tell_skipped(self),
            Some(wanted) => authentication::log_in(self, link, wanted, known).await?,
            None => {}
        }
        self.stop_after(Stage::Auth)?;
        if let Some(wanted) = &self.task.envelope(self.aim) {
            submission::submit(self, link, wanted, known, name).await?;
        }
        Ok(())
    }

    async fn greeting(&self, link: &mut Link<'_>) -> Result<(), Failure> {
        let (reply, elapsed) = silence::greeting(self, link)
            .await
            .map_err(|lost| lost_at(FailedStage::Greeting, &lost))?;
        self.watch.tell(Event::Conversation(Conversation::Greeting {
            reply: reply.clone(),
            elapsed,
        }));
        match protocol::is_greeting(&reply) {
            true => Ok(()),
            false => Err(refused(FailedStage::Greeting, &reply)),
        }
    }

    pub(super) async fn ehlo(
        &self,
        link: &mut Link<'_>,
        name: &ClientName,
        known: &mut Known,
    ) -> Result<(), Failure> {
        let encrypted_again = known.greeted;
        let stage = if encrypted_again {
            FailedStage::EhloAfterTls
        } else {
            FailedStage::Ehlo
        };
        let reply = self
            .say_hello(link, Command::Ehlo(name.clone()), stage, known)
            .await?;
        if reply.code.is_positive_completion() {
            known.greeted = true;
            return Ok(());
        }
        // A code that means nothing is no 5yz, but no promise for later either.
        if !reply.code.is_temporary() && !encrypted_again && !link.is_over() {
            let reply = self
                .say_hello(link, Command::Helo(name.clone()), stage, known)
                .await?;
            if reply.code.is_positive_completion() {
                known.greeted = true;
                return Ok(());
            }
            return Err(refused(stage, &reply));
        }
        Err(refused(stage, &reply))
    }

    async fn say_hello(
        &self,
        link: &mut Link<'_>,
        command: Command,
        stage: FailedStage,
        known: &mut Known,
    ) -> Result<Reply, Failure> {
        let (reply, elapsed) = link
            .exchange(&command)
            .await
            .map_err(|lost| lost_at(stage, &lost))?;
        let helo = matches!(command, Command::Helo(_));
        known.extensions = match helo {
            true => Extensions::default(),
            false => protocol::offered(&reply),
        };
        self.look_at_extensions(link, &reply, &known.extensions);
        self.watch.tell(Event::Conversation(Conversation::Ehlo {
            encrypted: link.encrypted(),
            helo,
            reply: reply.clone(),
            extensions: known.extensions.clone(),
            elapsed,
        }));
        Ok(reply)
    }

    fn look_at_extensions(&self, link: &mut Link<'_>, reply: &Reply, kept: &Extensions) {
        link.expect_enhanced_codes(kept.has("ENHANCEDSTATUSCODES"));
        let count = reply.lines.len().saturating_sub(1);
        if !kept.0.is_empty() && count > MOST_EXTENSIONS {
            self.break_of_rules(Violation::TooManyExtensions {
                count,
                limit: MOST_EXTENSIONS,
            });
        }
    }

    fn break_of_rules(&self, violation: Violation) {
        self.watch
            .tell(Event::Conversation(Conversation::Violation(violation)));
    }

    /// Says good-bye where somebody listens, and closes. The server is to answer 221 before it does the same
    /// (RFC 5321 section 4.1.1.10).
    async fn quit(&self, mut link: Link<'_>) {
        if !link.is_over() {
            self.say_quit(&mut link).await;
        }
        link.close().await;
    }

    async fn say_quit(&self, link: &mut Link<'_>) {
        let began = Instant::now();
        match link.finish(&Command::Quit).await {
            Ok(finish) => {
                match finish {
                    Finish::InStep(reply) if reply.code.value() == 221 => {
                        self.watch.tell(Event::Conversation(Conversation::InStep));
                    }
                    Finish::Odd(reply) => {
                        self.break_of_rules(Violation::QuitNotConfirmed { reply: Some(reply) });
                    }
                    Finish::InStep(_) | Finish::OutOfStep => {}
                }
                link.take_unasked().await;
            }
            // Where the budget ran out sooner, it is not the server that is late.
            Err(Lost::TimedOut(_)) if began.elapsed() >= limits::QUIT => {
                self.break_of_rules(Violation::NoAnswerToQuit {
                    seconds: limits::QUIT.as_secs(),
                });
            }
            Err(Lost::Closed | Lost::Reset) => {
                self.break_of_rules(Violation::QuitNotConfirmed { reply: None });
            }
            Err(_) => {}
        }
    }
}

/// After a lost connection or a failed handshake there is nobody to say QUIT to.
fn still_talking(failure: &Failure) -> bool {
    !matches!(
        failure.cause,
        Cause::Lost
            | Cause::TimedOut
            | Cause::Handshake
            | Cause::TlsBroken
            | Cause::NotSmtp
            | Cause::OutOfStep
    )
}

fn stopped(stage: Stage) -> String {
    format!("stops here, as --quit-after {} asks", stage.name())
}

/// `--ehlo`, else this machine's fully qualified name, else the address literal (RFC 5321 section 4.1.4).
pub(super) fn client_name<N: Network>(
    task: &Task,
    network: &N,
    local: Option<IpAddr>,
) -> ClientName {
    task.client_name
        .clone()
        .or_else(|| ClientName::parse(&network.machine_name()?).ok())
        .unwrap_or_else(|| ClientName::literal(local.unwrap_or(IpAddr::from([127, 0, 0, 1]))))
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_says_quit_to_a_connection_that_is_gone() {
        let gone = [
            Cause::Lost,
            Cause::TimedOut,
            Cause::Handshake,
            Cause::TlsBroken,
            Cause::NotSmtp,
            Cause::OutOfStep,
        ];
        let there = [
            Cause::TemporaryReply,
            Cause::PermanentReply,
            Cause::NotOffered,
            Cause::Withheld,
            Cause::ServerNotAuthenticated,
            Cause::BrokenDialogue,
            Cause::Unusable,
        ];
        let talking = |cause| {
            still_talking(&Failure {
                stage: FailedStage::Auth,
                cause,
                detail: String::new(),
            })
        };
        assert_eq!(gone.map(talking), [false; 6]);
        assert_eq!(there.map(talking), [true; 7]);
    }
}
