//! The resolver against a DNS server whose zones are signed and whose answers with and without proof differ: what is used is what was
//! proven, and where a proof that ought to be there cannot be had nothing is. RFC 4035 section 4.3.

use std::time::Duration;

use std::collections::HashMap;

use hickory_resolver::proto::dnssec::rdata::{DNSKEY, DNSSECRData, DS, NSEC};
use hickory_resolver::proto::dnssec::{Algorithm, DigestType, PublicKey, PublicKeyBuf};
use hickory_resolver::proto::op::{Message, MessageType, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, MX, NULL, TXT};
use hickory_resolver::proto::rr::{Record, SerialNumber};

use super::validation::Anchors;
use super::validation::tests::{Signer, address, alias, name, record, types};
use super::*;
use crate::dns::Mx;

mod lost;

/// What comes back to one question.
#[derive(Clone)]
enum Reply {
    Records(Vec<Record>),
    /// No such record, with the proof.
    Denied(Vec<Record>),
    Code(ResponseCode),
    Silence,
}

/// Answers to questions with DO, and to those without where they differ.
#[derive(Clone, Default)]
struct Answers {
    proven: HashMap<(Name, RecordType), Reply>,
    plain: HashMap<(Name, RecordType), Reply>,
}

impl Answers {
    fn proven(&mut self, owner: &str, kind: RecordType, reply: Reply) {
        self.proven.insert((name(owner), kind), reply);
    }

    fn plain(&mut self, owner: &str, kind: RecordType, reply: Reply) {
        self.plain.insert((name(owner), kind), reply);
    }

    /// As it comes over the wire.
    fn answer(&self, question: &Message) -> Option<Vec<u8>> {
        let query = question.queries.first().unwrap();
        let key = (query.name().to_lowercase(), query.query_type());
        let wants_proof = question
            .edns
            .as_ref()
            .is_some_and(|edns| edns.flags().dnssec_ok);
        let plain = self.plain.get(&key).filter(|_| !wants_proof);
        let reply = plain.or(self.proven.get(&key)).cloned();
        let mut message = question.clone();
        message.metadata.message_type = MessageType::Response;
        match reply.unwrap_or(Reply::Denied(Vec::new())) {
            Reply::Records(records) => message.answers = records,
            Reply::Denied(proof) => message.authorities = proof,
            Reply::Code(code) => message.metadata.response_code = code,
            Reply::Silence => return None,
        }
        Some(message.to_vec().unwrap())
    }
}

/// Signed for today.
fn signed(signer: &Signer, set: Vec<Record>) -> Vec<Record> {
    let now = proof::now();
    let labels = set[0].name.num_labels();
    signer.signed_as(set, |input| {
        input.num_labels = labels;
        input.sig_inception = SerialNumber::new(now - 1000);
        input.sig_expiration = SerialNumber::new(now + 1000);
    })
}

fn keys(signer: &Signer) -> Reply {
    let key = RData::DNSSEC(DNSSECRData::DNSKEY(signer.dnskey()));
    Reply::Records(signed(signer, vec![record(&signer.zone, key)]))
}

/// The same keys with 4 in the field that must be 3 (RFC 4034 section 2.1.2).
fn keys_of_protocol_4(signer: &Signer) -> Reply {
    let Reply::Records(mut records) = keys(signer) else {
        unreachable!()
    };
    records[0].data = of_protocol_4(signer);
    Reply::Records(records)
}

fn of_protocol_4(signer: &Signer) -> RData {
    let mut octets = vec![1, 1, 4, 13];
    octets.extend(signer.public().public_bytes());
    RData::Unknown {
        code: RecordType::DNSKEY,
        rdata: NULL::with(octets),
    }
}

fn exchange(owner: &str, host: &str) -> Record {
    record(&name(owner), RData::MX(MX::new(10, name(host))))
}

/// `test.` has the trust anchor; `sub.test.` below it is signed, and `kid.test.` is not. Without proof every exchange is another one.
struct World {
    test: Signer,
    sub: Signer,
    answers: Answers,
    lost: lost::Lost,
}

