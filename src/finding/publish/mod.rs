//! `--print-dns`: the records to publish, and why; where none can be named, why not. Nothing is proposed by which mail that arrives
//! today would no longer arrive: of whom a domain does not name it is not known whether they send for it.

mod dmarc;
mod exchangers;
mod mta_sts;
mod proposal;
mod spf;
mod tls_rpt;
mod tlsa;

use crate::{
    event::Role,
    report::{Policy, Report},
};

pub use proposal::{Proposal, ProposalKind};

/// All that is to be said, in the order in which mail meets it.
pub(super) fn proposals(report: &Report) -> Vec<Proposal> {
    let mut all = tlsa::proposals(report);
    let asked = |policy: &&Policy| matches!(policy.role, Role::Target | Role::Asked);
    for policy in report.policy.iter().filter(asked) {
        if policy.role == Role::Target {
            all.extend(mta_sts::proposals(report, policy));
        }
        all.extend(tls_rpt::proposal(report, policy));
        all.extend(spf::proposal(report, policy));
        all.extend(dmarc::proposal(report, policy));
    }
    // Who signs may be another domain than those that are looked at.
    all.extend(report.policy.iter().flat_map(signing_keys));
    all
}

/// Of the keys that the message is signed with, those that are not published.
fn signing_keys(policy: &Policy) -> impl Iterator<Item = Proposal> {
    let keys = policy.dkim.iter().flatten();
    keys.filter_map(|key| {
        let record = key.to_publish.clone()?;
        let name = format!("{}._domainkey.{}", key.selector, policy.domain);
        Some(match key.signs {
            Some(false) => Proposal::none(
                name,
                ProposalKind::Txt,
                "another key stands there, by which others may sign: publish this one below a selector of its own",
            ),
            _ => Proposal::txt(name, record, "the key that signs"),
        })
    })
}

#[cfg(test)]
mod tests;
