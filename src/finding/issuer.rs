//! What a certificate of an issuer that the server does not send, fetched all the same, says about the fault: which file to
//! append where, or that appending does not help. RFC 5280 section 4.2.2.1.

use super::{Evidence, Verdict};
use crate::report::{Server, server::Tls};

/// The verdict about a missing intermediate, with what fetching it came to.
pub(super) fn with_fetched(server: &Server, verdict: Verdict) -> Verdict {
    match (verdict, &server.tls) {
        (Verdict::Found(evidence), Some(tls)) => {
            Verdict::Found(evidence.into_iter().map(|one| told(tls, one)).collect())
        }
        (verdict, _) => verdict,
    }
}

fn told(tls: &Tls, evidence: Evidence) -> Evidence {
    let detail = tls.fetched_issuers_detail.as_deref().unwrap_or_default();
    let error = tls
        .fetched_issuers
        .iter()
        .find_map(|one| one.error.as_ref());
    let outcome = match (tls.trusted_with_fetched_issuers, error) {
        (Some(true), _) => {
            "with the intermediate that the server should send, the path is complete".to_owned()
        }
        (Some(false), None) => {
            format!("with the intermediate from there it still does not verify: {detail}")
        }
        (_, Some(error)) => format!("it could not be fetched: {error}"),
        (None, None) => return evidence,
    };
    let text = format!("{}; {outcome}", evidence.text);
    let remedy = remedy(tls).or(evidence.remedy);
    Evidence {
        text,
        remedy,
        ..evidence
    }
}

/// Where the whole of what is missing is known, it is named.
fn remedy(tls: &Tls) -> Option<String> {
    if tls.trusted_with_fetched_issuers != Some(true) {
        return None;
    }
    let named: Vec<_> = tls
        .fetched_issuers
        .iter()
        .filter_map(|one| Some(format!("{} ({})", one.subject.as_ref()?, one.url)))
        .collect();
    Some(format!(
        "Append to the server's own certificate in its chain file (Postfix: smtpd_tls_chain_files), in this order and as PEM: {}.",
        named.join("; ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::FetchedIssuer;

    fn judged(trusted: Option<bool>, error: Option<&str>, detail: Option<&str>) -> Evidence {
        let tls = Tls {
            fetched_issuers: vec![FetchedIssuer {
                url: "http://ca.example/r3.der".to_owned(),
                subject: error.is_none().then(|| "CN=R3".to_owned()),
                sha256: None,
                error: error.map(str::to_owned),
            }],
            trusted_with_fetched_issuers: trusted,
            fetched_issuers_detail: detail.map(str::to_owned),
            ..Tls::default()
        };
        told(&tls, Evidence::new("R3 is missing"))
    }

    #[test]
    fn a_path_that_becomes_complete_names_what_to_append() {
        let found = judged(Some(true), None, None);
        assert_eq!(
            found.text,
            "R3 is missing; with the intermediate that the server should send, the path is complete"
        );
        assert!(
            found
                .remedy
                .unwrap()
                .ends_with("as PEM: CN=R3 (http://ca.example/r3.der).")
        );
    }

    #[test]
    fn a_path_that_stays_broken_says_why_and_keeps_the_remedy() {
        let found = judged(Some(false), None, Some("it leads to Nobody"));
        assert!(
            found
                .text
                .ends_with("still does not verify: it leads to Nobody")
        );
        assert_eq!(found.remedy, None);
        let found = judged(None, Some("status 404"), None);
        assert!(found.text.ends_with("it could not be fetched: status 404"));
    }

    #[test]
    fn without_having_asked_nothing_is_added() {
        let evidence = Evidence::new("R3 is missing");
        assert_eq!(told(&Tls::default(), evidence.clone()), evidence);
    }
}
