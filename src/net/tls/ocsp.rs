//! Whether a stapled OCSP response can be believed: is it about the server's certificate, and is it signed by that
//! certificate's issuer, or by a responder whom the issuer appointed? The issuer is the one whose key has signed the
//! server's certificate, whether or not it is trusted: it alone can take back what it gave. Whether the responder's
//! own certificate was revoked is left out, as id-pkix-ocsp-nocheck allows. RFC 6960 sections 3.2 and 4.2.2.2.

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;

use super::recorder::Recorded;
use super::{Roots, signature};
use crate::tls::certificate::{DerParts, Key, Signed};
use crate::tls::ocsp::response::{Basic, Responder};
use crate::tls::ocsp::{Ocsp, Response, ResponseSignature, ResponseStatus};
use crate::tls::path::{Compare, Name, SignatureCheck};

/// What the stapled response comes to; `None` when there is none.
pub(super) fn judge(recorded: &Recorded, roots: &Roots, now: Timestamp) -> Option<Ocsp> {
    match recorded.ocsp_response.as_slice() {
        [] => None,
        response => Some(
            Staple {
                recorded,
                roots,
                now,
            }
            .judge(response),
        ),
    }
}

struct Staple<'a> {
    recorded: &'a Recorded,
    roots: &'a Roots,
    now: Timestamp,
}

/// Who issued the server's certificate: the contents of its subject public key info.
struct Issuer {
    leaf: DerParts,
    key_info: Vec<u8>,
}

impl Staple<'_> {
    fn judge(&self, response: &[u8]) -> Ocsp {
        let Some(response) = Response::parse(response) else {
            return proves_nothing(None, "it is not encoded as RFC 6960 section 4.2.1 demands");
        };
        let status = Some(response.status);
        let Some(basic) = response.basic else {
            let why = format!("the responder only said \"{}\"", response.status);
            return proves_nothing(status, why);
        };
        match self.issuer() {
            Some(issuer) => self.with_issuer(&basic, &issuer),
            None => Ocsp {
                response_status: status,
                problem: Some(
                    "the certificate of the issuer, who must sign it, is not known".into(),
                ),
                ..basic
                    .statuses
                    .first()
                    .map(|one| one.facts(self.now))
                    .unwrap_or_default()
            },
        }
    }

    fn with_issuer(&self, basic: &Basic<'_>, issuer: &Issuer) -> Ocsp {
        let key = Key::of_info(&issuer.key_info);
        let (for_leaf, status) = basic.about(&issuer.leaf, key.map_or(&[], |key| key.bits));
        let signature = self.signature(basic, issuer);
        Ocsp {
            response_status: Some(ResponseStatus::Successful),
            for_leaf,
            signature,
            problem: problem(for_leaf, signature).map(str::to_owned),
            ..status.map(|one| one.facts(self.now)).unwrap_or_default()
        }
    }

    /// Names are no proof, so the issuer is looked for among the certificates sent and the roots by its signature.
    fn issuer(&self) -> Option<Issuer> {
        let der = self.recorded.chain.first()?;
        let (leaf, signed) = (DerParts::of(der)?, Signed::of_certificate(der)?);
        let sent = self.recorded.chain.iter();
        let sent = sent.filter_map(|certificate| key_info_of(certificate, &leaf.issuer));
        let trusted = self.roots.keys_of(&leaf.issuer);
        let key_info = sent
            .chain(trusted)
            .find(|key_info| check(&signed, key_info) == ResponseSignature::Valid)?;
        Some(Issuer { leaf, key_info })
    }

    fn signature(&self, basic: &Basic<'_>, issuer: &Issuer) -> ResponseSignature {
        let by_issuer = check(&basic.signed, &issuer.key_info);
        if by_issuer == ResponseSignature::Valid {
            return by_issuer;
        }
        let appointed = basic
            .certificates
            .iter()
            .filter_map(|der| Responder::of(der, self.now))
            .filter(|responder| responder.may_answer_for(&issuer.leaf.issuer))
            .map(|responder| {
                weaker(
                    check(&responder.signed, &issuer.key_info),
                    check(&basic.signed, &responder.parts.subject_public_key_info),
                )
            });
        // Whoever may have signed it counts before those who have not.
        let all: Vec<_> = appointed.chain([by_issuer]).collect();
        [ResponseSignature::Valid, ResponseSignature::Unchecked]
            .into_iter()
            .find(|signature| all.contains(signature))
            .unwrap_or(ResponseSignature::Invalid)
    }
}

/// What two signatures prove of which each is needed.
fn weaker(one: ResponseSignature, other: ResponseSignature) -> ResponseSignature {
    [ResponseSignature::Invalid, ResponseSignature::Unchecked]
        .into_iter()
        .find(|signature| [one, other].contains(signature))
        .unwrap_or(ResponseSignature::Valid)
}

fn proves_nothing(response_status: Option<ResponseStatus>, why: impl Into<String>) -> Ocsp {
    Ocsp {
        response_status,
        problem: Some(why.into()),
        ..Ocsp::default()
    }
}

fn problem(for_leaf: Option<bool>, signature: ResponseSignature) -> Option<&'static str> {
    match (signature, for_leaf) {
        (ResponseSignature::Invalid, _) => Some(
            "it is signed neither by the certificate's issuer nor by a responder whom the issuer appointed",
        ),
        (ResponseSignature::Unchecked, _) => {
            Some("it is signed in a way that cannot be checked here")
        }
        (_, Some(false)) => Some("it is about another certificate"),
        (_, None) => Some("it names its certificate in a way that cannot be compared here"),
        (_, Some(true)) => None,
    }
}

fn key_info_of(certificate: &CertificateDer<'_>, subject: &[u8]) -> Option<Vec<u8>> {
    let parts = DerParts::of(certificate)
        .filter(|parts| Compare::Prepared.same(&Name::of(&parts.subject), &Name::of(subject)))?;
    Some(parts.subject_public_key_info)
}

/// Whether this key has signed; unchecked when nobody here can tell, which is what becomes of SHA-1.
fn check(signed: &Signed<'_>, key_info: &[u8]) -> ResponseSignature {
    let checked = Key::of_info(key_info).map(|key| signature::check(signed, &key));
    match checked {
        Some(SignatureCheck::Valid) => ResponseSignature::Valid,
        Some(SignatureCheck::Unsupported) => ResponseSignature::Unchecked,
        Some(SignatureCheck::Invalid) | None => ResponseSignature::Invalid,
    }
}
