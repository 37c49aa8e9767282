//! Which server it is, and what led to it.

use super::line::{Facts, Line};
use crate::{
    event::note::counted,
    render::summary::long::exchange,
    report::{Report, ResolutionStatus, Server},
};

/// Exchanges that are shown where none of them was tried.
const MOST: usize = 5;

/// The exchange that this is about; all of them where none was tried.
pub(super) fn mail_exchanger(facts: &Facts<'_>) -> Vec<Line> {
    let report = facts.report;
    let all = &report.resolution.mx;
    let Some(server) = facts.server.filter(|server| server.tried()) else {
        let mut lines: Vec<_> = all
            .iter()
            .take(MOST)
            .map(|mx| Line::plain(format!("{} {}", mx.preference, exchange(mx))))
            .collect();
        if all.len() > MOST {
            let more = counted(all.len() - MOST, "exchange");
            lines.push(Line::plain(format!("and {more} more (--verbose)")));
        }
        return lines;
    };
    let text = match (all.as_slice(), report.resolution.status) {
        ([], ResolutionStatus::ImplicitMx) => {
            format!("none: the domain itself, {}", place(server))
        }
        ([], _) => return Vec::new(),
        (all, _) => {
            let preference = server
                .preference
                .map_or(String::new(), |preference| format!("{preference} "));
            format!("{preference}{}{}", place(server), others(all.len() - 1))
        }
    };
    vec![Line::plain(text)]
}

fn others(count: usize) -> String {
    match count {
        0 => String::new(),
        count => format!(", one of {}", count + 1),
    }
}

/// The submission service that DNS names.
pub(super) fn service(facts: &Facts<'_>) -> Vec<Line> {
    let services = &facts.report.resolution.srv;
    let of_server = |server: &Server| {
        let mut all = services.iter();
        all.find(|one| one.target.eq_ignore_ascii_case(&server.host) && one.port == server.port)
    };
    match facts
        .server
        .and_then(|server| Some((server, of_server(server)?)))
    {
        Some((server, service)) => vec![Line::plain(format!(
            "{}: {} port {}",
            service.name,
            place(server),
            service.port
        ))],
        None => services
            .iter()
            .take(MOST)
            .map(|service| match service.target.as_str() {
                "." => Line::plain(format!("{}: not offered", service.name)),
                target => Line::plain(format!("{}: {target} port {}", service.name, service.port)),
            })
            .collect(),
    }
}

/// The server itself, where nothing led to it.
pub(super) fn itself(facts: &Facts<'_>) -> Vec<Line> {
    match facts.server.filter(|_| is_itself(facts.report)) {
        Some(server) => vec![Line::plain(place(server))],
        None => Vec::new(),
    }
}

fn is_itself(report: &Report) -> bool {
    let resolution = &report.resolution;
    resolution.mx.is_empty()
        && resolution.srv.is_empty()
        && resolution.status != ResolutionStatus::ImplicitMx
}

/// The host, its address, and a port that goes without saying.
fn place(server: &Server) -> String {
    let port = match server.port {
        25 => String::new(),
        port => format!(" port {port}"),
    };
    match server.address {
        Some(address) if address.to_string() != server.host => {
            format!("{} ({address}){port}", server.host)
        }
        _ => format!("{}{port}", server.host),
    }
}
