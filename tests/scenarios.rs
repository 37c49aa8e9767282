//! Runs every scenario in `scenarios/`: a DNS zone, scripts of servers, a command line, and what must come of it. The
//! program runs in-process in a world without wires, its clock paused, so that a wait of a minute costs nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "support/faults.rs"]
mod faults;
#[path = "support/policy_host.rs"]
mod policy_host;
#[path = "support/world.rs"]
mod world;

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    rc::Rc,
    sync::OnceLock,
    time::Duration,
};

use policy_host::PolicyHost;
use serde::Deserialize;
use smtpcheck::{
    cli::{
        environment::Environment,
        options,
        prompt::Scripted,
        settings::{self, Action, Settings},
    },
    event::{Observed, Observer},
    finding::{self, Judgement},
    net::tls::Roots,
    playback::{Certificates, Script},
    probe,
    render::{self, Style, Transcript},
    report::{Report, recorder::Recorder},
};
use world::{Place, World};

/// One scenario. Every field but the command line and the exit status may be left out.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// Why it is here.
    about: String,
    /// The command line, without the program's name; quotes as in a shell.
    command: String,
    /// What is typed at prompts.
    #[serde(default)]
    answers: Vec<String>,
    /// `SMTPCHECK_PASSWORD`.
    password: Option<String>,
    /// No trust roots on this machine.
    #[serde(default)]
    without_roots: bool,
    #[serde(default)]
    zone: String,
    /// Scripts by address and port, or `refused`, `times out`, `unreachable`, `reset`; `late` in front of a script is a
    /// connection that takes 3 s. `192.0.2.1:25#2` is what the second connection finds.
    #[serde(default)]
    servers: BTreeMap<String, String>,
    /// What the policy hosts of MTA-STS answer, by name.
    #[serde(default)]
    https: BTreeMap<String, PolicyHost>,
    /// The exit status.
    exit: u8,
    /// The longest time that the run may take by the paused clock, such as `60.2s`. Every scenario of the zoo says so.
    longest: Option<String>,
    /// Ids of all findings, worst first; `warning:id` and `notice:id` for those that are no errors.
    #[serde(default)]
    findings: Vec<String>,
    /// Ids of what could not be checked.
    #[serde(default)]
    not_checked: Vec<String>,
    /// Lines of the output, in this order, others between them.
    #[serde(default)]
    shows: Vec<String>,
    /// Texts that are nowhere in the output, in any format.
    #[serde(default)]
    lacks: Vec<String>,
    /// Values in the JSON document, by pointer; "null" is null, which TOML does not have.
    #[serde(default)]
    json: BTreeMap<String, serde_json::Value>,
    /// Lines that the servers received, in this order, others between them.
    #[serde(default)]
    received: Vec<String>,
    /// Lines that no server received.
    #[serde(default)]
    not_received: Vec<String>,
    /// Addresses connected to, all of them.
    connections: Option<Vec<String>>,
}

struct Witness {
    recorder: Recorder,
    transcript: RefCell<(Transcript, Vec<u8>)>,
}

impl Observer for Witness {
    fn observe(&self, observed: &Observed) {
        self.recorder.observe(observed);
        let (transcript, output) = &mut *self.transcript.borrow_mut();
        transcript.write(output, observed).unwrap();
    }
}

const STYLE: Style = Style {
    color: false,
    width: 80,
    timing: false,
    verbose: false,
};

fn style(settings: &Settings) -> Style {
    Style {
        verbose: settings.output.verbose,
        ..STYLE
    }
}

/// How long a connection to a `late` place takes.
const LATE: Duration = Duration::from_secs(3);

const NAMES: [&str; 4] = [
    "mx1.example.com",
    "mx2.example.com",
    "mail.example.com",
    "example.com",
];

