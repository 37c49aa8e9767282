//! Standard output and standard error of the process: what is printed, how it looks, and what it means when nobody
//! reads it.

use std::io::{self, IsTerminal, Write};

use super::options::ColorChoice;
use crate::{finding::Outcome, render::Style};

/// Says on standard error what is wrong.
pub(super) fn complain(sentence: &str, outcome: Outcome) -> u8 {
    let _ = writeln!(io::stderr().lock(), "error: {sentence}");
    outcome.code()
}

/// Prints `text` and nothing else.
pub(super) fn print(text: &str) -> u8 {
    let mut output = io::stdout().lock();
    match output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
    {
        Ok(()) => Outcome::Passed.code(),
        Err(error) => unwritten(&error),
    }
}

/// The exit status when output cannot be written.
pub(super) fn unwritten(error: &io::Error) -> u8 {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Outcome::ClosedPipe.code(),
        _ => complain(
            &format!("cannot write the result: {error}"),
            Outcome::Internal,
        ),
    }
}

/// Colour and width of standard output. <https://no-color.org> has the rule for `NO_COLOR`.
pub(super) fn style(choice: ColorChoice) -> Style {
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
