//! Faulty networks. Which fault is tested where:
//!
//! | fault | test |
//! |---|---|
//! | reset, close, half-close, silence (blackhole), half a reply, one-byte segments, 3 s delay, at every stage | `support/faults.rs`, run by `scenarios.rs`: `every_fault_at_every_stage` |
//! | reset, half-close and one-byte segments of a real socket | here: `real_sockets_fail_alike` |
//! | connection refused, reset, unanswered, late | `support/faults.rs`: `every_fault_of_the_connection_itself` |
//! | the same in the middle of a long message | `support/faults.rs`: `a_fault_within_the_message` |
//! | IPv6 broken and IPv4 fine, the other way round, both; `--all`, `-4`, `-6` | `support/faults.rs` |
//! | 421, close and silence at each stage, with the findings by name | `scenarios/zoo_stages.toml`, `zoo_quit.toml` |
//! | octets and lines that drip, endless replies, slow replies one after the other | `scenarios/zoo_limits.toml`, `zoo_floods.toml`, `zoo_memory.rs` |
//! | lines that end nowhere or in the middle | `scenarios/zoo_lines.toml`, `zoo_codes.toml` |
//! | a port that speaks TLS, or HTTP, or nothing | `scenarios/connection.toml` |
//! | SERVFAIL, REFUSED, FORMERR, no answer, garbage, referrals, loops, truncation with TCP | `src/net/resolver/tests.rs`, `scenarios/resolution.toml` |
//! | a resolver that lies: id, question, port, address, denial, forgery, truncation without TCP, 1000 records | here |
//! | a policy host that is slow, refuses or lies | `scenarios/mta_sts.toml`, `src/net/https/tests.rs` |
//! | DNSSEC that is bogus, signatures that are forged | `src/net/resolver/tests.rs`, `scenarios/dane.toml` |
//! | Ctrl-C and a closed pipe at every stage | `interruption.rs` |

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "support/dns.rs"]
mod dns;
#[path = "support/liar.rs"]
mod liar;
#[path = "support/server.rs"]
mod server;

