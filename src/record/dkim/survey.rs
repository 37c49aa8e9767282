//! The keys of a domain, looked up: a passive machine. A selector that was guessed and is not there is not mentioned; and where a
//! zone answers for whatever selector (a wildcard), the guesses that got that answer are none of its keys.

use serde::Serialize;

use super::{
    key::{Fault, KeyRecord, Material, PublishedKey},
    selector::{Origin, Selector, provider_of_alias, suggested},
    sign::SigningKey,
    verify::MOST_SIGNATURES,
};
use crate::{
    dns::{Answer, Proven, Txt},
    record::look_up::Asking,
    text::visible,
};

/// The most selectors that are guessed for a domain.
pub const MOST_KNOWN: usize = 6;
/// The most that may be given.
pub const MOST_GIVEN: usize = 20;
/// The most that are looked up at all: those and the selectors of a message, or guessed ones.
const MOST_SELECTORS: usize = MOST_GIVEN + MOST_SIGNATURES;
/// The most names of a chain of aliases that are kept.
const MOST_ALIASES: usize = 8;

/// What is known of one key.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Key {
    /// Its selector; `*` where the zone has one answer for all.
    pub selector: String,
    /// Who says that there is one.
    pub origin: Origin,
    /// What it is worth.
    pub status: KeyStatus,
    /// `rsa`, `ed25519` or what the record says.
    pub algorithm: Option<String>,
    /// The size of an RSA key's modulus; 256 for Ed25519.
    pub bits: Option<u32>,
    /// The record; where there are several, the first that is a key.
    pub record: Option<String>,
    /// The other records, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_records: Vec<String>,
    /// The names that the selector's name is an alias of, one after the other.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Who has the key, where its name is an alias of a known provider's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The flags: `y`, `s`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// Why verifiers find no key in the record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(with = "Vec<crate::record::fault::Fault>"))]
    pub errors: Vec<Fault>,
    /// What else is not as it should be, and does no harm.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(with = "Vec<crate::record::fault::Fault>"))]
    pub remarks: Vec<Fault>,
    /// Why it could not be looked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Whether it is the public key of that with which a message is signed; null where there is no key, or it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signs: Option<bool>,
    /// The record of that key, where another one or none is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_publish: Option<String>,
    /// The record as it was read.
    #[serde(skip)]
    pub parsed: Option<KeyRecord>,
}

/// What a key is worth, the most important first: RFC 6376 section 3.6.1, RFC 8301 section 3.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum KeyStatus {
    /// It can be used.
    Ok,
    /// RSA with less than the 2048 bits that signers should have.
    Weak,
    /// RSA with less than the 1024 bits below which verifiers must not take a signature for valid.
    TooShort,
    /// `t=y`: verifiers treat a message that fails like one without signature.
    Testing,
    /// `p=` is empty.
    Revoked,
    /// No key is in the record.
    Invalid,
    /// There is no record.
    Missing,
    /// There are several records: which one a verifier takes is not defined (RFC 6376 section 3.6.2.2).
    Ambiguous,
    /// `s` does not have mail.
    NotForMail,
    /// `h` allows only SHA-1, which no verifier may accept.
    Sha1Only,
    /// The DNS did not say whether there is one.
    LookupFailed,
}

/// The keys of a domain: of the selectors `given`, else of those that its mail exchangers and SPF record suggest beside those of a
/// message.
pub fn survey(
    asking: &mut Asking<'_>,
    domain: &str,
    exchangers: &[String],
    selectors: &[Selector],
) -> Option<Vec<Key>> {
    let is_given = |selector: &Selector| selector.origin == Origin::Given;
    if selectors.iter().any(is_given) {
        return keys(asking, domain, selectors);
    }
    let spf = asking.txt(domain);
    for selector in selectors {
        asking.txt(&selector.record_name(domain));
    }
    let spf = spf?.lookup.records();
    let included: Vec<String> = spf.iter().flat_map(included).collect();
    let hosts = exchangers.iter().chain(&included).map(String::as_str);
    let mut all = selectors.to_vec();
    for selector in suggested(hosts, MOST_KNOWN) {
        if !all.iter().any(|other| other.name == selector.name) {
            all.push(selector);
        }
    }
    keys(asking, domain, &all)
}

