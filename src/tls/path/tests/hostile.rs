//! Chains that are made to cost time, or to hide what is wrong with them.

use std::time::{Duration, Instant};

use super::*;

/// An authority that excludes many names, as a server could send it with its own certificate.
fn judged(
    subtree: impl Fn(usize) -> GeneralSubtree,
    change: impl FnOnce(&mut CertificateParams),
) -> Answer {
    let root = root(|_| {});
    let excluded = (0..1700).map(subtree).collect();
    let middle = root.authority("Middle", |it| {
        it.name_constraints = Some(constrained(vec![], excluded));
    });
    judge(&[&middle.server(change), &middle], &[&root])
}

#[test]
fn a_long_directory_name_is_read_once_for_all_constraints() {
    let began = Instant::now();
    let organization = |text: String| {
        let mut name = DistinguishedName::new();
        name.push(DnType::OrganizationName, DnValue::Utf8String(text));
        name
    };
    let answer = judged(
        |number| GeneralSubtree::DirectoryName(organization(format!("ä{number}"))),
        |it| it.distinguished_name = organization("ﬃ".repeat(8_000)),
    );
    assert_eq!(answer, Answer::default());
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[test]
fn what_is_compared_is_bounded_by_its_length() {
    let name = |count: usize| {
        move |it: &mut CertificateParams| {
            let name = format!("{}@example.net", "a".repeat(count));
            it.subject_alt_names = vec![SanType::Rfc822Name(name.try_into().unwrap())];
        }
    };
    let subtree = |number| GeneralSubtree::Rfc822Name(format!("{number}.example.com"));
    assert_eq!(judged(subtree, name(60)), Answer::default());
    let answer = judged(subtree, name(25_000));
    assert_eq!(answer.faults, []);
    assert!(answer.unchecked.contains(&Unchecked::TooManyWays));
}
