//! One run of the program: from the arguments to the exit status.

use std::{
    cell::OnceCell,
    ffi::OsString,
    io::{self, Write},
    net::IpAddr,
    time::Duration,
};

use anyhow::Context;
use tokio::runtime::{Builder, Runtime};

use super::{
    check::attended,
    concealed, core_dump, demo,
    environment::{Environment, PASSWORD},
    explain,
    generate::generate,
    options::{self, ColorChoice, Options},
    output::{complain, print, style},
    prompt::Terminal,
    settings::{self, Action, RootsChoice, Settings},
    terminal::{self, Interrupted},
};
use crate::{
    finding::{self, Outcome},
    net::{dial, resolver::ResolverOptions, system::System, tls::Roots},
    probe::plan::TlsMode,
    render,
};

/// The longest that one DNS lookup may take.
const LOOKUP: Duration = Duration::from_secs(10);

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
            let sentence = concealed::line(&password, &error.to_string());
            Ok(complain(&sentence, Outcome::Usage))
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
        || environment.value(PASSWORD).is_some()
}

fn perform(action: Action, runtime: &Runtime) -> anyhow::Result<u8> {
    match action {
        Action::Explain(text) => Ok(explanation(&text)),
        Action::ListChecks => Ok(print(&render::checks(
            finding::catalogue(),
            style(ColorChoice::Auto).width,
        ))),
        Action::Generate(artefact) => {
            Ok(print(&generate(artefact).context("failed to generate it")?))
        }
        Action::Check(settings) => runtime.block_on(check(*settings)),
        Action::Demo(settings) => runtime.block_on(demo::run(*settings)),
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
    let _ = error.print();
    Outcome::Usage.code()
}

fn explanation(text: &str) -> u8 {
    match explain::explain(text, style(ColorChoice::Auto)) {
        Some(explanation) => print(&explanation),
        None => {
            let shown = crate::text::visible(text.as_bytes());
            let sentence = format!(
                "--explain takes the id of a check, a reply such as \"550 5.7.1\", or an EHLO keyword; \"{shown}\" is none \
                 that is known: --list-checks shows the ids"
            );
            complain(&sentence, Outcome::Usage)
        }
    }
}

async fn check(settings: Settings) -> anyhow::Result<u8> {
    let roots = match &settings.roots {
        _ if settings.plan.tls.mode == TlsMode::None => OnceCell::from(Roots::none()),
        // Read when they are asked for: not every conversation comes to TLS.
        RootsChoice::System => OnceCell::new(),
        RootsChoice::File(path) => match Roots::from_file(path) {
            Ok(roots) => OnceCell::from(roots),
            Err(error) => return Ok(complain(&format!("--ca-file: {error}"), Outcome::Usage)),
        },
    };
    if let Some(source) = settings.plan.source
        && let Err(error) = dial::try_source(source)
    {
        return Ok(complain(&of_source(source, &error), Outcome::Usage));
    }
    let timeout = LOOKUP.min(settings.plan.timeout);
    let network = System::new(&ResolverOptions {
        server: settings.resolver,
        timeout,
        trust_anchors: settings.trust_anchors.clone(),
    })
    .map_err(anyhow::Error::msg)
    .context("failed to set up the DNS resolver")?;
    Ok(attended(&settings, &network, &|| {
        roots.get_or_init(Roots::system).clone()
    })
    .await)
}

/// What is wrong with `--source`: nothing that a server or DNS could help.
fn of_source(source: IpAddr, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrNotAvailable => {
            format!("--source {source}: this machine does not have that address")
        }
        _ => format!("--source {source}: {error}"),
    }
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
        // It is in memory whether it is asked for or not.
        assert!(holds(&[], Some("hunter2")));
    }
}
