//! The report after the transcript: what DNS says, then for each server extensions, TLS, certificates, login and
//! transaction, then findings and the verdict. Nothing but certificates in PEM is wider than the screen.

mod active;
mod aside;
mod certificate;
mod dane;
mod extensions;
mod findings;
mod mta_sts;
mod page;
mod resolution;
mod scan;
mod senders;
mod server;
mod tls;

use std::io::{self, Write};

use super::{style::Style, timing, verdict};
use crate::{
    finding::Judgement,
    report::{Report, Server},
};
use page::Page;

/// Writes the report.
///
/// # Errors
/// What the writer says.
pub(super) fn summary(
    output: &mut dyn Write,
    report: &Report,
    judgement: &Judgement,
    style: Style,
    certificates: bool,
) -> io::Result<()> {
    let mut page = Page::new(output, style, !report.servers.is_empty());
    let several = report
        .servers
        .iter()
        .filter(|server| server.tried())
        .count()
        > 1;
    resolution::write(&mut page, &report.resolution)?;
    if let Some(facts) = &report.mta_sts {
        mta_sts::write(&mut page, facts)?;
    }
    for (at, server) in report.servers.iter().enumerate() {
        if server.greeting.is_some() || server.tls.is_some() {
            let views = judgement.senders.get(at).map_or(&[][..], Vec::as_slice);
            write_server(&mut page, server, judgement, several, certificates)?;
            senders::write(&mut page, views)?;
            if style.timing {
                page.heading("Time")?;
                timing::waterfall(page.output, &server.timings, style)?;
            }
        }
    }
    findings::write(&mut page, judgement)?;
    page.gap()?;
    verdict(page.output, judgement, style)
}

/// Whether there is something that was asked to be printed: certificates where `certificates` says so, TLSA records.
#[must_use]
pub(super) fn has_artefacts(report: &Report, certificates: bool) -> bool {
    let mut servers = report.servers.iter();
    servers.any(|server| pem(server, certificates).is_some() || !server.tlsa_to_publish.is_empty())
}

/// Writes these alone, for another program to read.
///
/// # Errors
/// What the writer says.
pub(super) fn artefacts(
    output: &mut dyn Write,
    report: &Report,
    certificates: bool,
) -> io::Result<()> {
    for server in &report.servers {
        if let Some(pem) = pem(server, certificates) {
            write!(output, "{pem}")?;
        }
        for record in &server.tlsa_to_publish {
            writeln!(output, "{record}")?;
        }
    }
    Ok(())
}

fn pem(server: &Server, certificates: bool) -> Option<&str> {
    let tls = server.tls.as_ref().filter(|_| certificates)?;
    tls.pem.as_deref()
}

fn write_server(
    page: &mut Page<'_>,
    server: &Server,
    judgement: &Judgement,
    several: bool,
    certificates: bool,
) -> io::Result<()> {
    if several {
        let address = server
            .address
            .map_or(String::new(), |address| format!(" ({address})"));
        page.heading(&format!(
            "Server {}{address} port {}",
            server.host, server.port
        ))?;
    }
    extensions::write(page, server)?;
    if let Some(tls) = &server.tls {
        tls::write(page, tls)?;
        aside::write(page, tls)?;
        for (at, certificate) in tls.certificates.iter().enumerate() {
            certificate::write(page, certificate, at + 1, tls.certificates.len())?;
        }
        if let Some(pem) = pem(server, certificates) {
            page.heading("Certificates in PEM")?;
            write!(page.output, "{pem}")?;
        }
    }
    if let Some(dane) = &server.dane {
        dane::write(page, dane)?;
    }
    if !server.tlsa_to_publish.is_empty() {
        page.heading("TLSA records to publish")?;
        for record in &server.tlsa_to_publish {
            writeln!(page.output, "{record}")?;
        }
    }
    if let Some(scan) = &server.tls_scan {
        scan::write(page, scan)?;
    }
    server::authentication(page, &server.authentication)?;
    if let Some(transaction) = &server.transaction {
        server::transaction(page, transaction, server.out_of_step)?;
    }
    active::write(page, &server.active, |check| {
        judgement.came_of(check, server)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::{JudgeOptions, judge},
        report::{
            Asked, Target,
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
                authentication: true,
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
        }
    }

    #[test]
    fn every_part_is_there() {
        let text = written(plain(), false);
        println!("{text}");
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
        assert!(has_artefacts(&report, true) && !has_artefacts(&report, false));
        let record = "_25._tcp.mx.example.com. IN TLSA 3 1 1 cdcd";
        report.servers[0].tlsa_to_publish = vec![record.to_owned()];
        assert!(has_artefacts(&report, false));
        for (certificates, expected) in [
            (false, format!("{record}\n")),
            (true, format!("-----BEGIN CERTIFICATE-----\n{record}\n")),
        ] {
            let mut output = Vec::new();
            artefacts(&mut output, &report, certificates).unwrap();
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
        summary(&mut output, &report, &judgement, plain(), false).unwrap();
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
}
