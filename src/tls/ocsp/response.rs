//! The grammar of an OCSP response: RFC 6960 section 4.2.1, basic responses. Left out are extensions, and the name of
//! the responder: it is the key that proves who signed, and a response without a nonce is what every staple is.

use aws_lc_rs::digest::{self, Algorithm};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use x509_parser::extensions::ParsedExtension;

use super::{CertificateStatus, Freshness, Ocsp, ResponseStatus};
use crate::tls::certificate::{DerParts, Signed};
use crate::tls::der::{
    ENUMERATED, GENERALIZED_TIME, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE,
    context,
};

/// id-pkix-ocsp-basic, 1.3.6.1.5.5.7.48.1.1, without tag and length.
const BASIC: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1];

/// How many statuses are looked at; a staple has one.
const MOST_STATUSES: usize = 64;

/// How many certificates of responders are looked at; there is at most one, and sometimes its issuer's.
const MOST_CERTIFICATES: usize = 4;

/// What a certificate's names and keys are hashed with: object identifier and algorithm. SHA-1 is what all use; no
/// signature rests on it here.
const HASHES: [(&[u8], &Algorithm); 4] = [
    (&[0x2b, 0x0e, 3, 2, 0x1a], &digest::SHA1_FOR_LEGACY_USE_ONLY),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1], &digest::SHA256),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2], &digest::SHA384),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3], &digest::SHA512),
];

/// CRLReason of RFC 5280 section 5.3.1.
const REASONS: [(u8, &str); 10] = [
    (0, "unspecified"),
    (1, "key_compromise"),
    (2, "ca_compromise"),
    (3, "affiliation_changed"),
    (4, "superseded"),
    (5, "cessation_of_operation"),
    (6, "certificate_hold"),
    (8, "remove_from_crl"),
    (9, "privilege_withdrawn"),
    (10, "aa_compromise"),
];

/// An OCSP response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response<'a> {
    /// What the responder answered.
    pub status: ResponseStatus,
    /// What it says; `None` when it did not succeed.
    pub basic: Option<Basic<'a>>,
}

/// A basic response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basic<'a> {
    /// The whole under its signature.
    pub signed: Signed<'a>,
    /// One status for each certificate asked about.
    pub statuses: Vec<Status<'a>>,
    /// Certificates of responders, in DER.
    pub certificates: Vec<&'a [u8]>,
}

/// What is said of one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status<'a> {
    hash: &'a [u8],
    issuer_name_hash: &'a [u8],
    issuer_key_hash: &'a [u8],
    serial: &'a [u8],
    status: CertificateStatus,
    revoked_at: Option<Timestamp>,
    reason: Option<u8>,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
}

impl<'a> Response<'a> {
    /// Reads a response; `None` when it is not what section 4.2.1 describes.
    #[must_use]
    pub fn parse(der: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(Reader::only(der, SEQUENCE)?);
        let status = match reader.take(ENUMERATED)? {
            [0] => ResponseStatus::Successful,
            [1] => ResponseStatus::MalformedRequest,
            [2] => ResponseStatus::InternalError,
            [3] => ResponseStatus::TryLater,
            [5] => ResponseStatus::SigRequired,
            [6] => ResponseStatus::Unauthorized,
            _ => return None,
        };
        let basic = match status {
            ResponseStatus::Successful => Some(Basic::in_bytes(reader.take(context(0))?)?),
            _ => None,
        };
        Some(Self { status, basic })
    }
}

impl<'a> Basic<'a> {
    /// ResponseBytes: the kind of the response, and the response in an OCTET STRING.
    fn in_bytes(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(Reader::only(bytes, SEQUENCE)?);
        let is_basic = reader.take(OBJECT_IDENTIFIER)? == BASIC;
        let response = Reader::only(reader.take(OCTET_STRING)?, SEQUENCE)?;
        if is_basic { Self::read(response) } else { None }
    }

    fn read(response: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(response);
        let signed = Signed::read(&mut reader)?;
        let certificates = match reader.take_if(context(0)) {
            Some(certificates) => elements(Reader::only(certificates, SEQUENCE)?)?,
            None => Vec::new(),
        };
        Some(Self {
            signed,
            statuses: statuses(Reader::only(signed.message, SEQUENCE)?)?,
            certificates,
        })
    }

