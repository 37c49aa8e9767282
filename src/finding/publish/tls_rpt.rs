//! TLS-RPT: where senders report that they could not encrypt. RFC 8460 section 3.

use super::{
    exchangers::takes_no_mail,
    proposal::{IS_THERE, Proposal, ProposalKind::Txt},
};
use crate::{
    record::tls_rpt::{TlsRptStatus as Status, VERSION},
    report::{Policy, Report},
};

pub(super) fn proposal(report: &Report, policy: &Policy) -> Option<Proposal> {
    let found = policy.tls_rpt.as_ref()?;
    let name = found.name.clone();
    let why = match found.status {
        Status::Ok => return Some(Proposal::none(name, Txt, IS_THERE)),
        Status::LookupFailed => {
            let why = found.failure.clone().unwrap_or_default();
            return Some(Proposal::unknown(name, Txt, why));
        }
        _ if takes_no_mail(report, policy) => {
            return Some(Proposal::none(name, Txt, "the domain takes no mail"));
        }
        Status::None => "reports of senders that could not encrypt; the address must exist",
        Status::Multiple => "in place of the several that are there; the address must exist",
        Status::Invalid => "in place of the one that is not usable; the address must exist",
    };
    let text = format!("{VERSION}; rua=mailto:tls-reports@{}", policy.domain);
    Some(Proposal::txt(name, text, why))
}
