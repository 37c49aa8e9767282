//! Does a path lead from the server's certificate to a trust root? The library stops at the first problem and calls
//! most of them an unknown issuer; here the chain is looked at again until every reason is named: another time for
//! what has expired, the names of issuers for what is missing. RFC 5280 section 6.

use jiff::Timestamp;
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::pki_types::CertificateDer;
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, Error};

use super::Roots;
use super::provider::{provider, unix_time};
use crate::text::visible;
use crate::tls::certificate::DerParts;
use crate::tls::{Certificate, Outcome, Reason, ReasonDetail};

/// How many certificates of a chain are looked at when it does not verify; servers send two to four.
pub(super) const LONGEST_CHAIN: usize = 16;

/// A server's chain and what it is judged against. There is at least one certificate.
pub(super) struct Path<'a> {
    pub(super) chain: &'a [CertificateDer<'static>],
    pub(super) certificates: &'a [Certificate],
    pub(super) roots: &'a Roots,
    pub(super) now: Timestamp,
}

impl Path<'_> {
    /// The outcome and every reason for it.
    pub(super) fn judge(&self) -> (Outcome, Vec<ReasonDetail>) {
        let mut reasons = self.times_of_leaf();
        if self.roots.is_empty() {
            let why = "there are no trust roots on this machine";
            reasons.push(ReasonDetail::new(Reason::NoTrustRoots, why));
            return (Outcome::Unchecked(why.into()), reasons);
        }
        match self.verify(self.now) {
            Ok(()) => return (Outcome::Right, reasons),
            Err(_) if self.is_itself_a_root() => reasons.extend(self.purpose_of_leaf()),
            Err(error) => {
                let other = if is_about_time(&error) {
                    self.error_beside_time()
                } else {
                    Some(error.clone())
                };
                reasons.extend(self.times_of_intermediates());
                reasons.extend(other.iter().flat_map(|error| self.explain(error)));
                if reasons.is_empty() {
                    reasons.push(ReasonDetail::new(Reason::Other, in_words(&error)));
                }
            }
        }
        let outcome = if reasons.is_empty() {
            Outcome::Right
        } else {
            Outcome::Wrong
        };
        (outcome, reasons)
    }

    fn leaf(&self) -> &Certificate {
        &self.certificates[0]
    }

    fn verify(&self, at: Timestamp) -> Result<(), Error> {
        let parsed = ParsedCertificate::try_from(&self.chain[0])?;
        let algorithms = provider().signature_verification_algorithms.all;
        let intermediates = &self.chain[1..];
        verify_server_cert_signed_by_trust_anchor(
            &parsed,
            self.roots.store(),
            intermediates,
            unix_time(at),
            algorithms,
        )
    }

    /// A self-signed certificate that the user, or this machine, trusts by itself; the library takes none as a server's.
    fn is_itself_a_root(&self) -> bool {
        self.leaf().self_signed && self.roots.contains(&self.chain[0])
    }

    fn purpose_of_leaf(&self) -> Option<ReasonDetail> {
        (self.leaf().server_auth == Some(false)).then(|| self.wrong_purpose())
    }

    fn wrong_purpose(&self) -> ReasonDetail {
        ReasonDetail::new(
            Reason::WrongPurpose,
            "the certificate's extended key usage does not allow it to be a server's (no serverAuth)",
        )
    }

    fn times_of_leaf(&self) -> Vec<ReasonDetail> {
        times(self.leaf(), self.now, Reason::Expired, "the certificate")
    }

    fn times_of_intermediates(&self) -> Vec<ReasonDetail> {
        let above = self
            .members()
            .into_iter()
            .skip(1)
            .map(|at| &self.certificates[at]);
        above
            .filter(|certificate| !certificate.self_signed)
            .flat_map(|certificate| {
                let what = format!(
                    "the intermediate certificate {}",
                    certificate.display_name()
                );
                times(certificate, self.now, Reason::ExpiredIntermediate, &what)
            })
            .collect()
    }

    /// What would be wrong if time were not. A path that is valid at any time is valid when its last certificate
    /// begins, so only those moments are tried.
    fn error_beside_time(&self) -> Option<Error> {
        let begins = self
            .certificates
            .iter()
            .take(LONGEST_CHAIN)
            .filter_map(|certificate| certificate.not_before);
        let mut beside = None;
        for moment in begins {
            match self.verify(moment) {
                Ok(()) => return None,
                Err(error) if is_about_time(&error) => {}
                Err(error) => beside = beside.or(Some(error)),
            }
        }
        beside
    }

    /// The leaf, its issuer, the issuer's issuer and so on, as far as they were sent: positions in the chain.
    fn members(&self) -> Vec<usize> {
        let parts: Vec<Option<DerParts>> = self
            .chain
            .iter()
            .take(LONGEST_CHAIN)
            .map(|certificate| DerParts::of(certificate))
            .collect();
        let mut members = vec![0];
        while let Some(Some(top)) = members.last().map(|at| &parts[*at]) {
            let is_issuer = |other: &Option<DerParts>| {
                other
                    .as_ref()
                    .is_some_and(|other| other.subject == top.issuer)
            };
            match (0..parts.len()).find(|at| !members.contains(at) && is_issuer(&parts[*at])) {
                Some(issuer) => members.push(issuer),
                None => break,
            }
        }
        members
    }

    fn explain(&self, error: &Error) -> Vec<ReasonDetail> {
        let mut reasons = Vec::new();
        let Error::InvalidCertificate(kind) = error else {
            return vec![ReasonDetail::new(Reason::Other, in_words(error))];
        };
        if self.leaf().self_signed {
            reasons.push(ReasonDetail::new(
                Reason::SelfSigned,
                "the certificate was issued by itself",
            ));
        }
        match kind {
            CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
                reasons.push(self.wrong_purpose());
            }
            CertificateError::Revoked => {
                reasons.push(ReasonDetail::new(
                    Reason::Revoked,
                    "the certificate's issuer has revoked it",
                ));
            }
            CertificateError::BadSignature => reasons.push(self.bad_signature()),
            CertificateError::UnsupportedSignatureAlgorithmContext { .. }
            | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
                reasons.push(self.unsupported_signature());
            }
            _ if !reasons.is_empty() => {}
            CertificateError::UnknownIssuer => reasons.push(self.unknown_issuer()),
            _ => reasons.push(ReasonDetail::new(Reason::Other, in_words(error))),
        }
        reasons
    }

    fn bad_signature(&self) -> ReasonDetail {
        let issuers = self
            .members()
            .into_iter()
            .skip(1)
            .map(|at| &self.certificates[at]);
        match issuers
            .into_iter()
            .find(|certificate| certificate.public_key.is_weak())
        {
            Some(weak) => ReasonDetail::new(
                Reason::WeakKey,
                format!(
                    "the key of {}, {}, is too short to be trusted",
                    weak.display_name(),
                    weak.public_key
                ),
            ),
            None => ReasonDetail::new(
                Reason::BadSignature,
                format!(
                    "a signature in the chain is wrong: {} did not sign what was sent",
                    self.leaf().issuer_name()
                ),
            ),
        }
    }

    fn unsupported_signature(&self) -> ReasonDetail {
        let members: Vec<&Certificate> = self
            .members()
            .into_iter()
            .map(|at| &self.certificates[at])
            .collect();
        let signed = |certificate: &Certificate| {
            format!(
                "{} is signed with {}",
                certificate.display_name(),
                certificate.signature_algorithm
            )
        };
        match members
            .iter()
            .find(|certificate| certificate.has_weak_signature())
        {
            Some(weak) => ReasonDetail::new(
                Reason::WeakSignature,
                format!("{}, which is broken", signed(weak)),
            ),
            None => ReasonDetail::new(
                Reason::Other,
                format!(
                    "{}, and a signature in the chain cannot be checked",
                    signed(self.leaf())
                ),
            ),
        }
    }

    /// Nobody knows the issuer of the top of what was sent. If that is the server's own certificate, the chain is
    /// most likely incomplete; else it ends at someone who is not trusted here.
    fn unknown_issuer(&self) -> ReasonDetail {
        let members = self.members();
        let top = members.last().map_or(0, |at| *at);
        let certificate = &self.certificates[top];
        let issuer = certificate.issuer_name();
        if certificate.self_signed {
            let why = format!(
                "it leads to {}, a root sent along that is not trusted here",
                certificate.display_name()
            );
            return ReasonDetail::new(Reason::UnknownIssuer, why);
        }
        let parts = DerParts::of(&self.chain[top]);
        if parts.is_some_and(|parts| self.roots.has_subject(&parts.issuer)) {
            let why =
                format!("it names the root {issuer}, but no trusted root of that name issued it");
            return ReasonDetail::new(Reason::UnknownIssuer, why);
        }
        if members.len() > 1 {
            let why = format!("it leads to {issuer}, which was not sent and is not trusted here");
            return ReasonDetail::new(Reason::UnknownIssuer, why);
        }
        let url = certificate.issuer_url.as_ref();
        let fetch = url.map_or_else(String::new, |url| {
            format!("; the certificate says it is at {url}")
        });
        let why = format!(
            "the certificate of its issuer, {issuer}, was not sent along and is no trusted root{fetch}"
        );
        ReasonDetail::new(Reason::MissingIntermediate, why)
    }
}

