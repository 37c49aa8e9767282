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
        // Of those who submit, hardly a program asks for TLSA records.
        false if server.dane_vouches() => {
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
        false if server.preference.is_some() => format!(
            "Get a certificate for {name}, the MX host to which other servers connect; or let the MX record name a host that \
             the certificate is for."
        ),
        false => format!(
            "Get a certificate for {name}, the host to which this check connected; or have clients connect to a name that the \
             certificate is for."
        ),
    };
    verdict.remedied_by(&remedy)
}

#[cfg(test)]
mod tests {
    use crate::{
        dns::Proof,
        finding::{JudgeOptions, judge, support::report},
        record::dane::{Dane, DaneRecord, DaneStatus, RecordStatus},
        tls::{Outcome, Reason, ReasonDetail},
    };

    fn remedy(port: u16, preference: Option<u16>, reason: Reason) -> String {
        let mut report = report();
        let server = &mut report.servers[0];
        (server.port, server.preference) = (port, preference);
        server.dane = Some(vouching());
        let tls = server.tls.as_mut().unwrap();
        let verification = tls.verification.as_mut().unwrap();
        verification.reasons = vec![ReasonDetail::new(reason, "because")];
        match reason {
            Reason::NameMismatch => verification.name_matches = Some(false),
            _ => verification.path = Outcome::Wrong,
        }
        let findings = judge(&report, &JudgeOptions::default()).findings;
        let ids = ["certificate-name-mismatch", "certificate-self-signed"];
        let mut about = findings.iter().filter(|one| ids.contains(&one.id));
        about.next().unwrap().remedy.clone()
    }

    /// A record that matches: 3 1 1.
    fn vouching() -> Dane {
        Dane {
            status: DaneStatus::Valid,
            name: "_25._tcp.mx.example.com".to_owned(),
            records: vec![DaneRecord {
                usage: 3,
                selector: 1,
                matching_type: 1,
                data: String::new(),
                status: RecordStatus::Match,
                detail: None,
            }],
            mx: None,
            addresses: Proof::Secure,
            alias: None,
            tlsa: Proof::Secure,
            detail: None,
        }
    }

    #[test]
    fn mail_programs_submit_to_no_mx_host() {
        for port in [465, 587] {
            let said = remedy(port, None, Reason::NameMismatch);
            assert!(
                said.contains("mx.example.com") && !said.contains("MX"),
                "{said}"
            );
            let said = remedy(port, None, Reason::SelfSigned);
            assert!(
                said.contains("mail programs") && !said.contains("DANE"),
                "{said}"
            );
        }
        assert!(remedy(25, Some(10), Reason::NameMismatch).contains("MX host"));
        assert!(remedy(25, Some(10), Reason::SelfSigned).starts_with("Nothing for senders"));
    }

    /// `--no-mx`, or a domain without one.
    #[test]
    fn no_mx_record_is_named_where_none_led_there() {
        let said = remedy(25, None, Reason::NameMismatch);
        assert!(
            said.contains("mx.example.com") && !said.contains("MX"),
            "{said}"
        );
    }
}
