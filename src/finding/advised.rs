//! Findings that rest on a reply: title and remedy are what [`advice`] has for it, in the server's situation.

use super::{
    Evidence,
    advice::{self, About, Advice, Situation},
    step::LOOK_INTO_THE_LOG,
};
use crate::{
    event::FailedStage,
    report::Server,
    smtp::{Demand, Reply},
};

/// Evidence of the check `id`: `text`, with what is known of the reply that it quotes.
pub(super) fn advised(
    id: &str,
    server: &Server,
    stage: FailedStage,
    reply: &Reply,
    text: impl Into<String>,
) -> Evidence {
    if !reply.code.is_temporary() && !reply.code.is_permanent() {
        return of_another_command(stage, text);
    }
    let mut advice = advice::advise(reply, &Situation::at(server, stage));
    if reply.code.is_temporary() && stage >= FailedStage::Mail {
        advice.remedy.get_or_insert_with(|| LATER.to_owned());
    }
    evidence(id, stage, advice, text)
}

/// What is refused for now is not refused for what the check says of refusals for good (RFC 5321 section 4.2.1).
const LATER: &str =
    "Try again later; if it stays so, the server's words or its log say what is missing.";

/// RFC 5321 section 4.3.2: what neither accepts nor refuses says nothing of what was asked.
fn of_another_command(stage: FailedStage, text: impl Into<String>) -> Evidence {
    let evidence = Evidence {
        title: Some(format!(
            "the reply of another command came {}",
            answered(stage)
        )),
        ..Evidence::new(text)
    };
    evidence.remedied_by(LOOK_INTO_THE_LOG)
}

/// The same where the login was made with this mechanism.
pub(super) fn advised_login(
    id: &str,
    server: &Server,
    mechanism: &str,
    reply: &Reply,
    text: impl Into<String>,
) -> Evidence {
    let situation = Situation::at(server, FailedStage::Auth).with(mechanism);
    evidence(
        id,
        FailedStage::Auth,
        advice::advise(reply, &situation),
        text,
    )
}

/// Whether the reply refuses for want of a login.
pub(super) fn wants_login(server: &Server, stage: FailedStage, reply: &Reply) -> bool {
    let advice = advice::advise(reply, &Situation::at(server, stage));
    advice.demand == Some(Demand::Login)
}

fn evidence(id: &str, stage: FailedStage, advice: Advice, text: impl Into<String>) -> Evidence {
    let headline = super::check(id).map_or("", |check| check.title);
    let because = because(stage, advice.about);
    Evidence {
        title: advice
            .cause
            .map(|cause| format!("{headline}{because}: {cause}")),
        remedy: advice.remedy,
        ..Evidence::new(text)
    }
}

/// What is refused need not be what the command named: many servers refuse a sender or a client at RCPT only.
fn because(stage: FailedStage, about: About) -> &'static str {
    match (stage, about) {
        (FailedStage::Rcpt | FailedStage::Data | FailedStage::Message, About::Sender) => {
            " because of the sender"
        }
        (FailedStage::Data | FailedStage::Message, About::Recipient) => " because of the recipient",
        (
            FailedStage::Mail | FailedStage::Rcpt | FailedStage::Data | FailedStage::Message,
            About::Client,
        ) => " because of this client",
        _ => "",
    }
}

/// Which reply it is: `in reply to MAIL`.
pub(super) fn answered(stage: FailedStage) -> &'static str {
    match stage {
        FailedStage::Greeting | FailedStage::Connect | FailedStage::Tls => "as the greeting",
        FailedStage::Ehlo => "in reply to EHLO",
        FailedStage::EhloAfterTls => "in reply to EHLO under TLS",
        FailedStage::Starttls => "in reply to STARTTLS",
        FailedStage::Auth => "in reply to AUTH",
        FailedStage::Mail => "in reply to MAIL",
        FailedStage::Rcpt => "in reply to RCPT",
        FailedStage::Data => "in reply to DATA",
        FailedStage::Message => "in reply to the message",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::support::report;

    #[test]
    fn a_reply_of_another_command_refuses_nothing() {
        let report = report();
        let told = |code| {
            let reply = Reply::of(code, "go");
            advised(
                "sender-refused",
                &report.servers[0],
                FailedStage::Mail,
                &reply,
                "",
            )
            .title
        };
        assert_eq!(
            told(354).as_deref(),
            Some("the reply of another command came in reply to MAIL")
        );
        assert_ne!(told(550), told(354));
    }
}
