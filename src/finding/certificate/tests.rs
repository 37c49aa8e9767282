//! Reports with one fault each, and what is found in them.

use super::{verification::verification, *};
use crate::{
    finding::support::{certificate, found, mta_sts, report, severities, unknown, verified},
    record::mta_sts::Mode,
    report::Report,
    tls::{
        Certificate, HandshakeSignature, Outcome, Reason, ReasonDetail,
        certificate::{CertificateTime, Deviation},
    },
};

fn with_reason(reason: Reason) -> Report {
    let mut report = report();
    let verification = verified(&mut report);
    verification.reasons = vec![ReasonDetail::new(reason, "because")];
    verification.path = Outcome::Wrong;
    report
}

#[test]
fn what_most_senders_do_not_look_at_is_a_warning_on_port_25_and_an_error_elsewhere() {
    for (reason, id) in [
        (Reason::SelfSigned, "certificate-self-signed"),
        (Reason::UnknownIssuer, "certificate-unknown-issuer"),
        (
            Reason::MissingIntermediate,
            "certificate-missing-intermediate",
        ),
        (Reason::WrongPurpose, "certificate-wrong-purpose"),
    ] {
        let mut report = with_reason(reason);
        assert_eq!(severities(&report), [(id, Warning)]);
        report.asked.given.set("verify", true);
        assert_eq!(severities(&report), [(id, Error)]);
        report.asked.given.set("verify", false);
        for port in [465, 587] {
            report.servers[0].port = port;
            assert_eq!(severities(&report), [(id, Error)]);
        }
    }
}

#[test]
fn where_mta_sts_is_enforced_senders_look_on_port_25_too() {
    for (mode, severity) in [(Mode::Enforce, Error), (Mode::Testing, Warning)] {
        let mut report = with_reason(Reason::SelfSigned);
        report.mta_sts = Some(mta_sts(mode));
        assert!(severities(&report).contains(&("certificate-self-signed", severity)));
    }
}

#[test]
fn time_and_signature_are_errors_everywhere() {
    for (reason, id) in [
        (Reason::Expired, "certificate-expired"),
        (Reason::NotYetValid, "certificate-not-yet-valid"),
        (
            Reason::ExpiredIntermediate,
            "certificate-expired-intermediate",
        ),
        (Reason::BadSignature, "certificate-bad-signature"),
    ] {
        assert_eq!(severities(&with_reason(reason)), [(id, Error)]);
    }
}

#[test]
fn another_name_is_a_warning_on_port_25() {
    let mut report = with_reason(Reason::NameMismatch);
    verified(&mut report).name_matches = Some(false);
    assert_eq!(
        severities(&report),
        [("certificate-name-mismatch", Warning)]
    );
    report.servers[0].port = 465;
    assert_eq!(severities(&report), [("certificate-name-mismatch", Error)]);
}

#[test]
fn without_roots_the_issuer_is_not_checked_and_not_unknown() {
    let mut report = report();
    let verification = verified(&mut report);
    verification.path = Outcome::Unchecked("no roots here".to_owned());
    verification.reasons = vec![ReasonDetail::new(Reason::NoTrustRoots, "no roots here")];
    assert_eq!(found(&report), [""; 0]);
    assert!(unknown(&report).contains(&"certificate-unknown-issuer"));
}

#[test]
fn soon_is_14_days_or_a_third_of_the_lifetime() {
    let with = |lifetime: i64, left: i64, asked: Option<i64>| {
        let mut report = report();
        report.asked.expires_within = asked;
        let leaf = &mut report.servers[0].tls.as_mut().unwrap().certificates[0];
        leaf.not_before = Some(CertificateTime::from_second(0));
        leaf.not_after = Some(CertificateTime::from_second(lifetime * 86_400));
        leaf.days_left = Some(left);
        severities(&report)
    };
    assert_eq!(with(90, 13, None), [("certificate-expires-soon", Warning)]);
    assert_eq!(with(90, 14, None), []);
    assert_eq!(with(6, 2, None), []);
    assert_eq!(with(6, 1, None), [("certificate-expires-soon", Warning)]);
    assert_eq!(
        with(90, 29, Some(30)),
        [("certificate-expires-soon", Warning)]
    );
    assert_eq!(with(90, 1, Some(0)), []);
}

