//! TXT records: character strings of octets, in what is no character set in particular. RFC 1035 section 3.3.14.

/// A TXT record as it stands in the DNS.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Txt {
    /// Its character strings, each of at most 255 octets.
    pub strings: Vec<Vec<u8>>,
}

impl Txt {
    /// The strings one after the other with nothing in between, as SPF, MTA-STS and DKIM read them (RFC 7208 section 3.3, RFC 8461
    /// section 3.1, RFC 6376 section 3.6.2.2).
    #[must_use]
    pub fn joined(&self) -> Vec<u8> {
        self.strings.concat()
    }

    /// The same as text; octets that are no UTF-8 are replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.joined()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_joined_without_a_space() {
        let record = Txt {
            strings: vec![b"v=spf1 .... first".to_vec(), b"second string...".to_vec()],
        };
        assert_eq!(record.joined(), b"v=spf1 .... firstsecond string...");
    }

    /// An octet that is no text stays what it is, and so does a character that two strings share.
    #[test]
    fn octets_are_kept_as_they_are() {
        let record = Txt {
            strings: vec![b"caf\xC3".to_vec(), b"\xA9\xFF".to_vec()],
        };
        assert_eq!(record.joined(), b"caf\xC3\xA9\xFF");
        assert_eq!(record.text(), "caf\u{e9}\u{fffd}");
    }
}
