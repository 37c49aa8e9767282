//! Checks of the stapled OCSP response: RFC 6960, RFC 6066 section 8. The responder itself is never asked, so nothing is
//! known, and nothing said, of the revocation of a certificate whose server staples nothing.

use super::{
    Check, Evidence,
    Severity::{self, Error, Notice, Warning},
    Verdict, server,
};
use crate::{
    report::Server,
    tls::{
        Ocsp,
        ocsp::{CertificateStatus, Freshness, ResponseSignature, ResponseStatus},
    },
};

pub(super) const CHECKS: &[Check] = &[
    server(
        "certificate-revoked",
        Error,
        "the certificate was revoked",
        "RFC 6960 section 2.2",
        "Get a certificate with a new key and reload the server; ask the CA if you did not request this.",
        |server, _| staple(server).map_or(Verdict::NotApplicable, revoked),
    ),
    server(
        "ocsp-unverified",
        Warning,
        "the stapled OCSP response proves nothing",
        "RFC 6960 section 3.2",
        "Have the server fetch a fresh response from its CA's responder; it needs the issuer's certificate for that.",
        |server, _| staple(server).map_or(Verdict::NotApplicable, |ocsp| unverified(server, ocsp)),
    ),
    server(
        "ocsp-response-stale",
        Warning,
        "the stapled OCSP response is not current",
        "RFC 6960 section 4.2.2.1",
        "Find out why the server does not renew it; check its clock.",
        |server, _| staple(server).map_or(Verdict::NotApplicable, |ocsp| stale(server, ocsp)),
    ),
];

fn staple(server: &Server) -> Option<&Ocsp> {
    server.tls.as_ref()?.ocsp.as_ref()
}

/// A revocation stays one when the response is old; "good" does not.
fn revoked(ocsp: &Ocsp) -> Verdict {
    match ocsp.verified_status() {
        Some(CertificateStatus::Revoked) => Verdict::found(ocsp.to_string()),
        Some(CertificateStatus::Good) if ocsp.freshness == Some(Freshness::Current) => {
            Verdict::Pass
        }
        _ => Verdict::Unknown(format!("the stapled OCSP response says: {ocsp}")),
    }
}

fn unverified(server: &Server, ocsp: &Ocsp) -> Verdict {
    match &ocsp.problem {
        None => Verdict::Pass,
        Some(problem) if is_beyond_us(ocsp) => {
            Verdict::Found(vec![Evidence::new(problem).of(Notice)])
        }
        Some(problem) => Verdict::Found(vec![weighed(server, problem)]),
    }
}

/// Whether it may well be right, and only cannot be checked here.
fn is_beyond_us(ocsp: &Ocsp) -> bool {
    let is_refuted = ocsp.signature == ResponseSignature::Invalid || ocsp.for_leaf == Some(false);
    ocsp.response_status == Some(ResponseStatus::Successful) && !is_refuted
}

fn stale(server: &Server, ocsp: &Ocsp) -> Verdict {
    let text = match (ocsp.freshness, ocsp.this_update, ocsp.next_update) {
        _ if ocsp.for_leaf == Some(false) => return Verdict::NotApplicable,
        (None, ..) => return Verdict::NotApplicable,
        (Some(Freshness::Stale), _, Some(next)) => format!("there is a newer one since {next}"),
        (Some(Freshness::Future), Some(this), _) => format!("it counts only from {this} on"),
        _ => return Verdict::Pass,
    };
    Verdict::Found(vec![weighed(server, &text)])
}

