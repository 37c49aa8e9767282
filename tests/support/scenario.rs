//! What a file in `scenarios/` says: a DNS zone, scripts of servers, a command line, and what must come of it. The
//! program runs in-process in a world without wires, its clock paused, so that a wait of a minute costs nothing. Which
//! files are run is for the test to say.

mod issuer_host;
mod policy_host;
mod world;

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs::{self, DirEntry},
    future, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    rc::Rc,
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use policy_host::PolicyHost;
use serde::Deserialize;
use smtpcheck::facade::{
    cli::{
        environment::Environment,
        live::Screen,
        many::{Earlier, Many, Sink, Source},
        options,
        present::{Ended, attended},
        prompt::Scripted,
        settings::{self, Action, Settings, Targets},
    },
    finding::{self, Judgement},
    net::tls::Roots,
    playback::{Certificates, Outcome, Script},
    probe::{Pool, aim::Aim},
    render::{self, Style, Writers},
};
use world::{Place, World};

/// One scenario. Every field but the command line and the exit status may be left out.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// Why it is here.
    pub(crate) about: String,
    /// The command line, without the program's name; quotes as in a shell.
    pub(crate) command: String,
    /// The lines of `--targets`, where the command has that with `-`.
    #[serde(default)]
    pub(crate) targets: String,
    /// What is typed at prompts.
    #[serde(default)]
    pub(crate) answers: Vec<String>,
    /// `SMTPCHECK_PASSWORD`.
    pub(crate) password: Option<String>,
    /// No trust roots on this machine.
    #[serde(default)]
    pub(crate) without_roots: bool,
    #[serde(default)]
    pub(crate) zone: String,
    /// The zone has all that its domains publish. Otherwise one of which it says nothing has an SPF and a DMARC record as they
    /// should be.
    #[serde(default)]
    pub(crate) whole_zone: bool,
    /// Scripts by address and port, or `refused`, `times out`, `unreachable`, `reset`; `late` in front of a script is a
    /// connection that takes 3 s. `192.0.2.1:25#2` is what the second connection finds, and
    /// `192.0.2.1:25#2 13 times` what it and twelve more find.
    #[serde(default)]
    pub(crate) servers: BTreeMap<String, String>,
    /// What the policy hosts of MTA-STS answer, by name; what others do, by name and path.
    #[serde(default)]
    pub(crate) https: BTreeMap<String, PolicyHost>,
    /// What certification authorities publish, by URL.
    #[serde(default)]
    pub(crate) http: BTreeMap<String, String>,
    /// The exit status.
    pub(crate) exit: u8,
    /// The run is interrupted after so long, such as `3s`.
    pub(crate) interrupted_after: Option<String>,
    /// The longest time that the run may take by the paused clock, such as `60.2s`. Every scenario of the zoo says so.
    pub(crate) longest: Option<String>,
    /// Ids of all findings, worst first; `warning:id` and `notice:id` for those that are no errors.
    #[serde(default)]
    pub(crate) findings: Vec<String>,
    /// Ids of what could not be checked.
    #[serde(default)]
    pub(crate) not_checked: Vec<String>,
    /// Lines of the output, in this order, others between them.
    #[serde(default)]
    pub(crate) shows: Vec<String>,
    /// Texts that are nowhere in the output, in any format.
    #[serde(default)]
    pub(crate) lacks: Vec<String>,
    /// Values in the JSON document, by pointer; "null" is null, which TOML does not have.
    #[serde(default)]
    pub(crate) json: BTreeMap<String, serde_json::Value>,
    /// Lines that the servers received, in this order, others between them.
    #[serde(default)]
    pub(crate) received: Vec<String>,
    /// Lines that no server received.
    #[serde(default)]
    pub(crate) not_received: Vec<String>,
    /// Addresses connected to, all of them.
    pub(crate) connections: Option<Vec<String>>,
    /// Hosts of policies and URLs of issuers that are fetched from addresses that are not public too, all of them.
    #[serde(default)]
    pub(crate) private_too: Vec<String>,
}

/// A scenario and its name, with that of its file.
pub(crate) struct Entry {
    pub(crate) name: String,
    file: String,
    pub(crate) scenario: Scenario,
}

/// What a run may take on top of what it has to wait.
pub(crate) const SLACK: Duration = Duration::from_millis(200);

/// Whether a file belongs to the zoo, which has a test of its own: everything that a server can do wrong.
pub(crate) fn is_zoo(file: &str) -> bool {
    file.starts_with("zoo_")
}

/// The scenarios of the files whose names are `wanted`; where `SCENARIO` is set, those alone that have it in their name.
/// At least so many must be there: a folder that is not read would fail no test.
pub(crate) fn read(wanted: impl Fn(&str) -> bool, least: usize) -> Vec<Entry> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let file_name = |entry: DirEntry| entry.file_name().into_string().unwrap();
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| file_name(entry.unwrap()))
        .filter(|file| wanted(file))
        .collect();
    files.sort();
    let only = std::env::var("SCENARIO").unwrap_or_default();
    let mut entries = Vec::new();
    for file in files {
        let text = fs::read_to_string(folder.join(&file)).unwrap();
        let all: BTreeMap<String, Scenario> =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let picked = all.into_iter().filter(|(name, _)| name.contains(&only));
        entries.extend(picked.map(|(name, scenario)| Entry {
            name,
            file: file.clone(),
            scenario,
        }));
    }
    let count = entries.len();
    assert!(count >= least || !only.is_empty(), "only {count} scenarios");
    entries
}

