//! From a trust anchor down to a zone: what the zone above says about it (DS, or that there is none), and its keys.
//! RFC 4035 sections 5.1 and 5.2, RFC 4509 section 3, RFC 6840 section 5.11.

use std::sync::Arc;

use hickory_resolver::proto::dnssec::rdata::{DNSKEY, DNSSECRData, DS};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};

use super::anchor::Anchor;
use super::cryptography::{Support, is_known_digest};
use super::name::{ancestor, is_below, labels, parent};
use super::question::{Question, Section, Stop};
use super::response::{Response, Set};
use super::signature::{Judged, Key, signers, verify};
use super::state::Validation;
use super::status::Status;
use super::zones::Zone;
use crate::dns::{Reason, Unknown, Why};
use crate::net::resolver::name::shown;

/// The most DS records of a zone, or anchors, that keys are compared with.
const MOST_ANCHORS: usize = 16;
/// How many proofs of zones may wait for each other: each waits for one above it, and has asked a question.
const DEEPEST: usize = 40;

impl Validation {
    /// What is proven about the zone that begins at `name`.
    pub(super) fn zone(&mut self, name: &Name) -> Result<Zone, Stop> {
        if let Some(known) = self.zones.get(name) {
            return Ok(known);
        }
        if self.underway.contains(name) {
            return Ok(bogus(
                Reason::RestsOnItself,
                &Question::new(name, RecordType::DS),
            ));
        }
        if self.underway.len() >= DEEPEST {
            return Err(Stop::End(Reason::TooMuchWork.into()));
        }
        self.underway.push(name.clone());
        let zone = self.proven_zone(name);
        self.underway.pop();
        let zone = zone?;
        self.zones.insert(name.clone(), zone.clone());
        Ok(zone)
    }

    fn proven_zone(&mut self, name: &Name) -> Result<Zone, Stop> {
        let anchors = self.context.anchors.of(name);
        match (anchors.is_empty(), self.context.anchors.above(name)) {
            (false, _) => self.zone_of_anchors(name, anchors),
            (true, None) => Ok(Zone::Unsigned(Status::Insecure(Why::at(
                Reason::NoTrustAnchor,
                shown(name),
                "",
            )))),
            (true, Some(_)) => self.zone_below(name),
        }
    }

    /// The nearest zone above `name`, or at it, from the trust anchor down: whether an unsigned set there is right.
    pub(super) fn enclosing(&mut self, name: &Name) -> Result<Zone, Stop> {
        let Some(top) = self.context.anchors.above(name) else {
            return self.zone(name);
        };
        let mut zone = self.zone(&top)?;
        for count in labels(&top) + 1..=labels(name) {
            if !matches!(zone, Zone::Signed(_)) {
                break;
            }
            match self.zone(&ancestor(name, count))? {
                Zone::NotACut => {}
                Zone::Absent => break,
                below => zone = below,
            }
        }
        Ok(zone)
    }

    fn zone_below(&mut self, name: &Name) -> Result<Zone, Stop> {
        let asked = Question::new(name, RecordType::DS);
        let response = self.response(&asked)?;
        if !matches!(
            response.code,
            ResponseCode::NoError | ResponseCode::NXDomain
        ) {
            return Ok(self.unanswered(&asked, &response));
        }
        let kinds = [RecordType::DS, RecordType::CNAME];
        let found = kinds.map(|kind| response.position(name, kind));
        match found {
            [Some(place), _] => {
                let set = &response.answers[place];
                let judged = self.judged(&asked, Section::Answer, place, set)?;
                match (judged.status, judged.encloser) {
                    (Status::Secure, None) => self.keys(name, anchors_of(set)),
                    (Status::Secure, Some(_)) => Ok(bogus(Reason::WildcardNotProven, &asked)),
                    (status, _) => Ok(Zone::Unsigned(status)),
                }
            }
            [None, Some(place)] => match self.zone_at_alias(&asked, &response, place)? {
                Some(zone) => Ok(zone),
                None => self.zone_without_ds(&asked, &response),
            },
            _ if self.is_below_dname(&asked, &response)? => Ok(Zone::NotACut),
            _ => self.zone_without_ds(&asked, &response),
        }
    }

