//! Checks of STARTTLS: RFC 3207, and RFC 8314 section 4.1 for submission.

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict,
    advised::advised,
    is_submission, server,
};
use crate::{
    event::{ActiveAttempt, ActiveCheck, AttemptVerdict, Cause, FailedStage},
    report::{
        Report, Server,
        server::{StartTlsStatus, Tls, TlsMode},
    },
    smtp::{Demand, Extension, Extensions, OUT_OF_STEP, Reply},
    tls::{Alert, HandshakeError, client_hello::breadth},
};

pub(super) const CHECKS: &[Check] = &[
    server(
        "starttls-not-offered",
        Warning,
        "the server does not offer encryption",
        "RFC 3207 section 4",
        "Switch it on (Postfix: smtpd_tls_security_level=may with certificate and key; Exim: tls_advertise_hosts).",
        |server, report| match server.starttls.status {
            StartTlsStatus::NotOffered if server.out_of_step && server.ehlo_refused() => {
                Verdict::Unknown(OUT_OF_STEP.to_owned())
            }
            StartTlsStatus::NotOffered => Verdict::Found(vec![judged(
                server,
                report,
                Evidence::new(match server.ehlo_in_clear() {
                    Some(ehlo) if ehlo.helo => "EHLO is refused, and HELO has no STARTTLS",
                    _ => "STARTTLS is not in the EHLO reply",
                }),
            )]),
            StartTlsStatus::NotTried | StartTlsStatus::NotApplicable => Verdict::NotApplicable,
            _ => Verdict::Pass,
        },
    ),
    server(
        "starttls-refused",
        Warning,
        "the server offers STARTTLS and refuses it",
        "RFC 3207 section 4",
        "The server's log says why: most often certificate or key cannot be read.",
        |server, report| match (&server.starttls.status, &server.starttls.reply) {
            (StartTlsStatus::Refused, _) if server.out_of_step => {
                Verdict::Unknown(OUT_OF_STEP.to_owned())
            }
            (StartTlsStatus::Refused, Some(reply)) => {
                let evidence = advised(
                    "starttls-refused",
                    server,
                    FailedStage::Starttls,
                    reply,
                    reply.to_string(),
                );
                Verdict::Found(vec![judged(server, report, evidence)])
            }
            (
                StartTlsStatus::NotTried
                | StartTlsStatus::NotApplicable
                | StartTlsStatus::NotOffered,
                _,
            ) => Verdict::NotApplicable,
            _ => Verdict::Pass,
        },
    ),
    server(
        "starttls-stripped",
        Error,
        "something on the path strips the offer of encryption",
        "RFC 3207 section 6",
        "Switch off SMTP inspection in the firewall on the way (Cisco: no inspect esmtp).",
        stripped,
    ),
    server(
        "starttls-required",
        Warning,
        "mail is refused without encryption",
        "RFC 3207 section 4",
        "A public mail server must take mail in clear too; keep it so only where all senders are known.",
        required,
    ),
    server(
        "starttls-response-injection",
        Error,
        "plain text arrived between STARTTLS and the handshake",
        "RFC 3207 section 4.2",
        "Update the server: anybody on the path can inject replies in its name; here the bytes were discarded.",
        |server, _| match server.starttls.injected_bytes {
            Some(bytes) => Verdict::found(format!("{bytes} bytes")),
            None if server.starttls.status == StartTlsStatus::Established => Verdict::Pass,
            None => Verdict::NotApplicable,
        },
    ),
    server(
        "tls-handshake-failed",
        Error,
        "the TLS handshake failed",
        "RFC 8446 section 4",
        "The server's log has its side of it.",
        handshake_failed,
    ),
    server(
        "ehlo-refused-after-tls",
        Error,
        "EHLO is refused once the connection is encrypted",
        "RFC 3207 section 4.2",
        "The server's log says why; a filter behind its TLS layer is a common reason.",
        refused_after_tls,
    ),
    server(
        "starttls-under-tls",
        Warning,
        "STARTTLS is offered although the connection is encrypted",
        "RFC 3207 section 4.2",
        "Take it out of the EHLO reply under TLS; look for a proxy that ends TLS before the server.",
        |server, _| match server.ehlo_encrypted() {
            None => Verdict::NotApplicable,
            Some(ehlo) if Extensions(ehlo.extensions.clone()).has("STARTTLS") => {
                Verdict::found("STARTTLS in the EHLO reply under TLS")
            }
            Some(_) => Verdict::Pass,
        },
    ),
    server(
        "ehlo-differs-after-tls",
        Notice,
        "extensions are gone once the connection is encrypted",
        "RFC 3207 section 4.2",
        "Offer the same extensions with and without TLS, STARTTLS and AUTH aside; look for a proxy before the server.",
        differs,
    ),
];

