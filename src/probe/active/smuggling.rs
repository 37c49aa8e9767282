//! `--check-smuggling`: does something that is no end of data end a message? One message a sequence, from and to addresses of
//! the user, each on a connection of its own. What follows the sequence is a line that is no command, then the real end: a
//! server that goes by RFC 5321 section 4.1.1.4 gives one reply, to the real end. CVE-2023-51764. Where none of them was taken
//! whole, one more with nothing odd in it shows whether the server tells them from others.

use std::time::Duration;

use super::scene::{Scene, mail, settle};
use crate::{
    event::{Active, ActiveAttempt, AttemptVerdict, Event},
    message::{self, Composition},
    net::{
        Network,
        link::{Link, Lost},
    },
    probe::{
        authentication,
        check::Stop,
        protocol::{heard, willing},
        task::Envelope,
        visit::{Encryption, Visit},
    },
    smtp::{Command, END_OF_DATA, FALSE_ENDS, FalseEnd, LINE_END, Mailbox, Reply, ReversePath},
};

/// How long a server may think about a sequence before it is taken for data.
const PATIENCE: Duration = Duration::from_secs(2);
/// What follows the sequence. No server knows a command of this name.
const REST: &[u8] = b"This line belongs to the message.";

/// Whose messages are sent.
struct Correspondents<'a> {
    sender: &'a ReversePath,
    recipient: &'a Mailbox,
}

impl<'a> Correspondents<'a> {
    /// Those of the transaction that was asked for.
    fn of(envelope: Envelope<'a>) -> Option<Self> {
        Some(Self {
            sender: envelope.reverse_path,
            recipient: envelope.recipients.first()?,
        })
    }
}

pub(super) fn intention(envelope: Option<Envelope<'_>>) -> String {
    let between = envelope.and_then(Correspondents::of);
    let to = between.map_or(String::new(), |between| {
        format!(" to {}", between.recipient)
    });
    format!(
        "sends {} test messages{to}, each with something that is no end of data in the middle and on a connection of its own, and one more without where none is taken whole",
        FALSE_ENDS.len()
    )
}

pub(super) async fn attempt<N: Network>(
    scene: &Scene<'_, N>,
    attempts: &mut Vec<ActiveAttempt>,
) -> Result<(), String> {
    let check = scene.check;
    let envelope = check.task.envelope(check.aim);
    let Some(between) = envelope.and_then(Correspondents::of) else {
        return Ok(());
    };
    if check.task.authentication.is_some() && !scene.complete {
        return Err("the login or the transaction before it failed".to_owned());
    }
    for end in FALSE_ENDS {
        attempts.push(deliver(scene, &between, end).await?);
    }
    if attempts.iter().all(is_hang_up) {
        return Err("each of these messages ended in a lost connection".to_owned());
    }
    settle(compare(scene, &between, attempts).await, attempts)
}

async fn deliver<N: Network>(
    scene: &Scene<'_, N>,
    between: &Correspondents<'_>,
    end: &FalseEnd,
) -> Result<ActiveAttempt, String> {
    let mut visit = scene.visit(Encryption::AsUsual).await?;
    log_in(scene, &mut visit).await?;
    open(&mut visit, between).await?;
    smuggle(scene, between, visit, end).await
}

/// A server that refuses every message, or answers every line, says nothing of what ends one. An attempt that was taken as
/// data shows that it tells them apart, and so does a message with nothing odd in it.
async fn compare<N: Network>(
    scene: &Scene<'_, N>,
    between: &Correspondents<'_>,
    attempts: &[ActiveAttempt],
) -> Result<(), String> {
    let is_taken = |one: &ActiveAttempt| one.verdict == AttemptVerdict::TakenAsData;
    let is_open = |one: &ActiveAttempt| one.verdict == AttemptVerdict::Undetermined;
    if attempts.iter().any(is_taken) || attempts.iter().all(is_open) {
        return Ok(());
    }
    let plain = deliver(scene, between, &LINE_END).await?;
    match is_taken(&plain) {
        true => Ok(()),
        false => Err(format!(
            "a message with nothing odd in it fares no better: {}",
            plain.because()
        )),
    }
}

/// Nothing decided it but the end of the connection, which may have other reasons where that is all that ever happens.
fn is_hang_up(attempt: &ActiveAttempt) -> bool {
    attempt.verdict == AttemptVerdict::Refused && attempt.reply.is_none()
}

async fn log_in<N: Network>(scene: &Scene<'_, N>, visit: &mut Visit<'_>) -> Result<(), String> {
    let Some(wanted) = &scene.check.task.authentication else {
        return Ok(());
    };
    let Visit { link, known } = visit;
    match authentication::log_in(scene.check, link, wanted, known).await {
        Ok(()) => Ok(()),
        Err(Stop::Failed(failure)) => Err(failure.detail),
        Err(Stop::AsAsked(stage)) => Err(format!("stopped after {}", stage.name())),
    }
}

