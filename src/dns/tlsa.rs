//! TLSA records: which certificates a server may show. RFC 6698 section 2, RFC 7671, RFC 7672 section 3.1 (what they mean
//! to mail servers).

use std::fmt::{self, Write};

/// A TLSA record as it stands in the DNS.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tlsa {
    /// 0 PKIX-TA, 1 PKIX-EE, 2 DANE-TA, 3 DANE-EE.
    pub usage: u8,
    /// 0 the certificate, 1 its public key.
    pub selector: u8,
    /// 0 as it is, 1 its SHA-256, 2 its SHA-512.
    pub matching_type: u8,
    /// The certificate association data.
    pub data: Vec<u8>,
}

impl Tlsa {
    /// Why a sending mail server cannot use the record; `None` when it can.
    #[must_use]
    pub fn unusable(&self) -> Option<String> {
        match (
            self.usage,
            self.selector,
            self.matching_type,
            self.data.len(),
        ) {
            (0 | 1, ..) => {
                Some("mail servers do not use usages 0 and 1 (RFC 7672 section 3.1.3)".to_owned())
            }
            (4.., ..) => Some(format!("usage {} is not assigned", self.usage)),
            (_, 2.., ..) => Some(format!("selector {} is not assigned", self.selector)),
            (_, _, 3.., _) => Some(format!(
                "matching type {} is not assigned",
                self.matching_type
            )),
            (.., 1, length) if length != 32 => {
                Some(format!("a SHA-256 has 32 bytes, this has {length}"))
            }
            (.., 2, length) if length != 64 => {
                Some(format!("a SHA-512 has 64 bytes, this has {length}"))
            }
            (.., 0) => Some("it has no data".to_owned()),
            _ => None,
        }
    }

    /// The data in lower-case hexadecimal.
    #[must_use]
    pub fn hexadecimal(&self) -> String {
        self.data.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Usage, selector and matching type as they are spoken of: `3 1 1`.
    #[must_use]
    pub fn kind(&self) -> String {
        format!("{} {} {}", self.usage, self.selector, self.matching_type)
    }
}

/// As in a zone file.
impl fmt::Display for Tlsa {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.kind(), self.hexadecimal())
    }
}

/// The name that TLSA records for TCP stand at (RFC 6698 section 3).
#[must_use]
pub fn tlsa_name(host: &str, port: u16) -> String {
    format!("_{port}._tcp.{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tlsa(usage: u8, selector: u8, matching_type: u8, length: usize) -> Tlsa {
        Tlsa {
            usage,
            selector,
            matching_type,
            data: vec![0xAB; length],
        }
    }

    #[test]
    fn usages_2_and_3_are_for_mail_servers() {
        for usage in [2, 3] {
            for selector in [0, 1] {
                assert_eq!(tlsa(usage, selector, 1, 32).unusable(), None);
                assert_eq!(tlsa(usage, selector, 2, 64).unusable(), None);
                assert_eq!(tlsa(usage, selector, 0, 300).unusable(), None);
            }
        }
    }

    #[test]
    fn what_cannot_be_used_says_why() {
        for (record, part) in [
            (tlsa(0, 0, 1, 32), "usages 0 and 1"),
            (tlsa(1, 1, 1, 32), "usages 0 and 1"),
            (tlsa(4, 1, 1, 32), "usage 4"),
            (tlsa(3, 2, 1, 32), "selector 2"),
            (tlsa(3, 1, 3, 32), "matching type 3"),
            (tlsa(3, 1, 1, 31), "this has 31"),
            (tlsa(3, 1, 2, 32), "this has 32"),
            (tlsa(3, 1, 0, 0), "no data"),
        ] {
            assert!(
                record.unusable().is_some_and(|why| why.contains(part)),
                "{record}"
            );
        }
    }

    #[test]
    fn it_is_written_as_in_a_zone_file() {
        assert_eq!(tlsa(3, 1, 1, 2).to_string(), "3 1 1 abab");
        assert_eq!(tlsa_name("mx1.example.com", 25), "_25._tcp.mx1.example.com");
    }
}
