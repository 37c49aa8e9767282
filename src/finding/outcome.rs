//! The exit status: from report, findings and what was asked for. The numbers of the stages are those of swaks.

use super::{Finding, Severity, found::subject, reach};
use crate::{
    event::{Cause, FailedStage, ResolutionStatus},
    report::{Family, Report, Server},
};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was found at or above `--fail-on`.
    Passed,
    /// Something was.
    Findings,
    /// The command line is wrong.
    Usage,
    /// Nothing was found, but something explicitly asked for could not be checked.
    NotChecked,
    /// No such name, or no address.
    NoName,
    /// No server could be connected to.
    NoConnection,
    /// The domain takes no mail.
    NullMx,
    /// A stage of the conversation failed.
    Stage(FailedStage),
    /// An error of our own.
    Internal,
    /// A 4yz reply ended the attempt, or DNS did not answer.
    TryAgain,
    /// A signal ended the run.
    Interrupted,
    /// Nobody reads our output any more.
    ClosedPipe,
}

/// Every exit status and what it means, in the order of the numbers.
pub const EXIT_STATUSES: &[(u8, &str)] = &[
    (0, "nothing found at or above --fail-on"),
    (
        1,
        "something found at or above --fail-on, such as a refused recipient",
    ),
    (2, "the command line is wrong"),
    (
        3,
        "nothing found, but something asked for could not be checked",
    ),
    (10, "no such name, or no address"),
    (11, "no server could be connected to"),
    (12, "the domain accepts no mail (null MX)"),
    (21, "failed at the greeting"),
    (22, "failed at EHLO"),
    (23, "failed at MAIL"),
    (
        24,
        "failed at RCPT: no recipient was accepted, or the conversation ended there",
    ),
    (25, "failed at DATA"),
    (26, "the message was refused"),
    (28, "failed at AUTH"),
    (
        29,
        "TLS failed, could not be had where it was required, or credentials were withheld",
    ),
    (32, "failed at EHLO after TLS"),
    (70, "an error inside smtpcheck"),
    (
        75,
        "try again later: a temporary reply ended the attempt, or DNS failed",
    ),
    (130, "interrupted"),
    (141, "the output was closed"),
];

impl Outcome {
    /// The number.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::NotChecked => 3,
            Self::NoName => 10,
            Self::NoConnection => 11,
            Self::NullMx => 12,
            Self::Stage(stage) => stage_code(stage),
            Self::Internal => 70,
            Self::TryAgain => 75,
            Self::Interrupted => 130,
            Self::ClosedPipe => 141,
        }
    }

    /// How bad it is among the servers of one run: a permanent stage, no connection, try again, findings.
    const fn rank(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Findings => 1,
            Self::TryAgain => 2,
            Self::NoConnection => 3,
            _ => 4,
        }
    }
}

/// The exit status of a run with many targets: the worse of two, in the order of [`Outcome::rank`]; of equals the greater number,
/// so that it does not depend on which target ended first.
#[must_use]
pub fn worse(one: u8, other: u8) -> u8 {
    let rank = |code| match code {
        _ if code == Outcome::Passed.code() => 0,
        _ if code == Outcome::NotChecked.code() => 1,
        _ if code == Outcome::Findings.code() => 2,
        _ if code == Outcome::TryAgain.code() => 3,
        _ if code == Outcome::NoConnection.code() => 4,
        _ if code == Outcome::Interrupted.code() => 6,
        _ => 5,
    };
    std::cmp::max_by_key(one, other, |code| (rank(*code), *code))
}

const fn stage_code(stage: FailedStage) -> u8 {
    match stage {
        FailedStage::Connect => 11,
        FailedStage::Greeting => 21,
        FailedStage::Ehlo => 22,
        FailedStage::Mail => 23,
        FailedStage::Rcpt => 24,
        FailedStage::Data => 25,
        FailedStage::Message => 26,
        FailedStage::Auth => 28,
        FailedStage::Starttls | FailedStage::Tls => 29,
        FailedStage::EhloAfterTls => 32,
    }
}

/// How the run ended, and what that rests on.
pub(super) struct Decision<'a> {
    pub(super) outcome: Outcome,
    pub(super) basis: Basis<'a>,
}

