//! No secret is in any output: every mechanism, format and verbosity, every way a login can end, and the variables that
//! make programs talkative. The binary logs in with a password made for this run; what it prints and the files that it
//! leaves behind are searched for the password, and for every message made of it, in every encoding.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "support/dns.rs"]
mod dns;
#[path = "support/leak.rs"]
mod leak;
#[path = "support/server.rs"]
mod server;

use std::{
    collections::hash_map::RandomState,
    fs,
    hash::{BuildHasher, Hasher},
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::{Command, Output, Stdio},
    thread,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use smtpcheck::facade::render;

use server::{NAME, Server, serve, serve_as};

const MECHANISMS: [&str; 7] = [
    "PLAIN",
    "LOGIN",
    "CRAM-MD5",
    "SCRAM-SHA-1",
    "SCRAM-SHA-256",
    "XOAUTH2",
    "OAUTHBEARER",
];
const FORMATS: [&str; 2] = ["text", "json"];
const VERBOSITIES: [&[&str]; 4] = [&[], &["--verbose"], &["--quiet"], &["--timing"]];

/// How a login ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Accepted,
    /// The server repeats what it was told, in every encoding.
    Mirrored,
    Lost,
    Withheld,
    InClear,
}

const OUTCOMES: [Outcome; 5] = [
    Outcome::Accepted,
    Outcome::Mirrored,
    Outcome::Lost,
    Outcome::Withheld,
    Outcome::InClear,
];

impl Outcome {
    fn script(self, mechanism: &str, password: &str) -> String {
        let hello =
            format!("S: 220 {NAME} ESMTP\nC: EHLO *\nS: 250-{NAME}\nS: 250 AUTH {mechanism}\n");
        match self {
            Self::Accepted => format!("[TLS]\n{hello}[auth ann {password}]\n"),
            Self::Mirrored => format!("[TLS]\n{hello}[mirror ann {password}]\n"),
            Self::Lost if matches!(mechanism, "LOGIN" | "CRAM-MD5") => {
                format!("[TLS]\n{hello}[any]\nS: 334 UGFzc3dvcmQ6\n[any]\n[close]\n")
            }
            Self::Lost => format!("[TLS]\n{hello}[any]\n[close]\n"),
            Self::Withheld => format!("[TLS wrong-name]\n{hello}"),
            Self::InClear => format!("{hello}[auth ann {password}]\n"),
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::InClear => &["--no-tls", "--insecure-auth"],
            _ => &["--implicit-tls"],
        }
    }

    /// PLAIN in clear is an error found although the login went well.
    fn exits(self) -> &'static [i32] {
        match self {
            Self::Accepted => &[0],
            Self::Mirrored | Self::Lost => &[28],
            Self::Withheld => &[29],
            Self::InClear => &[0, 1],
        }
    }
}

/// Nothing, and all that makes programs talkative: what one of them brings out, all of them do.
fn environments(directory: &Path) -> [Vec<(&'static str, String)>; 2] {
    let keys = directory.join("keys").to_string_lossy().into_owned();
    let talkative = vec![
        ("RUST_LOG", "trace".to_owned()),
        ("RUST_BACKTRACE", "1".to_owned()),
        ("SSLKEYLOGFILE", keys),
    ];
    [Vec::new(), talkative]
}

/// Characters that encodings treat differently, then random ones.
fn password() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("p% +&=/:{:016x}~{:016X}", random(), random())
}

/// Everything that gives the password away: it, and the messages made of it.
fn secrets(password: &str, port: u16, output: &[u8]) -> Vec<Vec<u8>> {
    let mut secrets = vec![
        password.to_owned(),
        STANDARD.encode(password),
        format!("\0ann\0{password}"),
        format!("user=ann\x01auth=Bearer {password}\x01\x01"),
        format!("n,a=ann,\x01host={NAME}\x01port={port}\x01auth=Bearer {password}\x01\x01"),
    ];
    secrets.extend(digests(password, output));
    secrets.into_iter().map(String::into_bytes).collect()
}

