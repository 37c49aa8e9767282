//! What is said of a domain by what DNS said.

use super::*;
use crate::{
    dns::{Reason, Unknown},
    finding::{
        JudgeOptions, judge,
        support::{found, report, severities, unknown},
    },
    report::{Exchange, Family, Incomplete, NameStatus, Report},
};

fn with_mx(exchanges: &[(&str, NameStatus)]) -> Report {
    let mut report = report();
    report.resolution.mx = exchanges
        .iter()
        .map(|(exchange, status)| Exchange {
            preference: 10,
            exchange: (*exchange).to_owned(),
            status: *status,
            addresses: Vec::new(),
            canonical_name: None,
        })
        .collect();
    report
}

#[test]
fn each_conclusion_has_its_finding_and_no_other() {
    for (status, id) in [
        (ResolutionStatus::NoSuchDomain, "no-such-domain"),
        (ResolutionStatus::NoAddress, "no-address"),
        (ResolutionStatus::NullMx, "null-mx"),
        (ResolutionStatus::ServerFailure, "dns-server-failure"),
        (ResolutionStatus::Timeout, "dns-server-failure"),
        (ResolutionStatus::Bogus, "dnssec-bogus"),
    ] {
        let mut report = report();
        report.servers.clear();
        report.resolution.status = status;
        assert_eq!(found(&report), [id]);
    }
}

fn remedy(report: &Report) -> String {
    let judged = judge(report, &JudgeOptions::default());
    judged.findings[0].remedy.clone()
}

/// The domain's name servers are looked at where it may have been them.
#[test]
fn the_remedy_of_a_failed_look_up_is_for_the_one_who_failed() {
    let mut report = report();
    report.servers.clear();
    report.resolution.status = ResolutionStatus::ServerFailure;
    assert!(remedy(&report).contains("the domain's name servers"));
    report.resolution.dnssec_reason =
        Some(Reason::BeyondThisProgram(vec![Unknown::KeySize(8, 512)]));
    assert!(remedy(&report).contains("Nothing says that the domain is at fault"));
    report.resolution.unreached = true;
    assert!(remedy(&report).contains("this machine's network"));
}

/// The root has keys (RFC 4033 section 2): who denies them may deny whatever else there is.
#[test]
fn what_is_denied_by_a_server_that_denies_the_root_is_told_so() {
    for status in [ResolutionStatus::NoSuchDomain, ResolutionStatus::NoAddress] {
        let mut report = report();
        report.servers.clear();
        report.resolution.status = status;
        report.resolution.dnssec_reason = Some(Reason::Stripped);
        assert!(!remedy(&report).contains("--resolver"), "{status:?}");
        report.resolution.dnssec_reason = Some(Reason::AnchorDenied);
        assert!(remedy(&report).contains("--resolver"), "{status:?}");
    }
}

/// It may have been this program's limit, the network on the way, or a proof that cannot be had.
#[test]
fn a_failed_look_up_is_nobodys_fault_by_its_title() {
    let check = CHECKS.iter().find(|check| check.id == "dns-server-failure");
    assert_eq!(check.unwrap().title, "a DNS look-up failed");
}

#[test]
fn exchanges_are_judged_one_by_one() {
    assert_eq!(
        found(&with_mx(&[
            (".", NameStatus::NotApplicable),
            ("mx1.example", NameStatus::Ok)
        ])),
        ["null-mx-with-others"]
    );
    assert_eq!(
        found(&with_mx(&[
            ("192.0.2.1", NameStatus::NoSuchName),
            ("b.example", NameStatus::Ok)
        ])),
        ["mx-is-address"]
    );
    assert_eq!(
        found(&with_mx(&[("localhost", NameStatus::Ok)])),
        ["mx-is-localhost"]
    );
    let mut aliased = with_mx(&[("mx.example", NameStatus::Ok)]);
    aliased.resolution.mx[0].canonical_name = Some("real.example".to_owned());
    assert_eq!(found(&aliased), ["mx-is-cname"]);
}

#[test]
fn a_broken_exchange_beside_a_good_one_is_a_warning() {
    let report = with_mx(&[
        ("a.example", NameStatus::NoAddress),
        ("b.example", NameStatus::Ok),
    ]);
    assert_eq!(severities(&report), [("mx-no-address", Warning)]);
    let report = with_mx(&[
        ("a.example", NameStatus::ServerFailure),
        ("b.example", NameStatus::Ok),
    ]);
    assert_eq!(severities(&report), [("dns-server-failure", Warning)]);
    let report = with_mx(&[("a.example", NameStatus::NoSuchName)]);
    assert_eq!(severities(&report), [("mx-no-address", Error)]);
}

