//! Checks of AUTH: RFC 4954, RFC 8314 section 4.

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict,
    advice::{self, Situation},
    advised::{advised, advised_login, answered, wants_login},
    server,
    step::doubt,
    unverified::check_of,
};
use crate::{
    event::{AuthenticationStatus, FailedStage, Withholding},
    report::{
        Report, Server,
        server::{Attempt, StartTlsStatus},
    },
    sasl::{self, LEAST_ITERATIONS, SecretKind},
    smtp::{Extensions, Reply},
    tls::{Reason, Verification},
};

pub(super) const CHECKS: &[Check] = &[
    server(
        "login-required",
        Error,
        "the server wants a login first",
        "RFC 4954 section 6",
        "Log in before MAIL: --auth auto --user NAME.",
        login_required,
    ),
    server(
        "auth-in-clear",
        Warning,
        "passwords are accepted over an unencrypted connection",
        "RFC 8314 section 4.1",
        "Offer AUTH under TLS only (Postfix: smtpd_tls_auth_only=yes; Exim: auth_advertise_hosts by tls_in_cipher).",
        in_clear,
    ),
    server(
        "auth-old-form",
        Notice,
        "AUTH is offered in its old form only",
        "RFC 4954 section 3",
        "Offer \"AUTH PLAIN\" rather than \"AUTH=PLAIN\": current programs do not understand the form with the equals sign.",
        old_form,
    ),
    server(
        "auth-rejected",
        Error,
        "the login was rejected",
        "RFC 4954 section 6",
        "Check user name and password; the server's log has the reason.",
        |server, report| attempts(server, report, &[AuthenticationStatus::Rejected]),
    ),
    server(
        "auth-not-offered",
        Error,
        "the login asked for is not offered",
        "RFC 4954 section 3",
        "Choose a mechanism that the server offers, or log in under TLS, where most servers offer AUTH first.",
        |server, report| attempts(server, report, &[AuthenticationStatus::NotOffered]),
    ),
    server(
        "auth-failed",
        Error,
        "the login could not be completed",
        "RFC 4954 section 4",
        "Try another mechanism with --auth; the server's log has its side of it.",
        failed,
    ),
    server(
        "server-not-authenticated",
        Error,
        "the server did not prove that it knows the password",
        "RFC 5802 section 3",
        "Somebody may be impersonating the server: do not use the password there until that is clear.",
        |server, report| {
            attempts(
                server,
                report,
                &[AuthenticationStatus::ServerNotAuthenticated],
            )
        },
    ),
    server(
        "scram-few-iterations",
        Warning,
        "passwords are hashed with too few iterations",
        "RFC 7677 section 4",
        "Raise the iteration count to 4096 at least, better to 15,000 and more (Dovecot: doveadm pw -r; Cyrus SASL: scram_iteration_counter), and have the passwords set anew.",
        few_iterations,
    ),
    server(
        "credentials-withheld",
        Error,
        "no credentials were sent, to protect them",
        "RFC 8314 section 4.1",
        "Repair encryption or certificate; --insecure-auth logs in nevertheless, and whoever listens may read the password or try \
         passwords against the proof of it.",
        withheld,
    ),
];

/// What `--insecure-auth` costs with this mechanism.
fn at_risk(mechanism: &str) -> &'static str {
    match sasl::find(mechanism) {
        Some(one) if one.sends_secret && one.secret == SecretKind::Token => {
            "Repair encryption or certificate; --insecure-auth logs in nevertheless, and whoever listens may read the token."
        }
        Some(one) if one.sends_secret => {
            "Repair encryption or certificate; --insecure-auth logs in nevertheless, and whoever listens may read the password."
        }
        Some(one) if one.secret == SecretKind::Password => {
            "Repair encryption or certificate; --insecure-auth logs in nevertheless: the password itself is not sent, but whoever \
             listens, or stands in for the server, may try passwords offline against the proof."
        }
        _ => "Repair encryption or certificate; --insecure-auth logs in nevertheless.",
    }
}

fn in_clear(server: &Server, _: &Report) -> Verdict {
    let Some(ehlo) = server.ehlo_in_clear() else {
        return Verdict::NotApplicable;
    };
    let mechanisms = Extensions(ehlo.extensions.clone()).auth_mechanisms();
    let readable: Vec<_> = mechanisms
        .iter()
        .filter(|name| sasl::find(name).is_some_and(|one| one.sends_secret))
        .cloned()
        .collect();
    if readable.is_empty() {
        return Verdict::Pass;
    }
    let evidence = Evidence::new(format!("AUTH {} before TLS", readable.join(" ")));
    let no_tls_at_all = server.starttls.status == StartTlsStatus::NotOffered;
    Verdict::Found(vec![if no_tls_at_all {
        evidence.of(Error)
    } else {
        evidence
    }])
}

