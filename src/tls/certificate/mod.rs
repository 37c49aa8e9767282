//! The facts in one certificate, read from its DER. Nothing is judged here; what cannot be read is left empty and
//! said in `error`. All texts have passed [`crate::text::visible`]. RFC 5280 section 4.

mod algorithm;
mod association;
mod bag;
mod der;
mod deviation;
mod distinguished_name;
mod element;
mod extension;
mod hexadecimal;
mod mark;
mod pem;
mod public_key;
mod signed;
mod time;

use jiff::Timestamp;
use serde::Serialize;
use x509_parser::certificate::X509Certificate;
use x509_parser::time::ASN1Time;
use x509_parser::x509::X509Name;

pub use association::association;
pub use bag::certificates_in;
pub use der::{DerParts, end_point_binding, issuer_and_subject};
pub use deviation::Deviation;
pub use element::contents;
pub use mark::{Image, Mark, is_signed_by};
pub use pem::pem;
pub use public_key::PublicKey;
pub use signed::{Key, Signed};
pub use time::CertificateTime;

use super::path::{Compare, Name};
use extension::Extensions;

/// Whether a key is too short: see [`PublicKey::is_weak`].
#[must_use]
pub fn is_weak_key(key: &Key<'_>) -> bool {
    algorithm::key_in_words(key).is_weak()
}

/// Whether a signature rests on a broken hash, given by the contents of its AlgorithmIdentifier: RFC 9155.
#[must_use]
pub fn is_broken_signature(algorithm: &[u8]) -> bool {
    algorithm::is_broken_in(algorithm)
}

/// A distinguished name, the contents of its SEQUENCE, as RFC 4514 writes it.
#[must_use]
pub fn name_in_words(contents: &[u8]) -> String {
    distinguished_name::of_contents(contents)
}

/// The octets of an address, or of an address and a mask, as text.
#[must_use]
pub fn address_in_words(octets: &[u8]) -> String {
    extension::address(octets)
}

/// The SHA-256 of a public key as a certificate has it, in hexadecimal.
#[must_use]
pub fn sha256_of_key(subject_public_key_info: &[u8]) -> String {
    der::sha256(subject_public_key_info)
}

/// The contents of an object identifier in dots.
#[must_use]
pub fn dotted(contents: &[u8]) -> String {
    algorithm::dotted(contents)
}

/// The contents of the SEQUENCEs of two names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DerNames {
    /// Whose certificate it is.
    pub subject: Vec<u8>,
    /// Who issued it.
    pub issuer: Vec<u8>,
}

/// The facts in one certificate.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Certificate {
    /// The subject as RFC 4514 writes it: `CN=mx.example.com,O=Example,C=DE`.
    pub subject: String,
    /// The issuer as RFC 4514 writes it.
    pub issuer: String,
    /// Both names as they are, for comparisons.
    #[serde(skip)]
    pub names: DerNames,
    /// The subject's common name.
    pub common_name: Option<String>,
    /// The issuer's common name, or its organization where it has none.
    pub issuer_common_name: Option<String>,
    /// The serial number in lower-case hexadecimal, with a sign where it is negative.
    pub serial: String,
    /// The DNS names among the subject alternative names, [`MOST_NAMES`] at most.
    pub dns_names: Vec<String>,
    /// The IP addresses among the subject alternative names, [`MOST_NAMES`] at most with the DNS names.
    pub ip_addresses: Vec<String>,
    /// How many more names there are.
    pub names_dropped: usize,
    /// The first moment of validity; `None` when it could not be read.
    pub not_before: Option<CertificateTime>,
    /// The last moment of validity, which is the end of 9999 where there is no end; `None` when it could not be read.
    pub not_after: Option<CertificateTime>,
    /// Whole days until the end of validity at the time of the check, negative when it is over.
    pub days_left: Option<i64>,
    /// The subject's public key.
    pub public_key: PublicKey,
    /// The algorithm of the issuer's signature: `sha256WithRSAEncryption`.
    pub signature_algorithm: String,
    /// Whether that rests on a broken hash: MD2, MD5 or SHA-1 (RFC 9155).
    pub weak_signature: bool,
    /// SHA-256 of the certificate in hexadecimal.
    pub sha256: String,
    /// SHA-256 of the subject public key info in hexadecimal (TLSA selector 1); empty when it could not be read.
    pub spki_sha256: String,
    /// Whether it was issued by itself.
    pub self_signed: bool,
    /// Whether it may issue certificates (basic constraints).
    pub is_ca: bool,
    /// The key usages in the RFC's words; empty when the extension is absent.
    pub key_usage: Vec<String>,
    /// Whether it is for servers; `None` when it has no extended key usage, which allows everything.
    pub server_auth: Option<bool>,
    /// Where the issuer's certificate can be fetched (authority information access, caIssuers).
    pub issuer_url: Option<String>,
    /// Whether it demands a stapled OCSP response (RFC 7633).
    pub must_staple: bool,
    /// How many signed certificate timestamps are embedded in it: promises of public logs to list it (RFC 6962).
    pub embedded_scts: usize,
    /// Where it departs from RFC 5280 in what is only odd.
    pub deviations: Vec<Deviation>,
    /// Why it could not be read, when it could not.
    pub error: Option<String>,
    /// It has not even the form of a certificate, so that OpenSSL ends the handshake: see [`der::ends_handshakes`].
    #[serde(skip)]
    pub ends_handshakes: bool,
}

