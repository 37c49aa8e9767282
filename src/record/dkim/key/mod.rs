//! The key record, a TXT record below `SELECTOR._domainkey.DOMAIN`: RFC 6376 section 3.6.1, with the algorithms and the sizes of
//! RFC 8301 and the Ed25519 keys of RFC 8463. Reading goes on past each fault.

mod fault;
mod material;

pub use fault::{Fault, FaultKind};
pub use material::Material;

use super::{
    base64::{self, decode},
    tags,
};
use crate::record::tag_list::{Tag, cut, is_space};
use material::{Looks, look};

/// What a key record says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyRecord {
    /// `k`: the key type as written; `rsa` where it is not there.
    pub key_type: String,
    /// `p`; `None` where it cannot be read.
    pub key: Option<PublishedKey>,
    /// `h`: the hash algorithms that are allowed; any where it is `None`.
    pub hashes: Option<Vec<String>>,
    /// `s`: the services; any where it is `None`.
    pub services: Option<Vec<String>>,
    /// `t`: the flags.
    pub flags: Vec<String>,
    /// `n`: what is meant for people.
    pub notes: Option<String>,
    /// What is wrong, in the order of the record.
    pub faults: Vec<Fault>,
}

/// What `p` holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublishedKey {
    /// Nothing: the key has been revoked.
    Revoked,
    /// A key.
    Key(Material),
}

/// The tags that exist.
const TAGS: [&str; 8] = ["v", "g", "h", "k", "n", "p", "s", "t"];

