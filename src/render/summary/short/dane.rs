//! What DANE comes to. Most servers have no records, and nobody has to read that.

use super::line::{Facts, Line};
use crate::{
    dns::Proof,
    record::dane::{Dane, DaneStatus as Status, RecordStatus},
};

pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    let dane = facts.server.and_then(|server| server.dane.as_ref());
    dane.and_then(line).into_iter().collect()
}

fn line(dane: &Dane) -> Option<Line> {
    let (good, word) = match dane.status {
        Status::None => return None,
        Status::Valid => (Some(true), "valid"),
        Status::Mismatch => (Some(false), "mismatch"),
        Status::NameMismatch => (Some(false), "mismatch of names"),
        Status::Expired => (Some(false), "the certificate has expired"),
        Status::Unusable => (None, "unusable"),
        Status::Insecure => (None, "not proven by DNSSEC"),
        Status::Bogus => (Some(false), "bogus"),
        Status::NoStarttls => (Some(false), "no STARTTLS"),
        Status::LookupFailed => (None, "the look-up failed"),
        Status::Indeterminate | Status::NotCompared | Status::Unchecked => (None, "not checked"),
    };
    let kinds = kinds(dane);
    let kinds = match kinds.is_empty() {
        true => String::new(),
        false => format!(", {}", kinds.join(", ")),
    };
    let unproven = match dane.mx {
        Some(proof) if dane.status == Status::Valid && proof != Proof::Secure => {
            "; the MX records are not proven"
        }
        _ => "",
    };
    Some(Line::judged(good, word).and(format!("{kinds}{unproven}")))
}

/// Of the records that decide: those that match where one does, else all.
fn kinds(dane: &Dane) -> Vec<String> {
    let decides = |status| dane.status != Status::Valid || status == RecordStatus::Match;
    let mut kinds = Vec::new();
    for one in dane.records.iter().filter(|one| decides(one.status)) {
        let kind = format!("{} {} {}", one.usage, one.selector, one.matching_type);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds.truncate(6);
    kinds
}
