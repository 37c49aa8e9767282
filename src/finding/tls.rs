//! Checks of the protocol itself: versions and client certificates. RFC 8996, RFC 9325, RFC 8446 section 4.3.2.
//! Weak suites cannot be found here: what is weak is never offered, so a server that insists on it fails the handshake.

use super::{
    Check,
    Severity::{Error, Notice},
    Verdict, server,
};
use crate::{report::server::Tls, tls::handshake::ONLY_OLD_VERSIONS};

pub(super) const CHECKS: &[Check] = &[
    server(
        "legacy-tls",
        Error,
        "the server speaks nothing newer than TLS 1.1",
        "RFC 8996 section 5",
        "Allow TLS 1.2 and 1.3 (Postfix: smtpd_tls_protocols = >=TLSv1.2; old servers need a newer TLS library).",
        |server, _| match &server.tls {
            None => Verdict::NotApplicable,
            Some(tls) if is_legacy(tls) => Verdict::found(tls.error.clone().unwrap_or_default()),
            Some(_) => Verdict::Pass,
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
                Verdict::found(tls.error.clone().unwrap_or_default())
            }
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

pub(super) fn is_legacy(tls: &Tls) -> bool {
    !tls.complete
        && tls
            .error
            .as_ref()
            .is_some_and(|error| error.contains(ONLY_OLD_VERSIONS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::{Cause, FailedStage},
        finding::support::{fail, found, report, severities},
        tls::HandshakeError,
    };

    #[test]
    fn a_server_of_old_versions_is_told_as_such() {
        let error = HandshakeError::Incompatible(ONLY_OLD_VERSIONS.to_owned()).to_string();
        let legacy = fail(FailedStage::Tls, Cause::Handshake, move |server| {
            server.tls = Some(Tls {
                error: Some(error.clone()),
                ..Tls::default()
            });
        });
        assert_eq!(severities(&legacy), [("legacy-tls", Error)]);
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
