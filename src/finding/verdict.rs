//! The verdict in words: one line for somebody who wants to send mail.

use serde::Serialize;

use super::{
    Finding, NotChecked, Outcome, Severity, Telling,
    outcome::{Basis, Decision},
    reason,
    works::{name, passed},
};
use crate::{
    event::{ConnectionStatus, note::counted},
    report::{Report, Server},
    text::shortened,
};

/// What of an evidence stands in the one line, in bytes: real refusals are shorter.
const LONGEST_EVIDENCE: usize = 1000;

/// The verdict in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The exit status is 0.
    Pass,
    /// Something is wrong.
    Fail,
    /// It could not be found out.
    Unknown,
}

/// The verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VerdictLine {
    /// In one word.
    pub status: Status,
    /// Errors that were not ignored.
    pub errors: usize,
    /// Warnings that were not ignored.
    pub warnings: usize,
    /// Notices that were not ignored.
    pub notices: usize,
    /// From which severity on findings fail the run.
    pub fail_on: Severity,
    /// In one line.
    pub text: String,
    /// The id of the finding or the option that gave the exit status; null where nothing did.
    pub because: Option<&'static str>,
    /// The exit status of the process.
    pub exit_code: u8,
}

/// What a run came to.
pub(super) fn verdict(
    report: &Report,
    findings: &[Finding],
    unmet: &[NotChecked],
    fail_on: Severity,
    decision: &Decision<'_>,
) -> VerdictLine {
    let count = |severity| {
        findings
            .iter()
            .filter(|one| !one.ignored && one.severity == severity)
            .count()
    };
    let said = Said::of(report, findings, unmet, decision);
    VerdictLine {
        status: status(report, decision.outcome),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notices: count(Severity::Notice),
        fail_on,
        text: said.text,
        because: said.because,
        exit_code: decision.outcome.code(),
    }
}

fn status(report: &Report, outcome: Outcome) -> Status {
    match outcome {
        Outcome::Passed => Status::Pass,
        Outcome::NotChecked | Outcome::Interrupted => Status::Unknown,
        Outcome::NoConnection if may_block_port_25(report) => Status::Unknown,
        _ => Status::Fail,
    }
}

/// Every address of port 25 that this machine has a way to was silent: that may be this network.
fn may_block_port_25(report: &Report) -> bool {
    let of_25 = |server: &Server, status| server.port == 25 && server.connection.status == status;
    let silent = |server: &Server| of_25(server, ConnectionStatus::Timeout);
    let mut tried = report.servers.iter().filter(|server| server.tried());
    report.servers.iter().any(silent)
        && tried.all(|server| silent(server) || of_25(server, ConnectionStatus::Unreachable))
}

/// The one line, and the id of what it rests on.
struct Said {
    text: String,
    because: Option<&'static str>,
}

impl Said {
    fn of(
        report: &Report,
        findings: &[Finding],
        unmet: &[NotChecked],
        decision: &Decision<'_>,
    ) -> Self {
        match decision.basis {
            Basis::Nothing if decision.outcome == Outcome::Passed => Self::plain(passed(report)),
            Basis::Nothing => Self::plain(interrupted(report)),
            Basis::Unmet => Self::missing(report, findings, unmet),
            Basis::Finding(finding) => Self::found(report, findings, finding),
            Basis::Resolution => {
                let ids = reason::of_resolution(report.resolution.status);
                match reason::first(ids, findings, |_| true) {
                    Some(finding) => Self::found(report, findings, finding),
                    None => Self::plain(match report.asked.left_out() {
                        None => format!("{}: there is no server to ask", name(report)),
                        Some(left) => {
                            format!("{}: {} leaves no address to ask", name(report), left.option)
                        }
                    }),
                }
            }
            Basis::Failure(server) => Self::failed(report, findings, server, decision.outcome),
        }
    }

    fn plain(text: String) -> Self {
        Self {
            text,
            because: None,
        }
    }

    fn found(report: &Report, findings: &[Finding], finding: &Finding) -> Self {
        let evidence = shortened(finding.evidence.clone(), LONGEST_EVIDENCE);
        let whom = faulty(report, findings, &finding.subject.host);
        Self {
            text: match finding.telling {
                Telling::BehindTitle => format!("{whom}: {}: {evidence}", finding.title),
                Telling::InPlaceOfTitle => format!("{whom}: {evidence}"),
                Telling::NamingTarget => evidence,
            },
            because: Some(finding.id),
        }
    }

