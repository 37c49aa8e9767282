//! What becomes of clients that send no server name in the handshake, as many senders on port 25 do not, or another than ours.
//! RFC 6066 section 3, RFC 7672 section 8.1.

use super::{Check, Severity::Notice, Verdict, server};
use crate::{
    report::{Report, Server, server::Tls},
    tls::WithoutServerName,
};

pub(super) const CHECKS: &[Check] = &[server(
    "server-name-required",
    Notice,
    "clients that send no server name are served differently",
    "RFC 7672 section 8.1",
    "Make the certificate for this name the one for clients that send none (RFC 6066 section 3; Postfix: \
     smtpd_tls_chain_files, with tls_server_sni_maps for further names only): many senders send none.",
    required,
)];

fn required(server: &Server, _: &Report) -> Verdict {
    let Some((tls, without)) = asked(server) else {
        return Verdict::NotApplicable;
    };
    if let Some(hindrance) = &without.hindrance {
        return Verdict::Unknown(hindrance.clone());
    }
    match (&without.error, without.same_certificate) {
        // What fails with the name has a finding of its own.
        _ if !tls.complete => Verdict::Pass,
        (Some(error), _) => Verdict::found(format!(
            "without a server name the handshake fails: {error}"
        )),
        (None, Some(false)) => Verdict::found(another(tls, without)),
        (None, _) => Verdict::Pass,
    }
}

fn asked(server: &Server) -> Option<(&Tls, &WithoutServerName)> {
    let tls = server.tls.as_ref()?;
    Some((tls, tls.without_server_name.as_ref()?))
}

fn another(tls: &Tls, without: &WithoutServerName) -> String {
    let shown = without.leaf_name.as_deref().unwrap_or_default();
    let wanted = tls
        .verification
        .as_ref()
        .and_then(|verification| verification.name.as_deref());
    let name = wanted.unwrap_or_default();
    let matches = match without.name_matches {
        Some(true) => format!(", which is for {name} too"),
        Some(false) => format!(", which is not for {name}"),
        None => String::new(),
    };
    format!("without a server name it shows another certificate, {shown}{matches}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::support::{report, severities, unknown};

    fn compared(change: impl Fn(&mut WithoutServerName)) -> Report {
        let mut without = WithoutServerName {
            complete: true,
            leaf_name: Some("other.example".to_owned()),
            same_certificate: Some(true),
            name_matches: Some(true),
            ..WithoutServerName::default()
        };
        change(&mut without);
        let mut report = report();
        let tls = report.servers[0].tls.get_or_insert_default();
        tls.without_server_name = Some(without);
        report
    }

    #[test]
    fn the_same_certificate_is_no_finding() {
        assert_eq!(severities(&compared(|_| {})), []);
    }

    #[test]
    fn another_certificate_and_a_failure_are_good_to_know() {
        let another = compared(|without| {
            without.same_certificate = Some(false);
            without.name_matches = Some(false);
        });
        assert_eq!(severities(&another), [("server-name-required", Notice)]);
        let Verdict::Found(evidence) = required(&another.servers[0], &another) else {
            panic!("it is found");
        };
        let text = "without a server name it shows another certificate, other.example, which is not for mx.example.com";
        assert_eq!(evidence[0].text, text);
        let failed = compared(|without| {
            without.complete = false;
            without.error = Some("the server ended TLS".to_owned());
            without.same_certificate = None;
        });
        assert_eq!(severities(&failed), [("server-name-required", Notice)]);
    }

    #[test]
    fn a_server_that_fails_with_the_name_too_does_not_need_it() {
        let mut failed = compared(|without| {
            without.complete = false;
            without.error = Some("the server ended TLS".to_owned());
        });
        failed.servers[0].tls.get_or_insert_default().complete = false;
        assert_eq!(severities(&failed), []);
    }

    #[test]
    fn a_server_that_could_not_be_asked_is_not_checked() {
        let hindered = compared(|without| without.hindrance = Some("421 too many".to_owned()));
        assert_eq!(unknown(&hindered), ["server-name-required"]);
    }
}
