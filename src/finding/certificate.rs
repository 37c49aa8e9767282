//! Checks of the certificate chain: RFC 5280, RFC 9525, RFC 9325 section 4. How much a fault weighs depends on who
//! looks: mail programs refuse what most servers only log.

use super::{
    Check, Evidence,
    Severity::{self, Error, Notice, Warning},
    Verdict, is_submission, issuer, server, trust,
    unverified::{OF_HANDSHAKE, check_of},
};
use crate::{
    report::{Report, Server, server::Tls},
    tls::{Certificate, MOST_CERTIFICATES, Outcome, Reason, Verification},
};

const REPLACE_KEY: &str = "Replace the certificate by one with a newer key and signature: RSA of 2048 bits or P-256, SHA-256.";

pub(super) const CHECKS: &[Check] = &[
    server(
        "certificate-expired",
        Error,
        "the certificate has expired",
        "RFC 5280 section 4.1.2.5",
        "Renew the certificate and reload the server; the old one stays in use until it is reloaded.",
        |server, report| because(server, report, "certificate-expired", Some(Error)),
    ),
    server(
        "certificate-expired-intermediate",
        Error,
        "a certificate between server and root has expired",
        "RFC 5280 section 4.1.2.5",
        "Put the issuer's present intermediate certificates into the server's chain file.",
        |server, report| {
            because(
                server,
                report,
                "certificate-expired-intermediate",
                Some(Error),
            )
        },
    ),
    server(
        "certificate-expired-root",
        Error,
        "the root of the chain has expired",
        "RFC 5280 section 6.1.3",
        "Get a certificate that leads to a root which is still valid. Where the CA has a newer root for the same key, clients need \
         that: update this machine's roots, or give it with --ca-file.",
        |server, report| because(server, report, "certificate-expired-root", Some(Error)),
    ),
    server(
        "certificate-expired-unneeded",
        Notice,
        "an expired certificate is sent that nobody needs",
        "RFC 8446 section 4.4.2",
        "Remove it from the chain file: some old clients look no further than that.",
        expired_unneeded,
    ),
    server(
        "certificate-not-yet-valid",
        Error,
        "the certificate is not valid yet",
        "RFC 5280 section 4.1.2.5",
        "Compare the clocks of this machine and of the one that issued the certificate.",
        |server, report| because(server, report, "certificate-not-yet-valid", Some(Error)),
    ),
    server(
        "certificate-expires-soon",
        Warning,
        "the certificate expires soon",
        "RFC 5280 section 4.1.2.5",
        "Renew it now and reload the server; look at why the automatic renewal has not run.",
        expires_soon,
    ),
    server(
        "certificate-self-signed",
        Warning,
        "the certificate is self-signed",
        "RFC 5280 section 3.2",
        trust::SELF_SIGNED,
        |server, report| {
            let verdict = because(server, report, "certificate-self-signed", None);
            trust::self_signed(server, verdict)
        },
    ),
    server(
        "certificate-unknown-issuer",
        Warning,
        "the certificate's issuer is not trusted here",
        "RFC 5280 section 6.1",
        trust::UNKNOWN_ISSUER,
        |server, report| because(server, report, "certificate-unknown-issuer", None),
    ),
    server(
        "certificate-missing-intermediate",
        Warning,
        "the issuer's certificate is not sent",
        "RFC 5246 section 7.4.2",
        "Put server certificate and intermediates into one file, in that order (Postfix: smtpd_tls_chain_files).",
        |server, report| {
            let verdict = because(server, report, "certificate-missing-intermediate", None);
            issuer::with_fetched(server, verdict)
        },
    ),
    server(
        "certificate-name-mismatch",
        Warning,
        "the certificate is for another name",
        "RFC 9525 section 6",
        trust::ANOTHER_NAME,
        |server, report| trust::another_name(server, name_mismatch(server, report)),
    ),
    server(
        "certificate-wrong-purpose",
        Warning,
        "the certificate is not for servers",
        "RFC 5280 section 4.2.1.12",
        "Get a certificate for servers: extended key usage serverAuth, key usage digitalSignature.",
        |server, report| because(server, report, "certificate-wrong-purpose", None),
    ),
    server(
        "certificate-constraint",
        Warning,
        "the certificate was issued by a CA that is not allowed to",
        "RFC 5280 section 6.1.4",
        "Have it issued by an authority that may: clients keep to the name constraints, path length, CA bit and key usage \
         of every certificate above.",
        |server, report| because(server, report, "certificate-constraint", None),
    ),
    server(
        "certificate-malformed",
        Warning,
        "a certificate in the chain cannot be parsed",
        "RFC 5280 section 4",
        "Have the certificate named here reissued without this defect.",
        malformed,
    ),
    server(
        "certificate-unchecked",
        Warning,
        "a part of the certificate path cannot be checked by this program",
        "RFC 5280 section 6.1.3",
        "Look with another program, openssl s_client for one: what this one cannot check is no fault of the server.",
        unchecked,
    ),
    server(
        "certificate-key-usage",
        Warning,
        "the certificate's key usage does not allow signing, which TLS needs",
        "RFC 8446 section 4.4.2.2",
        "Get a certificate with the key usage digitalSignature: clients with GnuTLS, Debian's Exim among them, refuse this one.",
        |server, _| chain(server, |chain| key_usage(chain.first()?)),
    ),
    server(
        "certificate-profile",
        Notice,
        "a certificate deviates from the profile of RFC 5280",
        "RFC 5280 section 4.1.2",
        "Have it reissued: other software may refuse it.",
        deviations,
    ),
    server(
        "certificate-bad-signature",
        Error,
        "a signature is wrong: the server may not own its certificate",
        "RFC 8446 section 4.4.3",
        "Check that certificate and key of the server belong together; if they do, somebody is in between.",
        |server, report| because(server, report, "certificate-bad-signature", Some(Error)),
    ),
    server(
        "tls-forbidden-signature",
        Error,
        "the server signs TLS 1.3 in a way that TLS 1.3 forbids",
        "RFC 8446 section 4.2.3",
        "Update the server's TLS library: clients that keep to RFC 8446 end the handshake.",
        |server, report| because(server, report, "tls-forbidden-signature", Some(Error)),
    ),
    server(
        "tls-weak-signature",
        Warning,
        "the server signs the handshake with a broken hash",
        "RFC 9155 section 2",
        "Have the server sign with SHA-256 or better, which it was offered: clients with OpenSSL 3 end the handshake.",
        |server, report| because(server, report, "tls-weak-signature", None),
    ),
    server(
        "certificate-chain-order",
        Warning,
        "the certificates are sent in the wrong order",
        "RFC 5246 section 7.4.2",
        "Order the chain file: the server's certificate first, then each one's issuer.",
        |server, _| readable_chain(server, |chain| out_of_order(chain).map(Evidence::new)),
    ),
    server(
        "certificate-chain-too-long",
        Warning,
        "more certificates are sent than any chain needs",
        "RFC 8446 section 4.4.2",
        "Leave only the server's certificate and its intermediates in the chain file: many clients give up on the rest.",
        |server, _| {
            let dropped = server.tls.as_ref().map(|tls| tls.certificates_dropped);
            match dropped.filter(|dropped| *dropped > 0) {
                None => chain(server, |_| None),
                Some(dropped) => Verdict::found(format!(
                    "{} certificates; the first {MOST_CERTIFICATES} are kept",
                    dropped + MOST_CERTIFICATES
                )),
            }
        },
    ),
    server(
        "certificate-root-included",
        Notice,
        "the root certificate is sent too",
        "RFC 5246 section 7.4.2",
        "Leave it out of the chain file; clients have their own copy and it only costs bytes.",
        |server, _| {
            chain(server, |chain| {
                let root = chain
                    .iter()
                    .skip(1)
                    .find(|certificate| certificate.self_signed)?;
                Some(Evidence::new(root.display_name()))
            })
        },
    ),
    server(
        "certificate-unrelated-in-chain",
        Warning,
        "a certificate is sent that does not belong to the chain",
        "RFC 5246 section 7.4.2",
        "Remove it from the chain file.",
        |server, _| {
            readable_chain(server, |chain| {
                unrelated(chain).map(|one| Evidence::new(one.display_name()))
            })
        },
    ),
    server(
        "certificate-sent-twice",
        Warning,
        "a certificate is sent twice",
        "RFC 8446 section 4.4.2",
        "Have it once in the chain file: the server's certificate first, then each one's issuer.",
        |server, _| {
            chain(server, |chain| {
                repeated(chain).map(|one| Evidence::new(one.display_name()))
            })
        },
    ),
    server(
        "certificate-weak-key",
        Warning,
        "a key in the chain is too weak",
        "RFC 9325 section 4.5",
        REPLACE_KEY,
        |server, report| {
            let sent = each(server, report, |one| {
                one.public_key.is_weak().then(|| one.public_key.to_string())
            });
            or_on_the_path(sent, server, report, "certificate-weak-key")
        },
    ),
    server(
        "certificate-weak-signature",
        Warning,
        "a signature in the chain rests on a broken hash",
        "RFC 9155 section 2",
        REPLACE_KEY,
        |server, report| {
            // Nobody checks the signature of a root on itself.
            let sent = each(server, report, |one| {
                (one.weak_signature && !one.self_signed).then(|| one.signature_algorithm.clone())
            });
            or_on_the_path(sent, server, report, "certificate-weak-signature")
        },
    ),
    server(
        "certificate-must-staple",
        Error,
        "the certificate requires a stapled OCSP response, and none was sent",
        "RFC 7633 section 4.2.3",
        "Get a certificate without that extension: hardly any mail server can staple (Postfix cannot).",
        must_staple,
    ),
    server(
        "certificate-without-san",
        Warning,
        "the certificate has no subject alternative name",
        "RFC 9525 section 4.1",
        "Get a certificate with the server's name as DNS name; the common name no longer counts.",
        |server, _| {
            chain(server, |chain| {
                let leaf = chain.first()?;
                let none = leaf.error.is_none()
                    && leaf.dns_names.is_empty()
                    && leaf.ip_addresses.is_empty();
                none.then(|| Evidence::new(leaf.display_name()))
            })
        },
    ),
];