    fn failed(report: &Report, findings: &[Finding], server: &Server, outcome: Outcome) -> Self {
        let finding = reason::of_failure(server, findings);
        if outcome == Outcome::NoConnection && may_block_port_25(report) {
            return Self {
                text: format!(
                    "{}: no server answered on port 25; does this network block outgoing port 25?",
                    name(report)
                ),
                because: finding.map(|finding| finding.id),
            };
        }
        match finding {
            Some(finding) => Self::found(report, findings, finding),
            None => Self::plain(format!(
                "{}: {}",
                faulty(report, findings, &server.host),
                shortened(reason::in_words(server), LONGEST_EVIDENCE)
            )),
        }
    }

    fn missing(report: &Report, findings: &[Finding], unmet: &[NotChecked]) -> Self {
        let Some(first) = unmet.first() else {
            return Self::plain(format!("{}: not checked", name(report)));
        };
        let same = |one: &&NotChecked| one.reason == first.reason;
        let mut options: Vec<_> = unmet.iter().filter(same).map(|one| one.id).collect();
        options.dedup();
        let others = unmet.iter().filter(|one| !same(one)).count();
        let more = match others {
            0 => String::new(),
            more => format!("; {} more not checked", counted(more, "question")),
        };
        let reason = shortened(first.reason.clone(), LONGEST_EVIDENCE);
        let whom = whom(report, &first.subject.host);
        if let Some(check) = super::check(first.id) {
            // What was found about it says more than the name of the check.
            let same =
                |found: &&Finding| found.id == first.id && found.subject.host == first.subject.host;
            let found = findings.iter().find(same);
            let title = found.map_or(check.title, |found| &found.title);
            return Self {
                text: format!("{whom}: {title}: {reason}{more}"),
                because: Some(first.id),
            };
        }
        Self {
            text: format!(
                "{whom}: --{} could not be checked: {reason}{more}",
                options.join(", --"),
            ),
            because: Some(first.id),
        }
    }
}

/// After how long, and at which stage of which server.
fn interrupted(report: &Report) -> String {
    let mut servers = report.servers.iter().rev();
    let awaited = servers.find_map(|server| {
        let what = server.awaited?;
        Some(format!(" at {what} of {}", server.host))
    });
    let in_resolution = || match report.servers.is_empty() {
        true => " while DNS was asked".to_owned(),
        false => String::new(),
    };
    format!(
        "{}: interrupted after {:.1} s{}, before the check was complete",
        name(report),
        report.duration_ms / 1000.0,
        awaited.unwrap_or_else(in_resolution)
    )
}

/// The same with how many of several servers have errors.
fn faulty(report: &Report, findings: &[Finding], host: &str) -> String {
    let counting: Vec<_> = report.servers.iter().filter(|one| one.decisive).collect();
    let is_bad = |server: &Server| {
        let mut errors = findings
            .iter()
            .filter(|one| !one.ignored && one.severity == Severity::Error);
        server.failed_stage.is_some() || errors.any(|one| one.is_about(server))
    };
    let bad = counting.iter().filter(|server| is_bad(server)).count();
    match (bad, counting.len()) {
        (0, _) | (_, ..=1) => whom(report, host),
        (bad, all) => format!(
            "{}: {bad} of {all} servers {} errors: {host}",
            name(report),
            if bad == 1 { "has" } else { "have" }
        ),
    }
}

