//! `--scan-tls`: what does a server's TLS accept? One hand-made hello after the other, each on a connection of its own, for a
//! server reveals one choice and hangs up. The order of the questions makes the most of few connections: versions, kinds of
//! suites that are better not accepted, order, groups, the other certificate, and suites as long as connections are left.
//! What could not be asked stays not tested, and so does what a server that has stopped answering no longer says anything
//! about. RFC 9325, RFC 8996.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use tokio::{
    sync::Semaphore,
    time::{Instant, sleep, timeout_at},
};

use super::{
    check::Check,
    join,
    plan::ScanPlan,
    raw_hello::{Ask, NoAnswer, Question, Server},
};
use crate::{
    event::{Event, Tls},
    net::{Network, link::seconds, tls::judge_chain},
    smtp::ClientName,
    tls::{
        Alert, Certificate, CipherSuite, Group, SignatureScheme, TlsVersion,
        cipher_suite::{
            Authentication, KeyExchange, WeakClass,
            registry::{self, RARE, Row, USUAL},
        },
        client_hello::Offer,
        scan::{Leaf, ScanStatus, ScannedClass, ScannedSuite, ScannedVersion, TlsScan},
        server_flight::{Answer, Choice},
    },
};

/// Between two connections.
const PACE: Duration = Duration::from_millis(20);
/// Before a second try when the server let us not in.
const PAUSE: Duration = Duration::from_secs(5);
/// Chains that are kept: one for each kind of key, and some more of a pool of servers that differ.
const MOST_LEAVES: usize = 8;

/// Scans a server and tells the result.
pub(super) async fn scan<N: Network>(
    check: &Check<'_, N>,
    name: &ClientName,
    plan: &ScanPlan,
    by_starttls: bool,
) {
    check.watch.tell(Event::Tls(Tls::ScanBegins {
        limit: plan.connections,
    }));
    let server = Server {
        check,
        name,
        by_starttls,
    };
    let tell = |count: usize| {
        check
            .watch
            .tell(Event::Tls(Tls::ScanGoesOn { connection: count }))
    };
    let mut scanner = Scanner::new(&server, plan, check.remaining(), &tell);
    scanner.spoken = check.seen.borrow().version;
    let (mut result, chains) = scanner.run().await;
    check.seen.borrow_mut().scanned.clone_from(&chains);
    result.leaf_certificates = chains.into_iter().map(|chain| leaf(check, chain)).collect();
    check.watch.tell(Event::Tls(Tls::Scanned(Box::new(result))));
}

fn leaf<N: Network>(check: &Check<'_, N>, chain_der: Vec<Vec<u8>>) -> Leaf {
    let now = check.network.timestamp();
    let certificates: Vec<_> = chain_der
        .iter()
        .map(|der| Certificate::from_der(der, now))
        .collect();
    Leaf {
        verification: judge_chain(&chain_der, &certificates, &check.parameters()),
        certificate: certificates.first().cloned().unwrap_or_default(),
        chain_length: chain_der.len(),
        dane: None,
        chain_der,
    }
}

/// The questions and what has been learned so far.
struct Scanner<'a, A> {
    server: &'a A,
    plan: &'a ScanPlan,
    tell: &'a dyn Fn(usize),
    permits: Semaphore,
    budget: Duration,
    deadline: Instant,
    learned: RefCell<Learned>,
    asked: Cell<usize>,
    /// The version of the conversation before.
    spoken: Option<TlsVersion>,
}

#[derive(Default)]
struct Learned {
    versions: Vec<(TlsVersion, ScanStatus)>,
    /// Versions whose hello ended in something that need not be a refusal, and in what.
    unclear: Vec<(TlsVersion, String)>,
    ssl2: Option<ScanStatus>,
    /// What was chosen when everything of a version was offered.
    first: Vec<Choice>,
    suites: Vec<(TlsVersion, CipherSuite, Option<usize>)>,
    /// Versions whose suites are all known.
    complete: Vec<TlsVersion>,
    classes: Vec<ScannedClass>,
    result: TlsScan,
    chains: Vec<Vec<Vec<u8>>>,
    signature_schemes: Vec<u16>,
}

