//! Which of the TXT records of a name is its SPF record: RFC 7208 sections 3.3 and 4.5.

use super::record::VERSION;
use crate::dns::Txt;

/// The SPF record among the TXT records of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selected {
    /// There is none.
    None,
    /// There is one.
    One(Vec<u8>),
    /// There are so many, and that is as good as none.
    Several(usize),
}

/// Picks the record.
#[must_use]
pub fn select(records: &[Txt]) -> Selected {
    let mut own = records.iter().filter(|record| begins_as_spf(record));
    match (own.next(), own.count()) {
        (None, _) => Selected::None,
        (Some(record), 0) => Selected::One(record.joined()),
        (Some(_), more) => Selected::Several(more + 1),
    }
}

/// [`is_spf`], without the rest of what may be a long record.
fn begins_as_spf(record: &Txt) -> bool {
    let octets = record.strings.iter().flatten().copied();
    is_spf(&octets.take(VERSION.len() + 1).collect::<Vec<_>>())
}

/// Whether it begins with the version, in any case, and a space or nothing behind it.
#[must_use]
pub fn is_spf(record: &[u8]) -> bool {
    let Some((version, behind)) = record.split_at_checked(VERSION.len()) else {
        return false;
    };
    version.eq_ignore_ascii_case(VERSION.as_bytes()) && matches!(behind.first(), None | Some(b' '))
}

/// Whether it is no SPF record and was meant for one: `"v=spf1 -all"` with the quotes in it, `v=spf1;`, `v=spf 1`, `spf1 mx`.
/// Sender ID's `spf2.0` is a record of its own (RFC 4406).
#[must_use]
pub fn is_meant(record: &[u8]) -> bool {
    if is_spf(record) {
        return false;
    }
    let start = String::from_utf8_lossy(&record[..record.len().min(40)]).to_ascii_lowercase();
    let start: String = start
        .chars()
        .filter(|one| one.is_ascii_alphanumeric() || *one == '=')
        .collect();
    ["v=spf", "vspf1", "spf1", "spf=v1", "v==spf1"]
        .iter()
        .any(|wrong| start.starts_with(wrong))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(records: &[&str]) -> Selected {
        let txt = |text: &&str| Txt {
            strings: vec![text.as_bytes().to_vec()],
        };
        select(&records.iter().map(txt).collect::<Vec<_>>())
    }

    #[test]
    fn the_version_ends_at_a_space_or_with_the_record() {
        assert_eq!(
            selected(&["google-site-verification=x", "V=sPf1"]),
            Selected::One(b"V=sPf1".to_vec())
        );
        for other in [
            "v=spf10 -all",
            "v=spf1\t-all",
            "v=spf1;-all",
            " v=spf1 -all",
            "v=spf",
            "",
        ] {
            assert_eq!(selected(&[other]), Selected::None, "{other:?}");
        }
    }

    #[test]
    fn several_are_counted() {
        assert_eq!(
            selected(&["v=spf1 -all", "v=spf10", "v=spf1"]),
            Selected::Several(2)
        );
    }

    #[test]
    fn strings_are_joined_without_a_space() {
        let txt = Txt {
            strings: vec![b"v=spf1 ip4:".to_vec(), b"192.0.2.1".to_vec()],
        };
        assert_eq!(
            select(&[txt]),
            Selected::One(b"v=spf1 ip4:192.0.2.1".to_vec())
        );
        let glued = Txt {
            strings: vec![b"v=spf1".to_vec(), b"mx".to_vec()],
        };
        assert_eq!(select(&[glued]), Selected::None);
    }

    #[test]
    fn what_was_meant_for_a_record_is_seen() {
        for meant in [
            "\"v=spf1 -all\"",
            "v=spf1;mx",
            " v=spf1 mx",
            "v=spf 1 mx",
            "v = spf1 mx",
            "spf1 mx",
            "v=spf10",
            "v=spf1\u{a0}mx",
        ] {
            assert!(is_meant(meant.as_bytes()), "{meant}");
        }
        for other in [
            "v=spf1 -all",
            "spf2.0/pra -all",
            "v=DMARC1; p=none",
            "MS=ms123",
            "",
        ] {
            assert!(!is_meant(other.as_bytes()), "{other}");
        }
    }
}
