//! Checks of greeting and EHLO, and of replies that come late or say so. RFC 5321 sections 3.1, 3.2 and 4.5.3.2. How a
//! server writes its replies is in `violation`.

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict,
    advised::{advised, answered, wants_login},
    connection::at,
    is_submission, server,
};
use crate::{
    event::{Cause, FailedStage},
    report::{Report, Server, server::SlowReply},
    smtp::{Extensions, OUT_OF_STEP, Reply},
};

pub(super) const CHECKS: &[Check] = &[
    server(
        "greeting-refused",
        Error,
        "the server greets with a refusal",
        "RFC 5321 section 3.1",
        "Read its words: most often this address is on a blocklist or has no reverse DNS name.",
        greeting_refused,
    ),
    server(
        "greeting-name-mismatch",
        Notice,
        "the server calls itself by another name",
        "RFC 5321 section 4.3.1",
        "Let the server greet with the name under which it is reached (Postfix: smtpd_banner and myhostname); few senders care.",
        greeting_name,
    ),
    server(
        "ehlo-refused",
        Error,
        "EHLO is refused",
        "RFC 5321 section 4.1.1.1",
        "Try --ehlo with a name that resolves; a server that knows HELO only offers neither encryption nor login.",
        ehlo_refused,
    ),
    server(
        "duplicate-keyword",
        Notice,
        "an EHLO keyword is offered twice",
        "RFC 5321 section 4.1.1.1",
        "Remove one of the lines; look for a proxy that adds its own.",
        duplicate_keyword,
    ),
    server(
        "slow-reply",
        Error,
        "the server does not answer in time",
        "RFC 5321 section 4.5.3.2",
        "Look in the server's log for what it is waiting for; --timeout gives it more time.",
        slow,
    ),
    server(
        "temporary-failure",
        Error,
        "the server says to try again later",
        "RFC 5321 section 4.2.1",
        "Try again later; if it stays so, the server's log says what is missing.",
        temporary_failure,
    ),
];

/// A greeting that says to come later is told as that.
fn greeting_refused(server: &Server, _: &Report) -> Verdict {
    let Some(greeting) = &server.greeting else {
        return Verdict::NotApplicable;
    };
    if server.failed_stage != Some(FailedStage::Greeting) || greeting.code.is_temporary() {
        return Verdict::Pass;
    }
    Verdict::Found(vec![advised(
        "greeting-refused",
        server,
        FailedStage::Greeting,
        greeting,
        greeting.to_string(),
    )])
}

/// A name in the greeting that is neither the host connected to nor in its certificate.
fn greeting_name(server: &Server, _: &Report) -> Verdict {
    let Some(greeting) = server
        .greeting
        .as_ref()
        .filter(|greeting| greeting.code.value() == 220)
    else {
        return Verdict::NotApplicable;
    };
    let said = greeting
        .lines
        .first()
        .and_then(|line| line.split(' ').next())
        .unwrap_or_default();
    let is_name = |name: &str| name.contains('.') && name.parse::<std::net::IpAddr>().is_err();
    // Mail programs do not look at it; one server may well have many names for them.
    if !is_name(said) || !is_name(&server.host) || is_submission(server.port) {
        return Verdict::NotApplicable;
    }
    let leaf = server.tls.as_ref().and_then(|tls| tls.certificates.first());
    let in_certificate = leaf.is_some_and(|leaf| {
        leaf.dns_names
            .iter()
            .any(|name| name.eq_ignore_ascii_case(said))
    });
    if said.eq_ignore_ascii_case(&server.host) || in_certificate {
        return Verdict::Pass;
    }
    Verdict::found(format!("{} greets as {said}", server.host))
}

