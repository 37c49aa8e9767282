//! What the scenarios are signed with and this program does not check: DSA (RFC 2536), and RSA keys of 512 bits. For this test only.

use std::sync::Arc;

use aws_lc_rs::digest;
use num_bigint::BigUint;
use smtpcheck::facade::net::resolver::validation::{Checked, Cryptography, Library, Support};

pub(super) struct Old;

pub(super) fn old() -> Arc<dyn Cryptography> {
    Arc::new(Old)
}

impl Cryptography for Old {
    fn support(&self, algorithm: u8) -> Support {
        match algorithm {
            3 | 5 | 6 | 7 => Support::Checked,
            other => Library.support(other),
        }
    }

    fn verify(&self, algorithm: u8, key: &[u8], message: &[u8], signature: &[u8]) -> Checked {
        let is_right = match algorithm {
            3 | 6 => dsa(key, message, signature),
            5 | 7 => rsa(
                &digest::SHA1_FOR_LEGACY_USE_ONLY,
                SHA1,
                key,
                message,
                signature,
            ),
            8 => rsa(&digest::SHA256, SHA256, key, message, signature),
            other => return Library.verify(other, key, message, signature),
        };
        match is_right {
            Some(true) => Checked::Right,
            _ => Checked::Wrong,
        }
    }
}

const SHA1: &[u8] = &[0x30, 0x21, 0x30, 9, 6, 5, 0x2b, 14, 3, 2, 0x1a, 5, 0, 4, 20];
const SHA256: &[u8] = &[
    0x30, 0x31, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 32,
];

/// RFC 3110, RFC 8017 section 8.2.2.
fn rsa(
    kind: &'static digest::Algorithm,
    prefix: &[u8],
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Option<bool> {
    let (length, rest) = match key {
        [0, high, low, rest @ ..] => (usize::from(*high) << 8 | usize::from(*low), rest),
        [length, rest @ ..] => (usize::from(*length), rest),
        [] => return None,
    };
    let (exponent, modulus) = rest.split_at_checked(length)?;
    let number = |octets: &[u8]| BigUint::from_bytes_be(octets);
    let opened = number(signature).modpow(&number(exponent), &number(modulus));
    let hash = digest::digest(kind, message);
    let inner = [prefix, hash.as_ref()].concat();
    let filling = modulus.len().checked_sub(inner.len() + 3)?;
    let expected = [&[0, 1][..], &vec![0xff; filling], &[0], &inner].concat();
    Some(opened == number(&expected))
}

/// RFC 2536 sections 2 and 3, FIPS 186-4 section 4.7.
fn dsa(key: &[u8], message: &[u8], signature: &[u8]) -> Option<bool> {
    let (size, rest) = key.split_first()?;
    let size = 64 + 8 * usize::from(*size);
    let (q, rest) = rest.split_at_checked(20)?;
    let (p, rest) = rest.split_at_checked(size)?;
    let (g, y) = rest.split_at_checked(size)?;
    let (r, s) = match signature {
        // Some of the scenarios have the signature as OpenSSL makes it, in DER.
        [0x30, _, 2, length, rest @ ..] => {
            let (r, rest) = rest.split_at_checked(usize::from(*length))?;
            (r, rest.get(2..)?)
        }
        [_, rest @ ..] => rest.split_at_checked(20)?,
        [] => return None,
    };
    let [q, p, g, y, r, s] = [q, p, g, y, r, s].map(BigUint::from_bytes_be);
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, message);
    let w = s.modpow(&(&q - 2_u32), &q);
    let u1 = BigUint::from_bytes_be(hash.as_ref()) * &w % &q;
    let u2 = &r * &w % &q;
    let v = g.modpow(&u1, &p) * y.modpow(&u2, &p) % &p % &q;
    Some(v == r)
}
