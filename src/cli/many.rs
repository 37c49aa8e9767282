//! Many targets in one process: so many at the same time, a line for each as it ends, and at the end what it all comes to. They
//! have the resolver, the roots and the servers together.

mod descriptors;
mod resume;
mod sink;
mod source;

use std::{
    io::{self, Write},
    path::Path,
    sync::atomic::Ordering,
    time::Duration,
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::{
    sync::{mpsc, watch},
    time::{MissedTickBehavior, interval},
};

use super::{
    check::{World, ended},
    output::{Output, complain, harmless, style, unwritten},
    present::{Ended, unattended},
    settings::{Settings, Targets},
    spinner::can_move,
    written,
};
use crate::{
    event::note::counted,
    finding::{self, Judgement, Outcome, Status},
    net::{Network, tls::Roots},
    probe::Pool,
    render::{Series, Shown, Style, Totals, Writers, findings_of_one, totals},
    report::{Report, Target},
};
pub use resume::Earlier;
use sink::Progress;
pub use sink::Sink;
pub use source::Source;

/// How often the line that says how far it is moves.
const TICK: Duration = Duration::from_millis(200);

/// What is kept of the findings of those that did not pass until they are told at the end, in bytes.
const MOST_FINDINGS: usize = 1024 * 1024;

/// Checks them all and returns the exit status, or what is wrong with this machine.
pub(super) async fn run(settings: &Settings, mut targets: Targets) -> anyhow::Result<u8> {
    let world = match World::of(settings, settings.is_without_tls())? {
        Ok(world) => world,
        Err(status) => return Ok(status),
    };
    let typed = std::mem::take(&mut targets.typed);
    let source = match Source::open(typed, targets.file.as_deref()) {
        Ok(source) => source,
        Err(error) => return Ok(unusable("--targets", targets.file.as_deref(), &error)),
    };
    let (earlier, output): (_, Box<dyn Write + Send>) = match &settings.output.resume {
        None => (Earlier::default(), Box::new(Output::new())),
        Some(path) => match resume::open(path) {
            Ok(resumed) => (resumed.earlier, Box::new(resumed.file)),
            Err(error) => return Ok(unusable("--resume", Some(path), &error)),
        },
    };
    let jobs = descriptors::within_limit(targets.jobs);
    if jobs < targets.jobs {
        say(&format!(
            "note: {jobs} targets at the same time, not {}: this process may not open more files (ulimit -n)",
            targets.jobs
        ));
    }
    if !earlier.done.is_empty() {
        say(&format!(
            "note: {} of the file of --resume are not checked again: they are as they were, whatever is asked for now",
            counted(earlier.done.len(), "target")
        ));
    }
    for notice in &settings.notices {
        say(&format!("note: {notice}"));
    }
    let is_read = settings.output.quiet < 2 && settings.output.resume.is_none();
    let many = Many {
        settings,
        targets: &targets,
        jobs,
        earlier,
        network: &world.network,
        roots: &|| world.roots(),
        style: Style {
            verbose: settings.output.verbose,
            timing: settings.output.timing,
            ..style(settings.output.color)
        },
        pool: Pool::default(),
    };
    let sink = Sink::new(output, settings.output.format.series.as_ref(), can_move());
    Ok(match many.run(source, sink, ended(is_read)).await {
        Ok(status) => status,
        Err(error) => unwritten(&error),
    })
}

/// What is wrong with a file that was named.
fn unusable(option: &str, path: Option<&Path>, error: &io::Error) -> u8 {
    let path = path.map_or_else(String::new, |path| path.display().to_string());
    complain(&format!("{option} {path}: {error}"), Outcome::Usage)
}

fn say(sentence: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", harmless(sentence));
}

/// A run with many targets.
pub struct Many<'a, N> {
    /// The same for all of them.
    pub settings: &'a Settings,
    /// How they are understood.
    pub targets: &'a Targets,
    /// So many at the same time.
    pub jobs: usize,
    /// What an earlier run came to.
    pub earlier: Earlier,
    /// The world.
    pub network: &'a N,
    /// Whom to trust.
    pub roots: &'a dyn Fn() -> Roots,
    /// How results look.
    pub style: Style,
    /// What the checks have together.
    pub pool: Pool,
}

/// What one target came to.
struct Came {
    exit_code: u8,
    status: Status,
    /// What is wrong with it, for people.
    findings: Vec<u8>,
    /// The whole, where that is written at the end.
    whole: Option<(Report, Judgement)>,
}

