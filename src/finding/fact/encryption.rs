//! Facts of a server: TLS, the certificate and what vouches for it.

use super::{
    kind::Kind,
    row::{
        Alike::{OfOneName, OfOnePreference},
        Context, Fact,
        Of::Server,
        fact,
    },
    run::{is_still, is_word},
    value::{Seen, Value},
};
use crate::{
    dns::Proof,
    finding::wish::ended,
    record::dane::DaneStatus,
    report::{
        self,
        server::{StartTlsStatus, Tls, TlsMode},
    },
    tls::{
        Certificate, HandshakeSignature, Outcome, Verification,
        scan::{ScanStatus, TlsScan},
    },
};

pub(super) const FACTS: &[Fact] = &[
    fact(
        "starttls",
        Kind::Word(&[
            "established",
            "not_offered",
            "refused",
            "handshake_failed",
            "not_applicable",
        ]),
        "what became of STARTTLS; not_applicable where TLS comes first",
        "starttls=established",
        Server(|server, context| match server.starttls.status {
            StartTlsStatus::NotTried => Seen::Unknown(untried(server, context)),
            status => Seen::word(&status),
        }),
    )
    .alike(OfOnePreference)
    .protects(|before, after| is_word(before, "established") && !is_still(after, "established")),
    fact(
        "starttls.offered",
        Kind::Boolean,
        "whether the first EHLO reply has STARTTLS",
        "starttls.offered=yes",
        Server(|server, context| match server.starttls.offered {
            Some(offered) => Seen::Known(Value::Boolean(offered)),
            None if server.starttls.status == StartTlsStatus::NotApplicable => Seen::Absent,
            None => Seen::Unknown(ended(server, context.report)),
        }),
    )
    .protects(lost_yes),
    fact(
        "tls",
        Kind::Word(&["none", "starttls", "implicit"]),
        "how the connection is encrypted",
        "tls=starttls",
        Server(|server, context| match (server.tls_mode, server.starttls.status) {
            (TlsMode::None, StartTlsStatus::NotTried | StartTlsStatus::NotApplicable) => {
                Seen::Unknown(untried(server, context))
            }
            (mode, _) => Seen::word(&mode),
        }),
    )
    .alike(OfOnePreference)
    .protects(|before, after| !is_word(before, "none") && is_still(after, "none")),
    fact(
        "tls.version",
        Kind::Version,
        "the version of TLS",
        "tls.version>=1.2",
        Server(|server, context| of_tls(server, context, |tls| tls.version.map(Value::Version))),
    )
    .alike(OfOnePreference)
    .protects(|before, after| match (before, after.value()) {
        (Value::Version(before), Some(Value::Version(after))) => after < before,
        _ => true,
    }),
    fact(
        "tls.cipher",
        Kind::Text,
        "the cipher suite by its IANA name",
        "tls.cipher=TLS_AES_256_GCM_SHA384",
        Server(|server, context| {
            of_tls(server, context, |tls| tls.cipher_suite.map(|one| Value::text(one.to_string())))
        }),
    )
    .alike(OfOnePreference),
    fact(
        "tls.group",
        Kind::Text,
        "the group of the key exchange by its IANA name",
        "tls.group=X25519MLKEM768",
        Server(|server, context| match tls(server, context) {
            Ok(tls) if tls.complete => {
                Seen::or_absent(tls.key_exchange_group.map(|group| Value::text(group.to_string())))
            }
            Ok(_) => of_tls(server, context, |tls| {
                tls.key_exchange_group.map(|group| Value::text(group.to_string()))
            }),
            Err(seen) => seen,
        }),
    )
    .alike(OfOnePreference),
    fact(
        "tls.forward-secrecy",
        Kind::Boolean,
        "whether recorded traffic stays secret when the server's key leaks",
        "tls.forward-secrecy=yes",
        Server(|server, context| of_tls(server, context, |tls| tls.forward_secrecy.map(Value::Boolean))),
    )
    .alike(OfOnePreference)
    .protects(lost_yes),
    fact(
        "tls.versions",
        Kind::List,
        "the versions of TLS that the server speaks (--scan-tls)",
        "tls.versions lacks TLSv1.0",
        Server(versions),
    )
    .alike(OfOnePreference),
    fact(
        "tls.client-certificate",
        Kind::Boolean,
        "whether the server asks for a client certificate",
        "tls.client-certificate=no",
        Server(|server, context| {
            of_complete(server, context, |tls| Value::Boolean(tls.client_certificate_requested))
        }),
    )
    .alike(OfOnePreference),
    fact(
        "ocsp.stapled",
        Kind::Boolean,
        "whether a stapled OCSP response came along",
        "ocsp.stapled=yes",
        Server(|server, context| {
            of_complete(server, context, |tls| Value::Boolean(tls.ocsp_stapled))
        }),
    )
    .alike(OfOnePreference),
    fact(
        "certificate.days",
        Kind::Days,
        "how many days the certificate lasts; negative when it is over",
        "certificate.days>=14",
        Server(|server, context| of_leaf(server, context, |leaf| leaf.days_left.map(Value::Days))),
    )
    .volatile(),
    fact(
        "certificate.expires",
        Kind::Text,
        "the last moment of the certificate, UTC",
        "certificate.expires~^2027",
        Server(|server, context| {
            of_leaf(server, context, |leaf| leaf.not_after.map(|end| Value::text(end.to_string())))
        }),
    )
    .volatile()
    .alike(OfOneName),
    fact(
        "certificate.subject",
        Kind::Text,
        "whose certificate it is, as RFC 4514 writes it",
        "certificate.subject~CN=mx1",
        Server(|server, context| of_leaf(server, context, |leaf| Some(Value::text(&leaf.subject)))),
    )
    .alike(OfOneName),
    fact(
        "certificate.names",
        Kind::List,
        "the DNS names and IP addresses that the certificate is for",
        "certificate.names has mx1.example.com",
        Server(|server, context| {
            of_leaf(server, context, |leaf| {
                let names = leaf.dns_names.iter().chain(&leaf.ip_addresses);
                Some(Value::List(names.cloned().collect()))
            })
        }),
    )
    .alike(OfOneName),
    fact(
        "certificate.issuer",
        Kind::Text,
        "who issued the certificate, as RFC 4514 writes it",
        "certificate.issuer~O=Let's Encrypt",
        Server(|server, context| of_leaf(server, context, |leaf| Some(Value::text(&leaf.issuer)))),
    )
    .alike(OfOneName),
    fact(
        "certificate.key",
        Kind::Text,
        "the kind of the certificate's key, of RSA with its bits",
        "certificate.key=EC P-256",
        Server(|server, context| {
            of_leaf(server, context, |leaf| Some(Value::text(leaf.public_key.to_string())))
        }),
    )
    .alike(OfOnePreference),
    fact(
        "certificate.bits",
        Kind::Number,
        "the size of the certificate's key in bits",
        "certificate.bits>=256",
        Server(|server, context| {
            of_leaf(server, context, |leaf| {
                leaf.public_key.bits.map(|bits| Value::Number(i64::from(bits)))
            })
        }),
    ),
    fact(
        "certificate.signature",
        Kind::Text,
        "the algorithm of the issuer's signature",
        "certificate.signature~SHA384",
        Server(|server, context| {
            of_leaf(server, context, |leaf| Some(Value::text(&leaf.signature_algorithm)))
        }),
    )
    .alike(OfOneName),
    fact(
        "certificate.serial",
        Kind::Hexadecimal,
        "the serial number in hexadecimal",
        "certificate.serial=4bc5a0",
        Server(|server, context| of_leaf(server, context, |leaf| Some(Value::text(&leaf.serial)))),
    )
    .volatile()
    .alike(OfOneName),
    fact(
        "certificate.sha256",
        Kind::Hexadecimal,
        "SHA-256 of the certificate in hexadecimal",
        "certificate.sha256~^43df5774",
        Server(|server, context| of_leaf(server, context, |leaf| Some(Value::text(&leaf.sha256)))),
    )
    .alike(OfOneName),
    fact(
        "key.sha256",
        Kind::Hexadecimal,
        "SHA-256 of the certificate's public key in hexadecimal, as in TLSA records 3 1 1",
        "key.sha256~^c0a9e1f4",
        Server(|server, context| {
            of_leaf(server, context, |leaf| {
                let key = Some(&leaf.spki_sha256).filter(|key| !key.is_empty());
                key.map(Value::text)
            })
        }),
    )
    .alike(OfOneName),
    fact(
        "certificate.chain",
        Kind::Number,
        "how many certificates the server sends",
        "certificate.chain>=2",
        Server(|server, context| {
            of_leaf(server, context, |_| {
                let tls = server.tls.as_ref()?;
                Some(Value::count(tls.certificates.len() + tls.certificates_dropped))
            })
        }),
    )
    .alike(OfOneName),
    fact(
        "trusted",
        Kind::Boolean,
        "whether a path leads from the certificate to a trust root, valid now and for this purpose",
        "trusted=yes",
        Server(|server, context| {
            of_verification(server, context, |found| {
                Seen::boolean(found.trusted(), || match &found.path {
                    Outcome::Unchecked(why) => why.clone(),
                    _ => String::new(),
                })
            })
        }),
    )
    .alike(OfOnePreference)
    .protects(lost_yes),
    fact(
        "name-matches",
        Kind::Boolean,
        "whether the certificate is for the name of the server",
        "name-matches=yes",
        Server(|server, context| {
            of_verification(server, context, |found| {
                Seen::boolean(found.name_matches, || {
                    "there is no name to compare with".to_owned()
                })
            })
        }),
    )
    .alike(OfOnePreference)
    .protects(lost_yes),
    fact(
        "verified",
        Kind::Boolean,
        "whether path, name and signature of the handshake are right, and the certificate is not revoked",
        "verified=yes",
        Server(|server, context| {
            of_verification(server, context, |found| {
                let answer = match (found.is_verified(), found.is_wrong()) {
                    (true, _) => Some(true),
                    (_, true) => Some(false),
                    _ => None,
                };
                Seen::boolean(answer, || unverified(found))
            })
        }),
    )
    .alike(OfOnePreference)
    .protects(lost_yes),
    fact(
        "dane",
        Kind::Word(&[
            "valid",
            "mismatch",
            "name_mismatch",
            "expired",
            "unusable",
            "insecure",
            "bogus",
            "no_starttls",
        ]),
        "what DANE comes to: valid where a TLSA record matches and DNSSEC proves all that leads to it",
        "dane=valid",
        Server(dane),
    )
    .alike(OfOnePreference)
    .protects(|before, after| is_word(before, "valid") && !is_still(after, "valid")),
    fact(
        "dane.records",
        Kind::List,
        "the TLSA records of the server",
        "dane.records~^3-1-1-",
        Server(|server, context| match (dane(server, context), &server.dane) {
            (Seen::Unknown(_), Some(dane)) if dane.records.is_empty() => unlooked(server),
            (_, Some(dane)) => {
                let text = |one: &crate::record::dane::DaneRecord| {
                    format!(
                        "{}-{}-{}-{}",
                        one.usage, one.selector, one.matching_type, one.data
                    )
                };
                let mut records: Vec<_> = dane.records.iter().map(text).collect();
                records.sort();
                Seen::Known(Value::List(records))
            }
            (seen, None) => seen,
        }),
    ),
];

