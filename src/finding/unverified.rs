//! Which check tells of each reason why a certificate does not verify: there is none that nobody tells of.

use crate::tls::Reason;

/// Checks of the handshake's signature, which is seen whatever the path is.
pub(super) const OF_HANDSHAKE: [&str; 3] = [
    "certificate-bad-signature",
    "tls-forbidden-signature",
    "tls-weak-signature",
];

/// The id of the check that finds it, or that says that it could not be checked.
pub(super) fn check_of(reason: Reason) -> &'static str {
    match reason {
        Reason::Expired => "certificate-expired",
        Reason::NotYetValid => "certificate-not-yet-valid",
        Reason::ExpiredIntermediate => "certificate-expired-intermediate",
        Reason::ExpiredRoot => "certificate-expired-root",
        Reason::UnknownIssuer | Reason::NoCertificate | Reason::NoTrustRoots => {
            "certificate-unknown-issuer"
        }
        Reason::SelfSigned => "certificate-self-signed",
        Reason::MissingIntermediate => "certificate-missing-intermediate",
        Reason::NameMismatch => "certificate-name-mismatch",
        Reason::WrongPurpose => "certificate-wrong-purpose",
        Reason::NameConstraint | Reason::PathLength | Reason::NotAuthority | Reason::KeyUsage => {
            "certificate-constraint"
        }
        Reason::CriticalExtension | Reason::Malformed => "certificate-malformed",
        Reason::Revoked => "certificate-revoked",
        Reason::BadSignature => "certificate-bad-signature",
        Reason::WeakKey => "certificate-weak-key",
        Reason::WeakSignature => "certificate-weak-signature",
        Reason::ForbiddenScheme => "tls-forbidden-signature",
        Reason::WeakScheme => "tls-weak-signature",
        Reason::UncheckedScheme
        | Reason::UncheckedSignature
        | Reason::UncheckedPolicies
        | Reason::TooManyWays => "certificate-unchecked",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::{
            JudgeOptions, Severity, judge,
            support::{found, report, unknown},
        },
        report::Report,
        tls::{
            HandshakeSignature, Ocsp, Outcome, ReasonDetail,
            ocsp::{CertificateStatus, ResponseSignature, ResponseStatus},
        },
    };

    /// A server on this port whose certificate does not verify for this reason, as it is judged.
    fn because_of(reason: Reason, port: u16) -> Report {
        let mut report = report();
        report.asked.given.set("verify", true);
        report.servers[0].port = port;
        let tls = report.servers[0].tls.as_mut().unwrap();
        let verification = tls.verification.as_mut().unwrap();
        verification.reasons = vec![ReasonDetail::new(reason, "because")];
        match reason {
            Reason::NameMismatch => verification.name_matches = Some(false),
            Reason::NoTrustRoots
            | Reason::UncheckedSignature
            | Reason::UncheckedPolicies
            | Reason::TooManyWays => {
                verification.path = Outcome::Unchecked("because".to_owned());
            }
            Reason::WeakScheme | Reason::UncheckedScheme => {
                verification.handshake_signature = HandshakeSignature::Unchecked;
            }
            Reason::BadSignature | Reason::ForbiddenScheme => {
                verification.handshake_signature = HandshakeSignature::Invalid;
            }
            _ => verification.path = Outcome::Wrong,
        }
        tls.ocsp = (reason == Reason::Revoked).then(|| Ocsp {
            response_status: Some(ResponseStatus::Successful),
            certificate_status: Some(CertificateStatus::Revoked),
            for_leaf: Some(true),
            signature: ResponseSignature::Valid,
            ..Ocsp::default()
        });
        report
    }

    #[test]
    fn every_reason_is_found_or_not_checked_and_never_a_pass() {
        for (reason, port) in Reason::ALL
            .map(|reason| [(reason, 25), (reason, 587)])
            .concat()
        {
            let report = because_of(reason, port);
            let is_told = found(&report).contains(&check_of(reason))
                || unknown(&report).contains(&check_of(reason));
            assert!(is_told, "{reason} on {port}");
            let judged = judge(&report, &JudgeOptions::default());
            let is_error = judged
                .findings
                .iter()
                .any(|one| one.severity == Severity::Error);
            let is_unmet = judged.not_checked.iter().any(|one| one.id == "verify");
            assert!(is_error || is_unmet, "--verify and {reason} on {port}");
        }
    }

    #[test]
    fn a_signature_that_nobody_saw_is_not_checked() {
        let mut report = report();
        report.asked.given.set("verify", true);
        let tls = report.servers[0].tls.as_mut().unwrap();
        tls.verification.as_mut().unwrap().handshake_signature = HandshakeSignature::Unchecked;
        assert!(unknown(&report).contains(&"verify"));
    }

    #[test]
    fn a_root_with_a_short_key_and_a_handshake_signed_with_sha_1_are_warnings_on_port_25() {
        for reason in [Reason::WeakKey, Reason::WeakSignature, Reason::WeakScheme] {
            let mut report = because_of(reason, 25);
            report.asked.given.set("verify", false);
            let judged = judge(&report, &JudgeOptions::default());
            let told: Vec<_> = judged
                .findings
                .iter()
                .map(|one| (one.id, one.severity))
                .collect();
            assert_eq!(told, [(check_of(reason), Severity::Warning)]);
        }
    }
}
