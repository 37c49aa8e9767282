//! What the options mean: a complete [`Aim`] and [`Task`], and how to judge and show its outcome, or one sentence that says
//! what is wrong. Contradictions are reported here, and what is missing is asked for.

mod active;
mod asked;
mod authentication;
mod baseline;
mod error;
mod expectation;
mod judging;
mod message;
mod network;
mod password;
mod policy;
mod question;
mod report;
mod server;
mod signing;
mod target;
mod targets;
#[cfg(test)]
mod tests;
mod tls;
mod transaction;
mod value;

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use zeroize::Zeroizing;

use self::question::Questions;
use super::{
    environment::{Environment, PASSWORD},
    options::{Options, OutputOptions, Sources, variables},
    prompt::Ask,
    result_file::ResultFile,
};
use crate::{
    finding::JudgeOptions,
    net::resolver::GivenAnchors,
    probe::{
        aim::{Aim, Host},
        task::Task,
    },
    render::Format,
    report::Asked,
    smtp::Concealer,
};

pub use self::{error::Error, targets::Targets};
pub use super::options::{Artefact, ColorChoice};

/// What is to be done. Holds passwords: there is no Debug.
pub enum Action {
    /// Check a server.
    Check(Box<Settings>, Aim),
    /// Check many, and say of each what it comes to.
    Many(Box<Settings>, Box<Targets>),
    /// Show everything against the built-in server; the aim is a placeholder.
    Demo(Box<Settings>, Aim),
    /// Print the message, without a check; where there is no target, the aim is a placeholder.
    DumpMessage(Box<Settings>, Aim),
    /// Explain this text.
    Explain(String, Form),
    /// List the checks.
    ListChecks(Form),
    /// List the named facts.
    ListFacts(Form),
    /// Print something made from the definitions.
    Generate(Artefact),
}

/// How what is told offline is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Everything that a check needs but for where, the same for all targets of a run. Holds a password: there is no Debug.
pub struct Settings {
    /// What to do there.
    pub task: Task,
    /// Which roots to trust.
    pub roots: RootsChoice,
    /// The DNS server to ask instead of the system's.
    pub resolver: Option<SocketAddr>,
    /// `--trust-anchor`: keys in place of the root's.
    pub trust_anchors: Option<GivenAnchors>,
    /// How the result is shown.
    pub output: Output,
    /// Which files get it as well.
    pub files: Vec<ResultFile>,
    /// What decides the exit status.
    pub judging: JudgeOptions,
    /// What was asked for explicitly, whatever the target.
    pub asked: Asked,
    /// What the user should know before the check starts, for standard error.
    pub notices: Vec<String>,
}

/// Which trust roots to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RootsChoice {
    /// Those of this machine.
    System,
    /// `--ca-file`: those in this file alone.
    File(PathBuf),
}

/// How the result is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// `--format`.
    pub format: &'static Format,
    /// 0, 1 (verdict only) or 2 (nothing on success).
    pub quiet: u8,
    /// `--verbose`.
    pub verbose: bool,
    /// `--color`.
    pub color: ColorChoice,
    /// `--timing`.
    pub timing: bool,
    /// `--resume`: the file of an earlier run, to which the results are appended.
    pub resume: Option<PathBuf>,
    /// `--transcript`: in forms where that is a matter of choice.
    pub transcript: bool,
}

