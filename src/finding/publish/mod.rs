//! `--print-dns`: the records to publish, and why; where none can be named, why not. Nothing is proposed by which mail that arrives
//! today would no longer arrive: of whom a domain does not name it is not known whether they send for it.

mod dmarc;
mod mta_sts;
mod spf;
mod tls_rpt;
mod tlsa;

use std::fmt::Write;

use serde::Serialize;

use crate::{
    event::Role,
    report::{Policy, Report, ResolutionStatus},
};

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
    fn tlsa(name: String, data: String, why: impl Into<String>) -> Self {
        let line = format!("{name}. IN TLSA {data}");
        Self::of(name, ProposalKind::Tlsa, Some(data), Some(line), why)
    }

    fn txt(name: String, text: String, why: impl Into<String>) -> Self {
        let line = format!("{name}. IN TXT {}", strings(&text));
        Self::of(name, ProposalKind::Txt, Some(text), Some(line), why)
    }

    fn file(url: String, text: String, why: impl Into<String>) -> Self {
        Self::of(url, ProposalKind::File, Some(text), None, why)
    }

    /// Nothing is to be published, or nothing can be said.
    fn none(name: String, kind: ProposalKind, why: impl Into<String>) -> Self {
        Self::of(name, kind, None, None, why)
    }

    fn unknown(name: String, kind: ProposalKind, why: impl Into<String>) -> Self {
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

const IS_THERE: &str = "it stands there already";

/// All that is to be said, in the order in which mail meets it.
pub(super) fn proposals(report: &Report) -> Vec<Proposal> {
    let mut all = tlsa::proposals(report);
    let asked = |policy: &&Policy| matches!(policy.role, Role::Target | Role::Asked);
    for policy in report.policy.iter().filter(asked) {
        if policy.role == Role::Target {
            all.extend(mta_sts::proposals(report, policy));
        }
        all.extend(tls_rpt::proposal(report, policy));
        all.extend(spf::proposal(report, policy));
        all.extend(dmarc::proposal(report, policy));
        all.extend(signing_keys(policy));
    }
    all
}

/// Of the keys that the message is signed with, those that are not published.
fn signing_keys(policy: &Policy) -> impl Iterator<Item = Proposal> {
    let keys = policy.dkim.iter().flatten();
    keys.filter_map(|key| {
        let record = key.to_publish.clone()?;
        let name = format!("{}._domainkey.{}", key.selector, policy.domain);
        Some(Proposal::txt(name, record, "the key that signs"))
    })
}

/// Whether the domain takes mail, and by which exchangers; none where that is not known.
fn exchangers<'a>(report: &'a Report, policy: &'a Policy) -> Option<Vec<&'a str>> {
    use ResolutionStatus::{ImplicitMx, NoAddress, NullMx, Ok};
    if policy.role != Role::Target {
        return None;
    }
    let all = report.resolution.mx.iter().map(|mx| mx.exchange.as_str());
    match report.resolution.status {
        NullMx => Some(Vec::new()),
        ImplicitMx => Some(vec![&policy.domain]),
        Ok | NoAddress if !report.resolution.mx.is_empty() => {
            Some(all.filter(|name| *name != ".").collect())
        }
        _ => None,
    }
}

/// Whether nobody at the domain gets mail.
fn takes_no_mail(report: &Report, policy: &Policy) -> bool {
    exchangers(report, policy).is_some_and(|all| all.is_empty())
}

#[cfg(test)]
mod tests;
