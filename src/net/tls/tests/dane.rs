//! TLSA records against chains made on the spot: RFC 7671 section 5, RFC 7672 section 3.

use rcgen::date_time_ymd;

use super::super::dane::{Shown, judge_dane};
use super::support::*;
use crate::dns::Tlsa;
use crate::record::dane::{DaneRecord, DaneStatus, RecordStatus};
use crate::smtp::Concealer;
use crate::tls::{MOST_CERTIFICATES, certificate::association};

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
            concealer: &Concealer::default(),
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

/// OpenSSL, and with it Postfix, looks for an anchor above the server's certificate only.
#[test]
fn a_self_signed_certificate_is_not_its_own_trust_anchor() {
    let leaf = self_signed(|_| {}).certificate.to_vec();
    for (selector, matching_type) in [(1, 1), (0, 1), (0, 0)] {
        let records = [record(2, selector, matching_type, &leaf)];
        let (status, judged) = judged(std::slice::from_ref(&leaf), &records);
        assert_eq!(status, DaneStatus::Mismatch, "2 {selector} {matching_type}");
        let detail = judged[0].detail.as_deref().unwrap();
        assert!(detail.contains("server's own certificate"), "{detail}");
    }
}

fn judged(chain_der: &[Vec<u8>], records: &[Tlsa]) -> (DaneStatus, Vec<DaneRecord>) {
    let names = [NAME.to_owned()];
    let shown = Shown {
        chain_der,
        names: &names,
        now: now(),
        concealer: &Concealer::default(),
    };
    judge_dane(records, shown)
}

/// RFC 7672 section 3.2.3.
#[test]
fn under_an_anchor_the_common_name_counts_where_there_is_no_other() {
    let named = |name: &str, others: &[&str]| {
        Chain::new(|parameters| {
            let mut subject = rcgen::DistinguishedName::new();
            subject.push(rcgen::DnType::CommonName, name);
            parameters.distinguished_name = subject;
            parameters.subject_alt_names = others
                .iter()
                .map(|other| rcgen::SanType::DnsName((*other).try_into().unwrap()))
                .collect();
        })
    };
    for (chain, status) in [
        (named(NAME, &[]), DaneStatus::Valid),
        (named("else.example.net", &[]), DaneStatus::NameMismatch),
        (named(NAME, &["else.example.net"]), DaneStatus::NameMismatch),
    ] {
        assert_eq!(chain.judge(&[record(2, 1, 1, &chain.intermediate)]), status);
    }
}

/// A trust anchor is a name and a key: its dates do not count (RFC 5280 section 6.1.1 (d)), but for a root's with OpenSSL.
#[test]
fn an_anchor_that_is_no_root_may_be_expired() {
    let anchor = root("Example Root").intermediate(expired);
    let leaf = anchor.leaf(|_| {}).certificate.to_vec();
    let anchor = anchor.certificate.to_vec();
    for chain in [vec![leaf.clone(), anchor.clone()], vec![leaf]] {
        let records = [record(2, 0, 0, &anchor)];
        assert_eq!(judged(&chain, &records).0, DaneStatus::Valid);
    }
}

#[test]
fn an_expired_root_is_no_anchor() {
    let root = root_with("Example Root", expired);
    let leaf = root.leaf(|_| {}).certificate.to_vec();
    let records = [record(2, 1, 1, &root.certificate)];
    let (status, _) = judged(&[leaf, root.certificate.to_vec()], &records);
    assert_eq!(status, DaneStatus::Expired);
}

#[test]
fn a_bare_key_is_an_anchor_whatever_else_is_sent() {
    let chain = Chain::new(|_| {});
    let stray = self_signed(|_| {}).certificate.to_vec();
    let sent = [chain.leaf.clone(), chain.intermediate.clone(), stray];
    for anchor in [&chain.root, &chain.intermediate] {
        let records = [record(2, 1, 0, anchor)];
        assert_eq!(judged(&sent, &records).0, DaneStatus::Valid);
    }
}

#[test]
fn what_a_record_should_hold_whole_must_be_that() {
    let chain = Chain::new(|_| {});
    for usage in [2, 3] {
        let rubbish = Tlsa {
            data: vec![1, 2, 3],
            ..record(usage, 0, 0, &chain.leaf)
        };
        let (status, judged) = judged(&chain.sent(), &[rubbish]);
        assert_eq!(status, DaneStatus::Unusable);
        assert_eq!(judged[0].status, RecordStatus::Unusable);
    }
}

/// What is not kept of a chain may hold the anchor.
#[test]
fn an_anchor_past_what_is_kept_is_not_checked() {
    let chain = Chain::new(|_| {});
    let mut sent = vec![chain.leaf.clone(); MOST_CERTIFICATES];
    let records = [record(2, 1, 1, &chain.intermediate)];
    assert_eq!(judged(&sent, &records).0, DaneStatus::Unchecked);
    sent.pop();
    assert_eq!(judged(&sent, &records).0, DaneStatus::Mismatch);
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

/// Nothing can be said of a key that cannot be found: a mismatch would be a lie.
#[test]
fn a_certificate_that_cannot_be_read_matches_no_key_and_mismatches_none() {
    let unreadable = Chain {
        leaf: vec![0x30, 3, 2, 1, 0],
        ..Chain::new(|_| {})
    };
    let (of_key, of_certificate) = (
        record(3, 1, 1, &Chain::new(|_| {}).leaf),
        record(3, 0, 1, b"another"),
    );
    assert_eq!(unreadable.judge(&[of_key]), DaneStatus::Unchecked);
    assert_eq!(unreadable.judge(&[of_certificate]), DaneStatus::Mismatch);
}
