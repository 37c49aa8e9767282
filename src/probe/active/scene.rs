//! What all active checks share: a visit, mailboxes that nobody has, and when an answer decides.

use crate::{
    event::{ActiveAttempt, AttemptVerdict},
    net::Network,
    probe::{
        check::Check,
        visit::{Encryption, Visit},
    },
    smtp::{ClientName, Command, Mailbox, Reply, ReversePath},
};

/// Where a check is made, and what is known of it.
pub(super) struct Scene<'a, N> {
    pub(super) check: &'a Check<'a, N>,
    pub(super) name: &'a ClientName,
    pub(super) complete: bool,
}

impl<'a, N: Network> Scene<'a, N> {
    pub(super) async fn visit(&self, encryption: Encryption) -> Result<Visit<'a>, String> {
        Visit::enter(self.check, self.check.watch, self.name, encryption).await
    }

    /// A local part that nobody has.
    pub(super) fn invented_local_part(&self) -> String {
        let random = self.check.network.random();
        let digits: Vec<_> = random[..6]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("smtpcheck-{}", digits.concat())
    }

    pub(super) fn invented_at(&self, domain: &str) -> Result<Mailbox, String> {
        Mailbox::parse(&format!("{}@{domain}", self.invented_local_part()))
            .map_err(|error| error.to_string())
    }
}

/// The end of a visit, on which `attempts` were made. Where the replies are not in step, none of them is decided.
pub(super) fn settle(
    left: Result<(), String>,
    attempts: &mut [ActiveAttempt],
) -> Result<(), String> {
    if let Err(because) = &left {
        for attempt in attempts {
            attempt.verdict = AttemptVerdict::Undetermined;
            attempt.detail = Some(because.clone());
        }
    }
    left
}

pub(super) fn mail(reverse_path: ReversePath) -> Command {
    Command::Mail {
        reverse_path,
        parameters: Vec::new(),
    }
}

/// An attempt that is accepted or refused; a temporary reply decides nothing.
pub(super) fn decided(what: String, reply: &Reply) -> ActiveAttempt {
    let verdict = if reply.code.is_positive_completion() {
        AttemptVerdict::Accepted
    } else if reply.code.is_permanent() {
        AttemptVerdict::Refused
    } else {
        AttemptVerdict::Undetermined
    };
    ActiveAttempt::replied(what, verdict, reply)
}
