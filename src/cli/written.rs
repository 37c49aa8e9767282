//! The result of a run in a form, through the last gate.

use std::io;

use super::{
    concealed::{self, Said},
    result_file::ResultFile,
};
use crate::{
    finding::{Judgement, State},
    render::{Exit, Format, Shown, Writers},
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
    let output = concealed::document(format.texts, concealer, &said, output);
    let errors = concealed::text(concealer, &said, errors);
    let _ = writers.errors.write_all(&errors);
    writers.output.write_all(&output)
}

/// Writes the result to each of the files, those that come after one that cannot be written too.
///
/// # Errors
/// Which could not be written first, and why.
pub(super) fn to_files(
    files: &[ResultFile],
    concealer: &Concealer,
    all: &[Shown<'_>],
) -> io::Result<()> {
    let mut result = Ok(());
    for file in files {
        let written = to_file(file, concealer, all);
        result = result.and(written);
    }
    result
}

fn to_file(file: &ResultFile, concealer: &Concealer, all: &[Shown<'_>]) -> io::Result<()> {
    let all: Vec<_> = all.iter().map(|shown| shown.in_a_file()).collect();
    let (mut output, mut errors) = (Vec::new(), io::sink());
    let mut writers = Writers {
        output: &mut output,
        errors: &mut errors,
    };
    write(file.format, concealer, &mut writers, &all)?;
    file.write(&output)
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
