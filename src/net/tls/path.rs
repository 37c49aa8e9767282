//! Puts the question of [`crate::tls::path`] for a server's chain and says the answer in words; then asks the TLS library the
//! same, for a second judge. RFC 5280 section 6.

mod words;

use jiff::Timestamp;
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::pki_types::{CertificateDer, SignatureVerificationAlgorithm};
use rustls::server::ParsedCertificate;

use super::Roots;
use super::provider::unix_time;
use super::signature::{Memory, Remembering, check_remembering};
use crate::tls::path::{About, Answer, Fault, Question};
use crate::tls::{Certificate, Outcome, Reason, ReasonDetail};
pub(super) use words::Names;
use words::{of_fault, of_unchecked};

/// A server's chain and what it is judged against. There is at least one certificate.
pub(super) struct Path<'a> {
    pub(super) chain: &'a [CertificateDer<'static>],
    pub(super) certificates: &'a [Certificate],
    pub(super) names: Names<'a>,
    /// Whether the server sent more.
    pub(super) incomplete: bool,
    pub(super) roots: &'a Roots,
    pub(super) now: Timestamp,
}

/// The outcome, every reason for it, and whether the library finds a valid path where we do.
pub(super) struct Judged {
    pub(super) outcome: Outcome,
    pub(super) reasons: Vec<ReasonDetail>,
    pub(super) library_agrees: bool,
}

impl Path<'_> {
    /// Asks both judges; the library only where there is something to agree with.
    pub(super) fn judge(&self) -> Judged {
        if self.roots.is_empty() {
            return self.without_roots();
        }
        let memory = Memory::default();
        let algorithms = memory.algorithms();
        let answer = self.answer(&algorithms);
        let reasons = reasons(&answer, &self.names);
        let outcome = if !answer.faults.is_empty() {
            Outcome::Wrong
        } else if let Some(first) = reasons.first() {
            Outcome::Unchecked(first.detail.clone())
        } else {
            Outcome::Right
        };
        Judged {
            library_agrees: outcome == Outcome::Right && self.library_agrees(&algorithms),
            outcome,
            reasons,
        }
    }

    fn answer(&self, algorithms: &[Remembering<'_>]) -> Answer {
        let chain: Vec<&[u8]> = self.chain.iter().map(AsRef::as_ref).collect();
        let question = Question {
            chain: &chain,
            incomplete: self.incomplete,
            anchors: &|name, compare| self.roots.named(name, compare),
            check: &|signed, key| check_remembering(algorithms, signed, key),
            now: self.now,
        };
        question.judge()
    }

    fn without_roots(&self) -> Judged {
        let why = "there are no trust roots on this machine";
        let leaf = &self.certificates[0];
        let time = [
            leaf.not_after
                .filter(|_| leaf.has_expired(self.now))
                .map(|end| Fault::Expired(About::Sent(0), end.as_second())),
            leaf.not_before
                .filter(|_| leaf.is_not_yet_valid(self.now))
                .map(|begin| Fault::NotYetValid(About::Sent(0), begin.as_second())),
        ];
        let faults = time.into_iter().flatten().collect();
        let answer = Answer {
            faults,
            unchecked: Vec::new(),
        };
        let mut reasons = reasons(&answer, &self.names);
        reasons.push(ReasonDetail::new(Reason::NoTrustRoots, why));
        Judged {
            outcome: Outcome::Unchecked(why.into()),
            reasons,
            library_agrees: false,
        }
    }

    /// The library takes no certificate that is itself a root as a server's; there is no path to disagree about then.
    fn library_agrees(&self, algorithms: &[Remembering<'_>]) -> bool {
        let all: Vec<&dyn SignatureVerificationAlgorithm> = algorithms
            .iter()
            .map(|one| -> &dyn SignatureVerificationAlgorithm { one })
            .collect();
        let verified = ParsedCertificate::try_from(&self.chain[0]).and_then(|parsed| {
            verify_server_cert_signed_by_trust_anchor(
                &parsed,
                &self.roots.store(self.chain),
                &self.chain[1..],
                unix_time(self.now),
                &all,
            )
        });
        verified.is_ok() || self.certificates[0].self_signed && self.roots.contains(&self.chain[0])
    }
}

/// An answer as reasons, in the order in which the faults are to be told.
pub(super) fn reasons(answer: &Answer, names: &Names<'_>) -> Vec<ReasonDetail> {
    let mut faults: Vec<_> = answer.faults.iter().collect();
    faults.sort_by_key(|fault| rank(fault));
    let faults = faults.into_iter().map(|fault| of_fault(fault, names));
    let unchecked = answer.unchecked.iter().map(|one| of_unchecked(one, names));
    faults.chain(unchecked).collect()
}

/// Time first, then where the path ends, then the rest in the order of the path.
fn rank(fault: &Fault) -> u8 {
    match fault {
        Fault::Expired(..) | Fault::NotYetValid(..) => 0,
        Fault::SelfSigned(_)
        | Fault::UnknownIssuer(_)
        | Fault::NotByNamesakes { .. }
        | Fault::BadSignature { .. } => 1,
        _ => 2,
    }
}
