//! What is expected is no fault: the refusal that a met expectation asks for does not count, so that a script can prove that something
//! is refused. Nothing else is excused with it.
//!
//! - An expectation of a fact that is an answer (`connection`, `greeting.code`, `auth`, `sender`, `recipient.ADDRESS`, `message`)
//!   asks for a refusal where no acceptance would meet it.
//! - Then the end of the conversation at that very answer does not count, nor the finding that tells of it. Of recipients each has to
//!   be expected to be refused that was.
//! - `exit=N` takes out every end of a conversation, or of resolution, that has this status, and what tells of it; what else
//!   was found counts. The statuses 1 and 3 name no such end: nothing is excused by them.

use super::{
    Finding,
    expectation::{Expectation, ExpectedStatus},
    expected::Judged,
    fact::{Seen, Value},
    outcome::{Excused, Outcome, by_resolution, by_stage},
    reason,
};
use crate::{
    event::{Cause, FailedStage},
    report::{Report, Server},
};

/// A fact that is the answer at a stage.
struct Answer {
    fact: &'static str,
    stages: &'static [FailedStage],
    /// What a server answers that lets the client go on.
    is_acceptance: fn(&Expectation) -> bool,
}

const ANSWERS: &[Answer] = &[
    answer("connection", &[FailedStage::Connect], |one| {
        meets(one, word("connected"))
    }),
    answer("greeting.code", &[FailedStage::Greeting], by_code),
    answer("auth", &[FailedStage::Auth], |one| {
        meets(one, word("accepted"))
    }),
    answer("sender", &[FailedStage::Mail], by_code),
    answer("recipient", &[FailedStage::Rcpt], by_code),
    answer(
        "message",
        &[FailedStage::Data, FailedStage::Message],
        by_code,
    ),
];

const fn answer(
    fact: &'static str,
    stages: &'static [FailedStage],
    is_acceptance: fn(&Expectation) -> bool,
) -> Answer {
    Answer {
        fact,
        stages,
        is_acceptance,
    }
}

fn word(word: &str) -> Value {
    Value::Word(word.to_owned())
}

fn meets(expectation: &Expectation, value: Value) -> bool {
    expectation.is_met_by(&Seen::Known(value)) == Some(true)
}

fn by_code(expectation: &Expectation) -> bool {
    (200..300).any(|code| meets(expectation, Value::Code(code)))
}

/// A met expectation, and the server of which it is.
pub(super) struct Met<'a> {
    expectation: &'a Expectation,
    server: Option<&'a Server>,
}

impl<'a> Met<'a> {
    pub(super) fn of(judged: &Judged<'a>) -> Option<Self> {
        (judged.result.status == ExpectedStatus::Met).then_some(Self {
            expectation: judged.expectation,
            server: judged.server,
        })
    }

    /// The answer that it wants to be a refusal.
    fn refusal(&self) -> Option<&'static Answer> {
        let name = self.expectation.fact.name;
        let mut answers = ANSWERS.iter();
        let answer = answers.find(|answer| answer.fact == name)?;
        (!(answer.is_acceptance)(self.expectation)).then_some(answer)
    }
}

