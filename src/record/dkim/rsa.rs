//! What an RSA signature was made of, s^e mod n (RFC 8017 section 5.2.2). The library that verifies says yes or no; whether a
//! signature that fails was made with another key or for another text shows only here. Public values alone, so time does not matter.

use crate::tls::der::{INTEGER, Reader, SEQUENCE};

/// Whether this key made the signature, of whatever text: its encoded message begins as RFC 8017 section 9.2 has it. `None` where the
/// key is larger than this reads, or no key.
#[must_use]
pub fn is_made_with(key: &[u8], signature: &[u8]) -> Option<bool> {
    let mut reader = Reader::new(Reader::only(key, SEQUENCE)?);
    let modulus = number(reader.take(INTEGER)?);
    let exponent = number(reader.take(INTEGER)?);
    let [exponent] = exponent[..] else {
        return None;
    };
    let is_odd = modulus.first().is_some_and(|digit| digit % 2 == 1);
    if !is_odd || modulus.len() > LARGEST || exponent == 0 {
        return None;
    }
    let signature = number(signature);
    if !is_less(&signature, &modulus) {
        return Some(false);
    }
    Some(is_padded(&power(&signature, exponent, &modulus), &modulus))
}

/// 8192 bits.
const LARGEST: usize = 256;

/// Digits of 32 bits, the lowest first, no zeros at the end.
type Number = Vec<u32>;

fn number(octets: &[u8]) -> Number {
    let digits = octets.rchunks(4).map(|digit| {
        let fold = |value: u32, octet: &u8| value << 8 | u32::from(*octet);
        digit.iter().fold(0, fold)
    });
    let mut number: Number = digits.collect();
    trim(&mut number);
    number
}

fn trim(number: &mut Number) {
    while number.last() == Some(&0) {
        number.pop();
    }
}

fn is_less(one: &[u32], other: &[u32]) -> bool {
    if one.len() != other.len() {
        return one.len() < other.len();
    }
    one.iter().rev().lt(other.iter().rev())
}

fn power(base: &Number, exponent: u32, modulus: &Number) -> Number {
    let mut result = base.clone();
    let bits = 32 - exponent.leading_zeros();
    for bit in (0..bits - 1).rev() {
        result = product(&result, &result, modulus);
        if exponent >> bit & 1 == 1 {
            result = product(&result, base, modulus);
        }
    }
    result
}

/// The product of two numbers that are less than the modulus: digit by digit from the highest, each step reduced.
fn product(one: &Number, other: &Number, modulus: &Number) -> Number {
    let mut long = vec![0_u32; one.len() + other.len() + 1];
    for (at, digit) in one.iter().enumerate() {
        let mut carry = 0_u64;
        for (place, factor) in long[at..].iter_mut().zip(other.iter().chain([&0, &0])) {
            let sum = u64::from(*digit) * u64::from(*factor) + u64::from(*place) + carry;
            *place = low(sum);
            carry = sum >> 32;
        }
    }
    remainder(long, modulus)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the low half is what is wanted"
)]
const fn low(value: u64) -> u32 {
    value as u32
}

/// Bit by bit would take long, so whole digits: Knuth's algorithm D, with the modulus shifted so that its highest bit is set.
fn remainder(mut long: Number, modulus: &Number) -> Number {
    trim(&mut long);
    if is_less(&long, modulus) {
        return long;
    }
    let shift = modulus.last().map_or(0, |digit| digit.leading_zeros());
    let divisor = shifted(modulus, shift);
    let mut rest = shifted(&long, shift);
    rest.push(0);
    let length = divisor.len();
    let top = u64::from(divisor[length - 1]);
    for at in (0..rest.len() - length).rev() {
        let head = u64::from(rest[at + length]) << 32 | u64::from(rest[at + length - 1]);
        // One too many at most twice: what was taken away too much is given back below.
        let quotient = (head / top).min(u64::from(u32::MAX));
        let mut over = subtract(&mut rest[at..=at + length], &divisor, quotient);
        while over {
            over = !add(&mut rest[at..=at + length], &divisor);
        }
    }
    trim(&mut rest);
    unshifted(&rest, shift)
}

