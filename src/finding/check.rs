//! What a check is, and what it may come to.

use std::fmt;

use serde::Serialize;

use crate::report::{Policy, Report, Server};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Notice,
    /// Will break soon, or a standard discourages it.
    Warning,
    /// Breaks mail or its protection now.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One thing that is looked for.
#[derive(Debug)]
pub struct Check {
    /// Its stable name: `starttls-not-offered`. Public, never used again for something else.
    pub id: &'static str,
    /// How bad it is where the evidence does not say otherwise.
    pub severity: Severity,
    /// What was found, as a headline.
    pub title: &'static str,
    /// The RFC and section that has the rule.
    pub reference: &'static str,
    /// What to do about it, one sentence.
    pub remedy: &'static str,
    /// The predicate.
    pub judge: Judge,
}

/// What a check looks at.
#[derive(Debug)]
pub enum Judge {
    /// The run as a whole.
    Domain(fn(&Report) -> Verdict),
    /// Each domain whose policies were looked at.
    Policy(fn(&Policy, &Report) -> Verdict),
    /// Each server that was tried.
    Server(fn(&Server, &Report) -> Verdict),
    /// Each server of whose address something is known, tried or not.
    Address(fn(&Server, &Report) -> Verdict),
    /// Judged when everything else is: by what the named facts come to beside what is expected of them, or beside others.
    Afterwards,
}

/// What a check came to. "Could not be checked" is not "passed", and neither is "does not apply".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Looked for and not there.
    Pass,
    /// There is nothing to look at.
    NotApplicable,
    /// It could not be checked, because of this.
    Unknown(String),
    /// It is there, once or more.
    Found(Vec<Evidence>),
    /// This was found, and something else could not be checked: why.
    InPart(Vec<Evidence>, String),
}

/// How evidence is told with the title of its check, so that nothing is said twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Telling {
    /// Behind it.
    #[default]
    BehindTitle,
    /// In its place: it says all that the title says.
    InPlaceOfTitle,
    /// In its place, and it begins with the target's name.
    NamingTarget,
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// In words, with the server's own where there are some.
    pub text: String,
    /// In place of the check's severity.
    pub severity: Option<Severity>,
    /// In place of the check's title.
    pub title: Option<String>,
    /// In place of the check's remedy.
    pub remedy: Option<String>,
    /// The ids of those whose finding is the cause of this one, where the facts name it: it is told with the first that was found.
    pub cause: Vec<&'static str>,
    /// How it is told.
    pub telling: Telling,
    /// The recipient that it is about, where it is about one of several.
    pub recipient: Option<String>,
}

impl Evidence {
    /// Evidence of the check's own severity.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            severity: None,
            title: None,
            remedy: None,
            cause: Vec::new(),
            telling: Telling::default(),
            recipient: None,
        }
    }

    /// The same with another severity.
    #[must_use]
    pub fn of(self, severity: Severity) -> Self {
        Self {
            severity: Some(severity),
            ..self
        }
    }

    /// The same about this recipient.
    #[must_use]
    pub fn of_recipient(self, address: &str) -> Self {
        Self {
            recipient: Some(address.to_owned()),
            ..self
        }
    }

    /// The same with another remedy.
    #[must_use]
    pub fn remedied_by(self, remedy: impl Into<String>) -> Self {
        Self {
            remedy: Some(remedy.into()),
            ..self
        }
    }
}

impl Verdict {
    /// Found once.
    pub(super) fn found(text: impl Into<String>) -> Self {
        Self::Found(vec![Evidence::new(text)])
    }

    /// The same with another remedy wherever something was found.
    #[must_use]
    pub(super) fn remedied_by(self, remedy: &str) -> Self {
        self.each(|one| one.remedied_by(remedy))
    }

    /// The same where the evidence says all that the title says.
    #[must_use]
    pub(super) fn in_place_of_title(self) -> Self {
        self.each(|one| Evidence {
            telling: Telling::InPlaceOfTitle,
            ..one
        })
    }

    fn each(self, change: impl Fn(Evidence) -> Evidence) -> Self {
        let changed = |all: Vec<Evidence>| all.into_iter().map(change).collect();
        match self {
            Self::Found(evidence) => Self::Found(changed(evidence)),
            Self::InPart(evidence, reason) => Self::InPart(changed(evidence), reason),
            verdict => verdict,
        }
    }

    /// Found when there is evidence, else passed.
    pub(super) fn from_evidence(evidence: Vec<Evidence>) -> Self {
        if evidence.is_empty() {
            Self::Pass
        } else {
            Self::Found(evidence)
        }
    }
}

/// A check of the run as a whole.
pub(super) const fn domain(
    id: &'static str,
    severity: Severity,
    title: &'static str,
    reference: &'static str,
    remedy: &'static str,
    judge: fn(&Report) -> Verdict,
) -> Check {
    let judge = Judge::Domain(judge);
    check(id, severity, title, reference, remedy, judge)
}

/// A check of each domain whose policies were looked at.
pub(super) const fn policy(
    id: &'static str,
    severity: Severity,
    title: &'static str,
    reference: &'static str,
    remedy: &'static str,
    judge: fn(&Policy, &Report) -> Verdict,
) -> Check {
    let judge = Judge::Policy(judge);
    check(id, severity, title, reference, remedy, judge)
}

/// A check of each server.
pub(super) const fn server(
    id: &'static str,
    severity: Severity,
    title: &'static str,
    reference: &'static str,
    remedy: &'static str,
    judge: fn(&Server, &Report) -> Verdict,
) -> Check {
    let judge = Judge::Server(judge);
    check(id, severity, title, reference, remedy, judge)
}

/// A check of each server's address.
pub(super) const fn address(
    id: &'static str,
    severity: Severity,
    title: &'static str,
    reference: &'static str,
    remedy: &'static str,
    judge: fn(&Server, &Report) -> Verdict,
) -> Check {
    let judge = Judge::Address(judge);
    check(id, severity, title, reference, remedy, judge)
}

/// A check that is judged when everything else is.
pub(super) const fn afterwards(
    id: &'static str,
    severity: Severity,
    title: &'static str,
    reference: &'static str,
    remedy: &'static str,
) -> Check {
    check(id, severity, title, reference, remedy, Judge::Afterwards)
}

const fn check(
    id: &'static str,
    severity: Severity,
    title: &'static str,
    reference: &'static str,
    remedy: &'static str,
    judge: Judge,
) -> Check {
    Check {
        id,
        severity,
        title,
        reference,
        remedy,
        judge,
    }
}
