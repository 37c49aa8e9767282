//! `--check-relay`: is mail for a foreign recipient accepted, in any of the forms that once fooled relays? Without a login and
//! without a message: each MAIL and RCPT is reset. RFC 2505 section 2.1, RFC 5321 section 7.9.

use super::scene::{Scene, decided, mail, settle};
use crate::{
    event::{ActiveAttempt, AttemptVerdict},
    net::{
        Network,
        link::{Finish, Lost},
    },
    probe::{
        aim::Host,
        visit::{Encryption, Visit},
    },
    smtp::{
        ClientName, Command, Demand, Mailbox, OwnNames, RelayForm, Reply, ReversePath, relay_forms,
    },
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
        let mut inquiry = Inquiry::new(scene);
        let before = attempts.len();
        let asked = ask_all(&mut inquiry, recipient, attempts).await;
        settle(inquiry.leave().await, &mut attempts[before..])?;
        asked?;
    }
    Ok(())
}

async fn ask_all<N: Network>(
    inquiry: &mut Inquiry<'_, '_, N>,
    recipient: &Mailbox,
    attempts: &mut Vec<ActiveAttempt>,
) -> Result<(), String> {
    let names = Names::of(inquiry.scene);
    let Some(sender) = welcome_sender(inquiry, &names, recipient, attempts).await? else {
        return Ok(());
    };
    let mut catch_all = CatchAll {
        sender: &sender,
        known: Vec::new(),
    };
    let forms = relay_forms(recipient, names.borrowed());
    for form in forms.iter().filter(|form| form.name != "plain") {
        let rcpt = Command::RcptBy(form.forward_path.clone());
        let reply = inquiry.ask_again(&sender, &rcpt).await?;
        let attempt = decided(worded(&sender, &rcpt, form.name), &reply);
        attempts.push(catch_all.weigh(inquiry, form, attempt).await?);
    }
    Ok(())
}

/// Asks for the recipient as it is from every sender; the first one whose MAIL is accepted asks in the other forms too.
/// Where there is none, that is an answer only if a login is wanted: then nobody relays without one.
async fn welcome_sender<N: Network>(
    inquiry: &mut Inquiry<'_, '_, N>,
    names: &Names,
    recipient: &Mailbox,
    attempts: &mut Vec<ActiveAttempt>,
) -> Result<Option<ReversePath>, String> {
    let rcpt = Command::Rcpt(recipient.clone());
    let (mut welcome, mut refusal) = (None, None);
    let mut login_wanted = false;
    for sender in senders(inquiry.scene, names)? {
        let what = worded(&sender, &rcpt, "plain");
        match inquiry.ask(&sender, &rcpt).await? {
            Answer::Rcpt(reply) => {
                attempts.push(decided(what, &reply));
                welcome = welcome.or(Some(sender));
            }
            Answer::Mail(reply) => {
                attempts.push(decided(what, &reply).detailed(MAIL_IS_REFUSED));
                login_wanted |= reply.demand() == Some(Demand::Login);
                refusal = refusal.or(Some(reply));
            }
        }
    }
    match refusal {
        Some(reply) if welcome.is_none() && !login_wanted => {
            Err(format!("{MAIL_IS_REFUSED}: {reply}"))
        }
        _ => Ok(welcome),
    }
}

const MAIL_IS_REFUSED: &str = "MAIL is refused";

fn worded(sender: &ReversePath, rcpt: &Command, form: &str) -> String {
    format!("MAIL FROM:<{sender}>, {} ({form})", rcpt.line())
}

/// Asks one thing after the other, over one connection for as long as the server keeps it: Exim hangs up after the
/// fourth syntax error (smtp_max_synprot_errors), as which it counts some of the forms.
struct Inquiry<'s, 'a, N> {
    scene: &'s Scene<'a, N>,
    visit: Option<Visit<'a>>,
    /// Why nothing more can be asked.
    hindrance: Option<String>,
    /// Why nothing is known of what was asked.
    out_of_step: Option<String>,
}

/// What the answer is to.
enum Answer {
    /// RCPT.
    Rcpt(Reply),
    /// MAIL, which is refused, so that there was no RCPT.
    Mail(Reply),
}

impl<'s, 'a, N: Network> Inquiry<'s, 'a, N> {
    fn new(scene: &'s Scene<'a, N>) -> Self {
        Self {
            scene,
            visit: None,
            hindrance: None,
            out_of_step: None,
        }
    }

