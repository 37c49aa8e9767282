//! A list of labels and what is known: the lines of the short report.

use std::io::{self, Write};

use super::look::judged;
use crate::render::{markup::Text, summary::Fact};

/// Writes the list.
pub(super) fn facts(output: &mut dyn Write, facts: &[Fact]) -> io::Result<()> {
    writeln!(output, "<dl class=\"facts\">")?;
    for fact in facts {
        if !fact.label.is_empty() {
            write!(output, "<dt>{}</dt>", fact.label)?;
        }
        let rest = Text(&fact.rest);
        match fact.good {
            None => writeln!(output, "<dd>{}{rest}</dd>", Text(&fact.phrase))?,
            Some(good) => {
                let (class, phrase) = (judged(good), Text(&fact.phrase));
                writeln!(output, "<dd><b class=\"{class}\">{phrase}</b>{rest}</dd>")?;
            }
        }
    }
    writeln!(output, "</dl>")
}