/// The names that an SPF record includes or goes on with, as hints: what is wrong in it is not looked at.
fn included(record: &Txt) -> Vec<String> {
    let text = record.text().to_ascii_lowercase();
    if !text.starts_with("v=spf1") {
        return Vec::new();
    }
    let name = |word: &str| {
        let word = word.trim_start_matches(['+', '-', '~', '?']);
        let name = word
            .strip_prefix("include:")
            .or(word.strip_prefix("redirect="))?;
        Some(name.to_owned())
    };
    text.split_ascii_whitespace()
        .filter_map(name)
        .take(20)
        .collect()
}

/// The keys of these selectors, in their order; guessed ones only where they are there.
pub fn keys(asking: &mut Asking<'_>, domain: &str, selectors: &[Selector]) -> Option<Vec<Key>> {
    let selectors = &selectors[..selectors.len().min(MOST_SELECTORS)];
    let answers: Vec<_> = selectors
        .iter()
        .map(|selector| (selector, asking.txt(&selector.record_name(domain))))
        .collect();
    let guessed = |selector: &Selector| selector.origin == Origin::Known;
    let is_hit = |answer: &Proven<Txt>| is_there(answer) && !answer.lookup.answer.is_temporary();
    let has_hit = answers
        .iter()
        .any(|(selector, answer)| guessed(selector) && answer.is_some_and(is_hit));
    let any = has_hit.then(|| asking.txt(&format!("{NOT_A_SELECTOR}._domainkey.{domain}")));
    let any = match any {
        Some(any) => Some(any?),
        None => None,
    };
    let mut keys = Vec::new();
    for (selector, answer) in answers {
        let answer = answer?;
        let is_wildcard = any.is_some_and(|any| is_same(any, answer));
        if !guessed(selector) || is_there(answer) && !is_wildcard {
            keys.push(Key::of(&selector.name, selector.origin, answer));
        }
    }
    keys.extend(
        any.filter(|any| is_key(any))
            .map(|any| Key::of("*", Origin::Known, any)),
    );
    Some(keys)
}

/// A selector that nobody has; what is answered for it is a wildcard's.
const NOT_A_SELECTOR: &str = "no-such-selector-a7q2";

/// Whether there is something at a selector, or the DNS does not say: a record that is meant as a key, or an alias, even of nothing.
fn is_there(answer: &Proven<Txt>) -> bool {
    match &answer.lookup.answer {
        Answer::Found(_) => is_key(answer),
        denied if denied.is_denial() => !answer.aliases.is_empty(),
        _ => true,
    }
}

fn is_key(answer: &Proven<Txt>) -> bool {
    let mut records = answer.lookup.records().iter();
    records.any(|record| KeyRecord::is_meant(&record.text()))
}

fn is_same(one: &Proven<Txt>, other: &Proven<Txt>) -> bool {
    let texts = |answer: &Proven<Txt>| {
        let mut texts: Vec<_> = answer.lookup.records().iter().map(Txt::joined).collect();
        texts.sort();
        texts
    };
    let ends = |answer: &Proven<Txt>| answer.aliases.first().map(|alias| alias.target.clone());
    let is_found = |answer: &Proven<Txt>| !answer.lookup.records().is_empty();
    match (is_found(one), is_found(other)) {
        (true, true) => texts(one) == texts(other),
        (false, false) => ends(one).is_some() && ends(one) == ends(other),
        _ => false,
    }
}

