//! An answer in sets: records of one name and type with the signatures over them. RFC 4034 section 3.

use std::collections::HashMap;

use hickory_resolver::proto::dnssec::rdata::{DNSSECRData, RRSIG};
use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::{DNSClass, Name, RData, Record, RecordType};

/// How many records of a set are compared with each other.
const MOST_COMPARED: usize = 128;

/// One answer.
#[derive(Debug)]
pub(super) struct Response {
    pub(super) code: ResponseCode,
    pub(super) answers: Vec<Set>,
    pub(super) authorities: Vec<Set>,
}

/// Records of one name and type.
#[derive(Debug)]
pub(super) struct Set {
    pub(super) name: Name,
    pub(super) kind: RecordType,
    pub(super) records: Vec<Record>,
    pub(super) signatures: Vec<RRSIG>,
}

impl Response {
    pub(super) fn new(message: &Message) -> Self {
        Self {
            code: message.metadata.response_code,
            answers: sets(&message.answers),
            authorities: sets(&message.authorities),
        }
    }

    /// Where in the answer the records of this name and type are.
    pub(super) fn position(&self, name: &Name, kind: RecordType) -> Option<usize> {
        let fits = |set: &Set| set.kind == kind && set.name == *name;
        self.answers.iter().position(fits)
    }

    pub(super) fn has_signatures(&self) -> bool {
        let mut sets = self.answers.iter().chain(&self.authorities);
        sets.any(|set| !set.signatures.is_empty())
    }

    /// Whether it points to other DNS servers instead of answering (RFC 2308 section 2.2.1.1).
    pub(super) fn is_referral(&self) -> bool {
        let has = |kind| self.authorities.iter().any(|set| set.kind == kind);
        self.code == ResponseCode::NoError
            && self.answers.is_empty()
            && has(RecordType::NS)
            && !has(RecordType::SOA)
            && !has(RecordType::NSEC)
            && !has(RecordType::NSEC3)
    }
}

fn sets(records: &[Record]) -> Vec<Set> {
    let mut sets: Vec<Set> = Vec::new();
    let mut places: HashMap<(Name, RecordType), usize> = HashMap::new();
    let of_class = |record: &&Record| record.dns_class == DNSClass::IN;
    for record in records.iter().filter(of_class) {
        if signature(record).is_none() {
            let key = (record.name.clone(), record.record_type());
            let place = *places.entry(key).or_insert_with(|| {
                sets.push(Set {
                    name: record.name.clone(),
                    kind: record.record_type(),
                    records: Vec::new(),
                    signatures: Vec::new(),
                });
                sets.len() - 1
            });
            // Duplicates are one (RFC 2181 section 5); so many that they would have to be sought for long are nobody's.
            let records = &mut sets[place].records;
            if records.len() > MOST_COMPARED || records.iter().all(|one| one.data != record.data) {
                records.push(record.clone());
            }
        }
    }
    for record in records.iter().filter(of_class) {
        let Some(signature) = signature(record) else {
            continue;
        };
        // A signature without what it signs says nothing.
        let key = (record.name.clone(), signature.input().type_covered);
        if let Some(place) = places.get(&key) {
            sets[*place].signatures.push(signature.clone());
        }
    }
    sets
}

fn signature(record: &Record) -> Option<&RRSIG> {
    match &record.data {
        RData::DNSSEC(DNSSECRData::RRSIG(signature)) => Some(signature),
        _ => None,
    }
}
