//! The mail transaction: MAIL, RCPT, DATA, the message, or RSET where no message is sent. RFC 5321 sections 3.3 and
//! 4.1.1, RFC 1870 (SIZE), RFC 2920 (PIPELINING), RFC 6152 (8BITMIME), RFC 6531 (SMTPUTF8).

mod group;
mod message_to_send;

use std::time::Duration;

use super::{
    check::{Check, Known, Stop, lost_at, refused},
    dane,
    task::{Envelope, Stage},
};
use crate::{
    event::{Cause, Event, FailedStage, Failure, Signed, Transaction, Withholding},
    message,
    net::{
        Network,
        link::{Finish, Link, Lost},
    },
    smtp::{ClientName, Command, Extensions, Mailbox, Parameter, Reply, dot_stuff},
};

pub(super) use message_to_send::{beyond_ascii, make};

/// Runs the transaction as far as it was asked for.
pub(super) async fn submit<N: Network>(
    check: &Check<'_, N>,
    link: &mut Link<'_>,
    wanted: &Envelope<'_>,
    known: &Known,
    name: &ClientName,
) -> Result<(), Stop> {
    if let Some(because) = dane::forbids(check).await {
        return Err(withheld(&because).into());
    }
    let pipeline = wanted.pipeline && known.extensions.has("PIPELINING");
    if wanted.pipeline && !pipeline {
        check
            .watch
            .tell(Event::Transaction(Transaction::NotPipelined));
    }
    let smtputf8 = need_for_addresses(check, wanted, &known.extensions)?;
    let host = Some(check.host());
    let message = make(check.network, wanted, host, name, smtputf8).map_err(unusable)?;
    let parameters = parameters(check, wanted, &known.extensions, message.as_deref())?;
    let mail = Command::Mail {
        reverse_path: wanted.reverse_path.clone(),
        parameters,
    };
    let delivery = Delivery {
        check,
        wanted,
        message,
    };
    if pipeline {
        delivery.pipelined(link, mail).await
    } else {
        delivery.one_by_one(link, mail).await
    }
}

/// The parameters of MAIL, after a look at whether the server can take the message at all.
fn parameters<N: Network>(
    check: &Check<'_, N>,
    wanted: &Envelope<'_>,
    extensions: &Extensions,
    message: Option<&[u8]>,
) -> Result<Vec<Parameter>, Failure> {
    let needs = message.map(message::requirements).unwrap_or_default();
    let mut parameters = Vec::new();
    if let Some(message) = message.filter(|_| extensions.has("SIZE")) {
        let bytes = message.len() as u64;
        if let Some(limit) = extensions.size_limit().filter(|limit| bytes > *limit) {
            check
                .watch
                .tell(Event::Transaction(Transaction::SizeExceeded {
                    bytes,
                    limit,
                }));
            return Err(unusable(format!(
                "the message has {bytes} bytes, the server takes {limit}"
            )));
        }
        parameters.push(Parameter::Size(bytes));
    }
    if needs.eight_bit || needs.utf8_headers {
        need(
            check,
            extensions,
            "8BITMIME",
            "the message has bytes above 127".to_owned(),
        )?;
        parameters.push(Parameter::BodyEightBit);
    }
    let for_addresses = need_for_addresses(check, wanted, extensions)?;
    if needs.utf8_headers {
        let because = "the message has headers beyond ASCII".to_owned();
        need(check, extensions, "SMTPUTF8", because)?;
    }
    if for_addresses || needs.utf8_headers {
        parameters.push(Parameter::SmtpUtf8);
    }
    Ok(parameters)
}

/// Whether an address needs SMTPUTF8, which is a failure where it is not offered.
fn need_for_addresses<N: Network>(
    check: &Check<'_, N>,
    wanted: &Envelope<'_>,
    extensions: &Extensions,
) -> Result<bool, Failure> {
    let Some(address) = beyond_ascii(wanted) else {
        return Ok(false);
    };
    let because = format!("the address {address} is not ASCII");
    need(check, extensions, "SMTPUTF8", because)?;
    Ok(true)
}

