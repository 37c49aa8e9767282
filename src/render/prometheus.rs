//! Metrics for the textfile collector of Prometheus (text exposition format 0.0.4). They are made of the table of facts: a number is
//! a gauge in base units, a word or a version a gauge of 1 with the word as its label. Texts are left out, for each text of a server
//! would be a series of its own; what is not there or could not be found out has no series.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use super::{
    format::{Exit, Format, Shown, Texts, Writers},
    told,
};
use crate::{
    finding::fact::{
        Context, Fact, Kind, Named, Scope, Value, of_domain, of_run, of_server, table,
    },
    report::Server,
};

/// `--format prometheus`.
pub(super) const FORMAT: Format = Format {
    name: "prometheus",
    sentence: "metrics for the textfile collector",
    is_watched: false,
    texts: Texts::Json,
    appended: None,
    exit: Exit::OfTheRun,
    write: prometheus,
    series: None,
};

/// The facts of something, and the labels that say of what.
struct Labelled {
    scope: Scope,
    labels: String,
    facts: Vec<Named>,
}

fn prometheus(writers: &mut Writers<'_>, all: &[Shown<'_>]) -> io::Result<()> {
    let output = &mut *writers.output;
    let labelled: Vec<_> = all.iter().flat_map(labelled).collect();
    for fact in table().filter(|fact| is_measured(fact)) {
        metric(output, fact, &labelled)?;
    }
    const WHEN: &str = "smtpcheck_last_run_timestamp_seconds";
    writeln!(
        output,
        "# HELP {WHEN} when the check began\n# TYPE {WHEN} gauge"
    )?;
    let mut written = BTreeSet::new();
    for shown in all {
        let labels = label("target", told::target(shown));
        if written.insert(labels.clone()) {
            let at = shown.report.started_at.as_second();
            writeln!(output, "{WHEN}{{{labels}}} {at}")?;
        }
    }
    Ok(())
}

fn labelled(shown: &Shown<'_>) -> Vec<Labelled> {
    let context = Context {
        report: shown.report,
        judgement: shown.judgement,
    };
    let target = label("target", told::target(shown));
    let of = |scope, more: String, facts| Labelled {
        scope,
        labels: format!("{target}{more}"),
        facts,
    };
    let mut labelled = vec![of(Scope::Run, String::new(), of_run(context))];
    for policy in &shown.report.policy {
        let domain = label("domain", &policy.domain);
        labelled.push(of(
            Scope::Domain,
            format!(",{domain}"),
            of_domain(policy, context),
        ));
    }
    for server in shown.report.servers.iter().filter(|server| server.tried()) {
        labelled.push(of(
            Scope::Server,
            of_one(server),
            of_server(server, context),
        ));
    }
    labelled
}

fn of_one(server: &Server) -> String {
    let address = server.address.map(|address| address.to_string());
    let labels = [
        label("host", &server.host),
        label("address", &address.unwrap_or_default()),
        label("port", &server.port.to_string()),
    ];
    format!(",{}", labels.join(","))
}

/// `name="value"`: backslash, quotation mark and line break are escaped.
fn label(name: &str, value: &str) -> String {
    let value = value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("{name}=\"{value}\"")
}

fn is_measured(fact: &Fact) -> bool {
    !matches!(fact.kind, Kind::Text | Kind::List)
}

/// `smtpcheck_certificate_days`: stable, as the names of facts are.
fn name(fact: &Fact) -> String {
    let plain = |character: char| match character.is_ascii_alphanumeric() {
        true => character.to_ascii_lowercase(),
        false => '_',
    };
    let name: String = fact.listed().chars().map(plain).collect();
    let unit = match fact.kind {
        Kind::Duration => "_seconds",
        Kind::Size => "_bytes",
        Kind::Days if !name.ends_with("_days") => "_days",
        Kind::Code if !name.ends_with("_code") => "_code",
        Kind::Word(_) | Kind::Version => "_info",
        _ => "",
    };
    format!("smtpcheck_{name}{unit}")
}

fn metric(output: &mut dyn Write, fact: &'static Fact, all: &[Labelled]) -> io::Result<()> {
    let name = name(fact);
    let mut samples = BTreeSet::new();
    let of_scope = all.iter().filter(|one| one.scope == fact.scope());
    let facts = of_scope.flat_map(|one| one.facts.iter().map(move |named| (&one.labels, named)));
    for (labels, named) in facts.filter(|(_, named)| named.fact.name == fact.name) {
        let Some(value) = named.seen.value() else {
            continue;
        };
        let parameter = parameter(named).unwrap_or_default();
        let (word, number) = sample(value);
        let labels = format!("{labels}{parameter}{word}");
        if samples.is_empty() {
            let help = fact.sentence.replace('\\', "\\\\").replace('\n', "\\n");
            writeln!(output, "# HELP {name} {help}\n# TYPE {name} gauge")?;
        }
        // One target that was given twice is told once.
        if samples.insert(labels.clone()) {
            writeln!(output, "{name}{{{labels}}} {number}")?;
        }
    }
    Ok(())
}

/// `,recipient_address="bob@example.net"`.
fn parameter(named: &Named) -> Option<String> {
    let value = named
        .name
        .strip_prefix(named.fact.name)?
        .strip_prefix('.')?;
    // A server has an address of its own, and so may a recipient.
    let name = format!("{}_{}", named.fact.name, named.fact.parameter()?);
    let name = name.to_ascii_lowercase().replace(['.', '-'], "_");
    Some(format!(",{}", label(&name, value)))
}

/// The label of a word, and the number.
fn sample(value: &Value) -> (String, String) {
    let number = match value {
        Value::Number(number) | Value::Days(number) => number.to_string(),
        Value::Size(octets) => octets.to_string(),
        Value::Duration(milliseconds) => format!("{:.6}", milliseconds / 1000.0),
        Value::Code(code) => code.to_string(),
        Value::Boolean(yes) => u8::from(*yes).to_string(),
        Value::Version(_) | Value::Word(_) | Value::Text(_) | Value::List(_) => {
            return (
                format!(",{}", label("value", &value.to_string())),
                "1".to_owned(),
            );
        }
    };
    (String::new(), number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_each_others_never_and_the_collector_s() {
        let names: Vec<_> = table().filter(|fact| is_measured(fact)).map(name).collect();
        for (at, name) in names.iter().enumerate() {
            assert!(!names[..at].contains(name), "{name}");
            let is_plain =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
            assert!(name.bytes().all(is_plain), "{name}");
            // Those are for counters and their like.
            for suffix in ["_total", "_count", "_sum", "_bucket"] {
                assert!(!name.ends_with(suffix), "{name}");
            }
        }
        assert!(names.contains(&"smtpcheck_certificate_days".to_owned()));
        assert!(names.contains(&"smtpcheck_time_total_seconds".to_owned()));
        assert!(names.contains(&"smtpcheck_tls_version_info".to_owned()));
    }

    #[test]
    fn a_label_is_one() {
        assert_eq!(label("host", "a\"b\\\n"), "host=\"a\\\"b\\\\\\n\"");
    }
}
