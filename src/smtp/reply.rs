//! Replies of a server: RFC 5321 section 4.2. Cutting them out of a byte stream is [`super::Session`]'s work; what
//! EHLO keywords mean is not here either.

use std::{borrow::Cow, fmt, sync::Arc};

use serde::Serialize;
use zeroize::Zeroizing;

use super::{EnhancedStatusCode, ReplyCode, line::opening};
use crate::text::{LONGEST_SHOWN, shortened};

/// Room for the words that count what was cut, so that what was cut once is not cut again.
const COUNT: usize = 32;

/// A last line that is quoted behind what was cut: the longest that RFC 5321 section 4.5.3.1.5 allows.
const LONGEST_LAST: usize = 512;

/// One reply, of one line or more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reply {
    /// The code; of lines that differ in it, the last line's.
    pub code: ReplyCode,
    /// What follows code and separator in each line, safe to show. A line without a code is here as a whole.
    pub lines: Vec<String>,
    /// The same with what is masked there, for [`Self::words`].
    #[serde(skip)]
    #[cfg_attr(test, schemars(skip))]
    pub(super) heard: Heard,
}

/// The words of a reply in which a secret is masked, as they came: to be judged, and never shown. Nothing where nothing is
/// masked. Zeroed when dropped; it is no part of what makes two replies the same.
#[derive(Clone, Default)]
pub(super) struct Heard(Option<Arc<Words>>);

struct Words {
    text: Zeroizing<String>,
    /// Where each line ends.
    ends: Vec<usize>,
}

impl Words {
    fn lines(&self) -> impl Iterator<Item = &str> {
        let begins = std::iter::once(0).chain(self.ends.iter().map(|end| end + 1));
        let places = begins.zip(&self.ends);
        places.filter_map(|(begin, end)| self.text.get(begin..*end))
    }
}

impl Heard {
    /// These lines, one after the other.
    pub(super) fn of(lines: &[&str]) -> Self {
        let ends = lines.iter().scan(0, |next, line| {
            let end = *next + line.len();
            *next = end + 1;
            Some(end)
        });
        Self(Some(Arc::new(Words {
            text: Zeroizing::new(lines.join(" ")),
            ends: ends.collect(),
        })))
    }

    /// No more than `most` bytes of them.
    fn cut(&self, most: usize) -> Self {
        let cut = |words: &Arc<Words>| {
            let text = &words.text[..words.text.floor_char_boundary(most)];
            let whole = words.ends.iter().filter(|end| **end < text.len());
            Arc::new(Words {
                text: Zeroizing::new(text.to_owned()),
                ends: whole.copied().chain([text.len()]).collect(),
            })
        };
        Self(self.0.as_ref().map(cut))
    }

    fn first_line(&self) -> Self {
        let first = self.0.as_ref().and_then(|words| words.ends.first());
        self.cut(first.copied().unwrap_or(0))
    }
}

impl fmt::Debug for Heard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("_")
    }
}

impl PartialEq for Heard {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Heard {}

impl Reply {
    /// A reply of these lines, safe to show.
    #[must_use]
    pub fn new(code: ReplyCode, lines: Vec<String>) -> Self {
        Self {
            code,
            lines,
            heard: Heard::default(),
        }
    }

    /// The reply that a line, safe to show, begins or is; none where it has no reply code.
    #[must_use]
    pub fn of_line(line: &str) -> Option<Self> {
        let opening = opening(line.as_bytes())?;
        let text = line.chars().skip(4).collect();
        Some(Self::new(opening.code, vec![text]))
    }

    /// The enhanced status code at the start of the first line: RFC 2034 section 4.
    #[must_use]
    pub fn enhanced_status_code(&self) -> Option<EnhancedStatusCode> {
        let first_word = self.heard_lines().next()?.split(' ').next()?;
        EnhancedStatusCode::parse(first_word)
    }

