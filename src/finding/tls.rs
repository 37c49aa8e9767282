//! Checks of the protocol itself: versions and client certificates. RFC 8996, RFC 9325, RFC 8446 section 4.3.2.
//! What is weak is never offered in earnest: a server that insists on it fails the handshake, and an older hello on a
//! second connection brings it to light; what is accepted beside better things is what `--scan-tls` finds.

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict,
    connection::at,
    scan, server,
};
use crate::{
    event::Cause,
    report::{
        Server,
        server::{StartTlsStatus, Tls},
    },
    tls::{HandshakeError, Incompatible, TlsVersion, client_hello::breadth},
};

pub(super) const CHECKS: &[Check] = &[
    server(
        "legacy-tls",
        Error,
        "the server accepts obsolete TLS versions",
        "RFC 8996 section 5",
        "Allow TLS 1.2 and 1.3 alone (Postfix: smtpd_tls_protocols = >=TLSv1.2; old servers need a newer TLS library).",
        |server, _| match &server.tls {
            None => Verdict::NotApplicable,
            Some(tls) if is_legacy(tls) => Verdict::found(legacy(tls)),
            Some(_) => server
                .tls_scan
                .as_ref()
                .map_or(Verdict::Pass, scan::old_versions),
        },
    ),
    server(
        "weak-cipher",
        Error,
        "the server accepts weak cipher suites",
        "RFC 9325 section 4.1",
        "Allow ECDHE with AES-GCM or ChaCha20 there (Postfix: smtpd_tls_ciphers = medium).",
        |server, _| match &server.tls {
            None => Verdict::NotApplicable,
            Some(tls) => match (weak(tls), &server.tls_scan) {
                (Some(evidence), _) => Verdict::found(evidence),
                (None, Some(scan)) => scan::weak_suites(server, scan),
                (None, None) => Verdict::Pass,
            },
        },
    ),
    server(
        "anonymous-cipher",
        Error,
        "the server accepts anonymous cipher suites",
        "RFC 5246 section A.5",
        "Give the server a certificate and key (Postfix: smtpd_tls_chain_files).",
        |server, _| match &server.tls {
            None => Verdict::NotApplicable,
            Some(tls) => match (anonymous(tls), &server.tls_scan) {
                (Some(evidence), _) => Verdict::found(evidence),
                (None, Some(scan)) => scan::anonymous_suites(server, scan),
                (None, None) => Verdict::Pass,
            },
        },
    ),
    server(
        "tls-broken",
        Error,
        "TLS fails after the handshake",
        "RFC 8446 section 6.2",
        "Look into the server's log, and at whatever stands between: a load balancer or filter that touches the encrypted stream, \
         or a fault in the server's TLS library.",
        |server, _| match (&server.tls, &server.failure) {
            (Some(tls), Some(failure)) if failure.cause == Cause::TlsBroken => Verdict::found(
                format!("{}, {}", tls.error_in_words(), at(server.failed_stage)),
            ),
            (Some(tls), _) if tls.complete => Verdict::Pass,
            _ => Verdict::NotApplicable,
        },
    ),
    server(
        "large-hello-lost",
        Warning,
        "a large TLS hello does not get through",
        "RFC 8446 section 4.1.2",
        "Update or replace the firewall, load balancer or TLS library on the way that does not put a ClientHello of two TCP \
         segments together: those with the post-quantum group X25519MLKEM768 are that large (OpenSSL 3.5, large providers), and \
         their senders fail here.",
        |server, _| match &server.tls {
            None => Verdict::NotApplicable,
            Some(tls) => match &tls.large_hello {
                Some(large) if tls.complete => Verdict::found(format!(
                    "a ClientHello of {} octets with ML-KEM: {}; a smaller one without it succeeds",
                    large.bytes, large.error
                )),
                _ => Verdict::Pass,
            },
        },
    ),
    server(
        "client-certificate-required",
        Error,
        "the server insists on a client certificate",
        "RFC 8446 section 4.4.2.4",
        "Give one with --cert and --key; a public mail server must not ask for one.",
        |server, _| match &server.tls {
            None => Verdict::NotApplicable,
            Some(tls) if tls.client_certificate_required => {
                Verdict::Found(vec![demanded(tls, &tls.error_in_words())])
            }
            Some(tls) if hung_up(server, tls) => Verdict::Found(vec![demanded(
                tls,
                "it asked for a certificate, and ended the connection right after the handshake",
            )]),
            Some(_) => Verdict::Pass,
        },
    ),
    server(
        "client-certificate-requested",
        Notice,
        "the server asks for a client certificate",
        "RFC 8446 section 4.3.2",
        "Harmless where it goes on without one; Postfix asks when smtpd_tls_ask_ccert is set.",
        |server, _| match &server.tls {
            None => Verdict::NotApplicable,
            Some(tls) if tls.client_certificate_required || hung_up(server, tls) => Verdict::Pass,
            Some(tls) if tls.client_certificate_requested && !tls.complete => {
                Verdict::found("the handshake did not come to an end")
            }
            Some(tls) if tls.client_certificate_requested => {
                Verdict::found(match tls.client_certificate_given {
                    true => "it got the one of --cert",
                    false => "it got none and went on",
                })
            }
            Some(_) => Verdict::Pass,
        },
    ),
];

