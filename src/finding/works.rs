//! What works, in the words of somebody who wants to send mail: the headline of the report, the line of a server in a table, and
//! the verdict where nothing is wrong. What does not work is told by the findings.

use crate::{
    dns::Proof,
    event::{
        ActiveCheck, ActiveStatus, AuthenticationStatus, ConnectionStatus, FailedStage,
        ResolutionStatus, note::counted,
    },
    record::dane::{Dane, DaneStatus},
    report::{
        Report, Server,
        server::{Rcpt, TlsMode, Transaction},
    },
    tls::{self, HandshakeSignature, Verification},
};

/// The target, as it is called in DNS where it has a name.
pub(super) fn name(report: &Report) -> &str {
    let target = &report.target;
    target.domain.as_deref().unwrap_or(&target.input)
}

/// The target and how far mail to it came.
#[must_use]
pub fn headline(report: &Report) -> String {
    let name = name(report);
    let counting = || report.servers.iter().filter(|server| server.decisive);
    let how_far = match (report.decisive(), counting().count()) {
        _ if report.interrupted => "interrupted".to_owned(),
        (Some(_), 2..) => {
            let all = counting().count();
            let good = counting().filter(|server| server.failed_stage.is_none());
            match good.count() {
                good if good == all => format!("all {all} servers answer"),
                good => format!("{good} of {all} servers answer"),
            }
        }
        (Some(server), _) if server.tried() => how_far(server),
        _ => unasked(report.resolution.status).to_owned(),
    };
    format!("{name}: {how_far}")
}

fn unasked(status: ResolutionStatus) -> &'static str {
    match status {
        ResolutionStatus::NullMx => "takes no mail",
        _ => "no server was asked",
    }
}

fn how_far(server: &Server) -> String {
    let stage = match server.failed_stage {
        None => return worked(server),
        Some(FailedStage::Connect) => return no_connection(server.connection.status).to_owned(),
        Some(FailedStage::Greeting) => "the greeting",
        Some(FailedStage::Ehlo) => "EHLO",
        Some(FailedStage::Starttls) => "STARTTLS",
        Some(FailedStage::Tls) => "the TLS handshake",
        Some(FailedStage::EhloAfterTls) => "EHLO under TLS",
        Some(FailedStage::Auth) => "the login",
        Some(FailedStage::Mail) => "MAIL",
        Some(FailedStage::Rcpt) => "RCPT",
        Some(FailedStage::Data) => "DATA",
        Some(FailedStage::Message) => "the message",
    };
    format!("the check ended at {stage}")
}

fn no_connection(status: ConnectionStatus) -> &'static str {
    match status {
        ConnectionStatus::Refused => "the connection is refused",
        ConnectionStatus::Timeout => "no answer",
        ConnectionStatus::Unreachable => "not reachable",
        _ => "no connection",
    }
}

fn worked(server: &Server) -> String {
    if let Some(stopped) = &server.stopped {
        return format!("the check {stopped}");
    }
    let message = server
        .transaction
        .as_ref()
        .and_then(|one| one.data.as_ref());
    let recipients = server.transaction.as_ref().map(|one| &one.rcpt);
    let accepted =
        recipients.is_none_or(|all| all.is_empty() || all.iter().any(|one| one.accepted));
    match (message, accepted) {
        (Some(data), _) if data.accepted => "the message is accepted".to_owned(),
        (None, true) if server.port == 25 => "mail is accepted".to_owned(),
        (None, true) if logged_in(server) => "the login is accepted".to_owned(),
        _ => "the server answers".to_owned(),
    }
}

/// A server in a few words, beside its name.
#[must_use]
pub fn came_to(server: &Server) -> String {
    match server.failed_stage {
        None => encryption(server),
        Some(_) => how_far(server),
    }
}

/// Whom the run is about, and that it passed.
pub(super) fn passed(report: &Report) -> String {
    let name = name(report);
    let Some(server) = report.decisive() else {
        return match report.came_as_far_as_asked() {
            true => format!("{name}: the look-ups found no error; no server was asked"),
            false => format!("{name}: nothing was found"),
        };
    };
    let counting: Vec<_> = report.servers.iter().filter(|one| one.decisive).collect();
    if counting.len() > 1 {
        return format!("{name}: {}", of_all(&counting));
    }
    match &server.stopped {
        Some(stopped) => format!("{name}: the check {stopped}"),
        None => format!(
            "{name} {}: {}{}",
            done(server).join(" and "),
            encryption(server),
            checked(server)
        ),
    }
}

