//! What DANE says about a server, record by record.

use std::io;

use crate::record::dane::{Dane, DaneStatus as Status, RecordStatus};
use crate::render::summary::page::Page;

pub(super) fn write(page: &mut Page<'_>, dane: &Dane) -> io::Result<()> {
    // Most servers have none, and nobody has to read that.
    if dane.status == Status::None {
        return Ok(());
    }
    page.heading("DANE")?;
    let (good, word) = verdict(dane.status);
    let detail = dane
        .detail
        .as_ref()
        .map_or(String::new(), |detail| format!(": {detail}"));
    page.judged("verdict", good, &format!("{word}{detail}"))?;
    page.row("records at", &dane.name)?;
    for record in &dane.records {
        let status = match record.status {
            RecordStatus::Match => "matches",
            RecordStatus::Mismatch => "does not match",
            RecordStatus::Unusable => "unusable",
            RecordStatus::Superseded => "passed over: there is a SHA-512",
            RecordStatus::NotCompared => "not compared",
            RecordStatus::Unchecked => "not checked",
        };
        let detail = record
            .detail
            .as_ref()
            .map_or(String::new(), |detail| format!(" ({detail})"));
        let kind = format!(
            "{} {} {}",
            record.usage, record.selector, record.matching_type
        );
        page.row(&kind, &format!("{status}{detail}"))?;
        page.row("", &shortened(&record.data))?;
    }
    let mx = dane
        .mx
        .map_or(String::new(), |proof| format!("MX {proof}, "));
    let alias = dane
        .alias
        .map_or(String::new(), |proof| format!("alias {proof}, "));
    page.row(
        "DNSSEC",
        &format!(
            "{mx}{alias}addresses {}, TLSA {}",
            dane.addresses, dane.tlsa
        ),
    )
}

fn verdict(status: Status) -> (Option<bool>, &'static str) {
    match status {
        Status::Valid => (Some(true), "valid"),
        Status::Mismatch => (Some(false), "mismatch"),
        Status::NameMismatch => (Some(false), "mismatch of names"),
        Status::Expired => (Some(false), "expired"),
        Status::Unusable => (None, "unusable"),
        Status::Insecure => (None, "insecure"),
        Status::Bogus => (Some(false), "bogus"),
        Status::NoStarttls => (Some(false), "no STARTTLS"),
        Status::None => (None, "none"),
        Status::LookupFailed => (None, "look-up failed"),
        Status::Indeterminate => (None, "not checked"),
        Status::NotCompared => (None, "not compared"),
        Status::Unchecked => (None, "not checked"),
    }
}

/// Whole certificates may stand in a record.
fn shortened(data: &str) -> String {
    const MOST: usize = 128;
    match data.get(..MOST).filter(|_| data.len() > MOST) {
        Some(start) => format!("{start}… ({} bytes)", data.len() / 2),
        None => data.to_owned(),
    }
}
