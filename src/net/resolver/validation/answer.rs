//! From the name asked for along its aliases to records, or to there being none: each step proven for itself. RFC 4035 section
//! 5.3 and 5.4, RFC 6672 section 5.3.

use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};

use super::canonical::dname_target;
use super::name::{is_below, labels, parent, substituted};
use super::question::{Question, Section, Stop};
use super::response::Response;
use super::state::Validation;
use super::status::{Outcome, Status, Step, Verdict};
use super::zones::Zone;
use crate::dns::Reason;
use crate::net::resolver::limits::LONGEST_CHAIN;

/// What an answer has for a name.
enum Found {
    Records(usize, Status),
    Alias(Name, Status),
    Nothing(Outcome, Status),
}

impl Validation {
    pub(super) fn verdict(&mut self) -> Result<Verdict, Stop> {
        let kind = self.question.kind;
        // Whether the DNS server passes on what a proof needs, before an answer of its makes a proof too long.
        if let Some(top) = self.context.anchors.above(&self.question.name) {
            self.zone(&top)?;
        }
        let mut asked = self.question.clone();
        let mut at = asked.name.clone();
        let mut steps: Vec<Step> = Vec::new();
        let mut status = Status::Secure;
        loop {
            let response = match self.response(&asked) {
                Err(Stop::End(why)) if why.reason == Reason::NoAnswer => {
                    return Ok(self.unfinished(Outcome::Unanswered, why));
                }
                known => known?,
            };
            let (outcome, own) = match self.find(&asked, &response, &at)? {
                Found::Alias(target, own) => {
                    status = status.and(own.clone());
                    let name = std::mem::replace(&mut at, target.clone());
                    steps.push(Step {
                        name,
                        target,
                        status: own,
                    });
                    match self.end_of_aliases(&steps) {
                        Some(status) => (Outcome::Unknown, status),
                        None => continue,
                    }
                }
                Found::Nothing(_, own) if asked.name != at && !is_end(&response, &own) => {
                    asked = Question::new(&at, kind);
                    continue;
                }
                Found::Nothing(outcome, own) => (outcome, own),
                // Without proof it is the code that counts, as for senders (res_search), records or not.
                Found::Records(_, own)
                    if own != Status::Secure && response.code == ResponseCode::NXDomain =>
                {
                    (Outcome::NoSuchName, own)
                }
                Found::Records(place, own) => {
                    let records = response.answers[place].records.clone();
                    (Outcome::Records(records), own)
                }
            };
            return Ok(Verdict {
                status: status.and(own.clone()),
                outcome,
                steps,
                end: at,
                end_status: own,
                plainly: false,
            });
        }
    }

    /// Why nobody follows the last of these aliases; none where it leads on.
    fn end_of_aliases(&self, steps: &[Step]) -> Option<Status> {
        let last = steps.last().map(|step| &step.status);
        match last {
            Some(bogus @ Status::Bogus(_)) => Some(bogus.clone()),
            _ if steps.len() >= LONGEST_CHAIN => {
                let why = self.question.why(Reason::TooManyAliases);
                Some(Status::Unchecked(why))
            }
            _ => None,
        }
    }

    fn find(&mut self, asked: &Question, response: &Response, at: &Name) -> Result<Found, Stop> {
        let kind = self.question.kind;
        let dname = dname_above(response, at);
        let is_own =
            |place: &usize| dname.is_none() || !response.answers[*place].signatures.is_empty();
        if let Some(place) = response.position(at, kind).filter(is_own) {
            let status = self.expanded(asked, response, place, at)?;
            return Ok(Found::Records(place, status));
        }
        if let Some(place) = response.position(at, RecordType::CNAME).filter(is_own) {
            let status = self.expanded(asked, response, place, at)?;
            return Ok(match target(response, place) {
                Some(target) => Found::Alias(target, status),
                None => contradiction(asked, status),
            });
        }
        match dname {
            Some(place) => self.substitution(asked, response, place, at),
            None => self.nothing(asked, response, at),
        }
    }

    /// What is proven about a set; where it was made from a wildcard, that it had to be.
    fn expanded(
        &mut self,
        asked: &Question,
        response: &Response,
        place: usize,
        at: &Name,
    ) -> Result<Status, Stop> {
        let set = &response.answers[place];
        let judged = self.judged(asked, Section::Answer, place, set)?;
        match (judged.encloser, judged.zone) {
            (Some(encloser), Some(zone)) => self.no_closer(asked, response, at, &encloser, &zone),
            _ => Ok(judged.status),
        }
    }

