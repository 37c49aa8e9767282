use super::*;
use crate::{
    finding::{JudgeOptions, Severity, judge},
    report::{
        Asked, Server, Target,
        server::{
            Attempt, Authentication, Data, Ehlo, Mail, Rcpt, StartTls, StartTlsStatus, Tls,
            TlsMode, Transaction,
        },
    },
    smtp::{Extension, Reply},
    tls::{
        Certificate, CipherSuite, Group, HandshakeSignature, Outcome, PublicKey, Reason,
        ReasonDetail, TlsVersion, Verification,
    },
};

fn ehlo(encrypted: bool, lines: &[&str]) -> Ehlo {
    Ehlo {
        encrypted,
        helo: false,
        reply: Reply::of(250, "mx.example.com"),
        extensions: lines.iter().map(|line| Extension::parse(line)).collect(),
    }
}

fn report() -> Report {
    let target = Target {
        input: "example.com".to_owned(),
        domain: Some("example.com".to_owned()),
        unicode_domain: None,
        port: 25,
    };
    let mut report = Report::new(
        jiff::Timestamp::UNIX_EPOCH,
        target,
        Asked {
            given: ["auth".to_owned()].into_iter().collect(),
            ..Asked::default()
        },
    );
    report.resolution.status = crate::report::ResolutionStatus::Ok;
    let certificate = Certificate {
        subject: "CN=mx.example.com".to_owned(),
        issuer: "CN=Example CA,O=A company whose name is rather long for a certificate,C=DE"
            .to_owned(),
        common_name: Some("mx.example.com".to_owned()),
        dns_names: (0..30)
            .map(|number| format!("mx{number}.example.com"))
            .collect(),
        not_before: Some(crate::tls::certificate::CertificateTime::from_second(0)),
        not_after: Some(crate::tls::certificate::CertificateTime::from_second(
            90 * 86_400,
        )),
        days_left: Some(60),
        public_key: PublicKey {
            algorithm: "EC P-256".to_owned(),
            bits: Some(256),
        },
        signature_algorithm: "ecdsa-with-SHA256".to_owned(),
        sha256: "ab".repeat(32),
        spki_sha256: "cd".repeat(32),
        ..Certificate::default()
    };
    report.servers.push(Server {
        host: "mx.example.com".to_owned(),
        address: "192.0.2.1".parse().ok(),
        port: 25,
        connection: crate::report::server::Connection {
            status: crate::event::ConnectionStatus::Connected,
            ..Default::default()
        },
        decisive: true,
        tls_mode: TlsMode::Starttls,
        greeting: Some(Reply::of(220, "mx.example.com ESMTP")),
        ehlo: vec![
            ehlo(false, &["STARTTLS", "SIZE 14680064"]),
            ehlo(true, &["SIZE 14680064", "AUTH PLAIN LOGIN", "XYZZY"]),
        ],
        starttls: StartTls {
            offered: Some(true),
            status: StartTlsStatus::Established,
            code: Some(220),
            ..StartTls::default()
        },
        tls: Some(Tls {
            version: Some(TlsVersion::Tls13),
            cipher_suite: Some(CipherSuite::AES_256_GCM_SHA384),
            key_exchange_group: Some(Group(0x11EC)),
            forward_secrecy: Some(true),
            server_name: Some("mx.example.com".to_owned()),
            complete: true,
            certificates: vec![certificate],
            verification: Some(Verification {
                name: Some("mx.example.com".to_owned()),
                path: Outcome::Wrong,
                library_agrees: false,
                name_matches: Some(true),
                handshake_signature: HandshakeSignature::Valid,
                reasons: vec![ReasonDetail::new(
                    Reason::UnknownIssuer,
                    "issued by Example CA, which this machine does not trust",
                )],
            }),
            pem: Some("-----BEGIN CERTIFICATE-----\n".to_owned()),
            ..Tls::default()
        }),
        authentication: Authentication {
            offered: vec!["PLAIN".to_owned(), "LOGIN".to_owned()],
            attempted: vec![Attempt {
                mechanism: "PLAIN".to_owned(),
                status: crate::event::AuthenticationStatus::Accepted,
                reply: Some(Reply::of(235, "2.7.0 Authentication successful")),
                detail: None,
            }],
            iterations: None,
            skipped: None,
            withheld: None,
        },
        transaction: Some(Transaction {
            mail: Some(Mail {
                address: "ann@example.com".to_owned(),
                reply: Reply::of(250, "2.1.0 Ok"),
                accepted: true,
                uncertain: false,
            }),
            rcpt: vec![
                Rcpt {
                    address: "bob@example.net".to_owned(),
                    reply: Reply::of(250, "2.1.5 Ok"),
                    accepted: true,
                    uncertain: false,
                },
                Rcpt {
                    address: "eve@example.net".to_owned(),
                    reply: Reply::of(550, "5.1.1 unknown"),
                    accepted: false,
                    uncertain: false,
                },
            ],
            data: Some(Data {
                reply: Some(Reply::of(250, "2.0.0 Ok: queued as 12345")),
                queue_id: Some("12345".to_owned()),
                accepted: true,
                ..Data::default()
            }),
            ..Transaction::default()
        }),
        ..Server::default()
    });
    report
}

