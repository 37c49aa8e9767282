//! The short form of the report: one line a fact where all is well, more only where it is not, and nothing that the findings
//! below say too. A line is a function and a row of [`ROWS`], whose order is that of the page.

mod active;
mod certificate;
mod dane;
mod directory;
mod dkim;
mod dnsbl;
mod encryption;
mod exchangers;
mod line;
mod mail;
mod mta_sts;
mod not_asked;
mod offers;
mod overview;
mod policy;
mod reverse;
mod scan;
mod senders;
mod signatures;
mod spf;

use std::io;

use super::{page::Page, printed};
use crate::{
    event::ActiveCheck,
    finding::{Judgement, headline},
    render::{style::Style, timing},
    report::{Report, SenderView, Server},
};
use line::{Facts, Line};

/// Lines of the report under one label.
struct Row {
    label: &'static str,
    about: About,
    lines: fn(&Facts<'_>) -> Vec<Line>,
}

/// What a line is about. Of several servers each has lines of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Domain,
    /// What led to the server.
    Way,
    Server,
    /// What this run was not asked.
    Run,
}

const fn row(label: &'static str, about: About, lines: fn(&Facts<'_>) -> Vec<Line>) -> Row {
    Row {
        label,
        about,
        lines,
    }
}

/// The report from top to bottom.
const ROWS: &[Row] = &[
    row("MX", About::Way, exchangers::mail_exchanger),
    row("SRV", About::Way, exchangers::service),
    row("server", About::Way, exchangers::itself),
    row("offers", About::Server, offers::lines),
    row("TLS", About::Server, encryption::lines),
    row("certificate", About::Server, certificate::lines),
    row("expires", About::Server, certificate::expires),
    row("fetched", About::Server, certificate::fetched),
    row(
        "without SNI",
        About::Server,
        certificate::without_server_name,
    ),
    row("DANE", About::Server, dane::lines),
    row("MTA-STS", About::Domain, mta_sts::lines),
    row("SPF", About::Domain, spf::lines),
    row("DKIM", About::Domain, dkim::lines),
    row("DMARC", About::Domain, policy::dmarc),
    row("TLS-RPT", About::Domain, policy::tls_rpt),
    row("BIMI", About::Domain, policy::bimi),
    row("services", About::Domain, directory::services),
    row("CAA", About::Domain, directory::caa),
    row("signatures", About::Domain, signatures::lines),
    row("reverse", About::Server, reverse::lines),
    row("block lists", About::Server, dnsbl::lines),
    row("senders", About::Server, senders::lines),
    row("login", About::Server, mail::login),
    row("message", About::Server, mail::message),
    row("scan", About::Server, scan::lines),
    row("injection", About::Server, |facts| {
        active::lines(facts, ActiveCheck::StarttlsInjection)
    }),
    row("enforcement", About::Server, |facts| {
        active::lines(facts, ActiveCheck::TlsEnforcement)
    }),
    row("relay", About::Server, |facts| {
        active::lines(facts, ActiveCheck::Relay)
    }),
    row("smuggling", About::Server, |facts| {
        active::lines(facts, ActiveCheck::Smuggling)
    }),
    row("enumeration", About::Server, |facts| {
        active::lines(facts, ActiveCheck::Enumeration)
    }),
    row("not asked", About::Run, not_asked::lines),
];

pub(super) fn write(
    page: &mut Page<'_>,
    report: &Report,
    judgement: &Judgement,
    certificates: bool,
) -> io::Result<()> {
    let time = took(report.duration_ms);
    page.headline(&headline(report), &time)?;
    let whole = Facts {
        report,
        judgement,
        server: report.decisive(),
        senders: senders_of(report, judgement, report.decisive()),
        style: page.style,
    };
    if !overview::has_several(report) {
        rows(page, &whole, |_| true)?;
        return match report.decisive() {
            Some(server) => below(page, server, certificates),
            None => Ok(()),
        };
    }
    rows(page, &whole, |about| about == About::Domain)?;
    overview::write(page, report, judgement)?;
    for server in overview::to_detail(report, judgement) {
        page.heading(&overview::name(server))?;
        let facts = Facts {
            server: Some(server),
            senders: senders_of(report, judgement, Some(server)),
            ..whole
        };
        rows(page, &facts, |about| about == About::Server)?;
        below(page, server, certificates)?;
    }
    page.gap()?;
    rows(page, &whole, |about| about == About::Run)
}

fn rows(page: &mut Page<'_>, facts: &Facts<'_>, wanted: impl Fn(About) -> bool) -> io::Result<()> {
    let facts = facts_of(facts, wanted);
    let mut facts = facts.iter();
    facts.try_for_each(|fact| page.fact(fact.label, fact.good, &fact.phrase, &fact.rest))
}

/// A line of the short report where it stands on another page.
pub(in crate::render) struct Fact {
    /// The label; nothing where the line belongs to the one before it.
    pub(in crate::render) label: &'static str,
    /// Good, bad, or neither; none where it is no judgement.
    pub(in crate::render) good: Option<Option<bool>>,
    /// The judgement in words.
    pub(in crate::render) phrase: String,
    /// What follows it.
    pub(in crate::render) rest: String,
}

/// What led to the servers, what the domain publishes, and what was not asked.
pub(in crate::render) fn facts_of_run(
    report: &Report,
    judgement: &Judgement,
    style: Style,
) -> Vec<Fact> {
    let facts = Facts {
        report,
        judgement,
        server: report.decisive(),
        senders: senders_of(report, judgement, report.decisive()),
        style,
    };
    let has_several = overview::has_several(report);
    facts_of(&facts, |about| match about {
        About::Way => !has_several,
        About::Domain | About::Run => true,
        About::Server => false,
    })
}

/// What is known of a server.
pub(in crate::render) fn facts_of_server(
    report: &Report,
    judgement: &Judgement,
    style: Style,
    server: &Server,
) -> Vec<Fact> {
    let facts = Facts {
        report,
        judgement,
        server: Some(server),
        senders: senders_of(report, judgement, Some(server)),
        style,
    };
    facts_of(&facts, |about| about == About::Server)
}

fn facts_of(facts: &Facts<'_>, wanted: impl Fn(About) -> bool) -> Vec<Fact> {
    let rows = ROWS.iter().filter(|row| wanted(row.about));
    let of_row = |row: &Row| {
        let label = row.label;
        let lines = (row.lines)(facts).into_iter().enumerate();
        let fact = move |(at, line): (usize, Line)| Fact {
            label: if at == 0 { label } else { "" },
            good: line.good,
            phrase: line.phrase,
            rest: line.rest,
        };
        lines.map(fact).collect::<Vec<_>>()
    };
    rows.flat_map(of_row).collect()
}

/// What does not fit on lines.
fn below(page: &mut Page<'_>, server: &Server, certificates: bool) -> io::Result<()> {
    if page.style.timing {
        page.heading("Time")?;
        timing::waterfall(page.output, &server.timings, page.style)?;
    }
    printed::write(page, server, certificates)
}

fn senders_of<'a>(
    report: &Report,
    judgement: &'a Judgement,
    server: Option<&Server>,
) -> &'a [SenderView] {
    let at = server.and_then(|server| {
        let mut servers = report.servers.iter();
        servers.position(|one| std::ptr::eq(one, server))
    });
    let views = at.and_then(|at| judgement.senders.get(at));
    views.map_or(&[], Vec::as_slice)
}

pub(in crate::render) fn took(milliseconds: f64) -> String {
    match milliseconds {
        ..1000.0 => format!("{milliseconds:.0} ms"),
        _ => format!("{:.1} s", milliseconds / 1000.0),
    }
}
