//! What the verification of a signature came to, and why: RFC 6376 section 6.1, with the results of RFC 8601 section 2.7.1.

use std::fmt;

use serde::Serialize;

use super::{
    super::{key, signature},
    primitive::MOST_BITS,
};

/// The most signatures that are verified.
pub const MOST_SIGNATURES: usize = 10;

/// One signature of a message.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Verdict {
    /// `d`: who signs.
    pub domain: Option<String>,
    /// `s`: with which key.
    pub selector: Option<String>,
    /// `i`: for whom, where that is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// `a`.
    pub algorithm: Option<String>,
    /// The size of the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bits: Option<u32>,
    /// `c`: how header and body were written before hashing.
    pub canonicalization: String,
    /// `h`: the fields that are signed.
    pub headers: Vec<String>,
    /// What it came to.
    pub result: Outcome,
    /// Why, where it does not pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// What else is to be known of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
}

/// The results of RFC 8601 section 2.7.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It verifies.
    Pass,
    /// It does not.
    Fail,
    /// It verifies, and receivers do not accept it for how it was made.
    Policy,
    /// It is written so that it says nothing.
    Neutral,
    /// It could not be found out.
    Temperror,
    /// Its key is of no use.
    Permerror,
}

impl Outcome {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Policy => "policy",
            Self::Neutral => "neutral",
            Self::Temperror => "temperror",
            Self::Permerror => "permerror",
        }
    }
}

/// Why a signature does not pass. New values may be added.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "SignatureReason")
)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Reason {
    /// It is not written as it should be.
    Syntax {
        /// What is wrong.
        #[cfg_attr(test, schemars(with = "Vec<crate::record::fault::Fault>"))]
        errors: Vec<signature::Fault>,
    },
    /// Its time is over.
    Expired {
        /// Since when, in seconds since 1970.
        at: u64,
    },
    /// There is no such key.
    NoKey {
        /// The name that was asked for.
        name: String,
    },
    /// Whether there is such a key the DNS did not say.
    KeyLookup {
        /// The name that was asked for.
        name: String,
        /// What happened.
        failure: String,
    },
    /// There are too many signatures, so that this one and those behind it are not verified.
    LeftOut {
        /// How many those are.
        count: usize,
    },
    /// The record is no key.
    KeyInvalid {
        /// What is wrong.
        #[cfg_attr(test, schemars(with = "Vec<crate::record::fault::Fault>"))]
        errors: Vec<key::Fault>,
    },
    /// The key has been revoked.
    KeyRevoked,
    /// The key is not for mail.
    KeyNotForMail,
    /// The key is of another type than the signature.
    KeyType {
        /// Of which.
        key_type: String,
    },
    /// The key is not to be used with this hash algorithm.
    KeyHash,
    /// The key is too short to prove anything (RFC 8301 section 3.2).
    KeyTooShort {
        /// Its size.
        bits: u32,
    },
    /// The key is longer than this program computes with.
    KeyTooLong {
        /// Its size.
        bits: u32,
    },
    /// The key is for the domain itself (`t=s`), and the identity is of one below it.
    KeyStrict,
    /// The body is another one.
    Body {
        /// `bh`, in Base64.
        signed: String,
        /// What the body comes to.
        computed: String,
        /// What was done to it, where that can be proven.
        #[serde(skip_serializing_if = "Option::is_none")]
        cause: Option<BodyCause>,
    },
    /// The body is shorter than the part that was signed (`l`).
    BodyTooShort {
        /// How long the part is.
        signed: u64,
        /// How long the body is.
        length: u64,
    },
    /// The body is as it was, and the header is another one, or the key.
    Header {
        /// What was done to it, where that can be proven.
        #[serde(skip_serializing_if = "Option::is_none")]
        cause: Option<HeaderCause>,
        /// The signed fields that differ from their copies in `z`.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        differ: Vec<String>,
    },
    /// It was made with SHA-1, which proves nothing any more (RFC 8301 section 3.1).
    Sha1,
}

/// What was done to a body, as its hash proves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum BodyCause {
    /// Text was added behind this line.
    Appended {
        /// The last line that was signed; the first is 1.
        line: usize,
    },
    /// An empty body was signed.
    Empty,
    /// White space at the ends of lines was changed, which `c=…/relaxed` lets through.
    WhiteSpace,
    /// It was written with the other canonicalization than `c` says.
    Canonical,
    /// Dots at the beginning of lines were doubled, or those that were doubled are not.
    Dots,
}

/// What was done to a header, as the signature proves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum HeaderCause {
    /// The signature was made with another key than the one that is published.
    OtherKey,
    /// The key is the one, so a signed field was changed, added or taken away.
    Changed,
    /// This field was added behind the signer.
    Added {
        /// Its name.
        field: String,
    },
    /// With the copies of these fields in `z` it verifies.
    Fields {
        /// Their names.
        fields: Vec<String>,
    },
    /// This was put before the subject.
    SubjectPrefix {
        /// What.
        prefix: String,
    },
}

