//! What a run says of all facts. In JSON `null` means that there is none, and what could not be found out is left out.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    row::{Context, Fact, Of},
    table,
    value::{Seen, Value},
};
use crate::{
    finding::Judgement,
    report::{Policy, Report, Server},
};

/// A fact, and what was seen of it.
#[derive(Debug, Clone)]
pub struct Named {
    /// With its parameter: `extension.SIZE`.
    pub name: String,
    /// Its row.
    pub fact: &'static Fact,
    /// What was seen.
    pub seen: Seen,
}

/// The facts of a run by their names, those that were found out; null where there is none.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Facts {
    /// Of the run.
    pub run: Known,
    /// Of each domain whose policies were looked at.
    pub domains: Vec<Known>,
    /// Of each server that was tried.
    pub servers: Vec<Known>,
}

/// What was found out: null where there is none.
pub type Known = BTreeMap<String, Option<Value>>;

/// All facts of a run.
#[must_use]
pub fn facts(report: &Report, judgement: &Judgement) -> Facts {
    let context = Context { report, judgement };
    let tried = report.servers.iter().filter(|server| server.tried());
    Facts {
        run: known(of_run(context)),
        domains: report
            .policy
            .iter()
            .map(|policy| known(of_domain(policy, context)))
            .collect(),
        servers: tried
            .map(|server| known(of_server(server, context)))
            .collect(),
    }
}

fn known(facts: Vec<Named>) -> Known {
    let known = |one: Named| match one.seen {
        Seen::Known(value) => Some((one.name, Some(value))),
        Seen::Absent => Some((one.name, None)),
        Seen::Unknown(_) => None,
    };
    facts.into_iter().filter_map(known).collect()
}

/// The facts of the run as a whole.
#[must_use]
pub fn of_run(context: Context<'_>) -> Vec<Named> {
    let named = |fact: &'static Fact| match fact.of {
        Of::Run(of) => Some(single(fact, of(context))),
        _ => None,
    };
    table().filter_map(named).collect()
}

/// The facts of a domain.
#[must_use]
pub fn of_domain(policy: &Policy, context: Context<'_>) -> Vec<Named> {
    let named = |fact: &'static Fact| match fact.of {
        Of::Domain(of) => vec![single(fact, of(policy, context))],
        Of::DomainFamily(family) => {
            let there = (family.there)(policy).into_iter();
            there
                .map(|one| member(fact, &one, (family.of)(policy, &one, context)))
                .collect()
        }
        _ => Vec::new(),
    };
    table().flat_map(named).collect()
}

/// The facts of a server.
#[must_use]
pub fn of_server(server: &Server, context: Context<'_>) -> Vec<Named> {
    let named = |fact: &'static Fact| match fact.of {
        Of::Server(of) => vec![single(fact, of(server, context))],
        Of::ServerFamily(family) => {
            let there = (family.there)(server).into_iter();
            there
                .map(|one| member(fact, &one, (family.of)(server, &one, context)))
                .collect()
        }
        _ => Vec::new(),
    };
    table().flat_map(named).collect()
}

fn single(fact: &'static Fact, seen: Seen) -> Named {
    Named {
        name: fact.name.to_owned(),
        fact,
        seen,
    }
}

fn member(fact: &'static Fact, parameter: &str, seen: Seen) -> Named {
    Named {
        name: format!("{}.{parameter}", fact.name),
        fact,
        seen,
    }
}
