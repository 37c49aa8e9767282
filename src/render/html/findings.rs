//! What was found, worst first, each with what to do, which can be copied; and what could not be checked.

use std::io::{self, Write};

use crate::{
    finding::{Judgement, NotChecked, Severity},
    render::{
        ids::each_once,
        markup::Text,
        summary::{Entry, entries},
        told,
    },
};

pub(super) fn write(output: &mut dyn Write, judgement: &Judgement) -> io::Result<()> {
    let entries = entries(judgement);
    if !entries.is_empty() {
        writeln!(output, "<section>\n<h2>Findings</h2>")?;
        entries
            .iter()
            .try_for_each(|entry| write_entry(output, entry))?;
        writeln!(output, "</section>")?;
    }
    not_checked(output, &judgement.not_checked)
}

fn write_entry(output: &mut dyn Write, entry: &Entry<'_>) -> io::Result<()> {
    let finding = entry.finding();
    let (class, word) = match (finding.ignored, entry.severity()) {
        (true, _) if finding.expected => ("open", "expected"),
        (true, _) => ("open", "ignored"),
        (_, Severity::Error) => ("bad", "error"),
        (_, Severity::Warning) => ("doubt", "warning"),
        (_, Severity::Notice) => ("note", "notice"),
    };
    writeln!(
        output,
        "<article class=\"finding {class}\">\n<h3><b class=\"badge\">{word}</b> {}</h3>\n\
         <p class=\"about\">{} <code>{}</code></p>",
        Text(told::headline(finding)),
        Text(&entry.subjects()),
        finding.id
    )?;
    let evidence = entry.evidence();
    if !evidence.is_empty() {
        let lines: Vec<_> = evidence.iter().map(|line| Text(line).to_string()).collect();
        writeln!(output, "<p class=\"evidence\">{}</p>", lines.join("<br>\n"))?;
    }
    writeln!(
        output,
        "<pre class=\"remedy\">{}</pre>\n<p class=\"rule\">{}</p>\n</article>",
        Text(&finding.remedy),
        Text(finding.reference)
    )
}

/// What has one reason stands together.
fn not_checked(output: &mut dyn Write, all: &[NotChecked]) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    let mut groups: Vec<Vec<&NotChecked>> = Vec::new();
    for open in all {
        let is_same = |group: &&mut Vec<&NotChecked>| {
            (&group[0].reason, group[0].ignored) == (&open.reason, open.ignored)
        };
        match groups.iter_mut().find(is_same) {
            Some(group) => group.push(open),
            None => groups.push(vec![open]),
        }
    }
    writeln!(
        output,
        "<section>\n<h2>Not checked</h2>\n<ul class=\"open\">"
    )?;
    for group in groups {
        let ids = each_once(group.iter().map(|one| one.id)).join(", ");
        let ignored = if group[0].ignored { " (ignored)" } else { "" };
        writeln!(
            output,
            "<li><code>{ids}</code>{ignored} {}: {}</li>",
            Text(&told::subject(&group[0].subject)),
            Text(&group[0].reason)
        )?;
    }
    writeln!(output, "</ul>\n</section>")
}
