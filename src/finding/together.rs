//! One cause, one entry: findings that tell of the same thing from several sides, as a login that was withheld because
//! the server has no TLS. Each keeps its id and its severity; for a person they are told together, with one remedy.

use super::Finding;

/// A finding, and those that go without saying where it is there.
const TOGETHER: &[(&[&str], &[&str])] = &[
    // The message is what matters: whether it was delivered, not how the conversation ended.
    (&["delivery-uncertain"], &["closed-early", "slow-reply"]),
    (&["unterminated-reply"], &["slow-reply"]),
    (
        &["starttls-stripped"],
        &[
            "starttls-not-offered",
            "auth-in-clear",
            "credentials-withheld",
        ],
    ),
    (
        &["starttls-not-offered"],
        &[
            "auth-in-clear",
            "credentials-withheld",
            "dane-without-starttls",
        ],
    ),
    (
        &["starttls-refused", "dane-bogus", "dane-lookup-failed"],
        &["credentials-withheld"],
    ),
    (
        &[
            "certificate-expired",
            "certificate-not-yet-valid",
            "certificate-self-signed",
            "certificate-unknown-issuer",
            "certificate-missing-intermediate",
            "certificate-name-mismatch",
            "certificate-wrong-purpose",
            "certificate-constraint",
            "certificate-bad-signature",
            "certificate-revoked",
        ],
        &["credentials-withheld"],
    ),
];

/// Says of each finding which other one, about the same server, it is told with.
pub(super) fn tell_together(findings: &mut [Finding]) {
    for at in 0..findings.len() {
        findings[at].told_with = main_of(&findings[at], findings);
    }
}

fn main_of(finding: &Finding, findings: &[Finding]) -> Option<&'static str> {
    let rows = TOGETHER
        .iter()
        .filter(|(_, also)| also.contains(&finding.id) && !finding.ignored);
    rows.flat_map(|(main, _)| *main).copied().find(|main| {
        findings
            .iter()
            .any(|one| one.id == *main && one.subject == finding.subject && !one.ignored)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::{Cause, FailedStage},
        finding::{JudgeOptions, check, judge, support::fail},
        report::server::{Data, Transaction},
    };

    #[test]
    fn every_id_is_one_of_the_catalogue() {
        for (main, also) in TOGETHER {
            for id in main.iter().chain(*also) {
                assert!(check(id).is_some(), "{id}");
            }
        }
    }

    #[test]
    fn nothing_leads_back_to_itself() {
        let leads_to = |id: &str| {
            let rows = TOGETHER.iter().filter(|(_, also)| also.contains(&id));
            rows.flat_map(|(main, _)| *main)
                .copied()
                .collect::<Vec<_>>()
        };
        for (_, also) in TOGETHER {
            for id in *also {
                let mut next = leads_to(id);
                for _ in 0..TOGETHER.len() {
                    next = next.into_iter().flat_map(leads_to).collect();
                }
                assert!(next.is_empty(), "{id}");
            }
        }
    }

    #[test]
    fn a_connection_lost_behind_the_message_is_told_with_the_message() {
        let report = fail(FailedStage::Message, Cause::Lost, |server| {
            server.transaction = Some(Transaction {
                data: Some(Data {
                    uncertain: true,
                    ..Data::default()
                }),
                ..Transaction::default()
            });
        });
        let told = |ignore: &[&str]| {
            let options = JudgeOptions {
                ignore: ignore.iter().map(|id| (*id).to_owned()).collect(),
                ..JudgeOptions::default()
            };
            let findings = judge(&report, &options).findings;
            let closed = findings.into_iter().find(|one| one.id == "closed-early");
            closed.unwrap().told_with
        };
        assert_eq!(told(&[]), Some("delivery-uncertain"));
        assert_eq!(told(&["delivery-uncertain"]), None);
    }
}
