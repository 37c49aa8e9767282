//! Markdown for tickets and job summaries (GitHub Flavored Markdown 0.29): the verdict, the servers, what was found with its
//! remedy, what could not be checked. Texts of strangers are texts: no link, no mark-up, no mention, no cell of a table of theirs.

use std::{
    fmt,
    io::{self, Write},
};

use super::{
    format::{Exit, Format, Shown, Texts, Writers},
    told,
};
use crate::finding::{Finding, came_to};

/// `--format markdown`.
pub(super) const FORMAT: Format = Format {
    name: "markdown",
    sentence: "verdict, servers, findings and remedies for a ticket",
    is_watched: false,
    texts: Texts::Plain,
    appended: None,
    exit: Exit::OfTheRun,
    write: markdown,
    series: None,
};

/// The tables alone.
pub(super) const TABLE: Format = Format {
    name: "table",
    sentence: "a line a target and a line a finding",
    write: tables,
    ..FORMAT
};

fn markdown(writers: &mut Writers<'_>, all: &[Shown<'_>]) -> io::Result<()> {
    let output = &mut *writers.output;
    if all.len() > 1 {
        writeln!(output, "# {} targets\n", all.len())?;
        table_of_targets(output, all)?;
    }
    for (number, shown) in all.iter().enumerate() {
        if number > 0 || all.len() > 1 {
            writeln!(output)?;
        }
        section(output, shown)?;
    }
    Ok(())
}

fn section(output: &mut dyn Write, shown: &Shown<'_>) -> io::Result<()> {
    let (report, judgement) = (shown.report, shown.judgement);
    let verdict = &judgement.verdict;
    writeln!(output, "# {}\n", Text(told::target(shown)))?;
    let word = told::word(verdict.status);
    write!(output, "**{word}** {}", Text(&verdict.text))?;
    match verdict.exit_code {
        0 => writeln!(output)?,
        _ => writeln!(output, " \\[{}\\]", Text(&told::because(verdict)))?,
    }
    let tried: Vec<_> = report.servers.iter().filter(|one| one.tried()).collect();
    if !tried.is_empty() {
        writeln!(output, "\n## Servers\n\n| server | came to |\n|---|---|")?;
    }
    for server in tried {
        let (name, came) = (told::server(server), came_to(server));
        writeln!(output, "| {} | {} |", Text(&name), Text(&came))?;
    }
    if !judgement.findings.is_empty() {
        writeln!(output, "\n## Findings\n")?;
    }
    for finding in &judgement.findings {
        item(output, finding)?;
    }
    if !judgement.not_checked.is_empty() {
        writeln!(output, "\n## Not checked\n")?;
    }
    for open in &judgement.not_checked {
        let ignored = if open.ignored { " (ignored)" } else { "" };
        let whom = told::subject(&open.subject);
        let why = Text(&open.reason);
        writeln!(output, "- `{}`{ignored} {}: {why}", open.id, Text(&whom))?;
    }
    Ok(())
}

fn item(output: &mut dyn Write, finding: &Finding) -> io::Result<()> {
    let (severity, whom) = (told::severity(finding), told::subject(&finding.subject));
    let (said, remedy) = (told::all_of_it(finding), told::remedy(finding));
    let (whom, said, remedy) = (Text(&whom), Text(&said), Text(&remedy));
    writeln!(
        output,
        "- **{severity}** {whom}: {said} (`{}`)  \n  {remedy}",
        finding.id
    )
}

fn tables(writers: &mut Writers<'_>, all: &[Shown<'_>]) -> io::Result<()> {
    let output = &mut *writers.output;
    table_of_targets(output, all)?;
    let findings = || all.iter().flat_map(|shown| &shown.judgement.findings);
    if findings().next().is_some() {
        writeln!(
            output,
            "\n| | about | finding | remedy |\n|---|---|---|---|"
        )?;
    }
    for finding in findings() {
        let (severity, whom) = (told::severity(finding), told::subject(&finding.subject));
        let (said, remedy) = (told::all_of_it(finding), told::remedy(finding));
        let (whom, said, remedy) = (Text(&whom), Text(&said), Text(&remedy));
        writeln!(
            output,
            "| {severity} | {whom} | {said} (`{}`) | {remedy} |",
            finding.id
        )?;
    }
    writeln!(output)
}

fn table_of_targets(output: &mut dyn Write, all: &[Shown<'_>]) -> io::Result<()> {
    writeln!(
        output,
        "| target | verdict | exit status | what it comes to |\n|---|---|---|---|"
    )?;
    for shown in all {
        let verdict = &shown.judgement.verdict;
        let (target, text) = (Text(told::target(shown)), Text(&verdict.text));
        let word = told::word(verdict.status);
        writeln!(
            output,
            "| {target} | **{word}** | {} | {text} |",
            verdict.exit_code
        )?;
    }
    Ok(())
}

/// A text in a line or a cell, behind something: what begins a block stands at no beginning.
struct Text<'a>(&'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;

        let mut characters = self.0.chars().peekable();
        while let Some(character) = characters.next() {
            // It would make a link of an address, a picture of a word.
            let joins =
                character == ':' && characters.peek().is_some_and(|next| !next.is_whitespace());
            if joins || "\\`*_{}[]<>&#!|~$@^".contains(character) {
                formatter.write_char('\\')?;
            }
            match character.is_control() {
                true => formatter.write_char(' ')?,
                false => formatter.write_char(character)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_no_markup() {
        for (text, shown) in [
            ("TLS 1.3, 3 days: ok", "TLS 1.3, 3 days: ok"),
            ("a|b\n# c", "a\\|b \\# c"),
            (
                "<img src=x> [a](http://b) @all",
                "\\<img src=x\\> \\[a\\](http\\://b) \\@all",
            ),
            ("`x` $y$ :tada: &lt;", "\\`x\\` \\$y\\$ \\:tada: \\&lt;"),
        ] {
            assert_eq!(Text(text).to_string(), shown);
        }
    }
}
