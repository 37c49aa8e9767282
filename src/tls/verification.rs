//! What verifying a server came to: path, name and handshake signature, three results that are never merged into
//! one except in [`Verification::permits_credentials`]. The judging is done where TLS is spoken.
//! RFC 5280 section 6 (path), RFC 9525 (name), RFC 8446 section 4.4.3 (signature).

use std::fmt;

#[cfg(test)]
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

/// What one check came to. Unchecked is never a pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Checked and right.
    Right,
    /// Checked and wrong.
    Wrong,
    /// It could not be checked, because of this.
    Unchecked(String),
}

/// Whether the server proved that it holds the certificate's private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HandshakeSignature {
    /// It did.
    Valid,
    /// The signature is not by the certificate's key, or made in a way that TLS 1.3 forbids.
    Invalid,
    /// It was not seen, or could not be checked.
    Unchecked,
}

/// Everything that verifying a server's certificate brought to light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The name looked for; `None` when there was none to verify (the target is an address).
    pub name: Option<String>,
    /// Whether a path leads from the certificate to a trust root, valid now and for this purpose.
    pub path: Outcome,
    /// Whether the TLS library, asked for itself, finds such a path too.
    pub library_agrees: bool,
    /// Whether the name is in the certificate; `None` when there was no name to verify, or the certificate could not be read.
    pub name_matches: Option<bool>,
    /// Whether the server holds the key.
    pub handshake_signature: HandshakeSignature,
    /// Everything found wrong or uncheckable, most important first.
    pub reasons: Vec<ReasonDetail>,
}

impl Verification {
    /// Whether the path leads to a trusted root; `None` when that could not be checked.
    #[must_use]
    pub fn trusted(&self) -> Option<bool> {
        match self.path {
            Outcome::Right => Some(true),
            Outcome::Wrong => Some(false),
            Outcome::Unchecked(_) => None,
        }
    }

    /// Whether a secret may go to this server: path, name and handshake signature each checked and right, the path by two
    /// judges, and the certificate not revoked. This is the one place that decides it; anything absent, failed or uncheckable counts as not.
    #[must_use]
    pub fn permits_credentials(&self) -> bool {
        self.is_verified() && self.library_agrees
    }

    /// Whether path, name and handshake signature are each checked and right, and the certificate not revoked: what other
    /// software finds too, whatever this program's TLS library is able to.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.path == Outcome::Right
            && self.name_matches == Some(true)
            && self.handshake_signature == HandshakeSignature::Valid
            && !self.has(Reason::Revoked)
    }

    /// Whether anything of it is wrong, rather than not checked: a signature that proves nothing is wrong.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        self.path == Outcome::Wrong
            || self.name_matches == Some(false)
            || self.handshake_signature == HandshakeSignature::Invalid
            || self.has(Reason::WeakScheme)
            || self.has(Reason::Revoked)
    }

    /// What to say where the path is right and the TLS library refuses it all the same, so that no secret goes out.
    #[must_use]
    pub fn disagreement(&self) -> Option<&'static str> {
        (self.path == Outcome::Right && !self.library_agrees).then_some(
            "the path is valid by RFC 5280, but the TLS library of this program, which has to agree before a secret goes out, \
             refuses it for a cause of its own: other software may well do with the certificates what RFC 5280 says",
        )
    }

    /// Whether a secret may go to a server whose name came from there. RFC 6186 section 6: a certificate for a name that
    /// a forged answer gave proves nothing.
    #[must_use]
    pub fn permits_credentials_to(&self, name: NameOrigin) -> bool {
        let named = match name {
            NameOrigin::Trusted => true,
            NameOrigin::Unproven { for_domain } => for_domain,
        };
        named && self.permits_credentials()
    }

    /// Whether this reason is among those found.
    #[must_use]
    pub fn has(&self, reason: Reason) -> bool {
        self.reasons.iter().any(|found| found.reason == reason)
    }
}

/// Who gave the name that was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameOrigin {
    /// The user, or DNS records of which DNSSEC proves every one.
    Trusted,
    /// DNS records (MX, SRV) that are not proven.
    Unproven {
        /// Whether the certificate is for the domain that the user typed as well.
        for_domain: bool,
    },
}

/// A reason and the evidence for it in a sentence without a final stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReasonDetail {
    /// Which reason.
    pub reason: Reason,
    /// The evidence.
    pub detail: String,
}

