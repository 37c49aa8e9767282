//! SPF: the input is a record, and every name has it. It is read to its end, the evaluation takes for a permanent error of syntax
//! exactly what the survey finds a fault in, both ask a bounded number of questions, and nothing that they show can act on a
//! terminal.

#![no_main]

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use smtpcheck::facade::{
    dns::{Answer, Lookup, Proven, Txt},
    record::{
        look_up::{Answered, Asking, Known, NoRecords, Question},
        spf::{Cause, Sender, Verdict, check, survey},
    },
};
use smtpcheck_fuzz::assert_harmless;

/// Of a survey and of one sender.
const MOST_QUESTIONS: usize = 150;

fuzz_target!(|data: &[u8]| {
    let record = [b"v=spf1 ", data].concat();
    for address in ["192.0.2.1", "2001:db8::1"] {
        let sender = Sender {
            address: address.parse().expect("an address"),
            mail_from: "ann-b@example.com".to_owned(),
            helo: "client.example.net".to_owned(),
            at: Timestamp::UNIX_EPOCH,
        };
        let checked = drive(&record, |asking| check(asking, &sender));
        let is_syntax = matches!(checked.reason, Some(Cause::Syntax(_)));
        assert!(!is_syntax || checked.result == Verdict::PermError);
        let senders = [sender];
        let spf = drive(&record, |asking| survey(asking, "example.com", &senders));
        let syntax = |cause: &Cause| matches!(cause, Cause::Syntax(_));
        assert_eq!(
            spf.errors.iter().any(|problem| syntax(&problem.kind)),
            is_syntax
        );
        assert_eq!(spf.results[0].result, checked.result);
        for problem in &spf.errors {
            assert!(
                problem
                    .position
                    .is_none_or(|position| (6..=record.len()).contains(&position))
            );
        }
        assert_harmless(&serde_json::to_string(&spf).expect("JSON"));
    }
});

fn drive<T>(record: &[u8], machine: impl Fn(&mut Asking<'_>) -> Option<T>) -> T {
    let mut known = Known::default();
    loop {
        let mut asking = Asking::of(&known);
        if let Some(result) = machine(&mut asking) {
            assert!(known.len() <= MOST_QUESTIONS, "{} questions", known.len());
            return result;
        }
        for question in asking.missing() {
            let answer = answer(&question, record);
            known.insert(question, answer);
        }
    }
}

fn answer(question: &Question, record: &[u8]) -> Answered {
    match question {
        Question::Txt(_) => {
            let strings = record.chunks(255).map(<[u8]>::to_vec).collect();
            let answer = Answer::Found(vec![Txt { strings }]);
            Answered::Txt(Proven::indeterminate(Lookup::of(answer), "a target"))
        }
        other => other.without_records(&NoRecords::NoSuchName),
    }
}
