//! What DNSSEC proves about an answer, from a trust anchor down to the record: a passive machine. It says what must be asked, is
//! given what came back, and in the end tells what was proven, records included: they are the ones to use.
//! RFC 4033 to 4035, 5155, 6672, 6840, 9276.
//!
//! Every step may find that a question is still to be asked. It then stops with that question and begins anew once the answer is
//! there; what was already proven is kept. So the code reads in the order of the proof.
//!
//! It trusts the DNS server with nothing: the answer of a server that lies is bogus. What this program cannot check is not bogus and
//! not unsigned either, but not checked.

mod absence;
mod anchor;
mod answer;
mod canonical;
mod cryptography;
mod denial;
mod name;
mod nsec;
mod nsec3;
mod question;
mod response;
mod signature;
mod state;
mod status;
mod work;
mod zone;
mod zones;

use std::collections::HashMap;
use std::sync::Arc;

use hickory_resolver::proto::op::Message;
use hickory_resolver::proto::rr::{Name, RecordType};

pub use anchor::Anchors;
pub use cryptography::{Checked, Cryptography, Library, Support};
pub use question::Question;
pub use state::{Context, Validation};
#[cfg(test)]
pub use status::Step;
pub use status::{Outcome, Status, Verdict};
pub use zones::Zones;

use super::name::shown;
use super::records::mnemonic;
use crate::dns::{Reason, Why};
use name::{is_below, parent};
use question::{Section, Stop};
use response::{Response, Set};
use signature::{Judged, signers};
use work::Work;
use zones::Zone;

/// What the machine wants next.
#[derive(Debug)]
pub enum Next {
    /// An answer to this, with its signatures, unchecked.
    Ask(Question),
    /// Nothing: this is what came of it.
    Done(Box<Verdict>),
}

impl Validation {
    /// Begins; `zones` may have what earlier validations proved.
    #[must_use]
    pub fn new(question: Question, context: Context, zones: Zones) -> Self {
        Self {
            question,
            context,
            zones,
            answers: HashMap::new(),
            judged: HashMap::new(),
            underway: Vec::new(),
            work: Work::default(),
        }
    }

    /// Goes on until an answer is missing or the verdict is there.
    pub fn advance(&mut self) -> Next {
        let mut verdict = match self.verdict() {
            Ok(verdict) => verdict,
            Err(stop) => match self.pending(stop) {
                Ok(question) => return Next::Ask(question),
                Err(why) => self.unfinished(Outcome::Unknown, why),
            },
        };
        verdict.plainly = match self.is_without_proof(&verdict) {
            Ok(is_without) => is_without,
            Err(stop) => match self.pending(stop) {
                Ok(question) => return Next::Ask(question),
                Err(_) => false,
            },
        };
        Next::Done(Box::new(verdict))
    }

    /// The question to ask first, unless they are too many.
    fn pending(&mut self, stop: Stop) -> Result<Question, Why> {
        let spent = match stop {
            Stop::Ask(question) => match self.work.question() {
                Ok(()) => return Ok(question),
                Err(spent) => spent,
            },
            end @ Stop::End(_) => end,
        };
        match spent {
            Stop::End(why) => Err(why),
            Stop::Ask(question) => Err(question.why(Reason::TooMuchWork)),
        }
    }

    fn unfinished(&self, outcome: Outcome, why: Why) -> Verdict {
        // Signatures and hashes are counted where a zone is proven to be signed: there only what is proven may be used.
        let status = match why.reason {
            Reason::RefusedByServer(_) | Reason::TooManySignatures | Reason::TooManyHashes => {
                Status::Bogus(why)
            }
            _ => Status::Unchecked(why),
        };
        Verdict {
            status: status.clone(),
            outcome,
            steps: Vec::new(),
            end: self.question.name.clone(),
            end_status: status,
            plainly: false,
        }
    }