impl World {
    fn new() -> Self {
        let (test, sub) = (Signer::new("test."), Signer::new("sub.test."));
        let mut answers = Answers::default();
        answers.proven("test.", RecordType::DNSKEY, keys(&test));
        let ds = signed(&test, vec![sub.ds()]);
        answers.proven("sub.test.", RecordType::DS, Reply::Records(ds));
        answers.proven("sub.test.", RecordType::DNSKEY, keys(&sub));
        let cut = NSEC::new(name("z.test."), types(&[RecordType::NS]));
        let cut = record(&name("kid.test."), RData::DNSSEC(DNSSECRData::NSEC(cut)));
        let cut = signed(&test, vec![cut]);
        answers.proven("kid.test.", RecordType::DS, Reply::Denied(cut));
        let genuine = signed(&sub, vec![exchange("sub.test.", "mx.sub.test.")]);
        answers.proven("sub.test.", RecordType::MX, Reply::Records(genuine));
        let forged = vec![exchange("sub.test.", "mx.evil.test.")];
        answers.plain("sub.test.", RecordType::MX, Reply::Records(forged));
        Self {
            test,
            sub,
            answers,
            lost: lost::Lost::default(),
        }
    }

    fn resolver(&self) -> Resolver {
        self.believing(&[&self.test])
    }

    /// A resolver with the keys of these as trust anchors; time passes only where nobody answers.
    fn believing(&self, signers: &[&Signer]) -> Resolver {
        let mut keys = Anchors::default();
        for signer in signers {
            let key = signer.public().public_bytes().to_vec();
            keys.insert_key(signer.zone.clone(), 13, key);
        }
        let resolver = Resolver::new(&ResolverOptions {
            server: Some(([192, 0, 2, 53], 53).into()),
            timeout: Duration::from_secs(5),
            trust_anchors: Some(GivenAnchors::of(keys)),
        });
        let resolver = resolver.unwrap();
        let (answers, lost) = (self.answers.clone(), self.lost.clone());
        let told = Box::new(move |question: &Message| match lost.takes(question) {
            true => lost.reply(question),
            false => answers.answer(question),
        });
        let client = Client {
            servers: Arc::new(exchange::Servers::in_memory(told)),
            search: Vec::new(),
        };
        assert!(resolver.client.set(Ok(client)).is_ok());
        resolver
    }

    /// Without what the zone above says of `sub.test.`, as an attacker makes it.
    fn without_ds() -> Self {
        let mut world = Self::new();
        let servfail = Reply::Code(ResponseCode::ServFail);
        world.answers.proven("sub.test.", RecordType::DS, servfail);
        world
    }
}

