//! One check with somebody watching: made by `probe`, its facts kept by the recorder, judged by `finding`, shown by
//! `render`. Here both towers meet. Who runs it says where it is shown and what ends it: the terminal, many targets side by
//! side and the tests run the same.

use std::io::{self, BufWriter, Write};

use tokio::time::Instant;

use super::{
    live::{Live, Screen},
    output::harmless,
    settings::Settings,
    written,
};
use crate::{
    dns::DomainName,
    finding::{self, Judgement},
    net::{Network, tls::Roots},
    probe::{
        self, Pool,
        aim::{Aim, Host},
    },
    render::{Shown, Style, Transcript, Writers},
    report::{Report, Target, recorder::Recorder},
};

/// What ends a run from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// A signal: what is known by then is shown.
    Interrupted,
    /// Nobody reads the result any more.
    Unread,
}

/// Runs the check, unless `ended` completes before it, and shows on `screen` what it came to.
///
/// # Errors
/// The result could not be written.
pub async fn attended<N: Network>(
    settings: &Settings,
    aim: &Aim,
    network: &N,
    roots: &dyn Fn() -> Roots,
    mut screen: Screen<'_>,
    ended: impl Future<Output = Ended>,
) -> io::Result<Judgement> {
    for notice in &settings.notices {
        say(&mut screen, "note: ", notice);
    }
    let style = Style {
        verbose: settings.output.verbose,
        timing: settings.output.timing,
        ..screen.style
    };
    let quiet = settings.output.quiet;
    let is_watched = settings.output.format.is_watched;
    screen.progress &= is_watched && quiet < 2;
    let transcript = (is_watched && quiet == 0).then(|| Transcript::new(style));
    let live = Live::new(
        recorder(settings, aim, network),
        transcript,
        screen,
        settings.task.concealer.clone(),
    );
    let started = Instant::now();
    let interrupted = tokio::select! {
        () = probe::run(aim, &settings.task, roots, network, None, &live, started) => Ok(false),
        error = live.attend() => Err(error),
        ended = ended => match ended {
            Ended::Interrupted => Ok(true),
            Ended::Unread => Err(io::ErrorKind::BrokenPipe.into()),
        },
    };
    let (recorder, mut screen) = live.ended();
    if let Some(failure) = failure_of_key_log(settings) {
        say(&mut screen, "warning: --keylog is not complete: ", &failure);
    }
    let report = recorder.finish(started.elapsed(), interrupted?);
    show(settings, &report, style, &mut screen)
}

/// Runs the check as one of many that have `pool` together, unless it is interrupted before. Nobody watches.
pub(super) async fn unattended<N: Network>(
    settings: &Settings,
    aim: &Aim,
    network: &N,
    roots: &dyn Fn() -> Roots,
    pool: &Pool,
    interrupted: impl Future<Output = ()>,
) -> Report {
    let recorder = recorder(settings, aim, network);
    let started = Instant::now();
    let is_interrupted = tokio::select! {
        () = probe::run(aim, &settings.task, roots, network, Some(pool), &recorder, started) => false,
        () = interrupted => true,
    };
    recorder.finish(started.elapsed(), is_interrupted)
}

fn recorder<N: Network>(settings: &Settings, aim: &Aim, network: &N) -> Recorder {
    Recorder::new(network.timestamp(), target(aim), settings.asked(aim))
}

/// Beside the result. That nobody reads it ends nothing.
fn say(screen: &mut Screen<'_>, what: &str, words: &str) {
    let _ = writeln!(screen.writers.errors, "{what}{}", harmless(words));
}

fn failure_of_key_log(settings: &Settings) -> Option<String> {
    let log = settings.task.tls.key_log.as_ref()?;
    log.failure().map(|failure| failure.to_string())
}

fn show(
    settings: &Settings,
    report: &Report,
    style: Style,
    screen: &mut Screen<'_>,
) -> io::Result<Judgement> {
    let judgement = finding::judge(report, &settings.judging);
    let shown = Shown {
        report,
        judgement: &judgement,
        style,
        quiet: settings.output.quiet,
        certificates: report.asked.has("show-certs"),
        transcript: settings.output.transcript,
        unwatched: false,
    };
    let kept = written::to_files(&settings.files, &settings.task.concealer, &[shown]);
    let mut output = BufWriter::new(&mut *screen.writers.output);
    let mut writers = Writers {
        output: &mut output,
        errors: &mut *screen.writers.errors,
    };
    written::write(
        settings.output.format,
        &settings.task.concealer,
        &mut writers,
        &[shown],
    )?;
    output.flush()?;
    drop(output);
    kept?;
    Ok(judgement)
}

/// What the report says was to be checked.
fn target(aim: &Aim) -> Target {
    let (domain, unicode_domain) = match &aim.host {
        Host::Address(_) => (None, None),
        Host::Name(name) => {
            let unicode = DomainName::parse(name).map(|name| name.unicode()).ok();
            (
                Some(name.clone()),
                unicode.filter(|unicode| unicode != name),
            )
        }
    };
    Target {
        input: aim.input.clone(),
        domain,
        unicode_domain,
        port: aim.port,
    }
}
