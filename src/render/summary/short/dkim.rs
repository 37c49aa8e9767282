//! The DKIM keys that were found. Nothing where none was: there is no list of a domain's selectors.

use super::{
    line::{Facts, Line},
    policy::of_each_domain,
};
use crate::record::dkim::{Key, KeyStatus};

pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    of_each_domain(facts, |policy| of(policy.dkim.as_deref()?))
}

/// What keeps receivers from a key comes first, then those that serve, then those of which the DNS did not tell.
fn of(keys: &[Key]) -> Option<Line> {
    let is_unknown = |key: &&Key| key.status == KeyStatus::LookupFailed;
    let (unknown, known): (Vec<_>, Vec<_>) = keys.iter().partition(is_unknown);
    if known.is_empty() {
        return (!unknown.is_empty()).then(|| Line::judged(None, "not known"));
    }
    let (bad, good): (Vec<_>, Vec<_>) = known.into_iter().partition(|key| is_bad(key.status));
    let groups = [&bad, &good, &unknown].map(|keys| {
        let keys: Vec<_> = keys.iter().map(|key| of_one(key)).collect();
        keys.join(", ")
    });
    let mut groups = groups.into_iter().filter(|group| !group.is_empty());
    let first = groups.next()?;
    let others: String = groups.map(|group| format!("; {group}")).collect();
    Some(match bad.is_empty() {
        true => Line::plain(first + &others),
        false => Line::judged(Some(false), first).and(others),
    })
}

const fn is_bad(status: KeyStatus) -> bool {
    !matches!(
        status,
        KeyStatus::Ok | KeyStatus::Weak | KeyStatus::Testing | KeyStatus::Revoked
    )
}

/// `s1 RSA 2048`, `s2 revoked`.
fn of_one(key: &Key) -> String {
    let signs = match key.signs {
        Some(true) => " (signs the message)",
        Some(false) => " (does not sign the message)",
        None => "",
    };
    format!("{}{signs}", of_status(key))
}

fn of_status(key: &Key) -> String {
    let selector = &key.selector;
    match key.status {
        KeyStatus::Ok => format!("{selector} {}", algorithm(key)),
        KeyStatus::Weak => format!("{selector} {}, short", algorithm(key)),
        KeyStatus::Testing => format!("{selector} {}, testing", algorithm(key)),
        KeyStatus::TooShort => format!("{selector} {}, too short", algorithm(key)),
        status => format!("{selector} {}", in_words(status)),
    }
}

fn algorithm(key: &Key) -> String {
    match (key.algorithm.as_deref(), key.bits) {
        (Some("rsa"), Some(bits)) => format!("RSA {bits}"),
        (Some("ed25519"), _) => "Ed25519".to_owned(),
        (other, _) => other.unwrap_or("no key").to_owned(),
    }
}

const fn in_words(status: KeyStatus) -> &'static str {
    match status {
        KeyStatus::Ok => "usable",
        KeyStatus::Weak => "short",
        KeyStatus::TooShort => "too short",
        KeyStatus::Testing => "testing",
        KeyStatus::Revoked => "revoked",
        KeyStatus::Invalid => "invalid",
        KeyStatus::Missing => "missing",
        KeyStatus::Ambiguous => "ambiguous",
        KeyStatus::NotForMail => "not for mail",
        KeyStatus::Sha1Only => "SHA-1 only",
        KeyStatus::LookupFailed => "not known",
    }
}
