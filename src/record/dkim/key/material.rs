//! The octets of `p=`: an RSA key as `SubjectPublicKeyInfo` (RFC 5280 section 4.1) or, as RFC 6376 section 3.6.1 says and its own
//! example does not do, as bare `RSAPublicKey` (RFC 8017 appendix A.1.1); an Ed25519 key as its 32 octets (RFC 8463 section 4).

use crate::tls::der::{INTEGER, OBJECT_IDENTIFIER, Reader, SEQUENCE};

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Material {
    /// RSA.
    Rsa {
        /// The bits of the modulus.
        bits: u32,
        /// The same as DER of `RSAPublicKey`.
        der: Vec<u8>,
    },
    /// Ed25519.
    Ed25519([u8; 32]),
}

/// What octets are that ought to be a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looks {
    /// A key.
    Like(Material),
    /// An Ed25519 key within a `SubjectPublicKeyInfo` (RFC 8410 section 4), which RFC 8463 does not have.
    WrappedEd25519,
    /// The key of another algorithm, such as an elliptic curve's.
    OtherAlgorithm,
    /// A certificate, or another structure of that kind, or one that ends too early.
    Unknown,
}

/// rsaEncryption, 1.2.840.113549.1.1.1.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// id-Ed25519, 1.3.101.112.
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// What the octets are, whatever the record says that they are.
#[must_use]
pub fn look(octets: &[u8]) -> Looks {
    if let Ok(key) = <[u8; 32]>::try_from(octets) {
        return Looks::Like(Material::Ed25519(key));
    }
    if let Some(bits) = modulus(octets) {
        let der = octets.to_vec();
        return Looks::Like(Material::Rsa { bits, der });
    }
    let Some((algorithm, key)) = subject_public_key_info(octets) else {
        return Looks::Unknown;
    };
    match (algorithm, modulus(key)) {
        (RSA, Some(bits)) => Looks::Like(Material::Rsa {
            bits,
            der: key.to_vec(),
        }),
        (RSA, None) => Looks::Unknown,
        (ED25519, _) if key.len() == 32 => Looks::WrappedEd25519,
        _ => Looks::OtherAlgorithm,
    }
}

fn subject_public_key_info(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut reader = Reader::new(Reader::only(octets, SEQUENCE)?);
    let algorithm = Reader::new(reader.take(SEQUENCE)?).take(OBJECT_IDENTIFIER)?;
    let key = reader.bits().filter(|_| reader.is_empty())?;
    Some((algorithm, key))
}

/// The bits of the modulus of an `RSAPublicKey`: its factors are odd, and so is the exponent, from 3 on (RFC 8017 section 3.1).
fn modulus(octets: &[u8]) -> Option<u32> {
    let mut reader = Reader::new(Reader::only(octets, SEQUENCE)?);
    let modulus = reader.take(INTEGER)?;
    let exponent = reader.take(INTEGER)?;
    let is_positive = |number: &[u8]| number.first().is_some_and(|first| *first < 0x80);
    let is_odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
    let is_one = |number: &[u8]| {
        number.iter().rev().skip(1).all(|octet| *octet == 0) && number.last() == Some(&1)
    };
    let are_possible = [modulus, exponent]
        .iter()
        .all(|one| is_positive(one) && is_odd(one));
    if !reader.is_empty() || !are_possible || is_one(exponent) {
        return None;
    }
    let zeros = modulus.iter().take_while(|octet| **octet == 0).count();
    let first = modulus.get(zeros)?;
    let octets = u32::try_from(modulus.len() - zeros).ok()?;
    Some(octets * 8 - first.leading_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `RSAPublicKey` in DER, by hand: 128 octets of modulus that ends so, and this exponent.
    fn key(last: u8, exponent: &[u8]) -> Vec<u8> {
        let mut modulus = vec![0, 0xc1];
        modulus.extend([0x5a; 126]);
        modulus.push(last);
        let mut inner = vec![INTEGER, 0x81, 0x81];
        inner.extend(modulus);
        inner.extend([INTEGER, u8::try_from(exponent.len()).unwrap()]);
        inner.extend(exponent);
        let mut outer = vec![SEQUENCE, 0x81, u8::try_from(inner.len()).unwrap()];
        outer.extend(inner);
        outer
    }

    /// RFC 8017 section 3.1: n is a product of odd primes, e is odd and at least 3.
    #[test]
    fn numbers_that_no_rsa_key_has_are_none() {
        let bits = |octets: &[u8]| match look(octets) {
            Looks::Like(Material::Rsa { bits, .. }) => Some(bits),
            _ => None,
        };
        assert_eq!(bits(&key(0x01, &[1, 0, 1])), Some(1024));
        assert_eq!(bits(&key(0x01, &[3])), Some(1024));
        for exponent in [&[0][..], &[1], &[2], &[1, 0, 0]] {
            assert_eq!(bits(&key(0x01, exponent)), None, "{exponent:?}");
        }
        assert_eq!(bits(&key(0x02, &[1, 0, 1])), None);
    }
}
