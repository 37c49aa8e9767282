//! The next questions, with the options that ask them.

use super::line::{Facts, Line};
use crate::report::server::TlsMode;

/// Nothing where the conversation failed or was to end early: that comes first.
pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    let (report, asked) = (facts.report, &facts.report.asked);
    let failed = |server: &crate::report::Server| server.failed_stage.is_some();
    let Some(server) = facts.server.filter(|server| !failed(server)) else {
        return Vec::new();
    };
    if report.interrupted || asked.has("quit-after") || !server.answered() {
        return Vec::new();
    }
    let is_relay = server.port == 25;
    let has_tls = server.tls_mode != TlsMode::None;
    let recipients = server.transaction.as_ref().map_or(0, |one| one.rcpt.len());
    let is_sent = server
        .transaction
        .as_ref()
        .is_some_and(|one| one.data.is_some());
    let others = report.resolution.mx.len() > 1 && !asked.has("all");
    let questions = [
        (others, "the other exchanges (--all)"),
        (recipients == 0, "a recipient (--to)"),
        (recipients > 0 && !is_sent, "a message (--send)"),
        (
            !asked.has("auth") && is_relay,
            "a login (-p 587 --auth auto)",
        ),
        (!asked.has("auth") && !is_relay, "a login (--auth auto)"),
        (has_tls && !asked.has("scan-tls"), "old TLS (--scan-tls)"),
    ];
    let open: Vec<_> = questions
        .into_iter()
        .filter(|(is_open, _)| *is_open)
        .map(|(_, question)| question)
        .collect();
    match open.is_empty() {
        true => Vec::new(),
        false => vec![Line::plain(open.join(", "))],
    }
}
