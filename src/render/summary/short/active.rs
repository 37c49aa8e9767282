//! What an active check came to: how many attempts ended how, and which findings that is.

use super::line::{Facts, Line};
use crate::{
    event::{ActiveCheck, ActiveResult, ActiveStatus},
    finding::CameOf,
};

pub(super) fn lines(facts: &Facts<'_>, check: ActiveCheck) -> Vec<Line> {
    let made = facts
        .server
        .and_then(|server| Some((server, server.active(check)?)));
    let line = made.map(|(server, result)| line(result, &facts.judgement.came_of(check, server)));
    line.into_iter().collect()
}

fn line(result: &ActiveResult, came_of: &CameOf) -> Line {
    let because = result.because.as_deref().unwrap_or_default();
    let open = format!("not known: {}", came_of.open.join(", "));
    let attempts = attempts(result);
    match (result.status, came_of.found.as_slice()) {
        (ActiveStatus::NotMade, []) if result.attempts.is_empty() => {
            Line::judged(None, "not made").and(format!(": {because}"))
        }
        (_, found @ [_, ..]) => {
            Line::judged(Some(false), format!("found: {}", found.join(", "))).and(attempts)
        }
        (ActiveStatus::Complete, []) if came_of.open.is_empty() => {
            Line::judged(Some(true), "nothing found").and(attempts)
        }
        (ActiveStatus::Complete, []) => Line::judged(None, open).and(attempts),
        (ActiveStatus::Incomplete, []) => {
            Line::judged(None, "not complete").and(format!(": {because}{attempts}"))
        }
        (ActiveStatus::NotMade, []) => {
            Line::judged(None, "not decided").and(format!(": {because}{attempts}"))
        }
    }
}

/// `; refused 12 times`.
fn attempts(result: &ActiveResult) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for attempt in &result.attempts {
        let words = attempt.verdict.in_words();
        match counts.iter_mut().find(|(known, _)| *known == words) {
            Some((_, count)) => *count += 1,
            None => counts.push((words, 1)),
        }
    }
    let said = counts.iter().map(|(words, count)| match count {
        1 => (*words).to_owned(),
        count => format!("{words} {count} times"),
    });
    match counts.is_empty() {
        true => String::new(),
        false => format!("; {}", said.collect::<Vec<_>>().join(", ")),
    }
}
