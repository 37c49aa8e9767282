//! Zones made by hand, signed here, and what is proven about them: each kind of denial, wildcards, aliases, and each lie.

mod aliases;
mod denials;
mod signatures;
mod zones;

use std::sync::Arc;

use hickory_resolver::proto::dnssec::crypto::{EcdsaSigningKey, Ed25519SigningKey};
use hickory_resolver::proto::dnssec::rdata::{
    DNSKEY, DNSSECRData, DS, NSEC, NSEC3, RRSIG, SigInput,
};
use hickory_resolver::proto::dnssec::{
    Algorithm, DigestType, Nsec3HashAlgorithm, PublicKey, PublicKeyBuf, SigningKey, TBS,
};
use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, CNAME, NS, NULL, SOA, TXT};
use hickory_resolver::proto::rr::{RData, Record, SerialNumber};

use super::*;
use crate::dns::Unknown;

const NOW: u32 = 1_800_000_000;

pub(in crate::net::resolver) fn name(text: &str) -> Name {
    Name::from_ascii(text).unwrap()
}

/// A zone's key, and what it signs.
pub(in crate::net::resolver) struct Signer {
    pub(in crate::net::resolver) zone: Name,
    key: EcdsaSigningKey,
}

impl Signer {
    pub(in crate::net::resolver) fn new(zone: &str) -> Self {
        let algorithm = Algorithm::ECDSAP256SHA256;
        let pkcs8 = EcdsaSigningKey::generate_pkcs8(algorithm).unwrap();
        Self {
            zone: name(zone),
            key: EcdsaSigningKey::from_pkcs8(&pkcs8, algorithm).unwrap(),
        }
    }

    pub(in crate::net::resolver) fn public(&self) -> PublicKeyBuf {
        self.key.to_public_key().unwrap()
    }

    pub(in crate::net::resolver) fn dnskey(&self) -> DNSKEY {
        DNSKEY::with_flags(257, self.public())
    }

    pub(in crate::net::resolver) fn ds(&self) -> Record {
        let key = self.dnskey();
        let digest = key.to_digest(&self.zone, DigestType::SHA256).unwrap();
        let ds = DS::new(
            key.calculate_key_tag().unwrap(),
            Algorithm::ECDSAP256SHA256,
            DigestType::SHA256,
            digest.as_ref().to_vec(),
        );
        record(&self.zone, RData::DNSSEC(DNSSECRData::DS(ds)))
    }

    fn keys(&self) -> Vec<Record> {
        let key = RData::DNSSEC(DNSSECRData::DNSKEY(self.dnskey()));
        self.signed(vec![record(&self.zone, key)])
    }

    /// The set with its signature; `labels` fewer than the owner's make it one of a wildcard.
    fn signed(&self, set: Vec<Record>) -> Vec<Record> {
        let labels = set[0].name.num_labels();
        self.signed_as(set, |input| input.num_labels = labels)
    }

    fn of_wildcard(&self, labels: u8, set: Vec<Record>) -> Vec<Record> {
        self.signed_as(set, |input| input.num_labels = labels)
    }

    pub(in crate::net::resolver) fn signed_as(
        &self,
        mut set: Vec<Record>,
        change: impl Fn(&mut SigInput),
    ) -> Vec<Record> {
        let mut input = SigInput {
            type_covered: set[0].record_type(),
            algorithm: Algorithm::ECDSAP256SHA256,
            num_labels: set[0].name.num_labels(),
            original_ttl: 300,
            sig_expiration: SerialNumber::new(NOW + 1000),
            sig_inception: SerialNumber::new(NOW - 1000),
            key_tag: self.dnskey().calculate_key_tag().unwrap(),
            signer_name: self.zone.clone(),
        };
        change(&mut input);
        let owner = set[0].name.clone();
        let tbs = TBS::from_input(&owner, set[0].dns_class, &input, set.iter()).unwrap();
        let signature = self.key.sign(&tbs).unwrap();
        let signature = RRSIG::from_sig(input, signature);
        set.push(record(&owner, RData::DNSSEC(DNSSECRData::RRSIG(signature))));
        set
    }

    fn nsec(&self, owner: &str, next: &str, types: &[RecordType]) -> Vec<Record> {
        let nsec = NSEC::new(name(next), types.iter().copied());
        self.signed(vec![record(
            &name(owner),
            RData::DNSSEC(DNSSECRData::NSEC(nsec)),
        )])
    }

    /// The NSEC3 record of a name, up to the next hash: that of the name itself and a bit.
    fn nsec3(&self, of: &str, opt_out: bool, iterations: u16, types: &[RecordType]) -> Vec<Record> {
        let own = hash(&name(of), iterations);
        self.nsec3_between(own.clone(), after(own), opt_out, iterations, types)
    }

    /// One that covers a name.
    fn nsec3_covering(&self, name_: &str, opt_out: bool, iterations: u16) -> Vec<Record> {
        let own = hash(&name(name_), iterations);
        let types = &[RecordType::TXT];
        self.nsec3_between(before(own.clone()), after(own), opt_out, iterations, types)
    }

