//! Active checks: what a server does with what no ordinary client sends. Each was asked for by name, says what it will do
//! before it does it, and has connections of its own after the conversation, one at a time. None sends credentials but those
//! that the conversation sent, and none but `smuggling` sends a message.

mod enforcement;
mod enumeration;
mod injection;
mod relay;
mod smuggling;

use super::{
    check::Check,
    dane,
    plan::ActivePlan,
    visit::{Encryption, Visit},
};
use std::cell::RefCell;

use crate::{
    event::{
        Active, ActiveAttempt, ActiveCheck, ActiveResult, AttemptVerdict, Connection, Conversation,
        Event, Observed, Observer,
    },
    net::{Network, link::Watch},
    smtp::{ClientName, Command, Mailbox, Reply, ReversePath},
};

/// Makes the checks that the plan asks for. `complete`: the conversation came to its end, login included.
pub(super) async fn run<N: Network>(check: &Check<'_, N>, name: &ClientName, complete: bool) {
    let lines = Lines(check.watch);
    let watch = check.watch.through(&lines);
    let scene = Scene {
        check: &Check {
            watch,
            deadline: check.deadline.clone(),
            small_hello: check.small_hello.clone(),
            seen: RefCell::new(check.seen.borrow().clone()),
            ..*check
        },
        name,
        complete,
    };
    let plan = &check.plan.active;
    let checks = plan.checks();
    let forbidden = match checks.is_empty() {
        true => None,
        false => dane::forbids(check).await,
    };
    for asked in checks {
        watch.tell(Event::Active(Active::Begins {
            check: asked,
            intention: intention(asked, plan),
        }));
        let mut attempts = Vec::new();
        let end = match (&forbidden, asked) {
            (Some(because), _) => Err(because.clone()),
            (None, ActiveCheck::StarttlsInjection) => {
                injection::attempt(&scene, &mut attempts).await
            }
            (None, ActiveCheck::TlsEnforcement) => {
                enforcement::attempt(&scene, &mut attempts).await
            }
            (None, ActiveCheck::Relay) => relay::attempt(&scene, &plan.relay, &mut attempts).await,
            (None, ActiveCheck::Smuggling) => smuggling::attempt(&scene, &mut attempts).await,
            (None, ActiveCheck::Enumeration) => {
                enumeration::attempt(&scene, &plan.enumeration, &mut attempts).await
            }
        };
        let result = ActiveResult::new(asked, attempts, end.err());
        watch.tell(Event::Active(Active::Finished(result)));
    }
}

fn intention(asked: ActiveCheck, plan: &ActivePlan) -> String {
    match asked {
        ActiveCheck::StarttlsInjection => injection::INTENTION.to_owned(),
        ActiveCheck::TlsEnforcement => enforcement::INTENTION.to_owned(),
        ActiveCheck::Relay => relay::intention(&plan.relay),
        ActiveCheck::Smuggling => smuggling::intention(plan.smuggling.as_ref()),
        ActiveCheck::Enumeration => enumeration::intention(&plan.enumeration),
    }
}

/// Where a check is made, and what is known of it.
struct Scene<'a, N> {
    check: &'a Check<'a, N>,
    name: &'a ClientName,
    complete: bool,
}

impl<'a, N: Network> Scene<'a, N> {
    async fn visit(&self, encryption: Encryption) -> Result<Visit<'a>, String> {
        Visit::enter(self.check, self.check.watch, self.name, encryption).await
    }

    /// A local part that nobody has.
    fn invented_local_part(&self) -> String {
        let random = self.check.network.random();
        let digits: Vec<_> = random[..6]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("smtpcheck-{}", digits.concat())
    }

    fn invented_at(&self, domain: &str) -> Result<Mailbox, String> {
        Mailbox::parse(&format!("{}@{domain}", self.invented_local_part()))
            .map_err(|error| error.to_string())
    }
}

/// The end of a visit, on which `attempts` were made. Where the replies are not in step, none of them is decided.
fn settle(left: Result<(), String>, attempts: &mut [ActiveAttempt]) -> Result<(), String> {
    if let Err(because) = &left {
        for attempt in attempts {
            attempt.verdict = AttemptVerdict::Undetermined;
            attempt.detail = Some(because.clone());
        }
    }
    left
}

fn mail(reverse_path: ReversePath) -> Command {
    Command::Mail {
        reverse_path,
        parameters: Vec::new(),
    }
}

/// An attempt that is accepted or refused; a temporary reply decides nothing.
fn decided(what: String, reply: &Reply) -> ActiveAttempt {
    let verdict = if reply.code.is_positive_completion() {
        AttemptVerdict::Accepted
    } else if reply.code.is_permanent() {
        AttemptVerdict::Refused
    } else {
        AttemptVerdict::Undetermined
    };
    ActiveAttempt::replied(what, verdict, reply)
}

/// Lines and notes of these connections belong in the transcript; what they mean belongs to the check alone.
struct Lines<'a>(Watch<'a>);

impl Observer for Lines<'_> {
    fn observe(&self, observed: &Observed) {
        let passes = matches!(
            observed.event,
            Event::Active(_)
                | Event::Connection(Connection::Lost { .. })
                | Event::Conversation(
                    Conversation::ClientLine { .. }
                        | Conversation::ServerLine { .. }
                        | Conversation::Waiting { .. }
                )
        );
        if passes {
            self.0.tell(observed.event.clone());
        }
    }
}