/// Whether a certificate that does not verify breaks something here: where mail programs log in, where the domain has
/// senders look (RFC 8461 section 4.2), and where the user says so. Most servers that deliver to port 25 do not look.
fn is_strict(server: &Server, report: &Report) -> bool {
    is_submission(server.port) || report.asked.has("verify") || report.enforces_mta_sts()
}

/// In place of a check's own: error where it breaks something, notice where DANE vouches for the key whatever the
/// certificate says (RFC 7672 section 3.1.1).
fn severity(server: &Server, report: &Report) -> Option<Severity> {
    match is_strict(server, report) {
        true => Some(Error),
        false => server.dane_vouches().then_some(Notice),
    }
}

fn verification(server: &Server) -> Option<&Verification> {
    server.tls.as_ref()?.verification.as_ref()
}

/// What the check of this id finds in the reasons why the certificate does not verify.
fn because(server: &Server, report: &Report, id: &str, always: Option<Severity>) -> Verdict {
    let Some(verification) = verification(server) else {
        return Verdict::NotApplicable;
    };
    let severity = severity(server, report).or(always);
    let evidence: Vec<_> = verification
        .reasons
        .iter()
        // That there are no roots here is no fault of the server: the path is unchecked for it.
        .filter(|found| found.reason != Reason::NoTrustRoots && check_of(found.reason) == id)
        .map(|found| Evidence {
            severity,
            ..Evidence::new(&found.detail)
        })
        .collect();
    match &verification.path {
        Outcome::Unchecked(why) if evidence.is_empty() && !OF_HANDSHAKE.contains(&id) => {
            Verdict::Unknown(why.clone())
        }
        _ => Verdict::from_evidence(evidence),
    }
}