    /// An alias is no apex (RFC 1034 section 3.6.2); it must be the zone above that says so. One made from a wildcard says it only
    /// with proof that there is no such name (RFC 4035 section 5.3.4): else it could be had for every delegation.
    fn zone_at_alias(
        &mut self,
        asked: &Question,
        response: &Response,
        place: usize,
    ) -> Result<Option<Zone>, Stop> {
        let Some(judged) = self.proven_above(asked, response, place)? else {
            return Ok(None);
        };
        let status = match (judged.encloser, judged.zone) {
            (Some(encloser), Some(zone)) => {
                self.no_closer(asked, response, &asked.name, &encloser, &zone)?
            }
            _ => judged.status,
        };
        Ok(match status {
            Status::Secure => Some(Zone::NotACut),
            Status::Insecure(why) => Some(Zone::Unsigned(Status::Insecure(why))),
            Status::Bogus(_) | Status::Unchecked(_) => None,
        })
    }

    /// What is known about a set that a zone above the name signed; `None` where none did.
    fn proven_above(
        &mut self,
        asked: &Question,
        response: &Response,
        place: usize,
    ) -> Result<Option<Judged>, Stop> {
        let set = &response.answers[place];
        let is_above = |signer: &Name| is_below(&asked.name, signer);
        if set.signatures.is_empty() || !signers(set).iter().all(is_above) {
            return Ok(None);
        }
        let judged = self.judged(asked, Section::Answer, place, set)?;
        Ok(Some(judged).filter(|judged| judged.status == Status::Secure))
    }

