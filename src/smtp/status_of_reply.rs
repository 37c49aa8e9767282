//! The enhanced status codes of a reply, and whether it keeps to RFC 2034.

use super::{EnhancedStatusCode, Reply, Violation};

impl Reply {
    /// The enhanced status code where RFC 2034 has it, else as some write it: `#5.1.0` in front (Cisco), `(#5.7.1)` at the end
    /// (qmail and what descends from it).
    #[must_use]
    pub fn status_in_words(&self) -> Option<EnhancedStatusCode> {
        self.enhanced_status_code().or_else(|| {
            let mut lines = self.heard_lines();
            let first = lines.next()?;
            let last = lines.next_back().unwrap_or(first);
            let in_front = first.split(' ').next()?.strip_prefix('#');
            let at_the_end = || {
                let last = last.trim_end_matches('.').split(' ').next_back()?;
                last.strip_prefix("(#")?.strip_suffix(')')
            };
            EnhancedStatusCode::parse(in_front.or_else(at_the_end)?)
        })
    }

    /// What is wrong with the enhanced status codes of a reply, where RFC 2034 section 4 asks for them: not in the greeting
    /// and in replies to EHLO and HELO, which the caller leaves out, nor in 3yz. `offered`: ENHANCEDSTATUSCODES is.
    #[must_use]
    pub fn enhanced_code_violation(&self, offered: bool) -> Option<Violation> {
        let class = self.code.value() / 100;
        if !matches!(class, 2 | 4 | 5) {
            return None;
        }
        let first_word = |line: &str| EnhancedStatusCode::parse(line.split(' ').next()?);
        let other_class = self
            .heard_lines()
            .filter_map(first_word)
            .find(|enhanced| u16::from(enhanced.class) != class);
        match other_class {
            Some(enhanced) => Some(Violation::EnhancedCodeContradicts {
                code: self.code,
                enhanced,
            }),
            None if offered && self.enhanced_status_code().is_none() => {
                Some(Violation::EnhancedCodeMissing {
                    reply: self.clone(),
                })
            }
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smtp::ReplyCode;

    fn violation(code: u16, lines: &[&str], offered: bool) -> Option<&'static str> {
        let reply = Reply::new(
            ReplyCode::new(code).unwrap(),
            lines.iter().map(ToString::to_string).collect(),
        );
        reply
            .enhanced_code_violation(offered)
            .map(|violation| violation.id())
    }

    #[test]
    fn the_class_is_that_of_the_reply_code() {
        for (code, line) in [(250, "2.1.0 ok"), (450, "4.7.1 later"), (550, "5.1.1 no")] {
            assert_eq!(violation(code, &[line], true), None);
        }
        for (code, line) in [(550, "4.7.1 no"), (450, "5.7.1 later"), (250, "5.0.0 ok")] {
            for offered in [true, false] {
                assert_eq!(
                    violation(code, &[line], offered),
                    Some("enhanced-code-contradicts")
                );
            }
        }
        assert_eq!(
            violation(550, &["5.1.1 no", "4.1.1 really"], true),
            Some("enhanced-code-contradicts")
        );
    }

    #[test]
    fn a_code_is_found_as_cisco_and_qmail_write_it() {
        let status = |text: &str| {
            let status = Reply::of(550, text).status_in_words();
            status.map(|code| code.to_string()).unwrap_or_default()
        };
        assert_eq!(status("5.1.1 no"), "5.1.1");
        assert_eq!(status("#5.1.0 Address rejected."), "5.1.0");
        assert_eq!(status("Sorry, message refused (#5.7.1)"), "5.7.1");
        assert_eq!(status("sorry (#5.7.1)."), "5.7.1");
        assert_eq!(status("Loop detected. (#id-5.9.0)"), "");
        assert_eq!(Reply::of(550, "#5.1.0 no").enhanced_status_code(), None);
    }

    #[test]
    fn a_code_is_missed_only_where_it_was_promised() {
        assert_eq!(violation(250, &["ok"], false), None);
        assert_eq!(violation(250, &["ok"], true), Some("enhanced-code-missing"));
        assert_eq!(violation(250, &[], true), Some("enhanced-code-missing"));
    }

    #[test]
    fn replies_of_3yz_and_of_no_class_have_none() {
        for code in [334, 354, 0, 650] {
            assert_eq!(violation(code, &["go on"], true), None);
            assert_eq!(violation(code, &["2.0.0 go on"], true), None);
        }
    }
}