impl<'a, A: Ask> Scanner<'a, A> {
    fn new(server: &'a A, plan: &'a ScanPlan, budget: Duration, tell: &'a dyn Fn(usize)) -> Self {
        Self {
            server,
            plan,
            tell,
            permits: Semaphore::new(plan.jobs),
            budget,
            deadline: Instant::now() + budget,
            learned: RefCell::default(),
            asked: Cell::new(0),
            spoken: None,
        }
    }

    async fn run(self) -> (TlsScan, Vec<Vec<Vec<u8>>>) {
        self.versions().await;
        let in_turn = self.plan.connections.is_none();
        if in_turn {
            self.suites(true).await;
        }
        self.weak_classes().await;
        self.finite_field().await;
        self.order().await;
        self.groups().await;
        self.fallback().await;
        self.other_certificate().await;
        if !in_turn {
            self.suites(false).await;
        }
        self.finish()
    }

    /// One connection, and a second after a pause when the server does not let us in. `None`: not tested.
    async fn ask(&self, question: Question) -> Option<Answer> {
        let _permit = self.permits.acquire().await.ok()?;
        for attempt in 0..2 {
            if self.learned.borrow().result.hindrance.is_some() {
                return None;
            }
            if self
                .plan
                .connections
                .is_some_and(|limit| self.asked.get() >= limit)
            {
                let limit = self.asked.get();
                self.hinder(format!(
                    "the limit of {limit} connections was reached (--scan-connections)"
                ));
                return None;
            }
            // Counted before the wait, during which others ask for their share.
            let number = self.asked.get() + 1;
            self.asked.set(number);
            if number > 1 {
                sleep(if attempt == 0 { PACE } else { PAUSE }).await;
            }
            (self.tell)(number);
            match timeout_at(self.deadline, self.server.ask(&question)).await {
                Ok(Ok(answer)) => return Some(answer),
                Ok(Err(NoAnswer::Silent(_))) => return None,
                Ok(Err(NoAnswer::Denied(words))) if attempt == 1 => self.hinder(words),
                Ok(Err(NoAnswer::Denied(_))) => {}
                Err(_) => self.hinder(format!(
                    "the time was over ({} by --timeout)",
                    seconds(self.budget)
                )),
            }
        }
        None
    }

    fn hinder(&self, words: String) {
        self.learned
            .borrow_mut()
            .result
            .hindrance
            .get_or_insert(words);
    }

    /// Asks, and learns from the answer what stands beside the question. Whether an end without a plain refusal was one is
    /// asked at once.
    async fn choice(&self, offer: &Offer) -> Asked {
        match self.attempt(offer).await {
            Asked::Unclear(words) if self.still_answers(&words).await => Asked::Refused,
            Asked::Unclear(_) => Asked::NotTested,
            told => told,
        }
    }

    async fn attempt(&self, offer: &Offer) -> Asked {
        match self.ask(Question::Hello(offer.clone())).await {
            None => Asked::NotTested,
            Some(Answer::Chosen(choice)) if offer.cipher_suites.contains(&choice.cipher_suite) => {
                self.learned.borrow_mut().learn(&choice);
                Asked::Chose(*choice)
            }
            Some(answer) => unclear(&answer).map_or(Asked::Refused, Asked::Unclear),
        }
    }

    /// Many servers hang up on what they do not speak; others do it on whoever comes too often. A hello that the server
    /// answered before tells the two apart. `words`: what came in place of an answer.
    async fn still_answers(&self, words: &str) -> bool {
        let known = self.learned.borrow().first.first().map(|one| one.version);
        let Some(version) = known else {
            self.hinder(format!("{words}, and chose nothing out of any hello"));
            return false;
        };
        let again = self.attempt(&Offer::everything(version)).await;
        let answers = matches!(again, Asked::Chose(_));
        if !answers {
            self.hinder(format!(
                "{words}, and no longer answers a hello that it had answered"
            ));
        }
        answers
    }

