//! What BIMI comes to for a domain, as facts that JSON holds.

use serde::Serialize;

use super::{
    certificate::MarkCertificate, logo::LogoFault, not_fetched::NotFetched, record::Avatar,
};
use crate::record::fault::Fault;

/// The logo that a domain wants to be shown beside its messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Bimi {
    /// What it comes to.
    pub status: BimiStatus,
    /// The record, as it stands there.
    pub record: Option<String>,
    /// Where the record stands: `default._bimi.example.com`.
    pub name: Option<String>,
    /// The logo.
    pub logo: Option<Logo>,
    /// The certificate that says whose it is.
    pub certificate: Option<Certificate>,
    /// What is shown where the sender has a picture too.
    pub avatar: Option<Avatar>,
    /// What is wrong with the record, in order of the places.
    pub errors: Vec<Fault>,
    /// What DMARC lacks, so that no logo is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insufficient: Option<String>,
    /// How many records there are, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<usize>,
    /// Which look-up failed, and how.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// What it comes to. New values may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BimiStatus {
    /// There is a record that counts, and DMARC is at enforcement.
    Ok,
    /// There is none.
    None,
    /// The domain says that it has no logo.
    Declined,
    /// There is one that does not count.
    Invalid,
    /// The record counts, and no receiver follows it because of the policy of DMARC.
    DmarcInsufficient,
    /// There are several, so that none counts.
    Multiple,
    /// It could not be found out.
    LookupFailed,
    /// The logo or the certificate could not be fetched, or is not as it must be.
    FetchFailed,
}

/// The logo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Logo {
    /// Where it is.
    pub uri: String,
    /// How many octets it has, where it was fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<usize>,
    /// What is wrong with it, where it was fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub faults: Option<Vec<LogoFault>>,
    /// Why it was not fetched, where it was to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<NotFetched>,
}

/// The certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Certificate {
    /// Where it is.
    pub uri: String,
    /// What it says, where it was fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<MarkCertificate>,
    /// Why it was not fetched, where it was to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<NotFetched>,
}

impl Bimi {
    /// Whether both files were fetched and read.
    #[must_use]
    pub fn is_fetched(&self) -> bool {
        let logo = self.logo.as_ref().is_some_and(|logo| logo.faults.is_some());
        let certificate = self.certificate.as_ref();
        logo && certificate.is_some_and(|certificate| certificate.read.is_some())
    }

    /// What the servers of logo and certificate said of themselves.
    pub fn fetched_texts_mut(&mut self) -> Vec<&mut String> {
        let mut texts = Vec::new();
        if let Some(logo) = &mut self.logo {
            texts.extend(logo.error.iter_mut().map(|error| &mut error.text));
            let faults = logo.faults.iter_mut().flatten();
            texts.extend(faults.map(|fault| &mut fault.text));
        }
        if let Some(certificate) = &mut self.certificate {
            texts.extend(certificate.error.iter_mut().map(|error| &mut error.text));
            if let Some(read) = &mut certificate.read {
                texts.extend([&mut read.subject, &mut read.issuer]);
                texts.extend(&mut read.dns_names);
            }
        }
        texts
    }

    /// Nothing but what it comes to.
    #[must_use]
    pub const fn of(status: BimiStatus) -> Self {
        Self {
            status,
            record: None,
            name: None,
            logo: None,
            certificate: None,
            avatar: None,
            errors: Vec::new(),
            insufficient: None,
            records: None,
            failure: None,
        }
    }
}
