//! A transaction whose commands go out in one go: RFC 2920 section 3.1. The replies come in the order of the commands, one
//! each; where that does not hold, no reply belongs to a command any more.

use std::time::Duration;

use super::{Answers, Delivery, reset};
use crate::{
    event::{Cause, Event, FailedStage, Failure, Transaction},
    net::{
        Network,
        link::{Link, Lost, limits},
    },
    probe::{
        check::{Stop, lost_at},
        task::Stage,
    },
    smtp::{Command, Reply, dot_stuff},
};

/// Commands that are answered one after the other.
struct Group {
    sent: usize,
    answered: usize,
    /// The first refusal.
    refusal: Option<Reply>,
}

impl Group {
    async fn next(
        &mut self,
        link: &mut Link<'_>,
        stage: FailedStage,
        limit: Duration,
    ) -> Result<(Reply, Duration), Missing> {
        let answer = link.receive(limit).await;
        let (reply, elapsed) = answer.map_err(|lost| Missing { stage, lost })?;
        self.answered += 1;
        let refused = reply.code.is_temporary() || reply.code.is_permanent();
        if refused && self.refusal.is_none() {
            self.refusal = Some(reply.clone());
        }
        Ok((reply, elapsed))
    }

    /// Whether a command got lost: the first refusal says that one is missing before it (RFC 5321 section 4.1.4), although
    /// they were sent in order, and there are fewer replies than commands.
    fn lost_a_command(&self) -> Option<&Reply> {
        let refusal = self.refusal.as_ref()?;
        let is_out_of_order = refusal.code.value() == 503;
        (is_out_of_order && self.answered < self.sent).then_some(refusal)
    }
}

/// An answer that did not come.
struct Missing {
    stage: FailedStage,
    lost: Lost,
}

impl<N: Network> Delivery<'_, '_, N> {
    /// MAIL, every RCPT and DATA in one go.
    pub(super) async fn pipelined(&self, link: &mut Link<'_>, mail: Command) -> Result<(), Stop> {
        let stop = self.check.task.quit_after;
        let recipients = if stop == Some(Stage::Mail) {
            &[]
        } else {
            self.wanted.recipients
        };
        let data = self.message.is_some() && stop.is_none();
        let mut commands = vec![mail];
        commands.extend(recipients.iter().cloned().map(Command::Rcpt));
        commands.extend(data.then_some(Command::Data));
        link.send_group(&commands)
            .await
            .map_err(|lost| lost_at(FailedStage::Mail, &lost))?;
        let mut group = Group {
            sent: commands.len(),
            answered: 0,
            refusal: None,
        };
        match self.answers(link, &mut group, data).await {
            Ok(ended) => ended,
            Err(missing) => Err(self.missing(&group, &missing).into()),
        }
    }

    async fn answers(
        &self,
        link: &mut Link<'_>,
        group: &mut Group,
        data: bool,
    ) -> Result<Result<(), Stop>, Missing> {
        let (reply, elapsed) = group.next(link, FailedStage::Mail, limits::COMMAND).await?;
        let begun = self.told_mail(&reply, elapsed);
        // After 421 the server closes; nobody answers the rest (RFC 5321 section 3.8).
        if reply.code.value() == 421 {
            return Ok(begun.map_err(Stop::from));
        }
        let mut answers = Answers::default();
        for recipient in self
            .wanted
            .recipients
            .iter()
            .take(group.sent - 1 - usize::from(data))
        {
            let (reply, elapsed) = group.next(link, FailedStage::Rcpt, limits::COMMAND).await?;
            self.tell_rcpt(recipient, &reply, elapsed);
            answers.add(&reply);
            if answers.farewell.is_some() {
                break;
            }
        }
        let is_over = answers.farewell.is_some();
        let addressed = begun.and_then(|()| answers.one_accepted());
        if data && !is_over {
            let (reply, elapsed) = group
                .next(link, FailedStage::Data, limits::DATA_INITIATION)
                .await?;
            return Ok(self
                .conclude(link, (&reply, elapsed), addressed)
                .await
                .map_err(Stop::from));
        }
        Ok(self.reset(link, addressed).await)
    }

    async fn reset(&self, link: &mut Link<'_>, addressed: Result<(), Failure>) -> Result<(), Stop> {
        addressed?;
        self.check.stop_after(Stage::Mail)?;
        self.check.stop_after(Stage::Rcpt)?;
        Ok(reset(self.check, link).await?)
    }

    fn missing(&self, group: &Group, missing: &Missing) -> Failure {
        let Some(refusal) = group.lost_a_command() else {
            return lost_at(missing.stage, &missing.lost);
        };
        let (sent, answered) = (group.sent, group.answered);
        self.check
            .watch
            .tell(Event::Transaction(Transaction::OutOfStep));
        Failure {
            stage: FailedStage::Mail,
            cause: Cause::OutOfStep,
            detail: format!(
                "{sent} commands were sent in one go and {answered} answered, the first refusal being {refusal}"
            ),
        }
    }

    /// A server that says 354 although nobody is to get the message is given an empty one: RFC 2920 section 3.1.
    async fn conclude(
        &self,
        link: &mut Link<'_>,
        (reply, elapsed): (&Reply, Duration),
        addressed: Result<(), Failure>,
    ) -> Result<(), Failure> {
        match addressed {
            Ok(()) => {
                self.told_data(reply, elapsed)?;
                self.send(link).await
            }
            Err(failure) => {
                if reply.code.is_positive_intermediate()
                    && let Ok(None) = link.hand_over(&dot_stuff(b"")).await
                {
                    let _ = link.verdict().await;
                }
                Err(failure)
            }
        }
    }
}
