//! One run of the program: from the arguments to the exit status. Only here do both towers meet: the check is made
//! by `probe`, its facts go to the recorder, and what they mean and how they read is decided by `finding` and `render`.

use std::{
    ffi::OsString,
    io::{self, IsTerminal, Write},
    time::Duration,
};

use tokio::time::Instant;

use super::{
    environment::Environment,
    generate::generate,
    live::Live,
    options::{self, Artefact, ColorChoice, Format},
    prompt::Terminal,
    settings::{self, Action, RootsChoice, Settings},
    terminal::{self, Interrupted},
};
use crate::{
    finding::{self, Judgement, Outcome},
    net::{
        Network,
        resolver::ResolverOptions,
        system::System,
        tls::{Preloaded, Roots, warm_up},
    },
    probe::{self, plan::Host, plan::TlsMode},
    render::{self, Style, Transcript},
    report::{Report, Target, recorder::Recorder},
};

/// The longest that one DNS lookup may take.
const LOOKUP: Duration = Duration::from_secs(10);

/// Runs the program and returns its exit status. Reads the process's arguments and environment, writes to its
/// standard output and standard error.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let environment = Environment::of_this_process();
    let (options, sources) = match options::parse(arguments, &environment) {
        Ok(parsed) => parsed,
        Err(error) => return usage(&error),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return complain(&format!("cannot start: {error}"), Outcome::Internal),
    };
    let understanding = move || {
        settings::understand(
            options,
            &sources,
            &environment,
            &finding::ids(),
            &mut Terminal,
        )
    };
    let status = match runtime.block_on(terminal::until_interrupted(understanding)) {
        Err(Interrupted) | Ok(Err(settings::Error::Interrupted)) => {
            complain("interrupted", Outcome::Interrupted)
        }
        Ok(Err(error @ settings::Error::Usage(_))) => complain(&error.to_string(), Outcome::Usage),
        Ok(Ok(action)) => perform(action, &runtime),
    };
    // A thread that still waits at a question must not keep the process.
    runtime.shutdown_background();
    status
}

fn perform(action: Action, runtime: &tokio::runtime::Runtime) -> u8 {
    match action {
        Action::Explain(text) => explain(&text),
        Action::ListChecks => print(&render::checks(
            finding::catalogue(),
            style(ColorChoice::Auto).width,
        )),
        Action::Generate(artefact) => artefact_text(artefact),
        Action::Check(settings) => runtime.block_on(check(*settings)),
        Action::Demo(settings) => runtime.block_on(super::demo::run(*settings)),
    }
}

fn usage(error: &clap::Error) -> u8 {
    let wrong = error.use_stderr();
    match error.print() {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Outcome::ClosedPipe.code(),
        _ if wrong => Outcome::Usage.code(),
        _ => Outcome::Passed.code(),
    }
}

/// Says on standard error what is wrong.
pub(super) fn complain(sentence: &str, outcome: Outcome) -> u8 {
    let _ = writeln!(io::stderr().lock(), "error: {sentence}");
    outcome.code()
}

fn print(text: &str) -> u8 {
    let mut output = io::stdout().lock();
    match output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
    {
        Ok(()) => Outcome::Passed.code(),
        Err(error) => unwritten(&error),
    }
}

fn unwritten(error: &io::Error) -> u8 {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Outcome::ClosedPipe.code(),
        _ => complain(
            &format!("cannot write the result: {error}"),
            Outcome::Internal,
        ),
    }
}

fn artefact_text(artefact: Artefact) -> u8 {
    match generate(artefact, render::schema) {
        Ok(text) => print(&text),
        Err(error) => complain(&format!("cannot generate it: {error}"), Outcome::Internal),
    }
}

fn explain(text: &str) -> u8 {
    match super::explain::explain(text) {
        Some(explanation) => print(&explanation),
        None => {
            let shown = crate::text::visible(text.as_bytes());
            let sentence = format!(
                "--explain takes the id of a check, a reply such as \"550 5.7.1\", or an EHLO keyword; \"{shown}\" is none \
                 that is known: --list-checks shows the ids"
            );
            complain(&sentence, Outcome::Usage)
        }
    }
}

/// The roots are read while names are looked up and the server is reached.
enum TrustRoots {
    Ready(Roots),
    Coming(Preloaded),
}

