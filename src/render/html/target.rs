//! What a page says of one target: the verdict, what was found, what is known, then each server.

use std::io::{self, Write};

use super::{
    findings,
    known::facts,
    look::{class, word},
    server,
};
use crate::{
    event::note::counted,
    finding::headline,
    render::{
        format::Shown,
        markup::Text,
        summary::{facts_of_run, took},
        told,
    },
};

/// A page about one target alone.
pub(super) fn page(output: &mut dyn Write, shown: &Shown<'_>) -> io::Result<()> {
    let verdict = &shown.judgement.verdict;
    writeln!(
        output,
        "<header class=\"verdict {}\">\n<p class=\"mark\">smtpcheck</p>\n<h1>{}</h1>",
        class(verdict),
        Text(told::target(shown))
    )?;
    verdict_of(output, shown)?;
    writeln!(output, "</header>\n<main>")?;
    content(output, shown)?;
    writeln!(output, "</main>")
}

/// The verdict in a word, in a line and in numbers.
pub(super) fn verdict_of(output: &mut dyn Write, shown: &Shown<'_>) -> io::Result<()> {
    let (report, verdict) = (shown.report, &shown.judgement.verdict);
    writeln!(
        output,
        "<p class=\"line\"><b class=\"word\">{}</b> <span>{}</span></p>",
        word(verdict),
        Text(&verdict.text)
    )?;
    let mut counts: Vec<_> = [
        ("bad", verdict.errors, "error"),
        ("doubt", verdict.warnings, "warning"),
        ("note", verdict.notices, "notice"),
    ]
    .into_iter()
    .filter(|(_, count, _)| *count > 0)
    .map(|(class, count, what)| (class, counted(count, what)))
    .collect();
    let open = shown
        .judgement
        .not_checked
        .iter()
        .filter(|one| !one.ignored)
        .count();
    if open > 0 {
        counts.push(("open", format!("{open} not checked")));
    }
    if verdict.exit_code != 0 {
        counts.push(("plain", told::because(verdict)));
    }
    writeln!(output, "<ul class=\"chips\">")?;
    for (class, count) in counts {
        writeln!(output, "<li class=\"{class}\">{}</li>", Text(&count))?;
    }
    let at = report.started_at;
    writeln!(
        output,
        "<li class=\"plain\"><time datetime=\"{at}\">{}</time>, {}</li>\n</ul>",
        at.strftime("%Y-%m-%d %H:%M UTC"),
        took(report.duration_ms)
    )
}

/// Everything below the verdict.
pub(super) fn content(output: &mut dyn Write, shown: &Shown<'_>) -> io::Result<()> {
    let (report, judgement) = (shown.report, shown.judgement);
    findings::write(output, judgement)?;
    let known = facts_of_run(report, judgement, shown.style);
    if !known.is_empty() {
        writeln!(output, "<section>\n<h2>{}</h2>", Text(&headline(report)))?;
        facts(output, &known)?;
        writeln!(output, "</section>")?;
    }
    let tried = report
        .servers
        .iter()
        .enumerate()
        .filter(|(_, one)| one.tried());
    for (number, server) in tried {
        server::write(output, shown, number, server)?;
    }
    Ok(())
}