/// Understands the options. `known_ids` are the ids of all checks, for `--ignore`.
///
/// # Errors
/// [`Error`] when the options contradict each other, a value is wrong, or something is missing and nobody can be
/// asked; also when somebody pressed Ctrl-C at a question.
pub fn understand(
    options: Options,
    sources: &Sources,
    environment: &Environment,
    known_ids: &[&str],
    terminal: &mut dyn Ask,
) -> Result<Action, Error> {
    if let Some(sentence) = sources.contradiction() {
        return Err(Error::Usage(sentence));
    }
    if let Some(text) = options.other.explain {
        return Ok(Action::Explain(
            text,
            form(options.output.format, sources, "explain")?,
        ));
    }
    if let Some(artefact) = options.other.generate {
        return Ok(Action::Generate(artefact));
    }
    if options.other.list_checks {
        return Ok(Action::ListChecks(form(
            options.output.format,
            sources,
            "list_checks",
        )?));
    }
    if options.other.list_facts {
        return Ok(Action::ListFacts(form(
            options.output.format,
            sources,
            "list_facts",
        )?));
    }
    let questions = Questions::new(terminal, options.scripting.no_input, environment);
    let is_demonstration = options.other.demo;
    let is_printed = options.message.dump_message;
    let (settings, whom) = settings(options, sources, environment, known_ids, questions)?;
    let settings = Box::new(settings);
    Ok(match whom {
        Whom::One(aim) if is_demonstration => Action::Demo(settings, aim),
        Whom::One(aim) if is_printed => Action::DumpMessage(settings, aim),
        Whom::One(aim) => Action::Check(settings, aim),
        Whom::Many(targets) => Action::Many(settings, targets),
    })
}

/// What is told offline has no result to show in another form.
fn form(format: &Format, sources: &Sources, of: &str) -> Result<Form, Error> {
    match format.name {
        "text" => Ok(Form::Text),
        "json" => Ok(Form::Json),
        other => Err(Error::usage(format!(
            "{} is written as text or json, not as {other}",
            sources.label(of)
        ))),
    }
}

/// What is checked.
enum Whom {
    One(Aim),
    Many(Box<Targets>),
}

impl Whom {
    /// The host for whom a user or a password is asked; none where there are several.
    const fn host(&self) -> Option<&Host> {
        match self {
            Self::One(aim) => Some(&aim.host),
            Self::Many(_) => None,
        }
    }

    /// Whether each target names a recipient, or may: that of a file is not known before it is read.
    fn may_name_a_recipient(&self) -> bool {
        match self {
            Self::One(aim) => aim.recipient.is_some(),
            Self::Many(targets) => targets.may_name_a_recipient(),
        }
    }
}

impl Settings {
    /// `--no-tls`.
    #[must_use]
    pub fn is_without_tls(&self) -> bool {
        self.task.given.has("no-tls")
    }

    /// What was asked for at this target.
    #[must_use]
    pub fn asked(&self, aim: &Aim) -> Asked {
        asked::at(&self.asked, aim, &self.task)
    }
}

/// Nobody takes the built-in server for one of theirs.
const DEMONSTRATION: &str = "this is a demonstration: the server is built in, on a port of this machine, and nothing goes over the \
                             network";

/// What can be wrong without a question comes first, so that nobody types a password in vain.
fn settings(
    options: Options,
    sources: &Sources,
    environment: &Environment,
    known_ids: &[&str],
    mut questions: Questions<'_>,
) -> Result<(Settings, Whom), Error> {
    let is_demonstration = options.other.demo;
    let mut notices = variables::unread(environment);
    if is_demonstration {
        notices.push(DEMONSTRATION.to_owned());
    }
    check_standard_input(&options, sources)?;
    let files = report::understand(&options.output, sources, environment)?;
    let judging = judging::understand(&options.scripting, sources, known_ids)?;
    let mechanisms = authentication::mechanisms(&options.authentication, sources)?;
    // Nobody logs in to print a message.
    let mechanisms = mechanisms.filter(|_| !options.message.dump_message);
    let network = network::understand(&options.target, sources)?;
    let mut policy = policy::understand(&options.policy, sources)?;
    let draft = transaction::understand(
        &options.message,
        sources,
        &mut questions,
        &mut notices,
        options.output.verbose,
        options.policy.verify_message,
        &policy.selectors,
    )?;
    policy.message = policy::verified(&options.policy, sources, draft.message.as_ref())?;
    let plan = active::understand(&options.active, sources)?;
    let whom = whom(&options, sources, &network, &mut questions)?;
    if let Whom::One(aim) = &whom {
        baseline::check(&judging, aim, &sources.label("baseline"))?;
    }
    let tls = tls::understand(&options.tls, sources, options.output.verbose)?;
    if let Some(notice) = tls.key_log.as_ref().and_then(|log| log.notice()) {
        notices.push(format!("the file of --keylog {notice}"));
    }
    let authentication = match mechanisms {
        None => None,
        Some(mechanisms) => Some(authentication::complete(
            &mechanisms,
            whom.host(),
            password::Where {
                options: &options.authentication,
                sources,
                environment,
                questions: &mut questions,
                notices: &mut notices,
                patience: network.timeout,
            },
        )?),
    };
    let transaction = transaction::complete(draft, whom.may_name_a_recipient(), &mut questions)?;
    // --connect says where to go whatever the DNS says; --mx asks the DNS all the same.
    let dane = !is_demonstration && (network.connect.is_none() || options.target.mx);
    let task = Task {
        given: sources.given(),
        connect: network.connect,
        family: network.family,
        source: network.source,
        client_name: network.client_name,
        connect_timeout: network.connect_timeout,
        timeout: network.timeout,
        dane,
        tls,
        authentication,
        transaction,
        policy,
        quit_after: options.message.quit_after.map(transaction::stage),
        active: plan,
        concealer: Arc::new(known_secrets(environment)),
    };
    if let Whom::One(aim) = &whom {
        active::suits(&task.active, sources, aim, task.envelope(aim))?;
    }
    let settings = Settings {
        asked: asked::asked(&options, &task),
        task,
        roots: options
            .tls
            .ca_file
            .map_or(RootsChoice::System, RootsChoice::File),
        resolver: network.resolver,
        trust_anchors: network.trust_anchors,
        output: output(&options.output),
        files,
        judging,
        notices,
    };
    Ok((settings, whom))
}

