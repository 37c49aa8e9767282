//! Verifies the signatures of a message: RFC 6376 section 6.1. A passive machine: the keys are asked for, all of them at once. Where a
//! signature fails it is told whether body, header or key is another one, and what was done to it as far as that can be proven.

mod body;
mod header;
mod primitive;
mod search;
mod verdict;

pub(super) use body::hash;
pub(super) use header::written;
#[cfg(test)]
pub use verdict::{BodyCause, HeaderCause};
pub use verdict::{MOST_SIGNATURES, Outcome, Reason, Remark, Verdict};

use search::Search;

use ::base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    key::{KeyRecord, Material, PublishedKey},
    message::{Field, Message},
    signature::{Algorithm, Signature},
};
use crate::{
    dns::{Answer, Proven, Txt},
    record::{look_up::Asking, tag_list::cut},
    text::visible,
};

/// The most records of one selector that are tried.
const MOST_KEYS: usize = 4;

/// The name of the field.
pub const FIELD: &str = "DKIM-Signature";

/// What the signatures of a message came to, in the order of its header; `now` in seconds since 1970.
pub fn verify(asking: &mut Asking<'_>, message: &Message<'_>, now: u64) -> Option<Vec<Verdict>> {
    let fields = message.fields.iter().filter(|field| field.is(FIELD));
    let fields = fields.take(MOST_SIGNATURES);
    // A body is hashed once, and not again with each key that comes.
    let keys: Vec<_> = selectors(message)
        .iter()
        .map(|(domain, selector)| asking.txt(&selector.record_name(domain)))
        .collect();
    if keys.iter().any(Option::is_none) {
        return None;
    }
    let verdicts = fields.map(|field| verify_one(asking, message, field, now));
    let mut verdicts = verdicts.collect::<Option<Vec<_>>>()?;
    verdicts.extend(left_out(message));
    Some(verdicts)
}

/// The first of the signatures that are too many.
fn left_out(message: &Message<'_>) -> Option<Verdict> {
    let fields = message.fields.iter().filter(|field| field.is(FIELD));
    let mut beyond = fields.skip(MOST_SIGNATURES);
    let signature = Signature::parse(&String::from_utf8_lossy(beyond.next()?.value()));
    let count = 1 + beyond.count();
    Some(Verdict::of(&signature).with(Outcome::Temperror, Reason::LeftOut { count }))
}

/// The selectors of a message's signatures, each with its domain.
#[must_use]
pub fn selectors(message: &Message<'_>) -> Vec<(String, super::Selector)> {
    let mut selectors = Vec::new();
    for field in message
        .fields
        .iter()
        .filter(|field| field.is(FIELD))
        .take(MOST_SIGNATURES)
    {
        let signature = Signature::parse(&String::from_utf8_lossy(field.value()));
        if let (Some(domain), Some(selector)) = (signature.domain, signature.selector) {
            let of = (domain, selector);
            if !selectors.contains(&of) {
                selectors.push(of);
            }
        }
    }
    selectors
}

fn verify_one(
    asking: &mut Asking<'_>,
    message: &Message<'_>,
    field: &Field<'_>,
    now: u64,
) -> Option<Verdict> {
    let signature = Signature::parse(&String::from_utf8_lossy(field.value()));
    let mut verdict = Verdict::of(&signature);
    let known = (signature.algorithm, &signature.domain, &signature.selector);
    let (Some(algorithm), Some(domain), Some(selector)) = known else {
        return Some(verdict.syntax(&signature));
    };
    if signature.is_invalid() {
        return Some(verdict.syntax(&signature));
    }
    if let Some(at) = signature.expires.filter(|at| *at < now) {
        return Some(verdict.with(Outcome::Fail, Reason::Expired { at }));
    }
    if let Some(made) = signature.made.filter(|made| *made > now) {
        verdict.remarks.push(Remark::Future { made });
    }
    let name = selector.record_name(domain);
    let check = Check {
        signature: &signature,
        algorithm,
        domain,
        message,
        field,
    };
    Some(check.by_answer(verdict, &name, asking.txt(&name)?))
}

impl Verdict {
    fn of(signature: &Signature) -> Self {
        let (header, body) = (signature.header.word(), signature.body.word());
        Self {
            domain: signature.domain.clone(),
            selector: signature
                .selector
                .as_ref()
                .map(|selector| selector.name.clone()),
            identity: signature.identity.as_deref().map(cut),
            algorithm: signature
                .algorithm
                .map(|algorithm| algorithm.word().to_owned()),
            bits: None,
            canonicalization: format!("{header}/{body}"),
            headers: signature
                .headers
                .iter()
                .take(100)
                .map(|name| cut(name))
                .collect(),
            result: Outcome::Pass,
            reason: None,
            remarks: Vec::new(),
        }
    }

    fn with(mut self, result: Outcome, reason: Reason) -> Self {
        self.result = result;
        self.reason = Some(reason);
        self
    }

    /// RFC 6376 section 6.1.1: what cannot be read says nothing (RFC 8601, "neutral").
    fn syntax(self, signature: &Signature) -> Self {
        let faults = signature.faults.iter();
        let errors = faults
            .filter(|fault| fault.invalidates())
            .cloned()
            .collect();
        self.with(Outcome::Neutral, Reason::Syntax { errors })
    }
}

/// A signature that can be read, and what it is of.
struct Check<'c> {
    signature: &'c Signature,
    algorithm: Algorithm,
    domain: &'c str,
    message: &'c Message<'c>,
    field: &'c Field<'c>,
}

