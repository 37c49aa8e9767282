//! Active checks: which, and for whom. What they need and cannot have is a usage error, so that nothing is begun in vain.

use super::{Error, server::Server, transaction};
use crate::{
    cli::options::{ActiveOptions, Sources},
    probe::plan::{ActivePlan, Host, SmugglingPlan, TlsMode, TransactionPlan},
    smtp::{Mailbox, ReversePath},
};

pub(super) fn understand(
    options: &ActiveOptions,
    sources: &Sources,
    server: &Server,
    transaction: Option<&TransactionPlan>,
) -> Result<ActivePlan, Error> {
    for id in ["check_starttls_injection", "check_tls_enforcement"] {
        if sources.is_given(id) && server.tls_mode == TlsMode::Implicit {
            return Err(Error::usage(format!(
                "{} needs STARTTLS, and port {} speaks TLS from the first byte: choose another port",
                sources.label(id),
                server.port
            )));
        }
    }
    let relay = addresses("check_relay", &options.check_relay, sources)?;
    if let Some(own) = relay.iter().find(|address| is_own(address, server)) {
        return Err(Error::usage(format!(
            "{} takes an address for which the server is not responsible, which {own} is not",
            sources.label("check_relay")
        )));
    }
    Ok(ActivePlan {
        starttls_injection: options.check_starttls_injection,
        tls_enforcement: options.check_tls_enforcement,
        relay,
        smuggling: match options.check_smuggling {
            true => Some(smuggling(sources, transaction)?),
            false => None,
        },
        enumeration: addresses("check_enumeration", &options.check_enumeration, sources)?,
    })
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

fn is_own(address: &Mailbox, server: &Server) -> bool {
    match &server.target.host {
        Host::Name(name) => address.domain().eq_ignore_ascii_case(name),
        Host::Address(_) => false,
    }
}

/// It sends messages: sender and recipient have to be named, and not by a default.
fn smuggling(
    sources: &Sources,
    transaction: Option<&TransactionPlan>,
) -> Result<SmugglingPlan, Error> {
    let label = sources.label("check_smuggling");
    let sender = transaction.filter(|_| sources.is_given("from"));
    let Some((transaction, recipient)) =
        sender.and_then(|transaction| Some((transaction, transaction.recipients.first()?)))
    else {
        return Err(Error::usage(format!(
            "{label} sends messages: name with --from and --to whose, and take addresses of your own"
        )));
    };
    let plan = SmugglingPlan {
        reverse_path: transaction.reverse_path.clone(),
        recipient: recipient.clone(),
    };
    if let ReversePath::Mailbox(mailbox) = &plan.reverse_path
        && mailbox.needs_smtputf8()
    {
        return Err(beyond_ascii(&label, &mailbox.to_string()));
    }
    match plan.recipient.needs_smtputf8() {
        true => Err(beyond_ascii(&label, &plan.recipient.to_string())),
        false => Ok(plan),
    }
}