impl ReasonDetail {
    /// Puts a reason and its evidence together.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
        }
    }
}

/// Why a server's certificate does not verify, or could not be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The certificate's time is over.
    Expired,
    /// The certificate's time, or that of one above it, has not begun.
    NotYetValid,
    /// A certificate between the server's and the root has expired.
    ExpiredIntermediate,
    /// The root has expired.
    ExpiredRoot,
    /// It was issued by someone this machine does not trust.
    UnknownIssuer,
    /// It was issued by itself.
    SelfSigned,
    /// The certificate of its issuer was not sent along.
    MissingIntermediate,
    /// It is not for this name.
    NameMismatch,
    /// It is not for servers.
    WrongPurpose,
    /// It has a name that an authority above it may not certify.
    NameConstraint,
    /// More authorities follow than the path length of one allows.
    PathLength,
    /// It was issued by what is no certification authority.
    NotAuthority,
    /// It was issued by an authority whose key usage does not let it sign certificates.
    KeyUsage,
    /// A certificate has a critical extension that is not understood.
    CriticalExtension,
    /// A certificate is not encoded as it must be.
    Malformed,
    /// Its issuer took it back.
    Revoked,
    /// A signature in the path or in the handshake is wrong.
    BadSignature,
    /// A key is too short.
    WeakKey,
    /// A certificate's signature rests on a broken hash.
    WeakSignature,
    /// The handshake is signed in a way that TLS 1.3 forbids.
    ForbiddenScheme,
    /// The handshake is signed with a broken hash.
    WeakScheme,
    /// The handshake is signed in a way, or by a key, that cannot be checked here.
    UncheckedScheme,
    /// A certificate's signature cannot be checked here.
    UncheckedSignature,
    /// The path needs certificate policies, which are not followed here.
    UncheckedPolicies,
    /// The server sent no certificate.
    NoCertificate,
    /// There are no trust roots on this machine; nothing is said about the issuer.
    NoTrustRoots,
    /// There are more ways to a root than are looked at.
    TooManyWays,
}

impl Reason {
    /// Every reason there is.
    pub const ALL: [Self; 27] = [
        Self::Expired,
        Self::NotYetValid,
        Self::ExpiredIntermediate,
        Self::ExpiredRoot,
        Self::UnknownIssuer,
        Self::SelfSigned,
        Self::MissingIntermediate,
        Self::NameMismatch,
        Self::WrongPurpose,
        Self::NameConstraint,
        Self::PathLength,
        Self::NotAuthority,
        Self::KeyUsage,
        Self::CriticalExtension,
        Self::Malformed,
        Self::Revoked,
        Self::BadSignature,
        Self::WeakKey,
        Self::WeakSignature,
        Self::ForbiddenScheme,
        Self::WeakScheme,
        Self::UncheckedScheme,
        Self::UncheckedSignature,
        Self::UncheckedPolicies,
        Self::NoCertificate,
        Self::NoTrustRoots,
        Self::TooManyWays,
    ];

    /// The stable id in machine-readable output.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::ExpiredIntermediate => "expired_intermediate",
            Self::ExpiredRoot => "expired_root",
            Self::UnknownIssuer => "unknown_issuer",
            Self::SelfSigned => "self_signed",
            Self::MissingIntermediate => "missing_intermediate",
            Self::NameMismatch => "name_mismatch",
            Self::WrongPurpose => "wrong_purpose",
            Self::NameConstraint => "name_constraint",
            Self::PathLength => "path_length",
            Self::NotAuthority => "not_authority",
            Self::KeyUsage => "key_usage",
            Self::CriticalExtension => "critical_extension",
            Self::Malformed => "malformed",
            Self::Revoked => "revoked",
            Self::BadSignature => "bad_signature",
            Self::WeakKey => "weak_key",
            Self::WeakSignature => "weak_signature",
            Self::ForbiddenScheme => "forbidden_scheme",
            Self::WeakScheme => "weak_scheme",
            Self::UncheckedScheme => "unchecked_scheme",
            Self::UncheckedSignature => "unchecked_signature",
            Self::UncheckedPolicies => "unchecked_policies",
            Self::NoCertificate => "no_certificate",
            Self::NoTrustRoots => "no_trust_roots",
            Self::TooManyWays => "too_many_ways",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}

