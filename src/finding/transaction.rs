//! Checks of MAIL, RCPT, DATA and the message: RFC 5321 section 3.3, RFC 1870, RFC 6531.

use super::{
    Check, Evidence,
    Severity::{Error, Notice},
    Verdict, advice,
    advised::{advised, wants_login},
    server,
    step::doubt,
};
use crate::{
    event::{Cause, FailedStage},
    report::{
        Report, Server,
        server::{Rcpt, Transaction},
    },
    smtp::THE_MESSAGE,
};

pub(super) const CHECKS: &[Check] = &[
    server(
        "sender-refused",
        Error,
        "the sender is refused",
        "RFC 5321 section 3.3",
        "Read the server's words: it may want encryption, a login, another sender, or a domain that exists.",
        sender_refused,
    ),
    server(
        "recipient-refused",
        Error,
        "a recipient is refused",
        "RFC 5321 section 3.3",
        "Read the server's words: no such mailbox, or this server does not relay for that domain without a login.",
        recipient_refused,
    ),
    server(
        "recipient-forwarded",
        Notice,
        "the recipient has a new address, to which the server forwards",
        "RFC 5321 section 3.4",
        "Nothing to do for this message; ask the recipient for the new address.",
        forwarded,
    ),
    server(
        "greylisted",
        Error,
        "the server defers unknown senders",
        "RFC 6647 section 2.1",
        advice::GREYLISTING_REMEDY,
        greylisted,
    ),
    server(
        "data-refused",
        Error,
        "DATA is refused",
        "RFC 5321 section 3.3",
        "Read the server's words; its log has the reason.",
        |server, _| refused("data-refused", server, FailedStage::Data),
    ),
    server(
        "message-refused",
        Error,
        "the message is refused after it was handed over",
        "RFC 5321 section 4.2.5",
        "Read the server's words: content filters, SPF, DKIM and DMARC decide at this point.",
        |server, _| refused("message-refused", server, FailedStage::Message),
    ),
    server(
        "delivery-uncertain",
        Error,
        "no answer to the message: it may have been delivered",
        "RFC 5321 section 4.5.3.2.6",
        "Look for it in the mailbox and in the server's log before sending it again.",
        |server, _| match server
            .transaction
            .as_ref()
            .and_then(|transaction| transaction.data.as_ref())
        {
            None => Verdict::NotApplicable,
            Some(data) if !data.uncertain => Verdict::Pass,
            Some(_) if server.out_of_step || server.refusal_after(THE_MESSAGE).is_some() => {
                match doubt(server, THE_MESSAGE, "the message") {
                    Verdict::Found(evidence) => Verdict::Found(
                        evidence
                            .into_iter()
                            .map(|one| Evidence {
                                remedy: None,
                                ..one
                            })
                            .collect(),
                    ),
                    unknown => unknown,
                }
            }
            Some(_) => Verdict::found("the final dot was sent, and no reply came"),
        },
    ),
    server(
        "size-exceeded",
        Error,
        "the message is larger than the server accepts",
        "RFC 1870 section 4",
        "Send a smaller message, or raise the server's limit (Postfix: message_size_limit).",
        size_exceeded,
    ),
    server(
        "extension-missing",
        Error,
        "the message needs an extension that the server does not offer",
        "RFC 6531 section 3.2",
        "Use ASCII addresses and headers and a body in quoted-printable, or a server that offers the extension.",
        |server, _| match &server.transaction {
            None => Verdict::NotApplicable,
            Some(Transaction {
                extension_missing: Some((keyword, because)),
                ..
            }) => Verdict::found(format!("{keyword}: {because}")),
            Some(_) => Verdict::Pass,
        },
    ),
    server(
        "not-pipelined",
        Notice,
        "the server does not offer PIPELINING",
        "RFC 2920 section 3.1",
        "Nothing to do: the commands went out one by one.",
        |server, report| match &server.transaction {
            Some(transaction) if transaction.not_pipelined => {
                Verdict::found("--pipeline was asked for")
            }
            Some(_) if report.asked.has("pipeline") => Verdict::Pass,
            _ => Verdict::NotApplicable,
        },
    ),
];

