//! The scanner against servers made of a table: what they accept is what it must find.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use tokio::time::sleep;

use super::*;
use crate::{
    probe::{check::Spoken, raw_hello::Question},
    tls::{
        Alert, CipherSuite, Group, TlsVersion,
        cipher_suite::{
            Authentication, KeyExchange, WeakClass,
            registry::{RARE, USUAL},
        },
        client_hello::Offer,
        group::DhParameters,
        scan::ScanStatus,
        server_flight::{Answer, Choice},
    },
};

/// A server that answers as its table says, like OpenSSL does.
pub(super) struct Table {
    versions: Vec<TlsVersion>,
    suites: Vec<&'static str>,
    groups: Vec<Group>,
    own_order: bool,
    /// Another certificate in each connection, of as many bytes.
    new_certificates: Option<usize>,
    /// The connections after this many are not let in.
    patience: usize,
    pub(super) round_trip: Duration,
    opened: Cell<usize>,
    open: Cell<usize>,
    most: Cell<usize>,
    pub(super) asked: Cell<usize>,
}

impl Table {
    pub(super) fn new(versions: &[TlsVersion], suites: &[&'static str]) -> Self {
        Self {
            versions: versions.to_vec(),
            suites: suites.to_vec(),
            groups: vec![Group(29), Group(23)],
            own_order: false,
            new_certificates: None,
            patience: usize::MAX,
            round_trip: Duration::ZERO,
            opened: Cell::new(0),
            open: Cell::new(0),
            most: Cell::new(0),
            asked: Cell::new(0),
        }
    }

    fn accepts(&self, version: TlsVersion, suite: CipherSuite) -> bool {
        let known = self.suites.contains(&suite.to_string().as_str());
        known && suite.is_tls13() == (version == TlsVersion::Tls13)
    }

    fn choose(&self, version: TlsVersion, offer: &Offer) -> Option<CipherSuite> {
        let accepted = |suite: &CipherSuite| self.accepts(version, *suite);
        if self.own_order {
            let suites = self
                .suites
                .iter()
                .filter_map(|name| CipherSuite::named(name));
            return suites
                .filter(|suite| offer.cipher_suites.contains(suite))
                .find(accepted);
        }
        offer.cipher_suites.iter().copied().find(accepted)
    }

    pub(super) fn answer(&self, offer: &Offer) -> Answer {
        let wanted = |version: &TlsVersion| match offer.version {
            TlsVersion::Tls13 => *version == TlsVersion::Tls13,
            newest => *version <= newest,
        };
        let newest = self.versions.iter().copied().max();
        if offer.fallback && newest > Some(offer.version) {
            return Answer::Alert(Alert::INAPPROPRIATE_FALLBACK);
        }
        let Some(version) = self.versions.iter().copied().filter(wanted).max() else {
            return Answer::Alert(Alert::PROTOCOL_VERSION);
        };
        let Some(suite) = self.choose(version, offer) else {
            return Answer::Alert(Alert::HANDSHAKE_FAILURE);
        };
        let needs_group = suite.exchanges_by(&[KeyExchange::Tls13, KeyExchange::Ecdhe]);
        let group = self
            .groups
            .iter()
            .copied()
            .find(|group| offer.groups.contains(group));
        if needs_group && group.is_none() {
            return Answer::Alert(Alert::HANDSHAKE_FAILURE);
        }
        let leaf = if suite.authenticates_by(Authentication::Ecdsa) {
            2
        } else {
            1
        };
        let has_certificate = version != TlsVersion::Tls13 && !suite.is_anonymous();
        Answer::Chosen(Box::new(Choice {
            version,
            cipher_suite: suite,
            group: group.filter(|_| needs_group),
            dh: suite
                .exchanges_by(&[KeyExchange::Dhe])
                .then_some(DhParameters {
                    bits: 1024,
                    standard: None,
                }),
            signature_scheme: None,
            certificates: if has_certificate {
                match self.new_certificates {
                    Some(length) => vec![self.asked.get().to_be_bytes().to_vec(), vec![0; length]],
                    None => vec![vec![leaf]],
                }
            } else {
                Vec::new()
            },
            compression: false,
            renegotiation_info: true,
            extended_master_secret: true,
            session_ticket: true,
            session_id: false,
        }))
    }
}

impl Ask for Table {
    type Open = ();

