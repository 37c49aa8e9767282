//! Who may send as the domain, in a line.

use super::line::{Facts, Line};
use crate::{
    event::Role,
    record::spf::{All, Spf, Status},
    report::Policy,
};

pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    facts.report.policy.iter().filter_map(line).collect()
}

fn line(policy: &Policy) -> Option<Line> {
    let spf = policy.spf.as_ref()?;
    let line = of(spf);
    Some(match policy.role {
        Role::Target => line,
        _ if line.phrase.is_empty() => Line::plain(format!("{}: {}", policy.domain, line.rest)),
        _ => Line {
            phrase: format!("{}: {}", policy.domain, line.phrase),
            ..line
        },
    })
}

fn of(spf: &Spf) -> Line {
    let line = match spf.status {
        Status::None => return Line::judged(Some(false), "no record"),
        Status::TempError => return Line::judged(None, "not known"),
        Status::PermError => return Line::judged(Some(false), "published, but not usable"),
        Status::Ok => Line::plain(format!("{}, {} of 10 look-ups", end(spf), spf.lookups)),
    };
    let results: Vec<_> = spf
        .results
        .iter()
        .map(|one| format!("{} {}", one.address, one.result.word()))
        .collect();
    match results.is_empty() {
        true => line,
        false => Line::plain(format!("{}; {}", line.rest, results.join(", "))),
    }
}

fn end(spf: &Spf) -> &'static str {
    match spf.all {
        Some(All::Fail) => "ends in -all",
        Some(All::SoftFail) => "ends in ~all",
        Some(All::Neutral) => "ends in ?all",
        Some(All::Pass) => "ends in +all",
        Some(All::Redirect) => "goes on in another record",
        None => "ends in nothing",
    }
}