impl Certificate {
    /// Reads a certificate; `now` is for [`Self::days_left`]. Never fails: see [`Self::error`].
    #[must_use]
    pub fn from_der(der: &[u8], now: Timestamp) -> Self {
        let known = Self {
            sha256: der::sha256(der),
            ends_handshakes: der::ends_handshakes(der),
            ..Self::default()
        };
        match x509_parser::parse_x509_certificate(der) {
            Ok(([], parsed)) => known.with_facts(&parsed, now),
            Ok((rest, parsed)) => Self {
                error: Some(format!("{} bytes follow the certificate", rest.len())),
                ..known.with_facts(&parsed, now)
            },
            Err(error) => Self {
                error: Some(crate::text::visible(error.to_string().as_bytes())),
                ..known
            },
        }
    }

    fn with_facts(self, parsed: &X509Certificate<'_>, now: Timestamp) -> Self {
        let extensions = Extensions::of(parsed);
        let not_after = moment(parsed.validity().not_after);
        Self {
            subject: distinguished_name::rfc4514(parsed.subject()),
            issuer: distinguished_name::rfc4514(parsed.issuer()),
            names: DerNames {
                subject: contents_of(parsed.subject()),
                issuer: contents_of(parsed.issuer()),
            },
            common_name: distinguished_name::common_name(parsed.subject()),
            issuer_common_name: distinguished_name::common_name(parsed.issuer())
                .or_else(|| distinguished_name::organization(parsed.issuer())),
            serial: der::serial(parsed.raw_serial()),
            not_before: Some(moment(parsed.validity().not_before)),
            not_after: Some(not_after),
            days_left: Some(whole_days(now, not_after)),
            public_key: algorithm::public_key(parsed.public_key()),
            signature_algorithm: algorithm::signature_name(&parsed.signature_algorithm),
            weak_signature: algorithm::is_broken(&parsed.signature_algorithm),
            spki_sha256: der::sha256(parsed.public_key().raw),
            self_signed: der::is_self_signed(parsed, &extensions),
            dns_names: extensions.dns_names,
            ip_addresses: extensions.ip_addresses,
            names_dropped: extensions.names_dropped,
            deviations: deviation::of(parsed),
            is_ca: extensions.is_ca,
            key_usage: extensions.key_usage,
            server_auth: extensions.server_auth,
            issuer_url: extensions.issuer_url,
            must_staple: extensions.must_staple,
            embedded_scts: extensions.embedded_scts,
            error: der::malformed_part(parsed).map(str::to_owned),
            ..self
        }
    }

    /// Whether nothing in it could be read: what is empty here is not known to be absent.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.error.is_some() && self.spki_sha256.is_empty()
    }

    /// Whole days until the end of validity, negative when it is over; `None` when the end could not be read.
    #[must_use]
    pub fn days_left(&self, now: Timestamp) -> Option<i64> {
        self.not_after.map(|not_after| whole_days(now, not_after))
    }

    /// Whether its time is over.
    #[must_use]
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.not_after
            .is_some_and(|not_after| now.as_second() > not_after.as_second())
    }

    /// Whether its time has not begun.
    #[must_use]
    pub fn is_not_yet_valid(&self, now: Timestamp) -> bool {
        self.not_before
            .is_some_and(|not_before| now.as_second() < not_before.as_second())
    }

    /// Whether it names the subject of `other` as its issuer, as paths compare names (RFC 5280 section 7.1).
    #[must_use]
    pub fn names_as_issuer(&self, other: &Self) -> bool {
        let (issuer, subject) = (&self.names.issuer, &other.names.subject);
        self.issuer == other.subject
            || !issuer.is_empty() && Compare::Prepared.same(&Name::of(issuer), &Name::of(subject))
    }

    /// What its issuer was free to write into it.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let Self {
            subject,
            issuer,
            names: _,
            common_name,
            issuer_common_name,
            serial: _,
            dns_names,
            ip_addresses: _,
            names_dropped: _,
            not_before: _,
            not_after: _,
            days_left: _,
            public_key: _,
            signature_algorithm: _,
            weak_signature: _,
            sha256: _,
            spki_sha256: _,
            self_signed: _,
            is_ca: _,
            key_usage: _,
            server_auth: _,
            issuer_url,
            must_staple: _,
            embedded_scts: _,
            deviations: _,
            error: _,
            ends_handshakes: _,
        } = self;
        [subject, issuer]
            .into_iter()
            .chain(common_name)
            .chain(issuer_common_name)
            .chain(issuer_url)
            .chain(dns_names)
    }

    /// What to call it in a sentence: its common name, else its first DNS name, else its subject.
    #[must_use]
    pub fn display_name(&self) -> &str {
        let named = self
            .common_name
            .as_deref()
            .or(self.dns_names.first().map(String::as_str));
        match named.unwrap_or(&self.subject) {
            "" => "a certificate without a name",
            name => name,
        }
    }

    /// What to call its issuer in a sentence.
    #[must_use]
    pub fn issuer_name(&self) -> &str {
        match self.issuer_common_name.as_deref().unwrap_or(&self.issuer) {
            "" => "an issuer without a name",
            name => name,
        }
    }
}

fn contents_of(name: &X509Name<'_>) -> Vec<u8> {
    contents(name.as_raw()).unwrap_or_default().to_vec()
}

fn moment(time: ASN1Time) -> CertificateTime {
    CertificateTime::from_second(time.timestamp())
}

fn whole_days(now: Timestamp, not_after: CertificateTime) -> i64 {
    not_after
        .as_second()
        .saturating_sub(now.as_second())
        .div_euclid(86_400)
}

#[cfg(test)]
mod tests;
