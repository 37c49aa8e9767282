//! What a policy needs from the DNS and what is known of it. A policy is read by a passive machine: a pure function of what is
//! [`Known`], which names what it still has to ask ([`Asking`]) and is called again when that is answered. Each question is asked
//! once, whoever has it, and many at the same time.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use crate::dns::{Caa, Mx, Proven, Srv, Txt};

/// One question for the DNS. A name is in lower case and without final dot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// The TXT records of this name.
    Txt(String),
    /// Its A records.
    A(String),
    /// Its AAAA records.
    Aaaa(String),
    /// Its MX records.
    Mx(String),
    /// The names of this address.
    Ptr(IpAddr),
    /// Its SRV records.
    Srv(String),
    /// Its CAA records.
    Caa(String),
}

/// The answer to a question of the same kind.
#[derive(Debug, Clone)]
pub enum Answered {
    /// TXT records.
    Txt(Proven<Txt>),
    /// A records.
    A(Proven<Ipv4Addr>),
    /// AAAA records.
    Aaaa(Proven<Ipv6Addr>),
    /// MX records.
    Mx(Proven<Mx>),
    /// PTR records.
    Ptr(Proven<String>),
    /// SRV records.
    Srv(Proven<Srv>),
    /// CAA records.
    Caa(Proven<Caa>),
}

/// What has been answered.
#[derive(Debug, Default)]
pub struct Known {
    answers: BTreeMap<Question, Answered>,
}

impl Known {
    /// Keeps an answer.
    pub fn insert(&mut self, question: Question, answered: Answered) {
        self.answers.insert(question, answered);
    }

    /// The questions and their answers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Question, &Answered)> {
        self.answers.iter()
    }

    /// Whether this has an answer.
    #[must_use]
    pub fn has(&self, question: &Question) -> bool {
        self.answers.contains_key(question)
    }

    /// How many answers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }
}

/// One round of a machine: it takes what is known and leaves what it misses. Every method returns `None` where the answer is not
/// known yet; the machine then goes on with what does not depend on it, so that it is asked for at the same time.
#[derive(Debug)]
pub struct Asking<'a> {
    known: &'a Known,
    missing: Vec<Question>,
}