/// What is no certificate at all ends the handshake of most senders, which is more than a path that does not verify.
fn malformed(server: &Server, report: &Report) -> Verdict {
    if verification(server).is_none() {
        return Verdict::NotApplicable;
    }
    let sent = server.tls.iter().flat_map(|tls| &tls.certificates);
    let unreadable = sent.enumerate().find(|(_, one)| one.ends_handshakes);
    let mut evidence: Vec<_> = unreadable
        .map(|(at, _)| {
            Evidence::new(format!(
                "number {} of the certificates sent is no certificate: clients with OpenSSL, such as Postfix and Exim, end the \
                 handshake at it",
                at + 1
            ))
            .of(Error)
            .remedied_by(
                "Correct the chain file of the server: its certificate first, then each one's issuer, and nothing else.",
            )
        })
        .into_iter()
        .collect();
    match because(server, report, "certificate-malformed", None) {
        Verdict::Found(others) => evidence.extend(others),
        told if evidence.is_empty() => return told,
        _ => {}
    }
    Verdict::Found(evidence)
}

/// What was found in the certificates sent; where that is nothing, what the path tells of a root that was not.
fn or_on_the_path(sent: Verdict, server: &Server, report: &Report, id: &str) -> Verdict {
    match (sent, because(server, report, id, None)) {
        (Verdict::Pass, found @ Verdict::Found(_)) => found,
        (sent, _) => sent,
    }
}

