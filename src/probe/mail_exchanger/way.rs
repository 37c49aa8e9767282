//! The answers on the way from what was typed to a server's name, and what DNSSEC proves about all of them together: as much
//! as about the one that is proven least.

use crate::{
    dns::{Proof, Proven, Why},
    event::{Event, Resolution},
    net::link::Watch,
};

/// What DNS said so far.
#[derive(Debug, Clone, Default)]
pub(in crate::probe) struct Way {
    /// None where DNS was not asked.
    proof: Option<Proof>,
    why: Option<Why>,
    /// Whether the servers' names are the answer, of MX or SRV records, and not what the user typed.
    pub(super) names_servers: bool,
}

impl Way {
    /// One answer more, denials included.
    pub(super) fn add<T>(&mut self, answer: &Proven<T>) {
        if self
            .proof
            .is_none_or(|before| answer.proof.is_weaker_than(before))
        {
            self.proof = Some(answer.proof);
            self.why.clone_from(&answer.why);
        }
    }

    /// Whether nothing was proven for what may have been lost on the way.
    pub(super) fn is_in_doubt(&self) -> bool {
        self.proof == Some(Proof::Indeterminate)
            && self.why.as_ref().is_some_and(Why::is_of_the_moment)
    }

    /// This answer names the servers.
    pub(super) fn naming<T>(mut self, answer: &Proven<T>) -> Self {
        self.add(answer);
        self.names_servers = true;
        self
    }

    /// Whether the servers were named by the user, or by an answer that is proven.
    pub(in crate::probe) fn is_trusted(&self) -> bool {
        !self.names_servers || self.proof == Some(Proof::Secure)
    }

    /// Tells it, where DNS was asked.
    pub(super) fn tell(&self, watch: Watch<'_>) {
        if let Some(proof) = self.proof {
            watch.tell(Event::Resolution(Resolution::Proven {
                proof,
                why: self.why.clone(),
            }));
        }
    }
}