#[test]
fn the_chain_is_looked_at_as_it_was_sent() {
    let chain = |names: &[(&str, &str)]| {
        let mut report = report();
        report.servers[0].tls.as_mut().unwrap().certificates = names
            .iter()
            .map(|(subject, issuer)| certificate(subject, issuer))
            .collect();
        found(&report)
    };
    assert_eq!(chain(&[("mx.example.com", "I"), ("I", "R")]), [""; 0]);
    assert_eq!(
        chain(&[("mx.example.com", "I"), ("I", "R"), ("R", "R")]),
        ["certificate-root-included"]
    );
    assert_eq!(
        chain(&[("mx.example.com", "I"), ("J", "I"), ("I", "R")]),
        ["certificate-chain-order", "certificate-unrelated-in-chain"]
    );
    assert_eq!(
        chain(&[("mx.example.com", "I"), ("I", "R"), ("X", "Y")]),
        ["certificate-unrelated-in-chain"]
    );
}

#[test]
fn a_chain_of_which_not_all_was_kept_is_too_long() {
    let mut report = report();
    let tls = report.servers[0].tls.as_mut().unwrap();
    tls.certificates_dropped = 68;
    assert_eq!(
        severities(&report),
        [("certificate-chain-too-long", Warning)]
    );
}

#[test]
fn keys_and_names_of_the_leaf_are_looked_at() {
    let mut report = report();
    let leaf = &mut report.servers[0].tls.as_mut().unwrap().certificates[0];
    leaf.public_key.algorithm = "RSA".to_owned();
    leaf.public_key.bits = Some(1024);
    leaf.dns_names.clear();
    leaf.weak_signature = true;
    assert_eq!(
        found(&report),
        [
            "certificate-weak-key",
            "certificate-weak-signature",
            "certificate-without-san"
        ]
    );
}

/// A trusted path does not help those who come no further than the entry before it.
#[test]
fn what_is_no_certificate_is_an_error_whatever_the_path_is() {
    let mut report = report();
    let sent = &mut report.servers[0].tls.as_mut().unwrap().certificates;
    sent.push(Certificate {
        error: Some("empty".to_owned()),
        ends_handshakes: true,
        ..Certificate::default()
    });
    assert_eq!(severities(&report), [("certificate-malformed", Error)]);
    let order = ["certificate-chain-order", "certificate-unrelated-in-chain"];
    assert_eq!(unknown(&report), order);
}

#[test]
fn a_certificate_that_could_not_be_read_is_for_no_other_name() {
    let mut report = report();
    let tls = report.servers[0].tls.as_mut().unwrap();
    tls.certificates[0] = Certificate {
        error: Some("invalid date".to_owned()),
        ..Certificate::default()
    };
    tls.verification.as_mut().unwrap().name_matches = None;
    assert_eq!(found(&report), [""; 0]);
    assert!(unknown(&report).contains(&"certificate-name-mismatch"));
    assert!(unknown(&report).contains(&"certificate-unrelated-in-chain"));
}

#[test]
fn a_staple_that_is_demanded_must_come() {
    let mut report = report();
    let tls = report.servers[0].tls.as_mut().unwrap();
    tls.certificates[0].must_staple = true;
    assert_eq!(severities(&report), [("certificate-must-staple", Error)]);
    report.servers[0].tls.as_mut().unwrap().ocsp_stapled = true;
    assert_eq!(found(&report), [""; 0]);
}