async fn check(settings: Settings) -> u8 {
    warm_up();
    let roots = match &settings.roots {
        _ if settings.plan.tls.mode == TlsMode::None => TrustRoots::Ready(Roots::none()),
        RootsChoice::System => TrustRoots::Coming(Roots::preload()),
        RootsChoice::File(path) => match Roots::from_file(path) {
            Ok(roots) => TrustRoots::Ready(roots),
            Err(error) => return complain(&format!("--ca-file: {error}"), Outcome::Usage),
        },
    };
    let options = ResolverOptions {
        server: settings.resolver,
        timeout: LOOKUP.min(settings.plan.timeout),
    };
    match System::new(&options) {
        Ok(network) => attended(&settings, &network, &|| roots.get()).await,
        Err(error) => complain(
            &format!("cannot set up the DNS resolver: {error}"),
            Outcome::Internal,
        ),
    }
}

impl TrustRoots {
    fn get(&self) -> Roots {
        match self {
            Self::Ready(roots) => roots.clone(),
            Self::Coming(preloaded) => preloaded.get(),
        }
    }
}

/// Runs the check with somebody watching, and shows what it came to.
pub(super) async fn attended<N: Network>(
    settings: &Settings,
    network: &N,
    roots: &dyn Fn() -> Roots,
) -> u8 {
    for notice in &settings.notices {
        let _ = writeln!(io::stderr().lock(), "note: {notice}");
    }
    let style = Style {
        verbose: settings.output.verbose,
        timing: settings.output.timing,
        ..style(settings.output.color)
    };
    let text = settings.output.format == Format::Text;
    let transcript = (text && settings.output.quiet == 0).then(|| Transcript::new(style));
    let recorder = Recorder::new(
        network.timestamp(),
        target(settings),
        settings.asked.clone(),
    );
    let live = Live::new(recorder, transcript, text && settings.output.quiet < 2);
    let started = Instant::now();
    let end = tokio::select! {
        () = probe::run(&settings.plan, roots, network, &live, started) => End::Complete,
        error = live.attend() => End::Unwritten(error),
        () = terminal::signalled() => End::Interrupted,
    };
    live.quiet();
    if let Some(failure) = settings
        .plan
        .tls
        .key_log
        .as_ref()
        .and_then(|log| log.failure())
    {
        let _ = writeln!(
            io::stderr().lock(),
            "warning: --keylog is not complete: {failure}"
        );
    }
    let interrupted = matches!(end, End::Interrupted);
    if let End::Unwritten(error) = end {
        return unwritten(&error);
    }
    let report = live.recorder().finish(started.elapsed(), interrupted);
    show(settings, &report, style)
}

enum End {
    Complete,
    Interrupted,
    Unwritten(io::Error),
}

fn show(settings: &Settings, report: &Report, style: Style) -> u8 {
    let judgement = finding::judge(report, &settings.judging);
    let mut shown = Vec::new();
    let written = match settings.output.format {
        Format::Json => render::json(
            &mut shown,
            report,
            &judgement,
            settings.asked.show_certificates,
        ),
        Format::Text => text(&mut shown, settings, report, &judgement, style),
    };
    let mut output = io::stdout().lock();
    match written
        .and_then(|()| output.write_all(&shown))
        .and_then(|()| output.flush())
    {
        Ok(()) => judgement.verdict.exit_code,
        Err(error) => unwritten(&error),
    }
}

fn text(
    shown: &mut Vec<u8>,
    settings: &Settings,
    report: &Report,
    judgement: &Judgement,
    style: Style,
) -> io::Result<()> {
    match settings.output.quiet {
        0 => render::summary(
            shown,
            report,
            judgement,
            style,
            settings.asked.show_certificates,
        ),
        1 => render::verdict(shown, judgement, style),
        _ if judgement.verdict.exit_code == Outcome::Passed.code() => Ok(()),
        _ => render::verdict(shown, judgement, style),
    }
}

/// What the report says was to be checked.
#[must_use]
pub fn target(settings: &Settings) -> Target {
    let plan = &settings.plan;
    let (domain, unicode_domain) = match &plan.target.host {
        Host::Address(_) => (None, None),
        Host::Name(name) => {
            let unicode = crate::dns::DomainName::parse(name)
                .map(|name| name.unicode())
                .ok();
            (
                Some(name.clone()),
                unicode.filter(|unicode| unicode != name),
            )
        }
    };
    Target {
        input: plan.target.input.clone(),
        domain,
        unicode_domain,
        port: plan.port,
    }
}

/// Colour and width of standard output. <https://no-color.org> has the rule for `NO_COLOR`.
fn style(choice: ColorChoice) -> Style {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    let color = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => io::stdout().is_terminal() && !set("NO_COLOR") && !dumb,
    };
    Style {
        color,
        width: textwrap::termwidth(),
        timing: false,
        verbose: false,
    }
}

/// What is said of an error of our own.
pub fn report_panic(place: &str) {
    let _ = writeln!(
        io::stderr().lock(),
        "error: smtpcheck itself failed{place}; please report it with the command line, without passwords"
    );
}
