//! What holds of every form, whatever stands in it: a hostile text stays a text.

use std::borrow::Cow;

use super::{FORMATS, Format, Shown, Style, Writers};
use crate::{
    event::ConnectionStatus,
    finding::{Finding, JudgeOptions, Judgement, NotChecked, Severity, Subject, Telling, judge},
    report::{
        Asked, Delivery, Report, SenderKind, SenderView, Server, Target,
        server::{From, Kind, Timings, Tls, TranscriptEntry},
    },
    tls::{Certificate, certificate::CertificateTime},
};

const STYLE: Style = Style {
    color: false,
    width: 80,
    timing: false,
    verbose: false,
    screen: false,
};

/// What would act in one form or another. All that is shown has passed [`crate::text::visible`], so that there are no line breaks;
/// here there are, for who forgets that.
const HOSTILE: &str = "<script>alert(1)</script>]]>\"'&amp;|a\n::error title=x::y\nnot ok 1\r\n<img src=x onerror=y> # SKIP \\ %0A =cmd()";

fn report(host: &str, words: &str) -> Report {
    let target = Target {
        input: "example.com".to_owned(),
        domain: Some("example.com".to_owned()),
        port: 25,
        ..Target::default()
    };
    let mut report = Report::new(jiff::Timestamp::UNIX_EPOCH, target, Asked::default());
    let mut server = Server {
        host: host.to_owned(),
        address: "192.0.2.1".parse().ok(),
        port: 25,
        decisive: true,
        ..Server::default()
    };
    server.connection.status = ConnectionStatus::Connected;
    server.connection.detail = Some(words.to_owned());
    let one = Some(1.5);
    server.timings = Timings {
        connect_ms: one,
        silence_ms: one,
        greeting_ms: one,
        ehlo_ms: one,
        starttls_ms: one,
        tls_ms: one,
        auth_ms: one,
        mail_ms: one,
        rcpt_ms: one,
        data_ms: one,
    };
    server.tls = Some(Tls {
        certificates: vec![Certificate {
            common_name: Some(format!("mx.example.com{words}")),
            not_before: Some(CertificateTime::from_second(0)),
            not_after: Some(CertificateTime::from_second(1 << 30)),
            days_left: Some(100),
            ..Certificate::default()
        }],
        ..Tls::default()
    });
    server.transcript.push(TranscriptEntry {
        at_ms: 1.0,
        from: From::Client,
        kind: Kind::Line,
        text: format!("EHLO client.example.org{words}"),
        encrypted: true,
    });
    report.servers.push(server);
    report
}

/// With findings and open questions that say `words`.
fn judgement(report: &Report, words: &str) -> Judgement {
    let mut judgement = judge(report, &JudgeOptions::default());
    let server = &report.servers[0];
    let subject = Subject {
        host: server.host.clone(),
        address: server.address,
        port: Some(server.port),
    };
    let finding = |severity, ignored, telling| Finding {
        id: "recipient-refused",
        severity,
        subject: subject.clone(),
        title: Cow::Borrowed("the recipient is refused"),
        evidence: words.to_owned(),
        remedy: format!("Ask the owner about {words}"),
        reference: "RFC 5321 section 4.2",
        ignored,
        expected: false,
        recipient: None,
        cause: Vec::new(),
        telling,
        told_with: None,
    };
    judgement.findings = vec![
        finding(Severity::Error, false, Telling::BehindTitle),
        finding(Severity::Warning, false, Telling::InPlaceOfTitle),
        finding(Severity::Notice, true, Telling::BehindTitle),
    ];
    judgement.not_checked = vec![NotChecked {
        id: "scan-tls",
        subject: Subject::domain("example.com"),
        reason: words.to_owned(),
        ignored: false,
    }];
    judgement.senders = vec![vec![SenderView {
        sender: SenderKind::Opportunistic,
        outcome: Delivery::Encrypted,
        because: words.to_owned(),
        refused_at: None,
    }]];
    judgement.verdict.text = format!("example.com: {words}");
    judgement
}

fn written(format: &Format, all: &[(Report, Judgement)]) -> String {
    let all: Vec<_> = all
        .iter()
        .map(|(report, judgement)| Shown {
            report,
            judgement,
            style: STYLE,
            quiet: 0,
            certificates: false,
            transcript: true,
            unwatched: true,
        })
        .collect();
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let mut writers = Writers {
        output: &mut output,
        errors: &mut errors,
    };
    (format.write)(&mut writers, &all).unwrap();
    String::from_utf8(output).unwrap()
}

/// A result with nothing of a stranger in it but names of examples.
pub fn harmless() -> (Report, Judgement) {
    let report = report("mx.example.com", "");
    let judgement = judgement(&report, "");
    (report, judgement)
}

