//! Comma-separated values (RFC 4180): a row a server, a column a fact. The columns are those of the table of facts that have no
//! parameter, whatever a run found, so that files can be put one below the other. What is not there is empty; what could not be
//! found out says so.

use std::io::{self, Write};

use super::{
    format::{Exit, Format, Shown, Texts, Writers},
    told,
};
use crate::finding::fact::{
    Context, Named, Scope, Seen, Value, of_domain, of_run, of_server, table,
};

/// `--format csv`.
pub(super) const FORMAT: Format = Format {
    name: "csv",
    sentence: "a table, a row a server and a column a fact",
    is_watched: false,
    texts: Texts::Csv,
    appended: None,
    exit: Exit::OfTheRun,
    write: csv,
    series: None,
};

/// What could not be found out.
const UNKNOWN: &str = "unknown";

/// In the order of the columns.
const SCOPES: [Scope; 3] = [Scope::Run, Scope::Server, Scope::Domain];

fn csv(writers: &mut Writers<'_>, all: &[Shown<'_>]) -> io::Result<()> {
    let output = &mut *writers.output;
    let names = SCOPES.iter().flat_map(|scope| names(*scope));
    let header: Vec<_> = std::iter::once("target").chain(names).collect();
    write!(output, "{}\r\n", header.join(","))?;
    all.iter().try_for_each(|shown| rows(output, shown))
}

fn names(scope: Scope) -> impl Iterator<Item = &'static str> {
    let singles = table().filter(|fact| fact.parameter().is_none());
    let of_scope = singles.filter(move |fact| fact.scope() == scope);
    of_scope.map(|fact| fact.name)
}

/// One for each server that was tried, or one without.
fn rows(output: &mut dyn Write, shown: &Shown<'_>) -> io::Result<()> {
    let context = Context {
        report: shown.report,
        judgement: shown.judgement,
    };
    let run = of_run(context);
    let domain = shown.report.policy.first();
    let domain = domain
        .map(|policy| of_domain(policy, context))
        .unwrap_or_default();
    let tried = shown.report.servers.iter().filter(|server| server.tried());
    let mut servers: Vec<_> = tried.map(|server| of_server(server, context)).collect();
    if servers.is_empty() {
        servers.push(Vec::new());
    }
    for server in &servers {
        let mut fields = vec![text(told::target(shown))];
        for scope in SCOPES {
            let facts = match scope {
                Scope::Run => &run,
                Scope::Server => server,
                Scope::Domain => &domain,
            };
            fields.extend(names(scope).map(|name| of_fact(facts, name)));
        }
        write!(output, "{}\r\n", fields.join(","))?;
    }
    Ok(())
}

fn of_fact(facts: &[Named], name: &str) -> String {
    match facts
        .iter()
        .find(|fact| fact.name == name)
        .map(|fact| &fact.seen)
    {
        None | Some(Seen::Absent) => String::new(),
        Some(Seen::Unknown(_)) => UNKNOWN.to_owned(),
        Some(Seen::Known(value)) => field(value),
    }
}

/// Numbers are numbers, in the unit that the fact has.
fn field(value: &Value) -> String {
    match value {
        Value::Duration(milliseconds) => format!("{milliseconds:.3}"),
        Value::Days(days) => days.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Boolean(yes) => yes.to_string(),
        other => text(&other.to_string()),
    }
}

/// A text in a field.
fn text(text: &str) -> String {
    with_quotes(&harmless(text))
}

/// Spreadsheets take a field for a formula by how it begins (OWASP, "CSV Injection"): the apostrophe makes it a text, and is not shown
/// there.
fn harmless(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '%') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

/// A text as a field of CSV.
#[must_use]
pub fn with_quotes(text: &str) -> String {
    match text.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

/// The text that a field of CSV stands for.
#[must_use]
pub fn without_quotes(field: &str) -> String {
    let inside = field
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inside.map_or_else(|| field.to_owned(), |inside| inside.replace("\"\"", "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_field_and_no_formula() {
        for (given, written) in [
            ("plain text", "plain text"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"\n", "\"say \"\"hi\"\"\n\""),
            ("=cmd|'/c calc'!A0", "'=cmd|'/c calc'!A0"),
            ("-1+1,2", "\"'-1+1,2\""),
            ("@SUM(1)", "'@SUM(1)"),
        ] {
            assert_eq!(text(given), written);
            assert_eq!(without_quotes(written), harmless(given));
        }
        assert_eq!(field(&Value::Days(-3)), "-3");
        assert_eq!(field(&Value::Duration(1.25)), "1.250");
    }
}