fn now() -> jiff::Timestamp {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

/// Everything that came of a run.
struct Ran {
    exit: u8,
    text: String,
    json: serde_json::Value,
    judgement: Option<Judgement>,
    received: Vec<String>,
    mismatches: Vec<String>,
    connections: Vec<String>,
    took: Duration,
}

fn understood(scenario: &Scenario) -> Result<Settings, (u8, String)> {
    let mut variables = vec![("NOTHING", "")];
    if let Some(password) = &scenario.password {
        variables.push(("SMTPCHECK_PASSWORD", password));
    }
    let environment: Environment = variables.into_iter().collect();
    let arguments = std::iter::once("smtpcheck".to_owned()).chain(words(&scenario.command));
    let (options, sources) =
        options::parse(arguments, &environment).map_err(|error| (2, error.to_string()))?;
    let answers: Vec<&str> = scenario.answers.iter().map(String::as_str).collect();
    let mut terminal = match answers.is_empty() {
        true => Scripted::unattended(),
        false => Scripted::answering(&answers),
    };
    match settings::understand(
        options,
        &sources,
        &environment,
        &finding::ids(),
        &mut terminal,
    ) {
        Ok(Action::Check(settings)) => Ok(*settings),
        Ok(_) => panic!("the command is no check"),
        Err(error) => Err((error.exit_status(), error.to_string())),
    }
}

/// Splits a command line at spaces outside single quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in command.chars() {
        match character {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().unwrap().push(other),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Runs the scenario with the clock paused.
fn played(scenario: &Scenario) -> Ran {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let local = tokio::task::LocalSet::new();
    runtime.block_on(local.run_until(run(scenario)))
}

async fn run(scenario: &Scenario) -> Ran {
    let settings = match understood(scenario) {
        Ok(settings) => settings,
        Err((exit, text)) => {
            let json = serde_json::Value::Null;
            return Ran {
                exit,
                text,
                json,
                judgement: None,
                received: vec![],
                mismatches: vec![],
                connections: vec![],
                took: Duration::ZERO,
            };
        }
    };
    let certificates = Rc::new(Certificates::new(&NAMES, now()).unwrap());
    let roots = match scenario.without_roots {
        true => Roots::none(),
        false => Roots::from_pem(certificates.root_pem().as_bytes(), "the scenario").unwrap(),
    };
    let place = |what: &String| match what.trim() {
        "refused" => Place::Refused,
        "times out" => Place::TimesOut,
        "unreachable" => Place::Unreachable,
        "reset" => Place::Reset,
        script => {
            let late = script.strip_prefix("late\n");
            let parsed = Script::parse(late.unwrap_or(script));
            let parsed = parsed.unwrap_or_else(|error| panic!("{error}"));
            match late {
                Some(_) => Place::Late(LATE, parsed),
                None => Place::Server(parsed),
            }
        }
    };
    let mut places: BTreeMap<_, Vec<Place>> = BTreeMap::new();
    for (key, what) in &scenario.servers {
        let address = key.split('#').next().unwrap().parse().unwrap();
        places.entry(address).or_default().push(place(what));
    }
    let world = World {
        zone: world::zone(&scenario.zone),
        policies: scenario
            .https
            .iter()
            .map(|(name, host)| (name.clone(), host.answer()))
            .collect(),
        places,
        certificates,
        now: now(),
        played: Rc::default(),
        dialled: RefCell::default(),
    };
    let target = smtpcheck::cli::check::target(&settings);
    let witness = Witness {
        recorder: Recorder::new(now(), target, settings.asked.clone()),
        transcript: RefCell::new((Transcript::new(style(&settings)), Vec::new())),
    };
    let started = tokio::time::Instant::now();
    probe::run(&settings.plan, &|| roots.clone(), &world, &witness, started).await;
    let took = started.elapsed();
    // Servers see the end of the connection a moment after the client.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let report = witness.recorder.finish(started.elapsed(), false);
    let transcript = witness.transcript.into_inner().1;
    Ran {
        took,
        ..shown(&settings, &report, transcript, &world)
    }
}

fn shown(settings: &Settings, report: &Report, mut text: Vec<u8>, world: &World) -> Ran {
    let judgement = finding::judge(report, &settings.judging);
    render::summary(
        &mut text,
        report,
        &judgement,
        style(settings),
        settings.asked.show_certificates,
    )
    .unwrap();
    let mut json = Vec::new();
    render::json(
        &mut json,
        report,
        &judgement,
        settings.asked.show_certificates,
    )
    .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let errors: Vec<_> = validator()
        .iter_errors(&json)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "the document breaks its schema: {errors:?}"
    );
    let played = world.played.borrow();
    Ran {
        exit: judgement.verdict.exit_code,
        text: String::from_utf8(text).unwrap(),
        json,
        judgement: Some(judgement),
        received: played
            .iter()
            .flat_map(|(_, outcome)| outcome.lines.clone())
            .collect(),
        mismatches: played
            .iter()
            .flat_map(|(_, outcome)| outcome.mismatches.clone())
            .collect(),
        connections: world
            .dialled
            .borrow()
            .iter()
            .map(ToString::to_string)
            .collect(),
        took: Duration::ZERO,
    }
}

fn validator() -> &'static jsonschema::Validator {
    static VALIDATOR: OnceLock<jsonschema::Validator> = OnceLock::new();
    VALIDATOR.get_or_init(|| {
        jsonschema::validator_for(&serde_json::from_str(&render::schema()).unwrap()).unwrap()
    })
}