/// What is to be known of a signature that does not decide about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Remark {
    /// The key is being tested (`t=y`): a failure counts for nothing.
    Testing,
    /// The key is shorter than signers should use.
    WeakKey {
        /// Its size.
        bits: u32,
    },
    /// Only the beginning of the body is signed (`l`): whoever passes it on can write behind it.
    PartOfBody {
        /// How much is.
        signed: u64,
        /// How much there is.
        length: u64,
    },
    /// It was made in the future, says its time.
    Future {
        /// When, in seconds since 1970.
        made: u64,
    },
    /// There are more From fields than are signed.
    FromTwice,
    /// There is this field, and it is not signed.
    NotSigned {
        /// Its name.
        field: String,
    },
    /// There are several records, and this is what one of them comes to.
    SeveralKeys,
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { errors } => match errors.first() {
                Some(first) => write!(formatter, "{}, at octet {}", first.kind, first.position),
                None => formatter.write_str("it cannot be read"),
            },
            Self::Expired { .. } => formatter.write_str("it has expired"),
            Self::NoKey { name } => write!(formatter, "there is no key at {name}"),
            Self::KeyLookup { name, failure } => write!(formatter, "the key at {name} could not be asked for: {failure}"),
            Self::LeftOut { count } => write!(formatter, "only the first {MOST_SIGNATURES} signatures are verified, and there are {count} more"),
            Self::KeyInvalid { errors } => match errors.first() {
                Some(first) => write!(formatter, "its key cannot be read: {}, at octet {}", first.kind, first.position),
                None => formatter.write_str("its key cannot be read"),
            },
            Self::KeyRevoked => formatter.write_str("its key has been revoked"),
            Self::KeyNotForMail => formatter.write_str("its key is not for mail (s=)"),
            Self::KeyType { key_type } => write!(formatter, "its key is of another algorithm ({key_type})"),
            Self::KeyHash => formatter.write_str("its key is not for this hash algorithm (h=)"),
            Self::KeyTooShort { bits } => write!(formatter, "its key has {bits} bits, and no signature by fewer than 1024 counts"),
            Self::KeyTooLong { bits } => write!(formatter, "its key has {bits} bits, and smtpcheck verifies with at most {MOST_BITS}"),
            Self::KeyStrict => formatter.write_str("its key is for the domain itself (t=s), and i= is of one below it"),
            Self::Body { cause, .. } => match cause {
                Some(cause) => write!(formatter, "the body was changed: {cause}"),
                None => formatter.write_str("the body was changed"),
            },
            Self::BodyTooShort { signed, length } => write!(formatter, "{signed} octets of the body were signed and only {length} are there"),
            Self::Header { cause: Some(cause), .. } => cause.fmt(formatter),
            Self::Header { cause: None, .. } => formatter.write_str("the body is as it was signed; a signed header field was changed, or the key is another one"),
            Self::Sha1 => formatter.write_str("it verifies, and was made with SHA-1, which receivers do not accept"),
        }
    }
}

impl fmt::Display for BodyCause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Appended { line } => write!(formatter, "text was added behind line {line}"),
            Self::Empty => formatter.write_str("what was signed is an empty body"),
            Self::WhiteSpace => formatter
                .write_str("only white space at the ends of lines was changed, which c=relaxed/relaxed lets through"),
            Self::Canonical => {
                formatter.write_str("it was written with the other canonicalization than c= says")
            }
            Self::Dots => formatter.write_str(
                "only the dots at the beginning of lines differ, which SMTP doubles on its way",
            ),
        }
    }
}

impl fmt::Display for HeaderCause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherKey => formatter.write_str("it was made with another key than the one that is published"),
            Self::Changed => formatter.write_str("the published key made it, and a signed header field was changed, added or taken away since"),
            Self::Added { field } => write!(formatter, "a field {field} was added after signing"),
            Self::Fields { fields } => write!(formatter, "changed after signing: {}", fields.join(", ")),
            Self::SubjectPrefix { prefix } => write!(formatter, "\"{prefix}\" was put before the subject after signing"),
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Testing => formatter.write_str("its key is being tested (t=y): a failure counts for nothing"),
            Self::WeakKey { bits } => write!(formatter, "its key has {bits} bits; 2048 are what signers should use"),
            Self::PartOfBody { signed, length } => write!(formatter, "only {signed} of the {length} octets of the body are signed (l=): anyone can write behind them"),
            Self::Future { .. } => formatter.write_str("it was made in the future, says t="),
            Self::FromTwice => formatter.write_str("there are more From fields than are signed"),
            Self::NotSigned { field } => write!(formatter, "{field} is not signed"),
            Self::SeveralKeys => formatter.write_str("there are several records at its selector, and which one a receiver takes is not defined"),
        }
    }
}
