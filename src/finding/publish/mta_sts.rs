//! MTA-STS: record and policy for the present exchangers. RFC 8461 sections 3.1 and 3.2.

use super::{
    exchangers::exchangers,
    proposal::{IS_THERE, Proposal, ProposalKind::Txt},
};
use crate::{
    record::mta_sts::{Mode, MxPattern, POLICY_PATH, policy_host, record_name},
    report::{MtaSts, MtaStsStatus as Status, Policy, Report, server::StartTlsStatus},
};

/// A week.
const MAX_AGE: u32 = 604_800;

pub(super) fn proposals(report: &Report, policy: &Policy) -> Vec<Proposal> {
    let name = record_name(&policy.domain);
    let url = format!("https://{}{POLICY_PATH}", policy_host(&policy.domain));
    let none = |why: &str| vec![Proposal::none(name.clone(), Txt, why)];
    let Some(found) = &report.mta_sts else {
        return none("whether there is one was not looked at");
    };
    let Some(exchangers) = exchangers(report, policy) else {
        return vec![Proposal::unknown(
            name,
            Txt,
            "the exchangers of the domain are not known",
        )];
    };
    if exchangers.is_empty() {
        return none("the domain takes no mail");
    }
    if exchangers.iter().any(|one| MxPattern::parse(one).is_err()) {
        return none("an exchanger has a name that no policy can have");
    }
    let fits = found.exchanges.iter().all(|one| one.allowed);
    let why = match found.status {
        Status::Ok if fits => return none(IS_THERE),
        Status::Ok => {
            "the policy lacks an exchanger: first the file, then the record with its new id"
        }
        Status::None
        | Status::InvalidRecord
        | Status::NoPolicyHost
        | Status::NoPolicy
        | Status::InvalidPolicy => {
            "first the file, then the record; enforce when the TLS reports show no failures"
        }
        Status::WrongContentType => {
            return none("it stands there already, but the policy must be served as text/plain");
        }
        Status::LookupFailed | Status::HostLookupFailed | Status::NoRoute | Status::Timeout => {
            return vec![Proposal::unknown(name, Txt, detail(found))];
        }
        _ => return none(&detail(found)),
    };
    if let Some(host) = without_tls(report) {
        return none(&format!(
            "{host} offers no TLS, without which a policy would stop mail"
        ));
    }
    // Whoever has a policy has its mode, and its patterns: a wider one stops nothing that the present one lets pass.
    let mode = found.mode.filter(|_| found.status == Status::Ok);
    let mode = match mode {
        Some(Mode::Enforce) => "enforce",
        Some(Mode::None) => "none",
        Some(Mode::Testing) | None => "testing",
    };
    let max_age = found.max_age.unwrap_or(MAX_AGE);
    let mx: String = patterns(found, &exchangers)
        .map(|one| format!("mx: {one}\n"))
        .collect();
    let text = format!("version: STSv1\nmode: {mode}\n{mx}max_age: {max_age}\n");
    let id = report.started_at.strftime("%Y%m%d%H%M%S");
    vec![
        Proposal::file(
            url,
            text,
            "the policy, served as text/plain with a certificate that verifies for that host",
        ),
        Proposal::txt(name, format!("v=STSv1; id={id}"), why),
    ]
}

/// Those that are there, and the exchangers that none of them allows.
fn patterns<'a>(
    found: &'a MtaSts,
    exchangers: &'a [&'a str],
) -> impl Iterator<Item = &'a str> + 'a {
    let is_there = found.status == Status::Ok;
    let kept = found.mx.iter().filter(move |_| is_there);
    let is_allowed = move |exchanger: &str| {
        let mut all = found.exchanges.iter();
        is_there && all.any(|one| one.exchange == exchanger && one.allowed)
    };
    let missing = exchangers.iter().copied();
    kept.map(String::as_str)
        .chain(missing.filter(move |one| !is_allowed(one)))
}

fn detail(found: &MtaSts) -> String {
    let detail = found
        .detail
        .as_deref()
        .unwrap_or("the policy could not be fetched");
    format!("it stands there already, and senders do not get the policy: {detail}")
}

fn without_tls(report: &Report) -> Option<&str> {
    let lacks = |status| matches!(status, StartTlsStatus::NotOffered | StartTlsStatus::Refused);
    let server = report.servers.iter().find(|one| lacks(one.starttls.status));
    server.map(|server| server.host.as_str())
}
