//! A scenario of Unbound's testbound: servers that answer from a list, questions, and what Unbound answers. The servers are authoritative;
//! what a recursive resolver would make of them is made here, unchecked.

use std::collections::HashSet;

use super::wire::{self, Record};

#[derive(Debug, Default)]
pub(super) struct Scenario {
    pub(super) anchors: Vec<Record>,
    pub(super) date: Option<u32>,
    hints: Vec<Hint>,
    ranges: Vec<Range>,
    pub(super) steps: Vec<Step>,
}

/// Where a zone is asked first.
#[derive(Debug)]
struct Hint {
    zone: String,
    addresses: Vec<String>,
}

#[derive(Debug, Default)]
struct Range {
    first: u32,
    last: u32,
    addresses: Vec<String>,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) matching: Vec<String>,
    pub(super) adjust: Vec<String>,
    pub(super) flags: Vec<String>,
    pub(super) question: Option<(String, u16)>,
    pub(super) answers: Vec<Record>,
    pub(super) authorities: Vec<Record>,
    pub(super) additionals: Vec<Record>,
}

/// A question with the answer that Unbound gives, and at which step.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) number: u32,
    pub(super) asked: Entry,
    pub(super) expected: Entry,
    /// Seconds that have passed since the start.
    pub(super) elapsed: u32,
}

impl Entry {
    pub(super) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|known| known == flag)
    }

    pub(super) fn code(&self) -> u8 {
        let codes = [
            ("FORMERR", 1),
            ("SERVFAIL", 2),
            ("NXDOMAIN", 3),
            ("NOTIMPL", 4),
            ("REFUSED", 5),
            ("YXDOMAIN", 6),
        ];
        let found = codes.iter().find(|(name, _)| self.has(name));
        found.map_or(0, |(_, code)| *code)
    }

    fn fits(&self, name: &str, kind: u16) -> bool {
        let Some((own, own_kind)) = &self.question else {
            return false;
        };
        let wants = |word: &str| self.matching.iter().any(|known| known == word);
        (!wants("qname") || own == name)
            && (!wants("subdomain") || is_below_or_same(name, own))
            && (!wants("qtype") || *own_kind == kind)
            && !wants("UDP")
            && !self.has("TC")
    }

    /// A resolver keeps a signature with what it signs, wherever it stood.
    fn gather_signatures(&mut self) {
        let signs = |signature: &Record, record: &Record| {
            signature.kind == 46
                && signature.owner == record.owner
                && signature.data[..2] == record.kind.to_be_bytes()
        };
        let sections = [&self.authorities, &self.additionals];
        let stray: Vec<Record> = sections
            .into_iter()
            .flatten()
            .filter(|stray| self.answers.iter().any(|record| signs(stray, record)))
            .cloned()
            .collect();
        self.answers.extend(stray);
    }

    fn answer_to(&self, name: &str) -> Self {
        let mut answer = self.clone();
        if self.adjust.iter().any(|word| word == "copy_query") {
            let own = self.question.as_ref().map(|(own, _)| own.as_str());
            for record in &mut answer.answers {
                if Some(record.owner.as_str()) == own {
                    name.clone_into(&mut record.owner);
                }
            }
        }
        answer
    }
}

fn is_below_or_same(name: &str, above: &str) -> bool {
    above == "." || name == above || name.ends_with(&format!(".{above}"))
}

