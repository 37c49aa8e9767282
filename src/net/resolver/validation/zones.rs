//! What is known about zones.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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

/// So many are kept; then it begins anew.
const MOST_KEPT: usize = 20_000;

/// Zones that were already proven, so that one run proves each once: those of one validation, and before it those that all clones
/// know.
#[derive(Clone, Default)]
pub struct Zones {
    known: Arc<Mutex<HashMap<Name, Zone>>>,
    own: HashMap<Name, Zone>,
}

impl Zones {
    pub(super) fn get(&self, name: &Name) -> Option<Zone> {
        let own = self.own.get(name).cloned();
        own.or_else(|| self.known().get(name).cloned())
    }

    /// Whether the zone that begins at `name` is proven to be signed.
    #[must_use]
    pub fn has(&self, name: &Name) -> bool {
        matches!(self.get(name), Some(Zone::Signed(_)))
    }

    pub(super) fn insert(&mut self, name: Name, zone: Zone) {
        self.own.insert(name, zone);
    }

    /// Takes over what another validation proved; what it could not find out may be found out next time.
    pub fn learn(&self, other: Self) {
        let is_known = |zone: &Zone| !matches!(zone, Zone::Unsigned(Status::Unchecked(_)));
        let found = other.own.into_iter().filter(|(_, zone)| is_known(zone));
        let mut known = self.known();
        known.extend(found);
        if known.len() > MOST_KEPT {
            known.clear();
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Name, Zone>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
