//! What is not known where replies contradict each other, or are one too many (RFC 5321 section 4.2: one reply a command).

use super::Evidence;
use crate::{
    report::Server,
    smtp::{OUT_OF_STEP, Position},
};

/// RFC 5321 section 4.1.1.10.
const LATE_CONSENT: &str = "QUIT got the answer of another command in place of 221: the replies may be late by one or more, and which of them answers \
     which command is not known";

/// What to do about any of it.
pub(super) const LOOK_INTO_THE_LOG: &str = "Look into the server's log for what it answered, and at a proxy or filter before it, which may have answered in its \
     place.";

/// Why it is not known which answer `whom` got, for which `what` was sent.
pub(super) fn doubt(server: &Server, what: &str, whom: &str) -> Evidence {
    let evidence = match server.refusal_after(what).map(|refusal| refusal.position) {
        Some(Position::InPlaceOf(command)) => format!(
            "it was accepted, and {command}, which nobody refuses, was then answered by a refusal: its own, or a late one of \
             what was accepted"
        ),
        Some(_) => "it was accepted, and then came a refusal that answers nothing else".to_owned(),
        None if server.unasked.is_empty() => LATE_CONSENT.to_owned(),
        None => OUT_OF_STEP.to_owned(),
    };
    let evidence = Evidence {
        title: Some(format!("which answer {whom} got is not known")),
        ..Evidence::new(evidence)
    };
    evidence.remedied_by(LOOK_INTO_THE_LOG)
}

#[cfg(test)]
mod tests {
    use crate::{
        event::AuthenticationStatus,
        finding::support::{found, report},
        report::{
            Report,
            server::{Attempt, Rcpt, Transaction, Unasked, Violation},
        },
        smtp::{Position, Reply},
    };

    /// A login and a recipient that were accepted, and a reply after `after` that nothing asked for.
    fn unasked(code: u16, after: &'static str) -> Report {
        let mut report = report();
        report.asked.given.set("auth", true);
        let server = &mut report.servers[0];
        server.authentication.attempted = vec![Attempt {
            mechanism: "PLAIN".to_owned(),
            status: AuthenticationStatus::Accepted,
            reply: Some(Reply::of(235, "ok")),
            detail: None,
        }];
        server.transaction = Some(Transaction {
            rcpt: vec![Rcpt {
                address: "bob@example.net".to_owned(),
                reply: Reply::of(250, "ok"),
                accepted: true,
                uncertain: false,
            }],
            ..Transaction::default()
        });
        server.violations = vec![Violation {
            id: "unexpected-reply".to_owned(),
            evidence: String::new(),
            reference: String::new(),
        }];
        server.unasked.insert(Unasked {
            code: Reply::of(code, "").code,
            after: Some(after),
            position: Position::Behind,
        });
        report.servers[0].mark_doubts();
        report
    }

    #[test]
    fn a_refusal_that_answers_nothing_contradicts_what_came_before_it() {
        for (code, after, expected) in [
            (535, "AUTH", &["auth-failed", "unexpected-reply"][..]),
            (550, "RCPT", &["recipient-refused", "unexpected-reply"]),
            (550, "EHLO", &["unexpected-reply"]),
            (250, "AUTH", &["unexpected-reply"]),
        ] {
            let report = unasked(code, after);
            assert_eq!(found(&report), expected, "{code} after {after}");
        }
    }

    #[test]
    fn where_the_replies_are_one_too_many_all_that_was_accepted_is_in_doubt() {
        let mut report = unasked(250, "MAIL");
        report.servers[0].out_of_step = true;
        report.servers[0].mark_doubts();
        let mut found = found(&report);
        found.sort_unstable();
        assert_eq!(
            found,
            ["auth-failed", "recipient-refused", "unexpected-reply"]
        );
    }

    #[test]
    fn a_refusal_in_the_place_of_the_answer_to_rset_may_be_its_own() {
        let evidence = |position| {
            let mut report = unasked(450, "RCPT");
            let mut refusal = report.servers[0].unasked.pop_first().unwrap();
            refusal.position = position;
            report.servers[0].unasked.insert(refusal);
            super::doubt(&report.servers[0], "RCPT", "a recipient").text
        };
        assert!(evidence(Position::InPlaceOf("RSET")).contains("RSET, which nobody refuses"));
        assert!(evidence(Position::AheadOf("RSET")).contains("answers nothing else"));
    }
}