fn incomplete(failed: Option<&str>, left_out: usize) -> Report {
    let mut report = report();
    report.resolution.incomplete.push(Incomplete {
        name: "mx.example".to_owned(),
        failed: failed.map(str::to_owned),
        left_out,
    });
    report
}

#[test]
fn a_part_of_an_answer_that_failed_counts_fully_when_all_are_asked_for() {
    let mut report = incomplete(Some("AAAA: SERVFAIL"), 0);
    assert_eq!(severities(&report), [("dns-server-failure", Warning)]);
    report.asked.given.set("all", true);
    assert_eq!(severities(&report), [("dns-server-failure", Error)]);
}

#[test]
fn servers_left_out_are_not_checked_and_with_all_that_is_said_in_its_name() {
    let mut too_many = incomplete(None, 3);
    assert_eq!(severities(&too_many), [("too-many-servers", Warning)]);
    let mut stopped = report();
    stopped.resolution.stopped = Some("no more than 50 servers are tried".to_owned());
    assert_eq!(unknown(&stopped), ["too-many-servers"]);
    for report in [&mut too_many, &mut stopped] {
        assert_eq!(judge(report, &JudgeOptions::default()).verdict.exit_code, 0);
        report.asked.given.set("all", true);
        assert_eq!(unknown(report), ["all"]);
        assert_eq!(judge(report, &JudgeOptions::default()).verdict.exit_code, 3);
    }
}

#[test]
fn addresses_that_lead_nowhere_or_inwards_are_told() {
    let at = |address: &str| {
        let mut report = with_mx(&[("mx.example", NameStatus::Ok)]);
        report.resolution.mx[0].addresses = vec![address.parse().unwrap()];
        severities(&report)
    };
    for own in ["0.0.0.0", "127.0.0.1", "::1", "::"] {
        assert_eq!(at(own), [("mx-is-localhost", Error)], "{own}");
    }
    for private in [
        "10.0.0.5",
        "192.168.1.1",
        "100.64.0.1",
        "fd00::1",
        "64:ff9b::10.0.0.5",
    ] {
        assert_eq!(at(private), [("mx-is-private", Warning)], "{private}");
    }
    assert_eq!(at("192.0.2.1"), []);
    assert_eq!(at("127.77.0.1"), []);
}

#[test]
fn what_an_option_left_out_is_not_checked() {
    let mut report = with_mx(&[("mx.example", NameStatus::NoAddress)]);
    report.servers.clear();
    report.asked.family = Family::V6;
    report.resolution.status = ResolutionStatus::NoAddress;
    assert_eq!(found(&report), [""; 0]);
    assert_eq!(unknown(&report), ["no-address"]);
    assert_eq!(
        judge(&report, &JudgeOptions::default()).verdict.exit_code,
        3
    );
    report.resolution.status = ResolutionStatus::NoSuchDomain;
    assert!(found(&report).contains(&"no-such-domain"));
}

#[test]
fn one_cause_is_one_finding() {
    let mut report = with_mx(&[
        ("a.example", NameStatus::NoSuchName),
        ("b.example", NameStatus::NoAddress),
    ]);
    report.servers.clear();
    report.resolution.status = ResolutionStatus::NoAddress;
    assert_eq!(found(&report), ["mx-no-address", "mx-no-address"]);
    let mut report = with_mx(&[("a.example", NameStatus::ServerFailure)]);
    report.servers.clear();
    report.resolution.status = ResolutionStatus::ServerFailure;
    assert_eq!(found(&report), ["dns-server-failure"]);
    let mut report = with_mx(&[("a.example", NameStatus::Bogus)]);
    report.servers.clear();
    report.resolution.status = ResolutionStatus::Bogus;
    assert_eq!(found(&report), ["dnssec-bogus"]);
}

#[test]
fn an_exchange_whose_address_is_forged_is_told_beside_one_that_works() {
    let report = with_mx(&[
        ("a.example", NameStatus::Bogus),
        ("b.example", NameStatus::Ok),
    ]);
    assert_eq!(severities(&report), [("dnssec-bogus", Warning)]);
}
