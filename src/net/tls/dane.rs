//! Compares a server's chain with its TLSA records as a sending mail server does. Usage 3 looks at the key and nothing else;
//! usage 2 makes a certificate the trust anchor and then checks path, dates and name. RFC 7671 section 5, RFC 7672 section 3.

use jiff::Timestamp;
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::pki_types::{CertificateDer, Der, TrustAnchor};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, Error, RootCertStore};

use super::path::is_about_time;
use super::provider::{provider, unix_time};
use crate::dns::Tlsa;
use crate::record::dane::{DaneRecord, DaneStatus, RecordStatus, considered};
use crate::text::visible;
use crate::tls::Certificate;
use crate::tls::certificate::{DerParts, association, contents};
use crate::tls::names::{NameMatch, match_name};

/// What is compared with the records.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The chain as sent, leaf first, in DER.
    pub chain_der: &'a [Vec<u8>],
    /// The names that a certificate under a trust anchor may be for (RFC 7672 section 3.2.2).
    pub names: &'a [String],
    /// The time at which dates are judged.
    pub now: Timestamp,
}

/// What a record alone comes to.
enum Compared {
    Match(String),
    Mismatch(Option<String>),
    WrongName(String),
    Expired(String),
}

/// Judges every record, and all of them together.
#[must_use]
pub fn judge_dane(records: &[Tlsa], shown: Shown<'_>) -> (DaneStatus, Vec<DaneRecord>) {
    let mut overall = DaneStatus::Unusable;
    let mut judged = Vec::new();
    for (record, decided) in considered(records) {
        if let Some(status) = decided {
            let would_match = match compare(&record, shown) {
                Compared::Match(which) if status == RecordStatus::Superseded => Some(which),
                _ => None,
            };
            let detail = record.unusable().or(would_match);
            judged.push(DaneRecord::new(&record, status, detail));
            continue;
        }
        let (status, weight, detail) = match compare(&record, shown) {
            Compared::Match(which) => (RecordStatus::Match, DaneStatus::Valid, Some(which)),
            Compared::WrongName(why) => {
                (RecordStatus::Mismatch, DaneStatus::NameMismatch, Some(why))
            }
            Compared::Expired(why) => (RecordStatus::Mismatch, DaneStatus::Expired, Some(why)),
            Compared::Mismatch(why) => (RecordStatus::Mismatch, DaneStatus::Mismatch, why),
        };
        if rank(weight) > rank(overall) {
            overall = weight;
        }
        judged.push(DaneRecord::new(&record, status, detail));
    }
    (overall, judged)
}

/// One match is enough; of several ways to fail the nearest miss says most.
fn rank(status: DaneStatus) -> u8 {
    match status {
        DaneStatus::Valid => 4,
        DaneStatus::Expired => 3,
        DaneStatus::NameMismatch => 2,
        DaneStatus::Mismatch => 1,
        _ => 0,
    }
}

fn compare(record: &Tlsa, shown: Shown<'_>) -> Compared {
    let matches = |der: &[u8]| {
        association(der, record.selector, record.matching_type).as_ref() == Some(&record.data)
    };
    let at = shown.chain_der.iter().position(|der| matches(der));
    match (record.usage, at) {
        (3, Some(0)) => Compared::Match("the server's certificate".to_owned()),
        (3, Some(_)) => Compared::Mismatch(Some(
            "it matches another certificate of the chain, which usage 3 does not allow".to_owned(),
        )),
        (2, Some(at)) => under(&[anchor_of_certificate(&shown.chain_der[at])], shown, at),
        (2, None) if record.matching_type == 0 => under(
            &[anchor_of_record(record, shown)],
            shown,
            shown.chain_der.len(),
        ),
        _ => Compared::Mismatch(None),
    }
}

fn anchor_of_certificate(der: &[u8]) -> Option<TrustAnchor<'static>> {
    let mut store = RootCertStore::empty();
    store.add(CertificateDer::from(der.to_vec())).ok()?;
    store.roots.pop()
}

/// The record holds the whole certificate or key: it need not be sent (RFC 7671 section 5.2.2). Of a bare key the name is that of
/// the issuer of the chain's last certificate.
fn anchor_of_record(record: &Tlsa, shown: Shown<'_>) -> Option<TrustAnchor<'static>> {
    if record.selector == 0 {
        return anchor_of_certificate(&record.data);
    }
    let last = DerParts::of(shown.chain_der.last()?)?;
    Some(TrustAnchor {
        subject: Der::from(last.issuer),
        subject_public_key_info: Der::from(contents(&record.data)?.to_vec()),
        name_constraints: None,
    })
}

/// Path, dates and name under a trust anchor. `at`: where in the chain it is.
fn under(anchors: &[Option<TrustAnchor<'static>>], shown: Shown<'_>, at: usize) -> Compared {
    let Some(leaf_der) = shown.chain_der.first() else {
        return Compared::Mismatch(None);
    };
    let store = RootCertStore {
        roots: anchors.iter().flatten().cloned().collect(),
    };
    let which = match shown.chain_der.get(at) {
        Some(_) => format!("certificate {} of the chain, a trust anchor", at + 1),
        None => "a trust anchor that is not sent".to_owned(),
    };
    // A self-signed certificate may be its own anchor.
    let verified = if at == 0 {
        dates(leaf_der, shown.now)
    } else {
        path(leaf_der, &store, shown)
    };
    let leaf = Certificate::from_der(leaf_der, shown.now);
    match verified {
        Err(error) if is_about_time(&error) => {
            Compared::Expired(format!("{which}, but the certificate is not valid now"))
        }
        Err(error) => {
            let why = visible(error.to_string().as_bytes());
            Compared::Mismatch(Some(format!("{which}, but no path leads to it: {why}")))
        }
        Ok(())
            if shown
                .names
                .iter()
                .any(|name| matches!(match_name(name, &leaf), NameMatch::Matched(_))) =>
        {
            Compared::Match(which)
        }
        Ok(()) => Compared::WrongName(format!(
            "{which}, but the certificate is not for {}",
            shown.names.join(" or ")
        )),
    }
}

fn path(leaf: &[u8], store: &RootCertStore, shown: Shown<'_>) -> Result<(), Error> {
    let leaf = CertificateDer::from(leaf.to_vec());
    let parsed = ParsedCertificate::try_from(&leaf)?;
    let intermediates: Vec<_> = shown.chain_der[1..]
        .iter()
        .map(|der| CertificateDer::from(der.clone()))
        .collect();
    let algorithms = provider().signature_verification_algorithms.all;
    verify_server_cert_signed_by_trust_anchor(
        &parsed,
        store,
        &intermediates,
        unix_time(shown.now),
        algorithms,
    )
}

fn dates(leaf: &[u8], now: Timestamp) -> Result<(), Error> {
    let leaf = Certificate::from_der(leaf, now);
    if !leaf.self_signed {
        return Err(Error::InvalidCertificate(CertificateError::UnknownIssuer));
    }
    match (leaf.not_before, leaf.not_after) {
        (Some(from), Some(to)) if from <= now && now <= to => Ok(()),
        _ => Err(Error::InvalidCertificate(CertificateError::Expired)),
    }
}
