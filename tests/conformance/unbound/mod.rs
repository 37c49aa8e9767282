//! The validation of DNSSEC held against Unbound's: its scenarios are replayed, and what is proven here is compared with what it
//! answers (AD: secure; SERVFAIL: bogus; neither: insecure). Each difference is explained below or is a failure.

#![allow(
    clippy::unwrap_used,
    reason = "a scenario that cannot be read is a failure of this test"
)]

mod old;
mod replay;
mod wire;

use std::path::PathBuf;
use std::sync::Arc;

use hickory_resolver::proto::dnssec::rdata::{DNSSECRData, DS};
use hickory_resolver::proto::op::Message;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use smtpcheck::facade::dns::Reason;
use smtpcheck::facade::net::resolver::validation::{
    Anchors, Context, Next, Question, Status, Validation, Verdict, Zones,
};

use replay::{Entry, Scenario, Step};
use wire::Record;

/// Where we differ, and why that is right here.
const EXPLAINED: &[(&str, &str)] = &[
    ("val_anchor_nx_nosig", GONE_ANCHOR),
    ("val_any", NO_ANY),
    ("val_any_cap", NO_ANY),
    ("val_any_cname", NO_ANY),
    ("val_any_dname", NO_ANY),
    ("val_any_negcache", NO_ANY),
    ("val_cnameqtype", FROM_CACHE),
    ("val_cnameqtype_qmin", FROM_CACHE),
    (
        "val_cnametooptout",
        "the answer ends at an alias without SOA (RFC 2308 section 2.2): its target is asked for, and nobody there answers",
    ),
    ("val_dname_twice", FROM_CACHE),
    ("val_dnameqtype", FROM_CACHE),
    ("val_dnameqtype_qmin", FROM_CACHE),
    (
        "val_dnametoolong",
        "the DNAME record that makes too long a name is proven (RFC 6672 section 2.2); Unbound sets no AD with YXDOMAIN",
    ),
    (
        "val_faildnskey_ok",
        "`harden-dnssec-stripped: no` lets a zone count as unsigned whose keys cannot be had; it is not so (RFC 4035 section 5.2)",
    ),
    ("val_negcache_nodata", FROM_CACHE),
    (
        "val_negcache_nta",
        "`domain-insecure` tells Unbound not to check that zone (RFC 7646); there is no such option here",
    ),
    ("val_negcache_nxdomain", FROM_CACHE),
    ("val_negcache_ttl", FROM_CACHE),
    ("val_negcache_ttl_prefetch", FROM_CACHE),
    ("val_nsec3_wcany", NO_ANY),
    (
        "val_rrsig",
        "RRSIG is never asked for here; such records have no signatures (RFC 4035 section 2.2)",
    ),
    (
        "val_ta_algo_missing",
        "`harden-algo-downgrade: yes` wants every algorithm; one that is right is enough (RFC 6840 section 5.11)",
    ),
    ("val_unalgo_anchor", BEYOND),
    ("val_unalgo_ds", BEYOND),
];

const NO_ANY: &str = "ANY is never asked for here (RFC 8482)";
const FROM_CACHE: &str = "a later question is answered from what Unbound kept of the first (RFC 8198, RFC 6672 section 5.3.2); \
    the servers of the scenario do not answer it";
const GONE_ANCHOR: &str = "the trust anchor's zone does not exist, and nothing signed says so: \
    Unbound gives the anchor up, here it stays and nothing is proven (RFC 4033 section 5)";
const BEYOND: &str = "no algorithm that is known: RFC 4035 section 5.2 lets the zone count as unsigned; here it is not checked";

/// What Unbound makes of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Secure,
    Insecure,
    Bogus,
    /// Not asked for validation.
    Nothing,
}

#[test]
#[ignore = "needs the scenarios of Unbound, which are no part of this project"]
fn we_agree_with_unbound_or_know_why_not() {
    let Some(folder) = super::suite("unbound") else {
        return;
    };
    let files = std::fs::read_dir(&folder).unwrap();
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rpl"));
    paths.sort();
    let (mut agree, mut explained, mut wrong) = (0, 0, Vec::new());
    for path in &paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let scenario = Scenario::parse(&String::from_utf8_lossy(&std::fs::read(path).unwrap()));
        // Without RD it is the cache that is asked, not the DNS.
        let steps = scenario.steps.iter().filter(|step| step.asked.has("RD"));
        let (mut differences, mut words) = (Vec::new(), Vec::new());
        for (word, difference) in steps.filter_map(|step| compared(&scenario, step)) {
            words.push(word);
            differences.extend(difference);
        }
        let reason = EXPLAINED.iter().find(|(known, _)| *known == name);
        match (differences.as_slice(), reason) {
            ([], None) => {
                agree += 1;
                println!("{name:45} agree: {}", words.join(", "));
            }
            ([], Some(_)) => wrong.push(format!("{name}: explained, and agrees")),
            (_, Some((_, why))) => {
                explained += 1;
                println!(
                    "{name:45} differ: {}\n{:45} because {why}",
                    differences.join("; "),
                    ""
                );
            }
            (_, None) => {
                println!("{name:45} WRONG: {}", differences.join("; "));
                wrong.push(name);
            }
        }
    }
    println!(
        "unbound: {agree} agree, {explained} differ with a reason, {} without, of {}",
        wrong.len(),
        paths.len()
    );
    assert!(!paths.is_empty(), "no scenarios in {}", folder.display());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Our verdict in a word, and how it differs from the answer of a step.
