//! Checks of how a server writes its replies: what `smtp` and `probe` noted against the rules, one finding for each
//! kind. RFC 5321 sections 2.3.8, 2.4, 4.2 and 4.5.3.1, RFC 2034, RFC 6531.

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict, server,
};
use crate::{
    report::{Server, server::Unasked},
    smtp::OUT_OF_STEP,
};

const FIX_REPLIES: &str =
    "Report it to the maker of the server, or look at the proxy or filter that stands before it.";

/// The different lines quoted for one kind; all of them are in the report's violations.
const MOST_EVIDENCE: usize = 3;

pub(super) const CHECKS: &[Check] = &[
    server(
        "text-before-greeting",
        Warning,
        "text comes before the greeting",
        "RFC 5321 section 3.1",
        FIX_REPLIES,
        |server, _| text_before_greeting(server),
    ),
    server(
        "malformed-reply",
        Warning,
        "a line from the server is not an SMTP reply",
        "RFC 5321 section 4.2",
        FIX_REPLIES,
        |server, _| violation(server, "malformed-reply"),
    ),
    server(
        "invalid-reply-code",
        Warning,
        "a reply code that SMTP does not have",
        "RFC 5321 section 4.2",
        "Let the server use codes whose first digit is 2 to 5 and the second 0 to 5; how senders read others is a matter of luck.",
        |server, _| violation(server, "invalid-reply-code"),
    ),
    server(
        "inconsistent-reply-codes",
        Warning,
        "lines of one reply have different codes",
        "RFC 5321 section 4.2.1",
        FIX_REPLIES,
        |server, _| violation(server, "inconsistent-reply-codes"),
    ),
    server(
        "bare-line-feed",
        Warning,
        "lines end in LF without CR",
        "RFC 5321 section 2.3.8",
        FIX_REPLIES,
        |server, _| violation(server, "bare-line-feed"),
    ),
    server(
        "bare-carriage-return",
        Warning,
        "a bare CR stands inside a line",
        "RFC 5321 section 2.3.8",
        FIX_REPLIES,
        |server, _| violation(server, "bare-carriage-return"),
    ),
    server(
        "reply-line-too-long",
        Warning,
        "a line of a reply is too long",
        "RFC 5321 section 4.5.3.1.5",
        FIX_REPLIES,
        |server, _| violation(server, "reply-line-too-long"),
    ),
    server(
        "endless-reply",
        Error,
        "a reply is longer than any server needs",
        "RFC 5321 section 4.2.1",
        FIX_REPLIES,
        |server, _| violation(server, "endless-reply"),
    ),
    server(
        "too-many-extensions",
        Warning,
        "EHLO is answered with more extensions than there are",
        "RFC 5321 section 4.1.1.1",
        FIX_REPLIES,
        |server, _| violation(server, "too-many-extensions"),
    ),
    server(
        "control-characters",
        Warning,
        "a reply contains control characters",
        "RFC 5321 section 4.2",
        FIX_REPLIES,
        |server, _| violation(server, "control-characters"),
    ),
    server(
        "eight-bit-reply",
        Warning,
        "a reply is neither ASCII nor UTF-8",
        "RFC 5321 section 2.4",
        FIX_REPLIES,
        |server, _| violation(server, "eight-bit-reply"),
    ),
    server(
        "non-ascii-reply",
        Notice,
        "a reply is not ASCII although nobody asked for that",
        "RFC 6531 section 3.7.4",
        "Write replies in ASCII; UTF-8 is for what follows MAIL with SMTPUTF8.",
        |server, _| violation(server, "non-ascii-reply"),
    ),
    server(
        "unexpected-reply",
        Warning,
        "a reply that no command asked for",
        "RFC 5321 section 4.2",
        FIX_REPLIES,
        |server, _| unexpected(server),
    ),
    server(
        "unterminated-reply",
        Warning,
        "a reply has no end",
        "RFC 5321 section 2.3.8",
        FIX_REPLIES,
        |server, _| violation(server, "unterminated-reply"),
    ),
    server(
        "enhanced-code-contradicts",
        Warning,
        "enhanced status code and reply code contradict each other",
        "RFC 2034 section 4",
        "Let both begin with the same digit: senders that believe the other one bounce what they should retry, or the reverse.",
        |server, _| violation(server, "enhanced-code-contradicts"),
    ),
    server(
        "enhanced-code-missing",
        Notice,
        "a reply lacks the enhanced status code that the server promises",
        "RFC 2034 section 4",
        "Stop offering ENHANCEDSTATUSCODES, or give every reply such a code; look at filters that write replies of their own.",
        |server, _| violation(server, "enhanced-code-missing"),
    ),
    server(
        "quit-not-confirmed",
        Notice,
        "QUIT is not answered with 221",
        "RFC 5321 section 4.1.1.10",
        FIX_REPLIES,
        |server, _| violation(server, "quit-not-confirmed"),
    ),
    server(
        "no-answer-to-quit",
        Notice,
        "QUIT is not answered",
        "RFC 5321 section 4.1.1.10",
        FIX_REPLIES,
        |server, _| violation(server, "no-answer-to-quit"),
    ),
];