    /// A DNAME above the name: the alias is what it makes of the name, and a CNAME beside it must say the same.
    fn substitution(
        &mut self,
        asked: &Question,
        response: &Response,
        place: usize,
        at: &Name,
    ) -> Result<Found, Stop> {
        let set = &response.answers[place];
        let judged = self.judged(asked, Section::Answer, place, set)?;
        // What a DNAME made from a wildcard means is not defined (RFC 4592 section 4.4).
        let status = match judged.encloser {
            Some(_) => Status::Bogus(asked.why(Reason::WildcardNotProven)),
            None => judged.status,
        };
        let made = match set.records.as_slice() {
            [record] => dname_target(record).and_then(|to| substituted(at, &set.name, &to)),
            _ => None,
        };
        let alias = response.position(at, RecordType::CNAME);
        let told = alias.map(|place| target(response, place));
        Ok(match (made, told) {
            (Some(made), Some(Some(told)))
                if made == told && self.question.kind == RecordType::CNAME =>
            {
                Found::Records(alias.unwrap_or_default(), status)
            }
            (Some(made), None) => Found::Alias(made, status),
            (Some(made), Some(Some(told))) if made == told => Found::Alias(made, status),
            // Too long a name (RFC 6672 section 2.2).
            (None, None) if response.code == ResponseCode::YXDomain => {
                Found::Nothing(Outcome::Failed(response.code), status)
            }
            _ => contradiction(asked, status),
        })
    }

    /// There is no such record: as the zone proves it or, where it is not signed, as the server says.
    fn nothing(&mut self, asked: &Question, response: &Response, at: &Name) -> Result<Found, Stop> {
        let told = match response.code {
            ResponseCode::NXDomain => Outcome::NoSuchName,
            ResponseCode::NoError if response.is_referral() => Outcome::Referral,
            ResponseCode::NoError => Outcome::NoData,
            code => {
                let reason = Reason::ServerFailure(super::mnemonic(code));
                let status = Status::Unchecked(asked.why(reason));
                return Ok(Found::Nothing(Outcome::Failed(code), status));
            }
        };
        let (denial, doubt) = self.denied(asked, response, at, self.question.kind)?;
        if let Some(denial) = denial {
            return Ok(match (&denial.weakness, denial.exists) {
                (Some(reason), _) => {
                    let why = doubt.why().cloned();
                    let why = why.unwrap_or_else(|| asked.why(reason.clone()));
                    Found::Nothing(told, Status::Insecure(why))
                }
                (None, true) => Found::Nothing(Outcome::NoData, Status::Secure),
                (None, false) => Found::Nothing(Outcome::NoSuchName, Status::Secure),
            });
        }
        // Of a DS record the zone above speaks.
        let home = match self.question.kind {
            RecordType::DS => parent(at),
            _ => at.clone(),
        };
        Ok(match self.enclosing(&home)? {
            Zone::Unsigned(status) => Found::Nothing(told, status),
            _ => {
                let at = Question::new(at, self.question.kind);
                let status = match doubt {
                    Status::Bogus(why) => Status::Bogus(why),
                    Status::Unchecked(why) => Status::Unchecked(why),
                    _ => Status::Bogus(at.why(Reason::DenialNotProven)),
                };
                Found::Nothing(told, status)
            }
        })
    }
}

/// Whether a denial behind an alias is about its end. An answer need not go all the way, and a denial in it is then about
/// something else: without proof that takes an SOA record (RFC 2308 section 2.2).
fn is_end(response: &Response, status: &Status) -> bool {
    let has_soa = || {
        let mut authorities = response.authorities.iter();
        authorities.any(|set| set.kind == RecordType::SOA)
    };
    match status {
        Status::Secure => true,
        Status::Insecure(_) => has_soa(),
        Status::Bogus(_) | Status::Unchecked(_) => false,
    }
}

/// Several aliases of one name (RFC 2181 section 10.1), or one that is not what the DNAME makes of the name. Where they ought to be
/// signed somebody forged them; elsewhere nobody proves anything, and it is an answer that cannot be followed.
fn contradiction(asked: &Question, status: Status) -> Found {
    match status {
        Status::Secure => Found::Nothing(
            Outcome::Unknown,
            Status::Bogus(asked.why(Reason::AliasForged)),
        ),
        other => Found::Nothing(Outcome::Contradiction, other),
    }
}

/// Where the one CNAME record of a set leads.
fn target(response: &Response, place: usize) -> Option<Name> {
    match response.answers[place].records.as_slice() {
        [record] => match &record.data {
            RData::CNAME(target) => {
                let mut target = target.0.to_lowercase();
                target.set_fqdn(true);
                Some(target)
            }
            _ => None,
        },
        _ => None,
    }
}

/// The nearest DNAME above a name.
fn dname_above(response: &Response, at: &Name) -> Option<usize> {
    let above = response
        .answers
        .iter()
        .enumerate()
        .filter(|(_, set)| set.kind == RecordType::DNAME && is_below(at, &set.name));
    above
        .max_by_key(|(_, set)| labels(&set.name))
        .map(|(place, _)| place)
}