    fn nsec3_between(
        &self,
        own: Vec<u8>,
        next: Vec<u8>,
        opt_out: bool,
        iterations: u16,
        types: &[RecordType],
    ) -> Vec<Record> {
        let label = nsec3::base32hex(&own);
        let owner = self.zone.prepend_label(label.as_slice()).unwrap();
        let data = NSEC3::new(
            Nsec3HashAlgorithm::SHA1,
            opt_out,
            iterations,
            Vec::new(),
            next,
            types.iter().copied(),
        );
        self.signed(vec![record(
            &owner,
            RData::DNSSEC(DNSSECRData::NSEC3(data)),
        )])
    }
}

fn hash(name: &Name, iterations: u16) -> Vec<u8> {
    let hash = Nsec3HashAlgorithm::SHA1
        .hash(&[], name, iterations)
        .unwrap();
    hash.as_ref().to_vec()
}

fn after(mut hash: Vec<u8>) -> Vec<u8> {
    *hash.last_mut().unwrap() ^= 1;
    match hash.last().unwrap() & 1 {
        1 => hash,
        _ => {
            let place = hash.len() - 2;
            hash[place] = hash[place].wrapping_add(1);
            hash
        }
    }
}

fn before(mut hash: Vec<u8>) -> Vec<u8> {
    hash[0] = hash[0].wrapping_sub(1);
    hash
}

pub(in crate::net::resolver) fn record(owner: &Name, data: RData) -> Record {
    Record::from_rdata(owner.clone(), 300, data)
}

fn text(owner: &str) -> Record {
    record(&name(owner), RData::TXT(TXT::new(vec!["hello".to_owned()])))
}

pub(in crate::net::resolver) fn address(owner: &str) -> Record {
    record(&name(owner), RData::A(A::new(192, 0, 2, 1)))
}

pub(in crate::net::resolver) fn alias(owner: &str, target: &str) -> Record {
    record(&name(owner), RData::CNAME(CNAME(name(target))))
}

fn dname(owner: &str, target: &str) -> Record {
    let mut octets = Vec::new();
    for label in name(target).iter() {
        octets.push(u8::try_from(label.len()).unwrap());
        octets.extend(label);
    }
    octets.push(0);
    let data = RData::Unknown {
        code: RecordType::DNAME,
        rdata: NULL::with(octets),
    };
    record(&name(owner), data)
}

fn soa(owner: &str) -> Record {
    let soa = SOA::new(name("ns.test."), name("h.test."), 1, 1, 1, 1, 1);
    record(&name(owner), RData::SOA(soa))
}

/// The world: what is answered to what.
#[derive(Default)]
struct World {
    anchors: Anchors,
    answers: Vec<(Question, ResponseCode, Vec<Record>, Vec<Record>)>,
}

impl World {
    /// With a trust anchor for `test.`, whose keys can be asked for.
    fn of(signer: &Signer) -> Self {
        let mut world = Self::default();
        world.anchors.insert_key(
            signer.zone.clone(),
            13,
            signer.public().public_bytes().to_vec(),
        );
        world.answers(&signer.zone.to_ascii(), RecordType::DNSKEY, signer.keys());
        world
    }

    fn answers(&mut self, name_: &str, kind: RecordType, answers: Vec<Record>) -> &mut Self {
        self.tells(name_, kind, ResponseCode::NoError, answers, Vec::new())
    }

    fn denies(
        &mut self,
        name_: &str,
        kind: RecordType,
        code: ResponseCode,
        proof: Vec<Vec<Record>>,
    ) -> &mut Self {
        self.tells(name_, kind, code, Vec::new(), proof.concat())
    }

    fn tells(
        &mut self,
        name_: &str,
        kind: RecordType,
        code: ResponseCode,
        answers: Vec<Record>,
        authorities: Vec<Record>,
    ) -> &mut Self {
        let question = Question::new(&name(name_), kind);
        self.answers.push((question, code, answers, authorities));
        self
    }

    fn verdict(&self, name_: &str, kind: RecordType) -> Verdict {
        self.counted(name_, kind).0
    }

    /// The verdict, and how much was asked.
    fn counted(&self, name_: &str, kind: RecordType) -> (Verdict, usize) {
        let context = Context {
            anchors: Arc::new(self.anchors.clone()),
            now: NOW,
            cryptography: Arc::new(Library),
        };
        let question = Question::new(&name(name_), kind);
        self.led(&mut Validation::new(question, context, Zones::default()))
    }

