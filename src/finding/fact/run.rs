//! Facts of a run: how it ended, what names led to, and what the domain asks of senders.

use super::{
    kind::Kind,
    row::{Context, Fact, Of::Run, fact},
    value::{Seen, Value},
};
use crate::{
    dns::Proof,
    event::ResolutionStatus,
    report::{MtaSts, MtaStsStatus},
};

pub(super) const FACTS: &[Fact] = &[
    fact(
        "exit",
        Kind::Number,
        "the exit status that the run would have without expectations",
        "exit=0",
        Run(|context| number(context.judgement.without_expectations.exit_code)),
    )
    .volatile(),
    fact(
        "verdict",
        Kind::Word(&["pass", "fail", "unknown"]),
        "the verdict in one word, likewise",
        "verdict=pass",
        Run(|context| Seen::word(&context.judgement.without_expectations.status)),
    )
    .volatile(),
    fact(
        "errors",
        Kind::Number,
        "how many errors were found, likewise, those that are ignored not counted",
        "errors=0",
        Run(|context| count(context.judgement.without_expectations.errors)),
    )
    .volatile(),
    fact(
        "warnings",
        Kind::Number,
        "how many warnings were found",
        "warnings<=2",
        Run(|context| count(context.judgement.without_expectations.warnings)),
    )
    .volatile(),
    fact(
        "notices",
        Kind::Number,
        "how many notices were found",
        "notices<10",
        Run(|context| count(context.judgement.without_expectations.notices)),
    )
    .volatile(),
    fact(
        "time.total",
        Kind::Duration,
        "how long the run took",
        "time.total<5s",
        Run(|context| Seen::Known(Value::Duration(context.report.duration_ms))),
    )
    .volatile(),
    fact(
        "resolution",
        Kind::Word(&[
            "ok",
            "implicit_mx",
            "null_mx",
            "no_such_domain",
            "no_address",
            "server_failure",
            "timeout",
            "bogus",
            "skipped",
        ]),
        "what looking for servers came to",
        "resolution=ok",
        Run(|context| Seen::word(&context.report.resolution.status)),
    ),
    fact(
        "dnssec",
        Kind::Word(&["secure", "insecure", "bogus"]),
        "whether DNSSEC proves the answers that led to the servers",
        "dnssec=secure",
        Run(|context| match context.report.resolution.dnssec {
            Proof::Indeterminate => Seen::unknown(unproven(context)),
            proof => Seen::word(&proof),
        }),
    )
    .protects(|before, after| is_word(before, "secure") && !is_still(after, "secure")),
    fact(
        "mx",
        Kind::List,
        "the mail exchangers of the domain, the most preferred first",
        "mx has mx1.example.com",
        Run(exchangers),
    ),
    fact(
        "mta-sts",
        Kind::Word(&[
            "enforce",
            "testing",
            "none",
            "invalid_record",
            "no_policy_host",
            "connection_failed",
            "timeout",
            "tls_failed",
            "untrusted_certificate",
            "redirect",
            "no_policy",
            "http_error",
            "invalid_response",
            "wrong_content_type",
            "invalid_policy",
        ]),
        "the mode of the MTA-STS policy, or why senders see none although it is announced",
        "mta-sts=enforce",
        Run(mta_sts),
    )
    .protects(|before, after| {
        let was_in_force = is_word(before, "enforce") && !is_still(after, "enforce");
        let was_there = is_word(before, "testing")
            && !is_still(after, "testing")
            && !is_still(after, "enforce");
        was_in_force || was_there
    }),
    fact(
        "mta-sts.id",
        Kind::Text,
        "the id of the MTA-STS policy",
        "mta-sts.id=20260601T120000",
        Run(|context| of_policy(context, |found| found.id.clone().map(Value::text))),
    ),
    fact(
        "mta-sts.max-age",
        Kind::Duration,
        "how long senders may keep the MTA-STS policy",
        "mta-sts.max-age>=7d",
        Run(|context| {
            of_policy(context, |found| {
                Some(Value::Duration(f64::from(found.max_age?) * 1000.0))
            })
        }),
    ),
    fact(
        "mta-sts.mx",
        Kind::List,
        "the mail exchangers that the MTA-STS policy allows",
        "mta-sts.mx has mx1.example.com",
        Run(|context| {
            of_policy(context, |found| {
                found.mode.map(|_| Value::List(found.mx.clone()))
            })
        }),
    ),
];

fn number(number: u8) -> Seen {
    Seen::Known(Value::Number(i64::from(number)))
}

fn count(count: usize) -> Seen {
    Seen::Known(Value::count(count))
}

/// Whether a value is this word.
pub(super) fn is_word(value: &Value, wanted: &str) -> bool {
    matches!(value, Value::Word(word) if word == wanted)
}

/// Whether it was seen to be this word.
pub(super) fn is_still(seen: &Seen, wanted: &str) -> bool {
    seen.value().is_some_and(|value| is_word(value, wanted))
}

fn unproven(context: Context<'_>) -> String {
    let resolution = &context.report.resolution;
    let detail = resolution.dnssec_detail.clone();
    detail.unwrap_or_else(|| "it was not asked for".to_owned())
}

fn exchangers(context: Context<'_>) -> Seen {
    let resolution = &context.report.resolution;
    let names = resolution.mx.iter().map(|one| one.exchange.clone());
    match resolution.status {
        _ if !resolution.mx.is_empty() => Seen::Known(Value::List(names.collect())),
        ResolutionStatus::ImplicitMx | ResolutionStatus::NoSuchDomain => Seen::Absent,
        _ => Seen::unknown("no MX records were looked at"),
    }
}

/// What senders find: a policy whose TXT record cannot be seen from here may well be there.
fn mta_sts(context: Context<'_>) -> Seen {
    use MtaStsStatus as Status;
    let Some(found) = &context.report.mta_sts else {
        return Seen::unknown(not_looked_at(context));
    };
    match (found.status, found.mode) {
        (Status::Ok, Some(mode)) => Seen::word(&mode),
        (Status::None, _) => Seen::Absent,
        (
            Status::LookupFailed
            | Status::HostLookupFailed
            | Status::NoRoute
            | Status::TlsBeyondThisProgram
            | Status::UnverifiableCertificate
            | Status::Ok,
            _,
        ) => Seen::unknown(found.detail.clone().unwrap_or_default()),
        (status, _) => Seen::word(&status),
    }
}

fn of_policy(context: Context<'_>, value: impl Fn(&MtaSts) -> Option<Value>) -> Seen {
    let found = context.report.mta_sts.as_ref();
    match (found.and_then(value), mta_sts(context)) {
        (Some(value), _) => Seen::Known(value),
        (None, unknown @ Seen::Unknown(_)) => unknown,
        (None, _) => Seen::Absent,
    }
}

fn not_looked_at(context: Context<'_>) -> String {
    match context.report.interrupted {
        true => "the run was interrupted".to_owned(),
        false => "it was not looked at".to_owned(),
    }
}
