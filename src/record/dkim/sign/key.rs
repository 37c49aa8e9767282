//! The private key that signs: RSA as PKCS#8 or PKCS#1, Ed25519 as PKCS#8 or as its seed of 32 octets in Base64, the form of RFC
//! 8463 appendix A.

use std::fmt;

use ::base64::{Engine, engine::general_purpose::STANDARD};
use aws_lc_rs::{
    digest::{SHA256, digest},
    encoding::{AsDer, PublicKeyX509Der},
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use zeroize::Zeroizing;

use super::super::{base64::decode, key::Material, signature::Algorithm};
use crate::tls::der::{INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE};

/// A private key. What it is made of is never shown.
pub struct SigningKey(Pair);

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// Why a file is no key that can sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyError {
    /// Neither PEM nor the Base64 of a seed.
    NoKey,
    /// It is protected by a password.
    Encrypted,
    /// It is a public key or a certificate.
    NotPrivate,
    /// It is in the format that OpenSSH has of its own.
    OpenSsh,
    /// It is of an elliptic curve or of another algorithm that DKIM does not have.
    OtherAlgorithm,
    /// An RSA key of a size with which this program does not sign.
    Size {
        /// How many bits it has.
        bits: usize,
    },
    /// What stands in it is no key.
    Damaged,
}

/// The least bits of an RSA key: what signers should have (RFC 8301 section 3.2), and what the library signs with.
const LEAST_BITS: usize = 2048;
/// The most bits with which the library signs.
const MOST_BITS: usize = 8192;

impl fmt::Display for KeyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoKey => "it has no private key in PEM (-----BEGIN PRIVATE KEY-----)",
            Self::Encrypted => {
                "its key is protected by a password: openssl pkey -in FILE -out PLAIN takes it off"
            }
            Self::NotPrivate => "it has no private key, only what is public",
            Self::OpenSsh => {
                "its key is in the format of OpenSSH: make one with openssl genpkey -algorithm ed25519"
            }
            Self::OtherAlgorithm => {
                "its key is neither one of RSA nor one of Ed25519, and DKIM has no others"
            }
            Self::Size { bits } => {
                return write!(
                    formatter,
                    "its RSA key has {bits} bits, and smtpcheck signs with {LEAST_BITS} to {MOST_BITS}; {LEAST_BITS} are what signers should use"
                );
            }
            Self::Damaged => "its key cannot be read: it is cut short or damaged",
        })
    }
}

impl std::error::Error for KeyError {}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SigningKey")
    }
}

