//! JSON: report and judgement in one document. The names are a contract: fields and values may be added within a
//! version, none is renamed. `schema.json` beside this file is the schema, which the tests generate from the types.

use std::{borrow::Cow, io};

use serde::Serialize;

use super::format::{Exit, Format, Series, Shown, Texts, Writers};
use crate::{
    finding::{
        Judgement,
        fact::{self, Facts},
    },
    report::Report,
};

/// `--format json`.
pub(super) const FORMAT: Format = Format {
    name: "json",
    sentence: "one document for scripts",
    is_watched: false,
    texts: Texts::Json,
    appended: None,
    exit: Exit::OfTheRun,
    write: json,
    series: Some(MANY),
};

/// Several documents are an array.
const MANY: Series = Series {
    begin: "[\n",
    between: ",\n",
    end: "]\n",
    write: one,
    sums_up: false,
};

/// `--format ndjson`.
pub(super) const LINES: Format = Format {
    name: "ndjson",
    sentence: "one document a line, for many targets",
    is_watched: false,
    texts: Texts::Json,
    appended: None,
    exit: Exit::OfTheRun,
    write: lines,
    series: Some(Series {
        begin: "",
        between: "",
        end: "",
        write: line,
        sums_up: false,
    }),
};

/// Grows when something that scripts rely on changes.
pub const SCHEMA_VERSION: u32 = 1;

/// What `--format json` prints.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Document<'a> {
    /// The version of this form.
    pub schema_version: u32,
    /// Who made it.
    pub generator: Generator,
    /// The facts.
    #[serde(flatten)]
    pub report: Cow<'a, Report>,
    /// What to think of them.
    #[serde(flatten)]
    pub judgement: Cow<'a, Judgement>,
    /// The named facts (`--list-facts`), those that were found out; null where there is none.
    pub facts: Facts,
}

/// Who made a document.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Generator {
    /// `smtpcheck`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// Writes the documents.
fn json(writers: &mut Writers<'_>, all: &[Shown<'_>]) -> io::Result<()> {
    if let [shown] = all {
        return one(writers, shown);
    }
    write!(writers.output, "{}", MANY.begin)?;
    for (number, shown) in all.iter().enumerate() {
        if number > 0 {
            write!(writers.output, "{}", MANY.between)?;
        }
        one(writers, shown)?;
    }
    write!(writers.output, "{}", MANY.end)
}

fn one(writers: &mut Writers<'_>, shown: &Shown<'_>) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *writers.output, &document(shown))?;
    writeln!(writers.output)
}

/// Writes each document on a line.
fn lines(writers: &mut Writers<'_>, all: &[Shown<'_>]) -> io::Result<()> {
    all.iter().try_for_each(|shown| line(writers, shown))
}

/// Writes the document on one line. Nobody reads a transcript there who did not ask for it.
fn line(writers: &mut Writers<'_>, shown: &Shown<'_>) -> io::Result<()> {
    let mut document = document(shown);
    if !shown.transcript {
        let servers = document.report.to_mut().servers.iter_mut();
        servers.for_each(|server| server.transcript.clear());
    }
    serde_json::to_writer(&mut *writers.output, &document)?;
    writeln!(writers.output)
}

/// The document. Certificates in PEM are in it only when they were asked for.
fn document<'a>(shown: &Shown<'a>) -> Document<'a> {
    let judgement = shown.judgement;
    let mut report = shown.report.clone();
    for (server, views) in report.servers.iter_mut().zip(&judgement.senders) {
        server.senders.clone_from(views);
    }
    for (number, server) in report.servers.iter_mut().enumerate() {
        server.decisive &= judgement.decided_by == Some(number);
    }
    if !shown.certificates {
        let tls = report
            .servers
            .iter_mut()
            .filter_map(|server| server.tls.as_mut());
        tls.for_each(|tls| tls.pem = None);
    }
    Document {
        schema_version: SCHEMA_VERSION,
        generator: Generator {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        },
        report: Cow::Owned(report),
        judgement: Cow::Borrowed(judgement),
        facts: fact::facts(shown.report, judgement),
    }
}

/// The JSON schema of the document, draft 2020-12. Enums are open: a value that is not listed is no violation.
pub const SCHEMA: &str = include_str!("schema.json");

