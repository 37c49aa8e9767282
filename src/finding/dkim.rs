//! Checks of the keys that a domain publishes for DKIM: RFC 6376, RFC 8301, RFC 8463. A domain without any is no finding, for there is
//! no list of its selectors; neither is a guessed selector that is not there. What makes receivers ignore a signature against its
//! owner's will is an error.

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict,
    check::policy,
};
use crate::{
    record::dkim::{Key, KeyStatus as Status, Origin},
    report::{Policy, Report},
};

pub(super) const CHECKS: &[Check] = &[
    policy(
        "dkim-key-invalid",
        Error,
        "a DKIM key record is invalid",
        "RFC 6376 section 3.6.1",
        "Publish it as v=DKIM1; k=rsa; p=KEY (or k=ed25519), the key as Base64 in one go: receivers ignore the signatures until then.",
        |policy, _| each(policy, Status::Invalid, what_is_wrong),
    ),
    policy(
        "dkim-key-missing",
        Error,
        "a DKIM key is not there",
        "RFC 6376 section 6.1.2",
        "Publish the key as a TXT record of that name, or let the signer use a selector that is published.",
        missing,
    ),
    policy(
        "dkim-key-differs",
        Error,
        "the published DKIM key is not that of --dkim-key",
        "RFC 6376 section 6.1.3",
        "Sign with the key that is published; or publish that of --dkim-key, which --verbose shows and JSON has as to_publish, below a selector of its own, for others may sign by the one that stands here.",
        differs,
    ),
    policy(
        "dkim-alias-dangling",
        Warning,
        "the alias of a DKIM key leads nowhere",
        "RFC 6376 section 3.6.2",
        "Turn DKIM on for the domain at the provider that the alias names, which then publishes the key; or remove the CNAME record.",
        dangling,
    ),
    policy(
        "dkim-key-ambiguous",
        Error,
        "a DKIM selector has several records",
        "RFC 6376 section 3.6.2.2",
        "Keep one TXT record at that name; to change keys, publish the new one at another selector.",
        |policy, _| {
            each(policy, Status::Ambiguous, |key| {
                let records = key.other_records.len() + 1;
                format!(
                    "{} has {records} records: which one a receiver takes is not defined",
                    name(key)
                )
            })
        },
    ),
    policy(
        "dkim-key-too-short",
        Error,
        "a DKIM key is too short to count",
        "RFC 8301 section 3.2",
        "Make an RSA key of 2048 bits, publish it at a new selector and sign with it: signatures by keys under 1024 bits count as none.",
        |policy, _| each(policy, Status::TooShort, bits),
    ),
    policy(
        "dkim-key-weak",
        Warning,
        "a DKIM key is shorter than it should be",
        "RFC 8301 section 3.2",
        "Make an RSA key of 2048 bits, publish it at a new selector and sign with it; remove this one some days later.",
        |policy, _| each(policy, Status::Weak, bits),
    ),
    policy(
        "dkim-hash-obsolete",
        Error,
        "a DKIM key allows only SHA-1",
        "RFC 8301 section 3.1",
        "Take h=sha1 out of the record, and sign with rsa-sha256: receivers do not accept SHA-1.",
        |policy, _| has(policy, Status::Sha1Only, "h=sha1"),
    ),
    policy(
        "dkim-not-for-mail",
        Error,
        "a DKIM key is not for mail",
        "RFC 6376 section 3.6.1",
        "Take s= out of the record, or set s=email.",
        not_for_mail,
    ),
    policy(
        "dkim-testing",
        Notice,
        "a DKIM key is only being tested",
        "RFC 6376 section 3.6.1",
        "When the signatures verify, take the flag y out of t=: until then a message that fails is treated as one without signature.",
        |policy, _| has(policy, Status::Testing, "t=y"),
    ),
    policy(
        "dkim-key-revoked",
        Notice,
        "a DKIM key has been revoked",
        "RFC 6376 section 3.6.1",
        "Nothing to do if nothing signs with it any more.",
        |policy, _| has(policy, Status::Revoked, "an empty p="),
    ),
    policy(
        "dkim-record-untidy",
        Notice,
        "a DKIM key record has something that does not belong there",
        "RFC 6376 section 3.6.1",
        "Correct the record; receivers use the key all the same.",
        untidy,
    ),
];

fn keys(policy: &Policy) -> impl Iterator<Item = &Key> {
    policy.dkim.iter().flatten()
}

fn name(key: &Key) -> String {
    format!("{}._domainkey", key.selector)
}

fn verdict<'k>(
    policy: &'k Policy,
    is_found: impl Fn(&&'k Key) -> bool,
    text: impl Fn(&Key) -> String,
) -> Verdict {
    let found = keys(policy).filter(is_found);
    let found: Vec<_> = found.map(|key| Evidence::new(text(key))).collect();
    let is_known = |key: &Key| key.status != Status::LookupFailed;
    match found.is_empty() && !keys(policy).any(is_known) {
        true => Verdict::NotApplicable,
        false => Verdict::from_evidence(found),
    }
}