/// What is true of each of several servers.
fn of_all(servers: &[&Server]) -> String {
    let all = format!("all {} servers answer", servers.len());
    let versions = servers.iter().map(|server| encrypted(server));
    let oldest = versions.min().flatten();
    let days = servers.iter().map(|server| verified_days(server));
    let days: Option<Vec<i64>> = days.collect();
    let fewest = days.and_then(|days| days.into_iter().min());
    let mut parts = vec![match oldest {
        Some(version) => format!("{version} or newer"),
        None => "some without encryption".to_owned(),
    }];
    parts.extend(fewest.map(|days| format!("certificates {} or more", in_days(days))));
    if servers.iter().all(|server| has_dane(server)) {
        parts.push("DANE valid".to_owned());
    }
    format!("{all}: {}", parts.join(", "))
}

fn encrypted(server: &Server) -> Option<tls::TlsVersion> {
    let tls = server.tls.as_ref();
    tls.filter(|_| server.tls_mode != TlsMode::None)?.version
}

/// What was asked and went well.
fn done(server: &Server) -> Vec<String> {
    let login = logged_in(server).then(|| "accepts the login".to_owned());
    let mail = taken(server).or_else(|| match (server.port, &login) {
        (25, None) => Some("takes mail".to_owned()),
        (_, None) => Some(format!("answers on port {}", server.port)),
        (..) => None,
    });
    [login, mail].into_iter().flatten().collect()
}

/// What else was asked and answered as a whole. What came of it is told by findings.
fn checked(server: &Server) -> String {
    let scan = server.tls_scan.as_ref();
    let scan = scan.filter(|scan| !scan.nothing_tested());
    let complete = server
        .active
        .iter()
        .filter(|one| one.status == ActiveStatus::Complete);
    let checks = complete.map(|one| match one.check {
        ActiveCheck::StarttlsInjection => "commands before TLS",
        ActiveCheck::TlsEnforcement => "TLS enforcement",
        ActiveCheck::Relay => "relay",
        ActiveCheck::Smuggling => "smuggling",
        ActiveCheck::Enumeration => "enumeration",
    });
    let all: Vec<_> = scan.map(|_| "TLS scan").into_iter().chain(checks).collect();
    match all.is_empty() {
        true => String::new(),
        false => format!("; checked: {}", all.join(", ")),
    }
}

fn logged_in(server: &Server) -> bool {
    let mut attempted = server.authentication.attempted.iter();
    attempted.any(|attempt| attempt.status == AuthenticationStatus::Accepted)
}

/// What became of message and recipients. One that was refused is here where that was ignored.
fn taken(server: &Server) -> Option<String> {
    let transaction = server.transaction.as_ref()?;
    let message = |transaction: &Transaction| {
        let data = transaction.data.as_ref().filter(|data| data.accepted)?;
        Some(match &data.queue_id {
            Some(id) => format!("took the message as {id}"),
            None => "took the message".to_owned(),
        })
    };
    let asked = transaction.rcpt.len();
    let accepted: Vec<&Rcpt> = transaction.rcpt.iter().filter(|one| one.accepted).collect();
    let recipients = match accepted.as_slice() {
        [] => None,
        [Rcpt { address, .. }] => Some(format!("takes mail for {address}")),
        all if all.len() == asked => Some(format!("takes mail for all {asked} recipients")),
        some => Some(format!(
            "takes mail for {} of {asked} recipients",
            some.len()
        )),
    };
    message(transaction).or(recipients)
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
    let certificate = match (server.verification(), verified_days(server)) {
        (Some(verification), _) if verification.is_wrong() => {
            "certificate does not verify".to_owned()
        }
        (Some(_), Some(days)) => format!("certificate {}", in_days(days)),
        (Some(verification), None) if verification.is_verified() => {
            "certificate verified".to_owned()
        }
        (
            Some(Verification {
                path: tls::Outcome::Right,
                name_matches: None,
                handshake_signature: HandshakeSignature::Valid,
                ..
            }),
            _,
        ) => "certificate trusted, no name to compare".to_owned(),
        _ => "certificate not checked".to_owned(),
    };
    let dane = if has_dane(server) { ", DANE valid" } else { "" };
    format!("{version}, {certificate}{dane}")
}

/// How long a certificate lasts that verifies.
fn verified_days(server: &Server) -> Option<i64> {
    server.verification().filter(|one| one.is_verified())?;
    let leaf = server.tls.as_ref()?.certificates.first()?;
    let has_end = |end: &tls::certificate::CertificateTime| !end.is_no_end();
    leaf.not_after.as_ref().filter(|end| has_end(end))?;
    leaf.days_left.filter(|days| *days >= 0)
}

fn in_days(days: i64) -> String {
    counted(usize::try_from(days).unwrap_or_default(), "day")
}

/// Whether a record matches, and everything that leads to it is proven.
fn has_dane(server: &Server) -> bool {
    let proven = |dane: &Dane| dane.mx.is_none_or(|mx| mx == Proof::Secure);
    let dane = server.dane.as_ref();
    dane.is_some_and(|dane| dane.status == DaneStatus::Valid && proven(dane))
}

#[cfg(test)]
mod tests;
