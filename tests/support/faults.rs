//! Bad networks, each fault at every stage of the conversation, with the clock paused. What must come of them is
//! product.md section 4: the stage's exit status; `temporary` where the connection was lost or the time ran out in the
//! middle; "may have been delivered" exactly where the final dot was sent (RFC 5321 section 4.5.3.2.6). Where else
//! faults are tested stands in `tests/faults.rs`.

use super::scenario::{Ran, SLACK, Scenario, check, played};

const BUDGET: f64 = 20.0;
const CONNECT_TIMEOUT: f64 = 5.0;
/// The least that is waited for the reply to the final dot, whatever the budget.
const FINAL_DOT: f64 = 60.0;
const QUIT: f64 = 5.0;

/// What the network does at one stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Reset,
    Close,
    HalfClose,
    Silence,
    /// Half a reply, and the connection ends.
    CutReply,
    /// Half a reply, and nothing more.
    StalledReply,
    OneByteSegments,
    Delay,
}

use Fault::{Close, CutReply, Delay, HalfClose, OneByteSegments, Reset, Silence, StalledReply};

const FAULTS: [Fault; 8] = [
    Reset,
    Close,
    HalfClose,
    Silence,
    CutReply,
    StalledReply,
    OneByteSegments,
    Delay,
];

impl Fault {
    /// Whether the conversation goes on as if nothing had happened.
    fn is_harmless(self) -> bool {
        matches!(self, OneByteSegments | Delay)
    }

    fn runs_into_the_time_limit(self) -> bool {
        matches!(self, Silence | StalledReply)
    }

    /// The script from here on, where `stage` would have answered with its reply and gone on with `rest`.
    fn played(self, stage: &Stage, rest: &str) -> String {
        let half = stage.half();
        let reply = stage.reply;
        match self {
            Reset => "[reset]".to_owned(),
            Close => "[close]".to_owned(),
            HalfClose => "[half-close]".to_owned(),
            Silence => "[silence]".to_owned(),
            CutReply => format!("{half}\n[close]"),
            StalledReply => format!("{half}\n[silence]"),
            OneByteSegments => format!("[fragment 1]\n{reply}\n{rest}"),
            Delay => format!("[wait 3s]\n{reply}\n{rest}"),
        }
    }
}

/// A stage: what the client says, what the server answers, and what a failure there comes to.
#[derive(Clone, Copy)]
struct Stage {
    /// In the JSON document; "quit", where nothing can fail any more.
    name: &'static str,
    exit: u8,
    command: &'static str,
    reply: &'static str,
}

const fn stage(name: &'static str, exit: u8, command: &'static str, reply: &'static str) -> Stage {
    Stage {
        name,
        exit,
        command,
        reply,
    }
}

impl Stage {
    /// The beginning of a reply of several lines, or of a TLS record.
    fn half(&self) -> String {
        match self.reply.strip_prefix("S: ") {
            Some(reply) => format!("[send \"{}-half\"]", &reply[..3]),
            None => "[send \"\\x16\\x03\\x03\\x00\"]".to_owned(),
        }
    }

    /// How long the client must wait when nothing comes, in seconds.
    fn limit(&self) -> f64 {
        match self.name {
            "message" => FINAL_DOT,
            "quit" => QUIT,
            _ => BUDGET,
        }
    }
}

const GREETING: Stage = stage("greeting", 21, "", "S: 220 mail.example.com ESMTP");
const HANDSHAKE: Stage = stage("tls", 29, "", "[TLS]");
const PLAIN_EHLO: &str = "S: 250-mail.example.com\nS: 250 PIPELINING";
const EHLO_WITH_AUTH: &str = "S: 250-mail.example.com\nS: 250-PIPELINING\nS: 250 AUTH PLAIN";
const TRANSACTION: [Stage; 5] = [
    stage(
        "mail",
        23,
        "C: MAIL FROM:<ann@example.com>*",
        "S: 250 2.1.0 Ok",
    ),
    stage(
        "rcpt",
        24,
        "C: RCPT TO:<bob@example.net>",
        "S: 250 2.1.5 Ok",
    ),
    stage("data", 25, "C: DATA", "S: 354 go ahead"),
    stage("message", 26, "[data]", "S: 250 2.0.0 Ok: queued as 12345"),
    stage("quit", 0, "C: QUIT", "S: 221 2.0.0 Bye\n[close]"),
];
const AUTH: Stage = stage("auth", 28, "C: AUTH PLAIN *", "S: 235 2.7.0 Ok");

/// A way to submit a message: what is typed, and the stages.
struct Way {
    name: &'static str,
    port: u16,
    options: &'static str,
    password: bool,
    stages: Vec<Stage>,
}

