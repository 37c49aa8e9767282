//! `--dump-message`: the message as it would be sent, on standard output and nothing else. Nobody is asked anything for it.

use super::{
    output::{complain, note, print_bytes},
    settings::Settings,
};
use crate::{
    finding::Outcome,
    net::{resolver::ResolverOptions, system::System},
    probe::{self, aim::Aim},
};

/// Prints it and returns the exit status, or what is wrong with this machine.
pub(super) fn run(settings: &Settings, aim: &Aim) -> anyhow::Result<u8> {
    for notice in &settings.notices {
        note(notice);
    }
    let network = System::new(&ResolverOptions {
        server: settings.resolver,
        timeout: settings.task.timeout,
        trust_anchors: None,
    })
    .map_err(anyhow::Error::msg)?;
    Ok(match probe::message(aim, &settings.task, &network) {
        Ok(message) => print_bytes(&message),
        Err(sentence) => complain(&sentence, Outcome::Usage),
    })
}
