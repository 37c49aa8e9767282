//! The private key that signs: RSA as PKCS#8 or PKCS#1, Ed25519 as PKCS#8 or as its seed of 32 octets in Base64, the form of RFC
//! 8463 appendix A.

use std::fmt;

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use zeroize::Zeroizing;

use super::super::{base64::decode, signature::Algorithm};

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
    /// Neither an RSA key of 1024 to 8192 bits nor an Ed25519 key.
    Unusable,
}

impl fmt::Display for KeyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoKey => "it has no private key in PEM (-----BEGIN PRIVATE KEY-----)",
            Self::Encrypted => {
                "its key is protected by a password: openssl pkey -in FILE -out PLAIN takes it off"
            }
            Self::NotPrivate => "it has no private key, only a public one",
            Self::Unusable => {
                "its key is neither one of RSA (1024 to 8192 bits) nor one of Ed25519"
            }
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
        let der = Zeroizing::new(decode(content.as_bytes()).0.ok_or(KeyError::NoKey)?);
        let rsa = |pair: RsaKeyPair| Self(Pair::Rsa(Box::new(pair)));
        let key = match label {
            "RSA PRIVATE KEY" => RsaKeyPair::from_der(&der).map(rsa).ok(),
            "PRIVATE KEY" => Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der)
                .map(|pair| Self(Pair::Ed25519(pair)))
                .or_else(|_| RsaKeyPair::from_pkcs8(&der).map(rsa))
                .ok(),
            "PUBLIC KEY" | "RSA PUBLIC KEY" | "CERTIFICATE" => return Err(KeyError::NotPrivate),
            _ => None,
        };
        key.ok_or(KeyError::Unusable)
    }

    fn of_seed(seed: &[u8]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed);
        pair.map(|pair| Self(Pair::Ed25519(pair)))
            .map_err(|_| KeyError::Unusable)
    }

    /// How it signs.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match self.0 {
            Pair::Rsa(_) => Algorithm::RsaSha256,
            Pair::Ed25519(_) => Algorithm::Ed25519Sha256,
        }
    }

    /// The public key as the record has it: what `p=` stands for.
    #[must_use]
    pub fn public(&self) -> Vec<u8> {
        match &self.0 {
            Pair::Rsa(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.public_key().as_ref().to_vec(),
        }
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
