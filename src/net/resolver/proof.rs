//! What DNSSEC proves about an answer: asks what the validation (see `validation`) wants to know, each question once
//! as long as its answer lasts. The DNS server only has to pass the signatures on: it is asked not to check them itself (CD, RFC 6840 section 5.9), and whether it
//! calls an answer authentic (AD) is nothing to us. Where it refuses one all the same and says that DNSSEC is the reason (RFC 8914),
//! that is believed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use tokio::sync::OnceCell;
use tokio::time::{Instant, timeout_at};

use super::exchange::{Failure, Servers, Wanted};
use super::extended_error::dnssec_failure;
use super::limits::REFERRAL;
use super::name::shown;
use super::options::ResolverOptions;
use super::records::{found_or_malformed, mnemonic};
use super::validation::{
    Anchors, Context, Library, Next, Outcome, Question, Status, Validation, Verdict, Zones,
};
use crate::dns::{Alias, Answer, Lookup, Proof, Proven, Reason, Why};
use crate::text::visible;

/// How long answers and proofs are kept at most; one check takes less.
const KEPT: Duration = Duration::from_secs(120);
/// How many answers are kept, and as many of before.
const MOST_KEPT: usize = 512;

/// Asks with validation.
pub(super) struct Validator {
    servers: Arc<Servers>,
    anchors: Arc<Anchors>,
    /// How long one question may take, all servers together.
    patience: Duration,
    answers: Mutex<Answers>,
    zones: Mutex<(Instant, Zones)>,
}

/// An answer that is there, or on its way: whoever asks the same waits for it.
#[derive(Clone)]
struct Kept {
    since: Instant,
    answer: Arc<OnceCell<Arc<Message>>>,
}

/// Answers of two ages: when there are enough of the younger ones they become the older ones, and the older ones go.
#[derive(Default)]
struct Answers {
    young: HashMap<Question, Kept>,
    old: HashMap<Question, Kept>,
}

impl Answers {
    /// The answer, or the place for it.
    fn place_of(&mut self, question: &Question) -> Kept {
        if let Some(kept) = self.young.get(question).filter(|kept| kept.is_fresh()) {
            return kept.clone();
        }
        let kept = self.old.remove(question).filter(Kept::is_fresh);
        let kept = kept.unwrap_or_else(|| Kept {
            since: Instant::now(),
            answer: Arc::default(),
        });
        if self.young.len() >= MOST_KEPT {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(question.clone(), kept.clone());
        kept
    }
}

/// How long a proof may take: half of the time while nothing says that a proof can be had, for then a plain question follows.
#[derive(Clone, Copy)]
pub(super) struct Time {
    pub(super) half: Instant,
    pub(super) end: Instant,
}

/// That nothing can be proven of what is at the end of the aliases.
pub(super) struct Unproven {
    pub(super) why: Option<Why>,
    /// Those that the answer has, each with its own proof.
    pub(super) aliases: Vec<Alias>,
    /// Where they led: the name itself where there are none.
    pub(super) end: Name,
}

impl Unproven {
    pub(super) fn at(name: &Name, why: impl Into<Why>) -> Self {
        Self {
            why: Some(why.into()),
            aliases: Vec::new(),
            end: name.clone(),
        }
    }

    /// What a plain question about the end came to, behind the aliases.
    pub(super) fn with<T>(self, mut lookup: Lookup<T>) -> Proven<T> {
        let refused = match &lookup.answer {
            Answer::Bogus(why) => Some(Reason::RefusedByServer(why.clone()).into()),
            _ => None,
        };
        if !self.aliases.is_empty() && lookup.canonical_name.is_none() {
            lookup.canonical_name = Some(shown(&self.end));
        }
        Proven {
            proof: match refused {
                Some(_) => Proof::Bogus,
                None => Proof::Indeterminate,
            },
            why: refused.or(self.why),
            lookup,
            aliases: self.aliases,
        }
    }
}

impl Validator {
    /// Half of the time is for it; the other half is for a question without proof.
    pub(super) fn new(options: &ResolverOptions, servers: Arc<Servers>) -> Self {
        let anchors = match &options.trust_anchors {
            Some(given) => given.keys.clone(),
            None => Anchors::root(),
        };
        Self {
            servers,
            anchors: Arc::new(anchors),
            patience: options.timeout / 2,
            answers: Mutex::default(),
            zones: Mutex::new((Instant::now(), Zones::default())),
        }
    }

    /// The records of `kind` at `name`, or that there are none, with what is proven. The records are those that were proven.
    /// `Err`: of what is at the end of the aliases nothing can be proven, and why; a plain question may know more.
    pub(super) async fn ask<T>(
        &self,
        name: &Name,
        kind: RecordType,
        time: Time,
        value: impl Fn(&RData) -> Option<T>,
    ) -> Result<Proven<T>, Unproven> {
        let verdict = self.validated(Question::new(name, kind), time).await;
        let (plainly, end) = (verdict.plainly, verdict.end.clone());
        let proven = proven(verdict, value);
        let says_something =
            matches!(proven.lookup.answer, Answer::Found(_)) || proven.lookup.answer.is_denial();
        match plainly && !says_something {
            true => Err(Unproven {
                why: proven.why,
                aliases: proven.aliases,
                end,
            }),
            false => Ok(proven),
        }
    }

