//! What an EHLO reply offers: RFC 5321 section 4.1.1.1. One keyword a line, with parameters. What each keyword means
//! stands in `table`, what its parameters say in `value`.

mod table;
mod value;

use schemars::JsonSchema;
use serde::Serialize;

pub use table::{KNOWN, Known, known};

/// One line of an EHLO reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Extension {
    /// The keyword as it was sent.
    pub keyword: String,
    /// What follows it.
    pub parameters: Vec<String>,
    /// `AUTH=LOGIN`, as servers of the last century wrote it for clients of the last century.
    #[serde(skip)]
    pub old_form: bool,
}

impl Extension {
    /// Reads a line without its code.
    #[must_use]
    pub fn parse(line: &str) -> Self {
        let mut words = line.split_ascii_whitespace();
        let first = words.next().unwrap_or_default();
        let rest = words.map(str::to_owned);
        let old = first
            .get(..5)
            .is_some_and(|start| start.eq_ignore_ascii_case("AUTH="));
        if old {
            let parameter = Some(first[5..].to_owned()).filter(|parameter| !parameter.is_empty());
            let parameters = parameter.into_iter().chain(rest).collect();
            return Self {
                keyword: first[..4].to_owned(),
                parameters,
                old_form: true,
            };
        }
        Self {
            keyword: first.to_owned(),
            parameters: rest.collect(),
            old_form: false,
        }
    }

    /// Whether its keyword is this one. Keywords have no case.
    #[must_use]
    pub fn is(&self, keyword: &str) -> bool {
        self.keyword.eq_ignore_ascii_case(keyword)
    }
}

impl std::fmt::Display for Extension {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.keyword)?;
        let mut separator = if self.old_form { '=' } else { ' ' };
        for parameter in &self.parameters {
            write!(formatter, "{separator}{parameter}")?;
            separator = ' ';
        }
        Ok(())
    }
}

/// All that one EHLO reply offers, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Extensions(pub Vec<Extension>);

impl Extensions {
    /// Reads the lines of a reply. The first names the server and offers nothing.
    #[must_use]
    pub fn from_lines(lines: &[String]) -> Self {
        let offered = lines.iter().skip(1).map(|line| Extension::parse(line));
        Self(
            offered
                .filter(|extension| !extension.keyword.is_empty())
                .collect(),
        )
    }

    /// Whether a keyword is offered.
    #[must_use]
    pub fn has(&self, keyword: &str) -> bool {
        self.find(keyword).is_some()
    }

    /// The first line with a keyword.
    #[must_use]
    pub fn find(&self, keyword: &str) -> Option<&Extension> {
        self.0.iter().find(|extension| extension.is(keyword))
    }

    /// The largest message taken, in octets (RFC 1870 section 4); `None` when there is no fixed limit or none is told.
    #[must_use]
    pub fn size_limit(&self) -> Option<u64> {
        let limit = self.find("SIZE")?.parameters.first()?.parse().ok()?;
        (limit > 0).then_some(limit)
    }

    /// The mechanisms of AUTH in upper case, both forms of the keyword together.
    #[must_use]
    pub fn auth_mechanisms(&self) -> Vec<String> {
        let mut mechanisms = Vec::new();
        for mechanism in self
            .0
            .iter()
            .filter(|extension| extension.is("AUTH"))
            .flat_map(|auth| &auth.parameters)
        {
            let mechanism = mechanism.to_ascii_uppercase();
            if !mechanisms.contains(&mechanism) {
                mechanisms.push(mechanism);
            }
        }
        mechanisms
    }

    /// Keywords that are offered more than once. `AUTH` beside `AUTH=` is not meant.
    #[must_use]
    pub fn duplicates(&self) -> Vec<String> {
        let mut duplicates: Vec<String> = Vec::new();
        for (at, extension) in self.0.iter().enumerate() {
            let again = |other: &Extension| {
                other.is(&extension.keyword) && other.old_form == extension.old_form
            };
            let told = duplicates.iter().any(|known| extension.is(known));
            if !told && self.0[..at].iter().any(again) {
                duplicates.push(extension.keyword.to_ascii_uppercase());
            }
        }
        duplicates
    }

