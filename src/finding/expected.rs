//! Expectations judged: for the run, for each domain whose policies were looked at, or for each server that counts.

use super::{
    Check, Evidence,
    Severity::Error,
    Telling,
    check::afterwards,
    expectation::{Expectation, Expected, ExpectedStatus},
    fact::{Context, Of, Seen},
    found::{NotChecked, Subject, domain_subject, subject},
    wish::{no_server, none_was_looked_at},
};
use crate::{
    event::note,
    report::{Policy, Server},
};

pub(super) const CHECKS: &[Check] = &[afterwards(
    "expectation-failed",
    Error,
    "an expectation is not met",
    "--expect",
    "Look at what changed, or at what is expected: --list-facts says what each fact is.",
)];

/// An expectation judged for one subject.
pub(super) struct Judged<'a> {
    pub(super) expectation: &'a Expectation,
    /// Of which server, where it is about one.
    pub(super) server: Option<&'a Server>,
    pub(super) result: Expected,
}

/// Judges all of them, for everything that each is about.
pub(super) fn judged<'a>(all: &'a [Expectation], context: Context<'a>) -> Vec<Judged<'a>> {
    all.iter().flat_map(|one| of_one(one, context)).collect()
}

fn of_one<'a>(expectation: &'a Expectation, context: Context<'a>) -> Vec<Judged<'a>> {
    let parameter = expectation.parameter.as_deref().unwrap_or_default();
    let of_run = |seen| of_subject(expectation, domain_subject(context.report), seen);
    let domain =
        |policy: &Policy, seen| of_subject(expectation, Subject::domain(&policy.domain), seen);
    let server = |server: &'a Server, seen| Judged {
        server: Some(server),
        ..of_subject(expectation, subject(server), seen)
    };
    let policies = &context.report.policy;
    let counting = context.report.servers.iter().filter(|one| one.decisive);
    let judged: Vec<_> = match expectation.fact.of {
        Of::Run(of) => return vec![of_run(of(context))],
        Of::Domain(of) => policies
            .iter()
            .map(|one| domain(one, of(one, context)))
            .collect(),
        Of::DomainFamily(family) => {
            // An address or a selector is asked of some domains, and need not be of the others.
            let has_it = |one: &&Policy| (family.there)(one).iter().any(|there| there == parameter);
            let anywhere = policies.iter().any(|one| has_it(&one));
            let asked = policies.iter().filter(|one| has_it(one) || !anywhere);
            asked
                .map(|one| domain(one, (family.of)(one, parameter, context)))
                .collect()
        }
        Of::Server(of) => counting.map(|one| server(one, of(one, context))).collect(),
        Of::ServerFamily(family) => counting
            .map(|one| server(one, (family.of)(one, parameter, context)))
            .collect(),
    };
    match (judged.is_empty(), expectation.fact.of) {
        (false, _) => judged,
        (true, Of::Server(_) | Of::ServerFamily(_)) => {
            vec![of_run(Seen::Unknown(no_server(context.report).to_owned()))]
        }
        (true, _) => vec![of_run(Seen::Unknown(none_was_looked_at(context.report)))],
    }
}

fn of_subject(expectation: &Expectation, subject: Subject, seen: Seen) -> Judged<'_> {
    let status = match expectation.is_met_by(&seen) {
        Some(true) => ExpectedStatus::Met,
        Some(false) => ExpectedStatus::Failed,
        None => ExpectedStatus::NotChecked,
    };
    let (seen, reason) = match seen {
        Seen::Known(value) => (Some(value), None),
        Seen::Absent => (None, None),
        Seen::Unknown(why) => (None, Some(why)),
    };
    Judged {
        expectation,
        server: None,
        result: Expected {
            expression: expectation.expression.clone(),
            subject,
            status,
            seen,
            reason,
        },
    }
}

/// Those that are not met, as they are told.
pub(super) fn failed(all: &[Expected]) -> impl Iterator<Item = (&Subject, Evidence)> {
    let failed = all
        .iter()
        .filter(|one| one.status == ExpectedStatus::Failed);
    failed.map(|one| {
        let text = match &one.seen {
            Some(_) => format!(
                "{} is expected, and {} was seen",
                one.expression,
                one.seen_in_words()
            ),
            None => format!("{} is expected, and there is none", one.expression),
        };
        let evidence = Evidence {
            telling: Telling::InPlaceOfTitle,
            ..Evidence::new(text)
        };
        (&one.subject, evidence)
    })
}

/// Those that could not be judged.
pub(super) fn not_checked(all: &[Expected]) -> impl Iterator<Item = NotChecked> {
    let open = all
        .iter()
        .filter(|one| one.status == ExpectedStatus::NotChecked);
    open.map(|one| NotChecked {
        id: "expect",
        subject: one.subject.clone(),
        reason: format!("{}: {}", one.expression, one.seen_in_words()),
        ignored: false,
    })
}

/// How many are met, of several subjects each once.
pub(super) fn counted(all: &[Expected]) -> String {
    let mut expressions: Vec<_> = all.iter().map(|one| one.expression.as_str()).collect();
    expressions.dedup();
    let is_met = |expression: &&&str| {
        let of_it = all.iter().filter(|one| one.expression == ***expression);
        of_it.clone().count() > 0 && of_it.clone().all(|one| one.status == ExpectedStatus::Met)
    };
    let met = expressions.iter().filter(is_met).count();
    match met == expressions.len() {
        true => format!("{} met", note::counted(met, "expectation")),
        false => format!(
            "{met} of {} met",
            note::counted(expressions.len(), "expectation")
        ),
    }
}
