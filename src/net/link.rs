//! One connection to one server: `exchange(command) -> reply`, live events, time limits, TLS. Covers the limits of
//! RFC 5321 section 4.5.3.2 under the budget of the check. What to say next is decided in `probe`.

#[cfg(test)]
mod early_tests;
mod lost;
mod secure;
mod step;
mod transport;
mod watch;

use std::{io, sync::Arc, time::Duration};

use tokio::{
    task::yield_now,
    time::{Instant, timeout_at},
};
use zeroize::Zeroizing;

use super::BoxedStream;
use crate::{
    event::{Connection, Conversation, Event, Tls},
    smtp::{
        self, Command, Concealer, Gibberish, Outgoing, Reply, Session, Shown, THE_MESSAGE,
        Violation,
    },
};
use lost::lost_by;
pub use lost::{Lost, seconds};
pub use secure::Secured;
pub use step::Finish;
use transport::Transport;
pub use watch::Watch;

/// Time limits of RFC 5321 section 4.5.3.2; the budget of the check usually ends a wait sooner.
pub mod limits {
    use std::time::Duration;

    const MINUTE: u64 = 60;
    /// Greeting, MAIL, RCPT and everything without a limit of its own.
    pub const COMMAND: Duration = Duration::from_secs(5 * MINUTE);
    /// The reply to DATA.
    pub const DATA_INITIATION: Duration = Duration::from_secs(2 * MINUTE);
    /// One block of the message on its way out.
    pub const DATA_BLOCK: Duration = Duration::from_secs(3 * MINUTE);
    /// The reply to the final dot.
    pub const DATA_TERMINATION: Duration = Duration::from_secs(10 * MINUTE);
    /// The least that is waited for the reply to the final dot: ending earlier risks a second copy of the message.
    pub const DATA_TERMINATION_LEAST: Duration = Duration::from_secs(MINUTE);
    /// Whoever takes longer is slow, though in time.
    pub const SLOW: Duration = Duration::from_secs(10);
    /// An answer behind a reply that says that a command is not known: it may have been to something else.
    pub const SECOND_THOUGHT: Duration = Duration::from_millis(500);
    /// The reply to QUIT. The RFC allows five minutes; nothing depends on it any more.
    pub const QUIT: Duration = Duration::from_secs(5);
}

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

/// Replies that answered nothing.
#[derive(Default)]
struct Unasked {
    /// A 421: RFC 5321 section 3.8 allows it at any time, and it stands for the reply to what is said next.
    farewell: Option<Reply>,
    /// A refusal since something was sent last: why the connection ends, should it end.
    refusal: Option<Reply>,
    /// There were others than 421: this server says more than it is asked for.
    any: bool,
    /// The first of them that came after something was asked beyond EHLO and STARTTLS, unless it says that a command is not
    /// known, as one that was never sent is not.
    surplus: Option<Reply>,
}

/// What is known about enhanced status codes on this connection.
#[derive(Default)]
struct EnhancedCodes {
    offered: bool,
    missing_noted: bool,
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

