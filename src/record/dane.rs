//! DANE for SMTP as facts: the TLSA records of a server, what DNSSEC proves about them, and how the server's certificates
//! compare. RFC 7672.

use serde::Serialize;

use crate::dns::{Proof, Tlsa};

/// What DANE says about one server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Dane {
    /// What it comes to.
    pub status: DaneStatus,
    /// Where the TLSA records stand: `_25._tcp.mx1.example.com`.
    pub name: String,
    /// The records.
    pub records: Vec<DaneRecord>,
    /// What DNSSEC proves about the MX records that led here; null where there were none.
    pub mx: Option<Proof>,
    /// What it proves about the server's addresses.
    pub addresses: Proof,
    /// What it proves about the server's name being an alias; null where it is none. A secure alias may have TLSA records
    /// at its own name, wherever it leads (RFC 7672 section 2.2.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<Proof>,
    /// What it proves about the TLSA records, or about there being none.
    pub tlsa: Proof,
    /// More about it, in words.
    pub detail: Option<String>,
}

/// What DANE comes to for a server. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DaneStatus {
    /// A record matches the server's certificate.
    Valid,
    /// None does.
    Mismatch,
    /// A trust anchor matches, but the certificate is for another name.
    NameMismatch,
    /// A trust anchor matches, but the certificate is not valid now.
    Expired,
    /// There are records, and a mail server can use none of them.
    Unusable,
    /// There are records, and no proof that they are genuine: a zone is not signed.
    Insecure,
    /// DNSSEC validation failed.
    Bogus,
    /// There are records, and the server does not offer STARTTLS.
    NoStarttls,
    /// There are no records.
    None,
    /// Whether there are records could not be found out. Senders defer where the server's addresses are signed, and do not ask
    /// where they are not.
    LookupFailed,
    /// There are records, and this machine's DNS server does not let them be proven.
    Indeterminate,
    /// There are records, and the server did not come as far as showing a certificate.
    NotCompared,
    /// There are records, and whether one of them matches is beyond this program.
    Unchecked,
}

/// One TLSA record and how the server's certificates compare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DaneRecord {
    /// 0 to 3.
    pub usage: u8,
    /// 0 the certificate, 1 its public key.
    pub selector: u8,
    /// 0 as it is, 1 its SHA-256, 2 its SHA-512.
    pub matching_type: u8,
    /// The association data in hexadecimal.
    pub data: String,
    /// How it compares.
    pub status: RecordStatus,
    /// Why it is unusable, or which certificate it matches; of one that is passed over, which it would match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// How a record compares. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecordStatus {
    /// It matches.
    Match,
    /// It does not.
    Mismatch,
    /// A mail server cannot use it.
    Unusable,
    /// A stronger digest of the same usage and selector is there, and senders use that one (RFC 7671 section 9).
    Superseded,
    /// There was no certificate to compare with.
    NotCompared,
    /// Whether it matches is beyond this program: a signature under its trust anchor, say.
    Unchecked,
}

impl DaneRecord {
    /// The record, compared or not.
    #[must_use]
    pub fn new(tlsa: &Tlsa, status: RecordStatus, detail: Option<String>) -> Self {
        Self {
            usage: tlsa.usage,
            selector: tlsa.selector,
            matching_type: tlsa.matching_type,
            data: tlsa.hexadecimal(),
            status,
            detail,
        }
    }
}

impl Dane {
    /// Whether a sender that honours DANE holds the server to its records: they are proven and one at least can be used.
    #[must_use]
    pub fn binds_senders(&self) -> bool {
        use DaneStatus as Status;
        matches!(
            self.status,
            Status::Valid
                | Status::Mismatch
                | Status::NameMismatch
                | Status::Expired
                | Status::NoStarttls
                | Status::NotCompared
                | Status::Unchecked
        )
    }

    /// Whether senders that honour DANE ask for the records: the server's addresses are secure, or the alias that its name is.
    #[must_use]
    pub fn is_asked_for(&self) -> bool {
        self.addresses == Proof::Secure || self.alias == Some(Proof::Secure)
    }

    /// Whether it is known that no sender asks for the records: the server's addresses are not signed (RFC 7672 section 2.2.2).
    #[must_use]
    pub fn is_asked_for_by_nobody(&self) -> bool {
        self.addresses == Proof::Insecure && !self.is_asked_for()
    }

    /// Whether a record of usage 3 matches, which ignores names and dates (RFC 7672 section 3.1.1).
    #[must_use]
    pub fn vouches_for_the_key(&self) -> bool {
        self.status == DaneStatus::Valid
            && self
                .records
                .iter()
                .any(|record| record.usage == 3 && record.status == RecordStatus::Match)
    }
}

/// Which of `records` senders look at: those that can be used, and of several digests of one usage and selector the strongest
/// (RFC 7671 section 9).
#[must_use]
pub fn considered(records: &[Tlsa]) -> Vec<(Tlsa, Option<RecordStatus>)> {
    let superseded = |record: &Tlsa| {
        record.matching_type == 1
            && records.iter().any(|other| {
                other.unusable().is_none()
                    && (other.usage, other.selector, other.matching_type)
                        == (record.usage, record.selector, 2)
            })
    };
    let judged = |record: &Tlsa| match record.unusable() {
        Some(_) => Some(RecordStatus::Unusable),
        None if superseded(record) => Some(RecordStatus::Superseded),
        None => None,
    };
    records
        .iter()
        .map(|record| (record.clone(), judged(record)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tlsa(usage: u8, matching_type: u8) -> Tlsa {
        Tlsa {
            usage,
            selector: 1,
            matching_type,
            data: vec![1; if matching_type == 2 { 64 } else { 32 }],
        }
    }

    #[test]
    fn the_strongest_digest_of_a_kind_is_used() {
        let records = [tlsa(3, 1), tlsa(3, 2), tlsa(2, 1)];
        let statuses: Vec<_> = considered(&records)
            .into_iter()
            .map(|(_, status)| status)
            .collect();
        assert_eq!(statuses, [Some(RecordStatus::Superseded), None, None]);
    }

    #[test]
    fn an_unusable_record_supersedes_nothing() {
        let mut broken = tlsa(3, 2);
        broken.data.pop();
        let statuses: Vec<_> = considered(&[tlsa(3, 1), broken])
            .into_iter()
            .map(|(_, status)| status)
            .collect();
        assert_eq!(statuses, [None, Some(RecordStatus::Unusable)]);
    }
}
