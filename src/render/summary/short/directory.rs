//! Where the domain's other servers are and who may issue certificates, where that was asked.

use super::line::{Facts, Line};
use crate::{
    event::Role,
    record::{Caa, caa::CaaStatus},
    report::Policy,
};

fn of_target<'a>(facts: &Facts<'a>) -> Option<&'a Policy> {
    facts
        .report
        .policy
        .iter()
        .find(|policy| policy.role == Role::Target)
}

pub(super) fn services(facts: &Facts<'_>) -> Vec<Line> {
    let Some(services) = of_target(facts).and_then(|policy| policy.services.as_ref()) else {
        return Vec::new();
    };
    if !services.lookup_failed.is_empty() {
        return vec![Line::judged(None, "not all known")];
    }
    let offered = services.records.iter().filter(|one| one.target != ".");
    let words = offered.map(|one| {
        let name = one.name.trim_start_matches('_').trim_end_matches("._tcp");
        format!("{name} {}:{}", one.target, one.port)
    });
    let words: Vec<_> = words.collect();
    match words.is_empty() {
        true => Vec::new(),
        false => vec![Line::plain(first_of(&words))],
    }
}

/// So many are named on a line.
const MOST: usize = 6;

fn first_of(all: &[String]) -> String {
    let shown = all[..all.len().min(MOST)].join(", ");
    match all.len() - all.len().min(MOST) {
        0 => shown,
        more => format!("{shown}, and {more} more"),
    }
}

pub(super) fn caa(facts: &Facts<'_>) -> Vec<Line> {
    let all = of_target(facts).and_then(|policy| policy.caa.as_deref());
    all.unwrap_or_default().iter().filter_map(of_name).collect()
}

/// Nothing where whoever wants may issue.
fn of_name(caa: &Caa) -> Option<Line> {
    match caa.status {
        CaaStatus::None => None,
        CaaStatus::LookupFailed => Some(Line::judged(None, format!("{}: not known", caa.name))),
        CaaStatus::Ok => {
            let records = caa
                .records
                .iter()
                .map(|one| format!("{} {}", one.tag, one.value));
            let records: Vec<_> = records.collect();
            Some(Line::plain(format!("{}: {}", caa.name, first_of(&records))))
        }
    }
}
