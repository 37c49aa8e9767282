//! A record to publish, as scripts and zone files have it.

use std::fmt::Write;

use serde::Serialize;

/// A record, or that there is none to publish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Proposal {
    /// Where it is to stand: a name, or the URL of a file.
    pub name: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: ProposalKind,
    /// What is to stand there; null where there is nothing to publish.
    pub value: Option<String>,
    /// As a line of a zone file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// Why, what belongs to it, or why there is nothing to publish.
    pub why: String,
    /// What it takes to say more could not be found out.
    #[serde(skip)]
    pub is_unknown: bool,
}

/// What is to be published. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum ProposalKind {
    /// A TLSA record.
    Tlsa,
    /// A TXT record.
    Txt,
    /// A file on a web server.
    File,
}

impl Proposal {
    pub(super) fn tlsa(name: String, data: String, why: impl Into<String>) -> Self {
        let line = format!("{name}. IN TLSA {data}");
        Self::of(name, ProposalKind::Tlsa, Some(data), Some(line), why)
    }

    pub(super) fn txt(name: String, text: String, why: impl Into<String>) -> Self {
        let line = format!("{name}. IN TXT {}", strings(&text));
        Self::of(name, ProposalKind::Txt, Some(text), Some(line), why)
    }

    pub(super) fn file(url: String, text: String, why: impl Into<String>) -> Self {
        Self::of(url, ProposalKind::File, Some(text), None, why)
    }

    /// Nothing is to be published, or nothing can be said.
    pub(super) fn none(name: String, kind: ProposalKind, why: impl Into<String>) -> Self {
        Self::of(name, kind, None, None, why)
    }

    pub(super) fn unknown(name: String, kind: ProposalKind, why: impl Into<String>) -> Self {
        Self {
            is_unknown: true,
            ..Self::none(name, kind, why)
        }
    }

    fn of(
        name: String,
        kind: ProposalKind,
        value: Option<String>,
        line: Option<String>,
        why: impl Into<String>,
    ) -> Self {
        Self {
            name,
            kind,
            value,
            line,
            why: why.into(),
            is_unknown: false,
        }
    }
}

/// A text as the character strings of a zone file: 255 octets at the most (RFC 1035 sections 3.3 and 5.1).
fn strings(text: &str) -> String {
    let escaped = |octets: &[u8]| {
        octets.iter().fold(String::new(), |mut string, octet| {
            let _ = match octet {
                b'"' | b'\\' => write!(string, "\\{}", char::from(*octet)),
                b' '..=b'~' => write!(string, "{}", char::from(*octet)),
                octet => write!(string, "\\{octet:03}"),
            };
            string
        })
    };
    let strings = text.as_bytes().chunks(255);
    let strings: Vec<_> = strings.map(|one| format!("\"{}\"", escaped(one))).collect();
    strings.join(" ")
}

/// Nothing is to be done.
pub(super) const IS_THERE: &str = "it stands there already";
