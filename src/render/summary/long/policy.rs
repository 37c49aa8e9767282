//! What domains publish for their mail, in full: the records as they stand there, the names that were asked, what comes of it.

use std::io;

use crate::render::summary::page::Page;
use crate::{
    record::{
        bimi::{Bimi, BimiStatus, MarkCertificate, NotFetched},
        dmarc::{
            Aligned, Alignment, Destination, Dmarc, Identifier, IdentifierKind, Outlook,
            PublicSuffix, WalkStep,
        },
        fault::Fault,
        tls_rpt::{TlsRpt, TlsRptStatus},
    },
    report::Policy,
};

pub(super) fn write(page: &mut Page<'_>, policy: &Policy) -> io::Result<()> {
    if let Some(found) = &policy.dmarc {
        page.heading(&format!("DMARC of {}", policy.domain))?;
        dmarc(page, found)?;
    }
    if let Some(found) = &policy.alignment {
        alignment(page, found)?;
    }
    if let Some(found) = policy
        .tls_rpt
        .as_ref()
        .filter(|it| it.status != TlsRptStatus::None)
    {
        page.heading(&format!("TLS-RPT of {}", policy.domain))?;
        tls_rpt(page, found)?;
    }
    if let Some(found) = policy
        .bimi
        .as_ref()
        .filter(|it| it.status != BimiStatus::None)
    {
        page.heading(&format!("BIMI of {}", policy.domain))?;
        bimi(page, found)?;
    }
    Ok(())
}

fn dmarc(page: &mut Page<'_>, found: &Dmarc) -> io::Result<()> {
    record(page, found.record.as_deref(), &found.errors)?;
    for ignored in &found.ignored {
        let text = format!("{}: {}, {}", ignored.name, ignored.record, ignored.error);
        page.judged("ignored", Some(false), &text)?;
    }
    for (index, step) in found.walk.iter().enumerate() {
        page.row(if index == 0 { "asked" } else { "" }, &walked(step))?;
    }
    optional(page, "organization", found.organizational_domain.as_deref())?;
    optional(page, "policy", found.policy.map(|it| it.word()))?;
    optional(
        page,
        "subdomains",
        found.subdomain_policy.map(|it| it.word()),
    )?;
    optional(
        page,
        "not existing",
        found.nonexistent_policy.map(|it| it.word()),
    )?;
    if let Some(enforced) = found.enforced().filter(|_| found.testing) {
        page.row(
            "on trial",
            &format!("t=y: receivers do {}", enforced.word()),
        )?;
    }
    let rua = found.rua.iter().map(|one| ("reports", one));
    let ruf = found.ruf.iter().map(|one| ("failures", one));
    for (label, one) in rua.chain(ruf) {
        destination(page, label, one)?;
    }
    Ok(())
}

fn walked(step: &WalkStep) -> String {
    let name = &step.name;
    match (step.found, step.records, step.psd) {
        (None, ..) => format!("{name}: {}", step.error.as_deref().unwrap_or("not known")),
        (_, Some(count), _) => format!("{name}: {count} records, which are as none"),
        (Some(true), _, Some(PublicSuffix::Yes)) => format!("{name}: a record with psd=y"),
        (Some(true), _, Some(PublicSuffix::No)) => format!("{name}: a record with psd=n"),
        (Some(true), ..) => format!("{name}: a record"),
        (Some(false), ..) => format!("{name}: none"),
    }
}

fn alignment(page: &mut Page<'_>, found: &Alignment) -> io::Result<()> {
    page.heading(&format!("The message from {}", found.from))?;
    for one in &found.identifiers {
        page.judged(kind(one), one.satisfies, &aligned(one))?;
    }
    let (good, outlook) = match found.outlook {
        Outlook::CanPass => (Some(true), "can pass: a domain is aligned"),
        Outlook::Fails => (Some(false), "fails: no domain is aligned"),
        Outlook::NoPolicy => (None, "has no policy to pass"),
        Outlook::Unknown => (None, "not known: a look-up failed"),
    };
    page.judged("DMARC", good, outlook)
}

