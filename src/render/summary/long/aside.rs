//! What was asked beside the conversation: a handshake without a server name, certificates of issuers.

use std::io;

use crate::render::summary::page::Page;
use crate::{report::server::Tls, tls::WithoutServerName};

pub(super) fn write(page: &mut Page<'_>, tls: &Tls) -> io::Result<()> {
    issuers(page, tls)?;
    match &tls.without_server_name {
        Some(without) => {
            let (good, text) = without_server_name(without);
            page.judged("without name", good, &text)
        }
        None => Ok(()),
    }
}

fn without_server_name(without: &WithoutServerName) -> (Option<bool>, String) {
    let version = without
        .version
        .map_or(String::new(), |version| format!(", {version}"));
    let name = without.leaf_name.as_deref().unwrap_or("none");
    match (&without.hindrance, &without.error, without.same_certificate) {
        (Some(hindrance), ..) => (None, format!("unchecked: {hindrance}")),
        (None, Some(error), _) => (Some(false), format!("fails: {error}")),
        (None, None, Some(true)) => (Some(true), format!("same certificate{version}")),
        (None, None, Some(false)) => (None, format!("another certificate, {name}{version}")),
        (None, None, None) => (None, format!("succeeds: {name}{version}")),
    }
}

fn issuers(page: &mut Page<'_>, tls: &Tls) -> io::Result<()> {
    for fetched in &tls.fetched_issuers {
        let what = match (&fetched.subject, &fetched.error) {
            (Some(subject), _) => subject.clone(),
            (None, error) => format!("nothing: {}", error.as_deref().unwrap_or_default()),
        };
        page.row("fetched", &format!("{what}, from {}", fetched.url))?;
    }
    let detail = tls.fetched_issuers_detail.as_deref();
    match (tls.trusted_with_fetched_issuers, detail) {
        (Some(true), _) => page.judged(
            "trust with it",
            Some(true),
            "yes: only the server does not send it",
        ),
        (Some(false), detail) => {
            let why = detail.unwrap_or_default();
            page.judged("trust with it", Some(false), &format!("no: {why}"))
        }
        (None, Some(why)) => page.row("not fetched", why),
        (None, None) => Ok(()),
    }
}
