//! A check at the terminal: shown on the standard streams of this process, ended by its signals, and by a pipe that nobody
//! reads any more.

use std::{cell::OnceCell, io, net::IpAddr, time::Duration};

use anyhow::Context;

use super::{
    closed_pipe,
    live::Screen,
    output::{Output, complain, style, unwritten},
    present::{Ended, attended},
    settings::{RootsChoice, Settings},
    spinner::can_move,
    terminal, written,
};
use crate::{
    finding::Outcome,
    net::{dial, resolver::ResolverOptions, system::System, tls::Roots},
    probe::aim::{Aim, TlsMode},
    render::Writers,
};

/// The longest that one DNS lookup may take.
const LOOKUP: Duration = Duration::from_secs(10);

/// The network and the trust roots of this machine.
pub(super) struct World {
    roots: OnceCell<Roots>,
    pub(super) network: System,
}

impl World {
    /// The world as the settings have it, or the exit status where the command line is to blame that there is none.
    pub(super) fn of(settings: &Settings, without_tls: bool) -> anyhow::Result<Result<Self, u8>> {
        let roots = match &settings.roots {
            _ if without_tls => OnceCell::from(Roots::none()),
            // Read when they are asked for: not every conversation comes to TLS.
            RootsChoice::System => OnceCell::new(),
            RootsChoice::File(path) => match Roots::from_file(path) {
                Ok(roots) => OnceCell::from(roots),
                Err(error) => {
                    return Ok(Err(complain(
                        &format!("--ca-file: {error}"),
                        Outcome::Usage,
                    )));
                }
            },
        };
        if let Some(source) = settings.task.source
            && let Err(error) = dial::try_source(source)
        {
            return Ok(Err(complain(&of_source(source, &error), Outcome::Usage)));
        }
        let timeout = LOOKUP.min(settings.task.timeout);
        let network = System::new(&ResolverOptions {
            server: settings.resolver,
            timeout,
            trust_anchors: settings.trust_anchors.clone(),
        })
        .map_err(anyhow::Error::msg)
        .context("failed to set up the DNS resolver")?;
        Ok(Ok(Self { roots, network }))
    }

    /// The trust roots.
    pub(super) fn roots(&self) -> Roots {
        self.roots.get_or_init(Roots::system).clone()
    }
}

/// Runs the check and returns the exit status, or what is wrong with this machine.
pub(super) async fn run(settings: &Settings, aim: &Aim) -> anyhow::Result<u8> {
    let world = match World::of(settings, aim.tls_mode == TlsMode::None)? {
        Ok(world) => world,
        Err(status) => return Ok(status),
    };
    Ok(shown(settings, aim, &world.network, &|| world.roots()).await)
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

/// Runs the check in this world, shows it, and returns the exit status.
pub(super) async fn shown(
    settings: &Settings,
    aim: &Aim,
    network: &System,
    roots: &dyn Fn() -> Roots,
) -> u8 {
    let screen = Screen {
        writers: Writers {
            output: &mut Output::new(),
            errors: &mut io::stderr(),
        },
        style: style(settings.output.color),
        progress: can_move(),
    };
    // Where no more than the exit status is asked for, nobody needs to read anything.
    let is_read = settings.output.quiet < 2;
    match attended(settings, aim, network, roots, screen, ended(is_read)).await {
        Ok(judgement) => {
            let of_the_run = judgement.verdict.exit_code;
            written::exit_status(settings.output.format, of_the_run, [&judgement].into_iter())
        }
        Err(error) => unwritten(&error),
    }
}

/// What ends a run from outside; `is_read`: somebody needs to read something.
pub(super) async fn ended(is_read: bool) -> Ended {
    tokio::select! {
        () = closed_pipe::noticed(), if is_read => Ended::Unread,
        () = terminal::signalled() => Ended::Interrupted,
    }
}