#[test]
fn what_breaks_a_rule_of_path_validation_is_never_an_unknown_issuer() {
    for (reason, id) in [
        (Reason::NameConstraint, "certificate-constraint"),
        (Reason::PathLength, "certificate-constraint"),
        (Reason::NotAuthority, "certificate-constraint"),
        (Reason::KeyUsage, "certificate-constraint"),
        (Reason::CriticalExtension, "certificate-malformed"),
        (Reason::Malformed, "certificate-malformed"),
    ] {
        assert_eq!(severities(&with_reason(reason)), [(id, Warning)]);
    }
    for (reason, id) in [
        (Reason::ExpiredRoot, "certificate-expired-root"),
        (Reason::ForbiddenScheme, "tls-forbidden-signature"),
    ] {
        assert_eq!(severities(&with_reason(reason)), [(id, Error)]);
    }
}

#[test]
fn a_signature_that_cannot_be_checked_is_neither_found_nor_passed() {
    let mut report = with_reason(Reason::UncheckedSignature);
    let tls = report.servers[0].tls.as_mut().unwrap();
    tls.verification.as_mut().unwrap().path = Outcome::Unchecked("because".to_owned());
    assert_eq!(found(&report), [""; 0]);
    assert!(unknown(&report).contains(&"certificate-unchecked"));
}

#[test]
fn a_certificate_sent_twice_is_that_and_nothing_else() {
    let mut report = report();
    let mut chain = vec![
        certificate("mx.example.com", "I"),
        certificate("mx.example.com", "I"),
        certificate("I", "R"),
    ];
    for (one, digest) in chain.iter_mut().zip(["aa", "aa", "bb"]) {
        one.sha256 = digest.to_owned();
    }
    report.servers[0].tls.as_mut().unwrap().certificates = chain;
    assert_eq!(severities(&report), [("certificate-sent-twice", Warning)]);
}

#[test]
fn an_expired_certificate_beside_a_valid_path_is_good_to_know() {
    let mut report = report();
    let mut old = certificate("I", "R");
    old.days_left = Some(-3);
    let tls = report.servers[0].tls.as_mut().unwrap();
    tls.certificates = vec![certificate("mx.example.com", "I"), old];
    assert_eq!(
        severities(&report),
        [("certificate-expired-unneeded", Notice)]
    );
}

#[test]
fn a_key_that_may_not_sign_and_an_odd_serial_number_are_told() {
    let mut report = report();
    let leaf = &mut report.servers[0].tls.as_mut().unwrap().certificates[0];
    leaf.key_usage = vec!["keyEncipherment".to_owned()];
    leaf.deviations = vec![Deviation::SerialZero];
    assert_eq!(
        severities(&report),
        [
            ("certificate-key-usage", Warning),
            ("certificate-profile", Notice)
        ]
    );
    let leaf = &mut report.servers[0].tls.as_mut().unwrap().certificates[0];
    leaf.key_usage.push("digitalSignature".to_owned());
    leaf.deviations.clear();
    assert_eq!(found(&report), [""; 0]);
}

#[test]
fn a_good_chain_has_no_finding() {
    let report = report();
    assert_eq!(
        verification(&report.servers[0])
            .unwrap()
            .handshake_signature,
        HandshakeSignature::Valid
    );
    assert_eq!(found(&report), [""; 0]);
}

#[test]
fn an_issuer_is_in_the_chain_whatever_the_case_of_its_name() {
    // CN=EXAMPLE CA and CN=Example CA, as contents of a name.
    let name = |text: &str| {
        let opening = [0x31, 0x13, 0x30, 0x11, 6, 3, 0x55, 4, 3, 0x0c, 10];
        [&opening[..], text.as_bytes()].concat()
    };
    let mut leaf = certificate("mx.example.com", "EXAMPLE CA");
    leaf.names.issuer = name("EXAMPLE CA");
    let mut issuer = certificate("Example CA", "Root");
    issuer.names.subject = name("Example CA");
    assert!(unrelated(&[leaf.clone(), issuer.clone()]).is_none());
    issuer.names.subject = name("Another CA");
    assert!(unrelated(&[leaf, issuer]).is_some());
}
