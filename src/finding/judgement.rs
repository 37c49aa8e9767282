//! Runs the catalogue over a report and sums up: findings, what could not be checked, the verdict in one line.

use std::borrow::Cow;

use serde::Serialize;

use super::{
    Check, Evidence, Judge, Level, Severity, Verdict, catalogue,
    found::{Finding, NotChecked, Subject, domain_subject, subject},
    ids_of,
    level::levels,
    outcome::{Basis, Decision, Outcome, decide},
    senders::senders,
    together::tell_together,
    verdict::{Status, VerdictLine, verdict},
    wish::unmet,
};
use crate::{
    event::ActiveCheck,
    report::{Policy, Report, SenderView, Server},
};

/// What decides whether findings fail a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgeOptions {
    /// Findings of this severity or a higher one fail it.
    pub fail_on: Severity,
    /// Ids that do not count.
    pub ignore: Vec<String>,
}

impl Default for JudgeOptions {
    fn default() -> Self {
        Self {
            fail_on: Severity::Error,
            ignore: Vec::new(),
        }
    }
}

impl JudgeOptions {
    fn ignores(&self, id: &str) -> bool {
        self.ignore.iter().any(|ignored| ignored == id)
    }
}

/// What to think of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

/// Judges a report.
#[must_use]
pub fn judge(report: &Report, options: &JudgeOptions) -> Judgement {
    let mut findings = Vec::new();
    let mut not_checked = Vec::new();
    for check in catalogue() {
        for judged in verdicts(check, report) {
            sort(check, judged, options, &mut findings, &mut not_checked);
        }
    }
    findings.sort_by_key(|finding| (finding.ignored, std::cmp::Reverse(finding.severity)));
    tell_together(&mut findings);
    let (ignored, unmet): (Vec<_>, Vec<_>) = unmet(report)
        .into_iter()
        .partition(|one| options.ignores(one.id));
    not_checked.extend(ignored.into_iter().map(|one| NotChecked {
        ignored: true,
        ..one
    }));
    let decision = decide(report, &findings, options.fail_on, !unmet.is_empty());
    let verdict = verdict(report, &findings, &unmet, options.fail_on, &decision);
    let decided_by = decided_by(report, &decision);
    not_checked.extend(unmet);
    Judgement {
        findings,
        not_checked,
        senders: report
            .servers
            .iter()
            .map(|server| senders(server, report))
            .collect(),
        decided_by,
        tls_levels: levels_of(report),
        without_expectations: verdict.clone(),
        verdict,
    }
}

/// What to think of something that was given as a target and is none, for this reason.
#[must_use]
pub fn not_a_target(report: &Report, why: &str, options: &JudgeOptions) -> Judgement {
    let verdict = VerdictLine {
        status: Status::Fail,
        errors: 0,
        warnings: 0,
        notices: 0,
        fail_on: options.fail_on,
        text: format!("{}: {why}", report.target.input),
        because: None,
        exit_code: Outcome::Usage.code(),
    };
    Judgement::of(verdict)
}

fn decided_by(report: &Report, decision: &Decision<'_>) -> Option<usize> {
    let counting = |one: &Server| one.decisive;
    let servers = &report.servers;
    let of_finding = match decision.basis {
        Basis::Failure(server) => servers.iter().position(|one| std::ptr::eq(one, server)),
        Basis::Finding(finding) => servers
            .iter()
            .position(|one| counting(one) && subject(one) == finding.subject),
        _ => None,
    };
    of_finding.or_else(|| servers.iter().rposition(counting))
}

fn levels_of(report: &Report) -> Vec<Level> {
    let scans = report
        .servers
        .iter()
        .filter_map(|server| Some((server, server.tls_scan.as_ref()?)));
    scans
        .filter(|(_, scan)| !scan.nothing_tested())
        .flat_map(|(server, scan)| levels(&subject(server), scan))
        .collect()
}

/// A verdict about something.
struct Judged {
    subject: Subject,
    verdict: Verdict,
    /// It is a server that was passed over for one that answered: a matter of tidiness.
    passed_over: bool,
}

/// What a check says of each thing that it looks at.
fn verdicts(check: &Check, report: &Report) -> Vec<Judged> {
    let judged = |subject, verdict| Judged {
        subject,
        verdict,
        passed_over: false,
    };
    match check.judge {
        Judge::Domain(predicate) => vec![judged(domain_subject(report), predicate(report))],
        Judge::Policy(predicate) => {
            let of_one = |policy: &Policy| {
                let subject = Subject::domain(&policy.domain);
                judged(subject, predicate(policy, report))
            };
            report.policy.iter().map(of_one).collect()
        }
        Judge::Server(predicate) | Judge::Address(predicate) => {
            let is_of_address = matches!(check.judge, Judge::Address(_));
            let counts = |server: &Server| server.decisive && server.answered();
            let has_counting = report.servers.iter().any(counts);
            let mut servers: Vec<_> = report.servers.iter().collect();
            servers.retain(|server| server.tried() || is_of_address);
            let of_one = |server: &Server| Judged {
                passed_over: !server.decisive && has_counting,
                ..judged(subject(server), predicate(server, report))
            };
            servers.into_iter().map(of_one).collect()
        }
    }
}

fn sort(
    check: &'static Check,
    judged: Judged,
    options: &JudgeOptions,
    findings: &mut Vec<Finding>,
    not_checked: &mut Vec<NotChecked>,
) {
    let Judged {
        subject,
        verdict,
        passed_over,
    } = judged;
    match verdict {
        Verdict::Pass | Verdict::NotApplicable => {}
        Verdict::Unknown(reason) => {
            not_checked.push(NotChecked {
                id: check.id,
                subject,
                reason,
                ignored: options.ignores(check.id),
            });
        }
        Verdict::Found(evidence) => {
            let all = evidence.into_iter();
            findings.extend(all.map(|one| finding(check, one, &subject, passed_over, options)));
        }
    }
}

