//! What can be wrong in a signature's tags, in words: RFC 6376 sections 3.5 and 6.1.1.

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

/// A fault of a signature.
pub type Fault = fault::Fault<FaultKind>;

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// Something that the grammar of tag lists does not have.
    Tag(ListFault),
    /// A tag that must be there is not.
    Missing(&'static str),
    /// The version is not 1.
    Version(String),
    /// The algorithm is unknown.
    Algorithm(String),
    /// `b` or `bh` has an octet that is not Base64.
    NotBase64(&'static str, u8),
    /// Its Base64 is not whole.
    CutBase64(&'static str),
    /// Its padding is wrong.
    Padding(&'static str),
    /// The body's hash has another number of octets than the algorithm's hashes have.
    HashLength(usize),
    /// A canonicalization that does not exist.
    Canonical(String),
    /// Not a domain.
    Domain(String),
    /// Not a selector.
    Selector(String),
    /// The identity is not of the domain or of one below it.
    Identity(String),
    /// A list of headers with something in it that is no name.
    HeaderName(String),
    /// From is not signed.
    FromNotSigned,
    /// Not a number.
    Number(&'static str),
    /// It expires before it was made.
    ExpiresBefore,
    /// The key is to be asked for in a way that does not exist.
    Query(String),
}

impl Kind for FaultKind {
    fn effect(&self) -> Effect {
        match self {
            Self::Padding(_) | Self::Tag(ListFault::List(TagFaultKind::Empty)) => {
                Effect::Discouraged
            }
            _ => Effect::Void,
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(fault) => fault.fmt(formatter),
            Self::Missing(tag) => write!(formatter, "{tag}= is missing"),
            Self::Version(version) => write!(formatter, "the version is \"{version}\", not 1"),
            Self::Algorithm(text) => write!(
                formatter,
                "the algorithm \"{text}\" is neither rsa-sha256 nor ed25519-sha256"
            ),
            Self::NotBase64(tag, octet) => {
                write!(
                    formatter,
                    "\"{}\" in {tag}= is not Base64",
                    visible(&[*octet])
                )
            }
            Self::CutBase64(tag) => write!(formatter, "the Base64 of {tag}= is not whole"),
            Self::Padding(tag) => {
                write!(formatter, "the padding (=) at the end of {tag}= is wrong")
            }
            Self::HashLength(octets) => write!(
                formatter,
                "bh= has {octets} octets, which no hash of this algorithm has"
            ),
            Self::Canonical(text) => write!(
                formatter,
                "the canonicalization \"{text}\" is neither simple nor relaxed"
            ),
            Self::Domain(text) => write!(formatter, "\"{text}\" is no domain"),
            Self::Selector(text) => write!(formatter, "\"{text}\" is no selector"),
            Self::Identity(text) => {
                write!(
                    formatter,
                    "\"{text}\" is not of the domain in d= nor of one below it"
                )
            }
            Self::HeaderName(text) => write!(formatter, "\"{text}\" is no name of a header field"),
            Self::FromNotSigned => {
                formatter.write_str("h= does not have From, which must be signed")
            }
            Self::Number(tag) => write!(formatter, "{tag}= is not a number"),
            Self::ExpiresBefore => formatter.write_str("it expires before it was made"),
            Self::Query(text) => {
                write!(
                    formatter,
                    "\"{text}\" is no way to ask for the key; dns/txt is the one that exists"
                )
            }
        }
    }
}