impl Key {
    /// Reads the answer for a selector.
    #[must_use]
    pub fn of(selector: &str, origin: Origin, answer: &Proven<Txt>) -> Self {
        let aliases = answer.aliases.iter().take(MOST_ALIASES);
        let aliases: Vec<String> = aliases.map(|alias| alias.target.clone()).collect();
        let texts: Vec<_> = answer.lookup.records().iter().map(Txt::text).collect();
        let first = texts.iter().position(|text| KeyRecord::is_meant(text));
        let first = first.unwrap_or_default();
        let parsed = texts.get(first).map(|text| KeyRecord::parse(text));
        let is_other = |at: &usize| *at != first;
        let others = (0..texts.len())
            .filter(is_other)
            .map(|at| visible(texts[at].as_bytes()));
        let (algorithm, bits) = parsed.as_ref().map_or((None, None), size);
        let faults = parsed.iter().flat_map(|parsed| parsed.faults.clone());
        let (errors, remarks) = faults.partition(|fault| fault.invalidates());
        Self {
            selector: selector.to_owned(),
            origin,
            status: status(answer, parsed.as_ref()),
            algorithm,
            bits,
            record: texts.get(first).map(|text| visible(text.as_bytes())),
            other_records: others.take(4).collect(),
            provider: provider(&aliases),
            aliases,
            flags: parsed
                .iter()
                .flat_map(|parsed| parsed.flags.clone())
                .collect(),
            errors,
            remarks,
            failure: failure(answer),
            signs: None,
            to_publish: None,
            parsed,
        }
    }

    /// Compares it with the private key that signs.
    pub fn compare(&mut self, signing: &SigningKey) {
        let published = self.parsed.as_ref().and_then(|parsed| parsed.key.as_ref());
        self.signs = match published {
            Some(PublishedKey::Key(material)) => Some(signing.is_of(material)),
            Some(PublishedKey::Revoked) | None => None,
        };
        if self.signs != Some(true) && self.status != KeyStatus::LookupFailed {
            self.to_publish = signing.record();
        }
    }
}

fn provider(aliases: &[String]) -> Option<String> {
    let provider = aliases
        .iter()
        .rev()
        .find_map(|alias| provider_of_alias(alias));
    provider.map(str::to_owned)
}

fn failure(answer: &Proven<Txt>) -> Option<String> {
    let lookup = &answer.lookup.answer;
    let failed = lookup.records().is_empty() && !lookup.is_denial();
    failed.then(|| visible(lookup.outcome().as_bytes()))
}

fn size(record: &KeyRecord) -> (Option<String>, Option<u32>) {
    let bits = match &record.key {
        Some(PublishedKey::Key(Material::Rsa { bits, .. })) => Some(*bits),
        Some(PublishedKey::Key(Material::Ed25519(_))) => Some(256),
        Some(PublishedKey::Revoked) | None => None,
    };
    (Some(record.key_type.clone()), bits)
}

fn status(answer: &Proven<Txt>, parsed: Option<&KeyRecord>) -> KeyStatus {
    let lookup = &answer.lookup;
    match (&lookup.answer, parsed) {
        (Answer::Found(records), Some(_)) if records.len() + lookup.dropped > 1 => {
            KeyStatus::Ambiguous
        }
        (Answer::Found(_), Some(record)) => record.status(),
        (denied, _) if denied.is_denial() => KeyStatus::Missing,
        _ => KeyStatus::LookupFailed,
    }
}

impl KeyRecord {
    /// What the key is worth.
    #[must_use]
    pub fn status(&self) -> KeyStatus {
        let short = |least| match &self.key {
            Some(PublishedKey::Key(Material::Rsa { bits, .. })) => *bits < least,
            _ => false,
        };
        match &self.key {
            _ if !self.is_valid() => KeyStatus::Invalid,
            Some(PublishedKey::Revoked) => KeyStatus::Revoked,
            None => KeyStatus::Invalid,
            _ if !self.is_for_mail() => KeyStatus::NotForMail,
            _ if !self.allows_hash("sha256") => KeyStatus::Sha1Only,
            _ if short(1024) => KeyStatus::TooShort,
            _ if self.has_flag("y") => KeyStatus::Testing,
            _ if short(2048) => KeyStatus::Weak,
            _ => KeyStatus::Ok,
        }
    }
}

#[cfg(test)]
mod tests;
