//! Checks of what a domain says of its senders: RFC 7208. What makes receivers give no result, against its owner's will, is an error;
//! so is a record by which everybody may send. That there is none is a warning.

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict,
    check::policy,
};
use crate::{
    record::spf::{Cause, Checked, Noted, Spf, Status, Verdict as Result, WarningKind as Kind},
    report::Policy,
    text::shortened,
};

/// What of a record is told where there are several, in bytes.
const LONGEST_RECORD: usize = 200;

pub(super) const CHECKS: &[Check] = &[
    policy(
        "spf-missing",
        Warning,
        "the domain has no SPF record",
        "RFC 7208 section 3.1",
        "Publish one TXT record at the domain that names who sends for it, such as v=spf1 mx -all; v=spf1 -all where nobody does.",
        |policy, _| match &policy.spf {
            // Nothing can be published for a domain that does not exist, which is told as such.
            Some(spf) if !spf.exists => Verdict::NotApplicable,
            Some(spf) if spf.status == Status::None => Verdict::found(missing(spf, policy)),
            spf => known(spf.as_ref()),
        },
    ),
    policy(
        "spf-multiple",
        Error,
        "there are several SPF records",
        "RFC 7208 section 3.2",
        "Merge them into one TXT record: with two, receivers give no result at all.",
        |policy, _| several(policy),
    ),
    policy(
        "spf-invalid",
        Error,
        "the SPF record is wrong, so that receivers give no result",
        "RFC 7208 section 2.6.7",
        "Correct the term at that place, or remove it; --explain with the record tells every term.",
        |policy, _| {
            let is_one = |cause: &Cause| {
                !cause.is_temporary()
                    && !matches!(
                        cause,
                        Cause::SeveralRecords(_) | Cause::LookUps(_) | Cause::VoidLookUps(_)
                    )
            };
            errors(policy, is_one)
        },
    ),
    policy(
        "spf-too-many-lookups",
        Error,
        "SPF needs more DNS look-ups than the ten that receivers make",
        "RFC 7208 section 4.6.4",
        "Remove includes of services that no longer send, or name their networks with ip4: and ip6:; --verbose counts each term.",
        |policy, _| errors(policy, |cause| matches!(cause, Cause::LookUps(_))),
    ),
    policy(
        "spf-void-lookups",
        Warning,
        "SPF has more look-ups that find nothing than receivers let pass",
        "RFC 7208 section 4.6.4",
        "Remove the terms whose names do not exist; --verbose shows which.",
        |policy, _| errors(policy, |cause| matches!(cause, Cause::VoidLookUps(_))),
    ),
    policy(
        "spf-passes-all",
        Error,
        "SPF lets everybody send as this domain",
        "RFC 7208 section 5.1",
        "End the record in -all, or ~all while senders are still being found, and name the networks that send.",
        |policy, _| {
            warnings(policy, |kind| {
                matches!(kind, Kind::PassAll | Kind::LargeNetwork(0))
            })
        },
    ),
    policy(
        "spf-large-network",
        Warning,
        "SPF lets a very large network send as this domain",
        "RFC 7208 section 5.6",
        "Give the length of the network that is meant: /24 leaves 256 addresses of IPv4, /8 16 million.",
        |policy, _| warnings(policy, |kind| matches!(kind, Kind::LargeNetwork(1..))),
    ),
    policy(
        "spf-no-end",
        Warning,
        "SPF says nothing of those whom it does not name",
        "RFC 7208 section 4.7",
        "End the record in -all or ~all, or in redirect= another domain's.",
        |policy, _| warnings(policy, |kind| matches!(kind, Kind::NoEnd)),
    ),
    policy(
        "spf-useless-term",
        Warning,
        "a term of the SPF record does nothing",
        "RFC 7208 section 4.6",
        "Remove it, or put it before all and write it as it is meant.",
        |policy, _| warnings(policy, is_useless),
    ),
    policy(
        "spf-ptr",
        Notice,
        "SPF uses reverse names, which receivers are told not to rely on",
        "RFC 7208 section 5.5",
        "Name the hosts or networks with a:, ip4: or ip6: in place of ptr and the macro p.",
        |policy, _| warnings(policy, |kind| matches!(kind, Kind::Ptr | Kind::MacroP)),
    ),
    policy(
        "spf-long",
        Notice,
        "the SPF record is long",
        "RFC 7208 section 3.4",
        "Move some of its terms into a record of their own and include that.",
        |policy, _| warnings(policy, |kind| matches!(kind, Kind::Long(_))),
    ),
    policy(
        "spf-address-not-passed",
        Error,
        "SPF does not let an address send that was asked for",
        "RFC 7208 section 2.6",
        "If mail is to come from there, add the address to the record, before all: ip4: or ip6:, or the include of the service that sends.",
        |policy, _| addresses(policy),
    ),
];