/// Who hears a proof, or gets hold of the stored keys, tries passwords the faster the fewer there are.
fn few_iterations(server: &Server, _: &Report) -> Verdict {
    match server.authentication.iterations {
        None => Verdict::NotApplicable,
        Some(count) if count < LEAST_ITERATIONS => Verdict::found(format!(
            "SCRAM with {count} iterations, of {LEAST_ITERATIONS} at least"
        )),
        Some(_) => Verdict::Pass,
    }
}

fn old_form(server: &Server, _: &Report) -> Verdict {
    let Some(extensions) = server.extensions() else {
        return Verdict::NotApplicable;
    };
    let mut forms = extensions
        .0
        .iter()
        .filter(|one| one.is("AUTH"))
        .map(|one| one.old_form)
        .peekable();
    if forms.peek().is_none() {
        return Verdict::NotApplicable;
    }
    if forms.all(|old| old) {
        Verdict::found("AUTH= without AUTH")
    } else {
        Verdict::Pass
    }
}

const BY_FORGED_DNS: &str = "Renew the signatures of the zone of the TLSA records, or correct its DS record: until then whoever forges DNS may \
     stand between.";

const BY_FAILED_DNS: &str = "Try again later; if it stays so, look at the name servers of the zone of the TLSA records: while they may be \
     suppressed somebody may stand between.";

/// Each cause has its own remedy, and what tells of the same cause its own id.
fn withheld(server: &Server, report: &Report) -> Verdict {
    let verdict = attempts(server, report, &[AuthenticationStatus::Withheld]);
    let (Verdict::Found(evidence), Some(because)) =
        (verdict.clone(), &server.authentication.withheld)
    else {
        return verdict;
    };
    let tailored = tailored(server, because);
    let told = |one: Evidence| Evidence {
        remedy: tailored.clone().or(one.remedy),
        cause: told_by(because),
        ..one
    };
    Verdict::Found(evidence.into_iter().map(told).collect())
}

/// What to do where it is neither the encryption nor the certificate that is to be repaired.
fn tailored(server: &Server, because: &Withholding) -> Option<String> {
    match because {
        Withholding::BogusRecords { .. } => Some(BY_FORGED_DNS.to_owned()),
        Withholding::RecordsNotFoundOut { .. } => Some(BY_FAILED_DNS.to_owned()),
        Withholding::NameUnproven { .. } => Some(name_it(server)),
        Withholding::Unverified(verification) if is_beyond_this_program(verification) => {
            Some(BEYOND.to_owned())
        }
        _ => None,
    }
}

/// The ids of the checks that find the cause itself, the first of them first.
fn told_by(because: &Withholding) -> Vec<&'static str> {
    match because {
        Withholding::NotEncrypted => {
            vec![
                "starttls-stripped",
                "starttls-not-offered",
                "starttls-refused",
            ]
        }
        Withholding::Unverified(verification) => {
            let reasons = verification.reasons.iter();
            reasons.map(|one| check_of(one.reason)).collect()
        }
        Withholding::BogusRecords { .. } => vec!["dane-bogus"],
        Withholding::RecordsNotFoundOut { .. } => vec!["dane-lookup-failed"],
        Withholding::NoCertificate | Withholding::NameUnproven { .. } => Vec::new(),
    }
}

const BEYOND: &str = "Nothing says that the server is at fault: mail programs that can check the signature may log in. A key of RSA or EC \
     P-256 is checked by all of them; --insecure-auth logs in nevertheless, without knowing whose server it is.";

fn is_beyond_this_program(verification: &Verification) -> bool {
    !verification.is_wrong()
        && (verification.has(Reason::UncheckedScheme)
            || verification.has(Reason::UncheckedSignature))
}

fn name_it(server: &Server) -> String {
    format!(
        "If {host} is the right server, name it: --server {host} -p {port}. For programs that look it up, sign the domain's \
         zone (DNSSEC), or have the certificate issued for the domain as well.",
        host = server.host,
        port = server.port
    )
}

