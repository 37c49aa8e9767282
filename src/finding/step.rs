//! What is not known where replies contradict each other, or are one too many (RFC 5321 section 4.2: one reply a command).

use super::{Evidence, Verdict};
use crate::{
    report::{Server, server::Unasked},
    smtp::{OUT_OF_STEP, Position, THE_MESSAGE},
};

/// RFC 5321 section 4.1.1.10.
const LATE_CONSENT: &str = "QUIT got the answer of another command in place of 221: the replies may be late by one or more, and which of them answers \
     which command is not known";

/// What to do about any of it.
pub(super) const LOOK_INTO_THE_LOG: &str = "Look into the server's log for what it answered, and at a proxy or filter before it, which may have answered in its \
     place.";

/// Why it is not known which answer `whom` got, for which `what` was sent. A reply too many is an error of the server's; what
/// may be one is none.
pub(super) fn doubt(server: &Server, what: &str, whom: &str) -> Verdict {
    if let Some(reason) = open(server, what) {
        return Verdict::Unknown(reason);
    }
    let evidence = match server.refusal_after(what) {
        Some(_) => "it was accepted, and then came a refusal that answers nothing else",
        None if server.unasked.is_empty() => LATE_CONSENT,
        None => OUT_OF_STEP,
    };
    let evidence = Evidence {
        title: Some(format!("which answer {whom} got is not known")),
        ..Evidence::new(evidence)
    };
    Verdict::Found(vec![evidence.remedied_by(LOOK_INTO_THE_LOG)])
}

/// Why the acceptance of what `what` was sent for is not certain, though nothing contradicts it for sure: what came in the
/// place of the answer to RSET or QUIT may be its own.
pub(super) fn open(server: &Server, what: &str) -> Option<String> {
    let behind_rset = || (what != THE_MESSAGE).then(|| server.refusal_after("RSET"))?;
    let refusal = server.refusal_after(what).or_else(behind_rset);
    match refusal.filter(|_| !server.out_of_step)? {
        Unasked {
            position: Position::InPlaceOf(command),
            code,
            ..
        } => Some(format!(
            "it was accepted, and {command}, which nobody refuses, was answered with {code}: its own answer, or a late one"
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict;
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
            super::doubt(&report.servers[0], "RCPT", "a recipient")
        };
        assert_eq!(
            evidence(Position::InPlaceOf("RSET")),
            Verdict::Unknown(
                "it was accepted, and RSET, which nobody refuses, was answered with 450: its own answer, or a late one"
                    .to_owned()
            )
        );
        assert!(matches!(
            evidence(Position::AheadOf("RSET")),
            Verdict::Found(_)
        ));
    }
}