    /// Whether it is about this certificate, `None` when that cannot be compared; and what it says of it, or of the
    /// first certificate that it is about instead.
    #[must_use]
    pub fn about(&self, leaf: &DerParts, issuer_key: &[u8]) -> (Option<bool>, Option<&Status<'a>>) {
        let is_about = |status: &Status<'_>| status.is_about(leaf, issuer_key);
        let of_leaf = self.statuses.iter().find(|one| is_about(one) == Some(true));
        let for_leaf = match of_leaf {
            Some(_) => Some(true),
            None if self.statuses.iter().any(|one| is_about(one).is_none()) => None,
            None => Some(false),
        };
        (for_leaf, of_leaf.or(self.statuses.first()))
    }
}

/// ResponseData: an optional version, the responder's name `[1]` or key hash `[2]`, a time, and the statuses.
fn statuses(data: &[u8]) -> Option<Vec<Status<'_>>> {
    let mut reader = Reader::new(data);
    let _version = reader.take_if(context(0));
    let _responder = reader
        .element()
        .filter(|element| [context(1), context(2)].contains(&element.tag))?;
    let _produced_at = time(reader.take(GENERALIZED_TIME)?)?;
    let mut list = Reader::new(reader.take(SEQUENCE)?);
    let mut statuses = Vec::new();
    while !list.is_empty() && statuses.len() < MOST_STATUSES {
        statuses.push(Status::read(list.take(SEQUENCE)?)?);
    }
    Some(statuses)
}

fn elements(contents: &[u8]) -> Option<Vec<&[u8]>> {
    let mut reader = Reader::new(contents);
    let mut elements = Vec::new();
    while !reader.is_empty() && elements.len() < MOST_CERTIFICATES {
        elements.push(reader.element()?.whole);
    }
    Some(elements)
}

impl<'a> Status<'a> {
    /// SingleResponse.
    fn read(contents: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(contents);
        let mut id = Reader::new(reader.take(SEQUENCE)?);
        let mut hash = Reader::new(id.take(SEQUENCE)?);
        let (hash, issuer_name_hash, issuer_key_hash, serial) = (
            hash.take(OBJECT_IDENTIFIER)?,
            id.take(OCTET_STRING)?,
            id.take(OCTET_STRING)?,
            id.take(INTEGER)?,
        );
        let (status, revoked_at, reason) = certificate_status(&mut reader)?;
        let this_update = time(reader.take(GENERALIZED_TIME)?)?;
        let next_update = match reader.take_if(context(0)) {
            Some(next) => Some(time(Reader::only(next, GENERALIZED_TIME)?)?),
            None => None,
        };
        Some(Self {
            hash,
            issuer_name_hash,
            issuer_key_hash,
            serial,
            status,
            revoked_at,
            reason,
            this_update,
            next_update,
        })
    }

    /// CertID: hashes of the issuer's name and key, and the serial number. `None` where the hash is not known here.
    fn is_about(&self, leaf: &DerParts, issuer_key: &[u8]) -> Option<bool> {
        let (_, algorithm) = HASHES.iter().find(|(hash, _)| *hash == self.hash)?;
        let is_hash_of =
            |hash: &[u8], bytes: &[u8]| digest::digest(algorithm, bytes).as_ref() == hash;
        Some(
            self.serial == leaf.serial
                && is_hash_of(self.issuer_name_hash, &leaf.issuer_name)
                && is_hash_of(self.issuer_key_hash, issuer_key),
        )
    }

    /// The same as facts; whether they can be believed is left open.
    #[must_use]
    pub fn facts(&self, now: Timestamp) -> Ocsp {
        Ocsp {
            certificate_status: Some(self.status),
            revoked_at: self.revoked_at,
            revocation_reason: self.reason.map(reason),
            this_update: Some(self.this_update),
            next_update: self.next_update,
            freshness: Some(Freshness::at(now, self.this_update, self.next_update)),
            ..Ocsp::default()
        }
    }
}