    /// Whether the zone of the trust anchor above the name is not proven to be signed: its keys may have been lost on the way.
    pub(super) fn is_to_be_proven(&self, name: &Name) -> bool {
        let top = self.anchors.above(name);
        top.is_some_and(|top| !self.known_zones().has(&top))
    }

    async fn validated(&self, question: Question, time: Time) -> Verdict {
        let context = Context {
            anchors: Arc::clone(&self.anchors),
            now: now(),
            cryptography: Arc::new(Library),
        };
        let mut validation = Validation::new(question, context, self.known_zones());
        loop {
            match validation.advance() {
                Next::Ask(question) => {
                    let limit = match validation.is_anchored(&question.name) {
                        true => time.end,
                        false => time.half,
                    };
                    let answer = timeout_at(limit, self.answer(&question)).await;
                    let answer = answer.unwrap_or(Err(Reason::NoAnswer));
                    validation.give(question, answer.as_deref().map_err(Clone::clone));
                }
                Next::Done(verdict) => {
                    self.learn(validation.into_zones());
                    return *verdict;
                }
            }
        }
    }

    /// The answer to a question, asked once however many want it.
    async fn answer(&self, question: &Question) -> Result<Arc<Message>, Reason> {
        let kept = self.kept(question);
        let ask = async || self.asked(question).await.map(Arc::new);
        kept.answer.get_or_try_init(ask).await.cloned()
    }

    async fn asked(&self, question: &Question) -> Result<Message, Reason> {
        let wanted = Wanted {
            dnssec: true,
            unchecked: true,
        };
        let (name, kind) = (&question.name, question.kind);
        let deadline = Instant::now() + self.patience;
        let answer = self.servers.ask(name, kind, wanted, deadline).await;
        let message = answer.map_err(reason)?;
        match dnssec_failure(&message) {
            Some(why) => Err(Reason::RefusedByServer(why)),
            None => Ok(message),
        }
    }

    fn kept(&self, question: &Question) -> Kept {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.place_of(question)
    }

    fn known_zones(&self) -> Zones {
        let mut zones = self.zones.lock().unwrap_or_else(PoisonError::into_inner);
        if zones.0.elapsed() > KEPT {
            *zones = (Instant::now(), Zones::default());
        }
        zones.1.clone()
    }

    fn learn(&self, proven: Zones) {
        let zones = self.zones.lock().unwrap_or_else(PoisonError::into_inner);
        zones.1.learn(proven);
    }
}

impl Kept {
    /// No longer than its records may be (RFC 2181 section 8); what proves nothing only as long as it is on its way.
    fn is_fresh(&self) -> bool {
        let Some(message) = self.answer.get() else {
            return self.since.elapsed() <= KEPT;
        };
        let records = message.answers.iter().chain(&message.authorities);
        let time = records.map(|record| record.ttl).min();
        let time = time.map_or(KEPT, |time| KEPT.min(Duration::from_secs(time.into())));
        is_lasting(message) && self.since.elapsed() <= time
    }
}

/// Not so a failure (RFC 2308 section 7), nor keys without their signature, which somebody on the way took off: the next one who
/// needs them may have more luck.
fn is_lasting(message: &Message) -> bool {
    let code = message.metadata.response_code;
    let asks_for_keys = message
        .queries
        .first()
        .is_some_and(|query| query.query_type() == RecordType::DNSKEY);
    let is_signed = || {
        let mut records = message.answers.iter();
        records.any(|record| record.record_type() == RecordType::RRSIG)
    };
    matches!(code, ResponseCode::NoError | ResponseCode::NXDomain)
        && (!asks_for_keys || is_signed())
}

/// RRSIG records have the time in 32 bits (RFC 4034 section 3.1.5).
pub(super) fn now() -> u32 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    (since.unwrap_or_default().as_secs() & u64::from(u32::MAX)) as u32
}

fn reason(failure: Failure) -> Reason {
    match failure {
        Failure::TimedOut => Reason::NoAnswer,
        Failure::Unreachable(error) => {
            let why = visible(error.to_string().as_bytes());
            Reason::Other(format!("the DNS server cannot be reached: {why}"))
        }
        Failure::Malformed => Reason::Other("the DNS server's answer cannot be read".to_owned()),
        Failure::Cut => Reason::Other("the DNS server's answer is cut, over TCP too".to_owned()),
    }
}

