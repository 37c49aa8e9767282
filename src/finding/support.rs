//! Reports for the tests of checks: a good server in every detail, to be spoiled in one.

use super::{JudgeOptions, Severity, judge};
use crate::{
    event::{Cause, ConnectionStatus, FailedStage, ResolutionStatus},
    record::mta_sts::Mode,
    report::{
        Asked, MtaSts, MtaStsStatus, Report, Server, Target,
        mta_sts::AllowedExchange,
        server::{
            Ehlo, Failure, Rcpt, StartTls, StartTlsStatus, Tls, TlsMode, Transaction,
            TranscriptEntry,
        },
    },
    smtp::{Extension, Reply},
    tls::{
        Certificate, CipherSuite, Group, HandshakeSignature, Outcome, PublicKey, Reason,
        ReasonDetail, TlsVersion, Verification,
    },
};

/// `mx.example.com`, port 25, STARTTLS, TLS 1.3, a certificate that verifies.
pub(super) fn report() -> Report {
    let target = Target {
        input: "example.com".to_owned(),
        domain: Some("example.com".to_owned()),
        unicode_domain: None,
        port: 25,
    };
    let mut report = Report::new(jiff::Timestamp::UNIX_EPOCH, target, Asked::default());
    report.resolution.status = ResolutionStatus::Ok;
    report.servers.push(server());
    report
}

/// What was made of the certificate of its first server.
pub(super) fn verified(report: &mut Report) -> &mut Verification {
    let tls = report.servers[0].tls.as_mut().unwrap();
    tls.verification.as_mut().unwrap()
}

/// A transaction whose recipients were all taken.
pub(super) fn accepted(addresses: &[&str]) -> Transaction {
    let rcpt = |address: &&str| Rcpt {
        address: (*address).to_owned(),
        reply: Reply::of(250, "ok"),
        accepted: true,
        uncertain: false,
    };
    Transaction {
        rcpt: addresses.iter().map(rcpt).collect(),
        ..Transaction::default()
    }
}

fn server() -> Server {
    let mut server = Server {
        host: "mx.example.com".to_owned(),
        address: "192.0.2.1".parse().ok(),
        port: 25,
        decisive: true,
        tls_mode: TlsMode::Starttls,
        greeting: Some(Reply::of(220, "mx.example.com ESMTP")),
        ehlo: vec![
            ehlo(false, &["STARTTLS", "SIZE 1000"]),
            ehlo(true, &["SIZE 1000", "AUTH PLAIN"]),
        ],
        starttls: StartTls {
            offered: Some(true),
            status: StartTlsStatus::Established,
            code: Some(220),
            ..StartTls::default()
        },
        tls: Some(tls()),
        ..Server::default()
    };
    server.connection.status = ConnectionStatus::Connected;
    server.transcript.push(TranscriptEntry {
        at_ms: 1.0,
        from: crate::report::server::From::Server,
        kind: crate::report::server::Kind::Line,
        text: "220 mx.example.com ESMTP".to_owned(),
        encrypted: false,
    });
    server
}

fn tls() -> Tls {
    Tls {
        version: Some(TlsVersion::Tls13),
        cipher_suite: Some(CipherSuite::AES_256_GCM_SHA384),
        key_exchange_group: Some(Group(0x11EC)),
        forward_secrecy: Some(true),
        server_name: Some("mx.example.com".to_owned()),
        complete: true,
        certificates: vec![certificate("mx.example.com", "Example CA")],
        verification: Some(Verification {
            name: Some("mx.example.com".to_owned()),
            path: Outcome::Right,
            library_agrees: true,
            name_matches: Some(true),
            handshake_signature: HandshakeSignature::Valid,
            reasons: Vec::new(),
        }),
        ..Tls::default()
    }
}

/// Path and name are right, and the handshake is signed by an algorithm that this program does not have.
pub(super) fn signed_uncheckably(server: &mut Server) {
    let tls = server.tls.get_or_insert_with(tls);
    let verification = tls.verification.as_mut().unwrap();
    verification.handshake_signature = HandshakeSignature::Unchecked;
    verification.reasons = vec![ReasonDetail::new(
        Reason::UncheckedScheme,
        "signed with ed448",
    )];
}

/// A certificate for `subject` with 60 of 90 days left.
pub(super) fn certificate(subject: &str, issuer: &str) -> Certificate {
    Certificate {
        subject: format!("CN={subject}"),
        issuer: format!("CN={issuer}"),
        common_name: Some(subject.to_owned()),
        issuer_common_name: Some(issuer.to_owned()),
        dns_names: vec![subject.to_owned()],
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
        sha256: format!("{subject}{issuer}"),
        self_signed: subject == issuer,
        ..Certificate::default()
    }
}

/// The same server, plain text only.
pub(super) fn in_clear() -> Report {
    let mut report = report();
    let server = &mut report.servers[0];
    server.tls = None;
    server.tls_mode = TlsMode::None;
    server.ehlo = vec![ehlo(false, &["SIZE 1000"])];
    server.starttls = StartTls::default();
    report
}

/// A policy of this mode that allows the server.
pub(super) fn mta_sts(mode: Mode) -> MtaSts {
    MtaSts {
        status: MtaStsStatus::Ok,
        detail: None,
        mode: Some(mode),
        id: Some("1".to_owned()),
        mx: vec!["mx.example.com".to_owned()],
        max_age: Some(604_800),
        repeated: Vec::new(),
        exchanges: vec![AllowedExchange {
            exchange: "mx.example.com".to_owned(),
            allowed: true,
        }],
    }
}

/// An accepted reply to EHLO.
pub(super) fn ehlo(encrypted: bool, lines: &[&str]) -> Ehlo {
    Ehlo {
        encrypted,
        helo: false,
        reply: Reply::of(250, "mx.example.com"),
        extensions: lines.iter().map(|line| Extension::parse(line)).collect(),
    }
}

/// A report whose server failed in `stage`, spoiled further by `change`.
pub(super) fn fail(stage: FailedStage, cause: Cause, change: impl Fn(&mut Server)) -> Report {
    let mut report = report();
    let server = &mut report.servers[0];
    server.failed_stage = Some(stage);
    server.temporary = matches!(
        cause,
        Cause::TemporaryReply | Cause::Lost | Cause::TimedOut | Cause::NotConnected
    );
    server.failure = Some(Failure {
        cause,
        detail: "what happened".to_owned(),
    });
    change(server);
    report
}

/// The ids of what is found, most important first.
pub(super) fn found(report: &Report) -> Vec<&'static str> {
    severities(report).into_iter().map(|(id, _)| id).collect()
}

/// What is found, with its severity.
pub(super) fn severities(report: &Report) -> Vec<(&'static str, Severity)> {
    judge(report, &JudgeOptions::default())
        .findings
        .iter()
        .map(|finding| (finding.id, finding.severity))
        .collect()
}

/// The ids of what could not be checked.
pub(super) fn unknown(report: &Report) -> Vec<&'static str> {
    judge(report, &JudgeOptions::default())
        .not_checked
        .iter()
        .map(|one| one.id)
        .collect()
}