    async fn versions(&self) {
        let ssl2 = async {
            let status = match self.ask(Question::Ssl2).await {
                None => ScanStatus::NotTested,
                Some(Answer::Ssl2) => ScanStatus::Offered,
                Some(_) => ScanStatus::NotOffered,
            };
            self.learned.borrow_mut().ssl2 = Some(status);
        };
        let hellos = TlsVersion::ALL
            .into_iter()
            .rev()
            .map(|version| self.version(version));
        tokio::join!(join::all(hellos), ssl2);
        self.learned
            .borrow_mut()
            .versions
            .sort_by_key(|(version, _)| std::cmp::Reverse(*version));
        self.unclear_versions().await;
        if let Some(spoken) = self.spoken {
            self.learned.borrow_mut().agree_with(spoken);
        }
    }

    /// One more connection settles all of them.
    async fn unclear_versions(&self) {
        let unclear = std::mem::take(&mut self.learned.borrow_mut().unclear);
        let Some((_, words)) = unclear.first() else {
            return;
        };
        let answers = self.still_answers(words).await;
        let learned = &mut *self.learned.borrow_mut();
        if !answers {
            learned.ssl2 = learned
                .ssl2
                .filter(|status| *status != ScanStatus::NotOffered);
            return;
        }
        for (version, status) in &mut learned.versions {
            if unclear.iter().any(|(of, _)| of == version) {
                *status = ScanStatus::NotOffered;
            }
        }
    }

    async fn version(&self, version: TlsVersion) {
        let answer = self.attempt(&Offer::everything(version)).await;
        let learned = &mut *self.learned.borrow_mut();
        let status = match answer {
            Asked::NotTested => ScanStatus::NotTested,
            Asked::Unclear(words) => {
                learned.unclear.push((version, words));
                ScanStatus::NotTested
            }
            Asked::Chose(choice) if choice.version == version => {
                learned.suites.push((version, choice.cipher_suite, Some(1)));
                learned.first.push(choice);
                ScanStatus::Offered
            }
            Asked::Chose(_) | Asked::Refused => ScanStatus::NotOffered,
        };
        learned.versions.push((version, status));
    }

    fn offered(&self) -> Vec<TlsVersion> {
        let learned = self.learned.borrow();
        let offered = learned
            .versions
            .iter()
            .filter(|(_, status)| *status == ScanStatus::Offered);
        offered.map(|(version, _)| *version).collect()
    }

    /// The newest version before TLS 1.3 that is offered.
    fn newest_old(&self) -> Option<TlsVersion> {
        self.offered()
            .into_iter()
            .find(|version| *version <= TlsVersion::Tls12)
    }

    /// One hello finds one class at least, and one refusal settles all the others.
    async fn weak_classes(&self) {
        let Some(newest) = self.newest_old() else {
            let untested = !self
                .learned
                .borrow()
                .versions
                .iter()
                .all(|(_, status)| *status != ScanStatus::NotTested);
            let status = if untested {
                ScanStatus::NotTested
            } else {
                ScanStatus::NotOffered
            };
            self.learned.borrow_mut().classes =
                WeakClass::ALL.map(|class| scanned(class, status)).into();
            return;
        };
        self.learned.borrow_mut().classes = WeakClass::ALL
            .map(|class| scanned(class, ScanStatus::NotTested))
            .into();
        self.learned.borrow_mut().recognise_classes();
        let oldest = self
            .offered()
            .into_iter()
            .next_back()
            .filter(|oldest| *oldest != newest);
        for version in [Some(newest), oldest].into_iter().flatten() {
            self.classes_of(version).await;
        }
    }

    async fn classes_of(&self, version: TlsVersion) {
        loop {
            let open = self.learned.borrow().classes_not_found();
            let mut offer = Offer::everything(version);
            offer.cipher_suites =
                suites(USUAL, |suite| open.iter().any(|class| class.holds(suite)));
            if offer.cipher_suites.is_empty() {
                return;
            }
            let status = match self.choice(&offer).await {
                Asked::Chose(choice) => {
                    let learned = &mut *self.learned.borrow_mut();
                    learned.remember(choice.version, choice.cipher_suite);
                    learned.recognise_classes();
                    continue;
                }
                Asked::Refused => ScanStatus::NotOffered,
                Asked::NotTested | Asked::Unclear(_) => ScanStatus::NotTested,
            };
            for class in &mut self.learned.borrow_mut().classes {
                if class.status != ScanStatus::Offered {
                    class.status = status;
                }
            }
            return;
        }
    }