fn lost_yes(before: &Value, after: &Seen) -> bool {
    *before == Value::Boolean(true) && *after != Seen::Known(Value::Boolean(true))
}

/// Why there was no STARTTLS and no TLS.
fn untried(server: &report::Server, context: Context<'_>) -> String {
    match context.report.asked.no_tls {
        true => "--no-tls leaves it out".to_owned(),
        false => ended(server, context.report),
    }
}

/// The handshake, complete or not.
fn tls<'a>(server: &'a report::Server, context: Context<'_>) -> Result<&'a Tls, Seen> {
    server
        .tls
        .as_ref()
        .ok_or_else(|| match server.starttls.status {
            StartTlsStatus::NotOffered | StartTlsStatus::Refused => Seen::Absent,
            _ => Seen::Unknown(untried(server, context)),
        })
}

fn of_tls(
    server: &report::Server,
    context: Context<'_>,
    of: impl Fn(&Tls) -> Option<Value>,
) -> Seen {
    match tls(server, context) {
        Err(seen) => seen,
        Ok(tls) => match of(tls) {
            Some(value) => Seen::Known(value),
            None => Seen::Unknown(failed(server, tls, context)),
        },
    }
}

fn of_complete(server: &report::Server, context: Context<'_>, of: impl Fn(&Tls) -> Value) -> Seen {
    of_tls(server, context, |tls| tls.complete.then(|| of(tls)))
}

