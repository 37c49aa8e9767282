//! The wording of the bracketed notes, used by the transcript and the recorder alike: what is not a line that
//! crossed the wire stands in square brackets in the same column.

mod active;
mod aside;
mod entry;
mod storyboard;

pub use entry::{Entry, Speaker, Tidings};
pub use storyboard::handshake_message;

use entry::{bracketed, client_note, server_note, tidings_of};

use super::{
    About, Authentication, Connection, Conversation, Event, Observed, Resolution, Tls, Transaction,
};
use crate::{
    smtp::Shown,
    tls::{Facts, HandshakeSignature, Step, TlsVersion, Verification, client_hello::breadth},
};

/// The lines of the transcript that an event adds.
#[must_use]
pub fn entries(observed: &Observed) -> Vec<Entry> {
    if observed.about == About::Domain {
        return Vec::new();
    }
    match &observed.event {
        Event::Connection(event) => connection(event).into_iter().collect(),
        Event::Conversation(event) => conversation(event).into_iter().collect(),
        Event::Tls(Tls::Step(step)) => handshake(step).into_iter().collect(),
        Event::Tls(Tls::Failed { error, .. }) => {
            vec![client_note(format!("TLS handshake failed: {error}")).failed()]
        }
        Event::Tls(Tls::TriesSmallerHello(large)) => vec![client_note(format!(
            "TLS: no answer to a ClientHello of {} bytes: {}; tries once more without the post-quantum key share",
            large.bytes, large.error
        ))],
        Event::Tls(Tls::WouldChoose { facts }) => vec![server_note(would_choose(facts))],
        Event::Tls(Tls::ScanBegins { limit }) => vec![client_note(match limit {
            Some(limit) => format!("TLS scan: at most {} more", counted(*limit, "connection")),
            None => "TLS scan: as many connections as a complete list takes".to_owned(),
        })],
        Event::Tls(Tls::Scanned(scan)) => vec![client_note(format!(
            "TLS scan: done after {}",
            counted(scan.connections, "connection")
        ))],
        Event::Tls(Tls::AsksWithoutServerName) => vec![client_note(
            "TLS: asks on a second connection without a server name",
        )],
        Event::Tls(Tls::WithoutServerName(found)) => {
            vec![server_note(aside::without_server_name(found))]
        }
        Event::Tls(Tls::FetchesIssuer { url }) => {
            vec![client_note(format!(
                "fetches the issuer's certificate from {url}"
            ))]
        }
        Event::Tls(Tls::IssuersFetched(search)) => vec![client_note(aside::issuers(search))],
        Event::Tls(Tls::Injected { bytes }) => vec![client_note(format!(
            "{bytes} bytes of plain text came before the TLS handshake; they are discarded"
        ))],
        Event::Transaction(Transaction::Sending {
            shown,
            rest,
            encrypted,
            ..
        }) => shown
            .iter()
            .map(|line| client_line(&Shown::Line(line.clone()), *encrypted))
            .chain(rest.iter().map(client_note))
            .collect(),
        Event::Authentication(Authentication::Skipped { because }) => {
            vec![client_note(format!("no login: {because}"))]
        }
        Event::Authentication(Authentication::Overridden { because }) => vec![client_note(
            format!("--insecure-auth: the credentials are sent although {because}"),
        )],
        Event::Active(event) => vec![active::active(event)],
        Event::Transaction(Transaction::Uncertain) => {
            vec![client_note(
                "no reply to the final dot: the message may have been delivered",
            )]
        }
        _ => Vec::new(),
    }
}

/// The sentence for an event about the domain, shown above or below the conversations.
#[must_use]
pub fn domain_note(observed: &Observed) -> Option<&str> {
    match &observed.event {
        Event::Resolution(
            Resolution::Chosen { explanation: text } | Resolution::Stopped { because: text },
        ) => Some(text),
        _ => None,
    }
}

fn connection(event: &Connection) -> Option<Entry> {
    match event {
        Connection::Started {
            host,
            address,
            port,
            ..
        } => {
            let address = address.to_string();
            Some(client_note(if *host == address {
                format!("Establishes TCP connection to {address} port {port}")
            } else {
                format!("Establishes TCP connection to {host} ({address}) port {port}")
            }))
        }
        Connection::Failed { detail, .. } => {
            Some(client_note(format!("TCP connection failed: {detail}")).failed())
        }
        Connection::AskedForTls => Some(client_note(
            "no greeting: closes the connection, and asks on another one whether TLS comes first here",
        )),
        Connection::ConnectedAgain { .. } => Some(client_note(
            "no TLS either: waits for the greeting on a third connection",
        )),
        Connection::AnsweredTls => Some(server_note("TLS comes first here")),
        Connection::Lost { how } => Some(server_note(how).failed()),
        Connection::HadFor { target } => Some(client_note(format!(
            "as heard in the conversation that was had for {target}, whose server is the same"
        ))),
        Connection::NotTried { .. }
        | Connection::Connected { .. }
        | Connection::Speaks(_)
        | Connection::Finished => None,
    }
}

