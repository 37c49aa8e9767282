//! Facts of a server: the login, the envelope, the message, and what active checks came to.

use super::{
    kind::Kind,
    row::{
        Alike::OfOnePreference,
        Context, Fact, Family,
        Of::{Server, ServerFamily},
        fact,
    },
    value::{Seen, Value},
};
use crate::{
    event::{ActiveCheck, AuthenticationStatus as Status},
    finding::wish::ended,
    report::{
        self,
        server::{Attempt, Transaction},
    },
    smtp::ReplyCode,
};

pub(super) const FACTS: &[Fact] = &[
    fact(
        "auth.mechanisms",
        Kind::List,
        "the mechanisms of the last EHLO reply, by which one can log in",
        "auth.mechanisms has SCRAM-SHA-256",
        Server(|server, context| match server.extensions() {
            None => Seen::Unknown(ended(server, context.report)),
            Some(offered) => sorted(offered.auth_mechanisms()),
        }),
    )
    .alike(OfOnePreference),
    fact(
        "auth.mechanisms-in-clear",
        Kind::List,
        "the mechanisms that are offered before TLS",
        "auth.mechanisms-in-clear lacks PLAIN",
        Server(|server, context| match server.ehlo_in_clear() {
            Some(hello) => {
                sorted(crate::smtp::Extensions(hello.extensions.clone()).auth_mechanisms())
            }
            None if server.ehlo_encrypted().is_some() => Seen::Absent,
            None => Seen::Unknown(ended(server, context.report)),
        }),
    )
    .alike(OfOnePreference),
    fact(
        "auth",
        Kind::Word(&[
            "accepted",
            "rejected",
            "temporary_failure",
            "withheld",
            "not_offered",
            "protocol_error",
            "server_not_authenticated",
            "unusable",
        ]),
        "what the login came to (--auth)",
        "auth=accepted",
        Server(login),
    )
    .alike(OfOnePreference),
    fact(
        "sender",
        Kind::Code,
        "the reply code to MAIL",
        "sender=250",
        Server(|server, context| {
            let mail = transaction(server).and_then(|all| all.mail.as_ref());
            of_reply(server, context, mail.map(|mail| (mail.reply.code, mail.uncertain)))
        }),
    )
    .alike(OfOnePreference),
    fact(
        "recipient",
        Kind::Code,
        "the reply code to RCPT for this address (--to)",
        "recipient.bob@example.com=550",
        ServerFamily(Family {
            parameter: "ADDRESS",
            understand: |text| match text.contains('@') || text.eq_ignore_ascii_case("postmaster") {
                true => Ok(text.to_owned()),
                false => Err(format!("{text} is no address")),
            },
            there: |server| {
                let recipients = transaction(server).map(|all| all.rcpt.as_slice());
                let recipients = recipients.unwrap_or_default().iter();
                recipients.map(|one| one.address.clone()).collect()
            },
            of: |server, address, context| {
                let mut recipients = transaction(server).into_iter().flat_map(|all| &all.rcpt);
                let found = recipients.find(|one| one.address.eq_ignore_ascii_case(address));
                of_reply(server, context, found.map(|one| (one.reply.code, one.uncertain)))
            },
        }),
    )
    .alike(OfOnePreference),
    fact(
        "message",
        Kind::Code,
        "the last reply code of DATA: to the command where it was refused, else to the message (--send)",
        "message=250",
        Server(|server, context| {
            let data = transaction(server).and_then(|all| all.data.as_ref());
            let reply = data.and_then(|data| Some((data.reply.as_ref()?.code, data.uncertain)));
            of_reply(server, context, reply)
        }),
    )
    .alike(OfOnePreference),
    fact(
        "queue-id",
        Kind::Text,
        "the name that the server gave the message",
        "queue-id~^[0-9A-F]+$",
        Server(|server, context| {
            let data = transaction(server).and_then(|all| all.data.as_ref());
            match data {
                Some(data) => Seen::or_absent(data.queue_id.clone().map(Value::text)),
                None => Seen::Unknown(ended(server, context.report)),
            }
        }),
    )
    .volatile(),
    fact(
        "open-relay",
        Kind::Boolean,
        "whether mail for other people's domains is accepted without a login (--check-relay)",
        "open-relay=no",
        Server(|server, context| of_check(server, context, ActiveCheck::Relay, "open-relay")),
    )
    .alike(OfOnePreference)
    .protects(became_true),
    fact(
        "smtp-smuggling",
        Kind::Boolean,
        "whether something that is no end of data ends a message (--check-smuggling)",
        "smtp-smuggling=no",
        Server(|server, context| {
            of_check(server, context, ActiveCheck::Smuggling, "smtp-smuggling")
        }),
    )
    .alike(OfOnePreference)
    .protects(became_true),
    fact(
        "starttls-injection",
        Kind::Boolean,
        "whether commands that are sent in clear are executed under TLS (--check-starttls-injection)",
        "starttls-injection=no",
        Server(|server, context| {
            let check = ActiveCheck::StarttlsInjection;
            of_check(server, context, check, "starttls-command-injection")
        }),
    )
    .alike(OfOnePreference)
    .protects(became_true),
    fact(
        "tls-enforced",
        Kind::Boolean,
        "whether the server insists on the TLS that it offers (--check-tls-enforcement)",
        "tls-enforced=yes",
        Server(|server, context| {
            let check = ActiveCheck::TlsEnforcement;
            match of_check(server, context, check, "tls-not-enforced") {
                Seen::Known(Value::Boolean(found)) => Seen::Known(Value::Boolean(!found)),
                other => other,
            }
        }),
    )
    .alike(OfOnePreference)
    .protects(|before, after| {
        *before == Value::Boolean(true) && *after == Seen::Known(Value::Boolean(false))
    }),
    fact(
        "user-enumeration",
        Kind::Boolean,
        "whether the server tells which users there are (--check-enumeration)",
        "user-enumeration=no",
        Server(|server, context| {
            of_check(server, context, ActiveCheck::Enumeration, "user-enumeration")
        }),
    )
    .alike(OfOnePreference),
    fact(
        "catch-all",
        Kind::Boolean,
        "whether mail for any user is accepted (--check-enumeration)",
        "catch-all=no",
        Server(|server, context| {
            of_check(server, context, ActiveCheck::Enumeration, "catch-all")
        }),
    )
    .alike(OfOnePreference),
];