/// Where the answer to the login is contradicted later, nobody knows whether it was one.
fn failed(server: &Server, report: &Report) -> Verdict {
    let mut attempted = server.authentication.attempted.iter();
    match attempted.any(|attempt| attempt.status == AuthenticationStatus::Uncertain) {
        true => doubt(server, "AUTH", "the login"),
        false => attempts(
            server,
            report,
            &[
                AuthenticationStatus::ProtocolError,
                AuthenticationStatus::Unusable,
            ],
        ),
    }
}

fn attempts(server: &Server, report: &Report, statuses: &[AuthenticationStatus]) -> Verdict {
    let attempted = &server.authentication.attempted;
    if attempted.is_empty() || !report.asked.has("auth") {
        return Verdict::NotApplicable;
    }
    let another_worked = attempted
        .iter()
        .any(|attempt| attempt.status == AuthenticationStatus::Accepted);
    let found = attempted
        .iter()
        .filter(|attempt| statuses.contains(&attempt.status));
    let evidence = found.map(|attempt| {
        let evidence = evidence(attempt, server);
        if another_worked {
            evidence.of(Notice)
        } else {
            evidence
        }
    });
    Verdict::from_evidence(evidence.collect())
}

fn words(attempt: &Attempt, server: &Server) -> String {
    let mut words = attempt.mechanism.clone();
    if let Some(reply) = &attempt.reply {
        words.push_str(&format!(": {reply}"));
    }
    if let Some(detail) = &attempt.detail {
        words.push_str(&format!(": {detail}"));
    }
    if attempt.status == AuthenticationStatus::NotOffered {
        words.push_str(&match server.authentication.offered.as_slice() {
            [] => ": AUTH is not offered".to_owned(),
            offered => format!(": the server offers {}", offered.join(", ")),
        });
    }
    words
}

/// With what is known of the reply, or of what the server offers instead.
fn evidence(attempt: &Attempt, server: &Server) -> Evidence {
    let words = words(attempt, server);
    match (attempt.status, &attempt.reply) {
        (AuthenticationStatus::Rejected, Some(reply)) => {
            advised_login("auth-rejected", server, &attempt.mechanism, reply, words)
        }
        (AuthenticationStatus::Withheld, _) => {
            Evidence::new(words).remedied_by(at_risk(&attempt.mechanism))
        }
        (AuthenticationStatus::NotOffered, _) => Evidence {
            remedy: advice::not_offered(&Situation::at(server, FailedStage::Auth)),
            ..Evidence::new(words)
        },
        _ => Evidence::new(words),
    }
}

/// Replies to MAIL, RCPT, DATA or the message that want a login.
fn login_required(server: &Server, _: &Report) -> Verdict {
    let Some(transaction) = &server.transaction else {
        return Verdict::NotApplicable;
    };
    let mut evidence: Vec<Evidence> = transaction
        .rcpt
        .iter()
        .filter(|rcpt| !rcpt.accepted && wants_login(server, FailedStage::Rcpt, &rcpt.reply))
        .map(|rcpt| {
            let text = format!("{}: {}", rcpt.address, rcpt.reply);
            login_wanted(server, FailedStage::Rcpt, &rcpt.reply, text).of_recipient(&rcpt.address)
        })
        .collect();
    let refusal = server.failed_stage.zip(server.refusal());
    evidence.extend(
        refusal
            .filter(|(stage, reply)| {
                *stage != FailedStage::Rcpt && wants_login(server, *stage, reply)
            })
            .map(|(stage, reply)| {
                login_wanted(
                    server,
                    stage,
                    reply,
                    format!("{}: {reply}", answered(stage)),
                )
            }),
    );
    Verdict::from_evidence(evidence)
}