#[cfg(test)]
mod tests {
    use schemars::generate::SchemaSettings;
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        finding::{JudgeOptions, judge},
        render::Style,
        report::{Asked, Server, Target},
    };

    fn report() -> Report {
        let target = Target {
            input: "example.com".to_owned(),
            port: 25,
            ..Target::default()
        };
        let mut report = Report::new(jiff::Timestamp::UNIX_EPOCH, target, Asked::default());
        report.servers.push(Server {
            host: "mx.example.com".to_owned(),
            decisive: true,
            ..Server::default()
        });
        report
    }

    fn written(report: &Report, certificates: bool) -> Vec<u8> {
        let (mut output, mut errors) = (Vec::new(), Vec::new());
        let mut writers = Writers {
            output: &mut output,
            errors: &mut errors,
        };
        let shown = Shown {
            report,
            judgement: &judge(report, &JudgeOptions::default()),
            style: Style {
                color: false,
                width: 80,
                timing: false,
                verbose: false,
                screen: false,
            },
            quiet: 0,
            certificates,
            transcript: false,
            unwatched: false,
        };
        one(&mut writers, &shown).unwrap();
        output
    }

    fn document(report: &Report) -> Value {
        serde_json::from_slice(&written(report, false)).unwrap()
    }

    /// The schema as the types have it.
    fn schema() -> String {
        let generator = SchemaSettings::draft2020_12()
            .for_serialize()
            .into_generator();
        let mut schema = generator.into_root_schema_for::<Document<'_>>().to_value();
        open_enums(&mut schema);
        schema["title"] = json!("smtpcheck report");
        schema["$comment"] = json!(
            "Fields and enum values may be added within a schema_version; programs skip what they do not know."
        );
        let mut text = serde_json::to_string_pretty(&schema).unwrap();
        text.push('\n');
        text
    }

    /// A list of strings becomes examples: RFC 8259 documents of a later version stay valid.
    fn open_enums(schema: &mut Value) {
        match schema {
            Value::Array(parts) => parts.iter_mut().for_each(open_enums),
            Value::Object(object) => {
                open_alternatives(object);
                if let Some(values) = object.remove("enum") {
                    object.insert("examples".to_owned(), values);
                }
                object.values_mut().for_each(open_enums);
            }
            _ => {}
        }
    }

    /// Values with a description each come as constants to choose from; what is left of the choice is a string.
    fn open_alternatives(object: &mut serde_json::Map<String, Value>) {
        let constants = |parts: &Vec<Value>| -> Option<Vec<Value>> {
            parts
                .iter()
                .map(|part| {
                    part.get("const")
                        .or_else(|| part.get("enum")?.get(0))
                        .cloned()
                })
                .collect()
        };
        let Some(values) = object
            .get("oneOf")
            .and_then(Value::as_array)
            .and_then(constants)
        else {
            return;
        };
        object.remove("oneOf");
        object.insert("type".to_owned(), json!("string"));
        object.insert("examples".to_owned(), Value::Array(values));
    }

    /// `UPDATE_SCHEMA=1 cargo test --lib schema` writes it again.
    #[test]
    fn the_schema_is_what_the_types_say() {
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/render/schema.json");
            std::fs::write(file, schema()).unwrap();
        }
        assert!(
            SCHEMA == schema(),
            "UPDATE_SCHEMA=1 cargo test --lib schema"
        );
    }

    /// What schemars makes of a doc comment, here or where a reference leads. The word that names a variant has the variant's.
    #[test]
    fn every_property_is_described() {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let mut silent = Vec::new();
        without_description(&schema, "", &mut silent);
        assert_eq!(silent, [""; 0]);
    }

    fn without_description(schema: &Value, at: &str, silent: &mut Vec<String>) {
        match schema {
            Value::Array(parts) => parts
                .iter()
                .for_each(|part| without_description(part, at, silent)),
            Value::Object(object) => {
                let properties = object.get("properties").and_then(Value::as_object);
                for (name, property) in properties.into_iter().flatten() {
                    let is_tag = property.get("const").is_some();
                    if property.get("description").is_none() && !is_tag {
                        silent.push(format!("{at}/{name}"));
                    }
                }
                for (name, part) in object {
                    without_description(part, &format!("{at}/{name}"), silent);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn the_fixed_keys_are_there() {
        let document = document(&report());
        for pointer in [
            "/schema_version",
            "/generator/name",
            "/generator/version",
            "/started_at",
            "/duration_ms",
            "/target/input",
            "/target/domain",
            "/target/port",
            "/resolution/status",
            "/resolution/dnssec",
            "/resolution/mx",
            "/servers/0/host",
            "/servers/0/address",
            "/servers/0/port",
            "/servers/0/preference",
            "/servers/0/decisive",
            "/servers/0/tls_mode",
            "/servers/0/connection/status",
            "/servers/0/connection/connect_ms",
            "/servers/0/greeting",
            "/servers/0/ehlo",
            "/servers/0/starttls/offered",
            "/servers/0/starttls/status",
            "/servers/0/starttls/code",
            "/servers/0/tls",
            "/servers/0/authentication/offered",
            "/servers/0/authentication/attempted",
            "/servers/0/transaction",
            "/servers/0/violations",
            "/servers/0/transcript",
            "/servers/0/timings/connect_ms",
            "/servers/0/timings/data_ms",
            "/servers/0/failed_stage",
            "/servers/0/temporary",
            "/mta_sts",
            "/facts/run/exit",
            "/facts/domains",
            "/facts/servers",
            "/findings",
            "/not_checked",
            "/verdict/status",
            "/verdict/errors",
            "/verdict/warnings",
            "/verdict/notices",
            "/verdict/fail_on",
            "/verdict/text",
            "/verdict/because",
            "/verdict/exit_code",
        ] {
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
        assert_eq!(document["started_at"], "1970-01-01T00:00:00Z");
        assert_eq!(document["servers"][0]["connection"]["status"], "not_tried");
    }

    #[test]
    fn certificates_in_pem_are_there_only_when_they_were_asked_for() {
        let mut report = report();
        report.servers[0].tls = Some(crate::report::server::Tls {
            pem: Some("-----BEGIN CERTIFICATE-----".to_owned()),
            ..Default::default()
        });
        let written = |certificates| {
            let document = written(&report, certificates);
            String::from_utf8(document).unwrap()
        };
        assert!(written(true).contains("BEGIN CERTIFICATE"));
        assert!(!written(false).contains("BEGIN CERTIFICATE"));
    }

    #[test]
    fn a_document_satisfies_its_schema_and_the_schema_can_fail() {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let good = document(&report());
        assert!(
            validator.is_valid(&good),
            "{:?}",
            validator
                .iter_errors(&good)
                .map(|error| error.to_string())
                .collect::<Vec<_>>()
        );
        let mut bad = good.clone();
        bad["servers"][0]["port"] = json!("25");
        assert!(!validator.is_valid(&bad));
        let mut later = good;
        later["resolution"]["status"] = json!("a value of a later version");
        later["something_new"] = json!(1);
        assert!(validator.is_valid(&later));
    }
}