/// On submission ports, where it was asked for, and where the domain has senders insist on it (RFC 8461 section 5),
/// encryption is not optional.
fn judged(server: &Server, report: &Report, evidence: Evidence) -> Evidence {
    if is_submission(server.port) || report.asked.starttls || report.enforces_mta_sts() {
        evidence.of(Error)
    } else {
        evidence
    }
}

/// `XXXXXXXA` is what Cisco's inspection leaves of `STARTTLS`; others write eight times X.
fn is_mangled(extension: &Extension) -> bool {
    let keyword = extension.keyword.as_bytes();
    keyword.len() == 8
        && keyword[..7].iter().all(|byte| *byte == b'X')
        && matches!(keyword[7], b'A' | b'X')
}

/// What is left where such a firewall does not know EHLO and replaces it with as many X: the server, which gets XXXX, says so.
/// Of the greeting it leaves nothing but the characters 0 and 2 and asterisks.
pub(super) fn eaten(server: &Server) -> Option<String> {
    let refused = server
        .ehlo
        .iter()
        .find(|ehlo| !ehlo.encrypted && !ehlo.helo && ehlo.reply.code.is_about_syntax())?;
    let greeting = server.greeting.as_ref()?;
    let echoed = refused
        .reply
        .text()
        .split(|character: char| !character.is_ascii_alphanumeric())
        .any(|word| word == "XXXX");
    match (echoed, is_masked(greeting)) {
        (true, true) => Some(format!(
            "the greeting is asterisks, and EHLO arrived as XXXX: {}",
            refused.reply
        )),
        (true, false) => Some(format!("EHLO arrived as XXXX: {}", refused.reply)),
        (false, true) => Some(format!(
            "the greeting is asterisks, and EHLO is refused: {}",
            refused.reply
        )),
        (false, false) => None,
    }
}

fn is_masked(greeting: &Reply) -> bool {
    let text = greeting.text();
    text.bytes().filter(|byte| *byte == b'*').count() >= 8
        && text
            .bytes()
            .all(|byte| matches!(byte, b'*' | b'0' | b'2' | b' '))
}

fn refused_after_tls(server: &Server, _: &Report) -> Verdict {
    const ID: &str = "ehlo-refused-after-tls";
    match (server.failed_stage, &server.failure) {
        (Some(stage @ FailedStage::EhloAfterTls), Some(failure))
            if failure.cause == Cause::PermanentReply =>
        {
            let text = &failure.detail;
            let evidence = server.refusal().map_or_else(
                || Evidence::new(text),
                |reply| advised(ID, server, stage, reply, text),
            );
            Verdict::Found(vec![evidence])
        }
        _ if server.ehlo_encrypted().is_some() => Verdict::Pass,
        _ => Verdict::NotApplicable,
    }
}