impl Scenario {
    pub(super) fn parse(text: &str) -> Self {
        let mut scenario = Self::default();
        let mut lines = joined(text).into_iter();
        scenario.configuration(&mut lines);
        let mut range: Option<Range> = None;
        let mut asked = Entry::default();
        let (mut number, mut is_check, mut elapsed) = (0, false, 0);
        while let Some(line) = lines.next() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["RANGE_BEGIN", first, last, ..] => {
                    range = Some(Range {
                        first: first.parse().unwrap(),
                        last: last.parse().unwrap(),
                        ..Range::default()
                    });
                }
                ["RANGE_END", ..] => scenario.ranges.extend(range.take()),
                ["ADDRESS", address, ..] => {
                    if let Some(range) = &mut range {
                        range.addresses.push((*address).to_owned());
                    }
                }
                ["STEP", at, what, rest @ ..] => {
                    number = at.parse().unwrap();
                    is_check = *what == "CHECK_ANSWER";
                    if let (&"TIME_PASSES", ["ELAPSE", seconds]) = (what, rest) {
                        elapsed += seconds.parse::<f64>().unwrap() as u32;
                    }
                }
                ["ENTRY_BEGIN", ..] => {
                    let entry = entry(&mut lines);
                    match &mut range {
                        Some(range) => range.entries.push(entry),
                        None if is_check => scenario.steps.push(Step {
                            number,
                            asked: asked.clone(),
                            expected: entry,
                            elapsed,
                        }),
                        None => asked = entry,
                    }
                }
                _ => {}
            }
        }
        scenario
    }

    fn configuration(&mut self, lines: &mut impl Iterator<Item = String>) {
        for line in lines {
            if line.trim() == "CONFIG_END" {
                break;
            }
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.split('#').next().unwrap_or_default().trim();
            let value = value.trim_matches('"').trim().to_owned();
            match key.trim() {
                "trust-anchor" => self.anchors.extend(wire::record(&value)),
                "val-override-date" => self.date = wire::seconds(&value),
                "stub-zone" | "forward-zone" => self.hints.push(Hint {
                    zone: ".".to_owned(),
                    addresses: Vec::new(),
                }),
                "name" => {
                    if let Some(hint) = self.hints.last_mut() {
                        hint.zone = wire::name(&value);
                    }
                }
                "stub-addr" | "forward-addr" => {
                    if let Some(hint) = self.hints.last_mut() {
                        hint.addresses.push(value);
                    }
                }
                _ => {}
            }
        }
    }

    /// A time at which the signatures hold, where the scenario does not look at it.
    pub(super) fn some_inception(&self) -> Option<u32> {
        let entries = self.ranges.iter().flat_map(|range| &range.entries);
        let signatures = entries
            .flat_map(|entry| entry.answers.iter().chain(&entry.authorities))
            .filter(|record| record.kind == 46);
        let times =
            signatures.map(|record| u32::from_be_bytes(record.data[12..16].try_into().unwrap()));
        times.max()
    }

    /// What a resolver that does not validate answers: code, answers, authorities.
    pub(super) fn resolve(&self, step: u32, name: &str, kind: u16) -> Option<Entry> {
        let ask = |name: &str| {
            let found = self.of_servers(step, name, kind);
            found
                .or_else(|| self.of_any_server(step, name, kind))
                .or_else(|| self.of_cache(step, name, kind))
        };
        let mut whole = ask(name)?;
        whole.gather_signatures();
        let mut seen = HashSet::new();
        let mut at = name.to_owned();
        while kind != 5 && kind != 255 && seen.insert(at.clone()) {
            let has = whole
                .answers
                .iter()
                .any(|record| record.owner == at && record.kind == kind);
            let alias = whole
                .answers
                .iter()
                .find(|record| record.owner == at && record.kind == 5);
            let Some(target) = alias
                .and_then(|record| record.target.clone())
                .filter(|_| !has)
            else {
                break;
            };
            let is_there = whole
                .answers
                .iter()
                .any(|record| record.owner == target && record.kind != 46);
            let is_denied = whole.authorities.iter().any(|record| record.kind == 6);
            if !is_there
                && !is_denied
                && let Some(rest) = ask(&target)
            {
                whole.answers.extend(rest.answers);
                whole.authorities.extend(rest.authorities);
                whole.flags = rest.flags;
            }
            at = target;
        }
        Some(whole)
    }

    /// From the hints down the delegations.
    fn of_servers(&self, step: u32, name: &str, kind: u16) -> Option<Entry> {
        let hints = self
            .hints
            .iter()
            .filter(|hint| is_below_or_same(name, &hint.zone));
        // The DS records of a stub zone stand above it.
        let hints = hints.filter(|hint| kind != 43 || hint.zone != name || hint.zone == ".");
        let hint = hints.max_by_key(|hint| hint.zone.len())?;
        let (mut zone, mut addresses) = (hint.zone.clone(), hint.addresses.clone());
        for _ in 0..12 {
            let answer = addresses
                .iter()
                .find_map(|address| self.of_server(step, address, name, kind))?;
            let below = |record: &&Record| {
                record.kind == 2
                    && record.owner != zone
                    && is_below_or_same(&record.owner, &zone)
                    && is_below_or_same(name, &record.owner)
            };
            let is_referral = answer.answers.is_empty()
                && answer.code() == 0
                && !answer.authorities.iter().any(|record| record.kind == 6);
            let delegations: Vec<&Record> = answer.authorities.iter().filter(below).collect();
            let Some(first) = delegations.first().filter(|_| is_referral) else {
                return Some(answer);
            };
            if kind == 43 && first.owner == name {
                return Some(of_referral(&answer, name));
            }
            zone = first.owner.clone();
            let hosts = delegations
                .iter()
                .filter_map(|record| record.target.as_deref());
            addresses = hosts
                .flat_map(|host| self.addresses(&answer, host))
                .collect();
        }
        None
    }

    /// A resolver knows the delegations from earlier questions, and the scenarios rely on it.
    fn of_any_server(&self, step: u32, name: &str, kind: u16) -> Option<Entry> {
        let ranges = self
            .ranges
            .iter()
            .filter(|range| (range.first..=range.last).contains(&step));
        let entries: Vec<&Entry> = ranges.flat_map(|range| &range.entries).collect();
        let question = Some((name.to_owned(), kind));
        let exact = entries.iter().find(|entry| {
            let is_referral = entry.answers.is_empty()
                && entry.authorities.iter().any(|record| record.kind == 2)
                && !entry
                    .authorities
                    .iter()
                    .any(|record| matches!(record.kind, 6 | 47 | 50));
            entry.question == question && entry.fits(name, kind) && !is_referral
        });
        let delegates = |entry: &&&Entry| {
            let has = |kinds: &[u16]| {
                let mut records = entry.authorities.iter();
                records.any(|record| {
                    kinds.contains(&record.kind) && (record.kind != 2 || record.owner == name)
                })
            };
            kind == 43 && entry.answers.is_empty() && has(&[2]) && has(&[43, 47, 50])
        };
        let referral = entries.iter().find(delegates);
        match (exact, referral) {
            (Some(entry), _) => Some(entry.answer_to(name)),
            (None, referral) => referral.map(|entry| of_referral(entry, name)),
        }
    }

    /// Records that came along with another answer.
    fn of_cache(&self, step: u32, name: &str, kind: u16) -> Option<Entry> {
        let ranges = self.ranges.iter().filter(|range| range.first <= step);
        let records = ranges
            .flat_map(|range| &range.entries)
            .flat_map(|entry| entry.answers.iter().chain(&entry.authorities));
        let wanted = |kind: u16| {
            records
                .clone()
                .filter(move |record| {
                    record.owner == name
                        && (record.kind == kind
                            || record.kind == 46 && record.data[..2] == kind.to_be_bytes())
                })
                .cloned()
                .collect::<Vec<Record>>()
        };
        let dnames = records.clone().filter(|record| {
            (record.kind == 39 || record.kind == 46 && record.data[..2] == [0, 39])
                && record.owner != name
                && is_below_or_same(name, &record.owner)
        });
        let alias = wanted(5).into_iter().chain(dnames.cloned()).collect();
        let answers = [wanted(kind), alias]
            .into_iter()
            .find(|found| !found.is_empty());
        match answers {
            Some(answers) => Some(Entry {
                answers,
                ..Entry::default()
            }),
            // That there is no DS record may have been proven along with something else.
            None if kind == 43 => Some(Entry {
                authorities: records
                    .filter(|record| {
                        matches!(record.kind, 47 | 50)
                            || record.kind == 46 && matches!(record.data[..2], [0, 47 | 50])
                    })
                    .cloned()
                    .collect(),
                ..Entry::default()
            }),
            None => None,
        }
    }

    fn of_server(&self, step: u32, address: &str, name: &str, kind: u16) -> Option<Entry> {
        let ranges = self.ranges.iter().filter(|range| {
            (range.first..=range.last).contains(&step)
                && range.addresses.iter().any(|known| known == address)
        });
        let mut entries = ranges.flat_map(|range| &range.entries);
        let entry = entries.find(|entry| entry.fits(name, kind))?;
        Some(entry.answer_to(name))
    }

    fn addresses(&self, answer: &Entry, host: &str) -> Vec<String> {
        let everywhere = self.ranges.iter().flat_map(|range| &range.entries);
        let records = answer
            .additionals
            .iter()
            .chain(everywhere.flat_map(|entry| entry.additionals.iter().chain(&entry.answers)));
        let mut found: Vec<String> = Vec::new();
        for record in records.filter(|record| record.kind == 1 && record.owner == host) {
            let octets: [u8; 4] = record.data.as_slice().try_into().unwrap();
            let address = std::net::Ipv4Addr::from(octets).to_string();
            if !found.contains(&address) {
                found.push(address);
            }
        }
        found
    }
}

