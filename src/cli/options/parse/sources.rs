//! Where each option came from: the command line, its variable, or neither.

use std::collections::BTreeSet;

use clap::{ArgMatches, Command, parser::ValueSource};

use super::variable::variable;
use crate::{cli::options::conflict, event::Given};

/// Where the options came from. An option that is in neither set has its default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    command_line: BTreeSet<String>,
    environment: BTreeSet<String>,
}

impl Sources {
    /// What stands on the command line.
    pub(super) fn typed(command: &Command, matches: &ArgMatches) -> Self {
        let is_typed = |id: &&str| matches.value_source(id) == Some(ValueSource::CommandLine);
        let ids = command
            .get_arguments()
            .map(|argument| argument.get_id().as_str());
        let listed = ids.filter(|id| matches.try_contains_id(id).is_ok());
        Self {
            command_line: listed.filter(is_typed).map(str::to_owned).collect(),
            environment: BTreeSet::new(),
        }
    }

    /// Its variable was read.
    pub(super) fn came_from_environment(&mut self, id: &str) {
        self.environment.insert(id.to_owned());
    }

    /// Whether the option was given at all. `id` is its long name with underscores, or `target`.
    #[must_use]
    pub fn is_given(&self, id: &str) -> bool {
        self.is_typed(id) || self.is_from_environment(id)
    }

    /// Whether the option stood on the command line.
    #[must_use]
    pub fn is_typed(&self, id: &str) -> bool {
        self.command_line.contains(id)
    }

    /// Whether the option came from its variable.
    #[must_use]
    pub fn is_from_environment(&self, id: &str) -> bool {
        self.environment.contains(id)
    }

    /// All that were given.
    #[must_use]
    pub fn given(&self) -> Given {
        let options = self.command_line.union(&self.environment);
        let options = options.filter(|id| *id != "target");
        options.map(|id| id.replace('_', "-")).collect()
    }

    /// The option as the user knows it: `--no-tls`, or `SMTPCHECK_NO_TLS` when it came from there.
    #[must_use]
    pub fn label(&self, id: &str) -> String {
        match id {
            "target" => "a target".to_owned(),
            _ if self.is_from_environment(id) => variable(id),
            _ => format!("--{}", id.replace('_', "-")),
        }
    }

    /// The sentence that reports the first contradiction.
    #[must_use]
    pub fn contradiction(&self) -> Option<String> {
        let (one, other, because) = conflict::first(|id| self.is_given(id))?;
        Some(format!(
            "{} and {} exclude each other: {because}",
            self.label(&one),
            self.label(&other)
        ))
    }
}
