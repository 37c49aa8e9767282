//! Signatures of certificates, checked by the cryptographic library. What was checked once for a chain is remembered: our own
//! path validation and the TLS library's ask the same, and an elliptic curve costs more than all the rest of a check.

use std::sync::{Mutex, PoisonError};

use rustls::pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};

use super::provider::provider;
use crate::tls::certificate::{Key, Signed, is_weak_key};
use crate::tls::path::SignatureCheck;

/// Whether this key has signed.
pub(super) fn check(signed: &Signed<'_>, key: &Key<'_>) -> SignatureCheck {
    check_with(
        provider().signature_verification_algorithms.all,
        signed,
        key,
    )
}

fn check_with<A: SignatureVerificationAlgorithm + ?Sized>(
    all: &[&A],
    signed: &Signed<'_>,
    key: &Key<'_>,
) -> SignatureCheck {
    // What is signed with RSA is not signed by a key of an elliptic curve; of what is unknown nobody can say so.
    if let (Some(signed), Some(key)) = (Family::of(signed.algorithm), Family::of(key.algorithm))
        && signed != key
    {
        return SignatureCheck::Invalid;
    }
    if !is_within_library(key) {
        return SignatureCheck::Unsupported;
    }
    let mut result = SignatureCheck::Unsupported;
    for algorithm in all.iter().filter(|algorithm| {
        algorithm.signature_alg_id().as_ref() == signed.algorithm
            && algorithm.public_key_alg_id().as_ref() == key.algorithm
    }) {
        match algorithm.verify_signature(key.bits, signed.message, signed.signature) {
            Ok(()) => return SignatureCheck::Valid,
            Err(InvalidSignature) => result = SignatureCheck::Invalid,
        }
    }
    result
}

/// What a key and its signatures have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Rsa,
    EllipticCurve,
    Dsa,
    Ed25519,
    Ed448,
}

impl Family {
    /// By the object identifier of an algorithm, or of the AlgorithmIdentifier's contents; `None` for what is not known.
    fn of(algorithm: &[u8]) -> Option<Self> {
        let id = match algorithm {
            [0x06, length, rest @ ..] => rest.get(..usize::from(*length))?,
            _ => return None,
        };
        Some(match id {
            // PKCS #1, and the old name of RSA with SHA-1
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, _] | [0x2b, 0x0e, 3, 2, 0x1d] => Self::Rsa,
            // ANSI X9.62: keys and signatures
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 2 | 4, ..] => Self::EllipticCurve,
            // ANSI X9.57
            [0x2a, 0x86, 0x48, 0xce, 0x38, 4, _] => Self::Dsa,
            // NIST's: DSA with SHA-2 and SHA-3, ECDSA and RSA with SHA-3
            [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, last] => match last {
                1..=8 => Self::Dsa,
                9..=12 => Self::EllipticCurve,
                13..=16 => Self::Rsa,
                _ => return None,
            },
            [0x2b, 0x65, 112] => Self::Ed25519,
            [0x2b, 0x65, 113] => Self::Ed448,
            _ => return None,
        })
    }
}

/// Bits of an RSA exponent that the library takes; other libraries take more.
const MOST_EXPONENT_BITS: u64 = 33;
/// Bits of an RSA modulus that the library takes.
const MOST_MODULUS_BITS: u64 = 8192;

/// Whether the library takes a key of this size and form: what it does not take it refuses with the same error as a wrong
/// signature, and other libraries may well take it.
pub(super) fn is_within_library(key: &Key<'_>) -> bool {
    if is_weak_key(key) {
        return false;
    }
    match Family::of(key.algorithm) {
        Some(Family::Rsa) => key.rsa_parts().is_some_and(|(modulus, exponent)| {
            bits(modulus) <= MOST_MODULUS_BITS
                && bits(exponent) <= MOST_EXPONENT_BITS
                && bits(exponent) > 1
                && exponent.last().is_some_and(|last| last % 2 == 1)
        }),
        // Points uncompressed and compressed (SEC 1 section 2.3.3).
        Some(Family::EllipticCurve) => matches!(key.bits.first(), Some(2..=4)),
        _ => true,
    }
}

fn bits(number: &[u8]) -> u64 {
    let start = number.iter().position(|byte| *byte != 0);
    let significant = start.map_or(&[][..], |start| &number[start..]);
    let leading = significant.first().map_or(0, |first| first.leading_zeros());
    (significant.len() as u64 * 8).saturating_sub(u64::from(leading))
}

/// Checks that are remembered.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<Vec<Remembered>>);

#[derive(Debug)]
struct Remembered {
    algorithm: usize,
    key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
    result: Result<(), InvalidSignature>,
}

/// One of the library's algorithms, with a memory.
#[derive(Debug)]
pub(super) struct Remembering<'a> {
    /// Its place among all.
    place: usize,
    algorithm: &'static dyn SignatureVerificationAlgorithm,
    memory: &'a Memory,
}

impl Memory {
    /// All algorithms of the library.
    pub(super) fn algorithms(&self) -> Vec<Remembering<'_>> {
        let all = provider().signature_verification_algorithms.all.iter();
        all.enumerate()
            .map(|(place, algorithm)| Remembering {
                place,
                algorithm: *algorithm,
                memory: self,
            })
            .collect()
    }
}

/// [`check`], by algorithms that remember.
pub(super) fn check_remembering(
    algorithms: &[Remembering<'_>],
    signed: &Signed<'_>,
    key: &Key<'_>,
) -> SignatureCheck {
    let all: Vec<_> = algorithms.iter().collect();
    check_with(&all, signed, key)
}

impl SignatureVerificationAlgorithm for Remembering<'_> {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let mut memory = self.memory.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = memory.iter().find(|known| {
            known.algorithm == self.place
                && known.key == key
                && known.message == message
                && known.signature == signature
        });
        if let Some(known) = known {
            return known.result;
        }
        let result = self.algorithm.verify_signature(key, message, signature);
        memory.push(Remembered {
            algorithm: self.place,
            key: key.to_vec(),
            message: message.to_vec(),
            signature: signature.to_vec(),
            result,
        });
        result
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.signature_alg_id()
    }

    fn fips(&self) -> bool {
        self.algorithm.fips()
    }
}

#[cfg(test)]
mod tests;
