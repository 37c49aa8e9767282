//! Trust anchors: keys, or digests of keys, that are believed without proof. RFC 4033 section 2.

use hickory_resolver::proto::dnssec::rdata::{DNSKEY, DS};
use hickory_resolver::proto::dnssec::{PublicKey, TrustAnchors};
use hickory_resolver::proto::rr::Name;

use super::name::labels;

/// What is believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchors(Vec<(Name, Anchor)>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Key { algorithm: u8, key: Vec<u8> },
    Digest(DS),
}

impl Anchors {
    /// The keys of the root zone, as the DNS crate has them from IANA.
    #[must_use]
    pub fn root() -> Self {
        let known = TrustAnchors::default();
        let mut anchors = Self::default();
        for key in (0..known.len()).filter_map(|index| known.get(index)) {
            anchors.insert_key(
                Name::root(),
                u8::from(key.algorithm()),
                key.public_bytes().to_vec(),
            );
        }
        anchors
    }

    /// Believes a key, as a DNSKEY record has it.
    pub fn insert_key(&mut self, owner: Name, algorithm: u8, key: Vec<u8>) {
        self.0.push((owner, Anchor::Key { algorithm, key }));
    }

    /// Believes the key that has this digest.
    pub fn insert_digest(&mut self, owner: Name, digest: DS) {
        self.0.push((owner, Anchor::Digest(digest)));
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is believed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of a zone.
    pub(super) fn of(&self, zone: &Name) -> Vec<Anchor> {
        let of_zone = self.0.iter().filter(|(owner, _)| owner == zone);
        of_zone.map(|(_, anchor)| anchor.clone()).collect()
    }

    /// The nearest zone at or above the name that has one: nothing above it counts for that name.
    #[must_use]
    pub fn above(&self, name: &Name) -> Option<Name> {
        let above = self.0.iter().filter(|(owner, _)| owner.zone_of(name));
        above
            .map(|(owner, _)| owner)
            .max_by_key(|owner| labels(owner))
            .cloned()
    }
}

impl Anchor {
    pub(super) fn algorithm(&self) -> u8 {
        match self {
            Self::Key { algorithm, .. } => *algorithm,
            Self::Digest(digest) => u8::from(digest.algorithm()),
        }
    }

    /// Whether it means this key of the zone.
    pub(super) fn names(&self, zone: &Name, key: &DNSKEY) -> bool {
        match self {
            Self::Key {
                algorithm,
                key: known,
            } => {
                let given = key.public_key();
                u8::from(given.algorithm()) == *algorithm && given.public_bytes() == known
            }
            Self::Digest(digest) => {
                key.calculate_key_tag()
                    .is_ok_and(|tag| tag == digest.key_tag())
                    && key.public_key().algorithm() == digest.algorithm()
                    && digest.covers(zone, key).unwrap_or(false)
            }
        }
    }
}