    /// Each line as it came, to judge by.
    pub(super) fn heard_lines(&self) -> impl DoubleEndedIterator<Item = &str> {
        let lines: Vec<&str> = match &self.heard.0 {
            Some(heard) => heard.lines().collect(),
            None => self.lines.iter().map(String::as_str).collect(),
        };
        lines.into_iter()
    }

    /// All lines, joined by a space. An enhanced status code stays in.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines.join(" ")
    }

    /// All lines as they came, to judge by: a mask over a word that the server says to everybody changes no meaning. What is
    /// shown is [`Self::text`].
    #[must_use]
    pub fn words(&self) -> Cow<'_, str> {
        match &self.heard.0 {
            Some(heard) => Cow::Borrowed(heard.text.as_str()),
            None => Cow::Owned(self.text()),
        }
    }

    /// Whether one of `phrases`, in small letters, stands in it as whole words. An address repeated there says nothing.
    #[must_use]
    pub fn says_one_of(&self, phrases: &[&str]) -> bool {
        let text = Zeroizing::new(self.words().to_lowercase());
        let words = text.split_whitespace().filter(|word| !word.contains('@'));
        let words = Zeroizing::new(words.collect::<Vec<_>>().join(" "));
        let is_whole = |at: usize, phrase: &str| {
            let before = words[..at].chars().next_back();
            let behind = words[at + phrase.len()..].chars().next();
            ![before, behind]
                .iter()
                .flatten()
                .any(|next| next.is_alphanumeric())
        };
        phrases.iter().any(|phrase| {
            let mut places = words.match_indices(phrase);
            places.any(|(at, _)| is_whole(at, phrase))
        })
    }

    /// The same, cut at [`LONGEST_SHOWN`] bytes and the rest counted: what is said about a
    /// reply in many places must not be as long as a hostile server likes. The lines themselves are shown once. The last
    /// line, which has the code that decides, is quoted with the first ones.
    #[must_use]
    pub fn quoted(&self) -> String {
        let text = self.text();
        if text.len() <= LONGEST_SHOWN + COUNT {
            return text;
        }
        match self.lines.split_last() {
            Some((last, before)) if !before.is_empty() && last.len() <= LONGEST_LAST => {
                let room = LONGEST_SHOWN - last.len() - 1;
                format!("{} {last}", shortened(before.join(" "), room))
            }
            _ => shortened(text, LONGEST_SHOWN),
        }
    }

    /// The reply as it is kept for long: of one that is too long to be quoted whole, what is quoted.
    #[must_use]
    pub fn kept(&self) -> Self {
        let long = self.lines.iter().map(|line| line.len() + 1).sum::<usize>() > LONGEST_SHOWN;
        Self {
            code: self.code,
            lines: if long {
                vec![self.quoted()]
            } else {
                self.lines.clone()
            },
            heard: if long {
                self.heard.cut(LONGEST_SHOWN)
            } else {
                self.heard.clone()
            },
        }
    }

    /// The reply without the lines after the first.
    #[must_use]
    pub fn first_line(&self) -> Self {
        Self {
            code: self.code,
            lines: self.lines.iter().take(1).cloned().collect(),
            heard: self.heard.first_line(),
        }
    }
}

#[cfg(test)]
impl Reply {
    /// A reply of one line, for tests.
    pub(crate) fn of(code: u16, text: &str) -> Self {
        Self::new(ReplyCode::new(code).unwrap(), vec![text.to_owned()])
    }
}