/// What does not count.
pub(super) fn excused(met: &[Met<'_>], report: &Report, findings: &[Finding]) -> Excused {
    let mut excused = Excused::default();
    for (number, server) in report.servers.iter().enumerate() {
        let asked = met.iter().filter(|one| {
            let own = one.server.is_some_and(|own| std::ptr::eq(own, server));
            own && one.refusal().is_some()
        });
        let asked: Vec<_> = asked.collect();
        let refused = Refused::of(&asked, server);
        excused.findings.extend(refused.findings(findings));
        if refused.ended_it || has_status(met, by_stage(server, report).map(|one| one.code())) {
            excused.servers.push(number);
            excused.findings.extend(of_the_end(server, findings));
        }
    }
    let no_server = !report.servers.iter().any(Server::tried);
    if no_server && has_status(met, Some(by_resolution(report).code())) {
        excused.resolution = true;
        let ids = reason::of_resolution(report.resolution.status);
        excused
            .findings
            .extend(numbers(findings, |one| ids.contains(&one.id)));
    }
    excused.findings.sort_unstable();
    excused.findings.dedup();
    excused
}

/// Whether an expectation names this exit status.
fn has_status(met: &[Met<'_>], status: Option<u8>) -> bool {
    // That something could not be found out is no end that can be expected.
    let Some(status) = status.filter(|one| *one != Outcome::NotChecked.code()) else {
        return false;
    };
    let value = Value::Number(i64::from(status));
    let mut of_run = met.iter().filter(|one| one.expectation.fact.name == "exit");
    of_run.any(|one| one.expectation.names(&value))
}

/// What a server refused as expected.
struct Refused<'a> {
    server: &'a Server,
    recipients: Vec<&'a str>,
    /// It is what ended the conversation.
    ended_it: bool,
}

impl<'a> Refused<'a> {
    fn of(asked: &[&'a Met<'a>], server: &'a Server) -> Self {
        let recipients = asked
            .iter()
            .filter_map(|one| one.expectation.parameter.as_deref());
        let recipients: Vec<_> = recipients.collect();
        let at_its_stage = |one: &&Met<'_>| {
            let answer = one.refusal().map_or(&[][..], |answer| answer.stages);
            server
                .failed_stage
                .is_some_and(|stage| answer.contains(&stage))
        };
        let all_expected = match server.failed_stage {
            Some(FailedStage::Rcpt) => refused(server).all(|one| is_among(&recipients, one)),
            _ => true,
        };
        Self {
            server,
            ended_it: asked
                .iter()
                .filter(|one| at_its_stage(one))
                .any(|one| is_an_answer(server, one.expectation))
                && all_expected,
            recipients,
        }
    }

    fn findings(&self, findings: &[Finding]) -> Vec<usize> {
        numbers(findings, |one| {
            let recipient = one.recipient.as_deref();
            one.is_about(self.server)
                && recipient.is_some_and(|recipient| is_among(&self.recipients, recipient))
        })
        .collect()
    }
}

fn refused(server: &Server) -> impl Iterator<Item = &str> {
    let recipients = server.transaction.iter().flat_map(|all| &all.rcpt);
    let refused = recipients.filter(|one| !one.accepted);
    refused.map(|one| one.address.as_str())
}

fn is_among(recipients: &[&str], one: &str) -> bool {
    recipients
        .iter()
        .any(|other| other.eq_ignore_ascii_case(one))
}

/// A connection that broke, or what this program did not do, is no answer of the server's. What else a login may come to has words
/// of its own: it is expected where that word is.
fn is_an_answer(server: &Server, expectation: &Expectation) -> bool {
    let cause = server.failure.as_ref().map(|failure| failure.cause);
    let replied = matches!(cause, Some(Cause::TemporaryReply | Cause::PermanentReply));
    match server.failed_stage {
        Some(FailedStage::Connect) => true,
        Some(FailedStage::Auth) => replied || expectation.names_a_value(),
        _ => replied,
    }
}

/// The finding that tells how a conversation ended, and those that are told with it.
fn of_the_end(server: &Server, findings: &[Finding]) -> Vec<usize> {
    let Some(main) = reason::of_failure(server, findings) else {
        return Vec::new();
    };
    numbers(findings, |one| {
        let is_told_with = one.told_with == Some(main.id) && one.subject == main.subject;
        std::ptr::eq(one, main) || is_told_with
    })
    .collect()
}

fn numbers(findings: &[Finding], wanted: impl Fn(&Finding) -> bool) -> impl Iterator<Item = usize> {
    let all = findings.iter().enumerate();
    all.filter(move |(_, one)| wanted(one))
        .map(|(number, _)| number)
}
