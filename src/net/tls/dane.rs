//! Compares a server's chain with its TLSA records as a sending mail server does. Usage 3 looks at the key and nothing else;
//! usage 2 makes a certificate the trust anchor and then checks path, dates and name. RFC 7671 section 5, RFC 7672 section 3.

use jiff::Timestamp;

use super::path::{Names, reasons};
use super::shown::mask_certificate;
use super::signature;
use crate::dns::Tlsa;
use crate::record::dane::{DaneRecord, DaneStatus, RecordStatus, considered};
use crate::smtp::Concealer;
use crate::tls::certificate::{DerParts, association, contents};
use crate::tls::names::matches_under_dane;
use crate::tls::path::{About, Anchor, Answer, Compare, Fault, Name, Question};
use crate::tls::{Certificate, MOST_CERTIFICATES};

/// What is compared with the records.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The chain as sent, leaf first, in DER.
    pub chain_der: &'a [Vec<u8>],
    /// The names that a certificate under a trust anchor may be for (RFC 7672 section 3.2.2).
    pub names: &'a [String],
    /// The time at which dates are judged.
    pub now: Timestamp,
    /// What is masked in names of certificates.
    pub concealer: &'a Concealer,
}

/// What a record alone comes to.
enum Compared {
    Match(String),
    Mismatch(Option<String>),
    WrongName(String),
    Expired(String),
    Unchecked(String),
    Unusable(&'static str),
}

impl Compared {
    fn told(self) -> (RecordStatus, DaneStatus, Option<String>) {
        use RecordStatus as Record;
        match self {
            Self::Match(which) => (Record::Match, DaneStatus::Valid, Some(which)),
            Self::WrongName(why) => (Record::Mismatch, DaneStatus::NameMismatch, Some(why)),
            Self::Expired(why) => (Record::Mismatch, DaneStatus::Expired, Some(why)),
            Self::Mismatch(why) => (Record::Mismatch, DaneStatus::Mismatch, why),
            Self::Unchecked(why) => (Record::Unchecked, DaneStatus::Unchecked, Some(why)),
            Self::Unusable(why) => (Record::Unusable, DaneStatus::Unusable, Some(why.to_owned())),
        }
    }

    /// One match is enough, and what could not be checked may be one; of several ways to fail the nearest miss says most.
    fn rank(&self) -> u8 {
        match self {
            Self::Match(_) => 5,
            Self::Unchecked(_) => 4,
            Self::Expired(_) => 3,
            Self::WrongName(_) => 2,
            Self::Mismatch(_) => 1,
            Self::Unusable(_) => 0,
        }
    }
}

/// Judges every record, and all of them together.
#[must_use]
pub fn judge_dane(records: &[Tlsa], shown: Shown<'_>) -> (DaneStatus, Vec<DaneRecord>) {
    let mut overall = (0, DaneStatus::Unusable);
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
        let compared = compare(&record, shown);
        let rank = compared.rank();
        let (status, weight, detail) = compared.told();
        if rank > overall.0 {
            overall = (rank, weight);
        }
        judged.push(DaneRecord::new(&record, status, detail));
    }
    (overall.1, judged)
}

fn compare(record: &Tlsa, shown: Shown<'_>) -> Compared {
    if record.matching_type == 0 && !holds_what_it_says(record) {
        return Compared::Unusable("it holds no certificate, or no key, in DER");
    }
    let matches = |der: &Vec<u8>| {
        association(der, record.selector, record.matching_type).as_ref() == Some(&record.data)
    };
    let places = (0..).zip(shown.chain_der);
    let places: Vec<usize> = places
        .filter_map(|(at, der)| matches(der).then_some(at))
        .collect();
    let leaf = shown.chain_der.first();
    let is_readable = |der: &Vec<u8>| association(der, record.selector, 0).is_some();
    match record.usage {
        3 if leaf.is_some_and(|leaf| !is_readable(leaf)) => Compared::Unchecked(
            "the server's certificate cannot be read as far as its key".to_owned(),
        ),
        3 => by_key(&places),
        _ => under_anchors(record, shown, &places),
    }
}

/// Whole certificates and keys are parsed before they are compared (RFC 6698 section 4.1 leaves out what is malformed).
fn holds_what_it_says(record: &Tlsa) -> bool {
    match record.selector {
        0 => DerParts::of(&record.data).is_some(),
        _ => contents(&record.data).is_some(),
    }
}

fn by_key(places: &[usize]) -> Compared {
    match places {
        [0, ..] => Compared::Match("the server's certificate".to_owned()),
        [] => Compared::Mismatch(None),
        _ => Compared::Mismatch(Some(
            "it matches another certificate of the chain, which usage 3 does not allow".to_owned(),
        )),
    }
}

