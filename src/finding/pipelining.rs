//! Checks of PIPELINING: RFC 2920.

use super::{Check, Evidence, Severity::Error, Verdict, server};
use crate::{event::Cause, report::Server};

pub(super) const CHECKS: &[Check] = &[server(
    "pipelining-broken",
    Error,
    "the server offers PIPELINING but loses commands that are sent together",
    "RFC 2920 section 3.2",
    "Leave out --pipeline. On the server, stop offering PIPELINING until it reads what follows a command in the same packet: \
     most senders make use of the offer.",
    |server, report| match &server.transaction {
        Some(transaction) if report.asked.has("pipeline") && !transaction.not_pipelined => {
            broken(server)
        }
        _ => Verdict::NotApplicable,
    },
)];

fn broken(server: &Server) -> Verdict {
    match &server.failure {
        Some(failure) if failure.cause == Cause::OutOfStep => {
            Verdict::Found(vec![Evidence::new(&failure.detail)])
        }
        _ => Verdict::Pass,
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        event::{Cause, FailedStage},
        finding::support::{fail, found},
        report::server::Transaction,
    };

    #[test]
    fn commands_that_got_lost_are_told_and_no_refusal_of_the_sender() {
        let mut report = fail(FailedStage::Mail, Cause::OutOfStep, |server| {
            server.transaction = Some(Transaction::default());
        });
        report.asked.given.set("pipeline", true);
        assert_eq!(found(&report), ["pipelining-broken"]);
    }
}
