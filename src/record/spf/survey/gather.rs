//! All questions of a survey, level by level: what can be asked at the same time is, and the questions are the same ones in
//! whatever order answers come.

use std::collections::BTreeSet;

use super::{
    super::{
        cause::{Cause, MOST_NAMES},
        lookups::{Halt, Lookups, MOST_OCTETS, records},
        name::{askable, checkable},
        parse::parse,
        record::Kind,
        select::{Selected, select},
    },
    target::{Target, target},
};

/// The most levels: records that lead to records, and the mail exchangers of the last of them.
const MOST_LEVELS: usize = 24;

/// The most terms of a record that are followed: many more than there may be questions.
const MOST_TERMS: usize = 1000;

/// Something to ask.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Work {
    Record(String),
    Addresses(String),
    Exchangers(String),
    Exists(String),
    Explanation(String),
}

/// Asks all that there is to ask. Whether that is all; `None` as long as answers are missing.
pub(super) fn gather(lookups: &mut Lookups<'_, '_>, root: &str) -> Option<bool> {
    let mut done = BTreeSet::new();
    let mut level = vec![Work::Record(root.to_owned())];
    let (mut complete, mut octets) = (true, 0);
    for _ in 0..MOST_LEVELS {
        let (mut next, mut waits) = (Vec::new(), false);
        for work in level {
            match work.ask(lookups, root, &mut octets) {
                Ok(more) => next.extend(more),
                Err(Halt::Waiting) => waits = true,
                Err(Halt::Error(_)) => complete = false,
            }
            done.insert(work);
        }
        if waits {
            return None;
        }
        let mut new = BTreeSet::new();
        next.retain(|work| !done.contains(work) && new.insert(work.clone()));
        if next.is_empty() {
            return Some(complete);
        }
        level = next;
    }
    Some(false)
}

impl Work {
    /// Asks it; what there is to ask then.
    fn ask(
        &self,
        lookups: &mut Lookups<'_, '_>,
        root: &str,
        octets: &mut usize,
    ) -> Result<Vec<Self>, Halt> {
        match self {
            Self::Record(domain) => record(lookups, domain, root, octets),
            Self::Addresses(name) => {
                let (v4, v6) = (lookups.a(name), lookups.aaaa(name));
                v4.and(v6.map(|_| Vec::new()))
            }
            Self::Exists(name) => lookups.a(name).map(|_| Vec::new()),
            Self::Explanation(name) => lookups.txt(name).map(|_| Vec::new()),
            Self::Exchangers(name) => {
                let found = lookups.mx(name)?.lookup.records();
                let hosts = found.iter().take(MOST_NAMES);
                let hosts = hosts.filter_map(|mx| askable(&mx.exchange));
                Ok(hosts.map(Self::Addresses).collect())
            }
        }
    }
}

fn record(
    lookups: &mut Lookups<'_, '_>,
    domain: &str,
    root: &str,
    octets: &mut usize,
) -> Result<Vec<Work>, Halt> {
    let Some(domain) = checkable(domain) else {
        return Ok(Vec::new());
    };
    let found = lookups.txt(&domain)?;
    let Ok(Selected::One(text)) = records(&domain, found).map(select) else {
        return Ok(Vec::new());
    };
    *octets += text.len();
    if *octets > MOST_OCTETS {
        return Err(Cause::TooMuchToAsk.into());
    }
    let record = parse(&text);
    // Those of others are for others to see to.
    let explanation = record.explanation().filter(|_| domain == root);
    let terms = record.reached().chain(explanation.map(|(term, _)| term));
    let work = terms.filter_map(|term| of_target(&term.kind, &domain, root));
    Ok(work.take(MOST_TERMS).collect())
}

fn of_target(kind: &Kind, domain: &str, root: &str) -> Option<Work> {
    match target(kind, domain, root) {
        Target::Nowhere | Target::Sender | Target::NoName(_) => None,
        Target::Record(name) => Some(Work::Record(name)),
        Target::Addresses(name) => Some(Work::Addresses(name)),
        Target::Exchangers(name) => Some(Work::Exchangers(name)),
        Target::Exists(name) => Some(Work::Exists(name)),
        Target::Explanation(name) => Some(Work::Explanation(name)),
    }
}
