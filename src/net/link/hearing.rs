//! Waiting for replies and reading them: within the limits, as far as what is kept at a time is bounded, and to the last word of
//! a connection that ends.

use std::{io, time::Duration};

use tokio::{
    task::yield_now,
    time::{Instant, timeout_at},
};

use super::{Link, Lost, limits, lost::lost_by};
use crate::{
    event::{Conversation, Event},
    smtp::{self, Gibberish, Reply, Violation},
};

impl Link<'_> {
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
    pub(super) fn look_at_enhanced_code(&mut self, reply: &Reply) {
        let missing_counts = self.enhanced_codes.offered && !self.enhanced_codes.missing_noted;
        let Some(violation) = reply.enhanced_code_violation(missing_counts) else {
            return;
        };
        self.enhanced_codes.missing_noted |=
            matches!(violation, Violation::EnhancedCodeMissing { .. });
        self.watch
            .tell(Event::Conversation(Conversation::Violation(violation)));
    }

    pub(super) async fn wait(&mut self, limit: Duration) -> Result<(Reply, Duration), Lost> {
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
    pub(super) fn is_dismissal(&self, reply: &Reply) -> bool {
        reply.code.value() == 221 && !matches!(self.session.answered(), "" | "QUIT")
    }

    pub(super) fn look_at_time(&self, elapsed: Duration) {
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
    pub(super) async fn reply_until(&mut self, until: Instant) -> Result<Option<Reply>, Lost> {
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

    pub(super) fn take(&mut self, read: &io::Result<&[u8]>) {
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
    pub(super) fn last_words(&mut self) -> Option<Reply> {
        self.session.end_of_stream();
        let said = self.next_reply().or_else(|| self.unasked.farewell.take());
        let reply = said.filter(says_no)?;
        self.replied = true;
        Some(reply)
    }

    /// Reads what is there, and gives it to the session. Whether there may be more: what is kept at a time is bounded.
    pub(super) async fn gather(&mut self) -> bool {
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

    pub(super) fn next_reply(&mut self) -> Option<Reply> {
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

    /// What greets in place of SMTP, when that is certain.
    pub(super) fn not_smtp(&self) -> Option<Gibberish> {
        self.session
            .gibberish()
            .filter(|gibberish| !self.replied && *gibberish != Gibberish::Other)
    }

    /// Half a reply is no answer, but it was said.
    pub(super) fn timed_out(&mut self, began: Instant) -> Lost {
        self.session.end_of_stream();
        while self.next_reply().is_some() {}
        let lost = self.ended(Lost::TimedOut(self.waited(began)));
        self.lost(lost)
    }

    /// What speaks something else than SMTP is lost for that.
    pub(super) fn ended(&self, lost: Lost) -> Lost {
        match self.session.gibberish().filter(|_| !self.replied) {
            Some(gibberish) => Lost::NotSmtp(gibberish),
            None => lost,
        }
    }

    /// How long was waited, or the whole budget when that is what ran out.
    pub(super) fn waited(&self, began: Instant) -> Duration {
        if Instant::now() >= self.deadline {
            self.budget
        } else {
            began.elapsed()
        }
    }
}

/// A reply that the end of the connection cut off may say why it ended. It is no consent: what was to follow is not
/// known, and whoever takes half of `250-` for the whole takes a message for delivered that was not.
fn says_no(reply: &Reply) -> bool {
    reply.code.value() == 221
        || !(reply.code.is_positive_completion() || reply.code.is_positive_intermediate())
}
