//! Denial by NSEC3: a pure function over records that were proven to be of one zone. RFC 5155 section 8, RFC 9276 section 3.2.

use hickory_resolver::proto::dnssec::rdata::NSEC3;
use hickory_resolver::proto::rr::{Name, RecordType};

use super::Stop;
use super::absence::{Denial, lacks};
use super::name::{ancestor, labels, parent, wildcard};
use super::work::Work;
use crate::dns::Reason;

/// More iterations than this are not made: the answer is then insecure, as it is for Unbound from here on.
const MOST_ITERATIONS: u16 = 150;

/// An NSEC3 record and its owner.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link<'a> {
    pub(super) owner: &'a Name,
    pub(super) data: &'a NSEC3,
}

/// The chain of a zone, as far as an answer shows it. All links have the parameters of the first (RFC 5155 section 8.2).
pub(super) struct Chain<'a> {
    zone: &'a Name,
    links: Vec<(Vec<u8>, &'a NSEC3)>,
}

/// The nearest existing name above one that does not exist.
struct Encloser {
    name: Name,
    /// By an opt-out, unsigned delegations may still be there (RFC 5155 section 6).
    opt_out: bool,
}

impl<'a> Chain<'a> {
    pub(super) fn new(links: &[Link<'a>], zone: &'a Name) -> Option<Self> {
        let first = links.iter().find(|link| parent(link.owner) == *zone)?.data;
        let same = |link: &&Link<'_>| {
            parent(link.owner) == *zone
                && link.data.iterations() == first.iterations()
                && link.data.salt() == first.salt()
        };
        let links = links.iter().filter(same).filter_map(|link| {
            let hash = link.owner.iter().next()?.to_ascii_lowercase();
            Some((hash, link.data))
        });
        Some(Self {
            zone,
            links: links.collect(),
        })
    }

    /// More iterations than are made here.
    pub(super) fn excess(&self) -> Option<Reason> {
        let iterations = self.links.first()?.1.iterations();
        (iterations > MOST_ITERATIONS).then_some(Reason::Iterations(iterations))
    }

    /// Whether the zone proves that there is no `kind` at `name`. Where it is not even said that there is no such name, an opt-out
    /// leaves it open.
    pub(super) fn denial(
        &self,
        name: &Name,
        kind: RecordType,
        is_said_to_exist: bool,
        work: &mut Work,
    ) -> Result<Option<Denial>, Stop> {
        if let Some(own) = self.matching(name, work)? {
            let types = own.type_set();
            return Ok(lacks(types, name, kind).then(|| Denial {
                exists: true,
                delegation: types.contains(RecordType::NS) && !types.contains(RecordType::SOA),
                weakness: None,
            }));
        }
        let Some(encloser) = self.encloser(name, work)? else {
            return Ok(None);
        };
        let weakness = encloser.opt_out.then_some(Reason::OptOut);
        let Some(source) = wildcard(&encloser.name) else {
            return Ok(None);
        };
        let exists = Denial {
            weakness,
            ..Denial::exists()
        };
        if let Some(own) = self.matching(&source, work)? {
            return Ok(lacks(own.type_set(), &source, kind).then_some(exists));
        }
        let is_denied = self.covering(&source, work)?.is_some();
        let may_be_unsigned = encloser.opt_out && (is_said_to_exist || kind == RecordType::DS);
        Ok(match (is_denied, may_be_unsigned) {
            (true, _) => Some(Denial {
                exists: false,
                ..exists
            }),
            // An unsigned delegation (RFC 5155 section 8.6), or a name that exists for the sake of one.
            (false, true) => Some(exists),
            (false, false) => None,
        })
    }

    /// Whether no name is nearer to `name` than `encloser` (RFC 5155 section 8.8); with what weakens it.
    pub(super) fn no_closer(
        &self,
        name: &Name,
        encloser: &Name,
        work: &mut Work,
    ) -> Result<Option<Option<Reason>>, Stop> {
        let closer = ancestor(name, labels(encloser) + 1);
        let cover = self.covering(&closer, work)?;
        Ok(cover.map(|link| link.opt_out().then_some(Reason::OptOut)))
    }

    /// RFC 5155 section 8.3: the nearest ancestor that exists, with the next name below it denied.
    fn encloser(&self, name: &Name, work: &mut Work) -> Result<Option<Encloser>, Stop> {
        for count in (labels(self.zone)..labels(name)).rev() {
            let candidate = ancestor(name, count);
            let Some(own) = self.matching(&candidate, work)? else {
                continue;
            };
            let types = own.type_set();
            let is_elsewhere = types.contains(RecordType::DNAME)
                || types.contains(RecordType::NS) && !types.contains(RecordType::SOA);
            if is_elsewhere {
                return Ok(None);
            }
            let cover = self.covering(&ancestor(name, count + 1), work)?;
            return Ok(cover.map(|link| Encloser {
                name: candidate,
                opt_out: link.opt_out(),
            }));
        }
        Ok(None)
    }

    fn matching(&self, name: &Name, work: &mut Work) -> Result<Option<&'a NSEC3>, Stop> {
        let hash = self.hash(name, work)?;
        let own = self.links.iter().find(|(owner, _)| *owner == hash);
        Ok(own.map(|(_, data)| *data))
    }

    fn covering(&self, name: &Name, work: &mut Work) -> Result<Option<&'a NSEC3>, Stop> {
        let hash = self.hash(name, work)?;
        let covers = |(owner, data): &&(Vec<u8>, &'a NSEC3)| {
            let next = base32hex(data.next_hashed_owner_name());
            match *owner < next {
                true => *owner < hash && hash < next,
                // The last one leads back to the first.
                false => *owner < hash || hash < next,
            }
        };
        Ok(self.links.iter().find(covers).map(|(_, data)| *data))
    }

    fn hash(&self, name: &Name, work: &mut Work) -> Result<Vec<u8>, Stop> {
        work.hash()?;
        let Some((_, first)) = self.links.first() else {
            return Ok(Vec::new());
        };
        let hash = first
            .hash_algorithm()
            .hash(first.salt(), name, first.iterations());
        Ok(hash.map_or_else(|_| Vec::new(), |hash| base32hex(hash.as_ref())))
    }
}

/// Base 32 with the extended hexadecimal alphabet, in lower case, which sorts as the octets do (RFC 4648 section 7).
pub(super) fn base32hex(bytes: &[u8]) -> Vec<u8> {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
    let mut text = Vec::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in bytes {
        buffer = (buffer << 8 | u32::from(*byte)) & 0xfff;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(ALPHABET[(buffer >> bits & 31) as usize]);
        }
    }
    if bits > 0 {
        text.push(ALPHABET[(buffer << (5 - bits) & 31) as usize]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_written_as_rfc_4648_section_10_writes_them() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "co"),
            (b"fo", "cpng"),
            (b"foo", "cpnmu"),
            (b"foob", "cpnmuog"),
            (b"fooba", "cpnmuoj1"),
            (b"foobar", "cpnmuoj1e8"),
        ] {
            assert_eq!(String::from_utf8(base32hex(bytes)).unwrap(), text);
        }
    }
}
