//! Names of key and signature algorithms, and the sizes of keys. Own tables, because the parser's report 528 bits
//! for P-521 and nothing for Ed25519. RFC 3279, 4055, 5480, 5758, 8410, 9881.

use x509_parser::prelude::FromDer;
use x509_parser::public_key::RSAPublicKey;
use x509_parser::signature_algorithm::RsaSsaPssParams;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use super::element::{contents, sequence};
use super::{Key, PublicKey};
use crate::tls::der::{OBJECT_IDENTIFIER, Reader};

const RSA: &str = "1.2.840.113549.1.1.1";
const RSA_PSS: &str = "1.2.840.113549.1.1.10";
const EC: &str = "1.2.840.10045.2.1";

const CURVES: [(&str, &str, u32); 9] = [
    ("1.2.840.10045.3.1.1", "P-192", 192),
    ("1.3.132.0.33", "P-224", 224),
    ("1.2.840.10045.3.1.7", "P-256", 256),
    ("1.3.132.0.34", "P-384", 384),
    ("1.3.132.0.35", "P-521", 521),
    ("1.3.132.0.10", "secp256k1", 256),
    ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1", 256),
    ("1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1", 384),
    ("1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1", 512),
];

const OTHER_KEYS: [(&str, &str, Option<u32>); 6] = [
    ("1.3.101.112", "Ed25519", Some(256)),
    ("1.3.101.113", "Ed448", Some(456)),
    ("1.2.840.10040.4.1", "DSA", None),
    ("2.16.840.1.101.3.4.3.17", "ML-DSA-44", None),
    ("2.16.840.1.101.3.4.3.18", "ML-DSA-65", None),
    ("2.16.840.1.101.3.4.3.19", "ML-DSA-87", None),
];

/// OID, name, hash (none where the algorithm uses no single hash, or an unusable one is not to be repeated).
const SIGNATURES: [(&str, &str, Option<Hash>); 22] = [
    ("1.2.840.113549.1.1.2", "md2WithRSAEncryption", None),
    (
        "1.2.840.113549.1.1.4",
        "md5WithRSAEncryption",
        Some(Hash::Sha256),
    ),
    (
        "1.2.840.113549.1.1.5",
        "sha1WithRSAEncryption",
        Some(Hash::Sha256),
    ),
    ("1.3.14.3.2.29", "sha1WithRSA", Some(Hash::Sha256)),
    (
        "1.2.840.113549.1.1.14",
        "sha224WithRSAEncryption",
        Some(Hash::Sha224),
    ),
    (
        "1.2.840.113549.1.1.11",
        "sha256WithRSAEncryption",
        Some(Hash::Sha256),
    ),
    (
        "1.2.840.113549.1.1.12",
        "sha384WithRSAEncryption",
        Some(Hash::Sha384),
    ),
    (
        "1.2.840.113549.1.1.13",
        "sha512WithRSAEncryption",
        Some(Hash::Sha512),
    ),
    ("1.2.840.10045.4.1", "ecdsa-with-SHA1", Some(Hash::Sha256)),
    (
        "1.2.840.10045.4.3.1",
        "ecdsa-with-SHA224",
        Some(Hash::Sha224),
    ),
    (
        "1.2.840.10045.4.3.2",
        "ecdsa-with-SHA256",
        Some(Hash::Sha256),
    ),
    (
        "1.2.840.10045.4.3.3",
        "ecdsa-with-SHA384",
        Some(Hash::Sha384),
    ),
    (
        "1.2.840.10045.4.3.4",
        "ecdsa-with-SHA512",
        Some(Hash::Sha512),
    ),
    ("1.2.840.10040.4.3", "dsa-with-SHA1", Some(Hash::Sha256)),
    (
        "2.16.840.1.101.3.4.3.2",
        "dsa-with-SHA256",
        Some(Hash::Sha256),
    ),
    (
        "2.16.840.1.101.3.4.3.1",
        "dsa-with-SHA224",
        Some(Hash::Sha224),
    ),
    ("1.3.101.112", "ED25519", None),
    ("1.3.101.113", "ED448", None),
    ("2.16.840.1.101.3.4.3.17", "ML-DSA-44", None),
    ("2.16.840.1.101.3.4.3.18", "ML-DSA-65", None),
    ("2.16.840.1.101.3.4.3.19", "ML-DSA-87", None),
    (RSA_PSS, "RSASSA-PSS", None),
];

