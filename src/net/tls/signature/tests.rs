use super::*;

const RSA_KEY: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
const RSA_SHA256: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11, 5, 0];
const RSA_SHA3_256: &[u8] = &[0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 14, 5, 0];
const DSA_SHA256: &[u8] = &[0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 2];
const DSA_KEY: &[u8] = &[0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1];
const ED448: &[u8] = &[0x06, 3, 0x2b, 0x65, 113];
const ECDSA_SHA256: &[u8] = &[0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const P256_KEY: &[u8] = &[
    0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7,
];
/// SM2 with SM3, which nobody here knows.
const SM2: &[u8] = &[0x06, 8, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 1, 0x83, 0x75];

/// An RSAPublicKey of so many bytes, and its exponent.
fn rsa(modulus: usize, exponent: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        let length = u16::try_from(number.len()).unwrap().to_be_bytes();
        match number.len() {
            ..0x80 => [&[0x02, length[1]][..], number].concat(),
            0x80..0x100 => [&[0x02, 0x81, length[1]][..], number].concat(),
            _ => [&[0x02, 0x82][..], &length, number].concat(),
        }
    };
    let mut number = vec![0xab; modulus + 1];
    number[0] = 0;
    let contents = [integer(&number), integer(exponent)].concat();
    let length = u16::try_from(contents.len()).unwrap().to_be_bytes();
    [&[0x30, 0x82][..], &length, &contents].concat()
}

fn checked(algorithm: &[u8], key: &[u8], bits: &[u8]) -> SignatureCheck {
    let signed = Signed {
        message: b"message",
        algorithm,
        signature: &[1; 256],
    };
    let algorithm = key;
    check(&signed, &Key { algorithm, bits })
}

#[test]
fn what_the_library_cannot_check_is_not_wrong() {
    use SignatureCheck::{Invalid, Unsupported};
    let usual = rsa(256, &[1, 0, 1]);
    let large = rsa(1056, &[1, 0, 1]);
    let exponent_of_41_bits = rsa(256, &[1, 0, 0, 0, 0, 1]);
    for (algorithm, key, bits, expected) in [
        (RSA_SHA256, RSA_KEY, &usual[..], Invalid),
        (RSA_SHA256, RSA_KEY, &large, Unsupported),
        (RSA_SHA256, RSA_KEY, &exponent_of_41_bits, Unsupported),
        (RSA_SHA3_256, RSA_KEY, &usual, Unsupported),
        (SM2, P256_KEY, &[4; 65], Unsupported),
        (SM2, RSA_KEY, &usual, Unsupported),
        (ECDSA_SHA256, P256_KEY, &[4; 65], Invalid),
        (ECDSA_SHA256, P256_KEY, &[6; 65], Unsupported),
        (DSA_SHA256, DSA_KEY, &[2, 1, 5], Unsupported),
        (ED448, ED448, &[5; 57], Unsupported),
        (ED448, RSA_KEY, &usual, Invalid),
        (RSA_SHA3_256, P256_KEY, &[4; 65], Invalid),
    ] {
        assert_eq!(
            checked(algorithm, key, bits),
            expected,
            "{algorithm:x?} {key:x?}"
        );
    }
}