fn each(policy: &Policy, status: Status, text: impl Fn(&Key) -> String) -> Verdict {
    verdict(policy, |key| key.status == status, text)
}

fn has(policy: &Policy, status: Status, what: &str) -> Verdict {
    each(policy, status, |key| format!("{} has {what}", name(key)))
}

/// The first fault that takes the key away; each is in the document.
fn what_is_wrong(key: &Key) -> String {
    let name = name(key);
    match key.errors.as_slice() {
        [] => format!("{name} has a record that is no key"),
        [only] => format!("{name}, octet {}: {}", only.position, only.kind),
        [first, others @ ..] => format!(
            "{name}, octet {}: {}; and {} more",
            first.position,
            first.kind,
            others.len()
        ),
    }
}

fn bits(key: &Key) -> String {
    match key.bits {
        Some(bits) => format!("{} has {bits} bits", name(key)),
        None => name(key),
    }
}

fn missing(policy: &Policy, _: &Report) -> Verdict {
    let is_wanted = |key: &&Key| key.status == Status::Missing && key.origin != Origin::Known;
    let found = verdict(policy, is_wanted, |key| match key.aliases.last() {
        Some(end) => format!("{} is an alias of {end}, which has no record", name(key)),
        None => format!("{}.{} has no record", name(key), policy.domain),
    });
    match (found, not_looked_up(policy)) {
        (Verdict::Pass | Verdict::NotApplicable, Some(why)) => Verdict::Unknown(why),
        (found, _) => found,
    }
}

/// The keys of which the DNS did not say whether they are there, guessed ones too. That is told here, once for all checks of keys.
fn not_looked_up(policy: &Policy) -> Option<String> {
    let told = |key: &Key| Some(format!("{}: {}", name(key), key.failure.as_deref()?));
    let told: Vec<_> = keys(policy).filter_map(told).collect();
    (!told.is_empty()).then(|| told.join("; "))
}

/// Where a key that is compared is none that counts, that is told of it alone.
fn differs(policy: &Policy, _: &Report) -> Verdict {
    let compared: Vec<_> = keys(policy).filter(|key| key.signs.is_some()).collect();
    let others = compared.iter().filter(|key| key.signs == Some(false));
    let evidence = others.map(|key| {
        let name = format!("{}.{}", name(key), policy.domain);
        Evidence::new(format!(
            "{name} has another key: receivers fail what the file signs"
        ))
    });
    match compared.is_empty() {
        true => Verdict::NotApplicable,
        false => Verdict::from_evidence(evidence.collect()),
    }
}

fn dangling(policy: &Policy, _: &Report) -> Verdict {
    let is_guess = |key: &&Key| key.status == Status::Missing && key.origin == Origin::Known;
    verdict(policy, is_guess, |key| {
        let end = key.aliases.last().map_or("another name", String::as_str);
        let of = key
            .provider
            .as_ref()
            .map(|provider| format!(" of {provider}"));
        let of = of.unwrap_or_default();
        format!(
            "{} is an alias of {end}{of}, which has no record",
            name(key)
        )
    })
}

/// A key that was guessed may be meant for something else.
fn not_for_mail(policy: &Policy, _: &Report) -> Verdict {
    let is_wanted = |key: &&Key| key.status == Status::NotForMail && key.origin != Origin::Known;
    verdict(policy, is_wanted, |key| {
        format!("s= of {} does not have email", name(key))
    })
}

