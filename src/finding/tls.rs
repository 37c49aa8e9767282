//! Checks of the protocol itself: versions and client certificates. RFC 8996, RFC 9325, RFC 8446 section 4.3.2.
//! What is weak is never offered in earnest: a server that insists on it fails the handshake, and an older hello on a
//! second connection brings it to light; what is accepted beside better things is what `--scan-tls` finds.

use super::{
    Check,
    Severity::{Error, Notice},
    Verdict, scan, server,
};
use crate::{
    report::server::Tls,
    tls::{CipherSuite, HandshakeError, Incompatible, TlsVersion},
};

pub(super) const CHECKS: &[Check] = &[
    server(
        "legacy-tls",
        Error,
        "the server speaks versions of TLS that are done away with",
        "RFC 8996 section 5",
        "Allow TLS 1.2 and 1.3 (Postfix: smtpd_tls_protocols = >=TLSv1.2; old servers need a newer TLS library).",
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
        "the server accepts suites without a certificate",
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
        "client-certificate-required",
        Error,
        "the server insists on a client certificate",
        "RFC 8446 section 4.4.2.4",
        "Give one with --cert and --key; a public mail server must not ask for one.",
        |server, _| match &server.tls {
            None => Verdict::NotApplicable,
            Some(tls) if tls.client_certificate_required => Verdict::found(tls.error_in_words()),
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
            Some(tls) if tls.client_certificate_required => Verdict::Pass,
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

/// The suite that an older hello brought to light.
pub(super) fn older_suite(tls: &Tls) -> Option<CipherSuite> {
    tls.cipher_suite.filter(|_| tls.by_older_hello)
}

fn weak(tls: &Tls) -> Option<String> {
    let suite = older_suite(tls)?;
    suite
        .weakness()
        .map(|why| format!("it chooses {suite} out of everything that there is: {why}"))
}

fn anonymous(tls: &Tls) -> Option<String> {
    older_suite(tls)
        .filter(|suite| suite.is_anonymous())
        .map(|suite| format!("out of everything that there is it chose {suite}"))
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
    use crate::{
        event::{Cause, FailedStage},
        finding::{
            Severity,
            support::{fail, found, report, severities},
        },
        tls::{Alert, group::DhParameters},
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
        assert_eq!(
            with_prime(1024),
            [failed, ("weak-key-exchange", Severity::Warning)]
        );
        assert_eq!(with_prime(2048), [failed]);
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
            ["tls-handshake-failed"]
        );
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