/// Usage 2: each certificate that the record is for may be the trust anchor, and what the record holds whole need not be sent
/// (RFC 7671 section 5.2.2). The server's own certificate is no anchor.
fn under_anchors(record: &Tlsa, shown: Shown<'_>, places: &[usize]) -> Compared {
    let sent = places.iter().filter(|at| **at > 0).map(|at| {
        let anchor = TrustAnchor::Certificate(&shown.chain_der[*at]);
        under(anchor, shown, Some(*at))
    });
    let is_own = record.selector == 0 && places.first() == Some(&0);
    let held = match record.selector {
        _ if record.matching_type != 0 || is_own => None,
        0 => Some(TrustAnchor::Certificate(&record.data)),
        _ => contents(&record.data).map(TrustAnchor::Key),
    };
    let held = held.map(|anchor| under(anchor, shown, None));
    let nearest = sent.chain(held).max_by_key(Compared::rank);
    nearest.unwrap_or_else(|| match places {
        [] if shown.chain_der.len() >= MOST_CERTIFICATES => Compared::Unchecked(format!(
            "the server sent more certificates than the {MOST_CERTIFICATES} that this program keeps"
        )),
        [] => Compared::Mismatch(None),
        _ => Compared::Mismatch(Some(
            "it matches the server's own certificate, which usage 2 does not allow".to_owned(),
        )),
    })
}

/// What stands at the end of a path.
#[derive(Clone, Copy)]
enum TrustAnchor<'a> {
    /// A certificate.
    Certificate(&'a [u8]),
    /// The contents of a key's SEQUENCE, of whatever name.
    Key(&'a [u8]),
}

impl<'a> TrustAnchor<'a> {
    fn named(self, name: &Name<'_>, compare: Compare) -> Option<Anchor<'a>> {
        match self {
            Self::Certificate(der) => {
                let subject = DerParts::of(der)?.subject;
                let same = compare.same(&Name::of(&subject), name);
                same.then_some(Anchor::Certificate(der))
            }
            Self::Key(contents) => Some(Anchor::Key(contents)),
        }
    }

    /// An anchor is a name and a key, whose dates do not count (RFC 5280 section 6.1.1 (d)); OpenSSL, and with it Postfix, looks at
    /// those of a root all the same.
    fn is_root(self) -> bool {
        let parts = match self {
            Self::Certificate(der) => DerParts::of(der),
            Self::Key(_) => None,
        };
        parts.is_some_and(|parts| parts.subject == parts.issuer)
    }
}

/// Path, dates and name under a trust anchor. `at`: where in the chain it is, if it is.
fn under(anchor: TrustAnchor<'_>, shown: Shown<'_>, at: Option<usize>) -> Compared {
    let Some(leaf_der) = shown.chain_der.first() else {
        return Compared::Mismatch(None);
    };
    let which = match at {
        Some(at) => format!("certificate {} of the chain, a trust anchor", at + 1),
        None => "a trust anchor that is not sent".to_owned(),
    };
    let mut answer = answer(anchor, shown);
    if !anchor.is_root() {
        answer.faults.retain(|fault| match fault {
            Fault::Expired(about, _) | Fault::NotYetValid(about, _) => !is_anchor(about, at),
            _ => true,
        });
    }
    if !answer.is_valid() {
        return invalid(&answer, &which, shown);
    }
    let leaf = Certificate::from_der(leaf_der, shown.now);
    let is_for = |name: &String| matches_under_dane(name, &leaf, leaf_der);
    match shown.names.iter().any(is_for) {
        true => Compared::Match(which),
        false => Compared::WrongName(format!(
            "{which}, but the certificate is not for {}",
            shown.names.join(" or ")
        )),
    }
}

fn is_anchor(about: &About, at: Option<usize>) -> bool {
    match about {
        About::Anchor(_) => true,
        About::Sent(place) => at == Some(*place),
        About::BareKey => false,
    }
}

fn answer(anchor: TrustAnchor<'_>, shown: Shown<'_>) -> Answer {
    let chain: Vec<&[u8]> = shown.chain_der.iter().map(Vec::as_slice).collect();
    let question = Question {
        chain: &chain,
        incomplete: chain.len() >= MOST_CERTIFICATES,
        anchors: &|name, compare| anchor.named(name, compare).into_iter().collect(),
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
    let mut certificates: Vec<_> = shown.chain_der.iter().map(read).collect();
    for certificate in &mut certificates {
        mask_certificate(certificate, shown.concealer);
    }
    let names = Names {
        sent: &certificates,
        concealer: shown.concealer,
        now: shown.now,
    };
    let reasons = reasons(answer, &names);
    let why: Vec<_> = reasons.iter().map(|found| found.detail.as_str()).collect();
    let why = why.join("; ");
    match answer.faults.is_empty() {
        true => Compared::Unchecked(format!(
            "{which}, and the path to it could not be checked: {why}"
        )),
        false => Compared::Mismatch(Some(format!("{which}, but no path leads to it: {why}"))),
    }
}