    /// Answers what the validation asks.
    fn led(&self, validation: &mut Validation) -> (Verdict, usize) {
        let mut count = 0;
        loop {
            let question = match validation.advance() {
                Next::Done(verdict) => return (*verdict, count),
                Next::Ask(question) => question,
            };
            count += 1;
            let known = self.answers.iter().find(|(known, ..)| *known == question);
            let message = known.map(|(_, code, answers, authorities)| {
                let mut message = Message::query();
                message.metadata.response_code = *code;
                message.answers.clone_from(answers);
                message.authorities.clone_from(authorities);
                // As it comes over the wire.
                Message::from_vec(&message.to_vec().unwrap()).unwrap()
            });
            validation.give(question, message.as_ref().ok_or(Reason::NoAnswer));
        }
    }
}

fn reason(verdict: &Verdict) -> Option<&Reason> {
    verdict.status.why().map(|why| &why.reason)
}

const A_: RecordType = RecordType::A;
const OK: ResponseCode = ResponseCode::NoError;
const NX: ResponseCode = ResponseCode::NXDomain;

pub(in crate::net::resolver) fn types(kinds: &[RecordType]) -> Vec<RecordType> {
    let mut kinds = kinds.to_vec();
    kinds.extend([RecordType::RRSIG, RecordType::NSEC]);
    kinds
}

fn apex() -> Vec<RecordType> {
    types(&[RecordType::SOA, RecordType::NS, RecordType::DNSKEY])
}

#[test]
fn a_signed_record_is_secure_and_is_what_the_verdict_carries() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    world.answers("a.test.", A_, test.signed(vec![address("a.test.")]));
    let (verdict, asked) = world.counted("a.test.", A_);
    assert_eq!(verdict.status, Status::Secure);
    let Outcome::Records(records) = &verdict.outcome else {
        panic!("{:?}", verdict.outcome);
    };
    assert_eq!(records[0].data, address("a.test.").data);
    assert_eq!(asked, 2);
}

#[test]
fn a_record_that_was_replaced_is_bogus() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    let mut set = test.signed(vec![address("a.test.")]);
    set[0].data = RData::A(A::new(192, 0, 2, 66));
    world.answers("a.test.", A_, set);
    let verdict = world.verdict("a.test.", A_);
    assert_eq!(verdict.status.proof(), crate::dns::Proof::Bogus);
    assert_eq!(reason(&verdict), Some(&Reason::SignatureWrong));
}

#[test]
fn times_and_keys_that_do_not_fit_have_their_own_reasons() {
    let test = Signer::new("test.");
    let other = Signer::new("test.");
    let expired = test.signed_as(vec![address("a.test.")], |input| {
        input.sig_expiration = SerialNumber::new(NOW - 1);
    });
    let early = test.signed_as(vec![address("a.test.")], |input| {
        input.sig_inception = SerialNumber::new(NOW + 1);
    });
    let unknown = other.signed(vec![address("a.test.")]);
    for (set, expected) in [
        (
            expired,
            Reason::SignatureExpired("20270115075959".to_owned()),
        ),
        (
            early,
            Reason::SignatureNotYetValid("20270115080001".to_owned()),
        ),
        (unknown, Reason::SignatureByUnknownKey),
    ] {
        let mut world = World::of(&test);
        world.answers("a.test.", A_, set);
        let verdict = world.verdict("a.test.", A_);
        assert_eq!(reason(&verdict), Some(&expected));
        assert!(matches!(verdict.status, Status::Bogus(_)));
    }
}

#[test]
fn a_name_that_does_not_exist_is_proven_by_nsec_and_its_wildcard_must_be() {
    let test = Signer::new("test.");
    let around = test.nsec("a.test.", "z.test.", &types(&[A_]));
    let wildcard = test.nsec("test.", "a.test.", &apex());
    let mut world = World::of(&test);
    world.denies("m.test.", A_, NX, vec![around.clone(), wildcard]);
    let verdict = world.verdict("m.test.", A_);
    assert_eq!(verdict.status, Status::Secure);
    assert_eq!(verdict.outcome, Outcome::NoSuchName);

    let mut world = World::of(&test);
    world.denies("m.test.", A_, NX, vec![around.clone()]);
    world.denies("m.test.", RecordType::DS, NX, vec![around]);
    let verdict = world.verdict("m.test.", A_);
    assert!(matches!(verdict.status, Status::Bogus(_)), "{verdict:?}");
}

#[test]
fn no_data_is_proven_at_the_name_at_an_empty_name_and_at_a_wildcard() {
    let test = Signer::new("test.");
    for proof in [
        vec![test.nsec("m.test.", "z.test.", &types(&[RecordType::TXT]))],
        vec![test.nsec("a.test.", "b.m.test.", &types(&[A_]))],
        vec![
            test.nsec("a.test.", "z.test.", &types(&[A_])),
            test.nsec("*.test.", "a.test.", &types(&[RecordType::TXT])),
        ],
    ] {
        let mut world = World::of(&test);
        world.denies("m.test.", A_, OK, proof);
        let verdict = world.verdict("m.test.", A_);
        assert_eq!(verdict.status, Status::Secure);
        assert_eq!(verdict.outcome, Outcome::NoData);
    }
}