    /// Below a DNAME there are no names (RFC 6672 section 2.4). What one made from a wildcard means is not defined (RFC 4592 section
    /// 4.4).
    fn is_below_dname(&mut self, asked: &Question, response: &Response) -> Result<bool, Stop> {
        for (place, set) in response.answers.iter().enumerate() {
            if set.kind == RecordType::DNAME
                && is_below(&asked.name, &set.name)
                && self
                    .proven_above(asked, response, place)?
                    .is_some_and(|judged| judged.encloser.is_none())
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// No DS record: the zone above must prove it, and whether there is a delegation at all.
    fn zone_without_ds(&mut self, asked: &Question, response: &Response) -> Result<Zone, Stop> {
        let (denial, doubt) = self.denied(asked, response, &asked.name, RecordType::DS)?;
        let not_signed = || Status::Insecure(Why::at(Reason::NotSigned, shown(&asked.name), ""));
        if let Some(denial) = denial {
            return Ok(match denial.weakness {
                Some(reason) => {
                    Zone::Unsigned(Status::Insecure(Why::at(reason, shown(&asked.name), "")))
                }
                None if denial.delegation => Zone::Unsigned(not_signed()),
                None if denial.exists => Zone::NotACut,
                None => Zone::Absent,
            });
        }
        match self.enclosing(&parent(&asked.name))? {
            Zone::Unsigned(status) => Ok(Zone::Unsigned(status)),
            _ => Ok(match doubt {
                Status::Bogus(why) => Zone::Unsigned(Status::Bogus(why)),
                Status::Unchecked(why) => Zone::Unsigned(Status::Unchecked(why)),
                _ => bogus(Reason::DenialNotProven, asked),
            }),
        }
    }

    /// A zone whose keys are believed. Behind a DNS server that strips signatures every answer would look bogus: that is told apart.
    fn zone_of_anchors(&mut self, name: &Name, anchors: Vec<Anchor>) -> Result<Zone, Stop> {
        let asked = Question::new(name, RecordType::DNSKEY);
        let response = self.response(&asked)?;
        let has_keys = response.position(name, RecordType::DNSKEY).is_some();
        let reason = match (response.code, response.has_signatures()) {
            (ResponseCode::NoError | ResponseCode::NXDomain, false) if !has_keys => {
                Reason::AnchorDenied
            }
            (ResponseCode::NoError, false) => Reason::Stripped,
            _ => return self.keys(name, anchors),
        };
        Ok(Zone::Unsigned(Status::Unchecked(asked.why(reason))))
    }

    /// The keys of a zone, by those of them that are named (RFC 4035 section 5.2).
    fn keys(&mut self, name: &Name, anchors: Vec<Anchor>) -> Result<Zone, Stop> {
        if let Err(status) = self.usable(name, &anchors) {
            return Ok(Zone::Unsigned(status));
        }
        let asked = Question::new(name, RecordType::DNSKEY);
        let response = self.response(&asked)?;
        if response.code != ResponseCode::NoError {
            return Ok(self.unanswered(&asked, &response));
        }
        let Some(place) = response.position(name, RecordType::DNSKEY) else {
            return Ok(bogus(Reason::KeyNotProven, &asked));
        };
        let set = &response.answers[place];
        let records: Vec<&DNSKEY> = set
            .records
            .iter()
            .filter_map(|record| match &record.data {
                RData::DNSSEC(DNSSECRData::DNSKEY(key)) => Some(key),
                _ => None,
            })
            .collect();
        let is_named = |key: &&&DNSKEY| {
            let supported = anchors
                .iter()
                .filter(|anchor| self.is_checked(anchor.algorithm()));
            counted(supported).any(|anchor| anchor.names(name, key))
        };
        let named: Vec<Key> = records
            .iter()
            .filter(is_named)
            .filter_map(|key| Key::of(key))
            .collect();
        if named.is_empty() {
            return Ok(bogus(Reason::KeyNotProven, &asked));
        }
        let judged = self.verified(set, name, &named)?;
        Ok(match judged.status {
            Status::Secure => Zone::Signed(records.iter().filter_map(|key| Key::of(key)).collect()),
            status => Zone::Unsigned(status),
        })
    }

    pub(super) fn verified(
        &mut self,
        set: &Set,
        zone: &Name,
        keys: &[Key],
    ) -> Result<Judged, Stop> {
        let cryptography = Arc::clone(&self.context.cryptography);
        let now = self.context.now;
        verify(set, zone, keys, now, &*cryptography, &mut self.work)
    }

    fn is_checked(&self, algorithm: u8) -> bool {
        self.context.cryptography.support(algorithm) == Support::Checked
    }

    /// What to make of a zone that is named by nothing that can be checked here. RFC 4035 section 5.2 lets it count as unsigned;
    /// what others can check is not called unsigned because this program cannot.
    fn usable(&self, name: &Name, anchors: &[Anchor]) -> Result<(), Status> {
        let mut beyond = Vec::new();
        let mut deprecated = None;
        for anchor in anchors {
            let algorithm = anchor.algorithm();
            let unknown = match (self.context.cryptography.support(algorithm), anchor) {
                (Support::Beyond, _) => Unknown::Algorithm(algorithm),
                (_, Anchor::Digest(digest)) if !is_known_digest(digest.digest_type().into()) => {
                    Unknown::Digest(digest.digest_type().into())
                }
                (Support::Checked, _) => return Ok(()),
                (Support::Deprecated, _) => {
                    deprecated = Some(algorithm);
                    continue;
                }
            };
            if !beyond.contains(&unknown) {
                beyond.push(unknown);
            }
        }
        Err(match (deprecated, beyond.is_empty()) {
            (Some(algorithm), true) => {
                Status::Insecure(Why::at(Reason::Deprecated(algorithm), shown(name), ""))
            }
            _ => Status::Unchecked(Why::at(Reason::BeyondThisProgram(beyond), shown(name), "")),
        })
    }

    fn unanswered(&self, asked: &Question, response: &Response) -> Zone {
        let reason = Reason::ServerFailure(super::mnemonic(response.code));
        Zone::Unsigned(Status::Unchecked(asked.why(reason)))
    }
}

fn bogus(reason: Reason, asked: &Question) -> Zone {
    Zone::Unsigned(Status::Bogus(asked.why(reason)))
}

fn anchors_of(set: &Set) -> Vec<Anchor> {
    let digest = |record: &DS| Anchor::Digest(record.clone());
    set.records
        .iter()
        .filter_map(|record| match &record.data {
            RData::DNSSEC(DNSSECRData::DS(data)) => Some(digest(data)),
            _ => None,
        })
        .collect()
}

/// Where there is a better digest, SHA-1 does not count (RFC 4509 section 3), and none that is unknown does.
fn counted<'a>(anchors: impl Iterator<Item = &'a Anchor>) -> impl Iterator<Item = &'a Anchor> {
    let kind = |anchor: &Anchor| match anchor {
        Anchor::Digest(digest) => u8::from(digest.digest_type()),
        Anchor::Key { .. } => 0,
    };
    let anchors: Vec<&Anchor> = anchors.take(MOST_ANCHORS).collect();
    let has_better = anchors.iter().any(|anchor| matches!(kind(anchor), 2 | 4));
    anchors
        .into_iter()
        .filter(move |anchor| !(has_better && kind(anchor) == 1))
}