fn failed(server: &report::Server, tls: &Tls, context: Context<'_>) -> String {
    match tls.error {
        Some(_) => tls.error_in_words(),
        None => ended(server, context.report),
    }
}

fn of_leaf(
    server: &report::Server,
    context: Context<'_>,
    of: impl Fn(&Certificate) -> Option<Value>,
) -> Seen {
    match tls(server, context) {
        Err(seen) => seen,
        Ok(tls) => match tls.certificates.first() {
            Some(leaf) => match (of(leaf), &leaf.error) {
                (Some(value), None) => Seen::Known(value),
                (_, Some(error)) => {
                    Seen::unknown(format!("the certificate cannot be read: {error}"))
                }
                (None, None) => Seen::Absent,
            },
            None if tls.complete => Seen::Absent,
            None => Seen::Unknown(failed(server, tls, context)),
        },
    }
}

fn of_verification(
    server: &report::Server,
    context: Context<'_>,
    of: impl Fn(&Verification) -> Seen,
) -> Seen {
    match (tls(server, context), server.verification()) {
        (Err(seen), _) => seen,
        (Ok(_), Some(verification)) => of(verification),
        (Ok(tls), None) if tls.complete => Seen::Absent,
        (Ok(tls), None) => Seen::Unknown(failed(server, tls, context)),
    }
}

