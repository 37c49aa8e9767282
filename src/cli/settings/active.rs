//! Active checks: which, and for whom. What they need and cannot have is a usage error, so that nothing is begun in vain.

use super::{Error, transaction};
use crate::{
    cli::options::{ActiveOptions, Sources},
    probe::{
        aim::{Aim, Host, TlsMode},
        task::{ActivePlan, Envelope},
    },
    smtp::Mailbox,
};

/// What is asked for.
pub(super) fn understand(options: &ActiveOptions, sources: &Sources) -> Result<ActivePlan, Error> {
    Ok(ActivePlan {
        starttls_injection: options.check_starttls_injection,
        tls_enforcement: options.check_tls_enforcement,
        relay: addresses("check_relay", &options.check_relay, sources)?,
        smuggling: options.check_smuggling,
        enumeration: addresses("check_enumeration", &options.check_enumeration, sources)?,
    })
}

/// Refuses what this target cannot have.
pub(super) fn suits(
    plan: &ActivePlan,
    sources: &Sources,
    aim: &Aim,
    envelope: Option<Envelope<'_>>,
) -> Result<(), Error> {
    for id in ["check_starttls_injection", "check_tls_enforcement"] {
        if sources.is_given(id) && aim.tls_mode == TlsMode::Implicit {
            return Err(Error::usage(format!(
                "{} needs STARTTLS, and port {} speaks TLS from the first byte: choose another port",
                sources.label(id),
                aim.port
            )));
        }
    }
    if let Some(own) = plan.relay.iter().find(|address| is_own(address, aim)) {
        return Err(Error::usage(format!(
            "{} takes an address for which the server is not responsible, which {own} is not",
            sources.label("check_relay")
        )));
    }
    match plan.smuggling {
        true => check_correspondents(sources, envelope),
        false => Ok(()),
    }
}

fn addresses(id: &str, texts: &[String], sources: &Sources) -> Result<Vec<Mailbox>, Error> {
    let label = sources.label(id);
    let addresses = transaction::recipients(&label, texts)?;
    match addresses.iter().find(|address| address.needs_smtputf8()) {
        Some(address) => Err(beyond_ascii(&label, &address.to_string())),
        None => Ok(addresses),
    }
}

/// Half of the forms asked for have no meaning beyond ASCII, and no server that fails them is so new.
fn beyond_ascii(label: &str, address: &str) -> Error {
    Error::usage(format!(
        "{label} takes addresses in ASCII, and {address} needs SMTPUTF8: choose another one"
    ))
}

fn is_own(address: &Mailbox, aim: &Aim) -> bool {
    match &aim.host {
        Host::Name(name) => address.domain().eq_ignore_ascii_case(name),
        Host::Address(_) => false,
    }
}

/// `--check-smuggling` sends messages: sender and recipient have to be named, and not by a default.
fn check_correspondents(sources: &Sources, envelope: Option<Envelope<'_>>) -> Result<(), Error> {
    let label = sources.label("check_smuggling");
    let named = envelope.filter(|_| sources.is_given("from"));
    let Some((sender, recipient)) =
        named.and_then(|envelope| Some((envelope.reverse_path, envelope.recipients.first()?)))
    else {
        return Err(Error::usage(format!(
            "{label} sends messages: name with --from and --to whose, and take addresses of your own"
        )));
    };
    if sender.needs_smtputf8() {
        return Err(beyond_ascii(&label, &sender.to_string()));
    }
    match recipient.needs_smtputf8() {
        true => Err(beyond_ascii(&label, &recipient.to_string())),
        false => Ok(()),
    }
}
