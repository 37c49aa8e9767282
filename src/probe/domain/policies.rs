//! What domains publish for their mail, looked up beside everything else.

use super::{look_ups, time::Time};
use crate::{
    event::{Event, Policy, Role},
    net::{Network, link::Watch},
    probe::{
        aim::{Aim, Host},
        join, mail_exchanger,
        task::Task,
    },
};

/// A domain whose policies are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::probe) struct Subject {
    domain: String,
    role: Role,
}

/// Whose policies are looked at: the target's where its MX records are, those of the message that is sent, and those asked for.
/// Each once, by the first that names it.
pub(in crate::probe) fn subjects<N: Network>(aim: &Aim, task: &Task, network: &N) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = Vec::new();
    let mut add = |domain: &str, role| {
        if subjects.iter().all(|one| one.domain != domain) {
            let domain = domain.to_owned();
            subjects.push(Subject { domain, role });
        }
    };
    if let Host::Name(name) = &aim.host
        && !task.policy.left_out
        && mail_exchanger::are_looked_up(aim, task, network)
    {
        add(name, Role::Target);
    }
    task.policy
        .domains
        .iter()
        .for_each(|name| add(name, Role::Asked));
    subjects
}

/// Looks everything up that these domains publish.
pub(in crate::probe) async fn look_up<N: Network>(
    task: &Task,
    network: &N,
    watch: Watch<'_>,
    subjects: &[Subject],
    time: &Time,
) {
    let of_one = |subject| of_domain(task, network, watch, subject, time);
    join::all(subjects.iter().map(of_one)).await;
}

async fn of_domain<N: Network>(
    task: &Task,
    network: &N,
    watch: Watch<'_>,
    subject: &Subject,
    time: &Time,
) {
    let searches = look_ups::answer(
        time,
        |question| look_ups::answered(network, question),
        |_asking| true,
    );
    let awaited = Event::Policy(Policy::Awaited {
        domain: subject.domain.clone(),
    });
    super::awaited(time, watch, searches, awaited).await;
}
