//! Signature schemes of the handshake by code point: IANA's registry "TLS SignatureScheme". RFC 8446 section 4.2.3.

use std::fmt;

#[cfg(test)]
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

/// A signature scheme. Displayed, and in JSON, by its IANA name; by its number where the table has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignatureScheme(pub u16);

const SIGNATURE_SCHEMES: &[(u16, &str)] = &[
    (0x0101, "rsa_pkcs1_md5"),
    (0x0201, "rsa_pkcs1_sha1"),
    (0x0202, "dsa_sha1"),
    (0x0203, "ecdsa_sha1"),
    (0x0301, "rsa_pkcs1_sha224"),
    (0x0302, "dsa_sha224"),
    (0x0303, "ecdsa_sha224"),
    (0x0401, "rsa_pkcs1_sha256"),
    (0x0402, "dsa_sha256"),
    (0x0403, "ecdsa_secp256r1_sha256"),
    (0x0501, "rsa_pkcs1_sha384"),
    (0x0502, "dsa_sha384"),
    (0x0503, "ecdsa_secp384r1_sha384"),
    (0x0601, "rsa_pkcs1_sha512"),
    (0x0602, "dsa_sha512"),
    (0x0603, "ecdsa_secp521r1_sha512"),
    (0x0804, "rsa_pss_rsae_sha256"),
    (0x0805, "rsa_pss_rsae_sha384"),
    (0x0806, "rsa_pss_rsae_sha512"),
    (0x0807, "ed25519"),
    (0x0808, "ed448"),
    (0x0809, "rsa_pss_pss_sha256"),
    (0x080A, "rsa_pss_pss_sha384"),
    (0x080B, "rsa_pss_pss_sha512"),
    (0x081A, "ecdsa_brainpoolP256r1tls13_sha256"),
    (0x081B, "ecdsa_brainpoolP384r1tls13_sha384"),
    (0x081C, "ecdsa_brainpoolP512r1tls13_sha512"),
    (0x0904, "mldsa44"),
    (0x0905, "mldsa65"),
    (0x0906, "mldsa87"),
];

/// The name of a scheme; its number where the table has none.
#[must_use]
pub fn name_of(code: u16) -> String {
    let known = SIGNATURE_SCHEMES.iter().find(|(known, _)| *known == code);
    known.map_or_else(|| format!("0x{code:04X}"), |(_, name)| (*name).to_owned())
}

/// Every scheme, for a hello that offers all of them.
pub fn codes() -> impl Iterator<Item = u16> {
    SIGNATURE_SCHEMES.iter().rev().map(|(code, _)| *code)
}

impl SignatureScheme {
    /// What it stands for up to TLS 1.2, where a scheme with ECDSA names the hash and no curve: RFC 8446 section 4.2.3, RFC 5246
    /// section 7.4.1.4.1.
    #[must_use]
    pub fn in_tls12(self) -> String {
        let hash = match self.0 {
            0x0403 => "SHA-256",
            0x0503 => "SHA-384",
            0x0603 => "SHA-512",
            _ => return self.to_string(),
        };
        format!("ECDSA with {hash} (TLS 1.2)")
    }
}

impl fmt::Display for SignatureScheme {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&name_of(self.0))
    }
}

impl Serialize for SignatureScheme {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
impl JsonSchema for SignatureScheme {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ecdsa_in_tls12_names_no_curve() {
        let p521 = SignatureScheme(0x0603);
        assert_eq!(p521.in_tls12(), "ECDSA with SHA-512 (TLS 1.2)");
        assert_eq!(p521.to_string(), "ecdsa_secp521r1_sha512");
        assert_eq!(SignatureScheme(0x0804).in_tls12(), "rsa_pss_rsae_sha256");
    }
}
