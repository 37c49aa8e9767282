//! The output of a monitoring plugin: one line with the state and what was measured, the findings below it (Monitoring Plugins
//! Development Guidelines, "Plugin Output for Nagios"). A vertical bar begins what was measured, so none stands in a text.

use std::io::{self, Write};

use super::{
    format::{Exit, Format, Shown, Texts, Writers},
    timing, told,
};
use crate::finding::State;

/// `--format nagios`.
pub(super) const FORMAT: Format = Format {
    name: "nagios",
    sentence: "a line for Nagios, Icinga and others, with their exit statuses 0 to 3",
    is_watched: false,
    texts: Texts::Plain,
    appended: None,
    exit: Exit::OfAPlugin,
    write: nagios,
    series: None,
};

/// In place of a vertical bar.
const BROKEN_BAR: char = '\u{a6}';

fn nagios(writers: &mut Writers<'_>, all: &[Shown<'_>]) -> io::Result<()> {
    let output = &mut *writers.output;
    let state = State::worst(all.iter().map(|shown| shown.judgement));
    let (said, measured) = match all {
        [one] => (verdict(one), measured(one)),
        several => (counts(several), totals(several)),
    };
    writeln!(output, "SMTPCHECK {}: {said} | {measured}", state.word())?;
    for shown in all {
        if all.len() > 1 {
            let state = State::of(shown.judgement);
            writeln!(output, "{}: {}", state.word(), verdict(shown))?;
        }
        below(output, shown)?;
    }
    Ok(())
}

fn verdict(shown: &Shown<'_>) -> String {
    let verdict = &shown.judgement.verdict;
    match verdict.exit_code {
        0 => line(&verdict.text),
        _ => line(&format!("{} [{}]", verdict.text, told::because(verdict))),
    }
}

/// Each finding and what to do about it, and what could not be checked.
fn below(output: &mut dyn Write, shown: &Shown<'_>) -> io::Result<()> {
    let judgement = shown.judgement;
    for finding in &judgement.findings {
        let (severity, whom) = (told::severity(finding), told::subject(&finding.subject));
        let said = told::all_of_it(finding);
        writeln!(
            output,
            "{severity}: {} ({})",
            line(&format!("{whom}: {said}")),
            finding.id
        )?;
        writeln!(output, "  {}", line(&told::remedy(finding)))?;
    }
    for open in &judgement.not_checked {
        let whom = told::subject(&open.subject);
        writeln!(
            output,
            "not checked: {}",
            line(&format!("{whom}: {}: {}", open.id, open.reason))
        )?;
    }
    Ok(())
}

/// One line of a text.
fn line(text: &str) -> String {
    let plain = |character: char| match character {
        '|' => BROKEN_BAR,
        control if control.is_control() => ' ',
        other => other,
    };
    text.chars().map(plain).collect()
}

/// `'label'=value[unit];warn;crit;min`: what is left out is not limited.
fn measured(shown: &Shown<'_>) -> String {
    let (report, verdict) = (shown.report, &shown.judgement.verdict);
    let mut measured = vec![
        format!("time={}s;;;0", told::seconds(report.duration_ms)),
        format!("errors={};;;0", verdict.errors),
        format!("warnings={};;;0", verdict.warnings),
        format!("notices={};;;0", verdict.notices),
    ];
    let server = report.decisive();
    let stages = server.map(|server| timing::stages(&server.timings));
    let stages = stages.into_iter().flatten();
    measured.extend(stages.map(|(stage, took)| {
        let stage = stage.to_ascii_lowercase();
        format!("time_{stage}={}s;;;0", told::seconds(took))
    }));
    let leaf = server.and_then(|server| server.tls.as_ref()?.certificates.first());
    let days = leaf.and_then(|leaf| leaf.days_left);
    measured.extend(days.map(|days| format!("certificate_days={days}")));
    measured.join(" ")
}

fn of_each(all: &[Shown<'_>]) -> [(State, usize); 4] {
    let states = [State::Ok, State::Warning, State::Critical, State::Unknown];
    states.map(|state| {
        let such = all
            .iter()
            .filter(|shown| State::of(shown.judgement) == state);
        (state, such.count())
    })
}

fn counts(all: &[Shown<'_>]) -> String {
    let of_each = of_each(all).into_iter().filter(|(_, count)| *count > 0);
    let of_each: Vec<_> = of_each
        .map(|(state, count)| format!("{count} {}", state.word()))
        .collect();
    format!("{} targets: {}", all.len(), of_each.join(", "))
}

fn totals(all: &[Shown<'_>]) -> String {
    let of_each = of_each(all);
    let of_each = of_each
        .iter()
        .map(|(state, count)| format!("{}={count};;;0", state.word().to_ascii_lowercase()));
    let totals = std::iter::once(format!("targets={};;;0", all.len())).chain(of_each);
    totals.collect::<Vec<_>>().join(" ")
}
