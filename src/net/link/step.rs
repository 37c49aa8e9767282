//! Whether the replies are in step with the commands. RSET and QUIT show it, which nobody refuses (RFC 5321 sections 4.1.1.5
//! and 4.1.1.10): what says no in the place of their answer belongs to what was sent before, and so does what their own
//! answer stands behind. What RSET is answered with is MAIL's answer and RCPT's as well, 221 is QUIT's alone: another
//! consent to QUIT may be that of any command before.

use super::{Link, Lost, limits};
use crate::{
    event::{Conversation, Event},
    smtp::{Command, Position, Reply, Violation},
};

/// So many replies are waited for behind one that is not the answer.
const MOST_BEHIND: usize = 8;

/// What came of RSET or QUIT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finish {
    /// Its answer.
    InStep(Reply),
    /// Something else that refuses nothing. Consent to QUIT that is not 221 may be the answer to any command before.
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
        let (behind, is_ahead) = self.behind(command).await;
        let is_out_of_step = is_ahead || contradicts(&reply) || behind.iter().any(contradicts);
        if is_out_of_step || reply.code.is_positive_completion() {
            self.unasked.surplus.get_or_insert(reply.clone());
        }
        let position = match (is_ahead, behind.is_empty()) {
            (true, _) => Position::AheadOf(command.verb()),
            (false, true) => Position::InPlaceOf(command.verb()),
            (false, false) => Position::Behind,
        };
        let first = is_out_of_step.then(|| reply.clone());
        for reply in first.into_iter().chain(behind) {
            let violation = Violation::UnexpectedReply {
                reply,
                after,
                position,
            };
            self.watch
                .tell(Event::Conversation(Conversation::Violation(violation)));
        }
        Ok(match is_out_of_step {
            true => Finish::OutOfStep,
            false => Finish::Odd(reply),
        })
    }

    /// The replies behind one that does not answer `command`, until the one that does, and whether that came.
    async fn behind(&mut self, command: &Command) -> (Vec<Reply>, bool) {
        let mut behind = Vec::new();
        while behind.len() < MOST_BEHIND {
            match self.overhear(limits::SECOND_THOUGHT).await {
                Ok(Some(reply)) if answers(command, &reply) => return (behind, true),
                Ok(Some(reply)) => behind.push(reply),
                Ok(None) | Err(_) => break,
            }
        }
        (behind, false)
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
        _ => matches!(reply.code.value(), 250 | 421),
    }
}

/// Neither RSET nor QUIT is answered so, unless the command is not known.
fn contradicts(reply: &Reply) -> bool {
    !reply.code.is_positive_completion()
        && !reply.code.is_about_syntax()
        && reply.code.value() != 421
}