    async fn finite_field(&self) {
        let known = self.learned.borrow().result.dh.is_some();
        let Some(version) = self.newest_old().filter(|_| !known) else {
            return;
        };
        let mut offer = Offer::everything(version);
        offer.cipher_suites = suites(USUAL, |suite| {
            suite.exchanges_by(&[KeyExchange::Dhe]) && !suite.is_anonymous()
        });
        // RFC 7919 section 4: a server that finds none of the named groups it knows must not use another one.
        offer.groups.retain(|group| !group.is_finite_field());
        if let Asked::Chose(choice) = self.choice(&offer).await {
            self.learned
                .borrow_mut()
                .remember(choice.version, choice.cipher_suite);
        }
    }

    /// The same offer back to front: whoever chooses the same again has an order of its own.
    async fn order(&self) {
        let Some(version) = self.newest_old().or(self.offered().first().copied()) else {
            return;
        };
        let Some(first) = self.learned.borrow().first_choice(version) else {
            return;
        };
        let mut offer = Offer {
            compression: version != TlsVersion::Tls13,
            ..Offer::everything(version)
        };
        offer.cipher_suites.reverse();
        let Asked::Chose(choice) = self.choice(&offer).await else {
            return;
        };
        let again = choice.cipher_suite == first;
        let is_told = !again || self.has_another_suite(version, first).await;
        let learned = &mut *self.learned.borrow_mut();
        learned.remember(version, choice.cipher_suite);
        learned.result.server_preference = is_told.then_some(again);
        if version != TlsVersion::Tls13 {
            learned.result.features.compression = Some(choice.compression);
        }
    }

    /// One suite alone has no order.
    async fn has_another_suite(&self, version: TlsVersion, first: CipherSuite) -> bool {
        if self.learned.borrow().suites_of(version).len() > 1 {
            return true;
        }
        let mut offer = Offer::everything(version);
        offer.cipher_suites.retain(|code| *code != first);
        match self.choice(&offer).await {
            Asked::Chose(choice) => {
                self.learned
                    .borrow_mut()
                    .remember(version, choice.cipher_suite);
                true
            }
            Asked::Refused | Asked::NotTested | Asked::Unclear(_) => false,
        }
    }

    /// Each answer names one group; what is left is asked for again.
    async fn groups(&self) {
        let Some(version) = self.offered().first().copied() else {
            return;
        };
        let mut offer = Offer::everything(version);
        let mut found: Vec<Group> = Vec::new();
        if version != TlsVersion::Tls13 {
            offer.cipher_suites = suites(USUAL, |suite| {
                suite.exchanges_by(&[KeyExchange::Ecdhe]) && !suite.is_anonymous()
            });
        }
        found.extend(self.learned.borrow().first_group(version));
        loop {
            offer.groups.retain(|group| !found.contains(group));
            match self.choice(&offer).await {
                Asked::Chose(Choice {
                    group: Some(group),
                    cipher_suite,
                    ..
                }) if offer.groups.contains(&group) => {
                    self.learned.borrow_mut().remember(version, cipher_suite);
                    found.push(group);
                }
                // A certificate of a curve that is no longer offered would be refused for itself.
                Asked::Refused => {
                    let learned = &mut *self.learned.borrow_mut();
                    learned.result.groups_complete =
                        version == TlsVersion::Tls13 || !learned.has_curve_certificate();
                    break;
                }
                Asked::Chose(_) | Asked::NotTested | Asked::Unclear(_) => break,
            }
        }
        self.learned.borrow_mut().result.groups = found;
    }

    async fn fallback(&self) {
        let Some(second) = self.offered().get(1).copied() else {
            return;
        };
        let offer = Offer {
            fallback: true,
            ..Offer::everything(second)
        };
        let refused = match self.ask(Question::Hello(offer)).await {
            Some(Answer::Alert(Alert::INAPPROPRIATE_FALLBACK)) => Some(true),
            Some(Answer::Chosen(_)) => Some(false),
            _ => None,
        };
        self.learned.borrow_mut().result.features.fallback_scsv = refused;
    }

