//! The field `DKIM-Signature`: RFC 6376 section 3.5, with the algorithms of RFC 8301 and RFC 8463. Reading goes on past each fault.

mod fault;

pub use fault::{Fault, FaultKind};

use super::{
    base64::{self, decode},
    canonical::Canonical,
    selector::{Origin, Selector},
    tags,
};
use crate::{
    dns::DomainName,
    record::tag_list::{Tag, cut, is_space},
};

/// The most names of `h` that are read: no message has so many fields.
const MOST_HEADERS: usize = 100_000;

/// The most fields of `z` that are read, which serve to explain a failure.
const MOST_COPIES: usize = 1000;

/// What a signature says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// `a`.
    pub algorithm: Option<Algorithm>,
    /// `b`.
    pub value: Vec<u8>,
    /// `bh`.
    pub body_hash: Vec<u8>,
    /// `c`: of the header.
    pub header: Canonical,
    /// `c`: of the body.
    pub body: Canonical,
    /// `d`, in lower case.
    pub domain: Option<String>,
    /// `s`.
    pub selector: Option<Selector>,
    /// `i`, where it is there.
    pub identity: Option<String>,
    /// `h`, as written.
    pub headers: Vec<String>,
    /// `l`.
    pub length: Option<u64>,
    /// `t`, in seconds since 1970.
    pub made: Option<u64>,
    /// `x`, likewise.
    pub expires: Option<u64>,
    /// `z`: fields as they were when it was made, name and value.
    pub copied: Vec<(String, Vec<u8>)>,
    /// What is wrong, in order.
    pub faults: Vec<Fault>,
}

/// How it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// rsa-sha256.
    RsaSha256,
    /// rsa-sha1, which must not be used (RFC 8301 section 3.1).
    RsaSha1,
    /// ed25519-sha256.
    Ed25519Sha256,
}

impl Algorithm {
    const ALL: [Self; 3] = [Self::RsaSha256, Self::RsaSha1, Self::Ed25519Sha256];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::RsaSha256 => "rsa-sha256",
            Self::RsaSha1 => "rsa-sha1",
            Self::Ed25519Sha256 => "ed25519-sha256",
        }
    }

    /// The type of the keys it needs, and the word for its hash.
    #[must_use]
    pub const fn needs(self) -> (&'static str, &'static str) {
        match self {
            Self::RsaSha256 => ("rsa", "sha256"),
            Self::RsaSha1 => ("rsa", "sha1"),
            Self::Ed25519Sha256 => ("ed25519", "sha256"),
        }
    }

    const fn hash_length(self) -> usize {
        match self {
            Self::RsaSha1 => 20,
            Self::RsaSha256 | Self::Ed25519Sha256 => 32,
        }
    }
}