/// What CRAM-MD5 makes of the password and the challenges that the output shows (RFC 2195 section 2).
fn digests(password: &str, output: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(output).into_owned();
    let challenge = |after: &str| {
        let end = after.find(|character: char| {
            !character.is_ascii_alphanumeric() && !"+/=".contains(character)
        });
        STANDARD.decode(&after[..end.unwrap_or(after.len())]).ok()
    };
    let challenges = text.split("334 ").skip(1).filter_map(challenge);
    challenges
        .map(|challenge| {
            let mut mac = Hmac::<md5::Md5>::new_from_slice(password.as_bytes()).unwrap();
            mac.update(&challenge);
            leak::hexadecimal(&mac.finalize().into_bytes())
        })
        .collect()
}

/// One run: which, and with what in its environment.
struct Run<'a> {
    mechanism: &'a str,
    outcome: Outcome,
    format: &'a str,
    verbosity: &'a [&'a str],
    environment: &'a [(&'static str, String)],
}

impl Run<'_> {
    fn output(
        &self,
        resolver: &dns::Server,
        server: &Server,
        password: &str,
        directory: &Path,
    ) -> Output {
        let root = server.root();
        Command::new(env!("CARGO_BIN_EXE_smtpcheck"))
            .env_clear()
            .env("SMTPCHECK_RESOLVER", resolver.address().to_string())
            .env("SMTPCHECK_PASSWORD", password)
            .envs(self.environment.iter().map(|(name, value)| (*name, value)))
            .args([
                &server.target(),
                "--user",
                "ann",
                "--auth",
                self.mechanism,
                "--format",
                self.format,
            ])
            .args(["--ca-file", root.to_str().unwrap()])
            .args(self.outcome.arguments())
            .args(self.verbosity)
            .args(self.reports())
            .current_dir(directory)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// One of the runs writes all forms.
    fn reports(&self) -> Vec<String> {
        let names = render::FORMATS.iter().map(|format| format.name);
        let reports = names.map(|name| format!("--report={name}=result.{name}"));
        match (self.format, self.verbosity.contains(&"--verbose")) {
            ("json", true) => reports.collect(),
            _ => Vec::new(),
        }
    }

    fn check(&self, output: &Output, files: &[u8], server: &Server, password: &str) {
        let Self {
            mechanism,
            outcome,
            format,
            verbosity,
            environment,
        } = self;
        let name = format!("{mechanism} {outcome:?} {format} {verbosity:?} {environment:?}");
        let all = [&output.stdout, &b"\n"[..], &output.stderr, b"\n", files].concat();
        let exit = output.status.code().unwrap_or(-1);
        let shown = String::from_utf8_lossy(&all);
        assert!(
            self.outcome.exits().contains(&exit),
            "{name}: {exit}\n{shown}"
        );
        let repeated = *outcome == Outcome::Mirrored && !verbosity.contains(&"--quiet");
        assert!(
            !repeated || shown.contains("[concealed]"),
            "{name}: nothing was concealed\n{shown}"
        );
        let secrets = secrets(password, server.address.port(), &all);
        assert_eq!(leak::found(&all, &secrets), None, "{name}\n{shown}");
    }
}

/// All files below a directory, one after the other.
fn files(directory: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.extend(fs::read(path).unwrap());
        }
    }
    all
}

/// All runs of one mechanism; how many they were.
fn runs_of(mechanism: &str) -> usize {
    let resolver = dns::serve(dns::Zone::parse(&format!("{NAME} A 127.0.0.1")));
    let password = password();
    let mut count = 0;
    for outcome in OUTCOMES {
        let server = serve(&outcome.script(mechanism, &password));
        for format in FORMATS {
            for verbosity in VERBOSITIES {
                let directory = tempfile::tempdir().unwrap();
                for environment in environments(directory.path()) {
                    let run = Run {
                        mechanism,
                        outcome,
                        format,
                        verbosity,
                        environment: &environment,
                    };
                    let output = run.output(&resolver, &server, &password, directory.path());
                    run.check(&output, &files(directory.path()), &server, &password);
                    count += 1;
                }
            }
        }
    }
    count
}