fn need<N: Network>(
    check: &Check<'_, N>,
    extensions: &Extensions,
    keyword: &'static str,
    because: String,
) -> Result<(), Failure> {
    if extensions.has(keyword) {
        return Ok(());
    }
    let detail = format!("{because}, and the server does not offer {keyword}");
    check
        .watch
        .tell(Event::Transaction(Transaction::ExtensionMissing {
            keyword,
            because,
        }));
    Err(Failure {
        stage: FailedStage::Mail,
        cause: Cause::NotOffered,
        detail,
    })
}

fn withheld(because: &Withholding) -> Failure {
    Failure {
        stage: FailedStage::Mail,
        cause: Cause::Withheld,
        detail: because.to_string(),
    }
}

fn unusable(detail: String) -> Failure {
    Failure {
        stage: FailedStage::Mail,
        cause: Cause::Unusable,
        detail,
    }
}

/// Ends the transaction. Where the connection is lost by then, that was at the last recipient; but who says good-bye or nothing at
/// all does so to RSET. 421 is such a good-bye (RFC 5321 section 3.8).
async fn reset<N: Network>(check: &Check<'_, N>, link: &mut Link<'_>) -> Result<(), Failure> {
    let lost = match link.finish(&Command::Rset).await {
        Ok(Finish::InStep(reply)) if reply.code.value() == 421 => {
            let failure = refused(FailedStage::Rcpt, &reply);
            let farewell = Transaction::Farewell { reply };
            check.watch.tell(Event::Transaction(farewell));
            return Err(failure);
        }
        Ok(_) => return Ok(()),
        Err(lost) => lost,
    };
    let mut failure = lost_at(FailedStage::Rcpt, &lost);
    if matches!(lost, Lost::TimedOut(_) | Lost::Dismissed(_)) {
        failure.detail += " to RSET";
    }
    Err(failure)
}

struct Delivery<'a, 'b, N> {
    check: &'a Check<'b, N>,
    wanted: &'a Envelope<'a>,
    message: Option<Vec<u8>>,
}

impl<N: Network> Delivery<'_, '_, N> {
    async fn one_by_one(&self, link: &mut Link<'_>, mail: Command) -> Result<(), Stop> {
        let (reply, elapsed) = link
            .exchange(&mail)
            .await
            .map_err(|lost| lost_at(FailedStage::Mail, &lost))?;
        self.told_mail(&reply, elapsed)?;
        self.check.stop_after(Stage::Mail)?;
        let mut answers = Answers::default();
        for recipient in self.wanted.recipients {
            let (reply, elapsed) = link
                .exchange(&Command::Rcpt(recipient.clone()))
                .await
                .map_err(|lost| lost_at(FailedStage::Rcpt, &lost))?;
            self.tell_rcpt(recipient, &reply, elapsed);
            answers.add(&reply);
            if answers.farewell.is_some() {
                break;
            }
        }
        answers.one_accepted()?;
        self.check.stop_after(Stage::Rcpt)?;
        if self.message.is_none() {
            return Ok(reset(self.check, link).await?);
        }
        let (reply, elapsed) = link
            .exchange(&Command::Data)
            .await
            .map_err(|lost| lost_at(FailedStage::Data, &lost))?;
        self.told_data(&reply, elapsed)?;
        Ok(self.send(link).await?)
    }

    async fn send(&self, link: &mut Link<'_>) -> Result<(), Failure> {
        let message = self.message.as_deref().unwrap_or_default();
        let preview = message::preview(message, self.wanted.show_whole);
        let shown = preview.lines.into_iter().map(|line| {
            if line.starts_with('.') {
                format!(".{line}")
            } else {
                line
            }
        });
        self.check
            .watch
            .tell(Event::Transaction(Transaction::Sending {
                shown: shown.collect(),
                rest: preview.rest,
                encrypted: link.encrypted(),
                signature: self.wanted.signing.map(|signing| Signed {
                    domain: signing.domain.clone(),
                    selector: signing.selector.name.clone(),
                    algorithm: signing.key.algorithm().word(),
                }),
            }));
        let lost = |lost| lost_at(FailedStage::Message, &lost);
        let early = link.hand_over(&dot_stuff(message)).await.map_err(lost)?;
        if let Some((reply, elapsed)) = early {
            return self.told_message(reply, elapsed);
        }
        let tell = |event| self.check.watch.tell(Event::Transaction(event));
        tell(Transaction::Sent);
        let (reply, elapsed) = link.verdict().await.map_err(|how| {
            tell(Transaction::Uncertain);
            lost(how)
        })?;
        self.told_message(reply, elapsed)
    }

