//! What the domain asks of senders: the MTA-STS policy, and which exchanges it allows. Nothing where there is none.

use std::io;

use crate::render::summary::page::Page;
use crate::{
    record::mta_sts::{Mode, in_words},
    report::{MtaSts, MtaStsStatus},
};

/// Patterns that are shown; a policy has room for thousands.
const MOST_PATTERNS: usize = 20;

pub(super) fn write(page: &mut Page<'_>, facts: &MtaSts) -> io::Result<()> {
    if facts.status == MtaStsStatus::None {
        return Ok(());
    }
    page.heading("MTA-STS")?;
    if let Some(detail) = &facts.detail {
        let (good, verdict) = match facts.status {
            MtaStsStatus::LookupFailed
            | MtaStsStatus::NoRoute
            | MtaStsStatus::TlsBeyondThisProgram
            | MtaStsStatus::UnverifiableCertificate => (None, "unknown"),
            _ => (Some(false), "unusable"),
        };
        page.judged("policy", good, &format!("{verdict}: {detail}"))?;
    }
    if let Some(mode) = facts.mode {
        page.row("mode", meaning(mode))?;
    }
    if !facts.mx.is_empty() && facts.mode != Some(Mode::None) {
        page.row("allows", &patterns(&facts.mx))?;
    }
    let counts = facts.mode != Some(Mode::None);
    for one in facts.exchanges.iter().filter(|_| counts) {
        let verdict = if one.allowed { "yes" } else { "no" };
        let text = format!("{verdict}: {}", one.exchange);
        page.judged("exchange", Some(one.allowed), &text)?;
    }
    if let Some(max_age) = facts.max_age {
        page.row("kept for", &format!("{} ({max_age} s)", in_words(max_age)))?;
    }
    if let Some(id) = &facts.id {
        page.row("id", id)?;
    }
    Ok(())
}

fn meaning(mode: Mode) -> &'static str {
    match mode {
        Mode::Enforce => {
            "enforce: senders deliver only to these exchanges, and only with a certificate that verifies"
        }
        Mode::Testing => "testing: senders deliver whatever fails, and may report it",
        Mode::None => "none: senders go on as though there were no policy",
    }
}

fn patterns(mx: &[String]) -> String {
    let shown = mx[..mx.len().min(MOST_PATTERNS)].join(", ");
    match mx.len().saturating_sub(MOST_PATTERNS) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