    /// A server with keys of two kinds shows each to those who cannot use the other.
    async fn other_certificate(&self) {
        let Some(version) = self.newest_old() else {
            return;
        };
        let has_curve = self.learned.borrow().has_curve_certificate();
        let mut offer = Offer::everything(version);
        offer.cipher_suites = suites(USUAL, |suite| {
            suite.authenticates_by(match has_curve {
                true => Authentication::Rsa,
                false => Authentication::Ecdsa,
            })
        });
        if let Asked::Chose(choice) = self.choice(&offer).await {
            self.learned
                .borrow_mut()
                .remember(choice.version, choice.cipher_suite);
        }
    }

    /// Every suite of every version, as long as connections are left. `in_turn`: in the server's order from the first on.
    async fn suites(&self, in_turn: bool) {
        join::all(
            self.offered()
                .into_iter()
                .map(|version| self.suites_of(version, in_turn)),
        )
        .await;
    }

    async fn suites_of(&self, version: TlsVersion, in_turn: bool) {
        let tables: &[&[Row]] = match version {
            TlsVersion::Tls13 => &[registry::TLS13],
            _ => &[USUAL, RARE],
        };
        for (nth, table) in tables.iter().enumerate() {
            loop {
                let known = self.learned.borrow().suites_of(version);
                let mut offer = Offer::everything(version);
                offer.cipher_suites = suites(table, |_| true);
                offer.cipher_suites.retain(|code| !known.contains(code));
                if offer.cipher_suites.is_empty() {
                    break;
                }
                match self.choice(&offer).await {
                    Asked::Chose(choice) if choice.version == version => {
                        let position = (in_turn && nth == 0).then_some(known.len() + 1);
                        self.learned.borrow_mut().suites.push((
                            version,
                            choice.cipher_suite,
                            position,
                        ));
                    }
                    Asked::NotTested | Asked::Unclear(_) => return,
                    Asked::Chose(_) | Asked::Refused => break,
                }
            }
        }
        self.learned.borrow_mut().complete.push(version);
    }