fn written(style: Style, certificates: bool) -> String {
    let report = report();
    let judgement = judge(&report, &JudgeOptions::default());
    let mut output = Vec::new();
    summary(&mut output, &report, &judgement, style, certificates).unwrap();
    String::from_utf8(output).unwrap()
}

fn plain() -> Style {
    Style {
        color: false,
        width: 80,
        timing: false,
        verbose: false,
        screen: false,
    }
}

fn long() -> Style {
    Style {
        verbose: true,
        ..plain()
    }
}

#[test]
fn every_part_of_the_long_form_is_there() {
    let text = written(long(), false);
    for line in [
        "  SIZE             14.0 MiB (14680064 bytes); the largest message accepted; the",
        "  before TLS only  STARTTLS",
        "  under TLS only   AUTH PLAIN LOGIN, XYZZY",
        "  protocol      TLS 1.3, TLS_AES_256_GCM_SHA384",
        "  name          matches mx.example.com",
        "  trust         no: issued by Example CA, which this machine does not trust",
        "  signature     valid: the server holds the key of the certificate",
        "  PLAIN         accepted: 235 2.7.0 Authentication successful",
        "  to            bob@example.net: accepted",
        "  to            eve@example.net: refused, 550 5.1.1 unknown",
        "  message       accepted, queued as 12345",
    ] {
        assert!(text.lines().any(|one| one == line), "{line}\n{text}");
    }
    assert!(
        text.lines()
            .last()
            .unwrap()
            .starts_with("FAIL example.com: a recipient is refused"),
        "{text}"
    );
}