const PSS_HASHES: [(&str, &str, Hash); 5] = [
    ("1.3.14.3.2.26", "SHA-1", Hash::Sha256),
    ("2.16.840.1.101.3.4.2.4", "SHA-224", Hash::Sha224),
    ("2.16.840.1.101.3.4.2.1", "SHA-256", Hash::Sha256),
    ("2.16.840.1.101.3.4.2.2", "SHA-384", Hash::Sha384),
    ("2.16.840.1.101.3.4.2.3", "SHA-512", Hash::Sha512),
];

/// The hash to use where "the hash of the certificate's signature" is asked for. MD5 and SHA-1 are listed as
/// SHA-256 above, as RFC 5929 section 4.1 demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

/// Those that rest on MD2, MD5 or SHA-1 (RFC 9155).
const BROKEN: [&str; 7] = [
    "1.2.840.113549.1.1.2",
    "1.2.840.113549.1.1.4",
    "1.2.840.113549.1.1.5",
    "1.3.14.3.2.29",
    "1.2.840.10045.4.1",
    "1.2.840.10040.4.3",
    "1.3.14.3.2.27",
];
const SHA1: &str = "1.3.14.3.2.26";

/// The key's algorithm and size.
pub(super) fn public_key(info: &SubjectPublicKeyInfo<'_>) -> PublicKey {
    match contents(info.raw).and_then(Key::of_info) {
        Some(key) => key_in_words(&key),
        // Bytes follow the key.
        None => {
            let oid = info.algorithm.algorithm.to_id_string();
            let parameters = info.algorithm.parameters.as_ref();
            let curve = parameters.and_then(|any| any.as_oid().ok());
            let curve = curve.map(|oid| oid.to_id_string());
            named_key(&oid, curve, &info.subject_public_key.data)
        }
    }
}

/// The same of a key that was cut out of its certificate.
pub(super) fn key_in_words(key: &Key<'_>) -> PublicKey {
    let mut algorithm = Reader::new(key.algorithm);
    let mut next = || algorithm.take_if(OBJECT_IDENTIFIER).map(dotted);
    let oid = next().unwrap_or_default();
    named_key(&oid, next(), key.bits)
}

fn named_key(oid: &str, curve: Option<String>, bits: &[u8]) -> PublicKey {
    match oid {
        RSA => named("RSA", rsa_bits(bits)),
        RSA_PSS => named("RSA-PSS", rsa_bits(bits)),
        EC => elliptic_curve(curve),
        _ => match OTHER_KEYS.iter().find(|row| row.0 == oid) {
            Some((_, name, bits)) => named(name, *bits),
            None => named(oid, None),
        },
    }
}

/// The contents of an object identifier in dots.
pub(super) fn dotted(contents: &[u8]) -> String {
    x509_parser::asn1_rs::Oid::new(contents.into()).to_id_string()
}

/// Whether the signature rests on a broken hash.
pub(super) fn is_broken(algorithm: &AlgorithmIdentifier<'_>) -> bool {
    match algorithm.algorithm.to_id_string().as_str() {
        // RFC 4055 section 3.1: SHA-1 where nothing is said.
        RSA_PSS => pss_hash(algorithm).is_some_and(|row| row.0 == SHA1),
        oid => BROKEN.contains(&oid),
    }
}

/// The same, given the contents of the AlgorithmIdentifier.
pub(super) fn is_broken_in(contents: &[u8]) -> bool {
    let der = sequence(contents);
    AlgorithmIdentifier::from_der(&der).is_ok_and(|(_, algorithm)| is_broken(&algorithm))
}