fn refused(id: &str, server: &Server, stage: FailedStage) -> Verdict {
    let Some(transaction) = &server.transaction else {
        return Verdict::NotApplicable;
    };
    let Some(failure) = server.failure.as_ref().filter(|failure| {
        server.failed_stage == Some(stage)
            && failure.cause == Cause::PermanentReply
            && !refused_for_size(server, transaction)
    }) else {
        return Verdict::Pass;
    };
    match server.refusal() {
        Some(reply) if wants_login(server, stage, reply) => Verdict::Pass,
        Some(reply) => Verdict::Found(vec![advised(id, server, stage, reply, &failure.detail)]),
        None => Verdict::found(&failure.detail),
    }
}

fn sender_refused(server: &Server, _: &Report) -> Verdict {
    let mail = server
        .transaction
        .as_ref()
        .and_then(|transaction| transaction.mail.as_ref());
    match mail.is_some_and(|mail| mail.uncertain) {
        true => doubt(server, "MAIL", "the sender"),
        false => refused("sender-refused", server, FailedStage::Mail),
    }
}

/// Known before it was sent, or learned from the server's refusal.
fn size_exceeded(server: &Server, _: &Report) -> Verdict {
    let Some(transaction) = &server.transaction else {
        return Verdict::NotApplicable;
    };
    match (transaction.size_exceeded, &server.failure) {
        (Some((bytes, limit)), _) => {
            Verdict::found(format!("{bytes} bytes, where {limit} are taken"))
        }
        (None, Some(failure)) if refused_for_size(server, transaction) => {
            let refusal = server.failed_stage.zip(server.refusal());
            Verdict::Found(vec![refusal.map_or_else(
                || Evidence::new(&failure.detail),
                |(stage, reply)| advised("size-exceeded", server, stage, reply, &failure.detail),
            )])
        }
        _ => Verdict::Pass,
    }
}

/// RFC 3463 sections 3.3 and 3.4: X.2.3 and X.3.4. Without these codes 552 stands for a full mailbox as well, and only the
/// words tell them apart: "Message size exceeds maximum permitted" (Exim 4.98), "Error: Too much mail data" (aiosmtpd 1.4).
fn refused_for_size(server: &Server, transaction: &Transaction) -> bool {
    let reply = match server.failed_stage {
        Some(FailedStage::Mail) => transaction.mail.as_ref().map(|mail| &mail.reply),
        Some(FailedStage::Data | FailedStage::Message) => transaction
            .data
            .as_ref()
            .and_then(|data| data.reply.as_ref()),
        _ => None,
    };
    reply.is_some_and(|reply| match reply.enhanced_status_code() {
        Some(code) => code.class == 5 && matches!((code.subject, code.detail), (2, 3) | (3, 4)),
        None => {
            reply.code.value() == 552
                && !reply.says_one_of(&["mailbox", "mailboxes"])
                && reply.says_one_of(&SIZE_WORDS)
        }
    })
}

const SIZE_WORDS: [&str; 6] = [
    "size",
    "oversize",
    "oversized",
    "too big",
    "too large",
    "too much mail data",
];