/// MAIL, RCPT and DATA.
async fn open(visit: &mut Visit<'_>, between: &Correspondents<'_>) -> Result<(), String> {
    let link = &mut visit.link;
    willing(link.exchange(&mail(between.sender.clone())).await)?;
    willing(
        link.exchange(&Command::Rcpt(between.recipient.clone()))
            .await,
    )?;
    let reply = heard(link.exchange(&Command::Data).await)?;
    match reply.code.is_positive_intermediate() {
        true => Ok(()),
        false => Err(reply.to_string()),
    }
}

async fn smuggle<N: Network>(
    scene: &Scene<'_, N>,
    between: &Correspondents<'_>,
    mut visit: Visit<'_>,
    end: &FalseEnd,
) -> Result<ActiveAttempt, String> {
    let link = &mut visit.link;
    tell(scene, link, format!("a test message, then {}", end.name));
    let message = [&text(scene, between, end)?, end.bytes].concat();
    let answer = match link.transmit(&message).await {
        Ok(()) => link.reply_within(PATIENCE).await,
        Err(lost) => Err(lost),
    };
    let attempt = match answer {
        Ok(Some(reply)) => match at_the_sequence(link, end, &reply).await? {
            Some(attempt) => attempt,
            None => at_the_real_end(scene, link, end).await?,
        },
        Ok(None) => at_the_real_end(scene, link, end).await?,
        // Whoever hangs up in the middle of a message has not taken it.
        Err(lost) => hung_up(end, AttemptVerdict::Refused, &lost)?,
    };
    // Replies too many are what is looked for here: they are weighed above.
    let _ = visit.leave().await;
    Ok(attempt)
}

/// A reply that came before the message was at its end; nothing where it was to something else, and the message goes on.
/// After 421 there is nothing to be learnt from the server.
async fn at_the_sequence(
    link: &mut Link<'_>,
    end: &FalseEnd,
    reply: &Reply,
) -> Result<Option<ActiveAttempt>, String> {
    if reply.code.value() == 421 {
        return Err(reply.to_string());
    }
    Ok(Some(if reply.code.is_positive_completion() {
        match two_commands(link).await {
            Ok(Some(farewell)) if farewell.code.value() == 421 => return Err(farewell.to_string()),
            Ok(Some(refusal)) if !refusal.code.is_positive_completion() => {
                ActiveAttempt::replied(end.name, AttemptVerdict::EndedMessageAlone, reply)
                    .detailed(format!("two commands in one go are refused ({refusal})"))
            }
            Ok(Some(_)) => ended(end, reply),
            Ok(None) => return Ok(None),
            Err(lost) => hung_up(end, AttemptVerdict::Undetermined, &lost)?,
        }
    } else if takes_commands(link).await {
        ended(end, reply).detailed("what followed was read as commands")
    } else {
        ActiveAttempt::replied(end.name, AttemptVerdict::Refused, reply)
    }))
}

/// What a message smuggles comes in one go. OpenSMTPD, which reads on at the sequence, takes no two commands at a time
/// ("Pipelining not supported"); where PIPELINING is offered, RSET may be sent together with others.
/// The reply to the first; none where they are read as a part of the message.
async fn two_commands(link: &mut Link<'_>) -> Result<Option<Reply>, Lost> {
    link.send_group(&[Command::Rset, Command::Rset]).await?;
    let first = link.reply_within(PATIENCE).await?;
    if first
        .as_ref()
        .is_some_and(|reply| reply.code.is_positive_completion())
    {
        let _ = link.reply_within(PATIENCE).await;
    }
    Ok(first)
}

/// A server that refuses at the sequence may still be reading the message, or be waiting for the next one: then what
/// follows is executed all the same.
async fn takes_commands(link: &mut Link<'_>) -> bool {
    let sent = link.send_group(&[Command::Noop]).await;
    let reply = match sent {
        Ok(()) => link.reply_within(PATIENCE).await,
        Err(lost) => Err(lost),
    };
    matches!(reply, Ok(Some(reply)) if reply.code.is_positive_completion())
}

