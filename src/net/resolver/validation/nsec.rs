//! Denial by NSEC: a pure function over records that were proven to be of one zone. RFC 4035 section 5.4, RFC 6840 section 4,
//! RFC 9824.

use hickory_resolver::proto::dnssec::rdata::NSEC;
use hickory_resolver::proto::rr::{Name, RecordType};

use super::absence::{Denial, lacks};
use super::name::{ancestor, common_ancestor, is_below, labels, wildcard};

/// The bit by which a compact denial says that there is no such name (RFC 9824 section 2).
const NXNAME: RecordType = RecordType::Unknown(128);

/// An NSEC record and its owner.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link<'a> {
    pub(super) owner: &'a Name,
    pub(super) data: &'a NSEC,
}

/// Whether the records of `zone` prove that there is no `kind` at `name`.
pub(super) fn denial(
    links: &[Link<'_>],
    zone: &Name,
    name: &Name,
    kind: RecordType,
) -> Option<Denial> {
    if let Some(own) = links.iter().find(|link| link.owner == name) {
        let types = own.data.type_set();
        return lacks(types, name, kind).then(|| Denial {
            exists: !types.contains(NXNAME),
            delegation: types.contains(RecordType::NS) && !types.contains(RecordType::SOA),
            weakness: None,
        });
    }
    let cover = links.iter().find(|link| link.covers(zone, name))?;
    if is_below(cover.data.next_domain_name(), name) {
        return Some(Denial::exists());
    }
    let source = wildcard(&cover.encloser(name))?;
    match links.iter().find(|link| *link.owner == source) {
        // A wildcard stands for the name: it must lack the type as well (RFC 4035 section 3.1.3.4).
        Some(own) => lacks(own.data.type_set(), &source, kind).then(Denial::exists),
        None => {
            let cover = links.iter().find(|link| link.covers(zone, &source))?;
            Some(Denial {
                exists: is_below(cover.data.next_domain_name(), &source),
                ..Denial::exists()
            })
        }
    }
}

/// Whether no name is nearer to `name` than `encloser`, from whose wildcard an answer was made.
pub(super) fn no_closer(links: &[Link<'_>], zone: &Name, name: &Name, encloser: &Name) -> bool {
    let closer = ancestor(name, labels(encloser) + 1);
    links
        .iter()
        .any(|link| link.covers(zone, &closer) && !is_below(link.data.next_domain_name(), &closer))
}

impl Link<'_> {
    /// Whether the name would stand between this one and the next, where this zone can say so: not below a delegation or a DNAME
    /// (RFC 6840 section 4.1).
    fn covers(&self, zone: &Name, name: &Name) -> bool {
        let (owner, next) = (self.owner, self.data.next_domain_name());
        let types = self.data.type_set();
        let is_elsewhere = is_below(name, owner)
            && (types.contains(RecordType::DNAME)
                || types.contains(RecordType::NS) && !types.contains(RecordType::SOA));
        // The last of the zone leads back to its apex.
        let is_between = owner < name && (name < next || next == zone);
        is_between && !is_elsewhere && zone.zone_of(name) && zone.zone_of(next)
    }

    /// The nearest name above a covered one that exists.
    fn encloser(&self, name: &Name) -> Name {
        let by_owner = common_ancestor(name, self.owner);
        let by_next = common_ancestor(name, self.data.next_domain_name());
        match labels(&by_owner) >= labels(&by_next) {
            true => by_owner,
            false => by_next,
        }
    }
}
