//! What was asked for on the command line and could not be checked, which is not a pass: exit status 3.

use super::{
    NotChecked,
    judgement::{domain_subject, subject},
};
use crate::{
    report::{Report, Server},
    tls::{self, Reason},
};

/// Why there is nothing to compare with.
fn not_compared(server: &Server) -> Option<&str> {
    let Some(tls) = &server.tls else {
        return Some("there was no TLS handshake");
    };
    match &tls.without_server_name {
        None => Some("no server name was sent"),
        Some(without) => without.hindrance.as_deref(),
    }
}

/// Why the issuer's certificate could not be had, where it is missing.
fn not_fetched(server: &Server) -> Option<&str> {
    let tls = server.tls.as_ref()?;
    let verification = tls.verification.as_ref()?;
    let is_missing = verification.has(Reason::MissingIntermediate);
    let error = tls
        .fetched_issuers
        .iter()
        .find_map(|one| one.error.as_deref());
    error
        .or(tls.fetched_issuers_detail.as_deref())
        .filter(|_| is_missing && tls.trusted_with_fetched_issuers.is_none())
}

/// What was asked for explicitly and could not be checked.
pub(super) fn unmet(report: &Report) -> Vec<NotChecked> {
    let mut unmet = not_done(report);
    unmet.extend(not_all(report));
    unmet
}

/// What was not done at the server that counted, although nothing failed there.
fn not_done(report: &Report) -> Vec<NotChecked> {
    let asked = &report.asked;
    let Some(server) = report
        .decisive()
        .filter(|server| server.failed_stage.is_none())
    else {
        return Vec::new();
    };
    let certificates = server
        .tls
        .as_ref()
        .is_some_and(|tls| !tls.certificates.is_empty());
    let no_certificate = "the connection was not encrypted, so there is no certificate";
    let mut unmet = Vec::new();
    let mut miss = |asked: bool, id: &'static str, reason: Option<&str>| {
        if let Some(reason) = reason.filter(|_| asked) {
            unmet.push(NotChecked {
                id,
                subject: subject(server),
                reason: reason.to_owned(),
            });
        }
    };
    let no_way = report
        .servers
        .iter()
        .find(|server| report.has_no_way_to(server));
    let no_way = no_way.and_then(|server| server.address).map(|address| {
        let option = if address.is_ipv6() { "-4" } else { "-6" };
        format!("this machine has no way to reach {address}; {option} leaves it out")
    });
    miss(asked.all, "all", no_way.as_deref());
    let without = (!certificates).then_some(no_certificate);
    miss(asked.verify, "verify", without.or(unverifiable(server)));
    miss(asked.expires_within.is_some(), "expires-within", without);
    miss(asked.show_certificates, "show-certs", without);
    miss(asked.minimum_tls, "min-tls", without);
    let scan = server.tls_scan.as_ref();
    miss(
        asked.scan_tls,
        "scan-tls",
        scan.map_or(Some("the server offers no TLS"), |scan| {
            scan.nothing_tested().then(|| {
                scan.hindrance
                    .as_deref()
                    .unwrap_or("no question was answered")
            })
        }),
    );
    for check in &asked.active {
        let made = server.active(*check);
        let reason = made.map_or(Some("it was not reached"), |made| made.because.as_deref());
        miss(true, check.option(), reason);
    }
    miss(
        asked.compare_server_name,
        "compare-sni",
        not_compared(server),
    );
    miss(asked.fetch_issuers, "fetch-issuers", not_fetched(server));
    let requested = server
        .tls
        .as_ref()
        .is_some_and(|tls| tls.client_certificate_requested);
    miss(
        asked.client_certificate,
        "cert",
        (!requested).then_some("the server did not ask for a client certificate"),
    );
    if !asked.quit_after {
        let none = server.authentication.attempted.is_empty();
        miss(
            asked.authentication,
            "auth",
            none.then_some("no login was tried at this server"),
        );
        let none = server.transaction.is_none();
        miss(
            asked.transaction || asked.send,
            "transaction",
            none.then_some("no transaction was begun"),
        );
    }
    unmet
}

/// `--all`, and not every server was looked at.
fn not_all(report: &Report) -> Option<NotChecked> {
    let resolution = &report.resolution;
    let left_out = resolution.incomplete.iter().any(|one| one.left_out > 0);
    let too_many = left_out.then_some("DNS names more servers than are looked at");
    let reason = resolution.stopped.as_deref().or(too_many)?;
    report.asked.all.then(|| NotChecked {
        id: "all",
        subject: domain_subject(report),
        reason: reason.to_owned(),
    })
}

fn unverifiable(server: &Server) -> Option<&str> {
    let verification = server.verification()?;
    match (&verification.path, verification.name_matches) {
        (tls::Outcome::Unchecked(why), _) => Some(why),
        (_, None) => Some("an address has no name to compare with; --verify-name gives one"),
        _ => None,
    }
}
