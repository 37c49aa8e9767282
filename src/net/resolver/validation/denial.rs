//! Denials: the proven NSEC and NSEC3 records of an answer, by zone, and what they deny. Whose zone it is decides: the records
//! that count are those of the nearest zone above the name. RFC 4035 section 5.4, RFC 5155 section 8.

use hickory_resolver::proto::dnssec::rdata::DNSSECRData;
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};

use super::absence::Denial;
use super::name::{is_below, labels};
use super::response::{Response, Set};
use super::signature::signers;
use super::status::Status;
use super::{Question, Section, Stop, Validation, nsec, nsec3};
use crate::dns::{Reason, Why};
use crate::net::resolver::name::shown;

/// The most NSEC and NSEC3 records of an answer that are looked at; an honest denial has four, one through wildcards a few more.
const MOST_LINKS: usize = 24;

/// The proven records of one zone.
struct Proofs<'a> {
    zone: Name,
    nsec: Vec<nsec::Link<'a>>,
    nsec3: Vec<nsec3::Link<'a>>,
}

impl<'a> Proofs<'a> {
    fn first(zone: Name, set: &'a Set) -> Self {
        let mut proofs = Self {
            zone,
            nsec: Vec::new(),
            nsec3: Vec::new(),
        };
        proofs.add(set);
        proofs
    }

    fn add(&mut self, set: &'a Set) {
        let owner = &set.name;
        for record in &set.records {
            match &record.data {
                RData::DNSSEC(DNSSECRData::NSEC(data)) => {
                    self.nsec.push(nsec::Link { owner, data });
                }
                RData::DNSSEC(DNSSECRData::NSEC3(data)) => {
                    self.nsec3.push(nsec3::Link { owner, data });
                }
                _ => {}
            }
        }
    }
}

impl Validation {
    /// What the answer proves about there being no `kind` at `name`; `None` where it proves nothing.
    pub(super) fn denied(
        &mut self,
        asked: &Question,
        response: &Response,
        name: &Name,
        kind: RecordType,
    ) -> Result<(Option<Denial>, Status), Stop> {
        let (groups, status) = self.proofs(asked, response, name, kind)?;
        let said = response.code == ResponseCode::NoError;
        for group in &groups {
            let by_nsec = nsec::denial(&group.nsec, &group.zone, name, kind);
            let chain = nsec3::Chain::new(&group.nsec3, &group.zone);
            let found = match (by_nsec, chain) {
                (Some(denial), _) => Some(denial),
                (None, Some(chain)) => match chain.excess() {
                    Some(reason) => Some(Denial {
                        weakness: Some(reason),
                        ..Denial::exists()
                    }),
                    None => chain.denial(name, kind, said, &mut self.work)?,
                },
                (None, None) => None,
            };
            if let Some(denial) = found {
                let status = match &denial.weakness {
                    None => Status::Secure,
                    Some(reason) => {
                        Status::Insecure(Why::at(reason.clone(), shown(&group.zone), ""))
                    }
                };
                return Ok((Some(denial), status));
            }
        }
        Ok((None, status))
    }

    /// Whether an answer made from a wildcard was rightly made: no name is nearer than the one that the wildcard is below.
    pub(super) fn no_closer(
        &mut self,
        asked: &Question,
        response: &Response,
        name: &Name,
        encloser: &Name,
        zone: &Name,
    ) -> Result<Status, Stop> {
        let (groups, _) = self.proofs(asked, response, name, RecordType::ANY)?;
        for group in groups.iter().filter(|group| group.zone == *zone) {
            if nsec::no_closer(&group.nsec, zone, name, encloser) {
                return Ok(Status::Secure);
            }
            let Some(chain) = nsec3::Chain::new(&group.nsec3, zone) else {
                continue;
            };
            let weakness = match chain.excess() {
                Some(reason) => Some(Some(reason)),
                None => chain.no_closer(name, encloser, &mut self.work)?,
            };
            match weakness {
                Some(None) => return Ok(Status::Secure),
                Some(Some(reason)) => {
                    return Ok(Status::Insecure(Why::at(reason, shown(zone), "")));
                }
                None => {}
            }
        }
        Ok(Status::Bogus(Why::at(
            Reason::WildcardNotProven,
            shown(name),
            "",
        )))
    }

    /// The records that deny, proven, the nearest zone first; and what is the matter with those that are not.
    fn proofs<'a>(
        &mut self,
        asked: &Question,
        response: &'a Response,
        name: &Name,
        kind: RecordType,
    ) -> Result<(Vec<Proofs<'a>>, Status), Stop> {
        // The zone below says nothing about its own DS record (RFC 4035 section 5.2).
        let is_of_other_side = |set: &Set| {
            kind == RecordType::DS
                && !name.is_root()
                && !signers(set).iter().any(|signer| is_below(name, signer))
        };
        let mut groups: Vec<Proofs<'a>> = Vec::new();
        let mut worst = Status::Secure;
        let links = response.authorities.iter().enumerate().filter(|(_, set)| {
            matches!(set.kind, RecordType::NSEC | RecordType::NSEC3)
                && !set.signatures.is_empty()
                && !is_of_other_side(set)
        });
        for (index, set) in links.take(MOST_LINKS) {
            let judged = self.judged(asked, Section::Authority, index, set)?;
            worst = worst.and(judged.status.clone());
            // One that was itself made from a wildcard says nothing about its name (RFC 4035 section 5.4).
            let (Status::Secure, Some(zone), None) = (judged.status, judged.zone, judged.encloser)
            else {
                continue;
            };
            let fits = match kind {
                RecordType::DS => is_below(name, &zone) || name.is_root(),
                _ => zone.zone_of(name),
            };
            if !fits {
                continue;
            }
            match groups.iter_mut().find(|group| group.zone == zone) {
                Some(group) => group.add(set),
                None => groups.push(Proofs::first(zone, set)),
            }
        }
        groups.sort_by_key(|group| std::cmp::Reverse(labels(&group.zone)));
        Ok((groups, worst))
    }
}