/// CertStatus: good `[0]` and unknown `[2]` are NULL, revoked `[1]` has a time and may have a reason.
fn certificate_status(
    reader: &mut Reader<'_>,
) -> Option<(CertificateStatus, Option<Timestamp>, Option<u8>)> {
    const GOOD: u8 = 0x80;
    const UNKNOWN: u8 = 0x82;
    let element = reader.element()?;
    match element.tag {
        GOOD => Some((CertificateStatus::Good, None, None)),
        UNKNOWN => Some((CertificateStatus::Unknown, None, None)),
        tag if tag == context(1) => {
            let mut information = Reader::new(element.contents);
            let at = time(information.take(GENERALIZED_TIME)?)?;
            let reason = match information.take_if(context(0)) {
                Some(reason) => Some(Reader::only(reason, ENUMERATED)?),
                None => None,
            };
            match reason {
                Some([reason]) => Some((CertificateStatus::Revoked, Some(at), Some(*reason))),
                Some(_) => None,
                None => Some((CertificateStatus::Revoked, Some(at), None)),
            }
        }
        _ => None,
    }
}

fn reason(code: u8) -> String {
    match REASONS.iter().find(|(known, _)| *known == code) {
        Some((_, name)) => (*name).to_owned(),
        None => format!("reason_{code}"),
    }
}

/// `YYYYMMDDHHMMSSZ`, the one form of RFC 5280 section 4.1.2.5.2. An end without end is clamped.
fn time(text: &[u8]) -> Option<Timestamp> {
    let [digits @ .., b'Z'] = text else {
        return None;
    };
    if digits.len() != 14 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let two = |at: usize| (digits[at] - b'0') as i8 * 10 + (digits[at + 1] - b'0') as i8;
    let year = i16::from(two(0)) * 100 + i16::from(two(2));
    let civil = DateTime::new(year, two(4), two(6), two(8), two(10), two(12), 0).ok()?;
    let zoned = civil.to_zoned(TimeZone::UTC);
    Some(zoned.map_or(Timestamp::MAX, |zoned| zoned.timestamp()))
}

/// The certificate of a responder that an issuer may have appointed (RFC 6960 section 4.2.2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Responder<'a> {
    /// The certificate under its signature.
    pub signed: Signed<'a>,
    /// Its names and keys.
    pub parts: DerParts,
    is_for_ocsp: bool,
    is_valid: bool,
    is_understood: bool,
}

/// Extensions of a responder's certificate that are looked at, or ask for nothing here: key usage, subject alternative name,
/// basic constraints, policies, extended key usage, and that its own revocation is not asked for (RFC 6960 section 4.2.2.2.1).
const UNDERSTOOD: [&str; 6] = [
    "2.5.29.15",
    "2.5.29.17",
    "2.5.29.19",
    "2.5.29.32",
    "2.5.29.37",
    "1.3.6.1.5.5.7.48.1.5",
];

impl<'a> Responder<'a> {
    /// Reads a certificate, to be used at `now`.
    #[must_use]
    pub fn of(der: &'a [u8], now: Timestamp) -> Option<Self> {
        let (_, parsed) = x509_parser::parse_x509_certificate(der).ok()?;
        let validity = parsed.validity();
        let now = now.as_second();
        let is_for_ocsp = parsed.extensions().iter().any(|extension| {
            matches!(extension.parsed_extension(), ParsedExtension::ExtendedKeyUsage(usage) if usage.ocsp_signing)
        });
        let is_understood = parsed.extensions().iter().all(|extension| {
            !extension.critical || UNDERSTOOD.contains(&extension.oid.to_id_string().as_str())
        });
        Some(Self {
            signed: Signed::of_certificate(der)?,
            parts: DerParts::of(der)?,
            is_for_ocsp,
            is_understood,
            is_valid: validity.not_before.timestamp() <= now
                && now <= validity.not_after.timestamp(),
        })
    }

    /// Whether it would be appointed if this issuer's signature is on it: issued by that name, for signing OCSP
    /// responses and no mere "any usage", valid now, and without a critical extension that is not understood (RFC 5280
    /// section 4.2).
    #[must_use]
    pub fn may_answer_for(&self, issuer: &[u8]) -> bool {
        self.is_for_ocsp && self.is_valid && self.is_understood && self.parts.issuer == issuer
    }
}

#[cfg(test)]
mod tests;
