//! What a guide is.

/// What is known of some checks beside what each says itself.
pub struct Guide {
    /// The checks.
    pub ids: &'static [&'static str],
    /// What it costs to leave it so.
    pub why: &'static str,
    /// What it looks like, as lines of a transcript or of DNS.
    pub example: &'static str,
    /// Server, and what to write there.
    pub servers: &'static [(&'static str, &'static str)],
}
