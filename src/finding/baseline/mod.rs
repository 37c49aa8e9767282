//! What changed since an earlier run: the facts of that run and of this one, side by side. What was not found out then is not
//! compared, and what differs from run to run neither. Where something that protected could be compared then and cannot be found out
//! now, it is not checked: it may be gone.

mod changed;
mod document;
#[cfg(test)]
mod tests;

use super::{
    Check,
    Severity::Warning,
    check::afterwards,
    fact::{self, Change, Context, Fact, Named, Of, Seen, Value, of_domain, of_run, of_server},
    follows::follows,
    found::{NotChecked, Subject, domain_subject, subject},
};
use crate::{
    report::{Policy, Server},
    text::visible,
};
use document::{Earlier, Known};

pub use changed::Changed;
pub use document::Baseline;

pub(super) const CHECKS: &[Check] = &[afterwards(
    "changed",
    Warning,
    "something differs from the baseline",
    "--baseline",
    "Where that is meant, take this run's document as the baseline from now on; otherwise put back what was there before.",
)];

/// What came of the comparison.
#[derive(Default)]
pub(super) struct Comparison {
    pub(super) changed: Vec<Changed>,
    pub(super) not_checked: Vec<NotChecked>,
}

/// Compares a run with the earlier one of its target.
pub(super) fn compare(baseline: &Baseline, context: Context<'_>) -> Comparison {
    let report = context.report;
    let target = &report.target;
    let mut comparison = Comparison::default();
    let Some(earlier) = baseline.of(target.domain.as_deref(), &target.input, target.port) else {
        comparison.open(
            domain_subject(report),
            "it has no document of this target".to_owned(),
        );
        return comparison;
    };
    let whole = |subject| Side {
        subject,
        only_protection: false,
    };
    let seen = |name: &str| again(name, context, None, None);
    comparison.compare(
        &whole(domain_subject(report)),
        &earlier.run,
        of_run(context),
        seen,
    );
    for policy in &report.policy {
        let subject = Subject::domain(&policy.domain);
        let before = earlier.domains.iter();
        let before = before
            .into_iter()
            .find(|one| text(one, "domain") == Some(&policy.domain));
        if let Some(before) = before {
            let seen = |name: &str| again(name, context, Some(policy), None);
            comparison.compare(&whole(subject), before, of_domain(policy, context), seen);
        }
    }
    for server in report.servers.iter().filter(|one| one.decisive) {
        let Some((before, is_same)) = earlier.server(server) else {
            comparison.open(
                subject(server),
                "it has no server to compare with".to_owned(),
            );
            continue;
        };
        let side = Side {
            subject: subject(server),
            only_protection: !is_same,
        };
        let seen = |name: &str| again(name, context, None, Some(server));
        comparison.compare(&side, before, of_server(server, context), seen);
    }
    comparison
}

/// What is compared.
struct Side {
    subject: Subject,
    /// It is another server than before: what it must have all the same.
    only_protection: bool,
}

impl Comparison {
    fn open(&mut self, subject: Subject, reason: String) {
        self.not_checked.push(NotChecked {
            id: "baseline",
            subject,
            reason,
            ignored: false,
        });
    }

