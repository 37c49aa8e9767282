//! What is read of an earlier document: the facts, by target. One document of `--format json`, or one a line of `--format ndjson`.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    net::IpAddr,
};

use serde::Deserialize;

/// The facts of earlier runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baseline(HashMap<Key, Earlier>);

/// A target: its name or address, and its port.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key(String, u16);

/// The facts of one earlier run, by their names; null where there was none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub(super) struct Earlier {
    pub(super) run: Known,
    pub(super) domains: Vec<Known>,
    pub(super) servers: Vec<Known>,
}

pub(super) type Known = BTreeMap<String, serde_json::Value>;

#[derive(Deserialize)]
struct Document {
    target: Target,
    facts: Option<Earlier>,
}

#[derive(Deserialize)]
struct Target {
    input: String,
    domain: Option<String>,
    port: u16,
}

/// Why a file is no baseline, as a fragment that reads after its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoBaseline {
    /// It is empty.
    Empty,
    /// It is something else.
    Other(String),
    /// A document has no facts.
    WithoutFacts,
}

impl fmt::Display for NoBaseline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("holds no document"),
            Self::Other(error) => write!(
                formatter,
                "is no document of --format json or --format ndjson: {error}"
            ),
            Self::WithoutFacts => formatter
                .write_str("has no facts in it: it was made by an earlier version of smtpcheck"),
        }
    }
}

impl Baseline {
    /// Reads what `--format json` or `--format ndjson` wrote. Of several documents about one target the last counts.
    ///
    /// # Errors
    /// [`NoBaseline`]: it is something else.
    pub fn read(bytes: &[u8]) -> Result<Self, NoBaseline> {
        let mut all = HashMap::new();
        for document in serde_json::Deserializer::from_slice(bytes).into_iter::<Document>() {
            let document = document.map_err(|error| NoBaseline::Other(error.to_string()))?;
            let facts = document.facts.ok_or(NoBaseline::WithoutFacts)?;
            let Target {
                input,
                domain,
                port,
            } = document.target;
            all.insert(Key::new(domain.as_deref(), &input, port), facts);
        }
        match all.is_empty() {
            true => Err(NoBaseline::Empty),
            false => Ok(Self(all)),
        }
    }

    /// Whether it has this target.
    #[must_use]
    pub fn has(&self, domain: Option<&str>, input: &str, port: u16) -> bool {
        self.of(domain, input, port).is_some()
    }

    pub(super) fn of(&self, domain: Option<&str>, input: &str, port: u16) -> Option<&Earlier> {
        self.0.get(&Key::new(domain, input, port))
    }

    /// The targets that it has, some of them.
    #[must_use]
    pub fn targets(&self) -> String {
        const SHOWN: usize = 3;
        let mut names: Vec<_> = self
            .0
            .keys()
            .map(|Key(name, port)| format!("{name} (port {port})"))
            .collect();
        names.sort();
        match names.len().checked_sub(SHOWN) {
            Some(more @ 1..) => format!("{} and {more} more", names[..SHOWN].join(", ")),
            _ => names.join(", "),
        }
    }
}

impl Key {
    /// However it was typed: `user@example.com` is about `example.com`.
    fn new(domain: Option<&str>, input: &str, port: u16) -> Self {
        let bare = input.trim_start_matches('[').trim_end_matches(']');
        let address = bare.parse::<IpAddr>().map(|address| address.to_string());
        let name = match (domain, address) {
            (Some(domain), _) => domain.to_ascii_lowercase(),
            (None, Ok(address)) => address,
            (None, Err(_)) => input.to_ascii_lowercase(),
        };
        Self(name, port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(input: &str, port: u16) -> String {
        format!(
            r#"{{"schema_version":1,"target":{{"input":"{input}","domain":"{input}","port":{port}}},
                "facts":{{"run":{{"exit":0}},"domains":[],"servers":[{{"tls.version":"TLSv1.3"}}]}}}}"#
        )
    }

    #[test]
    fn one_document_or_one_a_line() {
        let one = Baseline::read(document("example.com", 25).as_bytes()).unwrap();
        assert!(one.has(Some("Example.com"), "ann@example.com", 25));
        assert!(!one.has(Some("example.com"), "example.com", 587));
        let lines = format!(
            "{}\n{}\n",
            document("a.example", 25),
            document("b.example", 25)
        );
        let two = Baseline::read(lines.as_bytes()).unwrap();
        assert!(two.has(Some("a.example"), "", 25) && two.has(Some("b.example"), "", 25));
        assert_eq!(two.targets(), "a.example (port 25), b.example (port 25)");
    }

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        let text = r#"{"target":{"input":"[192.0.2.1]","domain":null,"port":25},"facts":{"run":{},"domains":[],"servers":[]}}"#;
        let baseline = Baseline::read(text.as_bytes()).unwrap();
        assert!(baseline.has(None, "192.0.2.1", 25));
    }

    #[test]
    fn what_is_no_document_says_so() {
        for (text, words) in [
            ("", "holds no document"),
            ("  \n", "holds no document"),
            ("Dear Ann,", "is no document of --format json"),
            ("[]", "is no document of --format json"),
            (r#"{"name":"other"}"#, "missing field `target`"),
            (
                r#"{"target":{"input":"a","domain":null,"port":25}}"#,
                "has no facts in it",
            ),
            (&document("example.com", 25)[..40], "is no document"),
        ] {
            let error = Baseline::read(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}