fn stripped(server: &Server, _: &Report) -> Verdict {
    if let Some(evidence) = eaten(server) {
        return Verdict::found(evidence);
    }
    let Some(ehlo) = server.ehlo_in_clear() else {
        return Verdict::NotApplicable;
    };
    match ehlo
        .extensions
        .iter()
        .find(|extension| is_mangled(extension))
    {
        Some(extension) => Verdict::found(format!(
            "the EHLO reply has {} where STARTTLS would stand",
            extension.keyword
        )),
        None => Verdict::Pass,
    }
}

fn required(server: &Server, _: &Report) -> Verdict {
    if is_submission(server.port) {
        return Verdict::NotApplicable;
    }
    let tried = server.active(ActiveCheck::TlsEnforcement);
    let mail = tried.and_then(|tried| tried.attempts.iter().find(|one| one.verb == "MAIL"));
    if let Some(mail) = mail {
        return required_by_reply(server, mail);
    }
    let Some(transaction) = server
        .transaction
        .as_ref()
        .filter(|transaction| transaction.mail.is_some() && server.tls_mode == TlsMode::None)
    else {
        return Verdict::NotApplicable;
    };
    let mail = transaction.mail.iter().map(|mail| &mail.reply);
    // Postfix applies reject_plaintext_session to RCPT.
    let rcpt = transaction.rcpt.iter().map(|rcpt| &rcpt.reply);
    match mail.chain(rcpt).find(|reply| wants_tls(server, reply)) {
        Some(reply) => Verdict::found(reply.to_string()),
        None => Verdict::Pass,
    }
}

/// `--check-tls-enforcement` has asked.
fn required_by_reply(server: &Server, mail: &ActiveAttempt) -> Verdict {
    if let Some(reply) = mail.reply.as_ref().filter(|reply| wants_tls(server, reply)) {
        return Verdict::found(reply.to_string());
    }
    match mail.verdict {
        AttemptVerdict::Undetermined => Verdict::Unknown(mail.because()),
        _ => Verdict::Pass,
    }
}

/// The server's words say so. Else 530 stands for TLS or a login: for TLS where no login is offered or asked for.
fn wants_tls(server: &Server, reply: &Reply) -> bool {
    let offers = |keyword| {
        server
            .ehlo_in_clear()
            .is_some_and(|ehlo| Extensions(ehlo.extensions.clone()).has(keyword))
    };
    match reply.demand() {
        Some(demanded) => demanded == Demand::Tls,
        None => {
            reply.code.value() == 530
                && reply
                    .enhanced_status_code()
                    .is_none_or(|code| (code.subject, code.detail) == (7, 0))
                && offers("STARTTLS")
                && !offers("AUTH")
        }
    }
}

fn handshake_failed(server: &Server, report: &Report) -> Verdict {
    let Some(tls) = &server.tls else {
        return Verdict::NotApplicable;
    };
    if tls.plain_text && server.starttls.status != StartTlsStatus::NotApplicable {
        return Verdict::Found(vec![Evidence {
            remedy: Some(PLAIN_TEXT.to_owned()),
            ..Evidence::new(tls.error_in_words())
        }]);
    }
    let told_elsewhere = tls.complete
        || super::reach::beyond(tls).is_some()
        || tls.plain_text
        || tls.client_certificate_required
        || super::tls::is_legacy(tls)
        || super::tls::has_only_weak_suites(tls);
    match &tls.error {
        Some(error) if !told_elsewhere => {
            let by_alert = ALERTS
                .iter()
                .find(|(alert, _)| *error == HandshakeError::Alert(*alert))
                .map(|(_, remedy)| (*remedy).to_owned());
            let remedy = super::reach::lack(tls).map(|lack| super::reach::remedy(&lack));
            let remedy = remedy.or_else(|| excluded(tls, error, report)).or(by_alert);
            Verdict::Found(vec![Evidence {
                remedy,
                ..Evidence::new(failure(tls, error))
            }])
        }
        _ => Verdict::Pass,
    }
}