/// The headline has the cause already.
fn login_wanted(server: &Server, stage: FailedStage, reply: &Reply, text: String) -> Evidence {
    Evidence {
        title: None,
        ..advised("login-required", server, stage, reply, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::{Cause, FailedStage},
        finding::support::{
            ehlo, fail, found, in_clear as clear, report, severities, signed_uncheckably,
        },
    };

    fn attempted(statuses: &[AuthenticationStatus]) -> Report {
        let mut report = fail(FailedStage::Auth, Cause::PermanentReply, |server| {
            server.authentication.attempted = statuses
                .iter()
                .map(|status| Attempt {
                    mechanism: "PLAIN".to_owned(),
                    status: *status,
                    reply: Some(Reply::of(535, "5.7.8 no")),
                    detail: None,
                })
                .collect();
        });
        report.asked.given.set("auth", true);
        report
    }

    #[test]
    fn each_way_to_fail_has_its_finding() {
        for (status, id) in [
            (AuthenticationStatus::Rejected, "auth-rejected"),
            (AuthenticationStatus::NotOffered, "auth-not-offered"),
            (AuthenticationStatus::ProtocolError, "auth-failed"),
            (AuthenticationStatus::Unusable, "auth-failed"),
            (
                AuthenticationStatus::ServerNotAuthenticated,
                "server-not-authenticated",
            ),
            (AuthenticationStatus::Withheld, "credentials-withheld"),
        ] {
            assert_eq!(severities(&attempted(&[status])), [(id, Error)]);
        }
    }

    /// RFC 5802 section 9: who has the messages can try passwords offline, and reads none.
    #[test]
    fn what_withheld_credentials_were_spared_depends_on_the_mechanism() {
        for (mechanism, risk) in [
            ("PLAIN", "read the password"),
            ("XOAUTH2", "read the token"),
            ("SCRAM-SHA-256", "try passwords offline against the proof"),
            ("CRAM-MD5", "try passwords offline against the proof"),
            ("EXTERNAL", "logs in nevertheless."),
        ] {
            let mut report = attempted(&[AuthenticationStatus::Withheld]);
            report.servers[0].tls = None;
            let attempt = &mut report.servers[0].authentication.attempted[0];
            attempt.mechanism = mechanism.to_owned();
            let verdict = withheld(&report.servers[0], &report);
            let Verdict::Found(evidence) = verdict else {
                panic!("{mechanism}")
            };
            let remedy = evidence[0].remedy.as_deref().unwrap();
            assert!(remedy.contains(risk), "{mechanism}: {remedy}");
            assert_eq!(remedy.contains("read the password"), mechanism == "PLAIN");
        }
    }

    #[test]
    fn where_this_program_cannot_check_the_server_is_not_told_to_repair() {
        let mut report = attempted(&[AuthenticationStatus::Withheld]);
        signed_uncheckably(&mut report.servers[0]);
        let verification = report.servers[0].verification().cloned().unwrap();
        report.servers[0].authentication.withheld =
            Some(Withholding::Unverified(Box::new(verification)));
        let Verdict::Found(evidence) = withheld(&report.servers[0], &report) else {
            panic!()
        };
        let remedy = evidence[0].remedy.as_deref().unwrap();
        assert!(remedy.starts_with("Nothing says that the server is at fault"));
    }

    #[test]
    fn a_rejection_before_a_success_is_good_to_know() {
        let report = attempted(&[
            AuthenticationStatus::Rejected,
            AuthenticationStatus::Accepted,
        ]);
        assert_eq!(severities(&report), [("auth-rejected", Notice)]);
    }

    #[test]
    fn readable_mechanisms_before_tls_weigh_more_without_any_tls() {
        let mut with_tls = report();
        with_tls.servers[0].ehlo[0] = ehlo(false, &["STARTTLS", "SIZE 1000", "AUTH PLAIN"]);
        assert_eq!(severities(&with_tls), [("auth-in-clear", Warning)]);
        with_tls.servers[0].ehlo[0] = ehlo(
            false,
            &["STARTTLS", "SIZE 1000", "AUTH SCRAM-SHA-256 CRAM-MD5"],
        );
        assert_eq!(found(&with_tls), [""; 0]);
        let mut without = clear();
        without.servers[0].starttls.status = StartTlsStatus::NotOffered;
        without.servers[0].ehlo[0] = ehlo(false, &["AUTH LOGIN"]);
        assert!(severities(&without).contains(&("auth-in-clear", Error)));
    }

    #[test]
    fn fewer_than_4096_iterations_are_too_few() {
        let with = |count| {
            let mut report = report();
            report.servers[0].authentication.iterations = count;
            severities(&report)
        };
        assert_eq!(with(Some(4095)), [("scram-few-iterations", Warning)]);
        assert_eq!(with(Some(4096)), []);
        assert_eq!(with(None), []);
    }

    #[test]
    fn the_old_form_beside_the_new_one_is_no_finding() {
        let mut report = report();
        report.servers[0].ehlo[1] = ehlo(true, &["SIZE 1000", "AUTH PLAIN", "AUTH=PLAIN"]);
        assert_eq!(found(&report), [""; 0]);
        report.servers[0].ehlo[1] = ehlo(true, &["SIZE 1000", "AUTH=PLAIN"]);
        assert_eq!(found(&report), ["auth-old-form"]);
    }
}