    fn finish(self) -> (TlsScan, Vec<Vec<Vec<u8>>>) {
        let asked = self.asked.get();
        let learned = self.learned.into_inner();
        let offered =
            |version: TlsVersion| learned.versions.contains(&(version, ScanStatus::Offered));
        let untested = learned
            .versions
            .iter()
            .any(|(_, status)| *status == ScanStatus::NotTested);
        let mut result = learned.result;
        result.connections = asked;
        result.complete = !untested
            && TlsVersion::ALL
                .into_iter()
                .filter(|version| offered(*version))
                .all(|version| learned.complete.contains(&version));
        let ssl2 = learned.ssl2.unwrap_or(ScanStatus::NotTested);
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

enum Asked {
    Chose(Choice),
    Refused,
    /// It ended, but not as a refusal has to; in these words.
    Unclear(String),
    NotTested,
}

/// What need not be a refusal of what was offered, in words. RFC 8446 section 6.2 has the alerts for one.
fn unclear(answer: &Answer) -> Option<String> {
    const REFUSALS: [Alert; 6] = [
        Alert::HANDSHAKE_FAILURE,
        Alert::ILLEGAL_PARAMETER,
        Alert::PROTOCOL_VERSION,
        Alert::INSUFFICIENT_SECURITY,
        Alert::INAPPROPRIATE_FALLBACK,
        Alert::MISSING_EXTENSION,
    ];
    match answer {
        Answer::Chosen(_) | Answer::Ssl2 => None,
        Answer::Alert(alert) if REFUSALS.contains(alert) => None,
        Answer::Alert(alert) => Some(format!("the server answered with the alert \"{alert}\"")),
        Answer::Closed => Some("the server closed the connection".to_owned()),
        Answer::NotTls => Some("the server answered with something that is not TLS".to_owned()),
    }
}

impl Learned {
    /// What every choice says, whatever was asked.
    fn learn(&mut self, choice: &Choice) {
        if choice.version != TlsVersion::Tls13 {
            let features = &mut self.result.features;
            features.secure_renegotiation = Some(choice.renegotiation_info);
            if choice.version != TlsVersion::Ssl3 {
                features.extended_master_secret = Some(choice.extended_master_secret);
                features.session_tickets = Some(choice.session_ticket);
            }
            features.session_ids = Some(features.session_ids == Some(true) || choice.session_id);
        }
        if let Some(dh) = choice
            .dh
            .as_ref()
            .filter(|_| !choice.certificates.is_empty())
        {
            self.result.dh.get_or_insert_with(|| dh.clone());
        }
        if let Some(scheme) = choice
            .signature_scheme
            .filter(|scheme| !self.signature_schemes.contains(scheme))
        {
            // An anonymous exchange is not signed; what stands there is something else.
            self.signature_schemes
                .extend((!choice.certificates.is_empty()).then_some(scheme));
        }
        let is_new = |leaf: &Vec<u8>| !self.chains.iter().any(|chain| chain.first() == Some(leaf));
        if choice.certificates.first().is_some_and(is_new) {
            if self.chains.len() < MOST_LEAVES {
                self.chains.push(choice.certificates.clone());
            } else {
                self.result.leaf_certificates_left_out += 1;
            }
        }
    }

    /// What the conversation spoke is offered, whatever the scan is told; where the scan is told nothing but refusals, none
    /// of them means anything.
    fn agree_with(&mut self, spoken: TlsVersion) {
        let nothing = self.first.is_empty();
        for (version, status) in &mut self.versions {
            if *status == ScanStatus::NotOffered && (nothing || *version == spoken) {
                *status = ScanStatus::NotTested;
            }
        }
        if nothing {
            self.ssl2 = None;
            self.result.hindrance.get_or_insert_with(|| {
                format!("the server refused {spoken}, which it had spoken before")
            });
        }
    }

    fn remember(&mut self, version: TlsVersion, suite: CipherSuite) {
        if !self
            .suites
            .iter()
            .any(|(of, code, _)| (*of, *code) == (version, suite))
        {
            self.suites.push((version, suite, None));
        }
    }

    fn suites_of(&self, version: TlsVersion) -> Vec<CipherSuite> {
        self.suites
            .iter()
            .filter(|(of, ..)| *of == version)
            .map(|(_, code, _)| *code)
            .collect()
    }

    fn first_choice(&self, version: TlsVersion) -> Option<CipherSuite> {
        self.first
            .iter()
            .find(|choice| choice.version == version)
            .map(|choice| choice.cipher_suite)
    }

    fn first_group(&self, version: TlsVersion) -> Option<Group> {
        self.first
            .iter()
            .find(|choice| choice.version == version)?
            .group
    }

    fn has_curve_certificate(&self) -> bool {
        let old = self
            .first
            .iter()
            .filter(|choice| choice.version != TlsVersion::Tls13);
        old.map(|choice| choice.cipher_suite)
            .any(|suite| suite.authenticates_by(Authentication::Ecdsa))
    }

    /// Takes note of the classes of all suites known.
    fn recognise_classes(&mut self) {
        for class in &mut self.classes {
            let mut suites = self.suites.iter().map(|(_, suite, _)| *suite);
            if let Some(example) = suites.find(|suite| class.class.holds(*suite)) {
                class.status = ScanStatus::Offered;
                class.example.get_or_insert(example);
            }
        }
    }

    fn classes_not_found(&self) -> Vec<WeakClass> {
        let open = self
            .classes
            .iter()
            .filter(|class| class.status != ScanStatus::Offered);
        open.map(|class| class.class).collect()
    }
}

fn scanned(class: WeakClass, status: ScanStatus) -> ScannedClass {
    ScannedClass {
        class,
        status,
        example: None,
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

fn suites(table: &[Row], wanted: impl Fn(CipherSuite) -> bool) -> Vec<CipherSuite> {
    let all = table.iter().map(|row| CipherSuite(row.code));
    all.filter(|suite| wanted(*suite)).collect()
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
