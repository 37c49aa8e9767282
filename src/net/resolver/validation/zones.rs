//! What is known about zones.

use std::collections::HashMap;
use std::sync::Arc;

use hickory_resolver::proto::rr::Name;

use super::signature::Key;
use super::status::Status;

/// What is known about a name as the apex of a zone.
#[derive(Clone, Debug)]
pub(super) enum Zone {
    /// It is one, and these are its keys.
    Signed(Arc<[Key]>),
    /// It is one, or below one, that is not signed, bogus, or cannot be checked; never `Secure`.
    Unsigned(Status),
    /// It is in the zone above.
    NotACut,
    /// It does not exist.
    Absent,
}

/// Zones that were already proven, so that one run proves each once.
#[derive(Clone, Default)]
pub struct Zones(HashMap<Name, Zone>);

impl Zones {
    pub(super) fn get(&self, name: &Name) -> Option<&Zone> {
        self.0.get(name)
    }

    /// Whether the zone that begins at `name` is proven to be signed.
    #[must_use]
    pub fn has(&self, name: &Name) -> bool {
        matches!(self.get(name), Some(Zone::Signed(_)))
    }

    pub(super) fn insert(&mut self, name: Name, zone: Zone) {
        self.0.insert(name, zone);
    }

    /// Takes over what another validation proved; what it could not find out may be found out next time.
    pub fn learn(&mut self, other: Self) {
        let is_known = |zone: &Zone| !matches!(zone, Zone::Unsigned(Status::Unchecked(_)));
        let known = other.0.into_iter().filter(|(_, zone)| is_known(zone));
        self.0.extend(known);
    }
}
