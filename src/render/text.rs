//! Text for people: what follows the transcript, or with `--quiet` the verdict alone, or nothing where all is well.

use std::io;

use super::{
    conversation::conversations,
    format::{Exit, Format, Series, Shown, Texts, Writers},
    many,
    summary::{artefacts, has_artefacts, summary},
    verdict::verdict,
};
use crate::finding::Outcome;

/// `--format text`.
pub(super) const FORMAT: Format = Format {
    name: "text",
    sentence: "the conversation and what it comes to, for people",
    is_watched: true,
    texts: Texts::Plain,
    appended: None,
    exit: Exit::OfTheRun,
    write: text,
    series: Some(Series {
        begin: "",
        between: "",
        end: "",
        write: line,
        sums_up: true,
    }),
};

fn text(writers: &mut Writers<'_>, all: &[Shown<'_>]) -> io::Result<()> {
    all.iter().try_for_each(|shown| one(writers, shown))
}

/// One of many: the verdict on a line, or with `--verbose` the whole.
fn line(writers: &mut Writers<'_>, shown: &Shown<'_>) -> io::Result<()> {
    // What is asked for by name is in no line.
    let asks_for_more = ["print-dns", "print-tlsa", "show-certs", "scan-tls"]
        .iter()
        .any(|option| shown.report.asked.has(option));
    match (shown.style.verbose || asks_for_more, shown.quiet) {
        (true, 0 | 1) => {
            many::heading(
                &mut *writers.output,
                &shown.report.target.input,
                shown.style,
            )?;
            one(writers, shown)?;
            writeln!(writers.output)
        }
        (_, 2..) if shown.judgement.verdict.exit_code == Outcome::Passed.code() => Ok(()),
        _ => many::line(&mut *writers.output, shown.judgement, shown.style),
    }
}

fn one(writers: &mut Writers<'_>, shown: &Shown<'_>) -> io::Result<()> {
    let Shown {
        report,
        judgement,
        style,
        quiet,
        certificates,
        unwatched,
        ..
    } = *shown;
    let output = &mut *writers.output;
    if unwatched && quiet == 0 {
        conversations(output, report)?;
    }
    match quiet {
        0 => summary(output, report, judgement, style, certificates),
        // Another program reads what was asked for.
        1 if has_artefacts(report, judgement, certificates) => {
            let _ = verdict(writers.errors, judgement, style);
            artefacts(output, report, judgement, style, certificates)
        }
        2.. if judgement.verdict.exit_code == Outcome::Passed.code() => Ok(()),
        _ => verdict(output, judgement, style),
    }
}
