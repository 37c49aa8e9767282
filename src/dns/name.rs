//! Domain names as users type them and as DNS answers carry them: checked for what RFC 1035 section 2.3.4
//! and RFC 5890 (A-labels, by way of UTS 46) allow, kept in lower case without final dot. Addresses are not
//! names; underscores are let through, for they do stand before hosts and services.

use std::fmt;
use std::net::IpAddr;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use crate::text::visible;

const LONGEST_LABEL: usize = 63;
/// 255 octets on the wire (RFC 1035 section 3.1) are 253 characters: two go to the first length and the root.
const LONGEST_NAME: usize = 253;

/// A domain name of at least one label, in A-label form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DomainName(String);

impl DomainName {
    /// Understands what a user typed; one final dot is dropped, U-labels become A-labels.
    ///
    /// # Errors
    /// [`NameError`] says in one sentence why `text` cannot be a domain name.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if is_address(text) {
            return Err(NameError::Address(text.to_owned()));
        }
        check_characters(text)?;
        let ascii = Uts46::new()
            .to_ascii(
                text.as_bytes(),
                AsciiDenyList::URL,
                Hyphens::Allow,
                DnsLength::Ignore,
            )
            .map_err(|_| NameError::Internationalized(shortened(text)))?;
        // UTS 46 makes ASCII of some characters: `!!` of U+203C, `*` of U+FF0A.
        check_characters(&ascii)?;
        let name = Self::from_ascii(&ascii)?;
        let hyphenated = |label: &&str| label.starts_with('-') || label.ends_with('-');
        if let Some(label) = name.labels().find(hyphenated) {
            return Err(NameError::Hyphen(label.to_owned()));
        }
        if name.last_label_is_a_number() {
            return Err(NameError::Number(name.0));
        }
        Ok(name)
    }

    fn from_ascii(text: &str) -> Result<Self, NameError> {
        let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        if name.is_empty() {
            return Err(NameError::Empty);
        }
        if name.split('.').any(str::is_empty) {
            return Err(NameError::EmptyLabel);
        }
        if let Some(label) = name.split('.').find(|label| label.len() > LONGEST_LABEL) {
            return Err(NameError::LongLabel(label.len()));
        }
        if name.len() > LONGEST_NAME {
            return Err(NameError::LongName(name.len()));
        }
        Ok(Self(name))
    }

    /// The name in A-label form, as it goes out: `xn--bcher-kva.example`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as people write it: `bücher.example`. Labels that do not decode stay as they are, and
    /// characters that do not show are escaped.
    #[must_use]
    pub fn unicode(&self) -> String {
        let (text, outcome) = idna::domain_to_unicode(&self.0);
        match outcome {
            Ok(()) => visible(text.as_bytes()),
            Err(_) => self.0.clone(),
        }
    }

    /// The labels from the left.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.0.split('.')
    }

    fn last_label_is_a_number(&self) -> bool {
        self.labels()
            .last()
            .is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

impl fmt::Display for DomainName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Whether `text` is an IP address, bare or as an address literal (RFC 5321 section 4.1.3).
pub(super) fn is_address(text: &str) -> bool {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    let tagged = bare
        .get(..5)
        .is_some_and(|tag| tag.eq_ignore_ascii_case("IPv6:"));
    bare[if tagged { 5 } else { 0 }..].parse::<IpAddr>().is_ok()
}

fn check_characters(text: &str) -> Result<(), NameError> {
    match text.chars().find(|character| !may_stand(*character)) {
        Some(character) => Err(NameError::Character(shown(character))),
        None => Ok(()),
    }
}

fn may_stand(character: char) -> bool {
    match character {
        '-' | '.' | '_' => true,
        ascii if ascii.is_ascii() => ascii.is_ascii_alphanumeric(),
        other => !other.is_whitespace() && !other.is_control(),
    }
}

fn shown(character: char) -> String {
    match character {
        ' ' => "a space".to_owned(),
        other => format!("\"{}\"", visible(other.to_string().as_bytes())),
    }
}

/// Safe to show, and no longer than a name: a stranger's text stands in a sentence.
fn shortened(text: &str) -> String {
    let shown = visible(text.as_bytes());
    match shown.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", &shown[..end]),
        None => shown,
    }
}

/// Why a text is not a domain name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameError {
    /// Nothing, or the root alone.
    Empty,
    /// An IP address; it is used as such, not looked up.
    Address(String),
    /// The character, quoted and escaped.
    Character(String),
    /// Two dots in a row, or one at the start.
    EmptyLabel,
    /// The label's length in octets.
    LongLabel(usize),
    /// The name's length in octets.
    LongName(usize),
    /// The label that a hyphen begins or ends (RFC 952, RFC 1123 section 2.1).
    Hyphen(String),
    /// No top-level domain is a number: a mistyped IPv4 address.
    Number(String),
    /// UTS 46 knows no A-label form of it.
    Internationalized(String),
}

