//! TLSA records against chains made on the spot: RFC 7671 section 5, RFC 7672 section 3.

use rcgen::date_time_ymd;

use super::super::dane::{Shown, judge_dane};
use super::support::*;
use crate::dns::Tlsa;
use crate::record::dane::{DaneStatus, RecordStatus};
use crate::tls::certificate::association;

fn record(usage: u8, selector: u8, matching_type: u8, der: &[u8]) -> Tlsa {
    Tlsa {
        usage,
        selector,
        matching_type,
        data: association(der, selector, matching_type).unwrap(),
    }
}

struct Chain {
    leaf: Vec<u8>,
    intermediate: Vec<u8>,
    root: Vec<u8>,
}

impl Chain {
    fn new(change: impl FnOnce(&mut rcgen::CertificateParams)) -> Self {
        let world = world();
        Self {
            leaf: world.intermediate.leaf(change).certificate.to_vec(),
            intermediate: world.intermediate.certificate.to_vec(),
            root: world.root.certificate.to_vec(),
        }
    }

    fn sent(&self) -> Vec<Vec<u8>> {
        vec![self.leaf.clone(), self.intermediate.clone()]
    }

    fn judge_as(&self, records: &[Tlsa], name: &str) -> (DaneStatus, Vec<RecordStatus>) {
        let (chain, names) = (self.sent(), [name.to_owned()]);
        let shown = Shown {
            chain_der: &chain,
            names: &names,
            now: now(),
        };
        let (status, records) = judge_dane(records, shown);
        (
            status,
            records.into_iter().map(|record| record.status).collect(),
        )
    }

    fn judge(&self, records: &[Tlsa]) -> DaneStatus {
        self.judge_as(records, NAME).0
    }
}

fn expired(parameters: &mut rcgen::CertificateParams) {
    parameters.not_before = date_time_ymd(2020, 1, 1);
    parameters.not_after = date_time_ymd(2021, 1, 1);
}

#[test]
fn usage_3_matches_the_leaf_by_every_selector_and_matching_type() {
    let chain = Chain::new(|_| {});
    for selector in [0, 1] {
        for matching_type in [0, 1, 2] {
            let found = chain.judge(&[record(3, selector, matching_type, &chain.leaf)]);
            assert_eq!(found, DaneStatus::Valid, "3 {selector} {matching_type}");
        }
    }
    assert_eq!(
        chain.judge(&[record(3, 1, 1, &chain.intermediate)]),
        DaneStatus::Mismatch
    );
}

#[test]
fn usage_3_ignores_names_and_dates() {
    let chain = Chain::new(expired);
    let records = [record(3, 1, 1, &chain.leaf)];
    assert_eq!(
        chain.judge_as(&records, "other.example.net").0,
        DaneStatus::Valid
    );
}

#[test]
fn usage_2_needs_path_name_and_dates() {
    let chain = Chain::new(|_| {});
    for selector in [0, 1] {
        let records = [record(2, selector, 1, &chain.intermediate)];
        assert_eq!(chain.judge(&records), DaneStatus::Valid);
        assert_eq!(
            chain.judge_as(&records, "other.example.net").0,
            DaneStatus::NameMismatch
        );
    }
    let old = Chain::new(expired);
    assert_eq!(
        old.judge(&[record(2, 1, 1, &old.intermediate)]),
        DaneStatus::Expired
    );
    let stranger = Chain::new(|_| {});
    let mut mixed = Chain::new(|_| {});
    mixed.intermediate.clone_from(&stranger.intermediate);
    assert_eq!(
        mixed.judge(&[record(2, 0, 1, &stranger.intermediate)]),
        DaneStatus::Mismatch,
        "no path"
    );
}

#[test]
fn a_trust_anchor_that_is_not_sent_must_stand_in_the_record_whole() {
    let chain = Chain::new(|_| {});
    assert_eq!(
        chain.judge(&[record(2, 0, 1, &chain.root)]),
        DaneStatus::Mismatch
    );
    assert_eq!(
        chain.judge(&[record(2, 0, 0, &chain.root)]),
        DaneStatus::Valid
    );
    assert_eq!(
        chain.judge(&[record(2, 1, 0, &chain.root)]),
        DaneStatus::Valid
    );
}

#[test]
fn a_self_signed_certificate_may_be_its_own_trust_anchor() {
    let leaf = self_signed(|_| {}).certificate.to_vec();
    let (chain, names) = (vec![leaf.clone()], [NAME.to_owned()]);
    let shown = Shown {
        chain_der: &chain,
        names: &names,
        now: now(),
    };
    assert_eq!(
        judge_dane(&[record(2, 1, 1, &leaf)], shown).0,
        DaneStatus::Valid
    );
}

#[test]
fn one_match_is_enough_in_a_rollover() {
    let (chain, next) = (Chain::new(|_| {}), Chain::new(|_| {}));
    let records = [record(3, 1, 1, &next.leaf), record(3, 1, 1, &chain.leaf)];
    let (status, each) = chain.judge_as(&records, NAME);
    assert_eq!(status, DaneStatus::Valid);
    assert_eq!(each, [RecordStatus::Mismatch, RecordStatus::Match]);
}

#[test]
fn records_that_nobody_can_use_are_neither_match_nor_mismatch() {
    let chain = Chain::new(|_| {});
    let records = [
        record(1, 1, 1, &chain.leaf),
        record(0, 1, 1, &chain.intermediate),
    ];
    let (status, each) = chain.judge_as(&records, NAME);
    assert_eq!(status, DaneStatus::Unusable);
    assert_eq!(each, [RecordStatus::Unusable; 2]);
    let beside = [record(1, 1, 1, &chain.leaf), record(3, 1, 1, &chain.root)];
    assert_eq!(chain.judge(&beside), DaneStatus::Mismatch);
}

#[test]
fn a_stronger_digest_that_is_wrong_is_not_saved_by_a_weaker_one_that_is_right() {
    let chain = Chain::new(|_| {});
    let records = [record(3, 1, 1, &chain.leaf), record(3, 1, 2, &chain.root)];
    let (status, each) = chain.judge_as(&records, NAME);
    assert_eq!(status, DaneStatus::Mismatch);
    assert_eq!(each, [RecordStatus::Superseded, RecordStatus::Mismatch]);
}
