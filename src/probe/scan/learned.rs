//! What a scan has learned so far.

use super::asked::{Asked, unclear};
use crate::{
    probe::check::Spoken,
    tls::{
        Alert, CipherSuite, Group, TlsVersion,
        cipher_suite::{Authentication, WeakClass},
        client_hello::Offer,
        scan::{ScanStatus, ScannedClass, TlsScan},
        server_flight::{Answer, Choice},
    },
};

/// Chains that are kept: one for each kind of key, and some more of a pool of servers that differ.
const MOST_LEAVES: usize = 8;

/// Facts, and what the next questions depend on.
#[derive(Default)]
pub(super) struct Learned {
    pub(super) versions: Vec<(TlsVersion, ScanStatus)>,
    /// Versions whose hello ended in something that need not be a refusal, and in what.
    pub(super) unclear: Vec<(TlsVersion, String)>,
    pub(super) ssl2: Ssl2,
    /// What was chosen when everything of a version was offered.
    pub(super) first: Vec<Choice>,
    /// Versions of hellos out of which something was chosen.
    pub(super) answered: Vec<TlsVersion>,
    pub(super) suites: Vec<(TlsVersion, CipherSuite, Option<usize>)>,
    /// Versions whose suites are all known.
    pub(super) complete: Vec<TlsVersion>,
    pub(super) classes: Vec<ScannedClass>,
    pub(super) result: TlsScan,
    pub(super) chains: Vec<Vec<Vec<u8>>>,
    pub(super) signature_schemes: Vec<u16>,
}

/// What came of a hello of SSL 2.0.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ssl2 {
    #[default]
    NotTested,
    Offered,
    Refused,
    /// It ended, which is a refusal only from a server that answers something else afterwards.
    Ended,
}

impl Ssl2 {
    /// The hello of SSL 2.0 is no record of TLS: a server may refuse it as something that it cannot read.
    pub(super) fn of(answer: Option<&Answer>) -> Self {
        match answer {
            None => Self::NotTested,
            Some(Answer::Ssl2) => Self::Offered,
            Some(Answer::Alert(Alert::UNEXPECTED_MESSAGE | Alert::DECODE_ERROR)) => Self::Refused,
            Some(answer) if unclear(answer).is_some() => Self::Ended,
            Some(_) => Self::Refused,
        }
    }

    pub(super) fn status(self) -> ScanStatus {
        match self {
            Self::NotTested | Self::Ended => ScanStatus::NotTested,
            Self::Offered => ScanStatus::Offered,
            Self::Refused => ScanStatus::NotOffered,
        }
    }
}

impl Learned {
    /// What every choice says, whatever was asked.
    pub(super) fn learn(&mut self, offer: &Offer, choice: &Choice) {
        if self.ssl2 == Ssl2::Ended {
            self.ssl2 = Ssl2::Refused;
        }
        if choice.version == offer.version {
            self.answered.push(choice.version);
        }
        if choice.version != TlsVersion::Tls13 {
            let features = &mut self.result.features;
            features.secure_renegotiation = Some(choice.renegotiation_info);
            if choice.version != TlsVersion::Ssl3 {
                features.extended_master_secret = Some(choice.extended_master_secret);
                features.session_tickets = Some(choice.session_ticket);
            }
            features.session_ids = Some(features.session_ids == Some(true) || choice.session_id);
        }
        if let Some(dh) = choice
            .dh
            .as_ref()
            .filter(|_| !choice.certificates.is_empty())
        {
            self.result.dh.get_or_insert_with(|| dh.clone());
        }
        if let Some(scheme) = choice
            .signature_scheme
            .filter(|scheme| !self.signature_schemes.contains(scheme))
        {
            // An anonymous exchange is not signed; what stands there is something else.
            self.signature_schemes
                .extend((!choice.certificates.is_empty()).then_some(scheme));
        }
        let is_new = |leaf: &Vec<u8>| !self.chains.iter().any(|chain| chain.first() == Some(leaf));
        if choice.certificates.first().is_some_and(is_new) {
            if self.chains.len() < MOST_LEAVES {
                self.chains.push(choice.certificates.clone());
            } else {
                self.result.leaf_certificates_left_out += 1;
            }
        }
    }

    /// What came of offering everything of a version.
    pub(super) fn version(&mut self, version: TlsVersion, answer: Asked) {
        let status = match answer {
            Asked::NotTested => ScanStatus::NotTested,
            Asked::Unclear(words) => {
                self.unclear.push((version, words));
                ScanStatus::NotTested
            }
            Asked::Chose(choice) if choice.version == version => {
                self.suites.push((version, choice.cipher_suite, Some(1)));
                self.first.push(choice);
                ScanStatus::Offered
            }
            Asked::Chose(_) | Asked::Refused => ScanStatus::NotOffered,
        };
        self.versions.push((version, status));
    }

    /// A version that was spoken without being asked for.
    pub(super) fn offered(&mut self, spoken: &Spoken) {
        self.versions.push((spoken.version, ScanStatus::Offered));
        self.suites.extend(
            spoken
                .cipher_suite
                .map(|suite| (spoken.version, suite, None)),
        );
    }

    pub(super) fn is_not_tested(&mut self, version: TlsVersion) {
        let mut versions = self.versions.iter_mut();
        if let Some((_, status)) = versions.find(|(of, _)| *of == version) {
            *status = ScanStatus::NotTested;
        }
    }

    pub(super) fn remember(&mut self, version: TlsVersion, suite: CipherSuite) {
        if !self
            .suites
            .iter()
            .any(|(of, code, _)| (*of, *code) == (version, suite))
        {
            self.suites.push((version, suite, None));
        }
    }

    pub(super) fn suites_of(&self, version: TlsVersion) -> Vec<CipherSuite> {
        self.suites
            .iter()
            .filter(|(of, ..)| *of == version)
            .map(|(_, code, _)| *code)
            .collect()
    }

    pub(super) fn first_choice(&self, version: TlsVersion) -> Option<CipherSuite> {
        self.first
            .iter()
            .find(|choice| choice.version == version)
            .map(|choice| choice.cipher_suite)
    }

    pub(super) fn first_group(&self, version: TlsVersion) -> Option<Group> {
        self.first
            .iter()
            .find(|choice| choice.version == version)?
            .group
    }

    pub(super) fn has_curve_certificate(&self) -> bool {
        let old = self
            .first
            .iter()
            .filter(|choice| choice.version != TlsVersion::Tls13);
        old.map(|choice| choice.cipher_suite)
            .any(|suite| suite.authenticates_by(Authentication::Ecdsa))
    }

    /// Takes note of the classes of all suites known.
    pub(super) fn recognise_classes(&mut self) {
        for class in &mut self.classes {
            let mut suites = self.suites.iter().map(|(_, suite, _)| *suite);
            if let Some(example) = suites.find(|suite| class.class.holds(*suite)) {
                class.status = ScanStatus::Offered;
                class.example.get_or_insert(example);
            }
        }
    }

    pub(super) fn classes_not_found(&self) -> Vec<WeakClass> {
        let open = self
            .classes
            .iter()
            .filter(|class| class.status != ScanStatus::Offered);
        open.map(|class| class.class).collect()
    }
}