fn violation(server: &Server, id: &str) -> Verdict {
    if server.transcript.is_empty() && server.violations.is_empty() {
        return Verdict::NotApplicable;
    }
    let mut seen: Vec<&String> = Vec::new();
    for violation in server
        .violations
        .iter()
        .filter(|violation| violation.id == id)
    {
        if !seen.contains(&&violation.evidence) {
            seen.push(&violation.evidence);
        }
    }
    let quoted = seen.into_iter().take(MOST_EVIDENCE);
    Verdict::from_evidence(quoted.map(Evidence::new).collect())
}

/// What a proxy puts before the conversation is read as commands where nobody expects it: then their replies come that
/// nobody sent a command for, before our first one or its answer.
const PROXY_HEADER: &str = "Look at the load balancer before the server: it may put a PROXY protocol header before the conversation (HAProxy: \
     send-proxy) that the server reads as commands. Switch that off, or let the server expect the header (Postfix: \
     postscreen_upstream_proxy_protocol or smtpd_upstream_proxy_protocol = haproxy; Exim: hosts_proxy).";

fn unexpected(server: &Server) -> Verdict {
    let at_the_start = |unasked: &Unasked| {
        unasked.code.is_about_syntax() && matches!(unasked.after, None | Some("EHLO"))
    };
    let is_header = server.unasked.iter().any(at_the_start);
    match violation(server, "unexpected-reply") {
        Verdict::Found(evidence) if server.out_of_step => Verdict::Found(
            evidence
                .into_iter()
                .map(|one| Evidence {
                    title: Some(OUT_OF_STEP.to_owned()),
                    ..one.of(Error)
                })
                .collect(),
        ),
        verdict if is_header => verdict.remedied_by(PROXY_HEADER),
        verdict => verdict,
    }
}

