//! Looks for a secret in an output as somebody would who wants it: as it is, percent-decoded, in hexadecimal, and in
//! everything that decodes as Base64 from any of its characters on. Shares nothing with the code that conceals.

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// In which form one of `secrets` is in `output`, if it is.
pub(crate) fn found(output: &[u8], secrets: &[Vec<u8>]) -> Option<String> {
    let in_hexadecimal = output.to_ascii_lowercase();
    let percent_decoded = percent_decoded(output);
    let decoded = base64_decoded(output);
    secrets.iter().find_map(|secret| {
        let form = match () {
            () if contains(output, secret) => "as it is",
            () if contains(&in_hexadecimal, hexadecimal(secret).as_bytes()) => "in hexadecimal",
            () if contains(&percent_decoded, secret) => "percent-encoded",
            () if decoded.iter().any(|text| contains(text, secret)) => "in Base64",
            () => return None,
        };
        Some(format!("{} {form}", String::from_utf8_lossy(secret)))
    })
}

fn contains(text: &[u8], needle: &[u8]) -> bool {
    text.windows(needle.len()).any(|window| window == needle)
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::new();
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let digits = after
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let octet = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (first, octet) {
            (b'%', Some(octet)) => {
                decoded.push(octet);
                rest = &after[2..];
            }
            _ => {
                decoded.push(*first);
                rest = after;
            }
        }
    }
    decoded
}

/// Every run of characters of Base64, read from each of its first four characters on.
fn base64_decoded(text: &[u8]) -> Vec<Vec<u8>> {
    let lenient = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let engines = [STANDARD, URL_SAFE].map(|alphabet| GeneralPurpose::new(&alphabet, lenient));
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    let mut decoded = Vec::new();
    for run in text
        .split(|byte| !is_base64(byte))
        .filter(|run| run.len() >= 8)
    {
        for (engine, skipped) in engines
            .iter()
            .flat_map(|engine| (0..4).map(move |at| (engine, at)))
        {
            let rest = &run[skipped..];
            // A single character is left over where the run ends in the middle of a group.
            let whole = rest.len() - usize::from(rest.len() % 4 == 1);
            decoded.extend(engine.decode(&rest[..whole]));
        }
    }
    decoded
}
