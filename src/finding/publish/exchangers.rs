//! Whether a domain takes mail.

use crate::{
    event::Role,
    report::{Policy, Report, ResolutionStatus},
};

/// Whether the domain takes mail, and by which exchangers; none where that is not known.
pub(super) fn exchangers<'a>(report: &'a Report, policy: &'a Policy) -> Option<Vec<&'a str>> {
    use ResolutionStatus::{ImplicitMx, NoAddress, NullMx, Ok};
    if policy.role != Role::Target {
        return None;
    }
    let all = report.resolution.mx.iter().map(|mx| mx.exchange.as_str());
    match report.resolution.status {
        NullMx => Some(Vec::new()),
        ImplicitMx => Some(vec![&policy.domain]),
        Ok | NoAddress if !report.resolution.mx.is_empty() => {
            Some(all.filter(|name| *name != ".").collect())
        }
        _ => None,
    }
}

/// Whether nobody at the domain gets mail.
pub(super) fn takes_no_mail(report: &Report, policy: &Policy) -> bool {
    exchangers(report, policy).is_some_and(|all| all.is_empty())
}
