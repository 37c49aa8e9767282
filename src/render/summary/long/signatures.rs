//! Every DKIM signature of the message: by whom, of what, and why it does not pass.

use std::io;

use crate::{
    record::dkim::{Outcome, Verdict},
    render::summary::page::Page,
};

pub(super) fn write(page: &mut Page<'_>, verdicts: &[Verdict]) -> io::Result<()> {
    if verdicts.is_empty() {
        return Ok(());
    }
    page.heading("DKIM signatures of the message")?;
    verdicts
        .iter()
        .try_for_each(|verdict| write_one(page, verdict))
}

fn write_one(page: &mut Page<'_>, verdict: &Verdict) -> io::Result<()> {
    let good = match verdict.result {
        Outcome::Pass => Some(true),
        Outcome::Temperror => None,
        _ => Some(false),
    };
    let mut text = verdict.result.word().to_owned();
    if let Some(reason) = &verdict.reason {
        text.push_str(&format!(": {reason}"));
    }
    page.judged(
        verdict.domain.as_deref().unwrap_or("no domain"),
        good,
        &text,
    )?;
    let bits = verdict.bits.map(|bits| format!(", {bits} bits"));
    let algorithm = verdict.algorithm.as_deref().unwrap_or("no algorithm");
    let selector = verdict.selector.as_deref().unwrap_or("none");
    let bits = bits.unwrap_or_default();
    page.row("  key", &format!("{selector}, {algorithm}{bits}"))?;
    if let Some(identity) = &verdict.identity {
        page.row("  for", identity)?;
    }
    page.row("  written", &verdict.canonicalization)?;
    page.row("  signs", &verdict.headers.join(", "))?;
    verdict
        .remarks
        .iter()
        .try_for_each(|remark| page.row("  but", &remark.to_string()))
}
