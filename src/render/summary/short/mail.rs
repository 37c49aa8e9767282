//! What became of the login and of the message. The server's words are in the transcript, and where it refuses in the finding.

use super::line::{Facts, Line};
use crate::{
    event::AuthenticationStatus as Status,
    report::server::{Attempt, Data, Transaction},
};

pub(super) fn login(facts: &Facts<'_>) -> Vec<Line> {
    let attempts = facts.server.map(|server| &server.authentication.attempted);
    attempts.into_iter().flatten().map(attempt).collect()
}

fn attempt(attempt: &Attempt) -> Line {
    let (good, what) = match attempt.status {
        Status::Accepted => (Some(true), "accepted"),
        Status::Uncertain => (None, "uncertain"),
        Status::TemporaryFailure => (None, "refused for now"),
        Status::Incomplete => (None, "incomplete"),
        Status::Rejected => (Some(false), "rejected"),
        Status::Withheld => (Some(false), "withheld"),
        Status::NotOffered => (Some(false), "not offered"),
        Status::ProtocolError => (Some(false), "failed"),
        Status::ServerNotAuthenticated => (Some(false), "the server did not prove itself"),
        Status::Unusable => (Some(false), "not possible"),
    };
    Line::judged(good, what).and(format!(" ({})", attempt.mechanism))
}

pub(super) fn message(facts: &Facts<'_>) -> Vec<Line> {
    let Some((server, transaction)) = facts
        .server
        .and_then(|server| Some((server, server.transaction.as_ref()?)))
    else {
        return Vec::new();
    };
    let recipients = recipients(transaction);
    match &transaction.data {
        Some(data) => {
            let rest = recipients.map_or(String::new(), |(_, said)| format!("; {said}"));
            let line = sent(data, server.out_of_step);
            let signed = transaction.signed.as_ref();
            let signed = signed.map(|signed| format!("; signed for {}", signed.domain));
            let rest = format!("{}{}{rest}", line.rest, signed.unwrap_or_default());
            vec![line.and(rest)]
        }
        None => without_data(transaction, recipients),
    }
}

fn without_data(transaction: &Transaction, recipients: Option<(bool, String)>) -> Vec<Line> {
    let is_held_back =
        transaction.size_exceeded.is_some() || transaction.extension_missing.is_some();
    let sender = transaction.mail.as_ref();
    match (recipients, sender) {
        _ if is_held_back => vec![Line::judged(Some(false), "not sent")],
        (Some((true, said)), _) => vec![Line::judged(Some(true), said)],
        (Some((false, said)), _) => vec![Line::judged(Some(false), said)],
        (None, Some(mail)) => vec![match (mail.accepted, mail.uncertain) {
            (true, _) => Line::judged(Some(true), "sender accepted"),
            (false, true) => Line::judged(None, "sender uncertain"),
            (false, false) => Line::judged(Some(false), "sender refused"),
        }],
        (None, None) => Vec::new(),
    }
}

/// Whether all were accepted, and which; none where nobody was asked about.
fn recipients(transaction: &Transaction) -> Option<(bool, String)> {
    let all = transaction.rcpt.len();
    let accepted = transaction.rcpt.iter().filter(|one| one.accepted).count();
    let said = match transaction.rcpt.as_slice() {
        [] => return None,
        [one] if one.accepted => format!("{} accepted", one.address),
        [one] if one.uncertain => format!("{} uncertain", one.address),
        [one] => format!("{} refused", one.address),
        _ if accepted == all => format!("all {all} recipients accepted"),
        _ => format!("{accepted} of {all} recipients accepted"),
    };
    Some((accepted == all, said))
}

fn sent(data: &Data, out_of_step: bool) -> Line {
    let last = data.reply.as_ref();
    match (&data.queue_id, data.accepted) {
        (Some(id), true) => Line::judged(Some(true), "accepted").and(format!(", queued as {id}")),
        (None, true) => Line::judged(Some(true), "accepted"),
        (_, false) if data.uncertain && out_of_step => {
            Line::judged(None, "uncertain").and(": which reply answers it is not known")
        }
        (_, false) if data.uncertain && last.is_some() => Line::judged(None, "uncertain"),
        (_, false) if data.uncertain => {
            Line::judged(None, "sent, no reply").and(": it may have been delivered")
        }
        (_, false) if last.is_some_and(|reply| reply.code.value() < 400) => {
            Line::judged(None, "begun and not finished")
        }
        (_, false) => Line::judged(Some(false), "refused"),
    }
}
