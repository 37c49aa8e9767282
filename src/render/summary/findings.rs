//! What was found, worst first, each with what to do about it, and what could not be checked.

use std::io;

use super::page::Page;
use crate::finding::{Finding, Judgement, NotChecked, Severity, Subject, Telling};
use crate::render::{ids::each_once, style::Paint, told};

/// The heading where there is one target.
const FINDINGS: &str = "Findings";

pub(super) fn write(page: &mut Page<'_>, judgement: &Judgement) -> io::Result<()> {
    write_under(FINDINGS, page, judgement)
}

/// The same under another heading.
pub(super) fn write_under(
    heading: &str,
    page: &mut Page<'_>,
    judgement: &Judgement,
) -> io::Result<()> {
    let several = is_about_several(judgement);
    if !judgement.findings.is_empty() {
        page.heading(heading)?;
    }
    for entry in entries(judgement) {
        write_finding(page, &entry, several)?;
    }
    if !judgement.not_checked.is_empty() {
        if judgement.findings.is_empty() && heading != FINDINGS {
            page.heading(heading)?;
        }
        page.heading("Not checked")?;
    }
    let is_same = |one: &NotChecked, other: &NotChecked| {
        (&one.reason, one.ignored) == (&other.reason, other.ignored)
    };
    let open: Vec<_> = judgement.not_checked.iter().collect();
    for group in groups(&open, is_same) {
        write_not_checked(page, &group)?;
    }
    Ok(())
}

/// What is the same of several servers stands together, where the first of it stands.
fn groups<'a, T>(all: &[&'a T], is_same: impl Fn(&T, &T) -> bool) -> Vec<Vec<&'a T>> {
    let mut groups: Vec<Vec<&T>> = Vec::new();
    for &one in all {
        match groups.iter_mut().find(|group| is_same(group[0], one)) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

/// Those that are entries of their own, in the order of the worst that each tells of.
fn mains(judgement: &Judgement) -> Vec<&Finding> {
    let mut mains: Vec<&Finding> = Vec::new();
    for finding in &judgement.findings {
        let main = judgement.main_of(finding);
        if !mains.iter().any(|one| std::ptr::eq(*one, main)) {
            mains.push(main);
        }
    }
    mains
}

/// What is told with it.
fn told_with<'a>(judgement: &'a Judgement, main: &Finding) -> Vec<&'a Finding> {
    let findings = judgement.findings.iter();
    let with = findings
        .filter(|one| one.told_with.is_some() && std::ptr::eq(judgement.main_of(one), main));
    with.collect()
}

/// What stands under one headline with one remedy.
pub(in crate::render) struct Entry<'a> {
    /// The finding, at every server that has it.
    group: Vec<&'a Finding>,
    /// What is found of the same at the same servers: other recipients, other replies.
    alike: Vec<&'a Finding>,
    /// What is told with it.
    also: Vec<&'a Finding>,
}

impl<'a> Entry<'a> {
    /// The finding that has the headline and the remedy.
    pub(in crate::render) fn finding(&self) -> &'a Finding {
        self.group[0]
    }

    /// The worst of what it tells.
    pub(in crate::render) fn severity(&self) -> Severity {
        let worst = self.also.iter().map(|one| one.severity).max();
        worst
            .unwrap_or(Severity::Notice)
            .max(self.finding().severity)
    }

    /// Whom it is about, the first few by name.
    pub(in crate::render) fn subjects(&self) -> String {
        all_shown(self.group.iter().map(|one| &one.subject))
    }

    /// What was seen, each piece a line.
    pub(in crate::render) fn evidence(&self) -> Vec<String> {
        evidence(self, self.severity(), true)
    }
}

/// The findings, in the order of the worst that each entry tells of.
pub(in crate::render) fn entries(judgement: &Judgement) -> Vec<Entry<'_>> {
    let mains = mains(judgement);
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for group in groups(&mains, |one, other| is_same_entry(judgement, one, other)) {
        let also = told_with(judgement, group[0]);
        let mut before = entries.iter_mut();
        match before.find(|entry| also.is_empty() && has_same_words(&entry.group, &group)) {
            Some(entry) => entry.alike.push(group[0]),
            None => entries.push(Entry {
                group,
                alike: Vec::new(),
                also,
            }),
        }
    }
    entries
}

