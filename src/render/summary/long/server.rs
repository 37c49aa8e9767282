//! Login and transaction.

use std::io;

use crate::render::summary::page::Page;
use crate::{
    event::AuthenticationStatus,
    report::server::{Attempt, Authentication, Transaction},
    smtp::Reply,
};

pub(super) fn authentication(
    page: &mut Page<'_>,
    authentication: &Authentication,
) -> io::Result<()> {
    if authentication.attempted.is_empty() {
        return Ok(());
    }
    page.heading("Login")?;
    let offered = authentication.offered.join(", ");
    page.row(
        "offered",
        if offered.is_empty() {
            "nothing"
        } else {
            &offered
        },
    )?;
    for attempt in &authentication.attempted {
        let good = match attempt.status {
            AuthenticationStatus::Accepted => Some(true),
            AuthenticationStatus::Uncertain
            | AuthenticationStatus::TemporaryFailure
            | AuthenticationStatus::Incomplete => None,
            _ => Some(false),
        };
        page.judged(&attempt.mechanism, good, &outcome(attempt))?;
    }
    Ok(())
}

fn outcome(attempt: &Attempt) -> String {
    let status = match attempt.status {
        AuthenticationStatus::Accepted => "accepted",
        AuthenticationStatus::Uncertain => "uncertain",
        AuthenticationStatus::Rejected => "rejected",
        AuthenticationStatus::TemporaryFailure => "not now",
        AuthenticationStatus::Withheld => "withheld",
        AuthenticationStatus::NotOffered => "not offered",
        AuthenticationStatus::ProtocolError => "failed",
        AuthenticationStatus::ServerNotAuthenticated => "unproven",
        AuthenticationStatus::Unusable => "unusable",
        AuthenticationStatus::Incomplete => "incomplete",
    };
    let reply = attempt.reply.as_ref().map(Reply::to_string);
    let parts: Vec<_> = [Some(status.to_owned()), reply, attempt.detail.clone()]
        .into_iter()
        .flatten()
        .collect();
    parts.join(": ")
}

/// What became of a message that was sent, where no reply is known to be the answer.
fn unanswered(out_of_step: bool) -> &'static str {
    match out_of_step {
        true => "uncertain: which reply answers it is not known",
        false => "sent, no reply: it may have been delivered",
    }
}

pub(super) fn transaction(
    page: &mut Page<'_>,
    transaction: &Transaction,
    out_of_step: bool,
) -> io::Result<()> {
    page.heading("Transaction")?;
    if let Some(mail) = &transaction.mail {
        let sender = if mail.address.is_empty() {
            "<>"
        } else {
            &mail.address
        };
        page.row(
            "from",
            &said(sender, mail.accepted, mail.uncertain, &mail.reply),
        )?;
    }
    for rcpt in &transaction.rcpt {
        page.row(
            "to",
            &said(&rcpt.address, rcpt.accepted, rcpt.uncertain, &rcpt.reply),
        )?;
    }
    if let Some((bytes, limit)) = transaction.size_exceeded {
        page.judged(
            "message",
            Some(false),
            &format!("not sent: {bytes} bytes, where {limit} are taken"),
        )?;
    }
    if let Some((keyword, because)) = &transaction.extension_missing {
        page.judged(
            "message",
            Some(false),
            &format!("not sent: {because}, and {keyword} is not offered"),
        )?;
    }
    let Some(data) = &transaction.data else {
        return Ok(());
    };
    let last = data.reply.as_ref();
    let reply = last.map_or(String::new(), |reply| format!(", {reply}"));
    let is_yes = last.is_some_and(|reply| reply.code.is_positive_completion());
    match (&data.queue_id, data.accepted) {
        (_, false) if data.uncertain && is_yes => {
            page.judged("message", None, &format!("uncertain{reply}"))
        }
        (Some(id), _) => page.judged("message", Some(true), &format!("accepted, queued as {id}")),
        (None, true) => page.judged("message", Some(true), &format!("accepted{reply}")),
        (None, false) if data.uncertain => page.judged("message", None, unanswered(out_of_step)),
        (None, false) if last.is_some_and(|reply| reply.code.value() < 400) => {
            page.judged("message", None, "begun and not finished")
        }
        (None, false) => page.judged("message", Some(false), &format!("refused{reply}")),
    }
}

fn said(address: &str, accepted: bool, uncertain: bool, reply: &Reply) -> String {
    match (accepted, uncertain) {
        (true, _) => format!("{address}: accepted"),
        (false, true) => format!("{address}: uncertain, {reply}"),
        (false, false) => format!("{address}: refused, {reply}"),
    }
}
