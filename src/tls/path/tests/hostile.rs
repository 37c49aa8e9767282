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

/// Says that it is of version 2, in which there are no extensions.
fn of_version_2(made: &Made) -> Vec<u8> {
    let mut der = made.der.clone();
    let version = [0xa0, 3, 2, 1, 2];
    let at = der.windows(5).position(|bytes| bytes == version).unwrap();
    der[at + 4] = 1;
    der
}

/// The serial number is cut out and every length around it made right.
#[test]
fn a_serial_number_has_octets() {
    let server = root(|_| {}).server(|_| {});
    let signed = &server.der;
    // SEQUENCE { SEQUENCE { [0] { 2 }, INTEGER, the rest } , the rest }, both with lengths of two octets.
    assert_eq!(
        (&signed[..2], &signed[4..6]),
        (&[0x30, 0x82][..], &[0x30, 0x82][..])
    );
    let at = 13;
    assert_eq!(signed[at], 2);
    let length = usize::from(signed[at + 1]);
    let mut der = signed.clone();
    der.splice(at + 1..at + 2 + length, [0]);
    for place in [2, 6] {
        let whole = u16::from_be_bytes([der[place], der[place + 1]]);
        let less = whole - u16::try_from(length).unwrap();
        der[place..place + 2].copy_from_slice(&less.to_be_bytes());
    }
    assert_eq!(
        judge_bytes(&[&der], &[&root(|_| {})]).faults,
        [Fault::Malformed(About::Sent(0), Malformed::Serial)]
    );
}

#[test]
fn an_issuer_that_cannot_be_read_was_sent_all_the_same() {
    let root = root(|_| {});
    let middle = root.authority("Middle", |_| {});
    let server = middle.server(|_| {});
    let malformed = of_version_2(&middle);
    assert_eq!(
        judge_bytes(&[&server.der, &malformed], &[&root]).faults,
        [Fault::Malformed(About::Sent(1), Malformed::Version)]
    );
    let garbage = b"\x30\x03\x02\x01\x05";
    assert_eq!(
        judge_bytes(&[&server.der, garbage, &malformed], &[&root]).faults,
        [Fault::Malformed(About::Sent(2), Malformed::Version)]
    );
    assert_eq!(
        judge_bytes(&[&server.der, garbage], &[&root]).faults,
        [Fault::Malformed(About::Sent(1), Malformed::Certificate)]
    );
    let stranger = of_version_2(&root.authority("Stranger", |_| {}));
    assert_eq!(
        judge_bytes(&[&server.der, &stranger], &[&root]).faults,
        [Fault::UnknownIssuer(About::Sent(0))]
    );
    assert_eq!(
        judge_bytes(&[&server.der, &malformed, &middle.der], &[&root]),
        Answer::default()
    );
}
