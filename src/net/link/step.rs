//! Whether the replies are in step with the commands. RSET and QUIT show it, which nobody refuses (RFC 5321 sections 4.1.1.5
//! and 4.1.1.10): what says no in the place of their answer belongs to what was sent before, and so does what their own
//! answer stands behind.

use super::{Link, Lost, limits};
use crate::{
    event::{Conversation, Event},
    smtp::{Command, Reply, Violation},
};

/// What came of RSET or QUIT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finish {
    /// Its answer.
    InStep(Reply),
    /// Something else that says nothing about what was before.
    Odd(Reply),
    /// A reply too many to what was before. It was told.
    OutOfStep,
}

impl Link<'_> {
    /// Sends RSET or QUIT and looks whether the reply is theirs.
    ///
    /// # Errors
    /// The connection was lost.
    pub async fn finish(&mut self, command: &Command) -> Result<Finish, Lost> {
        let after = self.last_sent();
        let (reply, _) = self.exchange(command).await?;
        if answers(command, &reply) {
            return Ok(Finish::InStep(reply));
        }
        let behind = self.overhear(limits::SECOND_THOUGHT).await;
        let is_ahead = matches!(&behind, Ok(Some(behind)) if answers(command, behind));
        if !is_ahead && !contradicts(&reply) {
            return Ok(Finish::Odd(reply));
        }
        self.unasked.surplus.get_or_insert(reply.clone());
        let violation = Violation::UnexpectedReply {
            reply,
            after,
            ahead_of: is_ahead.then(|| command.verb()),
        };
        self.watch
            .tell(Event::Conversation(Conversation::Violation(violation)));
        Ok(Finish::OutOfStep)
    }

    /// A reply too many: which of them answers what is not known on this connection, for another one may have been read in
    /// the place of an answer before it.
    #[must_use]
    pub fn surplus(&self) -> Option<&Reply> {
        self.unasked.surplus.as_ref()
    }
}

/// After 421 there is nothing more to come (RFC 5321 section 3.8).
fn answers(command: &Command, reply: &Reply) -> bool {
    match command {
        Command::Quit => matches!(reply.code.value(), 221 | 421),
        _ => reply.code.is_positive_completion() || reply.code.value() == 421,
    }
}

/// Neither RSET nor QUIT is answered so, unless the command is not known.
fn contradicts(reply: &Reply) -> bool {
    !reply.code.is_positive_completion()
        && !reply.code.is_about_syntax()
        && reply.code.value() != 421
}