    /// `reply`, unless it turns out to be a reply to nothing that came late, with the answer close behind it. Only what
    /// says that a command is not known is looked at twice, and only where one was answered that nobody sent: to what
    /// a proxy put before the conversation, or for a server that did so before.
    async fn the_answer(&mut self, command: &Command, reply: Reply) -> Reply {
        let is_suspect = command.is_hello() || self.unasked.any;
        if !is_suspect || !reply.code.is_about_syntax() {
            return reply;
        }
        self.session.expect_again();
        let until = self.deadline.min(Instant::now() + limits::SECOND_THOUGHT);
        match self.reply_until(until).await {
            Ok(Some(farewell)) if farewell.code.value() == 421 => {
                self.unasked.farewell = Some(farewell);
                reply
            }
            Ok(Some(answer)) => {
                let after = Some(command.verb());
                let violation = Violation::UnexpectedReply {
                    reply,
                    after,
                    ahead_of: None,
                };
                self.unasked.any = true;
                self.watch
                    .tell(Event::Conversation(Conversation::Violation(violation)));
                answer
            }
            Ok(None) | Err(_) => {
                self.session.expect_nothing();
                reply
            }
        }
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

    /// Sends a message that is dot-stuffed already, final dot included. The dot goes out by itself: what came before it is
    /// no answer to it. A reply means that the server did not want all of the message.
    ///
    /// # Errors
    /// The connection was lost before the final dot was sent.
    pub async fn hand_over(&mut self, stuffed: &[u8]) -> Result<Option<(Reply, Duration)>, Lost> {
        const BLOCK: usize = 64 * 1024;
        const FINAL_DOT: usize = b".\r\n".len();
        let began = Instant::now();
        let (text, dot) = stuffed.split_at(stuffed.len().saturating_sub(FINAL_DOT));
        for block in text.chunks(BLOCK) {
            match self.write(block, limits::DATA_BLOCK).await {
                Ok(()) => {}
                Err(Lost::TimedOut(after)) => return Err(Lost::TimedOut(after)),
                Err(_) => return self.broken_off(began).await,
            }
        }
        self.take_unasked().await;
        if self.over || self.gone.is_some() {
            return self.broken_off(began).await;
        }
        self.session.expect_reply(THE_MESSAGE);
        match self.write(dot, limits::DATA_BLOCK).await {
            Ok(()) => {}
            Err(Lost::TimedOut(after)) => return Err(Lost::TimedOut(after)),
            Err(_) => return self.broken_off(began).await,
        }
        let shown = Shown::Line(".".to_owned());
        let encrypted = self.encrypted();
        self.watch
            .tell(Event::Conversation(Conversation::ClientLine {
                shown,
                encrypted,
            }));
        Ok(None)
    }

    /// Whoever closes in the middle of a message may have said why. It is not taken by then, whatever was said.
    async fn broken_off(&mut self, began: Instant) -> Result<Option<(Reply, Duration)>, Lost> {
        let said = self.reply_within(limits::DATA_INITIATION).await;
        let refusal = self.unasked.refusal.take();
        match (said, refusal) {
            (Ok(Some(reply)), _) if reply.code.is_positive_completion() => {
                Err(self.lost(Lost::Closed))
            }
            (Ok(Some(reply)), _) | (_, Some(reply)) => Ok(Some((reply, began.elapsed()))),
            (Ok(None), None) => Err(self.timed_out(began)),
            (Err(lost), None) => Err(lost),
        }
    }

    /// Sends bytes as they are; nobody is told. One more reply is expected. Where one is outstanding, what comes until now
    /// may be that.
    ///
    /// # Errors
    /// The connection was lost.
    pub async fn transmit(&mut self, bytes: &[u8]) -> Result<(), Lost> {
        if self.session.awaiting() == 0 {
            self.take_unasked().await;
        }
        self.session.expect_reply(THE_MESSAGE);
        self.write(bytes, limits::DATA_BLOCK).await
    }

    /// Expects no reply any more to what was sent until now.
    pub fn expect_nothing(&mut self) {
        self.session.expect_nothing();
    }

    /// Waits for the reply to the final dot.
    ///
    /// # Errors
    /// The connection was lost, and the server may have the message.
    pub async fn verdict(&mut self) -> Result<(Reply, Duration), Lost> {
        self.grant_time_for_message();
        self.waits_for("the reply to the message", limits::DATA_TERMINATION);
        self.reply_to_message().await
    }

    /// Waits for the reply to a message that was sent to its end.
    ///
    /// # Errors
    /// The connection was lost.
    pub async fn reply_to_message(&mut self) -> Result<(Reply, Duration), Lost> {
        self.grant_time_for_message();
        self.receive(limits::DATA_TERMINATION).await
    }

    /// Who gives up early here may send twice: RFC 5321 section 4.5.3.2.6.
    fn grant_time_for_message(&mut self) {
        let least = Instant::now() + limits::DATA_TERMINATION_LEAST;
        if self.deadline < least {
            self.deadline = least;
            self.budget = limits::DATA_TERMINATION_LEAST;
        }
    }

    /// Tells somebody who waits what for, and how long at most.
    pub(super) fn waits_for(&self, what: &'static str, limit: Duration) {
        let limit = limit.min(self.remaining());
        self.watch
            .tell(Event::Conversation(Conversation::Waiting { what, limit }));
    }

    /// Waits for the next reply.
    ///
    /// # Errors
    /// The connection was lost.
    pub async fn receive(&mut self, limit: Duration) -> Result<(Reply, Duration), Lost> {
        let received = self.wait(limit).await;
        if let Ok((reply, _)) = &received {
            self.look_at_enhanced_code(reply);
        }
        received
    }

    /// A code that contradicts is told each time, one that is missing once.
    fn look_at_enhanced_code(&mut self, reply: &Reply) {
        let missing_counts = self.enhanced_codes.offered && !self.enhanced_codes.missing_noted;
        let Some(violation) = reply.enhanced_code_violation(missing_counts) else {
            return;
        };
        self.enhanced_codes.missing_noted |=
            matches!(violation, Violation::EnhancedCodeMissing { .. });
        self.watch
            .tell(Event::Conversation(Conversation::Violation(violation)));
    }

    async fn wait(&mut self, limit: Duration) -> Result<(Reply, Duration), Lost> {
        let began = Instant::now();
        match self.reply_within(limit).await? {
            Some(reply) if self.is_dismissal(&reply) => {
                self.over = true;
                Err(Lost::Dismissed(reply.to_string()))
            }
            Some(reply) => {
                self.look_at_time(began.elapsed());
                Ok((reply, began.elapsed()))
            }
            None => Err(self.timed_out(began)),
        }
    }

    /// 221 closes the connection, whatever it answers: it is no consent.
    fn is_dismissal(&self, reply: &Reply) -> bool {
        reply.code.value() == 221 && !matches!(self.session.answered(), "" | "QUIT")
    }

    fn look_at_time(&self, elapsed: Duration) {
        let to = self.session.answered();
        if elapsed >= limits::SLOW && !to.is_empty() {
            self.watch
                .tell(Event::Conversation(Conversation::SlowReply { to, elapsed }));
        }
    }

    /// Waits for a reply that need not come; none when `limit` or the budget is over.
    ///
    /// # Errors
    /// The connection was lost.
    pub async fn reply_within(&mut self, limit: Duration) -> Result<Option<Reply>, Lost> {
        let until = self.deadline.min(Instant::now() + limit);
        let said = self.reply_until(until).await;
        said.map_err(|lost| self.lost(lost))
    }

    /// Waits for a reply that nothing asked for.
    ///
    /// # Errors
    /// The connection was lost.
    pub async fn overhear(&mut self, limit: Duration) -> Result<Option<Reply>, Lost> {
        self.session.expect_unasked();
        let said = self.reply_within(limit).await;
        self.session.expect_nothing();
        said
    }

    /// The next reply among what is there already.
    pub async fn reply_at_once(&mut self) -> Option<Reply> {
        self.gather().await;
        self.next_reply().or_else(|| self.unasked.farewell.take())
    }

    /// The loss is not told yet.
    async fn reply_until(&mut self, until: Instant) -> Result<Option<Reply>, Lost> {
        let mut buffer = [0; 4096];
        loop {
            let reply = match self.unasked.farewell.take() {
                None => self.next_reply().or_else(|| self.unasked.farewell.take()),
                farewell => farewell,
            };
            if let Some(reply) = reply {
                self.replied = true;
                return Ok(Some(reply));
            }
            if let Some(gibberish) = self.not_smtp() {
                return Err(Lost::NotSmtp(gibberish));
            }
            if let Some(lost) = self.gone.clone() {
                return self.last_words().ok_or_else(|| self.ended(lost)).map(Some);
            }
            // Whoever never stops talking never lets the read below wait, which alone looks at the clock.
            if Instant::now() >= until {
                return Ok(None);
            }
            let Ok(read) = timeout_at(until, self.transport.read(&mut buffer)).await else {
                return Ok(None);
            };
            self.take(&read.map(|read| &buffer[..read]));
        }
    }

    fn take(&mut self, read: &io::Result<&[u8]>) {
        self.gone = match read {
            Ok([]) => Some(Lost::Closed),
            Ok(bytes) => {
                self.session.receive(bytes);
                return;
            }
            Err(error) => Some(lost_by(error)),
        };
        self.over = true;
    }

    /// A reply that the end of the connection cut off, where it says no.
    fn last_words(&mut self) -> Option<Reply> {
        self.session.end_of_stream();
        let said = self.next_reply().or_else(|| self.unasked.farewell.take());
        let reply = said.filter(says_no)?;
        self.replied = true;
        Some(reply)
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

    /// What came before we say anything more is no answer to it: it is read, without waiting for more, and told.
    pub async fn take_unasked(&mut self) {
        loop {
            let more = self.gather().await;
            while self.next_reply().is_some() {}
            if !more || Instant::now() >= self.deadline {
                return;
            }
        }
    }

    /// Reads what is there, and gives it to the session. Whether there may be more: what is kept at a time is bounded.
    async fn gather(&mut self) -> bool {
        const MOST: usize = 16;
        let mut buffer = [0; 4096];
        for _ in 0..MOST {
            if self.gone.is_some() {
                return false;
            }
            // Without this the socket is not looked at, and whoever never stops talking keeps all others waiting.
            yield_now().await;
            let Some(read) = self.transport.read_at_once(&mut buffer).await else {
                return false;
            };
            self.take(&read.map(|read| &buffer[..read]));
        }
        true
    }

    fn next_reply(&mut self) -> Option<Reply> {
        let encrypted = self.encrypted();
        while let Some(event) = self.session.next_event() {
            match event {
                smtp::Event::Line(line) => {
                    self.watch
                        .tell(Event::Conversation(Conversation::ServerLine {
                            line,
                            encrypted,
                        }));
                }
                smtp::Event::Violation(violation) => {
                    self.watch
                        .tell(Event::Conversation(Conversation::Violation(violation)));
                }
                smtp::Event::Reply(reply) => {
                    self.over |= reply.code.value() == 421;
                    return Some(reply);
                }
                smtp::Event::Unasked(reply) => self.put_aside(reply),
            }
        }
        None
    }

    fn put_aside(&mut self, reply: Reply) {
        if reply.code.value() == 421 {
            self.over = true;
            self.unasked.farewell = Some(reply);
            return;
        }
        self.unasked.any = true;
        let introduces = matches!(self.session.answered(), "" | "EHLO" | "HELO" | "STARTTLS");
        if !introduces && !reply.code.is_about_syntax() {
            self.unasked.surplus.get_or_insert(reply.clone());
        }
        if reply.code.is_temporary() || reply.code.is_permanent() {
            self.unasked.refusal = Some(reply);
        }
    }

    /// What greets in place of SMTP, when that is certain.
    fn not_smtp(&self) -> Option<Gibberish> {
        self.session
            .gibberish()
            .filter(|gibberish| !self.replied && *gibberish != Gibberish::Other)
    }

    /// Half a reply is no answer, but it was said.
    fn timed_out(&mut self, began: Instant) -> Lost {
        self.session.end_of_stream();
        while self.next_reply().is_some() {}
        let lost = self.ended(Lost::TimedOut(self.waited(began)));
        self.lost(lost)
    }

    /// What speaks something else than SMTP is lost for that.
    fn ended(&self, lost: Lost) -> Lost {
        match self.session.gibberish().filter(|_| !self.replied) {
            Some(gibberish) => Lost::NotSmtp(gibberish),
            None => lost,
        }
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

    /// How long was waited, or the whole budget when that is what ran out.
    fn waited(&self, began: Instant) -> Duration {
        if Instant::now() >= self.deadline {
            self.budget
        } else {
            began.elapsed()
        }
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

/// A reply that the end of the connection cut off may say why it ended. It is no consent: what was to follow is not
/// known, and whoever takes half of `250-` for the whole takes a message for delivered that was not.
fn says_no(reply: &Reply) -> bool {
    reply.code.value() == 221
        || !(reply.code.is_positive_completion() || reply.code.is_positive_intermediate())
}
