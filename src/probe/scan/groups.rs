//! Which groups of the key exchange? Each answer names one; what is left is asked for again.

use super::{
    asked::Asked,
    scanner::{Scanner, suites},
};
use crate::{
    probe::raw_hello::Ask,
    tls::{
        Group, TlsVersion,
        cipher_suite::{KeyExchange, registry::USUAL},
        client_hello::Offer,
        server_flight::Choice,
    },
};

impl<A: Ask> Scanner<'_, A> {
    /// Each answer names one group; what is left is asked for again.
    pub(super) async fn groups(&self) {
        let Some(version) = self.offered().first().copied() else {
            return;
        };
        let mut offer = Offer::everything(version);
        let mut found: Vec<Group> = Vec::new();
        if version != TlsVersion::Tls13 {
            offer.cipher_suites = suites(USUAL, |suite| {
                suite.exchanges_by(&[KeyExchange::Ecdhe]) && !suite.is_anonymous()
            });
        }
        found.extend(self.first_group(version));
        loop {
            offer.groups.retain(|group| !found.contains(group));
            match self.choice(&offer).await {
                Asked::Chose(Choice {
                    group: Some(group),
                    cipher_suite,
                    ..
                }) if offer.groups.contains(&group) => {
                    self.learned.borrow_mut().remember(version, cipher_suite);
                    found.push(group);
                }
                // A certificate of a curve that is no longer offered would be refused for itself.
                Asked::Refused => {
                    let learned = &mut *self.learned.borrow_mut();
                    learned.result.groups_complete =
                        version == TlsVersion::Tls13 || !learned.has_curve_certificate();
                    break;
                }
                Asked::Chose(_) | Asked::NotTested | Asked::Unclear(_) => break,
            }
        }
        self.learned.borrow_mut().result.groups = found;
    }

    /// Out of all of them, or of those of the conversation.
    fn first_group(&self, version: TlsVersion) -> Option<Group> {
        let spoken = self
            .spoken
            .as_ref()
            .filter(|spoken| spoken.version == version);
        let first = self.learned.borrow().first_group(version);
        first.or(spoken.and_then(|spoken| spoken.group))
    }
}