/// Few clients care for a useless staple, but where the certificate demands a good one (RFC 7633 section 4.2.3).
fn weighed(server: &Server, text: &str) -> Evidence {
    let severity: Option<Severity> = server
        .tls
        .as_ref()
        .and_then(|tls| tls.certificates.first())
        .filter(|leaf| leaf.must_staple)
        .map(|_| Error);
    Evidence {
        severity,
        ..Evidence::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::support::{found, report, severities, unknown},
        report::Report,
    };

    fn at(text: &str) -> Option<jiff::Timestamp> {
        Some(text.parse().unwrap())
    }

    /// A server with a good staple, spoiled by `change`.
    fn stapling(change: impl Fn(&mut Ocsp)) -> Report {
        let mut ocsp = Ocsp {
            response_status: Some(ResponseStatus::Successful),
            certificate_status: Some(CertificateStatus::Good),
            this_update: at("2026-06-01T00:00:00Z"),
            next_update: at("2026-06-08T00:00:00Z"),
            freshness: Some(Freshness::Current),
            for_leaf: Some(true),
            signature: ResponseSignature::Valid,
            ..Ocsp::default()
        };
        change(&mut ocsp);
        let mut report = report();
        let tls = report.servers[0].tls.as_mut().unwrap();
        tls.ocsp_stapled = true;
        tls.ocsp = Some(ocsp);
        report
    }

    #[test]
    fn a_good_staple_has_no_finding_and_none_is_not_asked_for() {
        for report in [stapling(|_| ()), report()] {
            assert_eq!(found(&report), [""; 0]);
            assert_eq!(unknown(&report), [""; 0]);
        }
    }

    #[test]
    fn a_revocation_is_an_error_however_old() {
        for freshness in [Freshness::Current, Freshness::Stale] {
            let report = stapling(|ocsp| {
                ocsp.certificate_status = Some(CertificateStatus::Revoked);
                ocsp.freshness = Some(freshness);
            });
            assert_eq!(severities(&report)[0], ("certificate-revoked", Error));
        }
    }

    #[test]
    fn a_revocation_that_nobody_signed_is_not_told_as_one() {
        let report = stapling(|ocsp| {
            ocsp.certificate_status = Some(CertificateStatus::Revoked);
            ocsp.signature = ResponseSignature::Invalid;
            ocsp.problem = Some("somebody else signed it".to_owned());
        });
        assert_eq!(severities(&report), [("ocsp-unverified", Warning)]);
        assert_eq!(unknown(&report), ["certificate-revoked"]);
    }

    #[test]
    fn what_cannot_be_checked_here_is_a_notice() {
        let report = stapling(|ocsp| {
            ocsp.for_leaf = None;
            ocsp.signature = ResponseSignature::Unchecked;
            ocsp.problem = Some("the issuer is not known".to_owned());
        });
        assert_eq!(severities(&report), [("ocsp-unverified", Notice)]);
        assert_eq!(unknown(&report), ["certificate-revoked"]);
    }

    #[test]
    fn a_staple_without_a_status_is_a_warning() {
        for status in [Some(ResponseStatus::TryLater), None] {
            let report = stapling(|ocsp| {
                *ocsp = Ocsp {
                    response_status: status,
                    problem: Some("no status".to_owned()),
                    ..Ocsp::default()
                }
            });
            assert_eq!(severities(&report), [("ocsp-unverified", Warning)]);
        }
    }

    #[test]
    fn a_certificate_that_the_responder_does_not_know_is_not_checked() {
        let report = stapling(|ocsp| ocsp.certificate_status = Some(CertificateStatus::Unknown));
        assert_eq!(found(&report), [""; 0]);
        assert_eq!(unknown(&report), ["certificate-revoked"]);
    }

    #[test]
    fn a_staple_of_another_time_says_nothing_of_today() {
        for freshness in [Freshness::Stale, Freshness::Future] {
            let report = stapling(|ocsp| ocsp.freshness = Some(freshness));
            assert_eq!(severities(&report), [("ocsp-response-stale", Warning)]);
            assert_eq!(unknown(&report), ["certificate-revoked"]);
        }
    }

    #[test]
    fn where_a_staple_is_demanded_a_useless_one_is_an_error() {
        let mut report = stapling(|ocsp| ocsp.freshness = Some(Freshness::Stale));
        let tls = report.servers[0].tls.as_mut().unwrap();
        tls.certificates[0].must_staple = true;
        assert_eq!(severities(&report), [("ocsp-response-stale", Error)]);
    }
}