/// The code and the text, as in `550 5.1.1 no such user`; a long text is cut.
impl fmt::Display for Reply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.quoted();
        match text.is_empty() {
            true => write!(formatter, "{}", self.code),
            false => write!(formatter, "{} {text}", self.code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(code: u16, lines: &[&str]) -> Reply {
        let lines = lines.iter().map(ToString::to_string).collect();
        Reply::new(ReplyCode::new(code).unwrap(), lines)
    }

    #[test]
    fn phrases_are_whole_words_outside_of_addresses() {
        let says = |text: &str| reply(552, &[text]).says_one_of(&["size", "too big"]);
        assert!(says("Message SIZE exceeds the limit"));
        assert!(says("message is (too  big)"));
        assert!(!says("<bob.sizemore@example.net> over quota"));
        assert!(!says("bob-size@example.net: over quota"));
        assert!(!says("Mr. Sizemore's mailbox"));
    }

    #[test]
    fn the_grammar_allows_first_digits_2_to_5_and_second_digits_0_to_5() {
        let is_valid = |value| ReplyCode::new(value).is_some_and(ReplyCode::is_valid);
        for value in [200, 220, 259, 354, 421, 550, 559] {
            assert!(is_valid(value), "{value}");
        }
        for value in [0, 99, 150, 199, 260, 299, 571, 600, 650, 999] {
            assert!(!is_valid(value), "{value}");
        }
        assert_eq!(ReplyCode::new(1000), None);
    }

    #[test]
    fn a_code_is_three_digits_whatever_they_are() {
        assert_eq!(reply(0, &["hello"]).to_string(), "000 hello");
        assert_eq!(reply(334, &[""]).to_string(), "334");
    }

    #[test]
    fn the_first_digit_tells_the_outcome() {
        let kinds = [250, 354, 450, 550].map(|value| {
            let code = ReplyCode::new(value).unwrap();
            [
                code.is_positive_completion(),
                code.is_positive_intermediate(),
                code.is_temporary(),
                code.is_permanent(),
            ]
        });
        for (row, kind) in kinds.iter().enumerate() {
            assert_eq!(kind.iter().position(|is| *is), Some(row));
            assert_eq!(kind.iter().filter(|is| **is).count(), 1);
        }
    }

    #[test]
    fn the_enhanced_status_code_is_read_from_the_first_line_and_stays_in_the_text() {
        let refused = reply(550, &["5.7.1 not here", "5.7.2 second"]);
        assert_eq!(refused.enhanced_status_code().unwrap().to_string(), "5.7.1");
        assert_eq!(refused.to_string(), "550 5.7.1 not here 5.7.2 second");
        assert_eq!(
            reply(220, &["mx.example ESMTP"]).enhanced_status_code(),
            None
        );
        assert_eq!(reply(250, &[]).enhanced_status_code(), None);
    }

    #[test]
    fn of_a_flood_the_last_line_which_decides_is_quoted_as_well() {
        let mut lines = vec!["ok"; 2000];
        lines.push("5.7.1 refused");
        let quoted = reply(550, &lines).quoted();
        assert!(quoted.starts_with("ok ok ok "), "{quoted}");
        assert!(
            quoted.ends_with(" [3965 more bytes] 5.7.1 refused"),
            "{quoted}"
        );
        let kept = reply(550, &lines).kept();
        assert_eq!(kept.quoted(), quoted);
        assert_eq!(kept.kept(), kept);
    }

    #[test]
    fn a_code_is_a_number_in_json() {
        let json = serde_json::to_string(&reply(250, &["ok"])).unwrap();
        assert_eq!(json, r#"{"code":250,"lines":["ok"]}"#);
    }

    #[test]
    fn a_flood_is_quoted_up_to_2_kib_and_a_challenge_stays_whole() {
        let flood = reply(550, &["é".repeat(600).as_str(), "é".repeat(600).as_str()]);
        assert_eq!(flood.text().len(), 2401);
        let quoted = flood.quoted();
        assert!(quoted.ends_with(" [354 more bytes]"), "{quoted}");
        assert_eq!(flood.to_string(), format!("550 {quoted}"));
        assert_eq!(reply(550, &["a", "b"]).to_string(), "550 a b");
        assert_eq!(flood.kept().to_string(), flood.to_string());
        assert_eq!(flood.kept().kept(), flood.kept());
        assert_eq!(reply(550, &["a", "b"]).kept(), reply(550, &["a", "b"]));
    }
}