fn name_mismatch(server: &Server, report: &Report) -> Verdict {
    match verification(server).map(|verification| verification.name_matches) {
        None => Verdict::NotApplicable,
        Some(None) if server.tls.as_ref().is_some_and(has_unread_leaf) => {
            Verdict::Unknown("the certificate cannot be read".to_owned())
        }
        Some(None) if report.asked.has("verify") => {
            Verdict::Unknown("an address has no name to compare with".to_owned())
        }
        Some(None) => Verdict::NotApplicable,
        Some(Some(true)) => Verdict::Pass,
        Some(Some(false)) => {
            let detail = verification(server).and_then(|verification| {
                verification
                    .reasons
                    .iter()
                    .find(|found| found.reason == Reason::NameMismatch)
            });
            let text = detail.map_or_else(|| server.host.clone(), |found| found.detail.clone());
            Verdict::Found(vec![Evidence {
                severity: severity(server, report),
                ..Evidence::new(text)
            }])
        }
    }
}

fn has_unread_leaf(tls: &Tls) -> bool {
    tls.certificates.first().is_some_and(Certificate::is_unread)
}

/// The default is 14 days, or a third of the lifetime where that is less: certificates of six days are renewed daily.
fn expires_soon(server: &Server, report: &Report) -> Verdict {
    let Some(leaf) = server.tls.as_ref().and_then(|tls| tls.certificates.first()) else {
        return Verdict::NotApplicable;
    };
    let (Some(left), Some(begin), Some(end)) = (leaf.days_left, leaf.not_before, leaf.not_after)
    else {
        return Verdict::Unknown("its validity cannot be read".to_owned());
    };
    let lifetime = (end.as_second() - begin.as_second()) / 86_400;
    let threshold = report.asked.expires_within.unwrap_or(14.min(lifetime / 3));
    if left < 0 || left >= threshold {
        return Verdict::Pass;
    }
    Verdict::found(format!(
        "{}, on {}",
        remaining(left),
        end.utc().strftime("%Y-%m-%d %H:%M UTC")
    ))
}

fn remaining(days: i64) -> String {
    match days {
        0 => "in less than a day".to_owned(),
        1 => "in 1 day".to_owned(),
        _ => format!("in {days} days"),
    }
}

fn must_staple(server: &Server, _: &Report) -> Verdict {
    match server.tls.as_ref().filter(|tls| tls.complete) {
        None => Verdict::NotApplicable,
        Some(tls) => match tls.certificates.first() {
            Some(leaf) if leaf.must_staple && !tls.ocsp_stapled => {
                Verdict::found(leaf.display_name())
            }
            _ => Verdict::Pass,
        },
    }
}

fn chain(server: &Server, look: impl Fn(&[Certificate]) -> Option<Evidence>) -> Verdict {
    match server.tls.as_ref().map(|tls| tls.certificates.as_slice()) {
        None | Some([]) => Verdict::NotApplicable,
        Some(chain) => Verdict::from_evidence(look(chain).into_iter().collect()),
    }
}

/// The same for what rests on the names in all of them.
fn readable_chain(server: &Server, look: impl Fn(&[Certificate]) -> Option<Evidence>) -> Verdict {
    let mut sent = server.tls.iter().flat_map(|tls| &tls.certificates);
    match sent.position(Certificate::is_unread) {
        Some(at) if verification(server).is_some() => Verdict::Unknown(format!(
            "number {} of the certificates sent cannot be read",
            at + 1
        )),
        _ => chain(server, look),
    }
}

/// What cannot be checked although the roots are there.
fn unchecked(server: &Server, _: &Report) -> Verdict {
    let Some(verification) = verification(server) else {
        return Verdict::NotApplicable;
    };
    let mut reasons = verification.reasons.iter();
    let why = reasons.find(|found| check_of(found.reason) == "certificate-unchecked");
    why.map_or(Verdict::Pass, |found| {
        Verdict::Unknown(found.detail.clone())
    })
}

/// Where the path is valid, nothing on it has expired.
fn expired_unneeded(server: &Server, _: &Report) -> Verdict {
    match verification(server).map(|verification| &verification.path) {
        None => Verdict::NotApplicable,
        Some(Outcome::Right) => chain(server, |chain| {
            let mut above = chain.iter().skip(1);
            let expired = above.find(|one| one.days_left.is_some_and(|days| days < 0))?;
            let end = expired.not_after?.utc().date();
            Some(Evidence::new(format!(
                "{}, expired on {end}",
                expired.display_name()
            )))
        }),
        Some(_) => Verdict::NotApplicable,
    }
}

