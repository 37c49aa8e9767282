//! What is lost on the way once or twice is no verdict about the DNS server for the rest of the run.

use std::sync::atomic::AtomicUsize;

use super::*;

/// The first questions for the trust anchor's keys get another answer, or none.
#[derive(Clone, Default)]
pub(super) struct Lost {
    left: Arc<AtomicUsize>,
    in_place: Option<Reply>,
}

impl Lost {
    fn first(count: usize, in_place: Reply) -> Self {
        Self {
            left: Arc::new(AtomicUsize::new(count)),
            in_place: Some(in_place),
        }
    }

    pub(super) fn takes(&self, question: &Message) -> bool {
        let query = question.queries.first().unwrap();
        let is_for_keys =
            query.query_type() == RecordType::DNSKEY && query.name() == &name("test.");
        let less = |left: usize| left.checked_sub(1);
        is_for_keys
            && self
                .left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
                .is_ok()
    }

    pub(super) fn reply(&self, question: &Message) -> Option<Vec<u8>> {
        let mut answers = Answers::default();
        let reply = self.in_place.clone().unwrap();
        answers.proven("test.", RecordType::DNSKEY, reply);
        answers.answer(question)
    }
}

/// Each way in which the keys can fail to come.
fn failures(world: &World) -> Vec<Reply> {
    let Reply::Records(mut unsigned) = keys(&world.test) else {
        unreachable!()
    };
    unsigned.truncate(1);
    vec![
        Reply::Silence,
        Reply::Code(ResponseCode::ServFail),
        Reply::Code(ResponseCode::Refused),
        Reply::Records(unsigned),
    ]
}

#[tokio::test(start_paused = true)]
async fn keys_of_the_trust_anchor_that_were_lost_once_are_asked_for_again() {
    for failure in failures(&World::new()) {
        let mut world = World::new();
        world.lost = Lost::first(1, failure);
        let found = world.resolver().mx("sub.test").await;
        assert_eq!(
            (hosts(&found.lookup), found.proof),
            (vec!["mx.sub.test"], Proof::Secure)
        );
    }
}

/// RFC 2308 section 7: a failure is no property of the zone.
#[tokio::test(start_paused = true)]
async fn what_could_not_be_proven_for_one_name_may_be_for_the_next() {
    for failure in failures(&World::new()) {
        let mut world = World::new();
        world.lost = Lost::first(2, failure);
        let resolver = world.resolver();
        let found = resolver.mx("sub.test").await;
        assert_eq!(found.proof, Proof::Indeterminate);
        let found = resolver.mx("sub.test").await;
        assert_eq!(
            (hosts(&found.lookup), found.proof),
            (vec!["mx.sub.test"], Proof::Secure)
        );
    }
}

/// Where they never come one look-up alone takes all of its time for them.
#[tokio::test(start_paused = true)]
async fn they_are_asked_for_again_until_that_was_in_vain_once() {
    let mut world = World::new();
    world.lost = Lost::first(usize::MAX, Reply::Silence);
    let resolver = world.resolver();
    let began = Instant::now();
    assert_eq!(resolver.mx("sub.test").await.proof, Proof::Indeterminate);
    assert_eq!(began.elapsed(), Duration::from_secs(5));
    assert_eq!(resolver.mx("sub.test").await.proof, Proof::Indeterminate);
    assert_eq!(began.elapsed(), Duration::from_millis(7500));
}

/// What is proven of an alias is proven, whatever its end says: RFC 7672 section 2.2.2 goes by the first one.
#[tokio::test(start_paused = true)]
async fn a_proven_alias_stays_proven_where_its_end_answers_without_dnssec_alone() {
    let mut world = World::new();
    let (host, kind) = ("mx.sub.test.", RecordType::A);
    let first = signed(&world.sub, vec![alias(host, "a.kid.test.")]);
    let answers = &mut world.answers;
    answers.proven(host, kind, Reply::Records(first));
    answers.proven("a.kid.test.", kind, Reply::Code(ResponseCode::ServFail));
    let end = Reply::Records(vec![address("a.kid.test.")]);
    answers.plain("a.kid.test.", kind, end);
    let forged = vec![alias(host, "evil.test."), forged_address("evil.test.")];
    answers.plain(host, kind, Reply::Records(forged));
    let found = world.resolver().addresses("mx.sub.test", Family::V4).await;
    assert_eq!(
        found.lookup.records(),
        ["192.0.2.1".parse::<IpAddr>().unwrap()]
    );
    assert_eq!(found.lookup.canonical_name.as_deref(), Some("a.kid.test"));
    assert_eq!(found.proof, Proof::Indeterminate);
    let steps: Vec<_> = found.aliases.iter().map(|alias| alias.proof).collect();
    assert_eq!(steps, [Proof::Secure]);
}

/// Keys that are there for certain: what else such a DNS server denies is not thereby proven not to be.
#[tokio::test(start_paused = true)]
async fn a_dns_server_that_denies_the_keys_of_the_trust_anchor_is_known_for_it() {
    let denials = [
        Reply::Code(ResponseCode::NXDomain),
        Reply::Denied(Vec::new()),
    ];
    for denial in denials {
        let mut world = World::new();
        world.answers.proven("test.", RecordType::DNSKEY, denial);
        let found = world.resolver().mx("nothing.test").await;
        assert!(found.lookup.answer.is_denial());
        assert_eq!(found.proof, Proof::Indeterminate);
        let why = found.why.map(|why| why.reason);
        assert_eq!(why, Some(Reason::AnchorDenied));
    }
}