#[test]
fn an_nsec_that_has_the_type_or_stands_above_a_delegation_denies_nothing() {
    let test = Signer::new("test.");
    for proof in [
        // It has the type.
        test.nsec("m.test.", "z.test.", &types(&[A_])),
        // It is an alias, which is answered elsewhere.
        test.nsec("m.test.", "z.test.", &types(&[RecordType::CNAME])),
        // A delegation: the zone above knows nothing but DS.
        test.nsec(
            "m.test.",
            "z.test.",
            &types(&[RecordType::NS, RecordType::DS]),
        ),
    ] {
        let mut world = World::of(&test);
        world.denies("m.test.", A_, OK, vec![proof.clone()]);
        world.denies(
            "m.test.",
            RecordType::DS,
            OK,
            vec![test.nsec("m.test.", "z.test.", &types(&[A_]))],
        );
        let verdict = world.verdict("m.test.", A_);
        assert_eq!(
            reason(&verdict),
            Some(&Reason::DenialNotProven),
            "{verdict:?}"
        );
    }
    // The next name of a delegation covers what is below it, and says nothing about that.
    let mut world = World::of(&test);
    let cut = test.nsec(
        "sub.test.",
        "z.test.",
        &types(&[RecordType::NS, RecordType::DS]),
    );
    let wildcard = test.nsec("test.", "sub.test.", &apex());
    world.denies("a.sub.test.", A_, NX, vec![cut, wildcard]);
    world.answers(
        "sub.test.",
        RecordType::DS,
        test.signed(vec![Signer::new("sub.test.").ds()]),
    );
    let verdict = world.verdict("a.sub.test.", A_);
    assert_ne!(verdict.status, Status::Secure);
}

#[test]
fn a_denial_with_the_soa_of_an_unsigned_zone_elsewhere_is_bogus() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    world.denies(
        "_25._tcp.mx.test.",
        RecordType::TLSA,
        OK,
        vec![vec![soa("insecure.test.")]],
    );
    let mx = test.nsec("mx.test.", "z.test.", &types(&[A_]));
    let wildcard = test.nsec("test.", "mx.test.", &apex());
    world.denies("mx.test.", RecordType::DS, OK, vec![mx.clone()]);
    world.denies("_tcp.mx.test.", RecordType::DS, NX, vec![mx, wildcard]);
    let verdict = world.verdict("_25._tcp.mx.test.", RecordType::TLSA);
    assert!(matches!(verdict.status, Status::Bogus(_)), "{verdict:?}");
    assert_eq!(reason(&verdict), Some(&Reason::DenialNotProven));
}

#[test]
fn an_unsigned_zone_is_insecure_where_the_zone_above_proves_it_and_says_where() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    world.answers("a.kid.test.", A_, vec![address("a.kid.test.")]);
    let cut = test.nsec("kid.test.", "z.test.", &types(&[RecordType::NS]));
    world.denies("kid.test.", RecordType::DS, OK, vec![cut]);
    let verdict = world.verdict("a.kid.test.", A_);
    let expected = Why::at(Reason::NotSigned, "kid.test", "");
    assert_eq!(verdict.status, Status::Insecure(expected));
    // Nothing was proven about the delegation.
    let mut world = World::of(&test);
    world.answers("a.kid.test.", A_, vec![address("a.kid.test.")]);
    let ns = record(&name("kid.test."), RData::NS(NS(name("ns.test."))));
    world.denies("kid.test.", RecordType::DS, OK, vec![vec![ns]]);
    assert!(matches!(
        world.verdict("a.kid.test.", A_).status,
        Status::Bogus(_)
    ));
}

#[test]
fn a_zone_below_is_proven_by_its_ds_and_a_key_that_it_does_not_name_is_bogus() {
    let (test, sub) = (Signer::new("test."), Signer::new("sub.test."));
    let mut world = World::of(&test);
    world.answers("a.sub.test.", A_, sub.signed(vec![address("a.sub.test.")]));
    world.answers("sub.test.", RecordType::DS, test.signed(vec![sub.ds()]));
    world.answers("sub.test.", RecordType::DNSKEY, sub.keys());
    assert_eq!(world.verdict("a.sub.test.", A_).status, Status::Secure);

    let mut world = World::of(&test);
    world.answers("a.sub.test.", A_, sub.signed(vec![address("a.sub.test.")]));
    let other = Signer::new("sub.test.");
    world.answers("sub.test.", RecordType::DS, test.signed(vec![other.ds()]));
    world.answers("sub.test.", RecordType::DNSKEY, sub.keys());
    let verdict = world.verdict("a.sub.test.", A_);
    assert_eq!(reason(&verdict), Some(&Reason::KeyNotProven));
}

