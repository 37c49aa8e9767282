//! Events with a certificate that has a secret in it, the secret a word of this program.

use std::{cell::RefCell, time::Duration};

use zeroize::Zeroizing;

use super::*;
use crate::{
    event::About,
    tls::{FetchedIssuer, HandshakeSignature, Outcome, Verification, scan::Leaf},
};

const SECRET: &str = "certificate";
const MASKED: &str = "[concealed]";

#[derive(Default)]
struct Told(RefCell<Vec<Event>>);

impl Observer for Told {
    fn observe(&self, observed: &Observed) {
        self.0.borrow_mut().push(observed.event.clone());
    }
}

/// What is told of an event of TLS.
fn told(event: Tls) -> Tls {
    match told_of(Event::Tls(event)) {
        Event::Tls(event) => event,
        other => panic!("{other:?}"),
    }
}

fn told_of(event: Event) -> Event {
    let concealer = Concealer::default();
    concealer.add(vec![Zeroizing::new(SECRET.as_bytes().to_vec())]);
    let told = Told::default();
    let masking = Masking {
        observer: &told,
        concealer: &concealer,
    };
    masking.observe(&Observed {
        at: Duration::ZERO,
        about: About::Server(0),
        event,
    });
    told.0.into_inner().pop().unwrap()
}

#[test]
fn what_a_policy_or_its_record_says_is_masked() {
    use crate::record::mta_sts::{
        Discovery, FetchError, NoPolicy, PatternError, Policy, PolicyError, RecordError, StsRecord,
    };
    let announced = |policy| Discovery::Announced {
        record: StsRecord {
            id: SECRET.to_owned(),
        },
        policy: Err(policy),
    };
    let told_in = || SECRET.to_owned();
    let long = format!("{}{}…", "x".repeat(95), &SECRET[..5]);
    for discovery in [
        Discovery::InvalidRecord(RecordError::NoEqualsSign(told_in())),
        announced(NoPolicy::Invalid(PolicyError::ModeUnknown(told_in()))),
        announced(NoPolicy::Invalid(PolicyError::VersionUnknown(long))),
        announced(NoPolicy::Invalid(PolicyError::Mx(
            1,
            PatternError::Wildcard(told_in()),
        ))),
        announced(NoPolicy::Invalid(
            Policy::parse(b"version: STSv1\nmode: enforce\nmax_age: 1\nmx: -certificate\n")
                .unwrap_err(),
        )),
        announced(NoPolicy::NotPlainText {
            content_type: Some(told_in()),
            policy: Err(PolicyError::NoColon(1, told_in())),
        }),
        announced(NoPolicy::NotFetched(FetchError::Redirect {
            status: 301,
            location: Some(format!("https://{SECRET}.example/")),
        })),
    ] {
        let event = MtaSts::Discovered(Box::new(discovery));
        let told = format!("{:?}", told_of(Event::MtaSts(event)));
        assert!(told.contains(MASKED) && !told.contains("certi"), "{told}");
    }
}

fn named(name: &str) -> Certificate {
    let name = || Some(name.to_owned());
    Certificate {
        subject: format!("CN={}", name().unwrap()),
        issuer: format!("CN={}", name().unwrap()),
        common_name: name(),
        issuer_common_name: name(),
        dns_names: name().into_iter().collect(),
        issuer_url: name(),
        ..Certificate::default()
    }
}

fn facts(name: &str) -> Facts {
    Facts {
        certificates: vec![named(name), named(name)],
        ..Facts::default()
    }
}

#[test]
fn what_is_negotiated_has_certificates_masked() {
    let shown = |event| match told(event) {
        Tls::Established { facts, .. } | Tls::Failed { facts, .. } | Tls::WouldChoose { facts } => {
            facts
        }
        Tls::Step(Step::Certificates(certificates)) => Facts {
            certificates,
            ..Facts::default()
        },
        other => panic!("{other:?}"),
    };
    for event in [
        Tls::Established {
            facts: facts(SECRET),
            starttls_elapsed: None,
            elapsed: Duration::ZERO,
        },
        Tls::Failed {
            facts: facts(SECRET),
            error: crate::tls::HandshakeError::Reset,
        },
        Tls::WouldChoose {
            facts: facts(SECRET),
        },
        Tls::Step(Step::Certificates(facts(SECRET).certificates)),
    ] {
        assert_eq!(shown(event), facts(MASKED));
    }
}

#[test]
fn the_certificates_of_a_scan_are_masked() {
    let leaf = |name| Leaf {
        certificate: named(name),
        chain_length: 1,
        verification: Verification {
            name: None,
            path: Outcome::Right,
            library_agrees: true,
            name_matches: None,
            handshake_signature: HandshakeSignature::Unchecked,
            reasons: Vec::new(),
        },
        dane: None,
        chain_der: Vec::new(),
    };
    let scan = |name| TlsScan {
        leaf_certificates: vec![leaf("mx.example.com"), leaf(name)],
        ..TlsScan::default()
    };
    match told(Tls::Scanned(Box::new(scan(SECRET)))) {
        Tls::Scanned(shown) => assert_eq!(*shown, scan(MASKED)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn fetched_issuers_are_masked() {
    let search = |name: &str| IssuerSearch {
        fetched: vec![FetchedIssuer {
            url: format!("http://{name}.example/"),
            subject: Some(format!("CN={name}")),
            sha256: None,
            error: None,
        }],
        ..IssuerSearch::default()
    };
    match told(Tls::IssuersFetched(Box::new(search(SECRET)))) {
        Tls::IssuersFetched(shown) => assert_eq!(*shown, search(MASKED)),
        other => panic!("{other:?}"),
    }
    let url = format!("http://ca.example/{SECRET}.crt");
    match told(Tls::FetchesIssuer { url }) {
        Tls::FetchesIssuer { url } => assert_eq!(url, "http://ca.example/[concealed].crt"),
        other => panic!("{other:?}"),
    }
}
