//! The long form of the report, for `--verbose`: extensions with what each means, every certificate, every TLSA record, the table
//! of the senders, each attempt of an active check.

mod active;
mod aside;
mod certificate;
mod dane;
mod directory;
mod dkim;
mod dnsbl;
mod extensions;
mod mta_sts;
mod policy;
mod resolution;
mod reverse;
mod scan;
mod senders;
mod server;
mod signatures;
mod spf;
mod tls;

use std::io;

use super::{page::Page, printed};
use crate::{
    finding::Judgement,
    render::timing,
    report::{Report, Server},
};

pub(super) use resolution::exchange;

pub(super) fn write(
    page: &mut Page<'_>,
    report: &Report,
    judgement: &Judgement,
    certificates: bool,
) -> io::Result<()> {
    resolution::write(page, &report.resolution)?;
    if let Some(facts) = &report.mta_sts {
        mta_sts::write(page, facts)?;
    }
    spf::write(page, &report.policy)?;
    dkim::write(page, &report.policy)?;
    for published in &report.policy {
        policy::write(page, published)?;
    }
    signatures::write(page, report.signatures.as_deref().unwrap_or_default())?;
    directory::write(page, &report.policy)?;
    let tried = report.servers.iter().filter(|server| server.tried());
    let several = tried.count() > 1;
    for (at, server) in report.servers.iter().enumerate() {
        if server.greeting.is_none() && server.tls.is_none() {
            of_address(page, server)?;
            continue;
        }
        if several || server.had_for.is_some() {
            page.heading(&heading(server))?;
        }
        if let Some(target) = &server.had_for {
            let said = format!("had for {target}, whose server is the same");
            page.row("conversation", &said)?;
        }
        write_server(page, server, judgement, certificates)?;
        let views = judgement.senders.get(at).map_or(&[][..], Vec::as_slice);
        senders::write(page, views)?;
        if page.style.timing {
            page.heading("Time")?;
            timing::waterfall(page.output, &server.timings, page.style)?;
        }
    }
    Ok(())
}

/// What is known of an address without a word from there.
fn of_address(page: &mut Page<'_>, server: &Server) -> io::Result<()> {
    if server.reverse.is_none() && server.dnsbl.is_none() {
        return Ok(());
    }
    page.heading(&heading(server))?;
    reverse::write(page, server)?;
    dnsbl::write(page, server)
}

fn heading(server: &Server) -> String {
    let address = server.address.map(|address| address.to_string());
    let address = address.filter(|address| *address != server.host);
    let address = address.map_or(String::new(), |address| format!(" ({address})"));
    format!("Server {}{address} port {}", server.host, server.port)
}

fn write_server(
    page: &mut Page<'_>,
    server: &Server,
    judgement: &Judgement,
    certificates: bool,
) -> io::Result<()> {
    extensions::write(page, server)?;
    if let Some(tls) = &server.tls {
        tls::write(page, tls)?;
        aside::write(page, tls)?;
        for (at, certificate) in tls.certificates.iter().enumerate() {
            certificate::write(page, certificate, at + 1, tls.certificates.len())?;
        }
    }
    if let Some(dane) = &server.dane {
        dane::write(page, dane)?;
    }
    reverse::write(page, server)?;
    dnsbl::write(page, server)?;
    printed::write(page, server, certificates)?;
    if let Some(scan) = &server.tls_scan {
        scan::write(page, scan)?;
    }
    scan::write_levels(page, judgement, server)?;
    server::authentication(page, &server.authentication)?;
    if let Some(transaction) = &server.transaction {
        server::transaction(page, transaction, server.out_of_step)?;
    }
    active::write(page, &server.active, |check| {
        judgement.came_of(check, server)
    })
}
