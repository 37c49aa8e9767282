//! A record as a tree, with the look-ups of each term, and what is wrong anywhere in it.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use super::{
    super::{
        cause::{Cause, MOST_LOOK_UPS, MOST_NAMES, MOST_VOID_LOOK_UPS},
        facts::{All, Problem, Spf, Status, TermFacts, TermStatus, Warning},
        lint::{lint, noted},
        lookups::{Halt, Lookups, MOST_OCTETS, records},
        name::{askable, checkable, is_within},
        parse::{explanation, parse},
        record::{Kind, Mechanism, Qualifier, Record, Term},
        select::{Selected, select},
        warning::WarningKind,
    },
    target::{Target, target},
};
use crate::{dns::Proven, text::visible_octets};

/// The most terms that are told, and addresses of a term.
const MOST_TERMS: usize = 1000;
const MOST_ADDRESSES: usize = 100;
/// The most terms in all records together that are followed, however often records lead to one another; and the most errors and
/// warnings that are kept.
const MOST_FOLLOWED: usize = 10_000;
const MOST_KEPT: usize = 1000;

/// The tree as far as it has grown.
struct Tree<'t, 'q, 'a> {
    lookups: &'t mut Lookups<'q, 'a>,
    root: &'t str,
    /// The records on the way to where it is.
    path: Vec<String>,
    /// Those that have been told, and what each comes to.
    told: BTreeMap<String, (Count, String)>,
    running: Count,
    /// Where the ten and the two are passed.
    eleventh: Option<(Term, String)>,
    third: Option<(Term, String)>,
    terms: usize,
    octets: usize,
    /// Whether all terms could be followed.
    complete: bool,
    errors: Vec<Problem>,
    warnings: Vec<Warning>,
}

/// Look-ups, and those of them that find nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    lookups: usize,
    voids: usize,
    /// What is said of who is not named, where that is known.
    otherwise: Option<Qualifier>,
}

/// What is found where a term leads.
#[derive(Default)]
struct Reached {
    addresses: Option<Vec<IpAddr>>,
    record: Option<String>,
    terms: Vec<TermFacts>,
    otherwise: Option<Qualifier>,
}

/// Reads the record of a domain; all that is to be asked is known.
pub(super) fn read(lookups: &mut Lookups<'_, '_>, domain: &str, text: &[u8]) -> Spf {
    let mut tree = Tree {
        lookups,
        root: domain,
        path: Vec::new(),
        told: BTreeMap::new(),
        running: Count::default(),
        eleventh: None,
        third: None,
        terms: 0,
        octets: text.len(),
        complete: true,
        errors: Vec::new(),
        warnings: Vec::new(),
    };
    let record = parse(text);
    let (terms, otherwise) = tree.record(domain, &record, text);
    tree.explanation(&record);
    tree.limits();
    let mut spf = Spf::of(tree.status());
    spf.record = Some(visible_octets(text));
    spf.octets = text.len();
    spf.lookups = tree.running.lookups;
    spf.void_lookups = tree.running.voids;
    spf.all = match record.all() {
        Some(qualifier) => Some(qualifier.into()),
        None => record.redirect().map(|_| All::Redirect),
    };
    spf.otherwise = otherwise;
    spf.terms = terms;
    spf.complete = tree.complete;
    spf.terms_left_out = tree.terms.saturating_sub(MOST_TERMS);
    spf.errors = tree.errors;
    spf.warnings = tree.warnings;
    spf
}

