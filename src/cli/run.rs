//! One run of the program: from the arguments to the exit status.

use std::{
    borrow::Cow,
    ffi::OsString,
    io::{self, IsTerminal, Write},
};

use anyhow::Context;
use tokio::runtime::{Builder, Runtime};

use super::{
    check, concealed, core_dump, demo, dump,
    environment::{Environment, PASSWORD},
    explain,
    generate::generate,
    many,
    options::{self, ColorChoice, Options},
    output::{complain, print, style, without_key},
    prompt::Terminal,
    settings::{self, Action, Form},
    terminal::{self, Interrupted},
};
use crate::{
    finding::{self, Outcome, fact},
    net::file::read_from,
    render,
    text::{shortened, visible},
};

/// Runs the program and returns its exit status. Reads the process's arguments and environment, writes to its
/// standard output and standard error.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    match attempt(arguments) {
        Ok(status) => status,
        Err(error) => complain(&format!("{error:#}"), Outcome::Internal),
    }
}

/// The exit status, or what is wrong with this machine or program rather than with the command line or a server.
fn attempt(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<u8> {
    let environment = Environment::of_this_process();
    let (options, sources) = match options::parse(arguments, &environment) {
        Ok(parsed) => parsed,
        Err(error) => return Ok(usage(&error)),
    };
    if holds_a_secret(&options, &environment) {
        core_dump::forbid();
    }
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .context("failed to start")?;
    terminal::end_after_signal();
    // What is said of the command line: the password may stand there where it does not belong.
    let password = settings::known_secrets(&environment);
    let unread = options::variables::unread(&environment);
    let understanding = move || {
        settings::understand(
            options,
            &sources,
            &environment,
            &finding::ids(),
            &mut Terminal,
        )
    };
    let status = match runtime.block_on(terminal::until_interrupted(understanding)) {
        Err(Interrupted) | Ok(Err(settings::Error::Interrupted)) => {
            // The question stands on this line.
            let _ = writeln!(io::stderr().lock());
            Ok(complain("interrupted", Outcome::Interrupted))
        }
        Ok(Err(error @ settings::Error::Usage(_))) => {
            // What is missing may stand in a variable of another name.
            let notes = unread.iter().map(|note| format!("\nnote: {note}"));
            let sentence = error.to_string() + &notes.collect::<String>();
            Ok(complain(
                &concealed::line(&password, &sentence),
                Outcome::Usage,
            ))
        }
        Ok(Ok(action)) => perform(action, &runtime),
    };
    // A thread that still waits at a question must not keep the process.
    runtime.shutdown_background();
    status
}

/// A password, a token or a private key; the variable is in memory whether it is used or not.
fn holds_a_secret(options: &Options, environment: &Environment) -> bool {
    options.authentication.auth.is_some()
        || options.tls.cert.is_some()
        || options.message.dkim_key.is_some()
        || environment.value(PASSWORD).is_some()
}

fn perform(action: Action, runtime: &Runtime) -> anyhow::Result<u8> {
    match action {
        Action::Explain(text, form) => explanation(&text, form),
        Action::ListChecks(form) => Ok(print(&match form {
            Form::Text => render::checks(finding::catalogue(), width_of_a_table()),
            Form::Json => render::checks_as_json(finding::catalogue())?,
        })),
        Action::ListFacts(form) => Ok(print(&match form {
            Form::Text => render::facts(fact::table(), width_of_a_table()),
            Form::Json => render::facts_as_json(fact::table())?,
        })),
        Action::Generate(artefact) => {
            Ok(print(&generate(artefact).context("failed to generate it")?))
        }
        Action::Check(settings, aim) => runtime.block_on(check::run(&settings, &aim)),
        Action::Many(settings, targets) => runtime.block_on(many::run(&settings, *targets)),
        Action::DumpMessage(settings, aim) => dump::run(&settings, &aim),
        Action::Demo(settings, aim) => runtime.block_on(demo::run(*settings, &aim)),
    }
}

/// What is wrong with the command line, or what `--help` and `--version` ask for: that is a result, and must be written.
fn usage(error: &clap::Error) -> u8 {
    if !error.use_stderr() {
        let text = error.render();
        return match style(ColorChoice::Auto).color {
            true => print(&text.ansi().to_string()),
            false => print(&text.to_string()),
        };
    }
    let said = error.render().to_string();
    if let Cow::Owned(said) = without_key(&said) {
        return complain(said.trim_start_matches("error: "), Outcome::Usage);
    }
    let _ = error.print();
    Outcome::Usage.code()
}

/// In a pipe a line is what is searched for: it is not broken.
fn width_of_a_table() -> usize {
    match io::stdout().is_terminal() {
        true => style(ColorChoice::Auto).width,
        false => usize::MAX,
    }
}

/// So much of a text that is not known is repeated.
const LONGEST_UNKNOWN: usize = 200;

/// The most of standard input that is explained: the header of any message.
const MOST_EXPLAINED: usize = 1024 * 1024;

/// A single `-` stands for standard input.
fn explanation(text: &str, form: Form) -> anyhow::Result<u8> {
    if text != "-" {
        return explain_text(text, form);
    }
    match read_from(io::stdin().lock(), MOST_EXPLAINED) {
        Ok(bytes) => explain_text(&String::from_utf8_lossy(&bytes), form),
        Err(error) => {
            let sentence = format!("cannot read standard input for --explain: {error}");
            Ok(complain(&sentence, Outcome::Usage))
        }
    }
}

fn explain_text(text: &str, form: Form) -> anyhow::Result<u8> {
    let explained = match form {
        Form::Text => explain::explain(text, style(ColorChoice::Auto)),
        Form::Json => explain::as_json(text).transpose()?,
    };
    Ok(match explained {
        Some(explanation) => print(&explanation),
        None => {
            let shown = shortened(visible(text.trim().as_bytes()), LONGEST_UNKNOWN);
            let hint = match explain::similar(text) {
                Some(id) => format!("{id} is meant, perhaps"),
                None => "--list-checks shows the ids".to_owned(),
            };
            let sentence = format!(
                "--explain takes the id of a check or how several begin, a reply such as \"550 5.7.1\", an EHLO keyword, an exit status, a \
                 record such as \"v=spf1 -all\" or a header such as \"DKIM-Signature: …\"; \"{shown}\" is none that is known: {hint}"
            );
            complain(&sentence, Outcome::Usage)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_a_token_or_a_key_is_a_secret() {
        let holds = |more: &[&str], password: Option<&str>| {
            let variables = password.map(|password| (PASSWORD, password));
            let environment = Environment::from_iter(variables);
            let arguments = ["smtpcheck", "mail.example.com"].iter().chain(more);
            let parsed = options::parse(arguments.copied(), &environment);
            let (options, _) = parsed.map_err(|error| error.to_string()).unwrap();
            holds_a_secret(&options, &environment)
        };
        assert!(!holds(&[], None));
        assert!(holds(&["--auth", "plain"], None));
        assert!(holds(&["--cert", "chain.pem", "--key", "key.pem"], None));
        assert!(holds(&["--dkim-key", "key.pem"], None));
        // It is in memory whether it is asked for or not.
        assert!(holds(&[], Some("hunter2")));
    }
}
