//! What a domain says about messages that fail, as facts that JSON holds: what [`super::survey()`] comes to.

use serde::Serialize;

use super::{
    destination::Destination,
    disposition::Disposition,
    record::{PublicSuffix, Record},
    walk::{Selected, Step, Walk},
};
use crate::{record::fault::Fault, text::visible};

/// What a domain says about messages that fail.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Dmarc {
    /// What it comes to.
    pub status: DmarcStatus,
    /// The record that applies, as it stands there; or the one that should and does not count.
    pub record: Option<String>,
    /// The domain that has it, without `_dmarc`.
    pub found_at: Option<String>,
    /// The domain at the top of this organization; null where a look-up failed.
    pub organizational_domain: Option<String>,
    /// What receivers are asked to do with a message of this domain that fails; null where DMARC does not apply.
    pub policy: Option<Disposition>,
    /// The same for the names below it that exist.
    pub subdomain_policy: Option<Disposition>,
    /// The same for those that do not exist.
    pub nonexistent_policy: Option<Disposition>,
    /// Whether the policy is on trial: receivers do one step less.
    pub testing: bool,
    /// The names that were asked, in order.
    pub walk: Vec<WalkStep>,
    /// Where aggregate reports go.
    pub rua: Vec<Destination>,
    /// Where failure reports go.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ruf: Vec<Destination>,
    /// What is wrong with the record, in order of the places.
    pub errors: Vec<Fault>,
    /// Records that no receiver takes for one, beside the one that applies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<IgnoredRecord>,
    /// Which look-up failed, and how, where the status rests on that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Whether the domain itself exists, as far as its TXT records say.
    #[serde(skip)]
    pub exists: bool,
    /// The record, read.
    #[serde(skip)]
    pub parsed: Option<Record>,
}

/// What DMARC comes to for a domain. New values may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DmarcStatus {
    /// There is a record, and receivers apply it.
    Ok,
    /// There is none, neither here nor above.
    None,
    /// There are several, so that none counts.
    Multiple,
    /// There is one that does not count, or not as it is meant.
    Invalid,
    /// It could not be found out.
    LookupFailed,
}

/// One name that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WalkStep {
    /// The name: `_dmarc.example.com`.
    pub name: String,
    /// Whether it has a record; null where it could not be found out.
    pub found: Option<bool>,
    /// How many records there are, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<usize>,
    /// Its `psd`, where it ends the walk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub psd: Option<PublicSuffix>,
    /// Why it could not be found out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// A record that does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct IgnoredRecord {
    /// Where it stands.
    pub name: String,
    /// What it says.
    pub record: String,
    /// Why it does not count.
    pub error: Fault,
}

impl Dmarc {
    /// What there is before anything applies.
    pub(super) fn of(walk: &Walk, applied: Option<&Step>) -> Self {
        let parsed = applied.and_then(Step::record).cloned();
        let text = applied.and_then(|step| step.found.as_ref().ok()?.records.first());
        Self {
            status: DmarcStatus::None,
            record: text.map(|text| visible(text.as_bytes())),
            found_at: applied.map(|step| step.domain.clone()),
            organizational_domain: None,
            policy: None,
            subdomain_policy: None,
            nonexistent_policy: None,
            testing: parsed.as_ref().is_some_and(|record| record.testing),
            walk: walk.steps.iter().map(WalkStep::of).collect(),
            rua: Vec::new(),
            ruf: Vec::new(),
            errors: parsed
                .as_ref()
                .map(|it| it.faults.clone())
                .unwrap_or_default(),
            ignored: walk.steps.iter().flat_map(ignored).collect(),
            failure: None,
            exists: true,
            parsed,
        }
    }

    /// The policies. That of names below is what their own walk would find, which passes by a record of this domain where that is
    /// not the organizational domain (RFC 9989 section 4.7, tag `sp`).
    pub(super) fn apply(&mut self, walk: &Walk, step: &Step, exists: bool) {
        let is_own = step.domain == walk.domain();
        let policy = |record: &Record| match (is_own, exists) {
            (true, _) => record.for_domain(),
            (false, true) => record.for_subdomains(),
            (false, false) => record.for_nonexistent(),
        };
        self.policy = step.record().and_then(policy);
        if let Ok(Selected {
            applied: Some(step),
            ..
        }) = walk.selected_below()
        {
            self.subdomain_policy = step.record().and_then(Record::for_subdomains);
            self.nonexistent_policy = step.record().and_then(Record::for_nonexistent);
        }
    }

    /// Where no record applies, one that should is what there is to show.
    pub(super) fn take_the_wrong_one(&mut self) {
        if self.status == DmarcStatus::Invalid && self.parsed.is_none() && !self.ignored.is_empty()
        {
            let wrong = self.ignored.remove(0);
            self.record = Some(wrong.record);
            self.found_at = wrong.name.strip_prefix("_dmarc.").map(str::to_owned);
            self.errors = vec![wrong.error];
        }
    }

    /// What receivers do with a message of the domain that fails, trial or not.
    #[must_use]
    pub fn enforced(&self) -> Option<Disposition> {
        let policy = self.policy?;
        Some(if self.testing {
            policy.on_trial()
        } else {
            policy
        })
    }
}

impl WalkStep {
    fn of(step: &Step) -> Self {
        let found = step.found.as_ref();
        let psd = step.record().map(|record| record.public_suffix);
        Self {
            name: format!("_dmarc.{}", step.domain),
            found: found.ok().map(|it| it.record.is_some()),
            records: found
                .ok()
                .map(|it| it.records.len())
                .filter(|count| *count > 1),
            psd: psd.filter(|psd| *psd != PublicSuffix::Unknown),
            error: found.err().cloned(),
        }
    }
}

fn ignored(step: &Step) -> Vec<IgnoredRecord> {
    let name = format!("_dmarc.{}", step.domain);
    let wrong = step
        .found
        .as_ref()
        .map(|it| it.wrong.as_slice())
        .unwrap_or_default();
    let ignored = |(text, fault): &(String, Fault)| IgnoredRecord {
        name: name.clone(),
        record: visible(text.as_bytes()),
        error: fault.clone(),
    };
    wrong.iter().map(ignored).collect()
}