/// Recipients refused for good, and those put off while another was accepted: the message reaches not everybody.
fn recipient_refused(server: &Server, _: &Report) -> Verdict {
    let rcpt = match &server.transaction {
        Some(transaction) if !transaction.rcpt.is_empty() => &transaction.rcpt,
        _ => return Verdict::NotApplicable,
    };
    let in_doubt = rcpt.iter().any(|one| one.uncertain);
    let doubt = in_doubt.then(|| doubt(server, "RCPT", "a recipient"));
    // Where all are put off, nobody is refused: `temporary-failure` says it.
    let is_put_off = |one: &&Rcpt| one.reply.code.is_temporary();
    let all_put_off = rcpt.iter().all(|one| is_put_off(&one));
    // 421 ended the attempt: `temporary-failure` says that too.
    let ended_it = |one: &Rcpt| {
        let ended = server.ended_for_now_at(FailedStage::Rcpt);
        ended && one.reply.code.value() == 421
    };
    let is_refused = |one: &&Rcpt| {
        !one.accepted
            && !one.uncertain
            && !all_put_off
            && !ended_it(one)
            && !wants_login(server, FailedStage::Rcpt, &one.reply)
    };
    let mut refused: Vec<_> = rcpt.iter().filter(is_refused).collect();
    // Those refused for good decide the exit status, so that the verdict tells of one of them.
    refused.sort_by_key(is_put_off);
    let evidence = refused.into_iter().map(|one| {
        let text = format!("{}: {}", one.address, one.reply);
        advised(
            "recipient-refused",
            server,
            FailedStage::Rcpt,
            &one.reply,
            text,
        )
        .of_recipient(&one.address)
    });
    let evidence: Vec<_> = evidence.collect();
    match doubt {
        Some(Verdict::Found(doubt)) => Verdict::Found(doubt.into_iter().chain(evidence).collect()),
        Some(unknown) if evidence.is_empty() => unknown,
        _ => Verdict::from_evidence(evidence),
    }
}

/// RFC 5321 section 3.4: 251 names the path that the message goes on to.
fn forwarded(server: &Server, _: &Report) -> Verdict {
    let Some(transaction) = &server.transaction else {
        return Verdict::NotApplicable;
    };
    let moved = transaction
        .rcpt
        .iter()
        .filter(|one| one.reply.code.value() == 251);
    let evidence = moved.map(|one| {
        let evidence = Evidence::new(format!("{}: {}", one.address, one.reply));
        match advice::new_path(&one.reply) {
            Some(path) => evidence.remedied_by(format!(
                "Nothing to do for this message; from now on write to {path}, once its owner confirms the new address."
            )),
            None => evidence,
        }
    });
    Verdict::from_evidence(evidence.collect())
}