fn compared(scenario: &Scenario, step: &Step) -> Option<(String, Option<String>)> {
    let expected = expected(step);
    let (name, kind) = step.asked.question.as_ref()?;
    let verdict = validated(scenario, step, name, *kind);
    let agrees = match (&verdict.status, expected) {
        (Status::Secure, Expected::Secure) | (Status::Insecure(_), Expected::Insecure) => true,
        (Status::Bogus(_), Expected::Bogus) => true,
        // SERVFAIL stands for what could not be asked as well (RFC 4035 section 4.3, indeterminate).
        (Status::Unchecked(why), Expected::Bogus) => {
            !matches!(why.reason, Reason::BeyondThisProgram(_))
        }
        (Status::Secure | Status::Insecure(_), Expected::Nothing) => true,
        _ => false,
    };
    let difference = (!agrees).then(|| {
        let why = verdict.status.why().map(|why| format!(" ({why})"));
        format!(
            "{name} type {kind}: {}{} here, {expected:?} there",
            verdict.status.proof(),
            why.unwrap_or_default()
        )
    });
    Some((verdict.status.proof().to_string(), difference))
}

fn expected(step: &Step) -> Expected {
    let wants_proof = (step.asked.has("DO") || step.asked.has("AD")) && !step.asked.has("CD");
    match () {
        () if step.expected.has("SERVFAIL") => Expected::Bogus,
        () if step.expected.has("AD") => Expected::Secure,
        () if wants_proof => Expected::Insecure,
        () => Expected::Nothing,
    }
}

fn validated(scenario: &Scenario, step: &Step, name: &str, kind: u16) -> Verdict {
    let now = scenario.date.or_else(|| scenario.some_inception()).unwrap();
    let context = Context {
        anchors: Arc::new(anchors(&scenario.anchors)),
        now: now + step.elapsed,
        cryptography: old::old(),
    };
    let question = Question::new(&Name::from_ascii(name).unwrap(), RecordType::from(kind));
    let mut validation = Validation::new(question, context, Zones::default());
    loop {
        match validation.advance() {
            Next::Done(verdict) => return *verdict,
            Next::Ask(question) => {
                let text = question.name.to_ascii();
                let kind = u16::from(question.kind);
                let answer = scenario.resolve(step.number, &wire::name(&text), kind);
                let message = answer.and_then(|entry| message(&entry, &text, kind));
                validation.give(question, message.as_ref().ok_or(Reason::NoAnswer));
            }
        }
    }
}

fn anchors(records: &[Record]) -> Anchors {
    let mut anchors = Anchors::default();
    for record in records {
        let owner = Name::from_ascii(&record.owner).unwrap();
        match record.kind {
            48 => anchors.insert_key(owner, record.data[3], record.data[4..].to_vec()),
            _ => {
                let entry = Entry {
                    answers: vec![record.clone()],
                    ..Entry::default()
                };
                let message = message(&entry, &record.owner, 43).unwrap();
                let RData::DNSSEC(DNSSECRData::DS(digest)) = &message.answers[0].data else {
                    panic!("no DS: {record:?}");
                };
                anchors.insert_digest(owner, DS::clone(digest));
            }
        }
    }
    anchors
}

/// The answer as it would come over the wire.
fn message(entry: &Entry, name: &str, kind: u16) -> Option<Message> {
    let count = |records: &[Record]| u16::try_from(records.len()).unwrap().to_be_bytes();
    let mut bytes = vec![0, 0, 0x84, entry.code(), 0, 1];
    bytes.extend(count(&entry.answers));
    bytes.extend(count(&entry.authorities));
    bytes.extend([0, 0]);
    bytes.extend(wire::name_octets(name));
    bytes.extend(kind.to_be_bytes());
    bytes.extend([0, 1]);
    for record in entry.answers.iter().chain(&entry.authorities) {
        bytes.extend(wire::name_octets(&record.owner));
        bytes.extend(record.kind.to_be_bytes());
        bytes.extend([0, 1]);
        bytes.extend(record.ttl.to_be_bytes());
        bytes.extend(u16::try_from(record.data.len()).unwrap().to_be_bytes());
        bytes.extend(&record.data);
    }
    Message::from_vec(&bytes).ok()
}
