//! What a report comes to: findings, what could not be checked, what expectations came to, and the verdict in one line.

use serde::Serialize;

use super::{
    Level,
    baseline::Changed,
    expectation::Expected,
    found::{Finding, NotChecked, subject},
    ids_of,
    publish::Proposal,
    verdict::VerdictLine,
};
use crate::{
    event::ActiveCheck,
    report::{SenderView, Server},
};

/// What to think of a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Judgement {
    /// What was found, worst first.
    pub findings: Vec<Finding>,
    /// What could not be checked.
    pub not_checked: Vec<NotChecked>,
    /// What kinds of senders will do with each server, in the order of the report's servers.
    #[serde(skip)]
    pub senders: Vec<Vec<SenderView>>,
    /// The number of the server that gave the exit status, or of which the verdict tells where none did.
    #[serde(skip)]
    pub decided_by: Option<usize>,
    /// What scans come to against well-known yardsticks; empty without `--scan-tls`.
    pub tls_levels: Vec<Level>,
    /// What the expectations came to, each for everything that it was judged for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expectations: Vec<Expected>,
    /// What is to be published, with `--print-dns`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish: Option<Vec<Proposal>>,
    /// What differs from the baseline.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Changed>,
    /// What it comes to.
    pub verdict: VerdictLine,
    /// What it would come to if nothing were expected of it.
    #[serde(skip)]
    pub without_expectations: VerdictLine,
}

impl Judgement {
    /// Nothing but what it comes to.
    #[must_use]
    pub fn of(verdict: VerdictLine) -> Self {
        Self {
            findings: Vec::new(),
            not_checked: Vec::new(),
            senders: Vec::new(),
            decided_by: None,
            tls_levels: Vec::new(),
            expectations: Vec::new(),
            publish: None,
            changes: Vec::new(),
            without_expectations: verdict.clone(),
            verdict,
        }
    }

    /// The finding that a finding is told with, which has the remedy; itself where it stands alone.
    #[must_use]
    pub fn main_of<'a>(&'a self, finding: &'a Finding) -> &'a Finding {
        let mut main = finding;
        // Two may lead on to a third, and none back.
        while let Some(next) = main.told_with.and_then(|id| {
            let mut all = self.findings.iter();
            all.find(|one| one.id == id && one.subject == main.subject)
        }) {
            main = next;
        }
        main
    }

    /// What an active check found at a server, and which of its questions stay open: ids.
    #[must_use]
    pub fn came_of(&self, check: ActiveCheck, server: &Server) -> CameOf {
        let about = subject(server);
        let ids = || ids_of(check).iter().copied();
        let has = |id| move |found: &&str| *found == id;
        let found: Vec<_> = self
            .findings
            .iter()
            .filter(|one| one.subject == about)
            .map(|one| one.id)
            .collect();
        let open: Vec<_> = self
            .not_checked
            .iter()
            .filter(|one| one.subject == about)
            .map(|one| one.id)
            .collect();
        CameOf {
            found: ids().filter(|id| found.iter().any(has(*id))).collect(),
            open: ids().filter(|id| open.iter().any(has(*id))).collect(),
        }
    }
}

/// What an active check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameOf {
    /// The ids of its findings.
    pub found: Vec<&'static str>,
    /// The ids of what it could not find out.
    pub open: Vec<&'static str>,
}
