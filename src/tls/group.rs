//! Groups of the key exchange: IANA's registry "TLS Supported Groups", and the primes of finite-field Diffie-Hellman that
//! standards name. RFC 8422, RFC 7919, RFC 3526, RFC 8446 section 4.2.7.

use std::fmt;

#[cfg(test)]
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

/// A group of the key exchange. Displayed, and in JSON, by its IANA name; by its number where the table has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Group(pub u16);

/// What a group is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It withstands a quantum computer, alone or beside a curve.
    PostQuantum,
    /// A curve over a field of so many bits.
    Curve(u16),
    /// A finite field with a prime of so many bits.
    FiniteField(u16),
}

/// Code points, names and kinds, in the order in which a hello offers them.
pub const GROUPS: &[(u16, &str, Kind)] = &[
    (0x11EC, "X25519MLKEM768", Kind::PostQuantum),
    (0x11EB, "SecP256r1MLKEM768", Kind::PostQuantum),
    (0x11ED, "SecP384r1MLKEM1024", Kind::PostQuantum),
    (0x0200, "MLKEM512", Kind::PostQuantum),
    (0x0201, "MLKEM768", Kind::PostQuantum),
    (0x0202, "MLKEM1024", Kind::PostQuantum),
    (0x6399, "X25519Kyber768Draft00", Kind::PostQuantum),
    (29, "x25519", Kind::Curve(255)),
    (23, "secp256r1", Kind::Curve(256)),
    (30, "x448", Kind::Curve(448)),
    (24, "secp384r1", Kind::Curve(384)),
    (25, "secp521r1", Kind::Curve(521)),
    (31, "brainpoolP256r1tls13", Kind::Curve(256)),
    (32, "brainpoolP384r1tls13", Kind::Curve(384)),
    (33, "brainpoolP512r1tls13", Kind::Curve(512)),
    (26, "brainpoolP256r1", Kind::Curve(256)),
    (27, "brainpoolP384r1", Kind::Curve(384)),
    (28, "brainpoolP512r1", Kind::Curve(512)),
    (256, "ffdhe2048", Kind::FiniteField(2048)),
    (257, "ffdhe3072", Kind::FiniteField(3072)),
    (258, "ffdhe4096", Kind::FiniteField(4096)),
    (259, "ffdhe6144", Kind::FiniteField(6144)),
    (260, "ffdhe8192", Kind::FiniteField(8192)),
    (22, "secp256k1", Kind::Curve(256)),
    (21, "secp224r1", Kind::Curve(224)),
    (20, "secp224k1", Kind::Curve(224)),
    (19, "secp192r1", Kind::Curve(192)),
    (18, "secp192k1", Kind::Curve(192)),
    (17, "secp160r2", Kind::Curve(160)),
    (16, "secp160r1", Kind::Curve(160)),
    (15, "secp160k1", Kind::Curve(160)),
    (9, "sect283k1", Kind::Curve(283)),
    (10, "sect283r1", Kind::Curve(283)),
    (11, "sect409k1", Kind::Curve(409)),
    (12, "sect409r1", Kind::Curve(409)),
    (13, "sect571k1", Kind::Curve(571)),
    (14, "sect571r1", Kind::Curve(571)),
    (6, "sect233k1", Kind::Curve(233)),
    (7, "sect233r1", Kind::Curve(233)),
    (3, "sect163r2", Kind::Curve(163)),
    (1, "sect163k1", Kind::Curve(163)),
];

impl Group {
    fn row(self) -> Option<&'static (u16, &'static str, Kind)> {
        GROUPS.iter().find(|(code, ..)| *code == self.0)
    }

    /// What it is made of; `None` where the table does not have it.
    #[must_use]
    pub fn kind(self) -> Option<Kind> {
        self.row().map(|(_, _, kind)| *kind)
    }

    /// Whether it withstands a quantum computer.
    #[must_use]
    pub fn is_post_quantum(self) -> bool {
        self.kind() == Some(Kind::PostQuantum)
    }

    /// Whether it is a curve with less than the 112 bits of security that RFC 9325 section 4.4 asks for.
    #[must_use]
    pub fn is_weak(self) -> bool {
        matches!(self.kind(), Some(Kind::Curve(..224)))
    }

    /// Whether it is one of finite-field Diffie-Hellman (RFC 7919 section 2 has all of these numbers for them).
    #[must_use]
    pub fn is_finite_field(self) -> bool {
        (256..=511).contains(&self.0)
    }
}

impl fmt::Display for Group {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row() {
            Some((_, name, _)) => formatter.write_str(name),
            None => write!(formatter, "0x{:04X}", self.0),
        }
    }
}