/// A method for each kind of question.
macro_rules! ask {
    ($($(#[$documentation:meta])* $method:ident: $kind:ident($name:ty) -> $record:ty;)*) => {
        $($(#[$documentation])*
        pub fn $method(&mut self, name: $name) -> Option<&'a Proven<$record>> {
            match self.answer(Question::$kind(Into::into(name)))? {
                Answered::$kind(answer) => Some(answer),
                _ => None,
            }
        })*
    };
}

impl<'a> Asking<'a> {
    /// A round that begins with this.
    #[must_use]
    pub const fn of(known: &'a Known) -> Self {
        let missing = Vec::new();
        Self { known, missing }
    }

    ask! {
        /// The TXT records of a name.
        txt: Txt(&str) -> Txt;
        /// Its A records.
        a: A(&str) -> Ipv4Addr;
        /// Its AAAA records.
        aaaa: Aaaa(&str) -> Ipv6Addr;
        /// Its MX records.
        mx: Mx(&str) -> Mx;
        /// The names of an address.
        ptr: Ptr(IpAddr) -> String;
        /// The SRV records of a name.
        srv: Srv(&str) -> Srv;
        /// Its CAA records.
        caa: Caa(&str) -> Caa;
    }

    fn answer(&mut self, question: Question) -> Option<&'a Answered> {
        let question = question.normal();
        let answer = self.known.answers.get(&question);
        if answer.is_none() && !self.missing.contains(&question) {
            self.missing.push(question);
        }
        answer
    }

    /// What was missed, in the order in which it was.
    #[must_use]
    pub fn missing(self) -> Vec<Question> {
        self.missing
    }
}

impl Question {
    fn normal(self) -> Self {
        let normal = |name: String| name.trim_end_matches('.').to_ascii_lowercase();
        match self {
            Self::Txt(name) => Self::Txt(normal(name)),
            Self::A(name) => Self::A(normal(name)),
            Self::Aaaa(name) => Self::Aaaa(normal(name)),
            Self::Mx(name) => Self::Mx(normal(name)),
            Self::Srv(name) => Self::Srv(normal(name)),
            Self::Caa(name) => Self::Caa(normal(name)),
            Self::Ptr(address) => Self::Ptr(address),
        }
    }

    /// An answer of this kind without records, such as that nothing came in time.
    #[must_use]
    pub fn without_records(&self, answer: &NoRecords) -> Answered {
        match self {
            Self::Txt(_) => Answered::Txt(answer.proven()),
            Self::A(_) => Answered::A(answer.proven()),
            Self::Aaaa(_) => Answered::Aaaa(answer.proven()),
            Self::Mx(_) => Answered::Mx(answer.proven()),
            Self::Ptr(_) => Answered::Ptr(answer.proven()),
            Self::Srv(_) => Answered::Srv(answer.proven()),
            Self::Caa(_) => Answered::Caa(answer.proven()),
        }
    }
}

/// Why there are no records, whatever their kind.
pub type NoRecords = crate::dns::Answer<std::convert::Infallible>;

impl NoRecords {
    fn proven<T>(&self) -> Proven<T> {
        use crate::dns::{Answer, Lookup, Reason};
        let answer = match self {
            Self::Found(_) | Self::NoData => Answer::NoData,
            Self::NoSuchName => Answer::NoSuchName,
            Self::ServerFailure(what) => Answer::ServerFailure(what.clone()),
            Self::NotReached(why) => Answer::NotReached(why.clone()),
            Self::NotAsked(why) => Answer::NotAsked(why.clone()),
            Self::TimedOut => Answer::TimedOut,
            Self::Bogus(why) => Answer::Bogus(why.clone()),
        };
        Proven::indeterminate(Lookup::of(answer), Reason::NoAnswer)
    }
}

/// The machines' tests: a zone in a few lines, and a driver that counts.
#[cfg(test)]
pub(crate) mod testing {
    use super::*;
    use crate::dns::Answer;

    /// Answers from lines `NAME TYPE DATA`: `example.com TXT v=spf1 -all`, `example.com MX 10 mx.example.com`,
    /// `192.0.2.1 PTR mx.example.com`; `NAME TYPE !SERVFAIL` and `NAME TYPE !TIMEOUT` fail. A name that has no line and nothing below
    /// it does not exist.
    pub(crate) struct Zone<'a>(pub(crate) &'a str);

    impl Zone<'_> {
        fn data<'z>(&'z self, name: &str, kind: &str) -> Vec<&'z str> {
            let lines = self.0.lines().filter_map(|line| {
                let mut words = line.trim().splitn(3, ' ');
                let of = words.next()?.eq_ignore_ascii_case(name) && words.next()? == kind;
                words.next().filter(|_| of)
            });
            lines.collect()
        }

        fn exists(&self, name: &str) -> bool {
            let below = format!(".{name}");
            let mut owners = self
                .0
                .lines()
                .filter_map(|line| line.split_whitespace().next());
            owners.any(|owner| {
                let owner = owner.to_ascii_lowercase();
                owner == name || owner.ends_with(&below)
            })
        }

        fn records<T>(&self, name: &str, kind: &str, read: impl Fn(&str) -> T) -> Proven<T> {
            let data = self.data(name, kind);
            let answer = match data.first() {
                Some(&"!SERVFAIL") => Answer::ServerFailure("SERVFAIL".to_owned()),
                Some(&"!TIMEOUT") => Answer::TimedOut,
                Some(_) => Answer::Found(data.into_iter().map(read).collect()),
                None if self.exists(name) => Answer::NoData,
                None => Answer::NoSuchName,
            };
            Proven::indeterminate(crate::dns::Lookup::of(answer), "a test")
        }

        pub(crate) fn answer(&self, question: &Question) -> Answered {
            match question {
                Question::Txt(name) => Answered::Txt(self.records(name, "TXT", |data| Txt {
                    strings: data.as_bytes().chunks(255).map(<[u8]>::to_vec).collect(),
                })),
                Question::A(name) => {
                    Answered::A(self.records(name, "A", |data| data.parse().unwrap()))
                }
                Question::Aaaa(name) => {
                    Answered::Aaaa(self.records(name, "AAAA", |data| data.parse().unwrap()))
                }
                Question::Mx(name) => Answered::Mx(self.records(name, "MX", |data| {
                    let (preference, exchange) = data.split_once(' ').unwrap();
                    Mx {
                        preference: preference.parse().unwrap(),
                        exchange: exchange.to_owned(),
                    }
                })),
                Question::Srv(name) => Answered::Srv(self.records(name, "SRV", |data| {
                    let words: Vec<&str> = data.split(' ').collect();
                    Srv {
                        priority: words[0].parse().unwrap(),
                        weight: words[1].parse().unwrap(),
                        port: words[2].parse().unwrap(),
                        target: words[3].to_owned(),
                    }
                })),
                Question::Caa(name) => Answered::Caa(self.records(name, "CAA", |data| {
                    let words: Vec<&str> = data.splitn(3, ' ').collect();
                    Caa {
                        critical: words[0] == "128",
                        tag: words[1].to_owned(),
                        value: words[2].as_bytes().to_vec(),
                    }
                })),
                Question::Ptr(address) => {
                    Answered::Ptr(self.records(&address.to_string(), "PTR", str::to_owned))
                }
            }
        }

        /// What the machine comes to, and what it asked in which rounds.
        pub(crate) fn drive<T>(
            &self,
            machine: impl Fn(&mut Asking<'_>) -> Option<T>,
        ) -> (T, Vec<Vec<Question>>) {
            let mut known = Known::default();
            let mut rounds = Vec::new();
            loop {
                let mut asking = Asking::of(&known);
                let result = machine(&mut asking);
                if let Some(result) = result {
                    return (result, rounds);
                }
                let missing = asking.missing();
                assert!(!missing.is_empty(), "it waits for nothing");
                for question in &missing {
                    known.insert(question.clone(), self.answer(question));
                }
                rounds.push(missing);
                assert!(rounds.len() < 200, "it does not end");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{testing::Zone, *};

    /// Two names whose answers do not depend on each other are asked for in one round, and one name once.
    #[test]
    fn what_is_independent_is_asked_for_at_the_same_time() {
        let zone = Zone("a.example A 192.0.2.1\nb.example A !TIMEOUT");
        let ((found, lost), rounds) = zone.drive(|asking| {
            let found = asking.a("A.example.");
            let lost = asking.a("b.example");
            let again = asking.a("a.example");
            Some((
                found?.lookup.records().len(),
                lost?.lookup.answer.is_temporary(),
            ))
            .filter(|_| again.is_some())
        });
        assert_eq!((found, lost), (1, true));
        let asked = ["a.example", "b.example"].map(|name| Question::A(name.to_owned()));
        assert_eq!(rounds, [asked.to_vec()]);
    }

    #[test]
    fn a_question_that_failed_has_an_answer_of_its_kind() {
        let question = Question::Ptr(IpAddr::from([192, 0, 2, 1]));
        let mut known = Known::default();
        known.insert(
            question.clone(),
            question.without_records(&NoRecords::TimedOut),
        );
        let mut asking = Asking::of(&known);
        let answer = asking.ptr(IpAddr::from([192, 0, 2, 1])).unwrap();
        assert!(answer.lookup.answer.is_temporary());
        assert!(asking.missing().is_empty() && known.len() == 1);
    }
}
