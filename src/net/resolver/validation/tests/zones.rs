//! From the anchor to the zone: whose keys are believed, and what is made of a zone about which too little is said. RFC 4035 section
//! 5.2, RFC 4509 section 3.

use super::super::anchor::Anchor;
use super::super::response::{Response, Set};
use super::*;

fn is_bogus(verdict: &Verdict) -> bool {
    matches!(verdict.status, Status::Bogus(_))
}

/// The DS record of a signer, with its parts changed.
fn ds_with(
    signer: &Signer,
    digest: DigestType,
    change: impl Fn(&mut u16, &mut Algorithm, &mut Vec<u8>),
) -> DS {
    let key = signer.dnskey();
    let (mut tag, mut algorithm) = (key.calculate_key_tag().unwrap(), Algorithm::ECDSAP256SHA256);
    let made = key.to_digest(&signer.zone, digest).unwrap();
    let mut octets = made.as_ref().to_vec();
    change(&mut tag, &mut algorithm, &mut octets);
    DS::new(tag, algorithm, digest, octets)
}

fn ds_record(signer: &Signer, ds: DS) -> Record {
    record(&signer.zone, RData::DNSSEC(DNSSECRData::DS(ds)))
}

#[test]
fn a_key_is_named_by_tag_algorithm_and_digest_together() {
    let sub = Signer::new("sub.test.");
    let key = sub.dnskey();
    let names = |ds| Anchor::Digest(ds).names(&sub.zone, &key);
    let sha256 = DigestType::SHA256;
    assert!(names(ds_with(&sub, sha256, |_, _, _| {})));
    assert!(!names(ds_with(&sub, sha256, |tag, _, _| *tag ^= 1)));
    assert!(!names(ds_with(&sub, sha256, |_, algorithm, _| {
        *algorithm = Algorithm::ECDSAP384SHA384;
    })));
    assert!(!names(ds_with(&sub, sha256, |_, _, digest| digest[0] ^= 1)));
    let anchor = |algorithm, key| Anchor::Key { algorithm, key };
    let public = sub.public().public_bytes().to_vec();
    assert!(anchor(13, public.clone()).names(&sub.zone, &key));
    assert!(!anchor(14, public).names(&sub.zone, &key));
    let other = Signer::new("sub.test.").public().public_bytes().to_vec();
    assert!(!anchor(13, other).names(&sub.zone, &key));
}

#[test]
fn keys_that_no_anchor_names_are_not_believed() {
    let (test, other) = (Signer::new("test."), Signer::new("test."));
    let mut world = World::of(&test);
    world.answers.clear();
    world.answers("test.", RecordType::DNSKEY, other.keys());
    world.answers("a.test.", A_, other.signed(vec![address("a.test.")]));
    let verdict = world.verdict("a.test.", A_);
    assert_eq!(reason(&verdict), Some(&Reason::KeyNotProven));
    assert!(is_bogus(&verdict));
}

/// The keys of a zone come together: one that somebody put beside the right one has not been signed by it.
#[test]
fn a_key_beside_the_right_one_is_believed_where_that_one_signed_both() {
    let (test, other) = (Signer::new("test."), Signer::new("test."));
    let key = |signer: &Signer| {
        record(
            &signer.zone,
            RData::DNSSEC(DNSSECRData::DNSKEY(signer.dnskey())),
        )
    };
    let both = || vec![key(&test), key(&other)];
    let mut added = test.keys();
    added.push(key(&other));
    for (keys, secure) in [
        (test.signed(both()), true),
        (other.signed(both()), false),
        (added, false),
    ] {
        let mut world = World::of(&test);
        world.answers.clear();
        world.answers("test.", RecordType::DNSKEY, keys);
        world.answers("a.test.", A_, other.signed(vec![address("a.test.")]));
        let verdict = world.verdict("a.test.", A_);
        assert_eq!(verdict.status == Status::Secure, secure, "{verdict:?}");
        assert_eq!(is_bogus(&verdict), !secure, "{verdict:?}");
    }
}

#[test]
fn sha1_does_not_name_a_key_where_a_better_digest_names_another() {
    let (test, sub, other) = (
        Signer::new("test."),
        Signer::new("sub.test."),
        Signer::new("sub.test."),
    );
    let sha1 = || ds_record(&sub, ds_with(&sub, DigestType::SHA1, |_, _, _| {}));
    for (set, secure) in [
        (vec![sha1()], true),
        (vec![sha1(), other.ds()], false),
        (vec![sha1(), sub.ds()], true),
    ] {
        let mut world = World::of(&test);
        world.answers("a.sub.test.", A_, sub.signed(vec![address("a.sub.test.")]));
        world.answers("sub.test.", RecordType::DS, test.signed(set));
        world.answers("sub.test.", RecordType::DNSKEY, sub.keys());
        let verdict = world.verdict("a.sub.test.", A_);
        assert_eq!(verdict.status == Status::Secure, secure, "{verdict:?}");
    }
}

#[test]
fn a_record_without_signature_in_a_signed_zone_is_bogus() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    world.answers("a.test.", A_, vec![address("a.test.")]);
    let no_cut = test.nsec("a.test.", "z.test.", &types(&[A_]));
    world.denies("a.test.", RecordType::DS, OK, vec![no_cut]);
    let verdict = world.verdict("a.test.", A_);
    assert_eq!(reason(&verdict), Some(&Reason::SignatureMissing));
    assert!(is_bogus(&verdict));
}

