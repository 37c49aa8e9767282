//! The message on its way out, and what is said about it (RFC 5321 section 4.1.1.4).

use std::time::Duration;

use tokio::time::Instant;

use super::{Link, Lost, limits};
use crate::{
    event::{Conversation, Event},
    smtp::{Reply, Shown, THE_MESSAGE},
};

impl Link<'_> {
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
    pub(super) async fn broken_off(
        &mut self,
        began: Instant,
    ) -> Result<Option<(Reply, Duration)>, Lost> {
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
    pub(super) fn grant_time_for_message(&mut self) {
        let least = Instant::now() + limits::DATA_TERMINATION_LEAST;
        if self.deadline < least {
            self.deadline = least;
            self.budget = limits::DATA_TERMINATION_LEAST;
        }
    }
}
