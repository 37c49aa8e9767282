//! RFC 7208's test suite, held against the passive machine alone. The suite is no part of this project; `tests/interop/run`
//! fetches the package that has it (pyspf) and makes the JSON of it that `RFC7208_SUITE` names. Not part of an ordinary
//! `cargo test`:
//!
//! ```text
//! RFC7208_SUITE=suite.json cargo test --test rfc7208 -- --ignored
//! ```

use std::{collections::BTreeMap, net::IpAddr};

use jiff::Timestamp;
use serde::Deserialize;
use smtpcheck::facade::{
    dns::{Answer, Lookup, Mx, Proven, Txt, reverse_name},
    record::{
        look_up::{Answered, Asking, Known, NoRecords, Question},
        spf::{Checked, Sender, check},
    },
};

/// So many there are in release 2014.04 of the suite.
const SCENARIOS: usize = 16;
const TESTS: usize = 203;

#[derive(Deserialize)]
struct Scenario {
    description: String,
    zone: BTreeMap<String, Name>,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
struct Test {
    name: String,
    spec: String,
    host: IpAddr,
    mailfrom: String,
    helo: String,
    results: Vec<String>,
    explanation: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Name {
    #[serde(default)]
    txt: Vec<Vec<String>>,
    #[serde(default)]
    a: Vec<String>,
    #[serde(default)]
    aaaa: Vec<String>,
    #[serde(default)]
    mx: Vec<(u16, String)>,
    #[serde(default)]
    ptr: Vec<String>,
    #[serde(default)]
    cname: Vec<String>,
    #[serde(rename = "timeout")]
    times_out: bool,
}

/// Aliases are followed so far.
const LONGEST_CHAIN: usize = 8;

impl Scenario {
    fn answer(&self, question: &Question) -> Answered {
        match question {
            Question::Txt(name) => Answered::Txt(self.of(
                name,
                |name| &name.txt,
                |strings| Txt {
                    strings: strings.iter().map(|text| octets(text)).collect(),
                },
            )),
            Question::A(name) => Answered::A(self.of(
                name,
                |name| &name.a,
                |text| text.parse().expect("an address"),
            )),
            Question::Aaaa(name) => Answered::Aaaa(self.of(
                name,
                |name| &name.aaaa,
                |text| text.parse().expect("an address"),
            )),
            Question::Mx(name) => Answered::Mx(self.of(
                name,
                |name| &name.mx,
                |(preference, exchange)| Mx {
                    preference: *preference,
                    exchange: exchange.clone(),
                },
            )),
            Question::Ptr(address) => {
                Answered::Ptr(self.of(&reverse_name(*address), |name| &name.ptr, Clone::clone))
            }
            // SPF has no others.
            other => other.without_records(&NoRecords::NoData),
        }
    }

    fn of<T, R>(&self, name: &str, pick: fn(&Name) -> &Vec<T>, read: fn(&T) -> R) -> Proven<R> {
        let mut answer = Answer::ServerFailure("a loop of aliases".to_owned());
        let mut name = name.to_ascii_lowercase();
        for _ in 0..LONGEST_CHAIN {
            let Some(found) = self.zone.get(&name) else {
                answer = Answer::NoSuchName;
                break;
            };
            let records = pick(found);
            if let (true, [target]) = (records.is_empty(), &found.cname[..]) {
                name = target.to_ascii_lowercase();
                continue;
            }
            answer = match records.as_slice() {
                [] if found.times_out => Answer::TimedOut,
                [] => Answer::NoData,
                records => Answer::Found(records.iter().map(read).collect()),
            };
            break;
        }
        Proven::indeterminate(Lookup::of(answer), "the suite")
    }

    fn check(&self, test: &Test) -> Checked {
        let sender = Sender {
            address: test.host,
            mail_from: test.mailfrom.clone(),
            helo: test.helo.clone(),
            at: Timestamp::UNIX_EPOCH,
        };
        let mut known = Known::default();
        for _ in 0..100 {
            let mut asking = Asking::of(&known);
            if let Some(checked) = check(&mut asking, &sender) {
                return checked;
            }
            for question in asking.missing() {
                let answer = self.answer(&question);
                known.insert(question, answer);
            }
        }
        panic!("{} does not end", test.name);
    }
}

/// The suite writes octets as the characters of these numbers.
fn octets(text: &str) -> Vec<u8> {
    text.chars()
        .map(|one| u8::try_from(one).expect("an octet"))
        .collect()
}

/// What differs from what the suite expects of this test.
fn difference(test: &Test, checked: &Checked) -> Option<String> {
    let result = serde_json::to_value(checked.result).expect("JSON");
    let result = result.as_str().expect("a word");
    if !test.results.iter().any(|expected| expected == result) {
        return Some(format!(
            "{result} ({:?}), not {:?}",
            checked.reason, test.results
        ));
    }
    // The suite's name for that of the checker, where the domain has none.
    let explanation = checked.explanation.as_deref().unwrap_or("DEFAULT");
    match &test.explanation {
        Some(expected) if expected != explanation => {
            Some(format!("explained as {explanation:?}, not {expected:?}"))
        }
        _ => None,
    }
}

#[test]
#[ignore = "the suite is fetched by tests/interop/run"]
fn every_test_of_the_suite() {
    let path = std::env::var_os("RFC7208_SUITE").expect("RFC7208_SUITE names the suite");
    let suite = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let suite: Vec<Scenario> = serde_json::from_slice(&suite).expect("the suite's JSON");
    let tests = suite.iter().map(|scenario| scenario.tests.len()).sum();
    assert_eq!(
        (suite.len(), tests),
        (SCENARIOS, TESTS),
        "scenarios and tests"
    );
    let differences = suite.iter().flat_map(|scenario| {
        scenario.tests.iter().filter_map(|test| {
            let difference = difference(test, &scenario.check(test))?;
            Some(format!(
                "{} ({}), {}: {difference}",
                scenario.description, test.spec, test.name
            ))
        })
    });
    let differences: Vec<_> = differences.collect();
    assert!(
        differences.is_empty(),
        "{} of {TESTS} differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
}