/// That in a form, alone and twice.
pub fn written_of(format: &Format, report: &Report, judgement: &Judgement) -> String {
    let one = (report.clone(), judgement.clone());
    written(format, std::slice::from_ref(&one)) + &written(format, &[one.clone(), one])
}

fn hostile() -> (Report, Judgement) {
    let report = report("mx.example.com", HOSTILE);
    let judgement = judgement(&report, HOSTILE);
    (report, judgement)
}

fn of(name: &str) -> String {
    written(Format::named(name).unwrap(), &[hostile(), hostile()])
}

#[test]
fn every_form_writes_none_one_and_several() {
    for format in FORMATS {
        written(format, &[]);
        let (one, two) = (
            written(format, &[hostile()]),
            written(format, &[hostile(), hostile()]),
        );
        assert!(one.len() > 50 && two.len() >= one.len(), "{}", format.name);
        assert!(one.ends_with('\n'), "{}", format.name);
    }
}

#[test]
fn no_text_is_an_element() {
    for name in ["junit", "html"] {
        let text = of(name);
        assert!(
            !text.contains("<script") && !text.contains("<img"),
            "{text}"
        );
        assert!(
            text.contains("&lt;script&gt;alert(1)&lt;/script&gt;]]&gt;&quot;&#39;&amp;amp;"),
            "{text}"
        );
    }
}

#[test]
fn no_text_is_a_line_of_tap() {
    let text = of("tap");
    let results = text
        .lines()
        .filter(|line| line.starts_with("ok ") || line.starts_with("not ok "));
    let plan = text.lines().nth(1).unwrap();
    assert_eq!(plan, format!("1..{}", results.clone().count()));
    for (number, line) in (1..).zip(results) {
        let rest = line
            .trim_start_matches("not ")
            .strip_prefix(&format!("ok {number} - example.com"));
        assert!(rest.is_some(), "{line}");
    }
    for (at, line) in text.lines().enumerate().skip(2) {
        let is_result = line.starts_with("ok ") || line.starts_with("not ok ");
        assert!(is_result || line.starts_with("  "), "{at}: {line}");
    }
}

#[test]
fn no_text_is_a_command() {
    for line in of("github").lines() {
        let level = line
            .strip_prefix("::")
            .and_then(|rest| rest.split_once(" title=example.com"));
        let level = level.or_else(|| line.strip_prefix("::")?.split_once(" title=mx.example.com"));
        assert!(
            level.is_some_and(|(level, _)| ["error", "warning", "notice"].contains(&level)),
            "{line}"
        );
    }
}

#[test]
fn a_plugin_has_one_bar_and_what_was_measured_behind_it() {
    let text = of("nagios");
    assert_eq!(text.matches('|').count(), 1, "{text}");
    let first = text.lines().next().unwrap();
    let (said, measured) = first.split_once(" | ").unwrap();
    assert!(said.starts_with("SMTPCHECK "), "{said}");
    for one in measured.split(' ') {
        let (label, value) = one.split_once('=').unwrap();
        assert!(
            label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
            "{one}"
        );
        let number = value.split(';').next().unwrap().trim_end_matches('s');
        assert!(number.parse::<f64>().is_ok(), "{one}");
    }
}

#[test]
fn no_text_is_markdown() {
    let text = of("markdown");
    assert!(!text.replace("\\<", "").contains('<'), "{text}");
    let cells = |line: &str| line.replace("\\|", "").matches('|').count();
    for line in text.lines().filter(|line| line.starts_with('|')) {
        assert!([3, 5].contains(&cells(line)), "{line}");
    }
}

#[test]
fn no_text_is_a_field_or_a_formula() {
    let text = of("csv");
    assert!(text.starts_with("target,exit,"), "{text}");
    let count = |line: &str| line.matches(',').count();
    let mut lines = text.split_terminator("\r\n");
    let header = count(lines.next().unwrap());
    for line in lines {
        assert_eq!(count(line), header, "{line}");
        for field in line.split(',') {
            assert!(!field.starts_with(['=', '+', '@']), "{line}");
        }
    }
}

#[test]
fn every_sample_is_of_a_metric_that_was_described() {
    let text = of("prometheus");
    let mut described = "";
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            described = rest.strip_suffix(" gauge").unwrap();
        }
        if !line.starts_with('#') {
            let (name, rest) = line.split_once('{').unwrap();
            assert_eq!(name, described, "{line}");
            let (_, value) = rest.rsplit_once("} ").unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}");
        }
    }
    assert!(described.ends_with("_timestamp_seconds"), "{text}");
}