/// The shape of a [`Verification`] in JSON: the path as `trusted`, the reasons as `errors` and `details`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Document<'a> {
    /// The name looked for.
    name: Option<&'a str>,
    /// Whether a path leads to a trust root; null when that could not be checked.
    trusted: Option<bool>,
    /// Whether the TLS library, which has to agree before a password is sent, finds that path too; null where there is none.
    library_agrees: Option<bool>,
    /// Whether the name is in the certificate; null when there was no name to verify.
    name_matches: Option<bool>,
    /// Whether the server proved that it holds the certificate's key.
    handshake_signature: HandshakeSignature,
    /// What was found wrong or uncheckable.
    errors: Vec<Reason>,
    /// The evidence for each of the errors, in the same order.
    details: Vec<&'a str>,
}

impl Serialize for Verification {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Document {
            name: self.name.as_deref(),
            trusted: self.trusted(),
            library_agrees: (self.path == Outcome::Right).then_some(self.library_agrees),
            name_matches: self.name_matches,
            handshake_signature: self.handshake_signature,
            errors: self.reasons.iter().map(|found| found.reason).collect(),
            details: self
                .reasons
                .iter()
                .map(|found| found.detail.as_str())
                .collect(),
        }
        .serialize(serializer)
    }
}

#[cfg(test)]
impl JsonSchema for Verification {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Verification".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Document::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right() -> Verification {
        Verification {
            name: Some("mx.example.com".into()),
            path: Outcome::Right,
            library_agrees: true,
            name_matches: Some(true),
            handshake_signature: HandshakeSignature::Valid,
            reasons: Vec::new(),
        }
    }

    #[test]
    fn credentials_need_path_name_and_signature_checked_and_right() {
        assert!(right().permits_credentials());
        let spoiled: [fn(&mut Verification); 8] = [
            |verification| verification.path = Outcome::Wrong,
            |verification| verification.library_agrees = false,
            |verification| verification.path = Outcome::Unchecked("no trust roots".into()),
            |verification| verification.name_matches = Some(false),
            |verification| verification.name_matches = None,
            |verification| verification.handshake_signature = HandshakeSignature::Invalid,
            |verification| verification.handshake_signature = HandshakeSignature::Unchecked,
            |verification| {
                verification
                    .reasons
                    .push(ReasonDetail::new(Reason::Revoked, "taken back"));
            },
        ];
        for spoil in spoiled {
            let mut verification = right();
            spoil(&mut verification);
            assert!(!verification.permits_credentials(), "{verification:?}");
        }
    }

    #[test]
    fn a_name_that_nobody_proved_needs_a_certificate_for_the_domain_too() {
        let unproven = |for_domain| NameOrigin::Unproven { for_domain };
        assert!(right().permits_credentials_to(NameOrigin::Trusted));
        assert!(right().permits_credentials_to(unproven(true)));
        assert!(!right().permits_credentials_to(unproven(false)));
        let untrusted = Verification {
            path: Outcome::Wrong,
            ..right()
        };
        for origin in [NameOrigin::Trusted, unproven(true), unproven(false)] {
            assert!(!untrusted.permits_credentials_to(origin));
        }
    }

    #[test]
    fn an_unchecked_path_is_neither_trusted_nor_untrusted() {
        let path = Outcome::Unchecked("no trust roots".into());
        assert_eq!(Verification { path, ..right() }.trusted(), None);
    }

    #[test]
    fn json_has_the_documented_keys() {
        let reasons = vec![ReasonDetail::new(Reason::NameMismatch, "not for it")];
        let verification = Verification {
            name_matches: Some(false),
            reasons,
            ..right()
        };
        let expected = serde_json::json!({
            "name": "mx.example.com", "trusted": true, "library_agrees": true, "name_matches": false,
            "handshake_signature": "valid", "errors": ["name_mismatch"], "details": ["not for it"],
        });
        assert_eq!(serde_json::json!(verification), expected);
    }

    #[test]
    fn ids_are_the_serialized_names() {
        for reason in Reason::ALL {
            assert_eq!(serde_json::json!(reason), reason.id());
        }
        let schema = serde_json::json!(schemars::schema_for!(Reason));
        assert_eq!(schema["oneOf"].as_array().unwrap().len(), Reason::ALL.len());
    }
}
