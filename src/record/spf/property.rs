//! What holds for every record: it is read without end or panic, the evaluation takes for a permanent error exactly what has a
//! fault, and the questions are bounded. A generator makes records out of pieces of right ones; the fuzz target `spf` has the same
//! properties.

use proptest::prelude::*;

use super::{Cause, Sender, Verdict, check, parse::parse, select::is_spf, survey};
use crate::{
    dns::{Answer, Lookup, Proven, Txt},
    record::look_up::{Answered, Asking, Known, NoRecords, Question},
};

/// All names have this record, and no addresses.
fn answer(question: &Question, record: &[u8]) -> Answered {
    match question {
        Question::Txt(_) => {
            let strings = record.chunks(255).map(<[u8]>::to_vec).collect();
            let answer = Answer::Found(vec![Txt { strings }]);
            Answered::Txt(Proven::indeterminate(Lookup::of(answer), "a test"))
        }
        other => other.without_records(&NoRecords::NoSuchName),
    }
}

/// What it comes to, and how many questions that took.
fn drive<T>(record: &[u8], machine: impl Fn(&mut Asking<'_>) -> Option<T>) -> (T, usize) {
    let mut known = Known::default();
    loop {
        let mut asking = Asking::of(&known);
        if let Some(result) = machine(&mut asking) {
            return (result, known.len());
        }
        for question in asking.missing() {
            let answer = answer(&question, record);
            known.insert(question, answer);
        }
    }
}

fn sender(address: &str) -> Sender {
    Sender {
        address: address.parse().unwrap(),
        mail_from: "ann@example.com".to_owned(),
        helo: "client.example.net".to_owned(),
        at: jiff::Timestamp::UNIX_EPOCH,
    }
}

fn holds(record: &[u8]) {
    let faults = parse(record).faults;
    for fault in &faults {
        assert!((6..=record.len()).contains(&fault.position), "{fault:?}");
    }
    for address in ["192.0.2.1", "2001:db8::1"] {
        let sender = sender(address);
        let (checked, asked) = drive(record, |asking| check(asking, &sender));
        assert!(asked <= 150, "{asked} questions");
        let is_syntax = matches!(checked.reason, Some(Cause::Syntax(_)));
        assert_eq!(is_syntax, !faults.is_empty(), "{checked:?}");
        assert!(!is_syntax || checked.result == Verdict::PermError);
        let senders = [sender];
        let (spf, asked) = drive(record, |asking| survey(asking, "example.com", &senders));
        assert!(asked <= 150, "{asked} questions");
        assert_eq!(spf.results[0].result, checked.result);
        let syntax = |cause: &Cause| matches!(cause, Cause::Syntax(_));
        let has_fault = spf.errors.iter().any(|problem| syntax(&problem.kind));
        assert_eq!(has_fault, is_syntax);
        let json = serde_json::to_string(&spf).unwrap();
        assert!(!json.contains(|one: char| one.is_control()));
    }
}

/// Pieces of which terms are made.
const PIECES: &[&str] = &[
    " ",
    " ",
    " ",
    "-",
    "~",
    "+",
    "all",
    "include:",
    "a",
    "mx",
    "ptr",
    "ip4:",
    "ip6:",
    "exists:",
    "redirect=",
    "exp=",
    ":",
    "=",
    "/24",
    "//64",
    "/",
    "192.0.2.1",
    "2001:db8::1",
    "::",
    "example.com",
    "b.example",
    ".",
    "%{d}",
    "%{i",
    "r}",
    "%{p}",
    "%{l2r-}",
    "%%",
    "%_",
    "%",
    "x",
    "1",
    ",",
    "\u{e9}",
    "\t",
    "v=spf1 ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn lint_and_evaluation_agree_on_what_is_wrong(picks in proptest::collection::vec(0..PIECES.len(), 0..24)) {
        let pieces: String = picks.into_iter().map(|pick| PIECES[pick]).collect();
        holds(format!("v=spf1 {pieces}").as_bytes());
    }

    #[test]
    fn any_octets_are_read(octets in proptest::collection::vec(any::<u8>(), 0..64)) {
        holds(&[b"v=spf1 ", octets.as_slice()].concat());
        let _ = (parse(&octets), is_spf(&octets));
    }
}

/// The table of faults, each of which is an error of the evaluation.
#[test]
fn every_faulty_record_is_a_permanent_error() {
    for record in include_str!("parse/faults.txt").lines() {
        if is_spf(record.as_bytes()) {
            holds(record.as_bytes());
        }
    }
}
