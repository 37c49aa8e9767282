//! The report after the transcript: the facts in short, or with `--verbose` in full, then findings and the verdict. Nothing but
//! certificates in PEM is wider than the screen.

mod expectations;
mod findings;
mod long;
mod page;
mod printed;
mod short;

use std::io::{self, Write};

use super::{style::Style, verdict::verdict};
use crate::{finding::Judgement, report::Report};
use page::Page;

pub(super) use findings::{Entry, entries};
pub(super) use printed::{artefacts, has_artefacts};
pub(super) use short::{Fact, facts_of_run, facts_of_server, took};

/// Writes the report.
///
/// # Errors
/// What the writer says.
pub(super) fn summary(
    output: &mut dyn Write,
    report: &Report,
    judgement: &Judgement,
    style: Style,
    certificates: bool,
) -> io::Result<()> {
    let mut page = Page::new(output, style, !report.servers.is_empty());
    match style.verbose {
        true => long::write(&mut page, report, judgement, certificates)?,
        false => short::write(&mut page, report, judgement, certificates)?,
    }
    expectations::write(&mut page, judgement)?;
    findings::write(&mut page, judgement)?;
    printed::to_publish(&mut page, judgement)?;
    page.gap()?;
    verdict(page.output, judgement, style)
}

/// Writes what is wrong with one of several targets, under its name.
///
/// # Errors
/// What the writer says.
pub(super) fn findings_alone(
    output: &mut dyn Write,
    report: &Report,
    judgement: &Judgement,
    style: Style,
) -> io::Result<()> {
    let mut page = Page::new(output, style, true);
    findings::write_under(&report.target.input, &mut page, judgement)
}

#[cfg(test)]
mod tests;