impl NameError {
    /// The stranger's text in it, of more than a character.
    pub fn text_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Address(text)
            | Self::Hyphen(text)
            | Self::Number(text)
            | Self::Internationalized(text) => Some(text),
            Self::Empty
            | Self::Character(_)
            | Self::EmptyLabel
            | Self::LongLabel(_)
            | Self::LongName(_) => None,
        }
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(formatter, "a domain name must not be empty"),
            Self::Address(text) => write!(formatter, "{text} is an IP address, not a domain name"),
            Self::Character(shown) => write!(formatter, "a domain name cannot contain {shown}"),
            Self::EmptyLabel => write!(
                formatter,
                "a domain name cannot have an empty label (two dots, or one in front)"
            ),
            Self::LongLabel(length) => {
                write!(
                    formatter,
                    "a label of a domain name has at most {LONGEST_LABEL} octets, not {length}"
                )
            }
            Self::LongName(length) => {
                write!(
                    formatter,
                    "a domain name has at most {LONGEST_NAME} octets, not {length}"
                )
            }
            Self::Hyphen(label) => write!(
                formatter,
                "the label \"{label}\" cannot begin or end with a hyphen"
            ),
            Self::Number(name) => write!(
                formatter,
                "{name} ends in a number but is not an IPv4 address"
            ),
            Self::Internationalized(text) => {
                write!(
                    formatter,
                    "{text} is not a valid internationalized domain name"
                )
            }
        }
    }
}

impl std::error::Error for NameError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, NameError> {
        DomainName::parse(text).map(|name| name.to_string())
    }

    #[test]
    fn names_are_kept_in_lower_case_without_final_dot() {
        assert_eq!(parse("Mail.Example.COM.").unwrap(), "mail.example.com");
        assert_eq!(
            parse("_submission._tcp.example").unwrap(),
            "_submission._tcp.example"
        );
        assert_eq!(parse("localhost").unwrap(), "localhost");
    }

    /// The examples of RFC 3492 section 7.1 and RFC 5891.
    #[test]
    fn u_labels_become_a_labels_and_back() {
        let name = DomainName::parse("Bücher.example").unwrap();
        assert_eq!(name.as_str(), "xn--bcher-kva.example");
        assert_eq!(name.unicode(), "bücher.example");
        let name = DomainName::parse("例え。テスト").unwrap();
        assert_eq!(name.as_str(), "xn--r8jz45g.xn--zckzah");
        assert_eq!(DomainName::parse(&name.unicode()).unwrap(), name);
    }

    #[test]
    fn what_becomes_ascii_has_to_be_letters_digits_and_hyphens_too() {
        for (text, character) in [
            ("ann\u{203c}.example", "\"!\""),
            ("\u{ff0a}.example", "\"*\""),
        ] {
            let error = NameError::Character(character.to_owned());
            assert_eq!(parse(text), Err(error), "{text}");
        }
        assert_eq!(parse("\u{ff41}bc.example").as_deref(), Ok("abc.example"));
    }

    #[test]
    fn a_long_label_that_does_not_decode_is_cut_in_the_error() {
        let error = parse(&format!("xn--{}", "e".repeat(2000))).unwrap_err();
        let length = error.to_string().chars().count();
        assert!(error.to_string().contains('…') && length < 350, "{length}");
    }

    #[test]
    fn an_a_label_that_does_not_decode_is_shown_as_it_is() {
        let name = DomainName::from_ascii("xn--a-ecp.example").unwrap();
        assert_eq!(name.unicode(), "xn--a-ecp.example");
        assert!(matches!(
            parse("xn--99999999.example"),
            Err(NameError::Internationalized(_))
        ));
    }

    #[test]
    fn empty_labels_are_refused() {
        assert_eq!(parse(""), Err(NameError::Empty));
        assert_eq!(parse("."), Err(NameError::Empty));
        for text in ["a..b", ".a", "a.."] {
            assert_eq!(parse(text), Err(NameError::EmptyLabel), "{text}");
        }
    }

    #[test]
    fn labels_of_63_and_names_of_253_octets_are_the_longest() {
        let label = "a".repeat(63);
        let longest = format!("{label}.{label}.{label}.{}", "b".repeat(61));
        assert_eq!(longest.len(), 253);
        assert!(parse(&longest).is_ok());
        assert!(parse(&format!("{longest}.")).is_ok());
        assert_eq!(parse(&format!("{longest}b")), Err(NameError::LongName(254)));
        assert_eq!(parse(&"a".repeat(64)), Err(NameError::LongLabel(64)));
    }

    #[test]
    fn spaces_controls_and_other_characters_are_refused_and_named() {
        assert_eq!(
            parse("a b"),
            Err(NameError::Character("a space".to_owned()))
        );
        assert_eq!(
            parse("a\r\nb"),
            Err(NameError::Character("\"\\r\"".to_owned()))
        );
        for text in [
            "a\0b",
            "a@b",
            "a/b",
            "a:25",
            "a\u{3000}b",
            "a\u{85}b",
            "<a>",
        ] {
            assert!(
                matches!(parse(text), Err(NameError::Character(_))),
                "{text:?}"
            );
        }
    }

    #[test]
    fn addresses_are_not_names() {
        for text in ["192.0.2.1", "2001:db8::1", "[192.0.2.1]", "[IPv6:::1]"] {
            assert!(matches!(parse(text), Err(NameError::Address(_))), "{text}");
        }
        assert_eq!(
            parse("192.0.2.256"),
            Err(NameError::Number("192.0.2.256".to_owned()))
        );
        assert!(parse("3com.com").is_ok());
        assert!(parse("1.2.3.example").is_ok());
    }

    #[test]
    fn hyphens_stand_inside_of_labels() {
        assert!(parse("r3---sn-x.example").is_ok());
        assert_eq!(parse("-a.example"), Err(NameError::Hyphen("-a".to_owned())));
        assert_eq!(parse("a-.example"), Err(NameError::Hyphen("a-".to_owned())));
    }
}
