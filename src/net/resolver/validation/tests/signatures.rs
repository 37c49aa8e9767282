//! Which signatures count: by which key, of which zone, over which octets, and how many are tried. RFC 4034 sections 2.1.1, 3.1.8.1
//! and 6, RFC 4035 section 5.3.1, RFC 5011 section 2.1.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::canonical::signed as octets;
use super::super::response::Set;
use super::super::signature::{Key, signers, verify};
use super::*;
use crate::dns::Proof;

/// Finds every signature wrong, and counts.
#[derive(Default)]
struct Doubtful(AtomicUsize);

impl Cryptography for Doubtful {
    fn support(&self, algorithm: u8) -> Support {
        Library.support(algorithm)
    }

    fn verify(&self, _: u8, _: &[u8], _: &[u8], _: &[u8]) -> Checked {
        self.0.fetch_add(1, Ordering::Relaxed);
        Checked::Wrong
    }
}

/// A signature of 13 by the key 7 of `test.` over a record with two labels, changed in one way.
fn signature(change: impl Fn(&mut SigInput)) -> RRSIG {
    let mut input = SigInput {
        type_covered: A_,
        algorithm: Algorithm::ECDSAP256SHA256,
        num_labels: 2,
        original_ttl: 300,
        sig_expiration: SerialNumber::new(NOW + 1000),
        sig_inception: SerialNumber::new(NOW - 1000),
        key_tag: 7,
        signer_name: name("test."),
    };
    change(&mut input);
    RRSIG::from_sig(input, vec![1; 64])
}

fn set(owner: &str, kind: RecordType, signatures: Vec<RRSIG>) -> Set {
    Set {
        name: name(owner),
        kind,
        records: vec![address(owner)],
        signatures,
    }
}

fn key(algorithm: u8) -> Key {
    Key {
        tag: 7,
        algorithm,
        bytes: Vec::new(),
    }
}

/// What is made of the signatures of `a.test.`, and how many were checked.
fn judged(signatures: Vec<RRSIG>, keys: &[Key]) -> (Status, usize) {
    let doubtful = Doubtful::default();
    let set = set("a.test.", A_, signatures);
    let work = &mut Work::default();
    let judged = verify(&set, &name("test."), keys, NOW, &doubtful, work).unwrap();
    (judged.status, doubtful.0.into_inner())
}

#[test]
fn a_signature_is_tried_with_keys_that_it_may_be_of() {
    for (change, count) in [
        ((|_| {}) as fn(&mut SigInput), 1),
        (|input| input.key_tag = 8, 0),
        (|input| input.algorithm = Algorithm::ED25519, 0),
        (|input| input.signer_name = name("a.test."), 0),
        // It has more labels than the name.
        (|input| input.num_labels = 3, 0),
    ] {
        let (status, tried) = judged(vec![signature(change)], &[key(13)]);
        assert_eq!((status.proof(), tried), (Proof::Bogus, count));
    }
}

#[test]
fn of_many_signatures_and_keys_some_are_tried() {
    let keys: Vec<_> = (0..20).map(|_| key(13)).collect();
    let signatures = (0..20).map(|_| signature(|_| {})).collect();
    let (status, tried) = judged(signatures, &keys);
    assert_eq!(tried, 8 * 4);
    assert_eq!(
        status.why().map(|why| &why.reason),
        Some(&Reason::TooManySignatures)
    );
}

/// Whoever changes a record cannot have it called expired by adding an old signature.
#[test]
fn what_was_checked_and_is_wrong_says_more_than_what_was_not() {
    let old = || signature(|input| input.sig_expiration = SerialNumber::new(NOW - 1));
    for signatures in [
        vec![signature(|_| {}), old()],
        vec![old(), signature(|_| {})],
    ] {
        let (status, _) = judged(signatures, &[key(13)]);
        let reason = status.why().map(|why| &why.reason);
        assert_eq!(reason, Some(&Reason::SignatureWrong));
    }
}

#[test]
fn a_key_signs_where_it_is_a_zone_key_that_is_not_revoked() {
    let public = Signer::new("test.").public();
    for (flags, signs) in [
        (0x0100, true),
        (0x0101, true),
        (0x0001, false),
        (0x0000, false),
        (0x0180, false),
        (0x0181, false),
    ] {
        let record = DNSKEY::with_flags(flags, public.clone());
        assert_eq!(Key::of(&record).is_some(), signs, "{flags:#06x}");
    }
}

