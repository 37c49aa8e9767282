//! What is wrong with the MX records, and with the hosts that they name.

use std::net::{IpAddr, Ipv4Addr};

use crate::{
    dns::{Mx, does_not_exist, is_null_mx_with_others, is_own_host, special_use},
    finding::{Evidence, Severity::Warning, Verdict},
    report::{Exchange, NameStatus, Report, ResolutionStatus, Server},
};

pub(super) fn name(report: &Report) -> &str {
    report
        .target
        .domain
        .as_deref()
        .unwrap_or(&report.target.input)
}

/// Why addresses of one family are not known.
pub(super) fn excluded(report: &Report) -> Option<String> {
    let left_out = report.asked.left_out()?;
    Some(format!("{left_out}, and {} may have some", name(report)))
}

pub(super) fn each(report: &Report, evidence: impl Fn(&Exchange) -> Option<String>) -> Verdict {
    if report.resolution.mx.is_empty() {
        return Verdict::NotApplicable;
    }
    Verdict::from_evidence(
        report
            .resolution
            .mx
            .iter()
            .filter_map(evidence)
            .map(Evidence::new)
            .collect(),
    )
}

pub(super) fn null_mx_with_others(report: &Report) -> Verdict {
    let mx = &report.resolution.mx;
    let records: Vec<Mx> = mx.iter().map(record).collect();
    match (records.len(), is_null_mx_with_others(&records)) {
        (0, _) => Verdict::NotApplicable,
        (_, false) => Verdict::Pass,
        (all, true) => Verdict::found(format!(
            "{} has {all} MX records, one of which is \".\"",
            name(report)
        )),
    }
}

/// The exchange as the records have it.
pub(super) fn record(mx: &Exchange) -> Mx {
    Mx {
        preference: mx.preference,
        exchange: mx.exchange.clone(),
    }
}

pub(super) fn is_address(mx: &Exchange) -> bool {
    record(mx).is_address()
}

pub(super) fn without_address(mx: &Exchange) -> bool {
    !is_address(mx) && matches!(mx.status, NameStatus::NoAddress | NameStatus::NoSuchName)
}

pub(super) fn loopback(mx: &Exchange) -> Option<String> {
    // An address in place of a name is `mx-is-address`.
    if is_address(mx) {
        return None;
    }
    if record(mx).is_localhost() {
        return Some("is a name for every machine itself".to_owned());
    }
    let mut addresses = mx.addresses.iter();
    let own = addresses.find(|address| is_own_host(**address) && !is_of_a_test(address))?;
    Some(format!("has the address {own}, every machine itself"))
}

/// Whether the server is one that an MX record makes every sender himself: `mx-is-localhost` says all of that, and what its port is
/// here says nothing.
pub(in crate::finding) fn leads_to_itself(server: &Server, report: &Report) -> bool {
    let is_own = |address: IpAddr| is_own_host(address) && !is_of_a_test(&address);
    let names_it = |mx: &Exchange| mx.exchange.eq_ignore_ascii_case(&server.host);
    let mut exchanges = report.resolution.mx.iter().filter(|mx| names_it(mx));
    exchanges.any(|mx| loopback(mx).is_some()) && server.address.is_some_and(is_own)
}

/// A test network on loopback uses all of 127/8 but the one address that people write by mistake, and is not meant here.
fn is_of_a_test(address: &IpAddr) -> bool {
    matches!(address, IpAddr::V4(address) if address.is_loopback() && *address != Ipv4Addr::LOCALHOST)
}

/// Whoever checks from within a private network may see another answer than the outside.
pub(super) fn private(mx: &Exchange) -> Option<String> {
    let mut addresses = mx.addresses.iter();
    addresses.find_map(|address| {
        let block = special_use(*address).filter(|_| !is_own_host(*address))?;
        Some(format!(
            "{} has the address {address}, of {}",
            mx.exchange, block.purpose
        ))
    })
}

/// Some exchange that works makes the others a matter of tidiness.
pub(super) fn demoted(report: &Report, text: String) -> Evidence {
    let another_works = report
        .resolution
        .mx
        .iter()
        .any(|mx| mx.status == NameStatus::Ok);
    let evidence = Evidence::new(text);
    if another_works {
        evidence.of(Warning)
    } else {
        evidence
    }
}

pub(super) fn no_address(report: &Report) -> Verdict {
    let mx = &report.resolution.mx;
    if mx.is_empty() {
        return Verdict::NotApplicable;
    }
    if let Some(because) = excluded(report).filter(|_| mx.iter().any(without_address)) {
        // Where nothing at all was found, that is what is not known.
        return match report.resolution.status {
            ResolutionStatus::NoAddress => Verdict::NotApplicable,
            _ => Verdict::Unknown(because),
        };
    }
    let evidence = mx
        .iter()
        .filter(|mx| !is_address(mx))
        .filter_map(|mx| match mx.status {
            NameStatus::NoAddress => Some(format!(
                "{} has neither an A nor an AAAA record",
                mx.exchange
            )),
            NameStatus::NoSuchName => {
                Some(does_not_exist(&mx.exchange, mx.canonical_name.as_deref()))
            }
            _ => None,
        });
    Verdict::from_evidence(evidence.map(|text| demoted(report, text)).collect())
}
