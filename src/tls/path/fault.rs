//! What can be wrong with a path, and with which of its certificates; and what could not be checked about it.

use jiff::Timestamp;

/// Which certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// One that was sent: its place, the server's own is 0.
    Sent(usize),
    /// A trust anchor, in DER.
    Anchor(Vec<u8>),
    /// A trust anchor that is a key without a certificate.
    BareKey,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not encoded as RFC 5280 demands.
    Malformed(About, Malformed),
    /// Its time is over (section 6.1.3 (a) (2)): seconds since 1970.
    Expired(About, i64),
    /// Its time has not begun.
    NotYetValid(About, i64),
    /// It has a critical extension that is not understood: the object identifier in dots (section 6.1.5 (f)).
    CriticalExtension(About, String),
    /// Its key is too short.
    WeakKey(About),
    /// Its signature rests on a broken hash.
    WeakSignature(About),
    /// It has extended key usages, and serverAuth is not among them (section 4.2.1.12).
    NotForServers(About),
    /// The server's own certificate may neither sign nor agree on keys (section 4.2.1.3).
    NotForTls(About),
    /// It issued another and is no certification authority (section 6.1.4 (k)).
    NotAuthority(About),
    /// It issued another, and its key usage lacks keyCertSign (section 6.1.4 (n)).
    MayNotSign(About),
    /// More authorities follow than its path length allows (section 6.1.4 (l)).
    PathLength {
        /// Whose path length.
        about: About,
        /// How many authorities may follow.
        allowed: u32,
        /// How many do.
        follow: usize,
    },
    /// A name that an authority above may not certify (section 6.1.3 (b) and (c)).
    NameConstraint {
        /// Who has the name.
        about: About,
        /// The name, as text.
        name: String,
        /// Who may not certify it.
        by: About,
        /// Why not.
        against: Against,
    },
    /// It is signed by its own key and is no anchor.
    SelfSigned(About),
    /// Its issuer was not sent, and no anchor has that name.
    UnknownIssuer(About),
    /// There are certificates of its issuer's name, and none of their keys has signed it.
    NotByNamesakes {
        /// Whose issuer.
        about: About,
        /// Whether an anchor is among them.
        anchor: bool,
    },
    /// It says that another key, or another certificate, of its issuer has issued it than the one that has signed it (section
    /// 4.2.1.1): OpenSSL takes none for an issuer that does not fit.
    OtherIssuer {
        /// Whose authority key identifier.
        about: About,
        /// Who has signed it.
        by: About,
    },
    /// The key identifiers say which key has signed it, and that key has not.
    BadSignature {
        /// Whose signature.
        about: About,
        /// Whose key.
        by: About,
    },
}

/// What name constraints have against a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// It is in what is excluded.
    Excluded,
    /// It is outside of what is permitted.
    NotPermitted,
    /// Nobody can tell where it is, and then it is rejected (section 4.2.1.10): `urn:uuid:…`, which has no host, `ann`
    /// for a mailbox, or a form that is not compared.
    Incomparable,
}

/// What could not be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unchecked {
    /// The signature of this certificate.
    Signature(About),
    /// It has the path need certificate policies (section 4.2.1.11), which are not followed.
    Policies(About),
    /// There are more ways than are looked at.
    TooManyWays,
}

/// Which part is not encoded as it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// The whole.
    Certificate,
    /// The version, which is not 1 to 3, or extensions before version 3.
    Version,
    /// Two signature algorithms that differ (section 4.1.1.2).
    Algorithms,
    /// The serial number, which has no octets (X.690 section 8.3.1).
    Serial,
    /// The issuer, which is empty (section 4.1.2.4).
    Issuer,
    /// Issuer or subject, which are no distinguished names (section 4.1.2.4).
    Names,
    /// The times of its validity.
    Validity,
    /// The subject public key info.
    Key,
    /// An extension, which cannot be read.
    Extension,
    /// An extension, which is there twice (section 4.2).
    Duplicate,
    /// Its name constraints.
    NameConstraints,
    /// An authority key identifier that names another key in what should be self-signed (section 4.2.1.1).
    AuthorityKeyIdentifier,
}

impl Malformed {
    /// In words, behind "its".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Certificate => "encoding is not DER as RFC 5280 section 4.1 has it",
            Self::Version => "version is none that there is",
            Self::Algorithms => "two signature algorithms differ (RFC 5280 section 4.1.1.2)",
            Self::Serial => "serial number is no number (X.690 section 8.3.1)",
            Self::Names => "issuer or subject is no distinguished name (RFC 5280 section 4.1.2.4)",
            Self::Issuer => "issuer is empty (RFC 5280 section 4.1.2.4)",
            Self::Validity => "validity cannot be read",
            Self::Key => "key cannot be read",
            Self::Extension => "extensions cannot be read",
            Self::Duplicate => "extensions are there twice (RFC 5280 section 4.2)",
            Self::NameConstraints => "name constraints cannot be read",
            Self::AuthorityKeyIdentifier => {
                "authority key identifier names another key than its own (RFC 5280 section 4.2.1.1)"
            }
        }
    }
}

/// Faults of time, in one place: the first and the last second count (section 4.1.2.5).
pub(super) fn of_time(about: &About, (begin, end): (i64, i64), now: Timestamp) -> Option<Fault> {
    let now = now.as_second();
    if now > end {
        Some(Fault::Expired(about.clone(), end))
    } else if now < begin {
        Some(Fault::NotYetValid(about.clone(), begin))
    } else {
        None
    }
}
