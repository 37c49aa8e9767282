//! How a question is asked, and when its answer counts.

use std::cell::RefCell;

use tokio::time::timeout_at;

use super::{
    asked::{Asked, unclear},
    connections::Connections,
    learned::Learned,
};
use crate::{
    probe::{
        check::Spoken,
        raw_hello::{Ask, Question},
        task::ScanPlan,
    },
    tls::{
        CipherSuite, SignatureScheme, TlsVersion,
        cipher_suite::registry::Row,
        client_hello::Offer,
        scan::{ScanStatus, ScannedSuite, ScannedVersion, TlsScan},
        server_flight::Answer,
    },
};

/// The questions and what has been learned so far.
pub(super) struct Scanner<'a, A: Ask> {
    server: &'a A,
    pub(super) connections: &'a Connections<'a, A>,
    /// Every suite is wanted, in the server's order from the first on.
    pub(super) in_turn: bool,
    pub(super) learned: RefCell<Learned>,
    /// What came of the handshake of the conversation before.
    pub(super) spoken: Option<Spoken>,
}

impl<'a, A: Ask> Scanner<'a, A> {
    pub(super) fn new(
        server: &'a A,
        plan: &ScanPlan,
        connections: &'a Connections<'a, A>,
        spoken: Option<Spoken>,
    ) -> Self {
        Self {
            server,
            connections,
            in_turn: plan.connections.is_none(),
            learned: RefCell::default(),
            spoken,
        }
    }

    /// One question, one connection. `None`: not tested.
    pub(super) async fn ask(&self, question: Question) -> Option<Answer> {
        let open = self.connections.take().await?;
        let deadline = self.connections.deadline();
        let answer = timeout_at(deadline, self.server.ask(open, &question)).await;
        self.connections.closed();
        match answer {
            Ok(answer) => answer,
            Err(_) => {
                self.connections.hinder(self.connections.time_is_over());
                None
            }
        }
    }

    /// Asks, and learns from the answer what stands beside the question. Whether an end without a plain refusal was one is
    /// asked at once.
    pub(super) async fn choice(&self, offer: &Offer) -> Asked {
        match self.attempt_twice(offer).await {
            Asked::Unclear(words) if !self.still_answers(&words).await => Asked::NotTested,
            Asked::Refused | Asked::Unclear(_) => match self.has_answered(offer.version).await {
                true => Asked::Refused,
                false => Asked::NotTested,
            },
            told => told,
        }
    }

    /// Asks again what ended without a plain refusal: a connection that was lost tells nothing of what was offered in it. A
    /// complete list has the connections to ask again what was refused as well: of the servers behind one address, one may
    /// refuse what another accepts.
    pub(super) async fn attempt_twice(&self, offer: &Offer) -> Asked {
        match self.attempt(offer).await {
            Asked::Unclear(_) => self.attempt(offer).await,
            Asked::Refused if self.in_turn => self.attempt(offer).await,
            told => told,
        }
    }

    pub(super) async fn attempt(&self, offer: &Offer) -> Asked {
        match self.ask(Question::Hello(offer.clone())).await {
            None => Asked::NotTested,
            Some(Answer::Chosen(choice)) if offer.cipher_suites.contains(&choice.cipher_suite) => {
                self.learned.borrow_mut().learn(offer, &choice);
                Asked::Chose(*choice)
            }
            Some(answer) => unclear(&answer).map_or(Asked::Refused, Asked::Unclear),
        }
    }

    /// Many servers hang up on what they do not speak; others do it on whoever comes too often. A hello that the server
    /// answered before tells the two apart. `words`: what came in place of an answer.
    pub(super) async fn still_answers(&self, words: &str) -> bool {
        let known = self.learned.borrow().first.first().map(|one| one.version);
        if let Some(version) = known.or(self.left_out()) {
            let again = self.attempt(&Offer::everything(version)).await;
            if matches!(again, Asked::Chose(_)) {
                return true;
            }
        }
        self.connections.hinder(match known {
            Some(_) => format!("{words}, and no longer answers a hello that it had answered"),
            None => format!("{words}, and chose nothing out of any hello"),
        });
        false
    }

    /// The version that need not be asked for, since the conversation spoke it. Not where its suites are wanted in turn.
    pub(super) fn left_out(&self) -> Option<TlsVersion> {
        let spoken = self.spoken.as_ref()?.version;
        (spoken == TlsVersion::Tls13 && !self.in_turn).then_some(spoken)
    }

    /// Whether the server has chosen out of a hand-made hello of this version: one that it does not come to terms with at all
    /// refuses nothing in particular. Where the question was left out, it is asked now.
    pub(super) async fn has_answered(&self, version: TlsVersion) -> bool {
        let answered = self.learned.borrow().answered.contains(&version);
        if answered || self.left_out() != Some(version) {
            return true;
        }
        let answer = self.attempt(&Offer::everything(version)).await;
        let answers = matches!(answer, Asked::Chose(_));
        if !answers {
            self.learned.borrow_mut().is_not_tested(version);
        }
        answers
    }

    pub(super) fn offered(&self) -> Vec<TlsVersion> {
        let learned = self.learned.borrow();
        let offered = learned
            .versions
            .iter()
            .filter(|(_, status)| *status == ScanStatus::Offered);
        offered.map(|(version, _)| *version).collect()
    }

    /// The newest version before TLS 1.3 that is offered.
    pub(super) fn newest_old(&self) -> Option<TlsVersion> {
        self.offered()
            .into_iter()
            .find(|version| *version <= TlsVersion::Tls12)
    }

    pub(super) fn finish(self) -> (TlsScan, Vec<Vec<Vec<u8>>>) {
        let asked = self.connections.count();
        let learned = self.learned.into_inner();
        let offered =
            |version: TlsVersion| learned.versions.contains(&(version, ScanStatus::Offered));
        let untested = learned
            .versions
            .iter()
            .any(|(_, status)| *status == ScanStatus::NotTested);
        let mut result = learned.result;
        result.connections = asked;
        result.hindrance = self.connections.hindrance();
        result.complete = !untested
            && TlsVersion::ALL
                .into_iter()
                .filter(|version| offered(*version))
                .all(|version| learned.complete.contains(&version));
        let ssl2 = learned.ssl2.status();
        let versions = learned.versions.iter().copied();
        result.versions = versions
            .chain([(TlsVersion::Ssl2, ssl2)])
            .map(|(version, status)| ScannedVersion { version, status })
            .collect();
        let mut suites = learned.suites;
        suites.sort_by_key(|(version, _, position)| {
            (std::cmp::Reverse(*version), position.unwrap_or(usize::MAX))
        });
        result.cipher_suites = suites.into_iter().map(scanned_suite).collect();
        result.weak_classes = learned.classes;
        result.signature_schemes = learned
            .signature_schemes
            .into_iter()
            .map(SignatureScheme)
            .collect();
        (result, learned.chains)
    }
}
fn scanned_suite(
    (version, name, position): (TlsVersion, CipherSuite, Option<usize>),
) -> ScannedSuite {
    ScannedSuite {
        version,
        name,
        openssl_name: name.row().and_then(|row| row.openssl_name),
        position,
    }
}

/// Those of a table that are wanted.
pub(super) fn suites(table: &[Row], wanted: impl Fn(CipherSuite) -> bool) -> Vec<CipherSuite> {
    let all = table.iter().map(|row| CipherSuite(row.code));
    all.filter(|suite| wanted(*suite)).collect()
}
