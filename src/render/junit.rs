//! JUnit's XML, as test reporters of CI systems read it: a suite a target and one a server, a case a check. There is no
//! standard; the elements and attributes are those that Jenkins, GitLab and GitHub's reporters have in common. Own code: a
//! library would bring six packages for what is a screenful of lines.

use std::io::{self, Write};

use super::{
    cases::{Came, Case, Count, Suite, suites},
    format::{Exit, Format, Shown, Texts, Writers},
    markup::{Text, Value},
    told,
};
use crate::finding::Finding;

/// `--format junit`.
pub(super) const FORMAT: Format = Format {
    name: "junit",
    sentence: "JUnit XML, a suite a server and a case a check",
    is_watched: false,
    texts: Texts::Markup,
    appended: None,
    exit: Exit::OfTheRun,
    write: junit,
    series: None,
};

fn junit(writers: &mut Writers<'_>, all: &[Shown<'_>]) -> io::Result<()> {
    let output = &mut *writers.output;
    let of_each: Vec<_> = all.iter().map(|shown| (shown, suites(shown))).collect();
    let cases = || {
        of_each
            .iter()
            .flat_map(|(_, suites)| suites)
            .flat_map(|suite| &suite.cases)
    };
    let took: f64 = all.iter().map(|shown| shown.report.duration_ms).sum();
    writeln!(output, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        output,
        "<testsuites name=\"smtpcheck\"{} time=\"{}\">",
        counts(cases()),
        told::seconds(took)
    )?;
    for (shown, suites) in &of_each {
        let began = shown
            .report
            .started_at
            .strftime("%Y-%m-%dT%H:%M:%S")
            .to_string();
        for (number, suite) in suites.iter().enumerate() {
            // The time of the whole conversation stands at the target.
            let took = if number == 0 {
                shown.report.duration_ms
            } else {
                0.0
            };
            write_suite(output, suite, &began, took)?;
        }
    }
    writeln!(output, "</testsuites>")
}

fn counts<'a>(cases: impl Iterator<Item = &'a Case<'a>> + Clone) -> String {
    let count = |what| cases.clone().filter(|case| case.count() == what).count();
    format!(
        " tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
        cases.clone().count(),
        count(Count::Failed),
        count(Count::Error),
        count(Count::Skipped)
    )
}

fn write_suite(
    output: &mut dyn Write,
    suite: &Suite<'_>,
    began: &str,
    took: f64,
) -> io::Result<()> {
    let name = Value(&suite.name);
    writeln!(
        output,
        "  <testsuite name=\"{name}\"{} timestamp=\"{began}\" time=\"{}\">",
        counts(suite.cases.iter()),
        told::seconds(took)
    )?;
    for case in &suite.cases {
        let begin = format!("    <testcase classname=\"{name}\" name=\"{}\"", case.id);
        match inside(case) {
            inside if inside.is_empty() => writeln!(output, "{begin}/>")?,
            inside => writeln!(output, "{begin}>\n{inside}    </testcase>")?,
        }
    }
    writeln!(output, "  </testsuite>")
}

/// What stands in a case, one element a line.
fn inside(case: &Case<'_>) -> String {
    let skipped = |why: String| format!("      <skipped message=\"{}\"/>\n", Value(&why));
    match &case.came {
        Came::Failed(found) => failure(found),
        Came::Passed(found) if found.is_empty() => String::new(),
        Came::Passed(found) => {
            format!(
                "      <system-out>{}</system-out>\n",
                Text(&at_length(found))
            )
        }
        Came::Ignored(found) => skipped(format!("ignored: {}", headlines(found))),
        Came::NotChecked(open) => {
            let ignored = if open.ignored { "ignored: " } else { "" };
            skipped(format!("{ignored}not checked: {}", open.reason))
        }
        Came::Verdict(verdict) => {
            let element = match case.count() {
                Count::Failed => "failure",
                Count::Error => "error",
                Count::Passed | Count::Skipped => {
                    return format!("      <system-out>{}</system-out>\n", Text(&verdict.text));
                }
            };
            format!(
                "      <{element} message=\"{}\" type=\"{}\">{}</{element}>\n",
                Value(&verdict.text),
                verdict.because.unwrap_or("unknown"),
                Text(&told::because(verdict))
            )
        }
    }
}

fn failure(found: &[&Finding]) -> String {
    let worst = found.iter().max_by_key(|one| one.severity);
    let severity = worst.map_or("error", |one| told::severity(one));
    format!(
        "      <failure message=\"{}\" type=\"{severity}\">{}</failure>\n",
        Value(&headlines(found)),
        Text(&at_length(found))
    )
}

fn headlines(found: &[&Finding]) -> String {
    let all = found.iter().map(|one| told::all_of_it(one));
    all.collect::<Vec<_>>().join("; ")
}

fn at_length(found: &[&Finding]) -> String {
    let all = found.iter().map(|one| {
        let (severity, said) = (told::severity(one), told::all_of_it(one));
        format!("{severity}: {said}\n{}", told::remedy(one))
    });
    all.collect::<Vec<_>>().join("\n")
}
