//! What a scan's facts mean: weak versions, suites and groups beside good ones. What was not tested is not a pass.
//! RFC 8996, RFC 9325, RFC 7465, RFC 5746, RFC 7507.

use super::{
    Check, Evidence,
    Severity::{self, Error, Notice, Warning},
    Verdict, is_submission, server,
};
use crate::{
    report::{Report, Server, server::Tls},
    tls::{
        Outcome, TlsVersion,
        cipher_suite::WeakClass,
        client_hello::breadth,
        scan::{Leaf, ScanStatus, TlsScan},
    },
};

/// RFC 9325 section 4.4.
const LEAST_DH_BITS: usize = 2048;
/// Below this size the prime can be broken at home (Logjam).
pub(super) const BROKEN_DH_BITS: usize = 1024;

const LEAVE_OUT_ANONYMOUS: &str = "Leave them out where clients log in (Postfix: smtpd_tls_exclude_ciphers = aNULL); \
     between servers they do no harm.";

pub(super) const CHECKS: &[Check] = &[
    server(
        "no-forward-secrecy",
        Notice,
        "the server accepts key exchange without forward secrecy",
        "RFC 9325 section 4.1",
        "Disable RSA key exchange (Postfix: smtpd_tls_exclude_ciphers = kRSA), unless old senders need it.",
        |server, _| {
            by_scan(server, |scan| {
                class(scan, WeakClass::RsaKeyExchange, |_| Notice)
            })
        },
    ),
    server(
        "weak-key-exchange",
        Warning,
        "the key exchange is weak",
        "RFC 9325 section 4.4",
        "Use a prime of 2048 bits (Postfix: smtpd_tls_dh1024_param_file = auto; Exim: tls_dhparam = historic) and curves from \
         256 bits on.",
        weak_key_exchange,
    ),
    server(
        "tls-compression",
        Warning,
        "TLS compression is accepted",
        "RFC 9325 section 3.3",
        "Switch it off (Postfix: tls_ssl_options = NO_COMPRESSION).",
        |server, _| {
            by_scan(server, |scan| {
                flag(scan, scan.features.compression, true, "it chose DEFLATE")
            })
        },
    ),
    server(
        "insecure-renegotiation",
        Warning,
        "the server does not support secure renegotiation",
        "RFC 5746 section 4.3",
        "Update the server's TLS library: it is older than 2010.",
        |server, _| {
            by_scan(server, |scan| {
                let known = scan.features.secure_renegotiation;
                flag(scan, known, false, "its hello lacks renegotiation_info")
            })
        },
    ),
    server(
        "fallback-not-refused",
        Notice,
        "a client can be downgraded to an older version of TLS",
        "RFC 7507 section 3",
        "Update the server's TLS library, or disable the old versions.",
        |server, _| {
            by_scan(server, |scan| {
                let has_old = [TlsVersion::Tls10, TlsVersion::Tls11, TlsVersion::Ssl3]
                    .into_iter()
                    .any(|old| scan.version(old) == ScanStatus::Offered);
                match has_old {
                    true => flag(
                        scan,
                        scan.features.fallback_scsv,
                        false,
                        "TLS_FALLBACK_SCSV changes nothing",
                    ),
                    false => Verdict::Pass,
                }
            })
        },
    ),
    server(
        "other-certificate-untrusted",
        Warning,
        "the server has a second certificate, which does not verify",
        "RFC 9525 section 6",
        "Renew both certificates together; who gets which depends on what the sender can use.",
        |server, report| {
            let strict = is_submission(server.port) || report.asked.has("verify");
            by_scan(server, |scan| {
                let shown = server.tls.as_ref().and_then(|tls| tls.certificates.first());
                let others = scan.leaf_certificates.iter().filter(|leaf| {
                    Some(&leaf.certificate.sha256) != shown.map(|shown| &shown.sha256)
                });
                Verdict::from_evidence(
                    others
                        .filter_map(untrusted)
                        .map(|text| Evidence::new(text).of(if strict { Error } else { Warning }))
                        .collect(),
                )
            })
        },
    ),
];

