//! The options of posttls-finger that are not ours, or mean something else here.

use super::{
    line::Line,
    row::{
        Becomes::{By, Nothing, Ours},
        Row, flag, value,
    },
    said,
};

pub(super) const ROWS: &[Row] = &[
    value(&["-a"], By(family)).only_with(&["ipv4", "ipv6", "any"]),
    value(&["-A", "-F"], Ours("--ca-file")),
    value(&["-P"], Nothing(said::ONE_FILE)),
    flag(
        &["-c"],
        Nothing("the transcript is a part of the report; -q leaves it out"),
    ),
    flag(&["-C"], Ours("--show-certs")),
    value(
        &["-d"],
        Nothing("fingerprints are SHA-256; --verbose shows them"),
    ),
    flag(&["-f"], Nothing("TLSA records are always looked up")),
    value(&["-g"], Nothing(said::NO_SUITES)),
    value(
        &["-h"],
        Nothing("names are looked up in DNS and in the hosts file"),
    ),
    value(&["-H", "-k"], Ours("--cert")),
    value(&["-K"], Ours("--key")),
    value(&["-l"], By(level)),
    value(&["-L"], By(log)),
    value(&["-m", "-r"], Nothing("sessions are not resumed")),
    value(
        &["-M"],
        Nothing("what senders with DANE do is a part of the report"),
    ),
    value(&["-o"], By(parameter)),
    value(&["-p"], Nothing(said::VERSIONS)).only_with(PROTOCOLS),
    flag(
        &["-R"],
        Nothing("on 465 and 587 SRV records are looked up by themselves"),
    ),
    value(&["-s"], Ours("--sni")),
    flag(&["-S"], Nothing(said::SMTP_ONLY)),
    value(&["-t"], Ours("--connect-timeout")),
    value(&["-T"], Ours("--timeout")),
    flag(&["-w"], Ours("--implicit-tls")),
    flag(&["-x", "-X"], Nothing(said::NOT_TESTED)),
];

const PROTOCOLS: &[&str] = &[
    "TLSv1",
    "TLSv1.1",
    "TLSv1.2",
    "TLSv1.3",
    ">=TLSv1",
    ">=TLSv1.2",
    ">=TLSv1.3",
    "!SSLv2",
    "!SSLv3",
];

fn family(value: &str, line: &mut Line) -> String {
    match value {
        "ipv4" | "ipv6" => {
            line.option(&format!("--{value}"));
            format!("--{value}")
        }
        _ => said::BOTH_FAMILIES.to_owned(),
    }
}

fn level(value: &str, line: &mut Line) -> String {
    match value {
        "encrypt" => {
            line.option("--starttls");
            "--starttls".to_owned()
        }
        "verify" | "secure" => {
            line.option("--starttls");
            line.option("--verify");
            "--starttls --verify".to_owned()
        }
        "dane" | "dane-only" | "half-dane" => {
            line.option("--starttls");
            "--starttls; DANE is always judged".to_owned()
        }
        "fingerprint" => "--verbose shows the fingerprints".to_owned(),
        _ => said::TLS_IS_USED.to_owned(),
    }
}

fn log(value: &str, line: &mut Line) -> String {
    if matches!(value, "0" | "none" | "1" | "routine" | "summary") {
        return "the summary is always shown".to_owned();
    }
    line.option("--verbose");
    "--verbose".to_owned()
}

fn parameter(value: &str, line: &mut Line) -> String {
    match value.split_once('=') {
        Some(("myhostname" | "smtp_helo_name", name)) => {
            line.option_with("--ehlo", name);
            "--ehlo".to_owned()
        }
        _ => "there is no main.cf here".to_owned(),
    }
}
