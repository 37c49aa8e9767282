//! The result as test cases: a suite a target and one a server, a case a check. What failed is what fails the run, so that who
//! counts the cases comes to the same as who looks at the exit status: a finding below `--fail-on` is told of a case that passed.

use super::{format::Shown, told};
use crate::finding::{self, Finding, NotChecked, Status, Subject, VerdictLine};

/// What the case is called that tells of the run as a whole.
pub(super) const VERDICT: &str = "verdict";

/// The cases about one target or one server.
pub(super) struct Suite<'a> {
    /// The target, and the server where it is about one.
    pub(super) name: String,
    /// The cases.
    pub(super) cases: Vec<Case<'a>>,
}

/// One check of one thing.
pub(super) struct Case<'a> {
    /// The id of the check, or the option that asked for something.
    pub(super) id: &'static str,
    /// What it came to.
    pub(super) came: Came<'a>,
}

/// What a case came to.
pub(super) enum Came<'a> {
    /// There is nothing, or nothing that fails the run.
    Passed(Vec<&'a Finding>),
    /// There is something that fails it.
    Failed(Vec<&'a Finding>),
    /// `--ignore` names it.
    Ignored(Vec<&'a Finding>),
    /// It could not be checked.
    NotChecked(&'a NotChecked),
    /// The run as a whole.
    Verdict(&'a VerdictLine),
}

/// The suites of one target, that of the target itself first.
pub(super) fn suites<'a>(shown: &Shown<'a>) -> Vec<Suite<'a>> {
    let (report, judgement) = (shown.report, shown.judgement);
    let target = told::target(shown);
    let tried: Vec<_> = report
        .servers
        .iter()
        .filter(|server| server.tried())
        .collect();
    let is_a_servers = |subject: &Subject| tried.iter().any(|server| subject.is(server));
    let passed = finding::passed(report);
    let of = |is_about: &dyn Fn(&Subject) -> bool| of_subject(shown, &passed, is_about);
    let mut cases = vec![Case {
        id: VERDICT,
        came: Came::Verdict(&judgement.verdict),
    }];
    cases.extend(of(&|subject| !is_a_servers(subject)));
    let mut suites = vec![Suite {
        name: target.to_owned(),
        cases,
    }];
    suites.extend(tried.iter().map(|server| Suite {
        name: format!("{target}: {}", told::server(server)),
        cases: of(&|subject| subject.is(server)),
    }));
    suites
}

fn of_subject<'a>(
    shown: &Shown<'a>,
    passed: &[(&'static str, Subject)],
    is_about: &dyn Fn(&Subject) -> bool,
) -> Vec<Case<'a>> {
    let judgement = shown.judgement;
    let mut cases: Vec<Case<'a>> = Vec::new();
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for found in judgement
        .findings
        .iter()
        .filter(|one| is_about(&one.subject))
    {
        let same = |group: &&mut Vec<&Finding>| {
            (group[0].id, &group[0].subject) == (found.id, &found.subject)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(found),
            None => groups.push(vec![found]),
        }
    }
    cases.extend(groups.into_iter().map(|group| Case {
        id: group[0].id,
        came: came_to(group, &judgement.verdict),
    }));
    let open = judgement
        .not_checked
        .iter()
        .filter(|one| is_about(&one.subject));
    cases.extend(open.map(|one| Case {
        id: one.id,
        came: Came::NotChecked(one),
    }));
    let passed = passed.iter().filter(|(_, subject)| is_about(subject));
    cases.extend(passed.map(|(id, _)| Case {
        id,
        came: Came::Passed(Vec::new()),
    }));
    cases
}

fn came_to<'a>(group: Vec<&'a Finding>, verdict: &VerdictLine) -> Came<'a> {
    let fails = |one: &&Finding| !one.ignored && one.severity >= verdict.fail_on;
    match () {
        () if group.iter().all(|one| one.expected) => Came::Passed(group),
        () if group.iter().all(|one| one.ignored) => Came::Ignored(group),
        () if group.iter().any(fails) => Came::Failed(group),
        () => Came::Passed(group),
    }
}

/// What a case comes to for who counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Passed,
    Failed,
    /// Whether it is well is not known, and the run says so with its exit status.
    Error,
    Skipped,
}

impl Case<'_> {
    pub(super) fn count(&self) -> Count {
        match &self.came {
            Came::Passed(_) => Count::Passed,
            Came::Failed(_) => Count::Failed,
            Came::Ignored(_) | Came::NotChecked(_) => Count::Skipped,
            Came::Verdict(verdict) => match verdict.status {
                Status::Pass => Count::Passed,
                Status::Fail => Count::Failed,
                Status::Unknown => Count::Error,
            },
        }
    }
}