/// Takes `quotient` times the divisor away; whether that was too much.
fn subtract(rest: &mut [u32], divisor: &[u32], quotient: u64) -> bool {
    let mut carry = 0_u64;
    for (place, digit) in rest.iter_mut().zip(divisor.iter().chain([&0])) {
        let product = quotient * u64::from(*digit) + carry;
        let (difference, borrowed) = place.overflowing_sub(low(product));
        *place = difference;
        carry = (product >> 32) + u64::from(borrowed);
    }
    carry != 0
}

/// Gives the divisor back once; whether the sum is over the top, which ends what was too much.
fn add(rest: &mut [u32], divisor: &[u32]) -> bool {
    let mut carry = 0_u64;
    for (place, digit) in rest.iter_mut().zip(divisor.iter().chain([&0])) {
        let sum = u64::from(*place) + u64::from(*digit) + carry;
        *place = low(sum);
        carry = sum >> 32;
    }
    carry != 0
}

fn shifted(number: &[u32], shift: u32) -> Number {
    let mut carry = 0;
    let mut shifted: Number = number
        .iter()
        .map(|digit| {
            let wide = u64::from(*digit) << shift | carry;
            carry = wide >> 32;
            low(wide)
        })
        .collect();
    shifted.push(low(carry));
    trim(&mut shifted);
    shifted
}

fn unshifted(number: &[u32], shift: u32) -> Number {
    let mut result: Number = (0..number.len())
        .map(|at| {
            let above = number.get(at + 1).copied().unwrap_or_default();
            low((u64::from(above) << 32 | u64::from(number[at])) >> shift)
        })
        .collect();
    trim(&mut result);
    result
}

/// `00 01 ff … ff 00`, at least eight times `ff`.
fn is_padded(encoded: &Number, modulus: &Number) -> bool {
    let octets = |number: &Number| -> Vec<u8> {
        let octets = number.iter().rev().flat_map(|digit| digit.to_be_bytes());
        octets.skip_while(|octet| *octet == 0).collect()
    };
    let (encoded, modulus) = (octets(encoded), octets(modulus));
    let Some(padding) = encoded.strip_prefix(&[1]) else {
        return false;
    };
    let filled = padding.iter().take_while(|octet| **octet == 0xff).count();
    encoded.len() + 1 == modulus.len() && filled >= 8 && padding.get(filled) == Some(&0)
}

#[cfg(test)]
mod tests {
    use num_bigint::BigUint;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Against another library's arithmetic.
        #[test]
        fn powers_are_those_of_another_library(base: Vec<u8>, modulus in prop::collection::vec(any::<u8>(), 1..80), exponent in 1_u32..70_000) {
            let odd = BigUint::from_bytes_be(&modulus) | BigUint::from(1_u8);
            let base = BigUint::from_bytes_be(&base) % &odd;
            let power = power(&base.to_u32_digits(), exponent, &odd.to_u32_digits());
            let wanted = base.modpow(&BigUint::from(exponent), &odd).to_u32_digits();
            prop_assert_eq!(power, wanted);
        }
    }

    /// Digits of which the quotient is guessed too high.
    #[test]
    fn a_guess_that_is_too_high_is_mended() {
        for modulus in [
            vec![u32::MAX, 0, 1 << 31],
            vec![u32::MAX, u32::MAX, 1 << 31],
            vec![1, 0, 0, 1],
        ] {
            let big = BigUint::new(modulus.clone());
            for below in 1_u32..40 {
                let base = &big - BigUint::from(below);
                let wanted = (&base * &base % &big).to_u32_digits();
                let digits = base.to_u32_digits();
                assert_eq!(product(&digits, &digits, &modulus), wanted);
            }
        }
    }
}
