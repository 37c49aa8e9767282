//! What was asked to be printed for another program to read: certificates in PEM, TLSA records. It stands in the report, and
//! alone with `--quiet`.

use std::io::{self, Write};

use super::page::Page;
use crate::report::{Report, Server};

/// Whether there is something that was asked to be printed: certificates where `certificates` says so, TLSA records.
#[must_use]
pub(in crate::render) fn has_artefacts(report: &Report, certificates: bool) -> bool {
    let mut servers = report.servers.iter();
    servers.any(|server| pem(server, certificates).is_some() || !server.tlsa_to_publish.is_empty())
}

/// Writes these alone.
///
/// # Errors
/// What the writer says.
pub(in crate::render) fn artefacts(
    output: &mut dyn Write,
    report: &Report,
    certificates: bool,
) -> io::Result<()> {
    for server in &report.servers {
        if let Some(pem) = pem(server, certificates) {
            write!(output, "{pem}")?;
        }
        for record in &server.tlsa_to_publish {
            writeln!(output, "{record}")?;
        }
    }
    Ok(())
}

/// Writes those of one server as parts of the report.
pub(super) fn write(page: &mut Page<'_>, server: &Server, certificates: bool) -> io::Result<()> {
    if let Some(pem) = pem(server, certificates) {
        page.heading("Certificates in PEM")?;
        write!(page.output, "{pem}")?;
    }
    if !server.tlsa_to_publish.is_empty() {
        page.heading("TLSA records to publish")?;
        for record in &server.tlsa_to_publish {
            writeln!(page.output, "{record}")?;
        }
    }
    Ok(())
}

fn pem(server: &Server, certificates: bool) -> Option<&str> {
    let tls = server.tls.as_ref().filter(|_| certificates)?;
    tls.pem.as_deref()
}
