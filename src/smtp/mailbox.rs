//! Mail addresses as they stand in MAIL and RCPT: RFC 5321 section 4.1.2, RFC 6531 section 3.3 for addresses beyond
//! ASCII. Display names and comments belong to message headers (RFC 5322) and are refused here.

use std::{
    fmt,
    net::{Ipv4Addr, Ipv6Addr},
};

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

/// Octets of a path, angle brackets included: RFC 5321 section 4.5.3.1.3.
const LONGEST_PATH: usize = 256;

/// `local-part@domain`, fit to stand in a command: no control character, space or angle bracket can be in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    local_part: String,
    domain: String,
}

/// Why a text is no mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailboxError {
    /// There is no `@` or nothing on one of its sides.
    Incomplete,
    /// A control character, a space or a bracket: what stands outside a quoted string may hold none.
    Character(char),
    /// Dots that open, close or follow each other.
    Dots,
    /// The part behind the `@` is neither a domain name nor an address literal.
    Domain(String),
    /// Longer than a path may be.
    TooLong,
}

impl Mailbox {
    /// Reads `local-part@domain`, with or without angle brackets around it. A domain with an ASCII local part becomes
    /// A-labels, so that it works without SMTPUTF8.
    ///
    /// # Errors
    /// [`MailboxError`] says what is wrong.
    pub fn parse(text: &str) -> Result<Self, MailboxError> {
        let text = text
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'))
            .unwrap_or(text);
        let (local_part, domain) = text.rsplit_once('@').ok_or(MailboxError::Incomplete)?;
        if local_part.is_empty() || domain.is_empty() {
            return Err(MailboxError::Incomplete);
        }
        check_local_part(local_part)?;
        let domain = match domain.strip_prefix('[') {
            Some(literal) => checked_literal(domain, literal)?,
            None => checked_domain(domain, local_part.is_ascii())?,
        };
        if local_part.len() + domain.len() + 3 > LONGEST_PATH {
            return Err(MailboxError::TooLong);
        }
        Ok(Self {
            local_part: local_part.to_owned(),
            domain,
        })
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        &self.local_part
    }

    /// What stands behind the `@`: a domain, or an address literal in square brackets.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Whether it can only be sent to a server that offers SMTPUTF8.
    #[must_use]
    pub fn needs_smtputf8(&self) -> bool {
        !self.local_part.is_ascii() || !self.domain.is_ascii()
    }
}

fn check_local_part(local_part: &str) -> Result<(), MailboxError> {
    if let Some(quoted) = local_part.strip_prefix('"') {
        return check_quoted(quoted);
    }
    if let Some(bad) = local_part
        .chars()
        .find(|character| !is_atom_text(*character) && *character != '.')
    {
        return Err(MailboxError::Character(bad));
    }
    if local_part.split('.').any(str::is_empty) {
        Err(MailboxError::Dots)
    } else {
        Ok(())
    }
}

/// `atext` of RFC 5322 section 3.2.3 and what RFC 6531 section 3.3 adds.
fn is_atom_text(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || "!#$%&'*+-/=?^_`{|}~".contains(character)
        || !character.is_ascii() && !character.is_control()
}

/// The inside of a quoted string: RFC 5321 section 4.1.2 allows graphic characters and space, `"` and `\` escaped.
fn check_quoted(quoted: &str) -> Result<(), MailboxError> {
    let mut characters = quoted
        .strip_suffix('"')
        .ok_or(MailboxError::Character('"'))?
        .chars();
    while let Some(character) = characters.next() {
        let taken = if character == '\\' {
            characters.next().ok_or(MailboxError::Character('\\'))?
        } else {
            character
        };
        if taken.is_control() || character == '"' {
            return Err(MailboxError::Character(taken));
        }
    }
    Ok(())
}

fn checked_literal(domain: &str, literal: &str) -> Result<String, MailboxError> {
    let wrong = || MailboxError::Domain(crate::text::visible(domain.as_bytes()));
    let address = literal.strip_suffix(']').ok_or_else(wrong)?;
    let valid = match address
        .get(..5)
        .filter(|tag| tag.eq_ignore_ascii_case("IPv6:"))
    {
        Some(_) => address[5..].parse::<Ipv6Addr>().is_ok(),
        None => address.parse::<Ipv4Addr>().is_ok(),
    };
    if valid {
        Ok(domain.to_owned())
    } else {
        Err(wrong())
    }
}

fn checked_domain(domain: &str, as_ascii: bool) -> Result<String, MailboxError> {
    let wrong = || MailboxError::Domain(crate::text::visible(domain.as_bytes()));
    let ascii = Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::URL,
            Hyphens::Allow,
            DnsLength::Verify,
        )
        .map_err(|_| wrong())?;
    if ascii.ends_with('.')
        || !ascii
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || "-._".contains(one))
    {
        return Err(wrong());
    }
    match domain.is_ascii() {
        true => Ok(domain.to_owned()),
        false if as_ascii => Ok(ascii.into_owned()),
        false => Ok(Uts46::new()
            .to_unicode(domain.as_bytes(), AsciiDenyList::URL, Hyphens::Allow)
            .0
            .into_owned()),
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}@{}", self.local_part, self.domain)
    }
}