    async fn open(&self) -> Result<(), String> {
        self.opened.set(self.opened.get() + 1);
        self.open.set(self.open.get() + 1);
        self.most.set(self.most.get().max(self.open.get()));
        let is_let_in = self.opened.get() <= self.patience;
        sleep(4 * self.round_trip).await;
        if is_let_in {
            return Ok(());
        }
        self.open.set(self.open.get() - 1);
        Err("421 4.7.0 too many connections".to_owned())
    }

    async fn is_quiet(&self, (): &mut ()) -> bool {
        true
    }

    async fn ask(&self, (): (), question: &Question) -> Option<Answer> {
        sleep(self.round_trip).await;
        self.open.set(self.open.get() - 1);
        self.asked.set(self.asked.get() + 1);
        Some(match question {
            Question::Ssl2 => Answer::Alert(Alert::PROTOCOL_VERSION),
            Question::Hello(offer) => self.answer(offer),
        })
    }
}

pub(super) const NEW: [TlsVersion; 2] = [TlsVersion::Tls12, TlsVersion::Tls13];
pub(super) const GOOD: [&str; 4] = [
    "TLS_AES_256_GCM_SHA384",
    "TLS_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
];

pub(super) async fn scan_of<A: Ask>(
    server: &A,
    (connections, jobs): (Option<usize>, usize),
    spoken: Option<Spoken>,
    tell: &dyn Fn(usize),
) -> (TlsScan, Vec<Vec<Vec<u8>>>) {
    let plan = ScanPlan { connections, jobs };
    let connections = Connections::new(server, &plan, Duration::from_secs(60), tell);
    run(Scanner::new(server, &plan, &connections, spoken)).await
}

pub(super) async fn scan_with(
    table: &Table,
    connections: Option<usize>,
    jobs: usize,
) -> (TlsScan, Vec<Vec<Vec<u8>>>) {
    let told = Cell::new(0);
    let tell = |number| told.set(number);
    let scanned = scan_of(table, (connections, jobs), None, &tell).await;
    assert_eq!(told.get(), scanned.0.connections);
    assert_eq!(
        table.opened.get(),
        scanned.0.connections,
        "every connection is counted"
    );
    assert!(table.most.get() <= jobs, "{} at a time", table.most.get());
    scanned
}

async fn scanned(table: &Table) -> TlsScan {
    scan_with(table, Some(25), 1).await.0
}

pub(super) fn names(scan: &TlsScan) -> Vec<String> {
    scan.cipher_suites
        .iter()
        .map(|suite| suite.name.to_string())
        .collect()
}

fn offered(scan: &TlsScan) -> Vec<TlsVersion> {
    let offered = scan
        .versions
        .iter()
        .filter(|version| version.status == ScanStatus::Offered);
    offered.map(|version| version.version).collect()
}

fn weak(scan: &TlsScan) -> Vec<WeakClass> {
    let offered = scan
        .weak_classes
        .iter()
        .filter(|class| class.status == ScanStatus::Offered);
    offered.map(|class| class.class).collect()
}

#[tokio::test(start_paused = true)]
async fn a_server_of_today_is_known_completely() {
    let scan = scanned(&Table::new(&NEW, &GOOD)).await;
    assert!(scan.complete && scan.groups_complete, "{scan:?}");
    assert_eq!(offered(&scan), [TlsVersion::Tls13, TlsVersion::Tls12]);
    assert_eq!(names(&scan), GOOD);
    assert_eq!(scan.groups, [Group(29), Group(23)]);
    assert_eq!(scan.server_preference, Some(false));
    assert_eq!(weak(&scan), []);
    assert!(
        scan.weak_classes
            .iter()
            .all(|class| class.status == ScanStatus::NotOffered)
    );
    assert_eq!(scan.features.fallback_scsv, Some(true));
    assert_eq!(scan.dh, None);
    assert!(scan.connections <= 25);
}

#[tokio::test(start_paused = true)]
async fn weak_classes_are_found_one_a_connection() {
    let old = [TlsVersion::Ssl3, TlsVersion::Tls10, TlsVersion::Tls12];
    let suites = [
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
        "TLS_RSA_WITH_RC4_128_SHA",
        "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
        "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
        "TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
        "TLS_RSA_WITH_NULL_SHA",
    ];
    let scan = scanned(&Table::new(&old, &suites)).await;
    assert_eq!(weak(&scan), WeakClass::ALL);
    assert_eq!(
        offered(&scan),
        [TlsVersion::Tls12, TlsVersion::Tls10, TlsVersion::Ssl3]
    );
    assert_eq!(scan.dh.map(|dh| dh.bits), Some(1024));
}

#[tokio::test(start_paused = true)]
async fn an_order_of_its_own_is_told_from_the_clients() {
    let mut table = Table::new(&NEW, &GOOD);
    table.own_order = true;
    assert_eq!(scanned(&table).await.server_preference, Some(true));
    let alone = Table::new(
        &[TlsVersion::Tls12],
        &["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
    );
    assert_eq!(
        scanned(&alone).await.server_preference,
        None,
        "one suite has no order"
    );
}

#[tokio::test(start_paused = true)]
async fn both_certificates_are_seen() {
    let both = [
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    ];
    let (_, chains) = scan_with(&Table::new(&[TlsVersion::Tls12], &both), Some(25), 1).await;
    assert_eq!(chains, [[[2]], [[1]]]);
    let (_, chains) = scan_with(&Table::new(&[TlsVersion::Tls12], &both[1..]), Some(25), 1).await;
    assert_eq!(chains, [[[1]]]);
}

#[tokio::test(start_paused = true)]
async fn a_server_with_another_certificate_every_time_fills_no_memory() {
    let suites: Vec<_> = USUAL.iter().map(|suite| suite.name).take(20).collect();
    let table = Table {
        new_certificates: Some(1000),
        ..Table::new(&[TlsVersion::Tls12], &suites)
    };
    let (scan, chains) = scan_with(&table, None, 1).await;
    assert_eq!(chains.len(), 8);
    assert!(scan.leaf_certificates_left_out > 0);
}

#[tokio::test(start_paused = true)]
async fn what_the_limit_leaves_out_is_not_tested_and_not_complete() {
    let scan = scan_with(&Table::new(&NEW, &GOOD), Some(8), 1).await.0;
    assert_eq!(scan.connections, 8);
    assert!(!scan.complete && !scan.groups_complete);
    assert!(
        scan.hindrance
            .is_some_and(|words| words.contains("8 connections"))
    );
    assert_eq!(scan.features.fallback_scsv, None);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_lets_nobody_in_any_more_is_not_one_that_refuses_suites() {
    let mut table = Table::new(&NEW, &GOOD);
    table.patience = 2;
    let scan = scanned(&table).await;
    assert_eq!(scan.connections, 4, "one more try after a pause");
    assert_eq!(
        scan.hindrance.as_deref(),
        Some("421 4.7.0 too many connections")
    );
    assert_eq!(scan.version(TlsVersion::Tls13), ScanStatus::Offered);
    assert_eq!(scan.version(TlsVersion::Tls10), ScanStatus::NotTested);
    assert_eq!(scan.weak_class(WeakClass::Rc4), ScanStatus::NotTested);
    assert!(!scan.complete);
}

#[tokio::test(start_paused = true)]
async fn without_a_limit_every_suite_has_its_place_in_accepted_plus_one_connections() {
    let accepted: Vec<&'static str> = USUAL
        .iter()
        .chain(RARE)
        .map(|suite| suite.name)
        .filter(|name| name.contains("RSA_WITH_AES"))
        .collect();
    for jobs in [1, 4] {
        let mut table = Table::new(&[TlsVersion::Tls12], &accepted);
        table.own_order = true;
        let scan = scan_with(&table, None, jobs).await.0;
        assert!(scan.complete);
        let mut found = names(&scan);
        found.sort_unstable();
        let mut expected = accepted.clone();
        expected.sort_unstable();
        assert_eq!(found, expected);
        let usual = accepted
            .iter()
            .filter(|name| USUAL.iter().any(|suite| suite.name == **name))
            .count();
        let placed = scan
            .cipher_suites
            .iter()
            .filter(|suite| suite.position.is_some())
            .count();
        assert_eq!(placed, usual);
        assert!(
            scan.connections <= accepted.len() + 20,
            "{}",
            scan.connections
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_chooses_what_was_not_offered_does_not_keep_us() {
    struct Stubborn;
    impl Ask for Stubborn {
        type Open = ();

        async fn open(&self) -> Result<(), String> {
            Ok(())
        }

        async fn is_quiet(&self, (): &mut ()) -> bool {
            true
        }

        async fn ask(&self, (): (), _: &Question) -> Option<Answer> {
            let table = Table::new(&NEW, &GOOD);
            Some(table.answer(&Offer::everything(TlsVersion::Tls12)))
        }
    }
    let (scan, _) = scan_of(&Stubborn, (None, 2), None, &|_| ()).await;
    assert!(scan.connections < 100);
}

/// A server that answers as its table says, but for what is made of that.
pub(super) struct Bent<F>(pub(super) Table, pub(super) F);

impl<F: Fn(&Table, &Question, Answer) -> Answer> Ask for Bent<F> {
    type Open = ();

    async fn open(&self) -> Result<(), String> {
        self.0.open().await
    }

    async fn is_quiet(&self, (): &mut ()) -> bool {
        true
    }

    async fn ask(&self, (): (), question: &Question) -> Option<Answer> {
        let answer = self.0.ask((), question).await?;
        Some((self.1)(&self.0, question, answer))
    }
}

pub(super) fn spoken(version: TlsVersion) -> Spoken {
    Spoken {
        version,
        cipher_suite: CipherSuite::named(GOOD[0]),
        group: Some(Group(29)),
    }
}

/// Up to a point the server answers as it should, and in one way only from there on.
async fn scan_tired(after: usize, then: Answer, version: Option<TlsVersion>) -> TlsScan {
    let tire = |table: &Table, _: &Question, answer| match table.asked.get() > after {
        true => then.clone(),
        false => answer,
    };
    let server = Bent(Table::new(&NEW, &GOOD), tire);
    scan_of(&server, (Some(25), 1), version.map(spoken), &|_| ())
        .await
        .0
}

/// A limit of connections that a server enforces behind the 220 of STARTTLS refuses no version and no suite.
#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_up_on_everything_refuses_nothing() {
    let ends = [Answer::Closed, Answer::NotTls, Answer::Alert(Alert(80))];
    for then in ends {
        for spoken in [None, Some(TlsVersion::Tls13)] {
            let scan = scan_tired(0, then.clone(), spoken).await;
            assert!(scan.nothing_tested(), "{then:?}: {scan:?}");
            assert!(!scan.complete && scan.hindrance.is_some(), "{scan:?}");
        }
        let scan = scan_tired(2, then.clone(), None).await;
        assert_eq!(scan.version(TlsVersion::Tls12), ScanStatus::Offered);
        assert_eq!(scan.version(TlsVersion::Tls10), ScanStatus::NotTested);
        assert_eq!(scan.version(TlsVersion::Ssl2), ScanStatus::NotTested);
        assert_eq!(scan.weak_class(WeakClass::Rc4), ScanStatus::NotTested);
        assert!(!scan.complete && scan.hindrance.is_some(), "{scan:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_version_of_the_conversation_is_never_told_to_be_missing() {
    let refusal = Answer::Alert(Alert::PROTOCOL_VERSION);
    let scan = scan_tired(0, refusal.clone(), Some(TlsVersion::Tls13)).await;
    assert!(scan.nothing_tested() && !scan.complete, "{scan:?}");
    let words = scan.hindrance.as_deref();
    let expected = "the server refused TLS 1.3, which it had spoken before";
    assert_eq!(words, Some(expected));
    let never_spoken = scan_tired(0, refusal, None).await;
    assert_eq!(
        never_spoken.version(TlsVersion::Tls13),
        ScanStatus::NotOffered
    );
}

/// Those who hang up on what they do not speak are known as well, at the cost of two more connections for each doubt.
#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_up_instead_of_refusing_is_known_completely() {
    let hang_up = |_: &Table, _: &Question, answer| match answer {
        Answer::Alert(_) => Answer::Closed,
        answer => answer,
    };
    let curt = Bent(Table::new(&NEW, &GOOD), hang_up);
    let (scan, _) = scan_of(&curt, (Some(32), 1), None, &|_| ()).await;
    assert!(scan.complete && scan.hindrance.is_none(), "{scan:?}");
    assert_eq!(scan.version(TlsVersion::Tls10), ScanStatus::NotOffered);
    assert_eq!(scan.weak_class(WeakClass::Rc4), ScanStatus::NotOffered);
    assert_eq!(scan.version(TlsVersion::Ssl2), ScanStatus::NotOffered);
}

/// A server that answers each hello for the first time with this, and as it should from the second time on.
async fn scan_unsteady(first: Answer, versions: &[TlsVersion], most: Option<usize>) -> TlsScan {
    let asked = RefCell::new(Vec::new());
    let unsteady = |_: &Table, question: &Question, answer| {
        let question = question.clone();
        let is_first = !asked.borrow().contains(&question);
        asked.borrow_mut().push(question);
        match is_first {
            true => first.clone(),
            false => answer,
        }
    };
    let server = Bent(Table::new(versions, &GOOD), unsteady);
    scan_of(&server, (most, 1), None, &|_| ()).await.0
}

fn sorted_names(scan: &TlsScan) -> Vec<String> {
    let mut names = names(scan);
    names.sort_unstable();
    names
}

/// A lost connection refuses no version, no suite and no group, though the server answers the next hello.
#[tokio::test(start_paused = true)]
async fn a_connection_lost_once_refuses_nothing() {
    let mut good = GOOD.map(str::to_owned);
    good.sort_unstable();
    for most in [Some(60), None] {
        let scan = scan_unsteady(Answer::Closed, &NEW, most).await;
        assert_eq!(offered(&scan), [TlsVersion::Tls13, TlsVersion::Tls12]);
        assert_eq!(sorted_names(&scan), good, "{most:?}");
        assert_eq!(scan.groups, [Group(29), Group(23)], "{most:?}");
        assert!(scan.complete && scan.groups_complete, "{scan:?}");
    }
    let old = [TlsVersion::Tls12, TlsVersion::Tls11, TlsVersion::Tls10];
    let scan = scan_unsteady(Answer::Closed, &old, Some(60)).await;
    assert_eq!(offered(&scan), old);
}

/// One of several servers behind an address refuses what the others accept.
#[tokio::test(start_paused = true)]
async fn a_complete_list_asks_again_what_was_refused_once() {
    let refusal = Answer::Alert(Alert::HANDSHAKE_FAILURE);
    let scan = scan_unsteady(refusal, &NEW, None).await;
    let mut good = GOOD.map(str::to_owned);
    good.sort_unstable();
    assert_eq!(sorted_names(&scan), good);
    assert_eq!(offered(&scan), [TlsVersion::Tls13, TlsVersion::Tls12]);
    assert_eq!(scan.groups, [Group(29), Group(23)]);
}

/// An end says nothing of SSL 2.0 unless it comes again and another hello is answered afterwards.
#[tokio::test(start_paused = true)]
async fn ssl2_is_refused_by_an_alert_or_by_two_ends_of_a_server_that_goes_on_answering() {
    use ScanStatus::{NotOffered, NotTested, Offered};
    let refusal = Answer::Alert(Alert::PROTOCOL_VERSION);
    let overloaded = Answer::Alert(Alert(80));
    let unreadable = Answer::Alert(Alert::DECODE_ERROR);
    let cases = [
        ([refusal, Answer::Ssl2], true, NotOffered),
        ([Answer::Closed, Answer::Ssl2], true, Offered),
        ([overloaded, Answer::Ssl2], true, Offered),
        ([unreadable, Answer::Ssl2], false, NotOffered),
        ([Answer::Closed, Answer::Closed], true, NotOffered),
        ([Answer::Closed, Answer::Closed], false, NotTested),
        ([Answer::Closed, Answer::NotTls], true, NotOffered),
    ];
    for (answers, goes_on, expected) in cases {
        let asked = Cell::new(0);
        let bend = |_: &Table, question: &Question, answer| match question {
            Question::Ssl2 => {
                asked.set(asked.get() + 1);
                answers[asked.get() - 1].clone()
            }
            Question::Hello(_) if asked.get() == 0 || goes_on => answer,
            Question::Hello(_) => Answer::Closed,
        };
        let server = Bent(Table::new(&NEW, &GOOD), bend);
        let (scan, _) = scan_of(&server, (Some(25), 1), None, &|_| ()).await;
        assert_eq!(scan.version(TlsVersion::Ssl2), expected, "{answers:?}");
    }
}