    fn told_message(&self, reply: Reply, elapsed: Duration) -> Result<(), Failure> {
        let accepted = reply.code.is_positive_completion();
        let failure = refused(FailedStage::Message, &reply);
        self.check
            .watch
            .tell(Event::Transaction(Transaction::Message { reply, elapsed }));
        if accepted { Ok(()) } else { Err(failure) }
    }

    fn told_mail(&self, reply: &Reply, elapsed: Duration) -> Result<(), Failure> {
        self.check.watch.tell(Event::Transaction(Transaction::Mail {
            reverse_path: self.wanted.reverse_path.to_string(),
            reply: reply.clone(),
            elapsed,
        }));
        if reply.code.is_positive_completion() {
            Ok(())
        } else {
            Err(refused(FailedStage::Mail, reply))
        }
    }

    fn tell_rcpt(&self, recipient: &Mailbox, reply: &Reply, elapsed: Duration) {
        self.check.watch.tell(Event::Transaction(Transaction::Rcpt {
            address: recipient.to_string(),
            reply: reply.clone(),
            elapsed,
        }));
    }

    fn told_data(&self, reply: &Reply, elapsed: Duration) -> Result<(), Failure> {
        self.check.watch.tell(Event::Transaction(Transaction::Data {
            reply: reply.clone(),
            elapsed,
        }));
        if reply.code.is_positive_intermediate() {
            Ok(())
        } else {
            Err(refused(FailedStage::Data, reply))
        }
    }
}

/// What the recipients come to, without the replies, which may be long.
#[derive(Default)]
struct Answers {
    accepted: bool,
    /// The first refusal for good.
    permanent: Option<Failure>,
    /// The first one for now.
    temporary: Option<Failure>,
    /// 421: the server closes, and nothing more is said to it (RFC 5321 section 3.8).
    farewell: Option<Failure>,
}

impl Answers {
    fn add(&mut self, reply: &Reply) {
        let refusal = || refused(FailedStage::Rcpt, reply);
        if reply.code.value() == 421 {
            self.farewell.get_or_insert_with(refusal);
        }
        if reply.code.is_positive_completion() {
            self.accepted = true;
        } else if reply.code.is_temporary() {
            self.temporary.get_or_insert_with(refusal);
        } else {
            self.permanent.get_or_insert_with(refusal);
        }
    }

    /// Whether there is anybody to send to, and a server to take it. Refusals that are all temporary are temporary together.
    fn one_accepted(self) -> Result<(), Failure> {
        let ended_by = match self.accepted {
            true => self.farewell,
            false => self.permanent.or(self.temporary),
        };
        ended_by.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end_of(lines: &[&str]) -> Option<String> {
        let mut answers = Answers::default();
        for line in lines {
            answers.add(&Reply::of_line(line).unwrap());
        }
        answers.one_accepted().err().map(|failure| failure.detail)
    }

    /// RFC 5321 section 3.3: the message goes to those that were accepted.
    #[test]
    fn one_recipient_is_enough() {
        assert_eq!(
            end_of(&["550 5.1.1 no", "250 2.1.5 ok", "450 4.2.0 later"]),
            None
        );
        assert_eq!(end_of(&["251 will forward"]), None);
    }

    #[test]
    fn where_nobody_is_accepted_the_first_refusal_for_good_counts() {
        let first = end_of(&["450 4.2.0 later", "550 5.1.1 a", "550 5.1.1 b"]);
        assert_eq!(first.as_deref(), Some("550 5.1.1 a"));
        let temporary = end_of(&["450 4.2.0 a", "451 4.3.0 b"]);
        assert_eq!(temporary.as_deref(), Some("450 4.2.0 a"));
    }

    /// RFC 5321 section 3.8: behind 421 there is no DATA, whoever was accepted.
    #[test]
    fn a_good_bye_ends_it_for_those_that_were_accepted() {
        let farewell = end_of(&["250 2.1.5 ok", "421 4.3.2 bye"]);
        assert_eq!(farewell.as_deref(), Some("421 4.3.2 bye"));
        let refused = end_of(&["550 5.1.1 no", "421 4.3.2 bye"]);
        assert_eq!(refused.as_deref(), Some("550 5.1.1 no"));
    }
}
