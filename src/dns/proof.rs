//! What DNSSEC proves about an answer: the four states of RFC 4033 section 5, and why it is not secure. An answer that cannot
//! be judged is not an insecure one: what this program cannot check has a reason of its own.

use std::fmt;

use serde::Serialize;

use super::Lookup;

/// Whether an answer is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// It could not be found out.
    #[default]
    Indeterminate,
    /// It ought to be signed and the signatures are wrong or missing.
    Bogus,
    /// It is proven that the zone is not signed.
    Insecure,
    /// Signed, up to a trust anchor.
    Secure,
}

impl Proof {
    /// Whether this is what counts of the two: a chain is as strong as its weakest link. What is bogus is the end of it,
    /// whatever else could not be found out.
    #[must_use]
    pub const fn is_weaker_than(self, other: Self) -> bool {
        self.strength() < other.strength()
    }

    const fn strength(self) -> u8 {
        match self {
            Self::Bogus => 0,
            Self::Indeterminate => 1,
            Self::Insecure => 2,
            Self::Secure => 3,
        }
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Indeterminate => "indeterminate",
            Self::Bogus => "bogus",
            Self::Insecure => "insecure",
            Self::Secure => "secure",
        })
    }
}

/// A lookup with what is proven about it, denials included. The records are those that were proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven<T> {
    /// The lookup.
    pub lookup: Lookup<T>,
    /// What is proven, aliases included: a chain is as strong as its weakest link.
    pub proof: Proof,
    /// Why it is not secure, where that is known.
    pub why: Option<Why>,
    /// The aliases on the way, in order, each with its own proof: RFC 7672 section 2.2.2 asks for that of the first.
    pub aliases: Vec<Alias>,
}

/// One step of a chain of aliases (CNAME, or what a DNAME makes of a name: RFC 6672 section 2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The name that is an alias; without final dot.
    pub name: String,
    /// What it stands for.
    pub target: String,
    /// What is proven about this step alone.
    pub proof: Proof,
}

impl<T> Proven<T> {
    /// A lookup about which nothing can be said, because of this.
    pub fn indeterminate(lookup: Lookup<T>, why: impl Into<Why>) -> Self {
        Self {
            lookup,
            proof: Proof::Indeterminate,
            why: Some(why.into()),
            aliases: Vec::new(),
        }
    }
}

/// Why an answer is not secure, and at which name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// What is the matter.
    pub reason: Reason,
    /// Where, without final dot: the owner of the records, or the zone.
    pub name: String,
    /// The type of those records: `TLSA`; empty where it is about the whole zone or the DNS server.
    pub record_type: String,
}