#[test]
fn no_output_holds_a_secret_whatever_happens() {
    let (mine, others) = MECHANISMS.split_at(MECHANISMS.len() / 2);
    let count_all = |mechanisms: &[&str]| mechanisms.iter().map(|one| runs_of(one)).sum::<usize>();
    let count = thread::scope(|scope| {
        let other = scope.spawn(|| count_all(others));
        count_all(mine) + other.join().unwrap()
    });
    println!("{count} runs, no secret in any of them");
    assert_eq!(count, 7 * 2 * 4 * 5 * 2);
}

/// What makes connections beside the first one, and what shows more of them.
const FURTHER: [&[&str]; 5] = [
    &["--all"],
    &["--compare-sni"],
    &["--scan-tls", "--scan-connections", "6"],
    &["--show-certs"],
    &[
        "--all",
        "--compare-sni",
        "--scan-tls",
        "--scan-connections",
        "6",
        "--show-certs",
    ],
];

/// A server that knows the password before it is told: it is in the greeting, in what is offered, broken over two lines, and
/// in the certificate, on every connection.
fn knowing(mechanism: &str, password: &str) -> String {
    let (begin, end) = password.split_at(9);
    let hexadecimal: Vec<_> = password.bytes().map(|byte| format!("{byte:02X}")).collect();
    format!(
        "[TLS]\nS: 220-{NAME} {password}\nS: 220-{begin}\nS: 220-{end}\nS: 220 {}\nC: EHLO *\nS: 250-{NAME} {}\nS: 250-X-{}\nS: 250 AUTH {mechanism}\n[auth ann {password}]\n",
        hexadecimal.join(":"),
        password.to_uppercase(),
        STANDARD.encode(password)
    )
}

#[cfg(target_os = "linux")]
#[test]
fn no_connection_of_a_run_shows_a_secret() {
    let resolver = dns::serve(dns::Zone::parse(&format!(
        "{NAME} A 127.0.0.1\n{NAME} A 127.0.0.2"
    )));
    let password = password();
    for mechanism in ["PLAIN", "SCRAM-SHA-256"] {
        let script = knowing(mechanism, &password);
        let names = [NAME, &password];
        let first = serve_as(&script, "127.0.0.1:0", &names);
        let beside = format!("127.0.0.2:{}", first.address.port());
        let _second = serve_as(&script, &beside, &names);
        for further in FURTHER {
            for format in FORMATS {
                for verbosity in VERBOSITIES {
                    let directory = tempfile::tempdir().unwrap();
                    let verbosity = [further, verbosity].concat();
                    let run = Run {
                        mechanism,
                        outcome: Outcome::Accepted,
                        format,
                        verbosity: &verbosity,
                        environment: &[],
                    };
                    let output = run.output(&resolver, &first, &password, directory.path());
                    let files = files(directory.path());
                    let all = [&output.stdout[..], b"\n", &output.stderr, b"\n", &files].concat();
                    let shown = String::from_utf8_lossy(&all);
                    let name = format!("{mechanism} {format} {verbosity:?}");
                    let is_quiet = verbosity.contains(&"--quiet");
                    assert!(is_quiet || shown.contains("[concealed]"), "{name}\n{shown}");
                    let secrets = secrets(&password, first.address.port(), &all);
                    assert_eq!(leak::found(&all, &secrets), None, "{name}\n{shown}");
                    let upper = shown.to_uppercase();
                    let (begin, end) = password.split_at(9);
                    for half in [begin, end, &password] {
                        assert!(
                            !upper.contains(&half.to_uppercase()),
                            "{name}: {half}\n{shown}"
                        );
                    }
                    let digits: String = shown.chars().filter(char::is_ascii_hexdigit).collect();
                    let secret = leak::hexadecimal(password.as_bytes());
                    assert!(!digits.to_lowercase().contains(&secret), "{name}\n{shown}");
                }
            }
        }
    }
}

