//! TLSA records against any chain. The first byte is the number of records; each has five bytes: usage, selector, matching
//! type, where its data come from, and which or how many. What follows is the chain, one DER element after another.

#![no_main]

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use smtpcheck::facade::{
    dns::Tlsa,
    net::tls::{Shown, judge_dane},
    record::dane::{DaneRecord, DaneStatus, RecordStatus},
    smtp::Concealer,
    tls::certificate::association,
};
use smtpcheck_fuzz::assert_harmless;

const MOST_RECORDS: u8 = 6;

fuzz_target!(|data: &[u8]| {
    let Some((count, rest)) = data.split_first() else {
        return;
    };
    let (heads, rest) = rest
        .as_chunks::<5>()
        .0
        .split_at_checked(usize::from(count % MOST_RECORDS))
        .map_or((&[][..], rest), |(heads, _)| {
            (heads, &rest[5 * heads.len()..])
        });
    let chain = chain(rest);
    let records: Vec<_> = heads
        .iter()
        .map(|head| record(*head, rest, &chain))
        .collect();
    let names = ["mx.example.com".to_owned(), "example.com".to_owned()];
    let now = Timestamp::from_second(1_780_000_000).expect("a moment of 2026");
    let concealer = Concealer::default();
    let shown = Shown {
        chain_der: &chain,
        names: &names,
        now,
        concealer: &concealer,
    };
    let (status, judged) = judge_dane(&records, shown);
    check(&records, &chain, status, &judged);
    let mut backwards = records.clone();
    backwards.reverse();
    let (same, mut judged_backwards) = judge_dane(&backwards, shown);
    judged_backwards.reverse();
    assert_eq!(
        (same, judged_backwards),
        (status, judged),
        "the order of records means nothing"
    );
});

/// Elements with two bytes of length; what is none is the last certificate as it is.
fn chain(mut rest: &[u8]) -> Vec<Vec<u8>> {
    let mut chain = Vec::new();
    while let [0x30, 0x82, high, low, ..] = rest
        && let Some((der, behind)) =
            rest.split_at_checked(4 + usize::from(u16::from_be_bytes([*high, *low])))
        && chain.len() < 8
    {
        chain.push(der.to_vec());
        rest = behind;
    }
    if !rest.is_empty() {
        chain.push(rest.to_vec());
    }
    chain
}

fn record(
    [usage, selector, matching_type, source, which]: [u8; 5],
    rest: &[u8],
    chain: &[Vec<u8>],
) -> Tlsa {
    let (selector, matching_type) = (selector % 3, matching_type % 4);
    let of_chain = || {
        let der = chain.get(usize::from(which) % chain.len().max(1))?;
        association(der, selector, matching_type)
    };
    let data = match source % 4 {
        0 | 1 => of_chain(),
        2 => chain.get(usize::from(which)).cloned(),
        _ => rest.get(..usize::from(which)).map(<[u8]>::to_vec),
    };
    Tlsa {
        usage: usage % 5,
        selector,
        matching_type,
        data: data.unwrap_or_default(),
    }
}

fn check(records: &[Tlsa], chain: &[Vec<u8>], status: DaneStatus, judged: &[DaneRecord]) {
    assert_eq!(records.len(), judged.len());
    for (record, judged) in records.iter().zip(judged) {
        let length_fits = match record.matching_type {
            0 => !record.data.is_empty(),
            1 => record.data.len() == 32,
            2 => record.data.len() == 64,
            _ => false,
        };
        let is_usable = (2..=3).contains(&record.usage) && record.selector < 2 && length_fits;
        assert_eq!(record.unusable().is_none(), is_usable, "{record}");
        // A whole certificate or key must be one, which its length does not say.
        let unusable = judged.status == RecordStatus::Unusable;
        assert!(unusable || is_usable);
        assert!(!unusable || !is_usable || record.matching_type == 0);
        assert_ne!(judged.status, RecordStatus::NotCompared);
        judged
            .detail
            .iter()
            .for_each(|detail| assert_harmless(detail));
        assert_harmless(&record.to_string());
        let matches = |der: &Vec<u8>| {
            association(der, record.selector, record.matching_type).as_ref() == Some(&record.data)
        };
        match (record.usage, judged.status) {
            (3, RecordStatus::Match) => assert!(chain.first().is_some_and(matches)),
            (3, RecordStatus::Mismatch) => assert!(!chain.first().is_some_and(matches)),
            (2, RecordStatus::Match) => {
                assert!(record.matching_type == 0 || chain.iter().any(matches));
            }
            _ => {}
        }
    }
    let any = |status| judged.iter().any(|record| record.status == status);
    assert_eq!(status == DaneStatus::Valid, any(RecordStatus::Match));
    let compared = [RecordStatus::Match, RecordStatus::Mismatch, RecordStatus::Unchecked];
    assert_eq!(status == DaneStatus::Unusable, !compared.into_iter().any(any));
}
