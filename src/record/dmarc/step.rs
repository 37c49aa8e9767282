//! A record with another policy, all else as it is: what an owner publishes who goes one step further. RFC 9989 section 4.7.

use super::{disposition::Disposition, record::Record};
use crate::record::{fault::Effect, tag_list::TagList};

/// The record with this policy, and not on trial. Tags that no receiver reads are left out. None where it is not to be read.
#[must_use]
pub fn with_policy(text: &str, policy: Disposition) -> Option<String> {
    let list = TagList::parse(text);
    let read = Record::parse(text);
    let is_whole = text.is_ascii() && !text.contains(['\\', '"']) && !text.ends_with(']');
    if !is_whole {
        return None;
    }
    let is_ignored = |start: usize, end: usize| {
        let mut faults = read.faults.iter();
        faults
            .any(|fault| fault.effect >= Effect::Ignored && (start..end).contains(&fault.position))
    };
    let mut names = vec!["v", "p", "t"];
    let mut tags = vec!["v=DMARC1".to_owned(), format!("p={}", policy.word())];
    for tag in &list.tags {
        let value = tag.value.trim_end();
        let end = tag.value_position + tag.value.len().max(1);
        if names.contains(&tag.name) || is_ignored(tag.position, end) {
            continue;
        }
        names.push(tag.name);
        tags.push(format!("{}={value}", tag.name));
    }
    Some(tags.join("; "))
}

impl Disposition {
    /// One step stricter.
    #[must_use]
    pub const fn stricter(self) -> Option<Self> {
        match self {
            Self::None => Some(Self::Quarantine),
            Self::Quarantine => Some(Self::Reject),
            Self::Reject => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quarantine(text: &str) -> String {
        with_policy(text, Disposition::Quarantine).unwrap()
    }

    #[test]
    fn all_but_the_policy_stays() {
        for (text, expected) in [
            (
                "v=DMARC1; p=none; rua=mailto:a@example.com; adkim=s",
                "v=DMARC1; p=quarantine; rua=mailto:a@example.com; adkim=s",
            ),
            (
                "v=DMARC1;p=none;sp=reject;",
                "v=DMARC1; p=quarantine; sp=reject",
            ),
            ("v=DMARC1; p=quarantine; t=y", "v=DMARC1; p=quarantine"),
            (
                "v=DMARC1; rua=mailto:a@example.com",
                "v=DMARC1; p=quarantine; rua=mailto:a@example.com",
            ),
            (
                "v=DMARC1; p=none; sp=rejct; np=reject",
                "v=DMARC1; p=quarantine; np=reject",
            ),
            ("v=DMARC1; p=none; p=reject", "v=DMARC1; p=quarantine"),
        ] {
            let stricter = quarantine(text);
            assert_eq!(stricter, expected);
            assert!(Record::parse(&stricter).faults.is_empty(), "{stricter}");
        }
        assert_eq!(
            with_policy("v=DMARC1; p=none; \\x01", Disposition::Reject),
            None
        );
    }
}