fn ehlo_refused(server: &Server, _: &Report) -> Verdict {
    let refused = server.ehlo.iter().find(|ehlo| {
        !ehlo.encrypted && !ehlo.helo && !ehlo.accepted() && !ehlo.reply.code.is_temporary()
    });
    let Some(refused) = refused else {
        return if server.ehlo.is_empty() {
            Verdict::NotApplicable
        } else {
            Verdict::Pass
        };
    };
    if server.out_of_step {
        return Verdict::Unknown(OUT_OF_STEP.to_owned());
    }
    let text = refused.reply.to_string();
    let evidence = match super::starttls::eaten(server) {
        // No other name in EHLO helps where EHLO itself does not get through.
        Some(_) => Evidence::new(text).remedied_by(EATEN),
        None => advised(
            "ehlo-refused",
            server,
            FailedStage::Ehlo,
            &refused.reply,
            text,
        ),
    };
    let helo_accepted = server.ehlo.iter().any(|ehlo| ehlo.helo && ehlo.accepted());
    Verdict::Found(vec![if helo_accepted {
        evidence.of(Warning)
    } else {
        evidence
    }])
}

const EATEN: &str = "EHLO did not get to the server as it was sent: switch off SMTP inspection in the firewall on the way.";

/// What came too late ended the attempt; what came late and in time is good to know.
fn slow(server: &Server, report: &Report) -> Verdict {
    let mut evidence: Vec<_> = server.slow_replies.iter().map(late).collect();
    if let Some(failure) = &server.failure
        && failure.cause == Cause::TimedOut
        && !matches!(
            server.failed_stage,
            Some(FailedStage::Connect | FailedStage::Tls)
        )
    {
        let text = format!("{}, {}", failure.detail, at(server.failed_stage));
        let pipelined = report.asked.has("pipeline")
            && server
                .transaction
                .as_ref()
                .is_some_and(|transaction| !transaction.not_pipelined);
        let remedy = match server.failed_stage {
            Some(FailedStage::Greeting) => Some(SILENT),
            Some(FailedStage::Mail | FailedStage::Rcpt | FailedStage::Data) if pipelined => {
                Some(PIPELINED)
            }
            _ => None,
        };
        evidence.insert(
            0,
            Evidence {
                remedy: remedy.map(str::to_owned),
                ..Evidence::new(text)
            },
        );
    }
    match (evidence.is_empty(), &server.greeting) {
        (false, _) => Verdict::Found(evidence),
        (true, Some(_)) => Verdict::Pass,
        (true, None) => Verdict::NotApplicable,
    }
}

fn late(reply: &SlowReply) -> Evidence {
    let text = format!("{} was answered after {:.1} s", reply.to, reply.ms / 1000.0);
    Evidence {
        title: Some("the server takes long to answer".to_owned()),
        remedy: Some(
            "Some senders give up sooner; look at what the server asks others before it answers: DNS, blocklists, \
             filters, other servers."
                .to_owned(),
        ),
        ..Evidence::new(text).of(Notice)
    }
}

const PIPELINED: &str = "Look in the server's log for what it is waiting for, and try without --pipeline: some servers lose commands that come in \
    one packet with another.";

const SILENT: &str = "Look in the server's log for what it is waiting for; --timeout gives it more time. A server behind a load \
    balancer may wait for a PROXY protocol header, which only that sends: then connect by way of it, or switch it off \
    (Postfix: postscreen_upstream_proxy_protocol, smtpd_upstream_proxy_protocol; Exim: hosts_proxy).";

fn duplicate_keyword(server: &Server, _: &Report) -> Verdict {
    if server.ehlo.is_empty() {
        return Verdict::NotApplicable;
    }
    let mut duplicates: Vec<String> = server
        .ehlo
        .iter()
        .flat_map(|ehlo| Extensions(ehlo.extensions.clone()).duplicates())
        .collect();
    duplicates.sort();
    duplicates.dedup();
    Verdict::from_evidence(duplicates.into_iter().map(Evidence::new).collect())
}