fn unverified(found: &Verification) -> String {
    match (&found.path, found.name_matches, found.handshake_signature) {
        (Outcome::Unchecked(why), ..) => why.clone(),
        (_, None, _) => "there is no name to compare with".to_owned(),
        (_, _, HandshakeSignature::Unchecked) => {
            "the signature of the handshake could not be checked".to_owned()
        }
        _ => "it could not be checked".to_owned(),
    }
}

fn versions(server: &report::Server, context: Context<'_>) -> Seen {
    let open = |scan: &TlsScan| {
        let mut versions = scan.versions.iter();
        versions.any(|one| one.status == ScanStatus::NotTested)
    };
    match &server.tls_scan {
        None if !context.report.asked.has("scan-tls") => Seen::unknown("--scan-tls asks for it"),
        None => Seen::Unknown(untried(server, context)),
        Some(scan) if open(scan) => {
            let hindrance = scan.hindrance.clone();
            Seen::Unknown(hindrance.unwrap_or_else(|| "not every version was tested".to_owned()))
        }
        Some(scan) => {
            let offered = scan.versions.iter();
            let offered = offered.filter(|one| one.status == ScanStatus::Offered);
            let names = offered.map(|one| one.version.json_name().to_owned());
            Seen::Known(Value::List(names.collect()))
        }
    }
}

/// A record that matches protects nobody whom an unproven MX record led elsewhere (RFC 7672 section 2.2.1).
fn dane(server: &report::Server, context: Context<'_>) -> Seen {
    let Some(dane) = &server.dane else {
        return match context.report.target.domain {
            None => Seen::Absent,
            Some(_) => Seen::unknown("TLSA records were not asked for"),
        };
    };
    match dane.status {
        DaneStatus::None => Seen::Absent,
        DaneStatus::Valid => match dane.mx {
            None | Some(Proof::Secure) => Seen::word(&DaneStatus::Valid),
            Some(Proof::Insecure) => Seen::word(&DaneStatus::Insecure),
            Some(Proof::Bogus) => Seen::word(&DaneStatus::Bogus),
            Some(Proof::Indeterminate) => Seen::unknown(
                "a record matches, and whether the MX records are genuine is not known",
            ),
        },
        DaneStatus::LookupFailed
        | DaneStatus::Indeterminate
        | DaneStatus::NotCompared
        | DaneStatus::Unchecked => unlooked(server),
        status => Seen::word(&status),
    }
}

fn unlooked(server: &report::Server) -> Seen {
    let detail = server.dane.as_ref().and_then(|dane| dane.detail.clone());
    Seen::Unknown(detail.unwrap_or_else(|| "it could not be found out".to_owned()))
}