fn proven<T>(verdict: Verdict, value: impl Fn(&RData) -> Option<T>) -> Proven<T> {
    let aliases: Vec<Alias> = verdict
        .steps
        .iter()
        .map(|step| Alias {
            name: shown(&step.name),
            target: shown(&step.target),
            proof: step.status.proof(),
        })
        .collect();
    // Where a forged alias leads is no name of anything.
    let is_used = match verdict.status {
        Status::Bogus(_) => false,
        Status::Unchecked(_) => verdict.plainly,
        Status::Secure | Status::Insecure(_) => true,
    };
    let canonical_name = (!aliases.is_empty() && is_used).then(|| shown(&verdict.end));
    Proven {
        lookup: Lookup {
            canonical_name,
            ..Lookup::of(answer(&verdict, value))
        },
        proof: verdict.status.proof(),
        why: verdict.status.why().cloned(),
        aliases,
    }
}

fn answer<T>(verdict: &Verdict, value: impl Fn(&RData) -> Option<T>) -> Answer<T> {
    match &verdict.status {
        Status::Bogus(why) => return Answer::Bogus(why.to_string()),
        // Used all the same it would be what an attacker says who suppresses the proof.
        Status::Unchecked(why) if !verdict.plainly => return unproven(&verdict.outcome, why),
        _ => {}
    }
    match &verdict.outcome {
        Outcome::Records(records) => {
            let values = records.iter().filter_map(|record| value(&record.data));
            found_or_malformed(values.collect())
        }
        Outcome::NoData => Answer::NoData,
        Outcome::NoSuchName => Answer::NoSuchName,
        Outcome::Failed(code) => Answer::ServerFailure(mnemonic(*code)),
        Outcome::Referral => Answer::ServerFailure(REFERRAL.to_owned()),
        Outcome::Contradiction => Answer::ServerFailure(
            "a malformed answer: its aliases contradict each other".to_owned(),
        ),
        Outcome::Unanswered => Answer::TimedOut,
        Outcome::Unknown => match verdict.status.why() {
            Some(why) => unproven(&verdict.outcome, why),
            None => Answer::NoData,
        },
    }
}

/// Why nothing is known: because of the question itself, or of another one that the proof needs.
fn unproven<T>(outcome: &Outcome, why: &Why) -> Answer<T> {
    match outcome {
        Outcome::Failed(code) => Answer::ServerFailure(mnemonic(*code)),
        Outcome::Unanswered => Answer::TimedOut,
        _ => Answer::ServerFailure(why.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use hickory_resolver::proto::rr::Record;

    use super::*;

    fn verdict(status: Status) -> Verdict {
        let name = |text: &str| Name::from_ascii(text).unwrap();
        let address = RData::A(std::net::Ipv4Addr::new(192, 0, 2, 1).into());
        let record = Record::from_rdata(name("b.test."), 300, address);
        Verdict {
            outcome: Outcome::Records(vec![record]),
            steps: vec![super::super::validation::Step {
                name: name("a.test."),
                target: name("b.test."),
                status: status.clone(),
            }],
            end: name("b.test."),
            end_status: status.clone(),
            plainly: true,
            status,
        }
    }

    fn value(data: &RData) -> Option<std::net::IpAddr> {
        data.ip_addr()
    }

    /// The records of a forged answer are used for nothing, nor the name that a forged alias leads to.
    #[test]
    fn a_bogus_answer_has_no_records() {
        let why = || Why::at(Reason::SignatureWrong, "b.test", "A");
        for status in [
            Status::Secure,
            Status::Insecure(why()),
            Status::Unchecked(why()),
        ] {
            let proof = status.proof();
            let proven = proven(verdict(status), value);
            assert_eq!(
                proven.lookup.answer,
                Answer::Found(vec![[192, 0, 2, 1].into()])
            );
            assert_eq!(proven.lookup.canonical_name.as_deref(), Some("b.test"));
            assert_eq!(proven.proof, proof);
        }
        let forged = proven(verdict(Status::Bogus(why())), value);
        assert_eq!(forged.lookup.answer, Answer::Bogus(why().to_string()));
        assert_eq!(forged.lookup.canonical_name, None);
        assert_eq!(forged.proof, Proof::Bogus);
    }

    /// RFC 2181 section 8.
    #[tokio::test(start_paused = true)]
    async fn an_answer_is_kept_no_longer_than_its_records_live() {
        let kept = |ttl: Option<u32>| {
            let mut message = Message::query();
            message.answers.extend(ttl.map(|ttl| {
                let name = Name::from_ascii("a.test.").unwrap();
                Record::from_rdata(
                    name,
                    ttl,
                    RData::A(std::net::Ipv4Addr::new(192, 0, 2, 1).into()),
                )
            }));
            Kept {
                since: Instant::now(),
                answer: Arc::new(OnceCell::new_with(Some(Arc::new(message)))),
            }
        };
        let (short, long, none) = (kept(Some(5)), kept(Some(86_400)), kept(None));
        let fresh = || [&short, &long, &none].map(Kept::is_fresh);
        assert_eq!(fresh(), [true, true, true]);
        tokio::time::advance(Duration::from_secs(6)).await;
        assert_eq!(fresh(), [false, true, true]);
        tokio::time::advance(KEPT).await;
        assert_eq!(fresh(), [false, false, false]);
    }
}
