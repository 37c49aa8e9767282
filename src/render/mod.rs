//! How to say it: the transcript as it happens, the report after it, JSON. A renderer writes into what it is given and
//! decides nothing; the exit status is part of the judgement that it gets.

mod checks;
mod json;
mod style;
mod summary;
mod timing;
mod transcript;

use std::io::{self, Write};

use crate::finding::{Judgement, Status};

pub use checks::checks;
pub use json::{Document, SCHEMA_VERSION, json, schema};
pub use style::Style;
pub use summary::summary;
pub use transcript::Transcript;

use style::Paint;

/// Writes the verdict line: `PASS`, `FAIL` or `UNKNOWN`, how many findings, and why.
///
/// # Errors
/// What the writer says.
pub fn verdict(output: &mut dyn Write, judgement: &Judgement, style: Style) -> io::Result<()> {
    let verdict = &judgement.verdict;
    let (word, paint) = match verdict.status {
        Status::Pass => ("PASS", Paint::Good),
        Status::Fail => ("FAIL", Paint::Bad),
        Status::Unknown => ("UNKNOWN", Paint::Doubtful),
    };
    let counts: Vec<String> = [
        (verdict.errors, "error"),
        (verdict.warnings, "warning"),
        (verdict.notices, "notice"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, noun)| crate::event::note::counted(count, noun))
    .collect();
    let counts = if counts.is_empty() {
        String::new()
    } else {
        format!(" ({})", counts.join(", "))
    };
    let code = match verdict.exit_code {
        0 => String::new(),
        code => format!(" [exit status {code}]"),
    };
    writeln!(
        output,
        "{} {}{counts}{code}",
        style.paint(paint, word),
        verdict.text
    )
}
