//! How many connections a scan makes, and when.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use tokio::time::{Instant, sleep};

use super::{
    tests::{Bent, GOOD, NEW, Table, names, scan_of, scan_with, spoken},
    *,
};
use crate::{
    probe::raw_hello::Question,
    tls::{
        CipherSuite, Group, TlsVersion, cipher_suite::registry::USUAL, client_hello::Offer,
        scan::ScanStatus, server_flight::Answer,
    },
};

/// A server 50 ms away that accepts so many suites of TLS 1.2.
fn far_away(suites: usize) -> Table {
    let ours: Vec<_> = USUAL.iter().map(|row| row.name).collect();
    let of_tls12 = ours.iter().filter(|name| name.contains("ECDHE_RSA"));
    let all: Vec<_> = GOOD[..2]
        .iter()
        .chain(of_tls12.take(suites))
        .copied()
        .collect();
    let mut table = Table::new(&NEW, &all);
    table.round_trip = Duration::from_millis(50);
    table
}

#[tokio::test(start_paused = true)]
async fn the_limit_counts_every_connection_however_many_there_are_at_a_time() {
    for jobs in [1, 2, 4, 20] {
        let (scan, _) = scan_with(&far_away(12), Some(20), jobs).await;
        assert_eq!(scan.connections, 20, "{jobs}");
        assert_eq!(
            scan.hindrance.as_deref(),
            Some("the limit of 20 connections was reached (--scan-connections)"),
            "{jobs}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_one_at_a_time_finds_four_find_in_less_than_half_the_time() {
    let mut spent = Vec::new();
    let mut found = Vec::new();
    for jobs in [1, 4] {
        let table = far_away(12);
        let began = Instant::now();
        let (scan, _) = scan_with(&table, None, jobs).await;
        spent.push(began.elapsed());
        assert!(scan.complete);
        assert!(scan.connections < table.asked.get() + jobs, "{jobs}");
        let mut suites = names(&scan);
        suites.sort_unstable();
        found.push((suites, scan.groups));
    }
    assert_eq!(found[0], found[1]);
    assert!(spent[1] * 5 < spent[0] * 2, "{spent:?}");
}

#[tokio::test(start_paused = true)]
async fn one_connection_begins_20_ms_after_the_other_and_no_pause_comes_on_top_of_a_round_trip() {
    let near = Table::new(&NEW, &GOOD);
    let began = Instant::now();
    let (scan, _) = scan_with(&near, Some(25), 1).await;
    let pauses = u32::try_from(scan.connections).unwrap() - 1;
    assert_eq!(began.elapsed(), pauses * Duration::from_millis(20));
    let far = far_away(4);
    let began = Instant::now();
    let (scan, _) = scan_with(&far, Some(25), 1).await;
    let connections = u32::try_from(scan.connections).unwrap();
    assert_eq!(began.elapsed(), connections * Duration::from_millis(250));
}

/// A server that has more to say to a second connection than 220.
#[derive(Default)]
struct OneAtATime {
    table: Option<Table>,
    open: Cell<usize>,
    denied: Cell<usize>,
}

impl Ask for OneAtATime {
    type Open = ();

    async fn open(&self) -> Result<(), String> {
        if self.open.get() > 0 {
            self.denied.set(self.denied.get() + 1);
            return Err("421 one connection at a time".to_owned());
        }
        self.open.set(1);
        sleep(Duration::from_millis(200)).await;
        Ok(())
    }

    async fn is_quiet(&self, (): &mut ()) -> bool {
        true
    }

    async fn ask(&self, (): (), question: &Question) -> Option<Answer> {
        sleep(Duration::from_millis(50)).await;
        self.open.set(0);
        let Question::Hello(offer) = question else {
            return Some(Answer::Closed);
        };
        Some(self.table.as_ref()?.answer(offer))
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_lets_in_one_at_a_time_is_asked_by_one_at_a_time() {
    let server = OneAtATime {
        table: Some(Table::new(&NEW, &GOOD)),
        ..OneAtATime::default()
    };
    let (scan, _) = scan_of(&server, (None, 4), None, &|_| ()).await;
    assert!(scan.complete && scan.hindrance.is_none(), "{scan:?}");
    assert_eq!(server.denied.get(), 1);
}

/// A server that gives up whoever keeps it waiting for the hello.
struct Impatient(Table);

impl Ask for Impatient {
    type Open = Instant;

    async fn open(&self) -> Result<Instant, String> {
        self.0.open().await.map(|()| Instant::now())
    }

    async fn is_quiet(&self, open: &mut Instant) -> bool {
        open.elapsed() < Duration::from_millis(60)
    }

    async fn ask(&self, open: Instant, question: &Question) -> Option<Answer> {
        match open.elapsed() < Duration::from_millis(60) {
            true => self.0.ask((), question).await,
            false => Some(Answer::Closed),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_connection_that_waited_for_a_question_is_no_answer_to_it() {
    let (scan, _) = scan_of(&Impatient(far_away(4)), (None, 4), None, &|_| ()).await;
    assert!(scan.complete && scan.hindrance.is_none(), "{scan:?}");
    assert_eq!(scan.version(TlsVersion::Tls12), ScanStatus::Offered);
}

#[tokio::test(start_paused = true)]
async fn the_version_of_the_conversation_is_not_asked_for_again() {
    let table = Table::new(&NEW, &GOOD);
    let without = scan_with(&table, Some(25), 1).await.0;
    let table = Table::new(&NEW, &GOOD);
    let spoken = Some(spoken(TlsVersion::Tls13));
    let with = scan_of(&table, (Some(25), 1), spoken, &|_| ()).await.0;
    assert_eq!(with.connections, without.connections - 1);
    assert_eq!(with.versions, without.versions);
    assert_eq!(with.groups, without.groups);
    let sorted = |scan: &TlsScan| {
        let mut names = names(scan);
        names.sort_unstable();
        names
    };
    assert_eq!(sorted(&with), sorted(&without));
    assert!(with.complete && with.groups_complete);
}

/// Where its whole list of suites is wanted in the server's order, the conversation's is not the first of it.
#[tokio::test(start_paused = true)]
async fn in_turn_the_version_of_the_conversation_is_asked_for_as_well() {
    let table = Table::new(&NEW, &GOOD);
    let spoken = Some(spoken(TlsVersion::Tls13));
    let (scan, _) = scan_of(&table, (None, 1), spoken, &|_| ()).await;
    let first = &scan.cipher_suites[0];
    assert_eq!(first.position, Some(1));
    assert_eq!(first.name, CipherSuite::named(GOOD[0]).unwrap());
}

/// A server that speaks TLS 1.3 with a key share only, as the conversation's hello has one: RFC 8446 section 4.1.4 has it send a
/// HelloRetryRequest.
#[tokio::test(start_paused = true)]
async fn who_refuses_every_hello_of_a_version_that_it_spoke_has_not_named_its_groups() {
    let never_again = |_: &Table, question: &Question, answer| match question {
        Question::Hello(offer) if offer.version == TlsVersion::Tls13 => {
            Answer::Alert(crate::tls::Alert::HANDSHAKE_FAILURE)
        }
        _ => answer,
    };
    let server = Bent(Table::new(&NEW, &GOOD), never_again);
    let spoken = Some(spoken(TlsVersion::Tls13));
    let (scan, _) = scan_of(&server, (Some(25), 1), spoken, &|_| ()).await;
    assert_eq!(scan.version(TlsVersion::Tls13), ScanStatus::NotTested);
    assert_eq!(scan.version(TlsVersion::Tls12), ScanStatus::Offered);
    assert!(!scan.groups_complete && !scan.complete, "{scan:?}");
    assert_eq!(scan.groups, [Group(29)]);
}

#[tokio::test(start_paused = true)]
async fn one_refused_hello_settles_all_older_versions_of_a_server_that_knows_a_newer_one() {
    use TlsVersion::{Ssl3, Tls10, Tls11, Tls12, Tls13};
    let cases: [(&[TlsVersion], &[TlsVersion]); 4] = [
        (&[Tls13, Tls12], &[Tls13, Tls12, Tls11]),
        (&[Tls13], &[Tls13, Tls12]),
        (&[Tls12, Tls10], &[Tls13, Tls12, Tls11, Tls10, Ssl3]),
        (&[Ssl3], &[Tls13, Tls12, Tls11, Tls10, Ssl3]),
    ];
    for (offered, hellos) in cases {
        let asked = RefCell::new(Vec::new());
        let count = |_: &Table, question: &Question, answer| {
            if let Question::Hello(offer) = question
                && *offer == Offer::everything(offer.version)
            {
                asked.borrow_mut().push(offer.version);
            }
            answer
        };
        let server = Bent(Table::new(offered, &GOOD), count);
        let (scan, _) = scan_of(&server, (Some(25), 1), None, &|_| ()).await;
        assert_eq!(*asked.borrow(), hellos, "{offered:?}");
        for version in [Tls13, Tls12, Tls11, Tls10, Ssl3] {
            let expected = match offered.contains(&version) {
                true => ScanStatus::Offered,
                false => ScanStatus::NotOffered,
            };
            assert_eq!(scan.version(version), expected, "{offered:?} {version}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_time_leaves_out_is_not_tested() {
    for jobs in [1, 4] {
        let mut table = far_away(4);
        table.round_trip = Duration::from_secs(5);
        let began = Instant::now();
        let (scan, _) = scan_with(&table, Some(25), jobs).await;
        assert_eq!(began.elapsed(), Duration::from_secs(60), "{jobs}");
        assert_eq!(
            scan.hindrance.as_deref(),
            Some("the time was over (60 s by --timeout)")
        );
        assert!(!scan.complete && !scan.groups_complete);
        assert_eq!(scan.features.fallback_scsv, None);
    }
}
