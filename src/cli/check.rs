//! One check with somebody watching: made by `probe`, its facts kept by the recorder, judged by `finding`, shown by
//! `render`. Here both towers meet.

use std::io::{self, BufWriter, Write};

use tokio::time::Instant;

use super::{
    closed_pipe,
    concealed::{self, Said},
    live::Live,
    options::Format,
    output::{Output, harmless, style, unwritten},
    settings::Settings,
    terminal,
};
use crate::{
    finding::{self, Judgement, Outcome},
    net::{Network, tls::Roots},
    probe::{self, plan::Host},
    render::{self, Style, Transcript},
    report::{Report, Target, recorder::Recorder},
};

/// Runs the check with somebody watching, and shows what it came to.
pub(super) async fn attended<N: Network>(
    settings: &Settings,
    network: &N,
    roots: &dyn Fn() -> Roots,
) -> u8 {
    for notice in &settings.notices {
        let _ = writeln!(io::stderr().lock(), "note: {}", harmless(notice));
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
    let live = Live::new(
        recorder,
        transcript,
        text && settings.output.quiet < 2,
        settings.plan.concealer.clone(),
    );
    let started = Instant::now();
    // Where no more than the exit status is asked for, nobody needs to read anything.
    let read = settings.output.quiet < 2;
    let end = tokio::select! {
        () = probe::run(&settings.plan, roots, network, &live, started) => End::Complete,
        error = live.attend() => End::Unwritten(error),
        () = closed_pipe::noticed(), if read => {
            End::Unwritten(io::ErrorKind::BrokenPipe.into())
        }
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
            "warning: --keylog is not complete: {}",
            harmless(&failure.to_string())
        );
    }
    let interrupted = matches!(end, End::Interrupted);
    if let End::Unwritten(error) = end {
        return unwritten(&error);
    }
    let report = live.into_recorder().finish(started.elapsed(), interrupted);
    show(settings, report, style)
}

enum End {
    Complete,
    Interrupted,
    Unwritten(io::Error),
}

fn show(settings: &Settings, report: Report, style: Style) -> u8 {
    let judgement = finding::judge(&report, &settings.judging);
    let mut output = BufWriter::new(Output::lock());
    let concealer = &settings.plan.concealer;
    let written = match settings.output.format {
        Format::Json => concealed::write(
            &mut output,
            concealer,
            &judgement,
            concealed::json,
            |output| {
                let certificates = settings.asked.show_certificates;
                render::json(output, report, &judgement, certificates)
            },
        ),
        Format::Text => concealed::write(
            &mut output,
            concealer,
            &judgement,
            concealed::text,
            |output| text(output, settings, &report, &judgement, style),
        ),
    };
    match written.and_then(|()| output.flush()) {
        Ok(()) => judgement.verdict.exit_code,
        Err(error) => unwritten(&error),
    }
}

fn text(
    output: &mut dyn Write,
    settings: &Settings,
    report: &Report,
    judgement: &Judgement,
    style: Style,
) -> io::Result<()> {
    match settings.output.quiet {
        0 => render::summary(
            output,
            report,
            judgement,
            style,
            settings.asked.show_certificates,
        ),
        1 if render::has_artefacts(report, settings.asked.show_certificates) => {
            let mut line = Vec::new();
            render::verdict(&mut line, judgement, style)?;
            let line = concealed::text(&settings.plan.concealer, &Said::of(judgement), line);
            let _ = io::stderr().lock().write_all(&line);
            render::artefacts(output, report, settings.asked.show_certificates)
        }
        1 => render::verdict(output, judgement, style),
        _ if judgement.verdict.exit_code == Outcome::Passed.code() => Ok(()),
        _ => render::verdict(output, judgement, style),
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
