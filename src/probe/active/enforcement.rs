//! `--check-tls-enforcement`: are AUTH and MAIL taken before TLS? No credentials are sent: AUTH PLAIN without an initial
//! response (RFC 4954 section 4) is cancelled at once, and MAIL is reset. RFC 8314 section 4.1, RFC 3207 section 4.

use super::scene::{Scene, decided, mail, settle};
use crate::{
    event::{ActiveAttempt, AttemptVerdict},
    net::Network,
    probe::{
        protocol::heard,
        visit::{Encryption, Visit},
    },
    smtp::{Command, Demand, Outgoing, Reply, ReversePath},
};

pub(super) const INTENTION: &str =
    "tries AUTH PLAIN, for which no credentials are sent, and MAIL before TLS";

pub(super) async fn attempt<N: Network>(
    scene: &Scene<'_, N>,
    attempts: &mut Vec<ActiveAttempt>,
) -> Result<(), String> {
    let mut visit = scene.visit(Encryption::None).await?;
    if !visit.known.extensions.has("STARTTLS") {
        let _ = visit.leave().await;
        return Err("STARTTLS is not offered".to_owned());
    }
    let asked = ask(&mut visit, attempts).await;
    settle(visit.leave().await, attempts)?;
    asked
}

/// What is accepted stays so, whatever becomes of the connection when it is taken back.
async fn ask(visit: &mut Visit<'_>, attempts: &mut Vec<ActiveAttempt>) -> Result<(), String> {
    let reply = heard(visit.link.authenticate(&Outgoing::line("AUTH PLAIN")).await)?;
    let taken = [334, 235].contains(&reply.code.value());
    if taken {
        let accepted = AttemptVerdict::Accepted;
        attempts.push(ActiveAttempt::replied("AUTH PLAIN", accepted, &reply).about("AUTH"));
        if reply.code.is_positive_intermediate() {
            heard(visit.link.authenticate(&Outgoing::line("*")).await)?;
        }
    } else if !refuses(&reply) {
        return Err(stray("AUTH", &reply));
    } else {
        attempts.push(enforced("AUTH PLAIN", &reply).about("AUTH"));
    }
    let reply = visit.say(&mail(ReversePath::Null)).await?;
    if reply.code.value() != 250 && !refuses(&reply) {
        return Err(stray("MAIL", &reply));
    }
    attempts.push(enforced("MAIL FROM:<>", &reply).about("MAIL"));
    if reply.code.is_positive_completion() {
        let _ = visit.link.finish(&Command::Rset).await;
    }
    Ok(())
}

fn refuses(reply: &Reply) -> bool {
    reply.code.is_temporary() || reply.code.is_permanent()
}

/// A code that the command does not have (RFC 4954 section 4, RFC 5321 section 4.3.2): whose reply it is, is not known.
fn stray(verb: &str, reply: &Reply) -> String {
    format!("{} is no reply to {verb}", reply.code.value())
}

/// Exchange wants TLS with a temporary reply: `451 5.7.3 STARTTLS is required to send mail`.
fn enforced(what: &str, reply: &Reply) -> ActiveAttempt {
    match reply.demand() {
        Some(Demand::Tls) => ActiveAttempt::replied(what, AttemptVerdict::Refused, reply),
        _ => decided(what.to_owned(), reply),
    }
}
