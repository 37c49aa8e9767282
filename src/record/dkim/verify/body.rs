//! The hash of a body, and what was done to a body whose hash is another one, as far as hashes prove it.

use aws_lc_rs::digest::{self, Context};

use super::verdict::BodyCause;
use crate::record::dkim::{
    canonical::Canonical,
    message::first_line,
    signature::{Algorithm, Signature},
};

/// The most lines behind which an addition is looked for, and the largest body that is written anew.
const MOST_LINES: usize = 200_000;
const LARGEST_BODY: usize = 32 << 20;

/// What a body comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashed {
    /// The hash.
    pub hash: Vec<u8>,
    /// The octets of the canonical body, all of them.
    pub length: u64,
}

const fn digest_of(algorithm: Algorithm) -> &'static digest::Algorithm {
    match algorithm {
        Algorithm::RsaSha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        Algorithm::RsaSha256 | Algorithm::Ed25519Sha256 => &digest::SHA256,
    }
}

/// The hash of the body as written, of its first octets where `limit` says so (`l`).
pub fn hash(algorithm: Algorithm, canonical: Canonical, body: &[u8], limit: Option<u64>) -> Hashed {
    let mut context = Context::new(digest_of(algorithm));
    let mut length = 0_u64;
    canonical.body(body, |line| {
        let left = limit.map_or(u64::MAX, |limit| limit.saturating_sub(length));
        let counted = usize::try_from(left).unwrap_or(usize::MAX).min(line.len());
        context.update(&line[..counted]);
        length += line.len() as u64;
        true
    });
    let hash = context.finish().as_ref().to_vec();
    Hashed { hash, length }
}

/// What was done to a body, if it can be proven.
pub(super) fn cause(signature: &Signature, algorithm: Algorithm, body: &[u8]) -> Option<BodyCause> {
    if body.len() > LARGEST_BODY {
        return None;
    }
    let is_signed = |canonical, body: &[u8]| {
        let hashed = hash(algorithm, canonical, body, signature.length);
        hashed.hash == signature.body_hash
    };
    let written = signature.body;
    if is_signed(written.other(), body) {
        return Some(match written {
            Canonical::Simple => BodyCause::WhiteSpace,
            Canonical::Relaxed => BodyCause::Canonical,
        });
    }
    if is_signed(written, b"") {
        return Some(BodyCause::Empty);
    }
    for body in [with_dots(body), without_dots(body)] {
        if is_signed(written, &body) {
            return Some(BodyCause::Dots);
        }
    }
    // A limit of its own proves nothing about what is behind it.
    let line = signature
        .length
        .is_none()
        .then(|| signed_until(signature, algorithm, body));
    line.flatten().map(|line| BodyCause::Appended { line })
}

/// The line behind which text was added: the hash of all before it is the one that was signed.
fn signed_until(signature: &Signature, algorithm: Algorithm, body: &[u8]) -> Option<usize> {
    let mut context = Context::new(digest_of(algorithm));
    let (mut line_number, mut found) = (0, None);
    signature.body.body(body, |line| {
        context.update(line);
        line_number += 1;
        if line != b"\r\n" && context.clone().finish().as_ref() == signature.body_hash {
            found = Some(line_number);
        }
        found.is_none() && line_number < MOST_LINES
    });
    found
}

/// The lines of a body, each as something makes it.
fn each_line(body: &[u8], mut write: impl FnMut(&mut Vec<u8>, &[u8])) -> Vec<u8> {
    let mut written = Vec::with_capacity(body.len());
    let mut rest = body;
    while !rest.is_empty() {
        let (line, after) = first_line(rest);
        write(&mut written, line);
        written.extend_from_slice(b"\r\n");
        rest = after;
    }
    written
}

fn with_dots(body: &[u8]) -> Vec<u8> {
    each_line(body, |written, line| {
        if line.starts_with(b".") {
            written.push(b'.');
        }
        written.extend_from_slice(line);
    })
}

fn without_dots(body: &[u8]) -> Vec<u8> {
    each_line(body, |written, line| {
        written.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
    })
}
