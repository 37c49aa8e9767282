//! A key record, tag by tag.

use super::{
    KeyRecord,
    key::{Material, PublishedKey},
    survey::KeyStatus,
    tags,
};
use crate::{
    record::{explained::Explained, tag_list::Tag},
    text::visible,
};

/// Keys are long; so much of one is shown.
const LONGEST_KEY: usize = 16;

/// Of a text that was meant as a record.
#[must_use]
pub fn explain(text: &str) -> Explained {
    let title = "DKIM: the public key that signatures are verified with (RFC 6376)";
    let mut explained = Explained::new(title, text);
    let record = KeyRecord::parse(text);
    for tag in &tags::read(text).0 {
        let end = tag.value_position + tag.value.len();
        let written = text.get(tag.position..end).unwrap_or(tag.value);
        explained.part(&short(tag, written), meaning(&record, tag));
    }
    explained.faults = record.faults.iter().cloned().map(Into::into).collect();
    explained.whole.push(whole(record.status()).to_owned());
    explained
}

fn short(tag: &Tag<'_>, written: &str) -> String {
    match (tag.name, tag.value.char_indices().nth(LONGEST_KEY)) {
        ("p", Some((end, _))) => format!("p={}…", &tag.value[..end]),
        _ => written.to_owned(),
    }
}

fn meaning(record: &KeyRecord, tag: &Tag<'_>) -> String {
    let listed = |words: &Option<Vec<String>>| words.clone().unwrap_or_default().join(", ");
    match tag.name {
        "v" => "the version: a DKIM key".to_owned(),
        "k" => match record.key_type.as_str() {
            "rsa" => "the key is one of RSA".to_owned(),
            "ed25519" => "the key is one of Ed25519 (RFC 8463)".to_owned(),
            _ => "a type of key that verifiers do not know".to_owned(),
        },
        "h" => format!(
            "signatures may use these hashes only: {}",
            listed(&record.hashes)
        ),
        "s" if record.is_for_mail() => "the key may be used for mail".to_owned(),
        "s" => format!(
            "the key is for these services only: {}",
            listed(&record.services)
        ),
        "t" => flags(record),
        "n" => format!("a note for people: {}", visible(tag.value.as_bytes())),
        "p" => key(record.key.as_ref()),
        "g" => "the local parts that may sign, obsolete".to_owned(),
        _ => "not known, passed over".to_owned(),
    }
}

fn flags(record: &KeyRecord) -> String {
    let mut found = Vec::new();
    if record.has_flag("y") {
        found.push("the domain is testing DKIM: verifiers treat failures as though there were no signature");
    }
    if record.has_flag("s") {
        found.push("i= of a signature must be of the same domain as d=, not of one below it");
    }
    if found.is_empty() {
        found.push("flags that nobody knows, passed over");
    }
    found.join("; ")
}

fn key(key: Option<&PublishedKey>) -> String {
    match key {
        Some(PublishedKey::Revoked) => {
            "the key has been revoked: signatures with it fail".to_owned()
        }
        Some(PublishedKey::Key(Material::Rsa { bits, .. })) => {
            format!("the key: RSA of {bits} bits")
        }
        Some(PublishedKey::Key(Material::Ed25519(_))) => "the key: Ed25519".to_owned(),
        None => "the key: not readable".to_owned(),
    }
}

const fn whole(status: KeyStatus) -> &'static str {
    match status {
        KeyStatus::Ok => "verifiers can use the key",
        KeyStatus::Weak => "verifiers can use the key; RSA keys should have 2048 bits (RFC 8301)",
        KeyStatus::TooShort => {
            "verifiers must not accept an RSA key of less than 1024 bits (RFC 8301)"
        }
        KeyStatus::Testing => "verifiers can use the key, and failures have no consequences",
        KeyStatus::Revoked => "there is no key any more: it has been revoked",
        KeyStatus::NotForMail => "verifiers of mail pass the key over",
        KeyStatus::Sha1Only => {
            "no signature can use the key: SHA-1 is not accepted any more (RFC 8301)"
        }
        KeyStatus::Invalid
        | KeyStatus::Missing
        | KeyStatus::Ambiguous
        | KeyStatus::LookupFailed => "verifiers find no key in it",
    }
}
