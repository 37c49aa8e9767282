//! Trust anchors from a file: DNSKEY records as tools write them. RFC 4034 section 2.2.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::name::absolute;
use super::validation::Anchors;
use crate::net::file::{self, MOST_PEM};
use crate::text::visible;

/// Trust anchors that the user gave.
#[derive(Clone, Debug)]
pub struct GivenAnchors {
    pub(super) keys: Anchors,
}

impl GivenAnchors {
    #[cfg(test)]
    pub(super) const fn of(keys: Anchors) -> Self {
        Self { keys }
    }

    /// Reads them from a file of DNSKEY records as dig, keymgr and zone files write them.
    ///
    /// # Errors
    /// A fragment that says what is wrong with the file.
    pub fn from_file(path: &Path) -> Result<Self, String> {
        let bytes =
            file::read(path, MOST_PEM).map_err(|error| visible(error.to_string().as_bytes()))?;
        let text = str::from_utf8(&bytes).map_err(|_| "it is not text".to_owned())?;
        Self::parse(text)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut keys = Anchors::default();
        for record in records(text) {
            let words: Vec<&str> = record.split_whitespace().collect();
            let Some(at) = words
                .iter()
                .position(|word| word.eq_ignore_ascii_case("DNSKEY"))
            else {
                continue;
            };
            let wrong = || {
                format!(
                    "this is no DNSKEY record: {}",
                    visible(record.trim().as_bytes())
                )
            };
            let owner = words
                .first()
                .and_then(|owner| absolute(owner).ok())
                .ok_or_else(wrong)?;
            let (algorithm, key) = public_key(&words[at + 1..]).ok_or_else(wrong)?;
            keys.insert_key(owner, algorithm, key);
        }
        match keys.is_empty() {
            true => Err(
                "it has no DNSKEY record (DS records do not do; dig DNSKEY shows the keys)"
                    .to_owned(),
            ),
            false => Ok(Self { keys }),
        }
    }
}

/// Lines without their comments; parentheses join lines (RFC 1035 section 5.1).
fn records(text: &str) -> Vec<String> {
    let mut records = vec![String::new()];
    let mut depth = 0_i32;
    for line in text.lines() {
        for character in line.split(';').next().unwrap_or_default().chars() {
            match character {
                '(' => depth += 1,
                ')' => depth -= 1,
                other => records
                    .last_mut()
                    .map(|record| record.push(other))
                    .unwrap_or_default(),
            }
        }
        match depth {
            0 => records.push(String::new()),
            _ => records
                .last_mut()
                .map(|record| record.push(' '))
                .unwrap_or_default(),
        }
    }
    records
}

/// Flags, protocol 3, algorithm, key (RFC 4034 section 2.2).
fn public_key(words: &[&str]) -> Option<(u8, Vec<u8>)> {
    let [flags, "3", algorithm, key @ ..] = words else {
        return None;
    };
    flags.parse::<u16>().ok()?;
    let key = STANDARD
        .decode(key.concat())
        .ok()
        .filter(|key| !key.is_empty())?;
    Some((algorithm.parse().ok()?, key))
}

#[cfg(test)]
mod tests {
    use hickory_resolver::proto::rr::Name;

    use super::*;

    /// A root key as keymgr writes it, and the same as dig +multiline does.
    const KEY: &str =
        "gpNsSOWZ2gDc1Scii15p+nqk3Jr+z8w3ZVNbKc6Cwl/0GrG2U5/wxkRedi2dDv7tYT230eLPEXI50+h3xE3TWw==";

    fn error(text: &str) -> String {
        GivenAnchors::parse(text).map(|_| ()).unwrap_err()
    }

    #[test]
    fn keys_are_read_as_tools_write_them() {
        let of = |owner| {
            let mut keys = Anchors::default();
            keys.insert_key(owner, 13, STANDARD.decode(KEY).unwrap());
            keys
        };
        for text in [
            format!(". DNSKEY 257 3 13 {KEY}\n"),
            format!("; the root\n.\t172800\tIN\tDNSKEY\t257 3 13 {KEY} ; key id = 1\n"),
            format!(
                ".  60 IN DNSKEY 257 3 13 (\n   {}\n   {} ) ; KSK\n",
                &KEY[..40],
                &KEY[40..]
            ),
        ] {
            let anchors = GivenAnchors::parse(&text).unwrap();
            assert_eq!(anchors.keys, of(Name::root()), "{text}");
        }
        let other = GivenAnchors::parse(&format!("example.test. DNSKEY 257 3 13 {KEY}")).unwrap();
        assert_eq!(other.keys, of(Name::from_ascii("example.test.").unwrap()));
    }

    #[test]
    fn what_is_no_key_is_told() {
        assert!(error("").contains("no DNSKEY record"));
        assert!(error(". IN DS 20326 8 2 E06D44B8").contains("no DNSKEY record"));
        assert!(error(". DNSKEY 257 3 13 ???").contains(". DNSKEY 257 3 13 ???"));
        assert!(error(". DNSKEY 257 3").contains("this is no DNSKEY record"));
    }
}