/// Without a greeting behind it the text is no prelude: what speaks there is not SMTP.
fn text_before_greeting(server: &Server) -> Verdict {
    if server.greeting.is_none() {
        return Verdict::NotApplicable;
    }
    violation(server, "text-before-greeting")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::support::{found, report, severities},
        report::{
            Report,
            server::{Unasked, Violation},
        },
        smtp::{self, EnhancedStatusCode, Reply, ReplyCode},
    };

    fn with(violations: &[&smtp::Violation]) -> Report {
        let mut report = report();
        let seen = violations.iter().map(|violation| Violation {
            id: violation.id().to_owned(),
            evidence: violation.evidence(),
            reference: violation.reference().to_owned(),
        });
        report.servers[0].violations = seen.collect();
        let unasked = violations.iter().copied().filter_map(Unasked::of);
        report.servers[0].unasked = unasked.collect();
        report
    }

    /// One of each, with the severity that its finding has.
    fn all() -> Vec<(smtp::Violation, super::super::Severity)> {
        use smtp::Violation as V;
        let line = || "220 x".to_owned();
        let code = |value| ReplyCode::new(value).unwrap();
        let reply = Reply::new(code(250), vec!["ok".to_owned()]);
        let enhanced = EnhancedStatusCode::parse("5.7.1").unwrap();
        vec![
            (V::MalformedReply { line: line() }, Warning),
            (
                V::InconsistentReplyCodes {
                    first: code(250),
                    then: code(251),
                },
                Warning,
            ),
            (V::BareLineFeed { line: line() }, Warning),
            (
                V::ReplyLineTooLong {
                    octets: 600,
                    limit: 512,
                    line: line(),
                },
                Warning,
            ),
            (V::EndlessReply { lines: 512 }, Error),
            (V::BareCarriageReturn { line: line() }, Warning),
            (V::ControlCharacters { line: line() }, Warning),
            (V::EightBitReply { line: line() }, Warning),
            (V::NonAsciiReply { line: line() }, Notice),
            (
                V::InvalidReplyCode {
                    code: code(650),
                    line: line(),
                },
                Warning,
            ),
            (V::TextBeforeGreeting { line: line() }, Warning),
            (
                V::UnexpectedReply {
                    reply: reply.clone(),
                    after: Some("DATA"),
                    position: smtp::Position::Behind,
                },
                Warning,
            ),
            (V::UnterminatedReply { line: line() }, Warning),
            (
                V::EnhancedCodeContradicts {
                    code: code(250),
                    enhanced,
                },
                Warning,
            ),
            (
                V::EnhancedCodeMissing {
                    reply: reply.clone(),
                },
                Notice,
            ),
            (
                V::TooManyExtensions {
                    count: 600,
                    limit: 128,
                },
                Warning,
            ),
            (V::QuitNotConfirmed { reply: Some(reply) }, Notice),
            (V::NoAnswerToQuit { seconds: 5 }, Notice),
        ]
    }

    #[test]
    fn every_violation_becomes_the_finding_of_its_id() {
        for (violation, severity) in all() {
            assert_eq!(
                severities(&with(&[&violation])),
                [(violation.id(), severity)]
            );
        }
        assert_eq!(all().len(), CHECKS.len());
    }

    #[test]
    fn the_reference_of_a_violation_is_that_of_its_finding() {
        for (violation, _) in all() {
            let check = CHECKS.iter().find(|check| check.id == violation.id());
            assert_eq!(
                check.map(|check| check.reference),
                Some(violation.reference())
            );
        }
    }

    #[test]
    fn replies_to_commands_that_nobody_sent_point_to_a_proxy() {
        let unasked = |code, after| smtp::Violation::UnexpectedReply {
            reply: Reply::new(ReplyCode::new(code).unwrap(), vec!["what?".to_owned()]),
            after,
            position: smtp::Position::Behind,
        };
        let points = |violation: &smtp::Violation| match unexpected(&with(&[violation]).servers[0])
        {
            Verdict::Found(evidence) => evidence[0].remedy.as_deref() == Some(PROXY_HEADER),
            _ => false,
        };
        assert!(points(&unasked(500, None)));
        assert!(points(&unasked(502, Some("EHLO"))));
        assert!(!points(&unasked(500, Some("DATA"))));
        assert!(!points(&unasked(250, None)));
    }

    #[test]
    fn the_same_line_again_is_told_once_and_not_all_that_differ() {
        let malformed = |line: &str| smtp::Violation::MalformedReply {
            line: line.to_owned(),
        };
        let lines = ["a", "a", "b", "c", "d"].map(malformed);
        assert_eq!(found(&with(&[&lines[0], &lines[1]])), ["malformed-reply"]);
        let all: Vec<_> = lines.iter().collect();
        assert_eq!(found(&with(&all)).len(), MOST_EVIDENCE);
    }

    #[test]
    fn text_without_a_greeting_behind_it_is_no_finding_of_its_own() {
        let mut report = with(&[&smtp::Violation::TextBeforeGreeting {
            line: "HTTP/1.1 400".to_owned(),
        }]);
        report.servers[0].greeting = None;
        assert!(!found(&report).contains(&"text-before-greeting"));
    }
}
