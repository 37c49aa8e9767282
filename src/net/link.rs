//! One connection to one server: `exchange(command) -> reply`, live events, time limits, TLS. Covers the limits of
//! RFC 5321 section 4.5.3.2 under the budget of the check. What to say next is decided in `probe`.

mod lost;
mod secure;
mod transport;
mod watch;

use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

use super::BoxedStream;
use crate::{
    event::{Connection, Conversation, Event, Tls},
    smtp::{self, Command, Gibberish, Outgoing, Reply, Session, Shown, Violation},
};
use lost::lost_by;
pub use lost::{Lost, seconds};
pub use secure::Secured;
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
    /// A 421 that came without having been asked for; it stands for the reply to what is said next.
    farewell: Option<Reply>,
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
            farewell: None,
        }
    }

    /// Whether the connection is encrypted.
    #[must_use]
    pub fn encrypted(&self) -> bool {
        matches!(self.transport, Transport::Encrypted(_))
    }

    /// Masks these bytes in every line of the server from now on.
    pub fn conceal(&mut self, needles: Vec<Zeroizing<Vec<u8>>>) {
        self.session.conceal(needles);
    }

    /// `text`, which was made of what the server said, without the secrets.
    #[must_use]
    pub fn masked(&self, text: &str) -> String {
        self.session.mask(text)
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
        self.watch.tell(Event::Conversation(Conversation::Waiting {
            what: "the greeting",
        }));
        self.wait(limits::COMMAND).await
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
        self.watch.tell(Event::Conversation(Conversation::Waiting {
            what: command.verb(),
        }));
        self.prepare_for(command);
        self.send(&[&command.outgoing()]).await?;
        if command.is_hello() {
            self.wait(limit).await
        } else {
            self.receive(limit).await
        }
    }

    /// Sends what a SASL mechanism says and waits for the reply.
    ///
    /// # Errors
    /// The connection was lost.
    pub async fn authenticate(&mut self, outgoing: &Outgoing) -> Result<(Reply, Duration), Lost> {
        self.watch
            .tell(Event::Conversation(Conversation::Waiting { what: "AUTH" }));
        self.send(&[outgoing]).await?;
        self.receive(limits::COMMAND).await
    }

    /// Sends commands in one go (RFC 2920).
    ///
    /// # Errors
    /// The connection was lost.
    pub async fn send_group(&mut self, commands: &[Command]) -> Result<(), Lost> {
        let outgoing: Vec<_> = commands.iter().map(Command::outgoing).collect();
        commands
            .iter()
            .for_each(|command| self.prepare_for(command));
        self.send(&outgoing.iter().collect::<Vec<_>>()).await
    }

    fn prepare_for(&mut self, command: &Command) {
        if command.allows_utf8_replies() {
            self.session.allow_utf8();
        }
    }

    async fn send(&mut self, group: &[&Outgoing]) -> Result<(), Lost> {
        self.take_unasked();
        let mut wire = Zeroizing::new(Vec::new());
        let encrypted = self.encrypted();
        for outgoing in group {
            wire.extend_from_slice(self.session.send(outgoing));
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

    /// Sends a message that is dot-stuffed already, final dot included. A reply means that the server did not want all
    /// of it.
    ///
    /// # Errors
    /// The connection was lost before the final dot was sent.
    pub async fn hand_over(&mut self, stuffed: &[u8]) -> Result<Option<(Reply, Duration)>, Lost> {
        const BLOCK: usize = 64 * 1024;
        self.session.expect_reply();
        for block in stuffed.chunks(BLOCK) {
            match self.write(block, limits::DATA_BLOCK).await {
                Ok(()) => {}
                Err(Lost::TimedOut(after)) => return Err(Lost::TimedOut(after)),
                // Whoever closes in the middle of a message may have said why. It is not taken by then, whatever was said.
                Err(_) => {
                    let (reply, elapsed) = self.receive(limits::DATA_INITIATION).await?;
                    return match reply.code.is_positive_completion() {
                        true => Err(self.lost(Lost::Closed)),
                        false => Ok(Some((reply, elapsed))),
                    };
                }
            }
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

    /// Sends bytes as they are; nobody is told, and no reply is expected yet.
    ///
    /// # Errors
    /// The connection was lost.
    pub async fn transmit(&mut self, bytes: &[u8]) -> Result<(), Lost> {
        self.write(bytes, limits::DATA_BLOCK).await
    }

    /// Waits for the reply to the final dot.
    ///
    /// # Errors
    /// The connection was lost, and the server may have the message.
    pub async fn verdict(&mut self) -> Result<(Reply, Duration), Lost> {
        self.watch.tell(Event::Conversation(Conversation::Waiting {
            what: "the reply to the message",
        }));
        self.reply_to_message().await
    }

    /// Waits for the reply to a message that was sent to its end.
    ///
    /// # Errors
    /// The connection was lost.
    pub async fn reply_to_message(&mut self) -> Result<(Reply, Duration), Lost> {
        let least = Instant::now() + limits::DATA_TERMINATION_LEAST;
        if self.deadline < least {
            self.deadline = least;
            self.budget = limits::DATA_TERMINATION_LEAST;
        }
        self.receive(limits::DATA_TERMINATION).await
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
            Some(reply) => Ok((reply, began.elapsed())),
            None => Err(self.timed_out(began)),
        }
    }

    /// Waits for a reply that need not come; none when `limit` or the budget is over.
    ///
    /// # Errors
    /// The connection was lost.
    pub async fn reply_within(&mut self, limit: Duration) -> Result<Option<Reply>, Lost> {
        let until = self.deadline.min(Instant::now() + limit);
        if let Some(reply) = self.farewell.take() {
            return Ok(Some(reply));
        }
        let mut buffer = [0; 4096];
        loop {
            if let Some(reply) = self.next_reply() {
                self.replied = true;
                return Ok(Some(reply));
            }
            if let Some(gibberish) = self.not_smtp() {
                return Err(self.lost(Lost::NotSmtp(gibberish)));
            }
            // Whoever never stops talking never lets the read below wait, which alone looks at the clock.
            if Instant::now() >= until {
                return Ok(None);
            }
            let read = match timeout_at(until, self.transport.read(&mut buffer)).await {
                Err(_) => return Ok(None),
                Ok(Err(error)) => {
                    self.over = true;
                    return Err(self.ended(lost_by(&error)));
                }
                Ok(Ok(read)) => read,
            };
            if read == 0 {
                self.over = true;
                self.session.end_of_stream();
                return match self.next_reply() {
                    Some(reply) if says_no(&reply) => {
                        self.replied = true;
                        Ok(Some(reply))
                    }
                    _ => Err(self.ended(Lost::Closed)),
                };
            }
            self.session.receive(&buffer[..read]);
        }
    }

    /// The stream, where it is not encrypted.
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

    /// Tells what came beside the last reply and answers nothing.
    pub fn pass_over_unasked(&mut self) {
        self.take_unasked();
    }

    /// What came before we said anything more is no answer to it.
    fn take_unasked(&mut self) {
        while self.session.awaiting() == 0 {
            match self.next_reply() {
                Some(reply) if reply.code.value() == 421 => self.farewell = Some(reply),
                Some(_) => {}
                None => return,
            }
        }
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
            }
        }
        None
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
        self.ended(Lost::TimedOut(self.waited(began)))
    }

    fn ended(&self, lost: Lost) -> Lost {
        match self.session.gibberish().filter(|_| !self.replied) {
            Some(gibberish) => self.lost(Lost::NotSmtp(gibberish)),
            None => self.lost(lost),
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
