//! The names that are made of what a record says, and which of them can be asked for: RFC 7208 sections 4.3, 4.8 and 7.3, RFC
//! 1035 section 2.3.4.

const LONGEST_LABEL: usize = 63;
const LONGEST_NAME: usize = 253;

/// A name to ask for: what is too long is cut by whole labels from the left (RFC 7208 section 7.3); in lower case, without final
/// dot. `None`: no question can be made of it, and it stands for a name that does not exist (section 4.8).
pub(super) fn askable(text: &str) -> Option<String> {
    let mut text = text.strip_suffix('.').unwrap_or(text);
    while text.len() > LONGEST_NAME {
        text = text.split_once('.')?.1;
    }
    let is_label = |label: &str| (1..=LONGEST_LABEL).contains(&label.len());
    let is_name = text.is_ascii() && text.split('.').all(is_label);
    is_name.then(|| text.to_ascii_lowercase())
}

/// A domain with which a check begins: of letters, digits, hyphens and underscores, and of more than one label (section 4.3). The
/// address literal of a HELO is none.
pub(super) fn checkable(domain: &str) -> Option<String> {
    let text = domain.strip_suffix('.').unwrap_or(domain);
    let may_stand = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let is_domain = text.len() <= LONGEST_NAME && text.contains('.') && text.bytes().all(may_stand);
    askable(text).filter(|_| is_domain)
}

/// Whether a name is this domain or one below it.
pub(super) fn is_within(name: &str, domain: &str) -> bool {
    let (name, domain) = (name.to_ascii_lowercase(), domain.to_ascii_lowercase());
    let name = name.strip_suffix('.').unwrap_or(&name);
    name.strip_suffix(domain.as_str())
        .is_some_and(|above| above.is_empty() || above.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_loses_labels_on_the_left() {
        let long = format!("{}.{}", "a".repeat(60), "bcd.".repeat(62));
        assert_eq!(long.len(), 61 + 248);
        assert_eq!(
            askable(&long).as_deref(),
            Some("bcd.".repeat(62).trim_end_matches('.'))
        );
        assert_eq!(askable(&"a".repeat(300)), None);
        let fits = format!("{}bcde", "abc.".repeat(62));
        assert_eq!(fits.len(), 252);
        assert_eq!(askable(&format!("{fits}f.")), Some(format!("{fits}f")));
        assert_eq!(
            askable(&format!("{fits}fg")),
            Some(format!("{}bcdefg", "abc.".repeat(61)))
        );
    }

    #[test]
    fn labels_have_an_octet_at_least_and_63_at_most() {
        assert_eq!(askable("A.Example."), Some("a.example".to_owned()));
        assert_eq!(askable("a b:%.example"), Some("a b:%.example".to_owned()));
        for none in [
            "",
            ".",
            "a..b",
            ".a",
            "a..",
            "\u{e9}.example",
            &format!("{}.example", "a".repeat(64)),
        ] {
            assert_eq!(askable(none), None, "{none}");
        }
    }

    #[test]
    fn a_check_begins_with_a_domain_of_several_labels() {
        assert_eq!(
            checkable("_spf.Example.com"),
            Some("_spf.example.com".to_owned())
        );
        for none in ["example", "[192.0.2.1]", "a b.example", "", "example..com"] {
            assert_eq!(checkable(none), None, "{none}");
        }
    }

    #[test]
    fn a_name_is_within_itself_and_above() {
        assert!(
            is_within("Mail.Example.com.", "example.COM")
                && is_within("example.com", "example.com")
        );
        assert!(!is_within("badexample.com", "example.com") && !is_within("com", "example.com"));
    }
}
