//! `--check-relay`: is mail for a foreign recipient accepted, in any of the forms that once fooled relays? Without a login and
//! without a message: each MAIL and RCPT is reset. RFC 2505 section 2.1, RFC 5321 section 7.9.

use super::{Scene, decided, mail};
use crate::{
    event::{ActiveAttempt, AttemptVerdict},
    net::Network,
    probe::{
        plan::Host,
        visit::{Encryption, Visit},
    },
    smtp::{ClientName, Command, Mailbox, OwnNames, RelayForm, ReversePath, relay_forms},
};

pub(super) fn intention(recipients: &[Mailbox]) -> String {
    let named: Vec<_> = recipients.iter().map(ToString::to_string).collect();
    format!(
        "asks with MAIL and RCPT in every classical form whether mail for {} is accepted; resets each, sends no message",
        named.join(", ")
    )
}

pub(super) async fn attempt<N: Network>(
    scene: &Scene<'_, N>,
    recipients: &[Mailbox],
    attempts: &mut Vec<ActiveAttempt>,
) -> Result<(), String> {
    for recipient in recipients {
        let mut visit = scene.visit(Encryption::AsUsual).await?;
        ask_all(scene, &mut visit, recipient, attempts).await?;
        visit.leave().await;
    }
    Ok(())
}

async fn ask_all<N: Network>(
    scene: &Scene<'_, N>,
    visit: &mut Visit<'_>,
    recipient: &Mailbox,
    attempts: &mut Vec<ActiveAttempt>,
) -> Result<(), String> {
    let names = Names::of(scene);
    let forms = relay_forms(recipient, names.borrowed());
    let mut welcome = None;
    for sender in senders(scene, &names)? {
        let rcpt = Command::Rcpt(recipient.clone());
        let (attempt, begun) = ask(visit, &sender, &rcpt, "plain").await?;
        attempts.push(attempt);
        welcome = welcome.or(begun.then_some(sender));
    }
    let Some(sender) = welcome else {
        return Ok(());
    };
    let mut catch_all = CatchAll {
        sender: &sender,
        known: Vec::new(),
    };
    for form in forms.iter().filter(|form| form.name != "plain") {
        let rcpt = Command::RcptBy(form.forward_path.clone());
        let (attempt, _) = ask(visit, &sender, &rcpt, form.name).await?;
        attempts.push(catch_all.weigh(scene, visit, form, attempt).await?);
    }
    Ok(())
}

/// The names under which the server may take mail for itself.
struct Names {
    host: String,
    domain: String,
    literal: String,
}

impl Names {
    fn of<N: Network>(scene: &Scene<'_, N>) -> Self {
        let literal = ClientName::literal(scene.check.address).to_string();
        let host = match scene.check.host().parse::<std::net::IpAddr>() {
            Ok(_) => literal.clone(),
            Err(_) => scene.check.host().to_owned(),
        };
        let domain = match &scene.check.plan.target.host {
            Host::Name(name) => name.clone(),
            Host::Address(_) => host.clone(),
        };
        Self {
            host,
            domain,
            literal,
        }
    }

    fn borrowed(&self) -> OwnNames<'_> {
        OwnNames {
            host: &self.host,
            domain: &self.domain,
            literal: &self.literal,
        }
    }
}

/// The user's own, where there is one, nobody, and one of the server's own domain, which has to exist (RFC 5321 section
/// 4.5.1).
fn senders<N: Network>(scene: &Scene<'_, N>, names: &Names) -> Result<Vec<ReversePath>, String> {
    let own = Mailbox::parse(&format!("postmaster@{}", names.domain))
        .map_err(|error| error.to_string())?;
    let given = scene
        .check
        .plan
        .transaction
        .as_ref()
        .map(|transaction| transaction.reverse_path.clone());
    let mut senders: Vec<_> = given.into_iter().collect();
    for other in [ReversePath::Null, ReversePath::Mailbox(own)] {
        if !senders.contains(&other) {
            senders.push(other);
        }
    }
    Ok(senders)
}

/// MAIL, RCPT, RSET; also whether MAIL was accepted.
async fn ask(
    visit: &mut Visit<'_>,
    sender: &ReversePath,
    rcpt: &Command,
    form: &str,
) -> Result<(ActiveAttempt, bool), String> {
    let what = format!("MAIL FROM:<{sender}>, {} ({form})", rcpt.line());
    let begun = visit.say(&mail(sender.clone())).await?;
    if !begun.code.is_positive_completion() {
        return Ok((decided(what, &begun).detailed("MAIL is refused"), false));
    }
    let reply = visit.say(rcpt).await?;
    visit.say(&Command::Rset).await?;
    Ok((decided(what, &reply), true))
}

/// Names of the server's own at which it accepts any local part: there an accepted form is no sign of relaying.
struct CatchAll<'a> {
    sender: &'a ReversePath,
    known: Vec<(String, bool)>,
}

impl CatchAll<'_> {
    async fn weigh<N: Network>(
        &mut self,
        scene: &Scene<'_, N>,
        visit: &mut Visit<'_>,
        form: &RelayForm,
        attempt: ActiveAttempt,
    ) -> Result<ActiveAttempt, String> {
        let Some(own) = form
            .own_name
            .as_deref()
            .filter(|_| attempt.verdict == AttemptVerdict::Accepted)
        else {
            return Ok(attempt);
        };
        if !self.accepts_any(scene, visit, own).await? {
            return Ok(attempt);
        }
        Ok(ActiveAttempt {
            verdict: AttemptVerdict::AcceptedAsLocal,
            ..attempt
        }
        .detailed(format!("any local part at {own} is accepted")))
    }

    async fn accepts_any<N: Network>(
        &mut self,
        scene: &Scene<'_, N>,
        visit: &mut Visit<'_>,
        own: &str,
    ) -> Result<bool, String> {
        if let Some((_, known)) = self.known.iter().find(|(name, _)| name == own) {
            return Ok(*known);
        }
        let rcpt = Command::Rcpt(scene.invented_at(own)?);
        let (control, _) = ask(visit, self.sender, &rcpt, "invented").await?;
        let accepted = control.verdict == AttemptVerdict::Accepted;
        self.known.push((own.to_owned(), accepted));
        Ok(accepted)
    }
}
