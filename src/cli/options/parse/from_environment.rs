//! The variables of the options, as the arguments that they stand for.

use std::ffi::{OsStr, OsString};

use clap::{Arg, ArgAction, Command, error::ErrorKind};

use super::{conceal::alone, sources::Sources, variable::variable};
use crate::cli::{
    environment::Environment,
    options::{conflict, effect},
};

/// The arguments that the variables stand for. Those that the command line has, or contradicts, are left out.
pub(super) fn arguments(
    command: &Command,
    environment: &Environment,
    sources: &mut Sources,
    password: Option<&str>,
) -> Result<Vec<OsString>, clap::Error> {
    let mut additional = Vec::new();
    for argument in command.get_arguments() {
        let id = argument.get_id().as_str();
        let Some(long) = argument.get_long() else {
            continue;
        };
        let name = variable(long);
        // The classes are read only where there is a variable.
        let Some(value) = environment.value(&name) else {
            continue;
        };
        if !effect::may_be_a_variable(long) {
            continue;
        }
        if sources.is_typed(id) || conflict::contradicts(id, |id| sources.is_typed(id)) {
            continue;
        }
        let wrong = |what| {
            command.clone().error(
                ErrorKind::ValueValidation,
                format!("{name} in the environment: {what}"),
            )
        };
        let made = as_arguments(argument, value).map_err(wrong)?;
        alone(command, &made, password).map_err(wrong)?;
        if !made.is_empty() {
            sources.came_from_environment(id);
        }
        additional.extend(made);
    }
    Ok(additional)
}

fn as_arguments(argument: &Arg, value: &OsStr) -> Result<Vec<OsString>, String> {
    let long = format!("--{}", argument.get_long().unwrap_or_default());
    let times = match argument.get_action() {
        ArgAction::SetTrue => boolean(value)?.into(),
        ArgAction::Count => count(value)?,
        _ => {
            let mut option = OsString::from(long + "=");
            option.push(value);
            return Ok(vec![option]);
        }
    };
    Ok(vec![OsString::from(long); times])
}

fn boolean(value: &OsStr) -> Result<bool, String> {
    match value.to_string_lossy().to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" => Ok(true),
        "0" | "false" | "no" => Ok(false),
        _ => Err("it takes 1, true, yes, 0, false or no".to_owned()),
    }
}

fn count(value: &OsStr) -> Result<usize, String> {
    let text = value.to_string_lossy();
    match text.parse() {
        Ok(times @ 0..=9) => Ok(times),
        _ => boolean(value)
            .map(usize::from)
            .map_err(|_| "it takes 0, 1 or 2".to_owned()),
    }
}
