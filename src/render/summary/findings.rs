//! What was found, worst first, each with what to do about it, and what could not be checked.

use std::io;

use super::page::Page;
use crate::finding::{Finding, Judgement, NotChecked, Severity, Subject};
use crate::render::style::Paint;

pub(super) fn write(page: &mut Page<'_>, judgement: &Judgement) -> io::Result<()> {
    let several = is_about_several(judgement);
    if !judgement.findings.is_empty() {
        page.heading("Findings")?;
    }
    for group in groups(&judgement.findings, is_same_finding) {
        write_finding(page, &group, several)?;
    }
    if !judgement.not_checked.is_empty() {
        page.heading("Not checked")?;
    }
    let is_same = |one: &NotChecked, other: &NotChecked| {
        (&one.reason, one.ignored) == (&other.reason, other.ignored)
    };
    for group in groups(&judgement.not_checked, is_same) {
        write_not_checked(page, &group)?;
    }
    Ok(())
}

/// What is the same of several servers stands together, where the first of it stands.
fn groups<T>(all: &[T], is_same: impl Fn(&T, &T) -> bool) -> Vec<Vec<&T>> {
    let mut groups: Vec<Vec<&T>> = Vec::new();
    for one in all {
        match groups.iter_mut().find(|group| is_same(group[0], one)) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

fn is_same_finding(one: &Finding, other: &Finding) -> bool {
    (one.id, one.severity) == (other.id, other.severity)
        && (&one.evidence, &one.remedy) == (&other.evidence, &other.remedy)
}

/// The first few by name.
fn all_shown<'a>(subjects: impl ExactSizeIterator<Item = &'a Subject>) -> String {
    const MOST: usize = 3;
    let more = subjects.len().saturating_sub(MOST);
    let mut names: Vec<String> = subjects.take(MOST).map(shown).collect();
    names.dedup();
    match more {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

fn is_about_several(judgement: &Judgement) -> bool {
    let mut subjects = judgement.findings.iter().map(|finding| &finding.subject);
    let first = subjects.next();
    subjects.any(|subject| Some(subject) != first)
}

fn write_finding(page: &mut Page<'_>, group: &[&Finding], several: bool) -> io::Result<()> {
    let finding = group[0];
    let style = page.style;
    let (word, paint) = match (finding.ignored, finding.severity) {
        (true, _) => ("ignored", Paint::Faint),
        (_, Severity::Error) => ("error", Paint::Bad),
        (_, Severity::Warning) => ("warning", Paint::Doubtful),
        (_, Severity::Notice) => ("notice", Paint::Heading),
    };
    let whom = if several {
        format!("{}: ", all_shown(group.iter().map(|one| &one.subject)))
    } else {
        String::new()
    };
    let label = format!("  {word:9}");
    let text = style.hanging(&label, &format!("{whom}{} ({})", finding.title, finding.id));
    let body = text.get(label.len()..).unwrap_or_default();
    writeln!(
        page.output,
        "  {}{}{body}",
        style.paint(paint, word),
        " ".repeat(9 - word.len())
    )?;
    let indent = " ".repeat(11);
    if !finding.evidence.is_empty() {
        writeln!(page.output, "{}", style.hanging(&indent, &finding.evidence))?;
    }
    writeln!(
        page.output,
        "{}",
        style.hanging(
            &indent,
            &format!("{} [{}]", finding.remedy, finding.reference)
        )
    )
}

/// What could not be checked for one reason, whomever it is about.
fn write_not_checked(page: &mut Page<'_>, group: &[&NotChecked]) -> io::Result<()> {
    let mut ids: Vec<_> = group.iter().map(|one| one.id).collect();
    ids.dedup();
    let mut subjects: Vec<_> = Vec::new();
    for one in group {
        if !subjects.contains(&&one.subject) {
            subjects.push(&one.subject);
        }
    }
    let whom = all_shown(subjects.into_iter());
    let ignored = if group[0].ignored { "ignored: " } else { "" };
    let text = format!("{ignored}{whom}: {}: {}", ids.join(", "), group[0].reason);
    let text = page.style.hanging("  ", &text);
    writeln!(page.output, "{text}")
}

fn shown(subject: &Subject) -> String {
    match subject.address {
        Some(address) if address.to_string() != subject.host => {
            format!("{} ({address})", subject.host)
        }
        _ => subject.host.clone(),
    }
}