fn ways() -> Vec<Way> {
    let ehlo = |reply| stage("ehlo", 22, "C: EHLO *", reply);
    let starttls = [
        GREETING,
        ehlo("S: 250-mail.example.com\nS: 250 STARTTLS"),
        stage("starttls", 29, "C: STARTTLS", "S: 220 2.0.0 Ready"),
        HANDSHAKE,
        stage("ehlo_after_tls", 32, "C: EHLO *", EHLO_WITH_AUTH),
        AUTH,
    ];
    let way = |name, port, options, stages: &[Stage]| Way {
        name,
        port,
        options,
        password: stages.iter().any(|stage| stage.name == "auth"),
        stages: [stages, &TRANSACTION].concat(),
    };
    vec![
        way("STARTTLS", 25, "--auth plain --user ann", &starttls),
        way(
            "pipelining",
            25,
            "--auth plain --user ann --pipeline",
            &starttls,
        ),
        way(
            "implicit TLS",
            465,
            "--auth plain --user ann",
            &[HANDSHAKE, GREETING, ehlo(EHLO_WITH_AUTH), AUTH],
        ),
        way("in clear", 25, "", &[GREETING, ehlo(PLAIN_EHLO)]),
    ]
}

impl Way {
    fn scenario(&self, server: String, exit: u8) -> Scenario {
        let options = self.options;
        let port = self.port;
        Scenario {
            about: self.name.to_owned(),
            command: format!(
                "mail.example.com:{port} --no-mx --from ann@example.com --to bob@example.net --send \
                 --timeout {BUDGET} {options}"
            ),
            password: self.password.then(|| "hunter2-secret".to_owned()),
            zone: "mail.example.com A 192.0.2.1".to_owned(),
            servers: [(format!("192.0.2.1:{port}"), server)].into(),
            exit,
            ..Scenario::default()
        }
    }

    /// The conversation up to the command of stage `number`, and what follows its reply.
    fn around(&self, number: usize) -> (String, String) {
        let whole = |stages: &[Stage]| {
            let lines = stages.iter().flat_map(|stage| [stage.command, stage.reply]);
            lines.fold(String::new(), |script, line| script + line + "\n")
        };
        let (before, rest) = self.stages.split_at(number);
        (whole(before) + rest[0].command + "\n", whole(&rest[1..]))
    }

    fn with(&self, number: usize, fault: Fault) -> String {
        let (before, rest) = self.around(number);
        before + &fault.played(&self.stages[number], &rest)
    }

    fn without_fault(&self) -> Ran {
        let (_, rest) = self.around(0);
        let first = &self.stages[0];
        played(&self.scenario(format!("{}\n{}\n{rest}", first.command, first.reply), 0))
    }
}

fn found(ran: &Ran) -> Vec<&str> {
    let judgement = ran.judgement.as_ref().unwrap();
    judgement.findings.iter().map(|one| one.id).collect()
}

/// The run took what it had to wait, and next to nothing more.
fn took(ran: &Ran, seconds: f64, what: &str) {
    let took = ran.took.as_secs_f64();
    let right = took >= seconds && took <= seconds + SLACK.as_secs_f64();
    assert!(right, "{what} took {took} s, not {seconds} s\n{}", ran.text);
}

fn uncertain(ran: &Ran) -> bool {
    let said = ran.text.contains("may have been delivered");
    let judged = found(ran).contains(&"delivery-uncertain");
    assert_eq!(said, judged, "{}", ran.text);
    judged
}

/// A fault after which the conversation goes on is none.
fn harmless(ran: &Ran, sound: &Ran, fault: Fault, what: &str) {
    assert_eq!(ran.exit, 0, "{what}\n{}", ran.text);
    assert_eq!(found(ran), found(sound), "{what}\n{}", ran.text);
    assert_eq!(ran.received, sound.received, "{what}");
    took(ran, if fault == Delay { 3.0 } else { 0.0 }, what);
}

fn fatal(ran: &Ran, stage: &Stage, fault: Fault, what: &str) {
    let text = &ran.text;
    let server = &ran.json["servers"][0];
    assert_eq!(ran.exit, stage.exit, "{what}\n{text}");
    assert_eq!(server["failed_stage"], stage.name, "{what}\n{text}");
    assert_eq!(server["temporary"], true, "{what}\n{text}");
    let finding = match (stage.name, fault.runs_into_the_time_limit()) {
        ("tls", _) => "tls-handshake-failed",
        (_, true) => "slow-reply",
        (_, false) => "closed-early",
    };
    assert!(found(ran).contains(&finding), "{what}: {:?}", found(ran));
    assert_eq!(uncertain(ran), stage.name == "message", "{what}\n{text}");
    let limited = fault.runs_into_the_time_limit();
    took(ran, if limited { stage.limit() } else { 0.0 }, what);
}

