//! OCSP responses made on the spot for a server to staple, right or wrong in one way. The certificate library makes none,
//! so the DER is put together here, by RFC 6960 section 4.2.1: SHA-1 in the certificate's id as everybody has it,
//! signed with ECDSA on P-256, the kind of key that the library makes.

use std::str::FromStr;

use aws_lc_rs::digest;
use jiff::{Timestamp, ToSpan};
use rcgen::{CertificateParams, Error, ExtendedKeyUsagePurpose, Issuer, KeyPair, SigningKey};

use crate::tls::certificate::DerParts;

const SEQUENCE: u8 = 0x30;
const ECDSA_WITH_SHA256: &[u8] = &[SEQUENCE, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const SHA1: &[u8] = &[SEQUENCE, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0];
const OCSP_BASIC: &[u8] = &[6, 9, 0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1];
const GOOD: &[u8] = &[0x80, 0];
const KEY_COMPROMISE: &[u8] = &[0xa0, 3, 0x0a, 1, 1];
const TRY_LATER: &[u8] = &[SEQUENCE, 3, 0x0a, 1, 3];

/// What a server staples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Staple {
    Nothing,
    Good,
    /// Good, signed by a responder that the issuer appointed.
    Appointed,
    Revoked,
    Stale,
    /// Good, signed with a key that nobody knows.
    Forged,
    /// Revoked, about another certificate of the same issuer.
    Another,
    TryLater,
}

const STAPLES: &[(&str, Staple)] = &[
    ("good", Staple::Good),
    ("appointed", Staple::Appointed),
    ("revoked", Staple::Revoked),
    ("stale", Staple::Stale),
    ("forged", Staple::Forged),
    ("another", Staple::Another),
    ("try-later", Staple::TryLater),
];

impl FromStr for Staple {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = STAPLES.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, staple)| *staple)
            .ok_or_else(|| format!("{name} is nothing that can be stapled"))
    }
}

impl Staple {
    /// The response for `leaf`, by an issuer with this certificate and key; `None` when nothing is stapled.
    pub(super) fn response(
        self,
        leaf: &[u8],
        issuer: &[u8],
        by: &Issuer<'static, KeyPair>,
        now: Timestamp,
    ) -> Result<Option<Vec<u8>>, Error> {
        let good = Statement::good(leaf, issuer, now)?;
        let statement = match self {
            Self::Nothing => return Ok(None),
            Self::TryLater => return Ok(Some(TRY_LATER.to_vec())),
            Self::Good => good,
            Self::Appointed => return appointed(good, by).map(Some),
            Self::Forged => return good.signed_by(&KeyPair::generate()?).map(Some),
            Self::Revoked => good.revoked(),
            Self::Stale => Statement {
                this_update: now - 480.hours(),
                next_update: now - 240.hours(),
                ..good
            },
            Self::Another => Statement {
                serial: vec![7],
                ..good.revoked()
            },
        };
        statement.signed_by(by.key()).map(Some)
    }
}

/// RFC 6960 section 4.2.2.2: a certificate for this purpose, signed by the issuer itself.
fn appointed(good: Statement, by: &Issuer<'static, KeyPair>) -> Result<Vec<u8>, Error> {
    let key = KeyPair::generate()?;
    let mut parameters = CertificateParams::new(Vec::new())?;
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::OcspSigning];
    let responder = parameters.signed_by(&key, by)?;
    let statement = Statement {
        certificates: responder.der().to_vec(),
        ..good
    };
    statement.signed_by(&key)
}

/// What is said of one certificate, before it is signed.
pub(crate) struct Statement {
    issuer_name: Vec<u8>,
    issuer_key: Vec<u8>,
    /// The contents of the INTEGER.
    pub(crate) serial: Vec<u8>,
    status: Vec<u8>,
    this_update: Timestamp,
    next_update: Timestamp,
    /// Certificates of responders that are sent along.
    pub(crate) certificates: Vec<u8>,
}

impl Statement {
    /// Good, since yesterday and for six more days.
    pub(crate) fn good(leaf: &[u8], issuer: &[u8], now: Timestamp) -> Result<Self, Error> {
        let parts = |der| DerParts::of(der).ok_or(Error::CouldNotParseCertificate);
        let (leaf, issuer) = (parts(leaf)?, parts(issuer)?);
        Ok(Self {
            issuer_name: leaf.issuer_name,
            issuer_key: issuer.subject_public_key,
            serial: leaf.serial,
            status: GOOD.to_vec(),
            this_update: now - 24.hours(),
            next_update: now + 144.hours(),
            certificates: Vec::new(),
        })
    }

    /// The same for a certificate that was revoked an hour before, its key having leaked.
    pub(crate) fn revoked(self) -> Self {
        let at = time(self.this_update - 1.hours());
        Self {
            status: element(0xa1, &[&at, KEY_COMPROMISE]),
            ..self
        }
    }

    /// The whole response.
    pub(crate) fn signed_by(&self, key: &KeyPair) -> Result<Vec<u8>, Error> {
        let data = self.response_data();
        let signature = element(3, &[&[0], &key.sign(&data)?]);
        let certificates = match self.certificates.as_slice() {
            [] => Vec::new(),
            certificates => element(0xa0, &[&element(SEQUENCE, &[certificates])]),
        };
        let basic = element(
            SEQUENCE,
            &[&data, ECDSA_WITH_SHA256, &signature, &certificates],
        );
        let bytes = element(SEQUENCE, &[OCSP_BASIC, &element(4, &[&basic])]);
        Ok(element(
            SEQUENCE,
            &[&[0x0a, 1, 0], &element(0xa0, &[&bytes])],
        ))
    }

    fn response_data(&self) -> Vec<u8> {
        let id = element(
            SEQUENCE,
            &[
                SHA1,
                &element(4, &[&sha1(&self.issuer_name)]),
                &element(4, &[&sha1(&self.issuer_key)]),
                &element(2, &[&self.serial]),
            ],
        );
        let single = element(
            SEQUENCE,
            &[
                &id,
                &self.status,
                &time(self.this_update),
                &element(0xa0, &[&time(self.next_update)]),
            ],
        );
        let responder = element(0xa2, &[&element(4, &[&sha1(&self.issuer_key)])]);
        element(
            SEQUENCE,
            &[
                &responder,
                &time(self.this_update),
                &element(SEQUENCE, &[&single]),
            ],
        )
    }
}

fn sha1(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes)
        .as_ref()
        .to_vec()
}

fn time(at: Timestamp) -> Vec<u8> {
    element(0x18, &[at.strftime("%Y%m%d%H%M%SZ").to_string().as_bytes()])
}

/// One element of DER; nothing here is as long as 64 kilobytes.
fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let length = contents.len().to_be_bytes();
    let [.., high, low] = length;
    let header = match contents.len() {
        ..0x80 => vec![tag, low],
        0x80..0x100 => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [header, contents].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_as_few_bytes_as_they_can() {
        assert_eq!(element(4, &[&[1], &[2]]), [4, 2, 1, 2]);
        assert_eq!(element(4, &[&[0; 0x80]])[..3], [4, 0x81, 0x80]);
        assert_eq!(element(4, &[&[0; 0x102]])[..4], [4, 0x82, 1, 2]);
    }

    #[test]
    fn times_are_as_rfc_5280_has_them() {
        let at = "2026-02-03T04:05:06Z".parse().unwrap();
        assert_eq!(time(at), b"\x18\x0f20260203040506Z");
    }
}
