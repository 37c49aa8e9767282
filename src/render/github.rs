//! Annotations of GitHub Actions: a workflow command a finding
//! (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>). What would end a command or begin another
//! is escaped as the runner does itself (`actions/toolkit`, `core/src/command.ts`): no text of a stranger is a command. The table
//! goes into the file that `GITHUB_STEP_SUMMARY` names.

use std::io::{self, Write};

use super::{
    format::{Appended, Exit, Format, Shown, Texts, Writers},
    markdown, told,
};
use crate::finding::{Finding, Severity, Status};

/// `--format github`.
pub(super) const FORMAT: Format = Format {
    name: "github",
    sentence: "annotations of GitHub Actions, and a table for the summary of the job",
    is_watched: false,
    texts: Texts::Command,
    appended: Some(&SUMMARY),
    exit: Exit::OfTheRun,
    write: github,
    series: None,
};

/// Where the table goes.
const SUMMARY: Appended = Appended {
    variable: "GITHUB_STEP_SUMMARY",
    format: &markdown::TABLE,
};

fn github(writers: &mut Writers<'_>, all: &[Shown<'_>]) -> io::Result<()> {
    all.iter().try_for_each(|shown| one(writers.output, shown))
}

fn one(output: &mut dyn Write, shown: &Shown<'_>) -> io::Result<()> {
    let judgement = shown.judgement;
    for finding in judgement.findings.iter().filter(|one| !one.ignored) {
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Notice => "notice",
        };
        let title = format!("{}: {}", told::subject(&finding.subject), finding.id);
        command(output, level, &title, &message(finding))?;
    }
    for open in judgement.not_checked.iter().filter(|one| !one.ignored) {
        let title = format!("{}: {}", told::subject(&open.subject), open.id);
        command(
            output,
            "notice",
            &title,
            &format!("not checked: {}", open.reason),
        )?;
    }
    let verdict = &judgement.verdict;
    let (level, code) = match verdict.status {
        Status::Pass => ("notice", String::new()),
        Status::Fail => ("error", format!(" [{}]", told::because(verdict))),
        Status::Unknown => ("warning", format!(" [{}]", told::because(verdict))),
    };
    let title = format!("{}: {}", told::target(shown), told::word(verdict.status));
    command(output, level, &title, &format!("{}{code}", verdict.text))
}

fn message(finding: &Finding) -> String {
    format!("{}\n{}", told::all_of_it(finding), told::remedy(finding))
}

fn command(output: &mut dyn Write, level: &str, title: &str, message: &str) -> io::Result<()> {
    writeln!(
        output,
        "::{level} title={}::{}",
        property(title),
        data(message)
    )
}

/// A message.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The text that the part of a command stands for.
#[must_use]
pub fn without_percent(escaped: &str) -> String {
    let text = escaped.replace("%3A", ":").replace("%2C", ",");
    text.replace("%0A", "\n")
        .replace("%0D", "\r")
        .replace("%25", "%")
}

/// A text with the escapes that it needs in any part of a command.
#[must_use]
pub fn with_percent(text: &str) -> String {
    property(text)
}
