//! Groups of the key exchange: IANA's registry "TLS Supported Groups", and the primes of finite-field Diffie-Hellman that
//! standards name. RFC 8422, RFC 7919, RFC 3526, RFC 8446 section 4.2.7.

use schemars::JsonSchema;
use serde::Serialize;

/// Code points and names, in the order in which a hello offers them.
pub const GROUPS: &[(u16, &str)] = &[
    (0x11EC, "X25519MLKEM768"),
    (0x11EB, "SecP256r1MLKEM768"),
    (0x11ED, "SecP384r1MLKEM1024"),
    (0x0200, "MLKEM512"),
    (0x0201, "MLKEM768"),
    (0x0202, "MLKEM1024"),
    (0x6399, "X25519Kyber768Draft00"),
    (29, "x25519"),
    (23, "secp256r1"),
    (30, "x448"),
    (24, "secp384r1"),
    (25, "secp521r1"),
    (31, "brainpoolP256r1tls13"),
    (32, "brainpoolP384r1tls13"),
    (33, "brainpoolP512r1tls13"),
    (26, "brainpoolP256r1"),
    (27, "brainpoolP384r1"),
    (28, "brainpoolP512r1"),
    (256, "ffdhe2048"),
    (257, "ffdhe3072"),
    (258, "ffdhe4096"),
    (259, "ffdhe6144"),
    (260, "ffdhe8192"),
    (22, "secp256k1"),
    (21, "secp224r1"),
    (20, "secp224k1"),
    (19, "secp192r1"),
    (18, "secp192k1"),
    (17, "secp160r2"),
    (16, "secp160r1"),
    (15, "secp160k1"),
    (9, "sect283k1"),
    (10, "sect283r1"),
    (11, "sect409k1"),
    (12, "sect409r1"),
    (13, "sect571k1"),
    (14, "sect571r1"),
    (6, "sect233k1"),
    (7, "sect233r1"),
    (3, "sect163r2"),
    (1, "sect163k1"),
];

/// The name of a group; its number where the table has none.
#[must_use]
pub fn name_of(code: u16) -> String {
    let known = GROUPS.iter().find(|(known, _)| *known == code);
    known.map_or_else(|| format!("0x{code:04X}"), |(_, name)| (*name).to_owned())
}

/// Whether a group of this name withstands a quantum computer.
#[must_use]
pub fn is_post_quantum(name: &str) -> bool {
    name.contains("MLKEM") || name.contains("Kyber")
}

/// Whether a curve of this name has less than the 112 bits of security that RFC 9325 section 4.4 asks for.
#[must_use]
pub fn is_weak(name: &str) -> bool {
    let bits = name
        .strip_prefix("secp")
        .or_else(|| name.strip_prefix("sect"));
    bits.is_some_and(|bits| {
        ["160", "163", "192"]
            .iter()
            .any(|few| bits.starts_with(few))
    })
}

/// Whether the group is one of finite-field Diffie-Hellman.
#[must_use]
pub fn is_finite_field(code: u16) -> bool {
    (256..=511).contains(&code)
}

/// The parameters with which a server exchanges keys in finite-field Diffie-Hellman.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
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
        for (at, (code, name)) in GROUPS.iter().enumerate() {
            assert!(
                !GROUPS[..at]
                    .iter()
                    .any(|(other, text)| other == code || text == name),
                "{name}"
            );
        }
        assert_eq!(name_of(0x11EC), "X25519MLKEM768");
        assert_eq!(name_of(0xFE00), "0xFE00");
    }

    /// GnuTLS offers it, and it was taken for a curve of 192 bits.
    #[test]
    fn a_prime_of_8192_bits_is_no_curve_of_192() {
        let weak: Vec<_> = GROUPS
            .iter()
            .map(|(_, name)| *name)
            .filter(|name| is_weak(name))
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
