//! Whose order of suites counts, and whether a client that falls back without need is refused (RFC 7507).

use super::{asked::Asked, scanner::Scanner};
use crate::{
    probe::raw_hello::{Ask, Question},
    tls::{Alert, CipherSuite, TlsVersion, client_hello::Offer, server_flight::Answer},
};

impl<A: Ask> Scanner<'_, A> {
    /// The same offer back to front: whoever chooses the same again has an order of its own.
    pub(super) async fn order(&self) {
        let Some(version) = self.newest_old().or(self.offered().first().copied()) else {
            return;
        };
        let Some(first) = self.learned.borrow().first_choice(version) else {
            return;
        };
        let mut offer = Offer {
            compression: version != TlsVersion::Tls13,
            ..Offer::everything(version)
        };
        offer.cipher_suites.reverse();
        let Asked::Chose(choice) = self.choice(&offer).await else {
            return;
        };
        let again = choice.cipher_suite == first;
        let is_told = !again || self.has_another_suite(version, first).await;
        let learned = &mut *self.learned.borrow_mut();
        learned.remember(version, choice.cipher_suite);
        learned.result.server_preference = is_told.then_some(again);
        if version != TlsVersion::Tls13 {
            learned.result.features.compression = Some(choice.compression);
        }
    }

    /// One suite alone has no order.
    async fn has_another_suite(&self, version: TlsVersion, first: CipherSuite) -> bool {
        if self.learned.borrow().suites_of(version).len() > 1 {
            return true;
        }
        let mut offer = Offer::everything(version);
        offer.cipher_suites.retain(|code| *code != first);
        match self.choice(&offer).await {
            Asked::Chose(choice) => {
                self.learned
                    .borrow_mut()
                    .remember(version, choice.cipher_suite);
                true
            }
            Asked::Refused | Asked::NotTested | Asked::Unclear(_) => false,
        }
    }

    pub(super) async fn fallback(&self) {
        let Some(second) = self.offered().get(1).copied() else {
            return;
        };
        let offer = Offer {
            fallback: true,
            ..Offer::everything(second)
        };
        let refused = match self.ask(Question::Hello(offer)).await {
            Some(Answer::Alert(Alert::INAPPROPRIATE_FALLBACK)) => Some(true),
            Some(Answer::Chosen(_)) => Some(false),
            _ => None,
        };
        self.learned.borrow_mut().result.features.fallback_scsv = refused;
    }
}
