//! The wording of active checks: what each will do before it does it, and what came of it.

use super::{Entry, Speaker, bracketed, client_note};
use crate::event::{Active, ActiveResult, ActiveStatus};

pub(super) fn active(event: &Active) -> Entry {
    match event {
        Active::Begins { check, intention } => {
            client_note(format!("--{}: {intention}", check.option()))
        }
        Active::Connecting {
            host,
            address,
            port,
        } => {
            let address = address.to_string();
            client_note(if *host == address {
                format!("Establishes one more TCP connection to {address} port {port}")
            } else {
                format!("Establishes one more TCP connection to {host} ({address}) port {port}")
            })
        }
        Active::Encrypted => client_note("TLS Finished: the connection is encrypted"),
        Active::Sending { what, encrypted } => Entry {
            encrypted: *encrypted,
            ..bracketed(Speaker::Client, what)
        },
        Active::Finished(result) => client_note(concluded(result)),
    }
}

fn concluded(result: &ActiveResult) -> String {
    let option = result.check.option();
    let because = result.because.as_deref().unwrap_or_default();
    match result.status {
        ActiveStatus::Complete => format!("--{option}: {}", result.counts()),
        ActiveStatus::Incomplete => {
            format!(
                "--{option} is not complete ({}): {because}",
                result.counts()
            )
        }
        ActiveStatus::NotMade => format!("--{option} could not be made: {because}"),
    }
}