fn is_useless(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Unreached
            | Kind::RedirectUnused
            | Kind::Duplicate
            | Kind::Modifier(_)
            | Kind::SecondVersion
            | Kind::Private(_)
            | Kind::Void(_)
            | Kind::NoName(_)
            | Kind::NoExplanation(_)
    )
}

/// That nothing was found, where it was looked for as a whole.
fn known(spf: Option<&Spf>) -> Verdict {
    let Some(spf) = spf else {
        return Verdict::NotApplicable;
    };
    let mut failures = spf.errors.iter().filter(|error| error.kind.is_temporary());
    match failures.next() {
        Some(failure) => Verdict::Unknown(failure.kind.to_string()),
        None if !spf.complete => Verdict::Unknown(Cause::TooMuchToAsk.to_string()),
        None => Verdict::Pass,
    }
}

/// A text that was meant for a record is told.
fn missing(spf: &Spf, policy: &Policy) -> String {
    let near = spf
        .warnings
        .iter()
        .find(|one| matches!(one.kind, Kind::NearRecord(_)));
    match near {
        Some(near) => format!("{} has {}", policy.domain, near.kind),
        None => format!(
            "{} has no TXT record that begins with v=spf1",
            policy.domain
        ),
    }
}

fn errors(policy: &Policy, is_one: impl Fn(&Cause) -> bool) -> Verdict {
    let Some(spf) = &policy.spf else {
        return Verdict::NotApplicable;
    };
    let found = spf.errors.iter().filter(|error| is_one(&error.kind));
    found_or_known(spf, found.map(|one| in_words(one, policy)).collect())
}

/// The records themselves; those of another domain, to which a term leads, by the place of that.
fn several(policy: &Policy) -> Verdict {
    let records = policy.spf.iter().flat_map(|spf| &spf.records);
    let shown = records.clone().take(2);
    let shown: Vec<_> = shown
        .map(|record| format!("\"{}\"", shortened(record.clone(), LONGEST_RECORD)))
        .collect();
    match records.count() {
        0 => errors(policy, |cause| matches!(cause, Cause::SeveralRecords(_))),
        2 => Verdict::found(shown.join(" and ")),
        count => Verdict::found(format!("{} and {} more", shown.join(", "), count - 2)),
    }
}

fn warnings(policy: &Policy, is_one: impl Fn(&Kind) -> bool) -> Verdict {
    let Some(spf) = &policy.spf else {
        return Verdict::NotApplicable;
    };
    let found = spf.warnings.iter().filter(|warning| is_one(&warning.kind));
    found_or_known(spf, found.map(|one| in_words(one, policy)).collect())
}

fn found_or_known(spf: &Spf, found: Vec<Evidence>) -> Verdict {
    match found.is_empty() {
        false => Verdict::Found(found),
        // That something is not known is told once, of the record as such.
        true => match known(Some(spf)) {
            Verdict::Unknown(_) => Verdict::NotApplicable,
            verdict => verdict,
        },
    }
}

/// The place, and what is the matter there.
fn in_words<K: std::fmt::Display>(noted: &Noted<K>, policy: &Policy) -> Evidence {
    let Noted {
        kind,
        position,
        term,
        domain,
    } = noted;
    let whose = match domain.eq_ignore_ascii_case(&policy.domain) {
        true => String::new(),
        false => format!(" in the record of {domain}"),
    };
    Evidence::new(match (term, position) {
        (Some(term), Some(position)) => format!("{term} (octet {position}{whose}): {kind}"),
        (None, Some(position)) => format!("octet {position}{whose}: {kind}"),
        (Some(term), None) => format!("{term}{whose}: {kind}"),
        (None, None) => format!("{kind}{whose}"),
    })
}

/// What was asked for is an error where a receiver may refuse it.
fn addresses(policy: &Policy) -> Verdict {
    let Some(spf) = &policy.spf else {
        return Verdict::NotApplicable;
    };
    let evidence = |one: &Checked| {
        let severity = match one.result {
            Result::Pass | Result::TempError => return None,
            Result::Fail | Result::PermError => Error,
            Result::SoftFail | Result::Neutral | Result::None => Warning,
        };
        Some(Evidence::new(result(one)).of(severity))
    };
    Verdict::from_evidence(spf.results.iter().filter_map(evidence).collect())
}