/// A zone that is signed with a key that it does not have the zone key bit on is bogus, whatever DS names it.
#[test]
fn a_revoked_key_proves_no_zone() {
    let test = Signer::new("test.");
    for (flags, secure) in [(257, true), (257 | 0x80, false), (1, false)] {
        let key = DNSKEY::with_flags(flags, test.public());
        let tag = key.calculate_key_tag().unwrap();
        let key = RData::DNSSEC(DNSSECRData::DNSKEY(key));
        let tagged = |set| test.signed_as(set, |input| input.key_tag = tag);
        let mut world = World::of(&test);
        world.answers.clear();
        let keys = tagged(vec![record(&test.zone, key)]);
        world.answers("test.", RecordType::DNSKEY, keys);
        world.answers("a.test.", A_, tagged(vec![text("a.test.")]));
        world.answers("a.test.", A_, tagged(vec![address("a.test.")]));
        world.answers.remove(1);
        let verdict = world.verdict("a.test.", A_);
        assert_eq!(verdict.status == Status::Secure, secure, "{flags}");
    }
}

#[test]
fn whose_signatures_a_set_may_have() {
    for (owner, kind, signer, may) in [
        ("a.test.", A_, "test.", true),
        ("a.test.", A_, "a.test.", true),
        ("a.test.", A_, "b.test.", false),
        ("a.test.", A_, "x.a.test.", false),
        // The zone above says DS.
        ("a.test.", RecordType::DS, "test.", true),
        ("a.test.", RecordType::DS, "a.test.", false),
        // A zone hands out its own keys.
        ("a.test.", RecordType::DNSKEY, "a.test.", true),
        ("a.test.", RecordType::DNSKEY, "test.", false),
        ("a.test.", RecordType::SOA, "test.", false),
    ] {
        let signed = signature(|input| input.signer_name = name(signer));
        let signers = signers(&set(owner, kind, vec![signed]));
        assert_eq!(!signers.is_empty(), may, "{owner} {kind} by {signer}");
    }
}

#[test]
fn order_duplicates_and_case_do_not_change_what_is_signed() {
    let of = |records: Vec<Record>, kind, signer: &str| {
        let signature = signature(|input| {
            input.signer_name = name(signer);
            input.type_covered = kind;
        });
        let set = Set {
            name: records[0].name.clone(),
            kind,
            records,
            signatures: Vec::new(),
        };
        octets(&set, &signature).unwrap()
    };
    let other = || record(&name("a.test."), RData::A(A::new(192, 0, 2, 2)));
    let one = || address("a.test.");
    let both = of(vec![one(), other()], A_, "test.");
    assert_eq!(of(vec![other(), one()], A_, "test."), both);
    assert_eq!(of(vec![other(), one(), other()], A_, "test."), both);
    let shouted = vec![address("A.TEST."), other()];
    assert_eq!(of(shouted, A_, "TEST."), both);
    let alias_to = |target| of(vec![alias("a.test.", target)], RecordType::CNAME, "test.");
    assert_eq!(alias_to("MX.Example."), alias_to("mx.example."));
    let dname_to = |target| of(vec![dname("a.test.", target)], RecordType::DNAME, "test.");
    assert_eq!(dname_to("MX.Example."), dname_to("mx.example."));
}

/// RFC 4034 section 3.1.8.1: type, algorithm, labels, time to live, times, tag and signer, then each record with the time to live of
/// the signature.
#[test]
fn what_is_signed_octet_by_octet() {
    let mut record = address("a.test.");
    record.ttl = 17;
    let set = Set {
        records: vec![record],
        ..set("a.test.", A_, Vec::new())
    };
    let owner = b"\x01a\x04test\0";
    let head = [
        &b"\0\x01\x0d\x02\0\0\x01\x2c"[..],
        &(NOW + 1000).to_be_bytes(),
        &(NOW - 1000).to_be_bytes(),
        b"\0\x07\x04test\0",
    ];
    let data = [&owner[..], b"\0\x01\0\x01\0\0\x01\x2c\0\x04\xc0\0\x02\x01"];
    let expected = [head.concat(), data.concat()].concat();
    assert_eq!(octets(&set, &signature(|_| {})), Some(expected));
    let wildcard = signature(|input| input.num_labels = 1);
    let of_wildcard = octets(&set, &wildcard).unwrap();
    assert!(
        of_wildcard
            .windows(9)
            .any(|part| part == b"\x01*\x04test\0\0")
    );
}
