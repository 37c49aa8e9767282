//! `--check-tls-enforcement`: are AUTH and MAIL taken before TLS? No credentials are sent: AUTH PLAIN without an initial
//! response (RFC 4954 section 4) is cancelled at once, and MAIL is reset. RFC 8314 section 4.1, RFC 3207 section 4.

use super::{Scene, decided, mail};
use crate::{
    event::{ActiveAttempt, AttemptVerdict},
    net::Network,
    probe::visit::{Encryption, Visit, heard},
    smtp::{Command, Outgoing, ReversePath},
};

pub(super) const INTENTION: &str =
    "tries AUTH PLAIN, for which no credentials are sent, and MAIL before TLS";

pub(super) async fn attempt<N: Network>(
    scene: &Scene<'_, N>,
    attempts: &mut Vec<ActiveAttempt>,
) -> Result<(), String> {
    let mut visit = scene.visit(Encryption::None).await?;
    if !visit.known.extensions.has("STARTTLS") {
        visit.leave().await;
        return Err("STARTTLS is not offered".to_owned());
    }
    attempts.push(authenticate(&mut visit).await?);
    attempts.push(begin(&mut visit).await?);
    visit.leave().await;
    Ok(())
}

async fn authenticate(visit: &mut Visit<'_>) -> Result<ActiveAttempt, String> {
    let command = Outgoing::line("AUTH PLAIN");
    let reply = heard(visit.link.authenticate(&command).await)?;
    let what = "AUTH PLAIN".to_owned();
    if !reply.code.is_positive_intermediate() {
        return Ok(decided(what, &reply));
    }
    heard(visit.link.authenticate(&Outgoing::line("*")).await)?;
    Ok(ActiveAttempt::replied(
        what,
        AttemptVerdict::Accepted,
        &reply,
    ))
}

async fn begin(visit: &mut Visit<'_>) -> Result<ActiveAttempt, String> {
    let reply = visit.say(&mail(ReversePath::Null)).await?;
    if reply.code.is_positive_completion() {
        visit.say(&Command::Rset).await?;
    }
    Ok(decided("MAIL FROM:<>".to_owned(), &reply))
}
