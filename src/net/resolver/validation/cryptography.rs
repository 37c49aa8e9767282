//! What this program can check signatures and digests with, and what it cannot. RFC 8624, RFC 9904, RFC 9905.
//!
//! RSA/SHA-1 (5 and 7) is verifiable, and not counted: operators of resolvers must treat it as unsupported, "rendering responses
//! insecure" (RFC 9905 section 2), so that is what senders see.

use hickory_resolver::proto::dnssec::{Algorithm, PublicKey, PublicKeyBuf};

use crate::dns::Unknown;

/// Signature algorithms; another one may stand in for tests.
pub trait Cryptography: Send + Sync {
    /// What an algorithm of the IANA registry is here.
    fn support(&self, algorithm: u8) -> Support;
    /// Checks a signature with a key as a DNSKEY record has it.
    fn verify(&self, algorithm: u8, key: &[u8], message: &[u8], signature: &[u8]) -> Checked;
}

/// What an algorithm is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// Its signatures are checked.
    Checked,
    /// Resolvers have to take it for no signature at all.
    Deprecated,
    /// This program cannot check it.
    Beyond,
}

/// What became of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It is by this key.
    Right,
    /// It is not.
    Wrong,
    /// This program cannot tell.
    Beyond(Unknown),
}

/// What the cryptographic library can do.
#[derive(Clone, Copy, Debug)]
pub struct Library;

/// The sizes of RSA keys that the library takes, in bits.
const RSA_BITS: std::ops::RangeInclusive<usize> = 1024..=8192;

impl Cryptography for Library {
    fn support(&self, algorithm: u8) -> Support {
        match algorithm {
            8 | 10 | 13 | 14 | 15 => Support::Checked,
            5 | 7 => Support::Deprecated,
            _ => Support::Beyond,
        }
    }

    fn verify(&self, algorithm: u8, key: &[u8], message: &[u8], signature: &[u8]) -> Checked {
        if !matches!(algorithm, 5 | 7 | 8 | 10 | 13 | 14 | 15) {
            return Checked::Beyond(Unknown::Algorithm(algorithm));
        }
        if matches!(algorithm, 5 | 7 | 8 | 10) {
            let bits = rsa_bits(key).unwrap_or_default();
            if bits > 0 && !RSA_BITS.contains(&bits) {
                return Checked::Beyond(Unknown::KeySize(algorithm, bits));
            }
        }
        let key = PublicKeyBuf::new(key.to_vec(), Algorithm::from_u8(algorithm));
        match key.verify(message, signature) {
            Ok(()) => Checked::Right,
            Err(_) => Checked::Wrong,
        }
    }
}

/// The size of the modulus (RFC 3110 section 2): the length of the exponent in one byte or, behind a zero, in two.
fn rsa_bits(key: &[u8]) -> Option<usize> {
    let (exponent, rest) = match key {
        [0, high, low, rest @ ..] => (usize::from(*high) << 8 | usize::from(*low), rest),
        [length, rest @ ..] => (usize::from(*length), rest),
        [] => return None,
    };
    let modulus = rest.get(exponent..)?;
    let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
    let first = modulus.get(zeros)?;
    Some((modulus.len() - zeros) * 8 - first.leading_zeros() as usize)
}

/// Digests of DS records: SHA-1, SHA-256, SHA-384.
pub(super) const fn is_known_digest(digest: u8) -> bool {
    matches!(digest, 1 | 2 | 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_an_rsa_key_is_that_of_its_modulus() {
        let key = |modulus: &[u8]| [&[3, 1, 0, 1], modulus].concat();
        assert_eq!(rsa_bits(&key(&[0xff; 128])), Some(1024));
        assert_eq!(rsa_bits(&key(&[0x01; 64])), Some(505));
        assert_eq!(rsa_bits(&[0, 0, 1, 3, 0x80]), Some(8));
        assert_eq!(rsa_bits(&[]), None);
        assert_eq!(rsa_bits(&[200, 1]), None);
    }

    #[test]
    fn a_short_key_and_an_unknown_algorithm_are_not_wrong_but_beyond_this_program() {
        let short = [&[3, 1, 0, 1][..], &[0x81; 64]].concat();
        assert_eq!(
            Library.verify(8, &short, b"", b""),
            Checked::Beyond(Unknown::KeySize(8, 512))
        );
        assert_eq!(
            Library.verify(16, &[0; 57], b"", b""),
            Checked::Beyond(Unknown::Algorithm(16))
        );
        assert_eq!(Library.verify(13, &[0; 64], b"", &[0; 64]), Checked::Wrong);
        assert_eq!(Library.support(16), Support::Beyond);
        assert_eq!(Library.support(5), Support::Deprecated);
    }
}