#[test]
fn a_wildcard_is_secure_only_with_proof_that_no_nearer_name_exists() {
    let test = Signer::new("test.");
    let set = test.of_wildcard(2, vec![text("_25._tcp.mx.test.")]);
    // Signed as *.mx.test: the name below it that is next is _tcp.mx.test.
    let proof = test.nsec("*.mx.test.", "z.test.", &types(&[RecordType::TXT]));
    let mut world = World::of(&test);
    world.tells("_25._tcp.mx.test.", RecordType::TXT, OK, set.clone(), proof);
    assert_eq!(
        world.verdict("_25._tcp.mx.test.", RecordType::TXT).status,
        Status::Secure
    );

    // A nearer name: a.mx.test stands between, so *.mx.test is not what was to be used.
    let near = test.nsec("_tcp.mx.test.", "z.test.", &types(&[RecordType::TXT]));
    for authorities in [Vec::new(), near] {
        let mut world = World::of(&test);
        world.tells(
            "_25._tcp.mx.test.",
            RecordType::TXT,
            OK,
            set.clone(),
            authorities,
        );
        let verdict = world.verdict("_25._tcp.mx.test.", RecordType::TXT);
        assert_eq!(reason(&verdict), Some(&Reason::WildcardNotProven));
    }
}

#[test]
fn a_wildcard_below_an_opt_out_is_insecure() {
    let test = Signer::new("test.");
    let set = test.of_wildcard(2, vec![text("a.mx.test.")]);
    for (opt_out, secure) in [(false, true), (true, false)] {
        let mut world = World::of(&test);
        let proof = test.nsec3_covering("a.mx.test.", opt_out, 0);
        world.tells("a.mx.test.", RecordType::TXT, OK, set.clone(), proof);
        let verdict = world.verdict("a.mx.test.", RecordType::TXT);
        assert_eq!(verdict.status == Status::Secure, secure);
        assert_eq!(
            reason(&verdict).is_some_and(|why| *why == Reason::OptOut),
            !secure
        );
    }
}

#[test]
fn nsec3_denies_names_and_types() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    let proof = vec![
        test.nsec3("test.", false, 0, &apex()),
        test.nsec3_covering("m.test.", false, 0),
        test.nsec3_covering("*.test.", false, 0),
    ];
    world.denies("m.test.", A_, NX, proof);
    let verdict = world.verdict("m.test.", A_);
    assert_eq!(verdict.status, Status::Secure);
    assert_eq!(verdict.outcome, Outcome::NoSuchName);

    let mut world = World::of(&test);
    world.denies(
        "m.test.",
        A_,
        OK,
        vec![test.nsec3("m.test.", false, 0, &[RecordType::TXT])],
    );
    let verdict = world.verdict("m.test.", A_);
    assert_eq!(
        (verdict.status, verdict.outcome),
        (Status::Secure, Outcome::NoData)
    );

    let mut world = World::of(&test);
    let proof = vec![
        test.nsec3("test.", false, 0, &apex()),
        test.nsec3_covering("m.test.", false, 0),
        test.nsec3("*.test.", false, 0, &[RecordType::TXT]),
    ];
    world.denies("m.test.", A_, OK, proof);
    let verdict = world.verdict("m.test.", A_);
    assert_eq!(
        (verdict.status, verdict.outcome),
        (Status::Secure, Outcome::NoData)
    );
}

#[test]
fn an_opt_out_leaves_a_delegation_insecure_and_a_plain_span_does_not() {
    let test = Signer::new("test.");
    for (opt_out, expected) in [(true, Reason::OptOut), (false, Reason::DenialNotProven)] {
        let mut world = World::of(&test);
        world.answers("a.kid.test.", A_, vec![address("a.kid.test.")]);
        let proof = vec![
            test.nsec3("test.", opt_out, 0, &apex()),
            test.nsec3_covering("kid.test.", opt_out, 0),
        ];
        world.denies("kid.test.", RecordType::DS, OK, proof);
        let verdict = world.verdict("a.kid.test.", A_);
        assert_eq!(reason(&verdict), Some(&expected));
    }
}

#[test]
fn more_iterations_than_validators_make_are_insecure_with_that_reason() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    let proof = vec![test.nsec3("m.test.", false, 151, &[RecordType::TXT])];
    world.denies("m.test.", A_, OK, proof);
    let verdict = world.verdict("m.test.", A_);
    assert_eq!(reason(&verdict), Some(&Reason::Iterations(151)));
    assert!(matches!(verdict.status, Status::Insecure(_)));
}

#[test]
fn each_alias_is_proven_for_itself_and_the_chain_is_as_strong_as_the_weakest() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    let mut chain = test.signed(vec![alias("mx.test.", "a.kid.test.")]);
    chain.push(address("a.kid.test."));
    world.answers("mx.test.", A_, chain);
    let cut = test.nsec("kid.test.", "z.test.", &types(&[RecordType::NS]));
    world.denies("kid.test.", RecordType::DS, OK, vec![cut]);
    let verdict = world.verdict("mx.test.", A_);
    assert_eq!(verdict.steps[0].status, Status::Secure);
    assert_eq!(reason(&verdict), Some(&Reason::NotSigned));
    assert_eq!(verdict.end, name("a.kid.test."));
    assert!(matches!(verdict.outcome, Outcome::Records(_)));
}

