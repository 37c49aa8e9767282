//! What can be wrong in a key record, in words, and which of it makes verifiers ignore the key.

use std::fmt;

use crate::{
    record::{
        dkim::{
            fault::{self, Kind},
            tags::ListFault,
        },
        fault::Effect,
        tag_list::TagFaultKind,
    },
    text::visible,
};

/// A fault of a key record.
pub type Fault = fault::Fault<FaultKind>;

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// Something that the grammar of tag lists does not have.
    Tag(ListFault),
    /// `v` is there and not the first tag.
    VersionNotFirst,
    /// `v` has this value.
    Version(String),
    /// There is no tag `p`.
    NoKey,
    /// This tag's name is written with capital letters and so another tag.
    Case(String),
    /// The key type is unknown.
    KeyType(String),
    /// This octet is not Base64.
    NotBase64(u8),
    /// The Base64 is not whole.
    CutBase64,
    /// The padding of the Base64 is wrong.
    Padding,
    /// The octets of the key are none that belong to this key type.
    NotAKey(&'static str),
    /// 32 octets and no `k=ed25519`.
    Ed25519NotSaid,
    /// An RSA key where `k=ed25519` is.
    RsaNotSaid,
    /// An Ed25519 key in the form that certificates have.
    WrappedEd25519,
    /// An Ed25519 key of so many octets.
    Ed25519Length(usize),
    /// The key of another algorithm than `k` says.
    OtherAlgorithm,
    /// `h` lists no hash algorithm that exists.
    NoHash,
    /// Not a word where a list of words is.
    Word(&'static str),
    /// `g`, which RFC 6376 has taken away.
    Granularity,
    /// An RSA key longer than verifiers have to read.
    Large(u32),
}

impl Kind for FaultKind {
    fn effect(&self) -> Effect {
        match self {
            Self::Granularity => Effect::Obsolete,
            Self::Padding | Self::Large(_) | Self::Tag(ListFault::List(TagFaultKind::Empty)) => {
                Effect::Discouraged
            }
            Self::Word(_) | Self::Case(_) => Effect::Ignored,
            _ => Effect::Void,
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(fault) => fault.fmt(formatter),
            Self::VersionNotFirst => formatter.write_str("v= must be the first tag"),
            Self::Version(value) if value.ends_with('\\') => write!(
                formatter,
                "the version is \"{value}\": the backslash before the semicolon is in the record, it belongs to the zone file's way of writing"
            ),
            Self::Version(value) => write!(formatter, "the version is \"{value}\", not \"DKIM1\""),
            Self::NoKey => formatter.write_str("there is no p=, the tag with the key"),
            Self::Case(name) => write!(
                formatter,
                "the tag \"{name}\" is unknown: names of tags are in lower case"
            ),
            Self::KeyType(value) => {
                write!(formatter, "the key type \"{value}\" is neither rsa nor ed25519")
            }
            Self::NotBase64(b'"') => formatter.write_str(
                "a quotation mark is in the key: the marks between the strings of a long record were stored with it",
            ),
            Self::NotBase64(b'-') => formatter.write_str(
                "a hyphen is in the key: lines such as \"-----BEGIN PUBLIC KEY-----\" do not belong into the record",
            ),
            Self::NotBase64(octet) => {
                write!(formatter, "\"{}\" is not Base64", visible(&[*octet]))
            }
            Self::CutBase64 => formatter.write_str("the Base64 of the key is not whole: it is cut off"),
            Self::Padding => formatter.write_str("the padding (=) at the end of the key is wrong"),
            Self::NotAKey(algorithm) => write!(
                formatter,
                "what p= stands for is not the public key of {algorithm}, or not all of it"
            ),
            Self::Ed25519NotSaid => formatter
                .write_str("the key has 32 octets, as those of Ed25519 have, and k=ed25519 is missing"),
            Self::RsaNotSaid => formatter.write_str("the key is one of RSA, and k= says ed25519"),
            Self::WrappedEd25519 => formatter.write_str(
                "the Ed25519 key is wrapped in a SubjectPublicKeyInfo; its last 32 octets alone belong here",
            ),
            Self::Ed25519Length(octets) => {
                write!(formatter, "the Ed25519 key has {octets} octets instead of 32")
            }
            Self::OtherAlgorithm => {
                formatter.write_str("the key is of another algorithm than k= says")
            }
            Self::NoHash => formatter.write_str("h= lists neither sha256 nor sha1: no signature can use the key"),
            Self::Word(tag) => write!(formatter, "this is no word of the list that {tag}= is"),
            Self::Granularity => {
                formatter.write_str("g= is of RFC 4871 and was taken away: most verifiers ignore it")
            }
            Self::Large(bits) => write!(
                formatter,
                "the key has {bits} bits: verifiers need not read RSA keys of more than 4096"
            ),
        }
    }
}
