//! What a scan comes to against the yardsticks that administrators are measured with: RFC 8996, RFC 9325 and the levels of
//! Mozilla's guideline for servers (version 5.7), and what to configure to get there. Only what the scan saw counts; what it did
//! not see leaves the answer open.

use serde::Serialize;

use super::Subject;
use crate::tls::{
    TlsVersion::{self, Ssl2, Ssl3, Tls10, Tls11, Tls12, Tls13},
    cipher_suite::WeakClass,
    scan::{ScanStatus, TlsScan},
};

/// A yardstick and whether a server meets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Level {
    /// The server.
    pub subject: Subject,
    /// `RFC 9325`, `Mozilla intermediate`.
    pub name: &'static str,
    /// Whether it is met; null where the scan did not see enough.
    pub met: Option<bool>,
    /// What stands against it, or what was not seen.
    pub because: Vec<String>,
    /// What to configure where it is not met: for Postfix, Exim and Dovecot.
    pub configure: Vec<&'static str>,
    /// Whether a mail server should meet it: one that leaves out senders of today should not.
    #[serde(skip)]
    pub is_expected: bool,
}

/// One requirement: not offering this.
enum Without {
    Version(TlsVersion),
    Class(WeakClass),
    /// Finite-field primes of fewer bits.
    SmallPrime(usize),
    Compression,
    OldRenegotiation,
}

use Without::{Class, Compression, OldRenegotiation, SmallPrime, Version};

struct Yardstick {
    name: &'static str,
    /// One of these versions at least.
    any_of: &'static [TlsVersion],
    without: &'static [Without],
    /// A mail server should meet it.
    is_expected: bool,
    /// What to configure against versions.
    versions: &'static [&'static str],
    /// What to configure against everything else.
    others: &'static [&'static str],
}

const TLS12_UP: &[&str] = &[
    "Postfix: smtpd_tls_protocols = >=TLSv1.2, smtpd_tls_mandatory_protocols = >=TLSv1.2",
    "Exim: openssl_options = +no_sslv2 +no_sslv3 +no_tlsv1 +no_tlsv1_1 (GnuTLS: tls_require_ciphers = NORMAL:-VERS-TLS1.0:-VERS-TLS1.1)",
    "Dovecot: ssl_min_protocol = TLSv1.2",
];
const GOOD_SUITES: &[&str] = &[
    "Postfix: smtpd_tls_ciphers = high, smtpd_tls_mandatory_ciphers = high, smtpd_tls_exclude_ciphers = \
     aNULL, eNULL, kRSA, SHA1, SHA256, SHA384, CAMELLIA, ARIA, AESCCM",
    "Exim: tls_require_ciphers = ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20",
    "Dovecot: ssl_cipher_list = ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20",
];
const NO_JUNK: &[&str] = &[
    "Postfix: smtpd_tls_ciphers = medium, smtpd_tls_exclude_ciphers = aNULL, eNULL, EXPORT, DES, RC4, 3DES, MD5",
    "Exim: tls_require_ciphers = HIGH:!aNULL:!eNULL:!3DES",
    "Dovecot: ssl_cipher_list = HIGH:!aNULL:!eNULL:!3DES",
];
const FORWARD_SECRECY: &[&str] = &[
    "Postfix: smtpd_tls_ciphers = medium, smtpd_tls_exclude_ciphers = aNULL, eNULL, EXPORT, DES, RC4, 3DES, MD5, kRSA",
    "Exim: tls_require_ciphers = HIGH:!aNULL:!eNULL:!3DES:!kRSA",
    "Dovecot: ssl_cipher_list = HIGH:!aNULL:!eNULL:!3DES:!kRSA",
];
const TLS13_ONLY: &[&str] = &[
    "No mail server should ask for it on port 25 yet: senders without TLS 1.3 would go on in clear or not at all.",
    "Postfix: smtpd_tls_mandatory_protocols = >=TLSv1.3 (submission)",
    "Dovecot: ssl_min_protocol = TLSv1.3",
];