#[test]
fn nothing_is_wider_than_the_screen() {
    for line in written(plain(), false)
        .lines()
        .filter(|line| !line.starts_with("FAIL"))
    {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn what_was_asked_to_be_printed_can_stand_alone() {
    let mut report = report();
    let judgement = judge(&report, &JudgeOptions::default());
    let has = |report: &Report, certificates| has_artefacts(report, &judgement, certificates);
    assert!(has(&report, true) && !has(&report, false));
    let record = "_25._tcp.mx.example.com. IN TLSA 3 1 1 cdcd";
    report.servers[0].tlsa_to_publish = vec![record.to_owned()];
    assert!(has(&report, false));
    for (certificates, expected) in [
        (false, format!("{record}\n")),
        (true, format!("-----BEGIN CERTIFICATE-----\n{record}\n")),
    ] {
        let mut output = Vec::new();
        artefacts(&mut output, &report, &judgement, plain(), certificates).unwrap();
        assert_eq!(String::from_utf8(output).unwrap(), expected);
    }
}

#[test]
fn certificates_are_printed_on_request_only() {
    assert!(!written(plain(), false).contains("BEGIN CERTIFICATE"));
    assert!(written(plain(), true).contains("\n-----BEGIN CERTIFICATE-----\n"));
}

#[test]
fn a_short_key_is_why_its_signature_is_not_checked() {
    let mut report = report();
    let tls = report.servers[0].tls.as_mut().unwrap();
    tls.certificates[0].public_key = PublicKey {
        algorithm: "RSA 1024".to_owned(),
        bits: Some(1024),
    };
    let verification = tls.verification.as_mut().unwrap();
    verification.handshake_signature = HandshakeSignature::Unchecked;
    verification.reasons = vec![ReasonDetail::new(Reason::WeakKey, "the key is too short")];
    let judgement = judge(&report, &JudgeOptions::default());
    let mut output = Vec::new();
    summary(&mut output, &report, &judgement, long(), false).unwrap();
    let text = String::from_utf8(output).unwrap();
    let row = "  signature     unchecked: the key is too short";
    assert!(text.lines().any(|line| line == row), "{text}");
}

#[test]
fn colour_adds_nothing_but_colour() {
    let coloured = written(
        Style {
            color: true,
            ..plain()
        },
        false,
    );
    let mut stripped = String::new();
    let mut parts = coloured.split('\u{1b}');
    stripped.push_str(parts.next().unwrap());
    for part in parts {
        stripped.push_str(part.split_once('m').unwrap().1);
    }
    assert_eq!(stripped, written(plain(), false));
}

#[test]
fn the_short_form_has_a_line_a_fact() {
    let text = written(plain(), false);
    for line in [
        "example.com: the message is accepted                                        0 ms",
        "  server       mx.example.com (192.0.2.1)",
        "  offers       SIZE 14 MiB, AUTH PLAIN LOGIN, XYZZY",
        "  TLS          TLS 1.3, TLS_AES_256_GCM_SHA384, X25519MLKEM768",
        "  certificate  not trusted, name matches: mx.example.com; EC P-256",
        "  expires      in 60 days, 1970-04-01",
        "  login        accepted (PLAIN)",
        "  message      accepted, queued as 12345; 1 of 2 recipients accepted",
        "  not asked    old TLS (--scan-tls)",
    ] {
        assert!(text.lines().any(|one| one == line), "{line}\n{text}");
    }
}

fn summed_up(report: &Report, judgement: &Judgement, style: Style) -> String {
    let mut output = Vec::new();
    summary(&mut output, report, judgement, style, false).unwrap();
    String::from_utf8(output).unwrap()
}

/// Section 2 of what a report is: one line a fact, more only where it is needed.
#[test]
fn what_is_offered_takes_three_lines_at_most() {
    let keyword = |number| format!("X-KEYWORD-{number:03} WITH PARAMETERS");
    for (count, width) in [(200, 80), (200, 40), (5, 40), (200, 100)] {
        let mut report = report();
        let lines: Vec<_> = (0..count).map(keyword).collect();
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        report.servers[0].ehlo = vec![ehlo(true, &lines)];
        let judgement = judge(&report, &JudgeOptions::default());
        let text = summed_up(&report, &judgement, Style { width, ..plain() });
        let from = text.find("  offers  ").unwrap();
        let offers = &text[from..text[from..].find("  TLS  ").unwrap() + from];
        assert!(offers.lines().count() <= 3, "{offers}");
        let shown = offers.matches("X-KEYWORD-").count();
        let all = offers.split_whitespace().collect::<Vec<_>>().join(" ");
        let more = format!(" and {} more (--verbose)", count - shown);
        assert!(shown > 0 && all.ends_with(&more), "{offers}");
    }
}

/// Two findings of one id at one server, which differ in evidence and severity.
#[test]
fn what_is_found_twice_has_its_headline_and_its_remedy_once() {
    let report = report();
    let mut judgement = judge(&report, &JudgeOptions::default());
    let mut of = |severity, evidence: &str| {
        let mut finding = judgement.findings[0].clone();
        (finding.id, finding.severity) = ("smtp-smuggling", severity);
        finding.title = "a message can be ended".into();
        (finding.evidence, finding.remedy) = (evidence.to_owned(), "Update the server".to_owned());
        judgement.findings.push(finding);
    };
    of(Severity::Error, "the message ended at LF.LF");
    of(Severity::Warning, "the message ended at CR.CR");
    let text = summed_up(&report, &judgement, plain());
    for once in ["a message can be ended", "Update the server"] {
        assert_eq!(text.matches(once).count(), 1, "{text}");
    }
    let lines =
        "           the message ended at LF.LF\n           the message ended at CR.CR (warning)\n";
    assert!(text.contains(lines), "{text}");
}
