//! What domains publish for their mail.

use serde::Serialize;

use crate::{
    event::{Published, Role},
    record::{
        Caa, LookUp, Services,
        bimi::Bimi,
        dkim::Key,
        dmarc::{Alignment, Dmarc},
        spf::Spf,
        tls_rpt::TlsRpt,
    },
};

/// What one domain publishes. What is null was not looked at, or did not come before the run was interrupted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Policy {
    /// The domain, as A-labels.
    pub domain: String,
    /// Why it is looked at.
    pub role: Role,
    /// Who may send as it.
    pub spf: Option<Spf>,
    /// Its DKIM keys as far as they are known: there is no list of them.
    pub dkim: Option<Vec<Key>>,
    /// What it asks receivers to do.
    pub dmarc: Option<Dmarc>,
    /// How the domains of the message that is sent stand to it, where it is that of the From field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alignment: Option<Alignment>,
    /// Where it wants reports about TLS.
    pub tls_rpt: Option<TlsRpt>,
    /// Its logo.
    pub bimi: Option<Bimi>,
    /// Who may issue certificates; only where nothing is connected to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caa: Option<Vec<Caa>>,
    /// Where programs find its other servers; likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<Services>,
    /// What was asked of the DNS.
    pub lookups: Vec<LookUp>,
}

impl Policy {
    /// A domain of which nothing is known yet.
    #[must_use]
    pub const fn of(domain: String, role: Role) -> Self {
        Self {
            domain,
            role,
            spf: None,
            dkim: None,
            dmarc: None,
            alignment: None,
            tls_rpt: None,
            bimi: None,
            caa: None,
            services: None,
            lookups: Vec::new(),
        }
    }

    /// Keeps one policy.
    pub fn keep(&mut self, published: &Published) {
        match published {
            Published::Dkim(keys) => self.dkim = Some(keys.clone()),
            Published::Spf(spf) => self.spf = Some((**spf).clone()),
            Published::Dmarc(dmarc) => self.dmarc = Some((**dmarc).clone()),
            Published::Alignment(found) => self.alignment = Some((**found).clone()),
            Published::TlsRpt(found) => self.tls_rpt = Some((**found).clone()),
            Published::Bimi(found) => self.bimi = Some((**found).clone()),
            Published::Caa(caa) => self.caa = Some(caa.clone()),
            Published::LookUps(look_ups) => self.lookups.clone_from(look_ups),
            Published::Services(services) => self.services = Some(services.clone()),
        }
    }
}