impl KeyRecord {
    /// Reads a record.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (tags, faults) = tags::read(text);
        let mut record = Self {
            key_type: "rsa".to_owned(),
            ..Self::default()
        };
        for (fault, position) in faults {
            record.fault(FaultKind::Tag(fault), position);
        }
        for (number, tag) in tags.iter().enumerate() {
            record.read(tag, number);
        }
        record.read_key(&tags, text.len());
        record.faults.sort_by_key(|fault| fault.position);
        record
    }

    /// Whether a record was meant to be a key: it has a tag `p`, or says that it is one.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        let (tags, _) = tags::read(text);
        let is_key = |tag: &Tag<'_>| match tag.name {
            "p" => true,
            "v" => tag.value.starts_with("DKIM"),
            _ => false,
        };
        tags.iter().any(is_key)
    }

    /// Whether `t` has this flag: `y` for testing, `s` for a domain that signs for no other name.
    #[must_use]
    pub fn has_flag(&self, flag: &str) -> bool {
        self.flags.iter().any(|of| of == flag)
    }

    /// Whether the key may be used for mail.
    #[must_use]
    pub fn is_for_mail(&self) -> bool {
        allows(self.services.as_deref(), &["email", "*"])
    }

    /// Whether a signature may use this hash algorithm.
    #[must_use]
    pub fn allows_hash(&self, hash: &str) -> bool {
        allows(self.hashes.as_deref(), &[hash])
    }

    /// Whether verifiers find a key in it, revoked ones included.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.faults.iter().all(|fault| !fault.invalidates())
    }

    fn fault(&mut self, kind: FaultKind, position: usize) {
        self.faults.push(Fault { kind, position });
    }

    fn read(&mut self, tag: &Tag<'_>, number: usize) {
        let text = || cut(tag.value);
        match tag.name {
            "v" => self.read_version(tag, number),
            "k" => self.key_type = text(),
            "h" => self.hashes = Some(self.words(tag, "h")),
            "s" => self.services = Some(self.words(tag, "s")),
            "t" => self.flags = self.words(tag, "t"),
            "n" => self.notes = Some(text()),
            "g" => self.fault(FaultKind::Granularity, tag.position),
            name if TAGS.contains(&name.to_ascii_lowercase().as_str()) && !TAGS.contains(&name) => {
                self.fault(FaultKind::Case(name.to_owned()), tag.position);
            }
            _ => {}
        }
        if tag.name == "h" && !self.allows_hash("sha256") && !self.allows_hash("sha1") {
            self.fault(FaultKind::NoHash, tag.value_position);
        }
    }

    fn read_version(&mut self, tag: &Tag<'_>, number: usize) {
        if number > 0 {
            self.fault(FaultKind::VersionNotFirst, tag.position);
        }
        if tag.value != "DKIM1" {
            self.fault(FaultKind::Version(cut(tag.value)), tag.value_position);
        }
    }

    /// The words of a list with colons. What is no word is told, and left out.
    fn words(&mut self, tag: &Tag<'_>, name: &'static str) -> Vec<String> {
        let mut at = tag.value_position;
        let mut words = Vec::new();
        for piece in tag.value.split(':') {
            let word = piece.trim_start_matches(is_space);
            let word_at = at + piece.len() - word.len();
            let word = word.trim_end_matches(is_space);
            at += piece.len() + 1;
            if is_word(word) {
                words.push(word.to_owned());
            } else {
                self.fault(FaultKind::Word(name), word_at);
            }
        }
        words
    }

    fn read_key(&mut self, tags: &[Tag<'_>], end: usize) {
        let find = |name| tags.iter().find(|tag| tag.name == name);
        let is_known = ["rsa", "ed25519"].contains(&self.key_type.as_str());
        if let Some(tag) = find("k").filter(|_| !is_known) {
            self.fault(FaultKind::KeyType(cut(tag.value)), tag.value_position);
        }
        let Some(tag) = find("p") else {
            return self.fault(FaultKind::NoKey, end);
        };
        if tag.value.is_empty() {
            self.key = Some(PublishedKey::Revoked);
            return;
        }
        let (octets, fault) = decode(tag.value.as_bytes());
        if let Some((fault, at)) = fault {
            self.fault(of_base64(fault), tag.value_position + at);
        }
        match octets
            .filter(|_| is_known)
            .map(|octets| self.judge(&octets))
        {
            Some(Ok(key)) => self.key = Some(PublishedKey::Key(key)),
            Some(Err(kind)) => self.fault(kind, tag.value_position),
            None => {}
        }
        if let Some(PublishedKey::Key(Material::Rsa { bits, .. })) = self.key
            && bits > 4096
        {
            self.fault(FaultKind::Large(bits), tag.value_position);
        }
    }

    fn judge(&self, octets: &[u8]) -> Result<Material, FaultKind> {
        let looks = look(octets);
        match (self.key_type.as_str(), looks) {
            ("rsa", Looks::Like(key @ Material::Rsa { .. }))
            | ("ed25519", Looks::Like(key @ Material::Ed25519(_))) => Ok(key),
            ("rsa", Looks::Like(Material::Ed25519(_))) => Err(FaultKind::Ed25519NotSaid),
            ("ed25519", Looks::Like(Material::Rsa { .. })) => Err(FaultKind::RsaNotSaid),
            ("ed25519", Looks::WrappedEd25519) => Err(FaultKind::WrappedEd25519),
            ("ed25519", Looks::Unknown) => Err(FaultKind::Ed25519Length(octets.len())),
            (_, Looks::OtherAlgorithm | Looks::WrappedEd25519) => Err(FaultKind::OtherAlgorithm),
            _ => Err(FaultKind::NotAKey("RSA")),
        }
    }
}

const fn of_base64(fault: base64::Fault) -> FaultKind {
    match fault {
        base64::Fault::Octet(octet) => FaultKind::NotBase64(octet),
        base64::Fault::Length => FaultKind::CutBase64,
        base64::Fault::Padding => FaultKind::Padding,
    }
}

fn allows(list: Option<&[String]>, wanted: &[&str]) -> bool {
    list.is_none_or(|list| list.iter().any(|word| wanted.contains(&word.as_str())))
}

/// A hyphenated word (RFC 6376 section 2.10), or the asterisk that `s` may have.
fn is_word(word: &str) -> bool {
    let is_inner = |character: char| character.is_ascii_alphanumeric() || character == '-';
    word == "*"
        || word.starts_with(|first: char| first.is_ascii_alphabetic())
            && word.chars().all(is_inner)
            && !word.ends_with('-')
}

#[cfg(test)]
mod tests;
