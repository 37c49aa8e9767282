//! From arguments and variables to [`Options`], and where each option came from. Every option but those that
//! act or lower a guard can be a variable; arguments beat variables, contradictions included.

mod conceal;
mod from_environment;
mod sources;
#[cfg(test)]
mod tests;
mod variable;

use std::ffi::{OsStr, OsString};

use clap::{ArgMatches, Command, FromArgMatches, error::ErrorKind};

use self::conceal::{alone, concealed};
pub use self::{sources::Sources, variable::environment_name};
use super::{Options, command, fingers, unknown, with_help_of_one_page};
use crate::cli::environment::{Environment, PASSWORD};

/// Parses the arguments, the name of the program first, and the variables of the options.
///
/// # Errors
/// What clap says about the arguments, `--help` and `--version` included; a variable that cannot be the value of
/// its option; an argument that belongs to another tool. No error repeats a password.
pub fn parse(
    arguments: impl IntoIterator<Item = impl Into<OsString>>,
    environment: &Environment,
) -> Result<(Options, Sources), clap::Error> {
    let arguments = arguments.into_iter().map(Into::into);
    let arguments = fingers::with_format(arguments.collect());
    let mut command = match arguments.iter().any(|argument| argument == "--help") {
        true => command(),
        false => with_help_of_one_page(),
    };
    let password = environment.value(PASSWORD).map(OsStr::to_string_lossy);
    let password = password.as_deref();
    let fault = |words: &[String]| {
        let words: Vec<_> = words.iter().map(OsString::from).collect();
        alone(&command, &words, password).err()
    };
    if let Some(refusal) = fingers::refusal(&command, &arguments, password, fault) {
        return Err(command.error(ErrorKind::UnknownArgument, refusal));
    }
    let matches = matches(&command, &arguments, password)?;
    let mut sources = Sources::typed(&command, &matches);
    let additional = from_environment::arguments(&command, environment, &mut sources, password)?;
    let matches = match additional.is_empty() {
        true => matches,
        false => self::matches(&command, &with(arguments, additional), password)?,
    };
    Ok((Options::from_arg_matches(&matches)?, sources))
}

fn matches(
    command: &Command,
    arguments: &[OsString],
    password: Option<&str>,
) -> Result<ArgMatches, clap::Error> {
    let mended = |error| concealed(unknown::without_bad_tips(error), arguments, password);
    command
        .clone()
        .try_get_matches_from(arguments)
        .map_err(|error| unknown::all(command, arguments, error, mended))
}

fn with(mut arguments: Vec<OsString>, additional: Vec<OsString>) -> Vec<OsString> {
    let behind_the_name = arguments.len().min(1);
    arguments.splice(behind_the_name..behind_the_name, additional);
    arguments
}