impl Serialize for Group {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
impl JsonSchema for Group {
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

/// The parameters with which a server exchanges keys in finite-field Diffie-Hellman.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DhParameters {
    /// The size of the prime.
    pub bits: usize,
    /// The standard that has this prime; null for one of the server's own.
    pub standard: Option<String>,
}

impl DhParameters {
    /// What a prime in big-endian order says.
    #[must_use]
    pub fn of_prime(prime: &[u8]) -> Self {
        let significant = match prime.iter().position(|byte| *byte != 0) {
            Some(first) => &prime[first..],
            None => &[],
        };
        let leading = significant.first().map_or(0, |byte| byte.leading_zeros());
        let bits = (significant.len() * 8).saturating_sub(usize::try_from(leading).unwrap_or(0));
        Self {
            bits,
            standard: standard(significant, bits).map(str::to_owned),
        }
    }
}

/// RFC 2409 and 3526 make their primes from the digits of pi, RFC 7919 from those of e: with the size that says which it is.
fn standard(prime: &[u8], bits: usize) -> Option<&'static str> {
    const ONES: [u8; 8] = [0xFF; 8];
    const PI: [u8; 8] = [0xC9, 0x0F, 0xDA, 0xA2, 0x21, 0x68, 0xC2, 0x34];
    const E: [u8; 8] = [0xAD, 0xF8, 0x54, 0x58, 0xA2, 0xBB, 0x4A, 0x9A];
    let framed = prime.starts_with(&ONES) && prime.ends_with(&ONES);
    let digits = prime.get(8..16).filter(|_| framed)?;
    match (digits, bits) {
        (digits, 768) if digits == PI => Some("RFC 2409 group 1"),
        (digits, 1024) if digits == PI => Some("RFC 2409 group 2"),
        (digits, 1536) if digits == PI => Some("RFC 3526 group 5"),
        (digits, 2048) if digits == PI => Some("RFC 3526 group 14"),
        (digits, 3072) if digits == PI => Some("RFC 3526 group 15"),
        (digits, 4096) if digits == PI => Some("RFC 3526 group 16"),
        (digits, 6144) if digits == PI => Some("RFC 3526 group 17"),
        (digits, 8192) if digits == PI => Some("RFC 3526 group 18"),
        (digits, 2048) if digits == E => Some("RFC 7919 ffdhe2048"),
        (digits, 3072) if digits == E => Some("RFC 7919 ffdhe3072"),
        (digits, 4096) if digits == E => Some("RFC 7919 ffdhe4096"),
        (digits, 6144) if digits == E => Some("RFC 7919 ffdhe6144"),
        (digits, 8192) if digits == E => Some("RFC 7919 ffdhe8192"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_stands_in_the_table_once() {
        for (at, (code, name, _)) in GROUPS.iter().enumerate() {
            assert!(
                !GROUPS[..at]
                    .iter()
                    .any(|(other, text, _)| other == code || text == name),
                "{name}"
            );
        }
        assert_eq!(Group(0x11EC).to_string(), "X25519MLKEM768");
        assert_eq!(Group(0xFE00).to_string(), "0xFE00");
        assert_eq!(serde_json::json!(Group(29)), "x25519");
    }

    /// GnuTLS offers it, and it was taken for a curve of 192 bits.
    #[test]
    fn a_prime_of_8192_bits_is_no_curve_of_192() {
        let weak: Vec<_> = GROUPS
            .iter()
            .filter(|(code, ..)| Group(*code).is_weak())
            .map(|(_, name, _)| *name)
            .collect();
        assert_eq!(
            weak,
            [
                "secp192r1",
                "secp192k1",
                "secp160r2",
                "secp160r1",
                "secp160k1",
                "sect163r2",
                "sect163k1"
            ]
        );
    }

    #[test]
    fn a_prime_has_its_size_and_its_standard() {
        let mut prime = vec![0xFF; 256];
        prime[8..16].copy_from_slice(&[0xC9, 0x0F, 0xDA, 0xA2, 0x21, 0x68, 0xC2, 0x34]);
        let group14 = DhParameters::of_prime(&prime);
        assert_eq!(
            (group14.bits, group14.standard.as_deref()),
            (2048, Some("RFC 3526 group 14"))
        );
        prime.insert(0, 0);
        assert_eq!(
            DhParameters::of_prime(&prime),
            group14,
            "a leading zero is no digit"
        );
        let own = DhParameters::of_prime(&[0x7F, 1, 2, 3]);
        assert_eq!((own.bits, own.standard), (31, None));
        assert_eq!(DhParameters::of_prime(&[]).bits, 0);
    }
}
