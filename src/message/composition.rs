//! Composes the test message from what the user gave: RFC 5322 header fields, a text body in 7-bit form (so
//! that no server needs 8BITMIME for it) and attachments (RFC 2045, 2183, 2231). It says of itself that a
//! program sent it (RFC 3834 section 5), so that no vacation answers it. No value can add a line.

use mail_builder::MessageBuilder;
use mail_builder::headers::HeaderType;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};

use super::attachment::Attachment;
use super::error::Error;
use super::header::{address, checked, checked_name, unstructured, value};

/// Subject when none is given.
pub const DEFAULT_SUBJECT: &str = "smtpcheck test message";

/// What a test message is made of.
#[derive(Clone, Debug)]
pub struct Composition {
    /// The sender's mailbox, or `<>`.
    pub from: String,
    /// The recipients' mailboxes.
    pub to: Vec<String>,
    /// Subject; `None` for [`DEFAULT_SUBJECT`].
    pub subject: Option<String>,
    /// Text; `None` for sentences that say who sent the message, when and through which server.
    pub body: Option<String>,
    /// Further header fields. They replace generated ones of the same name.
    pub headers: Vec<(String, String)>,
    /// Files that go along.
    pub attachments: Vec<Attachment>,
    /// The message's date, with the sender's offset.
    pub date: jiff::Zoned,
    /// See [`message_id`].
    pub message_id: String,
    /// Name of the server that the message is given to, for the default text, where there is one.
    pub server: Option<String>,
    /// Whether UTF-8 may stand in the header section: the server offers SMTPUTF8 and it is used.
    pub smtputf8: bool,
}

/// A message identifier (RFC 5322 section 3.6.4) without its angle brackets, of random bytes and the name
/// given at EHLO.
#[must_use]
pub fn message_id(random: &[u8; 16], host: &str) -> String {
    format!("{:032x}@{host}", u128::from_be_bytes(*random))
}

/// Writes the message, with CRLF line ends.
///
/// # Errors
/// [`Error`] names the option whose value cannot stand in a message.
pub fn compose(composition: &Composition) -> Result<Vec<u8>, Error> {
    for (name, text) in &composition.headers {
        header_name(name)?;
        checked("--header", text)?;
    }
    let mut builder = MessageBuilder::new();
    for (name, generated) in generated_fields(composition)? {
        if given(composition, name).is_none() {
            builder = builder.header(name, generated);
        }
    }
    for (name, text) in &composition.headers {
        if !is_of_the_body(name)? {
            builder = builder.header(canonical(name), value(name, text, composition.smtputf8));
        }
    }
    builder
        .body(content(composition)?)
        .write_to_vec()
        .map_err(|_| Error::TooLarge)
}

type Field<'a> = (&'static str, HeaderType<'a>);

fn generated_fields(composition: &Composition) -> Result<Vec<Field<'_>>, Error> {
    let Composition {
        smtputf8, subject, ..
    } = composition;
    let id = checked("--ehlo", &composition.message_id)?.trim_matches(['<', '>']);
    let date = jiff::fmt::rfc2822::to_string(&composition.date).map_err(|_| Error::Date)?;
    let subject = checked("--subject", subject.as_deref().unwrap_or(DEFAULT_SUBJECT))?;
    let mut fields: Vec<Field<'_>> = vec![
        ("From", from(composition, id)?.into()),
        ("Subject", unstructured(subject.trim(), *smtputf8)),
        ("Date", Raw::new(date).into()),
        ("Message-ID", MessageId::new(id).into()),
        ("Auto-Submitted", Raw::new("auto-generated").into()),
        (
            "X-Mailer",
            Raw::new(concat!("smtpcheck ", env!("CARGO_PKG_VERSION"))).into(),
        ),
        ("MIME-Version", Raw::new("1.0").into()),
    ];
    if !composition.to.is_empty() {
        let to: Result<Vec<_>, _> = composition
            .to
            .iter()
            .map(|to| address("--to", to, *smtputf8))
            .collect();
        fields.insert(1, ("To", Address::new_list(to?).into()));
    }
    Ok(fields)
}

/// RFC 5322 section 3.6.2 has no empty originator: a message of the null reverse-path, as those of mail
/// systems, bears the name by which mail systems sign theirs.
fn from(composition: &Composition, id: &str) -> Result<Address<'static>, Error> {
    let from = composition.from.trim();
    if !matches!(from, "" | "<>") {
        return address("--from", from, composition.smtputf8);
    }
    let host = id.rsplit_once('@').map_or("localhost", |(_, host)| host);
    Ok(Address::new_address(
        None::<String>,
        format!("MAILER-DAEMON@{host}"),
    ))
}

fn given<'a>(composition: &'a Composition, name: &str) -> Option<&'a str> {
    let mut fields = composition.headers.iter();
    fields
        .find(|(given, _)| given.eq_ignore_ascii_case(name))
        .map(|(_, text)| text.as_str())
}

/// The builder adds these when it does not find them in this very spelling.
fn canonical(name: &str) -> String {
    let known = ["Date", "Message-ID", "MIME-Version"];
    known
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(name))
        .unwrap_or(name)
        .to_owned()
}

/// Lets the name of a field pass that may be given for a composed message.
///
/// # Errors
/// It is no name, or what the field says follows from the message.
pub fn header_name(name: &str) -> Result<&str, Error> {
    is_of_the_body(checked_name(name)?)?;
    Ok(name)
}

/// The type of the text is the user's; how it is encoded follows from its bytes.
fn is_of_the_body(name: &str) -> Result<bool, Error> {
    if name.eq_ignore_ascii_case("Content-Transfer-Encoding") {
        return Err(Error::TransferEncoding);
    }
    Ok(name.eq_ignore_ascii_case("Content-Type"))
}

fn content(composition: &Composition) -> Result<MimePart<'_>, Error> {
    let text = match &composition.body {
        Some(body) => body.clone(),
        None => default_body(composition),
    };
    let text = BodyPart::Text(with_final_line_end(&text).into());
    let text = match given(composition, "Content-Type") {
        Some(content_type) => {
            MimePart::raw(text).header("Content-Type", Raw::new(content_type.trim()))
        }
        None => MimePart::new(
            ContentType::new("text/plain").attribute("charset", "utf-8"),
            text,
        ),
    };
    if composition.attachments.is_empty() {
        return Ok(text);
    }
    let mut parts = vec![text];
    for attachment in &composition.attachments {
        checked("--attach", &attachment.file_name)?;
        checked("--attach", &attachment.content_type)?;
        let content = attachment.content.as_slice();
        parts.push(
            MimePart::new(attachment.content_type.as_str(), content)
                .attachment(attachment.file_name.as_str()),
        );
    }
    Ok(MimePart::new("multipart/mixed", parts))
}

fn default_body(composition: &Composition) -> String {
    let through = composition
        .server
        .as_ref()
        .map_or_else(String::new, |server| {
            format!(
                "\nthrough the server {}",
                crate::text::visible(server.as_bytes())
            )
        });
    format!(
        "This is a test message. smtpcheck {} sent it\non {}{through}.\n\
         There is no need to answer.\n",
        env!("CARGO_PKG_VERSION"),
        composition.date.strftime("%Y-%m-%d at %H:%M:%S %:z"),
    )
}

/// Line feeds alone, which the builder turns into CRLF or encodes; the last line is complete.
fn with_final_line_end(text: &str) -> String {
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests;