/// The name of the algorithm with which the issuer signed.
pub(super) fn signature_name(algorithm: &AlgorithmIdentifier<'_>) -> String {
    let oid = algorithm.algorithm.to_id_string();
    match SIGNATURES.iter().find(|row| row.0 == oid) {
        Some((RSA_PSS, name, _)) => match pss_hash(algorithm) {
            Some((_, hash, _)) => format!("{name} with {hash}"),
            None => (*name).to_string(),
        },
        Some((_, name, _)) => (*name).to_string(),
        None => oid,
    }
}

/// The hash of the signature, for RFC 5929; `None` where it is undefined.
pub(super) fn signature_hash(algorithm: &AlgorithmIdentifier<'_>) -> Option<Hash> {
    let oid = algorithm.algorithm.to_id_string();
    if oid == RSA_PSS {
        return pss_hash(algorithm).map(|row| row.2);
    }
    SIGNATURES
        .iter()
        .find(|row| row.0 == oid)
        .and_then(|row| row.2)
}

fn named(algorithm: &str, bits: Option<u32>) -> PublicKey {
    PublicKey {
        algorithm: algorithm.to_string(),
        bits,
    }
}

fn elliptic_curve(curve: Option<String>) -> PublicKey {
    let Some(curve) = curve else {
        return named("EC with explicit parameters", None);
    };
    match CURVES.iter().find(|row| row.0 == curve) {
        Some((_, name, bits)) => named(&format!("EC {name}"), Some(*bits)),
        None => named(&format!("EC {curve}"), None),
    }
}

/// RSASSA-PSS keys have the same form as RSA keys (RFC 4055 section 1.2).
fn rsa_bits(key: &[u8]) -> Option<u32> {
    let (_, key) = RSAPublicKey::from_der(key).ok()?;
    bits(key.modulus)
}

fn bits(number: &[u8]) -> Option<u32> {
    let start = number.iter().position(|byte| *byte != 0)?;
    let significant = u32::try_from(number.len() - start).ok()?.checked_mul(8)?;
    Some(significant - number[start].leading_zeros())
}

fn pss_hash(
    algorithm: &AlgorithmIdentifier<'_>,
) -> Option<&'static (&'static str, &'static str, Hash)> {
    let parameters = RsaSsaPssParams::try_from(algorithm.parameters.as_ref()?).ok()?;
    let oid = parameters.hash_algorithm_oid().to_id_string();
    PSS_HASHES.iter().find(|row| row.0 == oid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_counted_from_the_first_one_bit() {
        assert_eq!(bits(&[0, 0x80, 0]), Some(16));
        assert_eq!(bits(&[0x01, 0]), Some(9));
        assert_eq!(bits(&[0, 0]), None);
        assert_eq!(bits(&[]), None);
    }

    #[test]
    fn no_algorithm_is_listed_twice() {
        let mut oids: Vec<&str> = SIGNATURES.iter().map(|row| row.0).collect();
        oids.sort_unstable();
        oids.dedup();
        assert_eq!(oids.len(), SIGNATURES.len());
    }

    /// RFC 9155 and RFC 6151; of RSASSA-PSS the hash counts, which is SHA-1 where none is named (RFC 4055 section 3.1).
    #[test]
    fn what_rests_on_md5_or_sha1_is_broken() {
        const PSS: [u8; 11] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
        const SHA256: [u8; 11] = [6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
        let rsa = |last: u8| [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, last, 5, 0];
        for (last, broken) in [(2, true), (4, true), (5, true), (11, false), (13, false)] {
            assert_eq!(is_broken_in(&rsa(last)), broken, "{last}");
        }
        assert!(is_broken_in(&[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1]));
        assert!(!is_broken_in(&[
            6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2
        ]));
        let with_hash = [&PSS[..], &[0x30, 15, 0xa0, 13, 0x30, 11], &SHA256].concat();
        assert!(!is_broken_in(&with_hash));
        let by_default = [&PSS[..], &[0x30, 0]].concat();
        assert!(is_broken_in(&by_default));
        let sha1 = [6, 5, 0x2b, 0x0e, 3, 2, 0x1a];
        let named = [&PSS[..], &[0x30, 11, 0xa0, 9, 0x30, 7], &sha1].concat();
        assert!(is_broken_in(&named));
    }
}