/// The server wants a certificate that it did not get, or not this one.
fn demanded(tls: &Tls, text: &str) -> Evidence {
    match tls.client_certificate_given {
        true => Evidence::new(format!("it got the certificate of --cert: {text}")).remedied_by(
            "Give the certificate of an authority that the server trusts for clients; the server's log says what is wrong \
             with this one.",
        ),
        false => Evidence::new(text),
    }
}

/// In TLS 1.3 the handshake is complete for us before the server has seen that there is no certificate; what it says of that
/// may be lost to a reset.
fn hung_up(server: &Server, tls: &Tls) -> bool {
    let lost = server
        .failure
        .as_ref()
        .is_some_and(|failure| failure.cause == Cause::Lost);
    let silent = match server.starttls.status {
        StartTlsStatus::NotApplicable => server.greeting.is_none(),
        _ => server.ehlo_encrypted().is_none(),
    };
    let unmet = tls.client_certificate_requested && !tls.client_certificate_given;
    tls.complete && unmet && lost && silent
}

/// Known from the server's answer to our hello, or to an older one.
pub(super) fn is_legacy(tls: &Tls) -> bool {
    let only_old = HandshakeError::Incompatible(Incompatible::OnlyOldVersions);
    let by_older_hello = tls.by_older_hello && tls.version.is_some_and(TlsVersion::is_deprecated);
    !tls.complete && (tls.error == Some(only_old) || by_older_hello)
}

/// Nothing but a weak or anonymous suite was chosen out of all that there are, or a key exchange that is as good as none.
pub(super) fn has_only_weak_suites(tls: &Tls) -> bool {
    let dh = tls.dh.as_ref().filter(|_| tls.by_older_hello);
    let broken = dh.is_some_and(|dh| dh.bits < scan::BROKEN_DH_BITS);
    weak(tls).is_some() || anonymous(tls).is_some() || broken
}

fn weak(tls: &Tls) -> Option<String> {
    let suite = tls.older_suite()?;
    suite
        .weakness()
        .map(|why| format!("it chose {suite} out of {}: {why}", offered(tls)))
}

fn anonymous(tls: &Tls) -> Option<String> {
    tls.older_suite()
        .filter(|suite| suite.is_anonymous())
        .map(|suite| format!("it chose {suite} out of {}", offered(tls)))
}

/// What the older hello offered.
fn offered(tls: &Tls) -> String {
    tls.version.map(breadth).unwrap_or_default()
}