    /// MAIL, RCPT, RSET.
    async fn ask(&mut self, sender: &ReversePath, rcpt: &Command) -> Result<Answer, String> {
        if let Some(hindrance) = self.hindrance.take() {
            return Err(hindrance);
        }
        let mut visit = match self.visit.take() {
            Some(visit) => visit,
            None => self.scene.visit(Encryption::AsUsual).await?,
        };
        let begun = visit.say(&mail(sender.clone())).await?;
        if !begun.code.is_positive_completion() {
            self.visit = Some(visit);
            return Ok(Answer::Mail(begun));
        }
        let reply = visit.say(rcpt).await?;
        self.reset(visit).await;
        Ok(Answer::Rcpt(reply))
    }

    /// The same from a sender whose MAIL was accepted before.
    async fn ask_again(&mut self, sender: &ReversePath, rcpt: &Command) -> Result<Reply, String> {
        match self.ask(sender, rcpt).await? {
            Answer::Rcpt(reply) => Ok(reply),
            Answer::Mail(reply) => Err(format!("{MAIL_IS_REFUSED}: {reply}")),
        }
    }

    /// The answer is there already; only what is asked next needs a connection and an end of the transaction.
    async fn reset(&mut self, mut visit: Visit<'a>) {
        let reset = visit.link.finish(&Command::Rset).await;
        if let Err(because) = visit.in_step() {
            self.out_of_step = Some(because.clone());
            self.hindrance = Some(because);
        }
        match reset {
            Ok(Finish::InStep(reply)) if reply.code.is_positive_completion() => {
                self.visit = Some(visit);
            }
            Ok(Finish::InStep(reply) | Finish::Odd(reply)) => {
                self.hindrance.get_or_insert_with(|| reply.to_string());
                self.visit = Some(visit);
            }
            Ok(Finish::OutOfStep) => self.visit = Some(visit),
            Err(Lost::Closed | Lost::Reset | Lost::Broken(_)) => {}
            Err(lost) => {
                self.hindrance.get_or_insert_with(|| lost.fragment());
            }
        }
    }

    async fn leave(self) -> Result<(), String> {
        let left = match self.visit {
            Some(visit) => visit.leave().await,
            None => Ok(()),
        };
        self.out_of_step.map_or(left, Err)
    }
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
        let domain = match &scene.check.aim.host {
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
    let given = scene.check.task.envelope(scene.check.aim);
    let given = given.map(|envelope| envelope.reverse_path.clone());
    let mut senders: Vec<_> = given.into_iter().collect();
    for other in [ReversePath::Null, ReversePath::Mailbox(own)] {
        if !senders.contains(&other) {
            senders.push(other);
        }
    }
    Ok(senders)
}

/// Names of the server's own at which it accepts any local part: there an accepted form is no sign of relaying.
struct CatchAll<'a> {
    sender: &'a ReversePath,
    /// What came of an address made up, by name.
    known: Vec<(String, ActiveAttempt)>,
}

impl CatchAll<'_> {
    async fn weigh<N: Network>(
        &mut self,
        inquiry: &mut Inquiry<'_, '_, N>,
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
        let control = self.control(inquiry, own).await?;
        Ok(match control.verdict {
            AttemptVerdict::Accepted => ActiveAttempt {
                verdict: AttemptVerdict::AcceptedAsLocal,
                ..attempt
            }
            .detailed(format!("any local part at {own} is accepted")),
            AttemptVerdict::Undetermined => ActiveAttempt {
                verdict: AttemptVerdict::Undetermined,
                ..attempt
            }
            .detailed(format!(
                "whether any local part at {own} is accepted was answered with {}",
                control.because()
            )),
            _ => attempt,
        })
    }

    async fn control<N: Network>(
        &mut self,
        inquiry: &mut Inquiry<'_, '_, N>,
        own: &str,
    ) -> Result<ActiveAttempt, String> {
        if let Some((_, known)) = self.known.iter().find(|(name, _)| name == own) {
            return Ok(known.clone());
        }
        let rcpt = Command::Rcpt(inquiry.scene.invented_at(own)?);
        let reply = inquiry.ask_again(self.sender, &rcpt).await?;
        let control = decided(worded(self.sender, &rcpt, "invented"), &reply);
        self.known.push((own.to_owned(), control.clone()));
        Ok(control)
    }
}
