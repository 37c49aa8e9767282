//! The verdict in words: one line for somebody who wants to send mail.

use super::{Finding, NotChecked, Outcome, Severity};
use crate::{
    event::{AuthenticationStatus, ConnectionStatus},
    report::{
        Report, Server,
        server::{TlsMode, Transaction},
    },
    text::shortened,
    tls::HandshakeSignature,
};

/// What of an evidence stands in the one line, in bytes: real refusals are shorter.
const LONGEST_EVIDENCE: usize = 1000;

/// Every address timed out on port 25: that may be this network.
pub(super) fn blocked_port_25(report: &Report) -> bool {
    let timed_out = |server: &Server| {
        server.connection.status == ConnectionStatus::Timeout && server.port == 25
    };
    report.servers.iter().any(Server::tried)
        && report
            .servers
            .iter()
            .filter(|server| server.tried())
            .all(timed_out)
}

/// What a run came to.
pub(super) fn in_words(
    report: &Report,
    findings: &[Finding],
    not_checked: &[NotChecked],
    outcome: Outcome,
) -> String {
    match outcome {
        Outcome::Passed => passed(report),
        Outcome::Interrupted => "interrupted before the check was complete".to_owned(),
        Outcome::NoConnection if blocked_port_25(report) => {
            "no server answered on port 25; does this network block outgoing port 25?".to_owned()
        }
        Outcome::NotChecked => match not_checked.last() {
            Some(missed) => format!("--{} could not be checked: {}", missed.id, missed.reason),
            None => "something asked for could not be checked".to_owned(),
        },
        _ => failed(report, findings),
    }
}

fn failed(report: &Report, findings: &[Finding]) -> String {
    let decisive = report
        .decisive()
        .map(|server| (&server.host, server.address));
    let about_decisive = |finding: &&Finding| {
        decisive.is_none_or(|(host, address)| {
            *host == finding.subject.host && address == finding.subject.address
        })
    };
    let worst = findings.iter().filter(|finding| !finding.ignored);
    let worst = worst
        .clone()
        .filter(|finding| finding.severity == Severity::Error)
        .find(about_decisive)
        .or(worst.clone().next());
    match (
        worst,
        report.decisive().and_then(|server| server.failure.as_ref()),
    ) {
        (Some(worst), _) => format!(
            "{}: {}: {}",
            worst.subject.host,
            worst.title,
            shortened(worst.evidence.clone(), LONGEST_EVIDENCE)
        ),
        (None, Some(failure)) => shortened(failure.detail.clone(), LONGEST_EVIDENCE),
        (None, None) => "the check failed".to_owned(),
    }
}

/// What works, in the words of somebody who wants to send mail.
fn passed(report: &Report) -> String {
    let Some(server) = report.decisive() else {
        return "nothing was found".to_owned();
    };
    if let Some(stopped) = &server.stopped {
        return format!("{}: {stopped}", server.host);
    }
    let servers = report
        .servers
        .iter()
        .filter(|server| server.decisive)
        .count();
    let all = if servers > 1 {
        format!("; {servers} servers checked")
    } else {
        String::new()
    };
    format!(
        "{} {}; {}{all}",
        server.host,
        done(server),
        encryption(server)
    )
}

fn done(server: &Server) -> String {
    let logged_in = server
        .authentication
        .attempted
        .iter()
        .any(|attempt| attempt.status == AuthenticationStatus::Accepted);
    match &server.transaction {
        Some(Transaction {
            data: Some(data), ..
        }) if data.accepted => match &data.queue_id {
            Some(id) => format!("took the message as {id}"),
            None => "took the message".to_owned(),
        },
        Some(transaction) if !transaction.rcpt.is_empty() => {
            "accepts mail for all recipients".to_owned()
        }
        _ if logged_in => format!("accepts the login on port {}", server.port),
        _ => format!("answers on port {}", server.port),
    }
}

fn encryption(server: &Server) -> String {
    let Some(tls) = server
        .tls
        .as_ref()
        .filter(|_| server.tls_mode != TlsMode::None)
    else {
        return "not encrypted".to_owned();
    };
    let version = tls
        .version
        .map_or_else(|| "TLS".to_owned(), |version| version.to_string());
    let verified = server.verification().map(|verification| {
        (
            verification.trusted(),
            verification.name_matches,
            verification.handshake_signature,
        )
    });
    let certificate = match verified {
        Some((Some(true), Some(true), HandshakeSignature::Valid)) => "certificate verified",
        Some((Some(true), None, HandshakeSignature::Valid)) => {
            "certificate trusted, no name to compare"
        }
        Some((None, _, _)) | None => "certificate not checked",
        Some(_) => "certificate does not verify",
    };
    format!("{version}, {certificate}")
}
