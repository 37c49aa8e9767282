//! Replies that answered nothing, and those that stand in the place of another one.

use tokio::time::Instant;

use super::{Link, limits};
use crate::{
    event::{Conversation, Event},
    smtp::{Command, Position, Reply, Violation},
};

impl Link<'_> {
    /// `reply`, unless it turns out to be a reply to nothing that came late, with the answer close behind it. Only what
    /// says that a command is not known is looked at twice, and only where one was answered that nobody sent: to what
    /// a proxy put before the conversation, or for a server that did so before.
    pub(super) async fn the_answer(&mut self, command: &Command, reply: Reply) -> Reply {
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
                    position: Position::Behind,
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

    pub(super) fn put_aside(&mut self, reply: Reply) {
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
}
