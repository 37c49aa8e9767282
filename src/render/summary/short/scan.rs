//! What `--scan-tls` comes to: what is accepted, what of it is better not, and which yardsticks are met.

use super::line::{Facts, Line};
use crate::{
    event::note::counted,
    finding::Level,
    tls::scan::{ScanStatus, TlsScan},
};

pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    let Some((server, scan)) = facts
        .server
        .and_then(|server| Some((server, server.tls_scan.as_ref()?)))
    else {
        return Vec::new();
    };
    let mut lines = vec![accepted(scan)];
    let levels = facts.judgement.tls_levels.iter();
    let of_server: Vec<_> = levels.filter(|level| level.subject.is(server)).collect();
    lines.extend(measured(&of_server));
    if let Some(why) = &scan.hindrance {
        lines.push(Line::judged(None, "not complete").and(format!(": {why}")));
    }
    lines
}

fn accepted(scan: &TlsScan) -> Line {
    let offered = scan
        .versions
        .iter()
        .filter(|one| one.status == ScanStatus::Offered);
    let versions: Vec<_> = offered.map(|one| one.version.to_string()).collect();
    let offered = scan
        .weak_classes
        .iter()
        .filter(|one| one.status == ScanStatus::Offered);
    let weak: Vec<_> = offered.map(|one| one.class.in_words()).collect();
    let is_open = scan
        .weak_classes
        .iter()
        .any(|one| one.status == ScanStatus::NotTested);
    let suites = match scan.cipher_suites.len() {
        0 => String::new(),
        count if scan.complete => format!("; {}", counted(count, "suite")),
        count => format!("; {count} or more suites"),
    };
    let weak = match (weak.is_empty(), is_open) {
        (false, _) => format!("; weak, accepted: {}", weak.join(", ")),
        (true, false) => ", none of them weak".to_owned(),
        (true, true) => ", none weak among those tested".to_owned(),
    };
    match versions.is_empty() {
        true => Line::judged(None, "no version was seen"),
        false => Line::plain(format!("{}{suites}{weak}", versions.join(", "))),
    }
}

/// Which are met. A level that no server needs to meet is named where it is met alone.
fn measured(levels: &[&Level]) -> Vec<Line> {
    let named = |wanted: Option<bool>| {
        let counting = levels.iter().filter(|level| level.met == wanted);
        let counting = counting.filter(|level| level.is_expected || wanted == Some(true));
        counting
            .map(|level| level.name)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let line = |wanted, phrase: &str, rest: &str| match named(wanted) {
        names if names.is_empty() => None,
        names => Some(Line::judged(wanted, phrase).and(format!(" {names}{rest}"))),
    };
    let parts = [
        line(Some(true), "meets", ""),
        line(
            Some(false),
            "does not meet",
            "; what to configure: --verbose",
        ),
        line(None, "open", ""),
    ];
    parts.into_iter().flatten().collect()
}
