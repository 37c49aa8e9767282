//! What was expected, and what was seen of it.

use std::io;

use super::page::Page;
use crate::finding::{
    Judgement,
    expectation::{Expected, ExpectedStatus},
};

pub(super) fn write(page: &mut Page<'_>, judgement: &Judgement) -> io::Result<()> {
    let all = &judgement.expectations;
    if all.is_empty() {
        return Ok(());
    }
    page.heading("Expectations")?;
    let mut done: Vec<&Expected> = Vec::new();
    for one in all {
        if done.iter().any(|other| is_same(one, other)) {
            continue;
        }
        done.push(one);
        let of_it = || {
            all.iter()
                .filter(|other| other.expression == one.expression)
        };
        let alike = of_it().filter(|other| is_same(one, other));
        let whom = match of_it().count() == alike.clone().count() {
            true => String::new(),
            false => format!(" at {}", names(alike)),
        };
        let (word, good) = match one.status {
            ExpectedStatus::Met => ("met", Some(true)),
            ExpectedStatus::Failed => ("not met", Some(false)),
            ExpectedStatus::NotChecked => ("not checked", None),
        };
        let seen = format!(": {}{whom}", one.seen_in_words());
        page.fact(word, Some(good), &one.expression, &seen)?;
    }
    Ok(())
}

fn is_same(one: &Expected, other: &Expected) -> bool {
    (&one.expression, one.status, &one.seen, &one.reason)
        == (&other.expression, other.status, &other.seen, &other.reason)
}

fn names<'a>(all: impl Iterator<Item = &'a Expected>) -> String {
    const MOST: usize = 3;
    let hosts: Vec<_> = all
        .map(|one| match one.subject.address {
            Some(address) => format!("{} ({address})", one.subject.host),
            None => one.subject.host.clone(),
        })
        .collect();
    match hosts.len().checked_sub(MOST) {
        Some(more @ 1..) => format!("{} and {more} more", hosts[..MOST].join(", ")),
        _ => hosts.join(", "),
    }
}
