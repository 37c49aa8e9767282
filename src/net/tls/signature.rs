//! Signatures of certificates, checked by the cryptographic library. What was checked once for a chain is remembered: our own
//! path validation and the TLS library's ask the same, and an elliptic curve costs more than all the rest of a check.

use std::sync::{Mutex, PoisonError};

use rustls::pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};

use super::provider::provider;
use crate::tls::certificate::{Key, Signed, is_weak_key};
use crate::tls::path::SignatureCheck;

/// 1.2.840.113549.1.1, PKCS #1: keys and signatures.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1];
/// 1.3.14.3.2.29, the old name of RSA with SHA-1.
const OLD_RSA: &[u8] = &[0x2b, 0x0e, 3, 2, 0x1d];
/// 1.2.840.10045, ANSI X9.62: keys are 2.1, signatures 4.
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d];

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
    if family(signed.algorithm) != family(key.algorithm) {
        return SignatureCheck::Invalid;
    }
    // The library refuses short RSA keys with the same error as a wrong signature.
    if is_weak_key(key) {
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

/// What a key and its signatures have in common; of the newer algorithms it is their object identifier.
fn family(algorithm: &[u8]) -> &[u8] {
    let id = match algorithm {
        [0x06, length, rest @ ..] => rest.get(..usize::from(*length)).unwrap_or(rest),
        other => other,
    };
    match id {
        _ if id.starts_with(RSA) || id == OLD_RSA => RSA,
        _ if id.starts_with(EC) => EC,
        other => other,
    }
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