/// Some servers look at the byte after the sequence first, others take longer than our patience. Then there is more than
/// one reply: one to the message, and one to each line that was no command.
async fn at_the_real_end<N: Network>(
    scene: &Scene<'_, N>,
    link: &mut Link<'_>,
    end: &FalseEnd,
) -> Result<ActiveAttempt, String> {
    tell(
        scene,
        link,
        "one line more, then <CR><LF>.<CR><LF>".to_owned(),
    );
    let answer = match link.transmit(&[REST, END_OF_DATA].concat()).await {
        Ok(()) => link.reply_to_message().await.map(|(reply, _)| reply),
        Err(lost) => Err(lost),
    };
    let reply = match answer {
        Ok(reply) if reply.code.value() == 421 => return Err(reply.to_string()),
        Ok(reply) => reply,
        // It may have ended the message and stumbled over what followed.
        Err(lost) => return hung_up(end, AttemptVerdict::Undetermined, &lost),
    };
    let accepted = reply.code.is_positive_completion();
    Ok(match more(link).await {
        Ok(Some(more)) if more.code.is_about_syntax() => {
            ended(end, &reply).detailed(format!("what followed was answered with {more}"))
        }
        // The line that followed is no command: this is no answer to it, but one more to the message.
        Ok(Some(more)) => ActiveAttempt::replied(end.name, AttemptVerdict::Undetermined, &reply)
            .detailed(format!(
                "the message got a second reply, which no unknown command gets: {more}"
            )),
        Ok(None) if accepted => {
            ActiveAttempt::replied(end.name, AttemptVerdict::TakenAsData, &reply)
        }
        Err(because) if accepted => {
            ActiveAttempt::replied(end.name, AttemptVerdict::Undetermined, &reply)
                .detailed(format!("{because} after the reply to the message"))
        }
        Ok(None) | Err(_) => ActiveAttempt::replied(end.name, AttemptVerdict::Refused, &reply),
    })
}

/// What is answered beside the message: at once, or in place of NOOP, whose own reply then comes later. Where none does, the
/// server does not know NOOP.
async fn more(link: &mut Link<'_>) -> Result<Option<Reply>, String> {
    if let Some(more) = link.reply_at_once().await {
        return match more.code.value() {
            221 | 421 => Err(more.to_string()),
            _ => Ok(Some(more)),
        };
    }
    link.expect_nothing();
    let (reply, elapsed) = link
        .exchange(&Command::Noop)
        .await
        .map_err(|lost| lost.fragment())?;
    match reply.code.value() {
        221 | 421 => return Err(reply.to_string()),
        200..=299 => return Ok(None),
        _ => {}
    }
    // Where the first error took long, the second one will.
    let own = link.overhear(PATIENCE.max(elapsed * 2)).await;
    Ok(own.map_err(|lost| lost.fragment())?.and(Some(reply)))
}

/// An attempt that the end of the connection decides, or leaves open; running out of time ends the check.
fn hung_up(end: &FalseEnd, verdict: AttemptVerdict, lost: &Lost) -> Result<ActiveAttempt, String> {
    match lost {
        Lost::Closed | Lost::Reset | Lost::Broken(_) => {
            Ok(ActiveAttempt::silent(end.name, verdict).detailed(lost.fragment()))
        }
        other => Err(other.fragment()),
    }
}

fn ended(end: &FalseEnd, reply: &Reply) -> ActiveAttempt {
    ActiveAttempt::replied(end.name, AttemptVerdict::EndedMessage, reply)
}

fn tell<N: Network>(scene: &Scene<'_, N>, link: &Link<'_>, what: String) {
    scene.check.watch.tell(Event::Active(Active::Sending {
        what,
        encrypted: link.encrypted(),
    }));
}

/// The message up to the sequence, without the end of its last line.
fn text<N: Network>(
    scene: &Scene<'_, N>,
    between: &Correspondents<'_>,
    end: &FalseEnd,
) -> Result<Vec<u8>, String> {
    let network = scene.check.network;
    let mut identifier = [0; 16];
    identifier.copy_from_slice(&network.random()[..16]);
    let from = between.sender.to_string();
    let composition = Composition {
        from: if from.is_empty() {
            "<>".to_owned()
        } else {
            from
        },
        to: vec![between.recipient.to_string()],
        subject: Some(format!("smtpcheck --check-smuggling: {}", end.name)),
        body: Some(format!(
            "Sent by smtpcheck through {} to see whether {} ends a message.\nIf this is the last line, it does.",
            scene.check.host(),
            end.name
        )),
        headers: Vec::new(),
        attachments: Vec::new(),
        date: network.timestamp().to_zoned(jiff::tz::TimeZone::system()),
        message_id: message::message_id(&identifier, &scene.name.to_string()),
        server: Some(scene.check.host().to_owned()),
        smtputf8: false,
    };
    let mut text = message::compose(&composition).map_err(|error| error.to_string())?;
    while text.ends_with(b"\n") || text.ends_with(b"\r") {
        text.pop();
    }
    Ok(text)
}
