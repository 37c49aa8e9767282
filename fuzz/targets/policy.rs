//! MTA-STS: the input is the policy, and, cut at NUL, the TXT records. What is accepted keeps to the RFC, can be written
//! down and read again, and means the same with either line end; no complaint can act on a terminal.

#![no_main]

use libfuzzer_sys::fuzz_target;
use smtpcheck::facade::record::mta_sts::{
    LONGEST_MAX_AGE, Mode, MxPattern, Policy, PolicyError, Response, StsRecord, in_words, quote,
    read,
};
use smtpcheck_fuzz::assert_harmless;

fuzz_target!(|data: &[u8]| {
    policy(data);
    fetched(data);
    let texts: Vec<_> = data
        .split(|byte| *byte == 0)
        .take(16)
        .map(|text| String::from_utf8_lossy(text).into_owned())
        .collect();
    records(&texts);
    assert_harmless(&quote(data));
});

fn policy(body: &[u8]) {
    let parsed = Policy::parse(body);
    if !body.contains(&b'\r') {
        let crlf = body
            .split(|byte| *byte == b'\n')
            .collect::<Vec<_>>()
            .join(&b"\r\n"[..]);
        assert_eq!(Policy::parse(&crlf), parsed, "line ends mean nothing");
    }
    match parsed {
        Err(error) => complaint(body, &error),
        Ok(policy) => {
            assert!(policy.max_age <= LONGEST_MAX_AGE);
            assert_harmless(&in_words(policy.max_age));
            assert!(policy.mode == Mode::None || !policy.mx.is_empty());
            let once = Policy {
                repeated: vec![],
                ..policy.clone()
            };
            assert_eq!(Policy::parse(written(&policy).as_bytes()), Ok(once));
            policy
                .mx
                .iter()
                .for_each(|pattern| allowed(&policy, pattern));
        }
    }
}

fn allowed(policy: &Policy, pattern: &MxPattern) {
    let text = pattern.to_string();
    assert_harmless(&text);
    let host = text.replacen('*', "mx7", 1);
    for host in [host.clone(), host.to_ascii_uppercase(), format!("{host}.")] {
        assert!(
            pattern.matches(&host) && policy.allows(&host),
            "{text} {host}"
        );
    }
    assert!(
        !pattern.matches(&format!("a.b.{host}")),
        "an asterisk is one label"
    );
}

fn complaint(body: &[u8], error: &PolicyError) {
    let text = error.to_string();
    assert_harmless(&text);
    assert!(text.chars().count() < 600, "{text}");
    let lines = body.split(|byte| *byte == b'\n').count();
    if let PolicyError::NotUtf8(line)
    | PolicyError::NoColon(line, _)
    | PolicyError::FieldName(line, _)
    | PolicyError::Mx(line, _) = error
    {
        assert!((1..=lines).contains(line), "line {line} of {lines}");
    }
}

fn written(policy: &Policy) -> String {
    let mode = match policy.mode {
        Mode::Enforce => "enforce",
        Mode::Testing => "testing",
        Mode::None => "none",
    };
    let mx: String = policy.mx.iter().map(|mx| format!("mx: {mx}\n")).collect();
    format!(
        "version: STSv1\nmode: {mode}\nmax_age: {}\n{mx}",
        policy.max_age
    )
}

fn fetched(body: &[u8]) {
    let response = |content_type: &str| Response {
        status: 200,
        content_type: Some(content_type.to_owned()),
        content_encoding: None,
        location: None,
        body: body.to_vec(),
    };
    assert_eq!(
        read(Ok(response("text/plain; charset=utf-8"))).ok(),
        Policy::parse(body).ok()
    );
    assert!(read(Ok(response("text/html"))).is_err());
}

fn records(texts: &[String]) {
    let selected = StsRecord::select(texts);
    match &selected {
        Ok(None) => {}
        Ok(Some(record)) => {
            assert!((1..=32).contains(&record.id.len()));
            assert!(record.id.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            let written = format!("v=STSv1; id={};", record.id);
            assert_eq!(
                StsRecord::select(&[written]).as_ref(),
                Ok(&Some(record.clone()))
            );
        }
        Err(error) => {
            let text = error.to_string();
            assert_harmless(&text);
            assert!(text.chars().count() < 600, "{text}");
        }
    }
    // Of several, those that do not begin with `v=STSv1;` to the letter are discarded (RFC 8461 section 3.1).
    let discarded = |text: &String| text.starts_with("v=STSv1") && !text.starts_with("v=STSv1;");
    if texts.iter().any(discarded) {
        return;
    }
    let other = "v=spf1 -all".to_owned();
    let among: Vec<_> = std::iter::once(other)
        .chain(texts.iter().cloned())
        .collect();
    assert_eq!(
        StsRecord::select(&among),
        selected,
        "other records mean nothing"
    );
}
