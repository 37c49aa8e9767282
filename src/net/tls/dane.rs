//! Compares a server's chain with its TLSA records as a sending mail server does. Usage 3 looks at the key and nothing else;
//! usage 2 makes a certificate the trust anchor and then checks path, dates and name. RFC 7671 section 5, RFC 7672 section 3.

use jiff::Timestamp;

use super::path::{Names, reasons};
use super::signature;
use crate::dns::Tlsa;
use crate::record::dane::{DaneRecord, DaneStatus, RecordStatus, considered};
use crate::tls::Certificate;
use crate::tls::certificate::{DerParts, association, contents};
use crate::tls::names::{NameMatch, match_name_in};
use crate::tls::path::{Anchor, Answer, Fault, Name, Question};

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
        (2, Some(at)) => under(anchor_of_certificate(&shown.chain_der[at]), shown, at),
        (2, None) if record.matching_type == 0 => under(
            anchor_of_record(record, shown),
            shown,
            shown.chain_der.len(),
        ),
        _ => Compared::Mismatch(None),
    }
}

/// A trust anchor and its name.
struct TrustAnchor<'a> {
    subject: Vec<u8>,
    anchor: Anchor<'a>,
}

fn anchor_of_certificate(der: &[u8]) -> Option<TrustAnchor<'_>> {
    Some(TrustAnchor {
        subject: DerParts::of(der)?.subject,
        anchor: Anchor::Certificate(der),
    })
}

/// The record holds the whole certificate or key: it need not be sent (RFC 7671 section 5.2.2). Of a bare key the name is that of
/// the issuer of the chain's last certificate.
fn anchor_of_record<'a>(record: &'a Tlsa, shown: Shown<'_>) -> Option<TrustAnchor<'a>> {
    if record.selector == 0 {
        return anchor_of_certificate(&record.data);
    }
    Some(TrustAnchor {
        subject: DerParts::of(shown.chain_der.last()?)?.issuer,
        anchor: Anchor::Key(contents(&record.data)?),
    })
}

/// Path, dates and name under a trust anchor. `at`: where in the chain it is.
fn under(anchor: Option<TrustAnchor<'_>>, shown: Shown<'_>, at: usize) -> Compared {
    let Some(leaf_der) = shown.chain_der.first() else {
        return Compared::Mismatch(None);
    };
    let which = match shown.chain_der.get(at) {
        Some(_) => format!("certificate {} of the chain, a trust anchor", at + 1),
        None => "a trust anchor that is not sent".to_owned(),
    };
    let answer = answer(anchor, shown);
    if !answer.is_valid() {
        return invalid(&answer, &which, shown);
    }
    let leaf = Certificate::from_der(leaf_der, shown.now);
    let is_for = |name: &String| {
        let found = match_name_in(name, &leaf, leaf_der);
        matches!(found, NameMatch::Matched(_))
    };
    match shown.names.iter().any(is_for) {
        true => Compared::Match(which),
        false => Compared::WrongName(format!(
            "{which}, but the certificate is not for {}",
            shown.names.join(" or ")
        )),
    }
}

fn answer(anchor: Option<TrustAnchor<'_>>, shown: Shown<'_>) -> Answer {
    let chain: Vec<&[u8]> = shown.chain_der.iter().map(Vec::as_slice).collect();
    let question = Question {
        chain: &chain,
        incomplete: false,
        anchors: &|name, compare| {
            let named = anchor
                .iter()
                .filter(|one| compare.same(&Name::of(&one.subject), name));
            named.map(|one| one.anchor).collect()
        },
        check: &signature::check,
        now: shown.now,
    };
    question.judge()
}

fn invalid(answer: &Answer, which: &str, shown: Shown<'_>) -> Compared {
    let is_about_time =
        |fault: &Fault| matches!(fault, Fault::Expired(..) | Fault::NotYetValid(..));
    if answer.unchecked.is_empty() && answer.faults.iter().all(is_about_time) {
        return Compared::Expired(format!("{which}, but the certificate is not valid now"));
    }
    let read = |der: &Vec<u8>| Certificate::from_der(der, shown.now);
    let certificates: Vec<_> = shown.chain_der.iter().map(read).collect();
    let names = Names {
        sent: &certificates,
        now: shown.now,
    };
    let reasons = reasons(answer, &names);
    let why: Vec<_> = reasons.iter().map(|found| found.detail.as_str()).collect();
    Compared::Mismatch(Some(format!(
        "{which}, but no path leads to it: {}",
        why.join("; ")
    )))
}
