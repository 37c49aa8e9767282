//! TLSA records (RFC 6698 section 2.1), as mail servers read them (RFC 7672 section 3.1).

use crate::{
    dns::Tlsa,
    record::{explained::Explained, fault::Effect},
};

/// So many hexadecimal digits at least: what is shorter is no hash and not a record that anybody writes.
const FEWEST_DIGITS: usize = 16;

/// `3 1 1 HEX`. Without its type before it only what looks like it counts as one.
pub(super) fn explain(text: &str, is_said: bool) -> Option<Explained> {
    let title = "TLSA: which certificate a server may show (DANE, RFC 6698, RFC 7672)";
    let mut explained = Explained::new(title, text);
    let mut rest = text;
    let mut numbers = [0u8; 3];
    for (index, number) in numbers.iter_mut().enumerate() {
        let word = next(&mut rest);
        let position = text.len() - rest.len() - word.len();
        match word.parse() {
            Ok(read) => *number = read,
            Err(_) if !is_said => return None,
            Err(_) => {
                let what = ["usage", "selector", "matching type"][index];
                let text = format!("here stands the {what}, a number from 0 to 255");
                explained.fault(position, Effect::Void, text);
                return Some(explained);
            }
        }
        explained.part(word, meaning(index, *number));
    }
    let start = text.len() - rest.trim_start().len();
    let is_space = |it: char| it.is_ascii_whitespace() || matches!(it, '(' | ')');
    let digits: String = rest.chars().filter(|it| !is_space(*it)).collect();
    let is_wrong = |it: char| !it.is_ascii_hexdigit() && !is_space(it);
    let wrong = text[start..].find(is_wrong);
    if !is_said && (wrong.is_some() || digits.len() < FEWEST_DIGITS) {
        return None;
    }
    let [usage, selector, matching_type] = numbers;
    explained.part(&digits, data(selector, matching_type, digits.len() / 2));
    if let Some(at) = wrong {
        explained.fault(start + at, Effect::Void, "this is no hexadecimal digit");
    } else if digits.len() % 2 == 1 {
        let fault = "half an octet is missing: the number of hexadecimal digits is odd";
        explained.fault(text.len(), Effect::Void, fault);
    } else {
        let record = Tlsa {
            usage,
            selector,
            matching_type,
            data: vec![0; digits.len() / 2],
        };
        if let Some(why) = record.unusable() {
            let at = if usage > 1 && usage < 4 { start } else { 0 };
            explained.fault(at, Effect::Void, why);
        }
    }
    Some(explained)
}

/// The first word of what is left.
fn next<'a>(rest: &mut &'a str) -> &'a str {
    let text = rest.trim_start();
    let end = text.find(|it: char| it.is_ascii_whitespace());
    let (word, behind) = text.split_at(end.unwrap_or(text.len()));
    *rest = behind;
    word
}

const fn meaning(index: usize, number: u8) -> &'static str {
    match (index, number) {
        (0, 0) => {
            "usage PKIX-TA: an authority, and its certificate must be trusted too; not for mail"
        }
        (0, 1) => {
            "usage PKIX-EE: the server's certificate, which must be trusted too; not for mail"
        }
        (0, 2) => "usage DANE-TA: the certificate of an authority that signed the server's",
        (0, 3) => {
            "usage DANE-EE: the certificate of the server itself; neither names nor dates count"
        }
        (0, _) => "a usage that does not exist",
        (1, 0) => "selector: the whole certificate",
        (1, 1) => "selector: its public key, which may stay when the certificate is renewed",
        (1, _) => "a selector that does not exist",
        (_, 0) => "matching type: as it is, without a hash",
        (_, 1) => "matching type: its SHA-256",
        (_, 2) => "matching type: its SHA-512",
        (_, _) => "a matching type that does not exist",
    }
}

fn data(selector: u8, matching_type: u8, octets: usize) -> String {
    let what = match selector {
        1 => "public key",
        _ => "certificate",
    };
    match matching_type {
        1 => format!("the SHA-256 of the {what}, {octets} octets"),
        2 => format!("the SHA-512 of the {what}, {octets} octets"),
        _ => format!("the {what}, {octets} octets"),
    }
}
