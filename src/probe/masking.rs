//! What a certificate or a policy says is masked on its way to the observer, word for word: there is nothing of this program in it, so a
//! password that happens to be one of our words is masked there all the same. Lines of a server are masked by the session, and
//! names in a sentence before they are put into it.

use crate::{
    event::{Event, MtaSts, Observed, Observer, Tls},
    net::tls::{mask, mask_certificate},
    smtp::Concealer,
    tls::{Certificate, Facts, IssuerSearch, Step, WithoutServerName, scan::TlsScan},
};

/// An observer that is told no secret that stands in a certificate.
pub(super) struct Masking<'a> {
    pub(super) observer: &'a dyn Observer,
    pub(super) concealer: &'a Concealer,
}

impl Observer for Masking<'_> {
    fn observe(&self, observed: &Observed) {
        let masked = match self.concealer.is_empty() {
            true => None,
            false => self.masked(&observed.event),
        };
        match masked {
            Some(event) => self.observer.observe(&Observed { event, ..*observed }),
            None => self.observer.observe(observed),
        }
    }
}

impl Masking<'_> {
    /// The event with what is masked; none where nothing in it is a certificate's or a policy's.
    fn masked(&self, event: &Event) -> Option<Event> {
        match event {
            Event::Tls(event) => self.masked_tls(event).map(Event::Tls),
            Event::MtaSts(MtaSts::Discovered(discovery)) => {
                let mut masked = discovery.clone();
                for text in masked.texts_mut() {
                    self.mask(text);
                }
                Some(Event::MtaSts(MtaSts::Discovered(masked)))
            }
            Event::Resolution(_)
            | Event::Connection(_)
            | Event::Conversation(_)
            | Event::Dane(_)
            | Event::Authentication(_)
            | Event::Transaction(_)
            | Event::MtaSts(MtaSts::Awaited { .. })
            | Event::Policy(_)
            | Event::Address(_)
            | Event::Active(_) => None,
        }
    }

    fn masked_tls(&self, event: &Tls) -> Option<Tls> {
        let mut masked = event.clone();
        match &mut masked {
            Tls::Step(step) => self.certificates_of(step)?,
            Tls::Established { facts, .. }
            | Tls::Failed { facts, .. }
            | Tls::WouldChoose { facts } => self.mask_facts(facts),
            Tls::Scanned(scan) => self.mask_leaves(scan),
            Tls::WithoutServerName(found) => self.mask_leaf_name(found),
            Tls::FetchesIssuer { url } => self.mask(url),
            Tls::IssuersFetched(search) => self.mask_issuers(search),
            Tls::Offered(_)
            | Tls::Refused(_)
            | Tls::Injected { .. }
            | Tls::TriesSmallerHello(_)
            | Tls::ScanBegins { .. }
            | Tls::ScanGoesOn { .. }
            | Tls::LeavesCompared(_)
            | Tls::AsksWithoutServerName
            | Tls::Broken { .. } => return None,
        }
        Some(masked)
    }

    /// Masks those that a step has; none where it has none.
    fn certificates_of(&self, step: &mut Step) -> Option<()> {
        match step {
            Step::Certificates(certificates) => self.mask_all(certificates),
            Step::ClientHello { .. }
            | Step::ServerHello { .. }
            | Step::ClientCertificateRequested { .. }
            | Step::Stapled(_)
            | Step::Verified { .. }
            | Step::Finished
            | Step::Message(_) => return None,
        }
        Some(())
    }

    fn mask_facts(&self, facts: &mut Facts) {
        self.mask_all(&mut facts.certificates);
    }

    fn mask_leaves(&self, scan: &mut TlsScan) {
        for leaf in &mut scan.leaf_certificates {
            mask_certificate(&mut leaf.certificate, self.concealer);
        }
    }

    fn mask_leaf_name(&self, found: &mut WithoutServerName) {
        found.leaf_name.iter_mut().for_each(|one| self.mask(one));
    }

    fn mask_issuers(&self, search: &mut IssuerSearch) {
        for fetched in &mut search.fetched {
            self.mask(&mut fetched.url);
            fetched.subject.iter_mut().for_each(|one| self.mask(one));
        }
    }

    fn mask_all(&self, certificates: &mut [Certificate]) {
        for certificate in certificates {
            mask_certificate(certificate, self.concealer);
        }
    }

    fn mask(&self, text: &mut String) {
        mask(text, self.concealer);
    }
}

#[cfg(test)]
#[path = "masking_tests.rs"]
mod tests;