/// What is the matter. New values may be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Insecure: the zone above proves that this one is not signed (RFC 4035 section 5.2).
    NotSigned,
    /// Insecure: the proof rests on an opt-out, which says nothing about unsigned names below it (RFC 5155 sections 9.2 and 12.2).
    OptOut,
    /// Insecure: the zone's NSEC3 records want more iterations than validators make (RFC 9276 section 3.2).
    Iterations(u16),
    /// Signed with an algorithm alone that resolvers have to take for no signature (RFC 9905 section 2): insecure where that is
    /// the whole zone, bogus where it is one set of a zone that is signed with another one as well.
    Deprecated(u8),
    /// Insecure: no trust anchor is above this name (RFC 4033 section 5, "indeterminate" there, insecure in practice).
    NoTrustAnchor,
    /// Bogus: there ought to be signatures and there are none.
    SignatureMissing,
    /// Bogus: since when, as `20260131235959` in UTC (RFC 4034 section 3.2).
    SignatureExpired(String),
    /// Bogus: from when on it holds.
    SignatureNotYetValid(String),
    /// Bogus: a signature by the right key that does not verify.
    SignatureWrong,
    /// Bogus: signatures by keys that the zone does not have.
    SignatureByUnknownKey,
    /// Bogus: signed with an algorithm alone that this program does not have, in a zone that has keys of others as well
    /// (RFC 4035 section 2.2: every algorithm signs every set).
    SignatureOfAlgorithm(u8),
    /// Bogus: signed by a zone that the name is not in.
    SignatureOfAnotherZone,
    /// Bogus: the zone hands no keys out, or none that the zone above or the trust anchor names.
    KeyNotProven,
    /// Bogus: it is said that there is no such record or name, and the records that would prove it are missing or prove less.
    DenialNotProven,
    /// Bogus: what is to prove the zone is signed by the zone itself, or by one that it has to prove (RFC 4035 section 5.2).
    RestsOnItself,
    /// Bogus: more signatures, or keys of one tag, than are tried, and none of those tried is right (CVE-2023-50387).
    TooManySignatures,
    /// Bogus: the denial wants more hashes than are reasonable (CVE-2023-50868).
    TooManyHashes,
    /// Bogus: expanded from a wildcard without proof that no nearer name exists (RFC 4035 section 5.3.4).
    WildcardNotProven,
    /// Bogus: the CNAME is not what the DNAME above makes of the name (RFC 6672 section 5.3.1).
    AliasForged,
    /// Bogus: the DNS server refuses the answer, and says that DNSSEC is the reason (RFC 8914).
    RefusedByServer(String),
    /// Not checked: signed with algorithms, or named by digests, that this program does not have. RFC 4035 section 5.2 lets
    /// such a zone count as unsigned; it is not said to be.
    BeyondThisProgram(Vec<Unknown>),
    /// Not checked: more questions, or zones below each other, than this program looks at.
    TooMuchWork,
    /// Not checked: the aliases lead in a circle, or on and on.
    TooManyAliases,
    /// Not checked: the DNS server does not pass signatures on.
    Stripped,
    /// Not checked: the DNS server denies the keys of the trust anchor's zone, which exist.
    AnchorDenied,
    /// Not checked: no DNS server answered a question that the proof needs.
    NoAnswer,
    /// Not checked: the DNS server did not answer such a question: `SERVFAIL`.
    ServerFailure(String),
    /// Not checked: the text is no name that the DNS could have.
    NotAName,
    /// Whatever else, in words.
    Other(String),
}

/// What this program cannot check with: numbers of the IANA registries of DNSSEC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// An algorithm of keys and signatures: 16 is Ed448.
    Algorithm(u8),
    /// A digest of DS records.
    Digest(u8),
    /// A key that is shorter or longer than the cryptographic library takes; algorithm and bits.
    KeySize(u8, usize),
    /// An RSA key whose public exponent is longer than that library takes; algorithm and bits.
    Exponent(u8, usize),
}

impl Why {
    /// What is the matter with the records of one type at a name.
    pub fn at(reason: Reason, name: impl Into<String>, record_type: impl Into<String>) -> Self {
        Self {
            reason,
            name: name.into(),
            record_type: record_type.into(),
        }
    }

    /// Whether the proof failed for what may have been lost or changed on the way, and may be had the next time.
    #[must_use]
    pub const fn is_of_the_moment(&self) -> bool {
        matches!(
            self.reason,
            Reason::NoAnswer | Reason::ServerFailure(_) | Reason::Stripped | Reason::AnchorDenied
        )
    }

    /// Whether nobody can ask this program for a proof: algorithms or digests are unknown to it. A key that it does not take is
    /// no such thing: beside it there are others, and whoever forges a signature may say that it is of that key.
    #[must_use]
    pub fn is_beyond_this_program(&self) -> bool {
        match &self.reason {
            Reason::BeyondThisProgram(unknown) => unknown
                .iter()
                .all(|one| matches!(one, Unknown::Algorithm(_) | Unknown::Digest(_))),
            _ => false,
        }
    }
}

impl From<&str> for Why {
    fn from(words: &str) -> Self {
        Self::from(words.to_owned())
    }
}