const YARDSTICKS: &[Yardstick] = &[
    Yardstick {
        name: "RFC 8996",
        is_expected: true,
        any_of: &[Tls12, Tls13],
        without: &[Version(Ssl2), Version(Ssl3), Version(Tls10), Version(Tls11)],
        versions: TLS12_UP,
        others: &[],
    },
    Yardstick {
        name: "RFC 9325",
        is_expected: true,
        any_of: &[Tls12],
        without: &[
            Version(Ssl2),
            Version(Ssl3),
            Version(Tls10),
            Version(Tls11),
            Class(WeakClass::Null),
            Class(WeakClass::Export),
            Class(WeakClass::Rc4),
            // Section 4.1: forward secrecy is a MUST, and static RSA is not to be negotiated.
            Class(WeakClass::RsaKeyExchange),
            SmallPrime(2048),
            Compression,
            OldRenegotiation,
        ],
        versions: TLS12_UP,
        others: FORWARD_SECRECY,
    },
    Yardstick {
        name: "Mozilla old",
        is_expected: true,
        any_of: &[Tls12, Tls13],
        without: &[
            Version(Ssl2),
            Version(Ssl3),
            Class(WeakClass::Null),
            Class(WeakClass::Anonymous),
            Class(WeakClass::Export),
            Class(WeakClass::Rc4),
            Compression,
        ],
        versions: TLS12_UP,
        others: NO_JUNK,
    },
    Yardstick {
        name: "Mozilla intermediate",
        is_expected: true,
        any_of: &[Tls12, Tls13],
        without: &[
            Version(Ssl2),
            Version(Ssl3),
            Version(Tls10),
            Version(Tls11),
            Class(WeakClass::Null),
            Class(WeakClass::Anonymous),
            Class(WeakClass::Export),
            Class(WeakClass::Rc4),
            Class(WeakClass::TripleDes),
            Class(WeakClass::RsaKeyExchange),
            Class(WeakClass::Cbc),
            SmallPrime(2048),
            Compression,
        ],
        versions: TLS12_UP,
        others: GOOD_SUITES,
    },
    Yardstick {
        name: "Mozilla modern",
        is_expected: false,
        any_of: &[Tls13],
        without: &[
            Version(Ssl2),
            Version(Ssl3),
            Version(Tls10),
            Version(Tls11),
            Version(Tls12),
        ],
        versions: TLS13_ONLY,
        others: &[],
    },
];

/// Measures a server.
pub(super) fn levels(subject: &Subject, scan: &TlsScan) -> Vec<Level> {
    YARDSTICKS
        .iter()
        .map(|yardstick| measure(yardstick, subject, scan))
        .collect()
}

fn measure(yardstick: &Yardstick, subject: &Subject, scan: &TlsScan) -> Level {
    let mut against = Vec::new();
    let mut unseen = Vec::new();
    let speaks = |status| {
        yardstick
            .any_of
            .iter()
            .any(|version| scan.version(*version) == status)
    };
    if !speaks(ScanStatus::Offered) {
        let list = if speaks(ScanStatus::NotTested) {
            &mut unseen
        } else {
            &mut against
        };
        let names: Vec<_> = yardstick
            .any_of
            .iter()
            .map(|version| version.json_name())
            .collect();
        list.push(format!("{} is not offered", names.join(" or ")));
    }
    let (mut versions, mut others) = (false, false);
    for without in yardstick.without {
        let (what, present) = presence(without, scan);
        match present {
            Some(true) => {
                versions |= matches!(without, Version(_));
                others |= !matches!(without, Version(_));
                against.push(what);
            }
            Some(false) => {}
            None => unseen.push(format!("{what} was not tested")),
        }
    }
    let met = match (against.is_empty(), unseen.is_empty()) {
        (false, _) => Some(false),
        (true, true) => Some(true),
        (true, false) => None,
    };
    let lists = [(versions, yardstick.versions), (others, yardstick.others)];
    let configure = lists
        .into_iter()
        .filter(|(wanted, _)| *wanted)
        .flat_map(|(_, list)| list);
    Level {
        subject: subject.clone(),
        name: yardstick.name,
        is_expected: yardstick.is_expected,
        met,
        configure: configure.copied().collect(),
        because: if against.is_empty() { unseen } else { against },
    }
}