/// Everything was said and done: what becomes of QUIT changes no verdict (RFC 5321 section 4.1.1.10).
fn at_the_end(ran: &Ran, stage: &Stage, fault: Fault, what: &str) {
    assert_eq!(ran.exit, 0, "{what}\n{}", ran.text);
    assert!(ran.json["servers"][0]["failed_stage"].is_null(), "{what}");
    assert!(!uncertain(ran), "{what}\n{}", ran.text);
    let late = fault.runs_into_the_time_limit();
    let finding = match fault {
        CutReply => "unterminated-reply",
        _ if late => "no-answer-to-quit",
        _ => "quit-not-confirmed",
    };
    assert!(found(ran).contains(&finding), "{what}: {:?}", found(ran));
    took(ran, if late { stage.limit() } else { 0.0 }, what);
}

#[test]
fn every_fault_at_every_stage() {
    let mut count = 0;
    for way in ways() {
        let sound = way.without_fault();
        assert_eq!(sound.exit, 0, "{}\n{}", way.name, sound.text);
        for (number, stage) in way.stages.iter().enumerate() {
            for fault in FAULTS {
                let what = format!("{fault:?} at {}, {}", stage.name, way.name);
                let ran = played(&way.scenario(way.with(number, fault), stage.exit));
                assert_eq!(ran.mismatches, [""; 0], "{what}\n{}", ran.text);
                match stage.name {
                    _ if fault.is_harmless() => harmless(&ran, &sound, fault, &what),
                    "quit" => at_the_end(&ran, stage, fault, &what),
                    _ => fatal(&ran, stage, fault, &what),
                }
                count += 1;
            }
        }
    }
    assert!(count >= 300, "only {count} runs");
}

/// A connection that is not made is no lost one: nothing was begun that a later attempt could go on with.
#[test]
fn every_fault_of_the_connection_itself() {
    for way in ways() {
        for (place, finding, seconds) in [
            ("refused", "connection-refused", 0.0),
            ("reset", "connection-reset", 0.0),
            ("times out", "connection-timeout", CONNECT_TIMEOUT),
        ] {
            let ran = played(&way.scenario(place.to_owned(), 11));
            let what = format!("{place}, {}", way.name);
            assert_eq!(ran.exit, 11, "{what}\n{}", ran.text);
            assert_eq!(ran.json["servers"][0]["failed_stage"], "connect", "{what}");
            assert_eq!(found(&ran), [finding], "{what}");
            assert!(!uncertain(&ran), "{what}");
            took(&ran, seconds, &what);
        }
        let (before, rest) = way.around(0);
        let late = format!("late\n{before}{}\n{rest}", way.stages[0].reply);
        let ran = played(&way.scenario(late, 0));
        harmless(
            &ran,
            &way.without_fault(),
            Delay,
            &format!("late, {}", way.name),
        );
    }
}

/// A message longer than what is on the way at once: the server ends the matter, or half of it, before the final dot.
#[test]
fn a_fault_within_the_message() {
    let way = ways().pop().unwrap();
    let body = "x".repeat(70).to_owned() + "\\n";
    let body = body.repeat(4000);
    for (fault, sent, seconds, finding) in [
        ("[reset]", false, 0.0, "closed-early"),
        ("[close]", false, 0.0, "closed-early"),
        ("S: 250 2.0.0 Ok\n[reset]", false, 0.0, "closed-early"),
        ("[wait 3600s]", false, BUDGET, "slow-reply"),
        ("[half-close]", false, 0.0, "closed-early"),
        ("[silence]", true, FINAL_DOT, "slow-reply"),
    ] {
        let (before, _) = way.around(way.stages.len() - 2);
        let before = before.strip_suffix("[data]\n").unwrap();
        let mut scenario = way.scenario(format!("{before}{fault}"), 26);
        scenario.command += &format!(" --body '{body}'");
        let ran = played(&scenario);
        assert_eq!(ran.exit, 26, "{fault}\n{}", ran.text);
        assert_eq!(ran.json["servers"][0]["failed_stage"], "message");
        assert_eq!(ran.json["servers"][0]["temporary"], true, "{fault}");
        assert_eq!(uncertain(&ran), sent, "{fault}\n{}", ran.text);
        assert!(found(&ran).contains(&finding), "{fault}: {:?}", found(&ran));
        took(&ran, seconds, fault);
    }
}

const SOUND: &str = "S: 220 mail.example.com ESMTP\nC: EHLO *\nS: 250 mail.example.com\n";