/// Those for which `test` panics, by name.
pub(crate) fn failing<'a>(entries: &'a [Entry], mut test: impl FnMut(&'a Entry)) -> Vec<String> {
    let mut failing = Vec::new();
    for entry in entries {
        assert!(!entry.scenario.about.is_empty());
        if catch_unwind(AssertUnwindSafe(|| test(entry))).is_err() {
            failing.push(format!("{} ({})", entry.name, entry.file));
        }
    }
    failing
}

/// Everything that came of a run. What is not said otherwise is of the run whose result is a text.
#[derive(Default)]
pub(crate) struct Ran {
    pub(crate) exit: u8,
    pub(crate) text: String,
    /// What was said beside it.
    pub(crate) errors: String,
    /// Of the run whose result is a document.
    pub(crate) json: serde_json::Value,
    pub(crate) judgement: Option<Judgement>,
    pub(crate) received: Vec<String>,
    pub(crate) mismatches: Vec<String>,
    pub(crate) connections: Vec<String>,
    pub(crate) private_too: Vec<String>,
    pub(crate) took: Duration,
}

const STYLE: Style = Style {
    color: false,
    width: 80,
    timing: false,
    verbose: false,
    screen: false,
};

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

/// What a command is understood as.
enum Understood {
    One(Box<Settings>, Aim),
    Many(Box<Settings>, Box<Targets>),
}

fn understood(scenario: &Scenario, more: &str) -> Result<Understood, (u8, String)> {
    let mut variables = vec![("NOTHING", "")];
    if let Some(password) = &scenario.password {
        variables.push(("SMTPCHECK_PASSWORD", password));
    }
    let environment: Environment = variables.into_iter().collect();
    let arguments = std::iter::once("smtpcheck".to_owned());
    let arguments = arguments.chain(words(&format!("{} {more}", scenario.command)));
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
        Ok(Action::Check(settings, aim)) => Ok(Understood::One(settings, aim)),
        Ok(Action::Many(settings, targets)) => Ok(Understood::Many(settings, targets)),
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

/// Runs the scenario with the clock paused, for people and for scripts: both come to the same.
pub(crate) fn played(scenario: &Scenario) -> Ran {
    let text = played_with(scenario, "--format text");
    let json = played_with(scenario, "--format json");
    let beside = |ran: &Ran| (ran.exit, ran.errors.clone());
    assert_eq!(beside(&json), beside(&text), "with --format json");
    Ran {
        json: match (&json.judgement, json.text.starts_with('[')) {
            (Some(_), _) => valid(&json.text),
            (None, true) => all_valid(&json.text),
            (None, false) => serde_json::Value::Null,
        },
        ..text
    }
}

/// Runs the scenario with the clock paused and `more` behind its command.
pub(crate) fn played_with(scenario: &Scenario, more: &str) -> Ran {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let local = tokio::task::LocalSet::new();
    runtime.block_on(local.run_until(run(scenario, more)))
}

async fn run(scenario: &Scenario, more: &str) -> Ran {
    let understood = match understood(scenario, more) {
        Ok(understood) => understood,
        Err((exit, text)) => {
            return Ran {
                exit,
                text,
                ..Ran::default()
            };
        }
    };
    let certificates = certificates();
    let roots = match scenario.without_roots {
        true => Roots::none(),
        false => Roots::from_pem(certificates.root_pem().as_bytes(), "the scenario").unwrap(),
    };
    let world = world(scenario, certificates);
    let (settings, aim) = match understood {
        Understood::One(settings, aim) => (*settings, aim),
        Understood::Many(settings, targets) => {
            return run_of_many(scenario, &settings, *targets, &world, &roots).await;
        }
    };
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let screen = Screen {
        writers: Writers {
            output: &mut output,
            errors: &mut errors,
        },
        style: STYLE,
        progress: false,
    };
    let started = tokio::time::Instant::now();
    let roots = || roots.clone();
    let judgement = attended(&settings, &aim, &world, &roots, screen, ended(scenario)).await;
    let (judgement, took) = (judgement.unwrap(), started.elapsed());
    // Servers see the end of the connection a moment after the client.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let (text, errors) = (String::from_utf8(output), String::from_utf8(errors));
    Ran {
        exit: judgement.verdict.exit_code,
        text: text.unwrap(),
        errors: errors.unwrap(),
        judgement: Some(judgement),
        took,
        ..witnessed(&world)
    }
}

async fn ended(scenario: &Scenario) -> Ended {
    match &scenario.interrupted_after {
        Some(after) => tokio::time::sleep(seconds(after)).await,
        None => future::pending().await,
    }
    Ended::Interrupted
}

/// A file that is read when it is whole.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn run_of_many(
    scenario: &Scenario,
    settings: &Settings,
    mut targets: Targets,
    world: &World,
    roots: &Roots,
) -> Ran {
    let list = tempfile::NamedTempFile::new().unwrap();
    fs::write(list.path(), &scenario.targets).unwrap();
    let typed = std::mem::take(&mut targets.typed);
    let source = Source::open(typed, targets.file.is_some().then_some(list.path())).unwrap();
    while !source.is_ahead() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let output = Shared::default();
    let series = settings.output.format.series.as_ref();
    let sink = Sink::new(Box::new(output.clone()), series, false);
    let started = tokio::time::Instant::now();
    let many = Many {
        settings,
        targets: &targets,
        jobs: targets.jobs,
        earlier: Earlier::default(),
        network: world,
        roots: &|| roots.clone(),
        style: STYLE,
        pool: Pool::default(),
    };
    let exit = many.run(source, sink, ended(scenario)).await.unwrap();
    let took = started.elapsed();
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let text = output.0.lock().unwrap().clone();
    Ran {
        exit,
        text: String::from_utf8(text).unwrap(),
        took,
        ..witnessed(world)
    }
}

