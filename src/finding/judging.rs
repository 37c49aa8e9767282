//! Runs the catalogue over a report and sums up. What is expected is judged last: by what everything else came to.

use std::borrow::Cow;

use super::{
    Check, Evidence, Judge, JudgeOptions, Judgement, Level, Severity, Verdict,
    baseline::{self, Changed},
    catalogue,
    excuse::{Met, excused},
    expectation::Expected,
    expected::{self, judged},
    fact::Context,
    found::{Finding, NotChecked, Subject, domain_subject, subject},
    level::levels,
    outcome::{Basis, Decision, Excused, Outcome, decide},
    pool,
    publish::proposals,
    senders::senders,
    together::tell_together,
    verdict::{Status, VerdictLine, verdict},
    wish::unmet,
};
use crate::report::{Policy, Report, Server};

/// Judges a report.
#[must_use]
pub fn judge(report: &Report, options: &JudgeOptions) -> Judgement {
    let mut draft = Draft::of(report, options);
    compare(&mut draft, report, options);
    match options.expectations.is_empty() {
        true => draft.concluded(report, options, &Excused::default()),
        false => expecting(draft, report, options),
    }
}

/// What differs, between the servers of a pool or from an earlier run.
fn compare(draft: &mut Draft, report: &Report, options: &JudgeOptions) {
    let counting = report.servers.iter().filter(|server| server.decisive);
    if options.baseline.is_none() && counting.count() < 2 {
        return;
    }
    let so_far = draft
        .clone()
        .concluded(report, options, &Excused::default());
    let context = Context {
        report,
        judgement: &so_far,
    };
    let domain = domain_subject(report);
    let of_pool = pool::differences(context).into_iter();
    let of_pool =
        of_pool.map(|evidence| finding(&pool::CHECKS[0], evidence, &domain, false, options));
    draft.findings.extend(of_pool);
    if let Some(baseline) = &options.baseline {
        let comparison = baseline::compare(baseline, context);
        let changed = comparison.changed.iter();
        let changed = changed.map(|one| {
            finding(
                &baseline::CHECKS[0],
                one.evidence(),
                &one.subject,
                false,
                options,
            )
        });
        draft.findings.extend(changed);
        draft.unmet.extend(comparison.not_checked);
        draft.changes = comparison.changed;
    }
    draft.sort();
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

/// What is expected is no fault, and what is not as expected is one.
fn expecting(mut draft: Draft, report: &Report, options: &JudgeOptions) -> Judgement {
    let without = draft
        .clone()
        .concluded(report, options, &Excused::default());
    let context = Context {
        report,
        judgement: &without,
    };
    let judged = judged(&options.expectations, context);
    let met: Vec<_> = judged.iter().filter_map(Met::of).collect();
    let excused = excused(&met, report, &draft.findings);
    for number in &excused.findings {
        draft.findings[*number].expected = true;
        draft.findings[*number].ignored = true;
    }
    let expectations: Vec<Expected> = judged.into_iter().map(|one| one.result).collect();
    let failed = expected::failed(&expectations);
    let failed = failed.map(|(subject, evidence)| {
        finding(&expected::CHECKS[0], evidence, subject, false, options)
    });
    draft.findings.extend(failed);
    draft.unmet.extend(expected::not_checked(&expectations));
    draft.sort();
    let mut judgement = draft.concluded(report, options, &excused);
    if judgement.verdict.exit_code == Outcome::Passed.code() {
        let had_passed = without.verdict.exit_code == Outcome::Passed.code();
        let text = match had_passed || excused.is_none() {
            true => format!(
                "{}; {}",
                judgement.verdict.text,
                expected::counted(&expectations)
            ),
            false => format!("{} (as expected)", without.verdict.text),
        };
        judgement.verdict.text = text;
    }
    Judgement {
        expectations,
        without_expectations: without.verdict,
        ..judgement
    }
}

/// What was found, before it is summed up.
#[derive(Clone)]
struct Draft {
    findings: Vec<Finding>,
    /// What could not be checked, and does not count.
    open: Vec<NotChecked>,
    /// What was asked for and could not be checked.
    unmet: Vec<NotChecked>,
    changes: Vec<Changed>,
}

impl Draft {
    fn of(report: &Report, options: &JudgeOptions) -> Self {
        let mut findings = Vec::new();
        let mut open = Vec::new();
        for check in catalogue() {
            for judged in verdicts(check, report) {
                sort(check, judged, options, &mut findings, &mut open);
            }
        }
        let (ignored, unmet): (Vec<_>, Vec<_>) = unmet(report)
            .into_iter()
            .partition(|one| options.ignores(one.id));
        open.extend(ignored.into_iter().map(|one| NotChecked {
            ignored: true,
            ..one
        }));
        let mut draft = Self {
            findings,
            open,
            unmet,
            changes: Vec::new(),
        };
        draft.sort();
        tell_together(&mut draft.findings);
        draft
    }

    fn sort(&mut self) {
        self.findings
            .sort_by_key(|finding| (finding.ignored, std::cmp::Reverse(finding.severity)));
    }

    fn concluded(self, report: &Report, options: &JudgeOptions, excused: &Excused) -> Judgement {
        let Self {
            findings,
            open: mut not_checked,
            unmet,
            changes,
        } = self;
        let decision = decide(
            report,
            &findings,
            options.fail_on,
            !unmet.is_empty(),
            excused,
        );
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
            publish: report.asked.has("print-dns").then(|| proposals(report)),
            expectations: Vec::new(),
            changes,
            without_expectations: verdict.clone(),
            verdict,
        }
    }
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

/// What was looked for and is not there: the ids, and of whom. What does not apply is not among it.
#[must_use]
pub fn passed(report: &Report) -> Vec<(&'static str, Subject)> {
    let of_one = |check: &'static Check| {
        let passed = verdicts(check, report).into_iter();
        let passed = passed.filter(|judged| judged.verdict == Verdict::Pass);
        passed.map(|judged| (check.id, judged.subject))
    };
    catalogue().flat_map(of_one).collect()
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
        Judge::Afterwards => Vec::new(),
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
    let (evidence, reason) = match verdict {
        Verdict::Pass | Verdict::NotApplicable => return,
        Verdict::Unknown(reason) => (Vec::new(), Some(reason)),
        Verdict::Found(evidence) => (evidence, None),
        Verdict::InPart(evidence, reason) => (evidence, Some(reason)),
    };
    let all = evidence.into_iter();
    findings.extend(all.map(|one| finding(check, one, &subject, passed_over, options)));
    not_checked.extend(reason.map(|reason| NotChecked {
        id: check.id,
        subject,
        reason,
        ignored: options.ignores(check.id),
    }));
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
        expected: false,
        recipient: evidence.recipient,
        cause: evidence.cause,
        telling: evidence.telling,
        told_with: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
            ..JudgeOptions::default()
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
