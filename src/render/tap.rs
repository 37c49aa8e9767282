//! The Test Anything Protocol, version 13, which every consumer reads (<https://testanything.org/tap-version-13-specification.html>):
//! a line a check, what was found below it in YAML. The strings there are written as in JSON, which YAML takes (YAML 1.2 section
//! 1.3), so that nothing in a text of a stranger is a line of its own.

use std::io;

use super::{
    cases::{Came, Case, Count, suites},
    format::{Exit, Format, Shown, Texts, Writers},
    told,
};
use crate::finding::Finding;

/// `--format tap`.
pub(super) const FORMAT: Format = Format {
    name: "tap",
    sentence: "Test Anything Protocol, a line a check",
    is_watched: false,
    texts: Texts::Quoted,
    appended: None,
    exit: Exit::OfTheRun,
    write: tap,
    series: None,
};

fn tap(writers: &mut Writers<'_>, all: &[Shown<'_>]) -> io::Result<()> {
    let output = &mut *writers.output;
    let suites: Vec<_> = all.iter().flat_map(suites).collect();
    let count: usize = suites.iter().map(|suite| suite.cases.len()).sum();
    writeln!(output, "TAP version 13\n1..{count}")?;
    let cases = suites
        .iter()
        .flat_map(|suite| suite.cases.iter().map(move |case| (&suite.name, case)));
    for (number, (suite, case)) in (1..).zip(cases) {
        let ok = match case.count() {
            Count::Passed | Count::Skipped => "ok",
            Count::Failed | Count::Error => "not ok",
        };
        let description = description(suite);
        let directive = directive(case);
        writeln!(
            output,
            "{ok} {number} - {description}: {}{directive}",
            case.id
        )?;
        write!(output, "{}", diagnostics(case)?)?;
    }
    Ok(())
}

/// A number sign would begin a directive.
fn description(suite: &str) -> String {
    suite.replace('\\', "\\\\").replace('#', "\\#")
}

fn directive(case: &Case<'_>) -> &'static str {
    match &case.came {
        Came::Ignored(_) => " # SKIP ignored",
        Came::NotChecked(open) if open.ignored => " # SKIP ignored, and not checked",
        Came::NotChecked(_) => " # SKIP not checked",
        Came::Passed(_) | Came::Failed(_) | Came::Verdict(_) => "",
    }
}

fn diagnostics(case: &Case<'_>) -> io::Result<String> {
    let mut lines = String::new();
    let mut said = |indent: &str, key: &str, value: &str| -> io::Result<()> {
        let value = serde_json::to_string(value)?;
        lines.push_str(&format!("  {indent}{key}: {value}\n"));
        Ok(())
    };
    match &case.came {
        Came::Passed(found) | Came::Failed(found) | Came::Ignored(found) if !found.is_empty() => {
            for finding in found {
                of_finding(finding, &mut said)?;
            }
        }
        Came::NotChecked(open) => said("", "reason", &open.reason)?,
        Came::Verdict(verdict) => {
            said("", "message", &verdict.text)?;
            said("", "status", told::word(verdict.status))?;
            said("", "exit_code", &verdict.exit_code.to_string())?;
        }
        Came::Passed(_) | Came::Failed(_) | Came::Ignored(_) => {}
    }
    Ok(match (lines.is_empty(), &case.came) {
        (true, _) => lines,
        (false, Came::Passed(_) | Came::Failed(_) | Came::Ignored(_)) => {
            format!("  ---\n  findings:\n{lines}  ...\n")
        }
        (false, _) => format!("  ---\n{lines}  ...\n"),
    })
}

fn of_finding(
    finding: &Finding,
    said: &mut dyn FnMut(&str, &str, &str) -> io::Result<()>,
) -> io::Result<()> {
    said("  - ", "severity", told::severity(finding))?;
    said("    ", "message", &told::all_of_it(finding))?;
    said("    ", "remedy", &finding.remedy)?;
    said("    ", "reference", finding.reference)
}
