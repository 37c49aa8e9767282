//! What the parts of the resolver agree on.

/// RFC 1034 section 3.6.2 wants chains followed and loops noticed; no honest chain is longer.
pub(super) const LONGEST_CHAIN: usize = 16;
/// What came instead of an answer (RFC 2308 section 2.2.1).
pub(super) const REFERRAL: &str = "a referral to other DNS servers, no answer";