fn legacy(tls: &Tls) -> String {
    match (tls.version, &tls.cipher_suite) {
        (Some(version), Some(suite)) if tls.by_older_hello => {
            format!("it speaks nothing newer than {version}, {suite}")
        }
        _ => tls.error_in_words(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::CipherSuite;
    use crate::{
        event::FailedStage,
        finding::support::{fail, found, report, severities},
        tls::{Alert, LargeHello, group::DhParameters},
    };

    #[test]
    fn a_server_of_old_versions_is_told_as_such() {
        let error = HandshakeError::Incompatible(Incompatible::OnlyOldVersions);
        let legacy = fail(FailedStage::Tls, Cause::Handshake, move |server| {
            server.tls = Some(Tls {
                error: Some(error.clone()),
                ..Tls::default()
            });
        });
        assert_eq!(severities(&legacy), [("legacy-tls", Error)]);
    }

    #[test]
    fn a_prime_that_can_be_broken_is_the_reason_and_a_larger_one_is_not() {
        let with_prime = |bits| {
            let mut report = chosen(TlsVersion::Tls12, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256");
            report.servers[0].tls.get_or_insert_default().dh = Some(DhParameters {
                bits,
                standard: None,
            });
            severities(&report)
        };
        assert_eq!(with_prime(512), [("weak-key-exchange", Error)]);
        let failed = ("tls-handshake-failed", Error);
        assert_eq!(with_prime(1024), [failed, ("weak-key-exchange", Warning)]);
        assert_eq!(with_prime(2048), [("tls-beyond-this-program", Notice)]);
    }

    fn chosen(version: TlsVersion, suite: &str) -> crate::report::Report {
        let suite = CipherSuite::named(suite);
        fail(FailedStage::Tls, Cause::Handshake, move |server| {
            server.tls = Some(Tls {
                version: Some(version),
                cipher_suite: suite,
                by_older_hello: true,
                error: Some(HandshakeError::Alert(Alert::HANDSHAKE_FAILURE)),
                ..Tls::default()
            });
        })
    }

    #[test]
    fn what_an_older_hello_brings_to_light_is_told_as_what_it_is() {
        let found = |version, suite| found(&chosen(version, suite));
        assert_eq!(
            found(TlsVersion::Tls10, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
            ["legacy-tls"]
        );
        assert_eq!(
            found(TlsVersion::Tls12, "TLS_RSA_WITH_RC4_128_SHA"),
            ["weak-cipher"]
        );
        assert_eq!(
            found(TlsVersion::Tls12, "TLS_DH_anon_WITH_AES_128_GCM_SHA256"),
            ["anonymous-cipher"]
        );
        assert_eq!(
            found(TlsVersion::Tls12, "TLS_RSA_WITH_AES_128_CBC_SHA"),
            ["tls-beyond-this-program"]
        );
    }

    #[test]
    fn a_server_that_hangs_up_after_asking_for_a_certificate_wanted_it() {
        let asked = |cause| {
            let mut report = fail(FailedStage::EhloAfterTls, cause, |server| {
                server.ehlo.truncate(1);
                server
                    .tls
                    .get_or_insert_default()
                    .client_certificate_requested = true;
            });
            report.servers[0].starttls.status = StartTlsStatus::Established;
            found(&report)
        };
        assert!(asked(Cause::Lost).contains(&"client-certificate-required"));
        assert!(!asked(Cause::TimedOut).contains(&"client-certificate-required"));
    }

    #[test]
    fn tls_that_fails_later_is_no_handshake_that_fails() {
        let report = fail(FailedStage::EhloAfterTls, Cause::TlsBroken, |server| {
            server.tls.get_or_insert_default().error = Some(HandshakeError::TooLarge);
        });
        assert_eq!(severities(&report), [("tls-broken", Error)]);
    }

    #[test]
    fn a_hello_that_is_too_large_is_told_where_a_smaller_one_succeeds() {
        let mut report = report();
        let tls = report.servers[0].tls.get_or_insert_default();
        tls.large_hello = Some(LargeHello {
            bytes: 1470,
            error: HandshakeError::Reset,
        });
        assert_eq!(severities(&report), [("large-hello-lost", Warning)]);
        report.servers[0].tls.get_or_insert_default().complete = false;
        assert_eq!(severities(&report), []);
    }

    #[test]
    fn a_request_without_consequence_is_good_to_know() {
        let mut report = report();
        report.servers[0]
            .tls
            .get_or_insert_default()
            .client_certificate_requested = true;
        assert_eq!(
            severities(&report),
            [("client-certificate-requested", Notice)]
        );
        report.servers[0]
            .tls
            .get_or_insert_default()
            .client_certificate_required = true;
        assert_eq!(found(&report), ["client-certificate-required"]);
    }
}
