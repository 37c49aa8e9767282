//! What a certificate says is masked on its way to the observer, word for word: there is nothing of this program in it, so a
//! password that happens to be one of our words is masked there all the same. Lines of a server are masked by the session.

use std::{borrow::Cow, cell::RefCell};

use crate::{
    event::{Event, Observed, Observer, Tls},
    smtp::Concealer,
    tls::{Certificate, Facts, Step, Verification},
};

/// An observer that is told no secret that stands in a certificate.
pub(super) struct Masking<'a> {
    pub(super) observer: &'a dyn Observer,
    pub(super) concealer: &'a Concealer,
    /// What was masked in certificates, and how: the reasons against them quote it among words of this program.
    pub(super) quoted: RefCell<Vec<(String, String)>>,
}

impl Observer for Masking<'_> {
    fn observe(&self, observed: &Observed) {
        let has_certificates = matches!(
            observed.event,
            Event::Tls(
                Tls::Step(Step::Certificates(_) | Step::Verified { .. })
                    | Tls::Established { .. }
                    | Tls::Failed { .. }
                    | Tls::WouldChoose { .. }
                    | Tls::WithoutServerName(_)
                    | Tls::IssuersFetched(_)
            )
        );
        if self.concealer.is_empty() || !has_certificates {
            return self.observer.observe(observed);
        }
        let mut masked = observed.clone();
        if let Event::Tls(event) = &mut masked.event {
            self.mask_event(event);
        }
        self.observer.observe(&masked);
    }
}

impl Masking<'_> {
    fn mask_event(&self, event: &mut Tls) {
        match event {
            Tls::Step(Step::Certificates(certificates)) => self.mask_all(certificates),
            Tls::Step(Step::Verified { verification, .. }) => self.mask_reasons(verification),
            Tls::Established { facts, .. }
            | Tls::Failed { facts, .. }
            | Tls::WouldChoose { facts } => {
                self.mask_facts(facts);
            }
            Tls::WithoutServerName(found) => {
                found.leaf_name.iter_mut().for_each(|one| self.mask(one))
            }
            Tls::IssuersFetched(search) => {
                let subjects = search
                    .fetched
                    .iter_mut()
                    .filter_map(|one| one.subject.as_mut());
                subjects.for_each(|subject| self.mask(subject));
            }
            _ => {}
        }
    }

    fn mask_facts(&self, facts: &mut Facts) {
        self.mask_all(&mut facts.certificates);
        facts
            .verification
            .iter_mut()
            .for_each(|one| self.mask_reasons(one));
    }

    fn mask_reasons(&self, verification: &mut Verification) {
        for reason in &mut verification.reasons {
            for (quoted, masked) in &*self.quoted.borrow() {
                reason.detail = reason.detail.replace(quoted, masked);
            }
        }
    }

    fn mask_all(&self, certificates: &mut [Certificate]) {
        for certificate in certificates {
            let options = [
                &mut certificate.common_name,
                &mut certificate.issuer_common_name,
                &mut certificate.issuer_url,
            ];
            options.into_iter().flatten().for_each(|one| self.mask(one));
            certificate
                .dns_names
                .iter_mut()
                .for_each(|one| self.mask(one));
            self.mask(&mut certificate.subject);
            self.mask(&mut certificate.issuer);
        }
    }

    fn mask(&self, text: &mut String) {
        if let Cow::Owned(masked) = self.concealer.masked(text, &|_, _| false) {
            let mut quoted = self.quoted.borrow_mut();
            if !quoted.iter().any(|(before, _)| before == text) {
                quoted.push((std::mem::take(text), masked.clone()));
            }
            *text = masked;
        }
    }
}
