//! Facts of a server: which it is, how it answers, and what it offers.

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
    event::ConnectionStatus,
    finding::{dnsbl::unknown, wish::ended},
    record::dnsbl::ListingStatus,
    report::{self, SenderKind, server::Timings},
};

pub(super) const FACTS: &[Fact] = &[
    fact(
        "host",
        Kind::Text,
        "the host by name, or its address where there is no name",
        "host=mx1.example.com",
        Server(|server, _| Seen::Known(Value::text(&server.host))),
    )
    .volatile(),
    fact(
        "address",
        Kind::Text,
        "the address connected to",
        "address=192.0.2.1",
        Server(|server, _| {
            let address = server.address.map(|address| address.to_string());
            Seen::or_absent(address.map(Value::Text))
        }),
    )
    .volatile(),
    fact(
        "port",
        Kind::Number,
        "the port",
        "port=25",
        Server(|server, _| Seen::Known(Value::Number(i64::from(server.port)))),
    )
    .volatile(),
    fact(
        "preference",
        Kind::Number,
        "the preference of its MX record",
        "preference<=20",
        Server(|server, _| {
            let preference = server.preference.map(i64::from);
            Seen::or_absent(preference.map(Value::Number))
        }),
    ),
    fact(
        "connection",
        Kind::Word(&["connected", "refused", "timeout", "unreachable", "reset"]),
        "what TCP came to",
        "connection=refused",
        Server(|server, context| match server.connection.status {
            ConnectionStatus::NotTried => Seen::Unknown(ended(server, context.report)),
            status => Seen::word(&status),
        }),
    ),
    fact(
        "failed-stage",
        Kind::Word(&[
            "connect",
            "greeting",
            "ehlo",
            "starttls",
            "tls",
            "ehlo_after_tls",
            "auth",
            "mail",
            "rcpt",
            "data",
            "message",
        ]),
        "the stage at which the conversation ended; absent where it was complete",
        "failed-stage=absent",
        Server(|server, context| match server.failed_stage {
            Some(stage) => Seen::word(&stage),
            None if context.report.interrupted => Seen::Unknown(ended(server, context.report)),
            None => Seen::Absent,
        }),
    ),
    fact(
        "greeting",
        Kind::Text,
        "the text of the greeting",
        "greeting~Postfix",
        Server(|server, context| {
            of_reply(server, context, |server| {
                Some(Value::text(server.greeting.as_ref()?.text()))
            })
        }),
    )
    .volatile(),
    fact(
        "greeting.code",
        Kind::Code,
        "the reply code of the greeting",
        "greeting.code=220",
        Server(|server, context| {
            of_reply(server, context, |server| {
                Some(Value::Code(server.greeting.as_ref()?.code.value()))
            })
        }),
    )
    .alike(OfOnePreference),
    fact(
        "greeting.name",
        Kind::Text,
        "the name by which the server calls itself in the greeting",
        "greeting.name~[.]example[.]com$",
        Server(|server, context| {
            of_reply(server, context, |server| {
                let greeting = server.greeting.as_ref()?.text();
                Some(Value::text(greeting.split_ascii_whitespace().next()?))
            })
        }),
    )
    .volatile(),
    fact(
        "extensions",
        Kind::List,
        "the EHLO keywords of the last EHLO reply, which is the one under TLS where there is TLS",
        "extensions has PIPELINING",
        Server(|server, context| {
            of_reply(server, context, |server| {
                let offered = server.extensions()?.0.into_iter();
                let mut keywords: Vec<_> = offered.map(|one| one.keyword.to_ascii_uppercase()).collect();
                keywords.sort();
                keywords.dedup();
                Some(Value::List(keywords))
            })
        }),
    )
    .alike(OfOnePreference),
    fact(
        "extension.SIZE",
        Kind::Size,
        "the largest message that the server says it takes",
        "extension.SIZE>=50MiB",
        Server(size_limit),
    )
    .alike(OfOnePreference),
    fact(
        "extension",
        Kind::List,
        "the parameters of an EHLO keyword; absent where it is not offered",
        "extension.LIMITS has RCPTMAX=100",
        ServerFamily(Family {
            parameter: "NAME",
            understand: |text| Ok(text.to_ascii_uppercase()),
            there: |server| {
                let offered = server.extensions().unwrap_or_default().0.into_iter();
                let keywords = offered.map(|one| one.keyword.to_ascii_uppercase());
                let mut keywords: Vec<_> = keywords.filter(|one| one != "SIZE").collect();
                keywords.sort();
                keywords.dedup();
                keywords
            },
            of: |server, keyword, context| match server.extensions() {
                None => Seen::Unknown(ended(server, context.report)),
                Some(offered) => {
                    let found = offered.find(keyword);
                    Seen::or_absent(found.map(|one| Value::List(one.parameters.clone())))
                }
            },
        }),
    )
    .alike(OfOnePreference),
    fact(
        "reverse.names",
        Kind::List,
        "the names of the address (PTR)",
        "reverse.names has mx1.example.com",
        Server(|server, _| match &server.reverse {
            None => Seen::unknown("the names of this address were not looked at"),
            Some(reverse) => match (&reverse.failure, reverse.names.is_empty()) {
                (Some(failure), true) => Seen::unknown(failure),
                _ => Seen::Known(Value::List(reverse.names.clone())),
            },
        }),
    ),
    fact(
        "reverse.confirmed",
        Kind::Boolean,
        "whether one of the names of the address leads back to it",
        "reverse.confirmed=yes",
        Server(|server, _| match &server.reverse {
            None => Seen::unknown("the names of this address were not looked at"),
            Some(reverse) => Seen::boolean(reverse.confirmed, || {
                reverse.failure.clone().unwrap_or_default()
            }),
        }),
    )
    .alike(OfOnePreference),
    fact(
        "dnsbl.listed",
        Kind::Boolean,
        "whether a block list has the address, with --dnsbl",
        "dnsbl.listed=no",
        Server(|server, _| match &server.dnsbl {
            None => Seen::unknown("block lists were not asked for this address"),
            Some(lists) => {
                let unknown = unknown(lists);
                let is_listed = lists.iter().any(|one| one.status == ListingStatus::Listed);
                let known = is_listed || unknown.is_none();
                Seen::boolean(known.then_some(is_listed), || unknown.unwrap_or_default())
            }
        }),
    ),
    fact(
        "delivery",
        Kind::Word(&[
            "encrypted_authenticated",
            "encrypted",
            "plaintext",
            "deferred",
            "bounced",
        ]),
        "what becomes of mail from senders of this kind: opportunistic, require_tls, verify_tls, mta_sts or dane",
        "delivery.dane!=plaintext",
        ServerFamily(Family {
            parameter: "SENDER",
            understand: |text| one_of(&SENDERS.map(sender), text),
            there: |_| SENDERS.map(sender).to_vec(),
            of: delivery,
        }),
    )
    .volatile(),
    fact(
        "violations",
        Kind::Number,
        "how often the server broke the rules of SMTP",
        "violations=0",
        Server(|server, _| Seen::Known(Value::count(server.violations.len()))),
    )
    .volatile(),
    fact(
        "time",
        Kind::Duration,
        "how long a stage took: connect, greeting, ehlo, starttls, tls, auth, mail, rcpt or data",
        "time.greeting<2s",
        ServerFamily(Family {
            parameter: "STAGE",
            understand: |text| one_of(&STAGES.map(|(stage, _)| stage.to_owned()), text),
            there: |server| {
                let taken = STAGES.iter().filter(|(_, time)| time(&server.timings).is_some());
                taken.map(|(stage, _)| (*stage).to_owned()).collect()
            },
            of: |server, wanted, context| {
                let stage = STAGES.iter().find(|(stage, _)| *stage == wanted);
                match stage.and_then(|(_, time)| time(&server.timings)) {
                    Some(time) => Seen::Known(Value::Duration(time)),
                    None => Seen::Unknown(ended(server, context.report)),
                }
            },
        }),
    )
    .volatile(),
];