/// The target, understood; several are when their turn comes.
fn whom(
    options: &Options,
    sources: &Sources,
    network: &network::Network,
    questions: &mut Questions<'_>,
) -> Result<Whom, Error> {
    if let Some(targets) = Targets::of(options, sources)? {
        if options.message.dump_message {
            return Err(Error::usage(
                "--dump-message prints one message, and there are many targets: name one",
            ));
        }
        return Ok(Whom::Many(Box::new(targets)));
    }
    let names_no_server = options.target.target.is_empty() && options.target.server.is_none();
    let aim = match options.other.demo || options.message.dump_message && names_no_server {
        true => server::of_the_demonstration(),
        false => {
            let target = options.target.target.first().map(String::as_str);
            server::understand(target, &options.target, &options.tls, sources, questions)?
        }
    };
    network::check_families(&network.way(), &aim.host)?;
    Ok(Whom::One(aim))
}

/// The password of the environment, whether a login is asked for or not: a server may know it from another one.
pub fn known_secrets(environment: &Environment) -> Concealer {
    let concealer = Concealer::default();
    let password = environment.value(PASSWORD);
    let password = password.map(|password| Zeroizing::new(password.as_encoded_bytes().to_vec()));
    concealer.add(password.into_iter().collect());
    concealer
}

/// Standard input holds one thing.
fn check_standard_input(options: &Options, sources: &Sources) -> Result<(), Error> {
    let message_on_input = options
        .message
        .message
        .as_deref()
        .is_some_and(|path| path.as_os_str() == "-");
    let targets_on_input = options
        .target
        .targets
        .as_deref()
        .is_some_and(|path| path.as_os_str() == "-");
    let readers: Vec<_> = [
        (targets_on_input, format!("{} -", sources.label("targets"))),
        (message_on_input, format!("{} -", sources.label("message"))),
        (
            options.authentication.password_stdin,
            sources.label("password_stdin"),
        ),
    ]
    .into_iter()
    .filter_map(|(reads, label)| reads.then_some(label))
    .collect();
    match readers.as_slice() {
        [one, other, ..] => Err(Error::usage(format!(
            "{one} and {other} both read standard input: put one of them into a file"
        ))),
        _ => Ok(()),
    }
}

fn output(options: &OutputOptions) -> Output {
    Output {
        format: options.format,
        quiet: options.quiet.min(2),
        verbose: options.verbose,
        color: options.color,
        timing: options.timing,
        transcript: options.transcript,
        resume: options.resume.clone(),
    }
}
