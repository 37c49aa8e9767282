//! What is right by the grammar and hardly meant: for whoever owns the record.

use std::fmt;

use crate::text::visible;

/// The longest record, in octets, that surely fits into a DNS answer over UDP with all else that is in it (RFC 7208 section 3.4).
pub const LONG: usize = 450;

/// What there is to better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WarningKind {
    /// `+all`: everybody may send.
    PassAll,
    /// No `all` and no `redirect`: nothing is said of others.
    NoEnd,
    /// So many leading bits only have to agree: a large part of the Internet, or all of it.
    LargeNetwork(u8),
    /// An address of no public network; what it is for.
    Private(&'static str),
    /// `ptr` (RFC 7208 section 5.5: "do not use").
    Ptr,
    /// The macro `p` (section 7.2: the same).
    MacroP,
    /// Behind `all`, where nothing is reached.
    Unreached,
    /// A `redirect` beside `all`.
    RedirectUnused,
    /// The same as a term before it.
    Duplicate,
    /// A modifier that nobody knows, with the name of a mechanism, or nearly that of a modifier; what was meant.
    Modifier(String),
    /// A second `v=spf1`.
    SecondVersion,
    /// So many octets.
    Long(usize),
    /// Nothing is found under this name.
    Void(String),
    /// What cannot be a name, so that it never matches.
    NoName(String),
    /// The explanation cannot be used; why.
    NoExplanation(String),
    /// A TXT record that was meant for SPF and is none.
    NearRecord(String),
}

impl fmt::Display for WarningKind {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| visible(text.as_bytes());
        match self {
            Self::PassAll => to.write_str("everybody may send as this domain"),
            Self::NoEnd => to.write_str("nothing is said of those who are not named: it ends neither in all nor in redirect="),
            Self::LargeNetwork(0) => to.write_str("the whole Internet may send as this domain"),
            Self::LargeNetwork(bits) => write!(to, "a very large part of the Internet: only {bits} bits have to agree"),
            Self::Private(purpose) => write!(to, "{purpose}: no mail from there comes over the Internet"),
            Self::Ptr => to.write_str("ptr should not be used: it is slow and unreliable, and many receivers pass it over"),
            Self::MacroP => to.write_str("the macro p should not be used: it is slow and unreliable"),
            Self::Unreached => to.write_str("stands behind all and is never reached"),
            Self::RedirectUnused => to.write_str("is never used, for there is an all beside it"),
            Self::Duplicate => to.write_str("is there a second time"),
            Self::Modifier(meant) => write!(to, "is passed over as a modifier that nobody knows; {meant} was probably meant"),
            Self::SecondVersion => to.write_str("the version is there a second time: two records in one?"),
            Self::Long(octets) => write!(to, "{octets} octets; from {LONG} on a DNS answer may not fit into a packet"),
            Self::Void(name) => write!(to, "{} does not exist or has no such record", shown(name)),
            Self::NoName(text) => write!(to, "\"{}\" can be no domain name, so that it never matches", shown(text)),
            Self::NoExplanation(why) => write!(to, "there is no explanation to be had: {}", shown(why)),
            Self::NearRecord(text) => write!(to, "a TXT record that is no SPF record, and was probably meant for one: {}", shown(text)),
        }
    }
}