fn finding(
    check: &'static Check,
    evidence: Evidence,
    subject: &Subject,
    passed_over: bool,
    options: &JudgeOptions,
) -> Finding {
    let severity = evidence.severity.unwrap_or(check.severity);
    Finding {
        id: check.id,
        severity: if passed_over {
            severity.min(Severity::Warning)
        } else {
            severity
        },
        subject: subject.clone(),
        title: evidence
            .title
            .map_or(Cow::Borrowed(check.title), Cow::Owned),
        evidence: evidence.text,
        remedy: evidence.remedy.unwrap_or_else(|| check.remedy.to_owned()),
        reference: check.reference,
        ignored: options.ignores(check.id),
        cause: evidence.cause,
        telling: evidence.telling,
        told_with: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Status;
    use crate::{
        event::{Cause, ConnectionStatus, FailedStage},
        finding::support::{fail, in_clear, report, verified},
        report::server::StartTlsStatus,
    };

    #[test]
    fn a_good_server_passes() {
        let judgement = judge(&report(), &JudgeOptions::default());
        assert_eq!(judgement.findings, []);
        assert_eq!(judgement.verdict.status, Status::Pass);
        assert_eq!(
            judgement.verdict.text,
            "example.com takes mail: TLS 1.3, certificate 60 days"
        );
    }

    #[test]
    fn findings_below_the_threshold_do_not_fail_a_run() {
        let mut report = in_clear();
        report.servers[0].starttls.status = StartTlsStatus::NotOffered;
        assert_eq!(
            judge(&report, &JudgeOptions::default()).verdict.exit_code,
            0
        );
        let options = JudgeOptions {
            fail_on: Severity::Warning,
            ..JudgeOptions::default()
        };
        let verdict = judge(&report, &options).verdict;
        assert_eq!(
            (verdict.exit_code, verdict.status, verdict.warnings),
            (1, Status::Fail, 1)
        );
    }

    #[test]
    fn an_ignored_finding_is_listed_and_does_not_count() {
        let mut report = in_clear();
        report.servers[0].starttls.status = StartTlsStatus::NotOffered;
        let options = JudgeOptions {
            fail_on: Severity::Warning,
            ignore: vec!["starttls-not-offered".to_owned()],
        };
        let judgement = judge(&report, &options);
        assert!(judgement.findings[0].ignored);
        assert_eq!(
            (judgement.verdict.exit_code, judgement.verdict.warnings),
            (0, 0)
        );
    }

    #[test]
    fn ignoring_a_finding_does_not_undo_a_failed_stage() {
        let options = JudgeOptions {
            ignore: vec!["closed-early".to_owned()],
            ..JudgeOptions::default()
        };
        assert_eq!(
            judge(&fail(FailedStage::Mail, Cause::Lost, |_| {}), &options)
                .verdict
                .exit_code,
            23
        );
    }

    #[test]
    fn what_was_asked_for_and_not_checked_is_3() {
        let asked_of = |report: &mut Report, ask: fn(&mut crate::report::Asked)| {
            ask(&mut report.asked);
            judge(report, &JudgeOptions::default()).verdict.exit_code
        };
        assert_eq!(
            asked_of(&mut in_clear(), |asked| asked.given.set("verify", true)),
            3
        );
        assert_eq!(
            asked_of(&mut in_clear(), |asked| asked.expires_within = Some(30)),
            3
        );
        assert_eq!(
            asked_of(&mut in_clear(), |asked| asked.given.set("auth", true)),
            3
        );
        assert_eq!(
            asked_of(&mut report(), |asked| asked.given.set("verify", true)),
            0
        );
        assert_eq!(
            asked_of(&mut report(), |asked| asked.given.set("cert", true)),
            3
        );
    }

    #[test]
    fn an_address_cannot_be_verified() {
        let mut report = report();
        report.asked.given.set("verify", true);
        let verification = verified(&mut report);
        verification.name_matches = None;
        let judgement = judge(&report, &JudgeOptions::default());
        assert_eq!(
            (judgement.verdict.exit_code, judgement.verdict.status),
            (3, Status::Unknown)
        );
    }

    #[test]
    fn silence_on_port_25_may_be_this_network() {
        let mut report = fail(FailedStage::Connect, Cause::NotConnected, |server| {
            server.connection.status = ConnectionStatus::Timeout;
        });
        let verdict = judge(&report, &JudgeOptions::default()).verdict;
        assert_eq!((verdict.status, verdict.exit_code), (Status::Unknown, 11));
        assert!(
            verdict
                .text
                .ends_with("does this network block outgoing port 25?")
        );
        report.servers[0].port = 587;
        assert_eq!(
            judge(&report, &JudgeOptions::default()).verdict.status,
            Status::Fail
        );
    }

    #[test]
    fn every_failed_stage_has_a_finding() {
        for (stage, cause) in [
            (FailedStage::Greeting, Cause::Lost),
            (FailedStage::Greeting, Cause::TimedOut),
            (FailedStage::Ehlo, Cause::TemporaryReply),
            (FailedStage::Starttls, Cause::Lost),
            (FailedStage::EhloAfterTls, Cause::PermanentReply),
            (FailedStage::Data, Cause::TemporaryReply),
            (FailedStage::Message, Cause::TimedOut),
        ] {
            assert!(
                !judge(&fail(stage, cause, |_| {}), &JudgeOptions::default())
                    .findings
                    .is_empty(),
                "{stage:?} {cause:?}"
            );
        }
    }
}