    /// Whether nothing says that any part of the answer ought to be proven, each alias for itself: where one leads says
    /// nothing about whether somebody forged it.
    fn is_without_proof(&mut self, verdict: &Verdict) -> Result<bool, Stop> {
        if !matches!(verdict.status, Status::Unchecked(_)) {
            return Ok(false);
        }
        let steps = verdict.steps.iter().map(|step| (&step.name, &step.status));
        for (name, status) in steps.chain([(&verdict.end, &verdict.end_status)]) {
            if matches!(status, Status::Unchecked(_)) && !self.lacks_proof(name, status)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a proof of what is at `name` is not to be had by anybody, or not by this program, or not by way of this DNS server.
    fn lacks_proof(&mut self, name: &Name, status: &Status) -> Result<bool, Stop> {
        let is_beyond = |status: &Status| status.why().is_some_and(Why::is_beyond_this_program);
        if is_beyond(status) || !self.is_provable(name)? {
            return Ok(true);
        }
        Ok(match self.enclosing(name)? {
            Zone::Unsigned(Status::Insecure(_)) => true,
            Zone::Unsigned(status) => is_beyond(&status),
            _ => false,
        })
    }

    /// Whether the zone of the trust anchor above `name` can be proven; what asks for more work than is left does not say no.
    fn is_provable(&mut self, name: &Name) -> Result<bool, Stop> {
        let Some(top) = self.context.anchors.above(name) else {
            return Ok(false);
        };
        match self.zone(&top) {
            Ok(zone) => Ok(matches!(zone, Zone::Signed(_))),
            Err(Stop::End(why)) if matches!(why.reason, Reason::NoAnswer | Reason::Other(_)) => {
                Ok(false)
            }
            Err(stop) => Err(stop),
        }
    }

    /// Whether the zone of the trust anchor above `name` was proven by way of this DNS server: it then passes on what a proof
    /// needs.
    #[must_use]
    pub fn is_anchored(&self, name: &Name) -> bool {
        let top = self.context.anchors.above(name);
        top.is_some_and(|top| self.zones.has(&top))
    }

    /// Takes what came of a question; where nothing came, why.
    pub fn give(&mut self, question: Question, answer: Result<&Message, Reason>) {
        let answer = match answer {
            Ok(message) => Ok(Arc::new(Response::new(message))),
            Err(reason) => Err(question.why(reason)),
        };
        self.answers.insert(question, answer);
    }

    /// What was proven about zones on the way.
    #[must_use]
    pub fn into_zones(self) -> Zones {
        self.zones
    }

    fn response(&self, asked: &Question) -> Result<Arc<Response>, Stop> {
        match self.answers.get(asked) {
            Some(Ok(response)) => Ok(Arc::clone(response)),
            Some(Err(why)) => Err(Stop::End(why.clone())),
            None => Err(Stop::Ask(asked.clone())),
        }
    }

    /// What is proven about one set of an answer, worked out once.
    fn judged(
        &mut self,
        asked: &Question,
        section: Section,
        index: usize,
        set: &Set,
    ) -> Result<Judged, Stop> {
        let key = (asked.clone(), section, index);
        if let Some(judged) = self.judged.get(&key) {
            return Ok(judged.clone());
        }
        let judged = self.judge(asked, set)?;
        self.judged.insert(key, judged.clone());
        Ok(judged)
    }

    /// By the nearest zone that signed it; where none did, by the zone that it is in. Where a zone is to be proven, only zones
    /// above it speak (RFC 4035 section 5.2): what it says of itself would rest on itself.
    fn judge(&mut self, asked: &Question, set: &Set) -> Result<Judged, Stop> {
        // The zone above says DS: an anchor at the name itself is not about that.
        let at = match set.kind {
            RecordType::DS => parent(&set.name),
            _ => set.name.clone(),
        };
        let begun = self.underway.last() == Some(&asked.name);
        let about = (begun && asked.kind == RecordType::DS).then_some(&asked.name);
        let at = match about {
            Some(zone) if !is_below(zone, &at) => parent(zone),
            _ => at,
        };
        let top = self.context.anchors.above(&at);
        let counts = |signer: &Name| {
            top.as_ref().is_none_or(|top| top.zone_of(signer))
                && about.is_none_or(|zone| is_below(zone, signer))
        };
        for signer in signers(set).into_iter().filter(counts) {
            match self.zone(&signer)? {
                Zone::Signed(keys) => return self.verified(set, &signer, &keys),
                Zone::Unsigned(status) => return Ok(status.into()),
                Zone::NotACut | Zone::Absent => {}
            }
        }
        let reason = match set.signatures.is_empty() {
            true => Reason::SignatureMissing,
            false => Reason::SignatureOfAnotherZone,
        };
        Ok(match self.enclosing(&at)? {
            Zone::Unsigned(status) => status.into(),
            _ => Status::Bogus(Why::at(reason, shown(&set.name), set.kind.to_string())).into(),
        })
    }
}

#[cfg(test)]
pub(super) mod tests;
