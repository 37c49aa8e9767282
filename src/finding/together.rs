//! One cause, one entry: findings that tell of the same thing from several sides, as a login that was withheld because
//! the server has no TLS. Each keeps its id and its severity; for a person they are told together, with one remedy.

use super::Finding;

/// A finding, and those that go without saying where it is there. What may have one cause or another names it itself.
const TOGETHER: &[(&[&str], &[&str])] = &[
    // The message is what matters: whether it was delivered, not how the conversation ended.
    (&["delivery-uncertain"], &["closed-early", "slow-reply"]),
    (&["unterminated-reply"], &["slow-reply"]),
    (
        &["starttls-stripped"],
        &["starttls-not-offered", "auth-in-clear"],
    ),
    (
        &["starttls-not-offered"],
        &["auth-in-clear", "dane-without-starttls"],
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
    let mains = rows.flat_map(|(main, _)| *main).copied();
    let causes = finding.cause.iter().copied().filter(|_| !finding.ignored);
    mains.chain(causes).find(|main| {
        findings
            .iter()
            .any(|one| one.id == *main && one.subject == finding.subject && !one.ignored)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::{AuthenticationStatus, Cause, FailedStage, Withholding},
        finding::{JudgeOptions, check, judge, support::fail},
        report::server::{Attempt, Data, Transaction},
        tls::{HandshakeSignature, Outcome, Reason, ReasonDetail, Verification},
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

    /// A login that was kept back for this cause, at a server whose certificate is for another name as well.
    fn told_at_a_server_of_another_name(because: Withholding) -> Option<&'static str> {
        let mut report = fail(FailedStage::Auth, Cause::Withheld, |server| {
            server.authentication.withheld = Some(because.clone());
            server.authentication.attempted = vec![Attempt {
                mechanism: "PLAIN".to_owned(),
                status: AuthenticationStatus::Withheld,
                reply: None,
                detail: None,
            }];
            *server.tls.as_mut().unwrap().verification.as_mut().unwrap() = of_another_name();
        });
        report.asked.given.set("auth", true);
        let findings = judge(&report, &JudgeOptions::default()).findings;
        let has = |id| findings.iter().find(|one| one.id == id);
        assert!(has("certificate-name-mismatch").is_some());
        has("credentials-withheld").unwrap().told_with
    }

    fn of_another_name() -> Verification {
        Verification {
            name: Some("mx.example.com".to_owned()),
            path: Outcome::Right,
            library_agrees: true,
            name_matches: Some(false),
            handshake_signature: HandshakeSignature::Valid,
            reasons: vec![ReasonDetail::new(
                Reason::NameMismatch,
                "it is for another.example",
            )],
        }
    }

    #[test]
    fn what_was_withheld_for_another_reason_stays_its_own_entry() {
        let unverified = Withholding::Unverified(Box::new(of_another_name()));
        let told = told_at_a_server_of_another_name;
        assert_eq!(told(unverified), Some("certificate-name-mismatch"));
        for other in [
            Withholding::NameUnproven {
                host: "mx.example.com".to_owned(),
                domain: "example.com".to_owned(),
            },
            Withholding::RecordsNotFoundOut { why: None },
            Withholding::NotEncrypted,
        ] {
            assert_eq!(told(other.clone()), None, "{other:?}");
        }
    }
}