impl Check<'_> {
    /// RFC 6376 section 6.1.2: the key.
    fn by_answer(&self, mut verdict: Verdict, name: &str, answer: &Proven<Txt>) -> Verdict {
        let name = name.to_owned();
        let records = match &answer.lookup.answer {
            Answer::Found(records) => records,
            denied if denied.is_denial() => {
                return verdict.with(Outcome::Permerror, Reason::NoKey { name });
            }
            failed => {
                let failure = visible(failed.outcome().as_bytes());
                let reason = Reason::KeyLookup { name, failure };
                return verdict.with(Outcome::Temperror, reason);
            }
        };
        if records.len() > 1 {
            verdict.remarks.push(Remark::SeveralKeys);
        }
        let records = records.iter().take(MOST_KEYS).map(Txt::text);
        let tried = records.map(|text| self.by_key(verdict.clone(), &KeyRecord::parse(&text)));
        let mut tried: Vec<_> = tried.collect();
        let passed = tried
            .iter()
            .position(|verdict| verdict.result == Outcome::Pass);
        tried.swap_remove(passed.unwrap_or_default())
    }

    fn by_key(&self, mut verdict: Verdict, record: &KeyRecord) -> Verdict {
        let material = match self.usable(record) {
            Ok(material) => material,
            Err(reason) => return verdict.with(Outcome::Permerror, reason),
        };
        if let Material::Rsa { bits, .. } = material {
            verdict.bits = Some(*bits);
            if *bits < 1024 {
                return verdict.with(Outcome::Policy, Reason::KeyTooShort { bits: *bits });
            }
            if *bits > primitive::MOST_BITS {
                return verdict.with(Outcome::Temperror, Reason::KeyTooLong { bits: *bits });
            }
            if *bits < 2048 {
                verdict.remarks.push(Remark::WeakKey { bits: *bits });
            }
        }
        if record.has_flag("y") {
            verdict.remarks.push(Remark::Testing);
        }
        match self.by_text(&mut verdict, material) {
            Some(reason) => verdict.with(Outcome::Fail, reason),
            None if self.algorithm == Algorithm::RsaSha1 => {
                verdict.with(Outcome::Policy, Reason::Sha1)
            }
            None => verdict,
        }
    }

    /// The key, where it may be used for this signature.
    fn usable<'k>(&self, record: &'k KeyRecord) -> Result<&'k Material, Reason> {
        let (key_type, hash) = self.algorithm.needs();
        let errors = || {
            let faults = record.faults.iter();
            faults
                .filter(|fault| fault.invalidates())
                .cloned()
                .collect()
        };
        let material = match &record.key {
            _ if !record.is_valid() => return Err(Reason::KeyInvalid { errors: errors() }),
            Some(PublishedKey::Key(material)) => material,
            Some(PublishedKey::Revoked) => return Err(Reason::KeyRevoked),
            None => return Err(Reason::KeyInvalid { errors: errors() }),
        };
        if !record.is_for_mail() {
            return Err(Reason::KeyNotForMail);
        }
        if record.key_type != key_type {
            let key_type = record.key_type.clone();
            return Err(Reason::KeyType { key_type });
        }
        if !record.allows_hash(hash) {
            return Err(Reason::KeyHash);
        }
        let identity = self.signature.identity_domain().unwrap_or(self.domain);
        if record.has_flag("s") && !identity.eq_ignore_ascii_case(self.domain) {
            return Err(Reason::KeyStrict);
        }
        Ok(material)
    }

    /// RFC 6376 section 6.1.3: the hashes.
    fn by_text(&self, verdict: &mut Verdict, key: &Material) -> Option<Reason> {
        let signature = self.signature;
        let body = self.message.body;
        let hashed = hash(self.algorithm, signature.body, body, signature.length);
        if let Some(signed) = signature.length {
            if signed > hashed.length {
                let length = hashed.length;
                return Some(Reason::BodyTooShort { signed, length });
            }
            if signed < hashed.length {
                let length = hashed.length;
                verdict.remarks.push(Remark::PartOfBody { signed, length });
            }
        }
        if hashed.hash != signature.body_hash {
            return Some(Reason::Body {
                signed: STANDARD.encode(&signature.body_hash),
                computed: STANDARD.encode(hashed.hash),
                cause: body::cause(signature, self.algorithm, body),
            });
        }
        let covered = header::covered(signature, self.message, self.field);
        let text = header::text_of(
            signature.header,
            covered.iter().copied().flatten(),
            self.field,
        );
        if primitive::verifies(self.algorithm, key, &text, &signature.value) {
            self.remark_on_header(verdict);
            return None;
        }
        let search = Search {
            signature,
            algorithm: self.algorithm,
            own: self.field,
            key,
            covered: &covered,
        };
        Some(search.reason())
    }

    /// What a passing signature leaves open.
    fn remark_on_header(&self, verdict: &mut Verdict) {
        let from = |name: &&String| name.eq_ignore_ascii_case("from");
        let signed = self.signature.headers.iter().filter(from).count();
        if self.message.named("from").count() > signed {
            verdict.remarks.push(Remark::FromTwice);
        }
        for field in ["Subject", "To", "Date"] {
            let is_there = self.message.named(field).next().is_some();
            if is_there && !self.signature.signs(field) {
                let field = field.to_owned();
                verdict.remarks.push(Remark::NotSigned { field });
            }
        }
    }
}

#[cfg(test)]
mod tests;
