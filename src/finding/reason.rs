//! Which finding gave the exit status: the one about what ended the attempt, which need not be the first or the worst. Each
//! stage has the ids that can tell of it, those that say more first. Where none of them was found the failure itself is told.

use super::{Finding, connection::at, found::subject};
use crate::{
    event::{Cause, FailedStage, ResolutionStatus},
    report::Server,
};

/// What ends any stage from the greeting on.
const ANYWHERE: &[&str] = &[
    "delivery-uncertain",
    "greylisted",
    "temporary-failure",
    "closed-early",
    "tls-broken",
    "slow-reply",
];

/// What tells of replies that belong to no command.
const OUT_OF_STEP: &[&str] = &[
    "delivery-uncertain",
    "pipelining-broken",
    "unexpected-reply",
];

/// What tells of recipients that are to be tried again.
const PUT_OFF_AT_RCPT: &[&str] = &[
    "greylisted",
    "temporary-failure",
    "login-required",
    "recipient-refused",
    "sender-refused",
];

/// What tells of a stage that failed.
const fn of_stage(stage: FailedStage) -> &'static [&'static str] {
    match stage {
        FailedStage::Connect => &[
            "connection-refused",
            "connection-timeout",
            "connection-reset",
            "connection-unreachable",
        ],
        FailedStage::Greeting => &[
            "implicit-tls-expected",
            "not-smtp",
            "temporary-failure",
            "greeting-refused",
        ],
        FailedStage::Ehlo => &["ehlo-refused"],
        FailedStage::Starttls => &[
            "starttls-stripped",
            "starttls-refused",
            "starttls-not-offered",
        ],
        FailedStage::Tls => &[
            "plaintext-on-implicit-port",
            "client-certificate-required",
            "tls-beyond-this-program",
            "legacy-tls",
            "anonymous-cipher",
            "weak-cipher",
            "tls-handshake-failed",
        ],
        FailedStage::EhloAfterTls => &["ehlo-refused-after-tls"],
        FailedStage::Auth => &[
            "credentials-withheld",
            "login-required",
            "auth-rejected",
            "auth-not-offered",
            "server-not-authenticated",
            "auth-failed",
        ],
        FailedStage::Mail => &[
            "size-exceeded",
            "extension-missing",
            "login-required",
            "sender-refused",
            "starttls-required",
            "dane-bogus",
            "dane-lookup-failed",
        ],
        FailedStage::Rcpt => &["login-required", "recipient-refused", "sender-refused"],
        FailedStage::Data => &["size-exceeded", "login-required", "data-refused"],
        FailedStage::Message => &["size-exceeded", "sender-refused", "message-refused"],
    }
}

/// What tells why no server was asked.
pub(super) const fn of_resolution(status: ResolutionStatus) -> &'static [&'static str] {
    match status {
        ResolutionStatus::NullMx => &["null-mx"],
        ResolutionStatus::NoSuchDomain => &["no-such-domain"],
        ResolutionStatus::Bogus => &["dnssec-bogus"],
        ResolutionStatus::ServerFailure | ResolutionStatus::Timeout => &["dns-server-failure"],
        ResolutionStatus::NoAddress
        | ResolutionStatus::Ok
        | ResolutionStatus::ImplicitMx
        | ResolutionStatus::Skipped => &[
            "no-address",
            "mx-no-address",
            "mx-is-localhost",
            "mx-is-address",
        ],
    }
}

/// The finding about what ended the attempt at `server`. One that is ignored gave the exit status all the same.
pub(super) fn of_failure<'a>(server: &Server, findings: &'a [Finding]) -> Option<&'a Finding> {
    let about = subject(server);
    let cause = server.failure.as_ref().map(|failure| failure.cause);
    let ids = match cause {
        Some(Cause::OutOfStep) => OUT_OF_STEP,
        // Beside it a recipient may be refused for good, which ended nothing.
        Some(Cause::TemporaryReply) if server.failed_stage == Some(FailedStage::Rcpt) => {
            PUT_OFF_AT_RCPT
        }
        _ => of_stage(server.failed_stage?),
    };
    let ids = ids.iter().chain(ANYWHERE);
    let found = first(ids, findings, |finding| finding.subject == about);
    // That nobody listens is then said by what led there.
    let at_home = || match server.failed_stage {
        Some(FailedStage::Connect) => first(&["mx-is-localhost"], findings, |_| true),
        _ => None,
    };
    found.or_else(at_home)
}

/// The first of the ids that was found.
pub(super) fn first(
    ids: impl IntoIterator<Item = &'static &'static str>,
    findings: &[Finding],
    counts: impl Fn(&Finding) -> bool,
) -> Option<&Finding> {
    ids.into_iter().find_map(|id| {
        let mut found = findings.iter().filter(|finding| finding.id == *id);
        found.find(|finding| counts(finding))
    })
}

/// The failure in words, where there is no finding about it.
pub(super) fn in_words(server: &Server) -> String {
    let detail = server
        .failure
        .as_ref()
        .map_or("the check failed", |failure| failure.detail.as_str());
    format!("it ended {}: {detail}", at(server.failed_stage))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{JudgeOptions, check, judge, support::fail};

    #[test]
    fn every_id_is_one_of_the_catalogue() {
        let stages = FailedStage::ALL.into_iter().flat_map(of_stage);
        for id in stages.chain(ANYWHERE).chain(OUT_OF_STEP) {
            assert!(check(id).is_some(), "{id}");
        }
    }

    #[test]
    fn what_ended_a_stage_has_a_finding_that_says_so() {
        for stage in FailedStage::ALL.into_iter().skip(1) {
            for (cause, id) in [
                (Cause::TemporaryReply, "temporary-failure"),
                (Cause::Lost, "closed-early"),
                (Cause::TimedOut, "slow-reply"),
            ] {
                if matches!(
                    stage,
                    FailedStage::Starttls
                        | FailedStage::Tls
                        | FailedStage::Greeting
                        | FailedStage::Auth
                ) {
                    continue;
                }
                let report = fail(stage, cause, |_| {});
                let because = judge(&report, &JudgeOptions::default()).verdict.because;
                assert_eq!(because, Some(id), "{stage:?} {cause:?}");
            }
        }
    }
}