impl From<String> for Why {
    fn from(words: String) -> Self {
        Self::at(Reason::Other(words), "", "")
    }
}

impl From<Reason> for Why {
    fn from(reason: Reason) -> Self {
        Self::at(reason, "", "")
    }
}

/// A fragment, as it stands behind "DNSSEC validation failed: ".
impl fmt::Display for Why {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.reason)?;
        match (self.record_type.as_str(), self.name.as_str()) {
            ("", "") => Ok(()),
            ("", name) => write!(formatter, " ({name})"),
            (record_type, name) => write!(formatter, " ({name} {record_type})"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotSigned => "the zone is not signed",
            Self::OptOut => "the zone's opt-out leaves names unproven",
            Self::NoTrustAnchor => "no trust anchor is above this name",
            Self::SignatureMissing => "the signature is missing",
            Self::SignatureWrong => "the signature does not verify",
            Self::SignatureByUnknownKey => "the signature is by a key that the zone does not have",
            Self::SignatureOfAnotherZone => "the signature is by another zone",
            Self::KeyNotProven => {
                "the zone's keys are missing, or not those that the zone above names"
            }
            Self::DenialNotProven => "it is not proven that there is no such record",
            Self::RestsOnItself => "the proof rests on itself",
            Self::TooManySignatures => "too many signatures, and none that was tried verifies",
            Self::TooManyHashes => "the denial takes more hashes than is reasonable",
            Self::WildcardNotProven => "a wildcard without proof that no nearer name exists",
            Self::AliasForged => "the alias is not what the DNAME record makes of the name",
            Self::TooMuchWork => "the proof takes more steps than this program makes",
            Self::TooManyAliases => "a loop of aliases",
            Self::AnchorDenied => "the DNS server denies even the keys of the trust anchor",
            Self::Stripped => "the DNS server does not pass DNSSEC on",
            Self::NoAnswer => "no DNS server answered what the proof needs",
            Self::NotAName => "it is not a name",
            Self::SignatureOfAlgorithm(algorithm) => {
                let algorithm = Unknown::Algorithm(*algorithm);
                return write!(
                    formatter,
                    "the signature is missing but for one of {algorithm}"
                );
            }
            Self::Deprecated(algorithm) => {
                return write!(
                    formatter,
                    "DNSSEC algorithm {algorithm} alone, which resolvers take for no signature"
                );
            }
            Self::Iterations(count) => {
                return write!(
                    formatter,
                    "the zone wants {count} iterations of NSEC3, more than validators make"
                );
            }
            Self::SignatureExpired(when) => {
                return write!(formatter, "the signature expired at {when}");
            }
            Self::SignatureNotYetValid(when) => {
                return write!(formatter, "the signature is not valid before {when}");
            }
            Self::RefusedByServer(what) => {
                return write!(formatter, "the DNS server refuses it: {what}");
            }
            Self::ServerFailure(what) => {
                return write!(
                    formatter,
                    "the DNS server said {what} to what the proof needs"
                );
            }
            Self::BeyondThisProgram(unknown) => {
                let unknown: Vec<String> = unknown.iter().map(ToString::to_string).collect();
                return write!(
                    formatter,
                    "this program cannot check {}",
                    unknown.join(", ")
                );
            }
            Self::Other(words) => words,
        })
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Algorithm(16) => formatter.write_str("DNSSEC algorithm 16 (Ed448)"),
            Self::Algorithm(number) => write!(formatter, "DNSSEC algorithm {number}"),
            Self::KeySize(algorithm, bits) => {
                write!(
                    formatter,
                    "a key of {bits} bits (DNSSEC algorithm {algorithm})"
                )
            }
            Self::Exponent(algorithm, bits) => {
                write!(
                    formatter,
                    "a key with an exponent of {bits} bits (DNSSEC algorithm {algorithm})"
                )
            }
            Self::Digest(number) => write!(formatter, "DS digest type {number}"),
        }
    }
}