use std::{
    net::SocketAddr,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use liar::{Lie, Tcp};
use server::serve;

/// Far more than the second that a look-up has, several times over, on a busy machine.
const LONGEST: Duration = Duration::from_secs(20);

const SOUND: &str = "S: 220 mail.example.test\nC: EHLO *\nS: 250 mail.example.test\n";

const ZONE: &str = "example.test MX 10 mail.example.test\nmail.example.test A 127.0.0.1";

struct Ran {
    exit: i32,
    document: serde_json::Value,
}

impl Ran {
    fn resolution(&self) -> &str {
        self.document["resolution"]["status"].as_str().unwrap()
    }
}

fn run(resolver: SocketAddr, target: &str, more: &[&str]) -> Ran {
    let began = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_smtpcheck"))
        .env_clear()
        .args(["--resolver", &resolver.to_string(), target])
        .args([
            "--format",
            "json",
            "--timeout",
            "1s",
            "--ignore",
            "starttls-*",
            "--ignore",
            "mx-is-localhost",
        ])
        .args(more)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(began.elapsed() < LONGEST, "it took {:?}", began.elapsed());
    Ran {
        exit: output.status.code().unwrap(),
        document: serde_json::from_slice(&output.stdout).unwrap(),
    }
}

/// The check of `example.test` where the resolver lies, with a sound server on the other end.
fn against(lie: Lie) -> Ran {
    let server = serve(SOUND);
    let resolver = liar::serve(ZONE, lie);
    run(
        resolver,
        &format!("example.test:{}", server.address.port()),
        &[],
    )
}

/// What the paused scenarios do in memory, with the system's own sockets once each.
#[test]
fn real_sockets_fail_alike() {
    const TLS: &str = "S: 220 mail.example.test\nC: EHLO *\nS: 250-mail.example.test\nS: 250 STARTTLS\n\
                       C: STARTTLS\nS: 220 Ready\n[TLS]\nC: EHLO *\nS: 250 mail.example.test\n";
    let resolver = dns::serve(dns::Zone::parse(ZONE));
    for (script, exit, how) in [
        ("[half-close]", 21, "closed the connection"),
        (
            "S: 220 mail.example.test\nC: EHLO *\n[reset]",
            22,
            "reset the connection",
        ),
        (
            "S: 220 mail.example.test\nC: EHLO *\n[half-close]",
            22,
            "closed the connection",
        ),
        (&format!("[fragment 1]\n{TLS}"), 0, ""),
        (&format!("[fragment 3]\n{TLS}"), 0, ""),
    ] {
        let server = serve(script);
        let root = server.root();
        let more = ["--ca-file", root.to_str().unwrap()];
        let ran = run(resolver.address(), &server.target(), &more);
        assert_eq!(ran.exit, exit, "{script}\n{:#}", ran.document);
        let text = ran.document["verdict"]["text"].as_str().unwrap();
        assert!(text.contains(how), "{script}: {text}");
    }
}

/// An answer that is not the answer to the question asked is none (RFC 5452 section 9.1), and truncated ones are not
/// to be used (RFC 2181 section 9): DNS did not answer, which is 75.
#[test]
fn what_is_no_answer_is_75() {
    let mut lies = vec![
        Lie::AnotherId,
        Lie::AnotherQuestion,
        Lie::AnotherPort,
        Lie::Silence,
        Lie::Truncated(Tcp::Refused),
        Lie::Truncated(Tcp::Closes),
        Lie::Truncated(Tcp::Silent),
    ];
    // Elsewhere the loopback network has one address only.
    if cfg!(target_os = "linux") {
        lies.push(Lie::AnotherAddress);
    }
    let runs: Vec<_> = lies
        .into_iter()
        .map(|lie| (lie, thread::spawn(move || against(lie))))
        .collect();
    for (lie, ran) in runs {
        let ran = ran.join().unwrap();
        assert_eq!(ran.exit, 75, "{lie:?}\n{:#}", ran.document);
        let status = ran.resolution();
        assert!(
            matches!(status, "timeout" | "server_failure"),
            "{lie:?}: {status}"
        );
        assert_eq!(ran.document["servers"], serde_json::json!([]), "{lie:?}");
        assert_ne!(ran.document["findings"], serde_json::json!([]), "{lie:?}");
    }
}

/// The forger does not know the id; the check goes where the honest answer leads.
#[test]
fn a_forged_answer_is_not_believed() {
    let ran = against(Lie::ForgedFirst);
    assert_eq!(ran.exit, 0, "{:#}", ran.document);
    assert_eq!(ran.document["servers"][0]["address"], "127.0.0.1");
}

/// The code decides: of a name that does not exist there are no records (RFC 2308 section 2.1).
#[test]
fn records_of_a_name_that_does_not_exist_are_none() {
    let ran = against(Lie::Denial);
    assert_eq!(ran.exit, 10, "{:#}", ran.document);
    assert_eq!(ran.resolution(), "no_such_domain");
}

/// RFC 1034 section 3.6.2: that is an error, and no proof that there are no records.
#[test]
fn aliases_that_go_in_circles_are_a_failed_look_up() {
    let server = dns::serve(dns::Zone::parse(
        "example.test MX 10 a.example.test\na.example.test CNAME b.example.test\n\
         b.example.test CNAME a.example.test\nitself.example.test CNAME itself.example.test",
    ));
    for target in [
        "example.test",
        "a.example.test",
        "itself.example.test",
        "[a.example.test]",
    ] {
        let ran = run(server.address(), target, &[]);
        assert_eq!(ran.exit, 75, "{target}\n{:#}", ran.document);
        assert_eq!(ran.resolution(), "server_failure", "{target}");
    }
}

/// 1000 exchanges and 1000 addresses are more than anybody tries: what is kept is bounded, and the first ones are tried.
#[test]
fn a_thousand_records_are_bounded() {
    let server = serve(SOUND);
    let port = server.address.port();
    let many = |line: fn(usize) -> String| (0..1000).map(line).collect::<Vec<_>>().join("\n");
    let exchanges = many(|number| format!("example.test MX {number} mx{number}.example.test"));
    let addresses = many(|number| {
        format!(
            "mail.example.test A 127.{}.{}.1",
            number / 250,
            number % 250
        )
    });
    let zone = format!("{exchanges}\n{addresses}\nmx0.example.test CNAME mail.example.test");
    let resolver = dns::serve(dns::Zone::parse(&zone));
    let ran = run(resolver.address(), &format!("example.test:{port}"), &[]);
    assert_eq!(ran.exit, 0, "{:#}", ran.document);
    assert_eq!(ran.document["servers"][0]["address"], "127.0.0.1");
    let length = |pointer: &str| {
        ran.document
            .pointer(pointer)
            .unwrap()
            .as_array()
            .unwrap()
            .len()
    };
    assert!(
        length("/resolution/mx") <= 64,
        "{}",
        length("/resolution/mx")
    );
    assert!(length("/servers") <= 64, "{}", length("/servers"));
}
