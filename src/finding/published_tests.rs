//! Checks of what a domain publishes about failing messages, reports and its logo: a zone, and what is found of it.

use super::{
    Severity,
    support::{found, report, severities as pairs, unknown},
};
use crate::{
    event::Role,
    record::{bimi, dmarc, look_up::testing::Zone, tls_rpt},
    report::{Policy, Report},
};

fn of(zone: &str) -> Report {
    let domain = "example.com";
    let mut policy = Policy::of(domain.to_owned(), Role::Target);
    policy.dmarc = Some(Zone(zone).drive(|asking| dmarc::survey(asking, domain)).0);
    policy.tls_rpt = Some(Zone(zone).drive(|asking| tls_rpt::survey(asking, domain)).0);
    policy.bimi = Some(Zone(zone).drive(|asking| bimi::survey(asking, domain)).0);
    let mut report = report();
    report.policy.push(policy);
    report
}

/// `warning:id`, `notice:id`, and `id` for errors.
fn severities(report: &Report) -> Vec<String> {
    let told = |(id, severity)| match severity {
        Severity::Error => ToString::to_string(id),
        other => format!("{other}:{id}"),
    };
    pairs(report).into_iter().map(told).collect()
}

const GOOD: &str = "_dmarc.example.com TXT v=DMARC1; p=reject; rua=mailto:d@example.com\n\
                    _smtp._tls.example.com TXT v=TLSRPTv1; rua=mailto:t@example.com\n\
                    default._bimi.example.com TXT v=BIMI1; l=https://example.com/l.svg; a=https://example.com/l.pem";

#[test]
fn good_records_have_no_finding() {
    let report = of(GOOD);
    assert_eq!((found(&report), unknown(&report)), (vec![], vec![]));
}

#[test]
fn each_fault_has_one_finding() {
    for (record, expected) in [
        ("", "warning:dmarc-missing"),
        ("p=reject; v=DMARC1", "dmarc-invalid"),
        ("v=DMARC1; p=rejet", "dmarc-invalid"),
        (
            "v=DMARC1; p=rejet; rua=mailto:d@example.com",
            "dmarc-invalid",
        ),
        ("v=DMARC1; p=reject; x=y", "warning:dmarc-syntax"),
        ("v=DMARC1; p=reject; pct=100", "notice:dmarc-obsolete"),
        ("v=DMARC1; p=none", "notice:dmarc-policy-none"),
        ("v=DMARC1; p=reject; t=y", "notice:dmarc-testing"),
        (
            "v=DMARC1; p=reject; sp=none",
            "notice:dmarc-subdomains-weaker",
        ),
        (
            "v=DMARC1; p=reject; rua=mailto:d@example.net",
            "warning:dmarc-report-unauthorised",
        ),
    ] {
        let zone = format!("example.com A 192.0.2.1\n_dmarc.example.com TXT {record}");
        let zone = if record.is_empty() {
            "example.com A 192.0.2.1"
        } else {
            &zone
        };
        assert_eq!(severities(&of(zone)), [expected], "{record}");
    }
    for (record, expected) in [
        ("v=TLSRPTv1", "tls-rpt-invalid"),
        (
            "v=TLSRPTv1; rua=mailto:d@example.com,d@example.com",
            "warning:tls-rpt-syntax",
        ),
    ] {
        let zone = format!(
            "_dmarc.example.com TXT v=DMARC1; p=reject\n_smtp._tls.example.com TXT {record}"
        );
        assert_eq!(severities(&of(&zone)), [expected], "{record}");
    }
    for (record, expected) in [
        ("v=BIMI1; l=logo.svg", "bimi-invalid"),
        (
            "v=BIMI1; l=https://example.com/l.svg",
            "notice:bimi-without-certificate",
        ),
        (
            "v=BIMI1; l=https://example.com/l.svg; a=https://example.com/l.pem; x=y",
            "notice:bimi-syntax",
        ),
    ] {
        let zone = format!(
            "_dmarc.example.com TXT v=DMARC1; p=reject\ndefault._bimi.example.com TXT {record}"
        );
        assert_eq!(severities(&of(&zone)), [expected], "{record}");
    }
}

#[test]
fn several_records_are_errors() {
    let twice = format!("{GOOD}\n{GOOD}");
    assert_eq!(
        severities(&of(&twice)),
        ["dmarc-multiple", "tls-rpt-multiple", "bimi-multiple"]
    );
}

#[test]
fn a_logo_needs_a_strict_policy() {
    let none = GOOD.replace("p=reject", "p=none");
    let expected = [
        "warning:bimi-dmarc-insufficient",
        "notice:dmarc-policy-none",
    ];
    assert_eq!(severities(&of(&none)), expected);
}

/// One that receivers pass by is worse where it should have been the one.
#[test]
fn a_record_that_is_none_beside_one_that_is() {
    let beside = format!("{GOOD}\n_dmarc.example.com TXT v=dmarc1; p=none");
    assert_eq!(severities(&of(&beside)), ["warning:dmarc-record-ignored"]);
}

#[test]
fn a_failed_look_up_is_not_checked() {
    let zone = "_dmarc.example.com TXT !SERVFAIL\n_smtp._tls.example.com TXT !TIMEOUT\ndefault._bimi.example.com TXT !SERVFAIL";
    let report = of(zone);
    assert_eq!(found(&report), [""; 0]);
    assert_eq!(
        unknown(&report),
        ["dmarc-missing", "tls-rpt-invalid", "bimi-invalid"]
    );
    let zone = "_dmarc.example.com TXT v=DMARC1; p=reject; rua=mailto:d@example.net\n\
                example.com._report._dmarc.example.net TXT !TIMEOUT";
    assert_eq!(unknown(&of(zone)), ["dmarc-report-unauthorised"]);
}

/// Of two addresses one is refused, and of the other the DNS does not say: both are told.
#[test]
fn what_is_refused_does_not_hide_what_is_not_known() {
    let zone = "_dmarc.example.com TXT v=DMARC1; p=reject; rua=mailto:d@example.net,mailto:d@example.org\n\
                example.net A 192.0.2.1\n\
                example.com._report._dmarc.example.org TXT !TIMEOUT";
    let report = of(zone);
    assert_eq!(found(&report), ["dmarc-report-unauthorised"]);
    assert_eq!(unknown(&report), ["dmarc-report-unauthorised"]);
}

/// Five agree, and the sixth is not asked.
#[test]
fn an_address_for_reports_that_was_not_asked_about_is_not_checked() {
    let (mut record, mut zone) = ("v=DMARC1; p=reject; rua=".to_owned(), String::new());
    for number in 1..=6 {
        let comma = if number == 1 { "" } else { "," };
        record += &format!("{comma}mailto:d@{number}.example");
        zone += &format!("\nexample.com._report._dmarc.{number}.example TXT v=DMARC1");
    }
    let zone = format!("_dmarc.example.com TXT {record}{zone}");
    assert_eq!(unknown(&of(&zone)), ["dmarc-report-unauthorised"]);
}