fn conversation(event: &Conversation) -> Option<Entry> {
    match event {
        Conversation::ClientLine { shown, encrypted } => Some(client_line(shown, *encrypted)),
        Conversation::ServerLine { line, encrypted } => Some(Entry {
            speaker: Speaker::Server,
            note: false,
            text: line.clone(),
            encrypted: *encrypted,
            tidings: tidings_of(line),
        }),
        Conversation::LeftOut { bytes } => Some(server_note(format!(
            "more than {} MiB: what servers send from here on is left out",
            bytes / 1024 / 1024
        ))),
        Conversation::Stopped { because } => Some(client_note(because)),
        _ => None,
    }
}

fn client_line(shown: &Shown, encrypted: bool) -> Entry {
    let (note, text) = match shown {
        Shown::Line(line) => (false, line.clone()),
        Shown::Concealed(concealed) => (true, format!("[{concealed}]")),
        Shown::Partly { line, concealed } => (false, format!("{line} [{concealed}]")),
    };
    Entry {
        speaker: Speaker::Client,
        note,
        text,
        encrypted,
        tidings: Tidings::None,
    }
}

fn handshake(step: &Step) -> Option<Entry> {
    match step {
        Step::ClientHello {
            versions,
            server_name,
            ..
        } => {
            let versions = versions
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ");
            let name = server_name.as_deref().map_or_else(
                || "no server name".to_owned(),
                |name| format!("server name {name}"),
            );
            Some(client_note(format!("TLS ClientHello: {versions}; {name}")))
        }
        Step::ServerHello {
            version,
            cipher_suite,
            key_exchange_group,
        } => {
            let group = key_exchange_group.map_or(String::new(), |group| format!(", {group}"));
            Some(server_note(format!(
                "TLS ServerHello: {version}, {cipher_suite}{group}"
            )))
        }
        Step::Certificates(chain) => Some(server_note(match chain.first() {
            None => "TLS Certificate: none".to_owned(),
            Some(leaf) => format!(
                "TLS Certificate: {}, issued by {}; {}",
                leaf.display_name(),
                leaf.issuer_name(),
                counted(chain.len(), "certificate")
            ),
        })),
        Step::Stapled(ocsp) => Some(server_note(format!("TLS stapled OCSP response: {ocsp}"))),
        Step::ClientCertificateRequested { given } => Some(server_note(match given {
            true => "TLS CertificateRequest: asks for a client certificate, which it gets",
            false => "TLS CertificateRequest: asks for a client certificate; there is none to give",
        })),
        Step::Verified {
            verification,
            days_left,
        } => {
            let judged = judged(verification, *days_left);
            let note = client_note(format!("TLS certificate {judged}"));
            Some(match verification.is_wrong() {
                true => note.failed(),
                false => note,
            })
        }
        Step::Finished => Some(client_note("TLS Finished: the connection is encrypted")),
        // Those who want everything ask [`handshake_message`].
        Step::Message(_) => None,
    }
}

/// `verified: trusted, name matches, valid for 61 more days`, or everything that is against it.
fn judged(verification: &Verification, days_left: Option<i64>) -> String {
    if !verification.reasons.is_empty()
        || verification.handshake_signature != HandshakeSignature::Valid
    {
        let reasons: Vec<_> = verification
            .reasons
            .iter()
            .map(|found| found.reason.id().replace('_', " "))
            .collect();
        let reasons = if reasons.is_empty() {
            "its handshake signature".to_owned()
        } else {
            reasons.join(", ")
        };
        let verdict = match verification.is_wrong() {
            true => "does not verify",
            false => "could not be verified",
        };
        return format!("{verdict}: {reasons}");
    }
    let name = match verification.name_matches {
        None => "no name to compare",
        Some(true) => "name matches",
        Some(false) => "name does not match",
    };
    let days = days_left.map_or(String::new(), |days| {
        format!(", valid for {}", more_days(days))
    });
    format!("verified: trusted, {name}{days}")
}

fn more_days(days: i64) -> String {
    if days == 1 {
        "1 more day".to_owned()
    } else {
        format!("{days} more days")
    }
}

/// `asked on another connection with a hello of 124 cipher suites up to TLS 1.2, chooses TLS 1.0, …`.
fn would_choose(facts: &Facts) -> String {
    let Some(version) = facts.version else {
        return "TLS: asked on another connection with a wider hello, chooses nothing".to_owned();
    };
    let certificate = facts.certificates.first().map_or_else(
        || match version {
            TlsVersion::Tls13 => "the certificate is encrypted there".to_owned(),
            _ => "no certificate".to_owned(),
        },
        |leaf| {
            format!(
                "certificate {}, issued by {}",
                leaf.display_name(),
                leaf.issuer_name()
            )
        },
    );
    format!(
        "TLS: asked on another connection with a hello of {}, chooses {version}{}; {certificate}",
        breadth(version),
        facts
            .cipher_suite
            .map_or(String::new(), |suite| format!(", {suite}"))
    )
}

/// `1 certificate`, `2 certificates`.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}
