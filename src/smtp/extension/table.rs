//! How the row about an EHLO keyword is found. The rows are in `registered` and `unregistered`.

use super::{registered, row::Known, unregistered};

/// Every row: the registered keywords, then the others.
pub fn all() -> impl Iterator<Item = &'static Known> {
    registered::ROWS.iter().chain(unregistered::ROWS)
}

/// What is known about a keyword, without regard to case. `XVERP=Courier` is found as `XVERP`, a keyword that a
/// firewall blanked out as that.
#[must_use]
pub fn known(keyword: &str) -> Option<&'static Known> {
    let bare = keyword.split('=').next().unwrap_or(keyword);
    all()
        .find(|row| row.keyword.eq_ignore_ascii_case(bare))
        .or_else(|| is_blanked_out(bare).then_some(&unregistered::BLANKED_OUT))
}

/// Cisco's inspection of SMTP overwrites keywords that it does not let through, all but the last letter at most.
fn is_blanked_out(keyword: &str) -> bool {
    let (blanked, last) = keyword.as_bytes().split_at(keyword.len().saturating_sub(1));
    blanked.len() >= 3
        && blanked.iter().all(|byte| *byte == b'X')
        && last.iter().all(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_has_one_row() {
        let mut keywords: Vec<&str> = all().map(|row| row.keyword).collect();
        let rows = keywords.len();
        keywords.sort_unstable();
        keywords.dedup();
        assert_eq!(keywords.len(), rows);
    }

    #[test]
    fn every_row_says_something_short() {
        for row in all().chain([&unregistered::BLANKED_OUT]) {
            assert!(!row.reference.is_empty(), "{}", row.keyword);
            let length = row.sentence.chars().count();
            assert!((10..=72).contains(&length), "{}: {length}", row.keyword);
            assert!(!row.sentence.ends_with('.'), "{}", row.keyword);
            assert_eq!(row.keyword, row.keyword.to_ascii_uppercase());
        }
    }

    #[test]
    fn no_registered_keyword_begins_with_x() {
        for row in registered::ROWS {
            assert!(
                row.registered && !row.keyword.starts_with('X'),
                "RFC 5321 section 2.2.2: {}",
                row.keyword
            );
        }
        assert!(unregistered::ROWS.iter().all(|row| !row.registered));
    }

    #[test]
    fn the_registry_of_iana_is_complete() {
        let registry = "SEND SOML SAML VRFY EXPN HELP TURN 8BITMIME SIZE VERB ONEX CHUNKING BINARYMIME CHECKPOINT \
            DELIVERBY PIPELINING DSN ETRN ENHANCEDSTATUSCODES STARTTLS NO-SOLICITING MTRK SUBMITTER ATRN AUTH \
            FUTURERELEASE UTF8SMTP SMTPUTF8 CONNEG CONPERM BURL MT-PRIORITY RRVS REQUIRETLS LIMITS";
        for keyword in registry.split_whitespace() {
            assert!(
                known(keyword).is_some_and(|row| row.registered),
                "{keyword}"
            );
        }
    }

    #[test]
    fn case_does_not_matter() {
        assert_eq!(known("enhancedStatusCodes").unwrap().reference, "RFC 2034");
        assert_eq!(known("xclient").unwrap().keyword, "XCLIENT");
        assert!(known("").is_none());
        assert!(known("SIZ").is_none());
    }

    #[test]
    fn a_vendor_suffix_after_an_equals_sign_is_passed_over() {
        assert_eq!(known("XVERP=Courier").unwrap().keyword, "XVERP");
    }

    #[test]
    fn keywords_blanked_out_by_a_firewall_are_recognised() {
        for keyword in ["XXXXXXXA", "XXXXXXXB", "XXXA", "XXXXXXXXXXXXXXXXXXX"] {
            assert!(
                known(keyword).unwrap().sentence.contains("firewall"),
                "{keyword}"
            );
        }
        for keyword in ["XXA", "XXXXEN", "XXX", "XXXX1"] {
            assert!(known(keyword).is_none(), "{keyword}");
        }
    }
}