/// What `--min-tls` leaves is not what the server speaks.
fn excluded(tls: &Tls, error: &HandshakeError, report: &Report) -> Option<String> {
    let by_version = *error == HandshakeError::Alert(Alert::PROTOCOL_VERSION);
    let version = tls.version.filter(|_| tls.by_older_hello)?;
    (by_version && report.asked.has("min-tls")).then(|| {
        format!("The server speaks {version}, which --min-tls excludes: leave that out, or let the server speak what it asks for.")
    })
}

const PLAIN_TEXT: &str = "The server agreed to STARTTLS and went on in plain text: its TLS did not start, which its log explains (certificate, key, \
    a helper process), or a proxy before it passed the command on without knowing TLS.";

/// What happened, and what the server speaks instead, where that was found out.
fn failure(tls: &Tls, error: &HandshakeError) -> String {
    let nameless = tls.without_server_name.as_ref();
    if nameless.is_some_and(|nameless| nameless.complete) {
        return format!("{error}; without a server name the handshake succeeds");
    }
    match super::reach::chosen(tls) {
        Some(chosen) => format!(
            "{error}; a hello of {} gets {chosen}",
            breadth(chosen.version)
        ),
        None => error.to_string(),
    }
}

/// What to do about the commonest alerts, RFC 8446 section 6.2.
const ALERTS: &[(Alert, &str)] = &[
    (
        Alert::PROTOCOL_VERSION,
        "The server speaks none of the versions offered, which are TLS 1.2 and 1.3 or what --min-tls leaves of them: \
         allow them there (Postfix: smtpd_tls_protocols = >=TLSv1.2).",
    ),
    (
        Alert::HANDSHAKE_FAILURE,
        "Nothing in common: allow ECDHE with AES-GCM or ChaCha20 there (Postfix: smtpd_tls_ciphers = medium), and look \
         whether its certificate has a key of a usual kind.",
    ),
    (
        Alert::UNRECOGNIZED_NAME,
        "The server has no certificate for this name: --sni sends another one.",
    ),
];

