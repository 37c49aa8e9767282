//! The names of the variables.

use clap::Arg;

use crate::cli::{environment::PREFIX, options::effect};

/// The variable in which `argument` can be given, if it can.
#[must_use]
pub fn environment_name(argument: &Arg) -> Option<String> {
    let long = argument.get_long()?;
    effect::may_be_a_variable(long).then(|| variable(long))
}

pub(super) fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.replace('-', "_").to_ascii_uppercase())
}