impl Tree<'_, '_, '_> {
    /// The terms of a record as they are written, and what it says of who is not named.
    fn record(
        &mut self,
        domain: &str,
        record: &Record,
        text: &[u8],
    ) -> (Vec<TermFacts>, Option<Qualifier>) {
        self.path.push(domain.to_owned());
        let before = self.running;
        for fault in &record.faults {
            let within = |term: &&Term| term.position <= fault.position;
            let term = record.terms.iter().rev().find(within);
            let mut problem = noted(Cause::Syntax(fault.kind.clone()), term, domain);
            problem.position = Some(fault.position);
            self.keep(problem);
        }
        let is_own = is_within(domain, self.root);
        let linted = lint(record, text.len(), domain, is_own);
        linted.into_iter().for_each(|warning| self.warn(warning));
        let mut facts = Vec::new();
        let mut otherwise = record.all();
        for term in record.reached() {
            let reached = self.term(term, domain, &mut facts);
            if matches!(term.kind, Kind::Redirect(_)) {
                otherwise = reached;
            }
        }
        if record.all().is_none() && record.redirect().is_none() {
            otherwise = Some(Qualifier::Neutral);
        }
        let reached: BTreeSet<_> = record.reached().map(|term| term.position).collect();
        let others = record.terms.iter();
        for term in others.filter(|term| !reached.contains(&term.position)) {
            self.unreached(term, &mut facts);
        }
        facts.sort_by_key(|facts| facts.position);
        self.path.pop();
        let count = Count {
            lookups: self.running.lookups - before.lookups,
            voids: self.running.voids - before.voids,
            otherwise,
        };
        let told = (count, visible_octets(text));
        self.told.insert(domain.to_owned(), told);
        (facts, otherwise)
    }

    /// A term to which no check comes, or that is no directive.
    fn unreached(&mut self, term: &Term, facts: &mut Vec<TermFacts>) {
        let status = match term.kind {
            Kind::Faulty => TermStatus::Faulty,
            Kind::Explanation(_) | Kind::Unknown(_) => TermStatus::Ok,
            _ => TermStatus::Unreached,
        };
        self.terms += 1;
        if self.terms <= MOST_TERMS {
            facts.push(facts_of(term, status, self.running.lookups));
        }
    }

    /// A term to which a check may come; what it says of who is not named, where it is a redirect.
    fn term(&mut self, term: &Term, domain: &str, facts: &mut Vec<TermFacts>) -> Option<Qualifier> {
        let before = self.running;
        if self.terms >= MOST_FOLLOWED {
            self.complete = false;
            return None;
        }
        let target = target(&term.kind, domain, self.root);
        if term.kind.looks_up() {
            self.count(1, 0, term, domain);
        }
        let name = target.name();
        // Its place among the terms is before those of the record that it leads to.
        self.terms += 1;
        let is_told = self.terms <= MOST_TERMS;
        let (status, reached) = self.follow(term, domain, target);
        let mut told = facts_of(term, status, self.running.lookups);
        told.name = name;
        told.lookups = self.running.lookups - before.lookups;
        told.void_lookups = self.running.voids - before.voids;
        told.record = reached.record;
        told.terms = reached.terms;
        if let Some(mut addresses) = reached.addresses {
            told.addresses_left_out = addresses.len().saturating_sub(MOST_ADDRESSES);
            addresses.truncate(MOST_ADDRESSES);
            told.addresses = Some(addresses);
        }
        if is_told {
            facts.push(told);
        }
        reached.otherwise
    }

    fn count(&mut self, lookups: usize, voids: usize, term: &Term, domain: &str) {
        self.running.lookups = self.running.lookups.saturating_add(lookups);
        self.running.voids = self.running.voids.saturating_add(voids);
        let place = || Some((term.clone(), domain.to_owned()));
        if self.running.lookups > MOST_LOOK_UPS && self.eleventh.is_none() {
            self.eleventh = place();
        }
        if self.running.voids > MOST_VOID_LOOK_UPS && self.third.is_none() {
            self.third = place();
        }
    }

    fn follow(&mut self, term: &Term, domain: &str, target: Target) -> (TermStatus, Reached) {
        let addresses = |addresses| Reached {
            addresses: Some(addresses),
            ..Reached::default()
        };
        match target {
            Target::Nowhere | Target::Explanation(_) => (TermStatus::Ok, Reached::default()),
            Target::Sender => (TermStatus::DependsOnSender, Reached::default()),
            Target::NoName(text) => (self.no_name(term, domain, text), Reached::default()),
            Target::Record(name) => self.lead(term, domain, &name),
            Target::Addresses(name) => {
                let (found, failed) = self.addresses(&name);
                let status = self.status_of(term, domain, &name, found.is_empty(), failed);
                (status, addresses(found))
            }
            Target::Exists(name) => {
                let found = self.lookups.a(&name);
                let (found, failed) = unpack(&name, found);
                let status = self.status_of(term, domain, &name, found.is_empty(), failed);
                (status, addresses(found))
            }
            Target::Exchangers(name) => {
                let (status, found) = self.exchangers(term, domain, &name);
                (status, addresses(found))
            }
        }
    }

    fn no_name(&mut self, term: &Term, domain: &str, text: String) -> TermStatus {
        match &term.kind {
            Kind::Redirect(_) | Kind::Directive(_, Mechanism::Include(_)) => {
                self.error(Cause::NoDomain(text), term, domain);
            }
            _ if is_within(domain, self.root) => {
                let kind = WarningKind::NoName(text);
                self.warn(noted(kind, Some(term), domain));
            }
            _ => {}
        }
        TermStatus::NoName
    }

    fn error(&mut self, cause: Cause, term: &Term, domain: &str) {
        self.keep(noted(cause, Some(term), domain));
    }

    /// Keeps an error. Of many the temporary ones make room for a permanent one, which decides.
    fn keep(&mut self, error: Problem) {
        if self.errors.len() < MOST_KEPT {
            self.errors.push(error);
        } else if !error.kind.is_temporary()
            && let Some(last) = self.errors.last_mut()
            && last.kind.is_temporary()
        {
            *last = error;
        }
    }

    fn warn(&mut self, warning: Warning) {
        if self.warnings.len() < MOST_KEPT {
            self.warnings.push(warning);
        }
    }

    /// What came of the look-up of a mechanism.
    fn status_of(
        &mut self,
        term: &Term,
        domain: &str,
        name: &str,
        is_void: bool,
        failed: Option<Cause>,
    ) -> TermStatus {
        match failed {
            Some(Cause::TooMuchToAsk) => {
                self.complete = false;
                TermStatus::NotAsked
            }
            Some(cause) => {
                self.error(cause, term, domain);
                TermStatus::Failed
            }
            None if is_void => {
                self.count(0, 1, term, domain);
                if is_within(domain, self.root) {
                    let kind = WarningKind::Void(name.to_owned());
                    self.warn(noted(kind, Some(term), domain));
                }
                TermStatus::Void
            }
            None => TermStatus::Ok,
        }
    }

    /// The addresses of a name of either kind, and why there may be more.
    fn addresses(&mut self, name: &str) -> (Vec<IpAddr>, Option<Cause>) {
        let (v4, v6) = (self.lookups.a(name), self.lookups.aaaa(name));
        let (mut found, failed) = unpack(name, v4);
        let (more, failed_too) = unpack(name, v6);
        found.extend(more);
        (found, failed.or(failed_too))
    }

    fn exchangers(&mut self, term: &Term, domain: &str, name: &str) -> (TermStatus, Vec<IpAddr>) {
        let exchangers = match found(name, self.lookups.mx(name)) {
            Ok(exchangers) => exchangers,
            Err(cause) => {
                let status = self.status_of(term, domain, name, false, Some(cause));
                return (status, Vec::new());
            }
        };
        let (mut addresses, mut failed) = (Vec::new(), None);
        let hosts = exchangers.iter().take(MOST_NAMES);
        for host in hosts.filter_map(|mx| askable(&mx.exchange)) {
            let (found, why) = self.addresses(&host);
            addresses.extend(found);
            failed = failed.or(why);
        }
        if exchangers.len() > MOST_NAMES {
            let cause = Cause::Exchangers(name.to_owned(), exchangers.len());
            self.error(cause, term, domain);
            return (TermStatus::TooMany, addresses);
        }
        let status = self.status_of(term, domain, name, exchangers.is_empty(), failed);
        (status, addresses)
    }

    /// `include` and `redirect`.
    fn lead(&mut self, term: &Term, domain: &str, name: &str) -> (TermStatus, Reached) {
        let mut reached = Reached::default();
        let Some(name) = checkable(name) else {
            self.error(Cause::NoDomain(name.to_owned()), term, domain);
            return (TermStatus::NoName, reached);
        };
        if self.path.contains(&name) {
            self.error(Cause::Loop(name), term, domain);
            return (TermStatus::Loop, reached);
        }
        if let Some((count, text)) = self.told.get(&name).cloned() {
            self.count(count.lookups, count.voids, term, domain);
            reached.otherwise = count.otherwise;
            reached.record = Some(text);
            return (TermStatus::Repeated, reached);
        }
        let found = match found(&name, self.lookups.txt(&name)) {
            Ok(found) => found,
            Err(cause) => {
                let status = self.status_of(term, domain, &name, false, Some(cause));
                return (status, reached);
            }
        };
        match select(found) {
            Selected::None => {
                self.count(0, usize::from(found.is_empty()), term, domain);
                self.error(Cause::NoRecord(name), term, domain);
                (TermStatus::NoRecord, reached)
            }
            Selected::Several(count) => {
                let cause = Cause::SeveralRecords(count);
                self.keep(noted(cause, None, &name));
                (TermStatus::SeveralRecords, reached)
            }
            Selected::One(text) => {
                reached.record = Some(visible_octets(&text));
                self.octets += text.len();
                if self.octets > MOST_OCTETS {
                    self.complete = false;
                    return (TermStatus::NotAsked, reached);
                }
                let (terms, otherwise) = self.record(&name, &parse(&text), &text);
                reached.terms = terms;
                reached.otherwise = otherwise;
                (TermStatus::Ok, reached)
            }
        }
    }

    /// Whether the explanation of the domain's own record can be had.
    fn explanation(&mut self, record: &Record) {
        let root = self.root;
        let Some((term, _)) = record.explanation() else {
            return;
        };
        let why = match target(&term.kind, root, root) {
            Target::NoName(text) => Some(format!("\"{text}\" is no domain name")),
            Target::Explanation(name) => match found(&name, self.lookups.txt(&name)) {
                Err(Cause::TooMuchToAsk) => None,
                Err(cause) => Some(cause.to_string()),
                Ok([]) => Some(format!("{name} has no TXT record")),
                Ok([only]) => explanation(&only.joined())
                    .err()
                    .map(|fault| format!("{name}, octet {}: {}", fault.position, fault.kind)),
                Ok(several) => Some(format!("{name} has {} TXT records", several.len())),
            },
            _ => None,
        };
        if let Some(why) = why {
            let kind = WarningKind::NoExplanation(why);
            self.warn(noted(kind, Some(term), root));
        }
    }

    /// These are told beside however many others.
    fn limits(&mut self) {
        let Count { lookups, voids, .. } = self.running;
        if let Some((term, domain)) = self.eleventh.take() {
            let cause = Cause::LookUps(lookups);
            self.errors.push(noted(cause, Some(&term), &domain));
        }
        if let Some((term, domain)) = self.third.take() {
            let cause = Cause::VoidLookUps(voids);
            self.errors.push(noted(cause, Some(&term), &domain));
        }
    }

    fn status(&self) -> Status {
        let is_permanent = |problem: &Problem| !problem.kind.is_temporary();
        match self.errors.as_slice() {
            [] => Status::Ok,
            errors if errors.iter().any(is_permanent) => Status::PermError,
            _ => Status::TempError,
        }
    }
}