/// What the servers saw.
fn witnessed(world: &World) -> Ran {
    let played = world.played.borrow();
    let of_all = |what: fn(&Outcome) -> &Vec<String>| {
        let outcomes = played.iter().map(|(_, outcome)| outcome);
        outcomes.flat_map(what).cloned().collect()
    };
    Ran {
        received: of_all(|outcome| &outcome.lines),
        mismatches: of_all(|outcome| &outcome.mismatches),
        connections: world
            .dialled
            .borrow()
            .iter()
            .map(ToString::to_string)
            .collect(),
        private_too: world.private_too.borrow().iter().cloned().collect(),
        ..Ran::default()
    }
}

/// The documents, each of which keeps to its schema.
fn all_valid(text: &str) -> serde_json::Value {
    let all: Vec<serde_json::Value> = serde_json::from_str(text).unwrap();
    all.into_iter().map(kept_to_schema).collect()
}

/// The document, which keeps to its schema.
fn valid(text: &str) -> serde_json::Value {
    kept_to_schema(serde_json::from_str(text).unwrap())
}

fn kept_to_schema(json: serde_json::Value) -> serde_json::Value {
    let errors: Vec<_> = validator()
        .iter_errors(&json)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "the document breaks its schema: {errors:?}"
    );
    json
}

/// All servers have the same: making them takes longer than most runs.
fn certificates() -> Rc<Certificates> {
    thread_local! {
        static CERTIFICATES: Rc<Certificates> = Rc::new(Certificates::new(&NAMES, now()).unwrap());
    }
    CERTIFICATES.with(Rc::clone)
}

fn world(scenario: &Scenario, certificates: Rc<Certificates>) -> World {
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
        let times = key
            .strip_suffix(" times")
            .and_then(|key| key.split(' ').next_back());
        let times = times.map_or(1, |times| times.parse().unwrap());
        let places = places.entry(address).or_default();
        places.extend((0..times).map(|_| place(what)));
    }
    World {
        zone: world::zone(&scenario.zone),
        is_whole: scenario.whole_zone,
        policies: scenario
            .https
            .iter()
            .map(|(name, host)| (name.clone(), host.answer()))
            .collect(),
        issuers: scenario
            .http
            .iter()
            .map(|(url, what)| (url.clone(), issuer_host::published(what, &certificates)))
            .collect(),
        places,
        certificates,
        now: now(),
        played: Rc::default(),
        dialled: RefCell::default(),
        asked: RefCell::default(),
        private_too: RefCell::default(),
    }
}

/// Checks JSON documents against their schema; made once. Later versions may have more fields, this one has those of its schema
/// alone.
pub(crate) fn validator() -> &'static jsonschema::Validator {
    static VALIDATOR: OnceLock<jsonschema::Validator> = OnceLock::new();
    VALIDATOR.get_or_init(|| {
        let mut schema = serde_json::from_str(render::SCHEMA).unwrap();
        close(&mut schema);
        jsonschema::validator_for(&schema).unwrap()
    })
}

fn close(schema: &mut serde_json::Value) {
    match schema {
        serde_json::Value::Array(parts) => parts.iter_mut().for_each(close),
        serde_json::Value::Object(object) => {
            object.values_mut().for_each(close);
            if object
                .get("properties")
                .is_some_and(serde_json::Value::is_object)
            {
                object.insert("unevaluatedProperties".to_owned(), false.into());
            }
        }
        _ => {}
    }
}

pub(crate) fn check(scenario: &Scenario, ran: &Ran) {
    let text = &ran.text;
    assert_eq!(
        ran.mismatches, [""; 0],
        "the client did not follow the script\n{text}"
    );
    assert_eq!(ran.private_too, scenario.private_too, "{text}");
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
            ![text, &document, &ran.errors]
                .iter()
                .any(|shown| shown.contains(lack.as_str())),
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
pub(crate) fn seconds(text: &str) -> Duration {
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
