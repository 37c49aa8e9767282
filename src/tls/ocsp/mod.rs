//! What a stapled OCSP response says of the server's certificate, and how far it can be believed. The grammar is in
//! [`response`]; whose signature it bears is checked where TLS is spoken. RFC 6960, RFC 6066 section 8.

pub mod response;

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

pub use response::Response;

/// How far the clocks of responder and client may be apart; OpenSSL's command allows as much.
const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(5);

/// A stapled OCSP response. What it says counts only when [`Self::is_verified`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Ocsp {
    /// What the responder answered; null when it cannot be read.
    pub response_status: Option<ResponseStatus>,
    /// What it says of the certificate.
    pub certificate_status: Option<CertificateStatus>,
    /// When the certificate was revoked.
    pub revoked_at: Option<Timestamp>,
    /// Why it was revoked, where that is told: `key_compromise`.
    pub revocation_reason: Option<String>,
    /// Since when this is known to be right.
    pub this_update: Option<Timestamp>,
    /// Until when there will be something newer; null where that is not told.
    pub next_update: Option<Timestamp>,
    /// Whether it is of this time.
    pub freshness: Option<Freshness>,
    /// Whether it is about the server's certificate; null when that could not be found out.
    pub for_leaf: Option<bool>,
    /// Whose signature it bears.
    pub signature: ResponseSignature,
    /// Why it proves nothing, when it does not.
    pub problem: Option<String>,
}

/// What a responder answers: OCSPResponseStatus of RFC 6960 section 4.2.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResponseStatus {
    /// The response has a status in it.
    Successful,
    /// It did not understand the request.
    MalformedRequest,
    /// Something is broken there.
    InternalError,
    /// It cannot answer now.
    TryLater,
    /// It wants requests to be signed.
    SigRequired,
    /// It does not answer this client, or knows nothing of the certificate.
    Unauthorized,
}

/// What a response says of a certificate: CertStatus of RFC 6960 section 2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CertificateStatus {
    /// Not revoked.
    Good,
    /// Revoked, for good or for a while.
    Revoked,
    /// The responder does not know it.
    Unknown,
}

/// How a response stands to the time of the check (RFC 6960 section 4.2.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// Between this update and the next one.
    Current,
    /// The next update is past.
    Stale,
    /// This update is still to come.
    Future,
}

/// Whose signature a response bears (RFC 6960 section 4.2.2.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResponseSignature {
    /// That of the certificate's issuer, or of a responder that the issuer appointed.
    Valid,
    /// Somebody else's, or nobody's.
    Invalid,
    /// It could not be checked.
    #[default]
    Unchecked,
}

impl Ocsp {
    /// Whether it is by the certificate's issuer and about the server's certificate.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.signature == ResponseSignature::Valid && self.for_leaf == Some(true)
    }

    /// What it says of the server's certificate, when it can be believed.
    #[must_use]
    pub fn verified_status(&self) -> Option<CertificateStatus> {
        self.certificate_status.filter(|_| self.is_verified())
    }

    /// Whether the certificate's issuer has revoked it. Age does not make that undone.
    #[must_use]
    pub fn revokes(&self) -> bool {
        self.verified_status() == Some(CertificateStatus::Revoked)
    }

    fn revocation(&self) -> String {
        let at = self
            .revoked_at
            .map_or(String::new(), |at| format!(" at {at}"));
        let reason = self
            .revocation_reason
            .as_ref()
            .map_or(String::new(), |reason| {
                format!(" ({})", reason.replace('_', " "))
            });
        format!("revoked{at}{reason}")
    }

    fn time(&self) -> String {
        match (self.freshness, self.this_update, self.next_update) {
            (Some(Freshness::Future), Some(this), _) => format!(", but not before {this}"),
            (Some(Freshness::Stale), _, Some(next)) => format!(", but out of date since {next}"),
            (_, _, Some(next)) => format!(", until {next}"),
            _ => String::new(),
        }
    }
}

