//! CAA records: who may issue certificates for a name. RFC 8659 section 4.1.

/// One CAA record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Caa {
    /// Who does not know the tag must not issue.
    pub critical: bool,
    /// What it is about: `issue`, `issuewild`, `issuemail`, `iodef`, or another.
    pub tag: String,
    /// What it says about that.
    pub value: Vec<u8>,
}