/// Whether they differ in nothing but evidence and severity.
fn has_same_words(group: &[&Finding], other: &[&Finding]) -> bool {
    let (first, second) = (group[0], other[0]);
    let subjects = |group: &[&Finding]| -> Vec<_> {
        let of_each = group.iter().map(|one| one.subject.clone());
        of_each.collect()
    };
    (first.id, &first.title, &first.remedy) == (second.id, &second.title, &second.remedy)
        && (first.ignored, first.expected) == (second.ignored, second.expected)
        && subjects(group) == subjects(other)
}

/// With all that is told with them.
fn is_same_entry(judgement: &Judgement, one: &Finding, other: &Finding) -> bool {
    if !is_same_finding(one, other) {
        return false;
    }
    let (also, others) = (told_with(judgement, one), told_with(judgement, other));
    let mut pairs = also.iter().zip(&others);
    also.len() == others.len() && pairs.all(|(one, other)| is_same_finding(one, other))
}

fn is_same_finding(one: &Finding, other: &Finding) -> bool {
    (one.id, one.severity) == (other.id, other.severity)
        && (&one.evidence, &one.remedy) == (&other.evidence, &other.remedy)
}

/// The first few by name.
fn all_shown<'a>(subjects: impl ExactSizeIterator<Item = &'a Subject>) -> String {
    const MOST: usize = 3;
    let more = subjects.len().saturating_sub(MOST);
    let mut names: Vec<String> = subjects.take(MOST).map(told::subject).collect();
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

fn write_finding(page: &mut Page<'_>, entry: &Entry<'_>, several: bool) -> io::Result<()> {
    let finding = entry.group[0];
    let style = page.style;
    let severity = entry.severity();
    let (word, paint) = match (finding.ignored, severity) {
        (true, _) if finding.expected => ("expected", Paint::Faint),
        (true, _) => ("ignored", Paint::Faint),
        (_, Severity::Error) => ("error", Paint::Bad),
        (_, Severity::Warning) => ("warning", Paint::Doubtful),
        (_, Severity::Notice) => ("notice", Paint::Heading),
    };
    let whom = if several {
        format!("{}: ", entry.subjects())
    } else {
        String::new()
    };
    let label = format!("  {word:9}");
    let id = told(finding, severity);
    let headline = told::headline(finding);
    let text = style.hanging(&label, &format!("{whom}{headline} ({id})"));
    let body = text.get(label.len()..).unwrap_or_default();
    writeln!(
        page.output,
        "  {}{}{body}",
        style.paint(paint, word),
        " ".repeat(9 - word.len())
    )?;
    let indent = " ".repeat(11);
    for line in evidence(entry, severity, style.verbose) {
        writeln!(page.output, "{}", style.hanging(&indent, &line))?;
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

/// What was seen, each piece on lines of its own: the first few of what is alike, all of it with `--verbose`.
fn evidence(entry: &Entry<'_>, severity: Severity, verbose: bool) -> Vec<String> {
    const MOST: usize = 5;
    let finding = entry.group[0];
    let is_said = finding.telling != Telling::BehindTitle || finding.evidence.is_empty();
    let own = (!is_said).then(|| finding.evidence.clone());
    let alike = entry.alike.iter().map(|one| seen(one, finding.severity));
    let mut lines: Vec<String> = own.into_iter().chain(alike).collect();
    if !verbose && lines.len() > MOST {
        let more = lines.len() - MOST;
        lines.truncate(MOST);
        lines.push(format!("and {more} more (--verbose)"));
    }
    lines.extend(entry.also.iter().map(|one| {
        let id = told(one, severity);
        match one.telling {
            Telling::BehindTitle => format!("{}: {} ({id})", one.title, one.evidence),
            Telling::InPlaceOfTitle | Telling::NamingTarget => format!("{} ({id})", one.evidence),
        }
    }));
    lines
}

/// The evidence, with its severity where the first of the entry has another.
fn seen(finding: &Finding, of_first: Severity) -> String {
    match finding.severity == of_first {
        true => finding.evidence.clone(),
        false => format!("{} ({})", finding.evidence, finding.severity),
    }
}

/// The id, with its severity where that is not the one that the entry has.
fn told(finding: &Finding, of_entry: Severity) -> String {
    match finding.severity == of_entry {
        true => finding.id.to_owned(),
        false => format!("{}, {}", finding.id, finding.severity),
    }
}

/// What could not be checked for one reason, whomever it is about.
fn write_not_checked(page: &mut Page<'_>, group: &[&NotChecked]) -> io::Result<()> {
    let ids = each_once(group.iter().map(|one| one.id));
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
