//! The program: everything is in the library.

use std::{panic, process::ExitCode};

fn main() -> ExitCode {
    // A panic's payload may hold what a server sent or a user typed: it is not shown.
    panic::set_hook(Box::new(|information| {
        let place = information.location().map_or_else(String::new, |place| {
            format!(" at {}:{}", place.file(), place.line())
        });
        smtpcheck::facade::cli::output::report_panic(&place);
    }));
    let status = panic::catch_unwind(|| smtpcheck::facade::cli::run::run(std::env::args_os()));
    ExitCode::from(status.unwrap_or(smtpcheck::facade::finding::Outcome::Internal.code()))
}
