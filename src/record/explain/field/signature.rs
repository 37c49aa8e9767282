//! Signatures tag by tag: DKIM (RFC 6376 section 3.5), and the two of ARC (RFC 8617 sections 4.1.2 and 4.1.3).

use crate::{
    record::{
        dkim::signature::{Algorithm, Signature},
        explained::Explained,
        fault::{Effect, Fault},
        tag_list::{Tag, TagList},
    },
    text::{shortened, visible},
};

const DKIM: &str = "DKIM-Signature: who vouches for the message, and for what of it (RFC 6376)";
const SEAL: &str = "ARC-Seal: a forwarder seals what those before it found (RFC 8617)";
const MESSAGE: &str =
    "ARC-Message-Signature: a forwarder signs the message as it passed it on (RFC 8617)";

/// So much of a hash or a signature is shown.
const LONGEST_HASH: usize = 16;
/// The most bytes of a list of names that are shown.
const LONGEST_LIST: usize = 400;

/// Of the field as it is written, its value beginning at the place.
pub(super) fn dkim(text: &str, value_at: usize) -> Explained {
    let mut explained = Explained::new(DKIM, text);
    let value = &text[value_at..];
    let signature = Signature::parse(value);
    tags(&mut explained, value, |tag| of_dkim(&signature, tag));
    let faults = signature.faults.iter().cloned().map(Fault::from);
    explained.faults = faults.map(|fault| at(fault, value_at)).collect();
    explained.whole.push(match (&signature.domain, signature.is_invalid()) {
        (Some(domain), false) => format!(
            "{domain} vouches for the message; whether it verifies only message and key tell: --message FILE --verify-message"
        ),
        _ => "receivers pass it over".to_owned(),
    });
    explained
}

/// The same of a forwarder's.
pub(super) fn message(text: &str, value_at: usize) -> Explained {
    let mut explained = Explained::new(MESSAGE, text);
    let value = &text[value_at..];
    let signature = Signature::parse(value);
    tags(&mut explained, value, |tag| match tag.name {
        "i" => instance(tag.value),
        _ => of_dkim(&signature, tag),
    });
    required(
        &mut explained,
        text,
        value,
        &["i", "a", "b", "bh", "d", "h", "s"],
    );
    number_in_chain(&mut explained, value, value_at);
    explained
}

/// The seal.
pub(super) fn seal(text: &str, value_at: usize) -> Explained {
    let mut explained = Explained::new(SEAL, text);
    let value = &text[value_at..];
    let signature = Signature::parse(value);
    tags(&mut explained, value, |tag| match tag.name {
        "i" => instance(tag.value),
        "cv" => match tag.value {
            "none" => "it is the first of the chain".to_owned(),
            "pass" => "the chain before it was unbroken".to_owned(),
            "fail" => "the chain before it was broken, and counts for nothing".to_owned(),
            _ => "not known: none, pass or fail would be".to_owned(),
        },
        "b" | "a" | "d" | "s" | "t" => of_dkim(&signature, tag),
        _ => "not known, passed over".to_owned(),
    });
    required(
        &mut explained,
        text,
        value,
        &["i", "a", "b", "cv", "d", "s"],
    );
    let number = number_in_chain(&mut explained, value, value_at);
    chain_before(&mut explained, value, value_at, number);
    explained
}

/// `i` of ARC: RFC 8617 section 4.2.1.
pub(super) fn instance(value: &str) -> String {
    match value.parse::<u8>() {
        Ok(number @ 1..=50) => {
            format!("of the forwarder number {number} on the way of the message")
        }
        _ => "not a number from 1 to 50".to_owned(),
    }
}

/// RFC 8617 section 4.2.1.
fn number_in_chain(explained: &mut Explained, value: &str, value_at: usize) -> Option<u8> {
    let list = TagList::parse(value);
    let tag = list.tag("i")?;
    let number = tag.value.parse().ok().filter(|one| (1..=50).contains(one));
    if number.is_none() {
        let why = "i= is not a number from 1 to 50".to_owned();
        explained.fault(value_at + tag.value_position, Effect::Void, why);
    }
    number
}

/// RFC 8617 sections 4.1.3 and 5.1.1: the first of the chain has none before it, every other one has; a seal is of no header fields.
fn chain_before(explained: &mut Explained, value: &str, value_at: usize, number: Option<u8>) {
    let list = TagList::parse(value);
    if let Some(tag) = list.tag("cv") {
        let why = match (tag.value, number) {
            ("none", Some(2..)) => Some("cv=none is for the first of the chain alone"),
            ("pass" | "fail", Some(1)) => Some("the first of the chain has cv=none"),
            ("none" | "pass" | "fail", _) => None,
            _ => Some("cv= is none, pass or fail"),
        };
        if let Some(why) = why {
            explained.fault(value_at + tag.value_position, Effect::Void, why.to_owned());
        }
    }
    if let Some(tag) = list.tag("h") {
        let why = "a seal has no h=".to_owned();
        explained.fault(value_at + tag.position, Effect::Void, why);
    }
    explained.faults.sort_by_key(|fault| fault.position);
}

