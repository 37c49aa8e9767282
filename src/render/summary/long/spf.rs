//! SPF as a tree: each term, the look-ups that it needs and those until there, and what it stands for.

use std::io;

use crate::{
    event::note::counted,
    record::spf::{Cause, Spf, Status, TermFacts, TermStatus},
    render::summary::page::Page,
    report::Policy,
};

/// How deep a tree is shown: ten look-ups lead no deeper.
const DEEPEST: usize = 11;
/// Addresses that are shown of one term.
const MOST_ADDRESSES: usize = 4;

pub(super) fn write(page: &mut Page<'_>, policies: &[Policy]) -> io::Result<()> {
    for policy in policies {
        let Some(spf) = &policy.spf else { continue };
        page.heading(&format!("SPF of {}", policy.domain))?;
        let (good, verdict) = verdict(spf);
        page.judged("record", good, &verdict)?;
        for record in spf
            .record
            .iter()
            .filter(|_| spf.records.is_empty())
            .chain(&spf.records)
        {
            page.row("", record)?;
        }
        let counts = format!(
            "{} of 10; {} of 2 find nothing",
            spf.lookups, spf.void_lookups
        );
        page.row("look-ups", &counts)?;
        terms(page, &spf.terms, 0)?;
        for one in &spf.errors {
            page.row(&place(one.position), &one.kind.to_string())?;
        }
        for one in &spf.warnings {
            page.row(&place(one.position), &one.kind.to_string())?;
        }
        for one in &spf.results {
            let by = one
                .path
                .last()
                .map(|step| format!(", by {} of {}", step.term, step.domain));
            let line = format!("{}{}", one.result.word(), by.unwrap_or_default());
            page.row(&one.address.to_string(), &line)?;
        }
    }
    Ok(())
}

fn place(position: Option<usize>) -> String {
    position.map_or_else(String::new, |position| format!("octet {position}"))
}

fn verdict(spf: &Spf) -> (Option<bool>, String) {
    match spf.status {
        Status::Ok if spf.complete => (Some(true), "valid".to_owned()),
        Status::Ok => (None, format!("not known in full: {}", Cause::TooMuchToAsk)),
        Status::None => (Some(false), "none".to_owned()),
        Status::PermError => (
            Some(false),
            "permanent error: receivers give no result".to_owned(),
        ),
        Status::TempError => (None, "not known: a look-up failed".to_owned()),
    }
}

fn terms(page: &mut Page<'_>, all: &[TermFacts], depth: usize) -> io::Result<()> {
    for term in all {
        let indented = format!("{}{}", "  ".repeat(depth), term.term);
        page.row(
            &format!("{:>2}", term.running),
            &format!("{indented}{}", comes_to(term)),
        )?;
        if depth < DEEPEST {
            terms(page, &term.terms, depth + 1)?;
        }
    }
    Ok(())
}

fn comes_to(term: &TermFacts) -> String {
    let status = match term.status {
        TermStatus::Ok => return of_addresses(term),
        TermStatus::Void => "finds nothing",
        TermStatus::DependsOnSender => "depends on the sender",
        TermStatus::NoRecord => "has no SPF record",
        TermStatus::SeveralRecords => "has several SPF records",
        TermStatus::Failed => "could not be looked up",
        TermStatus::TooMany => "has too many mail exchangers",
        TermStatus::Loop => "leads back to itself",
        TermStatus::Repeated => "as above",
        TermStatus::NotAsked => "was not asked",
        TermStatus::NoName => "is no name",
        TermStatus::Unreached => "is never reached",
        TermStatus::Faulty => "is written wrongly",
    };
    format!(": {status}")
}

fn of_addresses(term: &TermFacts) -> String {
    let Some(addresses) = term.addresses.as_ref().filter(|all| !all.is_empty()) else {
        return String::new();
    };
    let shown: Vec<_> = addresses
        .iter()
        .take(MOST_ADDRESSES)
        .map(ToString::to_string)
        .collect();
    let more = addresses.len() - shown.len() + term.addresses_left_out;
    match more {
        0 => format!(": {}", shown.join(", ")),
        more => format!(": {}, and {}", shown.join(", "), counted(more, "address")),
    }
}
