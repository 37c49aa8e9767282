//! `--check-enumeration`: does the server tell which users there are? VRFY and EXPN for the address given and for one made up,
//! RCPT for the one made up. Nothing is sent. RFC 5321 sections 3.5 and 7.3.

use super::scene::{Scene, decided, mail, settle};
use crate::{
    event::{ActiveAttempt, AttemptVerdict},
    net::Network,
    probe::visit::{Encryption, Visit},
    smtp::{Command, Demand, Mailbox, Reply, ReversePath, UserName},
};

pub(super) fn intention(addresses: &[Mailbox]) -> String {
    let named: Vec<_> = addresses.iter().map(ToString::to_string).collect();
    format!(
        "asks VRFY and EXPN about {} and an address made up, and RCPT about the latter; sends no message",
        named.join(", ")
    )
}

pub(super) async fn attempt<N: Network>(
    scene: &Scene<'_, N>,
    addresses: &[Mailbox],
    attempts: &mut Vec<ActiveAttempt>,
) -> Result<(), String> {
    for address in addresses {
        let invented = scene.invented_at(address.domain())?;
        let mut visit = scene.visit(Encryption::AsUsual).await?;
        let before = attempts.len();
        let asked = ask_all(&mut visit, address, &invented, attempts).await;
        settle(visit.leave().await, &mut attempts[before..])?;
        asked?;
    }
    Ok(())
}

async fn ask_all(
    visit: &mut Visit<'_>,
    address: &Mailbox,
    invented: &Mailbox,
    attempts: &mut Vec<ActiveAttempt>,
) -> Result<(), String> {
    for question in QUESTIONS {
        attempts.push(ask(visit, question, address).await?);
        attempts.push(ActiveAttempt {
            invented: true,
            ..ask(visit, question, invented).await?
        });
    }
    attempts.push(offer(visit, invented).await?);
    Ok(())
}

type Question = fn(Mailbox) -> Command;

/// Asked of the address given and of the one made up, in turn.
const QUESTIONS: [Question; 4] = [
    |mailbox| Command::Vrfy(UserName::LocalPart(mailbox)),
    |mailbox| Command::Vrfy(UserName::Mailbox(mailbox)),
    |mailbox| Command::Expn(UserName::LocalPart(mailbox)),
    |mailbox| Command::Expn(UserName::Mailbox(mailbox)),
];

async fn ask(
    visit: &mut Visit<'_>,
    question: Question,
    about: &Mailbox,
) -> Result<ActiveAttempt, String> {
    let command = question(about.clone());
    let reply = visit.say(&command).await?;
    let verdict = disclosed(&reply, about.local_part());
    Ok(ActiveAttempt::replied(command.line(), verdict, &reply).about(command.verb()))
}

/// RFC 5321 section 3.5.3.
fn disclosed(reply: &Reply, user: &str) -> AttemptVerdict {
    match reply.code.value() {
        252 => AttemptVerdict::Undisclosed,
        250 | 251 => AttemptVerdict::Confirmed,
        550 | 551 | 553 if !is_about_the_command(reply, user) => AttemptVerdict::Denied,
        _ if reply.code.is_permanent() => AttemptVerdict::Refused,
        _ => AttemptVerdict::Undetermined,
    }
}

/// A refusal that says nothing about the user: by the subject of its enhanced status code (RFC 3463 section 3: 3 mail
/// system, 5 protocol, 7 policy) or, without one, in words, such as Exim's "Administrative prohibition". A word that is the
/// name of the user says nothing.
fn is_about_the_command(reply: &Reply, user: &str) -> bool {
    match reply.enhanced_status_code() {
        Some(code) => matches!(code.subject, 3 | 5 | 7),
        None => {
            let is_told_apart = |phrase: &&&str| !user.to_lowercase().contains(**phrase);
            let phrases: Vec<_> = OF_THE_COMMAND
                .iter()
                .filter(is_told_apart)
                .copied()
                .collect();
            reply.says_one_of(&phrases)
        }
    }
}

const OF_THE_COMMAND: &[&str] = &[
    "prohibited",
    "prohibition",
    "prohibits",
    "not permitted",
    "not allowed",
    "access denied",
    "disabled",
    "policy",
    "policies",
    "not supported",
    "not implemented",
];

/// Whoever takes no MAIL without a login takes none for a user made up either.
async fn offer(visit: &mut Visit<'_>, invented: &Mailbox) -> Result<ActiveAttempt, String> {
    let what = format!("RCPT TO:<{invented}>");
    let begun = visit.say(&mail(ReversePath::Null)).await?;
    let attempt = if begun.code.is_positive_completion() {
        let reply = visit.say(&Command::Rcpt(invented.clone())).await?;
        let _ = visit.link.finish(&Command::Rset).await;
        decided(what, &reply)
    } else {
        let verdict = match begun.demand() {
            Some(Demand::Login) => AttemptVerdict::Refused,
            _ => AttemptVerdict::Undetermined,
        };
        ActiveAttempt::replied(what, verdict, &begun).detailed("MAIL is refused")
    };
    Ok(ActiveAttempt {
        invented: true,
        ..attempt.about("RCPT")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smtp::ReplyCode;

    #[test]
    fn replies_to_vrfy_say_more_or_less() {
        for (code, text, expected) in [
            (
                250,
                "2.1.5 Ann <ann@example.com>",
                AttemptVerdict::Confirmed,
            ),
            (251, "2.1.5 will forward", AttemptVerdict::Confirmed),
            (252, "2.0.0 cannot tell", AttemptVerdict::Undisclosed),
            (550, "5.1.1 unknown", AttemptVerdict::Denied),
            (550, "no such user", AttemptVerdict::Denied),
            (550, "5.7.1 not for you", AttemptVerdict::Refused),
            (550, "5.5.1 VRFY is off", AttemptVerdict::Refused),
            (550, "Administrative prohibition", AttemptVerdict::Refused),
            (550, "VRFY disabled", AttemptVerdict::Refused),
            (
                553,
                "ann@mail.example.com is undeliverable",
                AttemptVerdict::Denied,
            ),
            (502, "5.5.1 disabled", AttemptVerdict::Refused),
            (450, "4.1.1 later", AttemptVerdict::Undetermined),
        ] {
            let reply = Reply::new(ReplyCode::new(code).unwrap(), vec![text.to_owned()]);
            assert_eq!(disclosed(&reply, "ann"), expected, "{code} {text}");
        }
    }

    #[test]
    fn the_name_of_the_user_is_no_word_about_the_command() {
        for text in ["policy@example.com: no such user", "policy: no such user"] {
            let reply = Reply::of(550, text);
            assert_eq!(
                disclosed(&reply, "policy"),
                AttemptVerdict::Denied,
                "{text}"
            );
        }
    }
}