impl fmt::Display for MailboxError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incomplete => {
                formatter.write_str("a mail address has the form local-part@domain")
            }
            Self::Character(character) => {
                let shown = crate::text::visible(character.to_string().as_bytes());
                write!(formatter, "a mail address cannot contain \"{shown}\" there")
            }
            Self::Dots => {
                formatter.write_str("dots in a mail address stand between other characters only")
            }
            Self::Domain(domain) => write!(formatter, "{domain} is not a domain name"),
            Self::TooLong => write!(
                formatter,
                "a mail address has at most {} characters",
                LONGEST_PATH - 2
            ),
        }
    }
}

impl std::error::Error for MailboxError {}

/// The sender in MAIL: RFC 5321 section 4.1.1.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReversePath {
    /// `<>`: nobody wants to hear of a failure.
    Null,
    /// Where failures are reported to.
    Mailbox(Mailbox),
}

impl ReversePath {
    /// Reads `<>` or a mail address.
    ///
    /// # Errors
    /// As [`Mailbox::parse`]; an empty text is none of both.
    pub fn parse(text: &str) -> Result<Self, MailboxError> {
        if text == "<>" {
            Ok(Self::Null)
        } else {
            Mailbox::parse(text).map(Self::Mailbox)
        }
    }

    /// The mailbox; none of the null reverse-path.
    #[must_use]
    pub const fn mailbox(&self) -> Option<&Mailbox> {
        match self {
            Self::Null => None,
            Self::Mailbox(mailbox) => Some(mailbox),
        }
    }

    /// Whether it can only be sent to a server that offers SMTPUTF8.
    #[must_use]
    pub fn needs_smtputf8(&self) -> bool {
        matches!(self, Self::Mailbox(mailbox) if mailbox.needs_smtputf8())
    }
}

/// Without angle brackets; nothing for the null reverse-path.
impl fmt::Display for ReversePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Mailbox(mailbox) => mailbox.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, MailboxError> {
        Mailbox::parse(text).map(|mailbox| mailbox.to_string())
    }

    #[test]
    fn the_forms_of_rfc_5321_are_taken() {
        for text in [
            "ann@example.com",
            "a.b+c@example.com",
            "\"a b\"@example.com",
            "\"a\\\"b\"@x.example",
            "u@[192.0.2.1]",
            "u@[IPv6:2001:db8::1]",
            "o'hara@example.com",
            "u@localhost",
        ] {
            assert_eq!(parsed(text).as_deref(), Ok(text));
        }
        assert_eq!(
            parsed("<ann@example.com>").as_deref(),
            Ok("ann@example.com")
        );
    }

    #[test]
    fn no_line_ending_space_or_bracket_gets_through() {
        for text in [
            "ann@example.com\r\nRCPT TO:<x@y>",
            "an n@example.com",
            "ann@exa mple.com",
            "a>b@example.com",
            "ann@example.com>",
            "\"a\nb\"@example.com",
            "\"a\\\rb\"@example.com",
            "a\0@example.com",
            "ann@example.com\u{85}",
        ] {
            assert!(Mailbox::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_address_is_said_to_be_none() {
        assert_eq!(parsed("ann"), Err(MailboxError::Incomplete));
        assert_eq!(parsed("@example.com"), Err(MailboxError::Incomplete));
        assert_eq!(parsed("ann@"), Err(MailboxError::Incomplete));
        assert_eq!(parsed("a..b@example.com"), Err(MailboxError::Dots));
        assert_eq!(
            parsed("\"a\"b\"@example.com"),
            Err(MailboxError::Character('"'))
        );
        assert_eq!(
            parsed("ann@[192.0.2.256]"),
            Err(MailboxError::Domain("[192.0.2.256]".to_owned()))
        );
        assert_eq!(
            parsed(&format!("{}@example.com", "a".repeat(250))),
            Err(MailboxError::TooLong)
        );
    }

    #[test]
    fn a_foreign_domain_becomes_a_labels_where_the_local_part_is_ascii() {
        let mailbox = Mailbox::parse("ann@bücher.example").unwrap();
        assert_eq!(mailbox.to_string(), "ann@xn--bcher-kva.example");
        assert!(!mailbox.needs_smtputf8());
        let mailbox = Mailbox::parse("jürgen@bücher.example").unwrap();
        assert_eq!(mailbox.to_string(), "jürgen@bücher.example");
        assert!(mailbox.needs_smtputf8());
    }

    #[test]
    fn the_null_reverse_path_is_written_as_two_brackets() {
        assert_eq!(ReversePath::parse("<>"), Ok(ReversePath::Null));
        assert_eq!(ReversePath::parse(""), Err(MailboxError::Incomplete));
        assert_eq!(ReversePath::Null.to_string(), "");
    }
}