fn times(
    certificate: &Certificate,
    now: Timestamp,
    expired: Reason,
    what: &str,
) -> Vec<ReasonDetail> {
    let mut reasons = Vec::new();
    if let Some(end) = certificate
        .not_after
        .filter(|_| certificate.has_expired(now))
    {
        let ago = match now.duration_since(end).as_hours() / 24 {
            ..=0 => "less than a day ago".to_string(),
            1 => "a day ago".to_string(),
            days => format!("{days} days ago"),
        };
        reasons.push(ReasonDetail::new(
            expired,
            format!("{what} expired at {end}, {ago}"),
        ));
    }
    if let Some(begin) = certificate
        .not_before
        .filter(|_| certificate.is_not_yet_valid(now))
    {
        reasons.push(ReasonDetail::new(
            Reason::NotYetValid,
            format!("{what} is not valid before {begin}"),
        ));
    }
    reasons
}

pub(super) fn is_about_time(error: &Error) -> bool {
    use CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext};
    matches!(
        error,
        Error::InvalidCertificate(
            Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. }
        )
    )
}

/// The library's own words, but for what old and odd certificates bring it to say.
fn in_words(error: &Error) -> String {
    let debug = format!("{error:?}");
    let known = [
        (
            "UnsupportedCertVersion",
            "the certificate is of X.509 version 1 or 2, which cannot be verified",
        ),
        (
            "UnsupportedCriticalExtension",
            "the certificate has a critical extension that is not understood",
        ),
        (
            "CaUsedAsEndEntity",
            "the certificate is that of a certification authority, not of a server",
        ),
        (
            "BadEncoding",
            "the certificate is not encoded as RFC 5280 demands",
        ),
    ];
    match known.iter().find(|(name, _)| debug.contains(name)) {
        Some((_, words)) => (*words).to_string(),
        None => visible(error.to_string().as_bytes()),
    }
}