#[test]
fn an_alias_made_by_a_dname_is_what_it_makes_of_the_name() {
    let test = Signer::new("test.");
    let dname = test.signed(vec![dname("old.test.", "new.test.")]);
    let end = test.signed(vec![address("a.new.test.")]);
    for (target, secure) in [("a.new.test.", true), ("evil.new.test.", false)] {
        let mut world = World::of(&test);
        let chain = [
            dname.clone(),
            vec![alias("a.old.test.", target)],
            end.clone(),
        ]
        .concat();
        world.answers("a.old.test.", A_, chain);
        let verdict = world.verdict("a.old.test.", A_);
        assert_eq!(verdict.status == Status::Secure, secure, "{verdict:?}");
        assert_eq!(reason(&verdict), (!secure).then_some(&Reason::AliasForged));
    }
}

/// Two CNAME records of a name, and one that is not what the DNAME above makes of it: forged where they ought to be signed, and no
/// more than an answer that cannot be followed where nothing is signed.
#[test]
fn aliases_that_contradict_each_other_are_bogus_only_where_they_ought_to_be_signed() {
    let test = Signer::new("test.");
    let two = vec![
        alias("a.kid.test.", "b.test."),
        alias("a.kid.test.", "c.test."),
    ];
    let cut = test.nsec("kid.test.", "z.test.", &types(&[RecordType::NS]));
    for answer in [
        two.clone(),
        vec![
            dname("kid.test.", "new.test."),
            alias("a.kid.test.", "b.test."),
        ],
    ] {
        let mut world = World::of(&test);
        world.answers("a.kid.test.", A_, answer);
        world.denies("kid.test.", RecordType::DS, OK, vec![cut.clone()]);
        let verdict = world.verdict("a.kid.test.", A_);
        assert_eq!(reason(&verdict), Some(&Reason::NotSigned));
        assert_eq!(verdict.outcome, Outcome::Contradiction);
    }
    let mut world = World::of(&test);
    world.answers("a.kid.test.", A_, test.signed(two));
    let verdict = world.verdict("a.kid.test.", A_);
    assert!(matches!(verdict.status, Status::Bogus(_)), "{verdict:?}");
    assert_eq!(reason(&verdict), Some(&Reason::AliasForged));
}

/// The alias of a wildcard, replayed where DS records are asked for, does not say that there is no zone.
#[test]
fn an_alias_made_from_a_wildcard_is_no_cut_only_with_proof_that_there_is_no_such_name() {
    let test = Signer::new("test.");
    for (proof, expected) in [
        (Vec::new(), Reason::DenialNotProven),
        // Another name is nearer: this one itself.
        (
            test.nsec(
                "sub.test.",
                "z.test.",
                &types(&[RecordType::NS, RecordType::DS]),
            ),
            Reason::DenialNotProven,
        ),
        (
            test.nsec("m.test.", "z.test.", &types(&[A_])),
            Reason::SignatureMissing,
        ),
        (test.nsec3_covering("sub.test.", true, 0), Reason::OptOut),
    ] {
        let mut world = World::of(&test);
        world.answers("a.sub.test.", A_, vec![address("a.sub.test.")]);
        let set = test.of_wildcard(1, vec![alias("sub.test.", "x.test.")]);
        world.tells("sub.test.", RecordType::DS, OK, set, proof);
        world.denies(
            "a.sub.test.",
            RecordType::DS,
            OK,
            vec![test.nsec("a.sub.test.", "z.test.", &types(&[A_]))],
        );
        let verdict = world.verdict("a.sub.test.", A_);
        assert_eq!(reason(&verdict), Some(&expected), "{verdict:?}");
    }
}

#[test]
fn a_loop_of_aliases_ends() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    let a = test.signed(vec![alias("a.test.", "b.test.")]);
    let b = test.signed(vec![alias("b.test.", "a.test.")]);
    world.answers("a.test.", A_, [a, b].concat());
    let verdict = world.verdict("a.test.", A_);
    assert_eq!(reason(&verdict), Some(&Reason::TooManyAliases));
}

#[test]
fn a_zone_signed_with_an_algorithm_that_is_not_known_here_is_neither_bogus_nor_unsigned() {
    let test = Signer::new("test.");
    for (algorithm, digest, expected) in [
        (
            16,
            DigestType::SHA256,
            Reason::BeyondThisProgram(vec![Unknown::Algorithm(16)]),
        ),
        (
            12,
            DigestType::SHA256,
            Reason::BeyondThisProgram(vec![Unknown::Algorithm(12)]),
        ),
        (
            13,
            DigestType::Unknown(3),
            Reason::BeyondThisProgram(vec![Unknown::Digest(3)]),
        ),
        (5, DigestType::SHA256, Reason::Deprecated(5)),
    ] {
        let mut world = World::of(&test);
        world.answers("a.sub.test.", A_, vec![address("a.sub.test.")]);
        let ds = DS::new(1, Algorithm::from_u8(algorithm), digest, vec![0; 32]);
        let ds = record(&name("sub.test."), RData::DNSSEC(DNSSECRData::DS(ds)));
        world.answers("sub.test.", RecordType::DS, test.signed(vec![ds]));
        let verdict = world.verdict("a.sub.test.", A_);
        assert_eq!(reason(&verdict), Some(&expected));
        let is_insecure = matches!(verdict.status, Status::Insecure(_));
        assert_eq!(is_insecure, algorithm == 5);
        assert!(matches!(verdict.outcome, Outcome::Records(_)));
    }
}

