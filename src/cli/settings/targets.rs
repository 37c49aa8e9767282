//! Many targets: those of the command line, then those of `--targets`, each understood when its turn comes. One that is no
//! target is a line of the result, not the end of the run.

use std::path::PathBuf;

use super::{Error, Settings, active, network, server, value};
use crate::{
    cli::options::{Options, Sources, TargetOptions, TlsOptions, service},
    probe::{
        aim::Aim,
        task::{Stage, Task},
    },
    text::visible,
};

/// The targets of a run that has many.
pub struct Targets {
    /// Those of the command line.
    pub typed: Vec<String>,
    /// `--targets`: a target a line; `-` is standard input.
    pub file: Option<PathBuf>,
    /// `--jobs`: so many at the same time.
    pub jobs: usize,
    options: TargetOptions,
    tls: TlsOptions,
    sources: Sources,
}

impl Targets {
    /// The targets; none where there is at most one, and no list.
    pub(super) fn of(options: &Options, sources: &Sources) -> Result<Option<Self>, Error> {
        let TargetOptions {
            target,
            targets,
            jobs,
            ..
        } = &options.target;
        if target.len() < 2 && targets.is_none() {
            let for_many = ["jobs", "resume"];
            return match for_many.iter().find(|id| sources.is_typed(id)) {
                Some(id) => Err(Error::usage(format!(
                    "{} is for many targets: name several, or a file of them with --targets",
                    sources.label(id)
                ))),
                None => Ok(None),
            };
        }
        let can_resume = options.output.format.can_be_resumed();
        if options.output.resume.is_some() && !can_resume {
            return Err(Error::usage(
                "--resume goes on with what --format ndjson wrote: give that form too",
            ));
        }
        if sources.is_typed("server") {
            return Err(Error::usage(
                "--server names one server, and there are many targets: leave it out, or name the host in each target, as [host]",
            ));
        }
        for word in target.iter().skip(1) {
            check_second(word)?;
        }
        Ok(Some(Self {
            typed: target.clone(),
            file: targets.clone(),
            jobs: usize::from(*jobs),
            options: options.target.clone(),
            tls: options.tls.clone(),
            sources: sources.clone(),
        }))
    }

    /// Whether each of them may name a recipient: what stands in a file is not known yet.
    pub(super) fn may_name_a_recipient(&self) -> bool {
        self.typed.iter().all(|target| target.contains('@'))
    }

    /// One of them as it may be shown.
    #[must_use]
    pub fn shown(target: &str) -> String {
        match value::password_in(target) {
            Some(_) => "one with a password in it".to_owned(),
            None => visible(target.as_bytes()),
        }
    }

    /// Understands one of them.
    ///
    /// # Errors
    /// [`Error`] when it is no target, or none for what is asked for.
    pub fn understand(&self, target: &str, settings: &Settings) -> Result<Aim, Error> {
        let task = &settings.task;
        let aim = server::of_target(target, &self.options, &self.tls, &self.sources)?;
        let way = network::Way {
            connect: task.connect.as_ref(),
            family: task.family,
            source: task.source,
        };
        network::check_families(&way, &aim.host)?;
        let envelope = task.envelope(&aim);
        if envelope.is_some_and(|envelope| envelope.recipients.is_empty()) && needs_one(task) {
            return Err(Error::usage(
                "the target names no recipient, and one is needed: write user@domain, or give --to",
            ));
        }
        active::suits(&task.active, &self.sources, &aim, envelope)?;
        Ok(aim)
    }
}

/// A second word may be a target, or a slip, or a password: what does not look like a target goes nowhere, and is not repeated.
fn check_second(word: &str) -> Result<(), Error> {
    if service::port(word).is_some() {
        return Err(Error::usage(
            "a port stands behind its host as in example.com:25, or is given with --port",
        ));
    }
    let looks_like_one = word.contains(['.', ':', '[']) && value::password_in(word).is_none();
    match looks_like_one {
        true => Ok(()),
        false => Err(Error::usage(
            "of several targets each is a name with a dot, an address or a URL without password, and a word behind the first is none of \
             these (it is not repeated, for it may be a password); a list of single names is for --targets",
        )),
    }
}

/// Whether the transaction goes on to RCPT.
fn needs_one(task: &Task) -> bool {
    task.transaction.message.is_some() || task.quit_after == Some(Stage::Rcpt)
}
