//! What is signed and the key to check it with, cut out of DER as bytes for whoever can check signatures. A certificate
//! and a basic OCSP response have the same frame: RFC 5280 section 4.1, RFC 6960 section 4.2.1.

use super::super::der::{INTEGER, Reader, SEQUENCE};

/// Bytes and somebody's signature over them, unchecked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed<'a> {
    /// What is signed, with its tag and length.
    pub message: &'a [u8],
    /// The contents of the signature's AlgorithmIdentifier.
    pub algorithm: &'a [u8],
    /// The signature.
    pub signature: &'a [u8],
}

impl<'a> Signed<'a> {
    /// The frame of a certificate.
    #[must_use]
    pub fn of_certificate(der: &'a [u8]) -> Option<Self> {
        Self::read(&mut Reader::new(Reader::only(der, SEQUENCE)?))
    }

    /// The first three elements of a signed SEQUENCE.
    pub(in crate::tls) fn read(reader: &mut Reader<'a>) -> Option<Self> {
        let message = reader.element().filter(|element| element.tag == SEQUENCE)?;
        Some(Self {
            message: message.whole,
            algorithm: reader.take(SEQUENCE)?,
            signature: reader.bits()?,
        })
    }
}

/// A public key and what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key<'a> {
    /// The contents of the key's AlgorithmIdentifier.
    pub algorithm: &'a [u8],
    /// The bits of the key.
    pub bits: &'a [u8],
}

impl<'a> Key<'a> {
    /// Takes apart the contents of a subject public key info's SEQUENCE.
    #[must_use]
    pub fn of_info(contents: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(contents);
        Some(Self {
            algorithm: reader.take(SEQUENCE)?,
            bits: reader.bits()?,
        })
    }

    /// Modulus and exponent, where the bits are an RSAPublicKey (RFC 8017 section A.1.1).
    #[must_use]
    pub fn rsa_parts(&self) -> Option<(&'a [u8], &'a [u8])> {
        let mut reader = Reader::new(Reader::only(self.bits, SEQUENCE)?);
        Some((reader.take(INTEGER)?, reader.take(INTEGER)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_of_a_certificate_is_cut_into_three() {
        let der = [
            0x30, 14, 0x30, 2, 5, 0, 0x30, 3, 0x06, 1, 0x2a, 0x03, 3, 0, 0xab, 0xcd,
        ];
        let signed = Signed::of_certificate(&der).unwrap();
        assert_eq!(signed.message, [0x30, 2, 5, 0]);
        assert_eq!(signed.algorithm, [0x06, 1, 0x2a]);
        assert_eq!(signed.signature, [0xab, 0xcd]);
        assert_eq!(Signed::of_certificate(&der[..15]), None);
    }

    #[test]
    fn a_key_is_told_from_its_algorithm() {
        let key = Key::of_info(&[0x30, 3, 0x06, 1, 0x2a, 0x03, 2, 0, 7]).unwrap();
        assert_eq!((key.algorithm, key.bits), (&[0x06, 1, 0x2a][..], &[7][..]));
        assert_eq!(Key::of_info(&[0x30, 0]), None);
    }
}
