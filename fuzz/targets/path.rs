//! Path validation: any certificates in any order, read as a chain with some of them as anchors. Whoever signed is as the
//! bytes say, so that every way is gone. It comes to an end in bounded work, and a valid path has a member that is an anchor.

#![no_main]

use std::cell::Cell;

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use smtpcheck::facade::tls::{
    certificate::{Key, Signed},
    path::{About, Anchor, Answer, Compare, Fault, Question, SignatureCheck},
};
use smtpcheck_fuzz::assert_harmless;

const LEAF: &[u8] = include_bytes!("../../src/tls/ocsp/vectors/leaf.der");
const ISSUER: &[u8] = include_bytes!("../../src/tls/ocsp/vectors/issuer.der");
/// Checks of signatures for both ways of comparing names.
const MOST_CHECKS: usize = 200;

fuzz_target!(|data: &[u8]| {
    let now = Timestamp::from_second(1_780_000_000).expect("a moment of 2026");
    let pieces = certificates(data);
    for check in [
        SignatureCheck::Valid,
        SignatureCheck::Invalid,
        SignatureCheck::Unsupported,
    ] {
        let mut chain = pieces.clone();
        judged(&chain, &[ISSUER], check, now);
        chain.push(LEAF);
        chain.rotate_right(1);
        judged(&chain, &[ISSUER], check, now);
        judged(&chain, &pieces, check, now);
        let nobody = judged(&chain, &[], check, now);
        assert!(!nobody.is_valid(), "there is no anchor");
    }
});

/// The elements that follow each other in the bytes, each of which may be a certificate.
fn certificates(mut data: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while let [0x30, 0x82, high, low, ..] = data {
        let length = 4 + usize::from(u16::from_be_bytes([*high, *low]));
        let (one, rest) = data.split_at(length.min(data.len()));
        found.push(one);
        data = rest;
        if found.len() == 40 {
            return found;
        }
    }
    if !data.is_empty() {
        found.push(data);
    }
    found
}

fn judged(chain: &[&[u8]], anchors: &[&[u8]], result: SignatureCheck, now: Timestamp) -> Answer {
    let checks = Cell::new(0);
    let check = |signed: &Signed<'_>, key: &Key<'_>| {
        checks.set(checks.get() + 1);
        // Some keys have signed nothing, so that there are dead ends.
        match key.bits.last().zip(signed.signature.last()) {
            Some((key, signature)) if key ^ signature == 0x55 => SignatureCheck::Invalid,
            _ => result,
        }
    };
    let question = Question {
        chain,
        incomplete: false,
        anchors: &|name, compare| {
            assert!(compare.same(name, name) || compare == Compare::Prepared);
            anchors.iter().map(|der| Anchor::Certificate(der)).collect()
        },
        check: &check,
        now,
    };
    let answer = question.judge();
    assert!(checks.get() <= MOST_CHECKS);
    for fault in &answer.faults {
        if let Fault::NameConstraint { name, .. } | Fault::CriticalExtension(_, name) = fault {
            assert_harmless(name);
        }
        if let Fault::Expired(About::Sent(at), _) = fault {
            assert!(*at < chain.len());
        }
    }
    answer
}