fn facts_of(term: &Term, status: TermStatus, running: usize) -> TermFacts {
    TermFacts {
        term: term.text.clone(),
        position: term.position,
        status,
        name: None,
        lookups: 0,
        void_lookups: 0,
        running,
        addresses: None,
        addresses_left_out: 0,
        record: None,
        terms: Vec::new(),
    }
}

/// The records that were found; why there are none.
fn found<'a, T>(name: &str, found: Result<&'a Proven<T>, Halt>) -> Result<&'a [T], Cause> {
    match found {
        Ok(found) => records(name, found),
        Err(Halt::Error(cause)) => Err(cause),
        // What is to be asked was asked before the tree grew.
        Err(Halt::Waiting) => Err(Cause::TooMuchToAsk),
    }
}

fn unpack<T: Copy + Into<IpAddr>>(
    name: &str,
    answer: Result<&Proven<T>, Halt>,
) -> (Vec<IpAddr>, Option<Cause>) {
    match found(name, answer) {
        Ok(addresses) => {
            let addresses = addresses.iter().map(|address| (*address).into());
            (addresses.collect(), None)
        }
        Err(cause) => (Vec::new(), Some(cause)),
    }
}

impl Target {
    /// The name that is looked up.
    fn name(&self) -> Option<String> {
        match self {
            Self::Nowhere | Self::Sender | Self::NoName(_) => None,
            Self::Record(name)
            | Self::Addresses(name)
            | Self::Exchangers(name)
            | Self::Exists(name)
            | Self::Explanation(name) => Some(name.clone()),
        }
    }
}
