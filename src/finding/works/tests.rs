use super::*;
use crate::finding::{
    JudgeOptions, judge,
    support::{accepted, report, signed_uncheckably},
};

fn judged(report: &Report) -> crate::finding::VerdictLine {
    judge(report, &JudgeOptions::default()).verdict
}

#[test]
fn one_recipient_is_not_all_recipients() {
    let with = |addresses: &[&str]| {
        let mut report = report();
        report.servers[0].transaction = Some(accepted(addresses));
        judged(&report).text
    };
    let good = "TLS 1.3, certificate 60 days";
    assert_eq!(
        with(&["bob@example.net"]),
        format!("example.com takes mail for bob@example.net: {good}")
    );
    assert_eq!(
        with(&["bob@example.net", "eve@example.net"]),
        format!("example.com takes mail for all 2 recipients: {good}")
    );
}

#[test]
fn what_could_not_be_checked_does_not_count_as_wrong() {
    let mut report = report();
    signed_uncheckably(&mut report.servers[0]);
    assert!(judged(&report).text.ends_with("certificate not checked"));
    let verification = report.servers[0]
        .tls
        .as_mut()
        .unwrap()
        .verification
        .as_mut();
    verification.unwrap().path = tls::Outcome::Wrong;
    assert!(
        judged(&report)
            .text
            .ends_with("certificate does not verify")
    );
}

#[test]
fn those_refused_are_not_counted_where_that_is_ignored() {
    let mut server = report().servers.remove(0);
    let mut three = accepted(&["bob@example.net", "eve@example.net", "joe@example.net"]);
    three.rcpt[0].accepted = false;
    server.transaction = Some(three.clone());
    let taken_by = |server: &Server| taken(server).unwrap_or_default();
    assert_eq!(taken_by(&server), "takes mail for 2 of 3 recipients");
    three.rcpt[1].accepted = false;
    server.transaction = Some(three);
    assert_eq!(taken_by(&server), "takes mail for joe@example.net");
}
