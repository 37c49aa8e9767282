//! Several servers: a table with a line for each, and which of them are worth details.

use std::io;

use crate::{
    finding::{Finding, Judgement, Severity, came_to},
    render::{style::Paint, summary::page::Page},
    report::{Report, Server},
};

/// Whether several servers count, each by itself.
pub(super) fn has_several(report: &Report) -> bool {
    let counting = report.servers.iter().filter(|server| server.decisive);
    counting.count() > 1
}

/// Those with warnings or errors that came to say something.
pub(super) fn to_detail<'a>(
    report: &'a Report,
    judgement: &'a Judgement,
) -> impl Iterator<Item = &'a Server> {
    let servers = report
        .servers
        .iter()
        .filter(|server| server.greeting.is_some() || server.tls.is_some());
    servers.filter(|server| worst(judgement, server) > Some(Severity::Notice))
}

fn of<'a>(judgement: &'a Judgement, server: &'a Server) -> impl Iterator<Item = &'a Finding> {
    let findings = judgement.findings.iter();
    findings.filter(|finding| !finding.ignored && finding.is_about(server))
}

fn worst(judgement: &Judgement, server: &Server) -> Option<Severity> {
    of(judgement, server).map(|finding| finding.severity).max()
}

pub(super) fn name(server: &Server) -> String {
    match server.address {
        Some(address) if address.to_string() != server.host => {
            format!("{} ({address})", server.host)
        }
        _ => server.host.clone(),
    }
}

/// One line a server: preference, host, address, what it came to, and the ids of what was found.
pub(super) fn write(page: &mut Page<'_>, report: &Report, judgement: &Judgement) -> io::Result<()> {
    let tried: Vec<_> = report.servers.iter().filter(|one| one.tried()).collect();
    let column = |cell: fn(&Server) -> String| {
        let widths = tried.iter().map(|server| cell(server).chars().count());
        widths.max().unwrap_or_default()
    };
    let (hosts, addresses) = (column(|one| one.host.clone()), column(address));
    for server in tried {
        let preference = server
            .preference
            .map_or(String::new(), |preference| preference.to_string());
        let (word, paint) = match worst(judgement, server) {
            Some(Severity::Error) => ("error", Paint::Bad),
            Some(Severity::Warning) => ("warning", Paint::Doubtful),
            Some(Severity::Notice) => ("notice", Paint::Heading),
            None => ("good", Paint::Good),
        };
        let mut ids: Vec<_> = of(judgement, server).map(|one| one.id).collect();
        ids.dedup();
        let text = match (server.failed_stage, ids.as_slice()) {
            (_, []) => came_to(server),
            (Some(_), ids) => ids.join(", "),
            (None, ids) => format!("{}: {}", came_to(server), ids.join(", ")),
        };
        let label = format!(
            "  {preference:>5} {:hosts$}  {:addresses$}  ",
            server.host,
            address(server)
        );
        let cell = format!("{word:8}");
        page.cells(&label, paint, &cell, &text)?;
    }
    Ok(())
}

fn address(server: &Server) -> String {
    server
        .address
        .map_or(String::new(), |address| address.to_string())
}
