//! Several servers: a table with a line for each, and which of them are worth details.

use std::io;

use crate::{
    finding::{Finding, Judgement, Severity, came_to},
    render::{ids::each_once, style::Paint, summary::page::Page},
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

/// One line a server: preference, host, address, how bad it is, and the ids of what was found; where nothing was, what it came to.
pub(super) fn write(page: &mut Page<'_>, report: &Report, judgement: &Judgement) -> io::Result<()> {
    let tried: Vec<_> = report.servers.iter().filter(|one| one.tried()).collect();
    let column = |cell: fn(&Server) -> String| {
        let widths = tried.iter().map(|server| cell(server).chars().count());
        widths.max().unwrap_or_default()
    };
    let (preferences, hosts) = (column(preference), column(|one| one.host.clone()));
    let addresses = column(address);
    for server in tried {
        let (word, paint) = match worst(judgement, server) {
            Some(Severity::Error) => ("error", Paint::Bad),
            Some(Severity::Warning) => ("warning", Paint::Doubtful),
            Some(Severity::Notice) => ("notice", Paint::Heading),
            None => ("good", Paint::Good),
        };
        let ids = each_once(of(judgement, server).map(|one| one.id));
        let text = match ids.as_slice() {
            [] => came_to(server),
            ids => ids.join(", "),
        };
        let label = format!(
            "  {:>preferences$} {:hosts$}  {:addresses$}  ",
            preference(server),
            server.host,
            address(server)
        );
        page.cells(&label, paint, &format!("{word:7}"), &text)?;
    }
    Ok(())
}

fn preference(server: &Server) -> String {
    server
        .preference
        .map_or(String::new(), |preference| preference.to_string())
}

fn address(server: &Server) -> String {
    server
        .address
        .map_or(String::new(), |address| address.to_string())
}