#[test]
fn keys_without_any_signature_are_a_server_that_strips_them() {
    let test = Signer::new("test.");
    let mut world = World::default();
    world
        .anchors
        .insert_key(test.zone.clone(), 13, test.public().public_bytes().to_vec());
    let key = RData::DNSSEC(DNSSECRData::DNSKEY(test.dnskey()));
    world.answers("test.", RecordType::DNSKEY, vec![record(&test.zone, key)]);
    world.answers("a.test.", A_, vec![address("a.test.")]);
    let verdict = world.verdict("a.test.", A_);
    assert_eq!(reason(&verdict), Some(&Reason::Stripped));
    assert!(matches!(verdict.outcome, Outcome::Records(_)));
}

/// CVE-2023-50387.
#[test]
fn signatures_and_keys_without_end_are_not_tried() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    let mut set = vec![address("a.test.")];
    for second in 0..200 {
        let one = test.signed_as(vec![address("a.test.")], |input| {
            input.sig_inception = SerialNumber::new(NOW - 1000 - second);
        });
        let RData::DNSSEC(DNSSECRData::RRSIG(signature)) = &one[1].data else {
            panic!("no signature");
        };
        let wrong = RRSIG::from_sig(signature.input().clone(), vec![7; 64]);
        set.push(record(
            &name("a.test."),
            RData::DNSSEC(DNSSECRData::RRSIG(wrong)),
        ));
    }
    world.answers("a.test.", A_, set);
    let verdict = world.verdict("a.test.", A_);
    assert_eq!(reason(&verdict), Some(&Reason::TooManySignatures));
    assert!(matches!(verdict.status, Status::Bogus(_)));
}

/// Delegations without end, each proven.
#[test]
fn questions_end() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    let deep = format!("{}test.", "a.".repeat(60));
    world.answers(&deep, A_, vec![address(&deep)]);
    let mut below = "test.".to_owned();
    for _ in 0..60 {
        below = format!("a.{below}");
        let proof = test.nsec(&below, &format!("a.a.{below}"), &types(&[A_]));
        world.denies(&below, RecordType::DS, OK, vec![proof]);
    }
    let (verdict, asked) = world.counted(&deep, A_);
    assert_eq!(reason(&verdict), Some(&Reason::TooMuchWork));
    assert!(asked <= 40, "{asked}");
}

#[test]
fn a_refusal_because_of_dnssec_is_bogus_and_silence_is_not() {
    let context = |signer: &Signer| Context {
        anchors: Arc::new(World::of(signer).anchors),
        now: NOW,
        cryptography: Arc::new(Library),
    };
    let test = Signer::new("test.");
    for (given, is_bogus) in [
        (Reason::RefusedByServer("DNSSEC bogus".to_owned()), true),
        (Reason::NoAnswer, false),
    ] {
        let question = Question::new(&name("a.test."), A_);
        let mut validation = Validation::new(question, context(&test), Zones::default());
        let Next::Ask(asked) = validation.advance() else {
            panic!("nothing is asked");
        };
        validation.give(asked, Err(given));
        let Next::Done(verdict) = validation.advance() else {
            panic!("more is asked");
        };
        assert_eq!(matches!(verdict.status, Status::Bogus(_)), is_bogus);
    }
}

#[test]
fn ed25519_is_checked() {
    let pkcs8 = Ed25519SigningKey::generate_pkcs8().unwrap();
    let key = Ed25519SigningKey::from_pkcs8(&pkcs8).unwrap();
    let signature = key.sign(&TBS::from(&b"message"[..])).unwrap();
    let public = key.to_public_key().unwrap();
    let verify = |message: &[u8]| Library.verify(15, public.public_bytes(), message, &signature);
    assert_eq!(verify(b"message"), Checked::Right);
    assert_eq!(verify(b"massage"), Checked::Wrong);
}

#[test]
fn without_proof_the_code_counts_whatever_records_come_along() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    world.tells(
        "a.kid.test.",
        A_,
        NX,
        vec![address("a.kid.test.")],
        Vec::new(),
    );
    let cut = test.nsec("kid.test.", "z.test.", &types(&[RecordType::NS]));
    world.denies("kid.test.", RecordType::DS, OK, vec![cut]);
    assert_eq!(
        world.verdict("a.kid.test.", A_).outcome,
        Outcome::NoSuchName
    );
    // What is signed is there.
    let mut world = World::of(&test);
    let set = test.signed(vec![address("a.test.")]);
    world.tells("a.test.", A_, NX, set, Vec::new());
    assert!(matches!(
        world.verdict("a.test.", A_).outcome,
        Outcome::Records(_)
    ));
}

