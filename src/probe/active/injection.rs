//! `--check-starttls-injection`: is a command that came together with STARTTLS, in clear, executed under TLS? Whoever sits on
//! the line could put commands before the client's own. RFC 3207 section 4.2; CVE-2011-0411.

use std::time::Duration;

use super::Scene;
use crate::{
    event::{ActiveAttempt, AttemptVerdict},
    net::{
        Network,
        link::{Lost, limits},
    },
    probe::visit::{Encryption, Visit, heard},
    smtp::{Command, Reply},
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
        visit.leave().await;
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
        visit.leave().await;
        return Ok(ActiveAttempt::replied(
            WHAT,
            AttemptVerdict::Refused,
            &reply,
        ));
    }
    if reply.code.value() != 220 {
        return Err(reply.to_string());
    }
    if let Some(early) = link.reply_within(Duration::ZERO).await.map_err(lost)? {
        let verdict = AttemptVerdict::AnsweredInClear;
        return Ok(ActiveAttempt::replied(WHAT, verdict, &early));
    }
    match visit.encrypt(scene.check, scene.check.watch).await {
        Ok(()) => answered(visit).await,
        Err(failed) if failed.plain_text => {
            let answered = ActiveAttempt::silent(WHAT, AttemptVerdict::AnsweredInClear);
            Ok(answered.detailed(failed.because))
        }
        Err(failed) => Err(failed.because),
    }
}

/// Whether the injected command is answered: by itself, or together with the next one.
async fn answered(mut visit: Visit<'_>) -> Result<ActiveAttempt, String> {
    let link = &mut visit.link;
    match link.reply_within(PATIENCE).await {
        Ok(Some(reply)) => {
            let executed = executed(&reply);
            visit.leave().await;
            return executed;
        }
        Ok(None) => {}
        // Whoever hangs up executes nothing.
        Err(Lost::Closed | Lost::Reset) => {
            let refused = ActiveAttempt::silent(WHAT, AttemptVerdict::Refused);
            return Ok(refused.detailed("the server closed the connection after the handshake"));
        }
        Err(other) => return Err(other.fragment()),
    }
    let first = heard(link.exchange(&Command::Quit).await)?;
    let attempt = if first.code.value() == 221 {
        Ok(ActiveAttempt::replied(
            WHAT,
            AttemptVerdict::Discarded,
            &first,
        ))
    } else if matches!(link.reply_within(PATIENCE).await, Ok(Some(second)) if second.code.value() == 221)
    {
        executed(&first)
    } else {
        Err(format!("QUIT was answered with {first}"))
    };
    visit.link.close().await;
    attempt
}

/// A server that greets once more has not executed anything, and one that closes has nothing to say.
fn executed(reply: &Reply) -> Result<ActiveAttempt, String> {
    match reply.code.value() {
        220 | 421 => Err(format!("after the handshake came {reply}")),
        _ => Ok(ActiveAttempt::replied(
            WHAT,
            AttemptVerdict::Executed,
            reply,
        )),
    }
}

fn lost(lost: Lost) -> String {
    lost.fragment()
}