/// What an exit status rests on.
pub(super) enum Basis<'a> {
    /// On nothing against it, or on a signal.
    Nothing,
    /// On what DNS said: no server was tried.
    Resolution,
    /// On what ended the conversation with this server.
    Failure(&'a Server),
    /// On a finding at or above `--fail-on`, the worst.
    Finding(&'a Finding),
    /// On what was asked for and could not be checked.
    Unmet,
}

/// What is expected, so that it is no fault.
#[derive(Debug, Default)]
pub(super) struct Excused {
    /// The numbers of the servers of which the end of the conversation is expected.
    pub(super) servers: Vec<usize>,
    /// That there is no server to ask.
    pub(super) resolution: bool,
    /// The numbers of the findings.
    pub(super) findings: Vec<usize>,
}

impl Excused {
    pub(super) fn is_none(&self) -> bool {
        self.servers.is_empty() && !self.resolution && self.findings.is_empty()
    }
}

/// How the run ended. `--ignore` takes a finding out of the count; it does not undo a stage that failed.
pub(super) fn decide<'a>(
    report: &'a Report,
    findings: &'a [Finding],
    fail_on: Severity,
    unmet: bool,
    excused: &Excused,
) -> Decision<'a> {
    let decided = |outcome, basis| Decision { outcome, basis };
    if report.interrupted {
        return decided(Outcome::Interrupted, Basis::Nothing);
    }
    let no_server = !report.servers.iter().any(Server::tried) && !report.came_as_far_as_asked();
    if no_server && !excused.resolution {
        return decided(by_resolution(report), Basis::Resolution);
    }
    if let Some((outcome, server)) = worst_stage(report, excused) {
        return decided(outcome, Basis::Failure(server));
    }
    if let Some(finding) = worst_finding(report, findings, fail_on) {
        return decided(Outcome::Findings, Basis::Finding(finding));
    }
    match unmet {
        true => decided(Outcome::NotChecked, Basis::Unmet),
        false => decided(Outcome::Passed, Basis::Nothing),
    }
}

pub(super) fn by_resolution(report: &Report) -> Outcome {
    match report.resolution.status {
        ResolutionStatus::NullMx => Outcome::NullMx,
        ResolutionStatus::ServerFailure | ResolutionStatus::Timeout | ResolutionStatus::Bogus => {
            Outcome::TryAgain
        }
        // What -4 or -6 leaves out may well be there.
        ResolutionStatus::NoAddress if report.asked.family != Family::Any => Outcome::NotChecked,
        _ => Outcome::NoName,
    }
}

/// The worst that ended a conversation that counts; of equals the last.
fn worst_stage<'a>(report: &'a Report, excused: &Excused) -> Option<(Outcome, &'a Server)> {
    let servers = report.servers.iter().enumerate();
    let counting = servers.filter(|(_, server)| server.decisive);
    counting
        .filter(|(number, _)| !excused.servers.contains(number))
        .map(|(_, server)| server)
        .filter_map(|server| Some((by_stage(server, report)?, server)))
        .max_by_key(|(outcome, _)| outcome.rank())
}

/// Of equally bad findings one about a server that counts.
fn worst_finding<'a>(
    report: &Report,
    findings: &'a [Finding],
    fail_on: Severity,
) -> Option<&'a Finding> {
    let counts = |finding: &Finding| {
        let mut counting = report.servers.iter().filter(|server| server.decisive);
        counting.any(|server| subject(server) == finding.subject)
    };
    findings
        .iter()
        .rev()
        .filter(|finding| !finding.ignored && finding.severity >= fail_on)
        .max_by_key(|finding| (finding.severity, counts(finding)))
}