impl Signature {
    /// Reads the value of a field.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (tags, faults) = tags::read(text);
        let mut signature = Self::empty();
        for (fault, position) in faults {
            signature.fault(FaultKind::Tag(fault), position);
        }
        for required in ["v", "a", "b", "bh", "d", "h", "s"] {
            if !tags.iter().any(|tag| tag.name == required) {
                signature.fault(FaultKind::Missing(required), text.len());
            }
        }
        for tag in &tags {
            signature.read(tag);
        }
        signature.compare(&tags);
        signature.faults.sort_by_key(|fault| fault.position);
        signature
    }

    const fn empty() -> Self {
        Self {
            algorithm: None,
            value: Vec::new(),
            body_hash: Vec::new(),
            header: Canonical::Simple,
            body: Canonical::Simple,
            domain: None,
            selector: None,
            identity: None,
            headers: Vec::new(),
            length: None,
            made: None,
            expires: None,
            copied: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Whether verifiers have to ignore it.
    #[must_use]
    pub fn is_invalid(&self) -> bool {
        self.faults.iter().any(|fault| fault.invalidates())
    }

    /// The domain of the identity: that of `i`, else `d`.
    #[must_use]
    pub fn identity_domain(&self) -> Option<&str> {
        let of_identity = |identity: &'_ String| identity.rfind('@').map(|at| at + 1);
        match &self.identity {
            Some(identity) => of_identity(identity).map(|at| &identity[at..]),
            None => self.domain.as_deref(),
        }
    }

    fn fault(&mut self, kind: FaultKind, position: usize) {
        self.faults.push(Fault { kind, position });
    }

    fn read(&mut self, tag: &Tag<'_>) {
        let at = tag.value_position;
        match tag.name {
            "v" if tag.value != "1" => self.fault(FaultKind::Version(cut(tag.value)), at),
            "a" => self.read_algorithm(tag),
            "b" => self.value = self.base64("b", tag),
            "bh" => self.body_hash = self.base64("bh", tag),
            "c" => self.read_canonical(tag),
            "d" => match DomainName::parse(tag.value) {
                Ok(domain) if tag.value.is_ascii() && !tag.value.ends_with('.') => {
                    self.domain = Some(domain.as_str().to_ascii_lowercase());
                }
                _ => self.fault(FaultKind::Domain(cut(tag.value)), at),
            },
            "s" => match Selector::parse(tag.value, Origin::Message) {
                Ok(selector) => self.selector = Some(selector),
                Err(_) => self.fault(FaultKind::Selector(cut(tag.value)), at),
            },
            "i" => self.identity = Some(tag.value.to_owned()),
            "h" => self.read_headers(tag),
            "l" => self.length = self.number("l", tag),
            "t" => self.made = self.number("t", tag),
            "x" => self.expires = self.number("x", tag),
            "q" => self.read_query(tag),
            "z" => self.copied = copied(tag.value),
            _ => {}
        }
    }

    fn read_algorithm(&mut self, tag: &Tag<'_>) {
        let known = Algorithm::ALL.iter();
        self.algorithm = known.copied().find(|known| known.word() == tag.value);
        if self.algorithm.is_none() {
            self.fault(FaultKind::Algorithm(cut(tag.value)), tag.value_position);
        }
    }

    fn base64(&mut self, name: &'static str, tag: &Tag<'_>) -> Vec<u8> {
        let (octets, fault) = decode(tag.value.as_bytes());
        if let Some((fault, at)) = fault {
            let kind = match fault {
                base64::Fault::Octet(octet) => FaultKind::NotBase64(name, octet),
                base64::Fault::Length => FaultKind::CutBase64(name),
                base64::Fault::Padding => FaultKind::Padding(name),
            };
            self.fault(kind, tag.value_position + at);
        } else if tag.value.is_empty() {
            self.fault(FaultKind::CutBase64(name), tag.value_position);
        }
        octets.unwrap_or_default()
    }

    /// `c=header/body`; without the second, the body's is simple (RFC 6376 section 3.5).
    fn read_canonical(&mut self, tag: &Tag<'_>) {
        let (header, body) = tag.value.split_once('/').unwrap_or((tag.value, "simple"));
        let known = |word: &str| match word {
            "simple" => Some(Canonical::Simple),
            "relaxed" => Some(Canonical::Relaxed),
            _ => None,
        };
        match known(header) {
            Some(header) => self.header = header,
            None => self.fault(FaultKind::Canonical(cut(header)), tag.value_position),
        }
        match known(body) {
            Some(body) => self.body = body,
            None => {
                let at = tag.value_position + header.len() + 1;
                self.fault(FaultKind::Canonical(cut(body)), at);
            }
        }
    }

    fn read_headers(&mut self, tag: &Tag<'_>) {
        let mut at = tag.value_position;
        for piece in tag.value.split(':').take(MOST_HEADERS) {
            let name = piece.trim_matches(is_space);
            let name_at = at + piece.len() - piece.trim_start_matches(is_space).len();
            at += piece.len() + 1;
            if name.is_empty() || !name.bytes().all(|octet| octet.is_ascii_graphic()) {
                self.fault(FaultKind::HeaderName(cut(name)), name_at);
            } else {
                self.headers.push(name.to_owned());
            }
        }
        if !self.signs("from") {
            self.fault(FaultKind::FromNotSigned, tag.value_position);
        }
    }

    /// Whether `h` has this name.
    #[must_use]
    pub fn signs(&self, name: &str) -> bool {
        self.headers
            .iter()
            .any(|header| header.eq_ignore_ascii_case(name))
    }

    fn number(&mut self, name: &'static str, tag: &Tag<'_>) -> Option<u64> {
        let is_digits =
            !tag.value.is_empty() && tag.value.bytes().all(|octet| octet.is_ascii_digit());
        if !is_digits {
            self.fault(FaultKind::Number(name), tag.value_position);
            return None;
        }
        // More digits than fit are a time or a length without end (RFC 6376 section 3.5, x=).
        Some(tag.value.parse().unwrap_or(u64::MAX))
    }

    fn read_query(&mut self, tag: &Tag<'_>) {
        let mut methods = tag
            .value
            .split(':')
            .map(|method| method.trim_matches(is_space));
        if !methods.any(|method| method == "dns/txt" || method == "dns") {
            self.fault(FaultKind::Query(cut(tag.value)), tag.value_position);
        }
    }

    /// What must be true of two tags together.
    fn compare(&mut self, tags: &[Tag<'_>]) {
        let at = |name| {
            tags.iter()
                .find(|tag| tag.name == name)
                .map(|tag| tag.value_position)
        };
        if let (Some(algorithm), Some(position)) = (self.algorithm, at("bh"))
            && !self.body_hash.is_empty()
            && self.body_hash.len() != algorithm.hash_length()
        {
            self.fault(FaultKind::HashLength(self.body_hash.len()), position);
        }
        if let (Some(domain), Some(identity), Some(position)) =
            (&self.domain, &self.identity, at("i"))
            && !self
                .identity_domain()
                .is_some_and(|of| is_or_below(of, domain))
        {
            self.fault(FaultKind::Identity(cut(identity)), position);
        }
        if let (Some(made), Some(expires), Some(position)) = (self.made, self.expires, at("x"))
            && expires <= made
        {
            self.fault(FaultKind::ExpiresBefore, position);
        }
    }
}

/// The tags of a signature, in order.
#[must_use]
pub fn tags(text: &str) -> Vec<Tag<'_>> {
    tags::read(text).0
}

/// Whether a domain is this one or below it; case does not count.
pub(super) fn is_or_below(name: &str, domain: &str) -> bool {
    let at = name.len().checked_sub(domain.len());
    at.is_some_and(|at| {
        name.get(at..)
            .is_some_and(|end| end.eq_ignore_ascii_case(domain))
            && (at == 0 || name.as_bytes()[at - 1] == b'.')
    })
}

/// The fields of `z`, `From:a@b|To:c`, whose values are in DKIM's own quoted-printable (RFC 6376 section 2.11).
fn copied(text: &str) -> Vec<(String, Vec<u8>)> {
    let field = |piece: &str| {
        let (name, value) = piece.split_once(':')?;
        let name = name.trim_matches(is_space).to_owned();
        Some((name, unquoted(value)))
    };
    text.split('|')
        .filter_map(field)
        .take(MOST_COPIES)
        .collect()
}

fn unquoted(text: &str) -> Vec<u8> {
    let text: Vec<u8> = text
        .bytes()
        .filter(|octet| !is_space(char::from(*octet)))
        .collect();
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = &text[..];
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'=');
        let digits = digits.and_then(|digits| str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(octet) => {
                octets.push(octet);
                rest = &after[2..];
            }
            None => {
                octets.push(*first);
                rest = after;
            }
        }
    }
    octets
}

#[cfg(test)]
mod tests;
