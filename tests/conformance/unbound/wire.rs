//! Records in the text form of zone files (RFC 1035 section 5.1) as octets, for the types that the scenarios use.

use std::net::{Ipv4Addr, Ipv6Addr};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A record as it stands in a message.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// In lower case, with final dot.
    pub(super) owner: String,
    pub(super) kind: u16,
    pub(super) ttl: u32,
    pub(super) data: Vec<u8>,
    /// The name that the data of NS, CNAME and DNAME consists of.
    pub(super) target: Option<String>,
}

const TYPES: &[(&str, u16)] = &[
    ("A", 1),
    ("NS", 2),
    ("CNAME", 5),
    ("SOA", 6),
    ("NULL", 10),
    ("PTR", 12),
    ("HINFO", 13),
    ("MX", 15),
    ("TXT", 16),
    ("RP", 17),
    ("AFSDB", 18),
    ("SIG", 24),
    ("KEY", 25),
    ("PX", 26),
    ("AAAA", 28),
    ("LOC", 29),
    ("NXT", 30),
    ("SRV", 33),
    ("NAPTR", 35),
    ("DNAME", 39),
    ("APL", 42),
    ("DS", 43),
    ("SSHFP", 44),
    ("RRSIG", 46),
    ("NSEC", 47),
    ("DNSKEY", 48),
    ("NSEC3", 50),
    ("NSEC3PARAM", 51),
    ("TLSA", 52),
    ("CDS", 59),
    ("CDNSKEY", 60),
    ("SPF", 99),
    ("ANY", 255),
    ("CAA", 257),
];

pub(super) fn kind(text: &str) -> Option<u16> {
    let upper = text.to_ascii_uppercase();
    let known = TYPES.iter().find(|(name, _)| *name == upper);
    match known {
        Some((_, number)) => Some(*number),
        None => upper.strip_prefix("TYPE")?.parse().ok(),
    }
}

pub(super) fn name(text: &str) -> String {
    let text = text.to_ascii_lowercase();
    match text.ends_with('.') {
        true => text,
        false => text + ".",
    }
}

/// The octets of a name; backslash and three digits as one octet.
pub(super) fn name_octets(text: &str) -> Vec<u8> {
    let mut labels: Vec<Vec<u8>> = vec![Vec::new()];
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'.' => labels.push(Vec::new()),
            b'\\' => {
                let escaped = match rest.next() {
                    Some(digit) if digit.is_ascii_digit() => {
                        let digits = [digit, rest.next().unwrap(), rest.next().unwrap()];
                        std::str::from_utf8(&digits).unwrap().parse().unwrap()
                    }
                    other => other.unwrap(),
                };
                labels.last_mut().unwrap().push(escaped);
            }
            plain => labels.last_mut().unwrap().push(plain),
        }
    }
    let mut octets = Vec::new();
    for label in labels.iter().filter(|label| !label.is_empty()) {
        octets.push(u8::try_from(label.len()).unwrap());
        octets.extend(label);
    }
    octets.push(0);
    octets
}

/// Reads one record; `None` for what these scenarios do not need.
pub(super) fn record(line: &str) -> Option<Record> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let owner = name(words.first()?);
    let mut ttl = 3600;
    let mut at = 1;
    loop {
        let word = *words.get(at)?;
        match word.parse() {
            Ok(number) => ttl = number,
            Err(_) if word.eq_ignore_ascii_case("IN") => {}
            Err(_) => break,
        }
        at += 1;
    }
    let kind = kind(words[at])?;
    let words = &words[at + 1..];
    let target = matches!(kind, 2 | 5 | 39).then(|| words.first().map(|word| name(word)));
    Some(Record {
        owner,
        kind,
        ttl,
        data: data(kind, words)?,
        target: target.flatten(),
    })
}