    /// What differs between two replies of one server, before and after TLS.
    #[must_use]
    pub fn compare(before: &Self, after: &Self) -> Differences {
        let missing = |from: &Self, from_other: &Self| {
            from.0
                .iter()
                .filter(|extension| !from_other.has(&extension.keyword))
                .cloned()
                .collect()
        };
        let changed = before
            .0
            .iter()
            .filter(|extension| !extension.old_form)
            .filter_map(|extension| {
                let other = after
                    .0
                    .iter()
                    .find(|other| other.is(&extension.keyword) && !other.old_form)?;
                (other.parameters != extension.parameters)
                    .then(|| (extension.clone(), other.clone()))
            });
        Differences {
            added: missing(after, before),
            removed: missing(before, after),
            changed: changed.collect(),
        }
    }
}

/// What differs between two EHLO replies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Differences {
    /// Only in the second.
    pub added: Vec<Extension>,
    /// Only in the first.
    pub removed: Vec<Extension>,
    /// In both with other parameters.
    pub changed: Vec<(Extension, Extension)>,
}

/// What an offered extension means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Where it is defined.
    pub reference: Option<&'static str>,
    /// What it means to an administrator.
    pub sentence: &'static str,
    /// What its parameters say.
    pub value: Option<String>,
}

/// Says what an extension means.
#[must_use]
pub fn explain(extension: &Extension) -> Explanation {
    let known = known(&extension.keyword);
    Explanation {
        reference: known.map(|known| known.reference),
        sentence: known.map_or("not registered, and not known to smtpcheck", |known| {
            known.sentence
        }),
        value: value::decoded(extension),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(lines: &[&str]) -> Extensions {
        let lines: Vec<String> = std::iter::once(&"mx.example")
            .chain(lines)
            .map(ToString::to_string)
            .collect();
        Extensions::from_lines(&lines)
    }

    #[test]
    fn the_first_line_offers_nothing() {
        assert_eq!(
            Extensions::from_lines(&["STARTTLS".to_owned()]),
            Extensions::default()
        );
        assert!(offered(&["starttls"]).has("STARTTLS"));
    }

    #[test]
    fn the_old_form_of_auth_is_the_same_keyword() {
        let auth = Extension::parse("AUTH=LOGIN PLAIN");
        assert_eq!((auth.keyword.as_str(), auth.old_form), ("AUTH", true));
        assert_eq!(auth.parameters, ["LOGIN", "PLAIN"]);
        assert_eq!(auth.to_string(), "AUTH=LOGIN PLAIN");
        let both = offered(&["AUTH PLAIN login", "AUTH=LOGIN"]);
        assert_eq!(both.auth_mechanisms(), ["PLAIN", "LOGIN"]);
        assert_eq!(both.duplicates(), [""; 0]);
    }

    #[test]
    fn a_size_of_zero_is_no_limit() {
        assert_eq!(offered(&["SIZE 14680064"]).size_limit(), Some(14_680_064));
        for line in ["SIZE", "SIZE 0", "SIZE x", "SIZE -1", "PIPELINING"] {
            assert_eq!(offered(&[line]).size_limit(), None, "{line}");
        }
    }

    #[test]
    fn keywords_offered_twice_are_told_once() {
        assert_eq!(
            offered(&["SIZE 1", "size 2", "SIZE 3", "DSN"]).duplicates(),
            ["SIZE"]
        );
    }

    #[test]
    fn replies_are_compared_by_keyword_and_parameters() {
        let found = Extensions::compare(
            &offered(&["STARTTLS", "SIZE 1", "DSN"]),
            &offered(&["SIZE 2", "DSN", "AUTH PLAIN"]),
        );
        assert_eq!(found.removed, [Extension::parse("STARTTLS")]);
        assert_eq!(found.added, [Extension::parse("AUTH PLAIN")]);
        assert_eq!(
            found.changed,
            [(Extension::parse("SIZE 1"), Extension::parse("SIZE 2"))]
        );
    }

    #[test]
    fn what_is_not_known_is_said_to_be_unknown() {
        let explanation = explain(&Extension::parse("XYZZY plugh"));
        assert_eq!(explanation.reference, None);
        assert!(explanation.sentence.contains("not known"));
    }
}
