//! What was found and what could not be checked, as it is told, and whom it is about.

use std::{borrow::Cow, net::IpAddr};

use serde::Serialize;

use super::{Severity, Telling};
use crate::report::{Report, Server};

/// Whom a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Subject {
    /// The host, or the domain.
    pub host: String,
    /// The address; null for a domain.
    pub address: Option<IpAddr>,
    /// The port; null for a domain.
    pub port: Option<u16>,
}

impl Subject {
    /// A domain as such.
    #[must_use]
    pub fn domain(name: &str) -> Self {
        Self {
            host: name.to_owned(),
            address: None,
            port: None,
        }
    }

    /// Whether that is this server.
    #[must_use]
    pub fn is(&self, server: &Server) -> bool {
        (self.host.as_str(), self.address, self.port)
            == (server.host.as_str(), server.address, Some(server.port))
    }
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Finding {
    /// The id of the check.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Whom it is about.
    pub subject: Subject,
    /// A headline: the check's, and what a reply means where one is the reason.
    pub title: Cow<'static, str>,
    /// What was seen.
    pub evidence: String,
    /// What to do about it.
    pub remedy: String,
    /// The rule.
    pub reference: &'static str,
    /// `--ignore` names it, or it is expected: it counts for nothing.
    pub ignored: bool,
    /// An expectation asks for it, and is met.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub expected: bool,
    /// The recipient that it is about, where it is about one of several.
    #[serde(skip)]
    pub recipient: Option<String>,
    /// The ids of those of which one, where it was found as well, is the cause of this one.
    #[serde(skip)]
    pub cause: Vec<&'static str>,
    /// How the evidence is told with the title.
    #[serde(skip)]
    pub telling: Telling,
    /// The id of the finding about the same subject that tells of the same thing, and has the remedy.
    #[serde(skip)]
    pub told_with: Option<&'static str>,
}

impl Finding {
    /// Whether it is about this server.
    #[must_use]
    pub fn is_about(&self, server: &Server) -> bool {
        self.subject.is(server)
    }
}

/// Something that could not be checked. It is not a pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NotChecked {
    /// The id of the check, or the option that asked for it.
    pub id: &'static str,
    /// Whom it is about.
    pub subject: Subject,
    /// Why.
    pub reason: String,
    /// `--ignore` names it: it counts for nothing, and is no pass.
    pub ignored: bool,
}

/// The domain that was asked about.
pub(super) fn domain_subject(report: &Report) -> Subject {
    let host = report
        .target
        .domain
        .clone()
        .unwrap_or_else(|| report.target.input.clone());
    Subject::domain(&host)
}

/// The server.
pub(super) fn subject(server: &Server) -> Subject {
    Subject {
        host: server.host.clone(),
        address: server.address,
        port: Some(server.port),
    }
}
