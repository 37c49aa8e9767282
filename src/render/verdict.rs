//! The verdict in one line: in a word, why, how many findings, and what the exit status rests on.

use std::io::{self, Write};

use super::{
    ids,
    style::{Paint, Style},
};
use crate::{
    event::note::counted,
    finding::{Finding, Judgement, Outcome, Severity, Status},
    text::shortened,
};

/// What of a verdict a person reads at the end of a page, in bytes: the findings above it have all of the evidence.
const LONGEST_ON_SCREEN: usize = 300;

/// Writes the verdict line: `PASS`, `NO MAIL`, `FAIL` or `UNKNOWN`, why, how many findings, and what it rests on.
pub(super) fn verdict(
    output: &mut dyn Write,
    judgement: &Judgement,
    style: Style,
) -> io::Result<()> {
    let (word, paint) = word(judgement);
    let said = said(judgement, style.screen);
    let text = match style.screen {
        true => style.beside(word, &said),
        false => said,
    };
    writeln!(output, "{} {text}", style.paint(paint, word))
}

/// The verdict in a word.
pub(super) fn word(judgement: &Judgement) -> (&'static str, Paint) {
    let verdict = &judgement.verdict;
    match verdict.status {
        _ if verdict.exit_code == Outcome::NullMx.code() => ("NO MAIL", Paint::Doubtful),
        Status::Pass if verdict.errors + verdict.warnings > 0 => ("PASS", Paint::Doubtful),
        Status::Pass => ("PASS", Paint::Good),
        Status::Fail => ("FAIL", Paint::Bad),
        Status::Unknown => ("UNKNOWN", Paint::Doubtful),
    }
}

/// Why, how many findings, and what it rests on.
pub(super) fn said(judgement: &Judgement, on_screen: bool) -> String {
    let verdict = &judgement.verdict;
    let counts = counts(judgement);
    let code = match (verdict.because, verdict.exit_code) {
        (_, 0) => String::new(),
        (Some(id), code) => format!(" [{id}, exit status {code}]"),
        (None, code) => format!(" [exit status {code}]"),
    };
    let text = match on_screen {
        true => shortened(verdict.text.clone(), LONGEST_ON_SCREEN),
        false => verdict.text.clone(),
    };
    format!("{text}{counts}{code}")
}

/// How many were found besides what the verdict rests on. What a pass leaves to be looked at is named, and a warning that
/// stands alone is told.
fn counts(judgement: &Judgement) -> String {
    let verdict = &judgement.verdict;
    let passed = verdict.status == Status::Pass;
    let told = decisive(judgement);
    let is_told = |finding: &Finding| {
        told.is_some_and(|told| std::ptr::eq(judgement.main_of(finding), judgement.main_of(told)))
    };
    let of_each = [
        (verdict.errors, Severity::Error),
        (verdict.warnings, Severity::Warning),
        (verdict.notices, Severity::Notice),
    ];
    let counts: Vec<_> = of_each
        .into_iter()
        .filter_map(|(count, severity)| {
            let counting = judgement.findings.iter().filter(|one| !one.ignored);
            let told_already = counting
                .filter(|one| one.severity == severity && is_told(one))
                .count();
            let noun = match told.is_some_and(|told| told.severity == severity) {
                true => format!("more {severity}"),
                false => severity.to_string(),
            };
            match (count - told_already, passed && severity > Severity::Notice) {
                (0, _) => None,
                (1, true) => Some(alone(judgement, severity)),
                (others, true) => Some(format!(
                    "{}: {}",
                    counted(others, &noun),
                    ids(judgement, severity)
                )),
                (others, false) => Some(counted(others, &noun)),
            }
        })
        .collect();
    match counts.is_empty() {
        true => String::new(),
        false => format!(" ({})", counts.join(", ")),
    }
}

/// The finding that gave the exit status, where it counts among the others.
fn decisive(judgement: &Judgement) -> Option<&Finding> {
    let because = judgement.verdict.because?;
    let mut counting = judgement.findings.iter().filter(|one| !one.ignored);
    counting.find(|finding| finding.id == because)
}

/// `warning certificate-expires-soon: in 4 days`. What is seen is left out where it is long.
fn alone(judgement: &Judgement, severity: Severity) -> String {
    const LONGEST: usize = 40;
    let mut counting = judgement.findings.iter().filter(|one| !one.ignored);
    let Some(finding) = counting.find(|one| one.severity == severity) else {
        return String::new();
    };
    let evidence = match finding.evidence.len() {
        1..=LONGEST => format!(": {}", finding.evidence),
        _ => String::new(),
    };
    format!("{severity} {}{evidence}", finding.id)
}

fn ids(judgement: &Judgement, severity: Severity) -> String {
    let counting = judgement
        .findings
        .iter()
        .filter(|finding| !finding.ignored && finding.severity == severity);
    ids::each_once(counting.map(|finding| finding.id)).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::VerdictLine;

    fn judged(status: Status, because: Option<&'static str>, exit_code: u8) -> Judgement {
        let verdict = VerdictLine {
            status,
            errors: 0,
            warnings: 0,
            notices: 0,
            fail_on: Severity::Error,
            text: "example.com: so it is".to_owned(),
            because,
            exit_code,
        };
        Judgement::of(verdict)
    }

    fn line(status: Status, because: Option<&'static str>, exit_code: u8) -> String {
        let judgement = judged(status, because, exit_code);
        let style = Style {
            color: false,
            width: 80,
            timing: false,
            verbose: false,
            screen: false,
        };
        let mut output = Vec::new();
        verdict(&mut output, &judgement, style).unwrap();
        String::from_utf8(output).unwrap()
    }

    /// What a page ends with is a line or a few, whatever a server says; a script gets what it got.
    #[test]
    fn on_a_screen_a_verdict_is_bounded() {
        let mut judgement = judged(Status::Fail, Some("sender-refused"), 23);
        judgement.verdict.text = format!("example.com: {}", "no ".repeat(300));
        for (screen, most) in [(true, 400), (false, 1000)] {
            let style = Style {
                color: false,
                width: 80,
                timing: false,
                verbose: false,
                screen,
            };
            let mut output = Vec::new();
            verdict(&mut output, &judgement, style).unwrap();
            let text = String::from_utf8(output).unwrap();
            assert!(
                text.len() < most && text.contains("exit status 23]"),
                "{text}"
            );
            assert_eq!(text.contains("more bytes"), screen);
        }
    }

    #[test]
    fn the_line_ends_with_what_gave_the_exit_status_and_with_its_number() {
        let id = Some("auth-rejected");
        for (status, because, code, expected) in [
            (Status::Pass, None, 0, "PASS example.com: so it is\n"),
            (
                Status::Fail,
                id,
                28,
                "FAIL example.com: so it is [auth-rejected, exit status 28]\n",
            ),
            (
                Status::Unknown,
                None,
                130,
                "UNKNOWN example.com: so it is [exit status 130]\n",
            ),
            (
                Status::Fail,
                Some("null-mx"),
                12,
                "NO MAIL example.com: so it is [null-mx, exit status 12]\n",
            ),
        ] {
            assert_eq!(line(status, because, code), expected);
        }
    }
}