/// One host with an address of each family, one of them broken.
fn one_family(broken: &str, place: &str, options: &str) -> Scenario {
    let (v6, v4) = match broken {
        "IPv6" => (place, SOUND),
        _ => (SOUND, place),
    };
    Scenario {
        about: format!("{broken} {place}"),
        command: format!("example.com {options}"),
        zone: "example.com MX 10 mail.example.com\nmail.example.com AAAA 2001:db8::1\n\
               mail.example.com A 192.0.2.1"
            .to_owned(),
        servers: [
            ("[2001:db8::1]:25".to_owned(), v6.to_owned()),
            ("192.0.2.1:25".to_owned(), v4.to_owned()),
        ]
        .into(),
        ..Scenario::default()
    }
}

const BOTH: [&str; 2] = ["[2001:db8::1]:25", "192.0.2.1:25"];

/// A sender tries the next address, so a broken one is a warning; a family without a route is not judged at all.
#[test]
fn ipv6_broken_and_ipv4_fine() {
    for (place, finding, seconds) in [
        ("refused", "warning:connection-refused", 0.0),
        ("reset", "warning:connection-reset", 0.0),
        ("times out", "warning:connection-timeout", CONNECT_TIMEOUT),
        ("unreachable", "", 0.0),
    ] {
        let mut scenario = one_family("IPv6", place, "");
        let unreachable = finding.is_empty();
        scenario.findings = ["warning:starttls-not-offered", finding]
            [..2 - usize::from(unreachable)]
            .iter()
            .map(ToString::to_string)
            .collect();
        scenario.findings.sort();
        if unreachable {
            scenario.not_checked = vec!["connection-unreachable".to_owned()];
        }
        scenario.connections = Some(BOTH.map(str::to_owned).to_vec());
        let ran = played(&scenario);
        check(&scenario, &ran);
        took(&ran, seconds, place);
        assert_eq!(ran.json["servers"][1]["decisive"], true);
    }
}

/// IPv6 comes first and answers: IPv4 is not tried, and nothing is said about it.
#[test]
fn ipv4_broken_and_ipv6_fine() {
    for place in ["refused", "reset", "times out", "unreachable"] {
        let mut scenario = one_family("IPv4", place, "");
        scenario.findings = vec!["warning:starttls-not-offered".to_owned()];
        scenario.connections = Some(vec![BOTH[0].to_owned()]);
        let ran = played(&scenario);
        check(&scenario, &ran);
        took(&ran, 0.0, place);
        assert_eq!(ran.json["servers"][1]["connection"]["status"], "not_tried");
    }
}

/// With `--all` every address was asked for, so a broken one is an error; what this machine has no route to could not be
/// checked, which is 3 and no verdict about the server.
#[test]
fn one_family_broken_with_all() {
    for broken in ["IPv6", "IPv4"] {
        for (place, exit, finding, seconds) in [
            ("refused", 11, "connection-refused", 0.0),
            ("reset", 11, "connection-reset", 0.0),
            ("times out", 11, "connection-timeout", CONNECT_TIMEOUT),
            ("unreachable", 3, "", 0.0),
        ] {
            let mut scenario = one_family(broken, place, "--all");
            scenario.exit = exit;
            scenario.connections = Some(BOTH.map(str::to_owned).to_vec());
            if finding.is_empty() {
                scenario.not_checked = vec!["connection-unreachable".to_owned(), "all".to_owned()];
            } else {
                scenario.findings.push(finding.to_owned());
            }
            scenario
                .findings
                .push("warning:starttls-not-offered".to_owned());
            let ran = played(&scenario);
            check(&scenario, &ran);
            took(&ran, seconds, place);
        }
    }
}

/// Asked for one family, the other is left alone, broken or not.
#[test]
fn the_family_that_was_asked_for_decides() {
    for (broken, option, exit) in [
        ("IPv6", "-4", 0),
        ("IPv6", "-6", 11),
        ("IPv4", "-6", 0),
        ("IPv4", "-4", 11),
    ] {
        let ran = played(&one_family(broken, "refused", option));
        assert_eq!(ran.exit, exit, "{broken} broken, {option}\n{}", ran.text);
        assert_eq!(ran.connections.len(), 1, "{:?}", ran.connections);
    }
}

/// Neither family gets through: the exit status is 11 whatever the reasons are.
#[test]
fn both_families_broken() {
    let places = ["refused", "reset", "times out", "unreachable"];
    for v6 in places {
        for v4 in places {
            for options in ["", "--all"] {
                let mut scenario = one_family("IPv6", v6, options);
                scenario.servers.insert(BOTH[1].to_owned(), v4.to_owned());
                let ran = played(&scenario);
                assert_eq!(ran.exit, 11, "{v6}, {v4} {options}\n{}", ran.text);
                let waits = [v6, v4]
                    .iter()
                    .filter(|place| **place == "times out")
                    .count();
                took(&ran, CONNECT_TIMEOUT * waits as f64, &format!("{v6}, {v4}"));
            }
        }
    }
}
