//! What was asked to be printed for another program to read: certificates in PEM, TLSA records, the records to publish. It stands
//! in the report, and alone with `--quiet`.

use std::io::{self, Write};

use super::page::Page;
use crate::{
    finding::{Judgement, Proposal, ProposalKind},
    render::style::Style,
    report::{Report, Server},
};

/// Whether there is something that was asked to be printed: certificates where `certificates` says so, TLSA records, the records to
/// publish.
#[must_use]
pub(in crate::render) fn has_artefacts(
    report: &Report,
    judgement: &Judgement,
    certificates: bool,
) -> bool {
    let mut servers = report.servers.iter();
    judgement.publish.is_some()
        || servers
            .any(|server| pem(server, certificates).is_some() || !server.tlsa_to_publish.is_empty())
}

/// Writes these alone.
///
/// # Errors
/// What the writer says.
pub(in crate::render) fn artefacts(
    output: &mut dyn Write,
    report: &Report,
    judgement: &Judgement,
    style: Style,
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
    let proposals = judgement.publish.iter().flatten();
    proposals
        .clone()
        .try_for_each(|one| zone_lines(output, one, style))
}

/// The records to publish as parts of the report, files apart.
pub(super) fn to_publish(page: &mut Page<'_>, judgement: &Judgement) -> io::Result<()> {
    let Some(proposals) = &judgement.publish else {
        return Ok(());
    };
    page.heading("Records to publish")?;
    for proposal in proposals {
        zone_lines(page.output, proposal, page.style)?;
    }
    Ok(())
}

/// As a part of a zone file: what is no record is a comment.
fn zone_lines(output: &mut dyn Write, proposal: &Proposal, style: Style) -> io::Result<()> {
    let kind = match proposal.kind {
        ProposalKind::Tlsa => "TLSA",
        ProposalKind::Txt => "TXT",
        ProposalKind::File => "file",
    };
    let none = if proposal.value.is_none() {
        "none: "
    } else {
        ""
    };
    let about = format!("{} {kind}: {none}{}", proposal.name, proposal.why);
    for (at, line) in style.hanging("; ", &about).lines().enumerate() {
        match at {
            0 => writeln!(output, "{line}")?,
            _ => writeln!(output, "; {}", line.trim_start())?,
        }
    }
    match (&proposal.line, &proposal.value) {
        (Some(line), _) => writeln!(output, "{line}"),
        (None, Some(file)) => file
            .lines()
            .try_for_each(|line| writeln!(output, ";   {line}")),
        (None, None) => Ok(()),
    }
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
