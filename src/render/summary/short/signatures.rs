//! What the DKIM signatures of the message came to.

use super::line::{Facts, Line};
use crate::record::dkim::{Outcome, Verdict};

pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    match facts.report.signatures.as_deref() {
        None => Vec::new(),
        Some([]) => vec![Line::judged(Some(false), "none")],
        Some(verdicts) => verdicts.iter().map(line).collect(),
    }
}

/// `football.example.com passes; brisbane, ed25519-sha256`.
fn line(verdict: &Verdict) -> Line {
    let domain = verdict.domain.as_deref().unwrap_or("one without domain");
    let (good, phrase) = match verdict.result {
        Outcome::Pass => (Some(true), "passes"),
        Outcome::Temperror => (None, "not known"),
        _ => (Some(false), "fails"),
    };
    let line = Line::judged(good, format!("{domain} {phrase}"));
    let how = verdict.selector.iter().chain(&verdict.algorithm);
    let how: Vec<_> = how.map(String::as_str).collect();
    match how.is_empty() {
        true => line,
        false => line.and(format!("; {}", how.join(", "))),
    }
}