/// What all came to.
struct Sum {
    worst: u8,
    totals: Totals,
    findings: Vec<u8>,
    /// Of so many the findings are not kept.
    left_out: usize,
    /// Everything, where that is written at the end.
    whole: Vec<(Report, Judgement)>,
}

impl<N: Network> Many<'_, N> {
    /// Checks them all, unless `ended` completes before, and returns the worst exit status.
    ///
    /// # Errors
    /// The results could not be written, or the targets not be read.
    pub async fn run(
        &self,
        mut source: Source,
        mut sink: Sink,
        ended: impl Future<Output = Ended>,
    ) -> io::Result<u8> {
        let (interrupt, interrupted) = watch::channel(false);
        let mut running = FuturesUnordered::new();
        let mut sum = Sum {
            worst: self.earlier.worst,
            ..Sum::default()
        };
        let mut progress = Progress::new(source.count.load(Ordering::Relaxed));
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut more = true;
        let mut unread = None;
        tokio::pin!(ended);
        loop {
            tokio::select! {
                biased;
                how = &mut ended, if !*interrupt.borrow() => match how {
                    Ended::Unread => return Err(io::ErrorKind::BrokenPipe.into()),
                    Ended::Interrupted => {
                        more = false;
                        interrupt.send_replace(true);
                    }
                },
                error = sink.failed() => return Err(error),
                Some(came) = running.next() => {
                    let came: Came = came?;
                    progress.done += 1;
                    progress.bad += usize::from(came.exit_code != Outcome::Passed.code());
                    sum.add(came);
                }
                line = source.lines.recv(), if more && running.len() < self.jobs => match line {
                    Some(Ok(target)) if self.earlier.done.contains(&Targets::shown(&target)) => progress.of = progress.of.saturating_sub(1),
                    Some(Ok(target)) => {
                        let one = self.one(target, interrupted.clone(), sink.sender());
                        running.push(Box::pin(one));
                    }
                    Some(Err(error)) => {
                        more = false;
                        unread = Some(error);
                    }
                    None => more = false,
                },
                _ = tick.tick(), if sink.shows() && (more || !running.is_empty()) => sink.show(&progress),
                else => break,
            }
            if !more && running.is_empty() {
                break;
            }
        }
        let is_interrupted = *interrupt.borrow();
        if sum.totals.all() == 0
            && self.earlier.done.is_empty()
            && !is_interrupted
            && unread.is_none()
        {
            say("error: there is no target in the list");
            return Ok(Outcome::Usage.code());
        }
        let format = self.settings.output.format;
        let last = match &format.series {
            None => self.whole(&sum)?,
            Some(series) if series.sums_up => self.last_words(&sum),
            Some(_) => Vec::new(),
        };
        if !last.is_empty() && sink.sender().send(last).await.is_err() {
            return Err(sink.failed().await);
        }
        let kept = written::to_files(
            &self.settings.files,
            &self.settings.task.concealer,
            &self.all(&sum),
        );
        sink.finished().await?;
        kept?;
        if let Some(error) = unread {
            let sentence = format!("the list of --targets could not be read to its end: {error}");
            return Ok(complain(&sentence, Outcome::Internal));
        }
        let of_the_run = match is_interrupted {
            true => Outcome::Interrupted.code(),
            false => sum.worst,
        };
        let judgements = sum.whole.iter().map(|(_, judgement)| judgement);
        Ok(written::exit_status(format, of_the_run, judgements))
    }

    /// One of them, from what was typed to its line.
    async fn one(
        &self,
        target: String,
        mut interrupted: watch::Receiver<bool>,
        sink: mpsc::Sender<Vec<u8>>,
    ) -> io::Result<Came> {
        let is_interrupted = async {
            // Who interrupts outlives those that are interrupted.
            let _ = interrupted.wait_for(|is| *is).await;
        };
        let (report, judgement) = match self.targets.understand(&target, self.settings) {
            Ok(aim) => {
                let check = unattended(
                    self.settings,
                    &aim,
                    self.network,
                    self.roots,
                    &self.pool,
                    is_interrupted,
                );
                let report = check.await;
                let judgement = finding::judge(&report, &self.settings.judging);
                (report, judgement)
            }
            Err(error) => self.no_target(&target, &error.to_string()),
        };
        let mut came = Came {
            exit_code: judgement.verdict.exit_code,
            status: judgement.verdict.status,
            findings: Vec::new(),
            whole: None,
        };
        let Some(series) = &self.settings.output.format.series else {
            came.whole = Some((report, judgement));
            return Ok(came);
        };
        let shown = self.shown(&report, &judgement);
        came.findings = self.findings(&shown, series)?;
        let bytes = self.passed_by(shown, series.write)?;
        // That nobody takes it is told by the one who writes.
        let _ = sink.send(bytes).await;
        came.whole = (!self.settings.files.is_empty()).then_some((report, judgement));
        Ok(came)
    }

    fn no_target(&self, target: &str, why: &str) -> (Report, Judgement) {
        let target = Target {
            input: Targets::shown(target),
            ..Target::default()
        };
        let started = self.network.timestamp();
        let report = Report::new(started, target, self.settings.asked.clone());
        let judgement = finding::not_a_target(&report, why, &self.settings.judging);
        (report, judgement)
    }

    fn shown<'b>(&self, report: &'b Report, judgement: &'b Judgement) -> Shown<'b> {
        let output = &self.settings.output;
        Shown {
            report,
            judgement,
            style: self.style,
            quiet: output.quiet,
            certificates: report.asked.has("show-certs"),
            transcript: output.transcript,
            unwatched: false,
        }
    }

    /// What is told of it at the end, where something is wrong with it and not all was said already.
    fn findings(&self, shown: &Shown<'_>, series: &Series) -> io::Result<Vec<u8>> {
        let tells = series.sums_up && shown.quiet == 0 && !self.style.verbose;
        let judgement = shown.judgement;
        let bad = judgement.verdict.status != Status::Pass;
        let has_any = !judgement.findings.is_empty() || !judgement.not_checked.is_empty();
        match tells && bad && has_any {
            true => self.passed_by(*shown, |writers, shown| {
                findings_of_one(writers.output, shown)
            }),
            false => Ok(Vec::new()),
        }
    }

    /// What is written of one, through the last gate.
    fn passed_by(
        &self,
        shown: Shown<'_>,
        write: impl Fn(&mut Writers<'_>, &Shown<'_>) -> io::Result<()>,
    ) -> io::Result<Vec<u8>> {
        let each = |writers: &mut Writers<'_>, all: &[Shown<'_>]| {
            all.iter().try_for_each(|shown| write(writers, shown))
        };
        self.all_passed_by(&[shown], each)
    }

    fn all_passed_by(
        &self,
        all: &[Shown<'_>],
        write: impl Fn(&mut Writers<'_>, &[Shown<'_>]) -> io::Result<()>,
    ) -> io::Result<Vec<u8>> {
        let (mut output, mut errors) = (Vec::new(), Vec::new());
        let mut writers = Writers {
            output: &mut output,
            errors: &mut errors,
        };
        let format = self.settings.output.format;
        let concealer = &self.settings.task.concealer;
        written::gated(format, concealer, &mut writers, all, write)?;
        Ok(output)
    }

    /// The whole, in a form that is written at the end.
    fn whole(&self, sum: &Sum) -> io::Result<Vec<u8>> {
        self.all_passed_by(&self.all(sum), self.settings.output.format.write)
    }

    fn all<'b>(&self, sum: &'b Sum) -> Vec<Shown<'b>> {
        let all = sum.whole.iter();
        all.map(|(report, judgement)| self.shown(report, judgement))
            .collect()
    }

    /// What is said when all have ended.
    fn last_words(&self, sum: &Sum) -> Vec<u8> {
        let mut last = sum.findings.clone();
        if sum.left_out > 0 {
            let more = format!(
                "\nThe findings of {} more are left out here: --format ndjson has them all\n",
                sum.left_out
            );
            last.extend_from_slice(more.as_bytes());
        }
        if self.settings.output.quiet < 2 {
            if !sum.findings.is_empty() {
                last.push(b'\n');
            }
            // Writing to memory does not fail.
            let _ = totals(&mut last, &sum.totals);
        }
        last
    }
}

impl Default for Sum {
    fn default() -> Self {
        Self {
            worst: Outcome::Passed.code(),
            totals: Totals::default(),
            findings: Vec::new(),
            left_out: 0,
            whole: Vec::new(),
        }
    }
}

impl Sum {
    fn add(&mut self, came: Came) {
        self.worst = finding::worse(self.worst, came.exit_code);
        match came.exit_code == Outcome::Usage.code() {
            true => self.totals.not_a_target += 1,
            false => self.totals.count(came.status),
        }
        self.whole.extend(came.whole);
        match self.findings.len() + came.findings.len() > MOST_FINDINGS {
            true => self.left_out += 1,
            false => self.findings.extend_from_slice(&came.findings),
        }
    }
}
