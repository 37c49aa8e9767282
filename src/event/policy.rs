//! What a domain publishes for its mail.

use serde::Serialize;

use crate::record::{
    Caa, LookUp, Services,
    bimi::Bimi,
    dkim::{Key, Verdict},
    dmarc::{Alignment, Dmarc},
    spf::Spf,
    tls_rpt::TlsRpt,
};

/// What a domain publishes for its mail.
#[derive(Debug, Clone)]
pub enum Policy {
    /// Everything else is over, and this still has to come; for a person who waits.
    Awaited {
        /// The domain.
        domain: String,
    },
    /// The same of the keys of a message's signatures.
    KeysAwaited,
    /// What the signatures of the message came to.
    Signatures(Vec<Verdict>),
    /// One policy of a domain.
    Found {
        /// The domain, as A-labels.
        domain: String,
        /// Why it is looked at.
        role: Role,
        /// What it publishes.
        published: Published,
    },
}

/// Why a domain is looked at (`policy[].role` in JSON). New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Its mail servers are checked.
    Target,
    /// It is in the From field of the message.
    From,
    /// It is that of the envelope's sender.
    Sender,
    /// The message is signed for it.
    Signer,
    /// `--policy-domain`.
    Asked,
}

/// One policy.
#[derive(Debug, Clone)]
pub enum Published {
    /// Who may send as it.
    Spf(Box<Spf>),
    /// What it asks receivers to do.
    Dmarc(Box<Dmarc>),
    /// How the domains of the message that is sent stand to it.
    Alignment(Box<Alignment>),
    /// Where it wants reports about TLS.
    TlsRpt(Box<TlsRpt>),
    /// Its logo.
    Bimi(Box<Bimi>),
    /// Its DKIM keys.
    Dkim(Vec<Key>),
    /// Who may issue certificates for it and its exchangers.
    Caa(Vec<Caa>),
    /// Everything that was asked for it.
    LookUps(Vec<LookUp>),
    /// Where its other servers are.
    Services(Services),
}
