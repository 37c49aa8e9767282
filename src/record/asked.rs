//! What was asked of the DNS and what came of it, one line a question: the evidence of a policy, with what DNSSEC proves of each set.

use std::fmt;

use serde::Serialize;

use super::look_up::{Answered, Known, Question};
use crate::{
    dns::{Answer, Proof, Proven},
    text::{shortened, visible},
};

/// What of a reason is shown, in bytes.
const LONGEST: usize = 256;

/// One question and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LookUp {
    /// The type of the records: `TXT`.
    pub record_type: &'static str,
    /// The name, or the address of a PTR question.
    pub name: String,
    /// What came of it.
    pub status: LookUpStatus,
    /// How many records there are.
    pub records: usize,
    /// Why there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What DNSSEC proves about the answer, a denial included.
    pub dnssec: Proof,
}

/// What came of a question. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LookUpStatus {
    /// Records.
    Ok,
    /// The name has no records of this type.
    NoData,
    /// The name does not exist.
    NoSuchName,
    /// The DNS did not say.
    ServerFailure,
    /// It was not asked: it would have been more than this program asks.
    NotAsked,
    /// No DNS server answered in time.
    Timeout,
    /// The answer is forged or its zone is broken.
    Bogus,
}

impl fmt::Display for LookUpStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ok => "found",
            Self::NoData => "no such record",
            Self::NoSuchName => "no such name",
            Self::ServerFailure => "not answered",
            Self::NotAsked => "not asked",
            Self::Timeout => "timed out",
            Self::Bogus => "DNSSEC validation failed",
        })
    }
}

impl Known {
    /// Everything that was asked, in the order of the types and names.
    #[must_use]
    pub fn look_ups(&self) -> Vec<LookUp> {
        self.iter()
            .map(|(question, answer)| LookUp::of(question, answer))
            .collect()
    }
}

impl LookUp {
    fn of(question: &Question, answered: &Answered) -> Self {
        let (record_type, name) = match question {
            Question::Txt(name) => ("TXT", name.clone()),
            Question::A(name) => ("A", name.clone()),
            Question::Aaaa(name) => ("AAAA", name.clone()),
            Question::Mx(name) => ("MX", name.clone()),
            Question::Srv(name) => ("SRV", name.clone()),
            Question::Caa(name) => ("CAA", name.clone()),
            Question::Ptr(address) => ("PTR", address.to_string()),
        };
        let of = (record_type, shortened(visible(name.as_bytes()), LONGEST));
        match answered {
            Answered::Txt(answer) => Self::answered(of, answer),
            Answered::A(answer) => Self::answered(of, answer),
            Answered::Aaaa(answer) => Self::answered(of, answer),
            Answered::Mx(answer) => Self::answered(of, answer),
            Answered::Srv(answer) => Self::answered(of, answer),
            Answered::Caa(answer) => Self::answered(of, answer),
            Answered::Ptr(answer) => Self::answered(of, answer),
        }
    }

    fn answered<T>((record_type, name): (&'static str, String), answer: &Proven<T>) -> Self {
        let lookup = &answer.lookup;
        let status = match &lookup.answer {
            Answer::Found(_) => LookUpStatus::Ok,
            Answer::NoData => LookUpStatus::NoData,
            Answer::NoSuchName => LookUpStatus::NoSuchName,
            Answer::ServerFailure(_) | Answer::NotReached(_) => LookUpStatus::ServerFailure,
            Answer::NotAsked(_) => LookUpStatus::NotAsked,
            Answer::TimedOut => LookUpStatus::Timeout,
            Answer::Bogus(_) => LookUpStatus::Bogus,
        };
        let detail = match &lookup.answer {
            Answer::ServerFailure(why)
            | Answer::NotReached(why)
            | Answer::NotAsked(why)
            | Answer::Bogus(why) => Some(why),
            _ => None,
        };
        Self {
            record_type,
            name,
            status,
            records: lookup.records().len() + lookup.dropped,
            detail: detail.map(|why| shortened(visible(why.as_bytes()), LONGEST)),
            dnssec: answer.proof,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::look_up::{NoRecords, testing::Zone},
        *,
    };

    #[test]
    fn each_question_has_a_line() {
        let zone =
            Zone("example.com TXT v=spf1 -all\nexample.com TXT other\nb.example MX !TIMEOUT");
        let mut known = Known::default();
        for question in [
            Question::Txt("example.com".to_owned()),
            Question::A("example.com".to_owned()),
            Question::Mx("b.example".to_owned()),
            Question::Ptr([192, 0, 2, 1].into()),
        ] {
            known.insert(question.clone(), zone.answer(&question));
        }
        let failed = Question::Txt("c.example".to_owned());
        known.insert(
            failed.clone(),
            failed.without_records(&NoRecords::ServerFailure("REFUSED\n".to_owned())),
        );
        let beyond = Question::Txt("d.example".to_owned());
        let enough = NoRecords::NotAsked("too many".to_owned());
        known.insert(beyond.clone(), beyond.without_records(&enough));
        let told: Vec<_> = known
            .look_ups()
            .into_iter()
            .map(|one| {
                (
                    one.record_type,
                    one.name,
                    one.status,
                    one.records,
                    one.detail,
                )
            })
            .collect();
        let line = |kind, name: &str, status, records, detail: Option<&str>| {
            (
                kind,
                name.to_owned(),
                status,
                records,
                detail.map(str::to_owned),
            )
        };
        let expected = [
            line(
                "TXT",
                "c.example",
                LookUpStatus::ServerFailure,
                0,
                Some("REFUSED\\n"),
            ),
            line(
                "TXT",
                "d.example",
                LookUpStatus::NotAsked,
                0,
                Some("too many"),
            ),
            line("TXT", "example.com", LookUpStatus::Ok, 2, None),
            line("A", "example.com", LookUpStatus::NoData, 0, None),
            line("MX", "b.example", LookUpStatus::Timeout, 0, None),
            line("PTR", "192.0.2.1", LookUpStatus::NoSuchName, 0, None),
        ];
        assert_eq!(told, expected);
    }
}