/// A fragment: `good, until 2026-06-05T00:00:00Z`, `unverified: it is about another certificate`.
impl fmt::Display for Ocsp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.verified_status() {
            Some(CertificateStatus::Good) => write!(formatter, "good{}", self.time()),
            Some(CertificateStatus::Revoked) => formatter.write_str(&self.revocation()),
            Some(CertificateStatus::Unknown) => {
                write!(formatter, "unknown to the responder{}", self.time())
            }
            None => {
                let problem = self.problem.as_deref().unwrap_or("nobody looked");
                write!(formatter, "unverified: {problem}")
            }
        }
    }
}

impl fmt::Display for ResponseStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Successful => "successful",
            Self::MalformedRequest => "malformed request",
            Self::InternalError => "internal error",
            Self::TryLater => "try later",
            Self::SigRequired => "signature required",
            Self::Unauthorized => "unauthorized",
        })
    }
}

impl Freshness {
    fn at(now: Timestamp, this_update: Timestamp, next_update: Option<Timestamp>) -> Self {
        if this_update.duration_since(now) > CLOCKS_APART {
            Self::Future
        } else if next_update.is_some_and(|next| now.duration_since(next) > CLOCKS_APART) {
            Self::Stale
        } else {
            Self::Current
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn good() -> Ocsp {
        Ocsp {
            response_status: Some(ResponseStatus::Successful),
            certificate_status: Some(CertificateStatus::Good),
            this_update: Some(at("2026-06-01T00:00:00Z")),
            next_update: Some(at("2026-06-08T00:00:00Z")),
            freshness: Some(Freshness::Current),
            for_leaf: Some(true),
            signature: ResponseSignature::Valid,
            ..Ocsp::default()
        }
    }

    #[test]
    fn nothing_is_believed_without_signature_and_certificate() {
        let revoked = Ocsp {
            certificate_status: Some(CertificateStatus::Revoked),
            ..good()
        };
        assert!(revoked.revokes());
        let doubts: [fn(&mut Ocsp); 4] = [
            |ocsp| ocsp.signature = ResponseSignature::Invalid,
            |ocsp| ocsp.signature = ResponseSignature::Unchecked,
            |ocsp| ocsp.for_leaf = Some(false),
            |ocsp| ocsp.for_leaf = None,
        ];
        for doubt in doubts {
            let mut ocsp = revoked.clone();
            doubt(&mut ocsp);
            assert!(!ocsp.revokes(), "{ocsp:?}");
        }
        assert!(!good().revokes());
    }

    #[test]
    fn time_is_told_apart_with_five_minutes_for_the_clocks() {
        let (this, next) = (at("2026-06-01T00:00:00Z"), at("2026-06-08T00:00:00Z"));
        for (now, next, expected) in [
            ("2026-06-03T00:00:00Z", Some(next), Freshness::Current),
            ("2026-06-08T00:05:00Z", Some(next), Freshness::Current),
            ("2026-06-08T00:05:01Z", Some(next), Freshness::Stale),
            ("2026-05-31T23:55:00Z", Some(next), Freshness::Current),
            ("2026-05-31T23:54:59Z", Some(next), Freshness::Future),
            ("2036-06-01T00:00:00Z", None, Freshness::Current),
        ] {
            assert_eq!(Freshness::at(at(now), this, next), expected, "{now}");
        }
    }

    #[test]
    fn it_is_told_in_a_few_words() {
        assert_eq!(good().to_string(), "good, until 2026-06-08T00:00:00Z");
        let stale = Ocsp {
            freshness: Some(Freshness::Stale),
            ..good()
        };
        assert_eq!(
            stale.to_string(),
            "good, but out of date since 2026-06-08T00:00:00Z"
        );
        let revoked = Ocsp {
            certificate_status: Some(CertificateStatus::Revoked),
            revoked_at: Some(at("2026-05-20T12:00:00Z")),
            revocation_reason: Some("key_compromise".to_owned()),
            ..good()
        };
        assert_eq!(
            revoked.to_string(),
            "revoked at 2026-05-20T12:00:00Z (key compromise)"
        );
        let other = Ocsp {
            for_leaf: Some(false),
            problem: Some("it is about another certificate".to_owned()),
            ..revoked
        };
        assert_eq!(
            other.to_string(),
            "unverified: it is about another certificate"
        );
    }
}
