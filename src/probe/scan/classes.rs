//! Kinds of suites that are better not accepted, the prime of finite-field Diffie-Hellman, and the other certificate.

use super::{
    asked::Asked,
    scanner::{Scanner, suites},
};
use crate::{
    probe::raw_hello::Ask,
    tls::{
        TlsVersion,
        cipher_suite::{Authentication, KeyExchange, WeakClass, registry::USUAL},
        client_hello::Offer,
        scan::{ScanStatus, ScannedClass},
    },
};

impl<A: Ask> Scanner<'_, A> {
    /// One hello finds one class at least, and one refusal settles all the others.
    pub(super) async fn weak_classes(&self) {
        let Some(newest) = self.newest_old() else {
            let untested = !self
                .learned
                .borrow()
                .versions
                .iter()
                .all(|(_, status)| *status != ScanStatus::NotTested);
            let status = if untested {
                ScanStatus::NotTested
            } else {
                ScanStatus::NotOffered
            };
            self.learned.borrow_mut().classes =
                WeakClass::ALL.map(|class| scanned(class, status)).into();
            return;
        };
        self.learned.borrow_mut().classes = WeakClass::ALL
            .map(|class| scanned(class, ScanStatus::NotTested))
            .into();
        self.learned.borrow_mut().recognise_classes();
        let oldest = self
            .offered()
            .into_iter()
            .next_back()
            .filter(|oldest| *oldest != newest);
        for version in [Some(newest), oldest].into_iter().flatten() {
            self.classes_of(version).await;
        }
    }

    async fn classes_of(&self, version: TlsVersion) {
        loop {
            let open = self.learned.borrow().classes_not_found();
            let mut offer = Offer::everything(version);
            offer.cipher_suites =
                suites(USUAL, |suite| open.iter().any(|class| class.holds(suite)));
            if offer.cipher_suites.is_empty() {
                return;
            }
            let status = match self.choice(&offer).await {
                Asked::Chose(choice) => {
                    let learned = &mut *self.learned.borrow_mut();
                    learned.remember(choice.version, choice.cipher_suite);
                    learned.recognise_classes();
                    continue;
                }
                Asked::Refused => ScanStatus::NotOffered,
                Asked::NotTested | Asked::Unclear(_) => ScanStatus::NotTested,
            };
            for class in &mut self.learned.borrow_mut().classes {
                if class.status != ScanStatus::Offered {
                    class.status = status;
                }
            }
            return;
        }
    }

    pub(super) async fn finite_field(&self) {
        let known = self.learned.borrow().result.dh.is_some();
        let Some(version) = self.newest_old().filter(|_| !known) else {
            return;
        };
        let mut offer = Offer::everything(version);
        offer.cipher_suites = suites(USUAL, |suite| {
            suite.exchanges_by(&[KeyExchange::Dhe]) && !suite.is_anonymous()
        });
        // RFC 7919 section 4: a server that finds none of the named groups it knows must not use another one.
        offer.groups.retain(|group| !group.is_finite_field());
        if let Asked::Chose(choice) = self.choice(&offer).await {
            self.learned
                .borrow_mut()
                .remember(choice.version, choice.cipher_suite);
        }
    }

    /// A server with keys of two kinds shows each to those who cannot use the other.
    pub(super) async fn other_certificate(&self) {
        let Some(version) = self.newest_old() else {
            return;
        };
        let has_curve = self.learned.borrow().has_curve_certificate();
        let mut offer = Offer::everything(version);
        offer.cipher_suites = suites(USUAL, |suite| {
            suite.authenticates_by(match has_curve {
                true => Authentication::Rsa,
                false => Authentication::Ecdsa,
            })
        });
        if let Asked::Chose(choice) = self.choice(&offer).await {
            self.learned
                .borrow_mut()
                .remember(choice.version, choice.cipher_suite);
        }
    }
}

fn scanned(class: WeakClass, status: ScanStatus) -> ScannedClass {
    ScannedClass {
        class,
        status,
        example: None,
    }
}
