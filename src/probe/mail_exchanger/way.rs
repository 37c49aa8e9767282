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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns::{Answer, Lookup, Reason};

    fn answer(proof: Proof, reason: Option<Reason>) -> Proven<u8> {
        Proven {
            lookup: Lookup::of(Answer::NoData),
            proof,
            why: reason.map(Why::from),
            aliases: Vec::new(),
        }
    }

    #[test]
    fn names_that_the_user_typed_need_no_proof() {
        assert!(Way::default().is_trusted());
        let mut way = Way::default();
        way.add(&answer(Proof::Insecure, None));
        assert!(way.is_trusted());
    }

    /// A chain is as strong as its weakest link, in whatever order they come.
    #[test]
    fn servers_that_dns_names_are_trusted_where_all_of_it_is_proven() {
        let (secure, insecure) = (answer(Proof::Secure, None), answer(Proof::Insecure, None));
        assert!(Way::default().naming(&secure).is_trusted());
        assert!(!Way::default().naming(&insecure).is_trusted());
        for (first, second) in [(&secure, &insecure), (&insecure, &secure)] {
            let mut way = Way::default();
            way.add(first);
            assert!(!way.naming(second).is_trusted());
        }
    }

    #[test]
    fn what_may_have_been_lost_on_the_way_is_in_doubt() {
        for (proof, reason, in_doubt) in [
            (Proof::Indeterminate, Some(Reason::NoAnswer), true),
            (Proof::Indeterminate, Some(Reason::Stripped), true),
            (Proof::Indeterminate, Some(Reason::TooMuchWork), false),
            (Proof::Indeterminate, None, false),
            (Proof::Bogus, Some(Reason::NoAnswer), false),
            (Proof::Secure, None, false),
        ] {
            let way = Way::default().naming(&answer(proof, reason));
            assert_eq!(way.is_in_doubt(), in_doubt, "{proof}");
        }
        assert!(!Way::default().is_in_doubt());
    }
}
