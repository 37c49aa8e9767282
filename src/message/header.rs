//! Values of header fields: kept free of line breaks, and encoded where they are not ASCII (RFC 2047) unless
//! the message may have UTF-8 in its headers (RFC 6532). In fields of addresses only the names are encoded.

use mail_builder::headers::HeaderType;
use mail_builder::headers::address::Address;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;

use super::error::Error;
use crate::dns::DomainName;
use crate::text::visible;

/// Longer words cannot be folded into lines of 998 bytes (RFC 5322 section 2.1.1) and are encoded instead.
const LONGEST_WORD: usize = 900;

const ADDRESS_FIELDS: &[&str] = &[
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "Resent-From",
    "Resent-Sender",
    "Resent-To",
    "Resent-Cc",
    "Resent-Bcc",
    "Disposition-Notification-To",
];

/// Lets `value` of `option` pass when it can break neither a line nor a terminal (RFC 5322 section 2.2).
pub(super) fn checked<'a>(option: &'static str, value: &'a str) -> Result<&'a str, Error> {
    match value
        .chars()
        .find(|character| character.is_control() && *character != '\t')
    {
        None => Ok(value),
        Some('\r' | '\n') => Err(Error::LineBreak { option }),
        Some(_) => Err(Error::ControlCharacter { option }),
    }
}

/// Lets the name of a header field pass (RFC 5322 section 2.2: printable ASCII without colon).
pub(super) fn checked_name(name: &str) -> Result<&str, Error> {
    let printable = |byte: u8| byte.is_ascii_graphic() && byte != b':';
    match !name.is_empty() && name.len() < LONGEST_WORD && name.bytes().all(printable) {
        true => Ok(name),
        false => Err(Error::HeaderName(visible(name.as_bytes()))),
    }
}

/// The value of a field given by the user.
pub(super) fn value<'a>(name: &str, text: &'a str, smtputf8: bool) -> HeaderType<'a> {
    let text = text.trim();
    let is_address_field = ADDRESS_FIELDS
        .iter()
        .any(|field| field.eq_ignore_ascii_case(name));
    if is_address_field && !smtputf8 && !text.is_ascii() {
        let mailboxes = split_list(text)
            .into_iter()
            .map(mailbox)
            .collect::<Vec<_>>();
        return Address::new_list(mailboxes).into();
    }
    unstructured(text, smtputf8)
}

/// Free text. ASCII goes out as it is, so that what a user typed is what arrives.
pub(super) fn unstructured(text: &str, smtputf8: bool) -> HeaderType<'_> {
    let foldable = text
        .split([' ', '\t'])
        .all(|word| word.len() < LONGEST_WORD);
    match (text.is_ascii() || smtputf8) && foldable {
        true => Raw::new(text).into(),
        false => Text::new(text).into(),
    }
}

/// A mailbox of the envelope as it stands in a header. Its domain becomes A-labels unless UTF-8 may stand.
pub(super) fn address(
    option: &'static str,
    mailbox: &str,
    smtputf8: bool,
) -> Result<Address<'static>, Error> {
    let mailbox = checked(option, mailbox)?.trim();
    let mailbox = mailbox
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .unwrap_or(mailbox);
    let (local_part, domain) = mailbox.rsplit_once('@').unwrap_or((mailbox, ""));
    if mailbox.is_ascii() || smtputf8 {
        return Ok(Address::new_address(None::<String>, mailbox.to_owned()));
    }
    match DomainName::parse(domain) {
        Ok(domain) if local_part.is_ascii() => Ok(Address::new_address(
            None::<String>,
            format!("{local_part}@{domain}"),
        )),
        _ => Err(Error::NeedsSmtpUtf8 { option }),
    }
}

/// Splits at the commas between mailboxes, not at those inside of quoted names.
fn split_list(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// `Name <local@domain>` or the bare address.
fn mailbox(text: &str) -> Address<'_> {
    let text = text.trim();
    let parts = text
        .strip_suffix('>')
        .and_then(|rest| rest.rsplit_once('<'));
    let Some((name, address)) = parts else {
        return Address::new_address(None::<&str>, text);
    };
    let name = name.trim();
    let unquoted = name
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    Address::new_address(Some(unquoted.unwrap_or(name)), address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_builder::headers::Header;

    fn written(value: &HeaderType<'_>) -> String {
        let mut bytes = Vec::new();
        value.write_header(&mut bytes, "To: ".len());
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn ascii_goes_out_as_it_was_typed() {
        assert_eq!(
            written(&value("X", " a  \"b\" =?x?= ", false)),
            "a  \"b\" =?x?=\r\n"
        );
        let long = "word ".repeat(60);
        assert!(
            written(&value("X", &long, false))
                .lines()
                .all(|line| line.len() <= 78)
        );
    }

    #[test]
    fn a_word_that_cannot_be_folded_is_encoded() {
        let text = written(&value("X", &"x".repeat(2000), false));
        assert!(text.lines().all(|line| line.len() <= 78), "{text}");
    }

    /// RFC 2047 section 5 (3): an encoded-word stands in place of a phrase, never in an address.
    #[test]
    fn only_names_of_addresses_are_encoded() {
        let text = written(&value(
            "to",
            "\"André, P.\" <pirard@vm1.ulg.ac.be>, k@tut.fi",
            false,
        ));
        assert!(text.contains("<pirard@vm1.ulg.ac.be>"), "{text}");
        assert!(text.contains("k@tut.fi"), "{text}");
        assert!(text.starts_with("=?utf-8?"), "{text}");
        assert!(text.is_ascii());
    }

    #[test]
    fn utf8_stays_when_the_message_may_have_it() {
        assert_eq!(written(&value("Subject", "grüße", true)), "grüße\r\n");
        assert_eq!(written(&value("To", "é <a@b>", true)), "é <a@b>\r\n");
    }

    #[test]
    fn domains_become_a_labels_and_local_parts_need_smtputf8() {
        let parsed = address("--to", "<info@bücher.example>", false).unwrap();
        assert_eq!(written(&parsed.into()), "<info@xn--bcher-kva.example>\r\n");
        let refused = address("--to", "pelé@example.com", false);
        assert_eq!(refused, Err(Error::NeedsSmtpUtf8 { option: "--to" }));
        let parsed = address("--to", "pelé@bücher.example", true).unwrap();
        assert_eq!(written(&parsed.into()), "<pelé@bücher.example>\r\n");
    }

    #[test]
    fn names_of_fields_are_printable_ascii_without_colon() {
        assert!(checked_name("X-Test_1").is_ok());
        for name in ["", "a b", "a:b", "é", "a\r\nb"] {
            assert!(checked_name(name).is_err(), "{name:?}");
        }
    }
}