const fn kind(one: &Identifier) -> &'static str {
    match one.kind {
        IdentifierKind::Envelope => "envelope",
        IdentifierKind::Dkim => "signed for",
    }
}

fn aligned(one: &Identifier) -> String {
    let domain = &one.domain;
    let how = match one.aligned {
        Some(Aligned::Strict) => "the same domain",
        Some(Aligned::Relaxed) => "a domain of the same organization",
        Some(Aligned::No) => "another organization",
        None => one.error.as_deref().unwrap_or("not known"),
    };
    let strict = match (one.aligned, one.satisfies) {
        (Some(Aligned::Relaxed), Some(false)) => ", which its policy does not take for aligned",
        _ => "",
    };
    format!("{domain}: {how}{strict}")
}

fn destination(page: &mut Page<'_>, label: &str, one: &Destination) -> io::Result<()> {
    let mut text = one.uri.clone();
    if let Some(name) = &one.authorisation {
        text.push_str(&format!(", by {name}"));
    }
    if let Some(instead) = &one.replaced_by {
        text.push_str(&format!(", who wants them at {instead}"));
    }
    if let Some(error) = &one.error {
        text.push_str(&format!(": {error}"));
    }
    match one.authorised {
        Some(true) => page.row(label, &text),
        other => page.judged(label, other, &text),
    }
}

fn tls_rpt(page: &mut Page<'_>, found: &TlsRpt) -> io::Result<()> {
    record(page, found.record.as_deref(), &found.errors)?;
    for uri in &found.rua {
        page.row("reports", uri)?;
    }
    optional(page, "not known", found.failure.as_deref())
}

fn bimi(page: &mut Page<'_>, found: &Bimi) -> io::Result<()> {
    optional(page, "stands at", found.name.as_deref())?;
    record(page, found.record.as_deref(), &found.errors)?;
    if let Some(logo) = &found.logo {
        page.row("logo", &logo.uri)?;
        not_fetched(page, logo.error.as_ref())?;
        for fault in logo.faults.iter().flatten() {
            let good = if fault.advice { None } else { Some(false) };
            page.judged("", good, &fault.text)?;
        }
    }
    if let Some(certificate) = &found.certificate {
        page.row("certificate", &certificate.uri)?;
        not_fetched(page, certificate.error.as_ref())?;
        certificate
            .read
            .as_ref()
            .map_or(Ok(()), |read| mark(page, read))?;
    }
    optional(page, "not shown", found.insufficient.as_deref())?;
    optional(page, "not known", found.failure.as_deref())
}

fn not_fetched(page: &mut Page<'_>, error: Option<&NotFetched>) -> io::Result<()> {
    error.map_or(Ok(()), |error| {
        page.judged("  not fetched", Some(false), &error.text)
    })
}

fn mark(page: &mut Page<'_>, read: &MarkCertificate) -> io::Result<()> {
    page.row("  of", &read.subject)?;
    page.row("  by", &read.issuer)?;
    if let Some(end) = read.not_after {
        page.row("  until", &end.to_string())?;
    }
    if !read.dns_names.is_empty() {
        page.row("  for", &read.dns_names.join(", "))?;
    }
    match read.has_logo {
        Some(true) => page.judged("  logo", Some(true), "the very one that is published")?,
        Some(false) => page.judged("  logo", Some(false), "another one than that published")?,
        None => {}
    }
    for fault in &read.faults {
        page.judged("  fault", Some(false), fault.words())?;
    }
    page.judged(
        "  root",
        None,
        "not checked: this system has no roots of BIMI",
    )
}

fn record(page: &mut Page<'_>, record: Option<&str>, faults: &[Fault]) -> io::Result<()> {
    optional(page, "record", record)?;
    for fault in faults {
        page.judged("fault", Some(false), &fault.to_string())?;
    }
    Ok(())
}

fn optional(page: &mut Page<'_>, label: &str, text: Option<&str>) -> io::Result<()> {
    text.map_or(Ok(()), |text| page.row(label, text))
}
