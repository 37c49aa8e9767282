//! One connection to one server: `exchange(command) -> reply`, live events, time limits, TLS. Covers the limits of
//! RFC 5321 section 4.5.3.2 under the budget of the check. What to say next is decided in `probe`.

#[cfg(test)]
mod early_tests;
mod hearing;
mod kept;
pub mod limits;
mod lost;
mod message;
mod secure;
mod step;
mod transport;
mod unasked;
mod watch;

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

use super::BoxedStream;
use crate::{
    event::{Connection, Conversation, Event, Tls},
    smtp::{Command, Concealer, Outgoing, Reply, Session},
};
use kept::{EnhancedCodes, Unasked};
use lost::lost_by;
pub use lost::{Lost, seconds};
pub use secure::Secured;
pub use step::Finish;
use transport::Transport;
pub use watch::Watch;

/// One connection to one server.
pub struct Link<'a> {
    transport: Transport,
    session: Session,
    watch: Watch<'a>,
    deadline: Instant,
    budget: Duration,
    replied: bool,
    /// The server closed the connection or said that it will.
    over: bool,
    enhanced_codes: EnhancedCodes,
    unasked: Unasked,
    /// How the connection ended, where that was seen before anybody waited.
    gone: Option<Lost>,
}

impl<'a> Link<'a> {
    /// A link over a fresh connection, which may be used until `deadline`, the end of `budget`.
    #[must_use]
    pub fn new(stream: BoxedStream, watch: Watch<'a>, deadline: Instant, budget: Duration) -> Self {
        Self {
            transport: Transport::Plain(stream),
            session: Session::new(),
            watch,
            deadline,
            budget,
            replied: false,
            over: false,
            enhanced_codes: EnhancedCodes::default(),
            unasked: Unasked::default(),
            gone: None,
        }
    }

    /// The same connection, and what came on it, told to somebody else in time of his own.
    #[must_use]
    pub fn handed_over(self, watch: Watch<'_>, deadline: Instant, budget: Duration) -> Link<'_> {
        Link {
            transport: self.transport,
            session: self.session,
            watch,
            deadline,
            budget,
            replied: self.replied,
            over: self.over,
            enhanced_codes: self.enhanced_codes,
            unasked: self.unasked,
            gone: self.gone,
        }
    }

    /// Whether the connection is encrypted.
    #[must_use]
    pub fn encrypted(&self) -> bool {
        matches!(self.transport, Transport::Encrypted(_))
    }

    /// Masks in every line of the server from now on what `concealer` knows.
    pub fn conceal(&mut self, concealer: Arc<Concealer>) {
        self.session.conceal(concealer);
    }

    /// Whether ENHANCEDSTATUSCODES is offered: every reply is to have such a code from now on (RFC 2034 section 4).
    pub fn expect_enhanced_codes(&mut self, offered: bool) {
        self.enhanced_codes.offered = offered;
    }

    /// Whether there is nobody to say QUIT to: the server closed the connection, or said 421, after which it does
    /// (RFC 5321 section 3.8).
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// What is left of the budget.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// What a SCRAM mechanism can bind to, best first.
    #[must_use]
    pub fn channel_bindings(&self) -> Vec<(&'static str, Vec<u8>)> {
        match &self.transport {
            Transport::Encrypted(stream) => stream.channel_bindings(),
            Transport::Plain(_) | Transport::Gone => Vec::new(),
        }
    }

    /// Waits for the greeting.
    ///
    /// # Errors
    /// The connection was lost, or what came is not SMTP.
    pub async fn greeting(&mut self) -> Result<(Reply, Duration), Lost> {
        self.waits_for("the greeting", limits::COMMAND);
        self.wait(limits::COMMAND).await
    }

    /// The same for a part of the time; none when it is over.
    ///
    /// # Errors
    /// The connection was lost, or what came is not SMTP.
    pub async fn greeting_within(
        &mut self,
        patience: Duration,
    ) -> Result<Option<(Reply, Duration)>, Lost> {
        self.waits_for("the greeting", limits::COMMAND);
        let began = Instant::now();
        let reply = self.reply_within(patience).await?;
        Ok(reply.map(|reply| (reply, began.elapsed())))
    }

    /// What was sent last.
    #[must_use]
    pub fn last_sent(&self) -> Option<&'static str> {
        self.session.last_sent()
    }

    /// Closes a connection on which nothing was said.
    pub fn hang_up(&mut self) {
        self.transport = Transport::Gone;
    }

    /// Goes on over a fresh connection, in what is left of the time.
    pub fn start_over(&mut self, stream: BoxedStream) {
        self.transport = Transport::Plain(stream);
    }