#[test]
fn a_compact_denial_says_that_there_is_no_such_name() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    let nxname = RecordType::Unknown(128);
    let proof = test.nsec("m.test.", "0.m.test.", &types(&[nxname]));
    world.denies("m.test.", A_, OK, vec![proof]);
    let verdict = world.verdict("m.test.", A_);
    assert_eq!(
        (verdict.status, verdict.outcome),
        (Status::Secure, Outcome::NoSuchName)
    );
}

/// An anchor below the root is not undone by what a zone above it says.
#[test]
fn the_nearest_trust_anchor_counts() {
    let (test, sub) = (Signer::new("test."), Signer::new("sub.test."));
    let mut world = World::of(&test);
    world
        .anchors
        .insert_key(sub.zone.clone(), 13, sub.public().public_bytes().to_vec());
    world.answers("sub.test.", RecordType::DNSKEY, sub.keys());
    world.answers("a.sub.test.", A_, test.signed(vec![address("a.sub.test.")]));
    let own = sub.nsec("a.sub.test.", "sub.test.", &types(&[A_]));
    world.denies("a.sub.test.", RecordType::DS, OK, vec![own]);
    let verdict = world.verdict("a.sub.test.", A_);
    assert_eq!(reason(&verdict), Some(&Reason::SignatureOfAnotherZone));
}

/// RFC 4035 section 5.2: the zone above says whether there is a DS record. A denial by the zone itself, or by one whose own
/// proof needs this one, would rest on itself.
#[test]
fn a_zone_does_not_deny_its_own_ds_record() {
    let test = Signer::new("test.");
    let (kid, other) = (Signer::new("kid.test."), Signer::new("other.test."));
    let by_nsec = |signer: &Signer| {
        let owner = signer.zone.to_ascii();
        signer.nsec(&owner, &format!("a.{owner}"), &apex())
    };
    let by_nsec3 = |signer: &Signer| signer.nsec3(&signer.zone.to_ascii(), false, 0, &apex());
    for (own, others) in [
        (by_nsec(&kid), by_nsec(&kid)),
        (by_nsec3(&kid), by_nsec3(&kid)),
        (by_nsec(&other), by_nsec(&kid)),
        (by_nsec3(&other), by_nsec3(&kid)),
    ] {
        let mut world = World::of(&test);
        world.answers("a.kid.test.", A_, kid.signed(vec![address("a.kid.test.")]));
        world.denies("kid.test.", RecordType::DS, OK, vec![own]);
        world.denies("other.test.", RecordType::DS, OK, vec![others]);
        let verdict = world.verdict("a.kid.test.", A_);
        assert_eq!(reason(&verdict), Some(&Reason::DenialNotProven));
        assert!(matches!(verdict.status, Status::Bogus(_)), "{verdict:?}");
    }
}

/// A name in the zone above signs nothing: whose the set is must not be asked of the zone that is to be proven.
#[test]
fn the_proof_of_a_zone_never_begins_within_itself() {
    let test = Signer::new("test.");
    let middle = Signer::new("a.test.");
    let no_cut = test.nsec("a.test.", "z.test.", &types(&[A_]));
    let own = middle.nsec("b.a.test.", "c.a.test.", &types(&[A_]));
    let beside = middle.nsec("d.a.test.", "e.a.test.", &types(&[A_]));
    let forged = middle.signed(vec![alias("b.a.test.", "x.test.")]);
    for (answers, authorities) in [
        (forged, Vec::new()),
        (Vec::new(), own.clone()),
        (Vec::new(), beside),
    ] {
        let mut world = World::of(&test);
        world.answers("b.a.test.", A_, vec![address("b.a.test.")]);
        world.denies("a.test.", RecordType::DS, OK, vec![no_cut.clone()]);
        world.tells("b.a.test.", RecordType::DS, OK, answers, authorities);
        world.denies("d.a.test.", RecordType::DS, OK, vec![own.clone()]);
        let verdict = world.verdict("b.a.test.", A_);
        assert!(matches!(verdict.status, Status::Bogus(_)), "{verdict:?}");
    }
}

/// Only signatures that a key could have made are counted.
#[test]
fn signatures_by_unknown_keys_do_not_hide_the_right_one() {
    let (test, other) = (Signer::new("test."), Signer::new("test."));
    let mut set = vec![address("a.test.")];
    for _ in 0..20 {
        set.extend(other.signed(vec![address("a.test.")]).split_off(1));
    }
    set.extend(test.signed(vec![address("a.test.")]).split_off(1));
    let mut world = World::of(&test);
    world.answers("a.test.", A_, set);
    assert_eq!(world.verdict("a.test.", A_).status, Status::Secure);
}
