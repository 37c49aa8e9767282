//! Whether the domains that are looked at beside the target exist at all. The target's own absence is a matter of resolution.

use super::{
    Check, Evidence,
    Severity::{Error, Warning},
    Verdict,
    check::policy,
};
use crate::event::Role;

pub(super) const CHECKS: &[Check] = &[policy(
    "policy-domain-missing",
    Warning,
    "a domain that was to be looked at does not exist",
    "RFC 5321 section 2.3.5",
    "Correct the name, or register and delegate the domain; receivers refuse mail from one that is not in the DNS.",
    |policy, _| {
        if policy.spf.as_ref().is_none_or(|spf| spf.exists) {
            return Verdict::NotApplicable;
        }
        let (whose, severity) = match policy.role {
            Role::Target => return Verdict::NotApplicable,
            Role::From => ("the From field", Warning),
            Role::Sender => ("the envelope's sender", Warning),
            // Its key is missing too, and that is told.
            Role::Signer => return Verdict::NotApplicable,
            Role::Asked => ("--policy-domain", Error),
        };
        let evidence = format!("{} ({whose}) is not in the DNS", policy.domain);
        Verdict::Found(vec![Evidence::new(evidence).of(severity)])
    },
)];
