//! Whole surveys: a zone and what a domain's policy comes to.

use super::*;
use crate::record::{fault::Effect, look_up::testing::Zone};

fn survey_of(domain: &str, zone: &str) -> Dmarc {
    Zone(zone).drive(|asking| survey(asking, domain)).0
}

fn policies(dmarc: &Dmarc) -> [&'static str; 3] {
    let word = |policy: Option<Disposition>| policy.map_or("-", Disposition::word);
    [
        dmarc.policy,
        dmarc.subdomain_policy,
        dmarc.nonexistent_policy,
    ]
    .map(word)
}

fn record(text: &str) -> (DmarcStatus, [&'static str; 3]) {
    let zone = format!("example.com MX 10 mx.example.com\n_dmarc.example.com TXT {text}");
    let dmarc = survey_of("example.com", &zone);
    (dmarc.status, policies(&dmarc))
}

#[test]
fn an_ordinary_domain_costs_three_questions_in_one_round() {
    let zone = Zone("_dmarc.example.com TXT v=DMARC1; p=reject; rua=mailto:d@example.com");
    let (dmarc, rounds) = zone.drive(|asking| survey(asking, "example.com"));
    assert_eq!(rounds.iter().map(Vec::len).collect::<Vec<_>>(), [3]);
    assert_eq!(
        (dmarc.status, policies(&dmarc)),
        (DmarcStatus::Ok, ["reject"; 3])
    );
    assert_eq!(dmarc.organizational_domain.as_deref(), Some("example.com"));
    assert_eq!(dmarc.rua[0].authorised, Some(true));
    let json = serde_json::to_value(&dmarc).unwrap();
    assert_eq!(
        json["walk"][0],
        serde_json::json!({"name": "_dmarc.example.com", "found": true})
    );
}

#[test]
fn policies_fall_back_on_one_another() {
    for (text, expected) in [
        ("v=DMARC1; p=reject", ["reject"; 3]),
        ("v=DMARC1; p=none; sp=reject", ["none", "reject", "reject"]),
        ("v=DMARC1; p=none; np=reject", ["none", "none", "reject"]),
        (
            "v=DMARC1;p=QUARANTINE;sp=none;np=reject;",
            ["quarantine", "none", "reject"],
        ),
        ("v = DMARC1 ; p = reject", ["reject"; 3]),
    ] {
        assert_eq!(record(text), (DmarcStatus::Ok, expected), "{text}");
    }
}

/// RFC 9989 section 4.10.1: with an address for reports it counts as p=none, without one it does not count.
#[test]
fn a_record_without_a_valid_policy() {
    use DmarcStatus::*;
    for (text, expected) in [
        ("v=DMARC1; rua=mailto:a@example.com", (Ok, ["none"; 3])),
        ("v=DMARC1", (Invalid, ["-"; 3])),
        ("v=DMARC1; rua=a@example.com", (Invalid, ["-"; 3])),
        (
            "v=DMARC1; p=rejet; rua=mailto:a@example.com",
            (Invalid, ["none"; 3]),
        ),
        ("v=DMARC1; p=rejet", (Invalid, ["-"; 3])),
        (
            "v=DMARC1; p=reject; sp=no; rua=mailto:a@example.com",
            (Invalid, ["none"; 3]),
        ),
        ("v=DMARC1; p=reject; np=", (Invalid, ["-"; 3])),
        ("v=DMARC1; p=reject; p=none", (Invalid, ["-"; 3])),
    ] {
        assert_eq!(record(text), expected, "{text}");
    }
}

#[test]
fn what_does_not_begin_as_a_record_is_told_and_is_none() {
    for (text, position) in [
        ("v=dmarc1; p=reject", 2),
        ("v=DMARC2; p=reject", 2),
        ("v=DMARC1 p=reject", 9),
        ("v=DMARC1, p=reject", 2),
        ("p=reject; v=DMARC1", 0),
        ("\"v=DMARC1; p=reject\"", 0),
    ] {
        let zone = format!("_dmarc.example.com TXT {text}");
        let dmarc = survey_of("example.com", &zone);
        assert_eq!(dmarc.status, DmarcStatus::Invalid, "{text}");
        assert_eq!((dmarc.policy, dmarc.record.as_deref()), (None, Some(text)));
        let places: Vec<_> = dmarc
            .errors
            .iter()
            .map(|it| (it.position, it.effect))
            .collect();
        assert_eq!(places, [(position, Effect::Void)], "{text}");
    }
    assert_eq!(record("v=spf1 -all"), (DmarcStatus::None, ["-"; 3]));
}

#[test]
fn several_records_count_as_none_and_the_parent_applies() {
    let zone = "_dmarc.a.example.com TXT v=DMARC1; p=none\n_dmarc.a.example.com TXT v=DMARC1; p=reject\n\
                _dmarc.example.com TXT v=DMARC1; p=reject; sp=quarantine\na.example.com A 192.0.2.1";
    let dmarc = survey_of("a.example.com", zone);
    assert_eq!(
        (dmarc.status, policies(&dmarc)),
        (DmarcStatus::Multiple, ["quarantine"; 3])
    );
    assert_eq!(dmarc.walk[0].records, Some(2));
}

#[test]
fn a_subdomain_inherits_and_one_that_does_not_exist_otherwise() {
    let zone = "_dmarc.example.com TXT v=DMARC1; p=none; sp=quarantine; np=reject\na.example.com A 192.0.2.1";
    let dmarc = survey_of("a.example.com", zone);
    assert_eq!(
        (dmarc.status, policies(&dmarc)),
        (DmarcStatus::Ok, ["quarantine", "quarantine", "reject"])
    );
    assert_eq!(dmarc.found_at.as_deref(), Some("example.com"));
    assert_eq!(
        survey_of("b.example.com", zone).policy,
        Some(Disposition::Reject)
    );
}

/// `sp` of a domain that is not the organizational one is passed by (RFC 9989 section 4.7).
#[test]
fn names_below_a_subdomain_follow_the_organization() {
    let zone = "_dmarc.a.example.com TXT v=DMARC1; p=reject; sp=reject\n_dmarc.example.com TXT v=DMARC1; p=none";
    assert_eq!(
        policies(&survey_of("a.example.com", zone)),
        ["reject", "none", "none"]
    );
    let own = "_dmarc.a.example.com TXT v=DMARC1; p=reject; psd=n\n_dmarc.example.com TXT v=DMARC1; p=none";
    assert_eq!(policies(&survey_of("a.example.com", own)), ["reject"; 3]);
}

#[test]
fn a_public_suffix_speaks_for_who_says_nothing() {
    let zone = "_dmarc.bank TXT v=DMARC1; p=none; sp=reject; psd=y\na.bank A 192.0.2.1";
    let dmarc = survey_of("a.bank", zone);
    assert_eq!(
        (policies(&dmarc), dmarc.organizational_domain.as_deref()),
        (["reject"; 3], Some("a.bank"))
    );
    assert_eq!(
        policies(&survey_of("bank", zone)),
        ["none", "reject", "reject"]
    );
}

#[test]
fn a_failed_look_up_is_not_none() {
    for zone in [
        "_dmarc.a.example.com TXT !SERVFAIL",
        "_dmarc.example.com TXT !TIMEOUT",
        "_dmarc.a.example.com TXT !SERVFAIL\n_dmarc.example.com TXT v=DMARC1; p=reject",
    ] {
        let dmarc = survey_of("a.example.com", zone);
        assert_eq!(
            (dmarc.status, dmarc.policy),
            (DmarcStatus::LookupFailed, None),
            "{zone}"
        );
        assert!(dmarc.failure.is_some());
    }
    let above = "_dmarc.a.example.com TXT v=DMARC1; p=reject\n_dmarc.example.com TXT !TIMEOUT";
    let dmarc = survey_of("a.example.com", above);
    assert_eq!(
        (dmarc.status, policies(&dmarc)),
        (DmarcStatus::Ok, ["reject", "-", "-"])
    );
    assert_eq!(dmarc.organizational_domain, None);
}

#[test]
fn a_destination_elsewhere_has_to_agree() {
    let zone = "_dmarc.example.com TXT v=DMARC1; p=none; rua=mailto:a@yes.example,mailto:a@no.example,mailto:a@lost.example,\
                https://sub.example.com/x,mailto:a@instead.example,mailto:a@wild.example,ftp://x.example; ruf=mailto:a@odd.example\n\
                example.com._report._dmarc.yes.example TXT v=DMARC1\n\
                example.com._report._dmarc.lost.example TXT !SERVFAIL\n\
                example.com._report._dmarc.instead.example TXT v=DMARC1; rua=mailto:b@instead.example\n\
                example.com._report._dmarc.odd.example TXT v=dmarc1";
    let dmarc = survey_of("example.com", zone);
    let told: Vec<_> = dmarc
        .rua
        .iter()
        .map(|it| (it.authorised, it.failed))
        .collect();
    assert_eq!(
        told,
        [
            (Some(true), false),
            (Some(false), false),
            (None, true),
            (Some(true), false),
            (Some(true), false),
            (None, true),
            (None, false),
        ]
    );
    assert_eq!(
        dmarc.rua[4].replaced_by.as_deref(),
        Some("mailto:b@instead.example")
    );
    assert_eq!(dmarc.ruf[0].authorised, Some(false));
}

/// A part of the organization that is one of its own is elsewhere.
#[test]
fn a_destination_below_may_be_of_another_organization() {
    let zone = "_dmarc.example.com TXT v=DMARC1; p=none; rua=mailto:a@r.example.com\n_dmarc.r.example.com TXT v=DMARC1; psd=n";
    let dmarc = survey_of("example.com", zone);
    assert_eq!(dmarc.rua[0].authorised, Some(false));
}

fn aligned(
    zone: &str,
    from: &str,
    envelope: &str,
    signature: &str,
) -> (Vec<Option<Aligned>>, Outlook) {
    let (told, _) =
        Zone(zone).drive(|asking| alignment(asking, from, Some(envelope), &[signature]));
    (
        told.identifiers.iter().map(|it| it.aligned).collect(),
        told.outlook,
    )
}

#[test]
fn alignment_is_strict_relaxed_or_none() {
    use Aligned::*;
    let zone = "_dmarc.example.com TXT v=DMARC1; p=reject";
    let told = aligned(zone, "example.com", "bounce.example.com", "example.com");
    assert_eq!(told, (vec![Some(Relaxed), Some(Strict)], Outlook::CanPass));
    let told = aligned(zone, "a.example.com", "b.example.com", "esp.example.net");
    assert_eq!(told, (vec![Some(Relaxed), Some(No)], Outlook::CanPass));
    let told = aligned(zone, "example.com", "example.net", "badexample.com");
    assert_eq!(told, (vec![Some(No), Some(No)], Outlook::Fails));
    let strict = "_dmarc.example.com TXT v=DMARC1; p=reject; aspf=s; adkim=s";
    let told = aligned(strict, "example.com", "bounce.example.com", "a.example.com");
    assert_eq!(told, (vec![Some(Relaxed), Some(Relaxed)], Outlook::Fails));
    assert_eq!(
        aligned("", "a.example.com", "a.example.com", "b.example.com").1,
        Outlook::NoPolicy
    );
    let lost = "_dmarc.example.com TXT v=DMARC1; p=reject\n_dmarc.b.example.com TXT !SERVFAIL";
    assert_eq!(
        aligned(lost, "example.com", "b.example.com", "x.example.net").1,
        Outlook::Unknown
    );
}