fn became_true(before: &Value, after: &Seen) -> bool {
    *before == Value::Boolean(false) && *after == Seen::Known(Value::Boolean(true))
}

fn sorted(mut list: Vec<String>) -> Seen {
    list.sort();
    Seen::Known(Value::List(list))
}

fn transaction(server: &report::Server) -> Option<&Transaction> {
    server.transaction.as_ref()
}

/// A reply, and whether another one contradicts it.
fn of_reply(
    server: &report::Server,
    context: Context<'_>,
    reply: Option<(ReplyCode, bool)>,
) -> Seen {
    match reply {
        Some((code, false)) => Seen::Known(Value::Code(code.value())),
        Some((_, true)) => Seen::unknown("which reply answers it is not known"),
        None => Seen::Unknown(ended(server, context.report)),
    }
}

/// Of several mechanisms one that lets in is enough.
fn login(server: &report::Server, context: Context<'_>) -> Seen {
    let attempts = &server.authentication.attempted;
    let is_in = |one: &&Attempt| one.status == Status::Accepted;
    match attempts.iter().find(is_in).or(attempts.last()) {
        Some(attempt) => match attempt.status {
            Status::Uncertain => Seen::unknown("which reply answers it is not known"),
            Status::Incomplete => Seen::Unknown(ended(server, context.report)),
            status => Seen::word(&status),
        },
        None if !context.report.asked.has("auth") => Seen::unknown("--auth asks for it"),
        None => Seen::Unknown(match &server.authentication.skipped {
            Some(skipped) => skipped.clone(),
            None => ended(server, context.report),
        }),
    }
}

/// Whether an active check found this.
fn of_check(server: &report::Server, context: Context<'_>, check: ActiveCheck, id: &str) -> Seen {
    let Some(made) = server.active(check) else {
        return Seen::Unknown(match context.report.asked.active.contains(&check) {
            true => ended(server, context.report),
            false => format!("--{} asks for it", check.option()),
        });
    };
    let came = context.judgement.came_of(check, server);
    match (came.found.contains(&id), came.open.contains(&id)) {
        (true, _) => Seen::Known(Value::Boolean(true)),
        (_, true) => Seen::Unknown(made.because.clone().unwrap_or_default()),
        _ => Seen::Known(Value::Boolean(false)),
    }
}