/// Where the record does not count there is more to be said of it.
fn untidy(policy: &Policy, _: &Report) -> Verdict {
    let is_untidy = |key: &&Key| !key.remarks.is_empty() && key.errors.is_empty();
    verdict(policy, is_untidy, |key| {
        let remarks: Vec<_> = key
            .remarks
            .iter()
            .map(|remark| format!("octet {}: {}", remark.position, remark.kind))
            .collect();
        format!("{}, {}", name(key), remarks.join("; "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dns::{Answer, Lookup, Proven, Txt},
        event::Role,
        finding::support::report,
    };

    /// What is found for a record at a selector.
    fn found(origin: Origin, records: &[&str]) -> Vec<&'static str> {
        let txt = |text: &&str| Txt {
            strings: vec![text.as_bytes().to_vec()],
        };
        let answer = match records {
            [] => Answer::NoSuchName,
            records => Answer::Found(records.iter().map(txt).collect()),
        };
        let mut policy = Policy::of("d.example".to_owned(), Role::Target);
        let proven = Proven::indeterminate(Lookup::of(answer), "a test");
        policy.dkim = Some(vec![Key::of("s", origin, &proven)]);
        let all = verdicts(&policy).into_iter();
        let found = all.filter(|(_, verdict)| matches!(verdict, Verdict::Found(_)));
        found.map(|(id, _)| id).collect()
    }

    fn verdicts(policy: &Policy) -> Vec<(&'static str, Verdict)> {
        let verdict = |check: &Check| match check.judge {
            crate::finding::Judge::Policy(judge) => (check.id, judge(policy, &report())),
            _ => panic!("it is about something else"),
        };
        CHECKS.iter().map(verdict).collect()
    }

    const ED25519: &str = "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    #[test]
    fn each_state_of_a_key_is_one_finding() {
        let key = |more: &str| format!("v=DKIM1; {more}{ED25519}");
        for (record, id) in [
            (key("t=y; "), "dkim-testing"),
            (key("h=sha1; "), "dkim-hash-obsolete"),
            (key("s=tlsrpt; "), "dkim-not-for-mail"),
            (key("g=*; "), "dkim-record-untidy"),
            ("v=DKIM1; p=".to_owned(), "dkim-key-revoked"),
            ("v=DKIM1; p=x".to_owned(), "dkim-key-invalid"),
        ] {
            assert_eq!(found(Origin::Given, &[&record]), [id], "{record}");
        }
        assert_eq!(found(Origin::Given, &[&key("")]), [""; 0]);
        assert_eq!(
            found(Origin::Given, &[&key(""), "x"]),
            ["dkim-key-ambiguous"]
        );
    }

    /// It is not passed, whoever named the selector.
    #[test]
    fn a_key_that_was_not_answered_is_not_checked() {
        let proven = |answer| Proven::indeterminate(Lookup::of(answer), "a test");
        let good = format!("v=DKIM1; {ED25519}");
        let good = Txt {
            strings: vec![good.into_bytes()],
        };
        for origin in [Origin::Given, Origin::Message, Origin::Known] {
            let mut policy = Policy::of("d.example".to_owned(), Role::Target);
            let lost = Key::of("a", origin, &proven(Answer::TimedOut));
            policy.dkim = Some(vec![lost.clone()]);
            let unknown = Verdict::Unknown("a._domainkey: timed out".to_owned());
            for (id, verdict) in verdicts(&policy) {
                match id {
                    "dkim-key-missing" => assert_eq!(verdict, unknown, "{origin:?}"),
                    id => assert_eq!(verdict, Verdict::NotApplicable, "{id}"),
                }
            }
            let there = Key::of("b", origin, &proven(Answer::Found(vec![good.clone()])));
            policy.dkim = Some(vec![lost, there]);
            for (id, verdict) in verdicts(&policy) {
                match id {
                    "dkim-key-missing" => assert_eq!(verdict, unknown, "{origin:?}"),
                    // Nothing signs.
                    "dkim-key-differs" => assert_eq!(verdict, Verdict::NotApplicable),
                    id => assert_eq!(verdict, Verdict::Pass, "{id}"),
                }
            }
        }
    }

    /// A key that signs, and those that are published at its selector.
    #[test]
    fn the_key_that_signs_is_compared_with_the_published_one() {
        use crate::record::dkim::sign::SigningKey;
        // The seed of RFC 8463 appendix A.2, and one of nobody.
        let own = SigningKey::parse("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=").unwrap();
        let other = SigningKey::parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
        let compared = |record: Option<&str>, signing: &SigningKey| {
            let records = record.iter().map(|text| Txt {
                strings: vec![text.as_bytes().to_vec()],
            });
            let answer = match record {
                Some(_) => Answer::Found(records.collect()),
                None => Answer::NoSuchName,
            };
            let proven = Proven::indeterminate(Lookup::of(answer), "a test");
            let mut key = Key::of("s", Origin::Given, &proven);
            key.compare(signing);
            let mut policy = Policy::of("d.example".to_owned(), Role::Signer);
            policy.dkim = Some(vec![key.clone()]);
            let verdicts = verdicts(&policy).into_iter();
            let found = verdicts.filter(|(_, verdict)| matches!(verdict, Verdict::Found(_)));
            (found.map(|(id, _)| id).collect::<Vec<_>>(), key)
        };
        let record = format!("v=DKIM1; {ED25519}");
        let (found, key) = compared(Some(&record), &own);
        assert_eq!(
            (found, key.signs, key.to_publish),
            (vec![], Some(true), None)
        );
        let (found, key) = compared(Some(&record), &other);
        assert_eq!((found, key.signs), (vec!["dkim-key-differs"], Some(false)));
        assert_eq!(key.to_publish, other.record());
        let (found, key) = compared(None, &own);
        assert_eq!((found, key.signs), (vec!["dkim-key-missing"], None));
        assert_eq!(key.to_publish, Some(record));
    }

    /// A guess proves nothing.
    #[test]
    fn what_was_guessed_is_not_missed() {
        assert_eq!(found(Origin::Given, &[]), ["dkim-key-missing"]);
        assert_eq!(found(Origin::Message, &[]), ["dkim-key-missing"]);
        let key = format!("v=DKIM1; s=tlsrpt; {ED25519}");
        assert_eq!(found(Origin::Known, &[&key]), [""; 0]);
    }
}
