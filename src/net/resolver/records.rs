//! From what the DNS crate hands out to what `dns` knows: records become values, and each way not to get any keeps its own
//! name. RFC 1035 section 4.1.1, RFC 2308, RFC 1034 section 3.6.2 (aliases).

use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};

use super::limits::LONGEST_CHAIN;
use super::name::shown;
use crate::dns::{Answer, Lookup};

/// A text that no DNS message can carry as a name.
pub(super) const fn not_a_name<T>() -> Answer<T> {
    Answer::NoSuchName
}

/// Where the CNAME records among `records` lead from `name`; `None` where that is nowhere, in a circle or on and on.
pub(super) fn canonical(name: &Name, records: &[Record]) -> Option<Name> {
    let mut name = name.clone();
    for _ in 0..=LONGEST_CHAIN {
        let next = records.iter().find_map(|record| match &record.data {
            RData::CNAME(alias) if record.name == name => Some(alias.0.clone()),
            _ => None,
        });
        match next {
            Some(next) => name = next,
            None => return Some(name),
        }
    }
    None
}

/// The records of `kind` at `end`, after the aliases that lead there. Records of other names, which nobody asked for, are left
/// out.
pub(super) fn relevant(end: &Name, kind: RecordType, records: &[Record]) -> Vec<Record> {
    let wanted = |record: &&Record| match record.record_type() {
        RecordType::CNAME => true,
        other => other == kind && record.name == *end,
    };
    records.iter().filter(wanted).cloned().collect()
}

/// Turns records into values; the chain's end, when there is a chain, is the owner of the others.
pub(super) fn select<T>(
    records: Result<Vec<Record>, Lookup<()>>,
    value: impl Fn(&RData) -> Option<T>,
) -> Lookup<T> {
    let records = match records {
        Ok(records) => records,
        Err(lookup) => return without_records(lookup),
    };
    let found: Vec<T> = records
        .iter()
        .filter_map(|record| value(&record.data))
        .collect();
    let aliased = records
        .iter()
        .any(|record| record.record_type() == RecordType::CNAME);
    let owner = records
        .iter()
        .rfind(|record| record.record_type() != RecordType::CNAME);
    let answer = match records.is_empty() {
        true => Answer::NoData,
        false => found_or_malformed(found),
    };
    Lookup {
        canonical_name: owner.filter(|_| aliased).map(|record| shown(&record.name)),
        ..Lookup::of(answer)
    }
}

/// Records came, and values are what can be read of them.
pub(super) fn found_or_malformed<T>(values: Vec<T>) -> Answer<T> {
    match values.is_empty() {
        true => {
            Answer::ServerFailure("a malformed answer: none of its records can be read".to_owned())
        }
        false => Answer::Found(values),
    }
}

fn without_records<T>(lookup: Lookup<()>) -> Lookup<T> {
    let answer = match lookup.answer {
        Answer::Found(_) | Answer::NoData => Answer::NoData,
        Answer::NoSuchName => Answer::NoSuchName,
        Answer::ServerFailure(what) => Answer::ServerFailure(what),
        Answer::NotReached(why) => Answer::NotReached(why),
        Answer::NotAsked(why) => Answer::NotAsked(why),
        Answer::TimedOut => Answer::TimedOut,
        Answer::Bogus(why) => Answer::Bogus(why),
    };
    Lookup {
        canonical_name: lookup.canonical_name,
        ..Lookup::of(answer)
    }
}

pub(super) fn bound<T>(lookup: &mut Lookup<T>, most: usize, order: impl Fn(&mut [T])) {
    if let Answer::Found(records) = &mut lookup.answer {
        order(records);
        lookup.dropped = records.len().saturating_sub(most);
        records.truncate(most);
    }
}

/// The names of IANA's registry "DNS RCODEs".
pub(super) fn mnemonic(code: ResponseCode) -> String {
    match code {
        ResponseCode::NXDomain => "NXDOMAIN".to_owned(),
        ResponseCode::FormErr => "FORMERR".to_owned(),
        ResponseCode::ServFail => "SERVFAIL".to_owned(),
        ResponseCode::NotImp => "NOTIMP".to_owned(),
        ResponseCode::Refused => "REFUSED".to_owned(),
        ResponseCode::NotAuth => "NOTAUTH".to_owned(),
        // What the crate makes of 16, which is another code in answers that have TSIG alone.
        ResponseCode::BADVERS | ResponseCode::BADSIG => "BADVERS".to_owned(),
        other => format!("response code {}", u16::from(other)),
    }
}

#[cfg(test)]
mod tests {
    use hickory_resolver::proto::rr::rdata::{A, NULL};

    use super::*;

    /// RFC 1035 section 3.4.1: an address has four octets.
    #[test]
    fn a_record_that_cannot_be_read_is_no_absence() {
        let name = Name::from_ascii("a.test.").unwrap();
        let malformed = RData::Unknown {
            code: RecordType::A,
            rdata: NULL::with(vec![192, 0, 2]),
        };
        let record = |data| Record::from_rdata(name.clone(), 300, data);
        let mut records = vec![record(malformed)];
        let answer = select(Ok(records.clone()), RData::ip_addr).answer;
        assert!(answer.is_temporary(), "{answer:?}");
        records.push(record(RData::A(A::new(192, 0, 2, 1))));
        let answer = select(Ok(records), RData::ip_addr).answer;
        assert_eq!(answer.records().len(), 1);
    }

    #[test]
    fn sixteen_is_badvers() {
        assert_eq!(mnemonic(ResponseCode::from(1, 0)), "BADVERS");
    }
}
