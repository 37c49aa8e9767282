//! Public keys in words, and which are too weak.

use serde::Serialize;

/// A public key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PublicKey {
    /// The algorithm, with the curve where there is one: `RSA`, `EC P-256`, `Ed25519`.
    pub algorithm: String,
    /// The size in bits, where the algorithm has one.
    pub bits: Option<u32>,
}

impl PublicKey {
    /// Whether it is shorter than what is accepted today: RSA under 2048 bits, elliptic curves under 224, DSA at all
    /// (RFC 9325 section 4.5, CA/Browser Forum baseline 6.1.5).
    #[must_use]
    pub fn is_weak(&self) -> bool {
        let shorter_than = |least| self.bits.is_some_and(|bits| bits < least);
        match self.algorithm.split(' ').next() {
            Some("RSA" | "RSA-PSS") => shorter_than(2048),
            Some("EC") => shorter_than(224),
            Some("DSA") => true,
            _ => false,
        }
    }
}

impl PublicKey {
    /// What is said of a key that [is weak](Self::is_weak).
    #[must_use]
    pub fn weakness(&self) -> &'static str {
        match self.algorithm.as_str() {
            "DSA" => "is of DSA, which TLS has left out (RFC 8446 section 1.2)",
            _ => "is too short to be trusted",
        }
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.bits {
            Some(bits) if self.algorithm.starts_with("RSA") || self.algorithm == "DSA" => {
                write!(formatter, "{} {bits}", self.algorithm)
            }
            _ => formatter.write_str(&self.algorithm),
        }
    }
}