/// What is meant, and whether it is there.
fn presence(without: &Without, scan: &TlsScan) -> (String, Option<bool>) {
    let seen = |status: ScanStatus| match status {
        ScanStatus::Offered => Some(true),
        ScanStatus::NotOffered => Some(false),
        ScanStatus::NotTested => None,
    };
    match without {
        Version(version) => (version.json_name().to_owned(), seen(scan.version(*version))),
        Class(class) => (class.in_words().to_owned(), seen(scan.weak_class(*class))),
        SmallPrime(bits) => {
            let small = scan.dh.as_ref().map(|dh| dh.bits < *bits);
            let shown = scan.dh.as_ref().map_or(0, |dh| dh.bits);
            (
                format!("a Diffie-Hellman prime of {shown} bits"),
                small.or(Some(false)),
            )
        }
        Compression => (
            "compression".to_owned(),
            Some(scan.features.compression == Some(true)),
        ),
        OldRenegotiation => {
            let old = scan.features.secure_renegotiation == Some(false);
            ("insecure renegotiation".to_owned(), Some(old))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::scan::{ScannedClass, ScannedVersion};

    fn scan(offered: &[TlsVersion], classes: &[WeakClass]) -> TlsScan {
        let status = |is_offered| {
            if is_offered {
                ScanStatus::Offered
            } else {
                ScanStatus::NotOffered
            }
        };
        TlsScan {
            versions: [Tls13, Tls12, Tls11, Tls10, Ssl3, Ssl2]
                .map(|version| ScannedVersion {
                    version,
                    status: status(offered.contains(&version)),
                })
                .into(),
            weak_classes: WeakClass::ALL
                .map(|class| ScannedClass {
                    class,
                    status: status(classes.contains(&class)),
                    example: None,
                })
                .into(),
            ..TlsScan::default()
        }
    }

    fn met(scan: &TlsScan) -> Vec<(&'static str, Option<bool>)> {
        let subject = Subject {
            host: "mx.example.com".to_owned(),
            address: None,
            port: None,
        };
        levels(&subject, scan)
            .into_iter()
            .map(|level| (level.name, level.met))
            .collect()
    }

    fn names(scan: &TlsScan) -> Vec<&'static str> {
        met(scan)
            .into_iter()
            .filter(|(_, met)| *met == Some(true))
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn good_suites_of_tls12_and_tls13_are_intermediate() {
        let good = scan(&[Tls13, Tls12], &[]);
        assert_eq!(
            names(&good),
            [
                "RFC 8996",
                "RFC 9325",
                "Mozilla old",
                "Mozilla intermediate"
            ]
        );
    }

    /// RFC 9325 section 4.1, as the check `no-forward-secrecy` says.
    #[test]
    fn rsa_key_exchange_is_not_what_rfc_9325_asks_for() {
        let rsa = met(&scan(&[Tls13, Tls12], &[WeakClass::RsaKeyExchange]));
        assert!(rsa.contains(&("RFC 9325", Some(false))), "{rsa:?}");
        assert!(rsa.contains(&("RFC 8996", Some(true))), "{rsa:?}");
    }

    #[test]
    fn tls13_alone_is_modern_but_not_what_rfc_9325_asks_of_everybody() {
        assert_eq!(
            names(&scan(&[Tls13], &[])),
            [
                "RFC 8996",
                "Mozilla old",
                "Mozilla intermediate",
                "Mozilla modern"
            ]
        );
    }

    #[test]
    fn old_versions_and_block_chaining_are_old() {
        let old = scan(
            &[Tls12, Tls10],
            &[
                WeakClass::Cbc,
                WeakClass::TripleDes,
                WeakClass::RsaKeyExchange,
            ],
        );
        assert_eq!(names(&old), ["Mozilla old"]);
        assert_eq!(
            names(&scan(&[Tls12, Ssl3], &[WeakClass::Rc4])),
            Vec::<&str>::new()
        );
    }

    #[test]
    fn suites_without_a_certificate_are_called_so_and_excluded() {
        let subject = Subject {
            host: "mx.example.com".to_owned(),
            address: None,
            port: None,
        };
        let found = levels(&subject, &scan(&[Tls13, Tls12], &[WeakClass::Anonymous]));
        let old = found.iter().find(|level| level.name == "Mozilla old");
        let old = old.unwrap();
        assert_eq!(old.because, ["anonymous suites"]);
        assert!(old.configure[0].contains("= aNULL, eNULL"));
    }

    #[test]
    fn what_was_not_tested_leaves_it_open() {
        let mut limited = scan(&[Tls13, Tls12], &[]);
        limited.weak_classes.clear();
        assert!(met(&limited).contains(&("Mozilla intermediate", None)));
        assert!(met(&limited).contains(&("RFC 8996", Some(true))));
    }

    #[test]
    fn a_small_prime_is_against_it() {
        let mut small = scan(&[Tls13, Tls12], &[]);
        small.dh = Some(crate::tls::group::DhParameters {
            bits: 1024,
            standard: None,
        });
        assert_eq!(names(&small), ["RFC 8996", "Mozilla old"]);
    }
}
