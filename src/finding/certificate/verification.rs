//! What the verification of the certificate tells the checks: the reasons why it does not verify, and how much each weighs.

use crate::{
    finding::{
        Evidence,
        Severity::{self, Error, Notice},
        Telling, Verdict, is_submission,
        unverified::{OF_HANDSHAKE, check_of},
    },
    report::{Report, Server, server::Tls},
    tls::{Certificate, Outcome, Reason, Verification},
};

/// Whether a certificate that does not verify breaks something here: where mail programs log in, where the domain has
/// senders look (RFC 8461 section 4.2), and where the user says so. Most servers that deliver to port 25 do not look.
pub(super) fn is_strict(server: &Server, report: &Report) -> bool {
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

pub(super) fn verification(server: &Server) -> Option<&Verification> {
    server.tls.as_ref()?.verification.as_ref()
}

/// What the check of this id finds in the reasons why the certificate does not verify.
pub(super) fn because(
    server: &Server,
    report: &Report,
    id: &str,
    always: Option<Severity>,
) -> Verdict {
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
pub(super) fn malformed(server: &Server, report: &Report) -> Verdict {
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

pub(super) fn name_mismatch(server: &Server, report: &Report) -> Verdict {
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
            let evidence = match detail {
                None => Evidence::new(&server.host),
                Some(found) => Evidence {
                    telling: Telling::InPlaceOfTitle,
                    ..Evidence::new(&found.detail)
                },
            };
            Verdict::Found(vec![Evidence {
                severity: severity(server, report),
                ..evidence
            }])
        }
    }
}

fn has_unread_leaf(tls: &Tls) -> bool {
    tls.certificates.first().is_some_and(Certificate::is_unread)
}

/// What cannot be checked although the roots are there.
pub(super) fn unchecked(server: &Server, _: &Report) -> Verdict {
    let Some(verification) = verification(server) else {
        return Verdict::NotApplicable;
    };
    let mut reasons = verification.reasons.iter();
    let why = reasons.find(|found| check_of(found.reason) == "certificate-unchecked");
    why.map_or(Verdict::Pass, |found| {
        Verdict::Unknown(found.detail.clone())
    })
}