type Time = fn(&Timings) -> Option<f64>;

const STAGES: [(&str, Time); 9] = [
    ("connect", |all| all.connect_ms),
    ("greeting", |all| all.greeting_ms),
    ("ehlo", |all| all.ehlo_ms),
    ("starttls", |all| all.starttls_ms),
    ("tls", |all| all.tls_ms),
    ("auth", |all| all.auth_ms),
    ("mail", |all| all.mail_ms),
    ("rcpt", |all| all.rcpt_ms),
    ("data", |all| all.data_ms),
];

const SENDERS: [SenderKind; 5] = [
    SenderKind::Opportunistic,
    SenderKind::RequireTls,
    SenderKind::VerifyTls,
    SenderKind::MtaSts,
    SenderKind::Dane,
];

fn sender(kind: SenderKind) -> String {
    Value::word(&kind).to_string()
}

fn one_of(known: &[String], text: &str) -> Result<String, String> {
    let plain = text.to_ascii_lowercase().replace('-', "_");
    match known.contains(&plain) {
        true => Ok(plain),
        false => Err(format!("there is {}", known.join(", "))),
    }
}

/// What a reply says, where it came.
fn of_reply(
    server: &report::Server,
    context: Context<'_>,
    of: impl Fn(&report::Server) -> Option<Value>,
) -> Seen {
    match of(server) {
        Some(value) => Seen::Known(value),
        None => Seen::Unknown(ended(server, context.report)),
    }
}

/// RFC 1870 section 3: zero, and no number, say nothing of a limit.
fn size_limit(server: &report::Server, context: Context<'_>) -> Seen {
    match server.extensions() {
        None => Seen::Unknown(ended(server, context.report)),
        Some(offered) if !offered.has("SIZE") => Seen::Absent,
        Some(offered) => match offered.size_limit() {
            Some(limit) => Seen::Known(Value::Size(limit)),
            None => Seen::unknown("the server offers SIZE and names no limit"),
        },
    }
}

fn delivery(server: &report::Server, wanted: &str, context: Context<'_>) -> Seen {
    use report::Delivery;
    let mut servers = context.report.servers.iter();
    let number = servers.position(|one| std::ptr::eq(one, server));
    let views = number.and_then(|number| context.judgement.senders.get(number));
    let mut views = views.into_iter().flatten();
    match views.find(|view| sender(view.sender) == wanted) {
        None => Seen::unknown("no MX record leads to this server"),
        Some(view) if view.outcome == Delivery::Unknown => Seen::unknown(&view.because),
        Some(view) => Seen::word(&view.outcome),
    }
}