#[test]
fn a_ds_record_or_a_dname_made_from_a_wildcard_proves_no_zone() {
    let (test, sub) = (Signer::new("test."), Signer::new("sub.test."));
    let mut world = World::of(&test);
    world.answers("a.sub.test.", A_, sub.signed(vec![address("a.sub.test.")]));
    let ds = test.of_wildcard(1, vec![sub.ds()]);
    world.answers("sub.test.", RecordType::DS, ds);
    world.answers("sub.test.", RecordType::DNSKEY, sub.keys());
    let verdict = world.verdict("a.sub.test.", A_);
    assert!(is_bogus(&verdict), "{verdict:?}");
    assert_eq!(reason(&verdict), Some(&Reason::WildcardNotProven));

    for (labels, expected) in [(2, Reason::SignatureMissing), (1, Reason::DenialNotProven)] {
        let mut world = World::of(&test);
        world.answers("a.sub.test.", A_, vec![address("a.sub.test.")]);
        let no_cut = test.nsec("sub.test.", "z.test.", &types(&[RecordType::DNAME]));
        world.denies("sub.test.", RecordType::DS, OK, vec![no_cut]);
        let dname = test.of_wildcard(labels, vec![dname("sub.test.", "x.test.")]);
        world.answers("a.sub.test.", RecordType::DS, dname);
        let verdict = world.verdict("a.sub.test.", A_);
        assert_eq!(reason(&verdict), Some(&expected), "{verdict:?}");
    }
}

/// The DNS server's failure is not the zone's.
#[test]
fn a_zone_of_which_the_server_says_servfail_is_not_checked() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    world.answers("a.sub.test.", A_, vec![address("a.sub.test.")]);
    world.denies(
        "sub.test.",
        RecordType::DS,
        ResponseCode::ServFail,
        Vec::new(),
    );
    let verdict = world.verdict("a.sub.test.", A_);
    assert!(
        matches!(verdict.status, Status::Unchecked(_)),
        "{verdict:?}"
    );
    assert!(matches!(reason(&verdict), Some(Reason::ServerFailure(_))));
}

/// Of the DS record of a zone with an anchor of its own the zone above speaks all the same.
#[test]
fn a_ds_record_beside_an_anchor_is_the_word_of_the_zone_above() {
    let (test, sub) = (Signer::new("test."), Signer::new("sub.test."));
    let mut world = World::of(&test);
    let key = sub.public().public_bytes().to_vec();
    world.anchors.insert_key(sub.zone.clone(), 13, key);
    world.answers("sub.test.", RecordType::DNSKEY, sub.keys());
    world.answers("sub.test.", RecordType::DS, test.signed(vec![sub.ds()]));
    let verdict = world.verdict("sub.test.", RecordType::DS);
    assert_eq!(verdict.status, Status::Secure);
}

/// What could not be found out once may be found out the next time.
#[test]
fn a_zone_that_could_not_be_checked_is_not_remembered() {
    let test = Signer::new("test.");
    let (good, mut silent) = (World::of(&test), World::of(&test));
    silent.answers.clear();
    silent.denies(
        "test.",
        RecordType::DNSKEY,
        ResponseCode::ServFail,
        Vec::new(),
    );
    let zones = Zones::default();
    for (mut world, proven) in [(silent, false), (good, true)] {
        world.answers("a.test.", A_, test.signed(vec![address("a.test.")]));
        let context = Context {
            anchors: Arc::new(world.anchors.clone()),
            now: NOW,
            cryptography: Arc::new(Library),
        };
        let question = Question::new(&name("a.test."), A_);
        let mut validation = Validation::new(question, context, zones.clone());
        let verdict = world.led(&mut validation).0;
        assert_eq!(verdict.status == Status::Secure, proven, "{verdict:?}");
        zones.learn(validation.into_zones());
    }
}

fn response(answers: Vec<Record>, authorities: Vec<Record>) -> Response {
    let mut message = Message::query();
    message.answers = answers;
    message.authorities = authorities;
    Response::new(&message)
}

#[test]
fn records_of_another_class_are_none() {
    let mut chaos = address("a.test.");
    chaos.dns_class = hickory_resolver::proto::rr::DNSClass::CH;
    let response = response(vec![chaos, text("a.test.")], Vec::new());
    let kinds: Vec<_> = response.answers.iter().map(|set: &Set| set.kind).collect();
    assert_eq!(kinds, [RecordType::TXT]);
}

/// RFC 2308 section 2.2: with an SOA record it is an answer.
#[test]
fn a_referral_has_name_servers_and_nothing_that_denies() {
    let ns = || record(&name("test."), RData::NS(NS(name("ns.test."))));
    assert!(response(Vec::new(), vec![ns()]).is_referral());
    assert!(!response(Vec::new(), vec![ns(), soa("test.")]).is_referral());
    assert!(!response(Vec::new(), Vec::new()).is_referral());
    assert!(!response(vec![address("a.test.")], vec![ns()]).is_referral());
}

/// CVE-2023-50387 and CVE-2023-50868: whatever is asked for, the work ends.
#[test]
fn signatures_hashes_and_questions_are_counted() {
    let set = Set {
        name: name("a.test."),
        kind: A_,
        records: Vec::new(),
        signatures: Vec::new(),
    };
    let mut work = Work::default();
    let made = |result: Result<(), Stop>| result.is_ok();
    assert!((0..1000).filter(|_| made(work.signature(&set))).count() <= 200);
    assert!((0..1000).filter(|_| made(work.hash())).count() <= 200);
    assert!((0..1000).filter(|_| made(work.question())).count() <= 200);
}
