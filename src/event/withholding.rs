//! Why a secret or a message was kept back: as a value, which decides what is told with it, and in words.

use std::fmt;

use crate::tls::Verification;

/// Why nothing that has to be protected went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Withholding {
    /// The connection is in clear.
    NotEncrypted,
    /// The server showed none.
    NoCertificate,
    /// The certificate does not verify, or that could not be found out.
    Unverified(Box<Verification>),
    /// The certificate is right for a name that nothing but unproven DNS gave (RFC 6186 section 6).
    NameUnproven {
        /// The name.
        host: String,
        /// The one that the user typed.
        domain: String,
    },
    /// The TLSA records are forged, as far as DNSSEC tells.
    BogusRecords {
        /// Why they do not validate.
        why: Option<String>,
    },
    /// Whether there are TLSA records could not be found out (RFC 7672 section 2.1.2).
    RecordsNotFoundOut {
        /// Why.
        why: Option<String>,
    },
}

impl fmt::Display for Withholding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEncrypted => formatter.write_str("the connection is not encrypted"),
            Self::NoCertificate => formatter.write_str("the server showed no certificate"),
            Self::Unverified(verification) => formatter.write_str(&unverified(verification)),
            Self::NameUnproven { host, domain } => write!(
                formatter,
                "DNS names {host} as the server of {domain}, DNSSEC does not prove it, and the certificate is not for {domain}: \
                 whoever forges that answer would get the login"
            ),
            Self::BogusRecords { why } => {
                because(formatter, "the TLSA records fail DNSSEC validation", why)
            }
            Self::RecordsNotFoundOut { why } => {
                because(formatter, "the look-up of TLSA records failed", why)
            }
        }
    }
}

fn because(formatter: &mut fmt::Formatter<'_>, what: &str, why: &Option<String>) -> fmt::Result {
    match why {
        Some(why) => write!(formatter, "{what}: {why}"),
        None => formatter.write_str(what),
    }
}

fn unverified(verification: &Verification) -> String {
    let reasons = verification.reasons.iter();
    let reasons: Vec<_> = reasons.map(|reason| reason.detail.as_str()).collect();
    let reasons = reasons.join("; ");
    match (reasons.is_empty(), &verification.name) {
        (false, _) if verification.is_wrong() => {
            format!("the certificate does not verify: {reasons}")
        }
        (false, _) => format!("the certificate could not be verified: {reasons}"),
        (true, None) => {
            "an address has no name that the certificate could be for; --verify-name gives one"
                .to_owned()
        }
        (true, Some(_)) => verification
            .disagreement()
            .unwrap_or("the certificate could not be verified")
            .to_owned(),
    }
}
