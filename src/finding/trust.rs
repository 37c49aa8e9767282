//! What to do about a certificate that is not trusted or is for another name, by who meets it: other servers on port 25,
//! mail programs on 465 and 587 (RFC 8314 section 4.1). How the server is mended comes first; how this check is told, apart.

use super::{Verdict, is_submission};
use crate::{report::Server, tls::Verification};

/// Wherever it is met.
pub(super) const SELF_SIGNED: &str = "Get a certificate from a public CA, or have the clients trust this one. This check alone trusts \
    it with --ca-file.";

/// Wherever it is met.
pub(super) const UNKNOWN_ISSUER: &str = "Get a certificate from a public CA, or have the clients trust the private CA's root. This \
    check alone trusts it with --ca-file.";

/// Wherever it is met.
pub(super) const ANOTHER_NAME: &str = "Get a certificate with the name that clients look for: other servers that of the MX host, mail \
    programs that of the host in their settings.";

/// The verdict with what to do about a self-signed certificate at this server.
pub(super) fn self_signed(server: &Server, verdict: Verdict) -> Verdict {
    let remedy = match is_submission(server.port) {
        _ if server.dane_vouches() => {
            "Nothing for senders that honour DANE, whose records vouch for this key; for others get a certificate from a public \
             CA."
        }
        true => {
            "Get a certificate from a public CA: mail programs refuse this one or ask their user. This check alone trusts it \
             with --ca-file."
        }
        false => {
            "Get a certificate from a public CA, or publish this one's key by DANE in a signed zone (--print-tlsa shows the \
             record). This check alone trusts it with --ca-file."
        }
    };
    verdict.remedied_by(remedy)
}

/// The verdict with what to do about a certificate for another name at this server.
pub(super) fn another_name(server: &Server, verdict: Verdict) -> Verdict {
    let name = server
        .verification()
        .and_then(|Verification { name, .. }| name.as_deref())
        .unwrap_or(&server.host);
    let remedy = match is_submission(server.port) {
        true => format!(
            "Get a certificate for {name}, the host to which mail programs submit; or have them use a name that the \
             certificate is for."
        ),
        false => format!(
            "Get a certificate for {name}, the MX host to which other servers connect; or let the MX record name a host that \
             the certificate is for."
        ),
    };
    verdict.remedied_by(&remedy)
}

#[cfg(test)]
mod tests {
    use crate::{
        finding::{JudgeOptions, judge, support::report},
        tls::{Outcome, Reason, ReasonDetail},
    };

    fn remedy(port: u16, reason: Reason) -> String {
        let mut report = report();
        let server = &mut report.servers[0];
        server.port = port;
        let tls = server.tls.as_mut().unwrap();
        let verification = tls.verification.as_mut().unwrap();
        verification.reasons = vec![ReasonDetail::new(reason, "because")];
        match reason {
            Reason::NameMismatch => verification.name_matches = Some(false),
            _ => verification.path = Outcome::Wrong,
        }
        let findings = judge(&report, &JudgeOptions::default()).findings;
        findings[0].remedy.clone()
    }

    #[test]
    fn mail_programs_submit_to_no_mx_host() {
        for port in [465, 587] {
            let said = remedy(port, Reason::NameMismatch);
            assert!(
                said.contains("mx.example.com") && !said.contains("MX"),
                "{said}"
            );
            assert!(!remedy(port, Reason::SelfSigned).contains("DANE"));
        }
        assert!(remedy(25, Reason::NameMismatch).contains("MX host"));
        assert!(remedy(25, Reason::SelfSigned).contains("DANE"));
    }
}
