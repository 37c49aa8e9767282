//! What else the DNS says of a domain: its other services, who may issue certificates, and every question that was asked.

use std::io;

use crate::{
    event::note::counted,
    record::{Caa, LookUp, asked::LookUpStatus, caa::CaaStatus},
    render::summary::page::Page,
    report::Policy,
};

pub(super) fn write(page: &mut Page<'_>, policies: &[Policy]) -> io::Result<()> {
    for policy in policies {
        services(page, policy)?;
        for caa in policy.caa.iter().flatten() {
            certificates(page, caa)?;
        }
        look_ups(page, policy)?;
    }
    Ok(())
}

fn services(page: &mut Page<'_>, policy: &Policy) -> io::Result<()> {
    let Some(services) = &policy.services else {
        return Ok(());
    };
    page.heading(&format!("Services of {}", policy.domain))?;
    if services.records.is_empty() && services.lookup_failed.is_empty() {
        page.row("SRV", "none: programs have to guess its servers, or ask")?;
    }
    for service in &services.records {
        let words = match service.target.as_str() {
            "." => "not offered".to_owned(),
            host => format!(
                "{host} port {}, priority {}",
                service.port, service.priority
            ),
        };
        page.row("SRV", &format!("{}: {words}", service.name))?;
    }
    for name in &services.lookup_failed {
        page.judged(
            "SRV",
            None,
            &format!("{name}: not known, the DNS did not answer"),
        )?;
    }
    Ok(())
}

fn certificates(page: &mut Page<'_>, caa: &Caa) -> io::Result<()> {
    page.heading(&format!("Who may issue certificates for {}", caa.name))?;
    let at = caa.found_at.as_deref().unwrap_or_default();
    match caa.status {
        CaaStatus::None => page.row("CAA", "no record: every certification authority"),
        CaaStatus::LookupFailed => {
            let words = format!("not known: {at} was not answered, and nobody issues until it is");
            page.judged("CAA", None, &words)
        }
        CaaStatus::Ok => {
            page.row("CAA", &format!("records at {at}"))?;
            for record in &caa.records {
                let critical = if record.critical { ", critical" } else { "" };
                page.row("", &format!("{} {}{critical}", record.tag, record.value))?;
            }
            Ok(())
        }
    }
}

fn look_ups(page: &mut Page<'_>, policy: &Policy) -> io::Result<()> {
    if policy.lookups.is_empty() {
        return Ok(());
    }
    page.heading(&format!("Look-ups for {}", policy.domain))?;
    for one in &policy.lookups {
        page.row(one.record_type, &format!("{}: {}", one.name, came_to(one)))?;
    }
    Ok(())
}

fn came_to(one: &LookUp) -> String {
    let status = match (one.status, &one.detail) {
        (LookUpStatus::Ok, _) => counted(one.records, "record"),
        (status, Some(why)) => format!("{status}: {why}"),
        (status, None) => status.to_string(),
    };
    format!("{status} ({})", one.dnssec)
}
