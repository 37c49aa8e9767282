//! What a denial denies, whichever kind of record proves it, and what the types of a name say. RFC 6840 section 4.

use hickory_resolver::proto::rr::{Name, RecordType, RecordTypeSet};

use crate::dns::Reason;

/// What is denied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Denial {
    /// The name exists, without the type.
    pub(super) exists: bool,
    /// Another zone begins at the name, which is not signed: there is no DS record.
    pub(super) delegation: bool,
    /// Why the proof is not a secure one.
    pub(super) weakness: Option<Reason>,
}

impl Denial {
    pub(super) const fn exists() -> Self {
        Self {
            exists: true,
            delegation: false,
            weakness: None,
        }
    }
}

/// Whether these are types of a name that has no `kind`, as the right zone says it: of a delegation the zone above knows nothing but
/// DS, and the zone below everything but DS (RFC 6840 sections 4.1 and 4.4). An alias has every type, elsewhere (section 4.3).
pub(super) fn lacks(types: &RecordTypeSet, name: &Name, kind: RecordType) -> bool {
    let (apex, delegation) = (
        types.contains(RecordType::SOA),
        types.contains(RecordType::NS),
    );
    let is_right_side = match kind {
        RecordType::DS => !apex || name.is_root(),
        _ => apex || !delegation,
    };
    is_right_side && !types.contains(kind) && !types.contains(RecordType::CNAME)
}