fn untrusted(leaf: &Leaf) -> Option<String> {
    let verification = &leaf.verification;
    let wrong = verification.path == Outcome::Wrong || verification.name_matches == Some(false);
    let reasons: Vec<_> = verification
        .reasons
        .iter()
        .map(|reason| reason.detail.as_str())
        .collect();
    wrong.then(|| {
        format!(
            "the one with a key of {}: {}",
            leaf.certificate.public_key,
            reasons.join("; ")
        )
    })
}

/// Judges the scan, where there is one.
pub(super) fn by_scan(server: &Server, judge: impl Fn(&TlsScan) -> Verdict) -> Verdict {
    server
        .tls_scan
        .as_ref()
        .map_or(Verdict::NotApplicable, judge)
}

/// Versions that a standard has done away with.
pub(super) fn old_versions(scan: &TlsScan) -> Verdict {
    let old = [
        TlsVersion::Ssl2,
        TlsVersion::Ssl3,
        TlsVersion::Tls10,
        TlsVersion::Tls11,
    ];
    let offered: Vec<_> = old
        .into_iter()
        .filter(|version| scan.version(*version) == ScanStatus::Offered)
        .collect();
    let modern = [TlsVersion::Tls12, TlsVersion::Tls13]
        .into_iter()
        .any(|version| scan.version(version) == ScanStatus::Offered);
    if offered.is_empty() {
        return match old
            .into_iter()
            .any(|version| scan.version(version) == ScanStatus::NotTested)
        {
            true => not_tested(scan),
            false => Verdict::Pass,
        };
    }
    let names: Vec<_> = offered.iter().map(|version| version.json_name()).collect();
    // Who can speak SSL 2.0 to the server can decrypt what it says to others (DROWN).
    let severity = if modern && !offered.contains(&TlsVersion::Ssl2) {
        Warning
    } else {
        Error
    };
    let beside = if modern {
        "beside newer versions it"
    } else {
        "it speaks nothing newer: it"
    };
    Verdict::Found(vec![
        Evidence::new(format!("{beside} chose {}", names.join(", "))).of(severity),
    ])
}

/// Suites whose encryption is not worth having.
pub(super) fn weak_suites(server: &Server, scan: &TlsScan) -> Verdict {
    let classes = [
        WeakClass::Null,
        WeakClass::Export,
        WeakClass::Rc4,
        WeakClass::TripleDes,
    ];
    let strict = is_submission(server.port);
    let severity = |class| match class {
        WeakClass::Null | WeakClass::Export if strict => Error,
        _ => Warning,
    };
    several(classes.map(|one| class(scan, one, severity)).into())
}

/// Opportunistic senders do not look at the certificate anyway; for everybody else a suite without one is a danger.
pub(super) fn anonymous_suites(server: &Server, scan: &TlsScan) -> Verdict {
    let severity = if is_submission(server.port) {
        Warning
    } else {
        Notice
    };
    match class(scan, WeakClass::Anonymous, |_| severity) {
        Verdict::Found(evidence) => Verdict::Found(
            evidence
                .into_iter()
                .map(|one| one.remedied_by(LEAVE_OUT_ANONYMOUS))
                .collect(),
        ),
        other => other,
    }
}

fn class(scan: &TlsScan, class: WeakClass, severity: impl Fn(WeakClass) -> Severity) -> Verdict {
    match scan.weak_class(class) {
        ScanStatus::Offered => {
            let found = scan.weak_classes.iter().find(|one| one.class == class);
            let example = found
                .and_then(|one| one.example)
                .map_or(String::new(), |suite| suite.to_string());
            Verdict::Found(vec![
                Evidence::new(format!("{}: it chose {example}", class.in_words()))
                    .of(severity(class)),
            ])
        }
        ScanStatus::NotOffered => Verdict::Pass,
        ScanStatus::NotTested => not_tested(scan),
    }
}

/// What was found counts more than what could not be asked.
fn several(verdicts: Vec<Verdict>) -> Verdict {
    let mut found = Vec::new();
    let mut unknown = None;
    for verdict in verdicts {
        match verdict {
            Verdict::Found(evidence) | Verdict::InPart(evidence, _) => found.extend(evidence),
            Verdict::Unknown(why) => unknown = Some(why),
            Verdict::Pass | Verdict::NotApplicable => {}
        }
    }
    match unknown.filter(|_| found.is_empty()) {
        Some(why) => Verdict::Unknown(why),
        None => Verdict::from_evidence(found),
    }
}

