//! The DKIM keys that were found. Nothing where none was: there is no list of a domain's selectors.

use super::line::{Facts, Line};
use crate::{
    record::dkim::{Key, KeyStatus},
    report::Policy,
};

pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    let policies = &facts.report.policy;
    let several = policies
        .iter()
        .filter(|policy| !keys(policy).is_empty())
        .count()
        > 1;
    policies
        .iter()
        .filter_map(|policy| line(policy, several))
        .collect()
}

fn keys(policy: &Policy) -> &[Key] {
    policy.dkim.as_deref().unwrap_or_default()
}

fn line(policy: &Policy, several: bool) -> Option<Line> {
    let keys = keys(policy);
    let failed = keys
        .iter()
        .filter(|key| key.status == KeyStatus::LookupFailed)
        .count();
    let before = match several {
        true => format!("{}: ", policy.domain),
        false => String::new(),
    };
    if failed == keys.len() {
        let unknown = || Line::judged(None, format!("{before}not known"));
        return (failed > 0).then(unknown);
    }
    let (bad, good): (Vec<_>, Vec<_>) = keys
        .iter()
        .filter(|key| key.status != KeyStatus::LookupFailed)
        .partition(|key| is_bad(key.status));
    let of = |keys: &[&Key]| {
        let keys: Vec<_> = keys.iter().map(|key| of_one(key)).collect();
        keys.join(", ")
    };
    match bad.as_slice() {
        [] => Some(Line::plain(format!("{before}{}", of(&good)))),
        bad => {
            let line = Line::judged(Some(false), format!("{before}{}", of(bad)));
            Some(match good.as_slice() {
                [] => line,
                good => line.and(format!("; {}", of(good))),
            })
        }
    }
}

const fn is_bad(status: KeyStatus) -> bool {
    !matches!(
        status,
        KeyStatus::Ok | KeyStatus::Weak | KeyStatus::Testing | KeyStatus::Revoked
    )
}

/// `s1 RSA 2048`, `s2 revoked`.
fn of_one(key: &Key) -> String {
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