pub(super) fn by_stage(server: &Server, report: &Report) -> Option<Outcome> {
    let stage = server.failed_stage?;
    // What this program lacks is no failure of the server, and nobody asked for TLS.
    if stage == FailedStage::Tls && reach::unchecked(server, report).is_some() {
        return None;
    }
    let cause = server.failure.as_ref().map(|failure| failure.cause);
    Some(match (stage, cause) {
        (FailedStage::Connect, _) => Outcome::NoConnection,
        (FailedStage::Auth, Some(Cause::Withheld)) => Outcome::Stage(FailedStage::Tls),
        // DNS is forged: a sender defers.
        (FailedStage::Mail, Some(Cause::Withheld)) => Outcome::TryAgain,
        (FailedStage::Starttls, Some(Cause::TemporaryReply)) if !report.asked.starttls => {
            Outcome::TryAgain
        }
        (FailedStage::Starttls | FailedStage::Tls, _) => Outcome::Stage(stage),
        (_, Some(Cause::TemporaryReply)) => Outcome::TryAgain,
        _ => Outcome::Stage(stage),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{
        JudgeOptions, judge,
        support::{fail, report},
    };

    fn code(report: &Report) -> u8 {
        judge(report, &JudgeOptions::default()).verdict.exit_code
    }

    #[test]
    fn every_code_stands_in_the_table() {
        let stages = [
            FailedStage::Connect,
            FailedStage::Greeting,
            FailedStage::Ehlo,
            FailedStage::Starttls,
            FailedStage::Tls,
            FailedStage::EhloAfterTls,
            FailedStage::Auth,
            FailedStage::Mail,
            FailedStage::Rcpt,
            FailedStage::Data,
            FailedStage::Message,
        ];
        for code in stages.map(stage_code) {
            assert!(
                EXIT_STATUSES.iter().any(|(known, _)| *known == code),
                "{code}"
            );
        }
        assert!(EXIT_STATUSES.is_sorted_by_key(|(code, _)| *code));
    }

    #[test]
    fn a_permanent_failure_is_the_stages_code() {
        for (stage, expected) in [
            (FailedStage::Greeting, 21),
            (FailedStage::Ehlo, 22),
            (FailedStage::Mail, 23),
            (FailedStage::Rcpt, 24),
            (FailedStage::Data, 25),
            (FailedStage::Message, 26),
            (FailedStage::Auth, 28),
            (FailedStage::Tls, 29),
            (FailedStage::Starttls, 29),
            (FailedStage::EhloAfterTls, 32),
            (FailedStage::Connect, 11),
        ] {
            assert_eq!(
                code(&fail(stage, Cause::PermanentReply, |_| {})),
                expected,
                "{stage:?}"
            );
        }
    }

    #[test]
    fn a_temporary_reply_is_75_and_a_lost_connection_is_the_stages_code() {
        for stage in [
            FailedStage::Greeting,
            FailedStage::Ehlo,
            FailedStage::Mail,
            FailedStage::Rcpt,
            FailedStage::Message,
            FailedStage::Auth,
        ] {
            assert_eq!(
                code(&fail(stage, Cause::TemporaryReply, |_| {})),
                75,
                "{stage:?}"
            );
        }
        assert_eq!(code(&fail(FailedStage::Rcpt, Cause::Lost, |_| {})), 24);
        assert_eq!(code(&fail(FailedStage::Ehlo, Cause::TimedOut, |_| {})), 22);
    }

    #[test]
    fn required_encryption_refused_for_now_is_29_all_the_same() {
        let mut refused = fail(FailedStage::Starttls, Cause::TemporaryReply, |_| {});
        refused.asked.starttls = true;
        assert_eq!(code(&refused), 29);
        assert_eq!(code(&fail(FailedStage::Auth, Cause::Withheld, |_| {})), 29);
    }

    #[test]
    fn without_a_server_resolution_decides() {
        for (status, expected) in [
            (ResolutionStatus::NoSuchDomain, 10),
            (ResolutionStatus::NoAddress, 10),
            (ResolutionStatus::NullMx, 12),
            (ResolutionStatus::ServerFailure, 75),
            (ResolutionStatus::Timeout, 75),
            (ResolutionStatus::Bogus, 75),
        ] {
            let mut report = report();
            report.servers.clear();
            report.resolution.status = status;
            assert_eq!(code(&report), expected, "{status:?}");
        }
    }

    #[test]
    fn of_several_servers_the_worst_counts() {
        let with = |stages: &[(FailedStage, Cause)]| {
            let mut report = report();
            report.asked.given.set("all", true);
            for (stage, cause) in stages {
                report
                    .servers
                    .push(fail(*stage, *cause, |_| {}).servers.remove(0));
            }
            code(&report)
        };
        let (connect, later, mail) = (
            (FailedStage::Connect, Cause::NotConnected),
            (FailedStage::Mail, Cause::TemporaryReply),
            (FailedStage::Mail, Cause::PermanentReply),
        );
        assert_eq!(with(&[later, connect]), 11);
        assert_eq!(with(&[connect, mail, later]), 23);
        assert_eq!(with(&[later]), 75);
        assert_eq!(with(&[]), 0);
    }

    #[test]
    fn of_many_targets_the_worst_counts_in_whatever_order_they_end() {
        let by_rank = [0, 3, 1, 75, 11, 10, 12, 21, 29, 130];
        for (place, worse_one) in by_rank.iter().enumerate() {
            for better in &by_rank[..place] {
                assert_eq!(worse(*better, *worse_one), *worse_one);
                assert_eq!(worse(*worse_one, *better), *worse_one);
            }
        }
    }

    #[test]
    fn an_interrupted_run_says_so_whatever_it_found() {
        let mut report = fail(FailedStage::Mail, Cause::PermanentReply, |_| {});
        report.interrupted = true;
        assert_eq!(code(&report), 130);
    }

    /// Every stage with every cause, by hand from the table of exit statuses; `required`: `--starttls`.
    #[test]
    fn every_stage_and_cause_has_its_number() {
        use Cause::*;
        use FailedStage::*;
        let by_hand = |stage, cause, required: bool| match (stage, cause) {
            // Refused, not answered, or TCP was reset: always 11.
            (Connect, _) => 11,
            // Encryption that was required is 29 whatever the reply.
            (Starttls, TemporaryReply) if !required => 75,
            (Starttls | Tls, _) => 29,
            (Auth, Withheld) => 29,
            // DNS is forged, which may be mended.
            (Mail, Withheld) => 75,
            (_, TemporaryReply) => 75,
            (Greeting, _) => 21,
            (Ehlo, _) => 22,
            (Mail, _) => 23,
            (Rcpt, _) => 24,
            (Data, _) => 25,
            (Message, _) => 26,
            (Auth, _) => 28,
            (EhloAfterTls, _) => 32,
        };
        let causes = [
            TemporaryReply,
            PermanentReply,
            Lost,
            TimedOut,
            NotConnected,
            NotOffered,
            Handshake,
            Withheld,
            ServerNotAuthenticated,
            BrokenDialogue,
            Unusable,
            NotSmtp,
        ];
        // Neither what is asked for, nor what counts, nor what is ignored undoes a stage that failed.
        for stage in FailedStage::ALL {
            for cause in causes {
                for required in [false, true] {
                    for fail_on in [Severity::Notice, Severity::Warning, Severity::Error] {
                        let mut report = fail(stage, cause, |_| {});
                        report.asked.starttls = required;
                        report.asked.given.set("verify", true);
                        report.asked.given.set("auth", true);
                        report.asked.given.set("send", true);
                        let options = JudgeOptions {
                            fail_on,
                            ignore: super::super::ids().into_iter().map(str::to_owned).collect(),
                            ..JudgeOptions::default()
                        };
                        let verdict = judge(&report, &options).verdict;
                        let expected = by_hand(stage, cause, required);
                        assert_eq!(verdict.exit_code, expected, "{stage:?} {cause:?}");
                        assert_eq!((verdict.errors, verdict.warnings), (0, 0));
                    }
                }
            }
        }
    }

    /// What is found counts from `--fail-on` on unless it is ignored; what was asked for and is missing is 3 after that.
    #[test]
    fn findings_come_before_what_is_missing() {
        let status = |fail_on, ignored: bool, asked: bool| {
            let mut report = crate::finding::support::in_clear();
            report.servers[0].starttls.status = crate::report::server::StartTlsStatus::NotOffered;
            report.asked.given.set("scan-tls", asked);
            let ignore = ignored.then(|| "starttls-not-offered".to_owned());
            let options = JudgeOptions {
                fail_on,
                ignore: ignore.into_iter().collect(),
                ..JudgeOptions::default()
            };
            judge(&report, &options).verdict.exit_code
        };
        // The one finding is a warning.
        for (fail_on, ignored, asked, expected) in [
            (Severity::Error, false, false, 0),
            (Severity::Error, false, true, 3),
            (Severity::Error, true, false, 0),
            (Severity::Error, true, true, 3),
            (Severity::Warning, false, false, 1),
            (Severity::Warning, false, true, 1),
            (Severity::Warning, true, false, 0),
            (Severity::Warning, true, true, 3),
            (Severity::Notice, false, true, 1),
            (Severity::Notice, true, true, 3),
        ] {
            assert_eq!(
                status(fail_on, ignored, asked),
                expected,
                "{fail_on} {ignored} {asked}"
            );
        }
    }
}