fn flag(scan: &TlsScan, known: Option<bool>, bad: bool, evidence: &str) -> Verdict {
    match known {
        Some(known) if known == bad => Verdict::found(evidence),
        Some(_) => Verdict::Pass,
        // TLS 1.3 has neither renegotiation nor compression.
        None if only_tls13(scan) => Verdict::Pass,
        None => not_tested(scan),
    }
}

fn only_tls13(scan: &TlsScan) -> bool {
    let others = scan
        .versions
        .iter()
        .filter(|one| one.version != TlsVersion::Tls13);
    others
        .map(|one| one.status)
        .all(|status| status == ScanStatus::NotOffered)
}

fn not_tested(scan: &TlsScan) -> Verdict {
    let why = scan
        .hindrance
        .as_deref()
        .unwrap_or("the server did not answer the hello");
    Verdict::Unknown(format!("not tested: {why}"))
}

fn weak_key_exchange(server: &Server, _: &Report) -> Verdict {
    let by_hello = server.tls.as_ref().and_then(|tls| tls.dh.as_ref());
    let by_scan = server.tls_scan.as_ref().and_then(|scan| scan.dh.as_ref());
    let mut evidence = Vec::new();
    let smallest = by_scan.into_iter().chain(by_hello).min_by_key(|dh| dh.bits);
    if let Some(dh) = smallest.filter(|dh| dh.bits < LEAST_DH_BITS) {
        let severity = if dh.bits < BROKEN_DH_BITS {
            Error
        } else {
            Warning
        };
        let field = format!("finite-field Diffie-Hellman with {} bits", dh.bits);
        let chosen = server.tls.as_ref().and_then(Tls::older_suite);
        let text = match chosen.filter(|_| by_hello == Some(dh)) {
            Some(suite) => format!(
                "{field}: out of {} it chose {suite}",
                breadth(TlsVersion::Tls12)
            ),
            None => field,
        };
        evidence.push(Evidence::new(text).of(severity));
    }
    let groups = server.tls_scan.iter().flat_map(|scan| &scan.groups);
    let weak: Vec<_> = groups
        .filter(|group| group.is_weak())
        .map(ToString::to_string)
        .collect();
    if !weak.is_empty() {
        evidence.push(Evidence::new(format!("it chose {}", weak.join(", "))));
    }
    if evidence.is_empty() && server.tls_scan.is_none() && by_hello.is_none() {
        return Verdict::NotApplicable;
    }
    Verdict::from_evidence(evidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::{
            JudgeOptions, judge,
            support::{report, severities},
        },
        report::Report,
        tls::{
            CipherSuite, Group,
            group::DhParameters,
            scan::{Features, ScannedClass, ScannedVersion},
        },
    };

    /// The scan of a good server, spoiled in one way.
    fn scanned(spoil: impl Fn(&mut TlsScan)) -> Report {
        let version = |version: TlsVersion| ScannedVersion {
            version,
            status: if version >= TlsVersion::Tls12 {
                ScanStatus::Offered
            } else {
                ScanStatus::NotOffered
            },
        };
        let mut scan = TlsScan {
            versions: [
                TlsVersion::Tls13,
                TlsVersion::Tls12,
                TlsVersion::Tls11,
                TlsVersion::Tls10,
                TlsVersion::Ssl3,
                TlsVersion::Ssl2,
            ]
            .map(version)
            .into(),
            weak_classes: WeakClass::ALL
                .map(|class| ScannedClass {
                    class,
                    status: ScanStatus::NotOffered,
                    example: None,
                })
                .into(),
            features: Features {
                secure_renegotiation: Some(true),
                compression: Some(false),
                extended_master_secret: Some(true),
                fallback_scsv: Some(true),
                session_tickets: Some(true),
                session_ids: Some(false),
            },
            groups: vec![Group(29)],
            ..TlsScan::default()
        };
        spoil(&mut scan);
        let mut report = report();
        report.servers[0].tls_scan = Some(scan);
        report
    }

    fn offers(class: WeakClass) -> Report {
        scanned(|scan| {
            for one in scan
                .weak_classes
                .iter_mut()
                .filter(|one| one.class == class)
            {
                one.status = ScanStatus::Offered;
                one.example = Some(CipherSuite(0x0005));
            }
        })
    }

    fn speaks(old: &[TlsVersion], new: bool) -> Report {
        scanned(|scan| {
            for one in &mut scan.versions {
                let offered =
                    old.contains(&one.version) || (new && one.version >= TlsVersion::Tls12);
                one.status = if offered {
                    ScanStatus::Offered
                } else {
                    ScanStatus::NotOffered
                };
            }
        })
    }

    #[test]
    fn a_good_server_gives_nothing_to_find() {
        assert_eq!(severities(&scanned(|_| {})), []);
    }

    #[test]
    fn old_versions_beside_new_ones_are_a_warning_and_alone_an_error() {
        assert_eq!(
            severities(&speaks(&[TlsVersion::Tls10], true)),
            [("legacy-tls", Warning)]
        );
        assert_eq!(
            severities(&speaks(&[TlsVersion::Tls10], false)),
            [("legacy-tls", Error)]
        );
        assert_eq!(
            severities(&speaks(&[TlsVersion::Ssl2], true)),
            [("legacy-tls", Error)]
        );
    }

    #[test]
    fn weak_suites_are_told_by_their_kind() {
        assert_eq!(
            severities(&offers(WeakClass::Rc4)),
            [("weak-cipher", Warning)]
        );
        assert_eq!(
            severities(&offers(WeakClass::Anonymous)),
            [("anonymous-cipher", Notice)]
        );
        assert_eq!(
            severities(&offers(WeakClass::RsaKeyExchange)),
            [("no-forward-secrecy", Notice)]
        );
        assert_eq!(
            severities(&offers(WeakClass::Cbc)),
            [],
            "CBC is no finding of its own"
        );
        let mut submission = offers(WeakClass::Null);
        submission.servers[0].port = 587;
        assert_eq!(severities(&submission), [("weak-cipher", Error)]);
    }

    #[test]
    fn small_primes_and_small_curves_are_weak() {
        let prime = |bits| {
            scanned(move |scan| {
                scan.dh = Some(DhParameters {
                    bits,
                    standard: None,
                })
            })
        };
        assert_eq!(severities(&prime(2048)), []);
        assert_eq!(severities(&prime(1024)), [("weak-key-exchange", Warning)]);
        assert_eq!(severities(&prime(512)), [("weak-key-exchange", Error)]);
        let curve = scanned(|scan| scan.groups.push(Group(19)));
        assert_eq!(severities(&curve), [("weak-key-exchange", Warning)]);
    }

    #[test]
    fn what_was_not_tested_is_not_checked() {
        let limited = scanned(|scan| {
            scan.hindrance = Some("421 4.7.0 slow down".to_owned());
            scan.weak_classes
                .iter_mut()
                .for_each(|one| one.status = ScanStatus::NotTested);
            scan.versions[3].status = ScanStatus::NotTested;
            scan.features = Features::default();
        });
        let judgement = judge(&limited, &JudgeOptions::default());
        let ids: Vec<_> = judgement.not_checked.iter().map(|one| one.id).collect();
        for id in [
            "legacy-tls",
            "weak-cipher",
            "anonymous-cipher",
            "no-forward-secrecy",
            "tls-compression",
        ] {
            assert!(ids.contains(&id), "{id}: {ids:?}");
        }
        assert!(
            judgement
                .not_checked
                .iter()
                .all(|one| one.reason.contains("421 4.7.0 slow down"))
        );
        assert_eq!(judgement.findings, []);
    }

    #[test]
    fn compression_and_renegotiation_are_told() {
        assert_eq!(
            severities(&scanned(|scan| scan.features.compression = Some(true))),
            [("tls-compression", Warning)]
        );
        let old = scanned(|scan| scan.features.secure_renegotiation = Some(false));
        assert_eq!(severities(&old), [("insecure-renegotiation", Warning)]);
    }
}
