//! `--check-starttls-injection`: is a command that came together with STARTTLS, in clear, executed under TLS? Whoever sits on
//! the line could put commands before the client's own. RFC 3207 section 4.2; CVE-2011-0411.

use std::time::Duration;

use super::scene::Scene;
use crate::{
    event::{ActiveAttempt, AttemptVerdict, Connection, Event},
    net::{
        Network,
        link::{Lost, limits},
    },
    probe::{
        protocol::heard,
        visit::{Encryption, Visit, unencrypted},
    },
    smtp::{Command, Reply},
    tls::HandshakeError,
};

pub(super) const INTENTION: &str = "sends STARTTLS and NOOP in one go and waits after the handshake for an answer to NOOP, \
     which a server has to forget";

/// How long an answer to the injected command may take. Nothing else is sent meanwhile.
const PATIENCE: Duration = Duration::from_secs(5);
const WHAT: &str = "STARTTLS and NOOP in one go";

pub(super) async fn attempt<N: Network>(
    scene: &Scene<'_, N>,
    attempts: &mut Vec<ActiveAttempt>,
) -> Result<(), String> {
    let visit = scene.visit(Encryption::None).await?;
    if !visit.known.extensions.has("STARTTLS") {
        let _ = visit.leave().await;
        return Err("STARTTLS is not offered".to_owned());
    }
    attempts.push(inject(scene, visit).await?);
    Ok(())
}

async fn inject<N: Network>(
    scene: &Scene<'_, N>,
    mut visit: Visit<'_>,
) -> Result<ActiveAttempt, String> {
    let link = &mut visit.link;
    let group = [Command::StartTls, Command::Noop];
    link.send_group(&group).await.map_err(lost)?;
    let reply = heard(link.receive(limits::COMMAND).await)?;
    if reply.code.is_permanent() {
        // NOOP, which was not behind TLS, has its own answer.
        let _ = link.reply_within(PATIENCE).await;
        let refused = ActiveAttempt::replied(WHAT, AttemptVerdict::Refused, &reply);
        return visit.leave().await.map(|()| refused);
    }
    if reply.code.value() != 220 {
        return Err(reply.to_string());
    }
    if let Some(early) = link.reply_at_once().await {
        if is_farewell(&early) {
            return Err(early.to_string());
        }
        let verdict = AttemptVerdict::AnsweredInClear;
        return Ok(ActiveAttempt::replied(WHAT, verdict, &early));
    }
    match visit.encrypt(scene.check, scene.check.watch).await {
        Ok(()) => answered(scene, visit).await,
        // Where the ServerHello should be stands the answer to NOOP, unless the server has enough.
        Err(error) if error.is_plain_text() && !is_farewell_in(&error) => {
            let answered = ActiveAttempt::silent(WHAT, AttemptVerdict::AnsweredInClear);
            Ok(answered.detailed(unencrypted(error)))
        }
        Err(error @ HandshakeError::TimedOut(_)) => Err(unencrypted(error)),
        Err(error) => {
            let how = unencrypted(error);
            scene
                .check
                .watch
                .tell(Event::Connection(Connection::Lost { how: how.clone() }));
            hung_up(scene, how).await
        }
    }
}

fn is_farewell_in(error: &HandshakeError) -> bool {
    match error {
        HandshakeError::PlaintextPeer { first_bytes } => {
            Reply::of_line(first_bytes).is_some_and(|reply| is_farewell(&reply))
        }
        _ => false,
    }
}

/// Whether the injected command is answered: by itself, or together with the next one.
async fn answered<N: Network>(
    scene: &Scene<'_, N>,
    mut visit: Visit<'_>,
) -> Result<ActiveAttempt, String> {
    let link = &mut visit.link;
    match link.overhear(PATIENCE).await {
        Ok(Some(reply)) => {
            let executed = executed(&reply);
            let _ = visit.leave().await;
            return executed;
        }
        Ok(None) => {}
        Err(lost @ (Lost::Closed | Lost::Reset)) => {
            return hung_up(scene, format!("{} after the handshake", lost.fragment())).await;
        }
        Err(other) => return Err(other.fragment()),
    }
    let first = heard(link.exchange(&Command::Quit).await)?;
    let attempt = if first.code.value() == 221 {
        let discarded = ActiveAttempt::replied(WHAT, AttemptVerdict::Discarded, &first);
        Ok(discarded.detailed("QUIT was answered, NOOP was not"))
    } else if matches!(link.overhear(PATIENCE).await, Ok(Some(second)) if second.code.value() == 221)
    {
        executed(&first)
    } else {
        Err(format!("QUIT was answered with {first}"))
    };
    visit.link.close().await;
    attempt
}

/// Whoever hangs up executes nothing: Dovecot 2.3 does so at the handshake. But connections end for other reasons as well;
/// it was for the injected command where without it all goes well.
async fn hung_up<N: Network>(
    scene: &Scene<'_, N>,
    because: String,
) -> Result<ActiveAttempt, String> {
    let encrypted = match scene.visit(Encryption::AsUsual).await {
        Ok(visit) => {
            let encrypted = visit.link.encrypted();
            let _ = visit.leave().await;
            encrypted
        }
        Err(_) => false,
    };
    if encrypted {
        let refused = ActiveAttempt::silent(WHAT, AttemptVerdict::Refused);
        Ok(refused.detailed(format!("{because}; without NOOP all goes well")))
    } else {
        Err(because)
    }
}

/// NOOP is answered with 250 (RFC 5321 section 4.3.2). A server that greets once more has not executed anything, one that
/// closes has nothing to say, and a refusal may just as well say that what came too early was thrown away.
fn executed(reply: &Reply) -> Result<ActiveAttempt, String> {
    match reply.code.value() {
        250 => Ok(ActiveAttempt::replied(
            WHAT,
            AttemptVerdict::Executed,
            reply,
        )),
        _ => Err(format!("after the handshake came {reply}")),
    }
}

fn is_farewell(reply: &Reply) -> bool {
    reply.code.value() == 421
}

fn lost(lost: Lost) -> String {
    lost.fragment()
}