impl SigningKey {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// It holds no key that can sign.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let Some((label, content)) = pem(text) else {
            let (seed, fault) = decode(text.as_bytes());
            let seed = seed
                .map(Zeroizing::new)
                .filter(|seed| fault.is_none() && seed.len() == 32);
            return Self::of_seed(&seed.ok_or(KeyError::NoKey)?);
        };
        if label == "ENCRYPTED PRIVATE KEY" || content.contains("ENCRYPTED") {
            return Err(KeyError::Encrypted);
        }
        match label {
            "PRIVATE KEY" | "RSA PRIVATE KEY" => {}
            "EC PRIVATE KEY" | "DSA PRIVATE KEY" => return Err(KeyError::OtherAlgorithm),
            "OPENSSH PRIVATE KEY" => return Err(KeyError::OpenSsh),
            label if label.ends_with("PRIVATE KEY") => return Err(KeyError::OtherAlgorithm),
            label if label.ends_with("PUBLIC KEY") || label.contains("CERTIFICATE") => {
                return Err(KeyError::NotPrivate);
            }
            _ => return Err(KeyError::NoKey),
        }
        let der = Zeroizing::new(decode(content.as_bytes()).0.ok_or(KeyError::Damaged)?);
        match label {
            "RSA PRIVATE KEY" => Self::of_rsa(&der),
            _ => Self::of_pkcs8(&der),
        }
    }

    /// RFC 5958 section 2, RFC 8410 section 7.
    fn of_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let (algorithm, key) = private_key_info(der).ok_or(KeyError::Damaged)?;
        match algorithm {
            RSA => Self::of_rsa(key),
            ED25519 => Ed25519KeyPair::from_pkcs8_maybe_unchecked(der)
                .map(|pair| Self(Pair::Ed25519(pair)))
                .map_err(|_| KeyError::Damaged),
            _ => Err(KeyError::OtherAlgorithm),
        }
    }

    /// RFC 8017 appendix A.1.2.
    fn of_rsa(der: &[u8]) -> Result<Self, KeyError> {
        let bits = modulus_bits(der).ok_or(KeyError::Damaged)?;
        if !(LEAST_BITS..=MOST_BITS).contains(&bits) {
            return Err(KeyError::Size { bits });
        }
        let pair = RsaKeyPair::from_der(der).map_err(|_| KeyError::Damaged)?;
        Ok(Self(Pair::Rsa(Box::new(pair))))
    }

    fn of_seed(seed: &[u8]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed);
        pair.map(|pair| Self(Pair::Ed25519(pair)))
            .map_err(|_| KeyError::Damaged)
    }

    /// How it signs.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match self.0 {
            Pair::Rsa(_) => Algorithm::RsaSha256,
            Pair::Ed25519(_) => Algorithm::Ed25519Sha256,
        }
    }

    /// Whether a published key is the one that verifies what this one signs.
    #[must_use]
    pub fn is_of(&self, published: &Material) -> bool {
        match (&self.0, published) {
            (Pair::Rsa(pair), Material::Rsa { der, .. }) => pair.public_key().as_ref() == der,
            (Pair::Ed25519(pair), Material::Ed25519(key)) => pair.public_key().as_ref() == key,
            _ => false,
        }
    }

    /// The record to publish: RFC 6376 section 3.6.1, RFC 8463 section 4. `None` where the library does not write the key.
    #[must_use]
    pub fn record(&self) -> Option<String> {
        let (key_type, _) = self.algorithm().needs();
        let key = match &self.0 {
            Pair::Rsa(pair) => {
                let info: PublicKeyX509Der<'_> = pair.public_key().as_der().ok()?;
                STANDARD.encode(info.as_ref())
            }
            Pair::Ed25519(pair) => STANDARD.encode(pair.public_key().as_ref()),
        };
        Some(format!("v=DKIM1; k={key_type}; p={key}"))
    }

    /// The signature of a text.
    pub(super) fn sign(&self, text: &[u8]) -> Option<Vec<u8>> {
        match &self.0 {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                let random = SystemRandom::new();
                let signed = pair.sign(&RSA_PKCS1_SHA256, &random, text, &mut signature);
                signed.ok().map(|()| signature)
            }
            Pair::Ed25519(pair) => {
                let hash = digest(&SHA256, text);
                Some(pair.sign(hash.as_ref()).as_ref().to_vec())
            }
        }
    }
}

/// rsaEncryption, 1.2.840.113549.1.1.1.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// id-Ed25519, 1.3.101.112.
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// Algorithm and key of a `PrivateKeyInfo`.
fn private_key_info(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut reader = Reader::new(Reader::only(der, SEQUENCE)?);
    reader.take(INTEGER)?;
    let algorithm = Reader::new(reader.take(SEQUENCE)?).take(OBJECT_IDENTIFIER)?;
    Some((algorithm, reader.take(OCTET_STRING)?))
}

/// How long the modulus of an `RSAPrivateKey` is.
fn modulus_bits(der: &[u8]) -> Option<usize> {
    let mut reader = Reader::new(Reader::only(der, SEQUENCE)?);
    reader.take(INTEGER)?;
    let modulus = reader.take(INTEGER)?;
    let zeros = modulus.iter().take_while(|octet| **octet == 0).count();
    let first = modulus.get(zeros)?;
    Some((modulus.len() - zeros) * 8 - first.leading_zeros() as usize)
}

/// The first private key of a PEM text, else the first thing there is: its label, and what stands between its two lines.
fn pem(text: &str) -> Option<(&str, &str)> {
    let mut found = None;
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let (label, after) = after.split_once("-----")?;
        let (content, after) = after.split_once("-----END ")?;
        if label.ends_with("PRIVATE KEY") {
            return Some((label, content));
        }
        found = found.or(Some((label, content)));
        rest = after;
    }
    found
}
