//! Whether the domains that SPF and DKIM speak for belong to the domain of the From header field, and what its policy makes of a
//! message: RFC 9989 sections 4.4 and 4.10.2.

use serde::Serialize;

use super::{
    disposition::Disposition,
    facts::{Dmarc, DmarcStatus},
    survey::policy,
    walk::walk,
};
use crate::record::look_up::Asking;

/// How the domains of a message stand to that of its From header field.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Alignment {
    /// The domain of the From header field.
    pub from: String,
    /// Its organizational domain; null where a look-up failed.
    pub organizational_domain: Option<String>,
    /// What its policy asks for; null where DMARC does not apply.
    pub policy: Option<Disposition>,
    /// Whether that is on trial.
    pub testing: bool,
    /// The others.
    pub identifiers: Vec<Identifier>,
    /// What comes of it.
    pub outlook: Outlook,
}

/// A domain for which a message may be proven to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Identifier {
    /// Which it is.
    pub kind: IdentifierKind,
    /// The domain.
    pub domain: String,
    /// Its organizational domain; null where it was not needed or a look-up failed.
    pub organizational_domain: Option<String>,
    /// How it stands to that of From; null where a look-up failed.
    pub aligned: Option<Aligned>,
    /// Whether that is enough for `aspf` or `adkim`; null likewise.
    pub satisfies: Option<bool>,
    /// The look-up that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What proves a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    /// SPF, that of the sender's address in the envelope.
    Envelope,
    /// A signature, that of `d=`.
    Dkim,
}

/// How a domain stands to that of From. New values may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Aligned {
    /// It is the same.
    Strict,
    /// It is of the same organization.
    Relaxed,
    /// It is of another one.
    No,
}

/// What comes of the domains. New values may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outlook {
    /// A message passes if what proves one of the domains that are aligned does.
    CanPass,
    /// None is aligned, so that a message fails whatever SPF and DKIM say, and the policy applies.
    Fails,
    /// The domain of From has no policy.
    NoPolicy,
    /// A look-up failed.
    Unknown,
}

/// Compares the domain of a message's From header field with that of its envelope's sender and those of its signatures.
pub fn alignment(
    asking: &mut Asking<'_>,
    from: &str,
    envelope: Option<&str>,
    signatures: &[&str],
) -> Option<Alignment> {
    let policy = policy(asking, from);
    let envelope = envelope.map(|domain| (IdentifierKind::Envelope, domain));
    let signatures = signatures
        .iter()
        .map(|domain| (IdentifierKind::Dkim, *domain));
    let asked: Vec<_> = envelope
        .into_iter()
        .chain(signatures)
        .map(|(kind, domain)| Some((kind, domain, organization(asking, from, domain)?)))
        .collect();
    let policy = policy?;
    let asked = asked.into_iter().collect::<Option<Vec<_>>>()?;
    let compared =
        |(kind, domain, organization)| compare(&policy, from, kind, domain, organization);
    let identifiers: Vec<_> = asked.into_iter().map(compared).collect();
    Some(Alignment {
        from: from.to_owned(),
        outlook: outlook(&policy, &identifiers),
        organizational_domain: policy.organizational_domain,
        policy: policy.policy,
        testing: policy.testing,
        identifiers,
    })
}

/// The organizational domain; none where the domains are the same, so that none is needed.
type Organization = Option<Result<String, String>>;

fn organization(asking: &mut Asking<'_>, from: &str, domain: &str) -> Option<Organization> {
    if domain.eq_ignore_ascii_case(from) {
        return Some(None);
    }
    let walk = walk(asking, &domain.to_ascii_lowercase())?;
    Some(Some(walk.selected().map(|it| it.organizational)))
}

fn compare(
    policy: &Dmarc,
    from: &str,
    kind: IdentifierKind,
    domain: &str,
    organization: Organization,
) -> Identifier {
    let own = policy.organizational_domain.as_deref();
    let aligned = match (&organization, own) {
        (None, _) => Some(Aligned::Strict),
        (Some(Ok(organization)), Some(own)) if organization == own => Some(Aligned::Relaxed),
        (Some(Ok(_)), Some(_)) => Some(Aligned::No),
        // Names that share nothing are of two organizations, whatever the DNS would say.
        _ if share_nothing(from, domain) => Some(Aligned::No),
        _ => None,
    };
    let record = policy.parsed.as_ref();
    let is_strict = record.is_some_and(|record| match kind {
        IdentifierKind::Envelope => record.strict_spf,
        IdentifierKind::Dkim => record.strict_dkim,
    });
    let satisfies = match aligned {
        Some(Aligned::Strict) => Some(true),
        _ if is_strict => Some(false),
        aligned => aligned.map(|aligned| aligned == Aligned::Relaxed),
    };
    Identifier {
        kind,
        domain: domain.to_owned(),
        error: organization
            .as_ref()
            .and_then(|it| it.as_ref().err().cloned()),
        organizational_domain: organization.and_then(Result::ok),
        aligned,
        satisfies,
    }
}

fn share_nothing(one: &str, other: &str) -> bool {
    let top = |name: &str| name.rsplit('.').next().map(str::to_ascii_lowercase);
    top(one) != top(other)
}

fn outlook(policy: &Dmarc, identifiers: &[Identifier]) -> Outlook {
    let says = |satisfies| identifiers.iter().any(|it| it.satisfies == satisfies);
    match (policy.policy, policy.status) {
        (None, DmarcStatus::LookupFailed) => Outlook::Unknown,
        (None, _) => Outlook::NoPolicy,
        _ if says(Some(true)) => Outlook::CanPass,
        _ if says(None) => Outlook::Unknown,
        _ => Outlook::Fails,
    }
}
