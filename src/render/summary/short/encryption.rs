//! How the connection is encrypted, or why it is not. What is wrong with it is among the findings.

use super::line::{Facts, Line};
use crate::report::server::{Server, StartTlsStatus, Tls};

pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    let Some(server) = facts.server else {
        return Vec::new();
    };
    match &server.tls {
        Some(tls) => vec![of(tls)],
        None => none(server, facts.report.asked.no_tls)
            .map(|why| Line::judged(None, "none").and(format!(": {why}")))
            .into_iter()
            .collect(),
    }
}

fn of(tls: &Tls) -> Line {
    let parts = [
        tls.version.map(|version| version.to_string()),
        tls.cipher_suite.map(|suite| suite.to_string()),
        tls.key_exchange_group.map(|group| group.to_string()),
        tls.client_certificate_given
            .then(|| "with the client certificate".to_owned()),
    ];
    let chosen = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    match (tls.complete, chosen.as_str()) {
        (true, _) => Line::plain(chosen),
        (false, "") => Line::judged(Some(false), "the handshake failed"),
        (false, chosen) if tls.by_older_hello => Line::judged(Some(false), "the handshake failed")
            .and(format!("; an older hello gets {chosen}")),
        (false, chosen) => {
            Line::judged(Some(false), "the handshake failed").and(format!(" after {chosen}"))
        }
    }
}

/// Why there is none; nothing where the conversation did not come so far.
fn none(server: &Server, forbidden: bool) -> Option<&'static str> {
    match server.starttls.status {
        StartTlsStatus::NotOffered => Some("STARTTLS is not offered"),
        StartTlsStatus::Refused => Some("STARTTLS was refused"),
        StartTlsStatus::NotTried if forbidden && server.answered() => Some("as --no-tls asks"),
        _ => None,
    }
}
