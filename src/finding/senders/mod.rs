//! What senders do with a server: for each kind of sender the outcome, and the link in the chain that decides it. An
//! opinion about facts like every finding, by RFC 3207 (opportunistic), RFC 8461 section 5 (MTA-STS) and RFC 7672 section 2.2
//! (DANE). Asked for servers to which MX records led; other clients are configured by hand.

mod basis;
mod dane;
mod kinds;
#[cfg(test)]
mod tests;

use crate::{
    event::{Cause, FailedStage, ResolutionStatus},
    report::{Delivery, Report, SenderKind, SenderView, Server},
};
use basis::Basis;
use dane::dane;
use kinds::{mta_sts, opportunistic, require_tls, verify_tls};

/// What each kind of sender will do with `server`; nothing where no MX record led to it.
#[must_use]
pub(super) fn senders(server: &Server, report: &Report) -> Vec<SenderView> {
    let by_mx = server.preference.is_some()
        || report.mta_sts.is_some()
        || report.resolution.status == ResolutionStatus::ImplicitMx;
    let says_something = server.tried() && !report.asked.no_tls && !report.asked.implicit_tls;
    if !by_mx || !says_something {
        return Vec::new();
    }
    let view = |sender, (outcome, because): (Delivery, String)| SenderView {
        sender,
        outcome,
        because,
        refused_at: refused_at(server),
    };
    let basis = Basis::of(server, report);
    vec![
        view(SenderKind::Opportunistic, opportunistic(&basis)),
        view(SenderKind::RequireTls, require_tls(&basis)),
        view(SenderKind::VerifyTls, verify_tls(&basis)),
        view(SenderKind::MtaSts, mta_sts(&basis, server, report)),
        view(SenderKind::Dane, dane(&basis, server, report)),
    ]
}

/// Where the server let this check get no further with what others come for too. That need not be so for another client, sender
/// or recipient. What this check held back itself, or could not send, tells of nobody else.
fn refused_at(server: &Server) -> Option<FailedStage> {
    let (stage, failure) = server.failed_stage.zip(server.failure.as_ref())?;
    let is_ours = matches!(
        failure.cause,
        Cause::Withheld | Cause::NotOffered | Cause::Unusable
    );
    (stage >= FailedStage::Mail && !is_ours).then_some(stage)
}