/// A 4yz reply that ended the attempt and has no finding of its own.
fn temporary_failure(server: &Server, report: &Report) -> Verdict {
    let Some(failure) = server
        .failure
        .as_ref()
        .filter(|failure| failure.cause == Cause::TemporaryReply)
    else {
        return if server.greeting.is_some() {
            Verdict::Pass
        } else {
            Verdict::NotApplicable
        };
    };
    let told_elsewhere = matches!(
        super::transaction::greylisted(server, report),
        Verdict::Found(_)
    ) || matches!(server.failed_stage, Some(FailedStage::Starttls));
    if told_elsewhere {
        return Verdict::Pass;
    }
    let transaction = server.transaction.as_ref();
    if let Some(reply) = transaction.and_then(|transaction| transaction.farewell.as_ref()) {
        let text = format!("in reply to RSET: {reply}");
        return Verdict::Found(vec![advised(ID, server, FailedStage::Rcpt, reply, text)]);
    }
    match (server.failed_stage, server.refusal()) {
        (Some(FailedStage::Rcpt), Some(_)) => Verdict::from_evidence(put_off(server)),
        (Some(stage), Some(reply)) if wants_login(server, stage, reply) => Verdict::Pass,
        (Some(stage), Some(reply)) => {
            let text = format!("{}: {reply}", answered(stage));
            Verdict::Found(vec![advised(ID, server, stage, reply, text)])
        }
        _ => Verdict::found(format!("{}, {}", failure.detail, at(server.failed_stage))),
    }
}

const ID: &str = "temporary-failure";

/// Every recipient was put off; each may have its own reason, which is told once. Beside one that was accepted 421 alone
/// ended the attempt.
fn put_off(server: &Server) -> Vec<Evidence> {
    let transaction = server.transaction.iter();
    let recipients = transaction
        .clone()
        .flat_map(|transaction| &transaction.rcpt);
    let one_accepted = recipients.clone().any(|rcpt| rcpt.accepted);
    let recipients = recipients.filter(|rcpt| !one_accepted || rcpt.reply.code.value() == 421);
    let mut told: Vec<&Reply> = Vec::new();
    let mut evidence = Vec::new();
    for rcpt in recipients.filter(|rcpt| !wants_login(server, FailedStage::Rcpt, &rcpt.reply)) {
        if !told.contains(&&rcpt.reply) {
            told.push(&rcpt.reply);
            let text = format!("{}: {}", rcpt.address, rcpt.reply);
            evidence.push(advised(ID, server, FailedStage::Rcpt, &rcpt.reply, text));
        }
    }
    evidence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::support::{ehlo, fail, found, report, severities};

    #[test]
    fn a_greeting_that_refuses_is_told_in_the_servers_words() {
        let refused = fail(FailedStage::Greeting, Cause::PermanentReply, |server| {
            server.greeting = Some(Reply::of(554, "no thanks"));
            server.ehlo.clear();
            server.tls = None;
            server.starttls = crate::report::server::StartTls::default();
        });
        assert_eq!(severities(&refused), [("greeting-refused", Error)]);
    }

    #[test]
    fn another_name_in_the_greeting_is_good_to_know() {
        let mut report = report();
        report.servers[0].greeting = Some(Reply::of(220, "other.example ESMTP"));
        assert_eq!(severities(&report), [("greeting-name-mismatch", Notice)]);
        report.servers[0].host = "192.0.2.1".to_owned();
        assert_eq!(found(&report), [""; 0]);
    }

    #[test]
    fn helo_makes_a_refused_ehlo_a_warning() {
        let mut report = report();
        let mut refused = ehlo(false, &[]);
        refused.reply = Reply::of(502, "what?");
        report.servers[0].ehlo.insert(0, refused.clone());
        assert_eq!(severities(&report), [("ehlo-refused", Error)]);
        report.servers[0].ehlo[1].helo = true;
        assert!(severities(&report).contains(&("ehlo-refused", Warning)));
    }

    #[test]
    fn a_keyword_offered_twice_is_told_once() {
        let mut report = report();
        report.servers[0].ehlo[1] = ehlo(true, &["SIZE 1", "SIZE 2", "SIZE 3"]);
        assert_eq!(found(&report), ["duplicate-keyword"]);
    }

    #[test]
    fn a_reply_that_is_late_and_in_time_is_good_to_know() {
        let mut report = report();
        report.servers[0].slow_replies = vec![SlowReply {
            to: "EHLO".to_owned(),
            ms: 11_000.0,
        }];
        assert_eq!(severities(&report), [("slow-reply", Notice)]);
    }

    #[test]
    fn temporary_and_late_replies_are_told_apart() {
        assert_eq!(
            found(&fail(FailedStage::Mail, Cause::TemporaryReply, |_| {})),
            ["temporary-failure"]
        );
        assert_eq!(
            found(&fail(FailedStage::Mail, Cause::TimedOut, |_| {})),
            ["slow-reply"]
        );
    }
}