    /// Tells that the connection is lost.
    pub fn lose(&mut self, lost: Lost) -> Lost {
        self.over = true;
        self.lost(lost)
    }

    /// Sends a command and waits for its reply.
    ///
    /// # Errors
    /// The connection was lost.
    pub async fn exchange(&mut self, command: &Command) -> Result<(Reply, Duration), Lost> {
        let limit = match command {
            Command::Data => limits::DATA_INITIATION,
            Command::Quit => limits::QUIT,
            _ => limits::COMMAND,
        };
        self.waits_for(command.verb(), limit);
        self.prepare_for(command);
        self.send(&[(command.verb(), &command.outgoing())]).await?;
        let (reply, elapsed) = self.wait(limit).await?;
        let reply = self.the_answer(command, reply).await;
        if !command.is_hello() {
            self.look_at_enhanced_code(&reply);
        }
        Ok((reply, elapsed))
    }

    /// Sends what a SASL mechanism says and waits for the reply.
    ///
    /// # Errors
    /// The connection was lost.
    pub async fn authenticate(&mut self, outgoing: &Outgoing) -> Result<(Reply, Duration), Lost> {
        self.waits_for("AUTH", limits::COMMAND);
        self.send(&[("AUTH", outgoing)]).await?;
        self.receive(limits::COMMAND).await
    }

    /// Sends commands in one go (RFC 2920).
    ///
    /// # Errors
    /// The connection was lost.
    pub async fn send_group(&mut self, commands: &[Command]) -> Result<(), Lost> {
        let verbs = commands.iter().map(Command::verb);
        let outgoing: Vec<_> = commands.iter().map(Command::outgoing).collect();
        commands
            .iter()
            .for_each(|command| self.prepare_for(command));
        self.send(&verbs.zip(&outgoing).collect::<Vec<_>>()).await
    }

    fn prepare_for(&mut self, command: &Command) {
        if command.allows_utf8_replies() {
            self.session.allow_utf8();
        }
    }

    async fn send(&mut self, group: &[(&'static str, &Outgoing)]) -> Result<(), Lost> {
        self.take_unasked().await;
        self.unasked.refusal = None;
        let mut wire = Zeroizing::new(Vec::new());
        let encrypted = self.encrypted();
        for (verb, outgoing) in group {
            wire.extend_from_slice(self.session.send(outgoing, verb));
            self.watch
                .tell(Event::Conversation(Conversation::ClientLine {
                    shown: outgoing.shown.clone(),
                    encrypted,
                }));
        }
        match self.write(&wire, limits::COMMAND).await {
            // The peer may have said why before it closed: that is worth more than a broken pipe.
            Err(Lost::Reset | Lost::Broken(_) | Lost::Closed) | Ok(()) => Ok(()),
            Err(lost) => Err(lost),
        }
    }

    /// Expects no reply any more to what was sent until now.
    pub fn expect_nothing(&mut self) {
        self.session.expect_nothing();
    }

    /// Tells somebody who waits what for, and how long at most.
    pub(super) fn waits_for(&self, what: &'static str, limit: Duration) {
        let limit = limit.min(self.remaining());
        self.watch
            .tell(Event::Conversation(Conversation::Waiting { what, limit }));
    }

    /// The stream, where it is not encrypted. What was read of it and not told yet is lost.
    #[must_use]
    pub fn into_plain(self) -> Option<BoxedStream> {
        match self.transport {
            Transport::Plain(stream) => Some(stream),
            Transport::Encrypted(_) | Transport::Gone => None,
        }
    }

    /// Closes the connection, politely where it is encrypted.
    pub async fn close(mut self) {
        let until = Instant::now() + Duration::from_millis(200);
        let _ = timeout_at(until, self.transport.shut_down()).await;
    }

    /// Whether anything came on this connection yet, be it half a line.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.session.is_silent()
    }

    fn lost(&self, lost: Lost) -> Lost {
        if let Lost::Tls(error) = &lost {
            self.watch.tell(Event::Tls(Tls::Broken {
                error: error.clone(),
            }));
        }
        if let Lost::NotSmtp(gibberish) = &lost {
            self.watch
                .tell(Event::Connection(Connection::Speaks(*gibberish)));
        }
        self.watch.tell(Event::Connection(Connection::Lost {
            how: lost.fragment(),
        }));
        lost
    }

    async fn write(&mut self, bytes: &[u8], limit: Duration) -> Result<(), Lost> {
        let began = Instant::now();
        let until = self.deadline.min(began + limit);
        match timeout_at(until, self.transport.write(bytes)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(lost_by(&error)),
            Err(_) => Err(self.lost(Lost::TimedOut(self.waited(began)))),
        }
    }
}