/// `192.0.2.1: fail, by -all of example.com`.
fn result(checked: &Checked) -> String {
    let by = match (checked.path.last(), &checked.reason) {
        (_, Some(reason)) => format!(": {reason}"),
        (Some(step), None) => format!(", by {} of {}", step.term, step.domain),
        (None, None) => ", no term names it".to_owned(),
    };
    let said = checked.explanation.as_ref();
    let said = said.map_or_else(String::new, |text| format!("; the domain says: {text}"));
    format!("{}: {}{by}{said}", checked.address, checked.result.word())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::Role,
        record::{look_up::testing::Zone, spf},
        report::{Asked, Report, Target},
    };

    /// The ids that the zone's records come to, with what is said.
    fn found(zone: &str, address: Option<&str>) -> Vec<(&'static str, String)> {
        let zone = Zone(zone);
        let sender = |address: &str| spf::Sender {
            address: address.parse().unwrap(),
            mail_from: "ann@example.com".to_owned(),
            helo: "mx.example.com".to_owned(),
            at: jiff::Timestamp::UNIX_EPOCH,
        };
        let senders: Vec<_> = address.map(sender).into_iter().collect();
        let spf = zone
            .drive(|asking| spf::survey(asking, "example.com", &senders))
            .0;
        let policy = Policy {
            spf: Some(spf),
            ..Policy::of("example.com".to_owned(), Role::Target)
        };
        let report = Report::new(
            jiff::Timestamp::UNIX_EPOCH,
            Target::default(),
            Asked::default(),
        );
        let mut all = Vec::new();
        for check in CHECKS {
            let super::super::Judge::Policy(judge) = check.judge else {
                panic!("{} is about a domain", check.id);
            };
            match judge(&policy, &report) {
                Verdict::Found(evidence) | Verdict::InPart(evidence, _) => {
                    all.extend(evidence.into_iter().map(|one| (check.id, one.text)));
                }
                Verdict::Unknown(why) => all.push(("unknown", why)),
                Verdict::Pass | Verdict::NotApplicable => {}
            }
        }
        all
    }

    #[test]
    fn each_fault_has_its_id() {
        let many = "v=spf1 a:a.example a:b.example a:c.example a:d.example a:e.example a:f.example a:g.example a:h.example \
                    a:i.example a:j.example a:k.example -all";
        for (record, id) in [
            ("v=spf1 ip4:300.1.1.1 -all", "spf-invalid"),
            ("v=spf1 include:none.example -all", "spf-invalid"),
            (many, "spf-too-many-lookups"),
            ("v=spf1 +all", "spf-passes-all"),
            ("v=spf1 ip4:0.0.0.0/0 -all", "spf-passes-all"),
            ("v=spf1 ip4:198.0.0.0/6 -all", "spf-large-network"),
            ("v=spf1 ip4:198.51.100.1", "spf-no-end"),
            ("v=spf1 -all ip4:198.51.100.1", "spf-useless-term"),
            ("v=spf1 ptr -all", "spf-ptr"),
        ] {
            let zone = format!("example.com TXT {record}\nnone.example A 192.0.2.1");
            let ids: Vec<_> = found(&zone, None).into_iter().map(|(id, _)| id).collect();
            assert!(ids.contains(&id), "{record}: {ids:?}");
        }
    }

    #[test]
    fn a_good_record_has_none_and_none_at_all_is_told_with_what_was_meant() {
        assert_eq!(
            found("example.com TXT v=spf1 ip4:198.51.100.0/24 -all", None),
            []
        );
        let nothing = found("example.com A 192.0.2.1", None);
        assert_eq!(nothing.len(), 1);
        assert_eq!(nothing[0].0, "spf-missing");
        let several = "example.com TXT v=spf1 -all\nexample.com TXT v=spf1 mx -all";
        let (id, evidence) = found(several, None).remove(0);
        assert_eq!(id, "spf-multiple");
        assert_eq!(evidence, "\"v=spf1 -all\" and \"v=spf1 mx -all\"");
        let more = format!("{several}\nexample.com TXT v=spf1 a -all");
        assert!(found(&more, None)[0].1.ends_with(" and 1 more"));
    }

    /// RFC 7208 section 2.6.6: a receiver asks again later, and so can nobody say what the record comes to.
    #[test]
    fn what_the_dns_does_not_say_is_not_known() {
        let all = found("example.com TXT !SERVFAIL", None);
        assert!(
            !all.is_empty() && all.iter().all(|(id, _)| *id == "unknown"),
            "{all:?}"
        );
    }

    #[test]
    fn an_address_that_was_asked_for_is_told_with_what_decided() {
        let zone = "example.com TXT v=spf1 ip4:198.51.100.0/24 include:b.example -all\nb.example TXT v=spf1 ?all";
        assert_eq!(found(zone, Some("198.51.100.7")), []);
        let told = "203.0.113.9: fail, by -all of example.com";
        assert_eq!(
            found(zone, Some("203.0.113.9")),
            [("spf-address-not-passed", told.to_owned())]
        );
    }
}