fn required(explained: &mut Explained, text: &str, value: &str, names: &[&str]) {
    let list = TagList::parse(value);
    for name in names.iter().filter(|name| list.tag(name).is_none()) {
        explained.fault(text.len(), Effect::Void, format!("{name}= is missing"));
    }
    let value_at = text.len() - value.len();
    let faults = list
        .faults
        .iter()
        .map(|fault| Fault::of_list(fault, Effect::Void));
    explained
        .faults
        .extend(faults.map(|fault| at(fault, value_at)));
    explained.faults.sort_by_key(|fault| fault.position);
}

fn at(mut fault: Fault, value_at: usize) -> Fault {
    fault.position += value_at;
    fault
}

fn tags(explained: &mut Explained, value: &str, meaning: impl Fn(&Tag<'_>) -> String) {
    for tag in &crate::record::dkim::signature::tags(value) {
        let is_hash = ["b", "bh"].contains(&tag.name);
        let packed: String = tag.value.split_whitespace().collect();
        let written = match packed.char_indices().nth(LONGEST_HASH).filter(|_| is_hash) {
            Some((end, _)) => format!("{}={}…", tag.name, &packed[..end]),
            None => format!(
                "{}={}",
                tag.name,
                tag.value.split_whitespace().collect::<Vec<_>>().join(" ")
            ),
        };
        explained.part(&written, meaning(tag));
    }
}

fn of_dkim(signature: &Signature, tag: &Tag<'_>) -> String {
    match tag.name {
        "v" => "the version: a DKIM signature".to_owned(),
        "a" => algorithm(signature.algorithm).to_owned(),
        "b" => format!("the signature, {} octets", signature.value.len()),
        "bh" => "the hash of the body: it tells whether that was changed".to_owned(),
        "c" => format!(
            "changes on the way that it outlives: {} of the header, {} of the body",
            outlives(signature.header.word()),
            outlives(signature.body.word())
        ),
        "d" => "the domain that signs, whose reputation it is".to_owned(),
        "s" => match (&signature.selector, &signature.domain) {
            (Some(selector), Some(domain)) => {
                format!("the key is at {} (TXT)", selector.record_name(domain))
            }
            _ => "the name below which the key is".to_owned(),
        },
        "i" => "for whom it is signed: an address or a domain below d=".to_owned(),
        "h" => headers(&signature.headers),
        "l" => {
            "only so many octets of the body are signed: anybody can write behind them".to_owned()
        }
        "q" => "how the key is asked for".to_owned(),
        "t" => signature.made.map_or_else(
            || "not a time".to_owned(),
            |made| format!("made {}", date(made)),
        ),
        "x" => signature.expires.map_or_else(
            || "not a time".to_owned(),
            |ends| format!("does not count after {}", date(ends)),
        ),
        "z" => "copies of fields as they were when it was made".to_owned(),
        _ => "not known, passed over".to_owned(),
    }
}

const fn algorithm(algorithm: Option<Algorithm>) -> &'static str {
    match algorithm {
        Some(Algorithm::RsaSha256) => "made with RSA and SHA-256",
        Some(Algorithm::Ed25519Sha256) => {
            "made with Ed25519 and SHA-256 (RFC 8463), which not every receiver knows"
        }
        Some(Algorithm::RsaSha1) => {
            "made with SHA-1, which receivers do not accept any more (RFC 8301)"
        }
        None => "an algorithm that receivers do not know",
    }
}

fn outlives(canonical: &str) -> &'static str {
    match canonical {
        "relaxed" => "white space (relaxed)",
        _ => "none (simple)",
    }
}

/// One that is there more often than the message has it keeps others from being added.
fn headers(names: &[String]) -> String {
    let mut told: Vec<(&str, usize)> = Vec::new();
    for name in names {
        let known = told
            .iter()
            .position(|(known, _)| known.eq_ignore_ascii_case(name));
        match known {
            Some(at) => told[at].1 += 1,
            None if told.len() < 100 => told.push((name, 1)),
            None => {}
        }
    }
    let words = told.iter().map(|(name, count)| match count {
        1 => visible(name.as_bytes()),
        2 => format!("{} (twice)", visible(name.as_bytes())),
        _ => format!("{} ({count} times)", visible(name.as_bytes())),
    });
    let list: Vec<_> = words.collect();
    let more = match told.iter().any(|(_, count)| *count > 1) {
        true => "; of one that is there more often than the message has it none can be added",
        false => "",
    };
    shortened(format!("signed are {}", list.join(", ")), LONGEST_LIST) + more
}

/// In seconds since 1970.
fn date(seconds: u64) -> String {
    let time = i64::try_from(seconds)
        .ok()
        .and_then(|it| jiff::Timestamp::from_second(it).ok());
    time.map_or_else(
        || "in a time without date".to_owned(),
        |time| time.strftime("%Y-%m-%d at %H:%M:%S UTC").to_string(),
    )
}