    /// `seen` says of a fact that only the earlier run has what it is now.
    fn compare(
        &mut self,
        side: &Side,
        before: &Known,
        now: Vec<Named>,
        seen: impl Fn(&str) -> Option<Named>,
    ) {
        let is_gone = |name: &&String| now.iter().all(|one| one.name != **name);
        let gone: Vec<_> = before
            .keys()
            .filter(is_gone)
            .filter_map(|name| seen(name))
            .collect();
        let mut changed = Vec::new();
        let mut lost = Vec::new();
        for one in now.into_iter().chain(gone) {
            let Some(value) = before.get(&one.name) else {
                continue;
            };
            let Some(earlier) = read(one.fact, value) else {
                if !matches!(one.fact.change, Change::Volatile) {
                    let why = "the value in the file is none of this fact".to_owned();
                    lost.push((visible(one.name.as_bytes()), why));
                }
                continue;
            };
            match difference(&one, &earlier) {
                Difference::None => {}
                Difference::NotKnown(why) => lost.push((visible(one.name.as_bytes()), why)),
                Difference::Changed { protection_lost } => changed.push(Changed {
                    fact: visible(one.name.as_bytes()),
                    subject: side.subject.clone(),
                    before: earlier.value().cloned(),
                    after: one.seen.value().cloned(),
                    protection_lost,
                }),
            }
        }
        changed.retain(|one| one.protection_lost || !side.only_protection);
        let names: Vec<_> = changed.iter().map(|one| one.fact.clone()).collect();
        let others: Vec<&str> = names.iter().map(String::as_str).collect();
        changed.retain(|one| {
            let is_there = one.before.is_some() && one.after.is_some();
            !follows(&one.fact, is_there, &others)
        });
        self.changed.extend(changed);
        if let Some((_, why)) = lost.first() {
            let names: Vec<_> = lost.iter().map(|(name, _)| name.as_str()).collect();
            let reason = format!("{} cannot be compared: {why}", names.join(", "));
            self.open(side.subject.clone(), reason);
        }
    }
}

enum Difference {
    None,
    Changed { protection_lost: bool },
    NotKnown(String),
}

fn difference(now: &Named, before: &Seen) -> Difference {
    let is_lost = |after: &Seen| match (now.fact.change, before.value()) {
        (Change::Protects(is_lost), Some(before)) => is_lost(before, after),
        _ => false,
    };
    match (&now.seen, now.fact.change) {
        (_, Change::Volatile) => Difference::None,
        // It may be gone, or what must not be may have come.
        (Seen::Unknown(why), _)
            if is_lost(&Seen::Absent) || is_lost(&Seen::Known(Value::Boolean(true))) =>
        {
            Difference::NotKnown(why.clone())
        }
        (Seen::Unknown(_), _) => Difference::None,
        (seen, _) if seen == before => Difference::None,
        (seen, _) => Difference::Changed {
            protection_lost: is_lost(seen),
        },
    }
}

/// A value of the document; `None` where this version has another type for it.
fn read(fact: &Fact, value: &serde_json::Value) -> Option<Seen> {
    match value {
        serde_json::Value::Null => Some(Seen::Absent),
        value => Value::read(fact.kind, value).map(Seen::Known),
    }
}

/// What a fact is now that only the earlier run has among its facts: a key that is gone, say.
fn again(
    name: &str,
    context: Context<'_>,
    policy: Option<&Policy>,
    server: Option<&Server>,
) -> Option<Named> {
    let (fact, parameter) = fact::named(name).ok()?;
    let parameter = parameter.unwrap_or_default();
    let seen = match fact.of {
        Of::DomainFamily(family) => (family.of)(policy?, &parameter, context),
        Of::ServerFamily(family) => (family.of)(server?, &parameter, context),
        Of::Run(_) | Of::Domain(_) | Of::Server(_) => return None,
    };
    Some(Named {
        name: name.to_owned(),
        fact,
        seen,
    })
}

fn text<'a>(facts: &'a Known, name: &str) -> Option<&'a str> {
    facts.get(name)?.as_str()
}

impl Earlier {
    /// The server as it was, and whether it is the same: by name, port and address, or by name and port; else the first one
    /// there was.
    fn server(&self, server: &Server) -> Option<(&Known, bool)> {
        let address = server.address.map(|address| address.to_string());
        let has_name = |one: &&Known| {
            let port = one.get("port").and_then(serde_json::Value::as_u64);
            text(one, "host") == Some(&server.host) && port == Some(u64::from(server.port))
        };
        let has_address = |one: &&Known| text(one, "address") == address.as_deref();
        let all = || self.servers.iter();
        let same = all().find(|one| has_name(one) && has_address(one));
        let same = same.or_else(|| all().find(has_name));
        same.map(|one| (one, true))
            .or_else(|| Some((all().next()?, false)))
    }
}