fn key_usage(leaf: &Certificate) -> Option<Evidence> {
    let usages = &leaf.key_usage;
    let lacks = !usages.is_empty() && usages.iter().all(|usage| usage != "digitalSignature");
    lacks.then(|| {
        Evidence::new(format!(
            "its key usage is {}, without digitalSignature",
            usages.join(", ")
        ))
    })
}

fn deviations(server: &Server, _: &Report) -> Verdict {
    match server.tls.as_ref().map(|tls| tls.certificates.as_slice()) {
        None | Some([]) => Verdict::NotApplicable,
        Some(chain) => {
            let of = |one: &Certificate| {
                let name = one.display_name().to_owned();
                let words = one.deviations.iter().map(|deviation| deviation.words());
                let texts = words.map(move |words| Evidence::new(format!("{name}: its {words}")));
                texts.collect::<Vec<_>>()
            };
            Verdict::from_evidence(chain.iter().flat_map(of).collect())
        }
    }
}

fn repeated(chain: &[Certificate]) -> Option<&Certificate> {
    let mut places = chain.iter().enumerate();
    let is_repeated =
        |at: usize, one: &Certificate| chain[..at].iter().any(|other| other.sha256 == one.sha256);
    places
        .find(|(at, one)| !one.sha256.is_empty() && is_repeated(*at, one))
        .map(|(_, one)| one)
}

/// The places of the certificates in what was sent, each certificate once.
fn once(chain: &[Certificate]) -> Vec<(usize, &Certificate)> {
    let mut kept: Vec<(usize, &Certificate)> = Vec::new();
    for (at, one) in chain.iter().enumerate() {
        let is_new = kept.iter().all(|(_, other)| other.sha256 != one.sha256);
        if is_new || one.sha256.is_empty() {
            kept.push((at, one));
        }
    }
    kept
}

/// A certificate whose issuer is sent, but not as the next one; what is sent again does not count.
fn out_of_order(chain: &[Certificate]) -> Option<String> {
    let chain = once(chain);
    chain
        .iter()
        .enumerate()
        .find_map(|(next, (at, certificate))| {
            let is_issuer =
                |(_, other): &&(usize, &Certificate)| certificate.names_as_issuer(other);
            let follows = chain.get(next + 1).filter(is_issuer).is_some();
            if certificate.self_signed || follows {
                return None;
            }
            let (issuer, _) = chain
                .iter()
                .find(is_issuer)
                .filter(|(other, _)| other != at)?;
            Some(format!(
                "the issuer of number {} is number {}",
                at + 1,
                issuer + 1
            ))
        })
}

/// One that issued none of the others.
fn unrelated(chain: &[Certificate]) -> Option<&Certificate> {
    let is_not_issuer = |certificate: &&Certificate| {
        !chain
            .iter()
            .any(|other| other.names_as_issuer(certificate) && other.sha256 != certificate.sha256)
    };
    let others = once(chain).into_iter().skip(1).map(|(_, one)| one);
    others.into_iter().find(is_not_issuer)
}

fn each(
    server: &Server,
    report: &Report,
    look: impl Fn(&Certificate) -> Option<String>,
) -> Verdict {
    let Some(Tls { certificates, .. }) = server
        .tls
        .as_ref()
        .filter(|tls| !tls.certificates.is_empty())
    else {
        return Verdict::NotApplicable;
    };
    let found = certificates
        .iter()
        .filter_map(|one| Some(format!("{}: {}", one.display_name(), look(one)?)));
    let severity = is_strict(server, report).then_some(Error);
    Verdict::from_evidence(
        found
            .map(|text| Evidence {
                severity,
                ..Evidence::new(text)
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::support::{certificate, found, mta_sts, report, severities, unknown},
        record::mta_sts::Mode,
        tls::{
            HandshakeSignature, ReasonDetail,
            certificate::{CertificateTime, Deviation},
        },
    };

    fn with_reason(reason: Reason) -> Report {
        let mut report = report();
        let verification = report.servers[0]
            .tls
            .as_mut()
            .unwrap()
            .verification
            .as_mut()
            .unwrap();
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
        report.servers[0]
            .tls
            .as_mut()
            .unwrap()
            .verification
            .as_mut()
            .unwrap()
            .name_matches = Some(false);
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
        let verification = report.servers[0]
            .tls
            .as_mut()
            .unwrap()
            .verification
            .as_mut()
            .unwrap();
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
}