/// The target, and which of its servers where several count.
fn whom(report: &Report, host: &str) -> String {
    let counting = report.servers.iter().filter(|server| server.decisive);
    match counting.count() > 1 && host != name(report) {
        true => format!("{}: {host}", name(report)),
        false => name(report).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::{Cause, FailedStage, ResolutionStatus},
        finding::{
            JudgeOptions, judge,
            support::{accepted, fail, report},
        },
        report::server::{Data, Mail, Rcpt, StartTlsStatus, TlsMode, Transaction},
        smtp::Reply,
        tls::{Outcome as Path, Reason, ReasonDetail},
    };

    fn judged(report: &Report) -> VerdictLine {
        judge(report, &JudgeOptions::default()).verdict
    }

    /// A server without STARTTLS on 587 whose login or sender is refused: the encryption is an error, and not the reason.
    #[test]
    fn the_reason_is_what_ended_the_conversation() {
        let mut refused = fail(FailedStage::Mail, Cause::PermanentReply, |server| {
            server.port = 587;
            server.tls = None;
            server.tls_mode = TlsMode::None;
            server.starttls.offered = Some(false);
            server.starttls.status = StartTlsStatus::NotOffered;
            server.transaction = Some(Transaction {
                mail: Some(Mail {
                    address: String::new(),
                    reply: Reply::of(501, "mail from address must be same as authorization user"),
                    accepted: false,
                    uncertain: false,
                }),
                ..Transaction::default()
            });
        });
        let verdict = judged(&refused);
        assert_eq!(verdict.because, Some("sender-refused"));
        assert_eq!((verdict.exit_code, verdict.errors), (23, 2));
        refused.servers[0].failed_stage = Some(FailedStage::Auth);
        let verdict = judged(&refused);
        assert_ne!(verdict.because, Some("starttls-not-offered"));
        assert_eq!(verdict.exit_code, 28);
        assert!(verdict.text.contains("what happened"), "{}", verdict.text);
    }

    #[test]
    fn an_interrupted_run_says_after_how_long_where_and_at_what() {
        let mut report = report();
        (report.interrupted, report.duration_ms) = (true, 840.0);
        let said = |report: &Report| judged(report).text;
        assert_eq!(
            said(&report),
            "example.com: interrupted after 0.8 s, before the check was complete"
        );
        report.servers[0].awaited = Some("RCPT");
        report.servers[0].host = "mx1.example.com".to_owned();
        assert_eq!(
            said(&report),
            "example.com: interrupted after 0.8 s at RCPT of mx1.example.com, before the check was complete"
        );
    }

    #[test]
    fn a_message_without_an_answer_may_have_been_delivered() {
        for cause in [Cause::TimedOut, Cause::Lost] {
            let verdict = judged(&fail(FailedStage::Message, cause, |server| {
                let data = Data {
                    uncertain: true,
                    ..Data::default()
                };
                server.transaction = Some(Transaction {
                    data: Some(data),
                    ..accepted(&["bob@example.net"])
                });
            }));
            assert_eq!(verdict.because, Some("delivery-uncertain"));
            assert_eq!(verdict.exit_code, 26);
            assert!(
                verdict.text.contains("may have been delivered"),
                "{}",
                verdict.text
            );
        }
    }

    /// Of several errors the one that ended the conversation is named and the others are counted; what is ignored counts for
    /// nothing, and changes neither the stage nor the status.
    #[test]
    fn one_id_is_named_and_the_others_are_counted() {
        let mut report = fail(FailedStage::Rcpt, Cause::PermanentReply, |server| {
            server.port = 587;
            server.starttls.status = StartTlsStatus::NotOffered;
            server.starttls.offered = Some(false);
            server.tls = None;
            server.tls_mode = TlsMode::None;
            server.transaction = Some(Transaction {
                rcpt: vec![Rcpt {
                    address: "bob@example.net".to_owned(),
                    reply: Reply::of(550, "5.1.1 no such user"),
                    accepted: false,
                    uncertain: false,
                }],
                ..Transaction::default()
            });
        });
        report.servers[0].failed_stage = Some(FailedStage::Rcpt);
        let with = |ignore: &[&str]| {
            let options = JudgeOptions {
                ignore: ignore.iter().map(|id| (*id).to_owned()).collect(),
                ..JudgeOptions::default()
            };
            let verdict = judge(&report, &options).verdict;
            (
                verdict.because,
                verdict.exit_code,
                verdict.errors,
                verdict.status,
            )
        };
        let refused = Some("recipient-refused");
        assert_eq!(with(&[]), (refused, 24, 2, Status::Fail));
        assert_eq!(
            with(&["starttls-not-offered"]),
            (refused, 24, 1, Status::Fail)
        );
        assert_eq!(with(&["recipient-refused"]), (refused, 24, 1, Status::Fail));
    }

    /// What was asked for and not done is no pass unless it is ignored by its name.
    #[test]
    fn what_is_missing_can_be_ignored_and_stays_listed() {
        let mut report = report();
        report.asked.given.set("scan-tls", true);
        assert_eq!(judged(&report).exit_code, 3);
        let options = JudgeOptions {
            ignore: vec!["scan-tls".to_owned()],
            ..JudgeOptions::default()
        };
        let judgement = judge(&report, &options);
        assert_eq!(judgement.verdict.exit_code, 0);
        assert!(
            judgement
                .not_checked
                .iter()
                .any(|one| one.id == "scan-tls" && one.ignored)
        );
    }

    #[test]
    fn an_ignored_finding_gave_the_exit_status_all_the_same() {
        let options = JudgeOptions {
            ignore: vec!["closed-early".to_owned()],
            ..JudgeOptions::default()
        };
        let verdict = judge(&fail(FailedStage::Mail, Cause::Lost, |_| {}), &options).verdict;
        assert_eq!((verdict.because, verdict.errors), (Some("closed-early"), 0));
    }

    #[test]
    fn of_several_servers_the_one_that_counts_is_named() {
        let mut report = report();
        report.asked.given.set("all", true);
        for (host, stage, cause) in [
            ("mx2.example.com", FailedStage::Mail, Cause::PermanentReply),
            ("mx3.example.com", FailedStage::Rcpt, Cause::TemporaryReply),
        ] {
            let mut server = fail(stage, cause, |_| {}).servers.remove(0);
            host.clone_into(&mut server.host);
            report.servers.push(server);
        }
        let verdict = judged(&report);
        assert_eq!(verdict.exit_code, 23);
        assert!(
            verdict
                .text
                .starts_with("example.com: 2 of 3 servers have errors: mx2.example.com: "),
            "{}",
            verdict.text
        );
    }

    #[test]
    fn without_a_server_dns_is_the_reason() {
        let with = |status| {
            let mut report = report();
            report.servers.clear();
            report.resolution.status = status;
            judged(&report).because
        };
        assert_eq!(with(ResolutionStatus::NullMx), Some("null-mx"));
        assert_eq!(with(ResolutionStatus::NoSuchDomain), Some("no-such-domain"));
        assert_eq!(with(ResolutionStatus::Timeout), Some("dns-server-failure"));
    }

    /// Many machines have no IPv6, and that is no reason to call the server silent on its own.
    #[test]
    fn where_only_ipv4_is_silent_the_network_may_block_port_25() {
        let mut report = fail(FailedStage::Connect, Cause::NotConnected, |server| {
            server.connection.status = ConnectionStatus::Timeout;
            server.greeting = None;
        });
        let mut other = report.servers[0].clone();
        other.address = "2001:db8::1".parse().ok();
        other.connection.status = ConnectionStatus::Unreachable;
        other.decisive = false;
        report.servers.insert(0, other);
        assert_eq!(judged(&report).status, Status::Unknown);
        report.servers[0].connection.status = ConnectionStatus::Refused;
        assert_eq!(judged(&report).status, Status::Fail);
    }

    /// RFC 7505; RFC 5280 section 4.1.2.5: what the evidence says all of is said once.
    #[test]
    fn nothing_is_said_twice_in_one_line() {
        let mut report = report();
        report.servers[0].port = 587;
        for reason in [
            Reason::Expired,
            Reason::ExpiredRoot,
            Reason::NotYetValid,
            Reason::SelfSigned,
            Reason::NameMismatch,
        ] {
            let tls = report.servers[0].tls.as_mut().unwrap();
            let verification = tls.verification.as_mut().unwrap();
            verification.path = Path::Wrong;
            verification.name_matches = Some(reason != Reason::NameMismatch);
            verification.reasons = vec![ReasonDetail::new(reason, "what is seen")];
            assert_eq!(judged(&report).text, "example.com: what is seen");
        }
        for (status, said) in [
            (ResolutionStatus::NoSuchDomain, "example.com does not exist"),
            (ResolutionStatus::NullMx, "example.com has a null MX record"),
        ] {
            report.servers.clear();
            report.resolution.status = status;
            assert_eq!(judged(&report).text, said);
        }
        report.resolution.status = ResolutionStatus::NoAddress;
        report.resolution.detail = Some("nope.example.net does not exist".to_owned());
        report.asked.elsewhere = true;
        let said = "example.com: nope.example.net does not exist";
        assert_eq!(judged(&report).text, said);
    }
}