pub(super) fn greylisted(server: &Server, _: &Report) -> Verdict {
    let Some(transaction) = &server.transaction else {
        return Verdict::NotApplicable;
    };
    let mail = transaction.mail.iter().map(|mail| &mail.reply);
    // Beside a recipient with another answer this is told as a refused recipient.
    let is_put_off = |rcpt: &Rcpt| rcpt.reply.code.is_temporary();
    let all_put_off = transaction.rcpt.iter().all(is_put_off);
    let rcpt = transaction.rcpt.iter().filter(|_| all_put_off);
    let rcpt = rcpt.map(|rcpt| &rcpt.reply);
    let data = transaction
        .data
        .iter()
        .filter_map(|data| data.reply.as_ref());
    let mut replies = mail.chain(rcpt).chain(data);
    let put_off = replies.find(|reply| advice::is_greylisting(reply));
    match put_off {
        Some(reply) => {
            let stage = server.failed_stage.unwrap_or(FailedStage::Rcpt);
            let text = reply.to_string();
            Verdict::Found(vec![advised("greylisted", server, stage, reply, text)])
        }
        None => Verdict::Pass,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::support::{fail, found, report, severities},
        report::server::{Data, Mail},
        smtp::Reply,
    };

    fn rcpt(code: u16, text: &str) -> Rcpt {
        Rcpt {
            address: "bob@example.net".to_owned(),
            reply: Reply::of(code, text),
            accepted: code == 250,
            uncertain: false,
        }
    }

    fn with(replies: &[(u16, &str)]) -> Report {
        let all_refused = !replies.iter().any(|(code, _)| *code == 250);
        let cause = match replies.iter().any(|(code, _)| *code >= 500) {
            true => Cause::PermanentReply,
            false => Cause::TemporaryReply,
        };
        let rcpt: Vec<_> = replies
            .iter()
            .map(|(code, text)| rcpt(*code, text))
            .collect();
        let change = move |server: &mut Server| {
            server.transaction = Some(Transaction {
                rcpt: rcpt.clone(),
                ..Transaction::default()
            });
        };
        let mut failed = fail(FailedStage::Rcpt, cause, &change);
        if all_refused {
            return failed;
        }
        failed = report();
        change(&mut failed.servers[0]);
        failed
    }

    #[test]
    fn refused_recipients_are_told_one_by_one() {
        assert_eq!(
            found(&with(&[(550, "5.1.1 unknown"), (550, "5.1.1 unknown")])),
            ["recipient-refused", "recipient-refused"]
        );
        assert_eq!(
            severities(&with(&[(250, "ok"), (550, "unknown")])),
            [("recipient-refused", Error)]
        );
        assert_eq!(found(&with(&[(250, "ok")])), [""; 0]);
    }

    #[test]
    fn greylisting_is_told_apart_from_other_temporary_refusals() {
        assert_eq!(
            found(&with(&[(
                450,
                "4.2.0 Recipient address rejected: Greylisted"
            )])),
            ["greylisted"]
        );
        assert_eq!(
            found(&with(&[(452, "4.2.2 mailbox full")])),
            ["temporary-failure"]
        );
        assert_eq!(
            found(&with(&[(250, "ok"), (450, "4.2.0 Greylisted")])),
            ["recipient-refused"]
        );
        assert_eq!(
            found(&with(&[(550, "5.1.1 unknown"), (450, "4.2.0 Greylisted")])),
            ["recipient-refused", "recipient-refused"]
        );
    }

    #[test]
    fn each_stage_that_refuses_has_its_finding() {
        let refusing = |stage| {
            found(&fail(stage, Cause::PermanentReply, |server| {
                let mail = Mail {
                    address: String::new(),
                    reply: Reply::of(250, "ok"),
                    accepted: true,
                    uncertain: false,
                };
                server.transaction = Some(Transaction {
                    mail: Some(mail),
                    ..Transaction::default()
                });
            }))
        };
        assert_eq!(refusing(FailedStage::Mail), ["sender-refused"]);
        assert_eq!(refusing(FailedStage::Data), ["data-refused"]);
        assert_eq!(refusing(FailedStage::Message), ["message-refused"]);
    }

    #[test]
    fn a_refusal_for_its_size_is_told_apart_from_a_full_mailbox() {
        let answered = |text: &str| {
            found(&fail(
                FailedStage::Message,
                Cause::PermanentReply,
                |server| {
                    let data = Data {
                        reply: Some(Reply::of(552, text)),
                        ..Data::default()
                    };
                    server.transaction = Some(Transaction {
                        data: Some(data),
                        ..Transaction::default()
                    });
                },
            ))
        };
        let postfix = "5.3.4 Error: message file too big";
        assert_eq!(answered(postfix), ["size-exceeded"]);
        let exim = "Message size exceeds maximum permitted";
        assert_eq!(answered(exim), ["size-exceeded"]);
        let aiosmtpd = "Error: Too much mail data";
        assert_eq!(answered(aiosmtpd), ["size-exceeded"]);
        let full = "Mailbox size limit exceeded";
        assert_eq!(answered(full), ["message-refused"]);
        assert_eq!(
            answered("5.2.2 Mailbox size limit exceeded"),
            ["message-refused"]
        );
        assert_eq!(answered("quota exceeded"), ["message-refused"]);
        let named_so = "<bob.sizemore@example.net> over quota";
        assert_eq!(answered(named_so), ["message-refused"]);
    }

    #[test]
    fn what_could_not_be_sent_says_why() {
        let with = |transaction: Transaction| {
            let mut report = report();
            report.servers[0].transaction = Some(transaction);
            found(&report)
        };
        assert_eq!(
            with(Transaction {
                size_exceeded: Some((2, 1)),
                ..Transaction::default()
            }),
            ["size-exceeded"]
        );
        let missing = Some(("SMTPUTF8".to_owned(), "an address".to_owned()));
        assert_eq!(
            with(Transaction {
                extension_missing: missing,
                ..Transaction::default()
            }),
            ["extension-missing"]
        );
        let data = Some(Data {
            uncertain: true,
            ..Data::default()
        });
        assert_eq!(
            with(Transaction {
                data,
                ..Transaction::default()
            }),
            ["delivery-uncertain"]
        );
        assert_eq!(
            with(Transaction {
                not_pipelined: true,
                ..Transaction::default()
            }),
            ["not-pipelined"]
        );
    }
}