fn check(scenario: &Scenario, ran: &Ran) {
    let text = &ran.text;
    assert_eq!(
        ran.mismatches, [""; 0],
        "the client did not follow the script\n{text}"
    );
    if let Some(judgement) = &ran.judgement {
        let found: Vec<String> = judgement
            .findings
            .iter()
            .map(|finding| match finding.severity {
                finding::Severity::Error => finding.id.to_owned(),
                lesser => format!("{lesser}:{}", finding.id),
            })
            .collect();
        assert_eq!(found, scenario.findings, "findings\n{text}");
        let not_checked: Vec<_> = judgement.not_checked.iter().map(|one| one.id).collect();
        assert_eq!(not_checked, scenario.not_checked, "not checked\n{text}");
        assert_eq!(
            ran.json["verdict"]["exit_code"], scenario.exit,
            "exit status in JSON"
        );
        if (10..=32).contains(&ran.exit) || ran.exit == 75 {
            assert!(
                !judgement.findings.is_empty(),
                "exit status {} without a finding",
                ran.exit
            );
        }
    }
    assert_eq!(ran.exit, scenario.exit, "exit status\n{text}");
    if let Some(longest) = &scenario.longest {
        let took = ran.took;
        assert!(took <= seconds(longest), "it took {took:?}\n{text}");
    }
    in_order(&scenario.shows, &text.lines().collect::<Vec<_>>(), text);
    in_order(
        &scenario.received,
        &ran.received.iter().map(String::as_str).collect::<Vec<_>>(),
        &format!("{:#?}", ran.received),
    );
    let document = ran.json.to_string();
    for lack in scenario.lacks.iter().chain(&scenario.password) {
        assert!(
            !text.contains(lack.as_str()) && !document.contains(lack.as_str()),
            "{lack} is shown\n{text}"
        );
    }
    for line in &scenario.not_received {
        assert!(
            !ran.received
                .iter()
                .any(|received| received.starts_with(line.as_str())),
            "{line} was sent"
        );
    }
    for (pointer, expected) in &scenario.json {
        let is_null = expected == "null";
        let expected = if is_null {
            &serde_json::Value::Null
        } else {
            expected
        };
        assert_eq!(
            ran.json.pointer(pointer),
            Some(expected),
            "{pointer}\n{:#}",
            ran.json
        );
    }
    if let Some(expected) = &scenario.connections {
        assert_eq!(&ran.connections, expected, "connections");
    }
}

/// `60.2s`.
fn seconds(text: &str) -> Duration {
    Duration::from_secs_f64(text.strip_suffix('s').unwrap().parse().unwrap())
}

/// Each expected line is there, after the one before it. A line that ends in `…` stands for all that begin so.
fn in_order(expected: &[String], lines: &[&str], all: &str) {
    let mut rest = lines.iter();
    for line in expected {
        let found = match line.strip_suffix('…') {
            Some(start) => rest.any(|one| one.starts_with(start)),
            None => rest.any(|one| one == line),
        };
        assert!(found, "no line \"{line}\" there, or not in order:\n{all}");
    }
}

/// The zoo: everything that a server can do wrong.
fn is_zoo(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("zoo")
}

#[test]
fn scenarios() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let only = std::env::var("SCENARIO").unwrap_or_default();
    let mut failed = Vec::new();
    let (mut count, mut zoo) = (0, 0);
    for path in &paths {
        let all: BTreeMap<String, Scenario> = toml::from_str(&fs::read_to_string(path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for (name, scenario) in all.iter().filter(|(name, _)| name.contains(&only)) {
            count += 1;
            assert!(!scenario.about.is_empty());
            if is_zoo(path) {
                zoo += 1;
                assert!(
                    scenario.longest.is_some(),
                    "{name} says how long it may take"
                );
            }
            let outcome = catch_unwind(AssertUnwindSafe(|| check(scenario, &played(scenario))));
            if outcome.is_err() {
                failed.push(format!(
                    "{} ({})",
                    name,
                    path.file_name().unwrap().to_string_lossy()
                ));
            }
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {count} scenarios failed: {failed:#?}",
        failed.len()
    );
    assert!(count >= 40 || !only.is_empty(), "only {count} scenarios");
    assert!(zoo >= 60 || !only.is_empty(), "only {zoo} in the zoo");
}