fn differs(server: &Server, _: &Report) -> Verdict {
    let (Some(before), Some(after)) = (server.ehlo_in_clear(), server.ehlo_encrypted()) else {
        return Verdict::NotApplicable;
    };
    let found = Extensions::compare(
        &Extensions(before.extensions.clone()),
        &Extensions(after.extensions.clone()),
    );
    let gone: Vec<_> = found
        .removed
        .iter()
        .filter(|one| !one.is("STARTTLS") && !one.is("AUTH"))
        .map(|one| one.keyword.as_str())
        .collect();
    if gone.is_empty() {
        Verdict::Pass
    } else {
        Verdict::found(gone.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::support::{ehlo, fail, found, in_clear, mta_sts, report, severities},
        record::mta_sts::Mode,
        report::server::{Mail, Rcpt, StartTls, Transaction},
    };

    #[test]
    fn missing_encryption_weighs_more_where_passwords_go() {
        let mut report = in_clear();
        report.servers[0].starttls.status = StartTlsStatus::NotOffered;
        assert_eq!(severities(&report), [("starttls-not-offered", Warning)]);
        report.servers[0].port = 587;
        assert_eq!(severities(&report), [("starttls-not-offered", Error)]);
        report.servers[0].port = 25;
        report.asked.starttls = true;
        assert_eq!(severities(&report), [("starttls-not-offered", Error)]);
    }

    #[test]
    fn where_mta_sts_is_enforced_nobody_delivers_in_clear() {
        let mut report = in_clear();
        report.servers[0].starttls.status = StartTlsStatus::NotOffered;
        report.mta_sts = Some(mta_sts(Mode::Enforce));
        assert_eq!(severities(&report), [("starttls-not-offered", Error)]);
    }

    #[test]
    fn a_refusal_is_told_in_the_servers_words() {
        let mut report = in_clear();
        report.servers[0].starttls.status = StartTlsStatus::Refused;
        report.servers[0].starttls.reply = Some(Reply::of(454, "4.7.0 TLS not available"));
        assert_eq!(severities(&report), [("starttls-refused", Warning)]);
        report.servers[0].port = 587;
        assert_eq!(severities(&report), [("starttls-refused", Error)]);
    }

    #[test]
    fn a_mangled_keyword_gives_the_firewall_away() {
        let mut report = in_clear();
        report.servers[0].ehlo[0] = ehlo(false, &["XXXXXXXA", "SIZE 1"]);
        report.servers[0].starttls.status = StartTlsStatus::NotOffered;
        assert_eq!(
            found(&report),
            ["starttls-stripped", "starttls-not-offered"]
        );
    }

    fn behind_a_firewall(greeting: &str, refusal: &str) -> Vec<&'static str> {
        let mut report = in_clear();
        let server = &mut report.servers[0];
        server.greeting = Some(Reply::of(220, greeting));
        server.ehlo[0].helo = true;
        server.ehlo.insert(0, ehlo(false, &[]));
        server.ehlo[0].reply = Reply::of(500, refusal);
        server.starttls.status = StartTlsStatus::NotOffered;
        found(&report)
            .into_iter()
            .filter(|id| *id == "starttls-stripped")
            .collect()
    }

    #[test]
    fn a_firewall_that_eats_ehlo_gives_itself_away() {
        let masked = "**********************0*****2******";
        let echo = "Command unrecognized: \"XXXX client.example.org\"";
        for (greeting, refusal) in [
            (masked, echo),
            ("mx.example.com ESMTP", echo),
            (masked, "5.5.1 what?"),
        ] {
            assert_eq!(behind_a_firewall(greeting, refusal), ["starttls-stripped"]);
        }
        assert_eq!(
            behind_a_firewall("mx.example.com **** hi ****", "5.5.1 what?"),
            [""; 0]
        );
    }

    fn refusing_in_clear(code: u16, text: &str) -> Report {
        let mut report = in_clear();
        report.servers[0].transaction = Some(Transaction {
            mail: Some(Mail {
                address: String::new(),
                reply: Reply::of(code, text),
                accepted: false,
                uncertain: false,
            }),
            ..Transaction::default()
        });
        report
    }

    #[test]
    fn required_encryption_is_a_finding_for_public_servers_only() {
        for (code, text) in [
            (530, "Must issue a STARTTLS command first"),
            (530, "TLS required."),
            (550, "Encryption required"),
            (451, "5.7.3 STARTTLS is required to send mail"),
        ] {
            let mut report = refusing_in_clear(code, text);
            assert_eq!(severities(&report), [("starttls-required", Warning)]);
            report.servers[0].port = 587;
            assert_eq!(found(&report), [""; 0]);
        }
    }

    #[test]
    fn a_login_that_is_required_is_no_encryption_that_is() {
        for text in [
            "5.7.0 Authentication required",
            "5.7.57 Client not authenticated to send mail.",
        ] {
            assert_eq!(found(&refusing_in_clear(530, text)), [""; 0]);
        }
    }

    #[test]
    fn a_530_without_words_means_the_one_thing_that_is_offered() {
        let offering = |keywords: &[&str]| {
            let mut report = refusing_in_clear(530, "5.7.0 not so");
            report.servers[0].ehlo[0] = ehlo(false, keywords);
            found(&report).contains(&"starttls-required")
        };
        assert!(offering(&["STARTTLS"]));
        assert!(!offering(&["STARTTLS", "AUTH PLAIN"]));
        assert!(!offering(&[]));
    }

    #[test]
    fn encryption_that_rcpt_requires_is_told_as_well() {
        let mut report = refusing_in_clear(250, "2.1.0 Ok");
        let transaction = report.servers[0].transaction.get_or_insert_default();
        transaction.rcpt = vec![Rcpt {
            address: "bob@example.com".to_owned(),
            reply: Reply::of(450, "4.7.1 Session encryption is required"),
            accepted: false,
            uncertain: false,
        }];
        assert!(found(&report).contains(&"starttls-required"));
    }

    #[test]
    fn bytes_before_the_handshake_are_an_error() {
        let mut report = report();
        report.servers[0].starttls.injected_bytes = Some(12);
        assert_eq!(
            severities(&report),
            [("starttls-response-injection", Error)]
        );
    }

    #[test]
    fn a_handshake_that_fails_is_told_once() {
        let failed = |change: fn(&mut Tls)| {
            fail(FailedStage::Tls, Cause::Handshake, move |server| {
                let tls = server.tls.get_or_insert_default();
                tls.error = Some(HandshakeError::Reset);
                tls.complete = false;
                change(tls);
            })
        };
        assert_eq!(found(&failed(|_| {})), ["tls-handshake-failed"]);
        assert_eq!(
            found(&failed(|tls| tls.client_certificate_required = true)),
            ["client-certificate-required"]
        );
        assert_eq!(
            found(&failed(|tls| tls.plain_text = true)),
            ["tls-handshake-failed"]
        );
        let mut implicit = failed(|tls| tls.plain_text = true);
        implicit.servers[0].starttls = StartTls {
            status: StartTlsStatus::NotApplicable,
            ..StartTls::default()
        };
        assert_eq!(found(&implicit), ["plaintext-on-implicit-port"]);
    }

    #[test]
    fn a_handshake_that_succeeds_without_a_name_is_told() {
        let report = fail(FailedStage::Tls, Cause::Handshake, |server| {
            let tls = server.tls.get_or_insert_default();
            tls.error = Some(HandshakeError::Reset);
            tls.complete = false;
            tls.without_server_name.get_or_insert_default().complete = true;
        });
        let Verdict::Found(evidence) = handshake_failed(&report.servers[0], &report) else {
            panic!("it is found");
        };
        assert!(
            evidence[0]
                .text
                .ends_with("; without a server name the handshake succeeds")
        );
    }

    #[test]
    fn only_losses_other_than_starttls_and_auth_count_after_tls() {
        let mut report = report();
        report.servers[0].ehlo[0] = ehlo(false, &["STARTTLS", "AUTH=LOGIN", "DSN"]);
        report.servers[0].ehlo[1] = ehlo(true, &["AUTH PLAIN", "DSN", "CHUNKING"]);
        let own = |report: &Report| {
            found(report)
                .into_iter()
                .filter(|id| *id == "ehlo-differs-after-tls")
                .count()
        };
        assert_eq!(own(&report), 0);
        report.servers[0].ehlo[1] = ehlo(true, &["AUTH PLAIN"]);
        assert_eq!(own(&report), 1);
    }

    #[test]
    fn an_encrypted_connection_must_not_be_offered_encryption() {
        let mut report = report();
        report.servers[0].ehlo[1] = ehlo(true, &["starttls", "SIZE 1000"]);
        assert_eq!(severities(&report), [("starttls-under-tls", Warning)]);
    }

    #[test]
    fn ehlo_refused_under_tls_has_its_own_finding() {
        assert_eq!(
            found(&fail(
                FailedStage::EhloAfterTls,
                Cause::PermanentReply,
                |server| server.ehlo.truncate(1)
            )),
            ["ehlo-refused-after-tls"]
        );
    }

    #[test]
    fn what_the_reply_means_goes_with_the_refusal_of_ehlo_under_tls() {
        let report = fail(FailedStage::EhloAfterTls, Cause::PermanentReply, |server| {
            server.ehlo[1].reply = Reply::of(550, "5.7.1 No reverse DNS, go away")
        });
        let Verdict::Found(evidence) = refused_after_tls(&report.servers[0], &report) else {
            panic!("not found");
        };
        assert!(evidence[0].title.as_deref().unwrap().contains("PTR"));
    }
}
