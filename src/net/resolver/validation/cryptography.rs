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
/// The longest public exponent that it takes, in bits; RFC 3110 section 2 knows such of 4096.
const MOST_EXPONENT_BITS: usize = 33;

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
        if matches!(algorithm, 5 | 7 | 8 | 10)
            && let Some((exponent, modulus)) = rsa_bits(key)
        {
            if modulus > 0 && !RSA_BITS.contains(&modulus) {
                return Checked::Beyond(Unknown::KeySize(algorithm, modulus));
            }
            if exponent > MOST_EXPONENT_BITS {
                return Checked::Beyond(Unknown::Exponent(algorithm, exponent));
            }
        }
        let key = PublicKeyBuf::new(key.to_vec(), Algorithm::from_u8(algorithm));
        match key.verify(message, signature) {
            Ok(()) => Checked::Right,
            Err(_) => Checked::Wrong,
        }
    }
}

/// The sizes of exponent and modulus (RFC 3110 section 2): the length of the exponent in one byte or, behind a zero, in two.
fn rsa_bits(key: &[u8]) -> Option<(usize, usize)> {
    let (length, rest) = match key {
        [0, high, low, rest @ ..] => (usize::from(*high) << 8 | usize::from(*low), rest),
        [length, rest @ ..] => (usize::from(*length), rest),
        [] => return None,
    };
    let (exponent, modulus) = rest.split_at_checked(length)?;
    Some((bits(exponent), bits(modulus)))
}

/// Of a number whose highest octet comes first.
fn bits(number: &[u8]) -> usize {
    let zeros = number.iter().take_while(|octet| **octet == 0).count();
    number.get(zeros).map_or(0, |first| {
        (number.len() - zeros) * 8 - first.leading_zeros() as usize
    })
}

/// Digests of DS records: SHA-1, SHA-256, SHA-384.
pub(super) const fn is_known_digest(digest: u8) -> bool {
    matches!(digest, 1 | 2 | 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sizes_of_an_rsa_key_are_those_of_its_numbers() {
        let key = |modulus: &[u8]| [&[3, 1, 0, 1], modulus].concat();
        assert_eq!(rsa_bits(&key(&[0xff; 128])), Some((17, 1024)));
        assert_eq!(rsa_bits(&key(&[0x01; 64])), Some((17, 505)));
        assert_eq!(rsa_bits(&[0, 0, 1, 3, 0x80]), Some((2, 8)));
        assert_eq!(rsa_bits(&key(&[])), Some((17, 0)));
        assert_eq!(rsa_bits(&[]), None);
        assert_eq!(rsa_bits(&[200, 1]), None);
    }

    #[test]
    fn a_short_key_a_long_exponent_and_an_unknown_algorithm_are_not_wrong_but_beyond_this_program()
    {
        let short = [&[3, 1, 0, 1][..], &[0x81; 64]].concat();
        assert_eq!(
            Library.verify(8, &short, b"", b""),
            Checked::Beyond(Unknown::KeySize(8, 512))
        );
        // RFC 3110 section 2 takes 2^40 + 1 and more.
        let exponent = [5 + 1, 1, 0, 0, 0, 0, 1];
        let long = [&exponent[..], &[0x81; 256]].concat();
        assert_eq!(
            Library.verify(8, &long, b"", b""),
            Checked::Beyond(Unknown::Exponent(8, 41))
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