fn data(kind: u16, words: &[&str]) -> Option<Vec<u8>> {
    let number = |at: usize| words.get(at)?.parse::<u32>().ok();
    let short = |at: usize| Some(u16::try_from(number(at)?).ok()?.to_be_bytes());
    let byte = |at: usize| u8::try_from(number(at)?).ok();
    if words.first() == Some(&"\\#") {
        return hexadecimal(&words.get(2..)?.concat());
    }
    Some(match kind {
        1 => words.first()?.parse::<Ipv4Addr>().ok()?.octets().to_vec(),
        28 => words.first()?.parse::<Ipv6Addr>().ok()?.octets().to_vec(),
        2 | 5 | 12 | 39 => name_octets(words.first()?),
        6 => {
            let mut data = [name_octets(words.first()?), name_octets(words.get(1)?)].concat();
            for at in 2..7 {
                data.extend(number(at)?.to_be_bytes());
            }
            data
        }
        15 => [&short(0)?[..], &name_octets(words.get(1)?)].concat(),
        16 | 99 => {
            let text = words.join(" ");
            let text = text.trim_matches('"');
            [&[u8::try_from(text.len()).ok()?], text.as_bytes()].concat()
        }
        33 => [
            &short(0)?[..],
            &short(1)?,
            &short(2)?,
            &name_octets(words.get(3)?),
        ]
        .concat(),
        43 | 59 => {
            let mut data = short(0)?.to_vec();
            data.extend([algorithm(words.get(1)?)?, byte(2)?]);
            data.extend(hexadecimal(&words.get(3..)?.concat())?);
            data
        }
        46 => signature(words)?,
        47 => [name_octets(words.first()?), bitmap(&words[1..])?].concat(),
        48 | 60 => {
            let mut data = short(0)?.to_vec();
            data.extend([byte(1)?, algorithm(words.get(2)?)?]);
            data.extend(STANDARD.decode(words.get(3..)?.concat()).ok()?);
            data
        }
        50 => {
            let mut data = vec![byte(0)?, byte(1)?];
            data.extend(short(2)?);
            data.extend(salt(words.get(3)?)?);
            let next = base32(words.get(4)?)?;
            data.push(u8::try_from(next.len()).ok()?);
            data.extend(next);
            data.extend(bitmap(&words[5..])?);
            data
        }
        51 => {
            let mut data = vec![byte(0)?, byte(1)?];
            data.extend(short(2)?);
            data.extend(salt(words.get(3)?)?);
            data
        }
        _ => return None,
    })
}

fn signature(words: &[&str]) -> Option<Vec<u8>> {
    let mut data = kind(words.first()?)?.to_be_bytes().to_vec();
    data.push(algorithm(words.get(1)?)?);
    data.push(words.get(2)?.parse().ok()?);
    data.extend(words.get(3)?.parse::<u32>().ok()?.to_be_bytes());
    data.extend(seconds(words.get(4)?)?.to_be_bytes());
    data.extend(seconds(words.get(5)?)?.to_be_bytes());
    data.extend(words.get(6)?.parse::<u16>().ok()?.to_be_bytes());
    data.extend(name_octets(words.get(7)?));
    data.extend(STANDARD.decode(words.get(8..)?.concat()).ok()?);
    Some(data)
}

/// `20070916134226` in UTC, modulo 2^32.
pub(super) fn seconds(text: &str) -> Option<u32> {
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i8>().ok();
    let date = jiff::civil::date(text.get(..4)?.parse().ok()?, part(4..6)?, part(6..8)?);
    let civil = date.at(part(8..10)?, part(10..12)?, part(12..14)?, 0);
    let stamp = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    Some(stamp.as_second() as u32)
}

fn algorithm(word: &str) -> Option<u8> {
    match word {
        "RSASHA1" => Some(5),
        "DSA" => Some(3),
        "RSASHA256" => Some(8),
        other => other.parse().ok(),
    }
}

fn salt(word: &str) -> Option<Vec<u8>> {
    let salt = match word {
        "-" => Vec::new(),
        text => hexadecimal(text)?,
    };
    Some([vec![u8::try_from(salt.len()).ok()?], salt].concat())
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| digit.to_digit(16).map(|digit| digit as u8))
        .collect::<Option<_>>()?;
    Some(
        digits
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |sum, digit| sum << 4 | digit))
            .collect(),
    )
}

fn base32(text: &str) -> Option<Vec<u8>> {
    let (mut buffer, mut bits, mut octets) = (0_u32, 0, Vec::new());
    for digit in text.chars() {
        buffer = (buffer << 5 | digit.to_digit(32)?) & 0xffff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            octets.push((buffer >> bits) as u8);
        }
    }
    Some(octets)
}

/// RFC 4034 section 4.1.2.
fn bitmap(words: &[&str]) -> Option<Vec<u8>> {
    let mut types: Vec<u16> = words.iter().map(|word| kind(word)).collect::<Option<_>>()?;
    types.sort_unstable();
    let mut data: Vec<u8> = Vec::new();
    for window in 0..=255_u8 {
        let mut bits = [0_u8; 32];
        let of_window = types.iter().filter(|kind| kind.to_be_bytes()[0] == window);
        for kind in of_window {
            let low = kind.to_be_bytes()[1];
            bits[usize::from(low / 8)] |= 0x80 >> (low % 8);
        }
        if let Some(last) = bits.iter().rposition(|byte| *byte != 0) {
            data.extend([window, last as u8 + 1]);
            data.extend(&bits[..=last]);
        }
    }
    Some(data)
}
