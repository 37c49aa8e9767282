//! The result of a run in a form, through the last gate.

use std::io;

use super::concealed::{self, Said};
use crate::{
    finding::{Judgement, State},
    render::{Exit, Format, Shown, Texts, Writers},
    smtp::Concealer,
};

/// Writes the result, and nothing in it that `concealer` knows.
///
/// # Errors
/// What the writer says.
pub(super) fn write(
    format: &Format,
    concealer: &Concealer,
    writers: &mut Writers<'_>,
    all: &[Shown<'_>],
) -> io::Result<()> {
    gated(format, concealer, writers, all, format.write)
}

/// The same of a part of the result, which `write` writes.
pub(super) fn gated(
    format: &Format,
    concealer: &Concealer,
    writers: &mut Writers<'_>,
    all: &[Shown<'_>],
    write: impl Fn(&mut Writers<'_>, &[Shown<'_>]) -> io::Result<()>,
) -> io::Result<()> {
    if concealer.is_empty() {
        return write(writers, all);
    }
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let mut kept = Writers {
        output: &mut output,
        errors: &mut errors,
    };
    write(&mut kept, all)?;
    let said = Said::of(all.iter().map(|shown| shown.judgement));
    let output = match format.texts {
        Texts::Plain => concealed::text(concealer, &said, output),
        Texts::Json => concealed::json(concealer, &said, output),
    };
    let errors = concealed::text(concealer, &said, errors);
    let _ = writers.errors.write_all(&errors);
    writers.output.write_all(&output)
}

/// The exit status of a run of which this is what was thought.
pub(super) fn exit_status<'a>(
    format: &Format,
    of_the_run: u8,
    judgements: impl Iterator<Item = &'a Judgement>,
) -> u8 {
    match format.exit {
        Exit::OfTheRun => of_the_run,
        Exit::OfAPlugin => State::worst(judgements).exit_status(),
    }
}