/// What a referral says about DS.
fn of_referral(referral: &Entry, name: &str) -> Entry {
    let is_ds = |record: &&Record| {
        record.owner == name
            && (record.kind == 43 || record.kind == 46 && record.data[..2] == [0, 43])
    };
    let others = |record: &&Record| record.kind != 2 && !is_ds(record);
    Entry {
        answers: referral.authorities.iter().filter(is_ds).cloned().collect(),
        authorities: referral
            .authorities
            .iter()
            .filter(others)
            .cloned()
            .collect(),
        ..Entry::default()
    }
}

fn entry(lines: &mut impl Iterator<Item = String>) -> Entry {
    let mut entry = Entry::default();
    let mut section = String::new();
    for line in lines {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        match words.first().map(String::as_str) {
            Some("ENTRY_END") => break,
            Some("MATCH") => entry.matching.extend_from_slice(&words[1..]),
            Some("ADJUST") => entry.adjust.extend_from_slice(&words[1..]),
            Some("REPLY") => entry.flags.extend_from_slice(&words[1..]),
            Some("SECTION") => section = words[1].clone(),
            Some(owner) => match section.as_str() {
                "QUESTION" => {
                    let kind = words.last().and_then(|word| wire::kind(word));
                    entry.question = Some((wire::name(owner), kind.unwrap_or_default()));
                }
                "ANSWER" => entry.answers.extend(wire::record(&line)),
                "AUTHORITY" => entry.authorities.extend(wire::record(&line)),
                "ADDITIONAL" => entry.additionals.extend(wire::record(&line)),
                _ => {}
            },
            None => {}
        }
    }
    entry
}

/// Lines without comments; parentheses join lines.
fn joined(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut current, mut depth) = (String::new(), 0_i32);
    for line in text.lines() {
        let line = line.split(';').next().unwrap_or_default();
        depth += line.matches('(').count() as i32 - line.matches(')').count() as i32;
        current.push_str(&line.replace(['(', ')'], " "));
        match depth {
            0 => lines.push(std::mem::take(&mut current)),
            _ => current.push(' '),
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}
