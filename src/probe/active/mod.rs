//! Active checks: what a server does with what no ordinary client sends. Each was asked for by name, says what it will do
//! before it does it, and has connections of its own after the conversation, one at a time. None sends credentials but those
//! that the conversation sent, and none but `smuggling` sends a message.

mod enforcement;
mod enumeration;
mod injection;
mod relay;
mod scene;
mod smuggling;

use super::{
    check::Check,
    dane,
    task::{ActivePlan, Envelope},
};
use scene::Scene;
use std::cell::RefCell;

use crate::{
    event::{
        Active, ActiveCheck, ActiveResult, Connection, Conversation, Event, Observed, Observer,
    },
    net::{Network, link::Watch},
    smtp::ClientName,
};

/// Makes the checks that the task asks for. `complete`: the conversation came to its end, login included.
pub(super) async fn run<N: Network>(check: &Check<'_, N>, name: &ClientName, complete: bool) {
    let lines = Lines(check.watch);
    let watch = check.watch.through(&lines);
    let seen = RefCell::new(check.seen.borrow().clone());
    let scene = Scene {
        check: &Check {
            watch,
            deadline: check.deadline.clone(),
            small_hello: check.small_hello.clone(),
            seen: &seen,
            ..*check
        },
        name,
        complete,
    };
    let plan = &check.task.active;
    let checks = plan.checks();
    let envelope = check.task.envelope(check.aim);
    let forbidden = match checks.is_empty() {
        true => None,
        false => dane::forbids(check).await,
    };
    for asked in checks {
        watch.tell(Event::Active(Active::Begins {
            check: asked,
            intention: intention(asked, plan, envelope),
        }));
        let mut attempts = Vec::new();
        let end = match (&forbidden, asked) {
            (Some(because), _) => Err(because.to_string()),
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

fn intention(asked: ActiveCheck, plan: &ActivePlan, envelope: Option<Envelope<'_>>) -> String {
    match asked {
        ActiveCheck::StarttlsInjection => injection::INTENTION.to_owned(),
        ActiveCheck::TlsEnforcement => enforcement::INTENTION.to_owned(),
        ActiveCheck::Relay => relay::intention(&plan.relay),
        ActiveCheck::Smuggling => smuggling::intention(envelope),
        ActiveCheck::Enumeration => enumeration::intention(&plan.enumeration),
    }
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