/// All strings that are values.
fn strings(value: &serde_json::Value) -> Vec<&str> {
    match value {
        serde_json::Value::String(text) => vec![text],
        serde_json::Value::Array(parts) => parts.iter().flat_map(strings).collect(),
        serde_json::Value::Object(fields) => fields.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

/// A password that is a word of ours, too: what the server says has it masked, and our own words stay, for a mask there would tell
/// it.
#[test]
fn a_password_that_is_a_word_of_ours_is_masked_in_what_the_server_says_alone() {
    let resolver = dns::serve(dns::Zone::parse(&format!("{NAME} A 127.0.0.1")));
    for word in ["auth", "server", "certificate"] {
        let script = format!(
            "[TLS]\nS: 220 {NAME} {word}\nC: EHLO *\nS: 250-{NAME} {word}\nS: 250 AUTH PLAIN\n[any]\nS: 535 5.7.8 no {word}: {word}\n"
        );
        let server = serve_as(&script, "127.0.0.1:0", &[NAME, word]);
        let directory = tempfile::tempdir().unwrap();
        let output = |format, verbosity| {
            let run = Run {
                mechanism: "PLAIN",
                outcome: Outcome::Mirrored,
                format,
                verbosity,
                environment: &[],
            };
            let output = run.output(&resolver, &server, word, directory.path());
            assert_eq!(output.status.code(), Some(28), "{word}");
            String::from_utf8(output.stdout).unwrap()
        };
        let document: serde_json::Value = serde_json::from_str(&output("json", &[])).unwrap();
        let checked = &document["servers"][0];
        for made_of_its_bytes in [
            &checked["greeting"],
            &checked["ehlo"][0]["greeting"],
            &checked["tls"]["certificates"],
            &checked["authentication"]["attempted"][0]["text"],
        ] {
            let has_word = |text: &&str| text.to_lowercase().contains(word);
            let found = strings(made_of_its_bytes).into_iter().find(has_word);
            assert_eq!(found, None, "{word}\n{made_of_its_bytes:#}");
            assert!(
                made_of_its_bytes.to_string().contains("[concealed]")
                    || made_of_its_bytes.is_null()
            );
        }
        let texts = [output("text", &[]), output("text", &["--verbose"])];
        for text in &texts {
            let lines = text.lines().filter(|line| line.starts_with("S: "));
            for line in
                lines.filter(|line| !line.starts_with("S: [TLS") && *line != "S: 250 AUTH PLAIN")
            {
                assert!(!line.to_lowercase().contains(word), "{line}");
            }
            assert!(!text.contains(&format!("DNS:{word}")), "{text}");
            assert!(text.contains("C: [TLS certificate verified"), "{text}");
        }
        let words = texts[0].split_whitespace().collect::<Vec<_>>().join(" ");
        for finding in document["findings"].as_array().unwrap() {
            for ours in ["id", "title", "remedy"] {
                let ours = finding[ours].as_str().unwrap();
                assert!(!ours.contains("[concealed]"), "{word}: {ours}");
            }
            let remedy = finding["remedy"].as_str().unwrap();
            assert!(words.contains(remedy), "{word}: {remedy}\n{}", texts[0]);
        }
        assert!(words.contains("auth-rejected"), "{}", texts[0]);
    }
}

/// The same where the certificate is for nobody but the password: the reason against it names it, and so does a scan.
#[test]
fn a_password_in_a_certificate_that_does_not_verify_is_masked_in_it_and_in_the_reason() {
    let resolver = dns::serve(dns::Zone::parse(&format!("{NAME} A 127.0.0.1")));
    for word in ["certificate", "mail"] {
        let script =
            format!("[TLS]\nS: 220 {NAME} ESMTP\nC: EHLO *\nS: 250-{NAME}\nS: 250 AUTH PLAIN\n");
        let server = serve_as(&script, "127.0.0.1:0", &[word]);
        let directory = tempfile::tempdir().unwrap();
        let run = Run {
            mechanism: "PLAIN",
            outcome: Outcome::Withheld,
            format: "json",
            verbosity: &["--scan-tls", "--scan-connections", "6"],
            environment: &[],
        };
        let output = run.output(&resolver, &server, word, directory.path());
        assert_eq!(output.status.code(), Some(29), "{word}");
        let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let tls = &document["servers"][0]["tls"];
        let reason = format!("the certificate is for [concealed], not for {NAME}");
        let verification = &tls["verification"]["details"];
        assert_eq!(*verification, serde_json::json!([reason]), "{tls:#}");
        let scan = &document["servers"][0]["tls_scan"];
        let leaves = scan["leaf_certificates"].as_array().unwrap();
        assert!(!leaves.is_empty(), "{scan:#}");
        for leaf in leaves {
            let names = &leaf["certificate"]["dns_names"];
            assert_eq!(*names, serde_json::json!(["[concealed]"]), "{leaf:#}");
            let details = &leaf["verification"]["details"];
            assert_eq!(*details, serde_json::json!([reason]), "{leaf:#}");
        }
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(!shown.contains(&format!("for {word},")), "{shown}");
    }
}

/// The search would find what it looks for.
#[test]
fn a_leak_in_any_form_is_found() {
    let password = password();
    let secrets = secrets(&password, 25, b"");
    let hexadecimal = leak::hexadecimal(password.as_bytes());
    let percent: String = password
        .bytes()
        .map(|byte| format!("%{byte:02X}"))
        .collect();
    let mut leaks = vec![
        password.clone(),
        hexadecimal.to_uppercase(),
        hexadecimal,
        percent,
        password.replace('%', "%25").replace(' ', "%20"),
    ];
    leaks.extend(
        ["", "a", "ab", "abc"].map(|before| STANDARD.encode(format!("{before}{password}"))),
    );
    for leak in leaks {
        let output = format!("C: EHLO x\nS: 535 5.7.8 ({leak}) no\n");
        assert!(leak::found(output.as_bytes(), &secrets).is_some(), "{leak}");
    }
    assert_eq!(
        leak::found(
            b"C: [Base64-encoded password]\nS: 535 [concealed]",
            &secrets
        ),
        None
    );
}

/// And the server of the runs does give everything away.
#[test]
fn the_mirror_leaks_to_whoever_shows_its_words() {
    let password = password();
    let server = serve(&format!("[mirror ann {password}]\n"));
    let mut stream = TcpStream::connect(server.address).unwrap();
    let message = STANDARD.encode(format!("\0ann\0{password}"));
    write!(stream, "AUTH PLAIN {message}\r\nQUIT\r\n").unwrap();
    let mut said = Vec::new();
    stream.read_to_end(&mut said).unwrap();
    let secrets = secrets(&password, server.address.port(), &said);
    for line in said
        .split(|byte| *byte == b'\n')
        .filter(|line| line.starts_with(b"535-"))
    {
        assert!(
            leak::found(line, &secrets).is_some(),
            "{}",
            String::from_utf8_lossy(line)
        );
    }
}

#[test]
fn the_digest_of_a_challenge_is_a_secret_too() {
    // The example of RFC 2195 section 2.
    let challenge = STANDARD.encode("<1896.697170952@postoffice.reston.mci.net>");
    let digests = digests(
        "tanstaaftanstaaf",
        format!("S: 334 {challenge}\n").as_bytes(),
    );
    assert_eq!(digests, ["b913a602c7eda7a495b4e6e7334d3890"]);
}
