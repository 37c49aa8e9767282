//! The certificates that were sent, beside each other: their order, and what does not belong to them.

use super::verification::verification;
use crate::{
    finding::{Evidence, Verdict},
    report::Server,
    tls::Certificate,
};

pub(super) fn chain(server: &Server, look: impl Fn(&[Certificate]) -> Option<Evidence>) -> Verdict {
    match server.tls.as_ref().map(|tls| tls.certificates.as_slice()) {
        None | Some([]) => Verdict::NotApplicable,
        Some(chain) => Verdict::from_evidence(look(chain).into_iter().collect()),
    }
}

/// The same for what rests on the names in all of them.
pub(super) fn readable_chain(
    server: &Server,
    look: impl Fn(&[Certificate]) -> Option<Evidence>,
) -> Verdict {
    let mut sent = server.tls.iter().flat_map(|tls| &tls.certificates);
    match sent.position(Certificate::is_unread) {
        Some(at) if verification(server).is_some() => Verdict::Unknown(format!(
            "number {} of the certificates sent cannot be read",
            at + 1
        )),
        _ => chain(server, look),
    }
}

pub(super) fn repeated(chain: &[Certificate]) -> Option<&Certificate> {
    let mut places = chain.iter().enumerate();
    let is_repeated =
        |at: usize, one: &Certificate| chain[..at].iter().any(|other| other.sha256 == one.sha256);
    places
        .find(|(at, one)| !one.sha256.is_empty() && is_repeated(*at, one))
        .map(|(_, one)| one)
}

/// The places of the certificates in what was sent, each certificate once.
fn once(chain: &[Certificate]) -> Vec<(usize, &Certificate)> {
    let mut kept: Vec<(usize, &Certificate)> = Vec::new();
    for (at, one) in chain.iter().enumerate() {
        let is_new = kept.iter().all(|(_, other)| other.sha256 != one.sha256);
        if is_new || one.sha256.is_empty() {
            kept.push((at, one));
        }
    }
    kept
}

/// A certificate whose issuer is sent, but not as the next one; what is sent again does not count.
pub(super) fn out_of_order(chain: &[Certificate]) -> Option<String> {
    let chain = once(chain);
    chain
        .iter()
        .enumerate()
        .find_map(|(next, (at, certificate))| {
            let is_issuer =
                |(_, other): &&(usize, &Certificate)| certificate.names_as_issuer(other);
            let follows = chain.get(next + 1).filter(is_issuer).is_some();
            if certificate.self_signed || follows {
                return None;
            }
            let (issuer, _) = chain
                .iter()
                .find(is_issuer)
                .filter(|(other, _)| other != at)?;
            Some(format!(
                "the issuer of number {} is number {}",
                at + 1,
                issuer + 1
            ))
        })
}

/// One that issued none of the others.
pub(super) fn unrelated(chain: &[Certificate]) -> Option<&Certificate> {
    let is_not_issuer = |certificate: &&Certificate| {
        !chain
            .iter()
            .any(|other| other.names_as_issuer(certificate) && other.sha256 != certificate.sha256)
    };
    let others = once(chain).into_iter().skip(1).map(|(_, one)| one);
    others.into_iter().find(is_not_issuer)
}