fn hosts(lookup: &Lookup<Mx>) -> Vec<&str> {
    let records = lookup.records().iter();
    records.map(|mx| mx.exchange.as_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn what_is_used_is_what_was_proven_and_not_what_is_said_without_proof() {
    let mut world = World::new();
    let genuine = signed(&world.sub, vec![address("mx.sub.test.")]);
    let answers = &mut world.answers;
    answers.proven("mx.sub.test.", RecordType::A, Reply::Records(genuine));
    let forged = record(&name("mx.sub.test."), RData::A(A::new(192, 0, 2, 66)));
    answers.plain("mx.sub.test.", RecordType::A, Reply::Records(vec![forged]));
    let resolver = world.resolver();
    let mx = resolver.mx("sub.test").await;
    assert_eq!(
        (hosts(&mx.lookup), mx.proof),
        (vec!["mx.sub.test"], Proof::Secure)
    );
    let found = resolver.addresses("mx.sub.test", Family::V4).await;
    assert_eq!(
        found.lookup.records(),
        ["192.0.2.1".parse::<IpAddr>().unwrap()]
    );
    assert_eq!(found.proof, Proof::Secure);
}

/// An attacker between us and the DNS server need only suppress a part of the proof.
#[tokio::test(start_paused = true)]
async fn behind_the_anchor_a_proof_that_cannot_be_had_is_a_failed_look_up() {
    let servfail = || Reply::Code(ResponseCode::ServFail);
    let (dnskey, ds, mx) = (RecordType::DNSKEY, RecordType::DS, RecordType::MX);
    for (kind, reply) in [
        (dnskey, servfail()),
        (dnskey, Reply::Code(ResponseCode::Refused)),
        (dnskey, Reply::Silence),
        (ds, servfail()),
        (ds, Reply::Silence),
        (mx, servfail()),
        (mx, Reply::Silence),
    ] {
        let mut world = World::new();
        world.answers.proven("sub.test.", kind, reply);
        let found = world.resolver().mx("sub.test").await;
        assert!(found.lookup.answer.is_temporary(), "{kind}: {found:?}");
        assert_eq!(found.proof, Proof::Indeterminate);
    }
}

/// RFC 4034 section 2.1.2: that key is invalid, and no other.
#[tokio::test(start_paused = true)]
async fn a_key_of_another_protocol_signs_nothing_and_spoils_no_other() {
    let mut world = World::new();
    let key = RData::DNSSEC(DNSSECRData::DNSKEY(world.sub.dnskey()));
    let stray = record(&world.sub.zone, of_protocol_4(&Signer::new("sub.test.")));
    let both = signed(&world.sub, vec![record(&world.sub.zone, key), stray]);
    let dnskey = RecordType::DNSKEY;
    world
        .answers
        .proven("sub.test.", dnskey, Reply::Records(both));
    let found = world.resolver().mx("sub.test").await;
    assert_eq!(
        (hosts(&found.lookup), found.proof),
        (vec!["mx.sub.test"], Proof::Secure)
    );
    let alone = keys_of_protocol_4(&world.sub);
    world.answers.proven("sub.test.", dnskey, alone);
    let found = world.resolver().mx("sub.test").await;
    assert_eq!(found.proof, Proof::Bogus, "{found:?}");
}

#[tokio::test(start_paused = true)]
async fn what_fails_says_which_part_of_the_proof() {
    let mut world = World::new();
    let silence = Reply::Silence;
    world
        .answers
        .proven("sub.test.", RecordType::DNSKEY, silence);
    let answer = world.resolver().mx("sub.test").await.lookup.answer;
    let why = "no DNS server answered what the proof needs (sub.test DNSKEY)";
    assert_eq!(answer, Answer::ServerFailure(why.to_owned()));
    let mut world = World::new();
    world
        .answers
        .proven("sub.test.", RecordType::MX, Reply::Silence);
    let answer = world.resolver().mx("sub.test").await.lookup.answer;
    assert_eq!(answer, Answer::TimedOut);
}

/// More labels than questions: a zone may begin at each.
#[tokio::test(start_paused = true)]
async fn a_proof_of_too_many_questions_is_a_failed_look_up() {
    let mut world = World::new();
    let long = format!("{}sub.test.", "a.".repeat(45));
    let mx = vec![exchange(&long, "mx.evil.test.")];
    world
        .answers
        .proven(&long, RecordType::MX, Reply::Records(mx));
    let cut = |labels: usize| name(&format!("{}sub.test.", "a.".repeat(labels)));
    for labels in 1..=45 {
        let (here, next) = (cut(labels), cut(labels + 1));
        let nsec = RData::DNSSEC(DNSSECRData::NSEC(NSEC::new(next, types(&[]))));
        let proof = signed(&world.sub, vec![record(&here, nsec)]);
        let here = here.to_ascii();
        world
            .answers
            .proven(&here, RecordType::DS, Reply::Denied(proof));
    }
    let found = world.resolver().mx(long.trim_end_matches('.')).await;
    let why = "the proof takes more steps than this program makes".to_owned();
    assert!(
        matches!(&found.lookup.answer, Answer::ServerFailure(words) if words.starts_with(&why)),
        "{found:?}"
    );
    assert!(
        found
            .why
            .is_some_and(|why| why.reason == Reason::TooMuchWork)
    );
}

/// Where nothing can be forged that could not be anyway, and where the DNS server knows nothing of DNSSEC.
#[tokio::test(start_paused = true)]
async fn a_plain_question_follows_where_nothing_ought_to_be_proven() {
    let mut world = World::new();
    let mx = Reply::Records(vec![exchange("a.kid.test.", "mx.kid.test.")]);
    world.answers.plain("a.kid.test.", RecordType::MX, mx);
    let servfail = Reply::Code(ResponseCode::ServFail);
    world
        .answers
        .proven("a.kid.test.", RecordType::MX, servfail.clone());
    let found = world.resolver().mx("a.kid.test").await;
    assert_eq!(hosts(&found.lookup), ["mx.kid.test"]);
    assert_eq!(found.proof, Proof::Indeterminate);
    for reply in [servfail, Reply::Silence, Reply::Denied(Vec::new())] {
        let mut world = World::new();
        world.answers.proven("test.", RecordType::DNSKEY, reply);
        let found = world.resolver().mx("sub.test").await;
        assert_eq!(found.proof, Proof::Indeterminate);
        assert_eq!(found.lookup.records().len(), 1, "{found:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_loop_of_aliases_is_a_failed_look_up_wherever_it_is() {
    let mut world = World::new();
    let loop_at = |one: &str, other: &str| {
        [(one, other), (other, one)].map(|(from, to)| vec![alias(from, to)])
    };
    let [one, other] = loop_at("a.sub.test.", "b.sub.test.");
    let both = [signed(&world.sub, one), signed(&world.sub, other)].concat();
    let mx = RecordType::MX;
    world
        .answers
        .proven("a.sub.test.", mx, Reply::Records(both));
    let both = loop_at("a.kid.test.", "b.kid.test.").concat();
    world
        .answers
        .proven("a.kid.test.", mx, Reply::Records(both));
    let resolver = world.resolver();
    for name in ["a.sub.test", "a.kid.test"] {
        let answer = resolver.mx(name).await.lookup.answer;
        let Answer::ServerFailure(why) = &answer else {
            panic!("{name}: {answer:?}");
        };
        assert!(why.starts_with("a loop of aliases"), "{why}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_forged_text_is_bogus() {
    let mut world = World::new();
    let text = |text: &str| {
        let data = RData::TXT(TXT::new(vec![text.to_owned()]));
        vec![record(&name("_mta-sts.sub.test."), data)]
    };
    let mut forged = signed(&world.sub, text("v=STSv1; id=1"));
    forged[0] = text("v=STSv1; id=2").remove(0);
    let kind = RecordType::TXT;
    world
        .answers
        .proven("_mta-sts.sub.test.", kind, Reply::Records(forged));
    let plain = text("v=STSv1; id=2");
    world
        .answers
        .plain("_mta-sts.sub.test.", kind, Reply::Records(plain));
    let found = world.resolver().txt("_mta-sts.sub.test").await;
    assert_eq!(found.proof, Proof::Bogus);
    assert!(matches!(found.lookup.answer, Answer::Bogus(_)));
}

fn forged_address(owner: &str) -> Record {
    record(&name(owner), RData::A(A::new(192, 0, 2, 66)))
}

/// Behind an alias that nobody proved stands what an attacker wants, be it in a zone that is proven not to be signed.
#[tokio::test(start_paused = true)]
async fn an_alias_without_its_proof_is_a_failed_look_up_wherever_it_leads() {
    let mut world = World::without_ds();
    let forged = vec![
        alias("mx.sub.test.", "x.kid.test."),
        forged_address("x.kid.test."),
    ];
    let answers = &mut world.answers;
    answers.proven("mx.sub.test.", RecordType::A, Reply::Records(forged));
    let resolver = world.resolver();
    let found = resolver.addresses("mx.sub.test", Family::V4).await;
    assert!(found.lookup.answer.is_temporary(), "{found:?}");
    assert_eq!(found.lookup.canonical_name, None);
    assert_eq!(found.proof, Proof::Indeterminate);
}

/// A key too short for this program stands unused beside a good one: a forged signature that names it proves nothing, and says not
/// that no proof was to be had.
#[tokio::test(start_paused = true)]
async fn a_short_key_beside_a_good_one_excuses_no_forgery() {
    let mut world = World::new();
    let modulus = [0xc5; 64];
    let short = PublicKeyBuf::new([&[3, 1, 0, 1][..], &modulus].concat(), Algorithm::RSASHA256);
    let short = DNSKEY::with_flags(256, short);
    let tag = short.calculate_key_tag().unwrap();
    let own = record(
        &name("sub.test."),
        RData::DNSSEC(DNSSECRData::DNSKEY(world.sub.dnskey())),
    );
    let short = record(
        &name("sub.test."),
        RData::DNSSEC(DNSSECRData::DNSKEY(short)),
    );
    let both = signed(&world.sub, vec![own, short]);
    let forged = vec![exchange("sub.test.", "mx.evil.test.")];
    let forged = world.sub.signed_as(forged, |input| {
        input.algorithm = Algorithm::RSASHA256;
        input.key_tag = tag;
        input.sig_inception = SerialNumber::new(proof::now() - 1000);
        input.sig_expiration = SerialNumber::new(proof::now() + 1000);
    });
    let answers = &mut world.answers;
    answers.proven("sub.test.", RecordType::DNSKEY, Reply::Records(both));
    answers.proven("sub.test.", RecordType::MX, Reply::Records(forged));
    let found = world.resolver().mx("sub.test").await;
    assert_eq!(hosts(&found.lookup), [""; 0]);
    assert!(found.lookup.answer.is_temporary(), "{found:?}");
}

/// `new.test.` is signed with an algorithm that this program does not have.
fn beyond(world: &mut World) {
    let ds = DS::new(1, Algorithm::from_u8(16), DigestType::SHA256, vec![0; 32]);
    let ds = record(&name("new.test."), RData::DNSSEC(DNSSECRData::DS(ds)));
    let ds = signed(&world.test, vec![ds]);
    world
        .answers
        .proven("new.test.", RecordType::DS, Reply::Records(ds));
}

#[tokio::test(start_paused = true)]
async fn what_this_program_cannot_check_hides_no_proof_that_was_suppressed() {
    let first = || alias("mx.new.test.", "mx.sub.test.");
    let (kind, host) = (RecordType::A, "mx.new.test");
    let mut world = World::without_ds();
    beyond(&mut world);
    let forged = vec![first(), forged_address("mx.sub.test.")];
    world
        .answers
        .proven("mx.new.test.", kind, Reply::Records(forged));
    let found = world.resolver().addresses(host, Family::V4).await;
    assert!(found.lookup.answer.is_temporary(), "{found:?}");

    let mut world = World::new();
    beyond(&mut world);
    let end = signed(&world.sub, vec![address("mx.sub.test.")]);
    let genuine = [vec![first()], end].concat();
    world
        .answers
        .proven("mx.new.test.", kind, Reply::Records(genuine));
    let found = world.resolver().addresses(host, Family::V4).await;
    assert_eq!(found.lookup.records().len(), 1, "{found:?}");
    assert_eq!(found.proof, Proof::Indeterminate);
}

/// A DNS server may have the zone of one trust anchor with its proof, and know no DNSSEC of the rest.
#[tokio::test(start_paused = true)]
async fn each_trust_anchor_speaks_of_the_names_below_it_alone() {
    let mut world = World::new();
    let other = Signer::new("other.");
    let answers = &mut world.answers;
    let mx = vec![exchange("a.other.", "mx.other.")];
    answers.plain("a.other.", RecordType::MX, Reply::Records(mx));
    let servfail = Reply::Code(ResponseCode::ServFail);
    answers.proven("a.other.", RecordType::MX, servfail.clone());
    for reply in [servfail, Reply::Silence] {
        world.answers.proven("other.", RecordType::DNSKEY, reply);
        let resolver = world.believing(&[&world.test, &other]);
        assert_eq!(resolver.mx("sub.test").await.proof, Proof::Secure);
        let found = resolver.mx("a.other").await;
        assert_eq!(hosts(&found.lookup), ["mx.other"], "{found:?}");
        assert_eq!(found.proof, Proof::Indeterminate);
    }
    // Where that one can be proven too, an alias into it makes nothing plain that is not.
    world
        .answers
        .proven("other.", RecordType::DNSKEY, keys(&other));
    let into = signed(&world.sub, vec![alias("www.sub.test.", "a.other.")]);
    world
        .answers
        .proven("www.sub.test.", RecordType::MX, Reply::Records(into));
    let resolver = world.believing(&[&world.test, &other]);
    let found = resolver.mx("www.sub.test").await;
    assert!(found.lookup.answer.is_temporary(), "{found:?}");
}
